//! The one gate by which every importer decides what may be seen.
//!
//! A source says in many words that something is not for everybody. What it says clearly is followed; what is filled in and
//! not understood keeps back, and is told: whoever reads the report can mend a word, and nobody can take back an address.

use super::text::date;
use jiff::civil::Date;

/// Something that answers a question by its name: a row of a spreadsheet, an object of a feed.
pub(super) trait Says {
    /// What is filled in under this name; nothing when it is empty or not there.
    fn says(&self, name: &str) -> Option<String>;
}

/// Names under which a source says that a whole record is shown.
const RECORD_SHOWN: &[&str] = &["visible", "approved", "listed", "published"];

/// Names under which it says that a whole record is not.
const RECORD_HIDDEN: &[&str] = &["hidden", "unlisted", "confidential"];

/// Names under which it says from which day on, and until which, a record is shown.
const SHOWN_FROM: &str = "visible_from";
const SHOWN_TO: &str = "visible_to";

/// Names under which it says that an address is shown.
const ADDRESS_SHOWN: &[&str] = &["location_visible", "address_visible"];

/// Names under which it says that an address is not.
const ADDRESS_HIDDEN: &[&str] = &["mask_exact_address", "address_hidden", "hide_address", "address_private"];

/// Names under which it says that a contact is shown.
const CONTACT_SHOWN: &[&str] = &["contact_visible"];

/// Names under which it says that a contact is not.
const CONTACT_HIDDEN: &[&str] = &["contact_hidden", "hide_contact", "contact_private"];

/// In a record of its own, a place or a contact has no name before these words.
const OWN_SHOWN: &[&str] = &["visible", "public"];
const OWN_HIDDEN: &[&str] = &["hidden", "private", "confidential"];

/// Every column of a spreadsheet that keeps something back, so that none counts as unused.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    [RECORD_SHOWN, RECORD_HIDDEN, &[SHOWN_FROM, SHOWN_TO], ADDRESS_SHOWN, ADDRESS_HIDDEN, CONTACT_SHOWN, CONTACT_HIDDEN]
        .into_iter()
        .flatten()
        .copied()
}

/// Whether a record is not shown on this day. `None` when the source does not say.
pub(super) fn record_hidden(from: &impl Says, today: Date, tell: &mut dyn FnMut(String)) -> Option<bool> {
    let words = hidden(from, RECORD_SHOWN, RECORD_HIDDEN, "the record", tell);
    let mut day = |name: &str, keeps: &dyn Fn(Date) -> bool| {
        let text = from.says(name)?;
        match date(&text) {
            Some(day) => Some(keeps(day)),
            None => {
                tell(format!(
                    "{name} is \"{}\", which is no day that we can read: the record is kept back",
                    short(&text)
                ));
                Some(true)
            }
        }
    };
    let early = day(SHOWN_FROM, &|from| from > today);
    let late = day(SHOWN_TO, &|to| to < today);
    either([words, early, late])
}

/// Whether the address in a row is not shown. `None` when the source does not say.
pub(super) fn address_hidden(from: &impl Says, tell: &mut dyn FnMut(String)) -> Option<bool> {
    hidden(from, ADDRESS_SHOWN, ADDRESS_HIDDEN, "the address", tell)
}

/// Whether a place that is an object of its own is not shown. `None` when the source does not say.
pub(super) fn place_hidden(from: &impl Says, tell: &mut dyn FnMut(String)) -> Option<bool> {
    either([address_hidden(from, tell), hidden(from, OWN_SHOWN, OWN_HIDDEN, "the address", tell)])
}

/// Whether the contact in a row is not shown. `None` when the source does not say.
pub(super) fn contact_hidden(from: &impl Says, tell: &mut dyn FnMut(String)) -> Option<bool> {
    hidden(from, CONTACT_SHOWN, CONTACT_HIDDEN, "the contact", tell)
}

/// Whether a contact or a telephone that is an object of its own is not shown. `None` when the source does not say.
pub(super) fn own_contact_hidden(from: &impl Says, tell: &mut dyn FnMut(String)) -> Option<bool> {
    either([contact_hidden(from, tell), hidden(from, OWN_SHOWN, OWN_HIDDEN, "the contact", tell)])
}

/// Hidden when any of them hides; shown when one says so and none hides.
fn either(said: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    said.into_iter().flatten().reduce(|one, other| one || other)
}

fn hidden(from: &impl Says, shown: &[&str], hidden: &[&str], what: &str, tell: &mut dyn FnMut(String)) -> Option<bool> {
    let mut read = |name: &str, yes_hides: bool| {
        let text = from.says(name)?;
        match meaning(&text) {
            Some(Meaning::Yes) => Some(yes_hides),
            Some(Meaning::No) => Some(!yes_hides),
            Some(Meaning::Seen) => Some(false),
            Some(Meaning::Unseen) => Some(true),
            None => {
                tell(format!("{name} is \"{}\", which we do not understand: {what} is kept back", short(&text)));
                Some(true)
            }
        }
    };
    let shown = shown.iter().map(|name| read(name, false)).collect::<Vec<_>>();
    let hidden = hidden.iter().map(|name| read(name, true));
    either(shown.into_iter().chain(hidden.collect::<Vec<_>>()))
}

#[derive(Clone, Copy)]
enum Meaning {
    Yes,
    No,
    /// It is shown, whichever way round the question is.
    Seen,
    /// It is not.
    Unseen,
}

/// What a cell means. Only a whole cell can show something; a cell that begins with "no" or says "private" keeps back.
fn meaning(text: &str) -> Option<Meaning> {
    const UNSEEN: [&str; 15] = [
        "hidden",
        "masked",
        "private",
        "pending",
        "draft",
        "unpublished",
        "confidential",
        "unlisted",
        "rejected",
        "withdrawn",
        "archived",
        "inactive",
        "invisible",
        "suppressed",
        "restricted",
    ];
    let lower = text.trim().to_lowercase();
    if let Some(truth) = super::text::truth(&lower) {
        return Some(if truth { Meaning::Yes } else { Meaning::No });
    }
    match lower.as_str() {
        "visible" | "shown" | "public" | "published" | "listed" | "approved" | "unmasked" => {
            return Some(Meaning::Seen);
        }
        _ => {}
    }
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| UNSEEN.contains(&word)).then_some(Meaning::Unseen)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    impl Says for HashMap<&str, &str> {
        fn says(&self, name: &str) -> Option<String> {
            self.get(name).map(|text| (*text).to_owned()).filter(|text| !text.is_empty())
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_not_understood_keeps_back_and_is_told() {
        for (column, cell, hides, told) in [
            ("visible", "t", false, false),
            ("visible", "TRUE", false, false),
            ("visible", "on", false, false),
            ("visible", "x", false, false),
            ("visible", "Yes", false, false),
            ("visible", "public", false, false),
            ("visible", "f", true, false),
            ("visible", "off", true, false),
            ("visible", "Hidden", true, false),
            ("visible", "No - private", true, false),
            ("visible", "only to social workers", true, true),
            ("visible", "Yes please", true, true),
            ("approved", "Pending", true, false),
            ("approved", "2", true, true),
            ("listed", "soon", true, true),
            ("confidential", "perhaps", true, true),
        ] {
            let mut notes = Vec::new();
            let row = HashMap::from([(column, cell)]);
            let hidden = record_hidden(&row, day("2026-11-28"), &mut |note| notes.push(note));
            assert_eq!((hidden, !notes.is_empty()), (Some(hides), told), "{column}: {cell}");
        }
        for (cell, hides) in
            [("t", true), ("T", true), ("ON", true), ("X", true), ("Yes please", true), ("masked", true), ("n", false)]
        {
            let row = HashMap::from([("mask_exact_address", cell)]);
            assert_eq!(address_hidden(&row, &mut |_| {}), Some(hides), "{cell}");
        }
        assert_eq!(record_hidden(&HashMap::from([("visible", "")]), day("2026-11-28"), &mut |_| {}), None);
    }

    #[test]
    fn days_are_read_as_they_are_written_here_and_others_keep_back() {
        for (column, cell, hides) in [
            ("visible_to", "31-Aug-25", true),
            ("visible_to", "31 August 2025", true),
            ("visible_to", "31/08/2025", true),
            ("visible_to", "31.8.25", true),
            ("visible_to", "45900", true),
            ("visible_to", "2025-08-31T00:00:00", true),
            ("visible_to", "31/08/2027", false),
            ("visible_to", "Sunday 31 August 2025", true),
            ("visible_to", "08/31/2027", true),
            ("visible_to", "next summer", true),
            ("visible_from", "1 Jan 2027", true),
            ("visible_from", "01/01/26", false),
        ] {
            let row = HashMap::from([(column, cell)]);
            assert_eq!(record_hidden(&row, day("2026-11-28"), &mut |_| {}), Some(hides), "{column}: {cell}");
        }
    }
}
