//! Known weaknesses of what we depend on, by the database of RustSec.

use crate::run::root;
use anyhow::{Context, bail};
use rustsec::report::{Report, Settings};
use rustsec::{Database, Lockfile};
use std::path::{Path, PathBuf};

/// Where the database is: a folder, because nothing is fetched here.
const PLACE: &str = "LOCAL_OFFER_ADVISORIES";

/// The folder that the environment names.
pub(crate) fn place() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

/// As part of the lints: where there is no database, it is said that nobody looked.
pub(crate) fn advisories_if_there() -> anyhow::Result<()> {
    if let Some(folder) = place() {
        return advisories(&folder);
    }
    eprintln!("▸ SKIPPED: known weaknesses of dependencies, because {PLACE} names no copy of the RustSec database");
    Ok(())
}

/// Fail when a package of the lock file has a published weakness.
pub(crate) fn advisories(folder: &Path) -> anyhow::Result<()> {
    let lockfile = Lockfile::load(root().join("Cargo.lock")).context("Cargo.lock")?;
    let told = weaknesses(folder, &lockfile)?;
    if !told.is_empty() {
        bail!("known weaknesses:\n{}", told.join("\n"));
    }
    eprintln!("▸ no known weakness in {} packages", lockfile.packages.len());
    Ok(())
}

fn weaknesses(folder: &Path, lockfile: &Lockfile) -> anyhow::Result<Vec<String>> {
    let database = Database::open(folder).with_context(|| format!("{} is no RustSec database", folder.display()))?;
    if database.iter().next().is_none() {
        bail!("there is no advisory in {}", folder.display());
    }
    let report = Report::generate(&database, lockfile, &Settings::default());
    let told = report.vulnerabilities.list.into_iter().map(|found| {
        let (id, package) = (found.advisory.id, found.package);
        format!("{} {}: {id}, {}", package.name, package.version, found.advisory.title)
    });
    Ok(told.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database with one advisory about a package that we have, mended in a version.
    fn database(patched: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let package = folder.path().join("crates/zip");
        std::fs::create_dir_all(&package).expect("a folder");
        let advisory = format!(
            "```toml\n[advisory]\nid = \"RUSTSEC-2026-9999\"\npackage = \"zip\"\ndate = \"2026-11-01\"\n\n\
             [versions]\npatched = [\"{patched}\"]\n```\n\n# Unpacks too much\n\nMade up for this test.\n"
        );
        std::fs::write(package.join("RUSTSEC-2026-9999.md"), advisory).expect("a file");
        folder
    }

    #[test]
    fn a_known_weakness_is_told_and_a_mended_one_is_not() {
        let lockfile = Lockfile::load(root().join("Cargo.lock")).expect("a lock file");
        let told = weaknesses(database(">= 999.0.0").path(), &lockfile).expect("a database");
        assert!(told.len() == 1 && told[0].contains("RUSTSEC-2026-9999, Unpacks too much"), "{told:?}");
        assert!(weaknesses(database(">= 0.0.1").path(), &lockfile).expect("a database").is_empty());
        let empty = tempfile::tempdir().expect("a folder");
        assert!(weaknesses(empty.path(), &lockfile).is_err(), "an empty folder is no clean bill");
    }
}
