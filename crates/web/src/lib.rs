//! HTTP, HTML and the API: what families, providers, officers and other systems meet.
mod site;
pub use site::{MapTiles, Site};

/// stub
pub fn router(_site: Site) -> axum::Router { axum::Router::new() }
