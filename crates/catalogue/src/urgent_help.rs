//! What to show first to somebody who cannot wait: crisis and safeguarding help, found by lists of phrases.

use crate::search::words;
use serde::Deserialize;

/// Which help comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// A life may be at risk.
    Crisis,
    /// Somebody may be hurting a child.
    Safeguarding,
}

impl Panel {
    /// The word of the API: `crisis` or `safeguarding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crisis => "crisis",
            Self::Safeguarding => "safeguarding",
        }
    }
}

/// A number or page to turn to at once.
#[derive(Debug, Clone, Deserialize)]
pub struct HelpLine {
    /// Who it is.
    pub label: String,
    /// When to use it.
    #[serde(default)]
    pub detail: String,
    /// Number to call.
    #[serde(default)]
    pub phone: String,
    /// What to do, in a sentence.
    #[serde(default)]
    pub text: String,
}

/// Phrases that call for help at once, and the help.
#[derive(Debug)]
pub struct UrgentHelp {
    crisis: List,
    safeguarding: List,
}

#[derive(Debug)]
struct List {
    phrases: Vec<Vec<String>>,
    help: Vec<HelpLine>,
}

#[derive(Deserialize)]
struct File {
    crisis: Section,
    safeguarding: Section,
}

#[derive(Deserialize)]
struct Section {
    phrases: Vec<String>,
    help: Vec<HelpLine>,
}

impl From<Section> for List {
    fn from(section: Section) -> Self {
        Self { phrases: section.phrases.iter().map(|phrase| words(phrase)).collect(), help: section.help }
    }
}

impl UrgentHelp {
    pub(crate) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        Ok(Self { crisis: file.crisis.into(), safeguarding: file.safeguarding.into() })
    }

    /// Which help a search calls for, if any. Spelling may be off by a letter in longer words.
    pub fn panel_for(&self, text: &str) -> Option<Panel> {
        let typed = words(text);
        if self.crisis.calls(&typed) {
            Some(Panel::Crisis)
        } else if self.safeguarding.calls(&typed) {
            Some(Panel::Safeguarding)
        } else {
            None
        }
    }

    /// The help of a panel, most urgent first.
    pub fn lines(&self, panel: Panel) -> &[HelpLine] {
        match panel {
            Panel::Crisis => &self.crisis.help,
            Panel::Safeguarding => &self.safeguarding.help,
        }
    }
}

impl List {
    fn calls(&self, typed: &[String]) -> bool {
        self.phrases.iter().any(|phrase| {
            !phrase.is_empty()
                && typed
                    .windows(phrase.len())
                    .any(|run| run.iter().zip(phrase).all(|(typed, word)| nearly(typed, word)))
        })
    }
}

/// The same word, or one of at least six letters with a single slip. Short words must be exact: "hit" is not "his".
fn nearly(typed: &str, word: &str) -> bool {
    typed == word || (word.len() >= 6 && typed.len() >= 5 && strsim::osa_distance(typed, word) <= 1)
}
