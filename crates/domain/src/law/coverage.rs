//! What a Local Offer must and should contain (`law/coverage.toml`), and what was written down about it.

use super::ehc::Confidence;
use crate::values::{AreaId, WebAddress};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// One thing that the law or guidance asks a Local Offer to contain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageItem {
    /// Its name; never changes.
    pub id: String,
    /// Where it is written.
    pub source: String,
    /// What is asked, in plain words.
    pub ask: String,
    /// Whether the law asks for it.
    pub force: CoverageForce,
    /// How sure we are of it.
    pub sure: Confidence,
    /// Days after which evidence is stale.
    #[serde(default)]
    pub max_age: Option<i64>,
    /// Whether the law itself sets that time; else it is our advice.
    #[serde(default)]
    pub statute: bool,
    /// The day of the year by which it is published anew, as MM-DD.
    #[serde(default)]
    pub fixed: Option<String>,
    /// Whether there can be none in an area: a kind of provider, a body that has to be asked.
    #[serde(default)]
    pub may_be_none: bool,
    /// What is looked for.
    pub checks: Vec<Check>,
    /// Since when it is law.
    pub from: Date,
    /// Until when, once a later law has replaced it.
    #[serde(default)]
    pub until: Option<Date>,
}

/// Whether something is asked by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageForce {
    /// An Act, regulations, or a "must" of the Code.
    Must,
    /// The Code's "should", or good practice beside a duty.
    Should,
    /// What reviews of Local Offers have looked for.
    Audit,
}

impl CoverageForce {
    /// Each of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::Must, Self::Should, Self::Audit];

    /// The word in addresses and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Audit => "audit",
        }
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Must => "What the law says a Local Offer must contain",
            Self::Should => "What guidance says it should contain",
            Self::Audit => "What reviews of Local Offers look for",
        }
    }
}

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Check {
    /// A live page that answers a subject.
    Page {
        /// The subject.
        page: String,
    },
    /// A live service in each category.
    Categories {
        /// The categories.
        categories: Vec<String>,
    },
    /// A live service in each theme.
    Themes {
        /// The themes.
        themes: Vec<String>,
    },
    /// Services for everyone, for some and for few, within a theme.
    Level {
        /// The theme.
        level: String,
    },
    /// A service for every age from birth to 25.
    Ages {
        /// Always true.
        ages: bool,
    },
    /// A service of a theme for some ages.
    AgesIn {
        /// The theme.
        ages_in: String,
        /// The youngest.
        from: u8,
        /// The oldest.
        to: u8,
    },
    /// A search that finds something and not everything.
    Search {
        /// The words.
        search: String,
    },
    /// A live setting of a kind of provider that says how it helps.
    Provider {
        /// The kind.
        provider: ProviderKind,
    },
    /// Something outside the area.
    Outside {
        /// Always true.
        outside: bool,
    },
    /// A section that reports of settings answer.
    Section {
        /// The section.
        section: String,
        /// Of which settings.
        of: ReportsOf,
    },
    /// A SENCO whom mainstream schools name.
    Senco {
        /// Always true.
        senco: bool,
    },
    /// All eleven headings of a report.
    Headings {
        /// Always true.
        headings: bool,
    },
    /// A document that a page names.
    Document {
        /// Its name.
        document: String,
    },
    /// A share of live entries of which something is told.
    Share {
        /// What is told.
        share: Told,
        /// In percent; 95 where it is not said.
        #[serde(default = "most")]
        least: u64,
    },
    /// Addresses that work.
    Links {
        /// Which.
        links: String,
    },
    /// How a page reads.
    Reading {
        /// The highest age at which it may be readable.
        reading: u8,
    },
    /// Pages in other forms.
    Variants {
        /// How many forms.
        variants: usize,
    },
    /// What only people know.
    Record {
        /// What to write down.
        record: String,
    },
    /// What the program itself does.
    Built {
        /// Where, or how.
        built: String,
    },
}

fn most() -> u64 {
    95
}

/// The kinds of provider that Schedule 2 names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// Funded early years providers.
    EarlyYears,
    /// Schools that the authority maintains.
    Maintained,
    /// Academies and free schools.
    Academy,
    /// Special schools that are neither maintained nor academies.
    NonMaintainedSpecial,
    /// Colleges and other post-16 institutions.
    #[serde(rename = "post-16")]
    Post16,
    /// Independent institutions approved under section 41.
    #[serde(rename = "section-41")]
    Section41,
    /// Pupil referral units.
    PupilReferralUnit,
    /// Special schools and colleges of any kind.
    Special,
    /// Units and resourced provision.
    Unit,
}

/// Of which settings reports are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportsOf {
    /// All (Schedule 2, paragraphs 4 and 5).
    All,
    /// Those that the law asks for a report (regulation 51).
    Schools,
}

/// What an entry can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// How to reach it.
    Contact,
    /// Where the SEN information report of a school is.
    ReportLink,
    /// That the report is also on the school's own site.
    ReportOwnSite,
    /// How to complain.
    Complaint,
    /// Who may have a place.
    Eligibility,
    /// The level of need.
    Level,
    /// Who decides, for targeted and specialist services.
    DecidedBy,
    /// That it was confirmed in time.
    Fresh,
    /// Of childcare: what it does for children with special educational needs or a disability.
    ChildcareSend,
}

/// What was written down about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRecord {
    /// Its identity.
    pub id: String,
    /// The area.
    pub area: AreaId,
    /// The item.
    pub item: String,
    /// What it says.
    pub kind: RecordKind,
    /// In words.
    pub text: String,
    /// Where more is to be seen.
    pub website: Option<WebAddress>,
    /// The day it happened, or was looked at last.
    pub happened_on: Option<Date>,
}

/// What a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// Evidence that only people know.
    Evidence,
    /// That there is none in the area, or that none is used.
    NoneHere,
    /// Who answers for the item.
    Owner,
}

impl RecordKind {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Evidence, Self::NoneHere, Self::Owner];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::NoneHere => "none-here",
            Self::Owner => "owner",
        }
    }

    /// The kind of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What staff read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Evidence => "This is how it is met",
            Self::NoneHere => "There is none in our area, or none that our families use",
            Self::Owner => "Who answers for it",
        }
    }
}

#[derive(Deserialize)]
struct File {
    item: Vec<CoverageItem>,
}

/// Every item.
pub fn items() -> &'static [CoverageItem] {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../../../../law/coverage.toml"))
            .unwrap_or_else(|error| panic!("law/coverage.toml: {error}"));
        assert!(file.item.iter().all(|item| !item.checks.is_empty()), "law/coverage.toml: an item looks for nothing");
        file
    });
    &FILE.item
}

/// The items that are asked on a day: reform is coming.
pub fn items_on(day: Date) -> impl Iterator<Item = &'static CoverageItem> {
    items().iter().filter(move |item| item.from <= day && item.until.is_none_or(|until| day <= until))
}

/// The item of this name.
pub fn item(id: &str) -> Option<&'static CoverageItem> {
    items().iter().find(|item| item.id == id)
}

/// Every subject that a page can answer.
pub fn topics() -> BTreeSet<&'static str> {
    let checks = items().iter().flat_map(|item| &item.checks);
    checks
        .filter_map(|check| match check {
            Check::Page { page } => Some(page.as_str()),
            _ => None,
        })
        .collect()
}
