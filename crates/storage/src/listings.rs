//! Listings and their revisions.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Subject, Transaction};
use jiff::{Timestamp, civil::Date};
use local_offer_domain::listing::{Assurance, CheckedBy, Kind, Listing, Provenance};
use local_offer_domain::values::{AreaId, ListingId, RevisionId, Slug};
use local_offer_domain::{Organisation, Published, Service};
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
    /// It is not shown while something is looked into; its address says so.
    Suspended,
    /// Nobody confirmed it for so long that it is no longer listed; a confirmation brings it back.
    Archived,
    /// Somebody asks for it to be listed; it has never been public.
    Proposed,
}

impl ListingState {
    const ALL: [Self; 6] = [Self::Live, Self::Hidden, Self::Withdrawn, Self::Suspended, Self::Archived, Self::Proposed];

    /// The state of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Live => "Listed",
            Self::Hidden => "Not shown by its source",
            Self::Withdrawn => "Withdrawn",
            Self::Suspended => "Suspended",
            Self::Archived => "Archived",
            Self::Proposed => "Not listed yet",
        }
    }

    /// The word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Hidden => "hidden",
            Self::Withdrawn => "withdrawn",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
            Self::Proposed => "proposed",
        }
    }
}

/// Whose a listing is and whether it is shown, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingHead {
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
    /// The revision that is or was public last; `None` when none ever was.
    pub live_revision: Option<RevisionId>,
    /// Who checked it.
    pub assurance: Option<Assurance>,
    /// When it should be checked again.
    pub review_by: Option<Date>,
    /// What its address says while it is not shown.
    pub notice: Option<String>,
    /// Why it is not shown, for staff.
    pub reason: Option<String>,
    /// The feed or file it came from.
    pub source: Option<String>,
    /// Its name, of the live revision or else of the newest.
    pub name: String,
}

impl ListingHead {
    /// The organisation or setting whose listing it is: itself, when it is one, or when nobody is known to provide it.
    pub fn owner(&self) -> ListingId {
        match self.kind {
            Kind::Service => self.organisation.unwrap_or(self.id),
            Kind::Organisation | Kind::Setting | Kind::Guide => self.id,
        }
    }
}

/// Which listings to list.
#[derive(Debug, Clone, Default)]
pub struct ListingFilter {
    /// Only of these areas; empty for all.
    pub areas: Vec<AreaId>,
    /// Only what belongs to these organisations and settings; empty for all.
    pub owners: Vec<ListingId>,
    /// Only with this in their name.
    pub name: String,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only in this state.
    pub state: Option<ListingState>,
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

/// The newest draft names a listing that was never public.
const HEAD: &str = "SELECT l.id, l.kind, l.area, l.slug, l.organisation, l.state, l.live_revision, l.checked_on,
    l.checked_by, l.review_by, l.notice, l.reason, l.source, coalesce(r.content, d.content)
    FROM listings l LEFT JOIN revisions r ON r.id = l.live_revision
    LEFT JOIN revisions d ON l.live_revision IS NULL AND d.listing = l.id
        AND d.number = (SELECT max(number) FROM revisions WHERE listing = l.id)";

impl ListingHead {
    fn from_row(mut row: Row) -> Result<Self, StorageError> {
        let wrong = |what: &str| StorageError::inconsistent("listings", what);
        let assurance = match (row.optional_parsed(7)?, row.optional_text(8)?) {
            (Some(checked_on), Some(by)) => {
                Some(Assurance { checked_on, checked_by: CheckedBy::parse(&by).ok_or_else(|| wrong("checked_by"))? })
            }
            _ => None,
        };
        let content = row.optional_text(13)?.unwrap_or_default();
        Ok(Self {
            id: row.parsed(0)?,
            kind: Kind::parse(&row.text(1)?).ok_or_else(|| wrong("kind"))?,
            area: AreaId::from(row.text(2)?.as_str()),
            slug: Slug::parse(&row.text(3)?).map_err(|_| wrong("slug"))?,
            organisation: row.optional_parsed(4)?,
            state: ListingState::parse(&row.text(5)?).ok_or_else(|| wrong("state"))?,
            live_revision: row.optional_parsed(6)?,
            assurance,
            review_by: row.optional_parsed(9)?,
            notice: row.optional_text(10)?,
            reason: row.optional_text(11)?,
            source: row.optional_text(12)?,
            name: serde_json::from_str::<Named>(&content).map(|named| named.name).unwrap_or_default(),
        })
    }
}

/// The one thing that every content says.
#[derive(serde::Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

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
            state: ListingState::parse(&row.text(5)?).ok_or_else(|| wrong("state"))?,
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
            Kind::Organisation => {
                let mut organisation: Organisation = self.typed()?;
                organisation.content = organisation.content.public();
                Published::Organisation(organisation)
            }
            Kind::Setting => Published::Setting(self.typed()?),
            Kind::Guide => Published::Guide(self.typed()?),
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

    /// Every listing of a kind in an area that is or was public.
    pub async fn list_listings_of_kind(
        &mut self,
        area: &AreaId,
        kind: Kind,
    ) -> Result<Vec<StoredListing>, StorageError> {
        let sql = format!("{COLUMNS} WHERE l.area = $1 AND l.kind = $2 ORDER BY l.id");
        let rows = self.query("listings", &sql, &[area.as_str().into(), kind.as_str().into()]).await?;
        rows.into_iter().map(StoredListing::from_row).collect()
    }

    /// How many live listings of a kind an area has.
    pub async fn count_live_listings(&mut self, area: &AreaId, kind: Kind) -> Result<i64, StorageError> {
        let sql = "SELECT count(*) FROM listings WHERE area = $1 AND kind = $2 AND state = 'live'";
        self.query("listings", sql, &[area.as_str().into(), kind.as_str().into()]).await?[0].int(0)
    }

    /// Listings of an area that are archived, each with the moment at which that was done.
    pub async fn list_archived(&mut self, area: &AreaId) -> Result<Vec<(Timestamp, ListingId)>, StorageError> {
        let sql = "SELECT max(h.at), l.id FROM listings l JOIN listing_history h ON h.listing = l.id
                   WHERE l.area = $1 AND l.state = 'archived' AND h.state = 'archived'
                   AND NOT EXISTS (SELECT 1 FROM listing_history o WHERE o.listing = l.id AND o.at < h.at
                       AND o.state = 'archived' AND NOT EXISTS (SELECT 1 FROM listing_history b
                           WHERE b.listing = l.id AND b.state <> 'archived' AND b.at > o.at AND b.at < h.at))
                   GROUP BY l.id ORDER BY 1, 2";
        let rows = self.query("listing_history", sql, &[area.as_str().into()]).await?;
        rows.into_iter().map(|mut row| Ok((row.parsed(0)?, row.parsed(1)?))).collect()
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
        self.remember(new.id, now).await?;
        Ok(slug)
    }

    /// Add a listing that has never been public, with a draft of what it will say. Its address is made when it is first
    /// published.
    pub async fn propose_listing(
        &mut self,
        id: ListingId,
        kind: Kind,
        area: &AreaId,
        organisation: Option<ListingId>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO listings (id, kind, area, slug, organisation, state, created_at)
                   VALUES ($1, $2, $3, $4, $5, 'proposed', $6)";
        let params = [
            id.to_string().into(),
            kind.as_str().into(),
            area.as_str().into(),
            // Nobody sees it, but addresses are unique.
            id.to_string().into(),
            organisation.map(|id| id.to_string()).into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        self.remember(id, now).await
    }

    /// Give a proposed listing its address and show it.
    pub async fn list_proposed(&mut self, id: ListingId, name: &str, now: Timestamp) -> Result<Slug, StorageError> {
        let head = self.lock_listing(id).await?;
        let slug = self.free_slug(&head.area, head.kind, &Slug::from_name(name)).await?;
        let sql = "UPDATE listings SET slug = $2, state = 'live' WHERE id = $1 AND state = 'proposed'";
        self.execute(sql, &[id.to_string().into(), slug.as_str().into()]).await?;
        self.remember(id, now).await?;
        self.record_change(Subject::Listing, Some(id), now);
        Ok(slug)
    }

    /// Give a listing another owner.
    pub async fn set_organisation(
        &mut self,
        listing: ListingId,
        organisation: Option<ListingId>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE listings SET organisation = $2 WHERE id = $1";
        self.execute(sql, &[listing.to_string().into(), organisation.map(|id| id.to_string()).into()]).await?;
        self.remember(listing, now).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// Keep the row of a listing as it is now, for ever. Called after every change of it.
    async fn remember(&mut self, listing: ListingId, now: Timestamp) -> Result<(), StorageError> {
        let sql = "INSERT INTO listing_history (id, listing, at, state, slug, organisation, missing_since, checked_on,
                   checked_by, review_by, notice, reason)
                   SELECT $1, id, $3, state, slug, organisation, missing_since, checked_on, checked_by, review_by, notice,
                   reason FROM listings WHERE id = $2";
        let id = uuid::Uuid::now_v7().to_string();
        self.execute(sql, &[id.into(), listing.to_string().into(), moment(now).into()]).await?;
        Ok(())
    }

    /// Look at a listing and keep others from changing it until this transaction ends.
    pub async fn lock_listing(&mut self, id: ListingId) -> Result<ListingHead, StorageError> {
        let lock = "UPDATE listings SET state = state WHERE id = $1";
        self.try_lock(lock, &id.to_string()).await?;
        self.lookup_head(id).await?.ok_or(StorageError::Missing("listings"))
    }

    /// Whose a listing is and whether it is shown, whether or not it was ever public.
    pub async fn lookup_head(&mut self, id: ListingId) -> Result<Option<ListingHead>, StorageError> {
        let sql = format!("{HEAD} WHERE l.id = $1");
        let rows = self.query("listings", &sql, &[id.to_string().into()]).await?;
        rows.into_iter().next().map(ListingHead::from_row).transpose()
    }

    /// The listing at a public address.
    pub async fn find_head(
        &mut self,
        area: &AreaId,
        kind: Kind,
        slug: &Slug,
    ) -> Result<Option<ListingHead>, StorageError> {
        let sql = format!("{HEAD} WHERE l.area = $1 AND l.kind = $2 AND l.slug = $3");
        let params = [area.as_str().into(), kind.as_str().into(), slug.as_str().into()];
        let rows = self.query("listings", &sql, &params).await?;
        rows.into_iter().next().map(ListingHead::from_row).transpose()
    }

    /// Listings by name, at most `limit`, whether or not they were ever public.
    pub async fn list_heads(&mut self, filter: &ListingFilter, limit: i64) -> Result<Vec<ListingHead>, StorageError> {
        let list = |ids: Vec<String>| format!(",{},", ids.join(","));
        let areas = list(filter.areas.iter().map(ToString::to_string).collect());
        let owners = list(filter.owners.iter().map(ToString::to_string).collect());
        // The database narrows by words that cannot mean anything else to it; what is left is compared here.
        let wanted = filter.name.to_lowercase();
        let plain = wanted.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
        let sql = format!(
            "{HEAD} WHERE ($1 = ',,' OR $1 LIKE '%,' || l.area || ',%')
             AND ($2 = ',,' OR $2 LIKE '%,' || l.id || ',%' OR $2 LIKE '%,' || coalesce(l.organisation, '?') || ',%')
             AND ($3 = '' OR lower(coalesce(r.content, d.content, '')) LIKE '%' || $3 || '%')
             AND ($4 = '' OR l.kind = $4) AND ($5 = '' OR l.state = $5)
             ORDER BY l.slug, l.id LIMIT $6"
        );
        let params = [
            areas.into(),
            owners.into(),
            if plain { wanted.as_str() } else { "" }.into(),
            filter.kind.map_or("", Kind::as_str).into(),
            filter.state.map_or("", ListingState::as_str).into(),
            if wanted.is_empty() { limit } else { i64::MAX }.into(),
        ];
        let rows = self.query("listings", &sql, &params).await?;
        let heads = rows.into_iter().map(ListingHead::from_row).collect::<Result<Vec<_>, _>>()?;
        Ok(heads.into_iter().filter(|head| head.name.to_lowercase().contains(&wanted)).take(limit as usize).collect())
    }

    /// Every listing as it was at the end of a moment, with the state it had then. What is suspended now is left out: it was
    /// taken away for a reason that holds for its past too, until that is looked into.
    pub async fn list_listings_as_at(&mut self, at: Timestamp) -> Result<Vec<StoredListing>, StorageError> {
        let sql = "SELECT l.id, l.kind, l.area, h.slug, h.organisation, h.state, l.source, l.source_id,
            h.missing_since, h.checked_on, h.checked_by, h.review_by, r.content, r.published_at
            FROM listing_history h
            JOIN (SELECT listing, max(id) AS id FROM listing_history WHERE at <= $1 GROUP BY listing) n ON n.id = h.id
            JOIN listings l ON l.id = h.listing AND l.state <> 'suspended'
            JOIN revisions r ON r.listing = l.id AND r.published_at <= $1
                AND (r.superseded_at IS NULL OR r.superseded_at > $1)
            ORDER BY l.id";
        let rows = self.query("listings", sql, &[moment(at).into()]).await?;
        rows.into_iter().map(StoredListing::from_row).collect()
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
        self.point_to(listing, id, now).await?;
        let add = "INSERT INTO revisions (id, listing, number, author, content, state, created_at, published_at)
                   VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE listing = $2), $3, $4,
                   'published', $5, $5)";
        let params = [id.to_string().into(), listing.to_string().into(), author.into(), content.into(), at.into()];
        self.execute(add, &params).await?;
        Ok(id)
    }

    /// Make a revision the live one and end the one before it.
    pub(crate) async fn point_to(
        &mut self,
        listing: ListingId,
        revision: RevisionId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        // First, because it locks the listing: two who publish at once take turns, and the second numbers after the first.
        let point = "UPDATE listings SET live_revision = $2 WHERE id = $1";
        if self.execute(point, &[listing.to_string().into(), revision.to_string().into()]).await? != 1 {
            return Err(StorageError::inconsistent("listings", format!("no listing {listing}")));
        }
        let end = "UPDATE revisions SET superseded_at = $2
                   WHERE listing = $1 AND published_at IS NOT NULL AND superseded_at IS NULL";
        self.execute(end, &[listing.to_string().into(), moment(now).into()]).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
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
        self.remember(listing, now).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// What the source of a listing said last; `None` when that was never kept.
    pub async fn source_content(&mut self, listing: ListingId) -> Result<Option<String>, StorageError> {
        let sql = "SELECT source_content FROM listings WHERE id = $1";
        let rows = self.query("listings", sql, &[listing.to_string().into()]).await?;
        rows.into_iter().next().map_or(Ok(None), |mut row| row.optional_text(0))
    }

    /// Keep what the source of a listing says now.
    pub async fn put_source_content(&mut self, listing: ListingId, content: &str) -> Result<(), StorageError> {
        let sql = "UPDATE listings SET source_content = $2 WHERE id = $1";
        self.execute(sql, &[listing.to_string().into(), content.into()]).await?;
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
        self.remember(listing, now).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// Show a listing, hide it or take it down, with what its address says and why. Its revisions stay.
    pub async fn set_state(
        &mut self,
        listing: ListingId,
        state: ListingState,
        notice: Option<&str>,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE listings SET state = $2, notice = $3, reason = $4 WHERE id = $1";
        self.execute(sql, &[listing.to_string().into(), state.as_str().into(), notice.into(), reason.into()]).await?;
        self.remember(listing, now).await?;
        self.record_change(Subject::Listing, Some(listing), now);
        Ok(())
    }

    /// Listings that were public and are not shown, with what their addresses say.
    pub async fn list_gone(&mut self) -> Result<Vec<ListingHead>, StorageError> {
        let sql = format!("{HEAD} WHERE l.state IN ('withdrawn', 'suspended', 'archived')");
        self.query("listings", &sql, &[]).await?.into_iter().map(ListingHead::from_row).collect()
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

    /// Give a listing another address. False when another listing of its kind has it.
    pub async fn move_listing(&mut self, id: ListingId, to: &Slug) -> Result<bool, StorageError> {
        let sql = "UPDATE listings SET slug = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM listings other
                   WHERE other.slug = $2 AND other.kind = listings.kind AND other.area = listings.area)";
        Ok(self.execute(sql, &[id.to_string().into(), to.as_str().into()]).await? == 1)
    }

    async fn has_slug(&mut self, area: &AreaId, kind: Kind, slug: &Slug) -> Result<bool, StorageError> {
        let sql = "SELECT count(*) FROM listings WHERE area = $1 AND kind = $2 AND slug = $3";
        let params = [area.as_str().into(), kind.as_str().into(), slug.as_str().into()];
        Ok(self.query("listings", sql, &params).await?[0].int(0)? > 0)
    }
}
