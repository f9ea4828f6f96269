//! HTTP, HTML and the API: what families, providers, officers and other systems meet.
//!
//! Each audience has a namespace of its own, in the sources and in the templates, and they never import each other. A
//! handler is a short story: extract, look up, show. A page is a struct with exactly what its template prints.

mod about;
mod api;
mod assets;
mod entry;
mod error;
mod extract;
mod find;
mod health;
mod layout;
mod page;
mod pagination;
mod routes;
mod search_params;
mod site;
mod urgent;
mod words;

pub use routes::router;
pub use site::{MapTiles, Site};
