use crate::respond::Past;
use axum::Router;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use local_offer_catalogue::Catalogue;
use local_offer_operations::Office;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What every request can reach: the catalogue, the clock and a little configuration. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    catalogue: RwLock<Arc<Catalogue>>,
    office: Office,
    now: fn() -> Timestamp,
    started: Timestamp,
    tiles: Option<MapTiles>,
    past: Past,
    public: OnceLock<Router>,
}

/// Where map tiles come from. Without it no page calls another host.
#[derive(Debug, Clone)]
pub struct MapTiles {
    /// Address with `{z}`, `{x}` and `{y}`.
    pub address: String,
    /// Who made the map, as its licence asks.
    pub attribution: String,
}

impl Site {
    /// A site that shows this catalogue.
    pub fn new(catalogue: Catalogue, office: Office, tiles: Option<MapTiles>) -> Self {
        let (now, started) = (office.now, office.now());
        let catalogue = RwLock::new(Arc::new(catalogue));
        Self {
            inner: Arc::new(Inner {
                catalogue,
                office,
                now,
                started,
                tiles,
                past: Past::default(),
                public: OnceLock::new(),
            }),
        }
    }

    /// The truth and what writes it. For people who are signed in, and for the past; public pages and the API have no use
    /// for it.
    pub(crate) fn office(&self) -> &Office {
        &self.inner.office
    }

    /// The public pages, once the whole site is put together.
    pub(crate) fn public(&self) -> Option<Router> {
        self.inner.public.get().cloned()
    }

    pub(crate) fn set_public(&self, router: Router) {
        // Whoever puts the site together twice gets the first public pages, which are the same.
        let _ = self.inner.public.set(router);
    }

    /// Catalogues of past days.
    pub(crate) fn past(&self) -> &Past {
        &self.inner.past
    }

    /// The catalogue of this moment. A request keeps the one it started with.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.inner.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Show this catalogue from now on.
    pub fn replace(&self, catalogue: Catalogue) {
        *self.inner.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    }

    /// Stands for everything a page depends on but its address: this process, the catalogue and the day.
    pub(crate) fn tag(&self, liked: &str) -> String {
        let (started, version) = (self.inner.started.as_microsecond(), self.catalogue().version());
        {
            let liked: String = liked.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
            format!("W/\"{started:x}-{version}-{}{liked}\"", self.today())
        }
    }

    /// The day it is in England.
    pub(crate) fn today(&self) -> Date {
        let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        (self.inner.now)().to_zoned(london).date()
    }

    pub(crate) fn tiles(&self) -> Option<&MapTiles> {
        self.inner.tiles.as_ref()
    }
}
