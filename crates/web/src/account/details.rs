//! `/account/name`, `/account/password`, `/account/email` and the link to a new address: changing what is one's own.

use crate::error::PageError;
use crate::extract::{AreaContext, PathKey};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Form, Input, Part, View, line};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::values::EmailAddress;
use local_offer_operations::OperationError;
use local_offer_operations::accounts::{
    change_password, close_account, confirm_email, look_at_new_email, rename_account, request_email,
};

pub(crate) async fn name_page(person: Person) -> View {
    name_form(&person, &person.signed.account.name, Vec::new())
}

fn name_form(person: &Person, name: &str, problems: Vec<Problem>) -> View {
    let input = Input::line("name", "Your name", line::NAME, name).checked(&problems);
    View::new(person.layout("Change your name"))
        .back("Your account", "/account")
        .problems(problems)
        .text("People who work with you see it.")
        .form(Form::post("/account/name").with(input).button("Save"))
}

pub(crate) async fn name_post(person: Person, form: FormData) -> Result<Response, PageError> {
    match rename_account(person.office(), &person.signed.account, form.one("name")).await {
        Ok(()) => Ok(Redirect::to("/account?done=name").into_response()),
        Err(OperationError::Refused(message)) => {
            Ok(name_form(&person, form.one("name"), vec![problem("name", message)]).into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

pub(crate) async fn password_page(person: Person) -> View {
    password_form(&person, Vec::new())
}

fn password_form(person: &Person, problems: Vec<Problem>) -> View {
    View::new(person.layout("Change your password"))
        .back("Your account", "/account")
        .text("You are signed out everywhere else, and we tell you by email that it was changed.")
        .form(
            Form::post("/account/password")
                .with(Input::line("present", "Password that you have now", line::PASSWORD, "").checked(&problems))
                .with(
                    Input::line("password", "New password", line::NEW_PASSWORD, "")
                        .hint("At least 12 characters. Three words that do not belong together are easy to remember and hard to guess.")
                        .checked(&problems),
                )
                .button("Save"),
        )
        .problems(problems)
        .part(Part::Links(vec![("I have forgotten it".to_owned(), "/forgotten-password".to_owned())]))
}

pub(crate) async fn password_post(person: Person, form: FormData) -> Result<Response, PageError> {
    let (account, session) = (&person.signed.account, &person.signed.session);
    match change_password(person.office(), account, session, form.raw("present"), form.raw("password")).await {
        Ok(()) => Ok(Redirect::to("/account?done=password").into_response()),
        Err(OperationError::Refused(message)) => {
            let field = if about_present(&message) { "present" } else { "password" };
            Ok(password_form(&person, vec![problem(field, message)]).into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

/// Whether a refusal is about the password that somebody has now.
fn about_present(message: &str) -> bool {
    message.contains("present password") || message.contains("too many wrong")
}

pub(crate) async fn close_page(person: Person) -> View {
    close_form(&person, Vec::new())
}

fn close_form(person: &Person, problems: Vec<Problem>) -> View {
    let input = Input::line("present", "Your password", line::PASSWORD, "").checked(&problems);
    View::new(person.layout("Close your account?"))
        .back("Your account", "/account")
        .problems(problems)
        .text("You cannot sign in any more, and nothing is left for you to look after. Your email address is taken off it; messages that were sent to it name it for another 90 days.")
        .text("What is published stays published. Your name stays beside what you changed or decided, because the record has to say who did it. It cannot be undone.")
        .form(Form::post("/account/close").with(input).danger("Close my account"))
}

pub(crate) async fn close_post(person: Person, form: FormData) -> Result<Response, PageError> {
    match close_account(person.office(), &person.signed.account, form.raw("present")).await {
        Ok(()) => Ok(View::new(person.context.layout("Your account is closed"))
            .text("We have told you so by email, one last time.")
            .into_response()),
        Err(OperationError::Refused(message)) => {
            Ok(close_form(&person, vec![problem("present", message)]).into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

pub(crate) async fn email_page(person: Person) -> View {
    email_form(&person, "", Vec::new())
}

fn email_form(person: &Person, email: &str, problems: Vec<Problem>) -> View {
    View::new(person.layout("Change your email address"))
        .back("Your account", "/account")
        .text(format!(
            "You sign in with {} now. We send a link to the new address; until you follow it, nothing changes.",
            person.signed.account.email
        ))
        .form(
            Form::post("/account/email")
                .with(Input::line("email", "New email address", line::EMAIL, email).checked(&problems))
                .with(Input::line("present", "Your password", line::PASSWORD, "").checked(&problems))
                .button("Send me the link"),
        )
        .problems(problems)
}

pub(crate) async fn email_post(person: Person, form: FormData) -> Result<Response, PageError> {
    let typed = form.one("email");
    let email = match EmailAddress::parse(typed) {
        Ok(email) => email,
        Err(error) => return Ok(email_form(&person, typed, vec![problem("email", error.to_string())]).into_response()),
    };
    let (account, context) = (&person.signed.account, &person.context);
    let asked =
        request_email(person.office(), context.area(), account, form.raw("present"), &email, &context.network()).await;
    match asked {
        Ok(()) => Ok(View::new(person.layout("Check your email"))
            .back("Your account", "/account")
            .text(format!("We have sent a message to {email}. Follow the link in it within a day."))
            .into_response()),
        Err(OperationError::Refused(message)) => {
            let field = if about_present(&message) { "present" } else { "email" };
            Ok(email_form(&person, typed, vec![problem(field, message)]).into_response())
        }
        Err(error) => Err(PageError::of(context, error)),
    }
}

fn too_old(context: &AreaContext) -> View {
    View::new(context.layout("This link does not work any more"))
        .text("It has been used, or it is too old.")
        .part(Part::Links(vec![("Ask for a new one".to_owned(), "/account/email".to_owned())]))
        .status(StatusCode::GONE)
}

/// Mail programs open links by themselves, so looking changes nothing.
pub(crate) async fn new_email_page(context: AreaContext, PathKey(key): PathKey) -> Result<View, PageError> {
    let email = look_at_new_email(context.site.office(), &key).await;
    let Some(email) = email.map_err(|error| PageError::of(&context, error))? else { return Ok(too_old(&context)) };
    Ok(View::new(context.layout("Use this email address?"))
        .text(format!("From now on you sign in with {email}, and messages go there."))
        .form(Form::post(format!("/new-email/{key}")).button("Use it")))
}

pub(crate) async fn new_email_post(context: AreaContext, PathKey(key): PathKey) -> Result<View, PageError> {
    match confirm_email(context.site.office(), &key).await {
        Ok(()) => Ok(View::new(context.layout("Your email address is changed"))
            .text("We have told the old address too.")
            .part(Part::Links(vec![("Your account".to_owned(), "/account".to_owned())]))),
        Err(OperationError::TooLate(_)) => Ok(too_old(&context)),
        Err(error) => Err(PageError::of(&context, error)),
    }
}
