//! Text as other people's systems write it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use jiff::civil::{Date, Time};

/// Bytes as text: a byte order mark decides; else UTF-8 if it is; else Windows-1252, which is what spreadsheets save.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    // Half of the bytes of Latin letters in UTF-16 are zero, of which no other text has any.
    let start = &bytes[..bytes.len().min(400)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 4;
    if zeros(1) > start.len() && zeros(0) < start.len() / 8 {
        return UTF_16LE.decode_without_bom_handling(bytes).0.into_owned();
    }
    if zeros(0) > start.len() && zeros(1) < start.len() / 8 {
        return UTF_16BE.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return text.into_owned();
    }
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// Longest line that is kept: a name, an address, a link.
const LONGEST_LINE: usize = 500;

/// Longest text that is kept. A description of 200 KB is a mistake, and would make every page it stands on one.
const LONGEST_TEXT: usize = 20_000;

/// Most values of one list that are kept.
const MOST_VALUES: usize = 200;

/// Longest name that anything may have.
const LONGEST_NAME: usize = 250;

/// A name, or the reason why it cannot be one.
pub(super) fn name(text: Option<&str>) -> Result<String, String> {
    let name = tidy_line(text.unwrap_or_default());
    match text.unwrap_or_default().chars().count() {
        _ if name.is_empty() => Err("it has no name".to_owned()),
        letters if letters > LONGEST_NAME => {
            Err(format!("its name has {letters} letters; {LONGEST_NAME} are the most"))
        }
        _ => Ok(name),
    }
}

/// Letters that cannot be seen and turn the text around them: with them one address can be made to look like another.
fn is_deceiving(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One line: nothing invisible, no runs of spaces, no stray quotation marks around it.
pub(super) fn tidy_line(text: &str) -> String {
    let text: String = text.chars().take(LONGEST_LINE).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !is_deceiving(*c)).collect();
    let bare = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&line);
    bare.trim().to_owned()
}

/// Paragraphs of plain text. Markup becomes what it means for reading: paragraphs, lines, nothing.
pub(super) fn tidy_paragraphs(text: &str) -> String {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = if text.contains('<') || text.contains('&') { without_markup(&text) } else { text };
    let mut paragraphs: Vec<String> = Vec::new();
    let mut paragraph: Vec<String> = Vec::new();
    for line in text.lines().map(tidy_inner) {
        if line.is_empty() {
            if !paragraph.is_empty() {
                paragraphs.push(std::mem::take(&mut paragraph).join("\n"));
            }
        } else {
            paragraph.push(line);
        }
    }
    if !paragraph.is_empty() {
        paragraphs.push(paragraph.join("\n"));
    }
    paragraphs.join("\n\n")
}

fn tidy_inner(line: &str) -> String {
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !is_deceiving(*c)).collect()
}

/// Tags that end a paragraph or a line.
const BREAKS: &[(&str, &str)] = &[
    ("br", "\n"),
    ("p", "\n\n"),
    ("div", "\n\n"),
    ("li", "\n"),
    ("ul", "\n\n"),
    ("ol", "\n\n"),
    ("h", "\n\n"),
    ("tr", "\n"),
];

fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let lower = text.to_ascii_lowercase();
    while let Some(start) = rest.find('<').filter(|_| rest.contains('>')) {
        let (before, from) = rest.split_at(start);
        plain.push_str(before);
        let name = from[1..].trim_start_matches('/');
        // "< 5 years" is text; a tag has a letter after its bracket.
        let end = from.find('>').filter(|_| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!'));
        let Some(end) = end else {
            plain.push('<');
            rest = &from[1..];
            continue;
        };
        let name: String = name.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
        if let Some((_, gap)) = BREAKS.iter().find(|(tag, _)| *tag == name) {
            plain.push_str(gap);
        }
        rest = &from[end + 1..];
        let opens = !from.starts_with("</");
        if opens && (name == "script" || name == "style") {
            let close = format!("</{name}");
            let skip = lower[lower.len() - rest.len()..].find(&close).unwrap_or(rest.len());
            rest = &rest[skip..];
        }
    }
    plain.push_str(rest);
    let entities = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&pound;", "£"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(plain, |text, (entity, c)| text.replace(entity, c))
}

/// Values of a list in one cell: separated by semicolons or bars, else by commas; without blanks and repeats.
pub(super) fn split_list(cell: &str) -> Vec<String> {
    let separator = if cell.contains([';', '|']) { &[';', '|'][..] } else { &[','][..] };
    let mut seen = std::collections::HashSet::new();
    let values = cell.split(separator).map(tidy_line).filter(|value| !value.is_empty());
    values.filter(|value| seen.insert(value.to_lowercase())).take(MOST_VALUES).collect()
}

/// A time of day as people write it: "16:00", "9:00", "9am", "4.30pm", "midday".
pub(super) fn time(text: &str) -> Option<Time> {
    let text = text.trim().to_ascii_lowercase().replace('.', ":");
    match text.as_str() {
        "midday" | "noon" => return Time::new(12, 0, 0, 0).ok(),
        "midnight" => return Time::new(0, 0, 0, 0).ok(),
        _ => {}
    }
    let (clock, afternoon) = if let Some(clock) = text.strip_suffix("pm") {
        (clock, Some(true))
    } else if let Some(clock) = text.strip_suffix("am") {
        (clock, Some(false))
    } else {
        (text.as_str(), None)
    };
    let mut parts = clock.trim().split(':');
    let hour: i8 = parts.next()?.trim().parse().ok()?;
    let minute: i8 = parts.next().map_or(Ok(0), str::parse).ok()?;
    // A bare number may be anything.
    if afternoon.is_none() && !clock.contains(':') {
        return None;
    }
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// A day as people write it: "2026-11-21", "21/11/2026", "21/11/26".
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = text.get(..10).and_then(|iso| iso.parse().ok()) {
        return Some(date);
    }
    if let Ok(days) = text.trim_end_matches(".0").parse::<i32>() {
        return spreadsheet_day(days);
    }
    let read = |text: &str| local_offer_domain::editing::read_day(text).ok().flatten();
    // A time may stand behind it: "31/08/2025 00:00".
    read(text).or_else(|| read(text.rsplit_once(' ')?.0))
}

/// The day that a spreadsheet shows as a number: days since 30 December 1899. Numbers that are no day of our time are none.
fn spreadsheet_day(days: i32) -> Option<Date> {
    (20_000..=80_000).contains(&days).then(|| Date::constant(1899, 12, 30).saturating_add(jiff::Span::new().days(days)))
}

/// Yes or no, as spreadsheets and databases write it.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" | "1.0" | "on" | "x" | "✓" | "✔" | "checked" | "ticked" => Some(true),
        "false" | "no" | "n" | "f" | "0" | "0.0" | "off" | "unchecked" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_a_spreadsheet_saves_is_read() {
        assert_eq!(decode("Café".as_bytes()), "Café");
        assert_eq!(decode(b"\xef\xbb\xbfCaf\xc3\xa9"), "Café");
        assert_eq!(decode(b"Caf\xe9 \x96 \xa35"), "Café – £5");
        assert_eq!(decode(b"\xff\xfeC\0a\0f\0\xe9\0"), "Café");
        assert_eq!(decode(b"C\0a\0f\0\xe9\0"), "Café");
    }

    #[test]
    fn markup_becomes_paragraphs_and_scripts_vanish() {
        let html = "<p>We&rsquo;re open</p><ul><li>Mon</li><li>Tue</li></ul><script>alert(1)</script>5 < 7 &amp; 8";
        assert_eq!(tidy_paragraphs(html), "We’re open\n\nMon\nTue\n\n5 < 7 & 8".replace("Mon\n", "Mon\n\n"));
        assert_eq!(tidy_paragraphs("a\r\nb\r\n\r\n\r\n c "), "a\nb\n\nc");
    }

    #[test]
    fn times_and_dates_are_read_as_spreadsheets_write_them() {
        let at = |hour, minute| Time::new(hour, minute, 0, 0).ok();
        for (text, wanted) in [
            ("16:00", at(16, 0)),
            ("9:00", at(9, 0)),
            ("09:00:00", at(9, 0)),
            ("9am", at(9, 0)),
            ("4.30pm", at(16, 30)),
            ("12 pm", at(12, 0)),
            ("12am", at(0, 0)),
            ("Midday", at(12, 0)),
            ("25:00", None),
            ("9", None),
            ("hh:mm:ss", None),
            ("", None),
        ] {
            assert_eq!(time(text), wanted, "{text}");
        }
        for text in ["2026-11-21", "21/11/2026", "21/11/26", "2026-11-21T09:00:00Z", "21.11.2026"] {
            assert_eq!(date(text), Date::new(2026, 11, 21).ok(), "{text}");
        }
        assert_eq!((date("yesterday"), date("31/02/2026"), date("")), (None, None, None));
    }

    #[test]
    fn a_cell_holds_a_list_without_repeats() {
        assert_eq!(split_list("Autism; autism ;Hearing;"), ["Autism", "Hearing"]);
        assert_eq!(split_list("a, b"), ["a", "b"]);
        assert_eq!(split_list("Speech, language|Autism"), ["Speech, language", "Autism"]);
    }
}
