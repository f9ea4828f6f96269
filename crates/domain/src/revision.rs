//! Revisions: what a listing said, says, or may say.

use crate::values::{AccountId, ListingId, RevisionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a revision stands. A draft may still be changed; everything after it is immutable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevisionState {
    /// Being written.
    Draft,
    /// Waiting for a decision.
    Submitted,
    /// Decided by one person, waiting for another to agree.
    Agreed,
    /// Sent back to its author with remarks.
    Returned,
    /// Refused, with a reason and a way to appeal.
    Declined,
    /// To be published on a day to come.
    Scheduled,
    /// Published, now or once.
    Published,
    /// Given up by its author.
    Discarded,
}

impl RevisionState {
    const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Agreed,
        Self::Returned,
        Self::Declined,
        Self::Scheduled,
        Self::Published,
        Self::Discarded,
    ];

    /// The word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Agreed => "agreed",
            Self::Returned => "returned",
            Self::Declined => "declined",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Discarded => "discarded",
        }
    }

    /// The state of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "Not sent yet",
            Self::Submitted => "Waiting for a decision",
            Self::Agreed => "Waiting for a second person",
            Self::Returned => "Sent back to you",
            Self::Declined => "Declined",
            Self::Scheduled => "Will be published",
            Self::Published => "Published",
            Self::Discarded => "Discarded",
        }
    }

    /// Whether its author may work on it: an open draft, or one that was sent back.
    pub fn is_with_author(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether it waits for the authority.
    pub fn is_with_authority(self) -> bool {
        matches!(self, Self::Submitted | Self::Agreed)
    }

    /// Whether anything may still come of it.
    pub fn is_open(self) -> bool {
        self.is_with_author() || self.is_with_authority() || self == Self::Scheduled
    }
}

/// Who wrote a revision or did something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Author {
    /// Somebody who has signed in.
    Account(AccountId),
    /// Whoever holds the link of an application.
    Applicant,
    /// A member of the public.
    Public,
    /// The program itself: a reminder, a scheduled publication.
    System,
    /// An import.
    Import,
}

impl std::fmt::Display for Author {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account:{id}"),
            Self::Applicant => f.write_str("applicant"),
            Self::Public => f.write_str("public"),
            Self::System => f.write_str("system"),
            Self::Import => f.write_str("import"),
        }
    }
}

/// A remark on one question of a revision, or on all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorialRemark {
    /// The revision.
    pub revision: RevisionId,
    /// The question; empty for the whole.
    pub question: String,
    /// What the author should do.
    pub text: String,
    /// When it was made.
    pub at: Timestamp,
}

/// A revision without its content, as a history lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionHead {
    /// Its identity.
    pub id: RevisionId,
    /// The listing it is of.
    pub listing: ListingId,
    /// Counts from 1 within the listing.
    pub number: i64,
    /// Where it stands.
    pub state: RevisionState,
    /// Who wrote it, as [`Author`] prints it.
    pub author: String,
    /// The revision it was made from.
    pub based_on: Option<RevisionId>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was sent to be decided.
    pub submitted_at: Option<Timestamp>,
    /// When it was decided on.
    pub decided_at: Option<Timestamp>,
    /// Who decided, as [`Author`] prints it.
    pub decided_by: Option<String>,
    /// When it will be published.
    pub publish_on: Option<jiff::civil::Date>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When another took its place.
    pub superseded_at: Option<Timestamp>,
    /// What the author was told with the decision.
    pub outcome: String,
}
