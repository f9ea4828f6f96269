//! From what somebody types to a point on the ground, and from there to the authority that is theirs.

use local_offer_domain::directory::Location;
use local_offer_domain::values::{AreaId, Coordinates, OutwardCode, Postcode};
use local_offer_domain::{Area, Authority, District, PostcodeBlock};
use serde::Deserialize;
use std::collections::HashMap;

/// Postcodes, outward codes, towns, districts and authorities.
#[derive(Debug, Default)]
pub struct Gazetteer {
    blocks: HashMap<OutwardCode, PostcodeBlock>,
    outward: HashMap<OutwardCode, Outward>,
    towns: HashMap<String, Town>,
    districts: HashMap<String, District>,
    authorities: HashMap<String, Authority>,
    nations: HashMap<String, String>,
}

#[derive(Debug, Clone)]
struct Outward {
    at: Coordinates,
    place: String,
    districts: Vec<String>,
}

#[derive(Debug, Clone)]
struct Town {
    name: String,
    at: Coordinates,
    district: Option<String>,
}

/// A point that somebody named.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// How to write it: `PR2 8HW`, `PR2`, `Burnley`.
    pub label: String,
    /// Where it is.
    pub at: Coordinates,
    /// How exact that is.
    pub precision: Precision,
    /// ONS codes of the districts it lies in, most likely first.
    pub districts: Vec<String>,
}

/// How exactly a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// To the street.
    Postcode,
    /// To the outward code, a few miles: the full postcode is not in our list.
    OutwardCode,
    /// To the middle of a town.
    Town,
}

/// Whose a place is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// This area's.
    Ours,
    /// Another area's of this deployment.
    Neighbour(AreaId),
    /// Another authority's, elsewhere.
    Authority(Authority),
    /// On a border: part ours, part theirs. Only the full postcode can tell.
    Border,
    /// We cannot tell.
    Unknown,
}

#[derive(Deserialize)]
struct OutwardRow {
    outward: OutwardCode,
    latitude: f64,
    longitude: f64,
    place: String,
    districts: String,
}

#[derive(Deserialize)]
struct TownRow {
    name: String,
    latitude: f64,
    longitude: f64,
    district: String,
}

#[derive(Deserialize)]
struct DistrictRow {
    district: String,
    name: String,
    authority: String,
    authority_name: String,
    gov_uk_slug: String,
}

#[derive(Deserialize)]
struct NationRow {
    area: String,
    nation: String,
}

impl Gazetteer {
    /// The outward codes and towns this program was built with: enough for "about 3 miles" before anything is imported.
    ///
    /// # Panics
    /// When a file of `geography/` is not well-formed: a defect that every test meets.
    pub fn built_in() -> Self {
        let mut gazetteer = Self::default();
        for row in
            csv::Reader::from_reader(include_str!("../../../geography/outward_codes.csv").as_bytes()).deserialize()
        {
            let row: OutwardRow = row.expect("geography/outward_codes.csv");
            let at = Coordinates::new(row.latitude, row.longitude).expect("geography/outward_codes.csv");
            let districts = row.districts.split(';').map(str::to_owned).collect();
            gazetteer.outward.insert(row.outward, Outward { at, place: row.place, districts });
        }
        for row in csv::Reader::from_reader(include_str!("../../../geography/places.csv").as_bytes()).deserialize() {
            let row: TownRow = row.expect("geography/places.csv");
            let at = Coordinates::new(row.latitude, row.longitude).expect("geography/places.csv");
            gazetteer.add_town(&row.name, at, Some(row.district));
        }
        for row in csv::Reader::from_reader(include_str!("../../../geography/districts.csv").as_bytes()).deserialize() {
            let row: DistrictRow = row.expect("geography/districts.csv");
            let authority =
                Authority { code: row.authority.clone(), name: row.authority_name, gov_uk_slug: row.gov_uk_slug };
            gazetteer.authorities.insert(row.authority.clone(), authority);
            let district = District { code: row.district.clone(), name: row.name, authority: row.authority };
            gazetteer.districts.insert(row.district, district);
        }
        for row in csv::Reader::from_reader(include_str!("../../../geography/nations.csv").as_bytes()).deserialize() {
            let NationRow { area, nation } = row.expect("geography/nations.csv");
            gazetteer.nations.insert(area, nation);
        }
        gazetteer
    }

    /// The same with imported postcodes, districts and authorities.
    #[must_use]
    pub fn with_imported(
        mut self,
        blocks: Vec<(OutwardCode, PostcodeBlock)>,
        districts: Vec<District>,
        authorities: Vec<Authority>,
    ) -> Self {
        for (code, block) in &blocks {
            if let Some((at, districts)) = block.summary() {
                let place = self.outward.get(code).map(|known| known.place.clone()).unwrap_or_default();
                let districts = districts.into_iter().map(str::to_owned).collect();
                self.outward.insert(code.clone(), Outward { at, place, districts });
            }
        }
        self.blocks = blocks.into_iter().collect();
        self.districts.extend(districts.into_iter().map(|district| (district.code.clone(), district)));
        self.authorities.extend(authorities.into_iter().map(|authority| (authority.code.clone(), authority)));
        self
    }

    fn add_town(&mut self, name: &str, at: Coordinates, district: Option<String>) {
        self.towns.entry(key(name)).or_insert_with(|| Town { name: name.to_owned(), at, district });
    }

    /// The place that somebody typed into the field for one: a postcode, an outward code or the name of a town.
    pub fn find(&self, typed: &str) -> Option<Place> {
        if let Ok(postcode) = Postcode::typed(typed) {
            return self.postcode(&postcode);
        }
        if let Ok(outward) = OutwardCode::parse(typed)
            && let Some(place) = self.outward_code(&outward)
        {
            return Some(place);
        }
        self.town(typed)
    }

    /// The country in which a postcode lies that is not in England, by the letters that it begins with. Some of these areas reach
    /// over the border, so it is asked for only where the postcode itself is not known.
    pub fn nation(&self, typed: &str) -> Option<&str> {
        let postcode = Postcode::typed(typed).map(|postcode| postcode.outward().clone());
        let outward = postcode.or_else(|_| OutwardCode::parse(typed)).ok()?;
        let area: String = outward.as_str().chars().take_while(char::is_ascii_alphabetic).collect();
        self.nations.get(&area).map(String::as_str)
    }

    /// The town whose name is nearest to one we do not know, if any is near.
    pub fn nearest_name(&self, typed: &str) -> Option<&str> {
        let typed = key(typed);
        let forgiven = if typed.len() <= 5 { 1 } else { 2 };
        let near = self.towns.iter().map(|(name, town)| (strsim::osa_distance(&typed, name), &town.name));
        near.filter(|(slips, _)| *slips <= forgiven).min().map(|(_, name)| name.as_str())
    }

    /// Where a listed place is: where its source says, else where its postcode is.
    pub fn locate(&self, location: &Location) -> Option<Coordinates> {
        location
            .coordinates()
            .or_else(|| Some(self.postcode(location.postcode.as_ref()?)?.at))
            .or_else(|| Some(self.outward_code(location.outward.as_ref()?)?.at))
    }

    /// A full postcode; as exact as we can.
    pub fn postcode(&self, postcode: &Postcode) -> Option<Place> {
        let label = postcode.to_string();
        if let Some(point) = self.blocks.get(postcode.outward()).and_then(|block| block.find(postcode)) {
            let districts = if point.district.is_empty() { Vec::new() } else { vec![point.district.to_owned()] };
            if let Some(at) = point.at {
                return Some(Place { label, at, precision: Precision::Postcode, districts });
            }
        }
        self.outward_code(postcode.outward()).map(|place| Place { label, ..place })
    }

    /// An outward code.
    pub fn outward_code(&self, code: &OutwardCode) -> Option<Place> {
        let known = self.outward.get(code)?;
        Some(Place {
            label: code.to_string(),
            at: known.at,
            precision: Precision::OutwardCode,
            districts: known.districts.clone(),
        })
    }

    /// A town or village by its name, in any case.
    pub fn town(&self, name: &str) -> Option<Place> {
        let known = self.towns.get(&key(name))?;
        Some(Place {
            label: known.name.clone(),
            at: known.at,
            precision: Precision::Town,
            districts: known.district.clone().into_iter().collect(),
        })
    }

    /// Whose a place is, seen from an area. The district decides, never a polygon.
    pub fn whose(&self, place: &Place, area: &Area, others: &[&Area]) -> Whose {
        let serves = |area: &Area, district: &String| area.districts.contains(district);
        if place.districts.is_empty() || area.districts.is_empty() {
            return Whose::Unknown;
        }
        let ours = place.districts.iter().filter(|district| serves(area, district)).count();
        if ours == place.districts.len() {
            return Whose::Ours;
        }
        if ours > 0 {
            return Whose::Border;
        }
        let likeliest = &place.districts[0];
        if let Some(other) = others.iter().find(|other| serves(other, likeliest)) {
            return Whose::Neighbour(other.id.clone());
        }
        let code = self.districts.get(likeliest).map_or(likeliest, |district| &district.authority);
        self.authorities.get(code).map_or(Whose::Unknown, |authority| Whose::Authority(authority.clone()))
    }

    /// What the district of this ONS code is called.
    pub fn district_name(&self, code: &str) -> Option<&str> {
        self.districts.get(code).map(|district| district.name.as_str())
    }

    /// The authority whose name this is, such as "Blackpool".
    pub fn authority_named(&self, name: &str) -> Option<&Authority> {
        let wanted = key(name);
        self.authorities.values().find(|authority| key(&authority.name) == wanted)
    }
}

/// Names are compared without case, punctuation and "upon"-style hyphens.
fn key(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
