//! Reading untyped JSON without ever failing: a field of the wrong type is a field that is not there.

use crate::import::privacy::Says;
use crate::import::text::{date, tidy_line, tidy_paragraphs, truth};
use jiff::civil::{Date, Time};
use local_offer_domain::values::WebAddress;
use serde_json::Value;

/// Most objects of one list that are read.
const MOST: usize = 2_000;

/// A JSON object seen through the names of its fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lens<'a>(pub(super) &'a Value);

impl<'a> Lens<'a> {
    fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the field is there and says anything.
    pub(super) fn has(self, name: &str) -> bool {
        match self.get(name) {
            None => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => true,
        }
    }

    /// Text, or a number or truth value as text.
    pub(super) fn text(self, name: &str) -> Option<String> {
        let text = match self.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            _ => return None,
        };
        Some(text)
    }

    /// One tidy line.
    pub(super) fn line(self, name: &str) -> Option<String> {
        self.text(name).map(|text| tidy_line(&text)).filter(|text| !text.is_empty())
    }

    /// The first of these fields that says anything.
    pub(super) fn first_line(self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.line(name))
    }

    /// Paragraphs of plain text.
    pub(super) fn paragraphs(self, name: &str) -> Option<String> {
        self.text(name).map(|text| tidy_paragraphs(&text)).filter(|text| !text.is_empty())
    }

    /// A number, also when it is written as text.
    pub(super) fn number(self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().trim_start_matches('£').parse().ok(),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// A whole number; a fraction of a year is the year begun.
    pub(super) fn whole(self, name: &str) -> Option<i64> {
        self.number(name).map(|number| number.floor() as i64)
    }

    /// Yes or no, also when it is written as text.
    pub(super) fn truth(self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) => truth(text),
            Value::Number(number) => Some(number.as_f64()? > 0.0),
            _ => None,
        }
    }

    /// A day, of a date or of a moment.
    pub(super) fn date(self, name: &str) -> Option<Date> {
        date(&self.line(name)?)
    }

    /// A time of day.
    pub(super) fn time(self, name: &str) -> Option<Time> {
        let text = self.line(name)?;
        let clock = text.split_once('T').map_or(text.as_str(), |(_, clock)| clock);
        let clock = clock.trim_end_matches('Z');
        clock.parse().ok().or_else(|| clock.get(..5)?.parse().ok())
    }

    /// The first of these fields that is a web address.
    pub(super) fn web_address(self, names: &[&str]) -> Option<WebAddress> {
        names.iter().find_map(|name| WebAddress::parse(&self.line(name)?).ok())
    }

    /// What looks like an email address.
    pub(super) fn email(self, name: &str) -> Option<String> {
        self.line(name).filter(|text| is_email(text))
    }

    /// An object.
    pub(super) fn object(self, name: &str) -> Option<Lens<'a>> {
        self.get(name).filter(|value| value.is_object()).map(Lens)
    }

    /// The objects of a list; one object alone is a list of one.
    pub(super) fn list(self, name: &str) -> Vec<Lens<'a>> {
        match self.get(name) {
            Some(Value::Array(values)) => {
                values.iter().filter(|value| value.is_object()).take(MOST).map(Lens).collect()
            }
            Some(value @ Value::Object(_)) => vec![Lens(value)],
            _ => Vec::new(),
        }
    }
}

impl Says for Lens<'_> {
    fn says(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            // A list or an object is no yes and no no; it is not understood, as it should be.
            other => Some(other.to_string()),
        }
    }
}

/// Good enough to tell an address from a remark: one @ with something on both sides and no spaces.
pub(in crate::import) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && host.contains('.')
        && !host.contains('@')
        && !text.contains(char::is_whitespace)
        && !text.contains(['<', '>', '"', ',', ';', '?', '&', '%'])
}
