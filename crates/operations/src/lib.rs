//! Every write, one verb a file, and the step from storage to catalogue.
//!
//! An operation owns its transaction: what it changes, the entry in the change log and the audit event are committed
//! together or not at all.

pub mod accounts;
mod attach;
mod chase_reports;
pub mod coverage;
mod dear_work;
mod files;
mod follow;
mod form_document;
pub mod guides;
pub mod import;
mod keys;
mod letters;
mod limits;
mod links;
pub mod listings;
pub mod mail;
mod noticed;
mod office;
mod pdf;
mod put_area;
mod reindex;
mod remind;
mod saved_views;
mod scan;
mod secret;
mod seed_demo;
mod seed_queue;
mod spreadsheet;
mod tasks;
mod terms;
mod verify_audit;
mod wording;

pub use attach::{MOST_FILES, NewFile, count_upload, sweep_files};
pub use chase_reports::{Chased, chase_reports};
pub use dear_work::dear_work;
pub use files::{FileStore, LARGEST_FILE, LEAST_FREE, Prepared};
pub use follow::{Follower, last_change_by, load_catalogue, load_catalogue_as_at, load_gazetteer, load_vocabulary};
pub use form_document::{FormField, FormPart, ReadForm, read_form, write_form};
pub use guides::count_useful;
pub use limits::Limited;
pub use links::check_links;
pub use noticed::Noticed;
pub use office::{Links, Office, end_of, england, in_words};
pub use put_area::put_area;
pub use reindex::reindex;
pub use remind::{Reminded, send_reminders};
pub use saved_views::{remove_view, save_view};
pub use scan::Scanner;
pub use seed_demo::{DemoError, Seeded, UNNAMED_AREA, demo_areas, seed_demo};
pub use seed_queue::seed_queue;
pub use spreadsheet::spreadsheet_line;
pub use tasks::{Work, work_on};
pub use terms::{TermEdit, edit_terms};
pub use verify_audit::{audit_checked_at, verify_audit};
pub use wording::{put_wording, remove_wording};

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

impl From<StorageError> for OperationError {
    /// What somebody else put there a moment ago is theirs to be told, and no fault of ours: two confirmations of one new
    /// address, two accounts for it.
    fn from(error: StorageError) -> Self {
        if error.is_taken() {
            // Where writers stand in line, this is a defect of ours.
            tracing::warn!(%error, "something that can be there once was there already");
            return Self::TooLate(
                "The same was done at this very moment, so nothing was changed. Try again".to_owned(),
            );
        }
        Self::Storage(error)
    }
}

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The storage refused.
    #[error(transparent)]
    Storage(StorageError),
    /// A file could not be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why not, in words.
        reason: String,
    },
    /// The input is not what was announced, or something stops it; nothing was changed. For people, in sentences.
    #[error("{0}")]
    Refused(String),
    /// Somebody has asked for it very often of late. Later it may be asked for again.
    #[error("asked for too often")]
    TooOften,
    /// Somebody may not do this.
    #[error("not allowed")]
    NotAllowed,
    /// What it is about is not there.
    #[error("not there")]
    NotThere,
    /// Somebody else was quicker, or a link has run out. For people, in a sentence.
    #[error("{0}")]
    TooLate(String),
    /// Somebody else has changed the same thing in another way: both have to be looked at.
    #[error("somebody else has changed the same thing")]
    Conflict,
}
