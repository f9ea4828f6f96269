//! The change log: what nodes follow.

use crate::{StorageError, Transaction};
use jiff::Timestamp;
use local_offer_domain::values::ListingId;

/// One entry of the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Strictly increasing in the order of commits, without the possibility of a late lower number.
    pub sequence: i64,
    /// What changed.
    pub subject: Subject,
    /// Which listing, when the subject is one.
    pub listing: Option<ListingId>,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One listing: published, changed or withdrawn.
    Listing,
    /// The list of areas or one of them.
    Areas,
    /// Postcodes, districts or authorities.
    Geography,
    /// So much that a follower should load everything again.
    Everything,
}

impl Subject {
    const ALL: [Self; 4] = [Self::Listing, Self::Areas, Self::Geography, Self::Everything];

    fn as_str(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Areas => "areas",
            Self::Geography => "geography",
            Self::Everything => "everything",
        }
    }
}

/// A moment as both databases store it: sortable text of one length, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.6}")
}

impl Transaction {
    /// Append to the change log. Part of the transaction, like what it speaks of.
    pub async fn record_change(
        &mut self,
        subject: Subject,
        listing: Option<ListingId>,
        now: Timestamp,
    ) -> Result<i64, StorageError> {
        // The row lock is held until the commit, so numbers become visible in their order. A sequence would hand out 8
        // to a transaction that commits after the one with 9, and a follower that has seen 9 would never look for 8.
        let next = "UPDATE change_counter SET value = value + 1 WHERE id = 1 RETURNING value";
        let sequence = self.query("change_counter", next, &[]).await?[0].int(0)?;
        let sql = "INSERT INTO changes (sequence, at, subject, listing) VALUES ($1, $2, $3, $4)";
        let listing = listing.map(|id| id.to_string());
        self.execute(sql, &[sequence.into(), moment(now).into(), subject.as_str().into(), listing.into()]).await?;
        self.mark_changed();
        Ok(sequence)
    }

    /// The number of the newest change; 0 when there is none.
    pub async fn latest_change(&mut self) -> Result<i64, StorageError> {
        let sql = "SELECT value FROM change_counter WHERE id = 1";
        self.query("change_counter", sql, &[]).await?[0].int(0)
    }

    /// Changes after this number, oldest first, at most `limit`.
    pub async fn list_changes(&mut self, after: i64, limit: i64) -> Result<Vec<Change>, StorageError> {
        let sql = "SELECT sequence, subject, listing FROM changes WHERE sequence > $1 ORDER BY sequence LIMIT $2";
        let rows = self.query("changes", sql, &[after.into(), limit.into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                let word = row.text(1)?;
                let subject = Subject::ALL.into_iter().find(|subject| subject.as_str() == word);
                Ok(Change {
                    sequence: row.int(0)?,
                    subject: subject.ok_or_else(|| StorageError::inconsistent("changes", word))?,
                    listing: row.optional_parsed(2)?,
                })
            })
            .collect()
    }
}
