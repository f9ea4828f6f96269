//! Open Referral: UK 3.0, HSDS 3.x and the 1.0 pages that Outpost and others serve; JSON in any wrapping, and the
//! tabular package.
//!
//! Feeds deviate from the standard in every direction (docs/decisions/0006 says how), so documents are read as untyped JSON with
//! [`lens`], and only what we make of them is typed.

mod lens;
mod service;
mod tabular;
mod terms;

use super::incoming::{Batch, Content, Incoming, Origin};
use super::source::{self, File};
use super::{Import, Report};
use crate::OperationError;
pub(super) use lens::is_email;
pub(super) use terms::{access_in, add, add_term};

use lens::Lens;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn read(path: &Path, import: &Import<'_>, report: &mut Report) -> Result<Batch, OperationError> {
    let files = source::read(path, &["json", "ndjson", "jsonl", "csv"])?;
    let several = files.len() > 1;
    let mut batch = Batch { complete: true, ..Batch::default() };
    for package in tabular::packages(&files)? {
        let services = package.services(report);
        add_all(&mut batch, services, import, report);
    }
    let mut without_services = Vec::new();
    let mut pages = Pages::default();
    for (at, file) in files.iter().filter(|file| !file.has_ending("csv")).enumerate() {
        (import.progress)("Reading", at as u64, Some(files.len() as u64));
        let name = if several { file.folder.join(&file.name).display().to_string() } else { String::new() };
        match documents(file) {
            Ok(found) => {
                pages.add(&found.extent);
                let services = services_in(found, &name, several, report);
                if services.is_empty() {
                    without_services.push(name);
                }
                add_all(&mut batch, services, import, report);
            }
            // A broken file alone is the user's mistake; among others it is one bad record.
            // What it would have held is unknown, so nothing can be said to have disappeared.
            Err((line, reason)) if several => {
                pages.add(&Extent::Part);
                Origin { file: name, line }.reject(report, "", reason);
            }
            Err((line, reason)) => {
                return Err(source::unreadable(path, format!("line {line}: {reason}")));
            }
        }
    }
    batch.complete = pages.are_complete() && !report.rejected.iter().any(|problem| problem.reason.contains(NOT_JSON));
    if several && !without_services.is_empty() {
        report.notes.push(format!("No services in {}.", without_services.join(", ")));
    }
    if batch.records.is_empty() && report.rejected.is_empty() {
        return Err(OperationError::Refused(format!("{} holds no service that we recognise", path.display())));
    }
    Ok(batch)
}

/// JSON values of a file, and what wraps them.
struct Documents {
    /// Each with its line or position.
    values: Vec<(u64, Value)>,
    /// How much of its source it is.
    extent: Extent,
}

/// How much of its source a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Extent {
    /// Everything.
    All,
    /// This page of so many.
    Page(i64, i64),
    /// Some of it.
    Part,
}

/// Whether the files together are everything their source has.
#[derive(Default)]
struct Pages {
    part: bool,
    seen: BTreeSet<i64>,
    of: i64,
}

impl Pages {
    fn add(&mut self, extent: &Extent) {
        match extent {
            Extent::All => {}
            Extent::Part => self.part = true,
            Extent::Page(number, of) => {
                self.seen.insert(*number);
                self.of = self.of.max(*of);
            }
        }
    }

    fn are_complete(&self) -> bool {
        !self.part && (1..=self.of).all(|page| self.seen.contains(&page))
    }
}

/// The reason of a line that could not be read at all.
const NOT_JSON: &str = "this line is not JSON";

/// A document that holds a service, and the organisation around it.
struct Found {
    origin: Origin,
    service: Value,
    organisation: Option<Value>,
}

fn documents(file: &File) -> Result<Documents, (u64, String)> {
    let text = file.text();
    let by_line = file.has_ending("ndjson") || file.has_ending("jsonl");
    if !by_line {
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => return Ok(unwrap(value)),
            // One object a line has been saved under the name of JSON often enough.
            Err(error) if error.line() > 1 && text.lines().next().is_some_and(is_object) => {}
            Err(error) => return Err((error.line() as u64, format!("this is not JSON: {error}"))),
        }
    }
    let mut values = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line_number = at as u64 + 1;
        let value = serde_json::from_str(line).unwrap_or_else(|error| {
            // Kept as a value that no reader accepts, so that it is rejected with its line and the others go on.
            Value::String(format!("{NOT_JSON}: {error}"))
        });
        values.push((line_number, value));
    }
    Ok(Documents { values, extent: Extent::All })
}

fn is_object(line: &str) -> bool {
    serde_json::from_str::<Value>(line).is_ok_and(|value| value.is_object())
}

/// Names under which feeds put the list of a page.
const LISTS: &[&str] = &["contents", "content", "services", "items", "results", "data"];

fn unwrap(value: Value) -> Documents {
    match value {
        Value::Array(values) => {
            let values = values.into_iter().enumerate().map(|(at, value)| (at as u64 + 1, value)).collect();
            Documents { values, extent: Extent::All }
        }
        Value::Object(mut object) => {
            // A recorded answer: `{status, body}`.
            if object.contains_key("status") && object.contains_key("body") {
                return match object.remove("body") {
                    Some(Value::String(text)) => unwrap(serde_json::from_str(&text).unwrap_or(Value::Null)),
                    Some(body) => unwrap(body),
                    None => unwrap(Value::Null),
                };
            }
            let is_record = object.contains_key("name");
            let list = LISTS.iter().find(|name| !is_record && object.get(**name).is_some_and(Value::is_array));
            if let Some(list) = list {
                let number = |names: &[&str]| names.iter().find_map(|name| object.get(*name)?.as_i64());
                let of = number(&["total_pages", "totalPages"]).unwrap_or(1);
                let extent = match number(&["page_number", "number", "page"]) {
                    _ if of <= 1 => Extent::All,
                    Some(page) => Extent::Page(page, of),
                    None => Extent::Part,
                };
                let Some(values) = object.remove(*list) else { return unwrap(Value::Null) };
                return Documents { extent, ..unwrap(values) };
            }
            // One service of many: nothing can be said of the others.
            Documents { values: vec![(1, Value::Object(object))], extent: Extent::Part }
        }
        other => Documents { values: vec![(1, other)], extent: Extent::Part },
    }
}

/// The services among the documents, out of whatever holds them.
fn services_in(documents: Documents, file: &str, several: bool, report: &mut Report) -> Vec<Found> {
    let mut found = Vec::new();
    let mut others = Vec::new();
    for (line, value) in documents.values {
        let origin = Origin { file: file.to_owned(), line };
        if let Some(package) = tabular::package_in(&value, file) {
            found.extend(package.services(report));
            continue;
        }
        if !collect(&origin, value.clone(), &mut found) {
            others.push((origin, value));
        }
    }
    // In a folder of an API's answers, files of terms and organisations are not mistakes.
    if !several || !found.is_empty() {
        for (origin, value) in others {
            let name = Lens(&value).line("name").unwrap_or_default();
            let reason = value.as_str().map_or_else(|| "this is not a service: it needs a name and at least an identifier, an organisation, a place or a contact".to_owned(), str::to_owned);
            origin.reject(report, &name, reason);
        }
    }
    found
}

/// Take the services out of a document. False when it holds none.
fn collect(origin: &Origin, value: Value, found: &mut Vec<Found>) -> bool {
    let lens = Lens(&value);
    if let Some(service) = lens.object("service") {
        // A service at a location: the other way round from how a service says it.
        let mut service = service.0.clone();
        if let (Some(service), Some(place)) = (service.as_object_mut(), value.as_object()) {
            let mut place = place.clone();
            place.remove("service");
            service
                .entry("service_at_locations")
                .or_insert_with(|| Value::Array(Vec::new()))
                .as_array_mut()
                .into_iter()
                .for_each(|places| places.push(Value::Object(place.clone())));
        }
        return collect(origin, service, found);
    }
    let services = lens.list("services");
    if !services.is_empty() && lens.has("name") {
        let mut organisation = value.clone();
        if let Some(organisation) = organisation.as_object_mut() {
            organisation.remove("services");
        }
        for service in services {
            found.push(Found {
                origin: origin.clone(),
                service: service.0.clone(),
                organisation: Some(organisation.clone()),
            });
        }
        return true;
    }
    let telling = [
        "organization",
        "organisation",
        "organization_id",
        "status",
        "service_at_locations",
        "locations",
        "contacts",
        "minimum_age",
        "min_age",
        "cost_options",
        "schedules",
        "attributes",
        "taxonomies",
    ];
    if lens.has("id") && telling.iter().any(|name| lens.has(name)) && (lens.has("name") || lens.has("description")) {
        found.push(Found { origin: origin.clone(), service: value, organisation: None });
        return true;
    }
    false
}

fn add_all(batch: &mut Batch, found: Vec<Found>, import: &Import<'_>, report: &mut Report) {
    for Found { origin, service, organisation } in found {
        let around = organisation.as_ref().map(Lens);
        match service::read(Lens(&service), around, import, &origin, report) {
            Ok((service, organisation)) => {
                if let Some(organisation) = organisation {
                    batch.records.push(organisation);
                }
                batch.records.push(service);
            }
            Err(reason) => origin.reject(report, &Lens(&service).line("name").unwrap_or_default(), reason),
        }
    }
}

/// An organisation's record, if the document says anything of one.
fn organisation(lens: Lens<'_>) -> Option<Incoming> {
    let name = lens.line("name")?;
    let id = lens.line("id").unwrap_or_else(|| format!("name:{}", name.to_lowercase()));
    let identifier = |kind: &str| {
        let known = lens.list("organization_identifiers").into_iter();
        known
            .filter(|identifier| identifier.line("identifier_scheme").is_some_and(|scheme| scheme.contains(kind)))
            .find_map(|identifier| identifier.line("identifier"))
    };
    Some(Incoming {
        source_id: id,
        content: Content::Organisation(Box::new(local_offer_domain::OrganisationContent {
            description: lens.paragraphs("description").unwrap_or_default(),
            website: lens.web_address(&["website", "url", "uri"]),
            email: lens.email("email"),
            phone: lens.list("phones").into_iter().find_map(|phone| phone.line("number")),
            charity_number: identifier("GB-CHC"),
            company_number: identifier("GB-COH"),
            name,
            ..local_offer_domain::OrganisationContent::default()
        })),
        organisation: None,
        assurance: None,
        hidden: None,
        unless_known: None,
    })
}
