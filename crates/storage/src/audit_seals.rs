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

pub(crate) fn seal_place(sequence: &str) -> String {
    format!("audit_seals {sequence}")
}

impl Transaction {
    /// Keep where the log stands, as it was verified: the number and the hash of its last event. Nothing is kept of an empty log.
    ///
    /// Each seal says how many there were before it, so that none can be taken out of the row but the last ones.
    pub async fn add_audit_seal(
        &mut self,
        sequence: i64,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<AuditSeal>, StorageError> {
        if sequence == 0 {
            return Ok(None);
        }
        let sql = "SELECT count(*) FROM audit_seals WHERE sequence < $1";
        let before = self.query("audit_seals", sql, &[sequence.into()]).await?[0].int(0)?;
        let text = format!("{before} {hash}");
        let sealed = self.vault.seal(&seal_place(&sequence.to_string()), &text);
        let sql = "INSERT INTO audit_seals (sequence, at, hash) VALUES ($1, $2, $3)
                   ON CONFLICT (sequence) DO UPDATE SET at = $2, hash = $3";
        self.execute(sql, &[sequence.into(), moment(now).into(), sealed.into()]).await?;
        Ok(Some(AuditSeal { sequence, at: now, hash: hash.to_owned(), is_sealed: self.vault.has_key() }))
    }

    /// Where the log stood when it was last looked at; `None` before that.
    pub async fn last_audit_seal(&mut self) -> Result<Option<AuditSeal>, StorageError> {
        Ok(self.audit_seals().await?.pop())
    }

    /// All of them, oldest first. One that nobody can have made by this program has no hash, and agrees with no event: sealed for
    /// another place or under another key, out of its row, or in clear after one that was sealed.
    pub(crate) async fn audit_seals(&mut self) -> Result<Vec<AuditSeal>, StorageError> {
        let sql = "SELECT sequence, at, hash FROM audit_seals ORDER BY sequence";
        let vault = self.vault.clone();
        let mut seals: Vec<AuditSeal> = Vec::new();
        for mut row in self.query("audit_seals", sql, &[]).await? {
            let (sequence, at, kept): (i64, Timestamp, String) = (row.int(0)?, row.parsed(1)?, row.text(2)?);
            let opened = match vault.open(&seal_place(&sequence.to_string()), kept.clone()) {
                Err(StorageError::Inconsistent { .. } | StorageError::Sealed { .. }) => String::new(),
                opened => opened?,
            };
            let is_sealed = opened != kept;
            let (before, hash) = opened.split_once(' ').unwrap_or_default();
            let is_in_row = before.parse() == Ok(seals.len());
            let may_be_clear = is_sealed || !seals.iter().any(|seal| seal.is_sealed);
            let hash = if is_in_row && may_be_clear { hash.to_owned() } else { String::new() };
            seals.push(AuditSeal { sequence, at, hash, is_sealed });
        }
        Ok(seals)
    }
}
