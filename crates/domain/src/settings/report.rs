use super::{SettingContent, SettingKind};
use crate::law::sen_report::{Section, sections};
use crate::values::{WebAddress, is_untold};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a setting publishes about how it helps (SEND Regulations 2014, regulation 51 and Schedule 1): written here, or a link
/// to where the setting keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SenInformationReport {
    /// Where it is, when the setting keeps it on a site of its own.
    #[serde(skip_serializing_if = "is_untold")]
    pub url: Option<WebAddress>,
    /// The day it was published, if known.
    #[serde(skip_serializing_if = "is_untold")]
    pub published_on: Option<Date>,
    /// The school year it is for, like "2026 to 2027".
    #[serde(skip_serializing_if = "is_untold")]
    pub year: Option<String>,
    /// What it says, by section (`law/sen_report.toml`).
    #[serde(skip_serializing_if = "is_untold")]
    pub answers: BTreeMap<String, String>,
    /// Sections that are copied from last year, and of which nobody has said that they are still true.
    #[serde(skip_serializing_if = "is_untold")]
    pub carried: BTreeSet<String>,
}

/// Months after which a report is out of date: the Code of Practice asks for it at least once a year.
const REPORT_MONTHS: i64 = 12;

/// How a setting stands with its report, today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportState {
    /// There is none, and the law asks for one.
    Missing,
    /// It does not say when it was published.
    Undated,
    /// It is older than a year.
    OutOfDate,
    /// It leaves sections out.
    Incomplete,
    /// It is whole and of this year.
    Current,
    /// It is on the setting's own site, and dated within the year.
    Linked,
    /// There is none, and the law does not ask for one.
    NotAsked,
}

impl ReportState {
    /// Every state, the worst first.
    pub const ALL: [Self; 7] =
        [Self::Missing, Self::Undated, Self::OutOfDate, Self::Incomplete, Self::Current, Self::Linked, Self::NotAsked];

    /// What staff read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "No report",
            Self::Undated => "No date on it",
            Self::OutOfDate => "Older than a year",
            Self::Incomplete => "Not complete",
            Self::Current => "Up to date",
            Self::Linked => "On its own site",
            Self::NotAsked => "The law asks for none",
        }
    }

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Undated => "undated",
            Self::OutOfDate => "out-of-date",
            Self::Incomplete => "incomplete",
            Self::Current => "current",
            Self::Linked => "linked",
            Self::NotAsked => "not-asked",
        }
    }

    /// Whether somebody should be asked to do something about it.
    pub fn is_wanting(self) -> bool {
        matches!(self, Self::Missing | Self::Undated | Self::OutOfDate | Self::Incomplete)
    }
}

impl SenInformationReport {
    /// What a section says, when it says something.
    pub fn answer(&self, key: &str) -> Option<&str> {
        self.answers.get(key).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// Begin the report of another year with what the last one says: each section has to be looked at again.
    pub fn begin_year(&mut self, year: String) {
        self.carried =
            self.answers.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(key, _)| key.clone()).collect();
        self.year = Some(year);
        self.published_on = None;
    }
}

impl SettingContent {
    /// Whether the law asks it for a report: schools that councils maintain, academies and maintained nursery schools
    /// (section 69 of the Act, regulation 51), and no independent or non-maintained school. Of others the authority's own offer
    /// has to say the same (Schedule 2, paragraphs 4 and 5).
    pub fn must_report(&self) -> bool {
        let register = self.register_type.as_deref().unwrap_or_default().to_lowercase();
        if register.contains("independent") || register.contains("non-maintained") {
            return false;
        }
        matches!(
            self.kind,
            Some(SettingKind::Primary | SettingKind::Secondary | SettingKind::AllThrough | SettingKind::Special)
        ) || register.contains("nursery school")
    }

    /// Whether it is a mainstream school, of which the law asks more (Schedule 1, paragraphs 2 and 4).
    pub fn is_mainstream(&self) -> bool {
        self.must_report() && self.kind != Some(SettingKind::Special)
    }

    /// The sections that are asked of it.
    pub fn report_sections(&self) -> impl Iterator<Item = &'static Section> {
        let mainstream = self.kind != Some(SettingKind::Special);
        sections().iter().filter(move |section| mainstream || !section.mainstream)
    }

    /// Whether its SENCO can be named and reached, as paragraph 4 of Schedule 1 asks.
    pub fn has_senco(&self) -> bool {
        self.sendco.as_ref().is_some_and(|senco| {
            let named = senco.name.as_deref().is_some_and(|name| !name.trim().is_empty());
            named && (senco.phone.is_some() || senco.email.is_some())
        })
    }

    /// What its report leaves out, by section.
    pub fn report_gaps(&self) -> Vec<&'static Section> {
        let report = self.sen_report.as_ref();
        self.report_sections()
            .filter(|section| report.is_none_or(|report| report.answer(&section.key).is_none()))
            .collect()
    }

    /// How it stands with its report, today.
    pub fn report_state(&self, today: Date) -> ReportState {
        let Some(report) = self.sen_report.as_ref().filter(|report| report.url.is_some() || !report.answers.is_empty())
        else {
            return if self.must_report() { ReportState::Missing } else { ReportState::NotAsked };
        };
        let Some(published) = report.published_on else { return ReportState::Undated };
        if published.saturating_add(REPORT_MONTHS.months()) < today {
            return ReportState::OutOfDate;
        }
        if !report.answers.is_empty() {
            let whole = self.report_gaps().is_empty() && (!self.is_mainstream() || self.has_senco());
            return if whole { ReportState::Current } else { ReportState::Incomplete };
        }
        ReportState::Linked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_asks_maintained_schools_academies_and_maintained_nursery_schools() {
        let asked = |kind, register: &str| {
            SettingContent { kind: Some(kind), register_type: Some(register.to_owned()), ..SettingContent::default() }
                .must_report()
        };
        assert!(
            asked(SettingKind::Primary, "Community school") && asked(SettingKind::Special, "Academy special converter")
        );
        assert!(asked(SettingKind::EarlyYears, "Local authority nursery school"));
        for (kind, register) in [
            (SettingKind::Special, "Non-maintained special school"),
            (SettingKind::Special, "Other independent special school"),
            (SettingKind::Secondary, "Other independent school"),
            (SettingKind::EarlyYears, "Childminder"),
            (SettingKind::Post16, "Further education"),
        ] {
            assert!(!asked(kind, register), "{register}");
        }
    }
}
