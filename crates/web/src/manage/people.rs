//! `/manage/people`: who works on the area.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::form_data::FormData;
use crate::people;
use crate::person::Person;
use crate::view::View;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::{Place, Role};
use local_offer_operations::accounts::{end_membership, reset_second_factor};

const ROLES: &[Role] =
    &[Role::AreaEditor, Role::Moderator, Role::AreaAdministrator, Role::ForumReviewer, Role::Auditor];

fn place(person: &Person) -> Place {
    Place::Area(person.context.area().id.clone())
}

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let title = person.context.area().title.clone();
    let done = query.0.iter().find(|(name, _)| name == "done").map(|_| "Done".to_owned());
    people::page(&person, "/manage/people", &title, &place(&person), ROLES, &FormData::default(), Vec::new(), done)
        .await
}

pub(crate) async fn post(person: Person, form: FormData) -> Result<View, PageError> {
    let title = person.context.area().title.clone();
    people::invite_by_form(&person, "/manage/people", &title, &place(&person), ROLES, &form).await
}

pub(crate) async fn end(person: Person, form: FormData) -> Result<Response, PageError> {
    let membership = form.one("membership").parse().map_err(|_| PageError::not_found(&person.context))?;
    let done = if form.has("reset") {
        reset_second_factor(person.office(), person.actor(), membership).await
    } else {
        end_membership(person.office(), person.actor(), membership).await.map(drop)
    };
    done.map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/manage/people?done=1").into_response())
}
