//! Making a revision the live one, and everything that follows from it.

use super::draft::load;
use crate::accounts::queue_invitation;
use crate::letters::{about, letter};
use crate::office::england;
use crate::{Office, OperationError, audit};
use jiff::ToSpan;
use jiff::civil::Date;
use local_offer_domain::accounts::{Place, Role};
use local_offer_domain::listing::{Assurance, CheckedBy, Kind};
use local_offer_domain::revision::{Author, RevisionState};
use local_offer_domain::tasks::TaskKind;
use local_offer_domain::values::{EmailAddress, ListingId};
use local_offer_domain::{Area, Content};
use local_offer_storage::{ListingHead, ListingState, StoredRevision, Transaction};

/// What is to be published.
pub(super) struct Publication<'a> {
    /// What the listing will say.
    pub(super) content: &'a Content,
    /// The revision it comes from; a new one is made when it says something else.
    pub(super) revision: Option<&'a StoredRevision>,
    /// Who wrote it.
    pub(super) author: Author,
    /// Whether the authority wrote it.
    pub(super) by_authority: bool,
    /// Whether somebody said that everything else in it is still right as well. A notice for Christmas is no check.
    pub(super) confirms: bool,
}

/// The day by which content that was looked at today should be confirmed again.
pub(super) fn review_date(area: &Area, content: &Content, today: Date) -> Date {
    if let Content::Guide(guide) = content
        && let Some(months) = guide.review_months
    {
        return today.saturating_add(i64::from(months.max(1)).months());
    }
    area.listing_policy.next_review(content.kind(), content.categories().iter().map(String::as_str), today)
}

/// Publish. The listing must be locked, and the caller writes the audit event.
pub(super) async fn publish(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    head: &ListingHead,
    publication: &Publication<'_>,
) -> Result<(), OperationError> {
    let now = office.now();
    let json = publication.content.to_json();
    match publication.revision {
        Some(revision) if revision.content == json => tx.make_live(head.id, revision.head.id, now).await?,
        revision => {
            let author =
                revision.map_or_else(|| publication.author.to_string(), |revision| revision.head.author.clone());
            tx.publish_revision(head.id, &json, &author, now).await?;
            if let Some(revision) = revision {
                tx.discard_revision(revision.head.id).await?;
            }
        }
    }
    let is_new = head.state == ListingState::Proposed;
    if is_new {
        if head.kind == Kind::Service {
            publish_organisation(tx, office, area, head).await?;
        }
        tx.list_proposed(head.id, publication.content.name(), now).await?;
    } else if head.state == ListingState::Archived {
        tx.set_state(head.id, ListingState::Live, None, None, now).await?;
    }
    let fresh = tx.lookup_head(head.id).await?.ok_or(OperationError::NotThere)?;
    // Whoever writes all of it, or brings it back, has looked at all of it.
    if is_new || head.state == ListingState::Archived || publication.confirms {
        let today = england(now);
        let checked_by = if publication.by_authority { CheckedBy::Authority } else { CheckedBy::Provider };
        let review_by = review_date(area, publication.content, today);
        let assurance = Some(Assurance { checked_on: today, checked_by });
        tx.update_facts(head.id, fresh.organisation, assurance, Some(review_by), now).await?;
        tx.close_tasks_of(head.id, TaskKind::Overdue, "confirmed", now).await?;
    }
    if is_new {
        welcome_applicant(tx, office, area, &fresh, publication.content.name()).await?;
    }
    Ok(())
}

/// The organisation of a service that is listed for the first time is listed with it.
async fn publish_organisation(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    service: &ListingHead,
) -> Result<(), OperationError> {
    let Some(organisation) = service.organisation else { return Ok(()) };
    let Some(draft) = load(tx, organisation).await? else { return Ok(()) };
    if draft.head.state != ListingState::Proposed {
        return Ok(());
    }
    let now = office.now();
    if let Some(revision) = &draft.revision {
        tx.make_live(organisation, revision.head.id, now).await?;
    }
    tx.list_proposed(organisation, draft.content.name(), now).await?;
    let today = england(now);
    let assurance = Assurance { checked_on: today, checked_by: CheckedBy::Provider };
    tx.update_facts(organisation, None, Some(assurance), Some(review_date(area, &draft.content, today)), now).await?;
    Ok(())
}

/// Whoever asked for a listing is invited to look after it.
async fn welcome_applicant(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    head: &ListingHead,
    name: &str,
) -> Result<(), OperationError> {
    let Some(application) = tx.find_application_of(head.id).await? else { return Ok(()) };
    let Ok(applicant) = serde_json::from_str::<super::application::Kept>(&application.document) else { return Ok(()) };
    let organisation = head.organisation.unwrap_or(head.id);
    let place = Place::Organisation { area: area.id.clone(), listing: organisation };
    queue_invitation(tx, office, area, &applicant.email, Role::ProviderManager, &place, name, None).await?;
    Ok(())
}

/// Where to write about a listing: to the people who look after it, else to whoever asked for it, else to the address it
/// gives itself. Empty when nobody can be reached.
pub(crate) async fn people_of(tx: &mut Transaction, head: &ListingHead) -> Result<Vec<EmailAddress>, OperationError> {
    let owner = head.owner();
    let place = Place::Organisation { area: head.area.clone(), listing: owner };
    let mut found: Vec<EmailAddress> =
        tx.list_people(&place).await?.into_iter().map(|person| person.account.email).collect();
    if found.is_empty()
        && let Some(application) = tx.find_application_of(head.id).await?
        && let Ok(applicant) = serde_json::from_str::<super::application::Kept>(&application.document)
    {
        found.push(applicant.email);
    }
    if found.is_empty() {
        for id in [head.id, owner] {
            let content = match tx.lookup_listing(id).await? {
                Some(stored) => Content::parse(stored.kind, &stored.content).ok(),
                None => None,
            };
            let email = match content {
                Some(Content::Service(content)) => content.contacts.iter().find_map(|contact| contact.email.clone()),
                Some(Content::Organisation(content)) => content.email,
                Some(Content::Setting(content)) => content.email,
                Some(Content::Guide(_)) | None => None,
            };
            found.extend(email.and_then(|email| EmailAddress::parse(&email).ok()));
            if !found.is_empty() {
                break;
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Write to the people of a listing. Returns how many there are.
pub(crate) async fn tell_people(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    head: &ListingHead,
    subject: &str,
    paragraphs: &[&str],
) -> Result<usize, OperationError> {
    let people = people_of(tx, head).await?;
    for email in &people {
        let message = about(head.id, letter(area, email, subject, paragraphs));
        tx.queue_message(&message, office.now()).await?;
    }
    Ok(people.len())
}

/// Publish what was scheduled for today or before. Returns how many.
pub async fn publish_due(office: &Office) -> Result<usize, OperationError> {
    let today = office.today();
    let due = office.storage.read().await?.list_scheduled(today).await?;
    let mut published = 0;
    for revision in due {
        match publish_one(office, &revision).await {
            Ok(done) => published += usize::from(done),
            // One that cannot be published must not keep the others waiting.
            Err(error) => {
                tracing::error!(%error, revision = %revision.head.id, "a scheduled revision cannot be published");
            }
        }
    }
    Ok(published)
}

async fn publish_one(office: &Office, revision: &StoredRevision) -> Result<bool, OperationError> {
    let listing: ListingId = revision.head.listing;
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(listing).await?;
    let Some(draft) = load(&mut tx, listing).await? else { return Ok(false) };
    // Looked at again under the lock: another node may have been quicker.
    let is_this = draft.revision.as_ref().is_some_and(|open| open.head.id == revision.head.id);
    if draft.state() != Some(RevisionState::Scheduled) || !is_this {
        return Ok(false);
    }
    let areas = tx.list_areas().await?;
    let Some(area) = areas.into_iter().find(|area| area.id == head.area) else { return Ok(false) };
    let content = draft.merged();
    let publication = Publication {
        content: &content,
        revision: Some(revision),
        author: Author::System,
        by_authority: false,
        confirms: false,
    };
    publish(&mut tx, office, &area, &head, &publication).await?;
    tell_people(
        &mut tx,
        office,
        &area,
        &head,
        &format!("{} is published", content.name()),
        &["What you sent is published today, as agreed."],
    )
    .await?;
    tx.record_audit(audit(Author::System, "publish-scheduled", listing, Some(&area.id), "", office.now()));
    tx.commit().await?;
    Ok(true)
}
