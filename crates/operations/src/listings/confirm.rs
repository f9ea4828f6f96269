use super::draft::subject;
use super::publish::review_date;
use crate::tasks::new_task;
use crate::{Office, OperationError, audit, keys};
use jiff::ToSpan;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::listing::{Assurance, CheckedBy};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::{EmailAddress, ListingId};
use local_offer_domain::{Area, Content};
use local_offer_storage::{ListingHead, ListingState, Transaction};

/// How long the link of a reminder is good, in hours: beyond the day on which a listing is archived.
const HOURS: i64 = 400 * 24;

/// What the link of a reminder is about.
#[derive(Debug, Clone)]
pub struct Reminder {
    /// The listing.
    pub head: ListingHead,
    /// What it says now.
    pub content: Content,
}

/// The key of a reminder's link.
pub(crate) async fn reminder_key(
    tx: &mut Transaction,
    office: &Office,
    listing: ListingId,
    email: &EmailAddress,
) -> Result<String, OperationError> {
    let now = office.now();
    let key = keys::make(tx, now, "confirm", listing, email.key(), HOURS.hours()).await?;
    Ok(key)
}

/// What a reminder's link is about. Looking changes nothing: mail programs open links by themselves.
pub async fn look_at_reminder(office: &Office, area: &Area, key: &str) -> Result<Option<Reminder>, OperationError> {
    let mut tx = office.storage.read().await?;
    let known = keys::good(&mut tx, office, "confirm", key).await?;
    let Some(id) = known.and_then(|known| known.subject.parse::<ListingId>().ok()) else { return Ok(None) };
    let Some(head) = tx.lookup_head(id).await?.filter(|head| head.area == area.id) else { return Ok(None) };
    let Some(stored) = tx.lookup_listing(id).await? else { return Ok(None) };
    let content =
        Content::parse(stored.kind, &stored.content).map_err(|error| OperationError::Refused(error.to_string()))?;
    Ok(Some(Reminder { head, content }))
}

/// Say by a reminder's link that a listing is still right.
pub async fn confirm_by_link(office: &Office, area: &Area, key: &str) -> Result<ListingHead, OperationError> {
    let reminder = look_at_reminder(office, area, key).await?.ok_or(OperationError::NotThere)?;
    confirm(office, area, reminder.head.id, CheckedBy::Provider, Author::Public, "confirm-by-link").await
}

/// Say that a listing is still right.
pub async fn confirm_listing(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
) -> Result<ListingHead, OperationError> {
    let head = office.storage.read().await?.lookup_head(id).await?.ok_or(OperationError::NotThere)?;
    if !actor.may(Right::ConfirmListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let by = if actor.reach(Right::ConfirmListing).covers_area(&head.area) {
        CheckedBy::Authority
    } else {
        CheckedBy::Provider
    };
    confirm(office, area, id, by, Author::Account(actor.account), "confirm").await
}

async fn confirm(
    office: &Office,
    area: &Area,
    id: ListingId,
    checked_by: CheckedBy,
    author: Author,
    action: &'static str,
) -> Result<ListingHead, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != area.id {
        return Err(OperationError::NotThere);
    }
    match head.state {
        ListingState::Live => {}
        ListingState::Archived => tx.set_state(id, ListingState::Live, None, None, now).await?,
        _ => {
            return Err(OperationError::TooLate(format!(
                "This listing is {}. Ask {} if you think it should be shown",
                head.state.words().to_lowercase(),
                area.contact.name
            )));
        }
    }
    let stored = tx.lookup_listing(id).await?.ok_or(OperationError::NotThere)?;
    let content =
        Content::parse(stored.kind, &stored.content).map_err(|error| OperationError::Refused(error.to_string()))?;
    let today = office.today();
    let assurance = Assurance { checked_on: today, checked_by };
    tx.update_facts(id, head.organisation, Some(assurance), Some(review_date(area, &content, today)), now).await?;
    tx.close_tasks_of(id, TaskKind::Overdue, "confirmed", now).await?;
    tx.record_audit(audit(author, action, id, Some(&area.id), "", now));
    let head = tx.lookup_head(id).await?.ok_or(OperationError::NotThere)?;
    tx.commit().await?;
    Ok(head)
}

/// Say by a reminder's link that a service has closed.
pub async fn close_by_link(office: &Office, area: &Area, key: &str) -> Result<ListingHead, OperationError> {
    let reminder = look_at_reminder(office, area, key).await?.ok_or(OperationError::NotThere)?;
    close(office, area, reminder.head.id, Author::Public, "close-by-link").await
}

/// Say that a service has closed.
pub async fn close_listing(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
) -> Result<ListingHead, OperationError> {
    let head = office.storage.read().await?.lookup_head(id).await?.ok_or(OperationError::NotThere)?;
    if !actor.may(Right::CloseListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    close(office, area, id, Author::Account(actor.account), "close").await
}

/// A closure is true at once: families must not travel to a locked door while it waits for a decision. Staff look at it
/// afterwards, and can show the listing again.
async fn close(
    office: &Office,
    area: &Area,
    id: ListingId,
    author: Author,
    action: &'static str,
) -> Result<ListingHead, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != area.id {
        return Err(OperationError::NotThere);
    }
    if !matches!(head.state, ListingState::Live | ListingState::Archived) {
        return Err(OperationError::TooLate(format!("This listing is now: {}", head.state.words().to_lowercase())));
    }
    let notice = "The people who run it have told us that it has closed.";
    tx.set_state(id, ListingState::Withdrawn, Some(notice), Some("Closed by the provider"), now).await?;
    tx.close_tasks_of(id, TaskKind::Overdue, "closed", now).await?;
    let detail = TaskDetail { text: notice.to_owned(), ..TaskDetail::default() };
    tx.add_task(&new_task(area, TaskKind::Closed, &head, None, detail, office)).await?;
    tx.record_audit(audit(author, action, id, Some(&area.id), "", now));
    let head = tx.lookup_head(id).await?.ok_or(OperationError::NotThere)?;
    tx.commit().await?;
    Ok(head)
}
