//! `/provide/listings/{id}/edit/variants/{kind}`: a page in another form or language, beside what it says now.

use super::edit::{open, save};
use crate::error::PageError;
use crate::extract::{PathParts, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::markdown::Renderer;
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Form, Input, Look, Part, View, line};
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::editing::read_web;
use local_offer_domain::guides::{Variant, VariantKind, too_much};
use local_offer_domain::values::ListingId;
use local_offer_domain::{Content, GuideContent};
use local_offer_operations::listings::Draft;

/// Most characters of a text.
const LONGEST: usize = 60_000;

/// The address of a form leads to its page: a select can only send a value.
pub(super) fn chosen(id: ListingId, query: &QueryPairs) -> Option<Redirect> {
    let (_, kind) = query.0.iter().find(|(name, _)| name == "kind")?;
    let kind = VariantKind::parse(kind)?;
    Some(Redirect::to(&format!("/provide/listings/{id}/edit/variants/{}", kind.id())))
}

fn parts_of(person: &Person, parts: &[String]) -> Result<(ListingId, VariantKind), PageError> {
    let [id, kind] = parts else { return Err(PageError::not_found(&person.context)) };
    match (id.parse(), VariantKind::parse(kind)) {
        (Ok(id), Some(kind)) => Ok((id, kind)),
        _ => Err(PageError::not_found(&person.context)),
    }
}

fn guide<'a>(person: &Person, draft: &'a Draft) -> Result<&'a GuideContent, PageError> {
    match &draft.content {
        Content::Guide(guide) => Ok(guide),
        _ => Err(PageError::not_found(&person.context)),
    }
}

pub(crate) async fn get(person: Person, PathParts(parts): PathParts) -> Result<View, PageError> {
    let (id, kind) = parts_of(&person, &parts)?;
    let draft = open(&person, id).await?;
    page(&person, &draft, &kind, None, Vec::new())
}

fn page(
    person: &Person,
    draft: &Draft,
    kind: &VariantKind,
    typed: Option<&FormData>,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let guide = guide(person, draft)?;
    let there = guide.variants.iter().find(|variant| variant.kind == *kind);
    let value = |name: &str, stored: String| typed.map_or(stored, |form| form.one(name).to_owned());
    let of = |read: &dyn Fn(&Variant) -> String| there.map(read).unwrap_or_default();
    let here = format!("/provide/listings/{}/edit/variants/{}", draft.head.id, kind.id());
    let mut form = Form::post(here)
        .with(Input::line("name", "Title", line::WORDS, &value("name", of(&|one| one.name.clone()))).checked(&problems))
        .with(
            Input::long(
                "summary",
                "What the reader learns (optional)",
                300,
                &value("summary", of(&|one| one.summary.clone())),
            )
            .checked(&problems),
        );
    if matches!(kind, VariantKind::Bsl | VariantKind::Audio) {
        let at = value("media", of(&|one| one.media.as_ref().map(ToString::to_string).unwrap_or_default()));
        form = form.with(
            Input::line("media", "Where the film or recording is on the web", line::WEB, &at)
                .hint("It starts only when somebody asks for it. Write below what is said in it: whoever cannot see or hear it needs that.")
                .checked(&problems),
        );
    }
    let text = Input::new("body", "Text", Look::Markdown(LONGEST))
        .valued(&value("body", of(&|one| one.body.clone())))
        .hint(if *kind == VariantKind::EasyRead {
            "Short sentences, one thought each, with a picture before it: ![A letter](picture:letter)"
        } else {
            ""
        })
        .checked(&problems);
    form = form.with(text).button("Save").second("Look at it", Some(("preview", "1".to_owned())));
    if there.is_some() {
        form = form.second("Take it away", Some(("remove", "1".to_owned())));
    }
    let mut view = View::new(person.layout(kind.words()))
        .wide()
        .back("Other forms and languages", format!("/provide/listings/{}/edit/variants", draft.head.id))
        .caption(guide.name.clone());
    if there.is_some_and(|one| one.made_from != guide.source_text()) {
        view = view.part(Part::Inset(vec![
            "The page has changed since this was made. When you save it, it counts as following what the page says now."
                .to_owned(),
        ]));
        let was = there.map(|one| one.made_from.clone()).unwrap_or_default();
        view = view.part(Part::Details("What the page said then".to_owned(), vec![was]));
    }
    view = view.part(Part::Details("What the page says now".to_owned(), vec![guide.source_text()]));
    if let Some(typed) = typed.filter(|form| form.has("preview") && problems.is_empty()) {
        let vocabulary = person.context.catalogue.vocabulary();
        let html = Renderer::without_terms(&vocabulary.glossary, person.context.area()).page(typed.one("body"));
        view = view.heading("How it will look").part(Part::Rendered(html));
    }
    Ok(view.problems(problems).form(form))
}

pub(crate) async fn post(person: Person, PathParts(parts): PathParts, form: FormData) -> Result<Response, PageError> {
    let (id, kind) = parts_of(&person, &parts)?;
    let draft = open(&person, id).await?;
    let mut changed = guide(&person, &draft)?.clone();
    changed.variants.retain(|variant| variant.kind != kind);
    if !form.has("remove") {
        let mut problems = Vec::new();
        for (field, what) in [("name", "Give it a title"), ("body", "Write what it says")] {
            if form.one(field).is_empty() {
                problems.push(problem(field, what));
            }
        }
        for (field, most) in [("name", 200), ("summary", 300), ("body", LONGEST)] {
            if form.one(field).chars().count() > most {
                problems.push(problem(field, format!("Use {most} characters or fewer")));
            }
        }
        problems.extend(too_much(form.one("body")).map(|why| problem("body", why)));
        let media = match form.one("media") {
            "" => None,
            at => read_web(at).map_err(|message| problems.push(problem("media", message))).ok(),
        };
        if !problems.is_empty() || form.has("preview") {
            return Ok(page(&person, &draft, &kind, Some(&form), problems)?.into_response());
        }
        let made_from = changed.source_text();
        changed.variants.push(Variant {
            kind,
            name: form.one("name").to_owned(),
            summary: form.one("summary").to_owned(),
            body: form.one("body").replace("\r\n", "\n"),
            media,
            made_from,
        });
    }
    save(&person, id, &draft.content, &Content::Guide(Box::new(changed))).await?;
    Ok(Redirect::to(&format!("/provide/listings/{id}/edit/variants")).into_response())
}
