//! Exceptions: facts that remove a limit. They never put another number in its place.

use super::facts::{Absence, Closure, Facts};
use super::rule::Rule;
use jiff::ToSpan;
use jiff::civil::Date;

/// The least closure that counts, from the first closed day to the day of opening again: four weeks.
const CLOSURE_DAYS: i32 = 28;

/// What exceptions do to a limit.
#[derive(Debug, PartialEq)]
pub(super) struct Excused {
    /// Those that apply on these facts.
    pub(super) applied: Vec<String>,
    /// Whether the limit need not be met.
    pub(super) removed: bool,
    /// The date that takes its place, when somebody set one.
    pub(super) instead: Option<Date>,
}

/// Which of a rule's exceptions apply. `period` is the trigger day and the last day.
pub(super) fn apply(rule: &Rule, facts: &Facts, period: (Date, Date)) -> Excused {
    let mut excused = Excused { applied: Vec::new(), removed: false, instead: None };
    for id in &rule.exceptions {
        let effect = effect_of(id, facts, period);
        match effect {
            Effect::None => continue,
            Effect::Removes => excused.removed = true,
            Effect::Told => {}
            Effect::Replaces(day) => excused.instead = Some(day),
        }
        excused.applied.push(id.clone());
    }
    excused
}

enum Effect {
    None,
    Removes,
    /// It changes what else is needed, and not the date.
    Told,
    Replaces(Date),
}

fn effect_of(id: &str, facts: &Facts, period: (Date, Date)) -> Effect {
    let removes = |applies: bool| if applies { Effect::Removes } else { Effect::None };
    let away = |absence: Option<Absence>, days| absence.is_some_and(|absence| is_away(absence, period, days));
    let school_closed = facts.closure.is_some_and(|closure| !closure.early_years && is_closed(closure));
    let nursery_closed = facts.closure.is_some_and(|closure| closure.early_years && is_closed(closure));
    match id {
        "SCHOOL-CLOSED" | "DET-SCHOOL-CLOSED" => removes(school_closed),
        "EY-CLOSED" => removes(nursery_closed),
        // Any reason of regulation 13(3) serves after an order as well, also one that regulation 44(3) names itself.
        "ORDER-AS-13-3" => removes(school_closed || nursery_closed || facts.personal || away(facts.absence, 28)),
        "PERSONAL" | "ORDER-PERSONAL" | "DET-PERSONAL" | "COOP-EXCEPTIONAL" => removes(facts.personal),
        "ABSENT-4W" | "COOP-ABSENT-4W" => removes(away(facts.absence, 28)),
        "ORDER-ABSENT-2W" => removes(away(facts.absence, 14)),
        "DET-PARENT-ABSENT-4W" => removes(away(facts.parent_absence, 28)),
        "DET-PARENT-ABSENT-2W" => removes(away(facts.parent_absence, 14)),
        "COOP-MISSED" => removes(facts.missed_appointment),
        "DET-COOP" => removes(facts.missed_appointment || facts.personal || away(facts.parent_absence, 28)),
        "COOP-REFUSAL" => removes(facts.refusal),
        "CONSENT-SHORTER" => removes(facts.consent),
        "TRIBUNAL-DIRECTION" => facts.directed.map_or(Effect::None, Effect::Replaces),
        "AGREED-WRITING" => facts.agreed.map_or(Effect::None, Effect::Replaces),
        "SECTION-I-ONLY" if facts.section_i_only => Effect::Told,
        // Whether the tribunal allows a late appeal, or mediation counts as held, is for others to say, not for a calendar.
        _ => Effect::None,
    }
}

/// Advice was asked from one week before the first closed day to one week before opening again, both included.
fn is_closed(closure: Closure) -> bool {
    let days = closure.closed_from.until(closure.reopens).map_or(0, |span| span.get_days());
    let window = closure.closed_from.saturating_sub(7.days())..=closure.reopens.saturating_sub(7.days());
    days >= CLOSURE_DAYS && window.contains(&closure.advice_asked)
}

/// So many days away on end, counted inclusively, within the period.
fn is_away(absence: Absence, (trigger, last): (Date, Date), days: i32) -> bool {
    let (from, to) = (absence.from.max(trigger), absence.to.min(last));
    from <= to && from.until(to).map_or(0, |span| span.get_days()) + 1 >= days
}
