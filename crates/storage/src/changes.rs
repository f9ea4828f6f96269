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
    /// A term of a vocabulary.
    Vocabulary,
    /// What was written down about an item of the law.
    Coverage,
    /// So much that a follower should load everything again.
    Everything,
}

impl Subject {
    const ALL: [Self; 6] =
        [Self::Listing, Self::Areas, Self::Geography, Self::Vocabulary, Self::Coverage, Self::Everything];

    fn as_str(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Areas => "areas",
            Self::Geography => "geography",
            Self::Vocabulary => "vocabulary",
            Self::Coverage => "coverage",
            Self::Everything => "everything",
        }
    }
}

/// A moment as both databases store it: sortable text of one length, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// An entry on its way into the log.
pub(crate) struct PendingChange {
    at: Timestamp,
    subject: Subject,
    listing: Option<ListingId>,
}

impl Transaction {
    /// Append to the change log when the transaction is committed.
    pub fn record_change(&mut self, subject: Subject, listing: Option<ListingId>, now: Timestamp) {
        // A listing that is published and then checked in one transaction has changed once. Only the end of the list is
        // looked at: an import of thousands would spend its time here.
        let mut latest = self.pending.iter().rev().take(4);
        if !latest.any(|known| known.subject == subject && known.listing == listing) {
            self.pending.push(PendingChange { at: now, subject, listing });
        }
    }

    /// Number the entries and write them: the last thing before the commit.
    ///
    /// The row lock of the counter is held until the commit, so numbers become visible in their order. A sequence would
    /// hand out 8 to a transaction that commits after the one with 9, and a follower that has seen 9 would never look for
    /// 8. Taken last and for a moment, the lock neither makes others wait for a long import nor meets another lock in a
    /// circle.
    pub(crate) async fn write_pending_changes(&mut self) -> Result<(), StorageError> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(());
        }
        let take = "UPDATE change_counter SET value = value + $1 WHERE id = 1 RETURNING value";
        let last = self.query("change_counter", take, &[(pending.len() as i64).into()]).await?[0].int(0)?;
        let first = last - pending.len() as i64 + 1;
        let add = "INSERT INTO changes (sequence, at, subject, listing) VALUES ($1, $2, $3, $4)";
        for (sequence, change) in (first..).zip(pending) {
            let listing = change.listing.map(|id| id.to_string());
            let params = [sequence.into(), moment(change.at).into(), change.subject.as_str().into(), listing.into()];
            self.execute(add, &params).await?;
        }
        Ok(())
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
