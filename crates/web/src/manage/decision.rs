//! Deciding on a revision: what it changes, question by question, and what becomes of it.

use super::task;
use crate::editor::Editor;
use crate::error::PageError;
use crate::extract::PathId;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::questions;
use crate::search_params::Problem;
use crate::view::{Choice, Form, Input, Look, Part, View, choices, line};
use axum::response::{IntoResponse, Response};
use local_offer_domain::accounts::Right;
use local_offer_domain::editing::{Risk, changes};
use local_offer_domain::revision::RevisionState;
use local_offer_domain::tasks::Task;
use local_offer_domain::tasks::WordingPurpose;
use local_offer_domain::values::TaskId;
use local_offer_operations::listings::{Decision, Draft, LONGEST_REMARK, Remark, decide, look_at_draft, print_of};
use local_offer_storage::Wording;

/// What an author can do about a refusal, unless the moderator says it otherwise.
fn appeal(person: &Person) -> String {
    let area = person.context.area();
    format!(
        "If you do not agree, write to {} within 20 working days. Somebody who did not decide looks at it again. How we decide: {}",
        area.contact.email,
        person.office().links.to(area, "/listing-policy")
    )
}

async fn draft_of(person: &Person, task: &Task) -> Result<Draft, PageError> {
    let listing = task.listing.ok_or_else(|| PageError::not_found(&person.context))?;
    look_at_draft(person.office(), person.actor(), listing).await.map_err(|error| PageError::of(&person.context, error))
}

/// The comparison and, for who may decide, the decision.
pub(super) async fn parts(
    person: &Person,
    task: &Task,
    view: View,
    wordings: &[Wording],
    typed: &FormData,
    problems: &[Problem],
) -> Result<View, PageError> {
    let draft = draft_of(person, task).await?;
    let vocabulary = person.context.catalogue.vocabulary();
    let may_decide = person.may(Right::Decide);
    let is_new = draft.head.live_revision.is_none();
    let here = format!("/manage/tasks/{}", task.id);
    let mut view = view.part(Part::Links(vec![(
        "See it as families will".to_owned(),
        format!("/provide/listings/{}/preview", draft.head.id),
    )]));
    let files = draft.content.files();
    let files: Vec<_> = files
        .iter()
        .map(|file| (format!("{}: {}", file.kind.words(), file.label), format!("/files/{}", file.hash)))
        .collect();
    if !files.is_empty() {
        view = view.heading("Its pictures and papers").part(Part::Links(files));
    }
    if draft.state() == Some(RevisionState::Agreed) {
        view = view.part(Part::Inset(vec!["One person has agreed to publish this. Another one has to.".to_owned()]));
    }
    if !draft.conflicts().is_empty() {
        view = view.part(Part::Warning("Since this was written, something else was published for the same questions. Publishing takes the answers below.".to_owned()));
    }
    if is_new
        && let Some(owner) = draft.head.organisation
        && let Ok(owner) = look_at_draft(person.office(), person.actor(), owner).await
    {
        let editor = Editor { context: &person.context, base: String::new(), content: &owner.content, remarks: &[] };
        for part in without_links(editor.answers()) {
            view = view.part(part);
        }
    }
    let mut form = Form::post(format!("{here}/decide")).hidden("shown", print_of(&draft.merged()));
    let changed = changes(&draft.live, &draft.merged(), &person.context.area().listing_policy);
    form = form.with(Input::words(if is_new { "What it will say" } else { "What changes" }));
    for change in changed {
        let look = Look::Compared {
            before: questions::in_words(change.kind, &change.before, vocabulary),
            after: questions::in_words(change.kind, &change.after, vocabulary),
            high: change.risk == Risk::High && !is_new,
            choosable: may_decide && !is_new,
            chosen: typed.all("publish").iter().any(|chosen| chosen == change.question),
            remarkable: may_decide,
        };
        let mut input = Input::new(change.question, change.label, look);
        let remark = format!("remark-{}", change.question);
        input.error = problems.iter().find(|problem| problem.field == remark).map(|problem| problem.message.clone());
        let value = typed.one(&format!("remark-{}", change.question)).to_owned();
        form = form.with(Input { value, ..input });
    }
    if !may_decide {
        return Ok(view.form(form));
    }
    let decisions = [
        ("publish", "Publish all of it"),
        ("some", "Publish only the answers that are chosen, and return the rest with the remarks"),
        ("return", "Return it with the remarks"),
        ("decline", "Decline it"),
    ];
    let decisions = decisions.into_iter().filter(|(value, _)| *value != "some" || !is_new).map(|(value, label)| {
        Choice { value: value.to_owned(), label: label.to_owned(), chosen: typed.one("decision") == value }
    });
    form = form
        .with(Input::new("decision", "Decision", Look::Radios(decisions.collect())).checked(problems))
        .with(
            Input::line("on", "Publish on (leave empty for now)", line::SHORT, typed.one("on"))
                .hint("For example 27/3/2027.")
                .checked(problems),
        )
        .with(wording_choice(wordings, typed))
        .with(
            Input::long("words", "What you want to say: about all of it, or the reason", 4_000, typed.one("words"))
                .checked(problems),
        )
        .with(
            Input::long(
                "appeal",
                "If it is declined: what they can do",
                1_000,
                if typed.has("appeal") { typed.one("appeal") } else { "" },
            )
            .hint(format!("Left empty, this is said: {}", appeal(person))),
        );
    let editor = Editor { context: &person.context, base: String::new(), content: &draft.content, remarks: &[] };
    let advice: Vec<String> = editor
        .advice()
        .into_iter()
        .flat_map(|part| match part {
            Part::Bullets(lines) => lines,
            Part::Text(line) => vec![line],
            _ => Vec::new(),
        })
        .collect();
    let advice = (!advice.is_empty())
        .then(|| Part::Details("What would make it more useful and easier to read".to_owned(), advice));
    Ok(view.maybe(advice).form(form.button("Decide")))
}

/// Where a decision is said that is not taken.
fn field_of(decision: &Decision) -> &'static str {
    match decision {
        Decision::Publish { on: Some(_), .. } => "on",
        Decision::Publish { .. } | Decision::PublishSome { .. } => "decision",
        Decision::Return { .. } | Decision::Decline { .. } => "words",
    }
}

/// Wording that is put before what somebody writes.
fn wording_choice(wordings: &[Wording], typed: &FormData) -> Input {
    let none = [(String::new(), "None".to_owned())];
    let known = wordings.iter().filter(|one| matches!(one.purpose, WordingPurpose::Return | WordingPurpose::Decline));
    let pairs = none.into_iter().chain(known.map(|one| (one.id.clone(), one.title.clone())));
    Input::new("wording", "Begin with wording", Look::Select(choices(pairs, &[typed.one("wording").to_owned()])))
        .hint("It is put before what you write. Keep your own wording ready under “Wording”.")
}

/// The chosen wording, and after it what was written.
async fn words_of(person: &Person, form: &FormData) -> Result<String, PageError> {
    let chosen = person.wordings().await?.into_iter().find(|one| one.id == form.one("wording")).map(|one| one.text);
    let parts = [chosen.unwrap_or_default(), form.one("words").to_owned()];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"))
}

/// Answers to read, not to change.
fn without_links(parts: Vec<Part>) -> Vec<Part> {
    parts
        .into_iter()
        .map(|part| match part {
            Part::Summary(rows) => Part::Summary(
                rows.into_iter()
                    .filter(|row| !row.values.is_empty())
                    .map(|row| crate::view::SummaryRow { change: None, ..row })
                    .collect(),
            ),
            other => other,
        })
        .collect()
}

fn remarks(form: &FormData) -> Vec<Remark> {
    let typed = form.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("remark-")?, value.trim())));
    typed
        .filter(|(question, text)| !text.is_empty() && question.len() <= 60)
        .map(|(question, text)| Remark { question: question.to_owned(), text: text.to_owned() })
        .collect()
}

pub(crate) async fn post(person: Person, PathId(id): PathId<TaskId>, form: FormData) -> Result<Response, PageError> {
    let task = task::open(&person, id).await?;
    let revision = task.revision.ok_or_else(|| PageError::not_found(&person.context))?;
    let words = words_of(&person, &form).await?;
    let decision = match form.one("decision") {
        "publish" => {
            let on = local_offer_domain::editing::read_day(form.one("on"));
            on.map(|on| Decision::Publish { on, words: words.clone() }).map_err(|message| problem("on", message))
        }
        "some" => Ok(Decision::PublishSome { questions: form.all("publish"), remarks: remarks(&form) }),
        "return" => Ok(Decision::Return { remarks: remarks(&form), words }),
        "decline" => {
            let said = form.one("appeal");
            let appeal = if said.is_empty() { appeal(&person) } else { said.to_owned() };
            Ok(Decision::Decline { reason: words, appeal })
        }
        _ => Err(problem("decision", "Choose what becomes of it")),
    };
    // What is too long is said beside the remark itself, with everything else as it was typed.
    let long = remarks(&form).into_iter().find(|remark| remark.text.chars().count() > LONGEST_REMARK);
    if let Some(remark) = long {
        let length = remark.text.chars().count();
        let message = format!("Use {LONGEST_REMARK} characters or fewer for a remark; this has {length}");
        let problems = vec![problem(format!("remark-{}", remark.question), message)];
        return Ok(task::page(&person, &task, None, problems, &form).await?.into_response());
    }
    let decision = match decision {
        Ok(decision) => decision,
        Err(problem) => return Ok(task::page(&person, &task, None, vec![problem], &form).await?.into_response()),
    };
    match decide(person.office(), person.actor(), person.context.area(), revision, form.one("shown"), &decision).await {
        Ok(outcome) => Ok(View::new(person.layout("Decided"))
            .part(Part::Panel("Decided".to_owned(), format!("{}: {}", task.title, outcome.as_str())))
            .part(Part::Links(vec![
                ("Queue".to_owned(), "/manage/queue".to_owned()),
                ("What was decided on".to_owned(), format!("/manage/tasks/{id}")),
            ]))
            .into_response()),
        Err(error) => task::refused(&person, id, error, field_of(&decision), &form).await,
    }
}
