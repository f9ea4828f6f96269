use jiff::Timestamp;
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
        Self { inner: Arc::new(Inner { catalogue: RwLock::new(Arc::new(catalogue)), now, tiles }) }
    }

    /// The catalogue of this moment. A request keeps the one it started with.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.inner.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Show this catalogue from now on.
    pub fn replace(&self, catalogue: Catalogue) {
        *self.inner.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.now)()
    }

    pub(crate) fn tiles(&self) -> Option<&MapTiles> {
        self.inner.tiles.as_ref()
    }
}
