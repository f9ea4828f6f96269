//! Where the audit log stood, kept so that it cannot be made anew.

use crate::changes::moment;
use crate::{StorageError, Transaction};
use jiff::Timestamp;

/// Where the log stood at a moment at which all of it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSeal {
    /// The number of the last event.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// The hash of the last event.
    pub hash: String,
    /// Whether it is sealed under a key: without one, whoever can write to the database can write it too.
    pub is_sealed: bool,
}

fn place(sequence: i64) -> String {
    format!("audit_seals {sequence}")
}

impl Transaction {
    /// Keep where the log stands, just after it was verified. Nothing is kept of an empty log.
    pub async fn add_audit_seal(&mut self, now: Timestamp) -> Result<Option<AuditSeal>, StorageError> {
        let head = self.query("audit_head", "SELECT sequence, hash FROM audit_head WHERE id = 1", &[]).await?;
        let Some(mut head) = head.into_iter().next() else { return Ok(None) };
        let (sequence, hash) = (head.int(0)?, head.text(1)?);
        if sequence == 0 {
            return Ok(None);
        }
        let sealed = self.vault.seal(&place(sequence), &hash);
        let sql = "INSERT INTO audit_seals (sequence, at, hash) VALUES ($1, $2, $3)
                   ON CONFLICT (sequence) DO UPDATE SET at = $2, hash = $3";
        self.execute(sql, &[sequence.into(), moment(now).into(), sealed.into()]).await?;
        Ok(Some(AuditSeal { sequence, at: now, hash, is_sealed: self.vault.has_key() }))
    }

    /// Where the log stood when it was last looked at; `None` before that.
    pub async fn last_audit_seal(&mut self) -> Result<Option<AuditSeal>, StorageError> {
        Ok(self.list_audit_seals("ORDER BY sequence DESC LIMIT 1").await?.pop())
    }

    /// All of them, oldest first.
    pub(crate) async fn audit_seals(&mut self) -> Result<Vec<AuditSeal>, StorageError> {
        self.list_audit_seals("ORDER BY sequence").await
    }

    async fn list_audit_seals(&mut self, order: &str) -> Result<Vec<AuditSeal>, StorageError> {
        let sql = format!("SELECT sequence, at, hash FROM audit_seals {order}");
        let vault = self.vault.clone();
        let rows = self.query("audit_seals", &sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let (sequence, at, kept) = (row.int(0)?, row.parsed(1)?, row.text(2)?);
                // A seal that somebody has written by hand agrees with no event.
                let hash = match vault.open(&place(sequence), kept.clone()) {
                    Err(StorageError::Inconsistent { .. }) => String::new(),
                    opened => opened?,
                };
                let is_sealed = hash != kept;
                Ok(AuditSeal { sequence, at, hash, is_sealed })
            })
            .collect()
    }
}
