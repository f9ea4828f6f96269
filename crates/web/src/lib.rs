//! HTTP, HTML and the API: what families, providers, officers and other systems meet.
//!
//! Each audience has a namespace of its own, in the sources and in the templates, and they never import each other. A
//! handler is a short story: extract, look up, show. A page is a struct with exactly what its template prints.

mod about;
mod account;
mod api;
mod apply;
mod asked;
mod assets;
mod client;
mod cookies;
mod coverage_view;
mod csv;
mod editor;
mod entry;
mod error;
mod extract;
mod find;
mod form_data;
mod health;
mod layout;
mod manage;
mod markdown;
mod moment;
mod page;
mod paged;
mod pagination;
mod people;
mod person;
mod preview;
mod provide;
mod questions;
mod reachable;
mod report_view;
mod respond;
mod routes;
mod rules;
mod search_params;
mod site;
mod urgent;
mod view;
mod words;

pub use client::{Client, Gateways};
pub use form_data::TooSlow;
pub use routes::{metrics, router, router_without_metrics, rules};
pub use rules::Rule;
pub use site::{MapTiles, Site};
