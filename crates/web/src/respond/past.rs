//! `?as-at=YYYY-MM-DD`: any public page as it was at the end of a past day.

use crate::error::PageError;
use crate::extract::AreaContext;
use crate::moment::{Banner, Moment};
use crate::site::Site;
use crate::words;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use local_offer_catalogue::Catalogue;
use local_offer_operations::{OperationError, load_catalogue_as_at};
use local_offer_storage::StorageError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// The day on which the Local Offer became law. A past before it is built for nobody.
const FIRST: Date = Date::constant(2014, 9, 1);

/// Days of which the catalogue is kept.
const KEPT: usize = 6;

/// How long one is kept, in minutes, when nothing was taken away meanwhile.
const KEPT_FOR: i64 = 10;

/// How long somebody waits while others look at other days.
const PATIENCE: Duration = Duration::from_secs(8);

/// Catalogues of past days, the latest used last. Building one takes as long as starting the program, so one is built at a
/// time, whoever asks.
#[derive(Default)]
pub(crate) struct Past {
    known: Mutex<Vec<PastDay>>,
}

/// The catalogue of a past day, made at a moment when so much was kept back.
#[derive(Clone)]
struct PastDay {
    day: Date,
    made_at: Timestamp,
    kept_back: u64,
    catalogue: Arc<Catalogue>,
}

impl Past {
    async fn of(&self, site: &Site, day: Date) -> Result<Arc<Catalogue>, OperationError> {
        let today = site.catalogue();
        let waiting = tokio::time::timeout(PATIENCE, self.known.lock()).await;
        let Ok(mut known) = waiting else { return Err(OperationError::Storage(StorageError::Busy)) };
        // A past day does not change by itself, but what is kept back today is left out of it.
        let now = site.office().now();
        let kept_back = today.kept_back();
        known.retain(|past| past.kept_back == kept_back && past.made_at + KEPT_FOR.minutes() > now);
        if let Some(at) = known.iter().position(|past| past.day == day) {
            let found = known.remove(at);
            known.push(found.clone());
            return Ok(found.catalogue);
        }
        let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        let end = day.at(23, 59, 59, 999_000_000).to_zoned(london).map_or(site.office().now(), |end| end.timestamp());
        let built = Arc::new(load_catalogue_as_at(&site.office().storage, &today, end).await?);
        if known.len() >= KEPT {
            known.remove(0);
        }
        known.push(PastDay { day, made_at: now, kept_back, catalogue: built.clone() });
        Ok(built)
    }
}

/// Before every public page: when a past day is asked for, show that day.
pub(crate) async fn as_at(State(site): State<Site>, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    if !query.contains("as-at") {
        return next.run(request).await;
    }
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "as-at");
    let Some((_, text)) = asked else { return next.run(request).await };
    let (mut parts, body) = request.into_parts();
    let context = match AreaContext::from_request_parts(&mut parts, &site).await {
        Ok(context) => context,
        Err(error) => return error.into_response(),
    };
    let refused =
        |text: String| PageError::told(&context, StatusCode::BAD_REQUEST, "Which day?", &[&text]).into_response();
    let Ok(day) = text.trim().parse::<Date>() else {
        return refused("Write the day like this: as-at=2026-03-27.".to_owned());
    };
    if day < FIRST {
        return refused("There was no Local Offer before 1 September 2014. Choose a later day.".to_owned());
    }
    if day > site.today() {
        return refused("That day has not come yet. Choose today or a day before.".to_owned());
    }
    let catalogue = match site.past().of(&site, day).await {
        Ok(catalogue) => catalogue,
        Err(error) => return PageError::of(&context, error).into_response(),
    };
    let path = parts.uri.path().to_owned();
    let banner = Banner {
        title: format!("This page as it was at the end of {}", words::date(day)),
        lines: vec![format!(
            "To cite it: {}, {}",
            context.area().title,
            context.own_link(&format!("{path}?as-at={day}"))
        )],
        links: vec![("See the page of today".to_owned(), path)],
    };
    parts.extensions.insert(Moment { catalogue, banner });
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // Today's page is what search engines should know.
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    if response.status() != StatusCode::OK {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
