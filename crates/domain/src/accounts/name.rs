/// Longest name of a person, in characters.
const LONGEST: usize = 100;

/// A name as somebody gives it. It stands in messages to others, so it must be a name: what looks like an address or a link
/// would be one in a mail program. The error is a sentence.
pub fn person_name(text: &str) -> Result<String, String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(format!("Enter your name, in {LONGEST} characters or fewer"));
    }
    let lower = name.to_lowercase();
    let is_link =
        ["://", "www.", "http", ".com", ".net", ".org", ".co.", ".uk"].iter().any(|part| lower.contains(part));
    if is_link || name.contains(['@', '[', ']', '<', '>', '{', '}', '|', '\\', '/']) {
        return Err("Enter your name as people write it, without addresses or links".to_owned());
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_link() {
        for good in ["Amina Khan", "Siân O'Neill-Łukasz", "محمد", "  Dr  Jo   Marsh "] {
            assert!(person_name(good).is_ok(), "{good}");
        }
        for bad in
            ["", "  ", "[Confirm](http://pay.example.net)", "pay-now.example.com", "a@b.example", &"x".repeat(101)]
        {
            assert!(person_name(bad).is_err(), "{bad}");
        }
    }
}
