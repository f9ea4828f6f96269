//! Taking what nobody has confirmed out of the list, with a brake: a clock that is wrong would archive everything.

use super::publish::people_of;
use super::state::{TakeDown, change_in};
use crate::letters::{about, letter};
use crate::tasks::{area_task, new_task};
use crate::{Office, OperationError, audit};
use jiff::civil::Date;
use local_offer_domain::Area;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::listing::Kind;
use local_offer_domain::review::Freshness;
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{Task, TaskDetail, TaskKind};
use local_offer_domain::values::{AreaId, ListingId, TaskId};
use local_offer_storage::{ListingFilter, ListingHead, ListingState, TaskFilter};

/// The part of an area that may be archived in a day before a person is asked: one listing in so many.
const ONE_IN: usize = 20;

/// So many may always be archived in a day: of a few listings, a twentieth is none.
const ALWAYS: usize = 5;

/// Take what nobody has confirmed for too long out of the list. A confirmation brings it back. Returns how many.
///
/// Where it would be more than a twentieth of an area in a day, nothing is archived there: it becomes a task, because then the
/// clock, or the rule, is more likely to be wrong than so many listings.
pub async fn archive_lapsed(office: &Office) -> Result<usize, OperationError> {
    let mut archived = 0;
    let areas = office.storage.read().await?.list_areas().await?;
    for area in &areas {
        let (lapsed, live) = lapsed(office, area).await?;
        if lapsed.is_empty() {
            continue;
        }
        let today = archived_since(office, &area.id, office.today()).await?.len();
        if today + lapsed.len() > (live / ONE_IN).max(ALWAYS) {
            stop(office, area, lapsed.len(), live).await?;
            continue;
        }
        archived += archive_all(office, area, &lapsed).await;
    }
    Ok(archived)
}

/// What has lapsed in an area, and how many listings are live there. What the law says does not become untrue because nobody
/// confirmed it: a page is marked, and stays.
async fn lapsed(office: &Office, area: &Area) -> Result<(Vec<ListingId>, usize), OperationError> {
    let today = office.today();
    let filter =
        ListingFilter { areas: vec![area.id.clone()], state: Some(ListingState::Live), ..ListingFilter::default() };
    let mut heads = office.storage.read().await?.list_heads(&filter, i64::MAX).await?;
    heads.retain(|head| head.kind != Kind::Guide);
    let live = heads.len();
    let lapsed = |head: &&ListingHead| area.listing_policy.freshness(head.review_by, today) == Freshness::Lapsed;
    Ok((heads.iter().filter(lapsed).map(|head| head.id).collect(), live))
}

async fn archive_all(office: &Office, area: &Area, lapsed: &[ListingId]) -> usize {
    let mut archived = 0;
    for id in lapsed {
        match archive_one(office, area, *id, office.today()).await {
            Ok(done) => archived += usize::from(done),
            Err(error) => tracing::error!(%error, listing = %id, "a listing cannot be archived"),
        }
    }
    archived
}

/// Ask a person, once a day.
async fn stop(office: &Office, area: &Area, lapsed: usize, live: usize) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let about = TaskFilter {
        kind: Some(TaskKind::Stopped),
        area: Some(area.id.clone()),
        closed: true,
        ..TaskFilter::default()
    };
    let told = tx.list_tasks(&about, 20).await?;
    let is_told = |task: &Task| task.closed.is_none() || crate::england(task.opened_at) == office.today();
    if told.iter().any(is_told) {
        return Ok(());
    }
    let text = format!(
        "{lapsed} of {live} listings would be archived today because nobody has confirmed them. That is more than one in {ONE_IN}, \
         so none was. Look first whether the clock of the server is right: it says {}. Then see what is late, and confirm it, or archive it \
         all the same.",
        crate::in_words(office.today())
    );
    let title = format!("{lapsed} listings were not archived: is the clock right?");
    let task = area_task(area, TaskKind::Stopped, title, TaskDetail { text, ..TaskDetail::default() }, office);
    tx.add_task(&task).await?;
    tracing::warn!(area = %area.id, lapsed, live, "archiving has stopped: more than a twentieth of the area in a day");
    tx.record_audit(audit(Author::System, "stop-archiving", &area.id, Some(&area.id), &task.reference, now));
    tx.commit().await?;
    Ok(())
}

/// Archive what has lapsed although it is very much: somebody has looked at it.
pub async fn archive_all_the_same(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: TaskId,
) -> Result<usize, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let task = tx.lock_task(id).await?.filter(|task| task.kind == TaskKind::Stopped && task.area == area.id);
    let task = task.ok_or(OperationError::NotThere)?;
    if !actor.may(Right::TakeDown, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    if !tx.close_task(task.id, "archived all the same", now).await? {
        return Err(OperationError::TooLate("Somebody has dealt with this already".to_owned()));
    }
    let by = Author::Account(actor.account);
    tx.record_audit(audit(by, "archive-all-the-same", id, Some(&area.id), &task.reference, now));
    tx.commit().await?;
    let (lapsed, _) = lapsed(office, area).await?;
    Ok(archive_all(office, area, &lapsed).await)
}

/// Listings that were archived on this day or after, and still are.
pub async fn archived_since(
    office: &Office,
    area: &AreaId,
    day: Date,
) -> Result<Vec<(Date, ListingId)>, OperationError> {
    let mut tx = office.storage.read().await?;
    let all = tx.list_archived(area).await?.into_iter().map(|(at, id)| (crate::england(at), id));
    Ok(all.filter(|(on, _)| *on >= day).collect())
}

/// Show again everything that was archived on a day and still is: all of it, or none.
pub async fn restore_archived(office: &Office, actor: &Actor, area: &Area, day: Date) -> Result<usize, OperationError> {
    let all = archived_since(office, &area.id, day).await?;
    let ids: Vec<ListingId> = all.into_iter().filter(|(on, _)| *on == day).map(|(_, id)| id).collect();
    let mut tx = office.storage.begin().await?;
    let how = TakeDown { reason: format!("Archived on {} by mistake", crate::in_words(day)), ..TakeDown::default() };
    for id in &ids {
        change_in(&mut tx, office, actor, area, *id, ListingState::Live, "restore", &how).await?;
    }
    let by = Author::Account(actor.account);
    tx.record_audit(audit(
        by,
        "restore-archived",
        &area.id,
        Some(&area.id),
        &format!("{} of {day}", ids.len()),
        office.now(),
    ));
    tx.commit().await?;
    Ok(ids.len())
}

async fn archive_one(office: &Office, area: &Area, id: ListingId, today: Date) -> Result<bool, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    let still = area.listing_policy.freshness(head.review_by, today) == Freshness::Lapsed;
    if head.state != ListingState::Live || !still {
        return Ok(false);
    }
    tx.set_state(head.id, ListingState::Archived, None, Some("Not confirmed"), now).await?;
    let line = format!("Nobody has told us that {} is still right, so it is no longer in {}.", head.name, area.title);
    for email in people_of(&mut tx, &head).await? {
        let key = super::reminder_key(&mut tx, office, head.id, &email).await?;
        let link = office.links.to(area, &format!("/confirm/{key}"));
        let ask = "If it is still right, say so here and it is listed again at once:";
        let message = letter(area, &email, &format!("{} is no longer listed", head.name), &[&line, ask, &link]);
        tx.queue_message(&about(head.id, message), now).await?;
    }
    let detail = TaskDetail { text: "Archived: nobody confirmed it.".to_owned(), ..TaskDetail::default() };
    tx.close_tasks_of(head.id, TaskKind::Overdue, "archived", now).await?;
    tx.add_task(&new_task(area, TaskKind::Overdue, &head, None, detail, office)).await?;
    tx.record_audit(audit(Author::System, "archive", head.id, Some(&area.id), "", now));
    tx.commit().await?;
    Ok(true)
}
