//! Numbered migrations, one change each, written once for both databases.

use crate::{Storage, StorageError};

/// The migrations in order. Applied ones are never edited.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_areas.sql")),
    (2, include_str!("../migrations/0002_listings.sql")),
    (3, include_str!("../migrations/0003_revisions.sql")),
    (4, include_str!("../migrations/0004_changes.sql")),
    (5, include_str!("../migrations/0005_audit_events.sql")),
    (6, include_str!("../migrations/0006_geography.sql")),
    (7, include_str!("../migrations/0007_audit_chain.sql")),
    (8, include_str!("../migrations/0008_listing_history.sql")),
    (9, include_str!("../migrations/0009_revision_states.sql")),
    (10, include_str!("../migrations/0010_accounts.sql")),
    (11, include_str!("../migrations/0011_applications.sql")),
    (12, include_str!("../migrations/0012_tasks.sql")),
    (13, include_str!("../migrations/0013_messages.sql")),
    (14, include_str!("../migrations/0014_files.sql")),
    (15, include_str!("../migrations/0015_terms.sql")),
    (16, include_str!("../migrations/0016_jobs.sql")),
    (17, include_str!("../migrations/0017_source_content.sql")),
    (18, include_str!("../migrations/0018_usefulness.sql")),
    (19, include_str!("../migrations/0019_coverage_records.sql")),
    (20, include_str!("../migrations/0020_redactions.sql")),
    (21, include_str!("../migrations/0021_audit_seals.sql")),
];

/// Any number, the same in every version: nodes that start together take turns.
const POSTGRES_LOCK: i64 = 7_363_001;

/// Bring the tables up to date, in one transaction.
pub(crate) async fn run(storage: &Storage) -> Result<(), StorageError> {
    let newest = MIGRATIONS.last().map_or(0, |(number, _)| *number);
    // Looked at first without a lock: a server must be able to start while an import is writing.
    if applied(storage).await == Some(newest) {
        return Ok(());
    }
    let mut tx = storage.begin_upkeep().await?;
    if !storage.is_sqlite() {
        tx.batch(&format!("SELECT pg_advisory_xact_lock({POSTGRES_LOCK})")).await?;
    }
    tx.batch(
        "CREATE TABLE IF NOT EXISTS schema_migrations (
            number BIGINT NOT NULL PRIMARY KEY -- audience: staff
        )",
    )
    .await?;
    let sql = "SELECT coalesce(max(number), 0) FROM schema_migrations";
    let applied = tx.query("schema_migrations", sql, &[]).await?[0].int(0)?;
    if applied > newest {
        return Err(StorageError::Newer(applied));
    }
    for (number, sql) in MIGRATIONS.iter().filter(|(number, _)| *number > applied) {
        let bytes = if storage.is_sqlite() { "BLOB" } else { "BYTEA" };
        tx.batch(&sql.replace("{{bytes}}", bytes)).await?;
        tx.execute("INSERT INTO schema_migrations (number) VALUES ($1)", &[(*number).into()]).await?;
    }
    tx.commit().await
}

/// The newest migration that has been applied; `None` when there is not even a table of them.
async fn applied(storage: &Storage) -> Option<i64> {
    let mut tx = storage.read().await.ok()?;
    let sql = "SELECT coalesce(max(number), 0) FROM schema_migrations";
    tx.query("schema_migrations", sql, &[]).await.ok()?.first()?.int(0).ok()
}

/// Every column that the migrations declare, as `(table, column, audience)`. The audience is empty where a column was
/// added without one; a test refuses that.
pub fn declared_audiences() -> Vec<(String, String, String)> {
    let mut declared = vec![("schema_migrations".to_owned(), "number".to_owned(), "staff".to_owned())];
    for (_, sql) in MIGRATIONS {
        let mut table = None;
        for line in sql.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("CREATE TABLE ") {
                table = name.split_whitespace().next().map(str::to_owned);
            } else if line.starts_with(')') {
                table = None;
            } else if let (Some(table), false) =
                (&table, line.starts_with("--") || line.is_empty() || line.starts_with("PRIMARY KEY"))
            {
                let column = line.split_whitespace().next().unwrap_or_default().to_owned();
                let audience = line.split("-- audience: ").nth(1).unwrap_or_default().trim().to_owned();
                declared.push((table.clone(), column, audience));
            } else if let Some(added) = line.strip_prefix("ALTER TABLE ").filter(|rest| rest.contains(" ADD COLUMN ")) {
                let mut words = added.split_whitespace();
                let name = words.next().unwrap_or_default().to_owned();
                let column = words.nth(2).unwrap_or_default().to_owned();
                let audience = line.split("-- audience: ").nth(1).unwrap_or_default().trim().to_owned();
                declared.push((name, column, audience));
            }
        }
    }
    declared
}
