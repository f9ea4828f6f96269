//! The Outpost import template: one row a service, and further rows that add a contact, place, price, time or link to
//! the service whose `import_id` they refer to.

use super::Row;
use super::place::{ages, position, schedule};
use crate::import::incoming::{Batch, Content, Incoming, Origin};
use crate::import::oruk::{access_in, add, add_term, is_email};
use crate::import::privacy::{address_hidden, contact_hidden, record_hidden};
use crate::import::text::{name, split_list, tidy_line, tidy_paragraphs};
use crate::import::{Import, Report};
use local_offer_domain::directory::{
    Audience, Contact, CostOption, Link, Location, ReferralRoute, Schedule, ServiceAtLocation,
};
use local_offer_domain::values::WebAddress;
use local_offer_domain::{OrganisationContent, ServiceContent};
use std::collections::HashMap;

pub(super) fn read(rows: &[Row], file: &str, import: &Import<'_>, batch: &mut Batch, report: &mut Report) {
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let origin = Origin { file: file.to_owned(), line: row.line };
        let parent = row.get(&["import_id_reference"]).map(str::to_owned);
        if let Some(parent) = parent {
            match places.get(&parent).map(|place| &mut batch.records[*place].content) {
                Some(Content::Service(content)) => add_row(content, row, import, &origin, report),
                _ => {
                    origin.reject(
                        report,
                        "",
                        format!("it refers to row {parent}, which is not a service in this file"),
                    );
                }
            }
            continue;
        }
        match service(row, import, &origin, report) {
            Ok((id, record, organisation)) => {
                if places.contains_key(&id) {
                    origin.reject(report, record.content.name(), format!("the import_id {id} is already used above"));
                    continue;
                }
                batch.records.extend(organisation);
                places.insert(id, batch.records.len());
                batch.records.push(record);
            }
            Err(reason) => origin.reject(report, row.get(&["name"]).unwrap_or_default(), reason),
        }
    }
}

fn service(
    row: &Row,
    import: &Import<'_>,
    origin: &Origin,
    report: &mut Report,
) -> Result<(String, Incoming, Option<Incoming>), String> {
    let id = row.get(&["import_id"]).ok_or("it has no import_id")?.to_owned();
    let name = name(row.get(&["name"]))?;
    let mut content = ServiceContent {
        description: row.get(&["description"]).map(tidy_paragraphs).unwrap_or_default(),
        name,
        ..ServiceContent::default()
    };
    let name = content.name.clone();
    content.suits.ages = ages(row, &["min_age"], &["max_age"], &mut |reason| origin.adjust(report, &name, reason));
    match row.truth(&["needs_referral"]) {
        Some(true) => content.getting_in.routes.push(ReferralRoute::AnyProfessional),
        Some(false) => content.getting_in.routes.push(ReferralRoute::Myself),
        None => {}
    }
    content.cost.free = row.truth(&["free"]).into();
    if row.truth(&["temporarily_closed"]) == Some(true) {
        content.alert = Some("Closed for now".to_owned());
    }
    for term in
        ["service_taxonomies", "send_needs_support"].iter().filter_map(|name| row.get(&[name])).flat_map(split_list)
    {
        add_term(&mut content, &term, import.vocabulary);
    }
    content.suits.conditions = row.get(&["suitabilities"]).map(split_list).unwrap_or_default();
    local_offer_answers(&mut content, row);
    add_row(&mut content, row, import, origin, report);
    let organisation = row.get(&["organisation"]).map(|name| Incoming {
        source_id: format!("name:{}", name.to_lowercase()),
        content: Content::Organisation(Box::new(OrganisationContent {
            name: tidy_line(name),
            ..OrganisationContent::default()
        })),
        organisation: None,
        assurance: None,
        hidden: None,
        unless_known: None,
    });
    let record = Incoming {
        source_id: id.clone(),
        content: Content::Service(Box::new(content)),
        organisation: organisation.as_ref().map(|organisation| organisation.source_id.clone()),
        assurance: None,
        hidden: record_hidden(row, import.today(), &mut |reason| origin.adjust(report, &name, reason)),
        unless_known: (row.truth(&["approved"]) == Some(false))
            .then(|| origin.problem(&name, "it is not approved in the source")),
    };
    Ok((id, record, organisation))
}

/// The template's questions about the Local Offer, each where families look for the answer.
fn local_offer_answers(content: &mut ServiceContent, row: &Row) {
    let answer = |name: &str| row.get(&[name]).map(tidy_paragraphs).filter(|text| !text.is_empty());
    for name in ["support_description", "outcomes", "parental_involvement", "information_sharing", "future_plans"] {
        if let Some(text) = answer(name) {
            content.description =
                if content.description.is_empty() { text } else { format!("{}\n\n{text}", content.description) };
        }
    }
    content.getting_in.how = answer("how_to_start");
    content.staffing.send_training_note = answer("recent_send_training");
    content.expect.note = answer("environment_accessibility");
}

/// What any row, of a service or of one that refers to it, may add.
fn add_row(content: &mut ServiceContent, row: &Row, import: &Import<'_>, origin: &Origin, report: &mut Report) {
    let name = content.name.clone();
    if let Some(text) = row.get(&["url"]) {
        match WebAddress::parse(text) {
            Ok(address) => content.website = Some(address),
            Err(error) => origin.adjust(report, &name, format!("\"{text}\": {error}")),
        }
    }
    let contact = Contact {
        name: row.get(&["contact_name"]).map(tidy_line),
        role: row.get(&["contact_title"]).map(tidy_line),
        phone: row.get(&["contact_phone"]).map(tidy_line),
        email: row.told(
            &["contact_email"],
            "an email address",
            |text| Some(tidy_line(text)).filter(|text| is_email(text)),
            &mut |reason| origin.adjust(report, &name, reason),
        ),
        // A contact is private unless the file says that it may be shown.
        audience: match contact_hidden(row, &mut |reason| origin.adjust(report, &name, reason)) {
            Some(false) => Audience::Public,
            Some(true) | None => Audience::Private,
        },
        ..Contact::default()
    };
    if contact.is_reachable() || contact.name.is_some() {
        content.contacts.push(contact);
    }
    if let Some(place) = place(row, &name, import, origin, report) {
        content.places.push(place);
    }
    let option = CostOption {
        label: row.get(&["cost_option"]).map(tidy_line),
        pounds: row.number(&["cost_amount"]),
        per: row.get(&["cost_type"]).map(tidy_line),
    };
    if option != CostOption::default() {
        content.cost.options.push(option);
    }
    let mut adjust = |reason: String| origin.adjust(report, &name, reason);
    let schedule =
        schedule(row, &["scheduled_weekday"], &["schedules_opens_at"], &["schedules_closes_at"], &mut adjust);
    if schedule != Schedule::default() {
        content.schedules.push(schedule);
    }
    let link = row.told(&["links_url"], "a web address", |text| WebAddress::parse(text).ok(), &mut adjust);
    if let Some(url) = link {
        let label = row.get(&["links_label"]).map_or_else(|| url.host().to_owned(), tidy_line);
        content.links.push(Link { label, url });
    }
}

fn place(
    row: &Row,
    name: &str,
    import: &Import<'_>,
    origin: &Origin,
    report: &mut Report,
) -> Option<ServiceAtLocation> {
    let mut location = Location {
        name: row.get(&["location_name"]).map(tidy_line),
        address: row.get(&["location_address_1"]).map(tidy_line).into_iter().collect(),
        town: row.get(&["location_city"]).map(tidy_line),
        address_hidden: address_hidden(row, &mut |reason| origin.adjust(report, name, reason)) == Some(true),
        ..Location::default()
    };
    let (postcode, latitude, longitude) = (["location_postcode"], ["location_latitude"], ["location_longitude"]);
    position(&mut location, row, &postcode, &latitude, &longitude, &mut |reason| origin.adjust(report, name, reason));
    for text in row.get(&["location_accessibilities"]).map(split_list).unwrap_or_default() {
        let features = access_in(&text, import.vocabulary);
        if features.is_empty() {
            location.access_note =
                Some(location.access_note.take().map_or(text.clone(), |note| format!("{note}; {text}")));
        }
        for feature in features {
            add(&mut location.access, &feature);
        }
    }
    location.is_told().then(|| ServiceAtLocation { location, ..ServiceAtLocation::default() })
}
