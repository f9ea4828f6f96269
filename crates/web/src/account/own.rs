//! `/account`: what somebody may do, where they are signed in, their second factor.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Form, Input, Part, Table, View, line};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::{Membership, Place};
use local_offer_domain::values::MembershipId;
use local_offer_operations::accounts::{
    Enrolment, Proof, begin_enrolment, end_membership, end_other_sessions, end_own_session, finish_enrolment,
    list_sessions, resume_enrolment,
};
use local_offer_operations::{OperationError, england};

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error| PageError::of(context, error);
    let sessions = list_sessions(person.office(), &person.signed).await.map_err(broken)?;
    let rows = sessions.iter().map(|session| {
        let now = if session.id == person.signed.session { "This one" } else { "" };
        vec![
            Cell::text(short(&session.browser)).with_small(now),
            Cell::text(words::date(england(session.created_at))),
            Cell::text(words::date(england(session.seen_at))),
        ]
    });
    let elsewhere: Vec<Form> = sessions
        .iter()
        .filter(|session| session.id != person.signed.session)
        .map(|session| {
            let label =
                format!("Sign out of {}, last used {}", short(&session.browser), words::date(england(session.seen_at)));
            Form::post("/account/end-session").hidden("session", session.id.clone()).second(&label, None)
        })
        .collect();
    let sessions = Table {
        caption: "Where you are signed in".to_owned(),
        head: vec!["Browser", "Signed in", "Last used"],
        rows: rows.collect(),
        empty: String::new(),
    };
    let mut places = Vec::new();
    let mut tx = person.office().storage.read().await.map_err(|error| broken(error.into()))?;
    for membership in &person.actor().memberships {
        let name = match &membership.place {
            Place::Deployment => "every area".to_owned(),
            Place::Area(area) => {
                context.catalogue.area(area).map_or_else(|| area.to_string(), |known| known.area().title.clone())
            }
            Place::Organisation { listing, .. } => tx
                .lookup_head(*listing)
                .await
                .map_err(|error| broken(error.into()))?
                .map_or_else(String::new, |head| head.name),
        };
        places.push((membership.id, format!("{}: {name}", membership.role.words())));
    }
    let done = query.0.iter().find(|(name, _)| name == "done").map(|(_, value)| match value.as_str() {
        "second-factor" => "Your second factor is set up",
        "left" => "You have left",
        "session" => "You are signed out there",
        "name" => "Your name is changed",
        "password" => "Your password is changed",
        _ => "You are signed out everywhere else",
    });
    let mut view = View::new(person.layout("Your account"))
        .done(done.map(str::to_owned))
        .caption(person.signed.account.email.to_string())
        .titled(person.signed.account.name.clone())
        .heading("What you look after");
    if places.is_empty() {
        view = view
            .text("Nothing yet. Open the page of your listing and say that it is yours, or ask to be listed.")
            .part(Part::Links(vec![
                ("Find your listing".to_owned(), "/find".to_owned()),
                ("Ask to be listed".to_owned(), "/apply".to_owned()),
            ]));
    }
    for (id, label) in places {
        view = view
            .text(label.clone())
            .part(Part::Links(vec![(format!("Leave {label}"), format!("/account/leave?membership={id}"))]));
    }
    let factor = if person.signed.account.has_second_factor { "It is set up." } else { "It is not set up." };
    let view = view
        .heading("Your details")
        .part(Part::Links(vec![
            ("Change your name".to_owned(), "/account/name".to_owned()),
            ("Change your email address".to_owned(), "/account/email".to_owned()),
            ("Change your password".to_owned(), "/account/password".to_owned()),
            ("Close your account".to_owned(), "/account/close".to_owned()),
        ]))
        .heading("Second factor")
        .text(format!("A code from an app on your phone, besides your password. {factor}"))
        .part(Part::Links(vec![("Set it up".to_owned(), "/account/second-factor".to_owned())]))
        .part(Part::Table(sessions));
    Ok(elsewhere
        .into_iter()
        .fold(view, View::form)
        .form(Form::post("/account/sign-out-everywhere").second("Sign out everywhere else", None))
        .form(Form::post("/sign-out").second("Sign out", None)))
}

/// What a browser calls itself, short enough to recognise.
fn short(browser: &str) -> String {
    let kind = ["Firefox", "Edg", "OPR", "Chrome", "Safari"].into_iter().find(|kind| browser.contains(kind));
    let on = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].into_iter().find(|on| browser.contains(on));
    match (kind, on) {
        (Some(kind), Some(on)) => format!("{} on {on}", kind.replace("Edg", "Edge").replace("OPR", "Opera")),
        _ => browser.chars().take(60).collect(),
    }
}

pub(crate) async fn sign_out_everywhere(person: Person) -> Result<Response, PageError> {
    end_other_sessions(person.office(), &person.signed).await.map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/account?done=everywhere").into_response())
}

pub(crate) async fn end_session(person: Person, form: FormData) -> Result<Response, PageError> {
    match end_own_session(person.office(), &person.signed, form.one("session")).await {
        // It has ended meanwhile, which is what was asked for.
        Ok(()) | Err(OperationError::NotThere) => Ok(Redirect::to("/account?done=session").into_response()),
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

/// The membership that is named, if it is their own: others are let go on the page of the people.
fn own_membership<'a>(person: &'a Person, named: &str) -> Result<&'a Membership, PageError> {
    let id: MembershipId = named.parse().map_err(|_| PageError::not_found(&person.context))?;
    let own = person.actor().memberships.iter().find(|held| held.id == id);
    own.ok_or_else(|| PageError::forbidden(&person.context))
}

pub(crate) async fn leave_page(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let named = query.0.iter().find(|(name, _)| name == "membership").map_or("", |(_, value)| value.as_str());
    let held = own_membership(&person, named)?;
    let form = Form::post("/account/leave").hidden("membership", held.id.to_string());
    Ok(View::new(person.layout("Do you want to leave?"))
        .back("Your account", "/account")
        .text(format!(
            "You are: {}. When you leave, you cannot come back by yourself: somebody has to invite you again.",
            held.role.words()
        ))
        .form(form.danger("Leave")))
}

pub(crate) async fn leave(person: Person, form: FormData) -> Result<Response, PageError> {
    let id = own_membership(&person, form.one("membership"))?.id;
    end_membership(person.office(), person.actor(), id).await.map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/account?done=left").into_response())
}

pub(crate) async fn second_factor(person: Person) -> Result<View, PageError> {
    let enrolment = begin_enrolment(person.office(), &person.signed.account, &person.context.area().title)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(factor_form(&person, &enrolment, Vec::new()))
}

fn factor_form(person: &Person, enrolment: &Enrolment, problems: Vec<Problem>) -> View {
    let spaced: Vec<String> =
        enrolment.secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let mut form = Form::post("/account/second-factor")
        .hidden("offer", enrolment.key.clone())
        .with(Input::line("code", "Code that the app shows now", line::CODE, "").checked(&problems));
    if person.signed.account.has_second_factor {
        form = form
            .with(Input::line("old", "Code of the second factor that you have now", line::CODE, "").checked(&problems));
    }
    if enrolment.asks_password {
        form = form.with(Input::line("password", "Your password", line::PASSWORD, "").checked(&problems));
    }
    let why = if person.actor().needs_second_factor() && !person.actor().second_factor {
        "What you look after concerns many people, so it is opened with a second factor only."
    } else {
        "With a second factor nobody gets in who only knows your password."
    };
    View::new(person.layout("Set up your second factor"))
        .back("Back", "/account")
        .problems(problems)
        .text(why)
        .part(Part::Bullets(vec![
            "Get an authenticator app on your phone: any will do.".to_owned(),
            "In the app, add an account by scanning this picture, or type the letters below it.".to_owned(),
            "Type the code of six digits that the app then shows.".to_owned(),
        ]))
        .maybe(drawing(&enrolment.address).map(Part::Drawing))
        .part(Part::Inset(vec![spaced.join(" ")]))
        .form(form.button("Save"))
}

/// The address as a picture to scan.
fn drawing(address: &str) -> Option<String> {
    use qrcode::QrCode;
    use qrcode::render::svg;
    let code = QrCode::new(address.as_bytes()).ok()?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    // Only the drawing: a page of HTML has no place for an XML declaration.
    let start = svg.find("<svg")?;
    Some(svg[start..].replacen("<svg", "<svg role=\"img\" aria-label=\"Picture to scan with an authenticator app\"", 1))
}

pub(crate) async fn set_second_factor(person: Person, form: FormData) -> Result<Response, PageError> {
    let (office, account) = (person.office(), &person.signed.account);
    let proof = Proof {
        key: form.one("offer"),
        code: form.one("code"),
        password: form.raw("password"),
        old_code: form.one("old"),
    };
    let broken = |error: OperationError| PageError::of(&person.context, error);
    match finish_enrolment(office, account, &person.signed.session, &proof).await {
        Ok(()) => Ok(Redirect::to("/account?done=second-factor").into_response()),
        Err(OperationError::Refused(message)) => {
            let field = match message.as_str() {
                text if text.contains("present second factor") => "old",
                text if text.contains("password") => "password",
                _ => "code",
            };
            let title = &person.context.area().title;
            let again = resume_enrolment(office, account, title, proof.key).await.map_err(broken)?;
            match again {
                Some(offered) => Ok(factor_form(&person, &offered, vec![problem(field, message)]).into_response()),
                None => Ok(Redirect::to("/account/second-factor").into_response()),
            }
        }
        Err(OperationError::TooLate(_)) => Ok(Redirect::to("/account/second-factor").into_response()),
        Err(error) => Err(broken(error)),
    }
}
