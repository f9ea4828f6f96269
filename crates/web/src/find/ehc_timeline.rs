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
    Ask, Confidence, FactName, Facts, Force, Journey, Outcome, RuleBook, Status, TimelineStep, timeline,
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
    exceptions: Vec<FieldView>,
    exceptions_open: bool,
    personal: bool,
    early_years: bool,
    answer: Option<AnswerView>,
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
    api: Vec<(String, String)>,
}

struct StepView {
    id: String,
    when: String,
    detail: Option<String>,
    past: bool,
    actor: String,
    action: String,
    mark: &'static str,
    mark_colour: &'static str,
    how: String,
    sure: Option<&'static str>,
    source: String,
    note: String,
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

fn read<'a>(pairs: &[(String, String)], book: &'a RuleBook) -> Option<Asked<'a>> {
    let one = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let journey = book.journeys().iter().find(|journey| journey.id == one("place"))?;
    let typed: String = one("date").chars().take(40).collect();
    let mut problems = Vec::new();
    let day = match read_day(&typed) {
        Ok(day) => day.filter(|day| (1900..=2200).contains(&day.year())),
        Err(_) => None,
    };
    if !typed.is_empty() && day.is_none() {
        problems.push(problem("date", "Enter a day, like 3/9/2026 or 3 September 2026"));
    }
    let named = pairs.iter().filter(|(name, _)| name != "trigger").map(|(name, value)| (name.as_str(), value.as_str()));
    let facts = Facts::read(named, |text| read_day(text).ok().flatten()).unwrap_or_else(|wrong| {
        problems.extend(
            wrong.into_iter().map(|wrong| problem(wrong.fact, wrong.message.replace("2026-09-03", "3/9/2026"))),
        );
        Facts::default()
    });
    if day.is_some()
        && let Some(ask) = journey.ask.iter().find(|ask| ask.needed && one(ask.fact.as_str()).is_empty())
    {
        problems.push(problem(ask.fact.as_str(), format!("Answer this too: {}", ask.label.to_lowercase())));
    }
    Some(Asked { journey, typed, day, facts, problems })
}

pub(crate) async fn get(context: AreaContext, QueryPairs(pairs): QueryPairs) -> Response {
    let book = RuleBook::built_in();
    let asked = read(&pairs, book);
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
    let exceptions: Vec<FieldView> =
        EXCEPTIONS.iter().map(|(name, label)| FieldView { name, label, value: one(name) }).collect();
    let answer = asked.day.filter(|_| asked.problems.is_empty()).map(|day| answer(context, asked, day, pairs));
    ChosenView {
        id: asked.journey.id.clone(),
        label: asked.journey.label.clone(),
        question: asked.journey.question.clone(),
        typed: asked.typed.clone(),
        asks: asked.journey.ask.iter().map(ask).collect(),
        exceptions_open: exceptions.iter().any(|field| !field.value.is_empty()) || asked.facts.personal,
        exceptions,
        personal: asked.facts.personal,
        early_years: one("provider") == "early-years",
        answer,
    }
}

fn answer(context: &AreaContext, asked: &Asked<'_>, day: Date, pairs: &[(String, String)]) -> AnswerView {
    let book = RuleBook::built_in();
    let timeline = timeline(book, asked.journey, day, &asked.facts);
    let kept = pairs.iter().filter(|(_, value)| !value.trim().is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    let counted =
        timeline.steps.iter().filter(|step| step.counted_from.is_none() && step.outcome.status == Status::Date);
    let api = counted.map(|step| {
        let address = format!("/api/ehc-timeline?rule={}&trigger={day}", step.rule.id);
        (step.rule.id.clone(), address)
    });
    AnswerView {
        from: words::date(day),
        api: api.collect(),
        steps: timeline.steps.iter().map(|step| step_view(context, step)).collect(),
        not_in_force: timeline.not_in_force,
        calendar: format!("/ehc-timeline/calendar.ics?{query}"),
    }
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
    let guide = local_offer_domain::values::Slug::parse(&step.guide).ok().and_then(|slug| {
        let guide = context.offer.guide(&slug)?;
        Some((guide.content.name.clone(), format!("/guides/{slug}")))
    });
    StepView {
        id: rule.id.clone(),
        when,
        detail,
        past: due.is_some_and(|due| due < context.today()),
        actor: capital(&rule.actor),
        action: rule.action.clone(),
        mark,
        mark_colour,
        how: how(step),
        sure: (rule.sure < Confidence::High).then(|| rule.sure.words()),
        source: rule.source.clone(),
        note: rule.note.clone(),
        exceptions: rule
            .exceptions
            .iter()
            .filter_map(|id| book.exception(id))
            .map(|exception| (exception.when.clone(), exception.effect.clone()))
            .collect(),
        applied: step.outcome.status == Status::ExceptionMayApply,
        if_not: step.if_not.clone(),
        guide,
    }
}

/// When, as the heading of a step, and what to know about the day.
fn when(step: &TimelineStep) -> (String, Option<String>) {
    let Outcome { last_date, first_day, plan_by, late_after, status, reason, .. } = &step.outcome;
    if let Some(event) = &step.counted_from {
        let period = step.rule.period().map(|period| format!("Within {} of the day when {event}", period.words()));
        let words = period.unwrap_or_else(|| format!("When {event}"));
        return (
            words.replace("Within 15 days of the day when the draft", "At least 15 days from the day when the draft"),
            None,
        );
    }
    if let (Some(plan_by), Some(late_after)) = (plan_by, late_after) {
        let words = format!("Plan for {}", words::long_date(*plan_by));
        return (words, Some(format!("It is late after {} on any reading of the law.", words::long_date(*late_after))));
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
            format!("{}, counted from: {}.{prompt}", capital(&period), rule.trigger)
        }
        None => format!("Counted from: {}.", rule.trigger),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The steps that have a date, for a calendar.
pub(crate) async fn calendar(context: AreaContext, QueryPairs(pairs): QueryPairs) -> Result<Response, PageError> {
    let book = RuleBook::built_in();
    let asked = read(&pairs, book).filter(|asked| asked.problems.is_empty());
    let (asked, day) =
        asked.and_then(|asked| asked.day.map(|day| (asked, day))).ok_or_else(|| PageError::not_found(&context))?;
    let mut calendar = Calendar::new();
    calendar.name("EHC timeline");
    for step in timeline(book, asked.journey, day, &asked.facts).steps {
        let Some(on) = step.outcome.last_date.or(step.outcome.plan_by).or(step.outcome.first_day) else { continue };
        let rule = step.rule;
        let mark = if rule.is_law() { "" } else { " (not law: to plan by)" };
        let event = Event::new()
            .uid(&format!("{}-{on}@ehc-timeline", rule.id))
            .summary(&format!("{}: {}{mark}", capital(&rule.actor), rule.action))
            .description(&format!("{} Source: {}. If it does not happen: {}", how(&step), rule.source, step.if_not))
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
