//! `?as-at=YYYY-MM-DD`: any public page as it was at the end of a past day.

use crate::asked::Asked;
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
use jiff::{Timestamp, ToSpan};
use local_offer_catalogue::Catalogue;
use local_offer_catalogue::coverage::Coverage;
use local_offer_domain::values::AreaId;
use local_offer_operations::{OperationError, end_of, last_change_by, load_catalogue_as_at};
use local_offer_storage::StorageError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};

/// The day on which the Local Offer became law. A past before it is built for nobody.
const FIRST: Date = Date::constant(2014, 9, 1);

/// Past catalogues that are kept.
const KEPT: usize = 6;

/// How long one is kept, in minutes, when nothing was published meanwhile.
const KEPT_FOR: i64 = 10;

/// How long somebody waits while others look at other days.
const PATIENCE: Duration = Duration::from_secs(8);

/// New catalogues of the past that one network may ask for in an hour: each costs as much as thousands of pages. Days on which
/// nothing changed cost nothing, and neither does what somebody else has asked for already.
const NEW_AN_HOUR: usize = 20;

/// Catalogues of the past, the latest used last. Building one takes as long as starting the program, so one is built at a
/// time, whoever asks.
pub(crate) struct Past {
    known: Mutex<Vec<PastMoment>>,
    asked: Asked,
}

impl Default for Past {
    fn default() -> Self {
        Self { known: Mutex::default(), asked: Asked::new(3_600, NEW_AN_HOUR) }
    }
}

/// The catalogue of an area as it was from a change on until the next, read with what a version of today keeps back.
#[derive(Clone)]
struct PastMoment {
    area: AreaId,
    from: Timestamp,
    version: u64,
    made_at: Timestamp,
    catalogue: Arc<Catalogue>,
    coverage: Arc<OnceCell<Arc<Vec<Coverage>>>>,
}

impl Past {
    async fn of(&self, context: &AreaContext, day: Date) -> Result<PastMoment, OperationError> {
        let (site, area) = (&context.site, &context.area().id);
        let office = site.office();
        let today = site.catalogue();
        let end = end_of(day).unwrap_or(office.now());
        // Most days are like the day before.
        let from = last_change_by(&office.storage, end).await?.unwrap_or(Timestamp::MIN);
        let waiting = tokio::time::timeout(PATIENCE, self.known.lock()).await;
        let Ok(mut known) = waiting else { return Err(OperationError::Storage(StorageError::Busy)) };
        // A past day does not change by itself, but what is kept back or taken out today is left out of it.
        let (now, version) = (office.now(), today.version());
        known.retain(|past| past.version == version && past.made_at + KEPT_FOR.minutes() > now);
        if let Some(at) = known.iter().position(|past| past.area == *area && past.from == from) {
            let found = known.remove(at);
            known.push(found.clone());
            return Ok(found);
        }
        if self.asked.add(&context.network(), now, 1) {
            return Err(OperationError::TooOften);
        }
        let built = Arc::new(load_catalogue_as_at(&office.storage, &today, area, end).await?);
        if known.len() >= KEPT {
            known.remove(0);
        }
        let past =
            PastMoment { area: area.clone(), from, version, made_at: now, catalogue: built, coverage: Arc::default() };
        known.push(past.clone());
        Ok(past)
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
    let past = match site.past().of(&context, day).await {
        Ok(past) => past,
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
    parts.extensions.insert(Moment { catalogue: past.catalogue, coverage: past.coverage, day: Some(day), banner });
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // Today's page is what search engines should know.
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    if response.status() != StatusCode::OK {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
