//! From a page struct to a response.

use crate::error::PageError;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// A page that is shown with a status. Pages are checked anew on every visit, because a listing that is suspended must be
/// gone at once.
pub(crate) struct Page<T>(pub(crate) StatusCode, pub(crate) T);

impl<T: Template> Page<T> {
    pub(crate) fn ok(page: T) -> Self {
        Self(StatusCode::OK, page)
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(html) => (self.0, [(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                PageError::Broken.into_response()
            }
        }
    }
}
