//! What handlers take out of a request. None of these ever answers with a bare error.

use crate::client::Client;
use crate::error::PageError;
use crate::layout::Layout;
use crate::moment::{Banner, Moment};
use crate::site::{Site, work_out};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header;
use axum::http::request::Parts;
use jiff::civil::Date;
use local_offer_catalogue::coverage::Coverage;
use local_offer_catalogue::{AreaCatalogue, Catalogue};
use local_offer_domain::Area;
use local_offer_domain::values::{AreaId, Slug};
use local_offer_operations::Noticed;
use local_offer_operations::accounts::Line;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The catalogue of this moment and the area the host name chose.
#[derive(Clone)]
pub(crate) struct AreaContext {
    pub(crate) site: Site,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) offer: Arc<AreaCatalogue>,
    path: String,
    /// The past day that is shown.
    day: Option<Date>,
    /// What the law asks of the moment that is shown, when it is not today's.
    covered: Option<Arc<OnceCell<Arc<Vec<Coverage>>>>>,
    /// What stands above a page of another moment than now.
    pub(crate) banner: Option<Banner>,
    /// The other end, when whoever listens has said it.
    client: Option<Client>,
    /// Whether somebody asks for another.
    is_forwarded: bool,
}

impl FromRequestParts<Site> for AreaContext {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let authority = parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .map(str::to_owned)
            .or_else(|| parts.uri.authority().map(ToString::to_string))
            .unwrap_or_default();
        // An IPv6 host has colons of its own, in brackets.
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => authority.as_str(),
        };
        let moment = parts.extensions.get::<Moment>();
        let catalogue = moment.map_or_else(|| site.catalogue(), |moment| moment.catalogue.clone());
        let banner = moment.map(|moment| moment.banner.clone());
        let host = host.trim_end_matches('.');
        // In the open, a name that is none of ours points here by a mistake or by somebody's will (DNS rebinding).
        if site.office().links.is_secure() && !catalogue.areas().is_empty() && !catalogue.knows_host(host) {
            Noticed::WrongHost.note(None, None, "a host that is none of ours");
            return Err(PageError::OtherHost);
        }
        let offer = catalogue.area_of_host(host).cloned().ok_or(PageError::NoArea)?;
        Ok(Self {
            site: site.clone(),
            catalogue,
            offer,
            path: parts.uri.path().to_owned(),
            day: moment.and_then(|moment| moment.day),
            covered: moment.map(|moment| moment.coverage.clone()),
            banner,
            client: parts.extensions.get::<Client>().copied(),
            is_forwarded: ["forwarded", "x-forwarded-for"].iter().any(|name| parts.headers.contains_key(*name)),
        })
    }
}

impl AreaContext {
    pub(crate) fn area(&self) -> &Area {
        self.offer.area()
    }

    /// Every other area of this deployment.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Area> {
        self.catalogue.areas().iter().map(|offer| offer.area()).filter(|area| area.id != self.area().id)
    }

    /// The day it is in England; on a page of a past day, that day: what was late or out of date then is said, and nothing else.
    pub(crate) fn today(&self) -> Date {
        self.day.unwrap_or_else(|| self.site.today())
    }

    /// The frame of a page.
    pub(crate) fn layout(&self, title: impl Into<String>) -> Layout {
        Layout::new(self, title.into(), &self.path)
    }

    /// The address of another area's page.
    pub(crate) fn link_to(&self, area: &AreaId, path: &str) -> Option<String> {
        let area = self.catalogue.area(area)?.area();
        area.hosts.first()?;
        Some(self.site.office().links.to(area, path))
    }

    /// The address of a page of this area, with its host name. It is made from what is configured and never from the request:
    /// whoever asks could otherwise write another host or port into pages and feeds.
    pub(crate) fn own_link(&self, path: &str) -> String {
        self.site.office().links.to(self.area(), path)
    }

    /// Where the request comes from, to count by; empty when nobody has said.
    pub(crate) fn network(&self) -> String {
        self.client.map(Client::network).unwrap_or_default()
    }

    /// Whether nobody between can read the request: it comes by https, or from this machine. A gateway on this machine says for
    /// whom it asks, and by what way that came nobody knows. Where nobody has said anything, as in tests, there is no line.
    pub(crate) fn is_private(&self) -> bool {
        let is_here = self.client.is_none_or(|client| client.0.is_loopback()) && !self.is_forwarded;
        self.site.office().links.is_secure() || is_here
    }

    /// By what way a password comes. `network` is what [`Self::network`] says.
    pub(crate) fn line<'a>(&self, network: &'a str) -> Line<'a> {
        Line { network, is_private: self.is_private() }
    }

    /// How far this area contains what the law asks; of a past day or a draft, worked out for it alone.
    pub(crate) async fn coverage(&self) -> Arc<Vec<Coverage>> {
        let of = || work_out(self.catalogue.clone(), self.offer.clone(), self.today());
        match &self.covered {
            Some(covered) => covered.get_or_init(of).await.clone(),
            None => self.site.coverage(&self.catalogue, &self.offer).await,
        }
    }

    /// The path of the request.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

/// The last part of the path, if it can be an address of ours; anything else is a page that does not exist.
pub(crate) struct PathSlug(pub(crate) Slug);

impl FromRequestParts<Site> for PathSlug {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let context = AreaContext::from_request_parts(parts, site).await?;
        let params = RawPathParams::from_request_parts(parts, site).await.ok();
        let slug = params.and_then(|params| params.iter().next().and_then(|(_, text)| Slug::parse(text).ok()));
        slug.map(Self).ok_or_else(|| PageError::not_found(&context))
    }
}

/// The names and values after the question mark, in order, with repeats. Broken escapes are read as well as can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct QueryPairs(pub(crate) Vec<(String, String)>);

/// More than any form of ours sends. What comes after is not read.
const MOST_PAIRS: usize = 200;

impl<S: Sync> FromRequestParts<S> for QueryPairs {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes()).take(MOST_PAIRS);
        Ok(Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }
}

/// The first variable part of the path as it was sent: a key or an identity. Anything too long is no page of ours.
pub(crate) struct PathKey(pub(crate) String);

impl FromRequestParts<Site> for PathKey {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let PathParts(all) = PathParts::from_request_parts(parts, site).await?;
        Ok(Self(all.into_iter().next().unwrap_or_default()))
    }
}

/// Every variable part of the path, in order.
pub(crate) struct PathParts(pub(crate) Vec<String>);

impl FromRequestParts<Site> for PathParts {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let context = AreaContext::from_request_parts(parts, site).await?;
        let params = RawPathParams::from_request_parts(parts, site).await;
        let all: Vec<String> = params
            .map(|params| params.iter().map(|(_, text)| text.to_owned()).collect())
            .map_err(|_| PageError::not_found(&context))?;
        let sound = all
            .iter()
            .all(|part| part.len() <= 100 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        if sound { Ok(Self(all)) } else { Err(PageError::not_found(&context)) }
    }
}

/// An identity in the path.
pub(crate) struct PathId<T>(pub(crate) T);

impl<T: std::str::FromStr> FromRequestParts<Site> for PathId<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let context = AreaContext::from_request_parts(parts, site).await?;
        let PathKey(text) = PathKey::from_request_parts(parts, site).await?;
        text.parse().map(Self).map_err(|_| PageError::not_found(&context))
    }
}
