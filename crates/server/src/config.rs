//! Configuration: a TOML file, then `LOCAL_OFFER_*` variables, then the command line; the later wins.

use crate::cli::{ConfigArgs, ServeArgs};
use anyhow::Context;
use serde::Deserialize;

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
        if let Some(listen) = &serve.listen {
            config.listen.clone_from(listen);
        }
        if let Ok(tiles) = std::env::var("LOCAL_OFFER_MAP_TILES") {
            config.map.tiles = Some(tiles).filter(|tiles| !tiles.is_empty());
        }
        if let Ok(attribution) = std::env::var("LOCAL_OFFER_MAP_ATTRIBUTION") {
            config.map.attribution = attribution;
        }
        Ok(config)
    }
}
