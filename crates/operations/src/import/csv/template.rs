//! Our own template, described in `docs/import.md`: one row a service; further rows with the same `id` add places.

use super::Row;
use super::place::{ages, position, schedule};
use super::rows::number;
use crate::import::incoming::{Batch, Content, Incoming, Origin};
use crate::import::oruk::{access_in, add, add_term, is_email};
use crate::import::privacy::{address_hidden, contact_hidden, record_hidden};
use crate::import::text::{date, name, split_list, tidy_line, tidy_paragraphs, truth};
use crate::import::{Import, Report, privacy};
use local_offer_domain::directory::{
    Audience, Contact, CostOption, Delivery, Level, Location, ReferralRoute, Schedule, ServiceAtLocation,
};
use local_offer_domain::listing::{Assurance, CheckedBy};
use local_offer_domain::values::WebAddress;
use local_offer_domain::{OrganisationContent, ServiceContent};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Every column that is read, with the other names it goes by.
const COLUMNS: &[&str] = &[
    "id",
    "name",
    "summary",
    "description",
    "organisation",
    "organization",
    "provider",
    "website",
    "url",
    "phone",
    "telephone",
    "email",
    "contact",
    "min_age",
    "minimum_age",
    "max_age",
    "maximum_age",
    "needs",
    "categories",
    "category",
    "themes",
    "theme",
    "level",
    "delivery",
    "referral",
    "routes",
    "how_to_get_in",
    "eligibility",
    "decided_by",
    "diagnosis_needed",
    "ehc_plan_needed",
    "free",
    "price",
    "price_per",
    "cost",
    "place",
    "location_name",
    "address",
    "address_1",
    "town",
    "city",
    "postcode",
    "postal_code",
    "latitude",
    "longitude",
    "directions",
    "access",
    "access_note",
    "days",
    "opens",
    "closes",
    "term_time_only",
    "times",
    "keywords",
    "languages",
    "area_served",
    "quality",
    "complaints",
    "checked_on",
];

/// Whether a column of this name is read.
pub(super) fn reads(header: &str) -> bool {
    COLUMNS.contains(&header) || privacy::columns().any(|column| column == header)
}

pub(super) fn read(rows: &[Row], file: &str, import: &Import<'_>, batch: &mut Batch, report: &mut Report) {
    let mut known: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let origin = Origin { file: file.to_owned(), line: row.line };
        let named = name(row.get(&["name"]));
        let name = named.clone().unwrap_or_default();
        let Some(id) = row.get(&["id"]).map(str::to_owned) else {
            origin.reject(report, &name, "it has no id, so it could never be updated");
            continue;
        };
        if let Some(place) = known.get(&id) {
            let Content::Service(content) = &mut batch.records[*place].content else { continue };
            if !name.is_empty() && name != content.name {
                origin.reject(report, &name, format!("the id {id} is already used by \"{}\"", content.name));
                continue;
            }
            let placed = self::place(row, import, &mut |reason| origin.adjust(report, &content.name, reason));
            match placed {
                Some(place) => content.places.push(place),
                None => origin.reject(
                    report,
                    &name,
                    format!("the id {id} is already used above, and this row adds no place"),
                ),
            }
            continue;
        }
        if let Err(reason) = named {
            origin.reject(report, "", reason);
            continue;
        }
        let organisation = row.get(&["organisation", "organization", "provider"]).map(tidy_line);
        let organisation_id = organisation.as_ref().map(|name| format!("name:{}", name.to_lowercase()));
        if let (Some(name), Some(id)) = (organisation, &organisation_id) {
            batch.records.push(Incoming {
                source_id: id.clone(),
                content: Content::Organisation(Box::new(OrganisationContent {
                    name,
                    ..OrganisationContent::default()
                })),
                organisation: None,
                assurance: None,
                hidden: None,
                unless_known: None,
            });
        }
        let checked_on = row.told(&["checked_on"], "a date", date, &mut |reason| origin.adjust(report, &name, reason));
        let hidden = record_hidden(row, import.today(), &mut |reason| origin.adjust(report, &name, reason));
        known.insert(id.clone(), batch.records.len());
        batch.records.push(Incoming {
            source_id: id,
            content: Content::Service(Box::new(service(name, row, import, &origin, report))),
            organisation: organisation_id,
            assurance: checked_on.map(|checked_on| Assurance { checked_on, checked_by: CheckedBy::Source }),
            hidden,
            unless_known: None,
        });
    }
}

fn service(name: String, row: &Row, import: &Import<'_>, origin: &Origin, report: &mut Report) -> ServiceContent {
    let text = |names: &[&str]| row.get(names).map(tidy_paragraphs).filter(|text| !text.is_empty());
    let mut content = ServiceContent {
        summary: row.get(&["summary"]).map(tidy_line).unwrap_or_default(),
        description: text(&["description"]).unwrap_or_default(),
        keywords: row.get(&["keywords"]).map(split_list).unwrap_or_default(),
        languages: row.get(&["languages"]).map(split_list).unwrap_or_default(),
        area_served: text(&["area_served"]),
        quality: text(&["quality"]),
        name,
        ..ServiceContent::default()
    };
    let mut adjust = |reason: String| origin.adjust(report, &content.name, reason);
    if let Some(address) = row.get(&["website", "url"]) {
        match WebAddress::parse(address) {
            Ok(address) => content.website = Some(address),
            Err(error) => adjust(format!("\"{address}\": {error}")),
        }
    }
    content.suits.ages = ages(row, &["min_age", "minimum_age"], &["max_age", "maximum_age"], &mut adjust);
    let options = row.told(&["price"], "a price in pounds", price, &mut adjust).map(|pounds| CostOption {
        pounds: Some(pounds),
        per: row.get(&["price_per"]).map(tidy_line),
        label: None,
    });
    let email = row.get(&["email"]).map(tidy_line);
    if let Some(text) = email.as_ref().filter(|text| !is_email(text)) {
        adjust(format!("\"{text}\" is not an email address"));
    }
    content.level = listed::<Level>(row.get(&["level"]), &mut adjust).into_iter().next();
    content.delivery = listed::<Delivery>(row.get(&["delivery"]), &mut adjust);
    content.getting_in.routes = listed::<ReferralRoute>(row.get(&["referral", "routes"]), &mut adjust);
    let answers = [["diagnosis_needed"], ["ehc_plan_needed"], ["free"]]
        .map(|name| row.told(&name, "yes or no", truth, &mut adjust));
    let contact = Contact {
        role: row.get(&["contact"]).map(tidy_line),
        phone: row.get(&["phone", "telephone"]).map(tidy_line),
        email: email.filter(|text| is_email(text)),
        audience: if contact_hidden(row, &mut adjust) == Some(true) { Audience::Private } else { Audience::Public },
        ..Contact::default()
    };
    content.contacts.extend(Some(contact).filter(Contact::is_reachable));
    content.getting_in.how = text(&["how_to_get_in"]);
    content.getting_in.eligibility = text(&["eligibility"]);
    content.getting_in.decided_by = text(&["decided_by"]);
    content.suits.diagnosis_needed = answers[0].into();
    content.suits.ehc_plan_needed = answers[1].into();
    content.cost.free = answers[2].into();
    content.cost.options = options.into_iter().collect();
    content.cost.note = text(&["cost"]);
    content.complaints.how = text(&["complaints"]);
    for term in [&["needs"][..], &["categories", "category"], &["themes", "theme"]]
        .into_iter()
        .filter_map(|names| row.get(names))
    {
        for term in split_list(term) {
            add_term(&mut content, &term, import.vocabulary);
        }
    }
    let mut adjust = |reason: String| origin.adjust(report, &content.name, reason);
    match place(row, import, &mut adjust) {
        Some(place) => content.places.push(place),
        None => content.schedules.extend(times(row, &mut adjust)),
    }
    content
}

/// Words of one of our own lists; a word that is not in it is told, not guessed.
fn listed<Word: DeserializeOwned>(cell: Option<&str>, adjust: &mut dyn FnMut(String)) -> Vec<Word> {
    let mut found = Vec::new();
    for word in cell.map(split_list).unwrap_or_default() {
        let id = word.to_lowercase().replace([' ', '_'], "-");
        match serde_json::from_value(serde_json::Value::String(id)) {
            Ok(value) => found.push(value),
            Err(_) => adjust(format!("\"{word}\" is not one of the words for this column (see docs/import.md)")),
        }
    }
    found
}

/// A price: a number that is not below nothing.
fn price(cell: &str) -> Option<f64> {
    number(cell).filter(|pounds| *pounds >= 0.0)
}

/// The times of a row; nothing when it says none.
fn times(row: &Row, adjust: &mut dyn FnMut(String)) -> Option<Schedule> {
    let schedule = Schedule {
        term_time_only: row.truth(&["term_time_only"]).into(),
        note: row.get(&["times"]).map(tidy_line),
        ..schedule(row, &["days"], &["opens"], &["closes"], adjust)
    };
    (schedule != Schedule::default()).then_some(schedule)
}

fn place(row: &Row, import: &Import<'_>, adjust: &mut dyn FnMut(String)) -> Option<ServiceAtLocation> {
    let mut location = Location {
        name: row.get(&["place", "location_name"]).map(tidy_line),
        address: row.get(&["address", "address_1"]).map(tidy_line).into_iter().collect(),
        town: row.get(&["town", "city"]).map(tidy_line),
        access_note: row.get(&["access_note"]).map(tidy_line),
        directions: row.get(&["directions"]).map(tidy_line),
        address_hidden: address_hidden(row, adjust) == Some(true),
        ..Location::default()
    };
    position(&mut location, row, &["postcode", "postal_code"], &["latitude"], &["longitude"], adjust);
    for text in row.get(&["access"]).map(split_list).unwrap_or_default() {
        let features = access_in(&text, import.vocabulary);
        if features.is_empty() {
            adjust(format!("\"{text}\" is no access feature that we know"));
        }
        for feature in features {
            add(&mut location.access, &feature);
        }
    }
    // That something is hidden says nothing of where it is.
    if location == (Location { address_hidden: location.address_hidden, ..Location::default() }) {
        return None;
    }
    Some(ServiceAtLocation {
        location,
        schedules: times(row, adjust).into_iter().collect(),
        ..ServiceAtLocation::default()
    })
}
