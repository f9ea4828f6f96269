//! `/manage/listings/{id}/past`: taking answers of a listing out of its past.

use super::listing::open;
use crate::error::PageError;
use crate::extract::PathId;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Choice, Form, Input, Look, View, choices};
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::editing::asked_of;
use local_offer_domain::values::ListingId;
use local_offer_operations::OperationError;
use local_offer_operations::listings::redact_past;
use local_offer_storage::ListingHead;

/// The name of the button, which a test presses.
const BUTTON: &str = "Take it out of the past";

pub(crate) async fn get(person: Person, PathId(id): PathId<ListingId>) -> Result<View, PageError> {
    let (head, _) = open(&person, id).await?;
    Ok(page(&person, &head, &FormData::default(), Vec::new()))
}

fn page(person: &Person, head: &ListingHead, typed: &FormData, problems: Vec<Problem>) -> View {
    let questions = asked_of(head.kind).into_iter().map(|(id, label)| (id.to_owned(), label.to_owned()));
    let everything = Choice {
        value: "yes".to_owned(),
        label: "Everything it said: no past day shows it at all".to_owned(),
        chosen: typed.has("everything"),
    };
    let form = Form::post(format!("/manage/listings/{}/past", head.id))
        .with(Input::new("everything", "How much", Look::Checks(vec![everything])).checked(&problems))
        .with(
            Input::new("questions", "Or only these answers", Look::Checks(choices(questions, &typed.all("questions"))))
                .hint("On past days they are shown as they are today.")
                .checked(&problems),
        )
        .with(
            Input::long("reason", "Reason", 2_000, typed.one("reason"))
                .hint("Only staff see it. Do not write down again what is to be forgotten.")
                .checked(&problems),
        );
    View::new(person.layout("Take it out of the past"))
        .back("The listing", format!("/manage/listings/{}", head.id))
        .caption(head.name.clone())
        .text("Anybody can look at this listing as it was on a past day. What you choose here is not shown of any day before now, and not in its history here either. That cannot be undone, and it is written into the audit log. What it says today does not change.")
        .problems(problems)
        .form(form.danger(BUTTON))
}

pub(crate) async fn post(person: Person, PathId(id): PathId<ListingId>, form: FormData) -> Result<Response, PageError> {
    let (head, _) = open(&person, id).await?;
    let questions = form.all("questions");
    if questions.is_empty() && !form.has("everything") {
        let problems = vec![problem("everything", "Choose what to take out")];
        return Ok(page(&person, &head, &form, problems).into_response());
    }
    let questions = if form.has("everything") { Vec::new() } else { questions };
    let area = &person.context.area().id;
    match redact_past(person.office(), person.actor(), area, id, &questions, form.one("reason")).await {
        Ok(()) => Ok(Redirect::to(&format!("/manage/listings/{id}?done=1")).into_response()),
        Err(OperationError::Refused(message)) => {
            Ok(page(&person, &head, &form, vec![problem("reason", message)]).into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
