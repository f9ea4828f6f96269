use std::path::{Path, PathBuf};

/// A file or folder of the real data that lie beside the project on some machines; `None`, said aloud, where they do not.
///
/// They are looked for in `LOCAL_OFFER_SHARED_DATA`, else in `../shared/data` beside the checkout.
pub fn shared_data(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let root = std::env::var_os("LOCAL_OFFER_SHARED_DATA").map_or(beside, PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        Some(found)
    } else {
        eprintln!("SKIPPED: {path} is not on this machine (looked in {})", root.display());
        None
    }
}
