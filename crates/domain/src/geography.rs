//! Authorities, districts and postcodes: whose a family is, and where it lives to the nearest street.

use crate::values::{Coordinates, Postcode};
use serde::{Deserialize, Serialize};

/// An authority responsible for SEND anywhere in England, so that a family can be sent to the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// ONS code, such as `E10000017`.
    pub code: String,
    /// Name, such as `Lancashire`.
    pub name: String,
    /// The last part of its page on GOV.UK's "find your council", such as `lancashire`.
    pub gov_uk_slug: String,
}

/// A district or unitary authority and the SEND authority it lies in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct District {
    /// ONS code, such as `E07000123`.
    pub code: String,
    /// Name, such as `Preston`.
    pub name: String,
    /// ONS code of the authority responsible for SEND.
    pub authority: String,
}

/// Degrees are kept in steps of a millionth, about 11 cm.
const STEPS: f64 = 1_000_000.0;

/// Bytes of an entry: second half (2), latitude (4), longitude (4), district (2), little-endian.
const ENTRY: usize = 12;

/// The postcodes of one outward code, packed: 1.75 million of them fit in 21 MB of memory, and a block is stored as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostcodeBlock {
    districts: Vec<String>,
    /// Sorted by second half.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    inward: u16,
    /// Position in `districts`.
    district: u16,
    /// Steps north; 0 with `longitude` 0 is "unknown".
    latitude: i32,
    /// Steps east.
    longitude: i32,
}

/// Where a postcode is, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PostcodePoint<'a> {
    /// Where it is; `None` when the source does not know.
    pub at: Option<Coordinates>,
    /// ONS code of its district; empty when the source does not know.
    pub district: &'a str,
}

/// What putting something into a store did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was not there.
    New,
    /// It was there with other facts.
    Changed,
    /// It was there just so.
    Unchanged,
}

impl PostcodeBlock {
    /// Put a postcode, new or changed. A district that has not the shape of an ONS code is not known.
    pub fn put(&mut self, postcode: &Postcode, at: Option<Coordinates>, district: &str) -> Put {
        let district = if is_district_code(district) { district } else { "" };
        let index = self.districts.iter().position(|known| known == district).unwrap_or_else(|| {
            self.districts.push(district.to_owned());
            self.districts.len() - 1
        });
        let steps = |degrees: f64| (degrees * STEPS).round() as i32;
        let (latitude, longitude) = at.map_or((0, 0), |at| (steps(at.latitude), steps(at.longitude)));
        let district = u16::try_from(index).unwrap_or(u16::MAX);
        let entry = Entry { inward: postcode.inward_number(), district, latitude, longitude };
        match self.entries.binary_search_by_key(&entry.inward, |known| known.inward) {
            Err(place) => {
                self.entries.insert(place, entry);
                Put::New
            }
            Ok(place) if self.entries[place] == entry => Put::Unchanged,
            Ok(place) => {
                self.entries[place] = entry;
                Put::Changed
            }
        }
    }

    /// The entry of a postcode of this outward code.
    pub fn find(&self, postcode: &Postcode) -> Option<PostcodePoint<'_>> {
        let place = self.entries.binary_search_by_key(&postcode.inward_number(), |known| known.inward).ok()?;
        Some(self.point(self.entries[place]))
    }

    /// The middle of all its postcodes and the districts they lie in, most common first.
    pub fn summary(&self) -> Option<(Coordinates, Vec<&str>)> {
        let mut counts = vec![0_usize; self.districts.len()];
        let (mut latitude, mut longitude, mut placed) = (0.0, 0.0, 0.0);
        for entry in &self.entries {
            let point = self.point(*entry);
            if let Some(count) = counts.get_mut(usize::from(entry.district)) {
                *count += 1;
            }
            if let Some(at) = point.at {
                latitude += at.latitude;
                longitude += at.longitude;
                placed += 1.0;
            }
        }
        let middle = Coordinates::new(latitude / placed, longitude / placed).ok()?;
        let mut order: Vec<usize> =
            (0..counts.len()).filter(|index| counts[*index] * 20 >= self.entries.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(counts[*index]));
        Some((middle, order.into_iter().map(|index| self.districts[index].as_str()).collect()))
    }

    /// How many postcodes it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The block as it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let names = self.districts.join(",");
        let mut bytes = Vec::with_capacity(2 + names.len() + self.entries.len() * ENTRY);
        bytes.extend((names.len() as u16).to_le_bytes());
        bytes.extend(names.as_bytes());
        for entry in &self.entries {
            bytes.extend(entry.inward.to_le_bytes());
            bytes.extend(entry.latitude.to_le_bytes());
            bytes.extend(entry.longitude.to_le_bytes());
            bytes.extend(entry.district.to_le_bytes());
        }
        bytes
    }

    /// Read a block as it was stored; `None` when the bytes are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (names, entries) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let districts = std::str::from_utf8(names).ok()?.split(',').map(str::to_owned).collect();
        if !entries.len().is_multiple_of(ENTRY) {
            return None;
        }
        let entries = entries
            .chunks_exact(ENTRY)
            .map(|bytes| {
                let two = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
                let four = |at: usize| i32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
                Entry { inward: two(0), latitude: four(2), longitude: four(6), district: two(10) }
            })
            .collect();
        Some(Self { districts, entries })
    }

    fn point(&self, entry: Entry) -> PostcodePoint<'_> {
        let degrees = |steps: i32| f64::from(steps) / STEPS;
        PostcodePoint {
            at: Coordinates::new(degrees(entry.latitude), degrees(entry.longitude)).ok(),
            district: self.districts.get(usize::from(entry.district)).map_or("", String::as_str),
        }
    }
}

/// A letter and eight digits, such as `E07000123`.
pub fn is_district_code(text: &str) -> bool {
    text.len() == 9 && text.as_bytes()[0].is_ascii_uppercase() && text.bytes().skip(1).all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_survives_being_stored() {
        let mut block = PostcodeBlock::default();
        let at = Coordinates::new(53.776_731, -2.689_12).ok();
        let street = Postcode::parse("PR2 8HW").unwrap();
        let unplaced = Postcode::parse("PR2 0AA").unwrap();
        assert_eq!(block.put(&street, at, "E07000123"), Put::New);
        assert_eq!(block.put(&unplaced, None, "E07000123"), Put::New);
        assert_eq!(block.put(&street, at, "E07000123"), Put::Unchanged);
        assert_eq!(block.put(&street, at, "E07000126"), Put::Changed);
        let again = PostcodeBlock::from_bytes(&block.to_bytes()).unwrap();
        assert_eq!(again, block);
        assert_eq!(again.find(&street), Some(PostcodePoint { at, district: "E07000126" }));
        assert_eq!(again.find(&unplaced).unwrap().at, None);
        assert_eq!(PostcodeBlock::from_bytes(&[9, 0, 1]), None);
        // What is no code of a district cannot damage the block.
        let mut block = PostcodeBlock::default();
        for district in ["E07,E08", &"E".repeat(70_000), "", "E07000123"] {
            block.put(&unplaced, None, district);
            let again = PostcodeBlock::from_bytes(&block.to_bytes()).unwrap();
            assert_eq!(again.find(&unplaced).unwrap().district, if district == "E07000123" { district } else { "" });
        }
    }
}
