//! `/ehc-timeline`: who must do what by when, from a day that a family knows. Nothing that is asked is kept.

use crate::error::PageError;
use crate::extract::{AreaContext, QueryPairs};
use crate::form_data::problem;
use crate::layout::Layout;
use crate::page::Page;
use crate::search_params::Problem;
use crate::words;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event, Property};
use jiff::ToSpan;
use jiff::civil::Date;
use local_offer_domain::area::AreaContact;
use local_offer_domain::editing::read_day;
use local_offer_domain::law::ehc::{
    Ask, Confidence, Counting, FactName, Facts, Force, Journey, Outcome, Rule, RuleBook, Status, TimelineStep, timeline,
};

#[derive(Template)]
#[template(path = "find/ehc_timeline.html")]
pub(crate) struct TimelinePage {
    layout: Layout,
    places: Vec<PlaceView>,
    chosen: Option<ChosenView>,
    problems: Vec<Problem>,
    advice: AreaContact,
}

struct PlaceView {
    href: String,
    label: String,
}

/// A place in the process, the questions that belong to it, and the answer.
struct ChosenView {
    id: String,
    label: String,
    question: String,
    typed: String,
    asks: Vec<AskView>,
    /// Where a step of this place has a limit that such things can remove.
    exceptions: Option<ExceptionsView>,
    answer: Option<AnswerView>,
}

/// What may have happened that changes the dates.
struct ExceptionsView {
    fields: Vec<FieldView>,
    open: bool,
    personal: bool,
    early_years: bool,
}

struct AskView {
    name: &'static str,
    label: String,
    value: String,
    kind: AskKind,
}

#[derive(PartialEq, Eq)]
enum AskKind {
    Day,
    Tick,
    Placement,
}

struct FieldView {
    name: &'static str,
    label: &'static str,
    value: String,
}

struct AnswerView {
    from: String,
    steps: Vec<StepView>,
    not_in_force: usize,
    calendar: String,
}

struct StepView {
    id: String,
    case: Option<String>,
    when: String,
    detail: Option<String>,
    past: bool,
    action: String,
    mark: &'static str,
    mark_colour: &'static str,
    how: String,
    sure: Option<&'static str>,
    source: String,
    exceptions: Vec<(String, String)>,
    applied: bool,
    if_not: String,
    guide: Option<(String, String)>,
}

/// Facts that may remove a limit, as the form asks for them.
const EXCEPTIONS: [(&str, &str); 5] = [
    ("absent_from", "First day you or your child were away from the area"),
    ("absent_to", "Last day away"),
    ("advice_asked", "Day the school, college or nursery was asked for advice"),
    ("closed_from", "First day it was closed"),
    ("reopens", "Day it opened again"),
];

/// What was asked, read.
struct Asked<'a> {
    journey: &'a Journey,
    typed: String,
    day: Option<Date>,
    facts: Facts,
    problems: Vec<Problem>,
}

/// Why a day cannot be meant.
fn implausible(day: Date, today: Date, born: bool) -> Option<&'static str> {
    let first = if born { Date::constant(1980, 1, 1) } else { Date::constant(2014, 9, 1) };
    if day < first && born {
        Some("Look at the year again: nobody born then can have a plan")
    } else if day < first {
        Some("Look at the year again: the law on EHC plans began on 1 September 2014")
    } else if day > today.saturating_add(10.years()) {
        Some("Look at the year again: this is more than ten years ahead")
    } else {
        None
    }
}

fn read<'a>(pairs: &[(String, String)], book: &'a RuleBook, today: Date) -> Option<Asked<'a>> {
    let one = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let journey = book.journeys().iter().find(|journey| journey.id == one("place"))?;
    let typed: String = one("date").chars().take(40).collect();
    let mut problems = Vec::new();
    let day = read_day(&typed).ok().flatten();
    // A link names the place alone; the form sends the day too, and somebody who left it empty is told.
    if typed.is_empty() && pairs.iter().any(|(known, _)| known == "date") {
        problems.push(problem("date", "Enter the day, like 3/9/2026 or 3 September 2026"));
    }
    if !typed.is_empty() && day.is_none() {
        problems.push(problem("date", "Enter a real day with its year, like 3/9/2026 or 3 September 2026"));
    }
    let born = journey.steps.iter().any(|step| step.from == Some(FactName::Born));
    let day = day.filter(|day| match implausible(*day, today, born) {
        Some(message) => {
            problems.push(problem("date", message));
            false
        }
        None => true,
    });
    let named = pairs.iter().filter(|(name, _)| name != "trigger").map(|(name, value)| (name.as_str(), value.as_str()));
    let facts = Facts::read(named, |text| read_day(text).ok().flatten()).unwrap_or_else(|wrong| {
        problems.extend(wrong.into_iter().map(|wrong| problem(wrong.fact, wrong.message)));
        Facts::default()
    });
    if let (Some(sent), Some(issued)) = (day, facts.certificate)
        && issued < sent
    {
        problems.push(problem("certificate", "Look at the two days again: the certificate comes after the letter"));
    }
    if day.is_some()
        && let Some(ask) = journey.ask.iter().find(|ask| ask.needed && one(ask.fact.as_str()).is_empty())
    {
        problems.push(problem(ask.fact.as_str(), format!("Answer this too: {}", ask.label.to_lowercase())));
    }
    Some(Asked { journey, typed, day, facts, problems })
}

pub(crate) async fn get(context: AreaContext, QueryPairs(pairs): QueryPairs) -> Response {
    let book = RuleBook::built_in();
    let asked = read(&pairs, book, context.today());
    let label = asked.as_ref().map(|asked| asked.journey.label.clone());
    let mut layout =
        context.layout(label.map_or_else(|| "EHC timeline".to_owned(), |label| format!("EHC timeline: {label}")));
    "Who must do what by when in the EHC process, from a day that you know.".clone_into(&mut layout.description);
    layout.no_index = asked.is_some();
    let problems = asked.as_ref().map(|asked| asked.problems.clone()).unwrap_or_default();
    layout.error = !problems.is_empty();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = TimelinePage {
        places: book
            .journeys()
            .iter()
            .map(|journey| PlaceView {
                href: format!("/ehc-timeline?place={}", journey.id),
                label: journey.label.clone(),
            })
            .collect(),
        chosen: asked.map(|asked| chosen(&context, &asked, &pairs)),
        problems,
        advice: context.area().advice_service.clone(),
        layout,
    };
    let mut response = Page(status, page).into_response();
    // A date in the address can be about a child: no browser and no proxy keeps the page.
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

fn chosen(context: &AreaContext, asked: &Asked<'_>, pairs: &[(String, String)]) -> ChosenView {
    let one = |name: &str| {
        let value = pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
        value.chars().take(40).collect::<String>()
    };
    let ask = |ask: &Ask| AskView {
        name: ask.fact.as_str(),
        label: ask.label.clone(),
        value: one(ask.fact.as_str()),
        kind: match ask.fact {
            FactName::SectionIOnly => AskKind::Tick,
            FactName::Placement => AskKind::Placement,
            _ => AskKind::Day,
        },
    };
    let can_be_excused =
        asked.journey.steps.iter().filter_map(|step| RuleBook::built_in().rule(&step.rule)).any(can_be_excused);
    let exceptions = can_be_excused.then(|| {
        let fields: Vec<FieldView> =
            EXCEPTIONS.iter().map(|(name, label)| FieldView { name, label, value: one(name) }).collect();
        ExceptionsView {
            open: fields.iter().any(|field| !field.value.is_empty()) || asked.facts.personal,
            fields,
            personal: asked.facts.personal,
            early_years: one("provider") == "early-years",
        }
    });
    let answer = asked.day.filter(|_| asked.problems.is_empty()).map(|day| answer(context, asked, day, pairs));
    ChosenView {
        id: asked.journey.id.clone(),
        label: asked.journey.label.clone(),
        question: asked.journey.question.clone(),
        typed: asked.typed.clone(),
        asks: asked.journey.ask.iter().map(ask).collect(),
        exceptions,
        answer,
    }
}

fn answer(context: &AreaContext, asked: &Asked<'_>, day: Date, pairs: &[(String, String)]) -> AnswerView {
    let book = RuleBook::built_in();
    let timeline = timeline(book, asked.journey, day, &asked.facts);
    let kept = pairs.iter().filter(|(_, value)| !value.trim().is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    let born = asked.journey.steps.iter().any(|step| step.from == Some(FactName::Born));
    AnswerView {
        from: format!("{} {}", if born { "Born on" } else { "From" }, words::date(day)),
        steps: timeline.steps.iter().map(|step| step_view(context, step)).collect(),
        not_in_force: timeline.not_in_force,
        calendar: format!("/ehc-timeline/calendar.ics?{query}"),
    }
}

/// Whether what the form asks about a holiday, time away or the family can remove the limit.
fn can_be_excused(rule: &Rule) -> bool {
    let counts = ["SCHOOL-CLOSED", "EY-CLOSED", "PERSONAL", "ABSENT-4W", "ABSENT-2W", "ORDER-AS-13-3"];
    rule.exceptions.iter().any(|id| counts.iter().any(|known| id.ends_with(known)))
}

fn step_view(context: &AreaContext, step: &TimelineStep) -> StepView {
    let book = RuleBook::built_in();
    let rule = step.rule;
    let (mark, mark_colour) = match (rule.kind, rule.sure) {
        (_, Confidence::Low) => ("Not checked", "grey"),
        (Force::Law, _) => ("Law: must", "blue"),
        (Force::Tribunal, _) => ("Tribunal rule", "blue"),
        (Force::Guidance, _) => ("Guidance: should", "turquoise"),
        (Force::Planning, _) => ("For planning", "grey"),
    };
    let (when, detail) = when(step);
    let due = step.outcome.last_date.or(step.outcome.late_after);
    let guide = local_offer_domain::values::Slug::parse(&step.place.guide).ok().and_then(|slug| {
        let guide = context.offer.guide(&slug)?;
        Some((guide.content.name.clone(), format!("/guides/{slug}")))
    });
    StepView {
        id: rule.id.clone(),
        case: step.place.case.clone(),
        when,
        detail,
        past: due.is_some_and(|due| due < context.today()),
        action: action(step),
        mark,
        mark_colour,
        how: how(step),
        sure: (rule.sure < Confidence::High).then(|| rule.sure.words()),
        source: rule.source.clone(),
        exceptions: rule
            .exceptions
            .iter()
            .filter_map(|id| book.exception(id))
            .map(|exception| (exception.when.clone(), exception.effect.clone()))
            .collect(),
        applied: step.outcome.status == Status::ExceptionMayApply,
        if_not: step.place.if_not.clone(),
        guide,
    }
}

/// When, as the heading of a step, and what to know about the day.
fn when(step: &TimelineStep) -> (String, Option<String>) {
    let Outcome { last_date, first_day, plan_by, late_after, status, reason, .. } = &step.outcome;
    if let Some(event) = &step.counted_from {
        let words = match (step.rule.period(), step.rule.counting) {
            (Some(period), Counting::AtLeastWindow) => {
                format!("You have at least {} from the day when {event}", period.words())
            }
            (Some(period), _) => format!("Within {} of the day when {event}", period.words()),
            (None, Counting::LaterOf) => format!("Within three months of {event}"),
            (None, _) => format!("When {event}"),
        };
        return (words, None);
    }
    if let (Some(plan_by), Some(late_after)) = (plan_by, late_after) {
        let detail = format!(
            "The law can be read in two ways here. This day is in time on both; after {} it is late on both.",
            words::long_date(*late_after)
        );
        return (format!("By {}", words::long_date(*plan_by)), Some(detail));
    }
    if let Some(day) = last_date.filter(|_| step.rule.counting == Counting::AtLeastWindow) {
        return (format!("At least until {}", words::long_date(day)), None);
    }
    if let Some(day) = last_date {
        let holidays = RuleBook::built_in().holidays();
        let hint = holidays.last_working_day_by(*day).filter(|last| last != day);
        let hint = hint.map(|last| {
            format!("The last working day before it is {}. The limit itself does not move.", words::long_date(last))
        });
        return (format!("By {}", words::long_date(*day)), hint);
    }
    if let Some(day) = first_day {
        return (format!("Not before {}", words::long_date(*day)), None);
    }
    match status {
        Status::NoNumber if step.rule.prompt => ("As soon as practicable".to_owned(), reason.clone()),
        Status::NoNumber => ("No number of days in law".to_owned(), reason.clone()),
        Status::ExceptionMayApply => ("No fixed date: an exception may apply".to_owned(), reason.clone()),
        _ => ("We cannot work this out".to_owned(), reason.clone()),
    }
}

/// How the day was counted, in a sentence.
fn how(step: &TimelineStep) -> String {
    let rule = step.rule;
    let period = rule.period().map(local_offer_domain::law::ehc::Period::words);
    match period {
        Some(period) => {
            let prompt = if rule.prompt { " As soon as practicable: this is the outer limit." } else { "" };
            // What authors of the rules note for each other is not for families: how it is counted is.
            let first = match rule.counting {
                Counting::WithinAfter => " That day itself is not counted.",
                Counting::BeginningWith | Counting::AtLeastWindow => " That day is the first of them.",
                _ => "",
            };
            format!("{}, counted from: {}.{first}{prompt}", words::capital(&period), rule.trigger)
        }
        None => format!("Counted from: {}.", rule.trigger),
    }
}

/// What has to be done, and by whom.
fn action(step: &TimelineStep) -> String {
    match &step.place.say {
        Some(say) => say.clone(),
        None => format!("{}: {}", words::capital(&step.rule.actor), step.rule.action),
    }
}

/// The steps that have a date, for a calendar.
pub(crate) async fn calendar(context: AreaContext, QueryPairs(pairs): QueryPairs) -> Result<Response, PageError> {
    let book = RuleBook::built_in();
    let asked = read(&pairs, book, context.today()).filter(|asked| asked.problems.is_empty());
    let (asked, day) =
        asked.and_then(|asked| asked.day.map(|day| (asked, day))).ok_or_else(|| PageError::not_found(&context))?;
    let mut calendar = Calendar::new();
    calendar.name("EHC timeline");
    for step in timeline(book, asked.journey, day, &asked.facts).steps {
        let Some(on) = step.outcome.last_date.or(step.outcome.plan_by).or(step.outcome.first_day) else { continue };
        let rule = step.rule;
        let case = step.place.case.as_ref().map(|case| format!("{case}: "));
        let mark = if rule.is_law() { "" } else { " (not law: to plan by)" };
        let event = Event::new()
            .uid(&format!("{}-{on}@ehc-timeline", rule.id))
            .summary(&format!("{}{}{mark}", case.unwrap_or_default(), action(&step)))
            .description(&format!(
                "{} Source: {}. If it does not happen: {}",
                how(&step),
                rule.source,
                step.place.if_not
            ))
            .append_property(whole_day("DTSTART", on))
            .append_property(whole_day("DTEND", on.saturating_add(1.day())))
            .done();
        calendar.push(event);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ehc-timeline.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, calendar.to_string()).into_response())
}

/// A day without a time (RFC 5545, 3.3.4).
fn whole_day(name: &str, day: Date) -> Property {
    Property::new(name, day.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}
