//! How somebody likes to read, and whether a page was of use: two taps, no account.

use crate::cookies::{self, ITSELF};
use crate::extract::AreaContext;
use crate::form_data::FormData;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::guides::VariantKind;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;
use local_offer_operations::count_useful;

/// Days for which a browser remembers how somebody likes to read.
const REMEMBERED: u32 = 365;

/// `POST /reading`: remember it in this browser, where it is the only thing that is kept.
pub(crate) async fn choose(context: AreaContext, form: FormData) -> Response {
    let kind = VariantKind::parse(form.one("as"));
    let to = own_page(form.one("to"));
    let secure = crate::account::is_secure(&context);
    let cookie = match &kind {
        Some(kind) => cookies::set(cookies::READING, &kind.id(), secure, Some(REMEMBERED)),
        None => cookies::clear(cookies::READING, secure),
    };
    let to = if kind.is_none() { format!("{to}?as={ITSELF}") } else { to };
    ([cookie], Redirect::to(&to)).into_response()
}

/// `POST /useful`: count it for the page, and nothing else.
pub(crate) async fn useful(context: AreaContext, form: FormData) -> Response {
    let page = own_page(form.one("page"));
    let slug = page.strip_prefix("/guides/").and_then(|rest| rest.split('/').next());
    let guide =
        slug.and_then(|slug| Slug::parse(slug).ok()).and_then(|slug| context.offer.find(Kind::Guide, &slug).cloned());
    if let Some(guide) = guide
        && let Some(useful) = match form.one("useful") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    {
        let network = context.network();
        // A count that is lost is no reason to show somebody an error.
        if let Err(error) = count_useful(context.site.office(), guide.id(), useful, &network).await {
            tracing::warn!(%error, "an answer to “is this page useful” was not counted");
        }
    }
    Redirect::to(&format!("{page}?thanks=1#useful")).into_response()
}

/// A guide of ours; anything else leads home.
fn own_page(path: &str) -> String {
    let rest = path.strip_prefix("/guides/").unwrap_or_default();
    let sound = !rest.is_empty()
        && rest.len() < 200
        && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'/')
        && !rest.starts_with('/')
        && !rest.contains("//");
    if sound { path.to_owned() } else { "/guides".to_owned() }
}
