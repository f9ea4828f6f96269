//! Pages of guidance: what a new area starts with, filling in what is local, moving, other forms of a page, and whether a
//! page was of use. Everything else that happens to a page happens to every listing (`listings`).

mod begin;
mod fill_in;
mod move_guide;
mod starter;
mod useful;

pub use begin::begin_guide;
pub use fill_in::fill_in;
pub use move_guide::move_guide;
pub(crate) use starter::add_starter_pages;
pub use starter::{StarterPage, add_missing_pages, start_guides, starter_pages};
pub use useful::count_useful;
