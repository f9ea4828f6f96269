//! Running other programs where they belong.

use anyhow::{Context, bail};
use std::path::PathBuf;
use std::process::Command;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Run a program and wait for it; fail when it fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    eprintln!("▸ {command:?}");
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}

/// Run cargo in the workspace.
pub(crate) fn cargo(args: &[&str]) -> anyhow::Result<()> {
    run(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).args(args).current_dir(root()))
}

/// Run npm in the folder of the browser tests, which try the program that was built beside this one, wherever that is.
pub(crate) fn npm(args: &[&str]) -> anyhow::Result<()> {
    let program = std::env::current_exe()?.with_file_name("local-offer");
    run(Command::new("npm").args(args).env("LOCAL_OFFER_PROGRAM", program).current_dir(root().join("e2e")))
}
