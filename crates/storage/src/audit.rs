use crate::{StorageError, Transaction};
use jiff::Timestamp;

impl Transaction {
    /// Write down who did what. `detail` must hold no personal data.
    pub async fn add_audit_event(
        &mut self,
        actor: &str,
        action: &str,
        subject: &str,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO audit_events (id, at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)";
        let id = uuid::Uuid::now_v7().to_string();
        let at = crate::changes::moment(now);
        self.execute(sql, &[id.into(), at.into(), actor.into(), action.into(), subject.into(), detail.into()]).await?;
        Ok(())
    }

    /// How often this action was taken.
    pub async fn count_audit_events(&mut self, action: &str) -> Result<i64, StorageError> {
        let sql = "SELECT count(*) FROM audit_events WHERE action = $1";
        self.query("audit_events", sql, &[action.into()]).await?[0].int(0)
    }
}
