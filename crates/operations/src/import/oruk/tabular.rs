//! The tabular package: one CSV file a table, joined by identifiers, as nested documents.
//!
//! Joining first and reading second means that a service from a package goes through exactly the same reader as one from
//! an API.

use super::Found;
use crate::OperationError;
use crate::import::Report;
use crate::import::csv::rows;
use crate::import::incoming::Origin;
use crate::import::source::File;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Tables that belong together.
pub(super) struct Package {
    /// Where they are, for telling people.
    name: String,
    tables: BTreeMap<String, Table>,
}

type Table = Vec<Map<String, Value>>;

/// The packages among the files: each folder with tables of services and organisations.
pub(super) fn packages(files: &[File]) -> Result<Vec<Package>, OperationError> {
    let mut folders: BTreeMap<PathBuf, Vec<&File>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.has_ending("csv")) {
        folders.entry(file.folder.clone()).or_default().push(file);
    }
    let mut packages = Vec::new();
    for (folder, files) in folders {
        let has = |name: &str| files.iter().any(|file| table_name(&file.name) == name);
        // The Outpost template is called services.csv as well; it stands alone, and is read by `import csv`.
        if has("services") && has("organizations") {
            let mut tables = BTreeMap::new();
            for file in files {
                tables.insert(table_name(&file.name), table(file)?);
            }
            packages.push(Package { name: folder.join("services.csv").display().to_string(), tables });
        }
    }
    Ok(packages)
}

/// The package in one JSON object, whose fields are called after the files: `{"services.csv": [...], ...}`.
pub(super) fn package_in(value: &Value, file: &str) -> Option<Package> {
    let object = value.as_object()?;
    object.get("services.csv")?;
    let rows = |rows: &Value| -> Table {
        rows.as_array().into_iter().flatten().filter_map(Value::as_object).cloned().collect()
    };
    let tables = object.iter().map(|(name, table)| (table_name(name), rows(table))).collect();
    Some(Package { name: file.to_owned(), tables })
}

/// Packages name their tables in the singular and in the plural.
fn table_name(file: &str) -> String {
    let name = file.to_ascii_lowercase();
    let name = name.strip_suffix(".csv").unwrap_or(&name);
    match name {
        "accessibility" | "funding" | "metadata" => name.to_owned(),
        "address" => "addresses".to_owned(),
        "taxonomy" => "taxonomies".to_owned(),
        name if name.ends_with('s') => name.to_owned(),
        name => format!("{name}s"),
    }
}

fn table(file: &File) -> Result<Table, OperationError> {
    let found = rows(&file.text()).map_err(|reason| OperationError::Refused(format!("{}: {reason}", file.name)))?;
    let object = |row: crate::import::csv::Row| {
        let mut object: Map<String, Value> =
            row.cells().map(|(name, cell)| (name.to_owned(), Value::String(cell.to_owned()))).collect();
        object.insert("#line".to_owned(), Value::from(row.line));
        object
    };
    Ok(found.into_iter().map(object).collect())
}

impl Package {
    fn take(&mut self, name: &str) -> Table {
        self.tables.remove(name).unwrap_or_default()
    }

    /// Each service with everything that points to it.
    pub(super) fn services(mut self, report: &mut Report) -> Vec<Found> {
        let locations = self.locations();
        let mut contacts = self.take("contacts");
        let mut phones = self.take("phones");
        nest(
            &mut contacts,
            "contact_id",
            "phones",
            phones.extract_if(.., |phone| filled(phone, "contact_id")).collect(),
        );
        let mut schedules = self.take("schedules");
        let mut places = self.take("service_at_locations");
        for place in &mut places {
            if let Some(location) = text(place, "location_id").and_then(|id| locations.get(id)) {
                place.insert("location".to_owned(), Value::Object(location.clone()));
            }
        }
        let at_place = |row: &mut Map<String, Value>| filled(row, "service_at_location_id");
        nest(&mut places, "service_at_location_id", "schedules", schedules.extract_if(.., at_place).collect());
        let mut services = self.take("services");
        nest(&mut services, "service_id", "service_at_locations", places);
        nest(&mut services, "service_id", "schedules", schedules);
        nest(&mut services, "service_id", "contacts", contacts);
        nest(&mut services, "service_id", "phones", phones);
        nest(&mut services, "service_id", "cost_options", self.take("cost_options"));
        nest(&mut services, "service_id", "service_areas", self.take("service_areas"));
        nest(&mut services, "service_id", "languages", self.take("languages"));
        nest(&mut services, "service_id", "required_documents", self.take("required_documents"));
        nest(&mut services, "link_id", "attributes", self.attributes());
        let mut organisations = self.take("organizations");
        nest(&mut organisations, "organization_id", "organization_identifiers", self.take("organization_identifiers"));
        let organisations = by_id(organisations);
        let file = self.name;
        let found = services.into_iter().map(|service| {
            let line = service.get("#line").and_then(Value::as_u64).unwrap_or(0);
            let organisation = text(&service, "organization_id").and_then(|id| organisations.get(id)).cloned();
            Found {
                origin: Origin { file: file.clone(), line },
                service: Value::Object(service),
                organisation: organisation.map(Value::Object),
            }
        });
        let found: Vec<Found> = found.collect();
        if found.is_empty() {
            report.notes.push(format!("{file}: no services in this table."));
        }
        found
    }

    fn locations(&mut self) -> HashMap<String, Map<String, Value>> {
        let mut locations = self.take("locations");
        nest(&mut locations, "location_id", "addresses", self.take("addresses"));
        nest(&mut locations, "location_id", "accessibility", self.take("accessibility"));
        by_id(locations)
    }

    fn attributes(&mut self) -> Table {
        let terms = by_id(self.take("taxonomy_terms"));
        let mut attributes = self.take("attributes");
        for attribute in &mut attributes {
            if let Some(term) = text(attribute, "taxonomy_term_id").and_then(|id| terms.get(id)) {
                attribute.insert("taxonomy_term".to_owned(), Value::Object(term.clone()));
            }
        }
        attributes
    }
}

fn text<'a>(row: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    row.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn filled(row: &Map<String, Value>, name: &str) -> bool {
    text(row, name).is_some()
}

fn by_id(table: Table) -> HashMap<String, Map<String, Value>> {
    table.into_iter().filter_map(|row| Some((text(&row, "id")?.to_owned(), row))).collect()
}

/// Put each child row into the list `name` of the parent its `key` points to.
fn nest(parents: &mut Table, key: &str, name: &str, children: Table) {
    let mut of: HashMap<String, Vec<Value>> = HashMap::new();
    for child in children {
        if let Some(id) = text(&child, key).map(str::to_owned) {
            of.entry(id).or_default().push(Value::Object(child));
        }
    }
    for parent in parents {
        if let Some(children) = text(parent, "id").and_then(|id| of.remove(id)) {
            parent.insert(name.to_owned(), Value::Array(children));
        }
    }
}
