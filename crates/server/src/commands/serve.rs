use super::upkeep;
use super::{now, open, report, start_where_none, unnamed_area};
use crate::config::Config;
use crate::listen::listen;
use anyhow::Context;
use local_offer_operations::mail::Transport;
use local_offer_operations::{Follower, Office, load_catalogue, put_area, seed_demo, seed_queue};
use local_offer_storage::Storage;
use local_offer_web::{MapTiles, Site, metrics, router, router_without_metrics};
use std::io::Write;
use std::time::Duration;

/// Prepare, print the addresses, serve until told to stop.
pub(crate) async fn serve(config: &Config, demo: bool) -> anyhow::Result<()> {
    // Bound first: a port in use is the likeliest trouble, and should not cost the wait for the rest.
    let listener = tokio::net::TcpListener::bind(&config.listen)
        .await
        .with_context(|| format!("cannot listen on {} (choose another with --listen)", config.listen))?;
    let port = listener.local_addr()?.port();
    let numbers = match &config.metrics.listen {
        Some(address) => {
            let bound = tokio::net::TcpListener::bind(address).await;
            Some(bound.with_context(|| format!("cannot listen on {address} for metrics.listen"))?)
        }
        None => None,
    };
    step("Opening the database");
    let storage = open(config).await?;
    seal(&storage).await?;
    let transport = config.transport()?;
    let keeps = matches!(transport, Transport::Keep);
    let office = Office { demo, ..config.office(storage.clone(), port)? };
    if demo {
        let seeded = seed_demo(&storage, now(), step).await?;
        if seeded.services > 0 {
            step(&format!(
                "Loaded {} services, {} settings and {} organisations",
                seeded.services, seeded.settings, seeded.organisations
            ));
        }
    }
    let areas = storage.read().await?.list_areas().await?;
    if demo && let Some(area) = areas.first() {
        seed_queue(&office, area).await?;
    }
    if areas.is_empty() {
        put_area(&storage, &unnamed_area()?, now()).await?;
    }
    let areas = storage.read().await?.list_areas().await?;
    for area in &areas {
        // A new authority does not begin with an empty page: it begins with what is the same in law everywhere.
        let added = if demo { 0 } else { start_where_none(&storage, &area.id).await? };
        if added > 0 {
            step(&format!("{}: {added} starter pages, to be looked at and filled in", area.title));
        }
    }
    step("Building the search");
    let (catalogue, follower) = load_catalogue(&storage).await?;
    let mut lines = vec![format!("Local Offer is ready ({}).", storage.describe())];
    for area in catalogue.areas() {
        let area = area.area();
        let host = area.hosts.first().map_or("localhost", String::as_str);
        lines.push(format!("  {:<28} http://{host}:{port}/", area.title));
    }
    lines.push("Press Ctrl+C to stop.".to_owned());
    let tiles =
        config.map.tiles.clone().map(|address| MapTiles { address, attribution: config.map.attribution.clone() });
    if demo {
        lines.push("Sign in as one of its people at /demo/people, and read its messages at /demo/outbox.".to_owned());
    } else if keeps {
        lines.push("No mail transport is configured: messages wait in the outbox (docs/configuration.md).".to_owned());
    }
    let site = Site::new(catalogue, office.clone(), tiles);
    tokio::spawn(storage.signal().clone().listen());
    tokio::spawn(upkeep::send_mail(office.clone(), transport));
    tokio::spawn(upkeep::regular_jobs(office, config.check_links));
    tokio::spawn(follow(follower, site.clone()));
    report(lines.join("\n"));
    std::io::stdout().flush()?;
    let Some(numbers) = numbers else {
        listen(listener, router(site), config.gateways(), stopped()).await;
        return Ok(());
    };
    let numbers = listen(numbers, metrics(site.clone()), config.gateways(), stopped());
    tokio::join!(numbers, listen(listener, router_without_metrics(site), config.gateways(), stopped()));
    Ok(())
}

/// Bring what must not be read in a copy of the database under the key of today: what stood there before there was one, and
/// what an older one has sealed.
async fn seal(storage: &Storage) -> anyhow::Result<()> {
    let mut all = 0;
    loop {
        let mut tx = storage.begin_upkeep().await?;
        let sealed = tx.seal_some().await?;
        tx.commit().await?;
        all += sealed;
        if sealed == 0 {
            break;
        }
    }
    if all > 0 {
        step(&format!("{all} secrets sealed under the key of today"));
        storage.compact().await?;
    }
    Ok(())
}

/// Bring the catalogue up to every change as it comes. What cannot be read now is tried again; pages keep answering.
async fn follow(mut follower: Follower, site: Site) {
    loop {
        follower.wait().await;
        match follower.catch_up(&site.catalogue()).await {
            Ok(Some(catalogue)) => site.replace(catalogue),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot follow the changes; trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Ctrl+C, or the service manager asking to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            return drop(interrupt.await);
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

fn step(text: &str) {
    eprintln!("  {text} …");
}
