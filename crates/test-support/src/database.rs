use crate::postgres;
use local_offer_storage::Storage;

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

    /// Change a row behind the back of the program, as somebody with access to the database could.
    pub async fn tampers(&self, sql: &str) {
        if let Some(path) = self.address.strip_prefix("sqlite://") {
            let connection = rusqlite::Connection::open(path).expect("the file");
            connection.execute_batch(sql).expect("a statement");
        } else {
            postgres::execute(&self.address, sql).await;
        }
    }

    async fn open(address: String, folder: Option<tempfile::TempDir>) -> Self {
        let storage = Storage::open(&address).await.expect("an open database");
        Self { storage, address, _folder: folder }
    }
}
