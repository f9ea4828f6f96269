//! Who did what, when: complete, in order, and in a chain of hashes that shows whether anything was changed afterwards.

use crate::value::Row;
use crate::{StorageError, Transaction};
use jiff::Timestamp;
use local_offer_domain::values::AreaId;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Something that somebody did. `detail` must hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// Who, as `revision::Author` prints it.
    pub actor: String,
    /// What, in a word such as `publish`.
    pub action: &'static str,
    /// To what: the identity of a listing, account, task.
    pub subject: String,
    /// In which area; `None` for what concerns all.
    pub area: Option<AreaId>,
    /// The rest, in words.
    pub detail: String,
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAuditEvent {
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// In which area; empty for what concerns all.
    pub area: String,
    /// The rest.
    pub detail: String,
    /// Hash of this event and of the one before it, SHA-256 in hexadecimal.
    pub hash: String,
}

impl StoredAuditEvent {
    /// The hash this event must have when the one before it has `previous`.
    ///
    /// Each part goes in with its length, so that no two different events are the same sequence of bytes.
    pub fn expected_hash(&self, previous: &str) -> String {
        let mut hasher = Sha256::new();
        let sequence = self.sequence.to_string();
        for part in [previous, &sequence, &self.at, &self.actor, &self.action, &self.subject, &self.area, &self.detail]
        {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    fn from_row(mut row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            sequence: row.int(0)?,
            at: row.text(1)?,
            actor: row.text(2)?,
            action: row.text(3)?,
            subject: row.text(4)?,
            area: row.optional_text(5)?.unwrap_or_default(),
            detail: row.text(6)?,
            hash: row.text(7)?,
        })
    }
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only of this area, and what concerns all.
    pub area: Option<AreaId>,
    /// Only about this.
    pub subject: Option<String>,
    /// Only before this place in the chain.
    pub before: Option<i64>,
    /// Only after this place in the chain; then the oldest come first.
    pub after: Option<i64>,
}

const COLUMNS: &str = "SELECT sequence, at, actor, action, subject, area, detail, hash FROM audit_events";

impl Transaction {
    /// Write down who did what, when the transaction is committed.
    pub fn record_audit(&mut self, event: AuditEvent) {
        self.audit.push(event);
    }

    /// Chain the events and write them, after the changes and just before the commit: their lock is held for a moment, and
    /// always taken after that of the change log.
    pub(crate) async fn write_audit_events(&mut self) -> Result<(), StorageError> {
        let events = std::mem::take(&mut self.audit);
        if events.is_empty() {
            return Ok(());
        }
        let take = "UPDATE audit_head SET sequence = sequence + $1 WHERE id = 1 RETURNING sequence, hash";
        let mut head = self.query("audit_head", take, &[(events.len() as i64).into()]).await?;
        let last = head[0].int(0)?;
        let mut previous = head[0].text(1)?;
        let first = last - events.len() as i64 + 1;
        let add = "INSERT INTO audit_events (id, at, actor, action, subject, detail, sequence, area, hash)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        for (sequence, event) in (first..).zip(events) {
            let mut stored = StoredAuditEvent {
                sequence,
                at: crate::changes::moment(event.at),
                actor: event.actor,
                action: event.action.to_owned(),
                subject: event.subject,
                area: event.area.map(|area| area.to_string()).unwrap_or_default(),
                detail: event.detail,
                hash: String::new(),
            };
            stored.hash = stored.expected_hash(&previous);
            previous.clone_from(&stored.hash);
            let params = [
                uuid::Uuid::now_v7().to_string().into(),
                stored.at.into(),
                stored.actor.into(),
                stored.action.into(),
                stored.subject.into(),
                stored.detail.into(),
                sequence.into(),
                Some(stored.area).filter(|area| !area.is_empty()).into(),
                stored.hash.into(),
            ];
            self.execute(add, &params).await?;
        }
        self.execute("UPDATE audit_head SET hash = $1 WHERE id = 1", &[previous.into()]).await?;
        Ok(())
    }

    /// Events, newest first unless the filter says otherwise, at most `limit`. Of what concerns no area, such as signing in, an area sees what its own people
    /// did, those who have gone included.
    pub async fn list_audit_events(
        &mut self,
        filter: &AuditFilter,
        limit: i64,
    ) -> Result<Vec<StoredAuditEvent>, StorageError> {
        let sql = format!(
            "{COLUMNS} WHERE sequence IS NOT NULL AND sequence < $1
             AND ($2 = '' OR area = $2 OR (area IS NULL AND EXISTS (
                 SELECT 1 FROM memberships m WHERE m.area = $2
                 AND (audit_events.actor = 'account:' || m.account OR audit_events.subject = m.account))))
             AND ($3 = '' OR subject = $3) AND sequence > $5 ORDER BY sequence {} LIMIT $4",
            if filter.after.is_some() { "ASC" } else { "DESC" }
        );
        let area = filter.area.as_ref().map(ToString::to_string).unwrap_or_default();
        let params = [
            filter.before.unwrap_or(i64::MAX).into(),
            area.into(),
            filter.subject.clone().unwrap_or_default().into(),
            limit.into(),
            filter.after.unwrap_or(-1).into(),
        ];
        self.query("audit_events", &sql, &params).await?.into_iter().map(StoredAuditEvent::from_row).collect()
    }

    /// The whole chain after a place, oldest first, at most `limit`.
    pub async fn list_audit_chain(&mut self, after: i64, limit: i64) -> Result<Vec<StoredAuditEvent>, StorageError> {
        let sql = format!("{COLUMNS} WHERE sequence > $1 ORDER BY sequence LIMIT $2");
        let rows = self.query("audit_events", &sql, &[after.into(), limit.into()]).await?;
        rows.into_iter().map(StoredAuditEvent::from_row).collect()
    }

    /// Walk the chain. `Ok` with the number and the hash of the last event when all are as they were written; else the place of the
    /// first that is not, or of the seal that it no longer agrees with.
    pub async fn walk_audit_chain(&mut self) -> Result<Result<(i64, String), i64>, StorageError> {
        let mut head = self.query("audit_head", "SELECT sequence, hash FROM audit_head WHERE id = 1", &[]).await?;
        let (length, end) = (head[0].int(0)?, head[0].text(1)?);
        let (mut seen, mut previous) = (0, String::new());
        let seals = self.audit_seals().await?;
        let mut seals = seals.iter().peekable();
        loop {
            let events = self.list_audit_chain(seen, 1_000).await?;
            if events.is_empty() {
                let whole = seen == length && previous == end && seals.peek().is_none();
                return Ok(if whole { Ok((length, end)) } else { Err(seen + 1) });
            }
            for event in events {
                if event.sequence != seen + 1 || event.hash != event.expected_hash(&previous) {
                    return Ok(Err(seen + 1));
                }
                seen = event.sequence;
                previous = event.hash;
                if let Some(seal) = seals.next_if(|seal| seal.sequence == seen)
                    && seal.hash != previous
                {
                    return Ok(Err(seen));
                }
            }
        }
    }

    /// Whether the chain is whole: how many events it has, or the place of the first that is not as it was written.
    pub async fn verify_audit_chain(&mut self) -> Result<Result<i64, i64>, StorageError> {
        Ok(self.walk_audit_chain().await?.map(|(length, _)| length))
    }

    /// When this was last done to that, if ever.
    pub async fn last_done(&mut self, action: &str, subject: &str) -> Result<Option<Timestamp>, StorageError> {
        let sql = "SELECT max(at) FROM audit_events WHERE subject = $1 AND action = $2";
        self.query("audit_events", sql, &[subject.into(), action.into()]).await?[0].optional_parsed(0)
    }

    /// How often this action was taken.
    pub async fn count_audit_events(&mut self, action: &str) -> Result<i64, StorageError> {
        let sql = "SELECT count(*) FROM audit_events WHERE action = $1";
        self.query("audit_events", sql, &[action.into()]).await?[0].int(0)
    }
}
