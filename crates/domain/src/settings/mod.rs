//! Nurseries, schools and colleges. `Setting` never means configuration.

mod report;
mod school_year;

pub use report::{ReportState, SenInformationReport};
pub use school_year::SchoolYear;

use crate::directory::Location;
use crate::listing::Listing;
use crate::values::{AgeRange, Answer, WebAddress, is_untold};
use serde::{Deserialize, Serialize};

/// A nursery, school or college.
pub type Setting = Listing<SettingContent>;

/// What is said of a setting; the facts follow the Get Information About Schools register.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingContent {
    /// Unique reference number in the register.
    #[serde(skip_serializing_if = "is_untold")]
    pub urn: Option<u32>,
    /// Its name.
    pub name: String,
    /// What kind of setting it is.
    #[serde(skip_serializing_if = "is_untold")]
    pub kind: Option<SettingKind>,
    /// The register's own word for its type, such as "Community special school".
    #[serde(skip_serializing_if = "is_untold")]
    pub register_type: Option<String>,
    /// One plain sentence.
    #[serde(skip_serializing_if = "is_untold")]
    pub summary: String,
    /// How it helps pupils with SEND, in paragraphs.
    #[serde(skip_serializing_if = "is_untold")]
    pub description: String,
    /// Ages it takes.
    #[serde(skip_serializing_if = "is_untold")]
    pub ages: Option<AgeRange>,
    /// Identifiers of needs it has provision for.
    #[serde(skip_serializing_if = "is_untold")]
    pub needs: Vec<String>,
    /// Its units and resourced provision.
    #[serde(skip_serializing_if = "is_untold")]
    pub provision: Vec<Provision>,
    /// Number of pupils on roll.
    #[serde(skip_serializing_if = "is_untold")]
    pub pupils: Option<u32>,
    /// Trust, council or proprietor.
    #[serde(skip_serializing_if = "is_untold")]
    pub run_by: Option<String>,
    /// Whether the Secretary of State approved it under section 41 of the Children and Families Act 2014.
    #[serde(skip_serializing_if = "is_untold")]
    pub section_41: Answer,
    /// How to reach the special educational needs co-ordinator.
    #[serde(skip_serializing_if = "is_untold")]
    pub sendco: Option<Sendco>,
    /// Its web site.
    #[serde(skip_serializing_if = "is_untold")]
    pub website: Option<WebAddress>,
    /// Its SEN information report.
    #[serde(skip_serializing_if = "is_untold")]
    pub sen_report: Option<SenInformationReport>,
    /// Telephone number.
    #[serde(skip_serializing_if = "is_untold")]
    pub phone: Option<String>,
    /// Email address.
    #[serde(skip_serializing_if = "is_untold")]
    pub email: Option<String>,
    /// Where it is.
    #[serde(flatten)]
    pub location: SettingLocation,
    /// ONS code of the district it stands in.
    #[serde(skip_serializing_if = "is_untold")]
    pub district: Option<String>,
}

/// The place of a setting: a [`Location`] whose building has the setting's own name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingLocation {
    /// Lines of the address above the town.
    #[serde(skip_serializing_if = "is_untold")]
    pub address: Vec<String>,
    /// Town or village.
    #[serde(skip_serializing_if = "is_untold")]
    pub town: Option<String>,
    /// Postcode.
    #[serde(skip_serializing_if = "is_untold")]
    pub postcode: Option<crate::values::Postcode>,
    /// Degrees north (WGS84).
    #[serde(skip_serializing_if = "is_untold")]
    pub latitude: Option<f64>,
    /// Degrees east (WGS84).
    #[serde(skip_serializing_if = "is_untold")]
    pub longitude: Option<f64>,
    /// Identifiers of access features.
    #[serde(skip_serializing_if = "is_untold")]
    pub access: Vec<String>,
}

impl SettingLocation {
    /// The same place as a service's place would be written.
    pub fn to_location(&self) -> Location {
        Location {
            address: self.address.clone(),
            town: self.town.clone(),
            postcode: self.postcode.clone(),
            latitude: self.latitude,
            longitude: self.longitude,
            access: self.access.clone(),
            ..Location::default()
        }
    }
}

/// The kinds of setting families choose between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// Nursery, pre-school or childminder.
    EarlyYears,
    /// Children's centre or family hub.
    ChildrensCentre,
    /// Ages about 4 to 11.
    Primary,
    /// Ages about 11 to 16 or 18.
    Secondary,
    /// Ages about 4 to 16 or 18.
    AllThrough,
    /// Special school.
    Special,
    /// Pupil referral unit or alternative provision academy.
    AlternativeProvision,
    /// Independent mainstream school.
    Independent,
    /// College or sixth form.
    #[serde(rename = "post-16")]
    Post16,
    /// Specialist post-16 college.
    SpecialistCollege,
}

impl SettingKind {
    /// The kinds in the order of age.
    pub const ALL: [Self; 10] = [
        Self::EarlyYears,
        Self::ChildrensCentre,
        Self::Primary,
        Self::Secondary,
        Self::AllThrough,
        Self::Special,
        Self::AlternativeProvision,
        Self::Independent,
        Self::Post16,
        Self::SpecialistCollege,
    ];

    /// The identifier used in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::EarlyYears => "early-years",
            Self::ChildrensCentre => "childrens-centre",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::AllThrough => "all-through",
            Self::Special => "special",
            Self::AlternativeProvision => "alternative-provision",
            Self::Independent => "independent",
            Self::Post16 => "post-16",
            Self::SpecialistCollege => "specialist-college",
        }
    }

    /// The words a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::EarlyYears => "Nursery or early years",
            Self::ChildrensCentre => "Children's centre",
            Self::Primary => "Primary school",
            Self::Secondary => "Secondary school",
            Self::AllThrough => "All-through school",
            Self::Special => "Special school",
            Self::AlternativeProvision => "Alternative provision or pupil referral unit",
            Self::Independent => "Independent school",
            Self::Post16 => "College or sixth form",
            Self::SpecialistCollege => "Specialist college",
        }
    }
}

/// A unit or resourced provision within a mainstream school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// Which of the two.
    pub kind: ProvisionKind,
    /// Identifiers of needs it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// How many places it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The two kinds of special provision in mainstream schools (SEND Code of Practice 2015).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProvisionKind {
    /// Pupils are mostly in mainstream classes.
    ResourcedProvision,
    /// Pupils are mostly in the unit.
    SenUnit,
}

impl ProvisionKind {
    /// The words a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::ResourcedProvision => "Resourced provision",
            Self::SenUnit => "SEN unit",
        }
    }
}

impl SettingContent {
    /// Keep back of a past day who was the SENCO and how to reach the setting, where that is not said any more: what it
    /// published then stays, and whom to ring is whom to ring today.
    pub fn keep_back_in_the_past(&mut self, later: &[&Self]) {
        let Some(today) = later.last() else { return };
        self.phone = self.phone.take().filter(|phone| Some(phone) == today.phone.as_ref());
        self.email = self.email.take().filter(|email| Some(email) == today.email.as_ref());
        let now = today.sendco.clone().unwrap_or_default();
        if let Some(then) = &mut self.sendco {
            then.name = then.name.take().filter(|name| Some(name) == now.name.as_ref());
            then.phone = then.phone.take().filter(|phone| Some(phone) == now.phone.as_ref());
            then.email = then.email.take().filter(|email| Some(email) == now.email.as_ref());
        }
    }
}

/// How to reach a setting's special educational needs co-ordinator.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sendco {
    /// Their name, which Schedule 1 paragraph 4 asks mainstream schools to publish.
    #[serde(skip_serializing_if = "is_untold")]
    pub name: Option<String>,
    /// The job.
    #[serde(skip_serializing_if = "is_untold")]
    pub role: String,
    /// Telephone number.
    #[serde(skip_serializing_if = "is_untold")]
    pub phone: Option<String>,
    /// Email address.
    #[serde(skip_serializing_if = "is_untold")]
    pub email: Option<String>,
}
