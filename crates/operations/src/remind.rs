use crate::letters::{about, letter};
use crate::listings::{people_of, reminder_key};
use crate::tasks::new_task;
use crate::{Office, OperationError, audit};
use jiff::civil::Date;
use local_offer_domain::Area;
use local_offer_domain::review::{Freshness, days_between};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::ListingId;
use local_offer_storage::{ListingFilter, ListingState};

/// What one round has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reminded {
    /// Listings whose people were written to.
    pub reminded: usize,
    /// Listings that staff are asked to chase.
    pub escalated: usize,
}

/// Write to the people of every listing that should be confirmed soon, and ask staff to chase what is late. Each reminder is
/// written down in the transaction that queues it, so that nobody gets it twice however often this runs.
pub async fn send_reminders(office: &Office) -> Result<Reminded, OperationError> {
    let today = office.today();
    let mut tx = office.storage.read().await?;
    let areas = tx.list_areas().await?;
    let filter = ListingFilter { state: Some(ListingState::Live), ..ListingFilter::default() };
    let live = tx.list_heads(&filter, i64::MAX).await?;
    drop(tx);
    let mut round = Reminded::default();
    for head in live {
        let Some(area) = areas.iter().find(|area| area.id == head.area) else { continue };
        let Some(review_by) = head.review_by else { continue };
        let policy = &area.listing_policy;
        if let Some(days) = policy.reminder_due(review_by, today)
            && policy.freshness(head.review_by, today) < Freshness::NotConfirmed
        {
            match remind(office, area, head.id, review_by, days).await {
                Ok(done) => round.reminded += usize::from(done),
                Err(error) => tracing::error!(%error, listing = %head.id, "a reminder cannot be sent"),
            }
        }
        if policy.freshness(head.review_by, today) >= Freshness::NotConfirmed {
            match escalate(office, area, head.id, review_by).await {
                Ok(done) => round.escalated += usize::from(done),
                Err(error) => tracing::error!(%error, listing = %head.id, "nobody can be asked to chase"),
            }
        }
    }
    Ok(round)
}

async fn remind(
    office: &Office,
    area: &Area,
    id: ListingId,
    review_by: Date,
    days: u16,
) -> Result<bool, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    let still = head.state == ListingState::Live && head.review_by == Some(review_by);
    if !still || !tx.add_reminder(id, review_by, i64::from(days), now).await? {
        return Ok(false);
    }
    let people = people_of(&mut tx, &head).await?;
    let left = days_between(office.today(), review_by);
    let when = match left {
        ..0 => "Its time to be checked has passed.".to_owned(),
        0 => "It should be checked today.".to_owned(),
        1 => "It should be checked by tomorrow.".to_owned(),
        left => format!("It should be checked within {left} days."),
    };
    for email in &people {
        let key = reminder_key(&mut tx, office, id, email).await?;
        let link = |what: &str| office.links.to(area, &format!("/confirm/{key}{what}"));
        let line = format!("Is what we say about {} still right? {when}", head.name);
        let message = letter(
            area,
            email,
            &format!("Is {} still right?", head.name),
            &[
                &line,
                &format!("It is still right: {}", link("")),
                &format!("I want to change it: {}", link("?answer=change")),
                &format!("It has closed: {}", link("?answer=closed")),
                "Each link opens a page that asks you once more. Families see on which day you last checked.",
            ],
        );
        tx.queue_message(&about(id, message), now).await?;
    }
    if people.is_empty() {
        let detail = TaskDetail {
            text: "It should be checked, and we have no address to write to.".to_owned(),
            ..TaskDetail::default()
        };
        tx.close_tasks_of(id, TaskKind::Overdue, "asked again", now).await?;
        tx.add_task(&new_task(area, TaskKind::Overdue, &head, None, detail, office)).await?;
    }
    tx.record_audit(audit(Author::System, "remind", id, Some(&area.id), &format!("{days} days before"), now));
    tx.commit().await?;
    Ok(true)
}

async fn escalate(office: &Office, area: &Area, id: ListingId, review_by: Date) -> Result<bool, OperationError> {
    /// No number of days before anything, so that it is kept beside the reminders and happens once.
    const ESCALATION: i64 = -1;
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    let still = head.state == ListingState::Live && head.review_by == Some(review_by);
    if !still || !tx.add_reminder(id, review_by, ESCALATION, now).await? {
        return Ok(false);
    }
    let late = days_between(review_by, office.today());
    let detail = TaskDetail {
        text: format!("Nobody has confirmed it for {late} days after it was due."),
        ..TaskDetail::default()
    };
    tx.close_tasks_of(id, TaskKind::Overdue, "asked again", now).await?;
    tx.add_task(&new_task(area, TaskKind::Overdue, &head, None, detail, office)).await?;
    tx.record_audit(audit(Author::System, "escalate", id, Some(&area.id), &format!("{late} days late"), now));
    tx.commit().await?;
    Ok(true)
}
