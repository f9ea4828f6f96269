use super::{now, open, report, unnamed_area};
use crate::cli::Import as Command;
use crate::config::Config;
use crate::progress::Progress;
use anyhow::{Context, bail};
use local_offer_domain::values::AreaId;
use local_offer_operations::import::Import;
use local_offer_operations::load_vocabulary;

pub(crate) async fn import(config: &Config, what: Command) -> anyhow::Result<()> {
    let (Command::Oruk(args)
    | Command::Csv(args)
    | Command::Schools(args)
    | Command::Postcodes(args)
    | Command::Authorities(args)) = &what;
    let storage = open(config).await?;
    let mut areas = storage.read().await?.list_areas().await?;
    let new_area = if areas.is_empty() { Some(unnamed_area()?) } else { None };
    areas.extend(new_area.clone());
    let area = match &args.area {
        None => areas[0].id.clone(),
        Some(wanted) => {
            let found = areas.iter().find(|area| area.id == AreaId::from(wanted.as_str()));
            let Some(found) = found else {
                let known: Vec<&str> = areas.iter().map(|area| area.id.as_str()).collect();
                bail!("there is no area {wanted:?}; the areas are: {}", known.join(", "));
            };
            found.id.clone()
        }
    };
    let vocabulary = load_vocabulary(&storage).await?;
    let progress = Progress::new();
    let import = Import {
        storage: &storage,
        vocabulary: &vocabulary,
        area,
        new_area,
        source: args.source.clone(),
        dry_run: args.dry_run,
        now: now(),
        progress: &|doing, done, total| progress.tell(doing, done, total),
    };
    let outcome = match &what {
        Command::Oruk(args) => import.oruk(&args.path).await,
        Command::Csv(args) => import.csv(&args.path).await,
        Command::Schools(args) => import.schools(&args.path).await,
        Command::Postcodes(args) => import.postcodes(&args.path).await,
        Command::Authorities(args) => import.authorities(&args.path).await,
    };
    progress.finish();
    let outcome = outcome?;
    if let Some(path) = &args.report {
        std::fs::write(path, outcome.to_csv()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    report(outcome);
    Ok(())
}
