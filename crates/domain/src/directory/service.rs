use super::{Contact, Cost, Expect, GettingIn, HealthDetails, ListingFile, Schedule, ServiceAtLocation, Staffing};
use crate::listing::Listing;
use crate::values::{AgeRange, Answer, WebAddress, is_untold};
use serde::{Deserialize, Serialize};

/// Something a family can use (Open Referral UK `service`).
pub type Service = Listing<ServiceContent>;

/// What is said of a service: one typed document, the content of one revision.
///
/// What is left out has not been told to us; that is different from "no" everywhere in this document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceContent {
    /// Its name.
    pub name: String,
    /// One plain sentence of at most 160 characters.
    #[serde(skip_serializing_if = "is_untold")]
    pub summary: String,
    /// What happens there, in paragraphs separated by an empty line. Plain text.
    #[serde(skip_serializing_if = "is_untold")]
    pub description: String,
    /// Its web page.
    #[serde(skip_serializing_if = "is_untold")]
    pub website: Option<WebAddress>,
    /// Where to book.
    #[serde(skip_serializing_if = "is_untold")]
    pub booking_url: Option<WebAddress>,
    /// Other pages about it.
    #[serde(skip_serializing_if = "is_untold")]
    pub links: Vec<Link>,
    /// Identifiers of themes (`vocabulary/themes.toml`).
    #[serde(skip_serializing_if = "is_untold")]
    pub themes: Vec<String>,
    /// Identifiers of categories (`vocabulary/categories.toml`).
    #[serde(skip_serializing_if = "is_untold")]
    pub categories: Vec<String>,
    /// The source's own terms that none of our vocabularies has; searched, and kept for the next vocabulary.
    #[serde(skip_serializing_if = "is_untold")]
    pub source_terms: Vec<String>,
    /// Words families use that the text does not.
    #[serde(skip_serializing_if = "is_untold")]
    pub keywords: Vec<String>,
    /// For everybody, for some, or for the few with the greatest need.
    #[serde(skip_serializing_if = "is_untold")]
    pub level: Option<Level>,
    /// In which ways it reaches people.
    #[serde(skip_serializing_if = "is_untold")]
    pub delivery: Vec<Delivery>,
    /// Languages spoken, in English.
    #[serde(skip_serializing_if = "is_untold")]
    pub languages: Vec<String>,
    /// Where people must live, in words.
    #[serde(skip_serializing_if = "is_untold")]
    pub area_served: Option<String>,
    /// Whether people from other areas may come.
    #[serde(skip_serializing_if = "is_untold")]
    pub serves_out_of_area: Answer,
    /// Who it is for.
    #[serde(skip_serializing_if = "is_untold")]
    pub suits: Suits,
    /// How to get in and who decides.
    #[serde(skip_serializing_if = "is_untold")]
    pub getting_in: GettingIn,
    /// What it costs.
    #[serde(skip_serializing_if = "is_untold")]
    pub cost: Cost,
    /// What it is like to be there.
    #[serde(skip_serializing_if = "is_untold")]
    pub expect: Expect,
    /// What the provider declares about its staff.
    #[serde(skip_serializing_if = "is_untold")]
    pub staffing: Staffing,
    /// How to complain.
    #[serde(skip_serializing_if = "is_untold")]
    pub complaints: Complaints,
    /// Inspections, quality marks and accreditations, in words.
    #[serde(skip_serializing_if = "is_untold")]
    pub quality: Option<String>,
    /// A notice such as "closed this week" from the provider.
    #[serde(skip_serializing_if = "is_untold")]
    pub alert: Option<String>,
    /// How to reach it.
    #[serde(skip_serializing_if = "is_untold")]
    pub contacts: Vec<Contact>,
    /// Where it is.
    #[serde(skip_serializing_if = "is_untold")]
    pub places: Vec<ServiceAtLocation>,
    /// What only a health service says.
    #[serde(skip_serializing_if = "is_untold")]
    pub health: HealthDetails,
    /// Pictures, posters, leaflets and forms.
    #[serde(skip_serializing_if = "is_untold")]
    pub files: Vec<ListingFile>,
    /// When it is open, when that is the same everywhere or there is no place.
    #[serde(skip_serializing_if = "is_untold")]
    pub schedules: Vec<Schedule>,
}

/// Who a service is for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Suits {
    /// The ages. Not stated is not "all".
    #[serde(skip_serializing_if = "is_untold")]
    pub ages: Option<AgeRange>,
    /// Identifiers of needs (`vocabulary/needs.toml`).
    #[serde(skip_serializing_if = "is_untold")]
    pub needs: Vec<String>,
    /// Whether it is for people with any need.
    #[serde(skip_serializing_if = "is_untold")]
    pub all_needs: Answer,
    /// Conditions, in words.
    #[serde(skip_serializing_if = "is_untold")]
    pub conditions: Vec<String>,
    /// Whether a diagnosis is asked for.
    #[serde(skip_serializing_if = "is_untold")]
    pub diagnosis_needed: Answer,
    /// Whether an education, health and care plan is asked for.
    #[serde(skip_serializing_if = "is_untold")]
    pub ehc_plan_needed: Answer,
    /// Whether brothers and sisters may come.
    #[serde(skip_serializing_if = "is_untold")]
    pub siblings_welcome: Answer,
    /// Whether a parent or carer has to stay.
    #[serde(skip_serializing_if = "is_untold")]
    pub parent_must_stay: Answer,
    /// Anything else.
    #[serde(skip_serializing_if = "is_untold")]
    pub note: Option<String>,
}

/// How to complain about a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Complaints {
    /// What to do.
    #[serde(skip_serializing_if = "is_untold")]
    pub how: Option<String>,
    /// Where to write.
    #[serde(skip_serializing_if = "is_untold")]
    pub email: Option<String>,
    /// The policy.
    #[serde(skip_serializing_if = "is_untold")]
    pub website: Option<WebAddress>,
}

/// A page about a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What the page is.
    pub label: String,
    /// Where it is.
    pub url: WebAddress,
}

/// For whom support is meant, by how much of it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// For everybody.
    Universal,
    /// For those who need some more help.
    Targeted,
    /// For those with the greatest needs.
    Specialist,
}

impl Level {
    /// The levels, from the widest.
    pub const ALL: [Self; 3] = [Self::Universal, Self::Targeted, Self::Specialist];

    /// The identifier used in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::Universal => "universal",
            Self::Targeted => "targeted",
            Self::Specialist => "specialist",
        }
    }

    /// The words a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::Universal => "For everyone (universal)",
            Self::Targeted => "For those who need more help (targeted)",
            Self::Specialist => "For the greatest needs (specialist)",
        }
    }
}

/// A way in which a service reaches people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// People go there.
    InPerson,
    /// By computer or phone screen.
    Online,
    /// By telephone.
    Telephone,
    /// At the family's home.
    AtHome,
    /// At the child's nursery, school or college.
    AtSchool,
}

impl Delivery {
    /// The words a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::InPerson => "In person",
            Self::Online => "Online",
            Self::Telephone => "By telephone",
            Self::AtHome => "At your home",
            Self::AtSchool => "At nursery, school or college",
        }
    }
}

impl ServiceContent {
    /// Whether it is a health service, which is asked about clinics and waiting.
    pub fn is_of_health(&self) -> bool {
        self.themes.iter().any(|theme| theme == "health") || self.health != HealthDetails::default()
    }

    /// The same content with everything that is not public taken out. Whatever leaves the authority goes through here.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.contacts.retain(Contact::is_public);
        for place in &mut self.places {
            place.contacts.retain(Contact::is_public);
            place.location = std::mem::take(&mut place.location).public();
        }
        self
    }

    /// Every schedule, of the service and of each place.
    pub fn all_schedules(&self) -> impl Iterator<Item = &Schedule> {
        self.schedules.iter().chain(self.places.iter().flat_map(|place| &place.schedules))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Audience, Location};
    use crate::values::Postcode;

    #[test]
    fn private_contacts_and_hidden_addresses_never_leave() {
        let hidden = Location {
            name: Some("Rose Cottage".into()),
            address: vec!["1 Quiet Lane".into()],
            town: Some("Burnley".into()),
            postcode: Postcode::parse("BB11 9ZZ").ok(),
            latitude: Some(53.789_12),
            longitude: Some(-2.240_56),
            address_hidden: true,
            ..Location::default()
        };
        let private = Contact { phone: Some("01632 960999".into()), audience: Audience::Private, ..Contact::default() };
        let service = ServiceContent {
            contacts: vec![private.clone(), Contact { phone: Some("01632 960001".into()), ..Contact::default() }],
            places: vec![ServiceAtLocation {
                location: hidden,
                contacts: vec![private],
                ..ServiceAtLocation::default()
            }],
            ..ServiceContent::default()
        };
        let shown = format!("{:?}", service.public());
        for secret in ["960999", "Rose Cottage", "Quiet Lane", "53.78912", "9ZZ"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(shown.contains("960001") && shown.contains("Burnley") && shown.contains("BB11"));
    }
}
