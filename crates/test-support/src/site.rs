use crate::{TestDatabase, Visitor};
use axum::Router;
use jiff::Timestamp;
use local_offer_catalogue::Vocabulary;
use local_offer_operations::import::{Import, Report};
use local_offer_operations::{FileStore, Follower, Links, Office, load_catalogue, seed_demo};
use local_offer_web::{MapTiles, Site, router};
use std::sync::Arc;

/// The moment at which tests happen.
pub const NOW: &str = "2026-11-21T12:00:00Z";

/// The clock of the tests, which stands still.
pub fn now() -> Timestamp {
    NOW.parse().expect("a timestamp")
}

/// A whole site: a database, the catalogue of it, and what answers.
pub struct TestSite {
    /// The database.
    pub database: TestDatabase,
    /// What writes.
    pub office: Office,
    site: Site,
    follower: Follower,
    router: Router,
    _files: tempfile::TempDir,
}

impl TestSite {
    /// A site with the two demo areas.
    pub async fn demo_on(database: TestDatabase) -> Self {
        seed_demo(&database.storage, now(), |_| {}).await.expect("the demo loads");
        Self::of(database, None).await
    }

    /// The same on `SQLite`, for stories that are not about storage.
    pub async fn demo() -> Self {
        Self::demo_on(TestDatabase::sqlite().await).await
    }

    /// A site of what is in a database, with or without maps.
    pub async fn of(database: TestDatabase, tiles: Option<MapTiles>) -> Self {
        let (catalogue, follower) = load_catalogue(&database.storage).await.expect("a catalogue");
        let files = tempfile::tempdir().expect("a temporary folder");
        let office = Office {
            storage: database.storage.clone(),
            files: Arc::new(FileStore::new(files.path())),
            now,
            links: Links { scheme: "http".to_owned(), port: Some(3000) },
            demo: true,
        };
        let site = Site::new(catalogue, office.clone(), tiles);
        let router = router(site.clone());
        Self { database, office, site, follower, router, _files: files }
    }

    /// Somebody who visits Westmere.
    pub fn visitor(&self) -> Visitor {
        self.visitor_of("westmere.localhost:3000")
    }

    /// Somebody who visits by this host name.
    pub fn visitor_of(&self, host: &str) -> Visitor {
        Visitor::new(self.router.clone(), host)
    }

    /// An import into Westmere, ready to run.
    pub async fn imports<F>(&mut self, work: F) -> Report
    where
        F: AsyncFnOnce(Import<'_>) -> Report,
    {
        let vocabulary = Vocabulary::built_in();
        let area = self.database.storage.read().await.expect("a read").list_areas().await.expect("areas")[0].id.clone();
        let import = Import {
            storage: &self.database.storage,
            vocabulary: &vocabulary,
            area,
            new_area: None,
            source: None,
            dry_run: false,
            now: now(),
            progress: &|_, _, _| {},
        };
        let report = work(import).await;
        self.catches_up().await;
        report
    }

    /// What the running server does within half a second: follow the change log.
    pub async fn catches_up(&mut self) {
        if let Some(catalogue) = self.follower.catch_up(&self.site.catalogue()).await.expect("the change log") {
            self.site.replace(catalogue);
        }
    }
}
