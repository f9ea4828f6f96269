//! `/manage/guides`: pages of guidance, news and events: which there are, what is left to fill in, how useful they are.

use crate::entry::path_of;
use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, Table, View, line};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use local_offer_catalogue::Vocabulary;
use local_offer_domain::Guide;
use local_offer_domain::accounts::Right;
use local_offer_domain::editing::hints;
use local_offer_domain::guides::{Gap, GuideForm, plain_text};
use local_offer_domain::law::phrases::misstatements;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{ListingId, Slug};
use local_offer_operations::OperationError;
use local_offer_operations::guides::{add_missing_pages, begin_guide, fill_in, move_guide};
use std::collections::BTreeMap;

/// The sorts of page that somebody can write.
const FORMS: [(&str, GuideForm, &str); 3] = [
    ("page", GuideForm::Page, "Guidance: a page, or a guide in steps"),
    ("news", GuideForm::News, "News: what has changed"),
    ("event", GuideForm::Event, "An event"),
];

pub(crate) async fn list(person: Person, query: QueryPairs) -> Result<View, PageError> {
    page(&person, &query, &FormData::default(), Vec::new()).await
}

/// What should be done about a page, in a word; the worst first.
fn state(person: &Person, guide: &Guide, vocabulary: &Vocabulary) -> (&'static str, &'static str, String) {
    let today = person.context.today();
    let text = plain_text(&guide.content.body);
    let explained = |letters: &str| vocabulary.glossary.expand(letters).is_some();
    let wrong = misstatements(&text).len();
    let gaps = guide.content.gaps().len();
    let stale = guide.content.stale_variants().count();
    let hard = hints(&text, explained).len();
    let mut small = Vec::new();
    if gaps > 0 {
        small.push(words::count(gaps as u64, "local fact to fill in", "local facts to fill in"));
    }
    if stale > 0 {
        small.push(words::count(stale as u64, "other form out of date", "other forms out of date"));
    }
    if hard > 0 {
        small.push(words::count(hard as u64, "hint on plain words", "hints on plain words"));
    }
    let small = small.join("; ");
    if wrong > 0 {
        ("May misstate the law", "red", small)
    } else if guide.review_by.is_some_and(|by| by < today) {
        ("To be looked at", "orange", small)
    } else if guide.assurance.is_none() {
        ("Nobody has checked it", "orange", small)
    } else if gaps > 0 {
        ("To be filled in", "yellow", small)
    } else if stale > 0 {
        ("Other forms out of date", "yellow", small)
    } else {
        ("As it should be", "green", small)
    }
}

async fn page(
    person: &Person,
    query: &QueryPairs,
    typed: &FormData,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let context = &person.context;
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let vocabulary = context.catalogue.vocabulary();
    let since = context.today().saturating_sub(12.months()).strftime("%Y-%m").to_string();
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let useful = tx.list_usefulness(&context.area().id, &since).await.map_err(broken)?;
    drop(tx);
    let form = FORMS.iter().find(|(word, ..)| *word == one("form"));
    let mut guides: Vec<&Guide> =
        context.offer.guides().filter(|guide| form.is_none_or(|(_, form, _)| guide.content.form == *form)).collect();
    guides.sort_by_key(|guide| guide.content.name.to_lowercase());
    let mut rows: Vec<(&str, Vec<Cell>)> = guides
        .iter()
        .map(|guide| {
            let (words_, colour, small) = state(person, guide, vocabulary);
            let votes = useful.iter().find(|votes| votes.listing == guide.id);
            let votes =
                votes.map_or_else(String::new, |votes| format!("{} yes, {} no", votes.useful, votes.not_useful));
            let by = guide.review_by.map(|by| format!("by {}", words::date(by))).unwrap_or_default();
            let cells = vec![
                Cell::link(guide.content.name.clone(), format!("/provide/listings/{}", guide.id))
                    .with_small(guide.content.owner.clone().unwrap_or_else(|| "Nobody keeps it".to_owned())),
                Cell::tag(words_, colour).with_small(small),
                Cell::text(guide.assurance.map(|check| words::date(check.checked_on)).unwrap_or_default())
                    .with_small(by),
                Cell::text(votes),
                Cell::link("Move", format!("/manage/guides/{}/move", guide.id)),
            ];
            (words_, cells)
        })
        .collect();
    if one("state") == "open" {
        rows.retain(|(words_, _)| *words_ != "As it should be");
    }
    let to_do = rows.iter().filter(|(words_, _)| *words_ != "As it should be").count();
    let gaps = gaps(person).len();
    let mut links = vec![
        (format!("Fill in what is local ({gaps} left)"), "/manage/guides/gaps".to_owned()),
        ("Only what needs something".to_owned(), "/manage/guides?state=open".to_owned()),
        ("Drafts and pages that are not shown".to_owned(), "/manage/listings?kind=guide&state=proposed".to_owned()),
    ];
    links.extend(FORMS.iter().map(|(word, _, label)| ((*label).to_owned(), format!("/manage/guides?form={word}"))));
    let mut view =
        View::new(person.layout("Guides, news and events")).wide().problems(problems.clone()).part(Part::Links(links));
    if guides.is_empty() && person.may(Right::Decide) {
        view = view
            .text("There is no page yet. Begin with those that are written for every Local Offer: each says what is law, what is guidance, and what you fill in.")
            .form(Form::post("/manage/guides/start").button("Add the starter pages"));
    }
    view = view.part(Part::Table(Table {
        caption: format!("{}, {to_do} of which need something", words::count(rows.len() as u64, "page", "pages")),
        head: vec!["Page", "State", "Checked", "Useful?", "Address"],
        rows: rows.into_iter().map(|(_, cells)| cells).collect(),
        empty: "No page fits.".to_owned(),
    }));
    if person.may(Right::EditListing) {
        let chosen = if typed.one("form").is_empty() { "page" } else { typed.one("form") };
        let kinds = FORMS.iter().map(|(word, _, label)| Choice {
            value: (*word).to_owned(),
            label: (*label).to_owned(),
            chosen: *word == chosen,
        });
        view = view.heading("Write a new one").form(
            Form::post("/manage/guides")
                .with(Input::line("name", "Title", line::WORDS, typed.one("name")).checked(&problems))
                .with(Input::new("form", "What sort of page is it?", Look::Radios(kinds.collect())).checked(&problems))
                .button("Begin"),
        );
    }
    Ok(view)
}

pub(crate) async fn begin(person: Person, query: QueryPairs, form: FormData) -> Result<Response, PageError> {
    let sort = FORMS.iter().find(|(word, ..)| *word == form.one("form")).map_or(GuideForm::Page, |(_, sort, _)| *sort);
    let begun = begin_guide(person.office(), person.actor(), &person.context.area().id, sort, form.one("name")).await;
    match begun {
        Ok(id) => Ok(Redirect::to(&format!("/provide/listings/{id}")).into_response()),
        Err(OperationError::Refused(message)) => {
            Ok(page(&person, &query, &form, vec![problem("name", message)]).await?.into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

pub(crate) async fn start(person: Person) -> Result<Redirect, PageError> {
    add_missing_pages(person.office(), person.actor(), person.context.area())
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/manage/guides"))
}

/// Every local fact that a live page asks for, with the pages that ask.
fn gaps(person: &Person) -> BTreeMap<String, (Gap, Vec<&Guide>)> {
    let mut found: BTreeMap<String, (Gap, Vec<&Guide>)> = BTreeMap::new();
    for guide in person.context.offer.guides() {
        for gap in guide.content.gaps() {
            found.entry(gap.key.clone()).or_insert_with(|| (gap, Vec::new())).1.push(guide);
        }
    }
    found
}

pub(crate) async fn gaps_page(person: Person, query: QueryPairs) -> View {
    let done = query.0.iter().find(|(name, _)| name == "done").map(|(_, number)| {
        format!(
            "{} changed. Families see it at once",
            words::count(number.parse().unwrap_or(0), "page was", "pages were")
        )
    });
    gaps_form(&person, &FormData::default(), Vec::new()).done(done)
}

fn gaps_form(person: &Person, typed: &FormData, problems: Vec<Problem>) -> View {
    let gaps = gaps(person);
    let mut view = View::new(person.layout("Fill in what is local"))
        .back("Guides, news and events", "/manage/guides")
        .problems(problems.clone())
        .text("Each fact is written once here and stands on every page that asks for it. Until then the page says that we have not been told.");
    if gaps.is_empty() {
        return view.part(Part::Inset(vec!["Nothing is left to fill in.".to_owned()]));
    }
    let mut form = Form::post("/manage/guides/gaps");
    for (key, (gap, pages)) in &gaps {
        let name = format!("fact-{key}");
        let on: Vec<&str> = pages.iter().map(|guide| guide.content.name.as_str()).collect();
        form = form.with(
            Input::long(&name, &sentence(&gap.ask, key), 1_000, typed.one(&name))
                .hint(format!("On: {}", on.join(", ")))
                .checked(&problems),
        );
    }
    if person.may(Right::Decide) {
        form = form.button("Put them on the pages");
    }
    view = view.form(form);
    view.part(Part::Links(
        gaps.values()
            .flat_map(|(_, pages)| pages)
            .map(|guide| (guide.content.name.clone(), path_of(Kind::Guide, &guide.slug)))
            .collect::<BTreeMap<_, _>>()
            .into_iter()
            .collect(),
    ))
}

fn sentence(ask: &str, key: &str) -> String {
    let words_ = if ask.is_empty() { key.replace('-', " ") } else { ask.to_owned() };
    let mut letters = words_.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(crate) async fn fill(person: Person, form: FormData) -> Result<Response, PageError> {
    let facts = form.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("fact-")?.to_owned(), value.clone())));
    match fill_in(person.office(), person.actor(), person.context.area(), &facts.collect()).await {
        Ok(changed) => Ok(Redirect::to(&format!("/manage/guides/gaps?done={changed}")).into_response()),
        Err(OperationError::Refused(message)) => {
            let field = message.split_once(':').map_or_else(|| "facts".to_owned(), |(key, _)| format!("fact-{key}"));
            Ok(gaps_form(&person, &form, vec![problem(field, message)]).into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

fn found(person: &Person, id: ListingId) -> Result<&Guide, PageError> {
    let guide = person.context.offer.guides().find(|guide| guide.id == id);
    guide.ok_or_else(|| PageError::not_found(&person.context))
}

pub(crate) async fn move_page(person: Person, PathId(id): PathId<ListingId>) -> Result<View, PageError> {
    let guide = found(&person, id)?;
    Ok(move_form(&person, guide, guide.slug.as_str(), Vec::new()))
}

fn move_form(person: &Person, guide: &Guide, typed: &str, problems: Vec<Problem>) -> View {
    let former = guide.content.former.iter().map(|slug| path_of(Kind::Guide, slug)).collect::<Vec<_>>();
    let mut view = View::new(person.layout("Give the page another address"))
        .back("Guides, news and events", "/manage/guides")
        .caption(guide.content.name.clone())
        .problems(problems.clone())
        .text(format!("It is now at {}. The old address leads to the new one.", path_of(Kind::Guide, &guide.slug)));
    if !former.is_empty() {
        view = view.heading("Addresses that lead here").part(Part::Bullets(former));
    }
    let form = Form::post(format!("/manage/guides/{}/move", guide.id)).with(
        Input::line("to", "New address, after /guides/", line::WORDS, typed)
            .hint("Small letters, digits and hyphens, like help-at-school.")
            .checked(&problems),
    );
    view.form(form.button("Move it"))
}

pub(crate) async fn move_to(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let guide = found(&person, id)?;
    let again =
        |message: String| move_form(&person, guide, form.one("to"), vec![problem("to", message)]).into_response();
    let Ok(to) = Slug::parse(form.one("to")) else {
        return Ok(again("Use small letters, digits and single hyphens".to_owned()));
    };
    match move_guide(person.office(), person.actor(), person.context.area(), id, &to).await {
        Ok(()) => Ok(Redirect::to("/manage/guides").into_response()),
        Err(OperationError::Refused(message)) => Ok(again(message)),
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
