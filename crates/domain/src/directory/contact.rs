use super::Identity;
use crate::values::is_untold;
use serde::{Deserialize, Serialize};

/// Who may see something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody.
    #[default]
    Public,
    /// Only the provider and the authority.
    Private,
}

/// A way to reach the people who run something (Open Referral UK `contact` and `phone`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Which contact it is, in every revision.
    #[serde(skip_serializing_if = "Identity::is_none")]
    pub id: Identity,
    /// A person's name. Feeds carry them; kept for the provider, shown only when the contact is public.
    #[serde(skip_serializing_if = "is_untold")]
    pub name: Option<String>,
    /// The job or desk, such as "Bookings".
    #[serde(skip_serializing_if = "is_untold")]
    pub role: Option<String>,
    /// Telephone number as people write it.
    #[serde(skip_serializing_if = "is_untold")]
    pub phone: Option<String>,
    /// Number for text relay or text messages.
    #[serde(skip_serializing_if = "is_untold")]
    pub text_phone: Option<String>,
    /// Email address.
    #[serde(skip_serializing_if = "is_untold")]
    pub email: Option<String>,
    /// Who may see it.
    #[serde(skip_serializing_if = "is_untold")]
    pub audience: Audience,
}

impl Contact {
    /// Whether the public may see it.
    pub fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }

    /// Whether it says how to reach anybody.
    pub fn is_reachable(&self) -> bool {
        self.phone.is_some() || self.text_phone.is_some() || self.email.is_some()
    }
}
