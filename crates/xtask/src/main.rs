//! Developer commands: `cargo xtask test`, `cargo xtask lint`, `cargo xtask bench`.

mod advisories;
mod bench;
mod install;
mod lint;
mod run;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Developer commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Every test: on both databases, and in a real browser. Installs what it lacks, or says how.
    Test,
    /// Formatting, clippy, documentation and dependencies.
    Lint,
    /// Known weaknesses of dependencies, by a copy of the RustSec database.
    Advisories {
        /// The folder that holds it.
        folder: std::path::PathBuf,
    },
    /// Measure in this process: building the search, searching, answering whole pages.
    Bench {
        /// How many synthetic services.
        #[arg(default_value_t = 5_000)]
        services: usize,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Test => test(),
        Command::Lint => lint::lint(),
        Command::Advisories { folder } => advisories::advisories(&folder),
        Command::Bench { services } => bench::bench(services),
    }
}

fn test() -> anyhow::Result<()> {
    install::everything_for_tests()?;
    // Cargo hides what a passing test says, so what is skipped is said here.
    let data =
        std::env::var_os("LOCAL_OFFER_SHARED_DATA").map_or_else(|| run::root().join("../shared/data"), Into::into);
    if data.is_dir() {
        eprintln!("▸ real data: {}", data.display());
    } else {
        eprintln!(
            "▸ SKIPPED: the stories with real data (tests called real_…), because {} is not there",
            data.display()
        );
    }
    run::cargo(&["test", "--workspace", "--locked"])?;
    run::cargo(&["build", "--locked", "--package", "local-offer"])?;
    run::npm(&["test"])
}
