//! Finding: what the project exists for.
//!
//! A search runs in four steps, each in a file of its own: [`understand()`] reads what was typed, `matching` finds and
//! scores entries by words, `filters` narrows and counts, and [`find()`] puts a page of results together and can say why
//! each one is there. Everything works on an [`Index`] that is built with its area and never changes.

mod ages;
mod correct;
mod document;
mod filters;
mod find;
mod index;
mod matching;
mod request;
mod synonyms;
mod text;
mod understand;

pub use document::Field;
pub use filters::{Facet, FacetValue};
pub use find::{Hit, Reason, Results, find, suggestions};
pub use index::Index;
pub use request::{Ages, Request, ResultKind, Sort};
pub use synonyms::{Synonyms, SynonymsFile};
pub use text::words;
pub use understand::{Concept, Understood, understand};
