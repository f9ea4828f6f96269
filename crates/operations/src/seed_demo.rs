//! The demo areas, from `demo/`.

use crate::{OperationError, audit};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use local_offer_domain::listing::{Assurance, CheckedBy, Kind};
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Area, OrganisationContent, ServiceContent, SettingContent};
use local_offer_storage::{NewListing, Storage, Transaction};
use serde::Deserialize;
use std::collections::HashMap;
use toml::{Table, Value};

macro_rules! demo_file {
    ($path:literal) => {
        ($path, include_str!(concat!("../../../demo/", $path)))
    };
}

/// The files of an area: what they are called and what they say.
type Files = &'static [(&'static str, &'static str)];

const WESTMERE: Files = &[
    demo_file!("westmere/area.toml"),
    demo_file!("westmere/organisations/services-a.toml"),
    demo_file!("westmere/organisations/services-b.toml"),
    demo_file!("westmere/services/education.toml"),
    demo_file!("westmere/services/health.toml"),
    demo_file!("westmere/services/help-and-advice.toml"),
    demo_file!("westmere/services/leisure.toml"),
    demo_file!("westmere/services/money.toml"),
    demo_file!("westmere/services/preparing-for-adulthood.toml"),
    demo_file!("westmere/services/social-care.toml"),
    demo_file!("westmere/services/travel.toml"),
    demo_file!("westmere/settings/settings.toml"),
];

const NORTHFELL: Files = &[
    demo_file!("northfell/area.toml"),
    demo_file!("northfell/organisations/all.toml"),
    demo_file!("northfell/services/adulthood-care-and-travel.toml"),
    demo_file!("northfell/services/advice-leisure-and-money.toml"),
    demo_file!("northfell/services/education-and-health.toml"),
    demo_file!("northfell/settings/all.toml"),
];

/// A demo file is not well-formed. Tests read them all, so families never meet this.
#[derive(Debug, thiserror::Error)]
#[error("demo/{file}: {problem}")]
pub struct DemoError {
    file: &'static str,
    problem: String,
}

impl From<DemoError> for OperationError {
    fn from(error: DemoError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// How much was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seeded {
    /// Services.
    pub services: usize,
    /// Settings.
    pub settings: usize,
    /// Organisations.
    pub organisations: usize,
}

#[derive(Deserialize)]
struct Organisation {
    slug: Slug,
    #[serde(flatten)]
    content: OrganisationContent,
}

#[derive(Deserialize)]
struct Service {
    slug: Option<Slug>,
    organisation: Slug,
    #[serde(flatten)]
    check: Check,
    #[serde(flatten)]
    content: ServiceContent,
}

#[derive(Deserialize)]
struct Setting {
    slug: Option<Slug>,
    #[serde(flatten)]
    check: Check,
    #[serde(flatten)]
    content: SettingContent,
}

#[derive(Deserialize)]
struct Check {
    checked_on: Option<Date>,
    #[serde(default)]
    checked_by: CheckedBy,
    review_by: Option<Date>,
}

impl Check {
    fn assurance(&self) -> Option<Assurance> {
        self.checked_on.map(|checked_on| Assurance { checked_on, checked_by: self.checked_by })
    }
}

/// The two demo areas, without anything in them.
pub fn demo_areas() -> Result<Vec<Area>, DemoError> {
    [WESTMERE, NORTHFELL]
        .into_iter()
        .map(|files| {
            let (file, text) = files[0];
            toml::from_str(text).map_err(|error| DemoError { file, problem: error.to_string() })
        })
        .collect()
}

/// The area that an import makes for itself in an empty database.
pub const UNNAMED_AREA: &str = "local-offer";

/// How long the demo's listings have been there, in days.
const DEMO_DAYS: i64 = 120;

/// Load the demo areas into a storage that does not have them; one that is there is left as it is, so that what somebody
/// tried out survives a restart. A database with real areas is refused: families must not meet invented services.
pub async fn seed_demo(
    storage: &Storage,
    now: Timestamp,
    mut progress: impl FnMut(&str),
) -> Result<Seeded, OperationError> {
    let mut seeded = Seeded::default();
    let demo = demo_areas()?;
    let there: Vec<Area> = storage.read().await?.list_areas().await?;
    if let Some(real) =
        there.iter().find(|area| area.id.as_str() != UNNAMED_AREA && !demo.iter().any(|demo| demo.id == area.id))
    {
        return Err(OperationError::Refused(format!(
            "this database holds {}, so the demo areas are not loaded into it; serve it with: local-offer serve",
            real.title
        )));
    }
    for (area, files) in demo.iter().zip([WESTMERE, NORTHFELL]) {
        if there.iter().any(|known| known.id == area.id) {
            continue;
        }
        crate::put_area(storage, area, now).await?;
        let mut tx = storage.begin().await?;
        progress(&format!("Loading {}", area.title));
        seed_area(&mut tx, &area.id, files, now, &mut seeded).await?;
        tx.record_audit(audit(Author::System, "seed-demo", &area.id, Some(&area.id), "", now));
        tx.commit().await?;
        crate::accounts::seed_people(storage, area, now).await?;
    }
    Ok(seeded)
}

async fn seed_area(
    tx: &mut Transaction,
    area: &AreaId,
    files: Files,
    now: Timestamp,
    seeded: &mut Seeded,
) -> Result<(), OperationError> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    // Listed since last season, so that there is a past to look at.
    let since = now - (DEMO_DAYS * 24).hours();
    let mut organisations: HashMap<Slug, ListingId> = HashMap::new();
    let listing = |kind, slug, organisation, check: Option<&Check>, content: &dyn erased::Json| NewListing {
        id: ListingId::new(),
        kind,
        area: area.clone(),
        slug,
        organisation,
        provenance: None,
        assurance: check.and_then(Check::assurance),
        review_by: check.and_then(|check| check.review_by),
        content: content.json(),
    };
    for (file, organisation) in records::<Organisation>(files, "organisation", today)? {
        let new = listing(Kind::Organisation, organisation.slug.clone(), None, None, &organisation.content);
        if organisations.insert(organisation.slug.clone(), new.id).is_some() {
            return Err(DemoError { file, problem: format!("two organisations {}", organisation.slug) }.into());
        }
        tx.add_listing(&new, "demo", since).await?;
        seeded.organisations += 1;
    }
    for (file, service) in records::<Service>(files, "service", today)? {
        let organisation = organisations.get(&service.organisation).copied();
        if organisation.is_none() {
            return Err(DemoError { file, problem: format!("no organisation {}", service.organisation) }.into());
        }
        let slug = service.slug.clone().unwrap_or_else(|| Slug::from_name(&service.content.name));
        let new = listing(Kind::Service, slug, organisation, Some(&service.check), &service.content);
        tx.add_listing(&new, "demo", since).await?;
        seeded.services += 1;
    }
    for (_, setting) in records::<Setting>(files, "setting", today)? {
        let slug = setting.slug.clone().unwrap_or_else(|| Slug::from_name(&setting.content.name));
        let new = listing(Kind::Setting, slug, None, Some(&setting.check), &setting.content);
        tx.add_listing(&new, "demo", since).await?;
        seeded.settings += 1;
    }
    Ok(())
}

/// Every record of a kind in the files of an area, with the file it stands in.
fn records<Record: serde::de::DeserializeOwned>(
    files: Files,
    kind: &str,
    today: Date,
) -> Result<Vec<(&'static str, Record)>, DemoError> {
    let mut found = Vec::new();
    for (file, text) in files {
        let wrong = |problem: String| DemoError { file, problem };
        let table: Table = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for record in table.get(kind).and_then(Value::as_array).into_iter().flatten() {
            let name = record.get("name").and_then(Value::as_str).unwrap_or("?").to_owned();
            let dated = with_dates(record.clone(), today);
            found.push((*file, dated.try_into().map_err(|error| wrong(format!("{name}: {error}")))?));
        }
    }
    Ok(found)
}

/// Days counted back (`checked_days_ago`) and forward (`review_in_days`) as dates, and TOML's own dates as text.
fn with_dates(value: Value, today: Date) -> Value {
    match value {
        Value::Table(table) => Value::Table(
            table
                .into_iter()
                .map(|(key, value)| match (&value, key.strip_suffix("_days_ago"), key.strip_suffix("_in_days")) {
                    (Value::Integer(days), Some(what), _) => {
                        (format!("{what}_on"), Value::String(today.saturating_sub(days.days()).to_string()))
                    }
                    (Value::Integer(days), _, Some(what)) => {
                        (format!("{what}_by"), Value::String(today.saturating_add(days.days()).to_string()))
                    }
                    _ => (key, with_dates(value, today)),
                })
                .collect(),
        ),
        Value::Array(values) => Value::Array(values.into_iter().map(|value| with_dates(value, today)).collect()),
        Value::Datetime(date) => Value::String(date.to_string()),
        other => other,
    }
}

/// Content of any kind as JSON.
mod erased {
    pub(super) trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).expect("content has only text keys")
        }
    }
}
