use super::Contact;
use crate::listing::Listing;
use crate::values::{Postcode, WebAddress, is_untold};
use serde::{Deserialize, Serialize};

/// Who provides services (Open Referral UK `organization`).
pub type Organisation = Listing<OrganisationContent>;

/// What is said of an organisation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganisationContent {
    /// Its name.
    pub name: String,
    /// What sort of body it is.
    #[serde(skip_serializing_if = "is_untold")]
    pub kind: Option<OrganisationKind>,
    /// One plain sentence.
    #[serde(skip_serializing_if = "is_untold")]
    pub summary: String,
    /// More, in paragraphs.
    #[serde(skip_serializing_if = "is_untold")]
    pub description: String,
    /// Its web site.
    #[serde(skip_serializing_if = "is_untold")]
    pub website: Option<WebAddress>,
    /// Its email address.
    #[serde(skip_serializing_if = "is_untold")]
    pub email: Option<String>,
    /// Its telephone number.
    #[serde(skip_serializing_if = "is_untold")]
    pub phone: Option<String>,
    /// Lines of its address above the town.
    #[serde(skip_serializing_if = "is_untold")]
    pub address: Vec<String>,
    /// Town or village.
    #[serde(skip_serializing_if = "is_untold")]
    pub town: Option<String>,
    /// Postcode.
    #[serde(skip_serializing_if = "is_untold")]
    pub postcode: Option<Postcode>,
    /// People to reach besides the number and address above.
    #[serde(skip_serializing_if = "is_untold")]
    pub contacts: Vec<Contact>,
    /// Number with the Charity Commission.
    #[serde(skip_serializing_if = "is_untold")]
    pub charity_number: Option<String>,
    /// Number with Companies House.
    #[serde(skip_serializing_if = "is_untold")]
    pub company_number: Option<String>,
}

impl OrganisationContent {
    /// The same content with everything that is not public taken out.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.contacts.retain(Contact::is_public);
        self
    }
}

/// What sort of body an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// A local authority.
    Council,
    /// An NHS trust or board.
    Nhs,
    /// A registered charity.
    Charity,
    /// A school, college or trust of schools.
    School,
    /// A company run for profit.
    Company,
    /// A community interest company or co-operative.
    SocialEnterprise,
    /// People who do it together, unregistered.
    CommunityGroup,
}

impl OrganisationKind {
    /// The words a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::Council => "Council",
            Self::Nhs => "NHS",
            Self::Charity => "Charity",
            Self::School => "School or college",
            Self::Company => "Company",
            Self::SocialEnterprise => "Social enterprise",
            Self::CommunityGroup => "Community group",
        }
    }
}
