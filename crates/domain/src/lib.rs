//! The nouns and rules of a SEND Local Offer.
//!
//! This crate is pure: no I/O, no clock, no HTTP, no SQL. Time is always an argument. The words are those of the
//! Children and Families Act 2014, the SEND Regulations 2014 and Open Referral UK; see `docs/glossary.md`.

pub mod accounts;
pub mod area;
mod content;
pub mod directory;
pub mod editing;
pub mod geography;
pub mod guides;
pub mod help_lines;
pub mod law;
pub mod listing;
mod published;
pub mod review;
pub mod revision;
pub mod settings;
pub mod tasks;
pub mod taxonomy;
pub mod values;

pub use area::Area;
pub use content::Content;
pub use directory::{Organisation, OrganisationContent, Service, ServiceContent};
pub use geography::{Authority, District, PostcodeBlock};
pub use guides::{Guide, GuideContent};
pub use listing::{Assurance, CheckedBy, Kind, Listing, Provenance};
pub use published::Published;
pub use settings::{Setting, SettingContent};
