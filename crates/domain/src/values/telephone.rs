//! Telephone numbers as people write them, and as a telephone dials them.

/// A number that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telephone<'a> {
    /// As it is written, with its extension.
    pub written: &'a str,
    /// As it is dialled, for the `tel:` scheme: digits, a `+` for a number with its country, and an extension after a comma,
    /// which is a pause (RFC 3966; ITU-T E.123 for "(0)", which nobody dials after the country).
    pub dialled: String,
}

/// A piece of what somebody wrote about how they can be rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said<'a> {
    /// Words.
    Words(&'a str),
    /// A number that can be rung.
    Number(Telephone<'a>),
}

/// Where a number stands decides what can be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In a field for telephone numbers: 111 is one, and so is a number that has lost its zero in a spreadsheet.
    InItsField,
    /// In running text, where 111 may be anything.
    InProse,
}

/// Numbers of fewer digits than others that are good in the whole country.
const SHORT: [&str; 9] = ["999", "112", "111", "101", "105", "119", "116123", "116111", "116000"];

/// Numbers of eight digits that are left from before there were more.
const OLD: [&str; 2] = ["08001111", "08454647"];

/// What precedes a number when a relay assistant is to join the call (Relay UK).
const RELAY: [&str; 2] = ["18001", "18002"];

/// The longest a number is written, with spaces and brackets.
const LONGEST: usize = 32;

/// What a field for telephone numbers says, piece by piece. One number each: what stands after "or" and lacks its code is
/// words, because dialling it would reach somebody else.
pub fn telephones(text: &str) -> Vec<Said<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut done) = (0, 0);
    while let Some(letter) = text[at..].chars().next() {
        let fresh = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != '+');
        match fresh.then(|| telephone(&text[at..], Stands::InItsField)).flatten() {
            Some(number) => {
                pieces.push(Said::Words(&text[done..at]));
                at += number.written.len();
                done = at;
                pieces.push(Said::Number(number));
            }
            None => at += letter.len_utf8(),
        }
    }
    pieces.push(Said::Words(&text[done..]));
    pieces.retain(|piece| *piece != Said::Words(""));
    pieces
}

/// The first number of a field, if there is one that can be dialled.
pub fn first_telephone(text: &str) -> Option<Telephone<'_>> {
    telephones(text).into_iter().find_map(|piece| match piece {
        Said::Number(number) => Some(number),
        Said::Words(_) => None,
    })
}

/// Whether two texts give the same number, however it is written.
pub fn same_number(one: &str, other: &str) -> bool {
    let plain = |text: &str| match first_telephone(text) {
        Some(number) => number.dialled.split(',').next().unwrap_or_default().replacen("+44", "0", 1),
        None => text.chars().filter(char::is_ascii_digit).collect(),
    };
    let (one, other) = (plain(one), plain(other));
    !one.is_empty() && one == other
}

/// The number that a text begins with.
pub fn telephone(text: &str, stands: Stands) -> Option<Telephone<'_>> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(') {
        return None;
    }
    let mut digits = String::new();
    let mut best: Option<(usize, String)> = None;
    let mut open = 0_i32;
    let mut separators = 0;
    // Looked at no further than a number is long, or a text of many zeros would cost its square.
    for (at, letter) in text.char_indices().take(LONGEST) {
        match letter {
            '0'..='9' => {
                separators = 0;
                digits.push(letter);
                let end = at + 1;
                let ends = !text[end..].starts_with(|c: char| c.is_ascii_digit());
                if ends
                    && open == 0
                    && let Some(dialled) = dialled(&text[..end], &digits, stands)
                {
                    best = Some((end, dialled));
                }
                continue;
            }
            '+' if at == 0 => continue,
            '(' => open += 1,
            ')' => open -= 1,
            ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '\u{2010}'..='\u{2013}' => {}
            _ => break,
        }
        separators += 1;
        if separators > 3 || !(0..=1).contains(&open) {
            break;
        }
    }
    let (end, dialled) = best?;
    match extension(&text[end..]) {
        Some((length, extension)) => {
            Some(Telephone { written: &text[..end + length], dialled: format!("{dialled},{extension}") })
        }
        None if text[end..].starts_with(char::is_alphanumeric) => None,
        None => Some(Telephone { written: &text[..end], dialled }),
    }
}

/// How what is written is dialled, if it is a whole number.
fn dialled(written: &str, digits: &str, stands: Stands) -> Option<String> {
    let in_field = stands == Stands::InItsField;
    let abroad = match (written.starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => Some(digits),
        (false, rest) => rest.filter(|rest| rest.len() >= 10),
    };
    if let Some(number) = abroad {
        let number = if written.contains("(0)") { number.replacen("440", "44", 1) } else { number.to_owned() };
        let whole = if let Some(national) = number.strip_prefix("44") {
            (9..=10).contains(&national.len()) && !national.starts_with('0')
        } else {
            (8..=15).contains(&number.len())
        };
        return whole.then(|| format!("+{number}"));
    }
    if let Some(rest) = RELAY.iter().find_map(|relay| digits.strip_prefix(relay)) {
        return is_national(rest).then(|| digits.to_owned());
    }
    if is_national(digits) || OLD.contains(&digits) || digits == "116123" || (in_field && SHORT.contains(&digits)) {
        return Some(digits.to_owned());
    }
    // A spreadsheet takes the first zero for nothing.
    (in_field && digits.len() == 10 && digits.starts_with(['1', '2', '3', '7', '8'])).then(|| format!("0{digits}"))
}

fn is_national(digits: &str) -> bool {
    (10..=11).contains(&digits.len()) && digits.starts_with('0') && !digits.starts_with("00")
}

/// An extension right behind a number: how long it is, and its digits.
fn extension(after: &str) -> Option<(usize, &str)> {
    const WORDS: [&str; 6] = ["extension", "extn", "ext.", "ext", "x", "#"];
    let rest = after.trim_start_matches([' ', ',', '\u{a0}']);
    let rest = WORDS.iter().find_map(|word| {
        let start = rest.get(..word.len())?;
        start.eq_ignore_ascii_case(word).then(|| &rest[word.len()..])
    })?;
    let rest = rest.trim_start_matches([' ', '.', ':', '\u{a0}']);
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !rest[length..].starts_with(char::is_alphanumeric);
    ((1..=6).contains(&length) && ends).then(|| (after.len() - rest.len() + length, &rest[..length]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        telephones(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Said::Number(number) => Some(number.dialled),
                Said::Words(_) => None,
            })
            .collect()
    }

    #[test]
    fn each_number_is_dialled_by_itself_and_right() {
        for (written, dialled) in [
            ("01632 960001", vec!["01632960001"]),
            ("(01632) 960001", vec!["01632960001"]),
            ("+44 (0)1632 960001", vec!["+441632960001"]),
            ("+44 1632 960001", vec!["+441632960001"]),
            ("0044 1632 960001", vec!["+441632960001"]),
            ("01632 960001 / 960002", vec!["01632960001"]),
            ("01632 960001 or 960002", vec!["01632960001"]),
            ("01772 960123 / 07700 900123", vec!["01772960123", "07700900123"]),
            ("01632 960001 01632 960002", vec!["01632960001", "01632960002"]),
            ("01632 960001 ext. 12", vec!["01632960001,12"]),
            ("01632 960001x12", vec!["01632960001,12"]),
            ("01772 960123 (Mon-Fri 9am-5pm)", vec!["01772960123"]),
            ("01632 960001, ask for 2B", vec!["01632960001"]),
            ("18001 01632 960001", vec!["1800101632960001"]),
            ("1772960123", vec!["01772960123"]),
            ("0800 1111", vec!["08001111"]),
            ("116 123", vec!["116123"]),
            ("999", vec!["999"]),
            ("01632\u{a0}960\u{2011}001", vec!["01632960001"]),
            ("020 7946 0001", vec!["02079460001"]),
        ] {
            assert_eq!(numbers(written), dialled, "{written}");
        }
        for words in ["N/A", "1.77296E+09", "ask at the desk", "", "960002", "+4", "0163296", "0".repeat(200).as_str()]
        {
            assert!(numbers(words).is_empty(), "{words}: {:?}", numbers(words));
        }
    }

    #[test]
    fn nothing_that_was_written_is_lost() {
        let text = "Call 01632 960001 ext 4 or 960002 (term)";
        let whole: String = telephones(text)
            .iter()
            .map(|piece| match piece {
                Said::Words(words) => *words,
                Said::Number(number) => number.written,
            })
            .collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn running_text_has_sums_and_years_too() {
        for plain in ["111 pages", "999", "2026", "0 to 25", "1772960123"] {
            assert_eq!(telephone(plain, Stands::InProse), None, "{plain}");
        }
        assert_eq!(telephone("+44 1632 960134.", Stands::InProse).unwrap().dialled, "+441632960134");
    }
}
