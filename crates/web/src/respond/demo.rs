//! `/demo/outbox` and `/demo/people`: what only the demo shows.

use crate::cookies;
use crate::error::PageError;
use crate::extract::AreaContext;
use crate::form_data::FormData;
use crate::view::{Cell, Form, Part, Table, View};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_operations::accounts::{demo_people, demo_sign_in};
use local_offer_operations::england;

pub(crate) async fn outbox(context: AreaContext) -> Result<View, PageError> {
    let storage = &context.site.office().storage;
    let broken = |error: local_offer_storage::StorageError| PageError::of(&context, error.into());
    let mut tx = storage.read().await.map_err(broken)?;
    let messages = tx.list_messages(&context.area().id, None, 50).await.map_err(broken)?;
    let mut view = View::new(context.layout("Messages of the demo"))
        .text("In the demo nothing is sent. Here is what would have been, newest first.");
    if messages.is_empty() {
        view = view.text("There is nothing yet.");
    }
    for message in messages {
        let new = message.new;
        view = view
            .heading(new.subject)
            .text(format!(
                "To {}, {} ({})",
                new.to,
                words::date(england(message.queued_at)),
                message.state.words().to_lowercase()
            ))
            .part(Part::Inset(vec![new.body.clone()]));
        let links = own_links(&new.body, &context);
        if !links.is_empty() {
            view = view.part(Part::Links(links));
        }
    }
    Ok(view)
}

/// The links of a message that lead to this site, as paths.
fn own_links(body: &str, context: &AreaContext) -> Vec<(String, String)> {
    let start = context.site.office().links.to(context.area(), "/");
    body.split_whitespace()
        .filter_map(|word| word.strip_prefix(start.as_str()))
        .map(|path| (format!("Open /{}", path.chars().take(30).collect::<String>()), format!("/{path}")))
        .collect()
}

pub(crate) async fn people(context: AreaContext) -> Result<View, PageError> {
    let people =
        demo_people(context.site.office(), context.area()).await.map_err(|error| PageError::of(&context, error))?;
    let mut view = View::new(context.layout("People of the demo"))
        .text("Sign in as one of them, without a password. Only the demo has this page.");
    let mut rows = Vec::new();
    for (account, name, role) in people {
        rows.push(vec![Cell::text(name.clone()), Cell::text(role.words()).with_small(role.explained())]);
        let form = Form::post("/demo/people").hidden("account", account.to_string());
        view = view.form(form.second(&format!("Sign in as {name} ({})", role.words().to_lowercase()), None));
    }
    let table = Table {
        caption: "Who they are".to_owned(),
        head: vec!["Name", "What they may do"],
        rows,
        empty: String::new(),
    };
    Ok(view.part(Part::Table(table)))
}

pub(crate) async fn sign_in(context: AreaContext, form: FormData) -> Result<Response, PageError> {
    let office = context.site.office();
    let account = form.one("account").parse().map_err(|_| PageError::not_found(&context))?;
    let (session, is_staff) = demo_sign_in(office, account).await.map_err(|error| PageError::of(&context, error))?;
    let mut response = Redirect::to(if is_staff { "/manage" } else { "/provide" }).into_response();
    let (name, value) = cookies::set(cookies::SESSION, &session, office.links.is_secure(), None);
    response.headers_mut().append(name, value);
    Ok(response)
}
