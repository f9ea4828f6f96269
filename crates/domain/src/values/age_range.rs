use serde::{Deserialize, Serialize};
use std::fmt;

/// Nobody a Local Offer lists for is older; a feed that says so has a typing error.
const OLDEST: u8 = 120;

/// The ages a service is for, in whole years, both ends included. An end that is left out is open.
///
/// A Local Offer is for people from birth to 25 (Children and Families Act 2014 s.83), but a service may be for anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct AgeRange {
    from: u8,
    to: Option<u8>,
}

/// The numbers are not a range of ages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgeRangeError {
    /// The youngest is older than the oldest.
    #[error("the youngest age ({from}) is above the oldest ({to})")]
    Reversed {
        /// The stated youngest age in years.
        from: u8,
        /// The stated oldest age in years.
        to: u8,
    },
    /// An age nobody has.
    #[error("{0} is not an age")]
    Absurd(i64),
    /// Neither end is given, so nothing is said.
    #[error("no age is given")]
    Nothing,
}

#[derive(Serialize, Deserialize)]
struct Ends {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<i64>,
}

impl AgeRange {
    /// Make a range from two ends in years, either of which may be open. An upper end of 99 or more means "no limit".
    pub fn new(from: Option<i64>, to: Option<i64>) -> Result<Self, AgeRangeError> {
        let check = |age: i64| match u8::try_from(age) {
            Ok(age) if age <= OLDEST => Ok(age),
            _ => Err(AgeRangeError::Absurd(age)),
        };
        if from.is_none() && to.is_none() {
            return Err(AgeRangeError::Nothing);
        }
        let from = from.map(check).transpose()?.unwrap_or(0);
        let to = to.map(check).transpose()?.filter(|to| *to < 99);
        match to {
            Some(to) if from > to => Err(AgeRangeError::Reversed { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// Every age.
    pub fn all() -> Self {
        Self { from: 0, to: None }
    }

    /// Whether any age is in both ranges.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to.unwrap_or(u8::MAX) && other.from <= self.to.unwrap_or(u8::MAX)
    }

    /// Whether a person of this many whole years is in the range.
    pub fn includes(self, age: u8) -> bool {
        self.from <= age && age <= self.to.unwrap_or(u8::MAX)
    }

    /// The youngest age in years.
    pub fn from(self) -> u8 {
        self.from
    }

    /// The oldest age in years, if there is one.
    pub fn to(self) -> Option<u8> {
        self.to
    }
}

impl TryFrom<Ends> for AgeRange {
    type Error = AgeRangeError;

    fn try_from(ends: Ends) -> Result<Self, AgeRangeError> {
        Self::new(ends.from, ends.to)
    }
}

impl From<AgeRange> for Ends {
    fn from(range: AgeRange) -> Self {
        Self { from: Some(range.from.into()), to: range.to.map(Into::into) }
    }
}

/// "5 to 11", "16 and over", "Up to 18", "All ages": the forms of the GOV.UK style guide.
impl fmt::Display for AgeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (0, None) => write!(f, "All ages"),
            (from, None) => write!(f, "{from} and over"),
            (0, Some(to)) => write!(f, "Up to {to}"),
            (from, Some(to)) if from == to => write!(f, "{from}"),
            (from, Some(to)) => write!(f, "{from} to {to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suits_age_means_the_ranges_overlap() {
        let club = AgeRange::new(Some(5), Some(11)).unwrap();
        assert!(club.includes(5) && club.includes(11) && !club.includes(12) && !club.includes(4));
        let teens = AgeRange::new(Some(11), Some(18)).unwrap();
        assert!(club.overlaps(teens));
        assert!(!club.overlaps(AgeRange::new(Some(12), None).unwrap()));
        assert!(club.overlaps(AgeRange::all()));
    }

    #[test]
    fn absurd_ages_are_refused_with_the_reason() {
        assert_eq!(AgeRange::new(Some(12), Some(3)), Err(AgeRangeError::Reversed { from: 12, to: 3 }));
        assert_eq!(AgeRange::new(Some(-1), None), Err(AgeRangeError::Absurd(-1)));
        assert_eq!(AgeRange::new(None, Some(2012)), Err(AgeRangeError::Absurd(2012)));
        assert_eq!(AgeRange::new(None, None), Err(AgeRangeError::Nothing));
    }

    #[test]
    fn ages_are_said_as_people_say_them() {
        let say = |from, to| AgeRange::new(from, to).unwrap().to_string();
        assert_eq!(say(Some(5), Some(11)), "5 to 11");
        assert_eq!(say(Some(16), None), "16 and over");
        assert_eq!(say(None, Some(18)), "Up to 18");
        assert_eq!(say(Some(0), Some(100)), "All ages");
    }
}
