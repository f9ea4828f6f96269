//! Regular jobs, reminders sent, links looked at, files of listings, and terms that were changed here.

use crate::changes::moment;
use crate::{ListingHead, StorageError, Subject, Transaction};
use jiff::{Timestamp, civil::Date};
use local_offer_domain::taxonomy::Term;
use local_offer_domain::values::{FileId, ListingId};
use std::collections::BTreeSet;

/// A picture, poster, leaflet or form of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its identity.
    pub id: FileId,
    /// The listing.
    pub listing: ListingId,
    /// SHA-256 of the bytes, in hexadecimal: where they are.
    pub hash: String,
    /// What it is called.
    pub name: String,
    /// What it is, found by its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
}

/// A term that was added or changed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTerm {
    /// `category`, `need` or `access`.
    pub vocabulary: String,
    /// The term.
    pub term: Term,
    /// The term that took its place.
    pub merged_into: Option<String>,
    /// Whether it is no longer used.
    pub retired: bool,
}

/// What the link checker found, the last time it looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedLink {
    /// The address.
    pub url: String,
    /// When.
    pub checked_at: Timestamp,
    /// How often in a row it led nowhere.
    pub failures: i64,
    /// What came back, in words.
    pub result: String,
}

impl Transaction {
    /// Take a regular job, unless another node has it. Taken for so long that a node that dies does not keep it.
    pub async fn lease_job(&mut self, name: &str, now: Timestamp, until: Timestamp) -> Result<bool, StorageError> {
        let sql = "INSERT INTO jobs (name, leased_until, last_run_at) VALUES ($1, $3, $2)
                   ON CONFLICT (name) DO UPDATE SET leased_until = excluded.leased_until, last_run_at = excluded.last_run_at
                   WHERE jobs.leased_until <= $2";
        Ok(self.execute(sql, &[name.into(), moment(now).into(), moment(until).into()]).await? == 1)
    }

    /// Write down that a reminder is sent. False when it was before.
    pub async fn add_reminder(
        &mut self,
        listing: ListingId,
        review_by: Date,
        days_before: i64,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let sql = "INSERT INTO reminders (listing, review_by, days_before, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (listing, review_by, days_before) DO NOTHING";
        let params = [listing.to_string().into(), review_by.to_string().into(), days_before.into(), moment(now).into()];
        Ok(self.execute(sql, &params).await? == 1)
    }

    /// Add a file to a listing.
    pub async fn add_file(&mut self, file: &StoredFile, now: Timestamp) -> Result<(), StorageError> {
        let sql = "INSERT INTO files (id, listing, hash, name, media_type, size, added_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let params = [
            file.id.to_string().into(),
            file.listing.to_string().into(),
            file.hash.as_str().into(),
            file.name.as_str().into(),
            file.media_type.as_str().into(),
            file.size.into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// How many files were added to a listing since then, and their bytes together.
    pub async fn count_files_added(
        &mut self,
        listing: ListingId,
        since: Timestamp,
    ) -> Result<(i64, i64), StorageError> {
        let sql =
            "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM files WHERE listing = $1 AND added_at >= $2";
        let mut rows = self.query("files", sql, &[listing.to_string().into(), moment(since).into()]).await?;
        let row = rows.first_mut().ok_or_else(|| StorageError::Unreadable("files cannot be counted".to_owned()))?;
        Ok((row.int(0)?, row.int(1)?))
    }

    /// Forget the files that were added before then and that no revision of any listing names: a copy of a listing names the
    /// files of the first. Returns the hashes that no listing has any more.
    pub async fn forget_unnamed_files(&mut self, before: Timestamp) -> Result<BTreeSet<String>, StorageError> {
        const NAMED: &str = "\"hash\":\"";
        let mut named = BTreeSet::new();
        let mut after = String::new();
        // A part at a time: together the revisions of a large area are more than should be held at once.
        loop {
            let sql =
                "SELECT id, content FROM revisions WHERE id > $1 AND content LIKE '%\"hash\":%' ORDER BY id LIMIT 200";
            let rows = self.query("revisions", sql, &[after.as_str().into()]).await?;
            if rows.is_empty() {
                break;
            }
            for mut row in rows {
                after = row.text(0)?;
                let content = row.text(1)?;
                named.extend(content.split(NAMED).skip(1).filter_map(|rest| rest.get(..64)).map(str::to_owned));
            }
        }
        let sql = "SELECT id, hash, CAST(CASE WHEN added_at < $1 THEN 1 ELSE 0 END AS BIGINT) FROM files";
        let rows = self.query("files", sql, &[moment(before).into()]).await?;
        let (mut stay, mut forgotten) = (BTreeSet::new(), BTreeSet::new());
        for mut row in rows {
            let (id, hash, old) = (row.text(0)?, row.text(1)?, row.int(2)? != 0);
            if old && !named.contains(&hash) {
                self.execute("DELETE FROM files WHERE id = $1", &[id.into()]).await?;
                forgotten.insert(hash);
            } else {
                stay.insert(hash);
            }
        }
        Ok(&forgotten - &stay)
    }

    /// The listings to which a file of this hash was added.
    pub async fn list_owners_of_file(&mut self, hash: &str) -> Result<Vec<ListingHead>, StorageError> {
        let sql = "SELECT DISTINCT listing FROM files WHERE hash = $1 ORDER BY listing";
        let rows = self.query("files", sql, &[hash.into()]).await?;
        let mut owners = Vec::new();
        for mut row in rows {
            owners.extend(self.lookup_head(row.parsed(0)?).await?);
        }
        Ok(owners)
    }

    /// Add a term, or change it.
    pub async fn put_term(&mut self, stored: &StoredTerm, now: Timestamp) -> Result<(), StorageError> {
        let document =
            serde_json::to_string(&stored.term).map_err(|error| StorageError::inconsistent("terms", error))?;
        let sql = "INSERT INTO terms (vocabulary, id, document, merged_into, retired) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (vocabulary, id) DO UPDATE SET document = excluded.document,
                   merged_into = excluded.merged_into, retired = excluded.retired";
        let params = [
            stored.vocabulary.as_str().into(),
            stored.term.id.as_str().into(),
            document.into(),
            stored.merged_into.clone().into(),
            i64::from(stored.retired).into(),
        ];
        self.execute(sql, &params).await?;
        self.record_change(Subject::Vocabulary, None, now);
        Ok(())
    }

    /// Every term that was added or changed here.
    pub async fn list_terms(&mut self) -> Result<Vec<StoredTerm>, StorageError> {
        let sql = "SELECT vocabulary, document, merged_into, retired FROM terms ORDER BY vocabulary, id";
        let rows = self.query("terms", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let document = row.text(1)?;
                Ok(StoredTerm {
                    vocabulary: row.text(0)?,
                    term: serde_json::from_str(&document)
                        .map_err(|error| StorageError::inconsistent("terms", error))?,
                    merged_into: row.optional_text(2)?,
                    retired: row.int(3)? != 0,
                })
            })
            .collect()
    }

    /// Write down what came back from an address. The failures in a row are counted.
    pub async fn put_link(
        &mut self,
        url: &str,
        works: bool,
        result: &str,
        now: Timestamp,
    ) -> Result<i64, StorageError> {
        let sql = "INSERT INTO links (url, checked_at, failures, result) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (url) DO UPDATE SET checked_at = excluded.checked_at, result = excluded.result,
                   failures = CASE WHEN $3 = 0 THEN 0 ELSE links.failures + 1 END";
        self.execute(sql, &[url.into(), moment(now).into(), i64::from(!works).into(), result.into()]).await?;
        let sql = "SELECT failures FROM links WHERE url = $1";
        self.query("links", sql, &[url.into()]).await?[0].int(0)
    }

    /// Everything the link checker knows.
    pub async fn list_links(&mut self) -> Result<Vec<CheckedLink>, StorageError> {
        let sql = "SELECT url, checked_at, failures, result FROM links ORDER BY url";
        let rows = self.query("links", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(CheckedLink {
                    url: row.text(0)?,
                    checked_at: row.parsed(1)?,
                    failures: row.int(2)?,
                    result: row.text(3)?,
                })
            })
            .collect()
    }
}
