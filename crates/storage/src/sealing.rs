//! Bringing what is kept under the key of today.

use crate::accounts::totp_place;
use crate::messages::body_place;
use crate::{StorageError, Transaction};

/// Texts that are sealed again in one transaction, so that others are not kept waiting.
const AT_ONCE: i64 = 500;

impl Transaction {
    /// Seal what is in clear or under an older key, at most some hundred texts. Returns how many; nothing is left at 0. A text
    /// under a key that is not configured is an error: it could be neither read nor sent.
    pub async fn seal_some(&mut self) -> Result<usize, StorageError> {
        let vault = self.vault.clone();
        let Some(mark) = vault.mark() else { return Ok(0) };
        let like = format!("{}%", mark.replace('_', "!_"));
        let mut sealed = 0;
        for (table, read, write, place) in [
            (
                "accounts",
                "SELECT id, totp_secret FROM accounts WHERE totp_secret NOT LIKE $1 ESCAPE '!' ORDER BY id LIMIT $2",
                "UPDATE accounts SET totp_secret = $2 WHERE id = $1",
                totp_place as fn(&str) -> String,
            ),
            (
                "messages",
                "SELECT id, body FROM messages WHERE body <> '' AND body NOT LIKE $1 ESCAPE '!' ORDER BY id LIMIT $2",
                "UPDATE messages SET body = $2 WHERE id = $1",
                body_place,
            ),
        ] {
            for mut row in self.query(table, read, &[like.as_str().into(), AT_ONCE.into()]).await? {
                let (id, kept) = (row.text(0)?, row.text(1)?);
                let place = place(&id);
                let text = vault.seal(&place, &vault.open(&place, kept)?);
                self.execute(write, &[id.as_str().into(), text.as_str().into()]).await?;
                sealed += 1;
            }
        }
        Ok(sealed)
    }

    /// How many secrets of authenticator apps and texts of messages are in clear.
    pub async fn count_unsealed(&mut self) -> Result<i64, StorageError> {
        let sql = "SELECT (SELECT count(*) FROM accounts WHERE totp_secret NOT LIKE 'sealed:%')
                        + (SELECT count(*) FROM messages WHERE body <> '' AND body NOT LIKE 'sealed:%')";
        self.query("accounts", sql, &[]).await?[0].int(0)
    }
}
