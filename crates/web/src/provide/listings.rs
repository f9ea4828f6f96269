//! `/provide`: everything somebody looks after, with what needs doing first.

use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::FormData;
use crate::person::Person;
use crate::view::{Cell, Form, Input, Part, Table, View};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::Right;
use local_offer_domain::listing::Kind;
use local_offer_domain::review::Freshness;
use local_offer_domain::tasks::TaskKind;
use local_offer_domain::values::TaskId;
use local_offer_operations::listings::{answer_report, begin_service};
use local_offer_storage::{ListingFilter, ListingState, TaskFilter};

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let organisations = person.organisations();
    let mut view = View::new(person.layout("My listings")).wide().done(done(&query));
    if organisations.is_empty() {
        return Ok(view
            .text("You do not look after a listing yet.")
            .text("Open the page of your service, nursery, school or college, and follow “Is this yours?” at its end. Or ask for a new listing.")
            .part(Part::Links(vec![("Find your listing".to_owned(), "/find".to_owned()), ("Ask to be listed".to_owned(), "/apply".to_owned())])));
    }
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let filter = ListingFilter {
        areas: vec![context.area().id.clone()],
        owners: organisations.clone(),
        ..ListingFilter::default()
    };
    let mut heads = tx.list_heads(&filter, 1_000).await.map_err(broken)?;
    // What was discarded before anybody saw it is nothing to look after.
    heads.retain(|head| head.state != ListingState::Withdrawn || head.live_revision.is_some());
    let today = context.today();
    let mut rows = Vec::new();
    for head in &heads {
        let open = tx.find_open_revision(head.id).await.map_err(broken)?;
        let state = match (&open, head.state) {
            (Some(open), _) => {
                Cell::tag(open.head.state.words(), if open.head.state.is_with_author() { "orange" } else { "blue" })
            }
            (None, ListingState::Live) => Cell::tag("Listed", "green"),
            (None, state) => Cell::tag(state.words(), "grey"),
        };
        let freshness = context.area().listing_policy.freshness(head.review_by, today);
        let review = match (head.state, head.review_by) {
            (ListingState::Live | ListingState::Archived, Some(by)) if freshness > Freshness::Due => {
                Cell::tag(format!("Was due {}", words::date(by)), "red")
            }
            (ListingState::Live, Some(by)) => Cell::text(format!("By {}", words::date(by))),
            _ => Cell::text(""),
        };
        let name = if head.name.is_empty() { "(no name yet)".to_owned() } else { head.name.clone() };
        rows.push((
            freshness,
            vec![
                Cell::link(name, format!("/provide/listings/{}", head.id)).with_small(match head.kind {
                    Kind::Service => "Service",
                    Kind::Organisation => "Organisation",
                    Kind::Setting => "Nursery, school or college",
                    Kind::Guide => "Page",
                }),
                state,
                review,
            ],
        ));
    }
    rows.sort_by_key(|(freshness, _)| std::cmp::Reverse(*freshness));
    let reports = tx
        .list_tasks(
            &TaskFilter {
                area: Some(context.area().id.clone()),
                kind: Some(TaskKind::Correction),
                organisations: organisations.clone(),
                ..TaskFilter::default()
            },
            50,
        )
        .await
        .map_err(broken)?;
    let reports: Vec<_> = reports.into_iter().filter(|task| task.detail.with_provider).collect();
    if !reports.is_empty() {
        view = view.heading("Visitors think that something is wrong");
        for task in reports {
            let form = Form::post(format!("/provide/reports/{}", task.id))
                .with(Input::words(&format!("{}: {}\n{}", task.title, task.detail.about.join(", "), task.detail.text)))
                .with(
                    Input::long("answer", "Your answer", 4_000, "")
                        .hint("Change the listing first, if they are right."),
                );
            view = view.form(form.button("Answer"));
        }
    }
    view = view.part(Part::Table(Table {
        caption: "Listings".to_owned(),
        head: vec!["Name", "Where it stands", "To be checked"],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: "Nothing yet.".to_owned(),
    }));
    let mut links = vec![("Change a place of several services together".to_owned(), "/provide/locations".to_owned())];
    for head in heads.iter().filter(|head| organisations.contains(&head.id)) {
        links.push((format!("People of {}", head.name), format!("/provide/people/{}", head.id)));
    }
    view = view.part(Part::Links(links));
    for head in heads.iter().filter(|head| head.kind == Kind::Organisation && organisations.contains(&head.id)) {
        let form = Form::post("/provide/services").hidden("organisation", head.id.to_string());
        view = view.form(form.second(&format!("Add a service of {}", head.name), None));
    }
    Ok(view)
}

fn done(query: &QueryPairs) -> Option<String> {
    let (_, word) = query.0.iter().find(|(name, _)| name == "done")?;
    let text = match word.as_str() {
        "discarded" => "What you had not sent is discarded",
        "answered" => "Your answer is kept, and sent if they asked for one",
        "closed" => "It is no longer listed",
        _ => return None,
    };
    Some(text.to_owned())
}

pub(crate) async fn begin(person: Person, form: FormData) -> Result<Response, PageError> {
    let context = &person.context;
    let organisation = form.one("organisation").parse().map_err(|_| PageError::not_found(context))?;
    let id = begin_service(person.office(), person.actor(), &context.area().id, organisation)
        .await
        .map_err(|error| PageError::of(context, error))?;
    Ok(Redirect::to(&format!("/provide/listings/{id}/edit/about")).into_response())
}

pub(crate) async fn answer(person: Person, PathId(id): PathId<TaskId>, form: FormData) -> Result<Response, PageError> {
    answer_report(person.office(), person.actor(), person.context.area(), id, form.one("answer"))
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    let to = if person.may(Right::SeeQueue) { "/manage/queue" } else { "/provide?done=answered" };
    Ok(Redirect::to(to).into_response())
}
