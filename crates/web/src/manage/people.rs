//! `/manage/people`: who works on the area.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::form_data::FormData;
use crate::people;
use crate::person::Person;
use crate::view::View;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::{Place, Role};

const ROLES: &[Role] =
    &[Role::AreaEditor, Role::Moderator, Role::AreaAdministrator, Role::ForumReviewer, Role::Auditor];

fn place(person: &Person) -> Place {
    Place::Area(person.context.area().id.clone())
}

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let title = person.context.area().title.clone();
    let done = people::done(&query);
    people::page(&person, "/manage/people", &title, &place(&person), ROLES, &FormData::default(), Vec::new(), done)
        .await
}

pub(crate) async fn post(person: Person, form: FormData) -> Result<View, PageError> {
    let title = person.context.area().title.clone();
    people::invite_by_form(&person, "/manage/people", &title, &place(&person), ROLES, &form).await
}

pub(crate) async fn end_page(person: Person, query: QueryPairs) -> Result<View, PageError> {
    people::end_page(&person, "/manage/people", &place(&person), &query).await
}

pub(crate) async fn end(person: Person, form: FormData) -> Result<Response, PageError> {
    let done = people::end(&person, &place(&person), &form).await?;
    Ok(Redirect::to(&format!("/manage/people?done={done}")).into_response())
}
