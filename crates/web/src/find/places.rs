//! Places as a service page shows them.

use crate::words;
use jiff::civil::Date;
use local_offer_catalogue::{Gazetteer, Vocabulary};
use local_offer_domain::directory::{Closure, Contact, Location, Schedule, ServiceAtLocation};
use local_offer_domain::values::Answer;

/// One place with its times, contacts and access.
pub(crate) struct PlaceView {
    pub(crate) name: String,
    pub(crate) lines: Vec<String>,
    pub(crate) hidden: bool,
    pub(crate) times: Vec<String>,
    pub(crate) closed: Vec<String>,
    pub(crate) access: Vec<String>,
    pub(crate) access_note: Option<String>,
    pub(crate) how_to_find: Option<String>,
    pub(crate) directions: Option<String>,
    pub(crate) contacts: Vec<ContactView>,
    pub(crate) at: Option<(f64, f64)>,
}

/// A contact as it is printed.
pub(crate) struct ContactView {
    pub(crate) who: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) text_phone: Option<String>,
    pub(crate) email: Option<String>,
}

impl ContactView {
    pub(crate) fn new(contact: &Contact) -> Self {
        let who = match (&contact.name, &contact.role) {
            (Some(name), Some(role)) => Some(format!("{name}, {role}")),
            (name, role) => name.clone().or_else(|| role.clone()),
        };
        Self { who, phone: contact.phone.clone(), text_phone: contact.text_phone.clone(), email: contact.email.clone() }
    }
}

impl PlaceView {
    pub(crate) fn of_service(
        place: &ServiceAtLocation,
        gazetteer: &Gazetteer,
        vocabulary: &Vocabulary,
        today: Date,
    ) -> Self {
        let mut view = Self::of_location(&place.location, gazetteer, vocabulary);
        view.times = times(&place.schedules, today);
        view.closed = closures(&place.closed, today);
        view.contacts = place.contacts.iter().map(ContactView::new).collect();
        view
    }

    pub(crate) fn of_location(location: &Location, gazetteer: &Gazetteer, vocabulary: &Vocabulary) -> Self {
        let mut lines: Vec<String> = Vec::new();
        for line in location.address.iter().chain(&location.town) {
            if lines.last() != Some(line) && location.name.as_ref() != Some(line) {
                lines.push(line.clone());
            }
        }
        lines.extend(location.postcode.as_ref().map(ToString::to_string));
        lines.extend(location.outward.as_ref().map(ToString::to_string));
        let at = gazetteer.locate(location);
        let name = location.name.clone().or_else(|| location.town.clone()).unwrap_or_else(|| "Where it is".to_owned());
        Self {
            directions: at.filter(|_| !location.address_hidden).map(|at| {
                format!("https://www.openstreetmap.org/directions?to={:.5}%2C{:.5}", at.latitude, at.longitude)
            }),
            at: at.filter(|_| !location.address_hidden).map(|at| (at.latitude, at.longitude)),
            name,
            lines,
            hidden: location.address_hidden,
            times: Vec::new(),
            closed: Vec::new(),
            access: location.access.iter().map(|id| vocabulary.access.label(id).to_owned()).collect(),
            access_note: location.access_note.clone(),
            how_to_find: location.directions.clone(),
            contacts: Vec::new(),
        }
    }
}

/// Opening times in words, without those that are over.
pub(crate) fn times(schedules: &[Schedule], today: Date) -> Vec<String> {
    let current = schedules.iter().filter(|schedule| schedule.to.is_none_or(|to| to >= today));
    current
        .map(|schedule| {
            let mut text = schedule.days_in_words();
            let hours = schedule.hours_in_words();
            if !hours.is_empty() {
                text = if text.is_empty() { words::capital(&hours) } else { format!("{text}, {hours}") };
            }
            let mut notes = Vec::new();
            if let Some(weeks) = schedule.every_weeks {
                notes.push(if weeks == 2 { "every other week".to_owned() } else { format!("every {weeks} weeks") });
            }
            match schedule.term_time_only {
                Answer::Yes => notes.push("in term time only".to_owned()),
                Answer::No => notes.push("in the school holidays as well".to_owned()),
                Answer::Unknown => {}
            }
            if let Some(from) = schedule.from.filter(|from| *from > today) {
                notes.push(format!("from {}", words::date(from)));
            }
            if let Some(to) = schedule.to {
                notes.push(format!("until {}", words::date(to)));
            }
            if !notes.is_empty() {
                text = if text.is_empty() {
                    words::capital(&notes.join(", "))
                } else {
                    format!("{text}, {}", notes.join(", "))
                };
            }
            match &schedule.note {
                Some(note) if text.is_empty() => note.clone(),
                Some(note) => format!("{text}. {note}"),
                None => text,
            }
        })
        .filter(|text| !text.is_empty())
        .collect()
}

/// Days on which it is closed, without those that are over.
fn closures(closed: &[Closure], today: Date) -> Vec<String> {
    let coming = closed.iter().filter(|closure| closure.to >= today);
    coming
        .map(|closure| {
            let days = if closure.from == closure.to {
                words::date(closure.from)
            } else {
                format!("{} to {}", words::date(closure.from), words::date(closure.to))
            };
            if closure.why.is_empty() { days } else { format!("{days} ({})", closure.why) }
        })
        .collect()
}
