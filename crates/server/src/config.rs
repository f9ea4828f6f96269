//! Configuration: a TOML file, then `LOCAL_OFFER_*` variables, then the command line; the later wins.

use crate::cli::{ConfigArgs, ServeArgs};
use anyhow::{Context, bail};
use local_offer_operations::mail::{Encryption, Notify, Smtp, Transport, sender};
use local_offer_operations::{FileStore, Links, Office, Scanner};
use local_offer_storage::{Storage, Vault};
use local_offer_web::Gateways;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that can be configured.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The database.
    pub(crate) database: String,
    /// Address and port to listen on.
    pub(crate) listen: String,
    /// Maps on service pages: off without a tile address.
    pub(crate) map: MapConfig,
    /// The folder in which pictures and papers of listings are kept.
    pub(crate) files: PathBuf,
    /// A command that looks at each upload before it is kept; empty for none.
    pub(crate) scan_files: String,
    /// How pages are reached from outside, for links in messages.
    pub(crate) public: PublicConfig,
    /// Where the numbers for Prometheus are, when they are not among the pages.
    pub(crate) metrics: MetricsConfig,
    /// Keys that are not in the database.
    pub(crate) secrets: SecretsConfig,
    /// How messages are sent.
    pub(crate) mail: MailConfig,
    /// Whether links of listings are looked at, a few each hour.
    pub(crate) check_links: bool,
}

/// How pages are reached from outside. The host is that of the area.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PublicConfig {
    /// `https` behind a gateway that has a certificate; `http` otherwise.
    pub(crate) scheme: Option<String>,
    /// The port, when it is not the usual one of the scheme. Without a scheme, the port listened on.
    pub(crate) port: Option<u16>,
    /// Addresses of the gateways that ask for others, which alone are believed when they say for whom. Without the setting:
    /// this machine where the scheme is `https`, else nobody.
    pub(crate) gateways: Option<Vec<IpAddr>>,
}

/// Where `/metrics` is.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    /// An address and port of its own. Without, it is among the pages, and a gateway has to keep it inside.
    pub(crate) listen: Option<String>,
}

/// Under what the secrets of authenticator apps and the texts of messages are kept.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SecretsConfig {
    /// The key that seals and opens, from `local-offer new-key`. Better in the environment than in a file.
    pub(crate) key: SecretString,
    /// Keys that only open: what was sealed under them is sealed anew when the server starts.
    pub(crate) old_keys: Vec<SecretString>,
}

/// How messages are sent: by a mail server, by GOV.UK Notify, or not at all.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// `smtp`, `notify`, or `none`.
    pub(crate) transport: String,
    /// The address messages come from.
    pub(crate) from: String,
    /// The mail server.
    pub(crate) smtp_host: String,
    /// Its port.
    pub(crate) smtp_port: Option<u16>,
    /// `tls`, `starttls` (as usual) or `none`, for a server on the same machine.
    pub(crate) smtp_encryption: String,
    /// User, where it asks for one.
    pub(crate) smtp_user: String,
    /// Password. Better in the environment than in a file.
    pub(crate) smtp_password: SecretString,
    /// Where Notify is.
    pub(crate) notify_address: String,
    /// Its API key. Better in the environment than in a file.
    pub(crate) notify_key: SecretString,
    /// The template with `((subject))` and `((body))`.
    pub(crate) notify_template: String,
}

/// Maps are an enhancement. Without a tile address no page ever calls another host.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MapConfig {
    /// Address of map tiles, such as `https://tiles.example.org/{z}/{x}/{y}.png`.
    pub(crate) tiles: Option<String>,
    /// Who made the map, as its licence asks.
    pub(crate) attribution: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: "sqlite://data/local-offer.db".to_owned(),
            listen: "127.0.0.1:3000".to_owned(),
            map: MapConfig::default(),
            files: PathBuf::from("data/files"),
            scan_files: String::new(),
            public: PublicConfig::default(),
            metrics: MetricsConfig::default(),
            secrets: SecretsConfig::default(),
            mail: MailConfig::default(),
            check_links: false,
        }
    }
}

impl Config {
    /// Read the file, if one is named, and put the command line over it. Clap has read the environment already.
    pub(crate) fn read(args: &ConfigArgs, serve: &ServeArgs) -> anyhow::Result<Self> {
        let mut config: Self = match &args.config {
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
                toml::from_str(&text).with_context(|| format!("{} is not a configuration", path.display()))?
            }
            None => Self::default(),
        };
        if let Some(database) = &args.database {
            config.database.clone_from(database);
        }
        // Every command makes links, so every command has to know where the server listens.
        if let Some(listen) = serve.listen.clone().or_else(|| std::env::var("LOCAL_OFFER_LISTEN").ok()) {
            config.listen = listen;
        }
        if let Ok(tiles) = std::env::var("LOCAL_OFFER_MAP_TILES") {
            config.map.tiles = Some(tiles).filter(|tiles| !tiles.is_empty());
        }
        if let Ok(attribution) = std::env::var("LOCAL_OFFER_MAP_ATTRIBUTION") {
            config.map.attribution = attribution;
        }
        let text = |name: &str, field: &mut String| {
            if let Ok(value) = std::env::var(name) {
                *field = value;
            }
        };
        let secret = |name: &str, field: &mut SecretString| {
            if let Ok(value) = std::env::var(name) {
                *field = value.into();
            }
        };
        secret("LOCAL_OFFER_SECRETS_KEY", &mut config.secrets.key);
        if let Ok(keys) = std::env::var("LOCAL_OFFER_SECRETS_OLD_KEYS") {
            config.secrets.old_keys = keys.split(',').map(|key| key.trim().into()).collect();
        }
        text("LOCAL_OFFER_SCAN_FILES", &mut config.scan_files);
        text("LOCAL_OFFER_MAIL_TRANSPORT", &mut config.mail.transport);
        text("LOCAL_OFFER_MAIL_FROM", &mut config.mail.from);
        text("LOCAL_OFFER_SMTP_HOST", &mut config.mail.smtp_host);
        text("LOCAL_OFFER_SMTP_ENCRYPTION", &mut config.mail.smtp_encryption);
        text("LOCAL_OFFER_SMTP_USER", &mut config.mail.smtp_user);
        secret("LOCAL_OFFER_SMTP_PASSWORD", &mut config.mail.smtp_password);
        text("LOCAL_OFFER_NOTIFY_ADDRESS", &mut config.mail.notify_address);
        secret("LOCAL_OFFER_NOTIFY_KEY", &mut config.mail.notify_key);
        text("LOCAL_OFFER_NOTIFY_TEMPLATE", &mut config.mail.notify_template);
        if let Ok(port) = std::env::var("LOCAL_OFFER_SMTP_PORT") {
            config.mail.smtp_port = Some(port.parse().context("LOCAL_OFFER_SMTP_PORT is not a port")?);
        }
        if let Ok(scheme) = std::env::var("LOCAL_OFFER_PUBLIC_SCHEME") {
            config.public.scheme = Some(scheme);
        }
        if let Ok(port) = std::env::var("LOCAL_OFFER_PUBLIC_PORT") {
            config.public.port = Some(port.parse().context("LOCAL_OFFER_PUBLIC_PORT is not a port")?);
        }
        if let Ok(gateways) = std::env::var("LOCAL_OFFER_PUBLIC_GATEWAYS") {
            let addresses = gateways.split(',').map(str::trim).filter(|address| !address.is_empty()).map(str::parse);
            let addresses = addresses.collect::<Result<_, _>>();
            config.public.gateways =
                Some(addresses.context("LOCAL_OFFER_PUBLIC_GATEWAYS must be addresses with commas between them")?);
        }
        if let Ok(listen) = std::env::var("LOCAL_OFFER_METRICS_LISTEN") {
            config.metrics.listen = Some(listen).filter(|listen| !listen.is_empty());
        }
        if let Ok(files) = std::env::var("LOCAL_OFFER_FILES") {
            config.files = files.into();
        }
        if let Ok(check) = std::env::var("LOCAL_OFFER_CHECK_LINKS") {
            config.check_links = ["1", "true", "yes"].contains(&check.as_str());
        }
        Ok(config)
    }

    /// The port that is listened on.
    pub(crate) fn port(&self) -> u16 {
        self.listen.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(3000)
    }

    /// What every operation needs. `port` is the one that is listened on, for links.
    pub(crate) fn office(&self, storage: Storage, port: u16) -> anyhow::Result<Office> {
        let files = FileStore::new(&self.files).scanned_by(Scanner::new(&self.scan_files));
        Ok(Office { storage, files: Arc::new(files), now: crate::commands::now, links: self.links(port)?, demo: false })
    }

    /// How pages are reached from outside, when this port is listened on.
    pub(crate) fn links(&self, port: u16) -> anyhow::Result<Links> {
        match self.public.scheme.as_deref() {
            None => Ok(Links { scheme: "http".to_owned(), port: Some(self.public.port.unwrap_or(port)) }),
            Some(scheme @ ("http" | "https")) => Ok(Links { scheme: scheme.to_owned(), port: self.public.port }),
            Some(scheme) => bail!("the public scheme is {scheme:?}; it must be http or https"),
        }
    }

    /// The keys of what must not be read in a copy of the database.
    pub(crate) fn vault(&self) -> anyhow::Result<Vault> {
        let keys = std::iter::once(&self.secrets.key).chain(&self.secrets.old_keys);
        Vault::new(keys.map(SecretString::expose_secret).filter(|key| !key.is_empty()))
            .context("secrets.key or secrets.old_keys")
    }

    /// Whom to believe about the other end of a connection.
    pub(crate) fn gateways(&self) -> Gateways {
        let here = || vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let is_https = self.public.scheme.as_deref() == Some("https");
        Gateways::new(self.public.gateways.clone().unwrap_or_else(|| if is_https { here() } else { Vec::new() }))
    }

    /// How messages leave. In the demo they never do, unless a transport is named.
    pub(crate) fn transport(&self) -> anyhow::Result<Transport> {
        let mail = &self.mail;
        match mail.transport.as_str() {
            "" | "none" => Ok(Transport::Keep),
            "smtp" => {
                if mail.smtp_host.is_empty() || mail.from.is_empty() {
                    bail!("mail by SMTP needs mail.smtp_host and mail.from");
                }
                sender(&mail.from).map_err(anyhow::Error::msg).context("mail.from")?;
                let encryption = match mail.smtp_encryption.as_str() {
                    "" | "starttls" => Encryption::StartTls,
                    "tls" => Encryption::Tls,
                    "none" => Encryption::None,
                    other => bail!("mail.smtp_encryption is {other:?}; it must be tls, starttls or none"),
                };
                if encryption == Encryption::None && !is_here(&mail.smtp_host) {
                    bail!(
                        "mail.smtp_encryption may be none only for a server on this machine, not for {}",
                        mail.smtp_host
                    );
                }
                let usual = if encryption == Encryption::Tls { 465 } else { 587 };
                let user = Some(mail.smtp_user.clone()).filter(|user| !user.is_empty());
                Ok(Transport::Smtp(Smtp {
                    host: mail.smtp_host.clone(),
                    port: mail.smtp_port.unwrap_or(usual),
                    encryption,
                    credentials: user.map(|user| (user, mail.smtp_password.clone())),
                    from: mail.from.clone(),
                }))
            }
            "notify" => {
                if mail.notify_address.is_empty() || mail.notify_template.is_empty() {
                    bail!("mail by Notify needs mail.notify_address and mail.notify_template");
                }
                let host = mail.notify_address.strip_prefix("http://");
                if host.is_some_and(|rest| !is_here(rest.split(['/', ':']).next().unwrap_or_default())) {
                    bail!("mail.notify_address must begin with https://: the key goes with every message");
                }
                let notify = Notify::new(
                    &mail.notify_address,
                    mail.notify_key.expose_secret(),
                    &mail.notify_template,
                    crate::commands::now,
                );
                Ok(Transport::Notify(notify.context("mail.notify_key")?))
            }
            other => bail!("mail.transport is {other:?}; it must be smtp, notify or none"),
        }
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
