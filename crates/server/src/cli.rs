//! The command line.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// An open platform for the SEND Local Offer that every English local authority must publish.
///
/// Without a command it serves the two demo areas: the same as `local-offer demo`.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Where the configuration comes from. Each also has a name in the file and in the environment.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// A TOML file with the configuration.
    #[arg(long, global = true, env = "LOCAL_OFFER_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The database: <sqlite://path> or <postgres://user@host/name> [default: <sqlite://data/local-offer.db>]
    #[arg(long, global = true, env = "LOCAL_OFFER_DATABASE", value_name = "ADDRESS", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the areas that are in the database.
    Serve(ServeArgs),
    /// Serve with the demo areas loaded: Westmere and Northfell.
    Demo(ServeArgs),
    /// Bring in services, settings or postcodes from a file, a folder or a zip.
    #[command(subcommand)]
    Import(Import),
    /// Look after areas: one authority's Local Offer each.
    #[command(subcommand)]
    Area(Area),
    /// Look after accounts: the first person gets in this way.
    #[command(subcommand)]
    Account(Account),
    /// Take a message that came back, as a mail system hands it over: it becomes a task.
    Bounce {
        /// The returned message [default: standard input]
        path: Option<PathBuf>,
    },
    /// Check what is published: what the law asks, how pages read, where links lead. Ends with status 1 when something is wrong.
    #[command(subcommand)]
    Check(Check),
    /// Tell every running node to load everything again. Always safe.
    Reindex,
    /// Print a new key for `secrets.key`, under which what signs people in is kept (docs/configuration.md).
    NewKey,
    /// Say what is configured, what is in the database and what is missing. Ends with status 1 when something cannot work.
    Doctor,
}

#[derive(Debug, Args, Clone, Default)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "LOCAL_OFFER_LISTEN", value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Open Referral UK 3.0, HSDS 3.x and Open Referral 1.0: JSON, NDJSON or the tabular package.
    Oruk(ImportArgs),
    /// Services in a spreadsheet: the Outpost template or ours (docs/import.md).
    Csv(ImportArgs),
    /// Nurseries, schools and colleges with the columns of Get Information About Schools.
    Schools(ImportArgs),
    /// Postcodes: OS Code-Point Open or the ONS Postcode Directory.
    Postcodes(ImportArgs),
    /// Authorities responsible for SEND and their districts, so that a family can be sent to the right one.
    Authorities(ImportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A file, a folder or a zip.
    pub(crate) path: PathBuf,
    /// Compare and report, but write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The area to import into [default: the first]
    #[arg(long, value_name = "AREA")]
    pub(crate) area: Option<String>,
    /// The name of the source; identifiers are unique within it [default: the format]
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Also write every rejected, adjusted and missing record to this CSV file.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Check {
    /// Whether the Local Offer contains what the law asks, item by item. Status 1 when a "must" is not met.
    Coverage(CheckArgs),
    /// Whether pages are easy to read, misstate the law, explain their letters and lead somewhere.
    Content(CheckArgs),
    /// Whether links lead anywhere, by what was looked at last.
    Links {
        /// Look at the addresses now that were not looked at lately. It asks other servers, slowly.
        #[arg(long)]
        now: bool,
    },
}

#[derive(Debug, Args, Clone, Default)]
pub(crate) struct CheckArgs {
    /// The area [default: all]
    #[arg(long, value_name = "AREA")]
    pub(crate) area: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Invite somebody who will work on an area, or on all of them. They choose their own password.
    Add {
        /// Their email address.
        email: String,
        /// What they will be: deployment-administrator, area-administrator, moderator, area-editor, forum-reviewer, auditor.
        #[arg(long, value_name = "ROLE", default_value = "area-administrator")]
        role: String,
        /// The area [default: the first]
        #[arg(long, value_name = "AREA")]
        area: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Area {
    /// Add an area, or change it, from a TOML file like demo/westmere/area.toml.
    Add {
        /// The file.
        file: PathBuf,
    },
    /// List the areas; the first is served to unknown host names where the scheme is http.
    List,
}
