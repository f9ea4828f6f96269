//! What to show first to somebody who cannot wait: crisis and safeguarding help, found by lists of phrases.

use crate::search::words;
use local_offer_domain::help_lines::{HelpLine, help_line};
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

/// Somebody to turn to at once. The number is that of the one list of help lines.
#[derive(Debug, Clone)]
pub struct UrgentLine {
    /// Who it is.
    pub label: String,
    /// When to use it.
    pub detail: String,
    /// How it is reached.
    pub line: &'static HelpLine,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    label: String,
    detail: String,
    line: String,
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
    help: Vec<UrgentLine>,
}

#[derive(Deserialize)]
struct File {
    crisis: Section,
    safeguarding: Section,
}

#[derive(Deserialize)]
struct Section {
    phrases: Vec<String>,
    help: Vec<Named>,
}

impl TryFrom<Section> for List {
    type Error = String;

    fn try_from(section: Section) -> Result<Self, String> {
        let known = |named: Named| {
            let line = help_line(&named.line).ok_or_else(|| format!("there is no help line {:?}", named.line))?;
            Ok(UrgentLine { label: named.label, detail: named.detail, line })
        };
        let help = section.help.into_iter().map(known).collect::<Result<_, String>>()?;
        Ok(Self { phrases: section.phrases.iter().map(|phrase| words(phrase)).collect(), help })
    }
}

impl UrgentHelp {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self { crisis: file.crisis.try_into()?, safeguarding: file.safeguarding.try_into()? })
    }

    /// Which help a search calls for, if any. Spelling may be off by a letter in the rare words of the lists.
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
    pub fn lines(&self, panel: Panel) -> &[UrgentLine] {
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

/// Words that no other word is like. Only these may be misspelt by a letter: "putting" is no slip of "cutting" and "amused"
/// none of "abused", and a list of slips of everyday words would never end.
const RARE: &[&str] = &[
    "suicide",
    "suicidal",
    "overdose",
    "overdosed",
    "overdosing",
    "unalive",
    "unaliving",
    "strangles",
    "strangled",
    "molested",
    "mutilation",
    "exploitation",
];

/// The same word, or a rare one with a single slip.
fn nearly(typed: &str, word: &str) -> bool {
    typed == word || (RARE.contains(&word) && typed.len() >= 5 && strsim::osa_distance(typed, word) <= 1)
}
