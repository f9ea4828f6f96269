//! What of the past is shown nowhere any more.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Transaction};
use jiff::Timestamp;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::ListingId;

/// Something that was taken out of the past of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The listing.
    pub listing: ListingId,
    /// The questions whose answers are not shown; empty for everything it said.
    pub questions: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who decided it, as `revision::Author` prints it.
    pub by: String,
    /// What was public before this moment is concerned.
    pub at: Timestamp,
}

/// A revision that was public after a moment.
#[derive(Debug, Clone)]
pub struct LaterRevision {
    /// Of which listing.
    pub listing: ListingId,
    /// Of which kind that is.
    pub kind: Kind,
    /// What it says, as JSON.
    pub content: String,
}

impl Redaction {
    fn from_row(mut row: Row) -> Result<Self, StorageError> {
        let questions = row.text(1)?;
        Ok(Self {
            listing: row.parsed(0)?,
            questions: questions.split_whitespace().map(str::to_owned).collect(),
            reason: row.text(2)?,
            by: row.text(3)?,
            at: row.parsed(4)?,
        })
    }
}

const COLUMNS: &str = "SELECT listing, questions, reason, redacted_by, redacted_at FROM redactions";

impl Transaction {
    /// Take something out of the past.
    pub async fn add_redaction(&mut self, redaction: &Redaction) -> Result<(), StorageError> {
        let sql = "INSERT INTO redactions (id, listing, questions, reason, redacted_by, redacted_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let params = [
            uuid::Uuid::now_v7().to_string().into(),
            redaction.listing.to_string().into(),
            redaction.questions.join(" ").into(),
            redaction.reason.as_str().into(),
            redaction.by.as_str().into(),
            moment(redaction.at).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// What was taken out of the past of every listing after a moment, or of all time.
    pub async fn list_redactions(&mut self, after: Timestamp) -> Result<Vec<Redaction>, StorageError> {
        let sql = format!("{COLUMNS} WHERE redacted_at > $1 ORDER BY id");
        let rows = self.query("redactions", &sql, &[moment(after).into()]).await?;
        rows.into_iter().map(Redaction::from_row).collect()
    }

    /// What was taken out of the past of a listing, in order.
    pub async fn list_redactions_of(&mut self, listing: ListingId) -> Result<Vec<Redaction>, StorageError> {
        let sql = format!("{COLUMNS} WHERE listing = $1 ORDER BY id");
        let rows = self.query("redactions", &sql, &[listing.to_string().into()]).await?;
        rows.into_iter().map(Redaction::from_row).collect()
    }

    /// The last moment up to this one at which anything changed that a page of the past shows.
    pub async fn last_change_by(&mut self, at: Timestamp) -> Result<Option<Timestamp>, StorageError> {
        let sql = "SELECT max(moment) FROM (
                   SELECT max(at) AS moment FROM listing_history WHERE at <= $1
                   UNION ALL SELECT max(published_at) FROM revisions WHERE published_at <= $1
                   UNION ALL SELECT max(superseded_at) FROM revisions WHERE superseded_at <= $1
                   UNION ALL SELECT max(recorded_at) FROM coverage_records WHERE recorded_at <= $1
                   UNION ALL SELECT max(ended_at) FROM coverage_records WHERE ended_at <= $1) AS moments";
        let rows = self.query("listing_history", sql, &[moment(at).into()]).await?;
        rows.into_iter().next().map_or(Ok(None), |mut row| row.optional_parsed(0))
    }

    /// Every revision that was public after a moment, of each listing the oldest first.
    pub async fn list_public_after(&mut self, at: Timestamp) -> Result<Vec<LaterRevision>, StorageError> {
        let sql = "SELECT r.listing, l.kind, r.content FROM revisions r JOIN listings l ON l.id = r.listing
                   WHERE r.published_at > $1 ORDER BY r.listing, r.published_at, r.number";
        let rows = self.query("revisions", sql, &[moment(at).into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                let kind = row.text(1)?;
                let kind = Kind::parse(&kind).ok_or_else(|| StorageError::inconsistent("listings", kind))?;
                Ok(LaterRevision { listing: row.parsed(0)?, kind, content: row.text(2)? })
            })
            .collect()
    }
}
