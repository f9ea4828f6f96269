use crate::files::FileStore;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use local_offer_domain::Area;
use local_offer_storage::Storage;
use std::sync::Arc;

/// What everything that writes needs: the truth, the files, the clock, and how pages are reached from outside. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The truth.
    pub storage: Storage,
    /// Pictures and papers of listings.
    pub files: Arc<FileStore>,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Addresses for messages.
    pub links: Links,
    /// Whether messages are kept for everybody to see and never sent, as in the demo.
    pub demo: bool,
}

impl Office {
    /// This moment.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The day it is in England.
    pub fn today(&self) -> Date {
        england(self.now())
    }
}

/// The day it is in England at a moment.
pub fn england(at: Timestamp) -> Date {
    at.to_zoned(london()).date()
}

/// The last moment of a day in England; `None` for a day beyond what can be counted.
pub fn end_of(day: Date) -> Option<Timestamp> {
    day.at(23, 59, 59, 999_000_000).to_zoned(london()).ok().map(|end| end.timestamp())
}

fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// "5 November 2026" (GOV.UK style guide).
pub fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// How pages are reached from outside, for links in messages. Never taken from a request: whoever asks for a new password
/// for somebody else could otherwise choose where the link leads.
#[derive(Debug, Clone)]
pub struct Links {
    /// `https` behind a gateway, `http` on one's own machine.
    pub scheme: String,
    /// The port, when it is not the usual one.
    pub port: Option<u16>,
}

impl Links {
    /// Whether pages are reached by https.
    pub fn is_secure(&self) -> bool {
        self.scheme == "https"
    }

    /// The address of a page of an area.
    pub fn to(&self, area: &Area, path: &str) -> String {
        let host = area.hosts.first().map_or("localhost", String::as_str);
        match self.port {
            Some(port) => format!("{}://{host}:{port}{path}", self.scheme),
            None => format!("{}://{host}{path}", self.scheme),
        }
    }
}
