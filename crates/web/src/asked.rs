//! How much of what is dear each network has asked for, in memory: for reading, which writes nothing down.

use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Most networks that are counted at a time.
const MOST_NETWORKS: usize = 10_000;

/// So much in each stretch of time.
pub(crate) struct Asked {
    seconds: i64,
    most: usize,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    stretch: i64,
    by_network: HashMap<String, usize>,
}

impl Asked {
    /// At most so much in so many seconds.
    pub(crate) fn new(seconds: i64, most: usize) -> Self {
        Self { seconds, most, counts: Mutex::default() }
    }

    /// Count so much more. True when it is too much now.
    pub(crate) fn add(&self, network: &str, now: Timestamp, much: usize) -> bool {
        // Nobody has said where it comes from: then it comes from here.
        if network.is_empty() {
            return false;
        }
        let stretch = now.as_second() / self.seconds;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.stretch != stretch {
            *counts = Counts { stretch, by_network: HashMap::new() };
        }
        // Whoever has many networks must not free the greedy ones by asking from all of them.
        if counts.by_network.len() >= MOST_NETWORKS {
            let most = self.most;
            counts.by_network.retain(|_, total| *total > most);
        }
        let total = counts.by_network.entry(network.to_owned()).or_default();
        *total += much;
        *total > self.most
    }

    /// Whether it was too much already.
    pub(crate) fn is_over(&self, network: &str, now: Timestamp) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.stretch == now.as_second() / self.seconds
            && counts.by_network.get(network).is_some_and(|total| *total > self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_is_counted_by_itself_and_begins_anew() {
        let asked = Asked::new(60, 3);
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        assert!(!asked.add("192.0.2.1", now, 3));
        assert!(!asked.is_over("192.0.2.1", now));
        assert!(asked.add("192.0.2.1", now, 1));
        assert!(asked.is_over("192.0.2.1", now) && !asked.is_over("192.0.2.2", now));
        assert!(!asked.add("", now, 1_000), "nobody has said where it comes from");
        let later = now + jiff::ToSpan::seconds(61);
        assert!(!asked.is_over("192.0.2.1", later) && !asked.add("192.0.2.1", later, 1));
    }
}
