//! `/manage/words`: categories, needs and access features, changed in the browser.

use crate::error::PageError;
use crate::extract::{PathKey, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Form, Input, Look, Part, Table, View, choices, line};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_catalogue::WhichVocabulary;
use local_offer_domain::accounts::Right;
use local_offer_operations::{OperationError, TermEdit, edit_terms};

pub(crate) async fn list(person: Person) -> View {
    let links = WhichVocabulary::ALL
        .into_iter()
        .map(|which| (which.words().to_owned(), format!("/manage/words/{}", which.as_str())));
    View::new(person.layout("Words"))
        .text("The words by which families find and narrow. A change follows through to every listing.")
        .part(Part::Links(links.collect()))
}

fn which(person: &Person, word: &str) -> Result<WhichVocabulary, PageError> {
    WhichVocabulary::parse(word).ok_or_else(|| PageError::not_found(&person.context))
}

pub(crate) async fn get(person: Person, PathKey(word): PathKey, query: QueryPairs) -> Result<View, PageError> {
    let which = which(&person, &word)?;
    let done = query.0.iter().find(|(name, _)| name == "done").and_then(|(_, value)| value.parse().ok());
    let done = done
        .map(|number: u64| format!("Done. {} changed with it", words::count(number, "listing was", "listings were")));
    Ok(page(&person, which, done, Vec::new(), &FormData::default()))
}

fn page(
    person: &Person,
    which: WhichVocabulary,
    done: Option<String>,
    problems: Vec<Problem>,
    typed: &FormData,
) -> View {
    let vocabulary = person.context.catalogue.vocabulary();
    let terms = vocabulary.which(which);
    let used = |id: &str| {
        let entries = person.context.offer.entries();
        let using = entries.filter(|entry| match which {
            WhichVocabulary::Categories => entry.categories().contains(&id),
            WhichVocabulary::Needs => entry.needs().contains(&id),
            WhichVocabulary::Access => entry.places().iter().any(|place| place.access.iter().any(|known| known == id)),
        });
        using.count()
    };
    let rows = terms.terms().iter().map(|term| {
        vec![
            Cell::text(term.label.clone()).with_small(term.also.join(", ")),
            Cell::text(
                term.theme.as_deref().map(|theme| vocabulary.themes.label(theme).to_owned()).unwrap_or_default(),
            ),
            Cell::text(used(&term.id).to_string()),
        ]
    });
    let table = Table {
        caption: which.words().to_owned(),
        head: vec!["Word, and others for the same", "Theme", "Listings here"],
        rows: rows.collect(),
        empty: String::new(),
    };
    let action = format!("/manage/words/{}", which.as_str());
    let pairs = || terms.terms().iter().map(|term| (term.id.clone(), term.label.clone()));
    let select = |name: &str, label: &str| {
        Input::new(name, label, Look::Select(choices(pairs(), &[typed.one(name).to_owned()])))
    };
    let mut add = Form::post(action.clone()).hidden("do", "add").with(
        Input::line("label", "New word", line::WORDS, if typed.one("do") == "add" { typed.one("label") } else { "" })
            .checked(&problems),
    );
    if which == WhichVocabulary::Categories {
        let themes = vocabulary.themes.terms().iter().map(|theme| (theme.id.clone(), theme.label.clone()));
        add = add.with(Input::new("theme", "Theme", Look::Select(choices(themes, &[typed.one("theme").to_owned()]))));
    }
    let rename = Form::post(action.clone())
        .hidden("do", "rename")
        .with(select("id", "Word to rename"))
        .with(Input::line("name", "What it is called now", line::WORDS, typed.one("name")).checked(&problems))
        .with(
            Input::line("also", "Other words for the same, separated by commas", line::WORDS, typed.one("also"))
                .hint("Left empty, the words that are known now stay."),
        );
    let merge = Form::post(action.clone())
        .hidden("do", "merge")
        .with(Input { name: "from".to_owned(), ..select("from", "Word that goes") })
        .with(select("into", "Word that stays").checked(&problems));
    let retire = Form::post(action)
        .hidden("do", "retire")
        .with(Input { name: "old".to_owned(), ..select("old", "Word that is not used any more") });
    let view = View::new(person.layout(which.words())).wide().back("Words", "/manage/words").done(done);
    let reach = person.actor().reach(Right::EditVocabulary);
    if !person.context.catalogue.areas().iter().all(|area| reach.covers_area(&area.area().id)) {
        let text = "These words are shared by several areas, so that a search means the same in all of them. Whoever looks after every area can change them: tell them what you need.";
        return view.part(Part::Inset(vec![text.to_owned()])).part(Part::Table(table));
    }
    view.problems(problems)
        .heading("Add")
        .form(add.second("Add", None))
        .heading("Rename")
        .form(rename.second("Rename", None))
        .heading("Merge")
        .text("Everything that is listed under the first is listed under the second from now on.")
        .form(merge.second("Merge", None))
        .heading("Retire")
        .text("Nothing is listed under it any more. What was said in the past stays as it was.")
        .form(retire.second("Retire", None))
        .part(Part::Table(table))
}

pub(crate) async fn post(person: Person, PathKey(word): PathKey, form: FormData) -> Result<Response, PageError> {
    let which = which(&person, &word)?;
    let text = |name: &str| form.one(name).to_owned();
    let (edit, field) = match form.one("do") {
        "add" => (
            TermEdit::Add { label: text("label"), theme: Some(text("theme")).filter(|theme| !theme.is_empty()) },
            "label",
        ),
        "rename" => {
            let also = form.one("also").split(',').map(|word| word.trim().to_owned()).collect();
            (TermEdit::Rename { id: text("id"), label: text("name"), also }, "name")
        }
        "merge" => (TermEdit::Merge { id: text("from"), into: text("into") }, "into"),
        "retire" => (TermEdit::Retire { id: text("old") }, "old"),
        _ => return Err(PageError::not_found(&person.context)),
    };
    let vocabulary = person.context.catalogue.vocabulary();
    match edit_terms(person.office(), person.actor(), &person.context.area().id, vocabulary, which, &edit).await {
        Ok(changed) => Ok(Redirect::to(&format!("/manage/words/{}?done={changed}", which.as_str())).into_response()),
        Err(OperationError::Refused(message) | OperationError::TooLate(message)) => {
            Ok(page(&person, which, None, vec![problem(field, message)], &form).into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
