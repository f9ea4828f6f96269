//! Between what people type and what content holds.

use super::Wrong;
use crate::values::{AgeRange, Answer, EmailAddress, Postcode, WebAddress, tidy_value};
use jiff::civil::{Date, Time};

/// The first answer, empty when there is none.
pub(super) fn first(typed: &[String]) -> &str {
    typed.first().map_or("", String::as_str)
}

/// The answer at a place.
pub(super) fn nth(typed: &[String], at: usize) -> &str {
    typed.get(at).map_or("", String::as_str)
}

/// Some text, or nothing when it is empty.
pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn get_text(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

pub(super) fn set_text(field: &mut String, typed: &[String]) -> Result<(), String> {
    first(typed).clone_into(field);
    Ok(())
}

pub(super) fn get_optional(text: &Option<String>) -> Vec<String> {
    vec![text.clone().unwrap_or_default()]
}

pub(super) fn set_optional(field: &mut Option<String>, typed: &[String]) -> Result<(), String> {
    *field = some(first(typed));
    Ok(())
}

pub(super) fn get_answer(answer: &Answer) -> Vec<String> {
    let word = match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "",
    };
    vec![word.to_owned()]
}

pub(super) fn set_answer(field: &mut Answer, typed: &[String]) -> Result<(), String> {
    *field = match first(typed) {
        "yes" => Answer::Yes,
        "no" => Answer::No,
        "" => Answer::Unknown,
        _ => return Err("Choose yes or no, or leave it open".to_owned()),
    };
    Ok(())
}

pub(super) fn get_web(address: &Option<WebAddress>) -> Vec<String> {
    vec![address.as_ref().map(ToString::to_string).unwrap_or_default()]
}

pub(super) fn set_web(field: &mut Option<WebAddress>, typed: &[String]) -> Result<(), String> {
    *field = match first(typed) {
        "" => None,
        text => Some(web(text)?),
    };
    Ok(())
}

/// A web address as people write it.
pub fn web(text: &str) -> Result<WebAddress, String> {
    WebAddress::parse(text).map_err(|_| "Enter a web address, like www.example.org".to_owned())
}

pub(super) fn get_list(list: &Vec<String>) -> Vec<String> {
    list.clone()
}

pub(super) fn set_list(field: &mut Vec<String>, typed: &[String]) -> Result<(), String> {
    *field = typed.iter().filter(|text| !text.is_empty()).cloned().collect();
    Ok(())
}

/// A list typed as one line, separated by commas.
pub(super) fn get_commas(list: &Vec<String>) -> Vec<String> {
    vec![list.join(", ")]
}

pub(super) fn set_commas(field: &mut Vec<String>, typed: &[String]) -> Result<(), String> {
    *field = first(typed).split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
    Ok(())
}

/// A value that is stored by the word that JSON has for it.
pub(super) fn word_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value of such a word.
pub(super) fn of_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| "Choose one of the answers that are offered".to_owned())
}

pub(super) fn get_word<T: serde::Serialize>(value: &Option<T>) -> Vec<String> {
    vec![value.as_ref().map(word_of).unwrap_or_default()]
}

pub(super) fn set_word<T: serde::de::DeserializeOwned>(field: &mut Option<T>, typed: &[String]) -> Result<(), String> {
    *field = match first(typed) {
        "" => None,
        word => Some(of_word(word)?),
    };
    Ok(())
}

pub(super) fn get_words<T: serde::Serialize>(values: &Vec<T>) -> Vec<String> {
    values.iter().map(word_of).collect()
}

pub(super) fn set_words<T: serde::de::DeserializeOwned>(field: &mut Vec<T>, typed: &[String]) -> Result<(), String> {
    *field = typed.iter().filter(|word| !word.is_empty()).map(|word| of_word(word)).collect::<Result<_, _>>()?;
    Ok(())
}

pub(super) fn get_ages(ages: &Option<AgeRange>) -> Vec<String> {
    match ages {
        None => vec![String::new(), String::new()],
        Some(ages) => vec![ages.from().to_string(), ages.to().map(|to| to.to_string()).unwrap_or_default()],
    }
}

pub(super) fn set_ages(field: &mut Option<AgeRange>, typed: &[String]) -> Result<(), Wrong> {
    let age = |cell: usize| match nth(typed, cell) {
        "" => Ok(None),
        text => {
            let wrong = |_| Wrong::at(0, cell, "Enter ages as whole numbers, like 5 and 11");
            text.parse::<i64>().map(Some).map_err(wrong)
        }
    };
    let (from, to) = (age(0)?, age(1)?);
    *field = match (from, to) {
        (None, None) => None,
        (from, to) => Some(AgeRange::new(from, to).map_err(|error| format!("Check the ages: {error}"))?),
    };
    Ok(())
}

pub(super) fn email(text: &str) -> Result<Option<String>, String> {
    match text {
        "" => Ok(None),
        text => EmailAddress::parse(text).map(|address| Some(address.to_string())).map_err(|error| error.to_string()),
    }
}

pub(super) fn set_email(field: &mut Option<String>, typed: &[String]) -> Result<(), String> {
    *field = email(first(typed))?;
    Ok(())
}

/// A telephone number: at least nine digits, and nothing but what people write between them.
pub(super) fn phone(text: &str) -> Result<Option<String>, String> {
    let text = tidy_value(text);
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = text.chars().all(|c| c.is_ascii_digit() || " +()-./x".contains(c) || c.is_ascii_alphabetic());
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    if allowed && letters <= 12 && (3..=20).contains(&digits) {
        Ok(Some(text))
    } else {
        Err("Enter a telephone number, like 01632 960001".to_owned())
    }
}

pub(super) fn set_phone(field: &mut Option<String>, typed: &[String]) -> Result<(), String> {
    *field = phone(first(typed))?;
    Ok(())
}

pub(super) fn get_postcode(postcode: &Option<Postcode>) -> Vec<String> {
    vec![postcode.as_ref().map(ToString::to_string).unwrap_or_default()]
}

pub(super) fn set_postcode(field: &mut Option<Postcode>, typed: &[String]) -> Result<(), String> {
    *field = match first(typed) {
        "" => None,
        text => Some(Postcode::typed(text).map_err(|_| "Enter a full UK postcode, like PR1 8XJ".to_owned())?),
    };
    Ok(())
}

/// "27/3/2026", from a day.
pub(super) fn show_day(day: Date) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

/// A day as people write it: 27/3/2026, 27 3 2026, 27 March 2026, 2026-03-27. `None` when nothing was written.
pub fn day(text: &str) -> Result<Option<Date>, String> {
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = text.parse::<Date>() {
        return Ok(Some(day));
    }
    let wrong = || "Enter a day, like 27/3/2026".to_owned();
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    // "Thursday 3 September 2026", as our own pages write days.
    let parts = match parts.as_slice() {
        [weekday, rest @ ..] if rest.len() == 3 && WEEKDAYS.iter().any(|name| weekday.starts_with(name)) => rest,
        parts => parts,
    };
    let [day, month, year] = parts else { return Err(wrong()) };
    let month = match month.parse::<i8>() {
        Ok(month) => month,
        Err(_) => MONTHS.iter().position(|name| month.starts_with(name)).ok_or_else(wrong)? as i8 + 1,
    };
    let year: i16 = year.parse().map_err(|_| wrong())?;
    let year = if year < 100 { year + 2000 } else { year };
    let day = day.trim_end_matches(|c: char| c.is_alphabetic()).parse().map_err(|_| wrong())?;
    Date::new(year, month, day).map(Some).map_err(|_| "That day is not in the calendar".to_owned())
}

/// "9:30am", from a time.
pub(super) fn show_time(time: Time) -> String {
    let (hour, half) = match time.hour() {
        0 => (12, "am"),
        hour @ 1..=11 => (hour, "am"),
        12 => (12, "pm"),
        hour => (hour - 12, "pm"),
    };
    if time.minute() == 0 { format!("{hour}{half}") } else { format!("{hour}:{:02}{half}", time.minute()) }
}

/// A time as people write it: 9am, 9.30 a.m., 14:00, 1400, 12 noon. An hour from 1 to 7 that stands by itself is asked about:
/// a club that says 6 to 8 does not mean the morning, and a school that says 7 may.
pub(super) fn time(text: &str) -> Result<Option<Time>, String> {
    let wrong = || "Enter a time, like 9:30am or 14:00".to_owned();
    let plain: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let (clock, shift) = match plain.as_str() {
        "" => return Ok(None),
        "noon" | "midday" | "12noon" | "12midday" => return Ok(Some(Time::constant(12, 0, 0, 0))),
        "midnight" | "12midnight" => return Ok(Some(Time::constant(0, 0, 0, 0))),
        text => {
            let half = |endings: [&str; 3]| endings.into_iter().find_map(|ending| text.strip_suffix(ending));
            match (half(["am", "a.m.", "a.m"]), half(["pm", "p.m.", "p.m"])) {
                (Some(clock), _) => (clock, Some(0)),
                (_, Some(clock)) => (clock, Some(12)),
                _ => (text, None),
            }
        }
    };
    let clock = clock.trim_end_matches("hrs").replace('.', ":");
    let four = clock.len() == 4 && clock.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) = if four { clock.split_at(2) } else { clock.split_once(':').unwrap_or((&clock, "00")) };
    if shift.is_none() && hour.len() == 1 && ("1"..="7").contains(&hour) {
        return Err(format!("Say whether {clock} is in the morning or later: {clock}am or {clock}pm"));
    }
    let written = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if !written(hour) || !written(minute) || minute.len() != 2 {
        return Err(wrong());
    }
    let hour: i8 = hour.parse().map_err(|_| wrong())?;
    let minute: i8 = minute.parse().map_err(|_| wrong())?;
    let hour = match shift {
        Some(shift) if (1..=12).contains(&hour) => hour % 12 + shift,
        Some(_) => return Err(wrong()),
        None => hour,
    };
    Time::new(hour, minute, 0, 0).map(Some).map_err(|_| wrong())
}

/// Pounds: 5, £4.50, free.
pub(super) fn pounds(text: &str) -> Result<Option<f64>, String> {
    match text.trim_start_matches('£').trim().to_lowercase().as_str() {
        "" => Ok(None),
        "free" => Ok(Some(0.0)),
        amount => match amount.parse::<f64>() {
            Ok(pounds) if (0.0..=1_000_000.0).contains(&pounds) => Ok(Some((pounds * 100.0).round() / 100.0)),
            _ => Err("Enter a price in pounds, like 4.50".to_owned()),
        },
    }
}

/// The rows of a table, as many cells to a row, each with its number from 0; empty rows are left out.
pub(super) fn rows(typed: &[String], cells: usize) -> Vec<(usize, &[String])> {
    let numbered = typed.chunks(cells).enumerate();
    numbered.filter(|(_, row)| row.len() == cells && row.iter().any(|cell| !cell.is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_prices_are_read_as_people_write_them() {
        let expected: Date = "2026-03-27".parse().unwrap();
        for text in ["27/3/2026", "27 3 26", "27 March 2026", "27th mar 2026", "2026-03-27"] {
            assert_eq!(day(text), Ok(Some(expected)), "{text}");
        }
        assert!(day("31/2/2026").is_err() && day("tomorrow").is_err());
        for (text, hour, minute) in [
            ("9am", 9, 0),
            ("9.30 AM", 9, 30),
            ("14:00", 14, 0),
            ("12pm", 12, 0),
            ("noon", 12, 0),
            ("9.30 a.m.", 9, 30),
            ("9a.m.", 9, 0),
            ("12 noon", 12, 0),
            ("0930", 9, 30),
            ("1830", 18, 30),
            ("06:00", 6, 0),
            ("8", 8, 0),
            ("6pm", 18, 0),
        ] {
            assert_eq!(time(text), Ok(Some(Time::constant(hour, minute, 0, 0))), "{text}");
        }
        assert!(time("25:00").is_err() && time("13pm").is_err() && time("-1am").is_err() && time("9:3am").is_err());
        for open in ["6", "6:30", "7.15", "1"] {
            assert!(time(open).unwrap_err().contains("am or "), "{open}");
        }
        assert_eq!(show_time(Time::constant(13, 5, 0, 0)), "1:05pm");
        assert_eq!(pounds("£4.50"), Ok(Some(4.5)));
        assert!(pounds("-1").is_err() && pounds("NaN").is_err() && pounds("inf").is_err());
    }
}
