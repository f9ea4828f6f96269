use crate::postgres;
use local_offer_storage::{Storage, Vault};

/// A key for tests.
pub const TEST_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// The key under which every test keeps its secrets.
fn key() -> Vault {
    Vault::new([TEST_KEY]).expect("a key")
}

/// An empty database of its own for one test.
pub struct TestDatabase {
    /// The open storage.
    pub storage: Storage,
    /// Its address, to open it a second time.
    pub address: String,
    _folder: Option<tempfile::TempDir>,
}

impl TestDatabase {
    /// A `SQLite` file that goes with the test.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let address = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::open(address, Some(folder)).await
    }

    /// A database of a `PostgreSQL` that the tests start themselves.
    pub async fn postgres() -> Self {
        Self::open(postgres::new_database().await, None).await
    }

    /// Its address in cipher, and the certificate of its server: `PostgreSQL` only.
    pub fn in_cipher(&self) -> (String, &'static std::path::Path) {
        let address = self.address.replace("127.0.0.1", "localhost");
        (address.split('?').next().unwrap_or_default().to_owned(), postgres::certificate())
    }

    /// Open it with these keys instead, the first of which seals.
    pub async fn with_keys(&self, keys: &[&str]) -> Storage {
        let vault = Vault::new(keys.iter().copied()).expect("keys");
        Storage::open(&self.address, vault).await.expect("an open database")
    }

    /// Open it again, as another program with the same key would.
    pub async fn again(&self) -> Storage {
        Storage::open(&self.address, key()).await.expect("an open database")
    }

    /// Change a row behind the back of the program, as somebody with access to the database could.
    pub async fn tampers(&self, sql: &str) {
        if let Some(path) = self.address.strip_prefix("sqlite://") {
            let connection = rusqlite::Connection::open(path).expect("the file");
            connection.execute_batch(sql).expect("a statement");
        } else {
            postgres::execute(&self.address, sql).await;
        }
    }

    /// What stands in the first column, behind the back of the program: what somebody with a copy of the database would read.
    pub async fn reads_raw(&self, sql: &str) -> Vec<String> {
        if let Some(path) = self.address.strip_prefix("sqlite://") {
            let connection = rusqlite::Connection::open(path).expect("the file");
            let mut statement = connection.prepare(sql).expect("a statement");
            let rows = statement.query_map([], |row| row.get(0)).expect("rows");
            rows.map(|row| row.expect("text")).collect()
        } else {
            postgres::read(&self.address, sql).await
        }
    }

    async fn open(address: String, folder: Option<tempfile::TempDir>) -> Self {
        let storage = Storage::open(&address, key()).await.expect("an open database");
        Self { storage, address, _folder: folder }
    }
}
