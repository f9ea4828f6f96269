use jiff::civil::Date;
use std::fmt;

/// A school year of England: from September to August, known by the two years it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolYear {
    first: i16,
}

impl SchoolYear {
    /// The year that a day is in.
    pub fn of(day: Date) -> Self {
        Self { first: if day.month() >= 9 { day.year() } else { day.year() - 1 } }
    }

    /// A year as people write it: "2026 to 2027", "2026/27", "26-27". Nothing is nothing.
    ///
    /// # Errors
    /// What to write, when it is not two years that follow each other.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let wrong = || "Enter a school year, like 2026 to 2027".to_owned();
        let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let (first, second) = match parts.as_slice() {
            [first, second] | [first, "to" | "and", second] => (*first, *second),
            _ => return Err(wrong()),
        };
        let year = |text: &str| match (text.len(), text.parse::<i16>()) {
            (2, Ok(year)) => Ok(year + 2000),
            (4, Ok(year)) if (2000..2100).contains(&year) => Ok(year),
            _ => Err(wrong()),
        };
        let (first, second) = (year(first)?, year(second)?);
        if second == first + 1 { Ok(Some(Self { first })) } else { Err(wrong()) }
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.first + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_is_two_years_that_follow_each_other() {
        for text in ["2026 to 2027", "2026/27", "26-27", "2026/2027", " 26 / 27 ", "2026–27"] {
            let year = SchoolYear::parse(text).unwrap().unwrap();
            assert_eq!(year.to_string(), "2026 to 2027", "{text}");
        }
        for text in ["banana", "next one", "2026", "2026 to 2028", "1926 to 1927", "٢٠٢٦/٢٧", "-1/0"] {
            assert!(SchoolYear::parse(text).is_err(), "{text}");
        }
        assert_eq!(SchoolYear::parse(" "), Ok(None));
        assert_eq!(SchoolYear::of(jiff::civil::date(2027, 8, 31)).to_string(), "2026 to 2027");
    }
}
