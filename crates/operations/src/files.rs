//! Pictures, posters, leaflets and forms: looked at by their content, re-encoded, kept outside everything that is served.

use crate::pdf::harmless_pdf;
use crate::scan::Scanner;
use crate::{Noticed, OperationError, secret};
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use jiff::Timestamp;
use local_offer_storage::make_private;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

/// Largest file that is taken, in bytes. A phone's photograph fits.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// Longest side of a picture that is kept, in pixels: enough for a wide screen, small enough for a slow line.
const LONGEST_SIDE: u32 = 1_600;

/// Widest and tallest picture that is read at all: a small file can unpack to more memory than there is.
const READABLE_SIDE: u32 = 12_000;

/// Most pixels of a picture that is read: what a good telephone takes.
const MOST_PIXELS: u64 = 50_000_000;

/// Space that uploads leave free, in bytes: the database is often on the same disk.
pub const LEAST_FREE: u64 = 500 * 1024 * 1024;

fn wrong(error: std::io::Error) -> OperationError {
    OperationError::Unreadable { path: "the folder for files".to_owned(), reason: error.to_string() }
}

/// Where the bytes are: a folder, each file under its hash.
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
    scanner: Option<Scanner>,
}

/// A file as it will be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The bytes, re-encoded when it is a picture.
    pub bytes: Vec<u8>,
    /// What it is, found by its content.
    pub media_type: &'static str,
    /// SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
}

impl FileStore {
    /// A store in this folder. It is made when the first file is kept.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), scanner: None }
    }

    /// The same, with a program that looks at each file before it is kept.
    #[must_use]
    pub fn scanned_by(self, scanner: Option<Scanner>) -> Self {
        Self { scanner, ..self }
    }

    /// Look at an upload: by the scanner, where there is one, and by its content. Call it where that may block.
    pub fn prepare(&self, bytes: &[u8]) -> Result<Prepared, OperationError> {
        if let Some(scanner) = &self.scanner {
            check_size(bytes)?;
            scanner.look(bytes)?;
        }
        prepare_file(bytes)
    }

    /// Keep the bytes, whole or not at all. Keeping them again changes nothing.
    pub fn keep(&self, file: &Prepared, now: Timestamp) -> Result<(), OperationError> {
        let path = self.path(&file.hash).ok_or(OperationError::NotThere)?;
        if let Ok(there) = std::fs::File::options().append(true).open(&path) {
            // It is wanted again, so it is as good as new: what is old and not named is swept.
            return there.set_modified(now.into()).map_err(wrong);
        }
        let folder = path.parent().ok_or(OperationError::NotThere)?;
        if self.free_space().is_some_and(|free| free < LEAST_FREE) {
            Noticed::DiskFull.note(None, None, "the disk for files is nearly full: uploads are refused");
            return Err(OperationError::Refused(
                "We have no room for files at the moment. What you wrote is kept; try again tomorrow".to_owned(),
            ));
        }
        make_private(folder).map_err(wrong)?;
        // Under a name of its own first: whoever reads meanwhile finds all of it or nothing.
        let unfinished = folder.join(format!("{}.part", secret::reference('F')));
        let written = std::fs::File::create(&unfinished).and_then(|mut out| {
            out.write_all(&file.bytes)?;
            out.set_modified(now.into())?;
            out.sync_all()
        });
        written.and_then(|()| std::fs::rename(&unfinished, &path)).map_err(wrong)
    }

    /// The bytes of this hash, if they are there.
    pub fn read(&self, hash: &str) -> Option<Vec<u8>> {
        std::fs::read(self.path(hash)?).ok()
    }

    /// Remove the bytes of these hashes that are older than this: what somebody adds meanwhile is a new file, or is made new.
    /// Returns how many went.
    pub fn sweep(&self, hashes: &BTreeSet<String>, before: Timestamp) -> Result<usize, OperationError> {
        let before = std::time::SystemTime::from(before);
        let mut swept = 0;
        for path in hashes.iter().filter_map(|hash| self.path(hash)) {
            let old = path.metadata().and_then(|data| data.modified()).is_ok_and(|modified| modified < before);
            if old {
                std::fs::remove_file(&path).map_err(wrong)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// How many bytes are free where files are kept. `None` where the system does not say.
    pub fn free_space(&self) -> Option<u64> {
        let there = self.folder.ancestors().find(|folder| folder.exists() && !folder.as_os_str().is_empty());
        let disk = rustix::fs::statvfs(there.unwrap_or(Path::new("."))).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// A hash is only letters and digits, so that no path can be made of it.
    fn path(&self, hash: &str) -> Option<PathBuf> {
        let sound = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        sound.then(|| self.folder.join(&hash[..2]).join(hash))
    }
}

/// Look at an upload: what it is by its content, whatever its name says, and made safe to show.
///
/// A picture is decoded and encoded again, so that nothing of what was hidden in the file stays: where it was taken, who
/// took it, or a script. Takes a moment of computing: call it where that may block.
pub(crate) fn prepare_file(bytes: &[u8]) -> Result<Prepared, OperationError> {
    check_size(bytes)?;
    let (bytes, media_type) =
        if bytes.starts_with(b"%PDF-") { (harmless_pdf(bytes)?, "application/pdf") } else { picture(bytes)? };
    let hash = secret::hex(&Sha256::digest(&bytes));
    Ok(Prepared { bytes, media_type, hash })
}

fn check_size(bytes: &[u8]) -> Result<(), OperationError> {
    let refused = |text: &str| Err(OperationError::Refused(text.to_owned()));
    match bytes.len() {
        0 => refused("The file is empty"),
        size if size > LARGEST_FILE => refused("The file must be smaller than 10 MB"),
        _ => Ok(()),
    }
}

fn picture(bytes: &[u8]) -> Result<(Vec<u8>, &'static str), OperationError> {
    let refused = |text: &str| OperationError::Refused(text.to_owned());
    let wanted = "The file must be a picture (JPEG, PNG or WebP) or a PDF";
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| refused(wanted))?;
    let format = reader.format().ok_or_else(|| refused(wanted))?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(refused(wanted));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(READABLE_SIDE);
    limits.max_image_height = Some(READABLE_SIDE);
    limits.max_alloc = Some(256 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| refused("This picture cannot be read, or it is too large"))?;
    let (width, height) = image::ImageDecoder::dimensions(&decoder);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(refused("This picture is too large. Make it smaller and try again"));
    }
    // A phone writes how it was held beside the picture; that goes when the picture is encoded again, so it is done first.
    let orientation = image::ImageDecoder::orientation(&mut decoder).ok();
    let mut picture =
        DynamicImage::from_decoder(decoder).map_err(|_| refused("This picture cannot be read, or it is too large"))?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    if picture.width() > LONGEST_SIDE || picture.height() > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    let mut out = Cursor::new(Vec::new());
    let (encoded, media_type) = if format == ImageFormat::Jpeg || !picture.color().has_alpha() {
        (picture.into_rgb8().write_to(&mut out, ImageFormat::Jpeg), "image/jpeg")
    } else {
        (picture.write_to(&mut out, ImageFormat::Png), "image/png")
    };
    encoded.map_err(|_| refused("This picture cannot be kept"))?;
    Ok((out.into_inner(), media_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_picture_is_encoded_again_and_made_small_enough() {
        let mut hidden = png(2_400, 1_200);
        hidden.extend(b"<script>alert(1)</script>");
        let kept = prepare_file(&hidden).unwrap();
        assert_eq!(kept.media_type, "image/jpeg");
        assert!(!kept.bytes.windows(8).any(|window| window == b"<script>"));
        let read = image::load_from_memory(&kept.bytes).unwrap();
        assert_eq!((read.width(), read.height()), (1_600, 800));
    }

    #[test]
    fn what_a_file_is_does_not_depend_on_its_name() {
        let plain = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
        assert_eq!(prepare_file(plain).unwrap().media_type, "application/pdf");
        for hostile in [
            b"".as_slice(),
            b"<svg onload=alert(1)>",
            b"GIF89a",
            b"MZ\x90\x00",
            b"PK\x03\x04",
            b"%PDF-1.4 cut off",
            b"%PDF-1.4\n/JavaScript (app.alert(1))\n%%EOF",
            b"%PDF-1.4\n/Launch /F (cmd.exe)\n%%EOF",
            b"\x89PNG\r\n\x1a\nnot really",
            b"<html><script>alert(1)</script></html>",
        ] {
            assert!(prepare_file(hostile).is_err(), "{:?}", String::from_utf8_lossy(hostile));
        }
        assert!(prepare_file(&vec![0; LARGEST_FILE + 1]).is_err());
    }

    #[test]
    fn what_was_forgotten_goes_once_it_is_old_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path());
        let (kept, gone) = (prepare_file(&png(4, 4)).unwrap(), prepare_file(&png(5, 5)).unwrap());
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        store.keep(&kept, now).unwrap();
        store.keep(&gone, now).unwrap();
        let forgotten = BTreeSet::from([gone.hash.clone(), "../../notes".to_owned()]);
        assert_eq!(store.sweep(&forgotten, now).unwrap(), 0, "what is new stays: a draft may name it soon");
        let later = now + jiff::ToSpan::hours(1);
        assert_eq!(store.sweep(&forgotten, later).unwrap(), 1);
        assert!(store.read(&kept.hash).is_some() && store.read(&gone.hash).is_none());
        assert_eq!(store.sweep(&forgotten, later).unwrap(), 0, "again, after the program has ended in between");
        assert!(store.free_space().is_some_and(|free| free > 0));
    }

    #[test]
    fn a_file_is_kept_under_its_hash_and_nothing_else_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path());
        let file = prepare_file(&png(4, 4)).unwrap();
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        store.keep(&file, now).unwrap();
        store.keep(&file, now).unwrap();
        assert_eq!(store.read(&file.hash), Some(file.bytes));
        for hostile in ["../../etc/passwd", "", "..", &"g".repeat(64), &"/".repeat(64)] {
            assert_eq!(store.read(hostile), None, "{hostile}");
        }
    }
}
