//! Every write, one verb a file, and the step from storage to catalogue.
//!
//! An operation owns its transaction: what it changes, the entry in the change log and the audit event are committed
//! together or not at all.

mod follow;
pub mod import;
mod put_area;
mod seed_demo;

pub use follow::{Follower, load_catalogue, load_catalogue_as_at};
pub use put_area::put_area;
pub use seed_demo::{DemoError, Seeded, UNNAMED_AREA, demo_areas, seed_demo};

use jiff::Timestamp;
use local_offer_domain::revision::Author;
use local_offer_domain::values::AreaId;
use local_offer_storage::{AuditEvent, StorageError};

/// What the audit log is told. `detail` must hold no personal data.
pub(crate) fn audit(
    actor: Author,
    action: &'static str,
    subject: impl ToString,
    area: Option<&AreaId>,
    detail: &str,
    at: Timestamp,
) -> AuditEvent {
    let (actor, subject) = (actor.to_string(), subject.to_string());
    AuditEvent { at, actor, action, subject, area: area.cloned(), detail: detail.to_owned() }
}

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The storage refused.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A file could not be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why not, in words.
        reason: String,
    },
    /// The input is not what was announced; nothing was changed.
    #[error("{0}")]
    Refused(String),
}
