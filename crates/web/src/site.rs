use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use local_offer_catalogue::Catalogue;
use std::sync::{Arc, PoisonError, RwLock};

/// What every request can reach: the catalogue, the clock and a little configuration. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    catalogue: RwLock<Arc<Catalogue>>,
    now: fn() -> Timestamp,
    started: Timestamp,
    tiles: Option<MapTiles>,
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
    /// A site that shows this catalogue. `now` is the clock.
    pub fn new(catalogue: Catalogue, now: fn() -> Timestamp, tiles: Option<MapTiles>) -> Self {
        Self { inner: Arc::new(Inner { catalogue: RwLock::new(Arc::new(catalogue)), now, started: now(), tiles }) }
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
    pub(crate) fn tag(&self) -> String {
        let (started, version) = (self.inner.started.as_microsecond(), self.catalogue().version());
        format!("W/\"{started:x}-{version}-{}\"", self.today())
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
