//! `/sitemap.xml` and `/robots.txt`.

use crate::entry;
use crate::extract::AreaContext;
use axum::http::header;
use axum::response::IntoResponse;
use std::fmt::Write;

/// The most addresses a sitemap may hold (sitemaps.org).
const MOST: usize = 50_000;

pub(crate) async fn sitemap(context: AreaContext) -> impl IntoResponse {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let vocabulary = context.catalogue.vocabulary();
    let fixed = [
        "/",
        "/find",
        "/topics",
        "/settings",
        "/guides",
        "/news",
        "/events",
        "/glossary",
        "/ehc-timeline",
        "/about/what-the-law-asks",
        "/templates",
        "/accessibility-statement",
        "/privacy",
    ]
    .map(str::to_owned);
    let topics = vocabulary.themes.terms().iter().chain(vocabulary.categories.terms());
    let topics = topics.map(|term| format!("/topics/{}", term.id));
    let entries = context.offer.entries().map(|entry| entry::path(entry));
    for path in fixed.into_iter().chain(topics).chain(entries).take(MOST) {
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", context.own_link(&path));
    }
    xml.push_str("</urlset>\n");
    ([(header::CONTENT_TYPE, "application/xml")], xml)
}

pub(crate) async fn robots(context: AreaContext) -> impl IntoResponse {
    let text = format!(
        "User-agent: *\nDisallow: /find?\nDisallow: /api/\nDisallow: /*as-at=\nSitemap: {}\n",
        context.own_link("/sitemap.xml")
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
