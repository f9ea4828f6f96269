//! The nouns and rules of a SEND Local Offer.
//!
//! This crate is pure: no I/O, no clock, no HTTP, no SQL. Time is always an argument. The words are those of the
//! Children and Families Act 2014, the SEND Regulations 2014 and Open Referral UK; see `docs/glossary.md`.

pub mod area;
pub mod directory;
pub mod listing;
pub mod settings;
pub mod taxonomy;
pub mod values;

pub use area::{Area, Authority, District};
pub use directory::{Organisation, OrganisationContent, Service, ServiceContent};
pub use listing::{Assurance, CheckedBy, Kind, Listing, Provenance};
pub use settings::{Setting, SettingContent};
