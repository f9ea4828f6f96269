use super::{open, report};
use crate::config::Config;
use anyhow::Context;
use local_offer_operations::mail::{Bounced, record_bounce};
use std::io::Read;
use std::path::PathBuf;

/// Longest returned message that is read.
const LONGEST: u64 = 5_000_000;

/// Take a message that came back, from a file or from standard input.
pub(crate) async fn bounce(config: &Config, path: Option<PathBuf>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    match &path {
        Some(path) => {
            let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
            file.take(LONGEST).read_to_end(&mut bytes)?;
        }
        None => drop(std::io::stdin().take(LONGEST).read_to_end(&mut bytes)?),
    }
    let office = config.office(open(config).await?, config.port())?;
    match record_bounce(&office, &String::from_utf8_lossy(&bytes)).await? {
        Bounced::Ours(id) => report(format!("{id} came back. It is a task of its area now.")),
        Bounced::Unknown => report("This is about no message that we sent."),
    }
    Ok(())
}
