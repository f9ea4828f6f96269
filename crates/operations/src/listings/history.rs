use super::draft::subject;
use super::publish::{Publication, publish};
use super::redact::redacted;
use crate::{Office, OperationError, audit};
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::revision::{Author, RevisionHead};
use local_offer_domain::values::{ListingId, RevisionId};
use local_offer_domain::{Area, Content};
use local_offer_storage::ListingHead;

/// A revision with its content.
#[derive(Debug, Clone)]
pub struct Version {
    /// Where it stands.
    pub head: RevisionHead,
    /// What it says.
    pub content: Content,
}

/// Every revision of a listing, newest first.
pub async fn look_at_history(
    office: &Office,
    actor: &Actor,
    id: ListingId,
) -> Result<(ListingHead, Vec<Version>), OperationError> {
    let mut tx = office.storage.read().await?;
    let head = tx.lookup_head(id).await?.ok_or(OperationError::NotThere)?;
    if !actor.may(Right::SeeListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let sees_private = actor.may(Right::SeePrivate, subject(&head));
    let redactions = tx.list_redactions_of(id).await?;
    let revisions = tx.list_revisions(id).await?;
    let live = revisions.iter().find(|revision| Some(revision.head.id) == head.live_revision);
    let live = live.and_then(|revision| Content::parse(head.kind, &revision.content).ok());
    let versions = revisions.into_iter().filter_map(|revision| {
        let content = Content::parse(head.kind, &revision.content).ok()?;
        let content = if sees_private { content } else { content.public() };
        let is_live = Some(revision.head.id) == head.live_revision;
        // What was taken out of the past is shown to nobody, staff included.
        let made = revision.head.published_at.unwrap_or(revision.head.created_at);
        let out = redactions.iter().filter(|redaction| !is_live && made <= redaction.at);
        let content = redacted(content, live.as_ref(), out).unwrap_or_else(|| Content::empty(head.kind));
        Some(Version { head: revision.head, content })
    });
    let versions = versions.collect();
    Ok((head, versions))
}

/// Publish again what a listing said in an earlier revision. History is not rewritten: it is a new revision.
pub async fn roll_back(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    to: RevisionId,
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != area.id || !actor.may(Right::TakeDown, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let revision = tx.lookup_revision(to).await?.filter(|revision| revision.head.listing == id);
    let revision = revision.filter(|revision| revision.head.published_at.is_some()).ok_or(OperationError::NotThere)?;
    if area.listing_policy.second_person {
        return Err(OperationError::Refused(
            "Two people have to agree to what is published here. Change the listing back, and send it to be decided"
                .to_owned(),
        ));
    }
    if head.live_revision == Some(to) {
        return Err(OperationError::Refused("This is what the listing says now".to_owned()));
    }
    let content =
        Content::parse(head.kind, &revision.content).map_err(|error| OperationError::Refused(error.to_string()))?;
    let author = Author::Account(actor.account);
    publish(
        &mut tx,
        office,
        area,
        &head,
        &Publication { content: &content, revision: None, author, by_authority: true, confirms: false },
    )
    .await?;
    let detail = format!("to revision {}", revision.head.number);
    tx.record_audit(audit(author, "roll-back", id, Some(&area.id), &detail, office.now()));
    tx.commit().await?;
    Ok(())
}
