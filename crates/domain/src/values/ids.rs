use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier; version 7, so that later ones sort after earlier ones.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// Identifies a service, organisation or setting for as long as it exists, whatever it is called.
    ListingId
);
impl ListingId {
    /// The identifier of something that is no listing and stands among them, made of its name.
    pub fn from_halves(high: u64, low: u64) -> Self {
        Self(Uuid::from_u64_pair(high, low))
    }
}

uuid_id!(
    /// Identifies one immutable revision of a listing.
    RevisionId
);

uuid_id!(
    /// Identifies an account: one person who can sign in.
    AccountId
);
uuid_id!(
    /// Identifies what one person may do in one place.
    MembershipId
);
uuid_id!(
    /// Identifies something that waits for the authority.
    TaskId
);
uuid_id!(
    /// Identifies a message to be sent.
    MessageId
);
uuid_id!(
    /// Identifies a picture, poster, leaflet or form that belongs to a listing.
    FileId
);

/// Identifies an area (one authority's Local Offer): a short lower-case word such as `westmere`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaId(String);

impl AreaId {
    /// The identifier as written in configuration and on the command line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<super::Slug> for AreaId {
    fn from(slug: super::Slug) -> Self {
        Self(slug.to_string())
    }
}

impl From<&str> for AreaId {
    fn from(text: &str) -> Self {
        Self(super::Slug::from_name(text).to_string())
    }
}

impl fmt::Display for AreaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
