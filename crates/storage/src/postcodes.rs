//! Postcodes, packed by outward code.
//!
//! A row for each of 1.75 million postcodes costs a minute to write and 150 MB to keep, and no statement ever asks for
//! one of them: pages look them up in memory. So each outward code is one block of fixed-size entries.

use crate::{StorageError, Transaction};
use local_offer_domain::values::{Coordinates, OutwardCode, Postcode};
use std::collections::BTreeMap;

/// Bytes of an entry: second half (2), latitude (4), longitude (4), district (2), little-endian.
const ENTRY: usize = 12;

/// Degrees are kept in steps of a millionth, about 11 cm.
const STEPS: f64 = 1_000_000.0;

/// Where a postcode is, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PostcodePoint<'a> {
    /// Where it is; `None` when the source does not know.
    pub at: Option<Coordinates>,
    /// ONS code of its district; empty when the source does not know.
    pub district: &'a str,
}

/// The postcodes of one outward code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostcodeBlock {
    districts: Vec<String>,
    /// Second half to (latitude, longitude) in steps, and district by position. 0,0 is "unknown".
    entries: BTreeMap<u16, (i32, i32, u16)>,
}

impl PostcodeBlock {
    /// Put a postcode, new or changed.
    pub fn put(&mut self, postcode: &Postcode, at: Option<Coordinates>, district: &str) -> Put {
        let index = match self.districts.iter().position(|known| known == district) {
            Some(index) => index,
            None => {
                self.districts.push(district.to_owned());
                self.districts.len() - 1
            }
        };
        let (latitude, longitude) = at.map_or((0, 0), |at| {
            ((at.latitude * STEPS).round() as i32, (at.longitude * STEPS).round() as i32)
        });
        let entry = (latitude, longitude, u16::try_from(index).unwrap_or(u16::MAX));
        match self.entries.insert(postcode.inward_number(), entry) {
            None => Put::New,
            Some(before) if before == entry => Put::Unchanged,
            Some(_) => Put::Changed,
        }
    }

    /// The entry of this second half (`Postcode::inward_number`).
    pub fn find(&self, inward: u16) -> Option<PostcodePoint<'_>> {
        let (latitude, longitude, district) = *self.entries.get(&inward)?;
        Some(self.point(latitude, longitude, district))
    }

    /// Every entry, by second half.
    pub fn iter(&self) -> impl Iterator<Item = (u16, PostcodePoint<'_>)> {
        self.entries.iter().map(|(inward, (lat, lon, district))| (*inward, self.point(*lat, *lon, *district)))
    }

    /// How many postcodes it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn point(&self, latitude: i32, longitude: i32, district: u16) -> PostcodePoint<'_> {
        let degrees = |steps: i32| f64::from(steps) / STEPS;
        PostcodePoint {
            at: Coordinates::new(degrees(latitude), degrees(longitude)).ok(),
            district: self.districts.get(usize::from(district)).map_or("", String::as_str),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let names = self.districts.join(",");
        let mut bytes = Vec::with_capacity(2 + names.len() + self.entries.len() * ENTRY);
        bytes.extend((names.len() as u16).to_le_bytes());
        bytes.extend(names.as_bytes());
        for (inward, (latitude, longitude, district)) in &self.entries {
            bytes.extend(inward.to_le_bytes());
            bytes.extend(latitude.to_le_bytes());
            bytes.extend(longitude.to_le_bytes());
            bytes.extend(district.to_le_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (names, entries) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let districts = std::str::from_utf8(names).ok()?.split(',').map(str::to_owned).collect();
        if !entries.len().is_multiple_of(ENTRY) {
            return None;
        }
        let entries = entries
            .chunks_exact(ENTRY)
            .map(|entry| {
                let two = |at: usize| u16::from_le_bytes([entry[at], entry[at + 1]]);
                let four = |at: usize| i32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]);
                (two(0), (four(2), four(6), two(10)))
            })
            .collect();
        Some(Self { districts, entries })
    }
}

/// What putting a postcode did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was not there.
    New,
    /// It was there, elsewhere or in another district.
    Changed,
    /// It was there just so.
    Unchanged,
}

impl Transaction {
    /// The block of an outward code.
    pub async fn find_postcode_block(&mut self, outward: &OutwardCode) -> Result<Option<PostcodeBlock>, StorageError> {
        let sql = "SELECT block FROM postcode_blocks WHERE outward = $1";
        let rows = self.query("postcode_blocks", sql, &[outward.as_str().into()]).await?;
        rows.into_iter().next().map(|mut row| decode(&row.bytes(0)?)).transpose()
    }

    /// Every block.
    pub async fn list_postcode_blocks(&mut self) -> Result<Vec<(OutwardCode, PostcodeBlock)>, StorageError> {
        let sql = "SELECT outward, block FROM postcode_blocks ORDER BY outward";
        let rows = self.query("postcode_blocks", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let outward = OutwardCode::parse(&row.text(0)?)
                    .map_err(|error| StorageError::inconsistent("postcode_blocks", error))?;
                Ok((outward, decode(&row.bytes(1)?)?))
            })
            .collect()
    }

    /// Store the block of an outward code in place of what was there.
    pub async fn put_postcode_block(&mut self, outward: &OutwardCode, block: &PostcodeBlock) -> Result<(), StorageError> {
        let sql = "INSERT INTO postcode_blocks (outward, block) VALUES ($1, $2)
                   ON CONFLICT (outward) DO UPDATE SET block = excluded.block";
        self.execute(sql, &[outward.as_str().into(), block.to_bytes().into()]).await?;
        Ok(())
    }
}

fn decode(bytes: &[u8]) -> Result<PostcodeBlock, StorageError> {
    PostcodeBlock::from_bytes(bytes).ok_or_else(|| StorageError::inconsistent("postcode_blocks", "a damaged block"))
}
