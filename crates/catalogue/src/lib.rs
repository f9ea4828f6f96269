//! The published Local Offer in memory: what public pages and the public API read, and nothing else.
//!
//! A [`Catalogue`] is immutable and disposable. It is built from what storage publishes, replaced as a whole when
//! something changes, and has a version, so that whatever is derived from it may be kept until the version changes.

mod catalogue;
pub mod coverage;
mod extras;
mod gazetteer;
mod glossary;
pub mod search;
mod urgent_help;
mod vocabulary;

pub use catalogue::{AreaCatalogue, Catalogue, Entry, Gone, GoneAddress, LinkCheck, ListingChange, WhyGone};
pub use extras::{TOOLS, Tool};
pub use gazetteer::{Gazetteer, Place, Precision, Whose};
pub use glossary::{Glossary, Word};
pub use urgent_help::{Panel, UrgentHelp, UrgentLine};
pub use vocabulary::{TermChange, Vocabulary, WhichVocabulary};
