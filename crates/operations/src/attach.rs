//! Adding a file to a listing: counted, kept, and written into the draft, all or nothing; and clearing up what nobody names.

use crate::files::Prepared;
use crate::limits::{Limited, Who, pass};
use crate::{Office, OperationError};
use jiff::ToSpan;
use local_offer_domain::Content;
use local_offer_domain::directory::{FileKind, ListingFile};
use local_offer_domain::values::{AccountId, FileId, ListingId};
use local_offer_storage::{ListingHead, StoredFile, Transaction};

/// Most files of one listing.
pub const MOST_FILES: usize = 12;

/// Most files that are added to one listing within [`KEPT_FOR`], those that were taken away again among them.
const MOST_ADDED: i64 = 30;

/// Most bytes that are added to one listing within [`KEPT_FOR`].
const MOST_BYTES_ADDED: i64 = 100 * 1024 * 1024;

/// How long a file stays that nothing names: a draft may be open in another window.
const KEPT_FOR: i64 = 7 * 24;

/// A file that somebody adds.
#[derive(Debug)]
pub struct NewFile<'a> {
    /// The file, looked at.
    pub prepared: &'a Prepared,
    /// What it is for.
    pub kind: FileKind,
    /// What it is called, or what is to be seen in it.
    pub label: &'a str,
}

impl NewFile<'_> {
    fn check(&self) -> Result<(), OperationError> {
        let refused = |text: &str| Err(OperationError::Refused(text.to_owned()));
        if self.label.trim().is_empty() {
            return refused(if self.kind == FileKind::Picture {
                "Say what is to be seen in the picture, for people who cannot see it"
            } else {
                "Say what it is called"
            });
        }
        if self.label.trim().chars().count() > 200 {
            return refused("Use 200 characters or fewer");
        }
        if self.kind == FileKind::Picture && !self.prepared.media_type.starts_with("image/") {
            return refused("A picture must be a JPEG, PNG or WebP");
        }
        Ok(())
    }
}

/// Count an upload, before anything is done with it: to look at a file is dear, and whoever hangs up meanwhile has had it done.
pub async fn count_upload(
    office: &Office,
    network: &str,
    account: Option<AccountId>,
    listing: ListingId,
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin_upkeep().await?;
    let who = Who { network: Some(network), account, listing: Some(listing), mailbox: None };
    pass(&mut tx, office, Limited::Upload, who).await?;
    tx.commit().await?;
    Ok(())
}

/// Keep a file for a listing, and name it in what the listing will say. The listing must be locked; the caller writes the
/// draft and the audit event in the same transaction. It is shown when a revision that names it is published.
pub(crate) async fn attach(
    tx: &mut Transaction,
    office: &Office,
    head: &ListingHead,
    content: &mut Content,
    file: &NewFile<'_>,
) -> Result<(), OperationError> {
    file.check()?;
    let files = content.files_mut().ok_or_else(|| OperationError::Refused("Files cannot be added here".to_owned()))?;
    if files.len() >= MOST_FILES {
        return Err(OperationError::Refused(format!("There are {MOST_FILES} files already. Take one away first")));
    }
    let (now, size) = (office.now(), file.prepared.bytes.len());
    let (number, bytes) = tx.count_files_added(head.id, now - KEPT_FOR.hours()).await?;
    if number >= MOST_ADDED || bytes + size as i64 > MOST_BYTES_ADDED {
        return Err(OperationError::Refused(
            "Very many files were added here this week. Add more next week, or ask us".to_owned(),
        ));
    }
    // The bytes first: a row without bytes would be a broken link, bytes without a row are only a little space.
    office.files.keep(file.prepared, now)?;
    let stored = StoredFile {
        id: FileId::new(),
        listing: head.id,
        hash: file.prepared.hash.clone(),
        name: file.label.trim().to_owned(),
        media_type: file.prepared.media_type.to_owned(),
        size: size as i64,
    };
    tx.add_file(&stored, now).await?;
    files.push(ListingFile {
        id: stored.id,
        hash: stored.hash,
        kind: file.kind,
        label: stored.name,
        media_type: stored.media_type,
        size: size as u64,
    });
    Ok(())
}

/// Forget the files that no revision names, past or to come, once they are a week old, with their bytes: what was taken away
/// before it was published, and what was refused. Returns how many were forgotten.
pub async fn sweep_files(office: &Office) -> Result<usize, OperationError> {
    let before = office.now() - KEPT_FOR.hours();
    let mut tx = office.storage.begin_upkeep().await?;
    let forgotten = tx.forget_unnamed_files(before).await?;
    // The bytes first: if the program ends in between, the rows are there still and the next round does it again. Only what
    // this database has known goes, so that another one that is given the same folder by mistake takes nothing away.
    let swept = office.files.sweep(&forgotten, before)?;
    tx.commit().await?;
    if swept > 0 {
        tracing::info!(swept, "files that nothing names were forgotten");
    }
    Ok(swept)
}
