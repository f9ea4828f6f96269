//! One file a command.

mod account;
mod area;
mod bounce;
mod check;
mod doctor;
mod import;
mod serve;
mod upkeep;

use crate::cli::{Cli, Command, ServeArgs};
use crate::config::Config;
use anyhow::Context;
use jiff::Timestamp;
use local_offer_domain::revision::Author;
use local_offer_domain::values::AreaId;
use local_offer_domain::{Area, Kind};
use local_offer_operations::guides::start_guides;
use local_offer_operations::{UNNAMED_AREA, reindex};
use local_offer_storage::{Storage, Vault};
use std::io::Write;

pub(crate) async fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { config: args, command } = cli;
    let command = command.unwrap_or(Command::Demo(ServeArgs { listen: std::env::var("LOCAL_OFFER_LISTEN").ok() }));
    let serve = match &command {
        Command::Serve(serve) | Command::Demo(serve) => serve.clone(),
        _ => ServeArgs::default(),
    };
    let config = Config::read(&args, &serve)?;
    match command {
        Command::Serve(_) => serve::serve(&config, false).await,
        Command::Demo(_) => serve::serve(&config, true).await,
        Command::Import(what) => import::import(&config, what).await,
        Command::Area(what) => area::area(&config, what).await,
        Command::Account(what) => account::account(&config, what).await,
        Command::Check(what) => {
            // Status 1 says that something is wrong; status 2 would say that the question was.
            if !check::check(&config, what).await? {
                std::process::exit(1);
            }
            Ok(())
        }
        Command::Bounce { path } => bounce::bounce(&config, path).await,
        Command::NewKey => {
            report(Vault::new_key());
            Ok(())
        }
        Command::Doctor => {
            if !doctor::doctor(&config).await? {
                std::process::exit(1);
            }
            Ok(())
        }
        Command::Reindex => {
            reindex(&config.office(open(&config).await?, config.port())?).await?;
            report("Every running node loads everything again within a second.");
            Ok(())
        }
    }
}

/// The one place that reads the clock.
#[expect(clippy::disallowed_methods, reason = "time enters the program here and is passed on")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Tell the user the outcome. Whoever reads only the first lines (`| head`) has closed the pipe, which is no failure.
fn report(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

async fn open(config: &Config) -> anyhow::Result<Storage> {
    Storage::open(&config.database, config.vault()?).await.context("cannot open the database")
}

/// An area without a name of its own, for a database that has none yet, so that a first import has somewhere to go.
fn unnamed_area() -> anyhow::Result<Area> {
    let area: Area = toml::from_str(&format!(
        "id = \"{UNNAMED_AREA}\"\nname = \"our area\"\nauthority = \"The local authority\"\ntitle = \"Local Offer\"\n\
         strapline = \"Help for children and young people with special educational needs and disabilities.\"",
    ))?;
    Ok(area)
}

/// The starter pages, for an area that never had a page.
async fn start_where_none(storage: &Storage, area: &AreaId) -> anyhow::Result<usize> {
    let had = !storage.read().await?.list_listings_of_kind(area, Kind::Guide).await?.is_empty();
    Ok(if had { 0 } else { start_guides(storage, area, Author::System, now()).await? })
}
