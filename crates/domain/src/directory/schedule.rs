use crate::values::{Answer, is_untold};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// When something is open (Open Referral UK `schedule`, the part of RFC 5545 that opening times need).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// The days of the week; none when the source gives only words.
    #[serde(skip_serializing_if = "is_untold")]
    pub days: Vec<Weekday>,
    /// Opening time, local.
    #[serde(skip_serializing_if = "is_untold", with = "clock_time")]
    pub opens: Option<Time>,
    /// Closing time, local.
    #[serde(skip_serializing_if = "is_untold", with = "clock_time")]
    pub closes: Option<Time>,
    /// First day on which it holds.
    #[serde(skip_serializing_if = "is_untold")]
    pub from: Option<Date>,
    /// Last day on which it holds.
    #[serde(skip_serializing_if = "is_untold")]
    pub to: Option<Date>,
    /// Whether it stops in the school holidays.
    #[serde(skip_serializing_if = "is_untold")]
    pub term_time_only: Answer,
    /// Every how many weeks; 1 and unset are every week.
    #[serde(skip_serializing_if = "is_untold")]
    pub every_weeks: Option<u8>,
    /// Anything else, in words.
    #[serde(skip_serializing_if = "is_untold")]
    pub note: Option<String>,
}

/// Days on which something is closed although its schedule says open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Weekday {
    /// Monday.
    #[serde(rename = "mon")]
    Monday,
    /// Tuesday.
    #[serde(rename = "tue")]
    Tuesday,
    /// Wednesday.
    #[serde(rename = "wed")]
    Wednesday,
    /// Thursday.
    #[serde(rename = "thu")]
    Thursday,
    /// Friday.
    #[serde(rename = "fri")]
    Friday,
    /// Saturday.
    #[serde(rename = "sat")]
    Saturday,
    /// Sunday.
    #[serde(rename = "sun")]
    Sunday,
}

impl Weekday {
    /// The week, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The name in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }

    /// The identifier used in addresses: `monday`.
    pub fn id(self) -> String {
        self.name().to_ascii_lowercase()
    }

    /// Read a day as people and feeds write it: `Tuesday`, `tue`, `TU`, `Tuesdays`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|day| {
            let name = day.id();
            let short = text.strip_suffix('s').unwrap_or(&text);
            text.len() >= 2 && (name.starts_with(&text) || name == short)
                || (text == "thurs" || text == "thur") && *day == Self::Thursday
                || text == "tues" && *day == Self::Tuesday
                || text == "weds" && *day == Self::Wednesday
        })
    }
}

impl Schedule {
    /// The days as people say them: "Monday to Friday", "Tuesday and Thursday", "Every day".
    pub fn days_in_words(&self) -> String {
        let mut days = self.days.clone();
        days.sort_unstable();
        days.dedup();
        let names: Vec<&str> = days.iter().map(|day| day.name()).collect();
        let consecutive = days.windows(2).all(|pair| pair[1] as u8 == pair[0] as u8 + 1);
        match names.as_slice() {
            [] => String::new(),
            [_, _, _, _, _, _, _] => "Every day".to_owned(),
            [first, .., last] if consecutive && names.len() > 2 => format!("{first} to {last}"),
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }

    /// The hours as GOV.UK writes them: "4pm to 5:30pm".
    pub fn hours_in_words(&self) -> String {
        match (self.opens, self.closes) {
            (Some(opens), Some(closes)) => format!("{} to {}", clock(opens), clock(closes)),
            (Some(opens), None) => format!("from {}", clock(opens)),
            (None, Some(closes)) => format!("until {}", clock(closes)),
            (None, None) => String::new(),
        }
    }
}

/// A time as GOV.UK writes it: "9am", "5:30pm", "midday", "midnight".
fn clock(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    let suffix = if hour < 12 { "am" } else { "pm" };
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour12}{suffix}"),
        _ => format!("{hour12}:{minute:02}{suffix}"),
    }
}

/// Times as `16:00`, which people write, rather than `16:00:00`.
mod clock_time {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the signature serde's `with` asks for")]
    pub(super) fn serialize<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.serialize_str(&format!("{:02}:{:02}", time.hour(), time.minute())),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| text.parse().map_err(serde::de::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let schedule = |days: &[Weekday], opens: &str, closes: &str| Schedule {
            days: days.to_vec(),
            opens: opens.parse().ok(),
            closes: closes.parse().ok(),
            ..Schedule::default()
        };
        let week = schedule(&Weekday::ALL[..5], "09:00", "17:30");
        assert_eq!(
            (week.days_in_words().as_str(), week.hours_in_words().as_str()),
            ("Monday to Friday", "9am to 5:30pm")
        );
        let two = schedule(&[Weekday::Thursday, Weekday::Tuesday], "12:00", "");
        assert_eq!(
            (two.days_in_words().as_str(), two.hours_in_words().as_str()),
            ("Tuesday and Thursday", "from midday")
        );
        assert_eq!(schedule(&Weekday::ALL, "", "").days_in_words(), "Every day");
    }

    #[test]
    fn days_are_read_as_feeds_write_them() {
        for text in ["TU", "tue", "Tues", "tuesdays", "Tuesday"] {
            assert_eq!(Weekday::parse(text), Some(Weekday::Tuesday), "{text}");
        }
        assert_eq!(Weekday::parse("t"), None);
        assert_eq!(Weekday::parse("someday"), None);
    }
}
