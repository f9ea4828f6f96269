//! What a reviewer should not have to say.

use crate::run::{self, root};
use anyhow::bail;
use std::collections::BTreeSet;
use std::path::Path;

/// Formatting, clippy, documentation, dependencies and the project's own rules.
pub(crate) fn lint() -> anyhow::Result<()> {
    run::cargo(&["fmt", "--all", "--check"])?;
    run::cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    document()?;
    dependencies()?;
    unused_dependencies()?;
    crate::advisories::advisories_if_there()?;
    audiences_keep_apart()
}

fn document() -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.args(["doc", "--workspace", "--no-deps", "--locked", "--document-private-items"]);
    run::run(command.env("RUSTDOCFLAGS", "-D warnings").current_dir(root()))
}

/// Licences that may stand in what an authority runs.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "0BSD",
    "CC0-1.0",
    "MPL-2.0",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "MIT-0",
    "bzip2-1.0.6",
];

/// Every package we depend on has a licence we allow and comes from the registry.
fn dependencies() -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let (name, version) = (package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"));
        let licence = package["license"].as_str().unwrap_or_default();
        if !allowed(licence) {
            wrong.push(format!("{name} {version}: the licence {licence:?} is not on the list"));
        }
        match package["source"].as_str() {
            None => {}
            Some(source) if source.starts_with("registry+") => {}
            Some(source) => wrong.push(format!("{name} {version} comes from {source}")),
        }
    }
    if !wrong.is_empty() {
        bail!("dependencies:\n{}", wrong.join("\n"));
    }
    Ok(())
}

/// Whether an SPDX expression leaves a choice that is allowed: every part of an AND, and one of an OR, inside out.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    if let (Some(open), true) = (expression.rfind('('), expression.contains(')')) {
        let Some(length) = expression[open..].find(')') else { return false };
        let inner = if allowed(&expression[open + 1..open + length]) { LICENCES[0] } else { "refused" };
        return allowed(&format!("{}{inner}{}", &expression[..open], &expression[open + length + 1..]));
    }
    expression.split(" OR ").any(|alternative| {
        alternative.split(" AND ").all(|part| {
            let part = part.trim();
            LICENCES.contains(&part.strip_suffix(" WITH LLVM-exception").unwrap_or(part))
        })
    })
}

/// A crate lists no dependency that its sources never name.
fn unused_dependencies() -> anyhow::Result<()> {
    let mut unused = Vec::new();
    for entry in std::fs::read_dir(root().join("crates"))? {
        let folder = entry?.path();
        let manifest: toml::Table = std::fs::read_to_string(folder.join("Cargo.toml"))?.parse()?;
        let mut sources = String::new();
        read_sources(&folder, &mut sources)?;
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let listed = manifest.get(section).and_then(toml::Value::as_table);
            for name in listed.into_iter().flat_map(toml::Table::keys) {
                if !sources.contains(&name.replace('-', "_")) {
                    unused.push(format!("{}: {name}", folder.display()));
                }
            }
        }
    }
    if !unused.is_empty() {
        bail!("dependencies that no source names:\n{}", unused.join("\n"));
    }
    Ok(())
}

fn read_sources(folder: &Path, sources: &mut String) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_sources(&path, sources)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push_str(&std::fs::read_to_string(path)?);
        }
    }
    Ok(())
}

/// `find`, `provide`, `manage` and `api` never import each other, in no layer.
fn audiences_keep_apart() -> anyhow::Result<()> {
    let audiences: BTreeSet<&str> = ["find", "provide", "manage", "api"].into();
    let mut crossings = Vec::new();
    for audience in &audiences {
        let folder = root().join("crates/web/src").join(audience);
        if !folder.is_dir() {
            continue;
        }
        let mut sources = String::new();
        read_sources(&folder, &mut sources)?;
        for other in audiences.iter().filter(|other| *other != audience) {
            if sources.contains(&format!("crate::{other}::")) {
                crossings.push(format!("{audience} imports {other}"));
            }
        }
    }
    if !crossings.is_empty() {
        bail!("audiences keep apart:\n{}", crossings.join("\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn a_licence_is_allowed_when_a_choice_is() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "MIT/Apache-2.0",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "MIT AND GPL-3.0"] {
            assert!(!allowed(bad), "{bad}");
        }
    }
}
