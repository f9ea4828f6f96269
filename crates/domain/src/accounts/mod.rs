//! People who sign in, what they are, and what that lets them do.

mod name;
mod password;
mod policy;
mod role;

pub use name::person_name;
pub use password::{PasswordProblem, check_password};
pub use policy::{Actor, Reach, Right, Subject};
pub use role::Role;

use crate::values::{AccountId, AreaId, EmailAddress, ListingId, MembershipId};
use jiff::Timestamp;

/// One person who can sign in. What they may do is in their memberships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Stable for ever.
    pub id: AccountId,
    /// Where messages go, and the name by which they sign in.
    pub email: EmailAddress,
    /// What colleagues call them.
    pub name: String,
    /// When they proved that the address is theirs; `None` until then.
    pub verified_at: Option<Timestamp>,
    /// Whether an authenticator app is set up as a second factor.
    pub has_second_factor: bool,
    /// When the account was closed; `None` while it is open.
    pub closed_at: Option<Timestamp>,
}

/// What one person may do in one place, from when to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its identity.
    pub id: MembershipId,
    /// Who.
    pub account: AccountId,
    /// What they are there.
    pub role: Role,
    /// Where.
    pub place: Place,
}

/// Where a role holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In every area.
    Deployment,
    /// In one area.
    Area(AreaId),
    /// For one organisation or setting of an area, and what it provides.
    Organisation {
        /// The area it is listed in.
        area: AreaId,
        /// The organisation or setting.
        listing: ListingId,
    },
}

impl Place {
    /// The area, unless it is all of them.
    pub fn area(&self) -> Option<&AreaId> {
        match self {
            Self::Deployment => None,
            Self::Area(area) | Self::Organisation { area, .. } => Some(area),
        }
    }

    /// The organisation or setting, if it is only one.
    pub fn listing(&self) -> Option<ListingId> {
        match self {
            Self::Organisation { listing, .. } => Some(*listing),
            Self::Deployment | Self::Area(_) => None,
        }
    }
}
