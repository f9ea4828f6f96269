//! Vocabularies: themes, categories, needs, access features and levels, as data with stable identifiers.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One term of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Stable identifier, used in addresses and stored content, such as `short-breaks`.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The code other systems use, such as `ASD` for autism in the school census.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The theme a category belongs to first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The wider group of a need, from the SEND Code of Practice 2015 chapter 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broad_area: Option<String>,
    /// One sentence about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Other words for the same: what families type and what other systems send.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A vocabulary: terms in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taxonomy {
    terms: Vec<Term>,
    /// Every name of every term, plain, to its position. An import asks for a dozen of them for each record.
    names: HashMap<String, usize>,
}

impl Taxonomy {
    /// A vocabulary of these terms.
    pub fn new(terms: Vec<Term>) -> Self {
        let mut names = HashMap::new();
        for (position, term) in terms.iter().enumerate() {
            for name in [Some(&term.id), Some(&term.label), term.code.as_ref()].into_iter().flatten() {
                names.entry(plain(name)).or_insert(position);
            }
        }
        // After all the terms' own names: another word for one term may be the name of another.
        for (position, term) in terms.iter().enumerate() {
            for name in &term.also {
                names.entry(plain(name)).or_insert(position);
            }
        }
        Self { terms, names }
    }

    /// Every term, in order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term of this identifier or code, in any case.
    pub fn find(&self, id_or_code: &str) -> Option<&Term> {
        self.terms.iter().find(|term| {
            term.id.eq_ignore_ascii_case(id_or_code)
                || term.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(id_or_code))
        })
    }

    /// The term that somebody else's words mean: our identifier, code, label or one of the other words, ignoring case,
    /// punctuation and `&` for "and".
    pub fn recognise(&self, words: &str) -> Option<&Term> {
        let wanted = plain(words);
        if wanted.is_empty() { None } else { self.names.get(&wanted).map(|position| &self.terms[*position]) }
    }

    /// The label of an identifier; the identifier itself when the term has been retired.
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.find(id).map_or(id, |term| &term.label)
    }
}

/// Lower-case words without punctuation, for comparing names of terms.
fn plain(words: &str) -> String {
    let spaced: String = words
        .replace('&', " and ")
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_systems_words_are_recognised() {
        let needs = Taxonomy::new(vec![Term {
            id: "autism".into(),
            label: "Autism".into(),
            code: Some("ASD".into()),
            theme: None,
            broad_area: None,
            summary: String::new(),
            also: vec!["Autistic spectrum disorder".into()],
        }]);
        for words in ["autism", "ASD", "Autistic Spectrum-Disorder", " AUTISM "] {
            assert_eq!(needs.recognise(words).map(|term| term.id.as_str()), Some("autism"), "{words:?}");
        }
        assert!(needs.recognise("").is_none() && needs.recognise("!!").is_none());
    }
}
