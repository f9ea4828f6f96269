//! `/provide/people/{id}`: who works for an organisation or setting.

use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::FormData;
use crate::people;
use crate::person::Person;
use crate::view::View;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::{Place, Right, Role, Subject};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::ListingId;
use local_offer_storage::ListingHead;

/// What somebody can be made here.
fn roles(head: &ListingHead) -> &'static [Role] {
    if head.kind == Kind::Setting {
        &[Role::SettingEditor, Role::ProviderManager]
    } else {
        &[Role::ProviderEditor, Role::ProviderManager, Role::HealthPartner]
    }
}

async fn open(person: &Person, id: ListingId) -> Result<(ListingHead, Place), PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let head = person.office().storage.read().await.map_err(broken)?.lookup_head(id).await.map_err(broken)?;
    let head = head.filter(|head| head.area == context.area().id).ok_or_else(|| PageError::not_found(context))?;
    if !person.actor().may(Right::SeePeople, Subject { area: &head.area, organisation: Some(head.id) }) {
        return Err(PageError::forbidden(context));
    }
    let place = Place::Organisation { area: head.area.clone(), listing: head.id };
    Ok((head, place))
}

pub(crate) async fn get(person: Person, PathId(id): PathId<ListingId>, query: QueryPairs) -> Result<View, PageError> {
    let (head, place) = open(&person, id).await?;
    let (here, done) = (format!("/provide/people/{id}"), people::done(&query));
    people::page(&person, &here, &head.name, &place, roles(&head), &FormData::default(), Vec::new(), done).await
}

pub(crate) async fn post(person: Person, PathId(id): PathId<ListingId>, form: FormData) -> Result<View, PageError> {
    let (head, place) = open(&person, id).await?;
    let here = format!("/provide/people/{id}");
    people::invite_by_form(&person, &here, &head.name, &place, roles(&head), &form).await
}

pub(crate) async fn end_page(
    person: Person,
    PathId(id): PathId<ListingId>,
    query: QueryPairs,
) -> Result<View, PageError> {
    let (_, place) = open(&person, id).await?;
    people::end_page(&person, &format!("/provide/people/{id}"), &place, &query).await
}

pub(crate) async fn end(person: Person, PathId(id): PathId<ListingId>, form: FormData) -> Result<Response, PageError> {
    let (_, place) = open(&person, id).await?;
    let done = people::end(&person, &place, &form).await?;
    Ok(Redirect::to(&format!("/provide/people/{id}?done={done}")).into_response())
}
