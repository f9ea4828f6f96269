//! Texts as they come in at every door.

/// Characters that nobody sees and nobody types on purpose: they come with text that is copied, and an address with one of
/// them is not the address it looks like. What joins letters in some scripts (U+200C, U+200D) and marks direction by itself
/// (U+200E, U+200F) stays.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        // What turns the order of letters round for whatever follows, also after the text (CVE-2021-42574).
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (c.is_control() && c != '\n' && c != '\t')
}

/// A text with line ends of one kind and nothing that cannot be seen. Browsers send two characters for a line end and count
/// one.
pub fn tidy(text: &str) -> String {
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    if text.chars().any(is_unseen) { text.chars().filter(|c| !is_unseen(*c)).collect() } else { text }
}

/// A value without spaces inside its words or lines: an address, a postcode, a number. Spaces and hyphens of other kinds are
/// the plain ones.
pub fn tidy_value(text: &str) -> String {
    let text = tidy(text);
    let plain = text.chars().map(|c| match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' | '\n' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    });
    plain.filter(|c| !matches!(c, '\u{200c}'..='\u{200f}')).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out_and_lines_end_alike() {
        assert_eq!(tidy("one\r\ntwo\rthree\u{0}\u{1}\u{202e}evil\u{feff}"), "one\ntwo\nthreeevil");
        assert_eq!(tidy("می\u{200c}خواهم 👩\u{200d}👧"), "می\u{200c}خواهم 👩\u{200d}👧", "what joins letters stays");
        assert_eq!(tidy_value("\u{feff}a\u{200b}mina@example.org\u{a0}"), "amina@example.org");
        assert_eq!(tidy_value("01632\u{a0}960\u{2011}001"), "01632 960-001");
    }
}
