/// The storage could not do what was asked. Families never see its text; it goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The address is not one of a database we know.
    #[error("{0:?} is not a database address: use sqlite://path or postgres://user@host/name")]
    Address(String),
    /// `SQLite` refused.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// `PostgreSQL` refused.
    #[error("PostgreSQL: {}", postgres_reason(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// No connection to `PostgreSQL` could be had.
    #[error("PostgreSQL: {0}")]
    Pool(#[from] deadpool_postgres::PoolError),
    /// The folder of the database file could not be made.
    #[error("cannot make the folder {path}: {source}")]
    Folder {
        /// The folder.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A stored value is not what it should be: a defect, or a database changed by hand.
    #[error("table {table}: {problem}")]
    Inconsistent {
        /// Where.
        table: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// What was to be changed is not there.
    #[error("there is no such row in {0}")]
    Missing(&'static str),
    /// Stored content cannot be read by this version.
    #[error("content that this version cannot read: {0}")]
    Unreadable(String),
    /// A text is sealed under a key that is not configured.
    #[error("a secret is sealed under the key {key}, which is not among secrets.key and secrets.old_keys")]
    Sealed {
        /// The name of the key.
        key: String,
    },
    /// How the connection is to be protected is not understood, or cannot be done.
    #[error("PostgreSQL: {0}")]
    Tls(String),
    /// The database is newer than this program.
    #[error("the database has migration {0}, which this version does not know: run a newer version")]
    Newer(i64),
    /// Another transaction did not end in time.
    #[error("the database is busy: another change did not end within half a minute")]
    Busy,
    /// Every connection was in use for longer than anybody should wait.
    #[error("no connection to the database became free within ten seconds")]
    NoConnection,
    /// A statement of the transaction failed, so that none of it can be committed.
    #[error("a statement of this transaction failed, so nothing of it was written")]
    Failed,
    /// A transaction wrote something and said nothing to the audit log: a defect of this program.
    #[error("a change was not written to the audit log, so it was not made")]
    Unaudited,
}

/// The server's own message: the error's text alone is only "db error".
fn postgres_reason(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
}

impl StorageError {
    /// Whether something that can be there once was put there by somebody else a moment ago.
    pub fn is_taken(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error().is_some_and(|error| {
                [rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE, rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY]
                    .contains(&error.extended_code)
            }),
            Self::Postgres(error) => error.code() == Some(&tokio_postgres::error::SqlState::UNIQUE_VIOLATION),
            _ => false,
        }
    }

    pub(crate) fn inconsistent(table: &'static str, problem: impl ToString) -> Self {
        Self::Inconsistent { table, problem: problem.to_string() }
    }
}
