//! `/manage/reports`: which settings have a SEN information report, and a message to those that have none, an old one, or one
//! without a date.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::form_data::FormData;
use crate::person::Person;
use crate::view::{Cell, Form, Input, Look, Part, Table, View, choices};
use crate::words;
use axum::response::{IntoResponse, Response};
use local_offer_domain::Setting;
use local_offer_domain::accounts::Right;
use local_offer_domain::settings::{ReportState, SettingKind};
use local_offer_domain::values::ListingId;
use local_offer_operations::chase_reports;

/// The form in which settings are ticked.
const FORM: &str = "chase";

pub(crate) async fn get(person: Person, query: QueryPairs) -> View {
    page(&person, &query, None)
}

fn page(person: &Person, query: &QueryPairs, done: Option<String>) -> View {
    let context = &person.context;
    let today = context.today();
    let asked = query.0.iter().find(|(name, _)| name == "state").map_or("", |(_, value)| value.trim());
    let mut settings: Vec<(ReportState, &Setting)> =
        context.offer.settings().map(|setting| (setting.content.report_state(today), setting)).collect();
    settings.sort_by_key(|(state, setting)| (*state, setting.content.name.to_lowercase()));
    let total = settings.len() as u64;
    let bars = ReportState::ALL.into_iter().map(|state| {
        let number = settings.iter().filter(|(known, _)| *known == state).count() as u64;
        (state.words().to_owned(), number, number * 100 / total.max(1))
    });
    let may = person.may(Right::WorkQueue);
    let rows =
        settings.iter().filter(|(state, _)| asked.is_empty() || state.as_str() == asked).map(|(state, setting)| {
            let content = &setting.content;
            let colour = match state {
                ReportState::Current | ReportState::Linked => "green",
                ReportState::NotAsked => "grey",
                ReportState::Incomplete => "yellow",
                ReportState::Undated | ReportState::OutOfDate => "orange",
                ReportState::Missing => "red",
            };
            let report = content.sen_report.as_ref();
            let day = report.and_then(|report| report.published_on).map(words::date).unwrap_or_default();
            let link = report.and_then(|report| report.url.as_ref());
            let looked = link.and_then(|url| context.catalogue.link_check(&url.to_string()));
            let looked =
                looked.map(|check| format!("{} ({})", check.result, words::date(check.checked_on))).unwrap_or_default();
            let gaps = match state {
                ReportState::Incomplete => {
                    let senco = if content.is_mainstream() && !content.has_senco() { "; no SENCO named" } else { "" };
                    let gaps = words::count(content.report_gaps().len() as u64, "question", "questions");
                    format!("{gaps} without an answer{senco}")
                }
                _ => String::new(),
            };
            let mut first = Cell::link(content.name.clone(), format!("/manage/listings/{}", setting.id))
                .with_small(content.kind.map_or("", SettingKind::words));
            if may && state.is_wanting() {
                first.check = Some(("setting", setting.id.to_string(), FORM));
            }
            vec![first, Cell::tag(state.words(), colour).with_small(gaps), Cell::text(day), Cell::text(looked)]
        });
    let table = Table {
        caption: "Reports of settings".to_owned(),
        head: vec!["Setting", "Report", "Published", "On its own site"],
        rows: rows.collect(),
        empty: "No setting fits.".to_owned(),
    };
    let states = ReportState::ALL.into_iter().map(|state| (state.as_str().to_owned(), state.words().to_owned()));
    let any = [(String::new(), "Any".to_owned())];
    let form = Form::get("/manage/reports").with(Input::new(
        "state",
        "Report",
        Look::Select(choices(any.into_iter().chain(states), &[asked.to_owned()])),
    ));
    let mut view = View::new(person.layout("SEN information reports"))
        .wide()
        .done(done)
        .text("The law asks maintained schools, academies and maintained nursery schools for a report each year (SEND Regulations 2014, regulation 51). Others are asked the same, because the Local Offer must say it of them (Schedule 2, paragraphs 4 and 5).")
        .part(Part::Bars("How they stand".to_owned(), bars.collect()))
        .form(form.button("Show"))
        .part(Part::Table(table));
    if may {
        view = view.form(
            Form::post("/manage/reports")
                .named(FORM)
                .button("Write to those that are ticked")
                .second("Write to all that are missing, undated, old or incomplete", Some(("all", "1".to_owned()))),
        );
    }
    view
}

pub(crate) async fn chase(person: Person, query: QueryPairs, form: FormData) -> Result<Response, PageError> {
    let today = person.context.today();
    let chosen: Vec<ListingId> = if form.has("all") {
        let settings = person.context.offer.settings();
        settings.filter(|setting| setting.content.report_state(today).is_wanting()).map(|setting| setting.id).collect()
    } else {
        form.all("setting").iter().filter_map(|id| id.parse().ok()).collect()
    };
    let chased = chase_reports(person.office(), person.actor(), person.context.area(), &chosen)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    let mut done = match chased.written_to {
        0 => "Nobody was written to".to_owned(),
        number => format!("{} will get a message", words::count(number as u64, "setting", "settings")),
    };
    if chased.asked_lately > 0 {
        let lately = words::count(chased.asked_lately as u64, "setting was", "settings were");
        done = format!("{done}. {lately} asked in the last fourteen days and are left in peace");
    }
    if !chased.unreachable.is_empty() {
        done = format!("{done}. We have no address of {}", chased.unreachable.join(", "));
    }
    Ok(page(&person, &query, Some(done)).into_response())
}
