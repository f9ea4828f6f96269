use super::{Contact, Identity, Schedule, schedule::Closure};
use crate::values::{Coordinates, OutwardCode, Postcode, is_untold};
use serde::{Deserialize, Serialize};

/// A service at one of its places, with the times and contacts it has there (Open Referral UK `service_at_location`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceAtLocation {
    /// The place.
    #[serde(flatten)]
    pub location: Location,
    /// When the service is there.
    #[serde(skip_serializing_if = "is_untold")]
    pub schedules: Vec<Schedule>,
    /// Days on which it is not.
    #[serde(skip_serializing_if = "is_untold")]
    pub closed: Vec<Closure>,
    /// Whom to ask about this place.
    #[serde(skip_serializing_if = "is_untold")]
    pub contacts: Vec<Contact>,
}

/// A place (Open Referral UK `location` with its `address` and `accessibility`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Which place it is, in every revision.
    #[serde(skip_serializing_if = "Identity::is_none")]
    pub id: Identity,
    /// Its identifier in the source, if it has one.
    #[serde(skip_serializing_if = "is_untold")]
    pub source_id: Option<String>,
    /// Name of the building.
    #[serde(skip_serializing_if = "is_untold")]
    pub name: Option<String>,
    /// Lines of the address above the town.
    #[serde(skip_serializing_if = "is_untold")]
    pub address: Vec<String>,
    /// Town or village.
    #[serde(skip_serializing_if = "is_untold")]
    pub town: Option<String>,
    /// Postcode.
    #[serde(skip_serializing_if = "is_untold")]
    pub postcode: Option<Postcode>,
    /// First half of the postcode, where the whole may not be shown.
    #[serde(skip_serializing_if = "is_untold")]
    pub outward: Option<OutwardCode>,
    /// Degrees north (WGS84).
    #[serde(skip_serializing_if = "is_untold")]
    pub latitude: Option<f64>,
    /// Degrees east (WGS84).
    #[serde(skip_serializing_if = "is_untold")]
    pub longitude: Option<f64>,
    /// True when only the neighbourhood may be shown, as for a refuge or a childminder's home.
    #[serde(skip_serializing_if = "is_untold")]
    pub address_hidden: bool,
    /// Identifiers of access features (`vocabulary/access.toml`).
    #[serde(skip_serializing_if = "is_untold")]
    pub access: Vec<String>,
    /// More about access.
    #[serde(skip_serializing_if = "is_untold")]
    pub access_note: Option<String>,
    /// Nearest stop, where to park, which door.
    #[serde(skip_serializing_if = "is_untold")]
    pub directions: Option<String>,
}

impl Location {
    /// Where it is, if the source gave a believable pair of degrees.
    pub fn coordinates(&self) -> Option<Coordinates> {
        Coordinates::new(self.latitude?, self.longitude?).ok()
    }

    /// Put it here, or nowhere.
    pub fn set_coordinates(&mut self, at: Option<Coordinates>) {
        self.latitude = at.map(|at| at.latitude);
        self.longitude = at.map(|at| at.longitude);
    }

    /// Whether the source says anything of where it is.
    pub fn is_told(&self) -> bool {
        self.name.is_some()
            || !self.address.is_empty()
            || self.town.is_some()
            || self.postcode.is_some()
            || self.latitude.is_some()
    }

    /// The same place without what would lead to its door, when it is hidden: the town and the first half of the postcode
    /// stay, and where it is to about a kilometre.
    #[must_use]
    pub fn public(mut self) -> Self {
        if self.address_hidden {
            let coarse = |degrees: f64| (degrees * 100.0).round() / 100.0;
            self.outward = self.postcode.take().map(|postcode| postcode.outward().clone());
            self.latitude = self.latitude.map(coarse);
            self.longitude = self.longitude.map(coarse);
            self.name = None;
            self.address.clear();
            self.directions = None;
            self.access_note = None;
        }
        self
    }
}
