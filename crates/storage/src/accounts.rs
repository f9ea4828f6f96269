//! Accounts, memberships, sessions, keys of emailed links, and wrong guesses.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Transaction, Vault};
use jiff::Timestamp;
use local_offer_domain::accounts::{Account, Membership, Place, Role};
use local_offer_domain::values::{AccountId, AreaId, EmailAddress, ListingId, MembershipId};
use secrecy::SecretString;

/// What an account signs in with. Never leaves the operations.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account.
    pub account: Account,
    /// The password's Argon2id string; `None` until one is chosen.
    pub password: Option<SecretString>,
    /// The secret shared with the authenticator app, in base 32.
    pub totp_secret: Option<SecretString>,
    /// The last time step whose code was used: each code is good once.
    pub totp_step: i64,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of what the cookie holds.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// Whether a second factor was given.
    pub second_factor: bool,
    /// What the browser calls itself.
    pub browser: String,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
}

/// The key of an emailed link, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkKey {
    /// What it is good for.
    pub purpose: String,
    /// Of what: an account, a membership, a listing.
    pub subject: String,
    /// What else was agreed when it was sent.
    pub detail: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// Whether it was used.
    pub used: bool,
}

/// One person among the people of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they are there.
    pub membership: Membership,
    /// Who they are.
    pub account: Account,
}

const ACCOUNT: &str =
    "SELECT a.id, a.email, a.name, a.verified_at, a.totp_secret, a.closed_at, a.password, a.totp_step FROM accounts a";

fn account(row: &mut Row) -> Result<Account, StorageError> {
    Ok(Account {
        id: row.parsed(0)?,
        email: row.parsed::<EmailAddress>(1)?,
        name: row.text(2)?,
        verified_at: row.optional_parsed(3)?,
        has_second_factor: row.has(4),
        closed_at: row.optional_parsed(5)?,
    })
}

/// The place for which the secret of an authenticator app is sealed.
pub(crate) fn totp_place(account: &str) -> String {
    format!("accounts {account}")
}

/// What a link key of this purpose agrees is a secret: that of an authenticator app which is being set up.
const SECRET_DETAIL: &str = "factor";

fn credentials(vault: &Vault, mut row: Row) -> Result<Credentials, StorageError> {
    let account = account(&mut row)?;
    let place = totp_place(&account.id.to_string());
    Ok(Credentials {
        account,
        password: row.optional_text(6)?.map(SecretString::from),
        totp_secret: row.optional_text(4)?.map(|kept| vault.open(&place, kept)).transpose()?.map(SecretString::from),
        totp_step: row.int(7)?,
    })
}

fn membership(row: &mut Row, at: usize) -> Result<Membership, StorageError> {
    let role = row.text(at + 2)?;
    let (area, listing) = (row.optional_text(at + 3)?, row.optional_parsed(at + 4)?);
    let place = match (area, listing) {
        (Some(area), Some(listing)) => Place::Organisation { area: AreaId::from(area.as_str()), listing },
        (Some(area), None) => Place::Area(AreaId::from(area.as_str())),
        (None, _) => Place::Deployment,
    };
    Ok(Membership {
        id: row.parsed(at)?,
        account: row.parsed(at + 1)?,
        role: Role::parse(&role).ok_or_else(|| StorageError::inconsistent("memberships", role))?,
        place,
    })
}

impl Transaction {
    /// Add an account without a password. The address must not belong to another.
    pub async fn add_account(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO accounts (id, email, email_key, name, created_at) VALUES ($1, $2, $3, $4, $5)";
        let params =
            [id.to_string().into(), email.as_str().into(), email.key().into(), name.into(), moment(now).into()];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// What an address signs in with.
    pub async fn find_credentials(&mut self, email: &EmailAddress) -> Result<Option<Credentials>, StorageError> {
        let vault = self.vault.clone();
        let sql = format!("{ACCOUNT} WHERE a.email_key = $1");
        let rows = self.query("accounts", &sql, &[email.key().into()]).await?;
        rows.into_iter().next().map(|row| credentials(&vault, row)).transpose()
    }

    /// What an account signs in with.
    pub async fn lookup_credentials(&mut self, id: AccountId) -> Result<Option<Credentials>, StorageError> {
        let vault = self.vault.clone();
        let sql = format!("{ACCOUNT} WHERE a.id = $1");
        let rows = self.query("accounts", &sql, &[id.to_string().into()]).await?;
        rows.into_iter().next().map(|row| credentials(&vault, row)).transpose()
    }

    /// What an account is called.
    pub async fn lookup_account_name(&mut self, id: AccountId) -> Result<Option<String>, StorageError> {
        let rows = self.query("accounts", "SELECT name FROM accounts WHERE id = $1", &[id.to_string().into()]).await?;
        rows.into_iter().next().map(|mut row| row.text(0)).transpose()
    }

    /// Set the password, as an Argon2id string.
    pub async fn put_password(&mut self, id: AccountId, password: &str) -> Result<(), StorageError> {
        let sql = "UPDATE accounts SET password = $2 WHERE id = $1";
        self.execute(sql, &[id.to_string().into(), password.into()]).await?;
        Ok(())
    }

    /// Change what an account is called.
    pub async fn rename_account(&mut self, id: AccountId, name: &str) -> Result<(), StorageError> {
        self.execute("UPDATE accounts SET name = $2 WHERE id = $1", &[id.to_string().into(), name.into()]).await?;
        Ok(())
    }

    /// Change the address an account signs in with; it must not belong to another. It is proved to be theirs.
    pub async fn put_email(&mut self, id: AccountId, email: &EmailAddress) -> Result<(), StorageError> {
        let sql = "UPDATE accounts SET email = $2, email_key = $3 WHERE id = $1";
        self.execute(sql, &[id.to_string().into(), email.as_str().into(), email.key().into()]).await?;
        Ok(())
    }

    /// Note that the address of an account is proved to be theirs.
    pub async fn verify_account(&mut self, id: AccountId, now: Timestamp) -> Result<(), StorageError> {
        let sql = "UPDATE accounts SET verified_at = $2 WHERE id = $1 AND verified_at IS NULL";
        self.execute(sql, &[id.to_string().into(), moment(now).into()]).await?;
        Ok(())
    }

    /// Set up or take away the second factor.
    pub async fn put_totp(&mut self, id: AccountId, secret: Option<&str>) -> Result<(), StorageError> {
        let sql = "UPDATE accounts SET totp_secret = $2, totp_step = 0 WHERE id = $1";
        let id = id.to_string();
        let sealed = secret.map(|secret| self.vault.seal(&totp_place(&id), secret));
        self.execute(sql, &[id.into(), sealed.into()]).await?;
        Ok(())
    }

    /// Close an account: it has no password, no second factor, and an address that is nobody's.
    pub async fn close_account(
        &mut self,
        id: AccountId,
        nobody: &EmailAddress,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE accounts SET closed_at = $2, email = $3, email_key = $4, password = NULL, totp_secret = NULL
                   WHERE id = $1";
        let params = [id.to_string().into(), moment(now).into(), nobody.as_str().into(), nobody.key().into()];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// Use up a time step. False when it, or a later one, was used before.
    pub async fn use_totp_step(&mut self, id: AccountId, step: i64) -> Result<bool, StorageError> {
        let sql = "UPDATE accounts SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
        Ok(self.execute(sql, &[id.to_string().into(), step.into()]).await? == 1)
    }

    /// Say what somebody may do somewhere.
    pub async fn add_membership(&mut self, membership: &Membership, now: Timestamp) -> Result<(), StorageError> {
        let sql =
            "INSERT INTO memberships (id, account, role, area, listing, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
        let params = [
            membership.id.to_string().into(),
            membership.account.to_string().into(),
            membership.role.as_str().into(),
            membership.place.area().map(AreaId::as_str).into(),
            membership.place.listing().map(|id| id.to_string()).into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// End what somebody may do somewhere. False when it had ended.
    pub async fn end_membership(&mut self, id: MembershipId, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "UPDATE memberships SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
        Ok(self.execute(sql, &[id.to_string().into(), moment(now).into()]).await? == 1)
    }

    /// What an account may do now.
    pub async fn list_memberships(&mut self, account: AccountId) -> Result<Vec<Membership>, StorageError> {
        let sql = "SELECT id, account, role, area, listing FROM memberships
                   WHERE account = $1 AND ended_at IS NULL ORDER BY id";
        let rows = self.query("memberships", sql, &[account.to_string().into()]).await?;
        rows.into_iter().map(|mut row| membership(&mut row, 0)).collect()
    }

    /// Everybody of a place: of the deployment, of an area itself, or of one organisation or setting.
    pub async fn list_people(&mut self, place: &Place) -> Result<Vec<Person>, StorageError> {
        let sql = "SELECT a.id, a.email, a.name, a.verified_at, a.totp_secret, a.closed_at,
                   m.id, m.account, m.role, m.area, m.listing
                   FROM memberships m JOIN accounts a ON a.id = m.account
                   WHERE m.ended_at IS NULL AND coalesce(m.area, '') = $1 AND coalesce(m.listing, '') = $2
                   ORDER BY a.name, m.id";
        let params = [
            place.area().map_or("", AreaId::as_str).into(),
            place.listing().map(|id| id.to_string()).unwrap_or_default().into(),
        ];
        let rows = self.query("memberships", sql, &params).await?;
        rows.into_iter()
            .map(|mut row| {
                let account = account(&mut row)?;
                Ok(Person { membership: membership(&mut row, 6)?, account })
            })
            .collect()
    }

    /// Take the lock of a place, for what is decided by who else is there.
    pub async fn lock_place(&mut self, place: &Place) -> Result<(), StorageError> {
        match (place.listing(), place.area()) {
            (Some(listing), _) => {
                self.try_lock("UPDATE listings SET slug = slug WHERE id = $1", &listing.to_string()).await
            }
            (None, Some(area)) => self.try_lock("UPDATE areas SET id = id WHERE id = $1", area.as_str()).await,
            // Whoever looks after every area stands above all of them.
            (None, None) => self.try_lock("UPDATE areas SET id = id WHERE id >= $1", "").await,
        }
    }

    /// A membership that has not ended.
    pub async fn lookup_membership(&mut self, id: MembershipId) -> Result<Option<Membership>, StorageError> {
        let sql = "SELECT id, account, role, area, listing FROM memberships WHERE id = $1 AND ended_at IS NULL";
        let rows = self.query("memberships", sql, &[id.to_string().into()]).await?;
        rows.into_iter().next().map(|mut row| membership(&mut row, 0)).transpose()
    }

    /// Whether anybody works for a listing.
    pub async fn has_people(&mut self, listing: ListingId) -> Result<bool, StorageError> {
        let sql = "SELECT count(*) FROM memberships WHERE listing = $1 AND ended_at IS NULL";
        Ok(self.query("memberships", sql, &[listing.to_string().into()]).await?[0].int(0)? > 0)
    }

    /// Remember a browser that has signed in.
    pub async fn add_session(&mut self, session: &Session) -> Result<(), StorageError> {
        let sql = "INSERT INTO sessions (id, account, second_factor, browser, created_at, seen_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let params = [
            session.id.as_str().into(),
            session.account.to_string().into(),
            i64::from(session.second_factor).into(),
            session.browser.as_str().into(),
            moment(session.created_at).into(),
            moment(session.seen_at).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// A session that has not ended.
    pub async fn lookup_session(&mut self, id: &str) -> Result<Option<Session>, StorageError> {
        let sql = "SELECT id, account, second_factor, browser, created_at, seen_at FROM sessions
                   WHERE id = $1 AND ended_at IS NULL";
        self.query("sessions", sql, &[id.into()]).await?.into_iter().next().map(session).transpose()
    }

    /// Every session of an account that has not ended, newest first.
    pub async fn list_sessions(&mut self, account: AccountId) -> Result<Vec<Session>, StorageError> {
        let sql = "SELECT id, account, second_factor, browser, created_at, seen_at FROM sessions
                   WHERE account = $1 AND ended_at IS NULL ORDER BY seen_at DESC";
        self.query("sessions", sql, &[account.to_string().into()]).await?.into_iter().map(session).collect()
    }

    /// Note that a session was used.
    pub async fn touch_session(&mut self, id: &str, now: Timestamp) -> Result<(), StorageError> {
        self.execute("UPDATE sessions SET seen_at = $2 WHERE id = $1", &[id.into(), moment(now).into()]).await?;
        Ok(())
    }

    /// Note that a second factor was given in a session.
    pub async fn strengthen_session(&mut self, id: &str) -> Result<(), StorageError> {
        self.execute("UPDATE sessions SET second_factor = 1 WHERE id = $1", &[id.into()]).await?;
        Ok(())
    }

    /// End a session.
    pub async fn end_session(&mut self, id: &str, now: Timestamp) -> Result<(), StorageError> {
        let sql = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
        self.execute(sql, &[id.into(), moment(now).into()]).await?;
        Ok(())
    }

    /// End every session of an account, but perhaps one.
    pub async fn end_sessions(
        &mut self,
        account: AccountId,
        but: Option<&str>,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        let sql = "UPDATE sessions SET ended_at = $3 WHERE account = $1 AND id <> $2 AND ended_at IS NULL";
        self.execute(sql, &[account.to_string().into(), but.unwrap_or_default().into(), moment(now).into()]).await
    }

    /// Keep the hash of the key of a link that is about to be sent.
    pub async fn add_link_key(&mut self, hash: &str, key: &LinkKey, now: Timestamp) -> Result<(), StorageError> {
        let sql = "INSERT INTO link_keys (hash, purpose, subject, detail, created_at, expires_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let is_secret = key.purpose == SECRET_DETAIL;
        let detail = if is_secret { self.vault.seal(hash, &key.detail) } else { key.detail.clone() };
        let params = [
            hash.into(),
            key.purpose.as_str().into(),
            key.subject.as_str().into(),
            detail.into(),
            moment(now).into(),
            moment(key.expires_at).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// What a key is good for.
    pub async fn lookup_link_key(&mut self, hash: &str) -> Result<Option<LinkKey>, StorageError> {
        let sql = "SELECT purpose, subject, detail, expires_at, used_at FROM link_keys WHERE hash = $1";
        let rows = self.query("link_keys", sql, &[hash.into()]).await?;
        let vault = self.vault.clone();
        rows.into_iter()
            .next()
            .map(|mut row| {
                Ok(LinkKey {
                    purpose: row.text(0)?,
                    subject: row.text(1)?,
                    detail: vault.open(hash, row.text(2)?)?,
                    expires_at: row.parsed(3)?,
                    used: row.has(4),
                })
            })
            .transpose()
    }

    /// Keys for this purpose that are still good, each with its hash.
    pub async fn list_link_keys(
        &mut self,
        purpose: &str,
        now: Timestamp,
    ) -> Result<Vec<(String, LinkKey)>, StorageError> {
        let sql = "SELECT hash, purpose, subject, detail, expires_at FROM link_keys
                   WHERE purpose = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY hash";
        let rows = self.query("link_keys", sql, &[purpose.into(), moment(now).into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                let hash = row.text(0)?;
                let key = LinkKey {
                    purpose: row.text(1)?,
                    subject: row.text(2)?,
                    detail: row.text(3)?,
                    expires_at: row.parsed(4)?,
                    used: false,
                };
                Ok((hash, key))
            })
            .collect()
    }

    /// Use a key up. False when somebody has.
    pub async fn use_link_key(&mut self, hash: &str, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "UPDATE link_keys SET used_at = $2 WHERE hash = $1 AND used_at IS NULL";
        Ok(self.execute(sql, &[hash.into(), moment(now).into()]).await? == 1)
    }

    /// Make every key of this purpose for this subject worthless.
    pub async fn void_link_keys(&mut self, purpose: &str, subject: &str, now: Timestamp) -> Result<(), StorageError> {
        let sql = "UPDATE link_keys SET used_at = $3 WHERE purpose = $1 AND subject = $2 AND used_at IS NULL";
        self.execute(sql, &[purpose.into(), subject.into(), moment(now).into()]).await?;
        Ok(())
    }

    /// Make every key of this purpose with this detail worthless.
    pub async fn void_link_keys_with(
        &mut self,
        purpose: &str,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE link_keys SET used_at = $3 WHERE purpose = $1 AND detail = $2 AND used_at IS NULL";
        self.execute(sql, &[purpose.into(), detail.into(), moment(now).into()]).await?;
        Ok(())
    }

    /// How many wrong guesses a bucket has had in a row, and when the last was. Whoever else asks waits until this transaction
    /// ends: many at once must not all read the same number.
    pub async fn lock_guesses(
        &mut self,
        bucket: &str,
        now: Timestamp,
    ) -> Result<(i64, Option<Timestamp>), StorageError> {
        let lock = "INSERT INTO guesses (bucket, failures, last_at) VALUES ($1, 0, $2)
                    ON CONFLICT (bucket) DO UPDATE SET failures = guesses.failures";
        self.execute(lock, &[bucket.into(), moment(now).into()]).await?;
        let sql = "SELECT failures, last_at FROM guesses WHERE bucket = $1";
        match self.query("guesses", sql, &[bucket.into()]).await?.into_iter().next() {
            Some(mut row) => {
                let failures = row.int(0)?;
                Ok((failures, if failures == 0 { None } else { Some(row.parsed(1)?) }))
            }
            None => Ok((0, None)),
        }
    }

    /// Count a wrong guess.
    pub async fn add_guess(&mut self, bucket: &str, now: Timestamp) -> Result<(), StorageError> {
        let sql = "INSERT INTO guesses (bucket, failures, last_at) VALUES ($1, 1, $2)
                   ON CONFLICT (bucket) DO UPDATE SET failures = guesses.failures + 1, last_at = excluded.last_at";
        self.execute(sql, &[bucket.into(), moment(now).into()]).await?;
        Ok(())
    }

    /// Take one guess back: it was right.
    pub async fn forgive_guess(&mut self, bucket: &str) -> Result<(), StorageError> {
        let sql = "UPDATE guesses SET failures = failures - 1 WHERE bucket = $1 AND failures > 0";
        self.execute(sql, &[bucket.into()]).await?;
        Ok(())
    }

    /// Forget the wrong guesses of a bucket.
    pub async fn clear_guesses(&mut self, bucket: &str) -> Result<(), StorageError> {
        self.execute("DELETE FROM guesses WHERE bucket = $1", &[bucket.into()]).await?;
        Ok(())
    }

    /// Take away what nobody can use any more: sessions that ended long ago, keys that ran out, old guesses.
    pub async fn sweep(&mut self, before: Timestamp) -> Result<(), StorageError> {
        let before = moment(before);
        for sql in [
            "DELETE FROM sessions WHERE coalesce(ended_at, seen_at) < $1",
            "DELETE FROM link_keys WHERE expires_at < $1",
            "DELETE FROM guesses WHERE last_at < $1",
            // What was never sent within this time is out of date, and its keys have run out.
            "UPDATE messages SET state = 'failed', problem = 'It waited too long to be sent' WHERE state = 'queued' AND queued_at < $1",
            "UPDATE messages SET body = '', recipient = 'nobody@forgotten.invalid'
             WHERE state IN ('sent', 'failed', 'unsure') AND queued_at < $1",
        ] {
            self.execute(sql, &[before.as_str().into()]).await?;
        }
        Ok(())
    }
}

fn session(mut row: Row) -> Result<Session, StorageError> {
    Ok(Session {
        id: row.text(0)?,
        account: row.parsed(1)?,
        second_factor: row.int(2)? != 0,
        browser: row.text(3)?,
        created_at: row.parsed(4)?,
        seen_at: row.parsed(5)?,
    })
}
