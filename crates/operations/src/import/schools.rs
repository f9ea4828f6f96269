//! Settings from the columns of Get Information About Schools, and from tables that were made of it.

use super::csv::{Row, rows};
use super::incoming::{Batch, Content, Incoming, Origin};
use super::oruk::add;
use super::text::{name, tidy_line};
use super::{Import, Report, source};
use crate::OperationError;
use local_offer_catalogue::Vocabulary;
use local_offer_domain::SettingContent;
use local_offer_domain::settings::{Provision, ProvisionKind, SettingKind, SettingLocation};
use local_offer_domain::values::{AgeRange, Answer, Coordinates, Postcode, WebAddress};
use std::collections::HashMap;
use std::path::Path;

pub(super) fn read(path: &Path, import: &Import<'_>, report: &mut Report) -> Result<Batch, OperationError> {
    let files = source::read(path, &["csv"])?;
    let several = files.len() > 1;
    let mut batch = Batch { complete: true, overlay: true, ..Batch::default() };
    let mut seen: HashMap<u32, u64> = HashMap::new();
    for file in &files {
        let text = file.text();
        let rows = rows(&text).map_err(|reason| source::unreadable(path, format!("{}: {reason}", file.name)))?;
        for (at, row) in rows.into_iter().enumerate() {
            if at.is_multiple_of(1000) {
                (import.progress)("Reading", at as u64, None);
            }
            if at == 0 && !URN.iter().any(|name| row.has_column(name)) {
                return Err(source::unreadable(path, "no column is called URN, so this is not a list of schools"));
            }
            let origin = Origin { file: if several { file.name.clone() } else { String::new() }, line: row.line };
            match setting(&row, import.vocabulary, &origin, report) {
                Ok((urn, content)) if seen.contains_key(&urn) => {
                    origin.reject(report, &content.name, format!("the URN {urn} is already on line {}", seen[&urn]));
                }
                Ok((urn, content)) => {
                    seen.insert(urn, row.line);
                    batch.records.push(Incoming {
                        source_id: urn.to_string(),
                        content: Content::Setting(Box::new(content)),
                        organisation: None,
                        assurance: None,
                        hidden: None,
                        unless_known: None,
                    });
                }
                Err(reason) => origin.reject(report, row.get(NAME).unwrap_or_default(), reason),
            }
        }
    }
    Ok(batch)
}

const URN: &[&str] = &["urn", "unique_reference_number"];
const NAME: &[&str] = &["establishmentname", "name"];
const TYPE: &[&str] = &["typeofestablishment_name", "type", "gias_establishment_type"];
const PHASE: &[&str] = &["phaseofeducation_name", "phase"];

/// The reason why a row cannot be used, or the setting and its number.
fn setting(
    row: &Row,
    vocabulary: &Vocabulary,
    origin: &Origin,
    report: &mut Report,
) -> Result<(u32, SettingContent), String> {
    let urn = row.get(URN).ok_or("it has no URN")?;
    let urn = row.number(URN).ok_or_else(|| format!("\"{urn}\" is not a URN"))?;
    if urn.fract() != 0.0 || !(1.0..10_000_000.0).contains(&urn) {
        return Err(format!("{urn} is not a URN"));
    }
    let name = name(row.get(NAME))?;
    if let Some(status) = row.get(&["establishmentstatus_name"]).filter(|status| *status == "Closed") {
        return Err(format!("the register says it is {}", status.to_lowercase()));
    }
    let mut adjust = |reason: String| origin.adjust(report, &name, reason);
    let mut location = SettingLocation {
        address: [&["street"][..], &["locality"], &["address3"]]
            .into_iter()
            .filter_map(|names| row.get(names))
            .map(tidy_line)
            .collect(),
        town: row.get(&["town", "county_name"]).map(tidy_line),
        ..SettingLocation::default()
    };
    if let Some(text) = row.get(&["postcode"]) {
        match Postcode::parse(text) {
            Ok(postcode) => location.postcode = Some(postcode),
            Err(_) => adjust(format!("\"{text}\" is not a postcode")),
        }
    }
    let pair = row.number(&["lat", "latitude"]).zip(row.number(&["lon", "long", "longitude"]));
    if let Some((latitude, longitude)) = pair {
        match Coordinates::new(latitude, longitude) {
            Ok(at) => (location.latitude, location.longitude) = (Some(at.latitude), Some(at.longitude)),
            Err(error) => adjust(format!("{latitude}, {longitude}: {error}")),
        }
    } else if let (Some(easting), Some(northing)) = (row.number(&["easting"]), row.number(&["northing"])) {
        match super::postcodes::to_wgs84(easting, northing) {
            Some(at) => (location.latitude, location.longitude) = (Some(at.latitude), Some(at.longitude)),
            None => adjust(format!("{easting}, {northing} is not in Great Britain")),
        }
    }
    let whole = |names: &[&str]| row.number(names).map(|age| age as i64);
    let ends =
        (whole(&["statutorylowage", "lowest_admission_age"]), whole(&["statutoryhighage", "highest_admission_age"]));
    let ages = (ends != (None, None))
        .then(|| AgeRange::new(ends.0, ends.1).map_err(|error| adjust(error.to_string())).ok())
        .flatten();
    let website = row.get(&["schoolwebsite", "website"]).and_then(|text| WebAddress::parse(text).ok());
    let needs = needs(row, vocabulary);
    let content = SettingContent {
        urn: Some(urn as u32),
        kind: kind(row, ages),
        register_type: row.get(TYPE).map(tidy_line),
        ages,
        provision: provision(row, &needs),
        needs,
        pupils: row.number(&["numberofpupils", "pupils"]).map(|pupils| pupils as u32),
        run_by: run_by(row),
        section_41: section_41(row),
        website,
        phone: row
            .get(&["telephonenum"])
            .map(|number| if number.starts_with('0') { number.to_owned() } else { format!("0{number}") }),
        district: row.get(&["districtadministrative_code", "district"]).map(str::to_owned),
        location,
        name,
        ..SettingContent::default()
    };
    Ok((urn as u32, content))
}

fn kind(row: &Row, ages: Option<AgeRange>) -> Option<SettingKind> {
    let name = row.get(TYPE).unwrap_or_default().to_lowercase();
    let has = |part: &str| name.contains(part);
    let phase = row.get(PHASE).unwrap_or_default().to_lowercase();
    Some(if has("children's centre") || has("childrens centre") {
        SettingKind::ChildrensCentre
    } else if has("post-16") && (has("special") || has("specialist"))
        || has("special post 16")
        || has("special college")
    {
        SettingKind::SpecialistCollege
    } else if has("pupil referral") || has("alternative provision") {
        SettingKind::AlternativeProvision
    } else if has("special") {
        SettingKind::Special
    } else if has("further education") || has("sixth form") || has("16 to 19") || phase == "16 plus" {
        SettingKind::Post16
    } else if has("nursery") || phase == "nursery" {
        SettingKind::EarlyYears
    } else if has("independent") {
        SettingKind::Independent
    } else {
        match phase.as_str() {
            "primary" | "middle deemed primary" => SettingKind::Primary,
            "secondary" | "middle deemed secondary" => SettingKind::Secondary,
            "all-through" => SettingKind::AllThrough,
            // Lists without a phase have ages, or at least a telling name.
            _ => match ages {
                Some(ages) if ages.to().is_some_and(|to| to <= 12) => SettingKind::Primary,
                Some(ages) if ages.from() >= 10 => SettingKind::Secondary,
                Some(_) => SettingKind::AllThrough,
                None => {
                    let name = row.get(NAME).unwrap_or_default().to_lowercase();
                    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
                    if says(&["primary", "infant", "junior"]) {
                        SettingKind::Primary
                    } else if says(&["high school", "secondary", "grammar"]) {
                        SettingKind::Secondary
                    } else {
                        return None;
                    }
                }
            },
        }
    })
}

fn needs(row: &Row, vocabulary: &Vocabulary) -> Vec<String> {
    let mut needs = Vec::new();
    for number in 1..=13 {
        let column = format!("sen{number}_name");
        // The register writes "ASD - Autistic Spectrum Disorder".
        let code = row.get(&[&column]).and_then(|text| text.split(" - ").next());
        if let Some(need) = code.and_then(|code| vocabulary.needs.recognise(code)) {
            add(&mut needs, &need.id);
        }
    }
    needs
}

fn provision(row: &Row, needs: &[String]) -> Vec<Provision> {
    let said = row.get(&["typeofresourcedprovision_name", "resource_provision"]).unwrap_or_default().to_lowercase();
    let places = |name: &str| row.number(&[name]).map(|places| places as u32);
    let mut found = Vec::new();
    let mut add = |kind, places| found.push(Provision { kind, needs: needs.to_vec(), places, note: String::new() });
    if said.contains("resourced provision") {
        add(ProvisionKind::ResourcedProvision, places("resourcedprovisioncapacity"));
    }
    if said.contains("sen unit") {
        add(ProvisionKind::SenUnit, places("senunitcapacity"));
    }
    found
}

fn run_by(row: &Row) -> Option<String> {
    row.get(&["trusts_name", "sponsoring_trust"])
        .filter(|text| !["NA", "Not applicable"].contains(text))
        .or_else(|| row.get(&["schoolsponsors_name", "propsname"]))
        .map(tidy_line)
}

fn section_41(row: &Row) -> Answer {
    if row.get(&["s41_granted"]).is_some() {
        return row.get(&["s41_revoked"]).is_none().then_some(true).map_or(Answer::No, |_| Answer::Yes);
    }
    match row.get(&["section41approved_name"]) {
        Some("Approved") => Answer::Yes,
        Some("Not approved") => Answer::No,
        _ => Answer::Unknown,
    }
}
