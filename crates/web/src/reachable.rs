//! Telephone numbers and addresses of mail in running text, so that a phone can ring or write to them.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reach<'a> {
    /// As it is.
    Words(&'a str),
    /// A number within the country: ten or eleven digits from 0, in groups.
    Phone(&'a str),
    /// An address of mail.
    Email(&'a str),
}

/// The pieces of a text, in order.
pub(crate) fn reachable(text: &str) -> Vec<Reach<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut done) = (0, 0);
    while let Some(letter) = text[at..].chars().next() {
        let fresh = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != '+');
        let found = match letter {
            '0' if fresh => phone(&text[at..]).map(Reach::Phone),
            letter if fresh && letter.is_ascii_alphanumeric() => email(&text[at..]).map(Reach::Email),
            _ => None,
        };
        let length = match &found {
            Some(Reach::Phone(piece) | Reach::Email(piece) | Reach::Words(piece)) => piece.len(),
            None => 0,
        };
        match found {
            Some(piece) => {
                pieces.push(Reach::Words(&text[done..at]));
                pieces.push(piece);
                at += length;
                done = at;
            }
            None => at += letter.len_utf8(),
        }
    }
    pieces.push(Reach::Words(&text[done..]));
    pieces.retain(|piece| *piece != Reach::Words(""));
    pieces
}

fn phone(text: &str) -> Option<&str> {
    // Looked at no further than a number is long, or many zeros would cost their square.
    let end = text.bytes().take(16).take_while(|b| b.is_ascii_digit() || *b == b' ').count();
    let number = text[..end].trim_end();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let in_groups = !number.contains("  ");
    ((10..=11).contains(&digits) && in_groups && !text[number.len()..].starts_with(char::is_alphanumeric))
        .then_some(number)
}

fn email(text: &str) -> Option<&str> {
    let part = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let name = text.chars().take(65).take_while(|c| part(*c)).count();
    if !text[name..].starts_with('@') {
        return None;
    }
    let host = &text[name + 1..];
    let end = host.bytes().take(255).take_while(|b| b.is_ascii_alphanumeric() || b".-".contains(b)).count();
    let host = host[..end].trim_end_matches(['.', '-']);
    (host.contains('.') && !host.contains("..") && !host.starts_with('.')).then(|| &text[..name + 1 + host.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_found_and_years_and_sums_are_not() {
        use Reach::{Email, Phone, Words};
        assert_eq!(reachable("01632 960134."), [Phone("01632 960134"), Words(".")]);
        assert_eq!(
            reachable("\u{627}\u{644} 0800 160 1234 x"),
            [Words("\u{627}\u{644} "), Phone("0800 160 1234"), Words(" x")]
        );
        assert_eq!(reachable("a.b@c.example.org, or"), [Email("a.b@c.example.org"), Words(", or")]);
        for plain in ["0 to 25", "2026", "1,000", "x@", "@b.org", "a@b", "£0123456789x", "+44 1632 960134", "00 00"] {
            assert_eq!(reachable(plain), [Words(plain)], "{plain}");
        }
    }
}
