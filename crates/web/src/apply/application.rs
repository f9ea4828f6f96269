//! `/apply/{key}` and the pages of an application.

use crate::cookies;
use crate::editor::{self, Editor};
use crate::error::PageError;
use crate::extract::{AreaContext, PathKey, PathParts};
use crate::form_data::{FormData, Upload, problem};
use crate::search_params::Problem;
use crate::view::{Choice, Form, Input, Look, Part, TaskRow, View};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::Content;
use local_offer_domain::editing::{ORGANISATION, SERVICE};
use local_offer_domain::revision::RevisionState;
use local_offer_operations::OperationError;
use local_offer_operations::listings::{
    Application, STATEMENTS, application_pages, find_application, likely_duplicates, save_application_file,
    save_application_part, submit_application,
};

async fn open(context: &AreaContext, key: &str) -> Result<Application, PageError> {
    let found = find_application(context.site.office(), &context.area().id, key).await;
    found.map_err(|error| PageError::of(context, error))?.ok_or_else(|| {
        PageError::told(
            context,
            axum::http::StatusCode::NOT_FOUND,
            "This link does not work",
            &["Check that you have all of it. If it is more than half a year old, start again or call us."],
        )
    })
}

fn base(key: &str) -> String {
    format!("/apply/{key}")
}

/// An application that can still be changed; anything else shows where it stands.
fn is_open(application: &Application) -> bool {
    application.state.is_with_author()
}

pub(crate) async fn tasks(context: AreaContext, PathKey(key): PathKey) -> Result<View, PageError> {
    let application = open(&context, &key).await?;
    let caption = format!("Application {}", application.reference);
    if !is_open(&application) {
        return Ok(standing(&context, &application).caption(caption));
    }
    let list = application_pages(&application);
    let done = list.iter().filter(|(_, _, done)| *done).count();
    let remarked = |section: &str| {
        application.remarks.iter().any(|remark| {
            local_offer_domain::editing::SERVICE
                .iter()
                .any(|question| question.section == section && question.id == remark.question)
        })
    };
    let rows = list
        .iter()
        .map(|(id, label, done)| {
            let (status, colour) = match (remarked(id), done) {
                (true, _) => ("Please change", "orange"),
                (false, true) => ("Completed", ""),
                (false, false) => ("Not yet started", "blue"),
            };
            TaskRow {
                href: format!("{}/{id}", base(&key)),
                label: (*label).to_owned(),
                hint: String::new(),
                status,
                colour,
            }
        })
        .collect();
    let mut view = View::new(context.layout("Ask to be listed")).caption(caption);
    if application.state == RevisionState::Returned {
        let mut lines =
            vec!["We have sent this back to you. Please change what is marked, and send it again.".to_owned()];
        lines.extend(Some(application.outcome.clone()).filter(|text| !text.is_empty()));
        lines.extend(crate::questions::remarks_on(&application.remarks, ""));
        view = view.part(Part::Inset(lines));
    }
    Ok(view
        .text(format!("You have completed {done} of {} pages. Everything is kept as soon as you save a page: the link in our message brings you back here.", list.len()))
        .part(Part::Tasks(rows))
        .part(Part::Links(vec![
            ("Look at it as families would".to_owned(), format!("{}/preview", base(&key))),
            ("Check your answers and send".to_owned(), format!("{}/check", base(&key))),
        ])))
}

/// Where an application stands that is not with its author.
fn standing(context: &AreaContext, application: &Application) -> View {
    let view = View::new(context.layout("Your application"));
    let name = application.service.name();
    match application.state {
        RevisionState::Submitted | RevisionState::Agreed => view.titled("We are looking at it").text(format!(
            "We have what you sent about {name}. We answer within {} working days.",
            context.area().listing_policy.decide_within
        )),
        RevisionState::Scheduled => view
            .titled("It will be published")
            .text(format!("{name} is agreed and will be published on the day we told you.")),
        RevisionState::Declined => view
            .titled("We have not published it")
            .part(Part::Inset(vec![application.outcome.clone()]))
            .part(Part::Links(vec![("What we list, and what you can do".to_owned(), "/listing-policy".to_owned())])),
        _ => {
            let links = application.address.iter().map(|path| (format!("Look at {name}"), path.clone()));
            view.titled("It is published")
                .text("We have sent you an invitation, so that you can change it from now on.")
                .part(Part::Links(links.collect()))
        }
    }
}

fn editing<'a>(context: &'a AreaContext, key: &str, application: &'a Application, section: &str) -> Editor<'a> {
    let content = if section == "organisation" { &application.organisation } else { &application.service };
    Editor { context, base: base(key), content, remarks: &application.remarks }
}

pub(crate) async fn section(context: AreaContext, PathParts(parts): PathParts) -> Result<Response, PageError> {
    let (key, name) = two(&context, &parts)?;
    let application = open(&context, key).await?;
    if !is_open(&application) {
        return Ok(Redirect::to(&base(key)).into_response());
    }
    let mut response = page(&context, key, &application, name, None, Vec::new())?.into_response();
    remember(&context, key, &mut response);
    Ok(response)
}

/// Let this browser see the pictures of the application before they are public.
fn remember(context: &AreaContext, key: &str, response: &mut Response) {
    let secure = context.site.office().links.is_secure();
    let (name, value) = cookies::set(cookies::APPLICATION, key, secure, None);
    response.headers_mut().append(name, value);
}

fn two<'a>(context: &AreaContext, parts: &'a [String]) -> Result<(&'a str, &'a str), PageError> {
    match parts {
        [key, name] => Ok((key, name)),
        _ => Err(PageError::not_found(context)),
    }
}

fn page(
    context: &AreaContext,
    key: &str,
    application: &Application,
    section: &str,
    typed: Option<&FormData>,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let editor = editing(context, key, application, section);
    let heading = editor::heading(editor.content, section).ok_or_else(|| PageError::not_found(context))?;
    let mut view = View::new(context.layout(heading)).back("Back to the list", base(key)).caption("Ask to be listed");
    for part in editor.page(section, typed, &problems) {
        view = view.part(part);
    }
    Ok(view.problems(problems))
}

pub(crate) async fn save_section(
    context: AreaContext,
    PathParts(parts): PathParts,
    form: FormData,
) -> Result<Response, PageError> {
    let (key, name) = two(&context, &parts)?;
    let application = open(&context, key).await?;
    if !is_open(&application) {
        return Err(PageError::of(
            &context,
            OperationError::TooLate("This application has been sent already".to_owned()),
        ));
    }
    let editor = editing(&context, key, &application, name);
    if editor::heading(editor.content, name).is_none() {
        return Err(PageError::not_found(&context));
    }
    let mut content = editor.content.clone();
    let problems = editor::write(&mut content, name, &form, context.catalogue.vocabulary());
    if !problems.is_empty() {
        return Ok(page(&context, key, &application, name, Some(&form), problems)?.into_response());
    }
    let changed_meanwhile = !form.one("seen").is_empty() && editor::print(editor.content, name) != form.one("seen");
    if changed_meanwhile && editor::print(&content, name) != editor::print(editor.content, name) {
        return Ok(editor::conflict(&context, true, &base(key), name, editor.content, &content, &form).into_response());
    }
    save(&context, &application, name, &content).await?;
    let next = match editor::next(&content, name) {
        _ if form.has("later") => base(key),
        _ if form.has("add") => format!("{}/places/new", base(key)),
        Some(next) => format!("{}/{next}", base(key)),
        None if name == "organisation" => format!("{}/about", base(key)),
        None => base(key),
    };
    Ok(Redirect::to(&next).into_response())
}

async fn save(
    context: &AreaContext,
    application: &Application,
    section: &str,
    content: &Content,
) -> Result<(), PageError> {
    save_application_part(context.site.office(), application, section, content)
        .await
        .map_err(|error| PageError::of(context, error))
}

pub(crate) async fn place(context: AreaContext, PathParts(parts): PathParts) -> Result<Response, PageError> {
    let (key, at) = two(&context, &parts)?;
    let application = open(&context, key).await?;
    if !is_open(&application) {
        return Ok(Redirect::to(&base(key)).into_response());
    }
    Ok(place_page(&context, key, &application, at, None, Vec::new())?.into_response())
}

fn place_page(
    context: &AreaContext,
    key: &str,
    application: &Application,
    at: &str,
    typed: Option<&FormData>,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let editor = editing(context, key, application, "where");
    let parts = editor.place(at, typed, &problems).ok_or_else(|| PageError::not_found(context))?;
    let mut view = View::new(context.layout("A place")).back("Back", format!("{}/where", base(key)));
    for part in parts {
        view = view.part(part);
    }
    Ok(view.problems(problems))
}

pub(crate) async fn save_place(
    context: AreaContext,
    PathParts(parts): PathParts,
    form: FormData,
) -> Result<Response, PageError> {
    let (key, at) = two(&context, &parts)?;
    let application = open(&context, key).await?;
    if !is_open(&application) {
        return Err(PageError::of(
            &context,
            OperationError::TooLate("This application has been sent already".to_owned()),
        ));
    }
    let mut content = application.service.clone();
    let problems = editor::write_place(&mut content, at, &form, context.catalogue.vocabulary())
        .ok_or_else(|| PageError::not_found(&context))?;
    if !problems.is_empty() {
        return Ok(place_page(&context, key, &application, at, Some(&form), problems)?.into_response());
    }
    save(&context, &application, "where", &content).await?;
    Ok(Redirect::to(&format!("{}/where", base(key))).into_response())
}

pub(crate) async fn add_file(
    context: AreaContext,
    PathKey(key): PathKey,
    upload: Upload,
) -> Result<Response, PageError> {
    let application = open(&context, &key).await?;
    if !is_open(&application) {
        return Err(PageError::of(
            &context,
            OperationError::TooLate("This application has been sent already".to_owned()),
        ));
    }
    let network = context.network();
    let (office, listing) = (context.site.office(), application.listing);
    let added = match editor::look_at_file(office, &upload, editor::Sender::Applicant, &network, listing).await {
        Ok(prepared) => {
            let file = editor::new_file(&upload, &prepared);
            save_application_file(office, &application, &file).await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => Ok(Redirect::to(&format!("{}/files", base(&key))).into_response()),
        Err(OperationError::Refused(message)) => {
            let problems = vec![problem(
                if message.contains("called") || message.contains("seen") { "label" } else { "file" },
                message,
            )];
            Ok(page(&context, &key, &application, "files", Some(&upload.form), problems)?.into_response())
        }
        Err(error) => Err(PageError::of(&context, error)),
    }
}

pub(crate) async fn remove_file(
    context: AreaContext,
    PathKey(key): PathKey,
    form: FormData,
) -> Result<Response, PageError> {
    let application = open(&context, &key).await?;
    let content = editor::without_file(&application.service, form.one("id"));
    save(&context, &application, "files", &content).await?;
    Ok(Redirect::to(&format!("{}/files", base(&key))).into_response())
}

pub(crate) async fn preview(
    context: AreaContext,
    PathKey(key): PathKey,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let application = open(&context, &key).await?;
    if application.is_over {
        return Ok(Redirect::to(&base(&key)).into_response());
    }
    let back = vec![("Back to your application".to_owned(), base(&key))];
    let mut response =
        crate::preview::show(&context, &headers, &application.service, Some(&application.organisation), back).await;
    remember(&context, &key, &mut response);
    Ok(response)
}

pub(crate) async fn check(context: AreaContext, PathKey(key): PathKey) -> Result<Response, PageError> {
    let application = open(&context, &key).await?;
    if !is_open(&application) {
        return Ok(Redirect::to(&base(&key)).into_response());
    }
    Ok(check_page(&context, &key, &application, &[], Vec::new()).into_response())
}

fn check_page(
    context: &AreaContext,
    key: &str,
    application: &Application,
    agreed: &[String],
    problems: Vec<Problem>,
) -> View {
    let organisation = editing(context, key, application, "organisation");
    let service = editing(context, key, application, "about");
    let duplicates = likely_duplicates(&context.offer, &application.service, application.listing);
    let mut view = View::new(context.layout("Check your answers"))
        .back("Back to the list", base(key))
        .caption(format!("Application {}", application.reference));
    if !duplicates.is_empty() {
        view = view
            .heading("Is it listed already?")
            .text("These look like yours. If one is, you need not ask again: say that it is yours instead.")
            .part(Part::Links(
                duplicates
                    .iter()
                    .map(|found| (format!("{} ({})", found.name, found.why), format!("/services/{}", found.slug)))
                    .collect(),
            ));
    }
    for part in organisation.answers().into_iter().chain(service.answers()).chain(service.advice()) {
        view = view.part(part);
    }
    let statements = STATEMENTS.iter().map(|text| Choice {
        value: (*text).to_owned(),
        label: (*text).to_owned(),
        chosen: agreed.iter().any(|said| said == text),
    });
    let agree = Input::new("agreed", "I declare that", Look::Checks(statements.collect())).checked(&problems);
    view.heading("Declaration")
        .form(Form::post(format!("{}/check", base(key))).with(agree).button("Agree and send"))
        .problems(problems)
}

/// What is missing, with a link to the page on which it is asked; the declaration is on this page.
fn missing(key: &str, line: &str) -> Problem {
    let label = line.strip_prefix("Answer “").and_then(|rest| rest.strip_suffix('”'));
    let section = label.and_then(|label| {
        let of_service = SERVICE.iter().find(|question| question.label == label).map(|question| question.section);
        let of_organisation = ORGANISATION.iter().any(|question| question.label == label).then_some("organisation");
        of_organisation.or(of_service)
    });
    // Two answers on one page that cannot both be true.
    let section = section.or_else(|| line.starts_with("Say that it is free").then_some("cost"));
    match section {
        Some(section) => problem(format!("{}/{section}", base(key)), line),
        None => problem("agreed", line),
    }
}

fn sent(context: &AreaContext, key: &str, reference: &str) -> View {
    View::new(context.layout("Sent"))
        .part(Part::Panel("We have it".to_owned(), format!("Your reference is {reference}")))
        .text(format!("We answer within {} working days, by email.", context.area().listing_policy.decide_within))
        .part(Part::Links(vec![("See where it stands".to_owned(), base(key))]))
}

pub(crate) async fn submit(context: AreaContext, PathKey(key): PathKey, form: FormData) -> Result<Response, PageError> {
    let application = open(&context, &key).await?;
    // Pressed twice, or looked at again with the button "Back": it was sent, and this is its reference.
    if application.submitted_at.is_some() && !is_open(&application) {
        return Ok(sent(&context, &key, &application.reference).into_response());
    }
    let agreed = form.all("agreed");
    match submit_application(context.site.office(), context.area(), &application, &agreed).await {
        Ok(reference) => Ok(sent(&context, &key, &reference).into_response()),
        Err(OperationError::Refused(message)) => {
            let problems = message.split(". ").map(|line| missing(&key, line)).collect();
            Ok(check_page(&context, &key, &application, &agreed, problems).into_response())
        }
        Err(error) => Err(PageError::of(&context, error)),
    }
}
