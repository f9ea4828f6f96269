//! `/manage/tasks/{id}`: one thing that waits, with everything needed to deal with it.

use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::view::{Cell, Form, Input, Look, Part, SummaryRow, Table, View, choices};
use crate::words;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::{Place, Right};
use local_offer_domain::tasks::WordingPurpose;
use local_offer_domain::tasks::{Task, TaskKind, TaskRisk};
use local_offer_domain::values::TaskId;
use local_offer_operations::accounts::decide_claim;
use local_offer_operations::listings::{answer_report, hand_to_provider};
use local_offer_operations::{OperationError, Work, england, work_on};
use local_offer_storage::{TaskFilter, Wording};

/// A task of this area.
pub(super) async fn open(person: &Person, id: TaskId) -> Result<Task, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let task = person.office().storage.read().await.map_err(broken)?.lookup_task(id).await.map_err(broken)?;
    let task = task.filter(|task| task.area == context.area().id).ok_or_else(|| PageError::not_found(context))?;
    if may_read(person, &task) { Ok(task) } else { Err(PageError::forbidden(context)) }
}

/// Whether somebody may read a task. A complaint names people who have done nothing that anybody knows of yet; guesses at an
/// account are for whoever can do something about them.
pub(super) fn may_read(person: &Person, task: &Task) -> bool {
    match task.kind {
        TaskKind::Complaint | TaskKind::Locked => sees_all(person),
        TaskKind::Application
        | TaskKind::Change
        | TaskKind::LiveChange
        | TaskKind::Correction
        | TaskKind::Claim
        | TaskKind::Mail
        | TaskKind::Overdue
        | TaskKind::DeadLink
        | TaskKind::Closed
        | TaskKind::Stopped => true,
    }
}

/// Whether somebody deals with what comes in, or checks how it is dealt with.
pub(super) fn sees_all(person: &Person) -> bool {
    person.may(Right::WorkQueue) || person.may(Right::SeeAudit)
}

pub(crate) async fn get(person: Person, PathId(id): PathId<TaskId>, query: QueryPairs) -> Result<View, PageError> {
    let task = open(&person, id).await?;
    let done = query.0.iter().find(|(name, _)| name == "done").map(|(_, value)| match value.as_str() {
        "handed" => "The people who run it were asked".to_owned(),
        "answered" => "The answer is kept, and sent if they asked for one".to_owned(),
        _ => "Kept".to_owned(),
    });
    page(&person, &task, done, Vec::new(), &FormData::default()).await
}

/// The page of a task, perhaps with what was typed into its decision.
pub(super) async fn page(
    person: &Person,
    task: &Task,
    done: Option<String>,
    problems: Vec<crate::search_params::Problem>,
    typed: &FormData,
) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let notes = tx.list_task_notes(task.id).await.map_err(broken)?;
    let watchers = tx.list_watchers(task.id).await.map_err(broken)?;
    let team = tx.list_people(&Place::Area(context.area().id.clone())).await.map_err(broken)?;
    let wordings = tx.list_wordings(&context.area().id).await.map_err(broken)?;
    let related = match task.listing {
        Some(listing) => tx
            .list_tasks(&TaskFilter { listing: Some(listing), closed: true, ..TaskFilter::default() }, 20)
            .await
            .map_err(broken)?,
        None => Vec::new(),
    };
    drop(tx);
    let here = format!("/manage/tasks/{}", task.id);
    let mut view = View::new(person.layout(task.title.clone()))
        .wide()
        .back("Queue", "/manage/queue")
        .caption(format!("{} · {}", task.kind.words(), task.reference))
        .done(done)
        .problems(problems.clone())
        .part(Part::Summary(facts(task, &team, sees_all(person))));
    if let Some(listing) = task.listing {
        view = view.part(Part::Links(vec![(
            "The listing, its history and what can be done with it".to_owned(),
            format!("/manage/listings/{listing}"),
        )]));
    }
    if task.closed.is_none() {
        if let (TaskKind::LiveChange, Some(listing), Some(revision)) = (task.kind, task.listing, task.revision) {
            let link = format!("/manage/listings/{listing}/compare?to={revision}");
            view = view.part(Part::Links(vec![("What was changed, before and after".to_owned(), link)]));
        }
        view = match task.kind {
            TaskKind::Application | TaskKind::Change => {
                super::decision::parts(person, task, view, &wordings, typed, &problems).await?
            }
            TaskKind::Claim if person.may(Right::Decide) => view.form(claim(&here)),
            TaskKind::Correction | TaskKind::Complaint if person.may(Right::Decide) => {
                report(task, &here, view, &wordings, typed, &problems)
            }
            TaskKind::Stopped if person.may(Right::TakeDown) => view
                .part(Part::Links(vec![
                    ("What is late".to_owned(), "/manage".to_owned()),
                    ("What was archived before, and taking it back".to_owned(), "/manage/archived".to_owned()),
                ]))
                .form(Form::post(format!("{here}/archive")).danger("Archive them all the same")),
            TaskKind::Mail => view.part(Part::Links(vec![("Messages".to_owned(), "/manage/mail".to_owned())])),
            _ => view,
        };
        if person.may(Right::Note) {
            view = work_parts(person, task, &here, view, &team, &watchers, (typed, &problems));
        }
    } else if person.may(Right::Decide) && task.closed.as_ref().is_some_and(|closed| closed.outcome == "looked at") {
        let again = Form::post(format!("{here}/work")).hidden("do", "reopen");
        view = view.form(again.second("Take it up again", None));
    }
    if !notes.is_empty() {
        view = view.heading("Notes");
        for note in notes {
            view = view.part(Part::Inset(vec![format!("{}, {}", note.by, words::date(england(note.at))), note.text]));
        }
    }
    let related = related.iter().filter(|other| other.id != task.id && may_read(person, other)).map(|other| {
        let state = other.closed.as_ref().map_or_else(|| "waits".to_owned(), |closed| closed.outcome.clone());
        vec![
            Cell::link(other.kind.words(), format!("/manage/tasks/{}", other.id)).with_small(other.reference.clone()),
            Cell::text(words::date(england(other.opened_at))),
            Cell::text(state),
        ]
    });
    let related: Vec<_> = related.collect();
    if !related.is_empty() {
        let table = Table {
            caption: "About the same listing".to_owned(),
            head: vec!["What", "Since", "Outcome"],
            rows: related,
            empty: String::new(),
        };
        view = view.part(Part::Table(table));
    }
    Ok(view)
}

fn facts(task: &Task, team: &[local_offer_storage::Person], sees_private: bool) -> Vec<SummaryRow> {
    let row =
        |key: &str, values: Vec<String>| SummaryRow { key: key.to_owned(), values, change: None, remarks: Vec::new() };
    let assignee = task.assignee.and_then(|id| team.iter().find(|one| one.account.id == id));
    let mut rows = vec![
        row("Came in", vec![words::date(england(task.opened_at))]),
        row("Promised by", vec![words::date(task.due_on)]),
        row("Risk", vec![task.risk.words().to_owned()]),
        row(
            "Who deals with it",
            vec![assignee.map_or_else(|| "Nobody yet".to_owned(), |one| one.account.name.clone())],
        ),
    ];
    if !task.detail.about.is_empty() && matches!(task.kind, TaskKind::Correction | TaskKind::Complaint) {
        rows.push(row("About", task.detail.about.clone()));
    }
    if !task.detail.text.is_empty() {
        rows.push(row("What was said", vec![task.detail.text.clone()]));
    }
    if !task.detail.checks.is_empty() {
        rows.push(row("To check", task.detail.checks.clone()));
    }
    if let Some(email) = task.detail.reply_to.as_ref().filter(|_| sees_private) {
        rows.push(row("Wants an answer", vec![email.to_string()]));
    }
    if !task.detail.answer.is_empty() {
        rows.push(row("Answered", vec![task.detail.answer.clone()]));
    }
    if let Some(closed) = &task.closed {
        rows.push(row("Outcome", vec![format!("{}, {}", closed.outcome, words::date(england(closed.at)))]));
    }
    rows
}

fn claim(here: &str) -> Form {
    Form::post(format!("{here}/claim"))
        .with(Input::long("words", "What you want to say to them (optional)", 2_000, ""))
        .button_sending("It is theirs", Some(("grant", "yes".to_owned())), "")
        .second("It is not theirs", Some(("grant", "no".to_owned())))
}

fn report(
    task: &Task,
    here: &str,
    view: View,
    wordings: &[Wording],
    typed: &FormData,
    problems: &[crate::search_params::Problem],
) -> View {
    let answer = Input::long("answer", "Your answer", 4_000, typed.one("answer"))
        .hint("Whoever told you reads it on their page, and by email if they gave an address.")
        .checked(problems);
    let mut view = view
        .heading("Answer")
        .part(wording_list(wordings, WordingPurpose::Answer))
        .form(Form::post(format!("{here}/answer")).with(answer).button("Answer and be done"));
    if task.kind == TaskKind::Correction && !task.detail.with_provider {
        let mut hand = Form::post(format!("{here}/hand"));
        if !task.detail.text.is_empty() {
            let visitor = if typed.has("visitor") { typed.one("visitor") } else { task.detail.text.as_str() };
            let chosen = if typed.has("pass") { typed.one("pass") } else { "no" };
            let pass = [
                ("no", "Leave the visitor's words out: say only which parts they are about"),
                ("yes", "Send the words below, marked as a visitor's"),
            ];
            let pass = pass.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned()));
            hand = hand
                .with(Input::new("pass", "What the visitor wrote", Look::Radios(choices(pass, &[chosen.to_owned()]))))
                .with(
                    Input::long("visitor", "The visitor's words, as they will be sent", 4_000, visitor)
                        .hint("Take out names, addresses, health and anything that says who told you.")
                        .checked(problems),
                );
        }
        let words = Input::long("words", "What you want to ask the people who run it", 2_000, typed.one("words"));
        view = view.form(hand.with(words.checked(problems)).second("Ask the people who run it", None));
    }
    if task.detail.with_provider {
        view = view.text("The people who run it were asked.");
    }
    view
}

/// Wording to take over, for one purpose.
pub(super) fn wording_list(wordings: &[Wording], purpose: WordingPurpose) -> Part {
    let lines: Vec<String> = wordings
        .iter()
        .filter(|one| one.purpose == purpose)
        .map(|one| format!("{}: {}", one.title, one.text))
        .collect();
    if lines.is_empty() { Part::Links(Vec::new()) } else { Part::Details("Wording you can use".to_owned(), lines) }
}

fn work_parts(
    person: &Person,
    task: &Task,
    here: &str,
    view: View,
    team: &[local_offer_storage::Person],
    watchers: &[local_offer_domain::values::AccountId],
    (typed, problems): (&FormData, &[crate::search_params::Problem]),
) -> View {
    let nobody = [(String::new(), "Nobody".to_owned())];
    let people = nobody.into_iter().chain(
        team.iter()
            .filter(|one| one.membership.role.rights().contains(&Right::WorkQueue))
            .map(|one| (one.account.id.to_string(), one.account.name.clone())),
    );
    let chosen = task.assignee.map_or_else(String::new, |id| id.to_string());
    let assign = Form::post(format!("{here}/work")).hidden("do", "assign").with(Input::new(
        "to",
        "Who deals with it",
        Look::Select(choices(people, &[chosen])),
    ));
    let risks = TaskRisk::ALL.into_iter().map(|risk| (risk.as_str().to_owned(), risk.words().to_owned()));
    let rate = Form::post(format!("{here}/work")).hidden("do", "rate").with(Input::new(
        "risk",
        "Risk",
        Look::Select(choices(risks, &[task.risk.as_str().to_owned()])),
    ));
    let note = Form::post(format!("{here}/work"))
        .hidden("do", "note")
        .with(Input::long("text", "Note for your colleagues", 4_000, "").hint("Only staff see it."));
    let watching = watchers.contains(&person.actor().account);
    let watch = Form::post(format!("{here}/work")).hidden("do", if watching { "unwatch" } else { "watch" });
    let mut view = view.heading("Work on it");
    if person.may(Right::WorkQueue) {
        view = view.form(assign.second("Hand over", None)).form(rate.second("Save", None));
    }
    view = view
        .form(note.second("Leave the note", None))
        .form(watch.second(if watching { "Stop watching" } else { "Watch this" }, None));
    let dismissable = !matches!(task.kind, TaskKind::Application | TaskKind::Change | TaskKind::Claim);
    if dismissable && person.may(Right::Decide) {
        let answers = matches!(task.kind, TaskKind::Correction | TaskKind::Complaint);
        let hint = match (&task.detail.reply_to, answers) {
            (Some(_), true) => "It is sent to whoever told you: they asked for an answer.",
            (None, true) => "Whoever told you reads it on their page.",
            _ => "Only staff see it.",
        };
        let why =
            Input::long("why", "Why nothing needs to be done", 2_000, typed.one("why")).hint(hint).checked(problems);
        view = view.form(
            Form::post(format!("{here}/work"))
                .hidden("do", "dismiss")
                .with(why)
                .second("Nothing needs to be done", None),
        );
    }
    view
}

pub(crate) async fn work(person: Person, PathId(id): PathId<TaskId>, form: FormData) -> Result<Response, PageError> {
    let task = open(&person, id).await?;
    let work = match form.one("do") {
        "assign" => Work::Assign(form.one("to").parse().ok()),
        "note" => Work::Note(form.one("text").to_owned()),
        "watch" => Work::Watch(true),
        "unwatch" => Work::Watch(false),
        "dismiss" => Work::Dismiss(form.one("why").to_owned()),
        "reopen" => Work::Reopen,
        "rate" => match TaskRisk::ALL.into_iter().find(|risk| risk.as_str() == form.one("risk")) {
            Some(risk) => Work::Rate(risk),
            None => return Err(PageError::not_found(&person.context)),
        },
        _ => return Err(PageError::not_found(&person.context)),
    };
    match work_on(person.office(), person.actor(), task.id, &work).await {
        Ok(_) => Ok(Redirect::to(&format!("/manage/tasks/{id}?done=kept")).into_response()),
        Err(error) => refused(&person, id, error, field_of(&work), &form).await,
    }
}

pub(crate) async fn decide_on_claim(
    person: Person,
    PathId(id): PathId<TaskId>,
    form: FormData,
) -> Result<Response, PageError> {
    let task = open(&person, id).await?;
    let grant = form.one("grant") == "yes";
    decide_claim(person.office(), person.actor(), person.context.area(), task.id, grant, form.one("words"))
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/manage/queue?done=1").into_response())
}

pub(crate) async fn answer(person: Person, PathId(id): PathId<TaskId>, form: FormData) -> Result<Response, PageError> {
    open(&person, id).await?;
    match answer_report(person.office(), person.actor(), person.context.area(), id, form.one("answer")).await {
        Ok(()) => Ok(Redirect::to(&format!("/manage/tasks/{id}?done=answered")).into_response()),
        Err(error) => refused(&person, id, error, "answer", &form).await,
    }
}

/// Which field a piece of work is typed into.
fn field_of(work: &Work) -> &'static str {
    match work {
        Work::Dismiss(_) => "why",
        Work::Note(_) => "text",
        Work::Assign(_) => "to",
        Work::Rate(_) => "risk",
        Work::Watch(_) | Work::Reopen => "",
    }
}

/// The page of a task again, with what was typed and why it was not taken. Of two people who deal with the same thing, the
/// second loses nothing of what they wrote.
pub(super) async fn refused(
    person: &Person,
    id: TaskId,
    error: OperationError,
    field: &'static str,
    typed: &FormData,
) -> Result<Response, PageError> {
    let (OperationError::Refused(message) | OperationError::TooLate(message)) = error else {
        return Err(PageError::of(&person.context, error));
    };
    // As it is now: somebody else may have been quicker.
    let task = open(person, id).await?;
    let too_late = task.closed.is_some();
    let mut view = page(person, &task, None, vec![problem(field, message)], typed).await?;
    if too_late {
        let written: Vec<String> = ["answer", "words", "why", "text", "appeal"]
            .into_iter()
            .map(|name| typed.one(name).to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        if !written.is_empty() {
            view = view.heading("What you wrote").part(Part::Inset(written));
        }
        view = view.status(StatusCode::CONFLICT);
    }
    Ok(view.into_response())
}

pub(crate) async fn hand(person: Person, PathId(id): PathId<TaskId>, form: FormData) -> Result<Response, PageError> {
    let visitor = (form.one("pass") == "yes").then(|| form.one("visitor"));
    let handed =
        hand_to_provider(person.office(), person.actor(), person.context.area(), id, visitor, form.one("words")).await;
    match handed {
        Ok(_) => Ok(Redirect::to(&format!("/manage/tasks/{id}?done=handed")).into_response()),
        Err(error) => refused(&person, id, error, "words", &form).await,
    }
}
