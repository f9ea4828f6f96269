//! Words and letters that families meet, and what they mean (`vocabulary/glossary.toml`).

use serde::Deserialize;
use std::collections::HashMap;

/// The glossary.
#[derive(Debug)]
pub struct Glossary {
    words: Vec<Word>,
    /// Each short form, as it is written, to its word.
    short: HashMap<String, usize>,
}

/// A word and what it means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The fragment of its address.
    pub id: String,
    /// How it is written out.
    pub term: String,
    /// Letters and short forms that stand for it.
    #[serde(default)]
    pub short: Vec<String>,
    /// What it means, in one to three short sentences.
    pub meaning: String,
    /// Guides that say more, by the last part of their address.
    #[serde(default)]
    pub see: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    term: Vec<Word>,
}

impl Glossary {
    /// Read a glossary.
    pub(crate) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let File { term: mut words } = toml::from_str(text)?;
        words.sort_by_cached_key(|word| word.term.to_lowercase());
        let mut short = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            for letters in &word.short {
                short.insert(letters.clone(), at);
            }
        }
        Ok(Self { words, short })
    }

    /// Every word, in order of the alphabet.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The word that these letters stand for, as they are written: `SENCO`, and `SENCOs`.
    pub fn expand(&self, letters: &str) -> Option<&Word> {
        let at = self.short.get(letters).or_else(|| self.short.get(letters.strip_suffix('s')?))?;
        self.words.get(*at)
    }
}
