//! Putting things before the authority, and working on what is there.

use crate::office::england;
use crate::{Office, OperationError, audit, secret};
use local_offer_domain::Area;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{Task, TaskDetail, TaskKind, TaskRisk};
use local_offer_domain::values::{AccountId, RevisionId, TaskId};
use local_offer_storage::{ListingHead, Transaction};

/// A task about a listing, with the day by which the authority promises to deal with it.
pub(crate) fn new_task(
    area: &Area,
    kind: TaskKind,
    head: &ListingHead,
    revision: Option<RevisionId>,
    detail: TaskDetail,
    office: &Office,
) -> Task {
    let title = if head.name.is_empty() { "A listing without a name".to_owned() } else { head.name.clone() };
    let task = area_task(area, kind, title, detail, office);
    Task { listing: Some(head.id), organisation: Some(head.owner()), revision, ..task }
}

/// A task about the area itself: about no listing, or not about one that is known yet.
pub(crate) fn area_task(area: &Area, kind: TaskKind, title: String, detail: TaskDetail, office: &Office) -> Task {
    let now = office.now();
    Task {
        id: TaskId::new(),
        reference: secret::reference('W'),
        area: area.id.clone(),
        kind,
        risk: kind.risk(),
        listing: None,
        organisation: None,
        revision: None,
        title,
        detail,
        opened_at: now,
        due_on: area.listing_policy.promise(england(now)),
        assignee: None,
        closed: None,
    }
}

/// What can be done with a task besides deciding.
#[derive(Debug, Clone)]
pub enum Work {
    /// Hand it to somebody, or to nobody.
    Assign(Option<AccountId>),
    /// Leave a note.
    Note(String),
    /// Watch it, or stop.
    Watch(bool),
    /// Say how much harm waiting can do.
    Rate(TaskRisk),
    /// Be done with it: it was looked at, and nothing needs to be done, for this reason. Whoever wants an answer is sent it.
    Dismiss(String),
    /// Take up again what somebody was done with too soon.
    Reopen,
}

/// Longest reason for which nothing needs to be done, in characters.
const LONGEST_REASON: usize = 2_000;

/// Work on a task. Returns it as it was.
pub async fn work_on(office: &Office, actor: &Actor, id: TaskId, work: &Work) -> Result<Task, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let task = tx.lock_task(id).await?.ok_or(OperationError::NotThere)?;
    let needed = match work {
        Work::Dismiss(_) | Work::Reopen => Right::Decide,
        Work::Note(_) | Work::Watch(_) => Right::Note,
        Work::Assign(_) | Work::Rate(_) => Right::WorkQueue,
    };
    if !actor.may(needed, Subject { area: &task.area, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    if task.closed.is_some() && !matches!(work, Work::Note(_) | Work::Watch(_) | Work::Reopen) {
        return Err(OperationError::TooLate("Somebody has dealt with this already".to_owned()));
    }
    let action = match work {
        Work::Assign(to) => {
            if let Some(to) = to {
                let memberships = tx.list_memberships(*to).await?;
                let theirs = Actor { account: *to, name: String::new(), memberships, second_factor: true };
                if !theirs.may(Right::WorkQueue, Subject { area: &task.area, organisation: None }) {
                    return Err(OperationError::Refused("Choose somebody who works on this area".to_owned()));
                }
            }
            tx.assign_task(id, *to).await?;
            "assign"
        }
        Work::Note(text) => {
            let text = text.trim();
            if text.is_empty() {
                return Err(OperationError::Refused("Write a note first".to_owned()));
            }
            if text.chars().count() > 4_000 {
                return Err(OperationError::Refused("A note must be 4,000 characters or fewer".to_owned()));
            }
            tx.add_task_note(id, actor.account, text, now).await?;
            "note"
        }
        Work::Watch(watch) => {
            tx.watch_task(id, actor.account, *watch).await?;
            if *watch { "watch" } else { "unwatch" }
        }
        Work::Rate(risk) => {
            tx.update_task(id, *risk, &task.detail).await?;
            "rate"
        }
        Work::Dismiss(reason) => {
            let reason = reason.trim();
            if reason.is_empty() {
                return Err(OperationError::Refused("Say why nothing needs to be done".to_owned()));
            }
            if reason.chars().count() > LONGEST_REASON {
                return Err(OperationError::Refused(format!("Keep the reason under {LONGEST_REASON} characters")));
            }
            if matches!(task.kind, TaskKind::Application | TaskKind::Change | TaskKind::Claim) {
                return Err(OperationError::Refused(
                    "Somebody waits for an answer to this: publish, return or decline it".to_owned(),
                ));
            }
            if !tx.close_task(id, DISMISSED, now).await? {
                return Err(OperationError::TooLate("Somebody has dealt with this already".to_owned()));
            }
            tx.add_task_note(id, actor.account, &format!("Nothing needs to be done: {reason}"), now).await?;
            answer_with(&mut tx, office, &task, reason).await?;
            "dismiss"
        }
        Work::Reopen => {
            let dismissed = task.closed.as_ref().is_some_and(|closed| closed.outcome == DISMISSED);
            if !dismissed || !tx.reopen_task(id).await? {
                return Err(OperationError::TooLate(
                    "Only what was closed because nothing needed to be done can be taken up again".to_owned(),
                ));
            }
            "reopen"
        }
    };
    tell_watchers(&mut tx, office, &task, actor.account, action).await?;
    tx.record_audit(audit(Author::Account(actor.account), action, id, Some(&task.area), &task.reference, now));
    tx.commit().await?;
    Ok(task)
}

/// What was done, as it is said to people.
fn in_words(action: &str) -> &str {
    match action {
        "assign" => "it was handed to somebody",
        "rate" => "its risk was changed",
        "note" => "somebody wrote a note",
        "dismiss" => "nothing needs to be done",
        "reopen" => "it was taken up again",
        "answered" => "it was answered",
        other => other,
    }
}

/// The outcome of what nothing needed to be done about.
const DISMISSED: &str = "looked at";

/// Whoever told us of something and asked for an answer was promised one: the reason is the answer.
async fn answer_with(tx: &mut Transaction, office: &Office, task: &Task, reason: &str) -> Result<(), OperationError> {
    if !matches!(task.kind, TaskKind::Correction | TaskKind::Complaint) {
        return Ok(());
    }
    let detail = TaskDetail { answer: reason.to_owned(), ..task.detail.clone() };
    tx.update_task(task.id, task.risk, &detail).await?;
    let Some(email) = &task.detail.reply_to else { return Ok(()) };
    let areas = tx.list_areas().await?;
    let Some(area) = areas.iter().find(|area| area.id == task.area) else { return Ok(()) };
    let line =
        format!("You told us that something was wrong with {} ({}). This is our answer:", task.title, task.reference);
    let message = crate::letters::letter(area, email, &format!("{}: our answer", task.reference), &[&line, reason]);
    tx.queue_message(
        &match task.listing {
            Some(listing) => crate::letters::about(listing, message),
            None => message,
        },
        office.now(),
    )
    .await?;
    Ok(())
}

/// Write to those who watch a task what was done, but not to whoever did it.
pub(crate) async fn tell_watchers(
    tx: &mut Transaction,
    office: &Office,
    task: &Task,
    by: AccountId,
    what: &str,
) -> Result<(), OperationError> {
    if matches!(what, "watch" | "unwatch") {
        return Ok(());
    }
    let areas = tx.list_areas().await?;
    let Some(area) = areas.iter().find(|area| area.id == task.area) else { return Ok(()) };
    for watcher in tx.list_watchers(task.id).await?.into_iter().filter(|watcher| *watcher != by) {
        let Some(known) = tx.lookup_credentials(watcher).await? else { continue };
        let link = office.links.to(area, &format!("/manage/tasks/{}", task.id));
        let what = in_words(what);
        let line = format!("{} ({}): {what}.", task.title, task.reference);
        let message = crate::letters::letter(
            area,
            &known.account.email,
            &format!("{}: {what}", task.reference),
            &["You watch this:", &line, &link],
        );
        tx.queue_message(&message, office.now()).await?;
    }
    Ok(())
}
