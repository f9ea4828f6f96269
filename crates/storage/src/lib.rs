//! The truth, in SQL: the only crate that knows it, with one implementation for SQLite and PostgreSQL.
//!
//! Statements are written once in the dialect both databases share, with `$1` parameters. [`Storage::begin`] gives a
//! [`Transaction`]; nothing is written outside one, and one that is dropped without [`Transaction::commit`] leaves no trace.

mod areas;
mod audit;
mod changes;
mod connection;
mod error;
mod geography;
mod listings;
mod migrations;
mod postcodes;
mod signal;
mod value;

pub use changes::{Change, Subject};
pub use connection::{Storage, Transaction};
pub use error::StorageError;
pub use listings::{ListingState, NewListing, StoredListing};
pub use migrations::declared_audiences;
pub use signal::ChangeSignal;
