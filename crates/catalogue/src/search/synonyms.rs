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
    /// Tags (`#category:…`, `#need:…`) of the terms it names.
    pub(crate) tags: Vec<String>,
    /// Tags of the terms it belongs to: boccia is inclusive sport, but inclusive sport is not boccia.
    pub(crate) broader: Vec<String>,
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
                let spelled_id = term.id.replace('-', " ");
                let own = [term.label.as_str(), spelled_id.as_str()].map(|name| (name, true));
                for (name, is_own) in own.into_iter().chain(term.also.iter().map(|name| (name.as_str(), false))) {
                    synonyms.vocabulary.extend(words(name));
                    let phrase = stems(name);
                    if phrase.is_empty() {
                        continue;
                    }
                    let meaning = synonyms.meaning(&phrase);
                    // The words of a need all mean it; those of a category are often only parts of it.
                    let list = if is_own || kind == "need" { &mut meaning.tags } else { &mut meaning.broader };
                    if !list.contains(&tag) {
                        list.push(tag.clone());
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

    /// Phrases that mean the same name the same terms, and belong to the same ones.
    fn share_tags(&mut self) {
        type Tags = (Vec<String>, Vec<String>);
        let of_others = |meaning: &Meaning| -> Tags {
            let others = meaning.same.iter().filter_map(|other| self.meanings.get(&other.stems));
            others.fold(Tags::default(), |(mut tags, mut broader), other| {
                tags.extend(other.tags.iter().cloned());
                broader.extend(other.broader.iter().cloned());
                (tags, broader)
            })
        };
        let shared: HashMap<Vec<String>, Tags> =
            self.meanings.iter().map(|(phrase, meaning)| (phrase.clone(), of_others(meaning))).collect();
        for (phrase, (tags, broader)) in shared {
            let meaning = self.meaning(&phrase);
            meaning.tags.extend(tags);
            meaning.tags.sort();
            meaning.tags.dedup();
            meaning.broader.extend(broader);
            meaning.broader.sort();
            meaning.broader.dedup();
            meaning.broader.retain(|tag| !meaning.tags.contains(tag));
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
