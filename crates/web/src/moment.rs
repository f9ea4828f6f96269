//! Public pages of another moment than now: of a past day, or of a draft. The same handlers show them, from another
//! catalogue that is put into the request.

use crate::site::Site;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use local_offer_catalogue::Catalogue;
use local_offer_catalogue::coverage::Coverage;
use std::sync::Arc;
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// Another catalogue than today's, and what the page says about it.
#[derive(Clone)]
pub(crate) struct Moment {
    pub(crate) catalogue: Arc<Catalogue>,
    /// What the law asks of it, once somebody has asked.
    pub(crate) coverage: Arc<OnceCell<Arc<Vec<Coverage>>>>,
    /// The day it was then; `None` for a draft, which is of today.
    pub(crate) day: Option<Date>,
    pub(crate) banner: Banner,
}

/// What stands above a page that is not today's.
#[derive(Clone)]
pub(crate) struct Banner {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
    pub(crate) links: Vec<(String, String)>,
}

/// The public page at a path, as of a moment.
pub(crate) async fn show(site: &Site, headers: &HeaderMap, path: &str, moment: Moment) -> Response {
    let mut request = Request::new(Body::empty());
    if let Ok(uri) = path.parse() {
        *request.uri_mut() = uri;
    }
    if let Some(host) = headers.get(header::HOST) {
        request.headers_mut().insert(header::HOST, host.clone());
    }
    request.extensions_mut().insert(moment);
    let mut response = match site.public() {
        Some(router) => router.oneshot(request).await.into_response(),
        None => crate::error::PageError::Broken.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().remove(header::ETAG);
    response
}
