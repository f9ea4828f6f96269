use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, HashSet};

/// The bank holidays of England in the years for which they are known.
#[derive(Debug, Clone)]
pub struct BankHolidays {
    years: std::ops::RangeInclusive<i16>,
    days: HashSet<Date>,
}

/// A working day was asked for in a year whose bank holidays nobody has entered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Bank holidays are known from {from} to {to} only, so working days cannot be counted for this date")]
pub struct OutsideCalendar {
    /// First year that is known.
    pub from: i16,
    /// Last year that is known.
    pub to: i16,
}

impl BankHolidays {
    /// Read a table of years, each with its days as "MM-DD".
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let table: BTreeMap<String, Vec<String>> = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut days = HashSet::new();
        let mut years = Vec::new();
        for (year, dates) in table {
            years.push(year.parse::<i16>().map_err(|error| format!("{year}: {error}"))?);
            for day in dates {
                days.insert(format!("{year}-{day}").parse().map_err(|error| format!("{year}-{day}: {error}"))?);
            }
        }
        match (years.iter().min(), years.iter().max()) {
            (Some(from), Some(to)) if usize::try_from(to - from).is_ok_and(|gap| gap + 1 == years.len()) => {
                Ok(Self { years: *from..=*to, days })
            }
            _ => Err("years are missing".to_owned()),
        }
    }

    /// Monday to Friday and not a bank holiday. The SEND Regulations do not define a working day; this is the usual statutory
    /// meaning.
    pub fn is_working_day(&self, day: Date) -> Result<bool, OutsideCalendar> {
        if !self.years.contains(&day.year()) {
            return Err(OutsideCalendar { from: *self.years.start(), to: *self.years.end() });
        }
        Ok(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.days.contains(&day))
    }

    /// The `n`th working day after a day, which is not counted; before it when `n` is negative. `left_out` are days that do
    /// not count although they are working days.
    pub fn nth_working_day(
        &self,
        from: Date,
        n: i32,
        left_out: impl Fn(Date) -> bool,
    ) -> Result<Date, OutsideCalendar> {
        let (mut day, mut left) = (from, n.abs());
        while left > 0 {
            day = day.saturating_add(n.signum().days());
            if self.is_working_day(day)? && !left_out(day) {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// This day if it is a working day, else the next one.
    pub fn this_or_next_working_day(&self, day: Date) -> Result<Date, OutsideCalendar> {
        if self.is_working_day(day)? { Ok(day) } else { self.nth_working_day(day, 1, |_| false) }
    }

    /// The last working day on or before a day, as a hint to families who want to reach somebody; `None` outside the years.
    pub fn last_working_day_by(&self, day: Date) -> Option<Date> {
        if self.is_working_day(day).ok()? { Some(day) } else { self.nth_working_day(day, -1, |_| false).ok() }
    }
}
