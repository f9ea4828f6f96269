use super::draft::subject;
use crate::{Office, OperationError, audit};
use local_offer_domain::Content;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::editing::{asked_of, take};
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AreaId, ListingId};
use local_offer_storage::{Redaction, Subject};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// Take answers of a listing out of its past: on every day before now, and wherever its history is looked at, they are not
/// shown any more. What is said today stays; the revisions themselves stay in the database, unseen. No questions means all
/// that it said.
pub async fn redact_past(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    id: ListingId,
    questions: &[String],
    reason: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != *area || !actor.may(Right::TakeDown, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(OperationError::Refused("Give the reason, for your colleagues and for later".to_owned()));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(OperationError::Refused(format!("Keep the reason under {LONGEST_REASON} characters")));
    }
    let known = asked_of(head.kind);
    if questions.iter().any(|question| !known.iter().any(|(id, _)| id == question)) {
        return Err(OperationError::Refused("Choose answers from those that are offered".to_owned()));
    }
    let by = Author::Account(actor.account);
    let redaction = Redaction {
        listing: id,
        questions: questions.to_vec(),
        reason: reason.to_owned(),
        by: by.to_string(),
        at: now,
    };
    tx.add_redaction(&redaction).await?;
    // Past days that are kept in memory have to be made anew.
    tx.record_change(Subject::Listing, Some(id), now);
    let what = if questions.is_empty() { "everything".to_owned() } else { questions.join(" ") };
    tx.record_audit(audit(by, "redact-past", id, Some(area), &what, now));
    tx.commit().await?;
    Ok(())
}

/// What is left of a revision of the past: `None` when nothing is. Answers that were taken out are those of today, so that a
/// page of that day still reads as one.
pub(crate) fn redacted<'a>(
    mut then: Content,
    today: Option<&Content>,
    redactions: impl IntoIterator<Item = &'a Redaction>,
) -> Option<Content> {
    for redaction in redactions {
        if redaction.questions.is_empty() {
            return None;
        }
        let questions: Vec<&str> = redaction.questions.iter().map(String::as_str).collect();
        let empty = Content::empty(then.kind());
        take(&questions, today.unwrap_or(&empty), &mut then);
    }
    Some(then)
}
