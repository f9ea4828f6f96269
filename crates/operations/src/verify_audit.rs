//! Looking at the whole audit log, once a day.

use crate::{Noticed, Office, OperationError};

/// Walk the chain of the log. What is whole is sealed where it stands, and said in the log of the program, which most hosts keep
/// elsewhere: whoever makes all of it anew can change neither. Returns whether it is whole.
pub async fn verify_audit(office: &Office) -> Result<bool, OperationError> {
    // Read first: the walk takes a while in a long log, and nobody who writes should wait for it.
    let walked = office.storage.read().await?.verify_audit_chain().await?;
    if let Err(at) = walked {
        Noticed::AuditBroken.note(
            None,
            None,
            &format!("the audit log was changed by something else, at event {at} or before"),
        );
        return Ok(false);
    }
    let mut tx = office.storage.begin_upkeep().await?;
    let seal = tx.add_audit_seal(office.now()).await?;
    tx.commit().await?;
    if let Some(seal) = seal {
        tracing::info!(target: "audit", sequence = seal.sequence, hash = seal.hash, "the audit log is whole");
    }
    Ok(true)
}
