//! From storage to catalogue: load once, then follow the change log.

use crate::OperationError;
use crate::listings::redacted;
use jiff::Timestamp;
use local_offer_catalogue::{
    Catalogue, Gazetteer, Gone, GoneAddress, LinkCheck, ListingChange, TermChange, Vocabulary, WhichVocabulary, WhyGone,
};
use local_offer_domain::law::coverage::CoverageRecord;
use local_offer_domain::values::{AreaId, ListingId};
use local_offer_domain::{Area, Content, Published};
use local_offer_storage::{
    ListingHead, ListingState, Redaction, Storage, StorageError, StoredListing, Subject, Transaction,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// With more changed listings than this it is quicker to load everything again than one at a time.
const ONE_BY_ONE: usize = 200;

/// Follows the change log of a storage and brings a catalogue up to it.
pub struct Follower {
    storage: Storage,
    seen: i64,
}

/// Build the catalogue of everything that is published now, and a follower for what comes after.
pub async fn load_catalogue(storage: &Storage) -> Result<(Catalogue, Follower), OperationError> {
    let mut tx = storage.read().await?;
    let seen = tx.latest_change().await?;
    let empty = Catalogue::new(Arc::new(vocabulary(&mut tx).await?), Arc::new(gazetteer(&mut tx).await?));
    let (areas, entries, gone) = everything(&mut tx).await?;
    let (records, links) = written_down(&mut tx, Timestamp::MAX).await?;
    // Everything is read: nobody should wait for a connection while the index is built.
    drop(tx);
    let catalogue = heavy(|| empty.with_everything(areas, entries, gone));
    let catalogue = catalogue.with_records(records, links);
    Ok((catalogue, Follower { storage: storage.clone(), seen }))
}

/// The catalogue as it was at the end of a moment, read by the vocabulary and gazetteer of today.
///
/// Only the listings of one area are in it: whoever looks at a past day looks at one Local Offer. A listing that is suspended
/// now is not in it, and an organisation of today stands for none of that time.
pub async fn load_catalogue_as_at(
    storage: &Storage,
    today: &Catalogue,
    area: &AreaId,
    at: Timestamp,
) -> Result<Catalogue, OperationError> {
    let mut tx = storage.read().await?;
    let areas = tx.list_areas().await?;
    let day = crate::england(at);
    let mut past = tx.list_listings_as_at(at).await?;
    past.retain(|listing| listing.area == *area);
    // What any later revision keeps back was to be kept back then, whatever was said; and so is what it takes out.
    let mut later: HashMap<ListingId, Vec<Content>> = HashMap::new();
    let mut unreadable = HashSet::new();
    for revision in tx.list_public_after(at).await? {
        match Content::parse(revision.kind, &revision.content) {
            Ok(content) => later.entry(revision.listing).or_default().push(content),
            // Nobody can say what it keeps back, so none of the listing's past is shown.
            Err(_) => drop(unreadable.insert(revision.listing)),
        }
    }
    let mut redactions: HashMap<ListingId, Vec<Redaction>> = HashMap::new();
    for redaction in tx.list_redactions(at).await? {
        redactions.entry(redaction.listing).or_default().push(redaction);
    }
    let kept = past.into_iter().filter(|listing| !unreadable.contains(&listing.id)).filter_map(|mut listing| {
        let mut then = Content::parse(listing.kind, &listing.content).ok()?;
        let since = later.get(&listing.id).map_or(&[][..], Vec::as_slice);
        then.keep_back_in_the_past(since);
        let then = redacted(then, since.last(), redactions.get(&listing.id).into_iter().flatten())?;
        listing.content = then.to_json();
        // A check that came later is none of that day's.
        listing.assurance = listing.assurance.filter(|check| check.checked_on <= day);
        published(listing)
    });
    let entries = kept.collect();
    let empty = Catalogue::new(today.vocabulary().clone(), today.gazetteer().clone());
    let (records, _) = written_down(&mut tx, at).await?;
    drop(tx);
    Ok(heavy(|| empty.with_everything(areas, entries, Vec::new())).with_records(records, HashMap::new()))
}

/// The last moment up to this one at which anything changed that a past day shows. Every moment from it on shows the same.
pub async fn last_change_by(storage: &Storage, at: Timestamp) -> Result<Option<Timestamp>, OperationError> {
    Ok(storage.read().await?.last_change_by(at).await?)
}

impl Follower {
    /// The catalogue with all changes since the last call; `None` when there are none.
    ///
    /// What must not be shown any more is taken away first, in a catalogue of its own that costs nothing to make: the next
    /// call builds what is new.
    pub async fn catch_up(&mut self, catalogue: &Catalogue) -> Result<Option<Catalogue>, OperationError> {
        // Asking for the newest number is one row; most of the time that is all there is to do.
        let mut tx = self.storage.read().await?;
        if tx.latest_change().await? == self.seen {
            return Ok(None);
        }
        let changes = tx.list_changes(self.seen, i64::MAX).await?;
        let Some(newest) = changes.iter().map(|change| change.sequence).max() else { return Ok(None) };
        let mut listings: Vec<ListingId> = changes.iter().filter_map(|change| change.listing).collect();
        listings.sort_unstable();
        listings.dedup();
        let one_by_one = listings.len() <= ONE_BY_ONE;
        let mut changed = Vec::new();
        for id in listings.into_iter().filter(|_| one_by_one) {
            let gone = tx.lookup_head(id).await?.and_then(gone);
            let published = tx.lookup_listing(id).await?.and_then(published);
            changed.push(ListingChange { id, published, gone });
        }
        // What is not to be shown goes first, even when so much has changed that everything is loaded again.
        let removed = if one_by_one { Vec::new() } else { removals(&mut tx).await? };
        for gone in [&changed, &removed] {
            if catalogue.shows_any(gone) {
                return Ok(Some(catalogue.without(gone)));
            }
        }
        let mut next = catalogue.clone();
        let about =
            |subject| changes.iter().any(|change| change.subject == subject || change.subject == Subject::Everything);
        if about(Subject::Geography) {
            next = next.with_gazetteer(Arc::new(gazetteer(&mut tx).await?));
        }
        if about(Subject::Vocabulary) {
            next = next.with_vocabulary(Arc::new(vocabulary(&mut tx).await?));
        }
        if about(Subject::Coverage) {
            let (records, links) = written_down(&mut tx, Timestamp::MAX).await?;
            next = next.with_records(records, links);
        }
        let only_listings = changes.iter().all(|change| matches!(change.subject, Subject::Listing | Subject::Coverage));
        if only_listings && one_by_one {
            drop(tx);
            next = heavy(|| next.with_changes(changed));
        } else {
            let (areas, entries, gone) = everything(&mut tx).await?;
            drop(tx);
            next = heavy(|| next.with_everything(areas, entries, gone));
        }
        self.seen = newest;
        Ok(Some(next))
    }

    /// Wait until there may be something to catch up with.
    pub async fn wait(&self) {
        let _called = self.storage.signal().wait().await;
    }
}

/// Building an index takes a good part of a second for a large directory. Pages must go on being answered meanwhile, so the
/// other tasks of this thread are moved elsewhere first.
fn heavy<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    let movable = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if movable { tokio::task::block_in_place(work) } else { work() }
}

type Everything = (Vec<Area>, Vec<Published>, Vec<GoneAddress>);

async fn everything(tx: &mut Transaction) -> Result<Everything, StorageError> {
    let entries = tx.list_listings().await?.into_iter().filter_map(published).collect();
    let gone = tx.list_gone().await?.into_iter().filter_map(gone).collect();
    Ok((tx.list_areas().await?, entries, gone))
}

/// What staff had written down about the law at a moment, and what came back from addresses.
async fn written_down(
    tx: &mut Transaction,
    at: Timestamp,
) -> Result<(Vec<CoverageRecord>, HashMap<String, LinkCheck>), StorageError> {
    let links = tx.list_links().await?.into_iter().map(|link| {
        let check =
            LinkCheck { checked_on: crate::england(link.checked_at), works: link.failures == 0, result: link.result };
        (link.url, check)
    });
    let links = links.collect();
    Ok((tx.list_coverage_records(at).await?, links))
}

/// Everything that was public and must not be shown, as changes.
async fn removals(tx: &mut Transaction) -> Result<Vec<ListingChange>, StorageError> {
    let heads = tx.list_gone().await?.into_iter();
    Ok(heads.map(|head| ListingChange { id: head.id, published: None, gone: gone(head) }).collect())
}

/// What the address of a listing says that was public and is not shown.
fn gone(head: ListingHead) -> Option<GoneAddress> {
    // What was discarded before it was ever public has no address that anybody could know.
    head.live_revision?;
    let why = match head.state {
        ListingState::Withdrawn => WhyGone::Withdrawn,
        ListingState::Suspended => WhyGone::Suspended,
        ListingState::Archived => WhyGone::Archived,
        ListingState::Live | ListingState::Hidden | ListingState::Proposed => return None,
    };
    let gone = Gone { why, notice: head.notice };
    Some(GoneAddress { area: head.area, kind: head.kind, slug: head.slug, gone })
}

/// What of a listing is public. One that cannot be read (changed by hand, or by a newer version on another node) is left
/// out and named in the log: it must not keep every other listing, and every suspension, from being followed.
fn published(listing: StoredListing) -> Option<Published> {
    let id = listing.id;
    listing.publish().unwrap_or_else(|error| {
        tracing::error!(%id, %error, "a listing cannot be read and is left out");
        None
    })
}

async fn gazetteer(tx: &mut Transaction) -> Result<Gazetteer, StorageError> {
    let blocks = tx.list_postcode_blocks().await?;
    let districts = tx.list_districts().await?;
    let authorities = tx.list_authorities().await?;
    Ok(Gazetteer::built_in().with_imported(blocks, districts, authorities))
}

/// The gazetteer of this deployment: what is built in, with the postcodes, districts and authorities that were imported.
pub async fn load_gazetteer(storage: &Storage) -> Result<Gazetteer, OperationError> {
    Ok(gazetteer(&mut storage.read().await?).await?)
}

/// The vocabulary of this deployment: the built-in terms with what was added, renamed, merged and retired here.
pub async fn load_vocabulary(storage: &Storage) -> Result<Vocabulary, OperationError> {
    Ok(vocabulary(&mut storage.read().await?).await?)
}

async fn vocabulary(tx: &mut Transaction) -> Result<Vocabulary, StorageError> {
    let stored = tx.list_terms().await?;
    let changes: Vec<TermChange> = stored
        .into_iter()
        .filter_map(|stored| {
            let which = WhichVocabulary::parse(&stored.vocabulary)?;
            Some(TermChange { which, term: stored.term, merged_into: stored.merged_into, retired: stored.retired })
        })
        .collect();
    Ok(Vocabulary::with_changes(&changes))
}
