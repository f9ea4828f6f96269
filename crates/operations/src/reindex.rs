use crate::{Office, OperationError, audit};
use local_offer_domain::revision::Author;
use local_offer_storage::Subject;

/// Tell every running node to load everything again.
pub async fn reindex(office: &Office) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    tx.record_change(Subject::Everything, None, now);
    tx.record_audit(audit(Author::System, "reindex", "everything", None, "", now));
    tx.commit().await?;
    Ok(())
}
