use serde::{Deserialize, Serialize};

/// The answer to a question about a service. Not having been told is an answer of its own, never a "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The source says yes.
    Yes,
    /// The source says no.
    No,
    /// The source does not say.
    #[default]
    Unknown,
}

impl Answer {
    /// Whether the source says yes.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }

    /// Whether the source says anything at all.
    pub fn is_told(self) -> bool {
        self != Self::Unknown
    }
}

impl From<Option<bool>> for Answer {
    fn from(told: Option<bool>) -> Self {
        match told {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
}
