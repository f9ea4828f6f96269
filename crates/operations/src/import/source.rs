//! Reading files, folders and zips within limits.

use super::text::decode;
use crate::OperationError;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file that is read. The ONS Postcode Directory is 1.4 GB; nothing else comes near.
pub(super) const LARGEST: u64 = 2_000_000_000;

/// The most that a folder or zip of services may hold: a thousand times what an authority has.
const LARGEST_TOGETHER: u64 = 500_000_000;

/// The most files of a folder or zip that are read.
const MOST_FILES: usize = 10_000;

/// A file that has been read.
pub(super) struct File {
    /// Its name without folders.
    pub(super) name: String,
    /// Its folder, without the part that all files share; to tell two `services.csv` apart.
    pub(super) folder: PathBuf,
    /// What it says.
    pub(super) bytes: Vec<u8>,
}

impl File {
    /// Its text, whatever its encoding.
    pub(super) fn text(&self) -> String {
        decode(&self.bytes)
    }

    /// Whether its name ends so, in any case.
    pub(super) fn has_ending(&self, ending: &str) -> bool {
        Path::new(&self.name).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
    }
}

/// Read a file, every file with one of these endings in a folder and the folders in it, or every such file in a zip.
pub(super) fn read(path: &Path, endings: &[&str]) -> Result<Vec<File>, OperationError> {
    let mut files = Vec::new();
    let mut total = 0;
    visit_within(path, endings, LARGEST_TOGETHER, &mut |file| {
        total += file.bytes.len() as u64;
        if total > LARGEST_TOGETHER || files.len() > MOST_FILES {
            return Err(unreadable(path, "there is more in it than 500 MB or 10,000 files"));
        }
        files.push(file);
        Ok(())
    })?;
    if files.is_empty() {
        return Err(unreadable(path, format!("there is no {} file in it", endings.join(" or "))));
    }
    Ok(files)
}

/// The same, one file at a time, so that the postcodes of a whole country are not all in memory as text.
pub(super) fn visit(
    path: &Path,
    endings: &[&str],
    each: &mut dyn FnMut(File) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    visit_within(path, endings, LARGEST, each)
}

/// The same; no file is read further than so many bytes, whatever a zip says of its length.
fn visit_within(
    path: &Path,
    endings: &[&str],
    most: u64,
    each: &mut dyn FnMut(File) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    if path.is_dir() {
        let mut paths = Vec::new();
        walk(path, &mut paths, 0).map_err(|error| unreadable(path, error))?;
        paths.sort();
        for found in paths {
            if has_one_of(&found.to_string_lossy(), endings) {
                let folder = found.parent().and_then(|parent| parent.strip_prefix(path).ok()).unwrap_or(Path::new(""));
                each(read_one(&found, folder)?)?;
            }
        }
        return Ok(());
    }
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
        return visit_zip(path, endings, most, each);
    }
    each(read_one(path, Path::new(""))?)
}

/// How deep folders are followed; a link in a circle ends here.
const DEEPEST: usize = 8;

fn walk(folder: &Path, found: &mut Vec<PathBuf>, depth: usize) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_symlink() {
            // It may lead anywhere.
            continue;
        }
        if path.is_dir() && depth < DEEPEST {
            walk(&path, found, depth + 1)?;
        } else if path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

fn read_one(path: &Path, folder: &Path) -> Result<File, OperationError> {
    let length = std::fs::metadata(path).map_err(|error| unreadable(path, error))?.len();
    if length > LARGEST {
        return Err(unreadable(path, "it is larger than 2 GB"));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, error))?;
    // A workbook is a zip of XML, or in its old form a file of parts; read as lines of text, it is rubbish or nothing.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let reason = "it is a workbook or another packed file, not text: open it, save each sheet as “CSV UTF-8”, and import that";
        return Err(unreadable(path, reason));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(File { name, folder: folder.to_owned(), bytes })
}

fn visit_zip(
    path: &Path,
    endings: &[&str],
    most: u64,
    each: &mut dyn FnMut(File) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, error))?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(|error| unreadable(path, error))?;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| unreadable(path, error))?;
        let inside = entry.name().map_err(|error| unreadable(path, error))?.into_owned();
        let (is_file, inside) = (entry.is_file(), PathBuf::from(inside));
        if !is_file || !has_one_of(&inside.to_string_lossy(), endings) {
            continue;
        }
        // The length that a zip declares may be a lie, so the reader is stopped as well.
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
        if bytes.len() as u64 > most {
            return Err(unreadable(path, format!("a file in it is larger than {} MB", most / 1_000_000)));
        }
        let name = inside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = inside.parent().map(Path::to_owned).unwrap_or_default();
        each(File { name, folder, bytes })?;
    }
    Ok(())
}

fn has_one_of(name: &str, endings: &[&str]) -> bool {
    Path::new(name).extension().is_some_and(|found| endings.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
}

pub(super) fn unreadable(path: &Path, reason: impl ToString) -> OperationError {
    OperationError::Unreadable { path: path.display().to_string(), reason: reason.to_string() }
}
