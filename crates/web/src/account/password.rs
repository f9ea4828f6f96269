//! `/create-account`, `/forgotten-password`, `/choose-password/{key}`

use crate::error::PageError;
use crate::extract::{AreaContext, PathKey};
use crate::form_data::{FormData, problem};
use crate::search_params::Problem;
use crate::view::{Form, Input, Part, View, line};
use axum::http::StatusCode;
use local_offer_domain::accounts::person_name;
use local_offer_domain::values::EmailAddress;
use local_offer_operations::OperationError;
use local_offer_operations::accounts::{choose_password, register, request_reset, verify_email};

pub(crate) async fn register_page(context: AreaContext) -> View {
    register_form(&context, &FormData::default(), Vec::new())
}

fn register_form(context: &AreaContext, typed: &FormData, problems: Vec<Problem>) -> View {
    let form = Form::post("/create-account")
        .with(Input::line("name", "Your name", line::NAME, typed.one("name")).checked(&problems))
        .with(Input::line("email", "Email address", line::EMAIL, typed.one("email")).checked(&problems));
    View::new(context.layout("Create an account"))
        .back("Back", "/sign-in")
        .problems(problems)
        .text("With an account you can say that a listing is yours, and look after it with your colleagues.")
        .form(form.button("Send me the link"))
}

pub(crate) async fn register_post(context: AreaContext, form: FormData) -> Result<View, PageError> {
    let mut problems = Vec::new();
    if let Err(message) = person_name(form.one("name")) {
        problems.push(problem("name", message));
    }
    let email = EmailAddress::parse(form.one("email"));
    if let Err(error) = &email {
        problems.push(problem("email", error.to_string()));
    }
    match email {
        Ok(email) if problems.is_empty() => {
            match register(context.site.office(), context.area(), &email, form.one("name"), &context.network()).await {
                Ok(()) => Ok(sent(&context, &email)),
                Err(OperationError::Refused(message)) => {
                    Ok(register_form(&context, &form, vec![problem("email", message)]))
                }
                Err(error) => Err(PageError::of(&context, error)),
            }
        }
        _ => Ok(register_form(&context, &form, problems)),
    }
}

/// The same whether or not there is an account: who has one is nobody's business.
fn sent(context: &AreaContext, email: &EmailAddress) -> View {
    View::new(context.layout("Look at your email"))
        .text(format!("We have sent a message to {email}. Follow the link in it. It is good for a day."))
        .text("If nothing comes within some minutes, look among the unwanted messages, or check that the address is right.")
        .maybe(context.site.office().demo.then(|| {
            Part::Links(vec![("This is the demo: look at the messages".to_owned(), "/demo/outbox".to_owned())])
        }))
}

pub(crate) async fn forgotten_page(context: AreaContext) -> View {
    forgotten_form(&context, "", Vec::new())
}

fn forgotten_form(context: &AreaContext, email: &str, problems: Vec<Problem>) -> View {
    let input = Input::line("email", "Email address", line::EMAIL, email).checked(&problems);
    View::new(context.layout("Choose a new password"))
        .back("Back", "/sign-in")
        .problems(problems)
        .text("We send you a link. Your password stays as it is until you use it.")
        .form(Form::post("/forgotten-password").with(input).button("Send me the link"))
}

pub(crate) async fn forgotten_post(context: AreaContext, form: FormData) -> Result<View, PageError> {
    match EmailAddress::parse(form.one("email")) {
        Err(error) => Ok(forgotten_form(&context, form.one("email"), vec![problem("email", error.to_string())])),
        Ok(email) => match request_reset(context.site.office(), context.area(), &email, &context.network()).await {
            Ok(()) => Ok(sent(&context, &email)),
            Err(OperationError::Refused(message)) => {
                Ok(forgotten_form(&context, form.one("email"), vec![problem("email", message)]))
            }
            Err(error) => Err(PageError::of(&context, error)),
        },
    }
}

pub(crate) async fn choose_page(context: AreaContext, PathKey(key): PathKey) -> Result<View, PageError> {
    match verify_email(context.site.office(), &key).await.map_err(|error| PageError::of(&context, error))? {
        Some(_) => Ok(choose_form(&context, &key, Vec::new())),
        None => Ok(too_old(&context)),
    }
}

fn too_old(context: &AreaContext) -> View {
    View::new(context.layout("This link does not work any more"))
        .text("It has been used, or it is too old.")
        .part(Part::Links(vec![("Ask for a new one".to_owned(), "/forgotten-password".to_owned())]))
        .status(StatusCode::GONE)
}

fn choose_form(context: &AreaContext, key: &str, problems: Vec<Problem>) -> View {
    let input = Input::line("password", "Password", line::NEW_PASSWORD, "")
        .hint("At least 12 characters. Three words that do not belong together are easy to remember and hard to guess.")
        .checked(&problems);
    View::new(context.layout("Choose a password"))
        .problems(problems)
        .form(Form::post(format!("/choose-password/{key}")).with(input).button("Save"))
}

pub(crate) async fn choose_post(
    context: AreaContext,
    PathKey(key): PathKey,
    form: FormData,
) -> Result<View, PageError> {
    let network = context.network();
    let line = context.line(&network);
    match choose_password(context.site.office(), &key, form.raw("password"), &line).await {
        Ok(_) => Ok(View::new(context.layout("Your password is saved"))
            .text("Your email address is confirmed, and you are signed out everywhere else.")
            .part(Part::Links(vec![("Sign in".to_owned(), "/sign-in".to_owned())]))),
        Err(OperationError::Refused(message)) => Ok(choose_form(&context, &key, vec![problem("password", message)])),
        Err(OperationError::TooLate(_)) => Ok(too_old(&context)),
        Err(error) => Err(PageError::of(&context, error)),
    }
}
