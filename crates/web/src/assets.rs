//! Style sheets, scripts and pictures, in the binary, under names that change with their content.

use crate::extract::AreaContext;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file that is served as it is.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of one of our own pictures.
pub(crate) fn picture(name: &str) -> Option<&'static str> {
    PICTURES.iter().find(|(known, _)| *known == name).map(|(_, asset)| asset.path)
}

const ALL: &[&Asset] = &[&STYLE, &COMPONENTS, &SCRIPT, &ICON, &MAP_STYLE, &MAP_SCRIPT];

/// A name holds the print of the content, so a copy is good for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(crate) async fn get(request: Request) -> Response {
    let path = request.uri().path();
    let mut all = ALL.iter().copied().chain(PICTURES.iter().map(|(_, asset)| *asset));
    let Some(asset) = all.find(|asset| asset.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let packed = accepts_gzip(request.headers());
    let mut response = if packed { asset.gzip.into_response() } else { asset.bytes.into_response() };
    let headers = response.headers_mut();
    let mut put = |name, value: &'static str| headers.insert(name, value.parse().expect("a header value"));
    put(header::CONTENT_TYPE, asset.kind);
    put(header::CACHE_CONTROL, FOR_EVER);
    put(header::VARY, "accept-encoding");
    if packed {
        put(header::CONTENT_ENCODING, "gzip");
    }
    response
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|encoding| {
        let mut parts = encoding.split(';').map(str::trim);
        parts.next() == Some("gzip") && parts.next() != Some("q=0")
    })
}

/// The colours of the area as custom properties. The address carries them, so it may be kept like any other asset.
pub(crate) async fn theme(context: AreaContext) -> Response {
    let theme = &context.area().theme;
    let (header, accent) =
        if theme.is_sound() { (theme.header.as_str(), theme.accent.as_str()) } else { ("#12436d", "#28a197") };
    let css = format!(":root{{--area-header:{header};--area-accent:{accent}}}");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, FOR_EVER)], css).into_response()
}
