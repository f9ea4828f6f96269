use serde::{Deserialize, Serialize};

/// Mean radius of the Earth in miles (IUGG R1, 6,371.0088 km).
const EARTH_RADIUS_MILES: f64 = 3_958.761_3;

/// A distance in statute miles, as road signs in England give it.
pub type Miles = f64;

/// A point on the ground in WGS84 degrees, in or near the British Isles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east; most of England is negative.
    pub longitude: f64,
}

/// The numbers are not a place that an English service can be at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the latitude and longitude are not in the British Isles")]
pub struct CoordinatesError;

impl Coordinates {
    /// Check a pair of degrees. Feeds hold 0,0 for "unknown" and swapped pairs: both are refused, because a wrong place is
    /// worse than none for a family with one bus.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, CoordinatesError> {
        let near = (49.0..=61.5).contains(&latitude) && (-9.0..=2.5).contains(&longitude);
        if near { Ok(Self { latitude, longitude }) } else { Err(CoordinatesError) }
    }

    /// Great-circle distance by the haversine formula, in miles. Roads are longer: say "about".
    pub fn miles_to(self, other: Self) -> Miles {
        let (lat1, lat2) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = (lat2 - lat1) / 2.0;
        let half_lon = (other.longitude - self.longitude).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_MILES * h.sqrt().asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preston_to_burnley_is_about_19_miles_as_the_crow_flies() {
        let preston = Coordinates::new(53.7632, -2.7031).unwrap();
        let burnley = Coordinates::new(53.7893, -2.2405).unwrap();
        assert!((preston.miles_to(burnley) - 18.97).abs() < 0.2, "{}", preston.miles_to(burnley));
    }

    #[test]
    fn nowhere_and_elsewhere_are_refused() {
        for (lat, lon) in [(0.0, 0.0), (100.0, 101.0), (-2.7, 53.7), (f64::NAN, -2.0), (40.7, -74.0)] {
            assert!(Coordinates::new(lat, lon).is_err(), "{lat},{lon}");
        }
    }
}
