//! `/manage/mail`: which messages were sent, and which were not.

use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::paged::Paged;
use crate::person::Person;
use crate::view::{Cell, Form, Part, Table, View};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::Right;
use local_offer_domain::values::MessageId;
use local_offer_operations::england;
use local_offer_operations::mail::send_again;
use local_offer_storage::MessageState;

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let messages = person
        .office()
        .storage
        .read()
        .await
        .map_err(broken)?
        .list_messages(&context.area().id, None, 5_000)
        .await
        .map_err(broken)?;
    let page = Paged::of(messages, &query);
    let messages = &page.items;
    let rows = messages.iter().map(|message| {
        let colour = match message.state {
            MessageState::Sent => "green",
            MessageState::Failed | MessageState::Unsure => "red",
            MessageState::Queued | MessageState::Sending => "blue",
        };
        vec![
            Cell::text(message.new.subject.clone()).with_small(message.new.to.to_string()),
            Cell::text(words::date(england(message.queued_at))),
            Cell::tag(message.state.words(), colour).with_small(message.problem.clone().unwrap_or_default()),
        ]
    });
    let table = Table {
        caption: format!("{}, newest first", page.caption("message", "messages")),
        head: vec!["About, and to whom", "Since", "State"],
        rows: rows.collect(),
        empty: "None yet.".to_owned(),
    };
    let mut view =
        View::new(person.layout("Messages")).wide().part(Part::Table(table)).part(page.links("/manage/mail", &query));
    if person.may(Right::WorkQueue) {
        for message in
            messages.iter().filter(|message| matches!(message.state, MessageState::Failed | MessageState::Unsure))
        {
            let form = Form::post(format!("/manage/mail/{}/again", message.id));
            view =
                view.form(form.second(&format!("Send again: {} (to {})", message.new.subject, message.new.to), None));
        }
    }
    Ok(view)
}

pub(crate) async fn again(person: Person, PathId(id): PathId<MessageId>) -> Result<Response, PageError> {
    send_again(person.office(), person.actor(), id).await.map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/manage/mail").into_response())
}
