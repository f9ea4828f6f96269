use super::calendar::{BankHolidays, OutsideCalendar};
use super::counting::{at_least_before, beginning_with, months_after, moved_by_rule_12, tribunal_rests, within_after};
use super::exceptions;
use super::facts::{Facts, Placement};
use super::rule::{Counting, Period, Rule, RuleBook, Unit};
use jiff::ToSpan;
use jiff::civil::Date;

/// What a rule comes to on some facts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The last day that is in time.
    pub last_date: Option<Date>,
    /// The first day on which something may happen.
    pub first_day: Option<Date>,
    /// The day to plan for, where something must be done a time before another.
    pub plan_by: Option<Date>,
    /// The day after which it is late on any reading.
    pub late_after: Option<Date>,
    /// Whether there is a date, and if not, why.
    pub status: Status,
    /// Exceptions that apply, by identifier.
    pub exceptions: Vec<String>,
    /// Why nothing is calculated, in a sentence.
    pub reason: Option<String>,
    /// Other limits of the same rule.
    pub also: Vec<Step>,
}

/// Another limit of the same rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What has to be done.
    pub step: String,
    /// The last day that is in time.
    pub last_date: Date,
}

/// Whether a rule comes to a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// It does.
    #[default]
    Date,
    /// The law gives no number.
    NoNumber,
    /// An exception removes the limit. There is no other; it must still be done as soon as practicable.
    ExceptionMayApply,
    /// The rule was not law on that day.
    NotInForce,
    /// It cannot be calculated.
    Refused,
}

impl Status {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::NoNumber => "no-number",
            Self::ExceptionMayApply => "exception-may-apply",
            Self::NotInForce => "not-in-force",
            Self::Refused => "refused",
        }
    }
}

/// Why a rule cannot be calculated.
enum Stopped {
    /// A fact is missing.
    Missing(&'static str),
    /// Working days are not known for that year.
    Outside(OutsideCalendar),
}

impl From<OutsideCalendar> for Stopped {
    fn from(outside: OutsideCalendar) -> Self {
        Self::Outside(outside)
    }
}

/// Calculate a rule.
pub fn calculate(book: &RuleBook, rule: &Rule, facts: &Facts) -> Outcome {
    if let Some(day) = counted_from(rule, facts)
        && !rule.in_force(day)
    {
        let reason = match rule.until {
            Some(until) if until < day => format!("This rule was law until {until}."),
            _ => format!("This rule has been law since {}.", rule.from),
        };
        return Outcome { status: Status::NotInForce, reason: Some(reason), ..Outcome::default() };
    }
    match dates(book, rule, facts) {
        Ok(outcome) => excuse(book, rule, facts, outcome),
        Err(Stopped::Missing(what)) => refused(format!("To calculate this, give {what}.")),
        Err(Stopped::Outside(outside)) => refused(format!("{outside}.")),
    }
}

fn refused(reason: String) -> Outcome {
    Outcome { status: Status::Refused, reason: Some(reason), ..Outcome::default() }
}

/// The day that decides which law applies.
fn counted_from(rule: &Rule, facts: &Facts) -> Option<Date> {
    match rule.counting {
        Counting::BeforeFixedDate | Counting::DerivedSubtract | Counting::LaterOf => facts.transfer.or(facts.trigger),
        Counting::AtLeastBefore => facts.trigger.or(facts.transfer),
        Counting::AppealLaterOf | Counting::DayAfterAppealEnd => facts.notice_sent.or(facts.trigger),
        _ => facts.trigger,
    }
}

fn dates(book: &RuleBook, rule: &Rule, facts: &Facts) -> Result<Outcome, Stopped> {
    let holidays = book.holidays();
    let trigger = || facts.trigger.ok_or(Stopped::Missing("trigger, the day from which it is counted"));
    let period = || rule.period().ok_or(Stopped::Missing("a rule with a number"));
    let last = |day: Date| Outcome { last_date: Some(day), ..Outcome::default() };
    Ok(match rule.counting {
        Counting::NoNumber => Outcome { status: Status::NoNumber, ..Outcome::default() },
        Counting::WithinAfter => {
            let from = trigger()?;
            let also = rule.also.iter().map(|limit| {
                let period = Period { n: limit.n, unit: limit.unit };
                Ok(Step { step: limit.step.clone(), last_date: within_after(from, period, holidays)? })
            });
            Outcome {
                also: also.collect::<Result<_, OutsideCalendar>>()?,
                ..last(within_after(from, period()?, holidays)?)
            }
        }
        Counting::BeginningWith | Counting::AtLeastWindow => last(beginning_with(trigger()?, period()?, holidays)?),
        Counting::AtLeastBefore => {
            // A move between colleges is an event of its own name.
            let event = facts.trigger.or(facts.transfer).ok_or(Stopped::Missing("trigger, the day of the event"))?;
            let (plan_by, late_after) = at_least_before(event, period()?, holidays)?;
            Outcome { plan_by: Some(plan_by), late_after: Some(late_after), ..Outcome::default() }
        }
        Counting::BeforeFixedDate => last(before_fixed(rule, facts)?),
        Counting::DerivedSubtract => {
            let other = rule.counted_from.as_deref().and_then(|id| book.rule(id));
            let other = other.ok_or(Stopped::Missing("a rule to count from"))?;
            last(before_fixed(other, facts)?.saturating_sub(period()?.n.days()))
        }
        Counting::SameDay => last(trigger()?),
        Counting::LaterOf => {
            let made = facts.last_review.or(facts.trigger);
            let made = made.ok_or(Stopped::Missing("last_review, the day the plan was made or last reviewed"))?;
            let transfer = facts.transfer.ok_or(Stopped::Missing("transfer, the day of the transfer"))?;
            let twelve = beginning_with(made, Period { n: 12, unit: Unit::Months }, holidays)?;
            let three = beginning_with(transfer, Period { n: 3, unit: Unit::Months }, holidays)?;
            last(twelve.max(three))
        }
        Counting::AppealLaterOf => last(appeal_ends(facts, holidays)?),
        Counting::DayAfterAppealEnd if facts.appeal_brought => Outcome {
            status: Status::NoNumber,
            reason: Some("An appeal has been brought: the plan stays until it is finally decided.".to_owned()),
            ..Outcome::default()
        },
        Counting::DayAfterAppealEnd => {
            Outcome { first_day: Some(appeal_ends(facts, holidays)?.saturating_add(1.day())), ..Outcome::default() }
        }
        Counting::AcademicYearEnd => last(year_of_25(facts)?),
        Counting::AsOrder => {
            let order = facts.agreed_order.as_deref().filter(|id| id.starts_with("order-"));
            let order = order.and_then(|id| book.rule(id));
            let order = order.ok_or(Stopped::Missing("agreed_order, the matching order-… rule"))?;
            dates(book, order, facts)?
        }
        Counting::Lookback => last(months_after(trigger()?, period()?.n)),
        Counting::DerivedAdd => last(trigger()?.saturating_add(period()?.n.days())),
        Counting::EarliestDay => {
            Outcome { first_day: Some(trigger()?.saturating_add(period()?.n.days())), ..Outcome::default() }
        }
        Counting::WithinAfterSchoolDays => {
            let from = trigger()?;
            let open = facts.open_days.iter().filter(|day| **day > from);
            let nth = open.copied().nth(usize::try_from(period()?.n - 1).unwrap_or(0));
            last(nth.ok_or(Stopped::Missing("open_days, the days on which the setting is open"))?)
        }
        Counting::TribunalWorkingDays => last(holidays.nth_working_day(trigger()?, period()?.n, tribunal_rests)?),
    })
}

/// The day before the fixed day of the calendar year of the transfer.
fn before_fixed(rule: &Rule, facts: &Facts) -> Result<Date, Stopped> {
    let transfer = facts.transfer.or(facts.trigger).ok_or(Stopped::Missing("transfer, the day of the transfer"))?;
    let before = match (rule.once, rule.before) {
        (Some(once), _) if once.transfer == transfer => once.before,
        (_, Some(day)) => Date::new(transfer.year(), day.month, day.day).map_err(|_| Stopped::Missing("a real day"))?,
        (_, None) => return Err(Stopped::Missing("a rule with a fixed day")),
    };
    Ok(before.saturating_sub(1.day()))
}

/// The last day for an appeal: two months from the notice, or one from the certificate if that is later, by 5pm; moved by rule
/// 12 when the tribunal is closed (HESC Tribunal Rules 2008, rules 12 and 20(1)(c)).
fn appeal_ends(facts: &Facts, holidays: &BankHolidays) -> Result<Date, Stopped> {
    let sent =
        facts.notice_sent.or(facts.trigger).ok_or(Stopped::Missing("notice_sent, the day the notice was sent"))?;
    let from_notice = months_after(sent, 2);
    let from_certificate = facts.certificate.map(|issued| months_after(issued, 1));
    let later = from_certificate.map_or(from_notice, |day| day.max(from_notice));
    Ok(moved_by_rule_12(later, holidays)?)
}

/// Until when a plan may be kept for somebody who turns 25 (section 46, regulation 46).
fn year_of_25(facts: &Facts) -> Result<Date, Stopped> {
    let born = facts.born.or(facts.trigger).ok_or(Stopped::Missing("born, the date of birth"))?;
    let placement = facts.placement.ok_or(Stopped::Missing("placement: fe-college, apprenticeship or other"))?;
    let turns_25 = birthday(born, 25);
    if placement == Placement::FeCollege {
        let july = Date::constant(turns_25.year(), 7, 31);
        return Ok(if july >= turns_25 { july } else { Date::constant(turns_25.year() + 1, 7, 31) });
    }
    let ends = facts.ends.ok_or(Stopped::Missing("ends, the day the course or training ends"))?;
    Ok(ends.min(birthday(born, 26).saturating_sub(1.day())))
}

/// The day somebody reaches an age. Who was born on 29 February reaches it on 1 March of a common year.
fn birthday(born: Date, age: i16) -> Date {
    Date::new(born.year() + age, born.month(), born.day()).unwrap_or_else(|_| Date::constant(born.year() + age, 3, 1))
}

/// Let exceptions take the limit away, or another date take its place.
fn excuse(book: &RuleBook, rule: &Rule, facts: &Facts, mut outcome: Outcome) -> Outcome {
    let end = outcome.last_date.or(outcome.late_after);
    let (Some(start), Some(end)) = (counted_from(rule, facts), end) else { return outcome };
    let excused = exceptions::apply(rule, facts, (start, end));
    outcome.exceptions = excused.applied;
    if let Some(day) = excused.instead {
        outcome.last_date = Some(day);
    } else if excused.removed {
        let mut effects: Vec<&str> =
            outcome.exceptions.iter().filter_map(|id| book.exception(id)).map(|known| known.effect.as_str()).collect();
        effects.dedup();
        let reason = format!("An exception may apply: {}.", effects.join("; "));
        outcome = Outcome {
            status: Status::ExceptionMayApply,
            exceptions: outcome.exceptions,
            reason: Some(reason),
            ..Outcome::default()
        };
    }
    outcome
}
