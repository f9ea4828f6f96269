//! `/invitation/{key}`

use crate::error::PageError;
use crate::extract::{AreaContext, PathKey};
use crate::form_data::{FormData, problem};
use crate::search_params::Problem;
use crate::view::{Form, Input, Part, View, line};
use axum::http::StatusCode;
use local_offer_operations::OperationError;
use local_offer_operations::accounts::{Invitation, accept_invitation, look_at_invitation};

pub(crate) async fn get(context: AreaContext, PathKey(key): PathKey) -> Result<View, PageError> {
    let invitation = look_at_invitation(context.site.office(), &key).await;
    match invitation.map_err(|error| PageError::of(&context, error))? {
        Some(invitation) => Ok(form(&context, &key, &invitation, "", Vec::new())),
        None => Ok(too_old(&context)),
    }
}

fn too_old(context: &AreaContext) -> View {
    View::new(context.layout("This invitation does not work any more"))
        .text("It has been used, or it is too old. Ask whoever sent it for a new one.")
        .status(StatusCode::GONE)
}

fn form(context: &AreaContext, key: &str, invitation: &Invitation, name: &str, problems: Vec<Problem>) -> View {
    let role = invitation.role;
    let view = View::new(context.layout("You are invited"))
        .text(format!("You are invited as: {}. {}", role.words(), role.explained()))
        .text(format!("The invitation is for {}.", invitation.email));
    let mut accept = Form::post(format!("/invitation/{key}"));
    if !invitation.has_account {
        accept = accept.with(Input::line("name", "Your name", line::NAME, name).checked(&problems)).with(
            Input::line("password", "Choose a password", line::NEW_PASSWORD, "")
                .hint("At least 12 characters. Three words that do not belong together are easy to remember and hard to guess.")
                .checked(&problems),
        );
    }
    view.problems(problems).form(accept.button("Accept"))
}

pub(crate) async fn post(context: AreaContext, PathKey(key): PathKey, typed: FormData) -> Result<View, PageError> {
    let office = context.site.office();
    let network = context.network();
    let line = context.line(&network);
    match accept_invitation(office, &key, typed.one("name"), typed.raw("password"), &line).await {
        Ok(()) => Ok(View::new(context.layout("Welcome"))
            .text("You have accepted the invitation. Sign in to go on.")
            .part(Part::Links(vec![("Sign in".to_owned(), "/sign-in?to=/account".to_owned())]))),
        Err(OperationError::Refused(message)) => {
            let invitation = look_at_invitation(office, &key).await.map_err(|error| PageError::of(&context, error))?;
            let Some(invitation) = invitation else { return Ok(too_old(&context)) };
            let field = if message.contains("name") && !message.contains("password") { "name" } else { "password" };
            Ok(form(&context, &key, &invitation, typed.one("name"), vec![problem(field, message)]))
        }
        Err(OperationError::TooLate(_)) => Ok(too_old(&context)),
        Err(error) => Err(PageError::of(&context, error)),
    }
}
