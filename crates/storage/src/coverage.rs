//! What staff write down about the items of the law, and how often pages were found useful.

use crate::changes::moment;
use crate::{StorageError, Subject, Transaction};
use jiff::Timestamp;
use local_offer_domain::law::coverage::{CoverageRecord, RecordKind};
use local_offer_domain::values::{AreaId, ListingId, WebAddress};

/// How often a page was found useful, over all months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usefulness {
    /// The page.
    pub listing: ListingId,
    /// Times "yes".
    pub useful: i64,
    /// Times "no".
    pub not_useful: i64,
}

impl Transaction {
    /// Write down what is known about an item. Of an owner there is one: a new one takes the place of the last.
    pub async fn add_coverage_record(
        &mut self,
        record: &CoverageRecord,
        author: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        if record.kind == RecordKind::Owner {
            let sql = "UPDATE coverage_records SET ended_at = $3
                       WHERE area = $1 AND item = $2 AND kind = 'owner' AND ended_at IS NULL";
            self.execute(sql, &[record.area.as_str().into(), record.item.as_str().into(), moment(now).into()]).await?;
        }
        let sql =
            "INSERT INTO coverage_records (id, area, item, kind, text, website, happened_on, recorded_by, recorded_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let params = [
            record.id.as_str().into(),
            record.area.as_str().into(),
            record.item.as_str().into(),
            record.kind.as_str().into(),
            record.text.as_str().into(),
            record.website.as_ref().map(ToString::to_string).into(),
            record.happened_on.map(|day| day.to_string()).into(),
            author.into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        self.record_change(Subject::Coverage, None, now);
        Ok(())
    }

    /// End a record of an area: it was wrong. It stays in the database. False when there is none.
    pub async fn end_coverage_record(&mut self, area: &AreaId, id: &str, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "UPDATE coverage_records SET ended_at = $3 WHERE area = $1 AND id = $2 AND ended_at IS NULL";
        let ended = self.execute(sql, &[area.as_str().into(), id.into(), moment(now).into()]).await? == 1;
        if ended {
            self.record_change(Subject::Coverage, None, now);
        }
        Ok(ended)
    }

    /// Every record that stood at a moment, of every area, the newest first.
    pub async fn list_coverage_records(&mut self, at: Timestamp) -> Result<Vec<CoverageRecord>, StorageError> {
        let sql = "SELECT id, area, item, kind, text, website, happened_on FROM coverage_records
                   WHERE recorded_at <= $1 AND (ended_at IS NULL OR ended_at > $1) ORDER BY recorded_at DESC, id";
        let rows = self.query("coverage_records", sql, &[moment(at).into()]).await?;
        let wrong = |what: &str| StorageError::inconsistent("coverage_records", what);
        rows.into_iter()
            .map(|mut row| {
                Ok(CoverageRecord {
                    id: row.text(0)?,
                    area: AreaId::from(row.text(1)?.as_str()),
                    item: row.text(2)?,
                    kind: RecordKind::parse(&row.text(3)?).ok_or_else(|| wrong("kind"))?,
                    text: row.text(4)?,
                    website: row.optional_text(5)?.and_then(|text| WebAddress::parse(&text).ok()),
                    happened_on: row.optional_parsed(6)?,
                })
            })
            .collect()
    }

    /// Count that somebody found a page useful, or not.
    pub async fn count_usefulness(
        &mut self,
        listing: ListingId,
        month: &str,
        useful: bool,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO usefulness (listing, month, useful, not_useful) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (listing, month) DO UPDATE SET useful = usefulness.useful + excluded.useful,
                   not_useful = usefulness.not_useful + excluded.not_useful";
        let params = [listing.to_string().into(), month.into(), i64::from(useful).into(), i64::from(!useful).into()];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// How useful every page of an area was found since a month, by page.
    pub async fn list_usefulness(&mut self, area: &AreaId, since: &str) -> Result<Vec<Usefulness>, StorageError> {
        let sql = "SELECT u.listing, CAST(sum(u.useful) AS BIGINT), CAST(sum(u.not_useful) AS BIGINT) FROM usefulness u
                   JOIN listings l ON l.id = u.listing WHERE l.area = $1 AND u.month >= $2 GROUP BY u.listing ORDER BY u.listing";
        let rows = self.query("usefulness", sql, &[area.as_str().into(), since.into()]).await?;
        rows.into_iter()
            .map(|mut row| Ok(Usefulness { listing: row.parsed(0)?, useful: row.int(1)?, not_useful: row.int(2)? }))
            .collect()
    }
}
