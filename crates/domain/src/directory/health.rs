use crate::values::is_untold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What only a health service says about itself: how a referral goes on, its clinics, how long people wait, and what helps
/// meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HealthDetails {
    /// What a referral must say, and what happens with it.
    #[serde(skip_serializing_if = "is_untold")]
    pub referral: Option<String>,
    /// Who it is not for, and where they go instead.
    #[serde(skip_serializing_if = "is_untold")]
    pub not_for: Option<String>,
    /// Clinics, and how long people wait for each.
    #[serde(skip_serializing_if = "is_untold")]
    pub clinics: Vec<Clinic>,
    /// What helps while somebody waits.
    #[serde(skip_serializing_if = "is_untold")]
    pub while_you_wait: Option<String>,
    /// What to do when it gets worse.
    #[serde(skip_serializing_if = "is_untold")]
    pub if_it_gets_worse: Option<String>,
}

/// A clinic or pathway, and how long people wait for it. A wait without a day is a rumour.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Clinic {
    /// What it is called.
    pub name: String,
    /// Where and how often.
    #[serde(skip_serializing_if = "is_untold")]
    pub place: Option<String>,
    /// Weeks from referral to first appointment.
    #[serde(skip_serializing_if = "is_untold")]
    pub weeks: Option<u16>,
    /// The day on which that was measured.
    #[serde(skip_serializing_if = "is_untold")]
    pub measured_on: Option<Date>,
}
