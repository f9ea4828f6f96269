//! For other systems. JSON only; the pages for people are in `find`.

pub(crate) mod ehc_timeline;
pub(crate) mod openapi;
pub(crate) mod search;
pub(crate) mod sitemap;
