//! Looking at the whole audit log, once a day.

use crate::{Noticed, Office, OperationError};
use std::sync::atomic::{AtomicI64, Ordering};

/// The number of the last event when this program last saw the log whole, and when that was, in seconds since 1970.
static LAST_SEEN: AtomicI64 = AtomicI64::new(0);
static LAST_CHECKED: AtomicI64 = AtomicI64::new(0);

/// When this program last saw the log whole, in seconds since 1970; 0 before that. An alarm belongs on it: a log that is not looked
/// at any more is as bad as one that is broken.
pub fn audit_checked_at() -> i64 {
    LAST_CHECKED.load(Ordering::Relaxed)
}

/// Walk the chain of the log. What is whole is sealed where it stands, and said in the log of the program, which most hosts keep
/// elsewhere. Returns whether it is whole.
///
/// A log that was rewritten no longer agrees with its seals. One whose seals were taken away with it is found out by this program
/// while it runs, because it has become shorter or its seals fewer, and afterwards only by those lines.
pub async fn verify_audit(office: &Office) -> Result<bool, OperationError> {
    // Read first: the walk takes a while in a long log, and nobody who writes should wait for it.
    let walked = office.storage.read().await?.walk_audit_chain().await?;
    let broken = |at: i64| {
        let told = format!("the audit log was changed by something else, at event {at} or before");
        Noticed::AuditBroken.note(None, None, &told);
        Ok(false)
    };
    let (length, hash) = match walked {
        Ok(whole) => whole,
        Err(at) => return broken(at),
    };
    if length < LAST_SEEN.load(Ordering::Relaxed) {
        return broken(length + 1);
    }
    let mut tx = office.storage.begin_upkeep().await?;
    let seal = tx.add_audit_seal(length, &hash, office.now()).await?;
    tx.commit().await?;
    LAST_SEEN.store(length, Ordering::Relaxed);
    LAST_CHECKED.store(office.now().as_second(), Ordering::Relaxed);
    if let Some(seal) = seal {
        tracing::info!(target: "audit", sequence = seal.sequence, hash = seal.hash, "the audit log is whole");
    }
    Ok(true)
}
