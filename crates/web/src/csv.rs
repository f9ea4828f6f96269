//! Spreadsheets.

use axum::body::Body;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};

/// A spreadsheet to download, for somebody who is signed in.
pub(crate) fn spreadsheet(name: &str, csv: String) -> Response {
    // The mark tells spreadsheet programs that it is UTF-8.
    (headers(name), format!("\u{feff}{csv}")).into_response()
}

/// The same, sent piece by piece. When one cannot be had, the download breaks off, and the browser says so.
pub(crate) fn long_spreadsheet<E>(
    name: &str,
    pieces: impl Stream<Item = Result<String, E>> + Send + 'static,
) -> Response
where
    E: Into<axum::BoxError> + 'static,
{
    let mark = futures_util::stream::once(async { Ok("\u{feff}".to_owned()) });
    (headers(name), Body::from_stream(mark.chain(pieces))).into_response()
}

fn headers(name: &str) -> [(HeaderName, String); 3] {
    let disposition = format!("attachment; filename=\"{name}\"");
    [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}
