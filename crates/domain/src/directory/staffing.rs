use crate::values::{Answer, is_untold};
use serde::{Deserialize, Serialize};

/// What the provider declares about its staff. A declaration, not a check: the page says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Staffing {
    /// Adults to children, in words.
    #[serde(skip_serializing_if = "is_untold")]
    pub ratio: Option<String>,
    /// Whether staff have training in SEND.
    #[serde(skip_serializing_if = "is_untold")]
    pub send_training: Answer,
    /// Which training.
    #[serde(skip_serializing_if = "is_untold")]
    pub send_training_note: Option<String>,
    /// Whether staff have a Disclosure and Barring Service check.
    #[serde(skip_serializing_if = "is_untold")]
    pub dbs_checked: Answer,
    /// Whether somebody trained in first aid is there.
    #[serde(skip_serializing_if = "is_untold")]
    pub first_aid: Answer,
    /// Whether staff can give medicines.
    #[serde(skip_serializing_if = "is_untold")]
    pub medication: Answer,
    /// Whether staff can help with eating, toileting or moving.
    #[serde(skip_serializing_if = "is_untold")]
    pub personal_care: Answer,
    /// Whether the provider has public liability insurance.
    #[serde(skip_serializing_if = "is_untold")]
    pub insured: Answer,
    /// Whether the provider has a safeguarding policy.
    #[serde(skip_serializing_if = "is_untold")]
    pub safeguarding_policy: Answer,
}
