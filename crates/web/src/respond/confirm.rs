//! `/confirm/{key}`: what the link of a reminder opens. Opening it changes nothing.

use crate::error::PageError;
use crate::extract::{AreaContext, PathKey, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::view::{Choice, Form, Input, Look, Part, View};
use crate::words;
use axum::http::StatusCode;
use local_offer_operations::OperationError;
use local_offer_operations::listings::{Reminder, close_by_link, confirm_by_link, look_at_reminder};
use local_offer_storage::ListingState;

pub(crate) async fn get(context: AreaContext, PathKey(key): PathKey, query: QueryPairs) -> Result<View, PageError> {
    let answer = query.0.iter().find(|(name, _)| name == "answer").map_or("right", |(_, value)| value);
    match look_at_reminder(context.site.office(), context.area(), &key)
        .await
        .map_err(|error| PageError::of(&context, error))?
    {
        Some(reminder) => Ok(form(&context, &key, &reminder, answer, false)),
        None => Ok(too_old(&context)),
    }
}

fn too_old(context: &AreaContext) -> View {
    View::new(context.layout("This link does not work any more"))
        .text("A newer message may have a link that does. You can also sign in.")
        .part(Part::Links(vec![("Sign in".to_owned(), "/sign-in?to=/provide".to_owned())]))
        .status(StatusCode::GONE)
}

fn form(context: &AreaContext, key: &str, reminder: &Reminder, answer: &str, nothing_chosen: bool) -> View {
    let head = &reminder.head;
    let choice =
        |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), chosen: answer == value };
    let choices = vec![
        choice("right", "It is still right"),
        choice("change", "I want to change it"),
        choice("closed", "It has closed"),
    ];
    let problems = if nothing_chosen { vec![problem("answer", "Choose one of the three")] } else { Vec::new() };
    let input = Input::new("answer", "What do you want to tell us?", Look::Radios(choices)).checked(&problems);
    let checked = match head.assurance {
        Some(check) => format!("It was last checked on {}.", words::date(check.checked_on)),
        None => "We have not been told when it was last checked.".to_owned(),
    };
    let mut view = View::new(context.layout(format!("Is {} still right?", head.name))).problems(problems).text(checked);
    if head.state == ListingState::Live {
        let path = crate::entry::path_of(head.kind, &head.slug);
        view = view.part(Part::Links(vec![("Look at the page as families see it".to_owned(), path)]));
    } else {
        view = view
            .part(Part::Inset(vec![format!("It is not shown at the moment: {}.", head.state.words().to_lowercase())]));
    }
    view.form(Form::post(format!("/confirm/{key}")).with(input).button("Carry on"))
}

pub(crate) async fn post(context: AreaContext, PathKey(key): PathKey, typed: FormData) -> Result<View, PageError> {
    let office = context.site.office();
    let area = context.area();
    let done = match typed.one("answer") {
        "right" => confirm_by_link(office, area, &key).await.map(|head| {
            View::new(context.layout("Thank you")).part(Part::Panel(
                "Thank you".to_owned(),
                format!("Families see that {} was checked today.", head.name),
            ))
        }),
        "closed" => close_by_link(office, area, &key).await.map(|head| {
            View::new(context.layout("Thank you for telling us"))
                .text(format!("{} is no longer listed. Whoever opens its page is told that it has closed.", head.name))
                .text("If that was a mistake, tell us, and we list it again.")
        }),
        "change" => {
            return Ok(View::new(context.layout("Change your listing"))
                .text("Sign in to change it. If you have no account yet, create one and say that the listing is yours.")
                .part(Part::Links(vec![
                    ("Sign in".to_owned(), "/sign-in?to=/provide".to_owned()),
                    ("Create an account".to_owned(), "/create-account".to_owned()),
                ]))
                .text(format!("Or tell {}: {} {}", area.contact.name, area.contact.phone, area.contact.email)));
        }
        _ => match look_at_reminder(office, area, &key).await {
            Ok(Some(reminder)) => return Ok(form(&context, &key, &reminder, "", true)),
            Ok(None) => return Ok(too_old(&context)),
            Err(error) => Err(error),
        },
    };
    match done {
        Ok(view) => Ok(view),
        Err(OperationError::NotThere) => Ok(too_old(&context)),
        Err(error) => Err(PageError::of(&context, error)),
    }
}
