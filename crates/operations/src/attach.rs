use crate::files::Prepared;
use crate::{Office, OperationError, audit};
use local_offer_domain::directory::{FileKind, ListingFile};
use local_offer_domain::revision::Author;
use local_offer_domain::values::{FileId, ListingId};
use local_offer_storage::StoredFile;

/// Most files of one listing.
pub const MOST_FILES: usize = 12;

/// Keep a file for a listing. It is shown when a revision that names it is published; the caller adds it to the draft.
pub async fn attach_file(
    office: &Office,
    author: Author,
    listing: ListingId,
    file: &Prepared,
    kind: FileKind,
    label: &str,
) -> Result<ListingFile, OperationError> {
    let label = label.trim();
    if label.is_empty() {
        let wanted = if kind == FileKind::Picture {
            "Say what is to be seen in the picture, for people who cannot see it"
        } else {
            "Say what it is called"
        };
        return Err(OperationError::Refused(wanted.to_owned()));
    }
    if label.chars().count() > 200 {
        return Err(OperationError::Refused("Use 200 characters or fewer".to_owned()));
    }
    if kind == FileKind::Picture && !file.media_type.starts_with("image/") {
        return Err(OperationError::Refused("A picture must be a JPEG, PNG or WebP".to_owned()));
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(listing).await?;
    // The bytes first: a row without bytes would be a broken link, bytes without a row are only a little space.
    office.files.keep(file)?;
    let id = FileId::new();
    let size = file.bytes.len();
    let stored = StoredFile {
        id,
        listing,
        hash: file.hash.clone(),
        name: label.to_owned(),
        media_type: file.media_type.to_owned(),
        size: size as i64,
    };
    tx.add_file(&stored, now).await?;
    tx.record_audit(audit(author, "attach-file", listing, Some(&head.area), file.media_type, now));
    tx.commit().await?;
    Ok(ListingFile {
        id,
        hash: stored.hash,
        kind,
        label: stored.name,
        media_type: stored.media_type,
        size: size as u64,
    })
}
