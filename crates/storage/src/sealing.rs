//! Bringing what is kept under the key of today.

use crate::accounts::totp_place;
use crate::audit_seals::seal_place;
use crate::messages::body_place;
use crate::{StorageError, Transaction};
use std::collections::BTreeSet;

/// Texts that are sealed again in one transaction, so that others are not kept waiting.
const AT_ONCE: i64 = 500;

/// A column whose texts the vault seals. Every call of `Vault::seal` has its row here, and a test compares them.
struct Sealed {
    table: &'static str,
    /// The column by which a row is found, as text.
    id: &'static str,
    column: &'static str,
    /// For what a text is sealed, by its row.
    place: fn(&str) -> String,
    /// Whether a text that was written before there was a key is sealed too. One that proves something is not: whoever can write
    /// to the database could have written it.
    adopts: bool,
    /// Which rows hold such a text.
    only: &'static str,
}

const SEALED: [Sealed; 4] = [
    Sealed { table: "accounts", id: "id", column: "totp_secret", place: totp_place, adopts: true, only: "TRUE" },
    Sealed { table: "messages", id: "id", column: "body", place: body_place, adopts: true, only: "body <> ''" },
    Sealed {
        table: "link_keys",
        id: "hash",
        column: "detail",
        place: str::to_owned,
        adopts: true,
        only: "purpose = 'factor' AND used_at IS NULL",
    },
    Sealed {
        table: "audit_seals",
        id: "CAST(sequence AS TEXT)",
        column: "hash",
        place: seal_place,
        adopts: false,
        only: "TRUE",
    },
];

impl Sealed {
    /// The rows that are not under the key of today, whose mark is `$1`.
    fn not_of_today(&self) -> String {
        let Self { table, column, only, .. } = self;
        let sealed = if self.adopts { "" } else { " AND {column} LIKE 'sealed:%'" }.replace("{column}", column);
        format!("FROM {table} WHERE {only} AND {column} IS NOT NULL AND {column} NOT LIKE $1 ESCAPE '!'{sealed}")
    }
}

/// What is not under the key of today begins otherwise.
fn like(mark: &str) -> String {
    format!("{}%", mark.replace('_', "!_"))
}

impl Transaction {
    /// Seal what is in clear or under an older key, at most some hundred texts. Returns how many were sealed; at 0 nothing is left
    /// but what cannot be opened. A text that was changed by hand stays as it is and is logged: it must not keep the program from
    /// starting. One under a key that is not configured is an error: it could be neither read nor sent.
    pub async fn seal_some(&mut self) -> Result<usize, StorageError> {
        let vault = self.vault.clone();
        let Some(mark) = vault.mark() else { return Ok(0) };
        let mut done = 0;
        for sealed in &SEALED {
            let Sealed { table, id, column, .. } = sealed;
            let read = format!("SELECT {id}, {column} {} ORDER BY 1 LIMIT $2", sealed.not_of_today());
            // Another node may have written meanwhile; then what it wrote stays.
            let write = format!("UPDATE {table} SET {column} = $2 WHERE {id} = $1 AND {column} = $3");
            for mut row in self.query(table, &read, &[like(&mark).into(), AT_ONCE.into()]).await? {
                let (id, kept) = (row.text(0)?, row.text(1)?);
                let place = (sealed.place)(&id);
                let opened = match vault.open(&place, kept.clone()) {
                    Err(error @ StorageError::Inconsistent { .. }) => {
                        tracing::error!(%error, "a sealed text cannot be opened, and stays as it is");
                        continue;
                    }
                    opened => opened?,
                };
                let text = vault.seal(&place, &opened);
                done +=
                    usize::try_from(self.execute(&write, &[id.into(), text.into(), kept.into()]).await?).unwrap_or(0);
            }
        }
        Ok(done)
    }

    /// How many texts that should be sealed are not under the key of today: in clear, or under an older one. Without a key, those
    /// that are in clear.
    pub async fn count_unsealed(&mut self) -> Result<i64, StorageError> {
        let like = like(&self.vault.mark().unwrap_or_else(|| "sealed:".to_owned()));
        let mut count = 0;
        for sealed in &SEALED {
            let sql = format!("SELECT count(*) {}", sealed.not_of_today());
            count += self.query(sealed.table, &sql, &[like.as_str().into()]).await?[0].int(0)?;
        }
        Ok(count)
    }

    /// Refuse to go on when anything is sealed under a key that is not there: whoever starts without it would send nothing, let
    /// nobody in with a second factor, and write new secrets in clear.
    pub(crate) async fn check_keys(&mut self) -> Result<(), StorageError> {
        let mut names = BTreeSet::new();
        for Sealed { table, column, only, .. } in &SEALED {
            // "sealed:" and the eight letters of a key's name.
            let sql = format!(
                "SELECT DISTINCT substr({column}, 8, 8) FROM {table} WHERE {only} AND {column} LIKE 'sealed:%'"
            );
            for mut row in self.query(table, &sql, &[]).await? {
                names.insert(row.text(0)?);
            }
        }
        match names.into_iter().find(|name| !self.vault.has(name)) {
            Some(key) => Err(StorageError::Sealed { key }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    /// Each file that seals something, beside this one and the vault itself.
    #[test]
    fn whatever_is_sealed_stands_in_the_table() {
        let sources = [
            include_str!("accounts.rs"),
            include_str!("applications.rs"),
            include_str!("areas.rs"),
            include_str!("audit.rs"),
            include_str!("audit_seals.rs"),
            include_str!("listings.rs"),
            include_str!("messages.rs"),
            include_str!("revisions.rs"),
            include_str!("tasks.rs"),
            include_str!("upkeep.rs"),
        ];
        // An account's secret, the offer of one, a message twice (new, and with its links struck out), and a seal of the log.
        let calls: usize = sources.iter().map(|source| source.matches(".vault.seal(").count()).sum();
        assert_eq!(calls, 5, "what is sealed anew has to stand in `SEALED`, or it is lost when the key changes");
    }
}
