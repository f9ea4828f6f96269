//! Local facts. What only an authority can know stands in a starter page as `{{key: what to write}}`, and is filled in there:
//! the page's own history then shows what it said on any day.

use crate::help_lines::{PLACEHOLDER, help_line};

/// Facts that the area's own configuration answers.
const KNOWN: [&str; 4] = ["authority", "area", "send-team", "advice-service"];

/// Whether a fact is known without anybody writing it: one of the area, or how a national help line is reached.
pub fn is_known(key: &str) -> bool {
    KNOWN.contains(&key) || key.strip_prefix(PLACEHOLDER).is_some_and(|id| help_line(id).is_some())
}

/// Something that is for the authority to write.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The same fact has the same key on every page.
    pub key: String,
    /// What to write.
    pub ask: String,
}

/// The pieces of a text: what is written, and what stands between double braces.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    // Where the next closing braces stand, counted from the end of the text. Kept, or many that open would look far each.
    let mut closing = None;
    while let Some(start) = rest.find("{{") {
        let kept = closing.and_then(|left: usize| rest.len().checked_sub(left)?.checked_sub(start));
        let Some(length) = kept.or_else(|| rest[start..].find("}}")) else { break };
        closing = Some(rest.len() - start - length);
        let inside = &rest[start + 2..start + length];
        let (key, ask) = inside.split_once(':').unwrap_or((inside, ""));
        let key = key.trim();
        let sound = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !sound {
            found.push(Piece::Text(&rest[..start + 2]));
            rest = &rest[start + 2..];
            continue;
        }
        found.push(Piece::Text(&rest[..start]));
        found.push(Piece::Fact { key, ask: ask.trim() });
        rest = &rest[start + length + 2..];
    }
    found.push(Piece::Text(rest));
    found
}

/// A piece of a text.
pub(super) enum Piece<'a> {
    /// As it is written.
    Text(&'a str),
    /// A local fact.
    Fact {
        /// Its key.
        key: &'a str,
        /// What to write; empty for a fact that is known.
        ask: &'a str,
    },
}

/// What is still to be written, each fact once.
pub fn gaps(text: &str) -> Vec<Gap> {
    let mut found: Vec<Gap> = Vec::new();
    for piece in pieces(text) {
        if let Piece::Fact { key, ask } = piece
            && !is_known(key)
            && !found.iter().any(|gap| gap.key == key)
        {
            found.push(Gap { key: key.to_owned(), ask: ask.to_owned() });
        }
    }
    found
}

/// The text with its facts in place: `value` answers for a fact, or says nothing, which leaves it open.
pub fn fill(text: &str, value: impl Fn(&str, &str) -> Option<String>) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Fact { key, ask } => value(key, ask).unwrap_or_else(|| match ask {
                "" => format!("{{{{{key}}}}}"),
                ask => format!("{{{{{key}: {ask}}}}}"),
            }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Ask {{transport-team: name and phone of the team}} at {{authority}}, or {{transport-team: who}}. {{ Not: one }} {{x";

    #[test]
    fn a_page_knows_what_is_left_to_fill_in() {
        assert_eq!(gaps(PAGE), [Gap { key: "transport-team".into(), ask: "name and phone of the team".into() }]);
    }

    #[test]
    fn filling_one_fact_leaves_the_others_and_everything_else_as_it_was() {
        let filled = fill(PAGE, |key, _| (key == "transport-team").then(|| "the travel desk".to_owned()));
        assert_eq!(filled, "Ask the travel desk at {{authority}}, or the travel desk. {{ Not: one }} {{x");
        assert_eq!(fill(PAGE, |_, _| None), PAGE.replace("{{transport-team:  ", "{{transport-team: "));
    }
}
