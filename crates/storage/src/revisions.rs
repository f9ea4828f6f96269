//! Revisions on their way: written, sent, decided on.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Transaction};
use jiff::{Timestamp, civil::Date};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::{EditorialRemark, RevisionHead, RevisionState};
use local_offer_domain::values::{ListingId, RevisionId};

/// A revision with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRevision {
    /// Where it stands.
    pub head: RevisionHead,
    /// Its content as JSON.
    pub content: String,
}

/// A decision on a revision, as it is written down.
#[derive(Debug, Clone, Default)]
pub struct Decided<'a> {
    /// Who decided, as `revision::Author` prints it.
    pub by: &'a str,
    /// What the author is told.
    pub outcome: &'a str,
    /// When it will be published.
    pub publish_on: Option<Date>,
}

const COLUMNS: &str = "SELECT id, listing, number, state, author, based_on, coalesce(created_at, published_at),
    submitted_at, decided_at, decided_by, publish_on, published_at, superseded_at, outcome, content FROM revisions";

impl StoredRevision {
    fn from_row(mut row: Row) -> Result<Self, StorageError> {
        let word = row.text(3)?;
        let state = RevisionState::parse(&word).ok_or_else(|| StorageError::inconsistent("revisions", word))?;
        let head = RevisionHead {
            id: row.parsed(0)?,
            listing: row.parsed(1)?,
            number: row.int(2)?,
            state,
            author: row.text(4)?,
            based_on: row.optional_parsed(5)?,
            created_at: row.parsed(6)?,
            submitted_at: row.optional_parsed(7)?,
            decided_at: row.optional_parsed(8)?,
            decided_by: row.optional_text(9)?,
            publish_on: row.optional_parsed(10)?,
            published_at: row.optional_parsed(11)?,
            superseded_at: row.optional_parsed(12)?,
            outcome: row.optional_text(13)?.unwrap_or_default(),
        };
        Ok(Self { head, content: row.text(14)? })
    }
}

impl Transaction {
    /// Begin a draft.
    pub async fn add_draft(
        &mut self,
        listing: ListingId,
        content: &str,
        author: &str,
        based_on: Option<RevisionId>,
        now: Timestamp,
    ) -> Result<RevisionId, StorageError> {
        let id = RevisionId::new();
        let sql = "INSERT INTO revisions (id, listing, number, author, content, state, based_on, created_at)
                   VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE listing = $2), $3, $4,
                   'draft', $5, $6)";
        let params = [
            id.to_string().into(),
            listing.to_string().into(),
            author.into(),
            content.into(),
            based_on.map(|id| id.to_string()).into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(id)
    }

    /// Look a revision up.
    pub async fn lookup_revision(&mut self, id: RevisionId) -> Result<Option<StoredRevision>, StorageError> {
        let sql = format!("{COLUMNS} WHERE id = $1");
        let rows = self.query("revisions", &sql, &[id.to_string().into()]).await?;
        rows.into_iter().next().map(StoredRevision::from_row).transpose()
    }

    /// The revision of a listing of which something may still come: at most one.
    pub async fn find_open_revision(&mut self, listing: ListingId) -> Result<Option<StoredRevision>, StorageError> {
        let sql = format!(
            "{COLUMNS} WHERE listing = $1 AND state IN ('draft', 'submitted', 'agreed', 'returned', 'scheduled')
             ORDER BY number DESC LIMIT 1"
        );
        let rows = self.query("revisions", &sql, &[listing.to_string().into()]).await?;
        rows.into_iter().next().map(StoredRevision::from_row).transpose()
    }

    /// Every revision of a listing, newest first.
    pub async fn list_revisions(&mut self, listing: ListingId) -> Result<Vec<StoredRevision>, StorageError> {
        let sql = format!("{COLUMNS} WHERE listing = $1 ORDER BY number DESC");
        let rows = self.query("revisions", &sql, &[listing.to_string().into()]).await?;
        rows.into_iter().map(StoredRevision::from_row).collect()
    }

    /// Revisions whose day of publication has come.
    pub async fn list_scheduled(&mut self, today: Date) -> Result<Vec<StoredRevision>, StorageError> {
        let sql = format!("{COLUMNS} WHERE state = 'scheduled' AND publish_on <= $1 ORDER BY publish_on, id");
        let rows = self.query("revisions", &sql, &[today.to_string().into()]).await?;
        rows.into_iter().map(StoredRevision::from_row).collect()
    }

    /// Change what a draft says. False when it is no draft any more.
    pub async fn save_draft(&mut self, id: RevisionId, content: &str, author: &str) -> Result<bool, StorageError> {
        let sql = "UPDATE revisions SET content = $2, author = $3 WHERE id = $1 AND state IN ('draft', 'returned')";
        Ok(self.execute(sql, &[id.to_string().into(), content.into(), author.into()]).await? == 1)
    }

    /// Send a draft to be decided. False when it is no draft any more.
    pub async fn submit_draft(&mut self, id: RevisionId, content: &str, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "UPDATE revisions SET state = 'submitted', content = $2, submitted_at = $3, outcome = NULL
                   WHERE id = $1 AND state IN ('draft', 'returned')";
        Ok(self.execute(sql, &[id.to_string().into(), content.into(), moment(now).into()]).await? == 1)
    }

    /// Move a revision from one of these states to another by a decision. False when it was in none of them: somebody else
    /// was quicker, and nothing happens twice.
    pub async fn decide_revision(
        &mut self,
        id: RevisionId,
        from: &[RevisionState],
        to: RevisionState,
        decided: &Decided<'_>,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let from: Vec<&str> = from.iter().map(|state| state.as_str()).collect();
        let sql = "UPDATE revisions SET state = $2, decided_at = $3, decided_by = $4, outcome = $5, publish_on = $6
                   WHERE id = $1 AND $7 LIKE '%,' || state || ',%'";
        let params = [
            id.to_string().into(),
            to.as_str().into(),
            moment(now).into(),
            decided.by.into(),
            Some(decided.outcome).filter(|text| !text.is_empty()).into(),
            decided.publish_on.map(|day| day.to_string()).into(),
            format!(",{},", from.join(",")).into(),
        ];
        Ok(self.execute(sql, &params).await? == 1)
    }

    /// Make a decided revision the live one.
    pub async fn make_live(&mut self, listing: ListingId, id: RevisionId, now: Timestamp) -> Result<(), StorageError> {
        self.point_to(listing, id, now).await?;
        let sql = "UPDATE revisions SET state = 'published', published_at = $2, superseded_at = NULL WHERE id = $1";
        self.execute(sql, &[id.to_string().into(), moment(now).into()]).await?;
        Ok(())
    }

    /// Give up a draft, or take back what was sent. False when it is too late for that.
    pub async fn discard_revision(&mut self, id: RevisionId) -> Result<bool, StorageError> {
        let sql = "UPDATE revisions SET state = 'discarded'
                   WHERE id = $1 AND state IN ('draft', 'returned', 'submitted', 'agreed', 'scheduled')";
        Ok(self.execute(sql, &[id.to_string().into()]).await? == 1)
    }

    /// Take back what was sent, to work on it again. False when it is too late for that.
    pub async fn recall_revision(&mut self, id: RevisionId) -> Result<bool, StorageError> {
        let sql = "UPDATE revisions SET state = 'draft', submitted_at = NULL, publish_on = NULL WHERE id = $1 AND state IN ('submitted', 'agreed', 'scheduled')";
        Ok(self.execute(sql, &[id.to_string().into()]).await? == 1)
    }

    /// Say of which live revision a draft starts, after what others changed was taken in.
    pub async fn rebase_draft(&mut self, id: RevisionId, on: RevisionId) -> Result<(), StorageError> {
        let sql = "UPDATE revisions SET based_on = $2 WHERE id = $1";
        self.execute(sql, &[id.to_string().into(), on.to_string().into()]).await?;
        Ok(())
    }

    /// What every open revision says, with the listing and kind it is of.
    pub async fn list_open_content(&mut self) -> Result<Vec<(RevisionId, ListingId, Kind, String)>, StorageError> {
        let sql = "SELECT r.id, l.kind, r.content, l.id FROM revisions r JOIN listings l ON l.id = r.listing
                   WHERE r.state IN ('draft', 'submitted', 'agreed', 'returned', 'scheduled') ORDER BY r.id";
        let rows = self.query("revisions", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let kind = row.text(1)?;
                let kind = Kind::parse(&kind).ok_or_else(|| StorageError::inconsistent("listings", kind))?;
                Ok((row.parsed(0)?, row.parsed(3)?, kind, row.text(2)?))
            })
            .collect()
    }

    /// Change what an open revision says because the words it uses have changed.
    pub async fn rewrite_open(&mut self, id: RevisionId, content: &str) -> Result<(), StorageError> {
        let sql = "UPDATE revisions SET content = $2 WHERE id = $1 AND published_at IS NULL";
        self.execute(sql, &[id.to_string().into(), content.into()]).await?;
        Ok(())
    }

    /// Remark on a question of a revision.
    pub async fn add_remark(&mut self, remark: &EditorialRemark) -> Result<(), StorageError> {
        let sql = "INSERT INTO remarks (id, revision, question, text, at) VALUES ($1, $2, $3, $4, $5)";
        let params = [
            uuid::Uuid::now_v7().to_string().into(),
            remark.revision.to_string().into(),
            remark.question.as_str().into(),
            remark.text.as_str().into(),
            moment(remark.at).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// The remarks on a revision, in the order in which they were made.
    pub async fn list_remarks(&mut self, revision: RevisionId) -> Result<Vec<EditorialRemark>, StorageError> {
        let sql = "SELECT question, text, at FROM remarks WHERE revision = $1 ORDER BY id";
        let rows = self.query("remarks", sql, &[revision.to_string().into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(EditorialRemark { revision, question: row.text(0)?, text: row.text(1)?, at: row.parsed(2)? })
            })
            .collect()
    }

    /// Take the remarks on a revision away: it was sent again.
    pub async fn clear_remarks(&mut self, revision: RevisionId) -> Result<(), StorageError> {
        self.execute("DELETE FROM remarks WHERE revision = $1", &[revision.to_string().into()]).await?;
        Ok(())
    }
}
