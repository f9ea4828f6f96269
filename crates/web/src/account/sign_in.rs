//! `/sign-in`, `/sign-in/code`, `/sign-out`

use super::keep::{Kept, own_path, sign_in_form};
use crate::cookies;
use crate::error::PageError;
use crate::extract::{AreaContext, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Form, Input, View, line};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::values::EmailAddress;
use local_offer_operations::accounts::{Attempt, Browser, Granted, SignInRefusal, confirm_code, sign_in};

pub(crate) async fn get(context: AreaContext, query: QueryPairs) -> View {
    let to = query.0.iter().find(|(name, _)| name == "to").map_or("/account", |(_, value)| value);
    sign_in_form(&context, &Kept { to: own_path(to), form: String::new() }, "", Vec::new())
}

pub(crate) async fn post(context: AreaContext, headers: HeaderMap, form: FormData) -> Result<Response, PageError> {
    let kept = Kept::read(&form);
    let email = form.one("email");
    let again = |problems: Vec<Problem>| Ok(sign_in_form(&context, &kept, email, problems).into_response());
    let address = match EmailAddress::parse(email) {
        Ok(address) => address,
        Err(error) => return again(vec![problem("email", error.to_string())]),
    };
    let attempt = Attempt {
        email: &address,
        password: form.raw("password"),
        device: cookies::read(&headers, cookies::DEVICE, is_secure(&context)),
        network: &context.network(),
        browser: browser(&headers),
        session: cookies::read(&headers, cookies::SESSION, is_secure(&context)),
        is_private: context.is_private(),
    };
    match sign_in(context.site.office(), &attempt).await {
        Ok(granted) => Ok(let_in(&context, &kept, granted)),
        Err(SignInRefusal::Wrong) => {
            again(vec![problem("email", "The email address or the password is not right. Check both and try again")])
        }
        Err(SignInRefusal::Wait(minutes)) => again(vec![problem(
            "email",
            format!(
                "There were too many wrong passwords. Try again in {}, or choose a new password by a link to your email address",
                crate::words::count(minutes.unsigned_abs().max(1), "minute", "minutes")
            ),
        )]),
        Err(SignInRefusal::InClear) => again(vec![problem(
            "email",
            "This connection is not secure, so people who work for the council cannot sign in here. Open this page by https. Then \
             change your password, because it was sent in clear",
        )]),
        Err(SignInRefusal::Unverified) => again(vec![problem(
            "email",
            "You have not confirmed your email address yet. Follow the link that we sent you, or ask for a new password to get another",
        )]),
        Err(SignInRefusal::Broken(error)) => Err(PageError::of(&context, error)),
    }
}

pub(crate) async fn code(context: AreaContext, query: QueryPairs) -> View {
    let to = query.0.iter().find(|(name, _)| name == "to").map_or("/account", |(_, value)| value);
    code_form(&context, &Kept { to: own_path(to), form: String::new() }, Vec::new())
}

fn code_form(context: &AreaContext, kept: &Kept, problems: Vec<Problem>) -> View {
    let input =
        Input::line("code", "Code", line::CODE, "").hint("Six digits from your authenticator app.").checked(&problems);
    View::new(context.layout("Enter your code"))
        .back("Back", "/sign-in")
        .problems(problems)
        .form(kept.fields(Form::post("/sign-in/code").with(input)).button("Carry on"))
        .part(crate::view::Part::Details(
            "I do not have my phone".to_owned(),
            vec!["Ask a colleague who can invite people to reset your second factor. You set up a new one when you sign in.".to_owned()],
        ))
}

pub(crate) async fn check_code(
    context: AreaContext,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, PageError> {
    let kept = Kept::read(&form);
    let Some(step) = cookies::read(&headers, cookies::STEP, is_secure(&context)) else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let browser = Browser {
        device: cookies::read(&headers, cookies::DEVICE, is_secure(&context)),
        name: browser(&headers),
        session: cookies::read(&headers, cookies::SESSION, is_secure(&context)),
    };
    match confirm_code(context.site.office(), step, form.one("code"), &browser).await {
        Ok(granted) => Ok(let_in(&context, &kept, granted)),
        Err(SignInRefusal::Wrong | SignInRefusal::Unverified | SignInRefusal::InClear) => {
            let message = "That code is not right. Wait for the next one, and type what your app shows then";
            Ok(code_form(&context, &kept, vec![problem("code", message)]).into_response())
        }
        Err(SignInRefusal::Wait(0)) => {
            let message = "That took too long. Start again with your password";
            Ok(sign_in_form(&context, &kept, "", vec![problem("email", message)]).into_response())
        }
        Err(SignInRefusal::Wait(minutes)) => {
            let message = format!(
                "There were too many wrong codes. Try again in {}",
                crate::words::count(minutes.unsigned_abs(), "minute", "minutes")
            );
            Ok(code_form(&context, &kept, vec![problem("code", message)]).into_response())
        }
        Err(SignInRefusal::Broken(error)) => Err(PageError::of(&context, error)),
    }
}

/// The cookies of somebody who is let in, and where they go on.
fn let_in(context: &AreaContext, kept: &Kept, granted: Granted) -> Response {
    let secure = is_secure(context);
    let mut set: Vec<(HeaderName, HeaderValue)> = Vec::new();
    let mut response = match granted {
        Granted::CodeNeeded(step) => {
            set.push(cookies::set(cookies::STEP, &step, secure, None));
            code_form(context, kept, Vec::new()).into_response()
        }
        Granted::Session { session, device } => {
            set.push(cookies::set(cookies::SESSION, &session, secure, None));
            set.push(cookies::set(cookies::DEVICE, &device, secure, Some(365)));
            set.push(cookies::clear(cookies::STEP, secure));
            if kept.form.is_empty() {
                Redirect::to(&own_path(&kept.to)).into_response()
            } else {
                kept.carry_on(context).into_response()
            }
        }
    };
    for (name, value) in set {
        response.headers_mut().append(name, value);
    }
    response
}

pub(crate) async fn sign_out_page(person: Person) -> View {
    View::new(person.layout("Sign out"))
        .back("Your account", "/account")
        .form(Form::post("/sign-out").button("Sign out"))
}

pub(crate) async fn sign_out(person: Person) -> Result<Response, PageError> {
    let office = person.office();
    local_offer_operations::accounts::sign_out(office, &person.signed)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    let mut response = Redirect::to("/").into_response();
    let (name, value) = cookies::clear(cookies::SESSION, is_secure(&person.context));
    response.headers_mut().append(name, value);
    Ok(response)
}

pub(crate) fn is_secure(context: &AreaContext) -> bool {
    context.site.office().links.is_secure()
}

fn browser(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("A browser that does not say what it is")
}
