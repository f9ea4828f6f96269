//! What the tests need and a fresh machine lacks: Debian's PostgreSQL and Chromium, and packages from npm.

use crate::run;
use anyhow::bail;
use std::path::Path;
use std::process::{Command, Stdio};

/// Install what is missing, or say how.
pub(crate) fn everything_for_tests() -> anyhow::Result<()> {
    let mut missing = Vec::new();
    if !has_postgres() {
        missing.push("postgresql");
    }
    if !Path::new("/usr/bin/chromium").exists() {
        missing.push("chromium");
    }
    if !missing.is_empty() {
        debian(&missing)?;
    }
    if !runs("npm") {
        bail!("the tests need Node.js with npm: install it, for example with Debian's packages \"nodejs\" and \"npm\"");
    }
    run::npm(&["ci"])
}

fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}

fn runs(program: &str) -> bool {
    let version = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

fn debian(packages: &[&str]) -> anyhow::Result<()> {
    let names = packages.join(" ");
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if !runs("apt-get") || !is_root {
        bail!("the tests need {names}. On Debian: sudo apt-get update && sudo apt-get install {names}");
    }
    let quiet = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args).stdout(Stdio::null());
        command
    };
    run::run(&mut quiet(&["update", "-qq"]))?;
    let mut args = vec!["install", "-y", "-qq", "--no-install-recommends"];
    args.extend(packages);
    run::run(&mut quiet(&args))
}
