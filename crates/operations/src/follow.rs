//! From storage to catalogue: load once, then follow the change log.

use crate::OperationError;
use local_offer_catalogue::{Catalogue, Gazetteer, Vocabulary};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Area, Published};
use local_offer_storage::{Storage, StorageError, StoredListing, Subject, Transaction};
use std::sync::Arc;

/// With more changed listings than this it is quicker to load everything again than one at a time.
const ONE_BY_ONE: usize = 200;

/// Follows the change log of a storage and brings a catalogue up to it.
pub struct Follower {
    storage: Storage,
    seen: i64,
}

/// Build the catalogue of everything that is published now, and a follower for what comes after.
pub async fn load_catalogue(
    storage: &Storage,
    vocabulary: Arc<Vocabulary>,
) -> Result<(Catalogue, Follower), OperationError> {
    let mut tx = storage.read().await?;
    let seen = tx.latest_change().await?;
    let gazetteer = gazetteer(&mut tx).await?;
    let empty = Catalogue::new(vocabulary, Arc::new(gazetteer));
    let (areas, entries, gone) = everything(&mut tx).await?;
    let catalogue = heavy(|| empty.with_everything(areas, entries, gone));
    Ok((catalogue, Follower { storage: storage.clone(), seen }))
}

impl Follower {
    /// The catalogue with all changes since the last call; `None` when there are none.
    pub async fn catch_up(&mut self, catalogue: &Catalogue) -> Result<Option<Catalogue>, OperationError> {
        // Asking for the newest number is one row; most of the time that is all there is to do.
        let mut tx = self.storage.read().await?;
        if tx.latest_change().await? == self.seen {
            return Ok(None);
        }
        let changes = tx.list_changes(self.seen, i64::MAX).await?;
        let Some(newest) = changes.iter().map(|change| change.sequence).max() else { return Ok(None) };
        let mut next = catalogue.clone();
        if changes.iter().any(|change| matches!(change.subject, Subject::Geography | Subject::Everything)) {
            next = next.with_gazetteer(Arc::new(gazetteer(&mut tx).await?));
        }
        let mut listings: Vec<ListingId> = changes.iter().filter_map(|change| change.listing).collect();
        listings.sort_unstable();
        listings.dedup();
        let areas_changed = changes.iter().any(|change| change.subject != Subject::Listing);
        if areas_changed || listings.len() > ONE_BY_ONE {
            let (areas, entries, gone) = everything(&mut tx).await?;
            next = heavy(|| next.with_everything(areas, entries, gone));
        } else {
            let mut changed = Vec::with_capacity(listings.len());
            for id in listings {
                let listing = tx.lookup_listing(id).await?.and_then(published);
                changed.push((id, listing));
            }
            next = heavy(|| next.with_changes(changed));
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

type Everything = (Vec<Area>, Vec<Published>, Vec<(AreaId, Kind, Slug)>);

async fn everything(tx: &mut Transaction) -> Result<Everything, StorageError> {
    let entries = tx.list_listings().await?.into_iter().filter_map(published).collect();
    Ok((tx.list_areas().await?, entries, tx.list_withdrawn_addresses().await?))
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
