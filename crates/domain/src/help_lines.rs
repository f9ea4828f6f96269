//! National help lines (`vocabulary/help_lines.toml`): one list for the pages, for the panel of urgent help and for whoever
//! else prints a number.

use crate::values::first_telephone;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use std::sync::LazyLock;

/// What a placeholder in a page begins with: `{{help-childline}}`.
pub const PLACEHOLDER: &str = "help-";

/// Somebody to ring or to write to, anywhere in England.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// Its name in placeholders; never changes.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The number as people read it; empty when there is none, or nobody is sure of it.
    pub phone: String,
    /// The number to text; empty when there is none.
    pub sms: String,
    /// The word to text to it; empty when any words will do.
    pub text_word: String,
    /// When somebody answers, in words.
    pub hours: String,
    /// For whom it is, in words.
    pub for_whom: String,
    /// Where it is on the web; empty when it is not.
    pub web: String,
    /// The day on which the number was last compared with a source.
    #[serde(deserialize_with = "day_or_nothing")]
    pub checked: Option<Date>,
    /// `high` for a number that every list agrees on, `medium` for one that is to be checked.
    pub sure: String,
}

impl HelpLine {
    /// How it is reached, in Markdown with links that a telephone follows.
    pub fn in_markdown(&self) -> String {
        if let Some(number) = first_telephone(&self.phone) {
            return format!("[{}](tel:{})", self.phone, number.dialled);
        }
        match (self.sms.as_str(), self.text_word.as_str()) {
            ("", _) => match self.web.strip_prefix("https://") {
                Some(shown) => format!("[{}]({})", shown.trim_start_matches("www."), self.web),
                None => self.name.clone(),
            },
            (sms, "") => format!("text [{sms}](sms:{sms})"),
            (sms, word) => format!("text the word {word} to [{sms}](sms:{sms})"),
        }
    }
}

fn day_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
}

#[derive(Deserialize)]
struct File {
    line: Vec<HelpLine>,
}

/// Every help line.
pub fn help_lines() -> &'static [HelpLine] {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../vocabulary/help_lines.toml"))
            .unwrap_or_else(|error| panic!("vocabulary/help_lines.toml: {error}"))
    });
    &FILE.line
}

/// The help line of this name.
pub fn help_line(id: &str) -> Option<&'static HelpLine> {
    help_lines().iter().find(|line| line.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_reached_by_what_is_printed() {
        for line in help_lines() {
            let reach = line.in_markdown();
            assert!(reach.contains("](tel:") || reach.contains("](sms:") || reach.contains("](https://"), "{reach}");
            assert!(
                line.phone.is_empty() || first_telephone(&line.phone).is_some_and(|n| n.written == line.phone),
                "{line:?}"
            );
            assert!(["high", "medium"].contains(&line.sure.as_str()), "{}", line.id);
        }
        assert_eq!(help_line("childline").unwrap().in_markdown(), "[0800 1111](tel:08001111)");
        assert_eq!(help_line("shout").unwrap().in_markdown(), "text the word SHOUT to [85258](sms:85258)");
    }
}
