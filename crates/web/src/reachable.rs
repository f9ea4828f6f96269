//! Telephone numbers and addresses of mail in running text, so that a phone can ring or write to them.

use local_offer_domain::values::{Stands, Telephone, telephone};

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reach<'a> {
    /// As it is.
    Words(&'a str),
    /// A telephone number.
    Phone(Telephone<'a>),
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
            '0'..='9' | '+' | '(' if fresh => match telephone(&text[at..], Stands::InProse) {
                Some(number) => Some(Reach::Phone(number)),
                None => email(&text[at..]).map(Reach::Email),
            },
            letter if fresh && letter.is_ascii_alphanumeric() => email(&text[at..]).map(Reach::Email),
            _ => None,
        };
        let length = match &found {
            Some(Reach::Phone(number)) => number.written.len(),
            Some(Reach::Email(piece) | Reach::Words(piece)) => piece.len(),
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
        use Reach::{Email, Words};
        let number = |written, dialled: &str| Reach::Phone(Telephone { written, dialled: dialled.to_owned() });
        assert_eq!(reachable("01632 960134."), [number("01632 960134", "01632960134"), Words(".")]);
        assert_eq!(
            reachable("\u{627}\u{644} 0800 160 1234 y"),
            [Words("\u{627}\u{644} "), number("0800 160 1234", "08001601234"), Words(" y")]
        );
        assert_eq!(
            reachable("Ring +44 (0)1632 960001 or 116 123"),
            [Words("Ring "), number("+44 (0)1632 960001", "+441632960001"), Words(" or "), number("116 123", "116123")]
        );
        assert_eq!(reachable("a.b@c.example.org, or"), [Email("a.b@c.example.org"), Words(", or")]);
        for plain in ["0 to 25", "2026", "1,000", "x@", "@b.org", "a@b", "£0123456789x", "+4", "00 00", "111 pages"] {
            assert_eq!(reachable(plain), [Words(plain)], "{plain}");
        }
    }
}
