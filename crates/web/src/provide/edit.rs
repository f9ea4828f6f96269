//! The pages on which a listing is changed.

use crate::editor::{self, Editor};
use crate::error::PageError;
use crate::extract::{PathId, PathParts, QueryPairs};
use crate::form_data::{FormData, Upload, problem};
use crate::markdown::Renderer;
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Part, View};
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::Content;
use local_offer_domain::accounts::Right;
use local_offer_domain::revision::Author;
use local_offer_domain::values::ListingId;
use local_offer_operations::OperationError;
use local_offer_operations::listings::{Draft, change_at_once, look_at_draft, save_draft, save_draft_with_file};

/// The draft of a listing of this area that the person may change.
pub(super) async fn open(person: &Person, id: ListingId) -> Result<Draft, PageError> {
    let context = &person.context;
    let draft =
        look_at_draft(person.office(), person.actor(), id).await.map_err(|error| PageError::of(context, error))?;
    let subject =
        local_offer_domain::accounts::Subject { area: &draft.head.area, organisation: Some(draft.head.owner()) };
    if draft.head.area != context.area().id || !person.actor().may(Right::EditListing, subject) {
        return Err(PageError::forbidden(context));
    }
    // While a change waits, it is not touched; what is of low risk can still be changed in what is live.
    if waits(&draft) {
        if draft.head.live_revision.is_none() {
            let text = "This has been sent to be decided, so it cannot be changed now. Take it back first";
            return Err(PageError::of(context, OperationError::TooLate(text.to_owned())));
        }
        return Ok(Draft { content: draft.live.clone(), remarks: Vec::new(), ..draft });
    }
    Ok(draft)
}

/// Whether a change of it waits for a decision, or for its day.
fn waits(draft: &Draft) -> bool {
    draft.state().is_some_and(|state| !state.is_with_author())
}

fn base(id: ListingId) -> String {
    format!("/provide/listings/{id}/edit")
}

fn parts_of(person: &Person, parts: &[String]) -> Result<(ListingId, String), PageError> {
    match parts {
        [id, name] => match id.parse() {
            Ok(id) => Ok((id, name.clone())),
            Err(_) => Err(PageError::not_found(&person.context)),
        },
        _ => Err(PageError::not_found(&person.context)),
    }
}

pub(crate) async fn section(
    person: Person,
    PathParts(parts): PathParts,
    query: QueryPairs,
) -> Result<Response, PageError> {
    let (id, name) = parts_of(&person, &parts)?;
    if let Some(chosen) = super::variants::chosen(id, &query).filter(|_| name == "variants") {
        return Ok(chosen.into_response());
    }
    let draft = open(&person, id).await?;
    Ok(page(&person, &draft, &name, None, Vec::new())?.into_response())
}

fn page(
    person: &Person,
    draft: &Draft,
    section: &str,
    typed: Option<&FormData>,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let editor = Editor {
        context: &person.context,
        base: base(draft.head.id),
        content: &draft.content,
        remarks: &draft.remarks,
    };
    let heading = editor::heading(&draft.content, section).ok_or_else(|| PageError::not_found(&person.context))?;
    let mut view = View::new(person.layout(heading))
        .back("Back to the listing", format!("/provide/listings/{}", draft.head.id))
        .caption(draft.content.name());
    if waits(draft) {
        view = view.part(Part::Inset(vec![
            "Another change waits for a decision. Times, prices, notices and ways to reach you can be changed meanwhile: they are live as soon as you save.".to_owned(),
        ]));
    }
    if let Some(typed) = typed.filter(|form| form.has("preview") && problems.is_empty()) {
        let vocabulary = person.context.catalogue.vocabulary();
        let html = Renderer::new(&vocabulary.glossary, person.context.area()).page(typed.one("body"));
        view = view.heading("How it will look").part(Part::Rendered(html)).heading("Change it");
    }
    for part in editor.page(section, typed, &problems) {
        view = view.part(part);
    }
    Ok(view.problems(problems))
}

pub(crate) async fn save_section(
    person: Person,
    PathParts(parts): PathParts,
    form: FormData,
) -> Result<Response, PageError> {
    let (id, name) = parts_of(&person, &parts)?;
    let draft = open(&person, id).await?;
    if editor::heading(&draft.content, &name).is_none() {
        return Err(PageError::not_found(&person.context));
    }
    let mut content = draft.content.clone();
    let problems = editor::write(&mut content, &name, &form, person.context.catalogue.vocabulary());
    if form.has("preview") {
        return Ok(page(&person, &draft, &name, Some(&form), problems)?.into_response());
    }
    if !problems.is_empty() {
        return Ok(page(&person, &draft, &name, Some(&form), problems)?.into_response());
    }
    let theirs = editor::print(&draft.content, &name);
    let changed_meanwhile = !form.one("seen").is_empty() && theirs != form.one("seen");
    if changed_meanwhile && editor::print(&content, &name) != theirs {
        let me = Author::Account(person.actor().account).to_string();
        let own = draft.revision.as_ref().is_some_and(|revision| revision.head.author == me);
        return Ok(
            editor::conflict(&person.context, own, &base(id), &name, &draft.content, &content, &form).into_response()
        );
    }
    if waits(&draft) {
        let area = person.context.area();
        return match change_at_once(person.office(), person.actor(), area, id, &draft.content, &content).await {
            Ok(()) => Ok(Redirect::to(&format!("/provide/listings/{id}?done=live")).into_response()),
            Err(OperationError::Refused(message)) => {
                let problems = vec![problem("seen", message)];
                Ok(page(&person, &draft, &name, Some(&form), problems)?.into_response())
            }
            Err(error) => Err(PageError::of(&person.context, error)),
        };
    }
    save(&person, id, &draft.content, &content).await?;
    let overview = format!("/provide/listings/{id}");
    let next = match editor::next(&content, &name) {
        _ if form.has("add") => format!("{}/places/new", base(id)),
        // Somebody who asks for a listing walks through all pages; somebody who changes one thing is done.
        Some(next) if draft.head.live_revision.is_none() && !form.has("later") => format!("{}/{next}", base(id)),
        _ => overview,
    };
    Ok(Redirect::to(&next).into_response())
}

pub(super) async fn save(person: &Person, id: ListingId, before: &Content, content: &Content) -> Result<(), PageError> {
    if before == content {
        return Ok(());
    }
    save_draft(person.office(), person.actor(), id, before, content)
        .await
        .map(drop)
        .map_err(|error| PageError::of(&person.context, error))
}

pub(crate) async fn place(person: Person, PathParts(parts): PathParts) -> Result<View, PageError> {
    let (id, at) = parts_of(&person, &parts)?;
    let draft = open(&person, id).await?;
    place_page(&person, &draft, &at, None, Vec::new())
}

fn place_page(
    person: &Person,
    draft: &Draft,
    at: &str,
    typed: Option<&FormData>,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let base = base(draft.head.id);
    let editor =
        Editor { context: &person.context, base: base.clone(), content: &draft.content, remarks: &draft.remarks };
    let parts: Vec<Part> = editor.place(at, typed, &problems).ok_or_else(|| PageError::not_found(&person.context))?;
    let mut view =
        View::new(person.layout("A place")).back("Back", format!("{base}/where")).caption(draft.content.name());
    for part in parts {
        view = view.part(part);
    }
    Ok(view.problems(problems))
}

pub(crate) async fn save_place(
    person: Person,
    PathParts(parts): PathParts,
    form: FormData,
) -> Result<Response, PageError> {
    let (id, at) = parts_of(&person, &parts)?;
    let draft = open(&person, id).await?;
    let mut content = draft.content.clone();
    let problems = editor::write_place(&mut content, &at, &form, person.context.catalogue.vocabulary())
        .ok_or_else(|| PageError::not_found(&person.context))?;
    if !problems.is_empty() {
        return Ok(place_page(&person, &draft, &at, Some(&form), problems)?.into_response());
    }
    save(&person, id, &draft.content, &content).await?;
    Ok(Redirect::to(&format!("{}/where", base(id))).into_response())
}

pub(crate) async fn add_file(
    person: Person,
    PathId(id): PathId<ListingId>,
    upload: Upload,
) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    let network = person.context.network();
    let sender = editor::Sender::SignedIn { account: person.actor().account };
    let added = match editor::look_at_file(person.office(), &upload, sender, &network, id).await {
        Ok(prepared) => {
            let file = editor::new_file(&upload, &prepared);
            save_draft_with_file(person.office(), person.actor(), id, &draft.content, &file).await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Redirect::to(&format!("{}/files", base(id))).into_response()),
        Err(OperationError::Refused(message)) => {
            let field = if message.contains("called") || message.contains("seen") { "label" } else { "file" };
            Ok(page(&person, &draft, "files", Some(&upload.form), vec![problem(field, message)])?.into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

pub(crate) async fn remove_file(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    let content = editor::without_file(&draft.content, form.one("id"));
    save(&person, id, &draft.content, &content).await?;
    Ok(Redirect::to(&format!("{}/files", base(id))).into_response())
}
