//! `/settings/{slug}/report.html`: a report as a piece of a page, for a setting's own site, with a link back.

use crate::error::PageError;
use crate::extract::{AreaContext, PathSlug};
use crate::report_view;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use local_offer_domain::listing::Kind;

pub(crate) async fn get(context: AreaContext, PathSlug(slug): PathSlug) -> Result<Response, PageError> {
    let setting = context.offer.setting(&slug).ok_or_else(|| PageError::no_listing(&context, Kind::Setting, &slug))?;
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, Html(report_view::fragment(setting, &context)?)).into_response())
}
