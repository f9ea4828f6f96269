//! Phrases that misstate the law (`law/phrases.toml`), for whoever writes a page or a listing.

use super::ehc::Confidence;
use serde::Deserialize;
use std::sync::LazyLock;

/// A phrase and what is wrong with it.
#[derive(Debug, Deserialize)]
pub struct Phrase {
    /// Its name.
    pub id: String,
    /// The words to look for, lower case.
    pub patterns: Vec<String>,
    /// What is wrong with it.
    pub why: String,
    /// A sentence that is right.
    pub instead: String,
    /// Where the law says so.
    pub source: String,
    /// How sure we are.
    pub sure: Confidence,
}

/// A phrase that was found in a text.
#[derive(Debug, Clone)]
pub struct Misstatement {
    /// The words that were found.
    pub found: &'static str,
    /// What is wrong with them.
    pub phrase: &'static Phrase,
}

#[derive(Deserialize)]
struct File {
    phrase: Vec<Phrase>,
}

/// Every phrase that is looked for.
pub fn phrases() -> &'static [Phrase] {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../law/phrases.toml"))
            .unwrap_or_else(|error| panic!("law/phrases.toml: {error}"))
    });
    &FILE.phrase
}

/// What in a text misstates the law, each phrase once. Words are compared, not letters: marks and line ends do not matter.
pub fn misstatements(text: &str) -> Vec<Misstatement> {
    let plain = plain(text);
    let found = |pattern: &str| plain.contains(&self::plain(pattern));
    phrases()
        .iter()
        .filter_map(|phrase| {
            let pattern = phrase.patterns.iter().find(|pattern| found(pattern))?;
            Some(Misstatement { found: pattern, phrase })
        })
        .collect()
}

/// The words of a text with one space around each.
fn plain(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '£');
    let mut plain = String::from(" ");
    for word in text.split(|c: char| !kept(c)).filter(|word| !word.is_empty()) {
        plain.push_str(&word.to_lowercase().replace('’', "'"));
        plain.push(' ');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misstates_the_law_is_found_and_its_right_form_is_not() {
        for phrase in phrases() {
            for pattern in &phrase.patterns {
                let found = misstatements(&format!("Well, {pattern}. And so on."));
                assert!(found.iter().any(|found| found.phrase.id == phrase.id), "{pattern}");
            }
            let own = misstatements(&phrase.instead);
            assert!(own.is_empty(), "{}: {own:?}", phrase.id);
        }
    }

    #[test]
    fn words_across_lines_are_found_and_parts_of_words_are_not() {
        let wrong = "Sometimes\nonly the school can\napply for an EHC plan.";
        assert_eq!(misstatements(wrong)[0].phrase.id, "school-must-apply");
        assert!(misstatements("You can ask the council yourself. You do not need a diagnosis.").is_empty());
    }
}
