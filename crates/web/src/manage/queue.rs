//! `/manage/queue`: what waits, most harmful and oldest promise first.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::form_data::{FormData, problem};
use crate::paged::Paged;
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, Table, View, choices, line};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::{Place, Right};
use local_offer_domain::tasks::{Task, TaskKind, TaskRisk};
use local_offer_domain::values::TaskId;
use local_offer_operations::{OperationError, Work, remove_view, save_view, work_on};
use local_offer_storage::TaskFilter;

/// More than this never waits; what is done is narrowed by a name.
const MOST: i64 = 10_000;

/// What the filters of an address say.
fn filter(person: &Person, query: &QueryPairs) -> TaskFilter {
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let me = person.actor().account;
    TaskFilter {
        area: Some(person.context.area().id.clone()),
        kind: TaskKind::parse(one("kind")),
        risk: TaskRisk::ALL.into_iter().find(|risk| risk.as_str() == one("risk")),
        assignee: (one("whose") == "mine").then_some(me),
        unassigned: one("whose") == "nobody",
        watcher: (one("whose") == "watched").then_some(me),
        due_before: (one("late") == "yes").then(|| person.context.today()),
        closed: one("closed") == "yes",
        text: one("text").chars().take(100).collect(),
        ..TaskFilter::default()
    }
}

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let mut tasks = tx.list_tasks(&filter(&person, &query), MOST).await.map_err(broken)?;
    // A complaint names people; who may not read it does not see that there is one either.
    tasks.retain(|task| super::task::may_read(&person, task));
    let page = Paged::of(tasks, &query);
    let tasks = &page.items;
    let team = tx.list_people(&Place::Area(context.area().id.clone())).await.map_err(broken)?;
    let views = tx.list_saved_views(person.actor().account, &context.area().id).await.map_err(broken)?;
    let name_of = |task: &Task| {
        let found = task.assignee.and_then(|id| team.iter().find(|one| one.account.id == id));
        found.map_or_else(String::new, |one| one.account.name.clone())
    };
    let may_work = person.may(Right::WorkQueue);
    let rows = tasks.iter().map(|task| {
        let late = task.due_on < context.today() && task.closed.is_none();
        let due = words::date(task.due_on);
        let state = match &task.closed {
            Some(closed) => Cell::text(closed.outcome.clone()),
            None if late => Cell::tag(format!("Late: {due}"), "red"),
            None => Cell::text(due),
        };
        let risk = Cell::tag(
            task.risk.words(),
            match task.risk {
                TaskRisk::High => "red",
                TaskRisk::Medium => "yellow",
                TaskRisk::Low => "grey",
            },
        );
        let mut row = vec![
            Cell::link(task.title.clone(), format!("/manage/tasks/{}", task.id)).with_small(task.reference.clone()),
            Cell::text(task.kind.words()),
            risk,
            state,
            Cell::text(name_of(task)),
        ];
        if may_work {
            row.insert(
                0,
                Cell {
                    text: task.title.clone(),
                    check: Some(("task", task.id.to_string(), "bulk")),
                    ..Cell::default()
                },
            );
        }
        row
    });
    let mut head = vec!["What", "Kind", "Risk", "Promised by", "Who"];
    if may_work {
        head.insert(0, "");
    }
    let table = Table {
        caption: page.caption("thing", "things"),
        head,
        rows: rows.collect(),
        empty: "Nothing waits here.".to_owned(),
    };
    let any = |label: &str| vec![(String::new(), label.to_owned())];
    let kinds = any("Any")
        .into_iter()
        .chain(TaskKind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), kind.words().to_owned())));
    let risks = any("Any")
        .into_iter()
        .chain(TaskRisk::ALL.into_iter().rev().map(|risk| (risk.as_str().to_owned(), risk.words().to_owned())));
    let whose = [("", "Anybody's"), ("mine", "Mine"), ("nobody", "Nobody's"), ("watched", "What I watch")];
    let whose = whose.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned()));
    let yes = |name: &str, label: &str| {
        Input::new(
            name,
            label,
            Look::Checks(vec![Choice { value: "yes".to_owned(), label: "Yes".to_owned(), chosen: one(name) == "yes" }]),
        )
    };
    let narrow = Form::get("/manage/queue")
        .with(Input::new("whose", "Whose", Look::Select(choices(whose, &[one("whose").to_owned()]))))
        .with(Input::new("kind", "Kind", Look::Select(choices(kinds, &[one("kind").to_owned()]))))
        .with(Input::new("risk", "Risk", Look::Select(choices(risks, &[one("risk").to_owned()]))))
        .with(Input::line("text", "Name or reference", line::WORDS, one("text")))
        .with(yes("late", "Only late"))
        .with(yes("closed", "Also what is done"))
        .button("Narrow");
    let done = (!one("done").is_empty())
        .then(|| format!("{} changed", words::count(one("done").parse().unwrap_or(0), "thing", "things")));
    let mut view = View::new(person.layout("Queue")).wide().done(done);
    if !one("none").is_empty() {
        view = view.problems(vec![problem("bulk", "Choose at least one thing in the table")]);
    }
    let mut links = vec![
        ("Everything".to_owned(), "/manage/queue".to_owned()),
        ("Mine".to_owned(), "/manage/queue?whose=mine".to_owned()),
        ("Late".to_owned(), "/manage/queue?late=yes".to_owned()),
    ];
    links.extend(views.iter().map(|view| (view.name.clone(), format!("/manage/queue?{}", view.query))));
    view =
        view.part(Part::Links(links)).form(narrow).part(Part::Table(table)).part(page.links("/manage/queue", &query));
    if may_work && !tasks.is_empty() {
        let nobody = [(String::new(), "Nobody".to_owned())];
        let people = nobody.into_iter().chain(
            team.iter()
                .filter(|one| one.membership.role.rights().contains(&Right::WorkQueue))
                .map(|one| (one.account.id.to_string(), one.account.name.clone())),
        );
        let bulk = Form::post("/manage/queue")
            .named("bulk")
            .with(Input::words("With what is chosen in the table:"))
            .with(Input::new("to", "Hand to", Look::Select(choices(people, &[person.actor().account.to_string()]))))
            .button_sending("Hand over", Some(("do", "assign".to_owned())), "govuk-button--secondary")
            .button_sending("Watch", Some(("do", "watch".to_owned())), "govuk-button--secondary")
            .button_sending(
                "Nothing needs to be done …",
                Some(("do", "dismiss".to_owned())),
                "govuk-button--secondary",
            );
        view = view.form(bulk);
    }
    let kept: Vec<_> = query
        .0
        .iter()
        .filter(|(name, value)| !["done", "none"].contains(&name.as_str()) && !value.is_empty())
        .collect();
    if !kept.is_empty() {
        let encoded = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept.iter().map(|(name, value)| (name, value)))
            .finish();
        let form = Form::post("/manage/views").hidden("query", encoded).with(Input::line(
            "name",
            "Keep this list under a name",
            line::WORDS,
            "",
        ));
        view = view.form(form.second("Keep", None));
    }
    for saved in views {
        let form = Form::post("/manage/views/remove").hidden("id", saved.id);
        view = view.form(form.second(&format!("Forget the list “{}”", saved.name), None));
    }
    Ok(view)
}

pub(crate) async fn bulk(person: Person, form: FormData) -> Result<Response, PageError> {
    let context = &person.context;
    let work = match form.one("do") {
        "assign" => Work::Assign(form.one("to").parse().ok()),
        "watch" => Work::Watch(true),
        "dismiss" => return dismiss(&person, &form, Vec::new()).await,
        "dismissed" if form.one("why").is_empty() => {
            let problems = vec![problem("why", "Say why nothing needs to be done")];
            return dismiss(&person, &form, problems).await;
        }
        "dismissed" => Work::Dismiss(form.one("why").to_owned()),
        _ => return Err(PageError::not_found(context)),
    };
    let tasks = chosen(&person, &form).await?;
    if tasks.is_empty() {
        return Ok(Redirect::to("/manage/queue?none=1").into_response());
    }
    let mut done = 0;
    let mut stopped = Vec::new();
    for task in tasks {
        let many = matches!(work, Work::Dismiss(_)) && asks_for_each(&task);
        let outcome = if many {
            Err(OperationError::Refused("it has to be dealt with by itself".to_owned()))
        } else {
            work_on(person.office(), person.actor(), task.id, &work).await.map(drop)
        };
        match outcome {
            Ok(()) => done += 1,
            Err(OperationError::Refused(message) | OperationError::TooLate(message)) => {
                stopped.push(format!("{} ({}): {message}", task.title, task.reference));
            }
            Err(error) => return Err(PageError::of(context, error)),
        }
    }
    if !stopped.is_empty() {
        let lines: Vec<String> = stopped.into_iter().map(|line| format!("{line}.")).collect();
        return Ok(View::new(person.layout("Some were left as they are"))
            .back("Queue", "/manage/queue")
            .part(Part::Links(vec![("Back to the queue".to_owned(), "/manage/queue".to_owned())]))
            .text(format!("{} changed.", words::count(done, "thing was", "things were")))
            .part(Part::Bullets(lines))
            .into_response());
    }
    Ok(Redirect::to(&format!("/manage/queue?done={done}")).into_response())
}

/// The tasks that were chosen in the table.
async fn chosen(person: &Person, form: &FormData) -> Result<Vec<Task>, PageError> {
    let mut found = Vec::new();
    for id in form.all("task").iter().filter_map(|id| id.parse::<TaskId>().ok()).take(MOST as usize) {
        found.push(super::task::open(person, id).await?);
    }
    Ok(found)
}

/// What waits for a decision is decided, and a complaint, and whatever somebody waits for an answer to, is closed by somebody who
/// has read it.
fn asks_for_each(task: &Task) -> bool {
    let waits = matches!(task.kind, TaskKind::Application | TaskKind::Change | TaskKind::Claim);
    waits || task.kind == TaskKind::Complaint || task.detail.reply_to.is_some()
}

/// Asks before many things are closed at once, and names what will happen.
async fn dismiss(person: &Person, form: &FormData, problems: Vec<Problem>) -> Result<Response, PageError> {
    if chosen(person, form).await?.is_empty() {
        return Ok(Redirect::to("/manage/queue?none=1").into_response());
    }
    let (each, together): (Vec<Task>, Vec<Task>) = chosen(person, form).await?.into_iter().partition(asks_for_each);
    let named = |task: &Task| format!("{} ({}, {})", task.title, task.kind.words().to_lowercase(), task.reference);
    let mut view =
        View::new(person.layout("Nothing needs to be done?")).back("Queue", "/manage/queue").problems(problems.clone());
    if !each.is_empty() {
        view = view
            .text(
                "These stay open: what waits for a decision is published, returned or declined, and a complaint or whatever somebody waits for an answer to is closed one at a time.",
            )
            .part(Part::Links(each.iter().map(|task| (named(task), format!("/manage/tasks/{}", task.id))).collect()));
    }
    if together.is_empty() {
        return Ok(view.into_response());
    }
    let mut send = Form::post("/manage/queue").hidden("do", "dismissed");
    for task in &together {
        send = send.hidden("task", task.id.to_string());
    }
    send = send.with(
        Input::long("why", "Why nothing needs to be done", 2_000, form.one("why"))
            .hint("It is kept with each. You can take each up again afterwards.")
            .checked(&problems),
    );
    Ok(view
        .text(format!("{} will be closed:", words::count(together.len() as u64, "thing", "things")))
        .part(Part::Bullets(together.iter().map(named).collect()))
        .form(send.danger("Close them"))
        .into_response())
}

pub(crate) async fn keep_view(person: Person, form: FormData) -> Result<Response, PageError> {
    let context = &person.context;
    // Only what a browser would send: the address is put into a link.
    let query = FormData::parse(form.one("query").as_bytes()).encoded();
    save_view(person.office(), person.actor(), &context.area().id, form.one("name"), &query)
        .await
        .map_err(|error| PageError::of(context, error))?;
    Ok(Redirect::to(&format!("/manage/queue?{query}")).into_response())
}

pub(crate) async fn forget_view(person: Person, form: FormData) -> Result<Response, PageError> {
    remove_view(person.office(), person.actor(), form.one("id"))
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/manage/queue").into_response())
}
