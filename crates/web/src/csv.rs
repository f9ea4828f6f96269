//! Spreadsheets.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A cell of a spreadsheet. One that begins like a formula is given a quotation mark, so that no program computes it.
pub(crate) fn cell(text: &str) -> String {
    let harmless =
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if harmless.contains([',', '"', '\n', '\r']) { format!("\"{}\"", harmless.replace('"', "\"\"")) } else { harmless }
}

/// A spreadsheet to download, for somebody who is signed in.
pub(crate) fn spreadsheet(name: &str, csv: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    // The mark tells spreadsheet programs that it is UTF-8.
    (headers, format!("\u{feff}{csv}")).into_response()
}
