use crate::values::{Answer, is_untold};
use serde::{Deserialize, Serialize};

/// What it is like to be there: what decides whether an autistic child can walk in, and what listings never say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Expect {
    /// How loud it is.
    #[serde(skip_serializing_if = "is_untold")]
    pub noise: Option<Noise>,
    /// How bright it is.
    #[serde(skip_serializing_if = "is_untold")]
    pub light: Option<Light>,
    /// How many people there are.
    #[serde(skip_serializing_if = "is_untold")]
    pub crowding: Option<Crowding>,
    /// Whether there are sudden sounds, such as klaxons or hand dryers.
    #[serde(skip_serializing_if = "is_untold")]
    pub sudden_sounds: Answer,
    /// Whether there is somewhere quiet to go.
    #[serde(skip_serializing_if = "is_untold")]
    pub quiet_space: Answer,
    /// What happens from the door on, step by step.
    #[serde(skip_serializing_if = "is_untold")]
    pub arrival: Option<String>,
    /// Anything else.
    #[serde(skip_serializing_if = "is_untold")]
    pub note: Option<String>,
}

/// How loud a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Noise {
    /// People talk softly.
    Quiet,
    /// Like a café.
    Moderate,
    /// Like a sports hall.
    Loud,
}

/// How bright a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// Low or coloured light.
    Dim,
    /// Mostly daylight.
    Natural,
    /// Strong electric light.
    Bright,
}

/// How many people are there at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Crowding {
    /// One child with one adult.
    OneToOne,
    /// Up to about ten.
    SmallGroup,
    /// Many people.
    Busy,
}

macro_rules! in_words {
    ($name:ident { $($variant:ident => $words:literal),+ $(,)? }) => {
        impl $name {
            /// The words a family reads.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

in_words!(Noise { Quiet => "Quiet", Moderate => "Some noise", Loud => "Loud" });
in_words!(Light { Dim => "Dim or low light", Natural => "Mostly daylight", Bright => "Bright lights" });
in_words!(Crowding { OneToOne => "One to one", SmallGroup => "A small group", Busy => "Busy" });
