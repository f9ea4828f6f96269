//! The cookies of people who sign in or apply. Families get none, unless they choose how they like to read.

use axum::http::{HeaderMap, HeaderValue, header};
use std::fmt::Write;

/// Who is signed in.
pub(crate) const SESSION: &str = "lo_session";

/// Which browser has signed in before, so that nobody else's wrong guesses lock it out.
pub(crate) const DEVICE: &str = "lo_device";

/// That the password was right and the code is next.
pub(crate) const STEP: &str = "lo_step";

/// Which application was worked on last in this browser, so that its own pictures can be seen before they are public.
pub(crate) const APPLICATION: &str = "lo_application";

/// How somebody likes to read pages: Easy Read, another language. Set only when they ask for it.
pub(crate) const READING: &str = "lo_reading";

/// The word for "the page itself" where a reader could like another form of it.
pub(crate) const ITSELF: &str = "page";

/// How a cookie is called. Behind https it has the prefix that no neighbouring host can plant and no page without https can
/// set (RFC 6265bis section 4.1.3.2).
fn called(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of a cookie. `secure` says whether pages are reached by https.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    let name = called(name, secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// A cookie that no script can read and no other site can send along with a form. `days` is how long it stays; without, it
/// goes with the browser.
pub(crate) fn set(name: &str, value: &str, secure: bool, days: Option<u32>) -> (axum::http::HeaderName, HeaderValue) {
    let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", called(name, secure));
    if secure {
        text.push_str("; Secure");
    }
    if let Some(days) = days {
        let _ = write!(text, "; Max-Age={}", u64::from(days) * 86_400);
    }
    (header::SET_COOKIE, HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("")))
}

/// Take a cookie away.
pub(crate) fn clear(name: &str, secure: bool) -> (axum::http::HeaderName, HeaderValue) {
    set(name, "", secure, Some(0))
}
