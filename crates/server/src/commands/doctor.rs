use super::{open, report};
use crate::config::Config;
use local_offer_domain::listing::Kind;
use local_offer_operations::mail::Transport;
use local_offer_operations::{FileStore, LEAST_FREE, Scanner};

/// What an officer of a small team needs to know when something looks wrong. `false` when something is configured so that it
/// cannot work.
pub(crate) async fn doctor(config: &Config) -> anyhow::Result<bool> {
    let mut sound = true;
    let storage = open(config).await?;
    report(format!("Database      {}", storage.describe()));
    if let Some(path) = storage.open_to_others() {
        report(format!(
            "  advice      others on this machine can read it, and it holds what signs people in: chmod 600 {}",
            path.display()
        ));
    }
    let unsealed = storage.read().await?.count_unsealed().await?;
    if !storage.has_key() {
        report(
            "  advice      secrets of authenticator apps and texts of messages stand in the database and its backups as they are: \
             local-offer new-key, and LOCAL_OFFER_SECRETS_KEY",
        );
    } else if unsealed > 0 {
        report(format!(
            "  advice      {unsealed} secrets are not under secrets.key yet: they are when the server starts, and until then \
             secrets.old_keys are needed"
        ));
    }
    if config.public.scheme.as_deref() != Some("https") {
        report(
            "  advice      without public.scheme = \"https\" passwords travel in clear: only for a machine of one's own",
        );
    }
    sound &= told("Listens on   ", &config.listen, address(&config.listen));
    if let Some(listen) = &config.metrics.listen {
        sound &= told("Metrics on   ", listen, address(listen));
    }
    let scheme = config.links(config.port()).map(drop).map_err(|error| format!("{error:#}"));
    sound &= told("Reached by   ", config.public.scheme.as_deref().unwrap_or("http"), scheme);
    report(format!("Map tiles     {}", config.map.tiles.as_deref().unwrap_or("off")));
    // What is configured wrongly is said here, before every message fails.
    match config.transport() {
        Ok(Transport::Keep) => report("Mail          not sent: messages wait in the outbox (docs/configuration.md)"),
        Ok(Transport::Smtp(smtp)) => report(format!("Mail          by {}, from {}", smtp.host, smtp.from)),
        Ok(Transport::Notify(notify)) => report(format!("Mail          by Notify at {}", notify.address)),
        Err(error) => {
            report(format!("Mail          WRONG: {error:#}"));
            sound = false;
        }
    }
    let free = FileStore::new(&config.files).free_space();
    report(match free {
        Some(free) => format!("Files         {}: {} MB free", config.files.display(), free / (1024 * 1024)),
        None => format!("Files         {}", config.files.display()),
    });
    match Scanner::new(&config.scan_files) {
        None => report("  advice      no scanner looks at uploads: scan_files (docs/configuration.md)"),
        Some(scanner) => sound &= told("Scanner      ", &config.scan_files, scanner.try_out()),
    }
    if free.is_some_and(|free| free < LEAST_FREE) {
        report("  advice      nearly full, so no file is taken: make room");
    }
    let mut tx = storage.read().await?;
    let postcodes: usize = tx.list_postcode_blocks().await?.iter().map(|(_, block)| block.len()).sum();
    let authorities = tx.list_authorities().await?.len();
    for area in tx.list_areas().await? {
        let mut counts = Vec::new();
        for (kind, name) in [
            (Kind::Service, "services"),
            (Kind::Setting, "settings"),
            (Kind::Organisation, "organisations"),
            (Kind::Guide, "pages"),
        ] {
            counts.push(format!("{} {name}", tx.count_live_listings(&area.id, kind).await?));
        }
        report(format!("Area          {}: {}", area.id, counts.join(", ")));
        if area.districts.is_empty() {
            report(format!("  advice      {} has no districts, so no postcode can be told to be in it", area.id));
        }
        if !area.contact.is_reachable() {
            report(format!("  advice      {} has no contact, so families have nobody to ask", area.id));
        }
    }
    report(format!("Postcodes     {postcodes}"));
    if postcodes == 0 {
        report("  advice      distances are to the middle of an outward code: local-offer import postcodes PATH");
    }
    report(format!("Authorities   {authorities}"));
    if authorities == 0 {
        report("  advice      families elsewhere are not told where to go: local-offer import authorities PATH");
    }
    Ok(sound)
}

/// Say how something is configured, and whether it can work.
fn told(name: &str, value: &str, outcome: Result<(), String>) -> bool {
    match outcome {
        Ok(()) => {
            report(format!("{name} {value}"));
            true
        }
        Err(problem) => {
            report(format!("{name} WRONG: {value}: {problem}"));
            false
        }
    }
}

/// Whether something can be listened on.
fn address(listen: &str) -> Result<(), String> {
    use std::net::ToSocketAddrs;
    listen.to_socket_addrs().map(drop).map_err(|_| "it must be an address and a port, like 127.0.0.1:3000".to_owned())
}
