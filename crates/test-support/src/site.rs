use crate::{Browser, TestDatabase, Visitor};
use axum::Router;
use jiff::Timestamp;
use local_offer_operations::import::{Import, Report};
use local_offer_operations::{FileStore, Follower, Links, Office, load_catalogue, load_vocabulary, seed_demo};
use local_offer_web::{MapTiles, Site, router};
use std::cell::Cell;
use std::sync::Arc;

/// The moment at which tests happen.
pub const NOW: &str = "2026-11-21T12:00:00Z";

/// The clock of the tests, which stands still unless a test lets time pass.
pub fn now() -> Timestamp {
    let at: Timestamp = NOW.parse().expect("a timestamp");
    at + jiff::Span::new().seconds(PASSED.with(Cell::get))
}

thread_local! {
    /// Seconds that have passed in the test of this thread. A test that lets time pass runs on one thread.
    static PASSED: Cell<i64> = const { Cell::new(0) };
}

/// Let time pass, in the test of this thread.
pub fn passes(span: jiff::Span) {
    let seconds = span.total((jiff::Unit::Second, jiff::civil::date(2026, 11, 21))).expect("a span of time");
    PASSED.with(|passed| passed.set(passed.get() + seconds as i64));
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
    /// The folder of uploaded files.
    pub files: tempfile::TempDir,
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
        Self::reached_by(database, tiles, Links { scheme: "http".to_owned(), port: Some(3000) }).await
    }

    /// The demo behind a gateway with a certificate.
    pub async fn demo_by_https() -> Self {
        let database = TestDatabase::sqlite().await;
        seed_demo(&database.storage, now(), |_| {}).await.expect("the demo loads");
        Self::reached_by(database, None, Links { scheme: "https".to_owned(), port: None }).await
    }

    async fn reached_by(database: TestDatabase, tiles: Option<MapTiles>, links: Links) -> Self {
        let (catalogue, follower) = load_catalogue(&database.storage).await.expect("a catalogue");
        let files = tempfile::tempdir().expect("a temporary folder");
        let office = Office {
            storage: database.storage.clone(),
            files: Arc::new(FileStore::new(files.path())),
            now,
            links,
            demo: true,
        };
        let site = Site::new(catalogue, office.clone(), tiles);
        let router = router(site.clone());
        Self { database, office, site, follower, router, files }
    }

    /// Somebody who visits Westmere.
    pub fn visitor(&self) -> Visitor {
        self.visitor_of("westmere.localhost:3000")
    }

    /// Somebody who visits by this host name.
    pub fn visitor_of(&self, host: &str) -> Visitor {
        Visitor::new(self.router.clone(), host)
    }

    /// Somebody with a browser of their own, in Westmere.
    pub fn browser(&self) -> Browser {
        self.browser_of("westmere.localhost:3000")
    }

    /// Somebody with a browser of their own, at this host name.
    pub fn browser_of(&self, host: &str) -> Browser {
        Browser::new(self.router.clone(), host)
    }

    /// One of the people of the demo, signed in, in the area of this host name.
    pub async fn signed_in_at(&self, host: &str, name: &str) -> Browser {
        let browser = self.browser_of(host);
        let people = browser.opens("/demo/people").await;
        let page = browser.presses(&people, &format!("Sign in as {name}"), &[]).await;
        assert_eq!(page.status, 200, "{name} signs in: {}", page.text());
        browser
    }

    /// One of the people of the demo, signed in.
    pub async fn signed_in(&self, name: &str) -> Browser {
        self.signed_in_at("westmere.localhost:3000", name).await
    }

    /// Every address that is not public, with who may open it.
    pub fn rules(&self) -> Vec<(axum::http::Method, &'static str, local_offer_web::Rule)> {
        local_offer_web::rules(&self.site)
    }

    /// What was written to this address, newest first.
    pub async fn messages_to(&self, email: &str) -> Vec<local_offer_storage::NewMessage> {
        let mut tx = self.database.storage.read().await.expect("a read");
        let mut found = Vec::new();
        for area in tx.list_areas().await.expect("areas") {
            found.extend(tx.list_messages(&area.id, None, 500).await.expect("messages"));
        }
        found.into_iter().map(|message| message.new).filter(|new| new.to.as_str() == email).collect()
    }

    /// An import into Westmere, ready to run.
    pub async fn imports<F>(&mut self, work: F) -> Report
    where
        F: AsyncFnOnce(Import<'_>) -> Report,
    {
        let vocabulary = load_vocabulary(&self.database.storage).await.expect("a vocabulary");
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
