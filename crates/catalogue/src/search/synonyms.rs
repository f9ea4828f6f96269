//! Words that mean the same: the graph that takes a family's word to the field's word.

use super::text::{stem, stems, words};
use local_offer_domain::taxonomy::Taxonomy;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// The file `vocabulary/synonyms.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynonymsFile {
    #[serde(rename = "group")]
    groups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    words: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    expansion: Option<String>,
}

/// Words next to each other, as written and as they are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) words: String,
    pub(crate) stems: Vec<String>,
}

impl Phrase {
    pub(crate) fn new(words: &str) -> Self {
        Self { words: words.to_owned(), stems: stems(words) }
    }

    /// A tag of the index, which nobody has written.
    pub(crate) fn tag(tag: &str) -> Self {
        Self { words: String::new(), stems: vec![tag.to_owned()] }
    }
}

/// What a phrase may be found by, apart from itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meaning {
    /// Phrases that mean the same.
    pub(crate) same: Vec<Phrase>,
    /// Phrases that are near it; a search for them does not find this.
    pub(crate) related: Vec<Phrase>,
    /// Tags (`#category:…`, `#need:…`) of the vocabulary it is a word for.
    pub(crate) tags: Vec<String>,
    /// What an acronym stands for, or how to show the phrase.
    pub(crate) shown: Option<String>,
}

/// Every phrase of the vocabularies with its meaning.
#[derive(Debug, Default)]
pub struct Synonyms {
    meanings: HashMap<Vec<String>, Meaning>,
    longest: usize,
    vocabulary: HashSet<String>,
}

impl Synonyms {
    /// The graph of the file's groups and of the other words of categories and needs.
    pub fn new(file: SynonymsFile, categories: &Taxonomy, needs: &Taxonomy) -> Self {
        let mut synonyms = Self::default();
        for group in file.groups {
            let same: Vec<Phrase> = group.words.iter().map(|word| Phrase::new(word)).collect();
            let related: Vec<Phrase> = group.related.iter().map(|word| Phrase::new(word)).collect();
            let shown = group.expansion.or(group.name);
            for word in group.words.iter().chain(&group.related) {
                synonyms.vocabulary.extend(words(word));
            }
            for phrase in &same {
                let meaning = synonyms.meaning(&phrase.stems);
                meaning.same.extend(same.iter().filter(|other| other.stems != phrase.stems).cloned());
                meaning.related.extend(related.iter().cloned());
                meaning.shown = meaning.shown.take().or_else(|| shown.clone());
            }
        }
        for (kind, taxonomy) in [("category", categories), ("need", needs)] {
            for term in taxonomy.terms() {
                let tag = tag(kind, &term.id);
                let names = term.also.iter().chain([&term.label]).map(String::as_str);
                let spelled_id = term.id.replace('-', " ");
                for name in names.chain([spelled_id.as_str()]) {
                    synonyms.vocabulary.extend(words(name));
                    let phrase = stems(name);
                    if phrase.is_empty() {
                        continue;
                    }
                    // What the groups already say of the phrase holds for the tag as well: "not talking" is speech delay.
                    let meaning = synonyms.meaning(&phrase);
                    if !meaning.tags.contains(&tag) {
                        meaning.tags.push(tag.clone());
                    }
                }
            }
        }
        synonyms.share_tags();
        synonyms.longest = synonyms.meanings.keys().map(Vec::len).max().unwrap_or(0);
        synonyms
    }

    fn meaning(&mut self, phrase: &[String]) -> &mut Meaning {
        self.meanings.entry(phrase.to_vec()).or_default()
    }

    /// Phrases that mean the same stand for the same categories and needs.
    fn share_tags(&mut self) {
        let tags: HashMap<Vec<String>, Vec<String>> = self
            .meanings
            .iter()
            .map(|(phrase, meaning)| {
                let others = meaning.same.iter().filter_map(|other| self.meanings.get(&other.stems));
                (phrase.clone(), others.flat_map(|other| other.tags.clone()).collect())
            })
            .collect();
        for (phrase, more) in tags {
            let meaning = self.meaning(&phrase);
            for tag in more {
                if !meaning.tags.contains(&tag) {
                    meaning.tags.push(tag);
                }
            }
        }
    }

    /// The longest phrase of the vocabulary that starts here: how many words it has, and what it means.
    pub(crate) fn longest_at(&self, stems: &[String]) -> Option<(usize, &Meaning)> {
        (1..=self.longest.min(stems.len()))
            .rev()
            .find_map(|length| self.meanings.get(&stems[..length]).map(|meaning| (length, meaning)))
    }

    /// Whether a word, as spelled, is in the vocabulary.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.vocabulary.contains(word)
    }

    /// Every word of the vocabulary, as spelled.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.vocabulary.iter().map(String::as_str)
    }

    /// What a word stands for, to show people: the expansion of an acronym.
    pub fn expansion(&self, phrase: &str) -> Option<&str> {
        let stems: Vec<String> = words(phrase).iter().map(|word| stem(word)).collect();
        self.meanings.get(&stems)?.shown.as_deref()
    }
}

/// How the index writes that an entry has a term: a word that nobody can type.
pub(crate) fn tag(kind: &str, id: &str) -> String {
    format!("#{kind}:{id}")
}
