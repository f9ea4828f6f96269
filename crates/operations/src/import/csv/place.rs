//! What both templates say of places, times and ages, under their own column names.

use super::rows::{Row, number};
use crate::import::text::{split_list, tidy_line, time};
use local_offer_domain::directory::{Location, Schedule, Weekday};
use local_offer_domain::values::{AgeRange, Coordinates, Postcode};

/// The ages between two columns.
pub(super) fn ages(row: &Row, youngest: &[&str], oldest: &[&str], adjust: &mut dyn FnMut(String)) -> Option<AgeRange> {
    let mut age = |names: &[&str]| row.told(names, "an age in years", number, adjust).map(|age| age as i64);
    let ends = (age(youngest), age(oldest));
    if ends == (None, None) {
        return None;
    }
    AgeRange::new(ends.0, ends.1).map_err(|error| adjust(error.to_string())).ok()
}

/// Put the postcode and the degrees of three columns into a place.
pub(super) fn position(
    location: &mut Location,
    row: &Row,
    postcode: &[&str],
    latitude: &[&str],
    longitude: &[&str],
    adjust: &mut dyn FnMut(String),
) {
    location.postcode = row.told(postcode, "a postcode", |text| Postcode::parse(text).ok(), adjust);
    let mut degrees = |names: &[&str]| row.told(names, "a number of degrees", number, adjust);
    let pair = degrees(latitude).zip(degrees(longitude));
    if let Some((latitude, longitude)) = pair {
        match Coordinates::new(latitude, longitude) {
            Ok(at) => location.set_coordinates(Some(at)),
            Err(error) => adjust(format!("{latitude}, {longitude}: {error}")),
        }
    }
}

/// The days and hours of three columns; nothing when they are empty.
pub(super) fn schedule(
    row: &Row,
    days: &[&str],
    opens: &[&str],
    closes: &[&str],
    adjust: &mut dyn FnMut(String),
) -> Schedule {
    let mut schedule = Schedule::default();
    for day in row.get(days).map(split_list).unwrap_or_default() {
        match Weekday::parse(&day) {
            Some(day) => schedule.days.push(day),
            None => adjust(format!("\"{}\" is not a day of the week", tidy_line(&day))),
        }
    }
    schedule.opens = row.told(opens, "a time of day", time, adjust);
    schedule.closes = row.told(closes, "a time of day", time, adjust);
    schedule
}
