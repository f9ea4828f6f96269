use crate::values::{WebAddress, is_untold};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How to get in, and who decides (SEND Regulations 2014 Schedule 2 paragraphs 4 and 12 ask authorities to publish both).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GettingIn {
    /// Who can ask for a place.
    #[serde(skip_serializing_if = "is_untold")]
    pub routes: Vec<ReferralRoute>,
    /// What to do, in plain words.
    #[serde(skip_serializing_if = "is_untold")]
    pub how: Option<String>,
    /// Who may have a place.
    #[serde(skip_serializing_if = "is_untold")]
    pub eligibility: Option<String>,
    /// Who decides.
    #[serde(skip_serializing_if = "is_untold")]
    pub decided_by: Option<String>,
    /// How they decide.
    #[serde(skip_serializing_if = "is_untold")]
    pub how_decided: Option<String>,
    /// The form, if there is one.
    #[serde(skip_serializing_if = "is_untold")]
    pub referral_form: Option<WebAddress>,
    /// How long people wait.
    #[serde(skip_serializing_if = "is_untold")]
    pub wait: Option<Wait>,
    /// Whether there is room now.
    #[serde(skip_serializing_if = "is_untold")]
    pub vacancies: Option<Vacancies>,
}

/// Who can ask for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferralRoute {
    /// The family or young person.
    #[serde(rename = "self")]
    Myself,
    /// A nursery, school or college.
    School,
    /// The family doctor.
    Gp,
    /// A health visitor.
    HealthVisitor,
    /// A social worker.
    SocialWorker,
    /// A therapist, nurse or hospital doctor.
    HealthProfessional,
    /// Anybody who works with the child.
    AnyProfessional,
    /// A panel of the council.
    CouncilPanel,
}

impl ReferralRoute {
    /// The words a family reads after "Ask:".
    pub fn words(self) -> &'static str {
        match self {
            Self::Myself => "You can ask yourself",
            Self::School => "Through a nursery, school or college",
            Self::Gp => "Through your GP",
            Self::HealthVisitor => "Through a health visitor",
            Self::SocialWorker => "Through a social worker",
            Self::HealthProfessional => "Through a therapist, nurse or hospital doctor",
            Self::AnyProfessional => "Through a professional who knows the child",
            Self::CouncilPanel => "Through a council panel",
        }
    }
}

/// How long people wait, and when that was measured: an undated wait is a rumour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// In words, such as "About 3 weeks".
    pub text: String,
    /// In weeks, to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// The day it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured_on: Option<Date>,
}

impl Wait {
    /// A wait of so many weeks in words: "About 3 weeks".
    pub fn in_weeks(weeks: u16) -> String {
        if weeks == 1 { "About 1 week".to_owned() } else { format!("About {weeks} weeks") }
    }

    /// Whether the words say nothing but the number, so that they change with it.
    pub fn is_only_its_weeks(&self) -> bool {
        self.weeks.is_some_and(|weeks| self.text == Self::in_weeks(weeks))
    }
}

/// Whether there is room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vacancies {
    /// How full it is.
    pub state: VacancyState,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How full a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VacancyState {
    /// There are places.
    Some,
    /// There are a few places.
    Few,
    /// People wait.
    WaitingList,
    /// There are no places and no list.
    Full,
}

impl VacancyState {
    /// The words a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::Some => "There are places",
            Self::Few => "There are a few places",
            Self::WaitingList => "There is a waiting list",
            Self::Full => "Full at the moment",
        }
    }
}
