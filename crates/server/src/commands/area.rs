use super::{now, open, report, start_where_none};
use crate::cli::Area;
use crate::config::Config;
use anyhow::Context;
use local_offer_operations::{load_gazetteer, put_area};

pub(crate) async fn area(config: &Config, what: Area) -> anyhow::Result<()> {
    let storage = open(config).await?;
    match what {
        Area::Add { file } => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let area: local_offer_domain::Area =
                toml::from_str(&text).with_context(|| format!("{} is not an area", file.display()))?;
            let known = load_gazetteer(&storage).await?;
            let unknown: Vec<&str> =
                area.districts.iter().filter(|code| known.district_name(code).is_none()).map(String::as_str).collect();
            let changed = put_area(&storage, &area, now()).await?;
            report(if changed {
                format!("{} is in the database.", area.title)
            } else {
                "Nothing has changed.".to_owned()
            });
            // Beside a running server too: a new Local Offer does not begin with an empty page.
            let added = start_where_none(&storage, &area.id).await?;
            if added > 0 {
                report(format!(
                    "{added} starter pages were added, to be looked at and filled in at /manage/guides/gaps."
                ));
            }
            if !unknown.is_empty() {
                report(format!(
                    "No district is known here under {}: look at the code again, or local-offer import authorities PATH.",
                    unknown.join(", ")
                ));
            }
        }
        Area::List => {
            let areas = storage.read().await?.list_areas().await?;
            for area in areas {
                report(format!("{:<16} {} ({})", area.id.as_str(), area.title, area.hosts.join(", ")));
            }
        }
    }
    Ok(())
}
