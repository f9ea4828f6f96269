//! A service document, of any version, as our content.

use super::lens::Lens;
use super::organisation;
use super::terms::{access_in, add, add_term};
use crate::import::incoming::{Content, Incoming, Origin};
use crate::import::privacy::{own_contact_hidden, place_hidden, record_hidden};
use crate::import::text::name;
use crate::import::{Import, Report};
use local_offer_domain::ServiceContent;
use local_offer_domain::directory::{
    Audience, Contact, CostOption, Delivery, Link, Location, ReferralRoute, Schedule, ServiceAtLocation, Wait, Weekday,
};
use local_offer_domain::listing::{Assurance, CheckedBy};
use local_offer_domain::values::{AgeRange, Answer, Coordinates, Postcode, same_number};

/// Read a service, and the organisation it names or stands in. The error is the reason why it cannot be used.
pub(super) fn read(
    lens: Lens<'_>,
    around: Option<Lens<'_>>,
    import: &Import<'_>,
    origin: &Origin,
    report: &mut Report,
) -> Result<(Incoming, Option<Incoming>), String> {
    let name = name(lens.text("name").as_deref())?;
    let source_id = lens.line("id").ok_or("it has no identifier, so it could never be updated")?;
    if let Some(status) = lens.line("status") {
        let shown = ["active", "temporarily closed"].iter().any(|word| status.eq_ignore_ascii_case(word));
        if !shown {
            return Err(format!("its status in the source is \"{status}\""));
        }
    }
    let mut content = ServiceContent {
        summary: lens.line("summary").unwrap_or_default(),
        description: lens.paragraphs("description").unwrap_or_default(),
        website: lens.web_address(&["url", "website"]),
        quality: lens.paragraphs("accreditations"),
        alert: alert(lens),
        name,
        ..ServiceContent::default()
    };
    let called = content.name.clone();
    let mut adjust = |reason: String| origin.adjust(report, &called, reason);
    if lens.has("url") && content.website.is_none() {
        adjust(format!("\"{}\" is not a web address", lens.line("url").unwrap_or_default()));
    }
    content.suits.ages = ages(lens, &mut adjust);
    content.places = places(lens, import, &mut adjust);
    who(&mut content, lens);
    getting_in(&mut content, lens);
    cost(&mut content, lens);
    reach(&mut content, lens, &mut adjust);
    terms(&mut content, lens, import);
    content.schedules = schedules(lens);
    content.area_served = area_served(lens);
    content.links = links(lens);
    content.delivery = delivery(lens, &content);
    let organisation =
        lens.object("organization").or_else(|| lens.object("organisation")).or(around).and_then(organisation);
    let organisation_id = organisation.as_ref().map(|organisation| organisation.source_id.clone());
    let assurance = lens
        .date("assured_date")
        .or_else(|| lens.date("assuredDate"))
        .map(|checked_on| Assurance { checked_on, checked_by: CheckedBy::Source });
    let hidden = record_hidden(&lens, import.today(), &mut adjust);
    let service = Incoming {
        source_id,
        content: Content::Service(Box::new(content)),
        organisation: organisation_id.or_else(|| lens.line("organization_id")),
        assurance,
        hidden,
        unless_known: None,
    };
    Ok((service, organisation))
}

fn alert(lens: Lens<'_>) -> Option<String> {
    let closed = lens.truth("temporarily_closed") == Some(true)
        || lens.line("status").is_some_and(|status| status.eq_ignore_ascii_case("temporarily closed"));
    lens.paragraphs("alert").or_else(|| closed.then(|| "Closed for now".to_owned()))
}

fn ages(lens: Lens<'_>, adjust: &mut dyn FnMut(String)) -> Option<AgeRange> {
    let from = lens.whole("minimum_age").or_else(|| lens.whole("min_age"));
    let to = lens.whole("maximum_age").or_else(|| lens.whole("max_age"));
    let (from, to) = match (from, to) {
        // Open Referral 1.0 has ages in a list of eligibilities.
        (None, None) => {
            let rows = lens.list("eligibilitys").into_iter().chain(lens.list("eligibility"));
            rows.map(|row| (row.whole("minimum_age"), row.whole("maximum_age")))
                .find(|(from, to)| from.is_some() || to.is_some())
                .unwrap_or((None, None))
        }
        ends => ends,
    };
    if from.is_none() && to.is_none() {
        return None;
    }
    AgeRange::new(from, to).map_err(|error| adjust(error.to_string())).ok()
}

fn who(content: &mut ServiceContent, lens: Lens<'_>) {
    for suitability in lens.list("suitabilities") {
        if let Some(label) = suitability.first_line(&["name", "label"]) {
            add(&mut content.suits.conditions, &label);
        }
    }
    for language in lens.list("languages") {
        if let Some(name) = language.first_line(&["name", "language", "note"]) {
            add(&mut content.languages, &name);
        }
    }
    content.suits.note = lens.paragraphs("interpretation_services");
    if let Some(name) = lens.object("program").and_then(|program| program.line("name")) {
        add(&mut content.keywords, &name);
    }
    // Outpost's answers about the Local Offer.
    if let Some(offer) = lens.object("local_offer") {
        let mut more = Vec::new();
        for answer in offer.list("survey_answers") {
            more.extend(answer.paragraphs("answer"));
        }
        more.extend(offer.paragraphs("description"));
        if content.description.is_empty() {
            content.description = more.join("\n\n");
        } else if !more.is_empty() {
            content.description = format!("{}\n\n{}", content.description, more.join("\n\n"));
        }
    }
}

fn getting_in(content: &mut ServiceContent, lens: Lens<'_>) {
    let getting_in = &mut content.getting_in;
    getting_in.how = lens.paragraphs("application_process");
    getting_in.eligibility = lens
        .paragraphs("eligibility_description")
        .or_else(|| lens.list("eligibilitys").into_iter().find_map(|row| row.paragraphs("eligibility")));
    getting_in.wait = lens.line("wait_time").filter(|text| text != "wait_time").map(|text| Wait {
        text,
        weeks: None,
        measured_on: None,
    });
    match lens.truth("needs_referral") {
        Some(true) => getting_in.routes.push(ReferralRoute::AnyProfessional),
        Some(false) => getting_in.routes.push(ReferralRoute::Myself),
        None => {}
    }
    let documents: Vec<String> =
        lens.list("required_documents").into_iter().filter_map(|document| document.paragraphs("document")).collect();
    if !documents.is_empty() {
        let needed = format!("You will be asked for: {}", documents.join("; "));
        getting_in.how = Some(getting_in.how.take().map_or(needed.clone(), |how| format!("{how}\n\n{needed}")));
    }
}

fn cost(content: &mut ServiceContent, lens: Lens<'_>) {
    let cost = &mut content.cost;
    for option in lens.list("cost_options") {
        let pounds = option.number("amount").filter(|pounds| (0.0..1_000_000.0).contains(pounds));
        let per = option.first_line(&["amount_description", "cost_type"]);
        let label = option.line("option");
        if pounds.is_some() || per.is_some() || label.is_some() {
            cost.options.push(CostOption { label, pounds, per });
        }
    }
    cost.free = lens.truth("free").into();
    cost.note = lens
        .paragraphs("fees_description")
        .or_else(|| lens.paragraphs("fees"))
        .filter(|text| text != "fees_description");
}

fn reach(content: &mut ServiceContent, lens: Lens<'_>, adjust: &mut dyn FnMut(String)) {
    let mut contacts = contacts(lens, adjust);
    if let Some(email) = lens.email("email")
        && !contacts.iter().any(|contact| contact.email.as_ref() == Some(&email))
    {
        contacts.insert(0, Contact { email: Some(email), ..Contact::default() });
    }
    content.contacts = contacts;
}

/// Contacts with their phones, and phones that stand alone.
fn contacts(lens: Lens<'_>, adjust: &mut dyn FnMut(String)) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = Vec::new();
    for contact in lens.list("contacts") {
        let phones: Vec<String> = contact.list("phones").iter().filter_map(|phone| phone.line("number")).collect();
        let hidden = own_contact_hidden(&contact, adjust) == Some(true);
        contacts.push(Contact {
            name: contact.line("name"),
            role: contact.first_line(&["title", "department"]),
            phone: contact.line("phone").or_else(|| phones.first().cloned()),
            email: contact.email("email"),
            audience: if hidden { Audience::Private } else { Audience::Public },
            ..Contact::default()
        });
    }
    for phone in lens.list("phones") {
        let number = phone.line("number");
        // However it is written, it is the same telephone: one that is private in a contact is not shown by itself.
        let known = contacts.iter().any(|contact| {
            number.as_deref().zip(contact.phone.as_deref()).is_some_and(|(one, other)| same_number(one, other))
        });
        let kind = phone.line("type").unwrap_or_default();
        if number.is_some() && !known && !kind.eq_ignore_ascii_case("fax") {
            let hidden = own_contact_hidden(&phone, adjust) == Some(true);
            let audience = if hidden { Audience::Private } else { Audience::Public };
            contacts.push(Contact { phone: number, audience, ..Contact::default() });
        }
    }
    contacts.retain(|contact| contact.is_reachable() || contact.name.is_some());
    contacts
}

fn terms(content: &mut ServiceContent, lens: Lens<'_>, import: &Import<'_>) {
    let lists = ["attributes", "service_taxonomys", "service_taxonomies"];
    for attribute in lists.into_iter().flat_map(|name| lens.list(name)) {
        let term = attribute.object("taxonomy_term").or_else(|| attribute.object("taxonomy"));
        let label =
            term.and_then(|term| term.line("name").or_else(|| term.line("term"))).or_else(|| attribute.line("value"));
        if let Some(label) = label {
            add_term(content, &label, import.vocabulary);
        }
    }
    for term in ["taxonomies", "send_needs"].into_iter().flat_map(|name| lens.list(name)) {
        if let Some(label) = term.first_line(&["name", "label"]) {
            add_term(content, &label, import.vocabulary);
        }
    }
}

fn area_served(lens: Lens<'_>) -> Option<String> {
    lens.list("service_areas").into_iter().find_map(|area| {
        area.paragraphs("description").or_else(|| area.paragraphs("name")).or_else(|| area.paragraphs("service_area"))
    })
}

fn links(lens: Lens<'_>) -> Vec<Link> {
    let lists = lens.list("links").into_iter().chain(lens.list("additional_urls"));
    lists
        .filter_map(|link| {
            let url = link.web_address(&["url"])?;
            Some(Link { label: link.line("label").unwrap_or_else(|| url.host().to_owned()), url })
        })
        .collect()
}

fn delivery(lens: Lens<'_>, content: &ServiceContent) -> Vec<Delivery> {
    let mut delivery = Vec::new();
    if !content.places.is_empty() {
        delivery.push(Delivery::InPerson);
    }
    let locations: Vec<Lens<'_>> = lens
        .list("service_at_locations")
        .into_iter()
        .filter_map(|place| place.object("location"))
        .chain(lens.list("locations"))
        .collect();
    let attending = lens.list("schedules").into_iter().filter_map(|schedule| schedule.line("attending_type"));
    let kinds = locations.iter().filter_map(|location| location.line("location_type")).chain(attending);
    for kind in kinds.map(|kind| kind.to_lowercase()) {
        let way = match kind.as_str() {
            "virtual" | "online" => Some(Delivery::Online),
            "phone" | "telephone" => Some(Delivery::Telephone),
            "home" => Some(Delivery::AtHome),
            _ => None,
        };
        delivery.extend(way.filter(|way| !delivery.contains(way)));
    }
    delivery
}

fn places(lens: Lens<'_>, import: &Import<'_>, adjust: &mut dyn FnMut(String)) -> Vec<ServiceAtLocation> {
    let mut places: Vec<ServiceAtLocation> = Vec::new();
    for at in lens.list("service_at_locations") {
        let Some(location) = at.object("location") else { continue };
        let mut place = place(location, import, adjust);
        place.schedules = schedules(at);
        place.contacts = contacts(at, adjust);
        places.push(place);
    }
    for location in lens.list("locations") {
        places.push(place(location, import, adjust));
    }
    // Open Referral lists a place once for the service and once at the location.
    let mut seen = std::collections::HashSet::new();
    places.retain(|place| place.location.source_id.clone().is_none_or(|id| seen.insert(id)));
    places.retain(|place| place.location.is_told());
    places
}

fn place(lens: Lens<'_>, import: &Import<'_>, adjust: &mut dyn FnMut(String)) -> ServiceAtLocation {
    let mut location = Location {
        source_id: lens.line("id"),
        name: lens.line("name"),
        directions: lens.paragraphs("transportation"),
        address_hidden: place_hidden(&lens, adjust) == Some(true),
        ..Location::default()
    };
    let addresses = ["addresses", "physical_addresses"].into_iter().flat_map(|name| lens.list(name));
    // Open Referral 1.0 as Outpost serves it has the address on the location itself.
    let address =
        addresses.into_iter().min_by_key(|address| address.line("address_type").as_deref() != Some("physical"));
    let address = address.unwrap_or(lens);
    for name in ["address_1", "address_2"] {
        if let Some(line) = address.line(name)
            && location.name.as_ref() != Some(&line)
        {
            add(&mut location.address, &line);
        }
    }
    location.town = address.first_line(&["city", "region"]);
    if let Some(text) = address.first_line(&["postal_code", "postcode"]) {
        match Postcode::parse(&text) {
            Ok(postcode) => location.postcode = Some(postcode),
            Err(_) => adjust(format!("\"{text}\" is not a postcode")),
        }
    }
    location.set_coordinates(coordinates(lens, adjust));
    let mut notes = Vec::new();
    for accessibility in ["accessibility", "accessibilities", "accessibility_for_disabilities"]
        .into_iter()
        .flat_map(|name| lens.list(name))
    {
        let text = accessibility.first_line(&["description", "name", "label", "accessibility"]).unwrap_or_default();
        let features = access_in(&text, import.vocabulary);
        if features.is_empty() || text.len() > 40 {
            notes.extend(Some(text).filter(|text| !text.is_empty()));
        }
        for feature in features {
            add(&mut location.access, &feature);
        }
        notes.extend(accessibility.paragraphs("details"));
    }
    location.access_note = (!notes.is_empty()).then(|| notes.join(" "));
    ServiceAtLocation { location, ..ServiceAtLocation::default() }
}

fn coordinates(lens: Lens<'_>, adjust: &mut dyn FnMut(String)) -> Option<Coordinates> {
    let geometry = lens.object("geometry").and_then(|geometry| geometry.0.get("coordinates")?.as_array());
    let pair = match geometry {
        // GeoJSON has the longitude first.
        Some(pair) => {
            pair.get(1).and_then(serde_json::Value::as_f64).zip(pair.first().and_then(serde_json::Value::as_f64))
        }
        None => lens.number("latitude").zip(lens.number("longitude")),
    };
    let (latitude, longitude) = pair?;
    Coordinates::new(latitude, longitude).map_err(|error| adjust(format!("{latitude}, {longitude}: {error}"))).ok()
}

fn schedules(lens: Lens<'_>) -> Vec<Schedule> {
    let lists = ["schedules", "regular_schedules"];
    lists
        .into_iter()
        .flat_map(|name| lens.list(name))
        .filter_map(|row| {
            let days = row.first_line(&["byday", "weekday"]).unwrap_or_default();
            let schedule = Schedule {
                // "2MO" is the second Monday of a month.
                days: days
                    .split([',', ';'])
                    .filter_map(|day| Weekday::parse(day.trim().trim_start_matches(|c: char| !c.is_alphabetic())))
                    .collect(),
                opens: row.time("opens_at"),
                closes: row.time("closes_at"),
                from: row.date("valid_from"),
                to: row.date("valid_to").or_else(|| row.date("until")),
                every_weeks: row
                    .whole("interval")
                    .filter(|_| row.line("freq").is_some_and(|freq| freq.eq_ignore_ascii_case("weekly")))
                    .and_then(|weeks| u8::try_from(weeks).ok())
                    .filter(|weeks| *weeks > 1),
                term_time_only: Answer::Unknown,
                note: row.first_line(&["description", "notes"]),
            };
            (schedule != Schedule::default()).then_some(schedule)
        })
        .collect()
}
