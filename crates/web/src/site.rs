use crate::asked::Asked;
use crate::extract::AreaContext;
use crate::respond::Past;
use axum::Router;
use jiff::Timestamp;
use jiff::civil::Date;
use local_offer_catalogue::coverage::{Coverage, coverage};
use local_offer_catalogue::search::{Request, Results, find};
use local_offer_catalogue::{AreaCatalogue, Catalogue};
use local_offer_domain::values::AreaId;
use local_offer_operations::{Office, dear_work, england};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};

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
    /// Without its state: a router that holds the site would keep itself for ever.
    public: OnceLock<Router<Site>>,
    coverage: Mutex<HashMap<AreaId, Covered>>,
    corrections: Asked,
}

/// What the law asks, as worked out, or being worked out, for a version of the catalogue and a day.
struct Covered {
    version: u64,
    day: Date,
    items: Arc<OnceCell<Arc<Vec<Coverage>>>>,
}

/// Words of searches that one network may have looked for among all words in a minute. Each costs some milliseconds of a core, a
/// hundred times what a word costs that is known; a class of thirty who all mistype is far below it.
const CORRECTIONS_A_MINUTE: usize = 300;

/// One at a time: it is worked out for each version of the catalogue and each day once.
static COVERING: Semaphore = Semaphore::const_new(1);

/// Work out what the law asks of an area, where others do not have to wait for it.
pub(crate) async fn work_out(catalogue: Arc<Catalogue>, area: Arc<AreaCatalogue>, day: Date) -> Arc<Vec<Coverage>> {
    let worked = dear_work(&COVERING, Duration::MAX, move || coverage(&catalogue, &area, day)).await;
    // A defect ends this request, and is not kept for the next: an empty list would say that the law asks for nothing.
    Arc::new(worked.ok().flatten().expect("patience without end, so only a defect of the count comes here"))
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
                corrections: Asked::new(60, CORRECTIONS_A_MINUTE),
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
        self.inner.public.get().map(|router| router.clone().with_state(self.clone()))
    }

    pub(crate) fn set_public(&self, router: Router<Site>) {
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
    pub(crate) async fn coverage(&self, catalogue: &Arc<Catalogue>, area: &Arc<AreaCatalogue>) -> Arc<Vec<Coverage>> {
        let (version, day) = (catalogue.version(), self.today());
        // A hundred who ask at once wait for one answer, and none of them holds a thread meanwhile.
        self.covered(&area.area().id, version, day)
            .get_or_init(|| work_out(catalogue.clone(), area.clone(), day))
            .await
            .clone()
    }

    fn covered(&self, area: &AreaId, version: u64, day: Date) -> Arc<OnceCell<Arc<Vec<Coverage>>>> {
        let mut known = self.inner.coverage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(covered) = known.get(area).filter(|covered| covered.version == version && covered.day == day) {
            return covered.items.clone();
        }
        let items = Arc::default();
        known.insert(area.clone(), Covered { version, day, items: Arc::clone(&items) });
        items
    }

    /// Search, and correct the spelling as long as this network has not had very much corrected of late. Then it is searched
    /// for what was typed, which finds less and costs little.
    pub(crate) fn find(&self, context: &AreaContext, request: &mut Request) -> Results {
        let (network, now) = (context.network(), self.inner.office.now());
        let asked = request.exact;
        request.exact |= self.inner.corrections.is_over(&network, now);
        let results = find(&context.catalogue, &context.offer, request);
        // Links on the page lead to what was asked for.
        request.exact = asked;
        if results.understood.looked_up > 0 {
            self.inner.corrections.add(&network, now, results.understood.looked_up);
        }
        results
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
        england((self.inner.now)())
    }

    pub(crate) fn tiles(&self) -> Option<&MapTiles> {
        self.inner.tiles.as_ref()
    }
}
