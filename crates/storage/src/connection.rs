//! Opening either database, and transactions that mean the same on both.

use crate::audit::AuditEvent;
use crate::changes::PendingChange;
use crate::tls::reach;
use crate::value::{Row, Value, from_postgres, from_sqlite};
use crate::{ChangeSignal, StorageError, Vault, migrations};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// Reader connections of a `SQLite` file: reads run beside each other and beside the one writer (WAL).
const SQLITE_READERS: usize = 4;

/// How long a writer waits for another process that is writing, such as an import beside a running server.
const SQLITE_PATIENCE: Duration = Duration::from_secs(30);

/// How long anybody waits for a connection. A task that holds one while it asks for another would wait for ever where
/// many do so at once; with this it fails, says so in the log, and lets the others go on.
const CONNECTION_PATIENCE: Duration = Duration::from_secs(10);

/// Connections to `PostgreSQL` that one node keeps.
const POSTGRES_CONNECTIONS: usize = 8;

/// A database, `SQLite` or `PostgreSQL`. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    backend: Backend,
    signal: ChangeSignal,
    vault: Vault,
}

#[derive(Clone)]
enum Backend {
    Sqlite(Arc<Sqlite>),
    Postgres(Pool),
}

struct Sqlite {
    path: PathBuf,
    writer: Arc<Mutex<rusqlite::Connection>>,
    readers: Vec<Arc<Mutex<rusqlite::Connection>>>,
    /// As many permits as readers: whoever has one finds a reader that is free.
    free_readers: Arc<Semaphore>,
}

impl Storage {
    /// Open a database by its address and bring its tables up to date.
    ///
    /// `sqlite://path` opens or makes a file; the path is relative to the working directory unless it starts with `/`.
    /// `postgres://...` is passed to the driver as it is, but for `sslmode` and `sslrootcert`, which mean what libpq means.
    /// What signs people in is sealed in the vault.
    pub async fn open(address: &str, vault: Vault) -> Result<Self, StorageError> {
        let (backend, signal) = if let Some(path) = address.strip_prefix("sqlite://") {
            (Backend::Sqlite(Arc::new(Sqlite::open(Path::new(path))?)), ChangeSignal::new(None))
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let reach = reach(address)?;
            let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
            let manager = Manager::from_config(reach.config.clone(), reach.tls.clone(), recycle);
            let pool = Pool::builder(manager)
                .max_size(POSTGRES_CONNECTIONS)
                .runtime(Runtime::Tokio1)
                .wait_timeout(Some(CONNECTION_PATIENCE))
                .create_timeout(Some(CONNECTION_PATIENCE))
                .recycle_timeout(Some(CONNECTION_PATIENCE))
                .build()
                .map_err(|error| StorageError::inconsistent("pool", error))?;
            (Backend::Postgres(pool), ChangeSignal::new(Some(reach)))
        } else {
            return Err(StorageError::Address(redacted(address)));
        };
        let storage = Self { backend, signal, vault };
        migrations::run(&storage).await?;
        storage.read().await?.check_keys().await?;
        Ok(storage)
    }

    /// Start a transaction that may write. On `SQLite` there is one at a time; others wait their turn.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        let connection = match &self.backend {
            Backend::Sqlite(sqlite) => {
                let turn = tokio::time::timeout(SQLITE_PATIENCE, sqlite.writer.clone().lock_owned());
                let guard = turn.await.map_err(|_| StorageError::Busy)?;
                in_place(|| guard.execute_batch("BEGIN IMMEDIATE"))?;
                Connection::Sqlite { connection: guard, _place: None }
            }
            Backend::Postgres(pool) => {
                let client = pool.get().await?;
                client.batch_execute("BEGIN").await?;
                Connection::Postgres(Some(Box::new(client)))
            }
        };
        Ok(Transaction::new(connection, self))
    }

    /// Start a transaction for what is nobody's decision: when a session was last seen, which node sends a message, how many
    /// wrong passwords there were. The only kind that may be committed without an audit event.
    pub async fn begin_upkeep(&self) -> Result<Transaction, StorageError> {
        let mut tx = self.begin().await?;
        tx.duty = Duty::Upkeep;
        Ok(tx)
    }

    /// Start a transaction that only reads. It sees one moment and never waits for a writer.
    pub async fn read(&self) -> Result<Transaction, StorageError> {
        let connection = match &self.backend {
            Backend::Sqlite(sqlite) => {
                let (guard, place) = sqlite.free_reader().await?;
                in_place(|| guard.execute_batch("BEGIN"))?;
                Connection::Sqlite { connection: guard, _place: Some(place) }
            }
            Backend::Postgres(pool) => {
                let client = pool.get().await?;
                client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                Connection::Postgres(Some(Box::new(client)))
            }
        };
        Ok(Transaction::new(connection, self))
    }

    /// Tells when there may be new entries in the change log.
    pub fn signal(&self) -> &ChangeSignal {
        &self.signal
    }

    /// Which database it is, for people: `SQLite (data/local-offer.db)` or `PostgreSQL`.
    pub fn describe(&self) -> String {
        match &self.backend {
            Backend::Sqlite(sqlite) => format!("SQLite ({})", sqlite.path.display()),
            Backend::Postgres(_) => "PostgreSQL".to_owned(),
        }
    }

    /// The file of the database, when other people on the machine can read or write it.
    pub fn open_to_others(&self) -> Option<&Path> {
        let Backend::Sqlite(sqlite) = &self.backend else { return None };
        #[cfg(unix)]
        {
            let mode = std::fs::metadata(&sqlite.path).ok().map(|data| std::os::unix::fs::MetadataExt::mode(&data))?;
            (mode & 0o077 != 0).then_some(sqlite.path.as_path())
        }
        #[cfg(not(unix))]
        None
    }

    /// Take out of the file what was deleted or written over before it was sealed: `SQLite` leaves it in pages that are free. Nobody
    /// else may write meanwhile. `PostgreSQL` does the same by itself, some time later.
    pub async fn compact(&self) -> Result<(), StorageError> {
        let Backend::Sqlite(sqlite) = &self.backend else { return Ok(()) };
        let writer = sqlite.writer.clone().lock_owned().await;
        in_place(|| writer.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);"))?;
        Ok(())
    }

    /// Whether what signs people in is sealed.
    pub fn has_key(&self) -> bool {
        self.vault.has_key()
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.backend, Backend::Sqlite(_))
    }
}

/// Make a folder that nobody else on the machine can look into. One that is there stays as it is.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Sqlite {
    fn open(path: &Path) -> Result<Self, StorageError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_private(folder)
                .map_err(|source| StorageError::Folder { path: folder.display().to_string(), source })?;
        }
        // Made first, and for its owner alone: the two files beside it get the same rights. It holds what signs people in.
        #[cfg(unix)]
        if !path.exists() {
            let mut options = std::fs::File::options();
            options.write(true).create_new(true);
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            // Whoever else is making it at this moment has done it, and what it cannot be is told when it is opened.
            let _ = options.open(path);
        }
        let connect = || -> Result<_, StorageError> {
            let connection = rusqlite::Connection::open(path)?;
            connection.busy_timeout(SQLITE_PATIENCE)?;
            connection.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
                 PRAGMA secure_delete = ON;",
            )?;
            connection.set_prepared_statement_cache_capacity(64);
            Ok(Arc::new(Mutex::new(connection)))
        };
        let writer = connect()?;
        let readers = (0..SQLITE_READERS).map(|_| connect()).collect::<Result<_, _>>()?;
        let free_readers = Arc::new(Semaphore::new(SQLITE_READERS));
        Ok(Self { path: path.to_owned(), writer, readers, free_readers })
    }

    /// The first reader that is free, not the next in turn: one slow read must not keep others from a reader that is idle.
    async fn free_reader(&self) -> Result<(OwnedMutexGuard<rusqlite::Connection>, OwnedSemaphorePermit), StorageError> {
        let turn = tokio::time::timeout(CONNECTION_PATIENCE, self.free_readers.clone().acquire_owned());
        let place = turn.await.map_err(|_| StorageError::NoConnection)?.map_err(|_| StorageError::NoConnection)?;
        let free = self.readers.iter().find_map(|reader| reader.clone().try_lock_owned().ok());
        Ok((free.ok_or(StorageError::NoConnection)?, place))
    }
}

/// Run a blocking `SQLite` call where the other tasks of this thread can move elsewhere.
fn in_place<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    let movable = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if movable { tokio::task::block_in_place(work) } else { work() }
}

/// `$1` is a name to `SQLite`, numbered by where it first stands; `?1` is a number, as `$1` is to `PostgreSQL`.
fn for_sqlite(sql: &str) -> String {
    sql.replace('$', "?")
}

/// A database address without its password, fit for a log.
pub(crate) fn redacted(address: &str) -> String {
    // Some write the password after the "?".
    let address = address.split('?').next().unwrap_or_default();
    match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}://…{}", &address[..scheme], &address[at..]),
        (Some(_), None) => address.to_owned(),
        // Whatever this is, it may hold a password.
        _ => "this".to_owned(),
    }
}

enum Connection {
    Sqlite {
        connection: OwnedMutexGuard<rusqlite::Connection>,
        /// A reader's place. It stands after the connection, so that the connection is free before the place is.
        _place: Option<OwnedSemaphorePermit>,
    },
    Postgres(Option<Box<deadpool_postgres::Object>>),
}

/// Whether a transaction has to say something to the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Duty {
    /// Nothing was written yet.
    Clear,
    /// Something was.
    OwesAudit,
    /// What it writes is nobody's decision.
    Upkeep,
}

/// Reads and writes that happen together or not at all.
#[clippy::has_significant_drop]
pub struct Transaction {
    connection: Connection,
    signal: ChangeSignal,
    /// Seals what must not be read in a copy of the database.
    pub(crate) vault: Vault,
    /// Entries of the change log, written when everything else is.
    pub(crate) pending: Vec<PendingChange>,
    /// Who did what, written when everything else is.
    pub(crate) audit: Vec<AuditEvent>,
    duty: Duty,
    /// Whether a statement failed. `PostgreSQL` then undoes everything, whatever comes after; `SQLite` would go on.
    failed: bool,
    open: bool,
}

impl Transaction {
    fn new(connection: Connection, storage: &Storage) -> Self {
        Self {
            connection,
            signal: storage.signal.clone(),
            vault: storage.vault.clone(),
            pending: Vec::new(),
            audit: Vec::new(),
            duty: Duty::Clear,
            failed: false,
            open: true,
        }
    }

    /// Make it so. The visible commit point of every operation.
    ///
    /// A transaction in which a statement failed cannot be committed: nothing of it happens, on either database. One that
    /// wrote something and says nothing to the audit log cannot be committed either, so that the log is complete whatever
    /// is added to this program.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        if self.failed {
            return Err(StorageError::Failed);
        }
        if self.duty == Duty::OwesAudit && self.audit.is_empty() {
            return Err(StorageError::Unaudited);
        }
        let changed = !self.pending.is_empty();
        self.write_pending_changes().await?;
        self.write_audit_events().await?;
        if changed && matches!(self.connection, Connection::Postgres(_)) {
            // Delivered by the server when the commit is, so that no node hears of a change it cannot see yet.
            self.batch("NOTIFY local_offer_changes").await?;
        }
        self.batch("COMMIT").await?;
        self.open = false;
        if changed {
            self.signal.raise();
        }
        Ok(())
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), StorageError> {
        let done = match &self.connection {
            Connection::Sqlite { connection, .. } => {
                in_place(|| connection.execute_batch(sql)).map_err(StorageError::from)
            }
            Connection::Postgres(client) => {
                client.as_ref().expect("held until drop").batch_execute(sql).await.map_err(StorageError::from)
            }
        };
        self.failed |= done.is_err();
        done
    }

    pub(crate) async fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StorageError> {
        let done = self.try_execute(sql, params).await;
        self.failed |= done.is_err();
        if self.duty == Duty::Clear {
            self.duty = Duty::OwesAudit;
        }
        done
    }

    /// Take the lock of a row by a statement that changes nothing.
    pub(crate) async fn try_lock(&mut self, sql: &str, id: &str) -> Result<(), StorageError> {
        let done = self.try_execute(sql, &[id.into()]).await;
        self.failed |= done.is_err();
        done.map(drop)
    }

    pub(crate) async fn query(
        &mut self,
        table: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, StorageError> {
        let found = self.try_query(table, sql, params).await;
        self.failed |= found.is_err();
        found
    }

    async fn try_execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StorageError> {
        match &mut self.connection {
            Connection::Sqlite { connection, .. } => Ok(in_place(|| {
                connection
                    .prepare_cached(&for_sqlite(sql))?
                    .execute(rusqlite::params_from_iter(params))
                    .map(|rows| rows as u64)
            })?),
            Connection::Postgres(client) => {
                let client = client.as_ref().expect("held until drop");
                let statement = client.prepare_cached(sql).await?;
                Ok(client.execute_raw(&statement, params).await?)
            }
        }
    }

    async fn try_query(&mut self, table: &'static str, sql: &str, params: &[Value]) -> Result<Vec<Row>, StorageError> {
        match &mut self.connection {
            Connection::Sqlite { connection, .. } => in_place(|| {
                let mut statement = connection.prepare_cached(&for_sqlite(sql))?;
                let columns = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    let values = (0..columns).map(|at| from_sqlite(row.get_ref(at)?)).collect::<Result<_, _>>()?;
                    found.push(Row { table, values });
                }
                Ok(found)
            }),
            Connection::Postgres(client) => {
                let client = client.as_ref().expect("held until drop");
                let statement = client.prepare_cached(sql).await?;
                let borrowed: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> =
                    params.iter().map(|value| value as _).collect();
                let rows = client.query(&statement, &borrowed).await?;
                rows.iter()
                    .map(|row| {
                        let values = (0..row.len()).map(|at| from_postgres(row, at)).collect::<Result<_, _>>()?;
                        Ok(Row { table, values })
                    })
                    .collect()
            }
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        match &mut self.connection {
            Connection::Sqlite { connection, .. } => {
                // The only way this fails is that the transaction is already over.
                let _ = in_place(|| connection.execute_batch("ROLLBACK"));
            }
            // A drop cannot wait for an answer, so a task does; a connection that cannot be cleaned is closed, which
            // makes the server roll back. Reads end here too, and their connection goes back to the pool.
            Connection::Postgres(client) => {
                let Some(client) = client.take() else { return };
                match tokio::runtime::Handle::try_current() {
                    Ok(runtime) => drop(runtime.spawn(async move {
                        if client.batch_execute("ROLLBACK").await.is_err() {
                            drop(deadpool_postgres::Object::take(*client));
                        }
                    })),
                    Err(_) => drop(deadpool_postgres::Object::take(*client)),
                }
            }
        }
    }
}
