use super::{open, report};
use crate::cli::Account;
use crate::config::Config;
use anyhow::{Context, bail};
use local_offer_domain::accounts::Role;
use local_offer_domain::values::EmailAddress;
use local_offer_operations::accounts::add_account;

pub(crate) async fn account(config: &Config, what: Account) -> anyhow::Result<()> {
    let Account::Add { email, role, area } = what;
    let storage = open(config).await?;
    let areas = storage.read().await?.list_areas().await?;
    let area = match &area {
        Some(id) => {
            areas.iter().find(|known| known.id.as_str() == id).with_context(|| format!("there is no area {id}"))?
        }
        None => areas.first().context("there is no area yet; add one with: local-offer area add FILE")?,
    };
    let Some(role) = Role::parse(&role) else {
        let known: Vec<&str> = Role::ALL.into_iter().filter(|role| !role.is_of_provider()).map(Role::as_str).collect();
        bail!("{role:?} is not a role; it must be one of {}", known.join(", "));
    };
    let email = EmailAddress::parse(&email).with_context(|| format!("{email:?} is not an email address"))?;
    let office = config.office(storage, config.port())?;
    let added = add_account(&office, area, &email, role).await?;
    report(format!("{email} is invited as {} of {}.", role.words().to_lowercase(), area.title));
    report("A message waits in the outbox. The link, if you want to hand it over yourself:");
    report(added.link);
    Ok(())
}
