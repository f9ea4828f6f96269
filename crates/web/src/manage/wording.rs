//! `/manage/wording`: wording that is used again and again in decisions and answers.

use crate::error::PageError;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Form, Input, Look, View, choices, line};
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::tasks::WordingPurpose;
use local_offer_operations::{OperationError, put_wording, remove_wording};
use local_offer_storage::Wording;

pub(crate) async fn get(person: Person) -> Result<View, PageError> {
    page(&person, &FormData::default(), Vec::new()).await
}

async fn page(person: &Person, typed: &FormData, problems: Vec<Problem>) -> Result<View, PageError> {
    let all = person.wordings().await?;
    let form = |wording: &Wording, problems: &[Problem]| {
        let purposes = WordingPurpose::ALL.into_iter().map(|one| (one.as_str().to_owned(), one.words().to_owned()));
        let name =
            |field: &str| if wording.id.is_empty() { field.to_owned() } else { format!("{field}-{}", wording.id) };
        let select =
            Input::new(name("purpose"), "For", Look::Select(choices(purposes, &[wording.purpose.as_str().to_owned()])));
        Form::post("/manage/wording")
            .hidden("id", &wording.id)
            .with(select)
            .with(Input::line(&name("title"), "What you call it", line::WORDS, &wording.title).checked(problems))
            .with(Input::long(&name("text"), "The words", 2_000, &wording.text).checked(problems))
    };
    let new = Wording {
        id: String::new(),
        purpose: WordingPurpose::parse(typed.one("purpose")).unwrap_or_default(),
        title: typed.one("title").to_owned(),
        text: typed.one("text").to_owned(),
    };
    let mut view = View::new(person.layout("Wording"))
        .problems(problems.clone())
        .text("What you write often. It stands ready beside every decision.")
        .heading("Add")
        .form(form(&new, &problems).button("Add"));
    for wording in &all {
        let label = wording.purpose.words();
        view = view
            .heading(format!("{label}: {}", wording.title))
            .form(form(wording, &[]).second("Save", None).second("Take away", Some(("remove", "1".to_owned()))));
    }
    Ok(view)
}

pub(crate) async fn post(person: Person, form: FormData) -> Result<Response, PageError> {
    let (office, actor, area) = (person.office(), person.actor(), &person.context.area().id);
    let id = form.one("id");
    let name = |field: &str| if id.is_empty() { field.to_owned() } else { format!("{field}-{id}") };
    let done = if form.has("remove") {
        remove_wording(office, actor, area, id).await
    } else {
        let Some(purpose) = WordingPurpose::parse(form.one(&name("purpose"))) else {
            let problems = vec![problem("purpose", "Choose what it is for")];
            return Ok(page(&person, &form, problems).await?.into_response());
        };
        let wording = Wording {
            id: id.to_owned(),
            purpose,
            title: form.one(&name("title")).to_owned(),
            text: form.one(&name("text")).to_owned(),
        };
        put_wording(office, actor, area, wording).await
    };
    match done {
        Ok(()) => Ok(Redirect::to("/manage/wording").into_response()),
        Err(OperationError::Refused(message)) => {
            Ok(page(&person, &form, vec![problem("title", message)]).await?.into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
