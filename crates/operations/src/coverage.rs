//! What staff write down about the items of the law: evidence that only people know, that there is none, who answers for it.

use crate::{Office, OperationError, audit};
use jiff::civil::Date;
use local_offer_domain::Area;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::law::coverage::{CoverageRecord, RecordKind, item};
use local_offer_domain::revision::Author;
use local_offer_domain::values::WebAddress;

/// Longest record.
const LONGEST: usize = 1_000;

/// What is to be written down.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The item.
    pub item: String,
    /// What it says.
    pub kind: RecordKind,
    /// In words.
    pub text: String,
    /// Where more is to be seen.
    pub website: Option<WebAddress>,
    /// The day it happened, or was looked at last.
    pub happened_on: Option<Date>,
}

/// Write something down about an item. It is public at once, on the page that says what the law asks.
pub async fn record_coverage(
    office: &Office,
    actor: &Actor,
    area: &Area,
    said: Recorded,
) -> Result<(), OperationError> {
    // Who answers for an item is for the team to sort out; what makes an item stand as met is a decision.
    let right = match said.kind {
        RecordKind::Owner => Right::WorkQueue,
        RecordKind::Evidence | RecordKind::NoneHere => Right::Decide,
    };
    if !actor.may(right, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let refuse = |text: &str| Err(OperationError::Refused(text.to_owned()));
    let Some(item) = item(&said.item) else { return Err(OperationError::NotThere) };
    if said.kind == RecordKind::NoneHere && !item.may_be_none {
        return refuse("This is asked of every area: that there is none is no answer to it");
    }
    let text = said.text.trim();
    if text.is_empty() {
        return refuse("Write something down");
    }
    if text.chars().count() > LONGEST {
        return refuse("Use 1,000 characters or fewer");
    }
    if said.kind != RecordKind::Owner && said.happened_on.is_none() {
        return refuse("Enter the day on which it happened or was looked at last");
    }
    if said.happened_on.is_some_and(|day| day > office.today()) {
        return refuse("Enter a day that has been: what is planned is no evidence yet");
    }
    let now = office.now();
    let author = Author::Account(actor.account);
    let record = CoverageRecord {
        id: uuid::Uuid::now_v7().to_string(),
        area: area.id.clone(),
        item: said.item,
        kind: said.kind,
        text: text.to_owned(),
        website: said.website,
        happened_on: said.happened_on,
    };
    let mut tx = office.storage.begin().await?;
    tx.add_coverage_record(&record, &author.to_string(), now).await?;
    tx.record_audit(audit(author, "record-coverage", &record.id, Some(&area.id), &record.item, now));
    tx.commit().await?;
    Ok(())
}

/// Take a record back: it was wrong. What it said stays in the database, and on pages of the days when it stood.
pub async fn end_coverage_record(office: &Office, actor: &Actor, area: &Area, id: &str) -> Result<(), OperationError> {
    if !actor.may(Right::Decide, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    if !tx.end_coverage_record(&area.id, id, now).await? {
        return Err(OperationError::NotThere);
    }
    tx.record_audit(audit(Author::Account(actor.account), "end-coverage-record", id, Some(&area.id), "", now));
    tx.commit().await?;
    Ok(())
}
