//! Listings and their revisions.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Subject, Transaction};
use jiff::{Timestamp, civil::Date};
use local_offer_domain::listing::{Assurance, CheckedBy, Kind, Listing, Provenance};
use local_offer_domain::values::{AreaId, ListingId, RevisionId, Slug};
use local_offer_domain::{Published, Service};
use serde::de::DeserializeOwned;

/// Whether the public sees a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingState {
    /// Its live revision is published.
    Live,
    /// Its source does not show it, so neither do we; the public has never heard of its address.
    Hidden,
    /// It was taken down here; its address answers "gone".
    Withdrawn,
}

impl ListingState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Hidden => "hidden",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A listing about to be added, with its first revision.
#[derive(Debug, Clone)]
pub struct NewListing {
    /// Its identity.
    pub id: ListingId,
    /// What it is.
    pub kind: Kind,
    /// Its home area.
    pub area: AreaId,
    /// The address it would like; a number is added when another listing has it.
    pub slug: Slug,
    /// Who provides it.
    pub organisation: Option<ListingId>,
    /// Where it came from.
    pub provenance: Option<Provenance>,
    /// Who checked it.
    pub assurance: Option<Assurance>,
    /// When it should be checked again.
    pub review_by: Option<Date>,
    /// Its content as JSON.
    pub content: String,
}

/// A listing as it is kept, whatever its kind and state.
#[derive(Debug, Clone)]
pub struct StoredListing {
    /// Its identity.
    pub id: ListingId,
    /// What it is.
    pub kind: Kind,
    /// Its home area.
    pub area: AreaId,
    /// Its address.
    pub slug: Slug,
    /// Who provides it.
    pub organisation: Option<ListingId>,
    /// Whether the public sees it.
    pub state: ListingState,
    /// Where it came from.
    pub provenance: Option<Provenance>,
    /// Who checked it.
    pub assurance: Option<Assurance>,
    /// When it should be checked again.
    pub review_by: Option<Date>,
    /// Content of the live revision as JSON.
    pub content: String,
    /// When the live revision was published.
    pub published_at: Timestamp,
}

const COLUMNS: &str = "SELECT l.id, l.kind, l.area, l.slug, l.organisation, l.state, l.source, l.source_id,
    l.missing_since, l.checked_on, l.checked_by, l.review_by, r.content, r.published_at
    FROM listings l JOIN revisions r ON r.id = l.live_revision";

impl StoredListing {
    fn from_row(mut row: Row) -> Result<Self, StorageError> {
        let wrong = |what: &str| StorageError::inconsistent("listings", what);
        let kind = row.text(1)?;
        let provenance = match (row.optional_text(6)?, row.optional_text(7)?) {
            (Some(source), Some(source_id)) => {
                Some(Provenance { source, source_id, missing_since: row.optional_parsed(8)? })
            }
            _ => None,
        };
        let assurance = match (row.optional_parsed(9)?, row.optional_text(10)?) {
            (Some(checked_on), Some(by)) => {
                Some(Assurance { checked_on, checked_by: CheckedBy::parse(&by).ok_or_else(|| wrong("checked_by"))? })
            }
            _ => None,
        };
        Ok(Self {
            id: row.parsed(0)?,
            kind: Kind::parse(&kind).ok_or_else(|| wrong("kind"))?,
            area: AreaId::from(row.text(2)?.as_str()),
            slug: Slug::parse(&row.text(3)?).map_err(|_| wrong("slug"))?,
            organisation: row.optional_parsed(4)?,
            state: match row.text(5)?.as_str() {
                "live" => ListingState::Live,
                "hidden" => ListingState::Hidden,
                "withdrawn" => ListingState::Withdrawn,
                _ => return Err(wrong("state")),
            },
            provenance,
            assurance,
            review_by: row.optional_parsed(11)?,
            content: row.text(12)?,
            published_at: row.parsed(13)?,
        })
    }

    /// Read the content as its type and leave out what is not public. `None` when the listing is not live.
    pub fn publish(self) -> Result<Option<Published>, StorageError> {
        if self.state != ListingState::Live {
            return Ok(None);
        }
        Ok(Some(match self.kind {
            Kind::Service => {
                let mut service: Service = self.typed()?;
                service.content = service.content.public();
                Published::Service(service)
            }
            Kind::Organisation => Published::Organisation(self.typed()?),
            Kind::Setting => Published::Setting(self.typed()?),
        }))
    }

    fn typed<Content: DeserializeOwned>(self) -> Result<Listing<Content>, StorageError> {
        let content = serde_json::from_str(&self.content)
            .map_err(|error| StorageError::inconsistent("revisions", format!("{}: {error}", self.id)))?;
        Ok(Listing {
            id: self.id,
            area: self.area,
            slug: self.slug,
            organisation: self.organisation,
            content,
            assurance: self.assurance,
            review_by: self.review_by,
            provenance: self.provenance,
            published_at: self.published_at,
        })
    }
}

impl Transaction {
    /// Look a listing up by its identity, whatever its state.
    pub async fn lookup_listing(&mut self, id: ListingId) -> Result<Option<StoredListing>, StorageError> {
        let sql = format!("{COLUMNS} WHERE l.id = $1");
        let rows = self.query("listings", &sql, &[id.to_string().into()]).await?;
        rows.into_iter().next().map(StoredListing::from_row).transpose()
    }

    /// Every listing of every area, whatever its state.
    pub async fn list_listings(&mut self) -> Result<Vec<StoredListing>, StorageError> {
        let sql = format!("{COLUMNS} ORDER BY l.id");
        self.query("listings", &sql, &[]).await?.into_iter().map(StoredListing::from_row).collect()
    }

    /// Every listing that came to an area from a source.
    pub async fn list_listings_of_source(
        &mut self,
        area: &AreaId,
        source: &str,
    ) -> Result<Vec<StoredListing>, StorageError> {
        let sql = format!("{COLUMNS} WHERE l.area = $1 AND l.source = $2 ORDER BY l.id");
        let rows = self.query("listings", &sql, &[area.as_str().into(), source.into()]).await?;
        rows.into_iter().map(StoredListing::from_row).collect()
    }

    /// How many live listings of a kind an area has.
    pub async fn count_live_listings(&mut self, area: &AreaId, kind: Kind) -> Result<i64, StorageError> {
        let sql = "SELECT count(*) FROM listings WHERE area = $1 AND kind = $2 AND state = 'live'";
        self.query("listings", sql, &[area.as_str().into(), kind.as_str().into()]).await?[0].int(0)
    }

    /// How many revisions a listing has had.
    pub async fn count_revisions(&mut self, id: ListingId) -> Result<i64, StorageError> {
        let sql = "SELECT count(*) FROM revisions WHERE listing = $1";
        self.query("revisions", sql, &[id.to_string().into()]).await?[0].int(0)
    }

    /// Add a listing and publish its first revision.
    pub async fn add_listing(&mut self, new: &NewListing, author: &str, now: Timestamp) -> Result<Slug, StorageError> {
        let slug = self.free_slug(&new.area, new.kind, &new.slug).await?;
        let sql = "INSERT INTO listings (id, kind, area, slug, organisation, state, source, source_id, missing_since,
                   checked_on, checked_by, review_by, created_at)
                   VALUES ($1, $2, $3, $4, $5, 'live', $6, $7, NULL, $8, $9, $10, $11)";
        let provenance = new.provenance.as_ref();
        let params = [
            new.id.to_string().into(),
            new.kind.as_str().into(),
            new.area.as_str().into(),
            slug.as_str().into(),
            new.organisation.map(|id| id.to_string()).into(),
            provenance.map(|from| from.source.as_str()).into(),
            provenance.map(|from| from.source_id.as_str()).into(),
            new.assurance.map(|check| check.checked_on.to_string()).into(),
            new.assurance.map(|check| check.checked_by.as_str()).into(),
            new.review_by.map(|day| day.to_string()).into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        self.publish_revision(new.id, &new.content, author, now).await?;
        Ok(slug)
    }

    /// Publish new content of a listing. The revision before it keeps its content and gets an end.
    pub async fn publish_revision(
        &mut self,
        listing: ListingId,
        content: &str,
        author: &str,
        now: Timestamp,
    ) -> Result<RevisionId, StorageError> {
        let id = RevisionId::new();
        let at = moment(now);
        // First, because it locks the listing: two who publish at once take turns, and the second numbers after the first.
        let point = "UPDATE listings SET live_revision = $2 WHERE id = $1";
        if self.execute(point, &[listing.to_string().into(), id.to_string().into()]).await? != 1 {
            return Err(StorageError::inconsistent("listings", format!("no listing {listing}")));
        }
        let end = "UPDATE revisions SET superseded_at = $2
                   WHERE listing = $1 AND published_at IS NOT NULL AND superseded_at IS NULL";
        self.execute(end, &[listing.to_string().into(), at.as_str().into()]).await?;
        let add = "INSERT INTO revisions (id, listing, number, author, content, published_at)
                   VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE listing = $2), $3, $4, $5)";
        let params = [id.to_string().into(), listing.to_string().into(), author.into(), content.into(), at.into()];
        self.execute(add, &params).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(id)
    }

    /// Change who provides a listing, who checked it and when it is due.
    pub async fn update_facts(
        &mut self,
        listing: ListingId,
        organisation: Option<ListingId>,
        assurance: Option<Assurance>,
        review_by: Option<Date>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql =
            "UPDATE listings SET organisation = $2, checked_on = $3, checked_by = $4, review_by = $5 WHERE id = $1";
        let params = [
            listing.to_string().into(),
            organisation.map(|id| id.to_string()).into(),
            assurance.map(|check| check.checked_on.to_string()).into(),
            assurance.map(|check| check.checked_by.as_str()).into(),
            review_by.map(|day| day.to_string()).into(),
        ];
        self.execute(sql, &params).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// Say since when the source no longer has a listing; `None` when it is back.
    pub async fn mark_missing(
        &mut self,
        listing: ListingId,
        since: Option<Date>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE listings SET missing_since = $2 WHERE id = $1";
        self.execute(sql, &[listing.to_string().into(), since.map(|day| day.to_string()).into()]).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// Show a listing, hide it or take it down. Its revisions stay.
    pub async fn set_state(
        &mut self,
        listing: ListingId,
        state: ListingState,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE listings SET state = $2 WHERE id = $1";
        self.execute(sql, &[listing.to_string().into(), state.as_str().into()]).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// Addresses of listings that are kept but no longer shown.
    pub async fn list_withdrawn_addresses(&mut self) -> Result<Vec<(AreaId, Kind, Slug)>, StorageError> {
        let sql = "SELECT area, kind, slug FROM listings WHERE state = 'withdrawn'";
        let rows = self.query("listings", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let (kind, slug) = (row.text(1)?, row.text(2)?);
                let kind = Kind::parse(&kind).ok_or_else(|| StorageError::inconsistent("listings", kind))?;
                let slug = Slug::parse(&slug).map_err(|_| StorageError::inconsistent("listings", slug))?;
                Ok((AreaId::from(row.text(0)?.as_str()), kind, slug))
            })
            .collect()
    }

    /// The slug itself, or the first numbered one that no listing of the area and kind has.
    ///
    /// Asked for one at a time, each by the unique index: a search for everything that starts like it would read the
    /// whole area for each new listing. Steps double, so that the thousandth of one name is found in a few.
    async fn free_slug(&mut self, area: &AreaId, kind: Kind, wanted: &Slug) -> Result<Slug, StorageError> {
        if !self.has_slug(area, kind, wanted).await? {
            return Ok(wanted.clone());
        }
        let (mut taken, mut step) = (1, 1);
        while self.has_slug(area, kind, &wanted.numbered(taken + step)).await? {
            taken += step;
            step *= 2;
        }
        let mut free = taken + step;
        while free - taken > 1 {
            let middle = taken + (free - taken) / 2;
            if self.has_slug(area, kind, &wanted.numbered(middle)).await? {
                taken = middle;
            } else {
                free = middle;
            }
        }
        Ok(wanted.numbered(free))
    }

    async fn has_slug(&mut self, area: &AreaId, kind: Kind, slug: &Slug) -> Result<bool, StorageError> {
        let sql = "SELECT count(*) FROM listings WHERE area = $1 AND kind = $2 AND slug = $3";
        let params = [area.as_str().into(), kind.as_str().into(), slug.as_str().into()];
        Ok(self.query("listings", sql, &params).await?[0].int(0)? > 0)
    }
}
