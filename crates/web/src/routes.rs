//! Every address, and what goes around every answer.

use crate::error::PageError;
use crate::extract::AreaContext;
use crate::rules::{Routes, Rule};
use crate::{about, account, api, apply, assets, find, health, manage, provide, respond, site::Site};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use local_offer_operations::{LARGEST_FILE, Noticed};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// The whole site.
///
/// Public pages read the catalogue and may be kept by a browser until it changes. Everything else goes through
/// `rules::Routes`, has a rule, and is kept nowhere.
pub fn router(site: Site) -> Router {
    let metrics = Router::new().route("/metrics", get(health::metrics));
    pages(site.clone(), metrics)
}

/// The whole site without its numbers, for where [`metrics`] are asked for elsewhere.
pub fn router_without_metrics(site: Site) -> Router {
    pages(site, Router::new())
}

/// The numbers alone, for an address that only the authority's own systems reach.
pub fn metrics(site: Site) -> Router {
    Router::new().route("/metrics", get(health::metrics)).with_state(site)
}

fn pages(site: Site, metrics: Router<Site>) -> Router {
    let public = public(&site);
    site.set_public(public.clone());
    let (guarded, _) = guarded(&site);
    public
        .merge(guarded)
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(CompressionLayer::new())
        // Room for the largest file and the form around it; what is read of other forms is less.
        .layer(DefaultBodyLimit::max(LARGEST_FILE + 1024 * 1024))
        .layer(CsrfLayer::new().with_rejection_response(from_elsewhere))
        .layer(CatchPanicLayer::custom(broken))
        .route("/assets/{file}", get(assets::get))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .merge(metrics)
        .layer(from_fn_with_state((policy(&site), site.office().links.is_secure()), guard))
        .with_state(site)
}

/// Every address that is not public, with who may open it.
pub fn rules(site: &Site) -> Vec<(Method, &'static str, Rule)> {
    guarded(site).1
}

fn public(site: &Site) -> Router<Site> {
    Router::new()
        .route("/", get(find::home::get))
        .route("/find", get(find::search::get))
        .route("/services/{slug}", get(find::service::get))
        .route("/organisations/{slug}", get(find::organisation::get))
        .route("/topics", get(find::topic::list))
        .route("/topics/{slug}", get(find::topic::get))
        .route("/guides", get(find::guides::list))
        .route("/guides/{slug}", get(find::guide::get))
        .route("/guides/{slug}/{step}", get(find::guide::get))
        .route("/news", get(find::guides::all_news))
        .route("/events", get(find::guides::all_events))
        .route("/glossary", get(find::glossary::get))
        .route("/settings", get(find::settings::get))
        .route("/settings/compare", get(find::compare::get))
        .route("/settings/{slug}", get(find::setting::get))
        .route("/settings/{slug}/report.html", get(find::fragment::get))
        .route("/about/what-the-law-asks", get(find::law::get))
        .route("/about/what-the-law-asks.csv", get(find::law::csv))
        .route("/accessibility-statement", get(about::accessibility))
        .route("/privacy", get(about::privacy))
        .route("/api/search", get(api::search::get))
        .route("/api/ehc-timeline", get(api::ehc_timeline::get))
        .route("/ehc-timeline", get(find::ehc_timeline::get))
        .route("/ehc-timeline/calendar.ics", get(find::ehc_timeline::calendar))
        .route("/openapi.json", get(api::openapi::get))
        .route("/sitemap.xml", get(api::sitemap::sitemap))
        .route("/robots.txt", get(api::sitemap::robots))
        .route("/theme.css", get(assets::theme))
        .layer(from_fn_with_state(site.clone(), respond::as_at))
        .layer(from_fn_with_state(site.clone(), unchanged))
}

fn guarded(site: &Site) -> (Router<Site>, Vec<(Method, &'static str, Rule)>) {
    let routes = Routes::new(site.clone());
    let routes = respond::routes(account::routes(routes));
    manage::routes(provide::routes(apply::routes(routes))).finish()
}

async fn not_found(context: AreaContext, uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        let body =
            serde_json::json!({ "errors": [{ "message": "There is nothing at this address. See /openapi.json." }] });
        return (StatusCode::NOT_FOUND, axum::Json(body)).into_response();
    }
    PageError::not_found(&context).into_response()
}

async fn wrong_method(context: AreaContext) -> Response {
    let mut response = PageError::wrong_method(&context).into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// A form of another site, or of a page that is very old. What it would have done is not done.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn from_elsewhere(error: ProtectionError) -> Response {
    Noticed::OtherSite.note(None, None, &error.to_string());
    PageError::FromElsewhere.into_response()
}

/// A panic is our fault; the reader gets the page that says so and the log gets the rest from the panic hook.
fn broken(_: Box<dyn std::any::Any + Send>) -> Response {
    PageError::Broken.into_response()
}

/// A page is asked for again on every visit, because a listing that is suspended must be gone at once. Nothing in it changes
/// while the catalogue and the day stay the same, so that the answer is mostly the short "not modified".
async fn unchanged(State(site): State<Site>, request: Request, next: Next) -> Response {
    // How somebody likes to read is part of what they see.
    let liked = crate::cookies::read(request.headers(), crate::cookies::READING, site.office().links.is_secure())
        .unwrap_or_default();
    let tag = site.tag(request.uri().path_and_query().map_or("", |asked| asked.as_str()), liked);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read && known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())])
            .into_response();
    }
    let mut response = next.run(request).await;
    let may_stay = response.headers().get(header::CACHE_CONTROL).is_some_and(|value| value == "no-cache");
    if is_read
        && may_stay
        && response.status() == StatusCode::OK
        && let Ok(tag) = HeaderValue::from_str(&tag)
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Headers that keep a page from doing what it should not: no script, frame or call of anybody else.
async fn guard(State((policy, secure)): State<(HeaderValue, bool)>, request: Request, next: Next) -> Response {
    // Of two hosts a gateway may have looked at the one and we at the other (RFC 9112 section 3.2).
    let mut response = if request.headers().get_all(header::HOST).iter().count() > 1 {
        Noticed::WrongHost.note(None, None, "two hosts in one request");
        PageError::TwoHosts.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A search may be about a child. It is nobody else's business which one.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    // What is meant for other sites says so itself.
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    }
    if secure {
        // Two years, as browsers ask of who wants to stay: whoever comes again does not ask by http first (RFC 6797).
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    response
}

/// What a page may do: nothing but what comes from here, and map tiles where they are configured.
fn policy(site: &Site) -> HeaderValue {
    let pictures = site.tiles().and_then(|tiles| tile_host(&tiles.address)).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self' '{}'; img-src 'self' data: {pictures}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; manifest-src 'self'",
        assets::EARLY_SCRIPT_HASH
    );
    HeaderValue::from_str(&policy).expect("a host of letters, digits, dots and colons")
}

/// Scheme and host of the map tiles, for the policy. `{s}` stands for several hosts.
fn tile_host(address: &str) -> Option<String> {
    let address = address.replace("{s}", "*");
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split('/').next()?;
    let sound = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:*".contains(&b));
    (sound && ["http", "https"].contains(&scheme)).then(|| format!("{scheme}://{host}"))
}
