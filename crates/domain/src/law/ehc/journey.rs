use super::calculate::{Outcome, Status, calculate};
use super::facts::Facts;
use super::rule::{Rule, RuleBook};
use jiff::civil::Date;
use serde::Deserialize;

/// Where a family may stand, and the steps from there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// The word in addresses.
    pub id: String,
    /// What a family reads.
    pub label: String,
    /// Which day is asked for.
    pub question: String,
    /// Other facts that change the dates.
    #[serde(default)]
    pub ask: Vec<Ask>,
    /// The steps, in order.
    #[serde(rename = "step")]
    pub steps: Vec<JourneyStep>,
}

/// A fact that is asked for beside the day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Which.
    pub fact: FactName,
    /// What is asked.
    pub label: String,
    /// Whether nothing can be worked out without it.
    #[serde(default)]
    pub needed: bool,
}

/// The facts a journey can ask for or count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactName {
    /// The day asked for.
    Date,
    /// The day of a transfer.
    Transfer,
    /// The day a mediation certificate was issued.
    Certificate,
    /// Whether only the named setting is disputed.
    SectionIOnly,
    /// The day the plan was made or last reviewed.
    LastReview,
    /// Date of birth.
    Born,
    /// Where a young person learns.
    Placement,
    /// The day a course or training ends.
    Ends,
}

impl FactName {
    /// The word in addresses and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Transfer => "transfer",
            Self::Certificate => "certificate",
            Self::SectionIOnly => "section_i_only",
            Self::LastReview => "last_review",
            Self::Born => "born",
            Self::Placement => "placement",
            Self::Ends => "ends",
        }
    }
}

/// One step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JourneyStep {
    /// The rule.
    pub rule: String,
    /// The situation in which it counts, where one place has several.
    #[serde(default)]
    pub case: Option<String>,
    /// What has to be done, where the rule's own words could be misread by a family who stands here.
    #[serde(default)]
    pub say: Option<String>,
    /// Left out when only the named setting is disputed: no mediation certificate is needed then (section 55(2)).
    #[serde(default)]
    pub unless_section_i_only: bool,
    /// The fact from which it is counted, when it is known.
    #[serde(default)]
    pub from: Option<FactName>,
    /// What it is counted from, in words, when that day is not known.
    #[serde(default)]
    pub when: Option<String>,
    /// What to do if it does not happen.
    pub if_not: String,
    /// The page that says more.
    pub guide: String,
}

/// What a family sees: every step from where they are.
#[derive(Debug)]
pub struct Timeline {
    /// The steps, those with a date in order of it and those without where they belong.
    pub steps: Vec<TimelineStep>,
    /// Rules that were not law yet on the day given: they are not shown, and their number is said.
    pub not_in_force: usize,
}

/// One step with what it comes to.
#[derive(Debug)]
pub struct TimelineStep {
    /// The rule.
    pub rule: &'static Rule,
    /// What it comes to.
    pub outcome: Outcome,
    /// The facts it was worked out from; `None` when the day it is counted from is not known.
    pub facts: Option<Facts>,
    /// When nothing is known to count from: from what it is counted, in words.
    pub counted_from: Option<String>,
    /// The place in the journey: in which case it counts, what to do if it does not happen, the page that says more.
    pub place: JourneyStep,
}

/// Work out every step from a place in the process. `day` is the day the journey asks for; `more` the facts beside it.
pub fn timeline(book: &'static RuleBook, journey: &Journey, day: Date, more: &Facts) -> Timeline {
    let mut not_in_force = 0;
    let mut steps = Vec::new();
    for step in &journey.steps {
        let Some(rule) = book.rule(&step.rule) else { continue };
        if step.unless_section_i_only && more.section_i_only {
            continue;
        }
        let counted = counted(step, day, more);
        let outcome = match &counted {
            Some(facts) => calculate(book, rule, facts),
            None => Outcome { status: Status::NoNumber, ..Outcome::default() },
        };
        if outcome.status == Status::NotInForce || (counted.is_none() && !rule.in_force(day)) {
            not_in_force += 1;
            continue;
        }
        steps.push(TimelineStep {
            rule,
            outcome,
            counted_from: counted.is_none().then(|| step.when.clone().unwrap_or_else(|| rule.trigger.clone())),
            facts: counted,
            place: step.clone(),
        });
    }
    Timeline { steps, not_in_force }
}

/// The facts of a step; `None` when the day it is counted from is not known.
fn counted(step: &JourneyStep, day: Date, more: &Facts) -> Option<Facts> {
    let mut facts = more.clone();
    match step.from? {
        FactName::LastReview => facts.trigger = Some(more.last_review?),
        FactName::Transfer => {
            facts.transfer = Some(day);
            facts.trigger = Some(day);
            // Regulation 15(5) has two ends; one alone is no answer.
            if step.rule == "move-review" {
                facts.trigger = None;
                more.last_review?;
            }
        }
        FactName::Born => facts.born = Some(day),
        _ => {
            facts.trigger = Some(day);
            facts.notice_sent = Some(day);
        }
    }
    Some(facts)
}
