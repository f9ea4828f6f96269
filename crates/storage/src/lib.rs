//! The truth, in SQL: the only crate that knows it, with one implementation for SQLite and PostgreSQL.
//!
//! Statements are written once in the dialect both databases share, with `$1` parameters. [`Storage::begin`] gives a
//! [`Transaction`]; nothing is written outside one, and one that is dropped without [`Transaction::commit`] leaves no trace.

mod accounts;
mod applications;
mod areas;
mod audit;
mod audit_seals;
mod changes;
mod connection;
mod coverage;
mod error;
mod geography;
mod listings;
mod messages;
mod migrations;
mod postcodes;
mod redactions;
mod revisions;
mod sealing;
mod signal;
mod tasks;
mod tls;
mod upkeep;
mod value;
mod vault;

pub use accounts::{Credentials, LinkKey, Person, Session};
pub use applications::ListingApplication;
pub use audit::{AuditEvent, AuditFilter, StoredAuditEvent};
pub use audit_seals::AuditSeal;
pub use changes::{Change, Subject};
pub use connection::{Storage, Transaction, make_private};
pub use coverage::Usefulness;
pub use error::StorageError;
pub use listings::{ListingFilter, ListingHead, ListingState, NewListing, StoredListing};
pub use messages::{Message, MessageState, NewMessage};
pub use migrations::declared_audiences;
pub use redactions::{LaterRevision, Redaction};
pub use revisions::{Decided, StoredRevision};
pub use signal::ChangeSignal;
pub use tasks::{SavedView, TaskFilter, TaskNote, Wording};
pub use upkeep::{CheckedLink, StoredFile, StoredTerm};
pub use vault::{NotAKey, Vault};
