//! `/provide/locations`: a place that several services share is changed once.

use crate::error::PageError;
use crate::extract::PathKey;
use crate::form_data::FormData;
use crate::person::Person;
use crate::questions;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, Table, View};
use local_offer_domain::Content;
use local_offer_domain::directory::ServiceAtLocation;
use local_offer_domain::editing::{PLACE, Question};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{ListingId, Postcode};
use local_offer_operations::OperationError;
use local_offer_operations::listings::{Draft, look_at_draft, save_drafts};
use local_offer_storage::ListingFilter;
use std::collections::BTreeMap;

/// The questions about a place that are the same for every service there: not its times.
fn shared() -> Vec<&'static Question<ServiceAtLocation>> {
    PLACE.iter().filter(|question| question.id != "place-times").collect()
}

/// The drafts of every service somebody looks after, with the places in them.
async fn services(person: &Person) -> Result<Vec<Draft>, PageError> {
    let broken = |error: OperationError| PageError::of(&person.context, error);
    let filter = ListingFilter {
        areas: vec![person.context.area().id.clone()],
        owners: person.organisations(),
        kind: Some(Kind::Service),
        ..ListingFilter::default()
    };
    if filter.owners.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = person.office().storage.read().await.map_err(|error| broken(error.into()))?;
    let heads = tx.list_heads(&filter, 1_000).await.map_err(|error| broken(error.into()))?;
    drop(tx);
    let mut drafts = Vec::new();
    for head in heads {
        drafts.push(look_at_draft(person.office(), person.actor(), head.id).await.map_err(broken)?);
    }
    Ok(drafts)
}

fn places(draft: &Draft) -> &[ServiceAtLocation] {
    match &draft.content {
        Content::Service(service) => &service.places,
        _ => &[],
    }
}

fn key(postcode: &Postcode) -> String {
    postcode.to_string().replace(' ', "-")
}

pub(crate) async fn get(person: Person) -> Result<View, PageError> {
    let mut by_postcode: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for draft in &services(&person).await? {
        for place in places(draft) {
            let Some(postcode) = &place.location.postcode else { continue };
            let name = place.location.name.clone().unwrap_or_else(|| postcode.to_string());
            by_postcode.entry(key(postcode)).or_insert((name, 0)).1 += 1;
        }
    }
    let rows = by_postcode.into_iter().map(|(postcode, (name, services))| {
        vec![
            Cell::link(name, format!("/provide/locations/{postcode}")).with_small(postcode.replace('-', " ")),
            Cell::text(services.to_string()),
        ]
    });
    Ok(View::new(person.layout("Places")).back("My listings", "/provide").part(Part::Table(Table {
        caption: "Places of your services".to_owned(),
        head: vec!["Place", "Services there"],
        rows: rows.collect(),
        empty: "Your services have no places yet.".to_owned(),
    })))
}

/// The services at a postcode.
fn at(drafts: Vec<Draft>, postcode: &str) -> Vec<Draft> {
    let is_here =
        |place: &ServiceAtLocation| place.location.postcode.as_ref().is_some_and(|known| key(known) == postcode);
    drafts.into_iter().filter(|draft| places(draft).iter().any(is_here)).collect()
}

pub(crate) async fn one(person: Person, PathKey(postcode): PathKey) -> Result<View, PageError> {
    let here = at(services(&person).await?, &postcode);
    page(&person, &postcode, &here, None, Vec::new())
}

fn page(
    person: &Person,
    postcode: &str,
    here: &[Draft],
    typed: Option<&FormData>,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let vocabulary = person.context.catalogue.vocabulary();
    let is_here =
        |place: &&ServiceAtLocation| place.location.postcode.as_ref().is_some_and(|known| key(known) == postcode);
    let first = here.iter().find_map(|draft| places(draft).iter().find(is_here));
    let first = first.ok_or_else(|| PageError::not_found(&person.context))?;
    let choices = here.iter().map(|draft| {
        let waits = draft.state().is_some_and(|state| !state.is_with_author());
        let label = if waits {
            format!("{} (waits for a decision, so it cannot be changed now)", draft.content.name())
        } else {
            draft.content.name().to_owned()
        };
        Choice { value: draft.head.id.to_string(), label, chosen: !waits }
    });
    let form = Form::post(format!("/provide/locations/{postcode}"))
        .all(questions::inputs(&shared(), first, typed, &problems, &[], vocabulary))
        .with(
            Input::new("service", "Change it for these services", Look::Checks(choices.collect())).checked(&problems),
        );
    Ok(View::new(person.layout(first.location.name.clone().unwrap_or_else(|| postcode.to_owned())))
        .back("Places", "/provide/locations")
        .problems(problems)
        .text("The change goes into a draft of each service. Check and send each of them afterwards.")
        .form(form.button("Change them together")))
}

pub(crate) async fn save(person: Person, PathKey(postcode): PathKey, form: FormData) -> Result<View, PageError> {
    let vocabulary = person.context.catalogue.vocabulary();
    let here = at(services(&person).await?, &postcode);
    let chosen: Vec<ListingId> = form.all("service").iter().filter_map(|id| id.parse().ok()).collect();
    let mut changed = Vec::new();
    for draft in here.iter().filter(|draft| chosen.contains(&draft.head.id)) {
        if draft.state().is_some_and(|state| !state.is_with_author()) {
            continue;
        }
        let mut content = draft.content.clone();
        let Content::Service(service) = &mut content else { continue };
        for place in &mut service.places {
            if place.location.postcode.as_ref().is_some_and(|known| key(known) == postcode) {
                let problems = questions::write(&shared(), place, &form, vocabulary);
                if !problems.is_empty() {
                    return page(&person, &postcode, &here, Some(&form), problems);
                }
            }
        }
        changed.push((draft.head.id, draft.content.clone(), content));
    }
    if changed.is_empty() {
        let problems = vec![crate::form_data::problem("service", "Choose at least one service")];
        return page(&person, &postcode, &here, Some(&form), problems);
    }
    save_drafts(person.office(), person.actor(), &changed)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    let links = changed
        .iter()
        .map(|(id, was, _)| (format!("Check and send {}", was.name()), format!("/provide/listings/{id}/check")));
    Ok(View::new(person.layout("Changed together"))
        .text("The change stands in a draft of each service.")
        .part(Part::Links(links.collect())))
}
