use crate::respond::Past;
use axum::Router;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use local_offer_catalogue::coverage::{Coverage, coverage};
use local_offer_catalogue::{AreaCatalogue, Catalogue};
use local_offer_domain::values::AreaId;
use local_offer_operations::Office;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

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
    coverage: Mutex<HashMap<AreaId, Covered>>,
}

/// What the law asks, as worked out for a version of the catalogue and a day.
struct Covered {
    version: u64,
    day: Date,
    items: Arc<Vec<Coverage>>,
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
                coverage: Mutex::default(),
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

    /// How far an area contains what the law asks today, worked out once for each version of the catalogue: anybody may ask, and
    /// it costs as much as a hundred other pages.
    pub(crate) fn coverage(&self, catalogue: &Catalogue, area: &AreaCatalogue) -> Arc<Vec<Coverage>> {
        let (version, day, id) = (catalogue.version(), self.today(), &area.area().id);
        // Held while it is worked out, so that a hundred who ask at once wait for one answer.
        let mut known = self.inner.coverage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(covered) = known.get(id).filter(|covered| covered.version == version && covered.day == day) {
            return covered.items.clone();
        }
        let items = Arc::new(coverage(catalogue, area, day));
        known.insert(id.clone(), Covered { version, day, items: items.clone() });
        items
    }

    /// Show this catalogue from now on.
    pub fn replace(&self, catalogue: Catalogue) {
        *self.inner.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    }

    /// Stands for everything a page depends on: this process, the catalogue, the day, and what was asked by whom likes what.
    pub(crate) fn tag(&self, asked: &str, liked: &str) -> String {
        let (started, version) = (self.inner.started.as_microsecond(), self.catalogue().version());
        let mut hasher = DefaultHasher::new();
        (asked, liked).hash(&mut hasher);
        format!("W/\"{started:x}-{version}-{}-{:x}\"", self.today(), hasher.finish())
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
