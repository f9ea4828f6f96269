//! `/manage/archived`: what was archived, day by day, and taking a day back whole.

use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::FormData;
use crate::person::Person;
use crate::view::{Form, View};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use local_offer_domain::values::TaskId;
use local_offer_operations::listings::{archive_all_the_same, archived_since, restore_archived};
use std::collections::BTreeMap;

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let archived = archived_since(person.office(), &context.area().id, Date::MIN).await;
    let archived = archived.map_err(|error| PageError::of(context, error))?;
    let mut days: BTreeMap<Date, u64> = BTreeMap::new();
    for (day, _) in archived {
        *days.entry(day).or_default() += 1;
    }
    let done = query.0.iter().find(|(name, _)| name == "done").map(|(_, value)| {
        format!("{} shown again", words::count(value.parse().unwrap_or(0), "listing is", "listings are"))
    });
    let mut view = View::new(person.layout("Archived because nobody confirmed it"))
        .back("Listings", "/manage/listings")
        .done(done);
    if days.is_empty() {
        view = view.text("Nothing is archived.");
    }
    for (day, number) in days.iter().rev() {
        let form = Form::post("/manage/archived").hidden("day", day.to_string());
        let again = format!("Show again what was archived on {}", words::date(*day));
        view = view
            .text(format!("{}: {}", words::date(*day), words::count(*number, "listing", "listings")))
            .form(form.second(&again, None));
    }
    Ok(view)
}

pub(crate) async fn restore(person: Person, form: FormData) -> Result<Response, PageError> {
    let context = &person.context;
    let day: Date = form.one("day").parse().map_err(|_| PageError::not_found(context))?;
    let shown = restore_archived(person.office(), person.actor(), context.area(), day).await;
    let shown = shown.map_err(|error| PageError::of(context, error))?;
    Ok(Redirect::to(&format!("/manage/archived?done={shown}")).into_response())
}

pub(crate) async fn archive(person: Person, PathId(id): PathId<TaskId>) -> Result<Response, PageError> {
    let context = &person.context;
    let done = archive_all_the_same(person.office(), person.actor(), context.area(), id).await;
    done.map_err(|error| PageError::of(context, error))?;
    Ok(Redirect::to("/manage/archived").into_response())
}
