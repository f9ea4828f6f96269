//! From storage to catalogue: load once, then follow the change log.

use crate::OperationError;
use local_offer_catalogue::{Catalogue, Gazetteer, Vocabulary};
use local_offer_domain::Published;
use local_offer_domain::values::ListingId;
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
    let catalogue = empty.with_everything(tx.list_areas().await?, everything(&mut tx).await?);
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
            let (areas, entries) = (tx.list_areas().await?, everything(&mut tx).await?);
            next = heavy(|| next.with_everything(areas, entries));
        } else {
            let mut changed = Vec::with_capacity(listings.len());
            for id in listings {
                let listing = tx.lookup_listing(id).await?.map(StoredListing::publish).transpose()?;
                changed.push((id, listing.flatten()));
            }
            next = heavy(|| next.with_changes(changed));
        }
        self.seen = newest;
        Ok(Some(next))
    }

    /// Wait until there may be something to catch up with.
    pub async fn wait(&self) {
        self.storage.signal().wait().await;
    }
}

/// Building an index takes a good part of a second for a large directory. Pages must go on being answered meanwhile, so the
/// other tasks of this thread are moved elsewhere first.
fn heavy<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    let movable = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if movable { tokio::task::block_in_place(work) } else { work() }
}

async fn everything(tx: &mut Transaction) -> Result<Vec<Published>, StorageError> {
    let listings = tx.list_listings().await?;
    let published: Result<Vec<Option<Published>>, StorageError> =
        listings.into_iter().map(StoredListing::publish).collect();
    Ok(published?.into_iter().flatten().collect())
}

async fn gazetteer(tx: &mut Transaction) -> Result<Gazetteer, StorageError> {
    let blocks = tx.list_postcode_blocks().await?;
    let districts = tx.list_districts().await?;
    let authorities = tx.list_authorities().await?;
    Ok(Gazetteer::built_in().with_imported(blocks, districts, authorities))
}
