use super::calendar::BankHolidays;
use super::journey::Journey;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// One time limit, or one duty for which the law gives no number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name by which the API knows it; never changes.
    pub id: String,
    /// The part of the process.
    pub group: String,
    /// What kind of authority it has.
    pub kind: Force,
    /// Who has to act.
    pub actor: String,
    /// What they have to do.
    pub action: String,
    /// The day from which it is counted.
    pub trigger: String,
    /// How it is counted.
    pub counting: Counting,
    #[serde(default)]
    n: Option<i32>,
    #[serde(default)]
    unit: Option<Unit>,
    /// Whether it must be done "as soon as practicable", the number being only the outer limit.
    #[serde(default)]
    pub prompt: bool,
    /// Exceptions that can remove it, by identifier.
    #[serde(default)]
    pub exceptions: Vec<String>,
    /// Where it is written.
    pub source: String,
    /// The first day on which it was in force.
    pub from: Date,
    /// The last day on which it is in force, if it has been replaced.
    #[serde(default)]
    pub until: Option<Date>,
    /// How sure we are of it.
    pub sure: Confidence,
    /// What to know about it; may be empty.
    #[serde(default)]
    pub note: String,
    /// The day of the year before which it must be done.
    #[serde(default)]
    pub(super) before: Option<DayOfYear>,
    /// Another day for one transfer only.
    #[serde(default)]
    pub(super) once: Option<OneOff>,
    /// The rule from whose last day it is counted.
    #[serde(default)]
    #[serde(rename = "from_rule")]
    pub(super) counted_from: Option<String>,
    /// Other limits in the same rule.
    #[serde(default)]
    pub(super) also: Vec<AlsoLimit>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct DayOfYear {
    pub(super) month: i8,
    pub(super) day: i8,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct OneOff {
    pub(super) transfer: Date,
    pub(super) before: Date,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct AlsoLimit {
    pub(super) n: i32,
    pub(super) unit: Unit,
    pub(super) step: String,
}

/// A length of time as the law gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How many.
    pub n: i32,
    /// Of what.
    pub unit: Unit,
}

/// The units in which the law counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Days of the calendar.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Calendar months (Interpretation Act 1978, section 5 and Schedule 1).
    Months,
    /// Monday to Friday without bank holidays.
    WorkingDays,
    /// Days on which the setting is open.
    SchoolDays,
}

impl Period {
    /// "6 weeks", "1 month".
    pub fn words(self) -> String {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::Weeks => "week",
            Unit::Months => "month",
            Unit::WorkingDays => "working day",
            Unit::SchoolDays => "school day",
        };
        format!("{} {unit}{}", self.n, if self.n == 1 { "" } else { "s" })
    }
}

/// How a limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// "Within N of": the trigger day is not counted and the last day is in time (Lester v Garland (1808); Dodds v Walker
    /// 1981, 1 WLR 1027 for months).
    WithinAfter,
    /// "Beginning with" or "starting with" a day, which is day 1: a day shorter.
    BeginningWith,
    /// The least time somebody must be given; the day of service is day 1.
    AtLeastWindow,
    /// "At least N before": a day by which to plan, with the time clear on both sides, and a day after which it is late on
    /// any reading.
    AtLeastBefore,
    /// Before a day of the year of the transfer: the last day is the one before.
    BeforeFixedDate,
    /// At once, on the day.
    SameDay,
    /// The law gives no number.
    NoNumber,
    /// The later of two ends (regulation 15(5)).
    LaterOf,
    /// The later of two months from the notice and one from the certificate, moved by rule 12 of the Tribunal Rules.
    AppealLaterOf,
    /// The day after the time for an appeal has ended.
    DayAfterAppealEnd,
    /// The end of an academic year, or of a course or training.
    AcademicYearEnd,
    /// As an order of the tribunal on the same matter would be.
    AsOrder,
    /// How far back something may lie: the last day it is still caught.
    Lookback,
    /// For planning: so many days later.
    DerivedAdd,
    /// For planning: the first day on which something may happen, so many days later.
    EarliestDay,
    /// For planning: so many days before the last day of another rule.
    DerivedSubtract,
    /// Days on which the setting is open, which only the setting knows.
    WithinAfterSchoolDays,
    /// Working days of the tribunal: 25 December to 1 January and August are left out (rule 12(3)).
    TribunalWorkingDays,
}

/// What kind of authority a rule has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// An Act or regulations.
    Law,
    /// The tribunal's own rules.
    Tribunal,
    /// The SEND Code of Practice.
    Guidance,
    /// Worked out from the law, to plan by.
    Planning,
}

/// How sure we are of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// From memory or guidance only: never shown as law.
    Low,
    /// Read, but open to argument, or known from a secondary source.
    Medium,
    /// Read in the text, and clear.
    High,
}

impl Confidence {
    /// What a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::High => "We have read this in the law, and it is clear.",
            Self::Medium => {
                "The law can be read in more than one way here, or we know it from a good second source. Ask for advice if it matters."
            }
            Self::Low => "We have not been able to check this. Do not rely on it without advice.",
        }
    }
}

impl Rule {
    /// How long, where the law gives a number.
    pub fn period(&self) -> Option<Period> {
        Some(Period { n: self.n?, unit: self.unit? })
    }

    /// Whether it is in force on a day.
    pub fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it may be shown as what the law says.
    pub fn is_law(&self) -> bool {
        matches!(self.kind, Force::Law | Force::Tribunal) && self.sure > Confidence::Low
    }
}

/// Something that removes a limit, or lets another date take its place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Its name.
    pub id: String,
    /// When it applies.
    pub when: String,
    /// What it does.
    pub effect: String,
    /// Where it is written.
    pub source: String,
}

/// Every rule, exception and bank holiday, and the places from which a family may look at them.
#[derive(Debug)]
pub struct RuleBook {
    rules: Vec<Rule>,
    exceptions: Vec<Exception>,
    journeys: Vec<Journey>,
    holidays: BankHolidays,
}

#[derive(Deserialize)]
struct RulesFile {
    rule: Vec<Rule>,
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
struct JourneysFile {
    journey: Vec<Journey>,
}

impl RuleBook {
    /// The rules this program was built with.
    ///
    /// # Panics
    /// When a file of `law/` is not well-formed: a defect that every test meets.
    pub fn built_in() -> &'static Self {
        static BOOK: LazyLock<RuleBook> = LazyLock::new(|| {
            let rules: RulesFile = toml::from_str(include_str!("../../../../../law/ehc_rules.toml"))
                .unwrap_or_else(|error| panic!("law/ehc_rules.toml: {error}"));
            let journeys: JourneysFile = toml::from_str(include_str!("../../../../../law/ehc_journeys.toml"))
                .unwrap_or_else(|error| panic!("law/ehc_journeys.toml: {error}"));
            let holidays = BankHolidays::parse(include_str!("../../../../../law/bank_holidays.toml"))
                .unwrap_or_else(|error| panic!("law/bank_holidays.toml: {error}"));
            RuleBook { rules: rules.rule, exceptions: rules.exception, journeys: journeys.journey, holidays }
        });
        &BOOK
    }

    /// Every rule.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this name.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The exception of this name.
    pub fn exception(&self, id: &str) -> Option<&Exception> {
        self.exceptions.iter().find(|exception| exception.id == id)
    }

    /// Where a family may stand.
    pub fn journeys(&self) -> &[Journey] {
        &self.journeys
    }

    /// The calendar of working days.
    pub fn holidays(&self) -> &BankHolidays {
        &self.holidays
    }
}
