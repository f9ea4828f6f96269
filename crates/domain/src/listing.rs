//! What every published thing has in common: identity, address, owner, where it came from and who last checked it.

use crate::values::{AreaId, ListingId, Slug};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The kinds of listing, each with its own content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something a family can use.
    Service,
    /// Who provides services.
    Organisation,
    /// A nursery, school or college.
    Setting,
    /// A page of guidance, news or an event.
    Guide,
}

impl Kind {
    /// The word used in the database, in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Organisation => "organisation",
            Self::Setting => "setting",
            Self::Guide => "guide",
        }
    }

    /// The path of the public page of a listing of this kind.
    pub fn path(self, slug: &Slug) -> String {
        let folder = match self {
            Self::Service => "services",
            Self::Organisation => "organisations",
            Self::Setting => "settings",
            Self::Guide => "guides",
        };
        format!("/{folder}/{slug}")
    }

    /// The kind of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Service, Self::Organisation, Self::Setting, Self::Guide].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A listing as the public may see it: its identity and the content of its live revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<Content> {
    /// Stable for ever.
    pub id: ListingId,
    /// The area that moderates it.
    pub area: AreaId,
    /// Its public address within the area.
    pub slug: Slug,
    /// The organisation that provides it, if known.
    pub organisation: Option<ListingId>,
    /// What the live revision says.
    pub content: Content,
    /// Who last confirmed it and when, if anybody did.
    pub assurance: Option<Assurance>,
    /// The day by which it should be confirmed again. Whether it is overdue is computed from today, never stored.
    pub review_by: Option<Date>,
    /// The feed or file it came from, if it was not written here.
    pub provenance: Option<Provenance>,
    /// When the live revision was published.
    pub published_at: Timestamp,
}

/// Who confirmed a listing, and on which day (Open Referral UK `assured_date`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurance {
    /// The day of the check.
    pub checked_on: Date,
    /// Who checked.
    pub checked_by: CheckedBy,
}

/// Who can confirm a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckedBy {
    /// The people who run it.
    #[default]
    Provider,
    /// The authority's Local Offer team.
    Authority,
    /// The parent carer forum.
    Forum,
    /// The source it is imported from.
    Source,
}

impl CheckedBy {
    /// The word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Authority => "authority",
            Self::Forum => "forum",
            Self::Source => "source",
        }
    }

    /// The checker of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Provider, Self::Authority, Self::Forum, Self::Source].into_iter().find(|by| by.as_str() == word)
    }
}

/// Where a listing was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// The name of the source, such as `oruk:example.org` or `schools`.
    pub source: String,
    /// Its stable identifier there.
    pub source_id: String,
    /// The day since which the source no longer has it. It stays published until somebody decides.
    pub missing_since: Option<Date>,
}
