//! The demo areas, from `demo/`.

use crate::guides::{StarterPage, add_starter_pages};
use crate::office::england;
use crate::{OperationError, audit};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use local_offer_domain::guides::{GuideContent, GuideForm, Happening, PublishedDocument, Variant, VariantKind, fill};
use local_offer_domain::law::coverage::{CoverageRecord, RecordKind};
use local_offer_domain::listing::{Assurance, CheckedBy, Kind};
use local_offer_domain::revision::Author;
use local_offer_domain::settings::{SenInformationReport, Sendco};
use local_offer_domain::values::WebAddress;
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Area, OrganisationContent, ServiceContent, SettingContent};
use local_offer_storage::{NewListing, Storage, Transaction};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    demo_file!("westmere/reports.toml"),
    demo_file!("westmere/facts.toml"),
    demo_file!("westmere/guides.toml"),
    demo_file!("westmere/coverage.toml"),
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
    /// Pages of guidance, news and events.
    pub guides: usize,
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
    let mut reports: HashMap<Slug, Report> = records::<Report>(files, "report", today)?
        .into_iter()
        .map(|(_, report)| (report.setting.clone(), report))
        .collect();
    for (_, mut setting) in records::<Setting>(files, "setting", today)? {
        let slug = setting.slug.clone().unwrap_or_else(|| Slug::from_name(&setting.content.name));
        if let Some(report) = reports.remove(&slug) {
            report.write_into(&mut setting.content);
        }
        let new = listing(Kind::Setting, slug, None, Some(&setting.check), &setting.content);
        tx.add_listing(&new, "demo", since).await?;
        seeded.settings += 1;
    }
    if let Some(slug) = reports.keys().next() {
        return Err(DemoError { file: "westmere/reports.toml", problem: format!("no setting {slug}") }.into());
    }
    seeded.guides += seed_guides(tx, area, files, now).await?;
    Ok(())
}

/// A report of a setting, as the demo has it.
#[derive(Deserialize)]
struct Report {
    setting: Slug,
    year: String,
    #[serde(default)]
    senco: Option<String>,
    published_on: Option<Date>,
    answers: BTreeMap<String, String>,
}

impl Report {
    fn write_into(self, setting: &mut SettingContent) {
        if let Some(name) = self.senco {
            setting.sendco.get_or_insert_with(Sendco::default).name = Some(name);
        }
        setting.sen_report = Some(SenInformationReport {
            url: None,
            published_on: self.published_on,
            year: Some(self.year),
            answers: self.answers,
            carried: BTreeSet::new(),
        });
    }
}

/// News or an event of the demo.
#[derive(Deserialize)]
struct OwnGuide {
    slug: Slug,
    #[serde(default)]
    published_on: Option<Date>,
    /// The day of an event, counted from the day on which the demo is loaded.
    happens_by: Option<Date>,
    until_by: Option<Date>,
    hours: Option<String>,
    place: Option<String>,
    booking: Option<String>,
    #[serde(flatten)]
    content: GuideContent,
}

/// A page in another form.
#[derive(Deserialize)]
struct OtherForm {
    of: Slug,
    kind: String,
    name: String,
    #[serde(default)]
    summary: String,
    body: String,
    media: Option<String>,
    /// Whether the page has changed since.
    #[serde(default)]
    stale: bool,
}

/// A document that a page names.
#[derive(Deserialize)]
struct Document {
    page: Slug,
    #[serde(flatten)]
    document: PublishedDocument,
}

/// What staff have written down about an item of the law.
#[derive(Deserialize)]
struct Recorded {
    item: String,
    kind: String,
    text: String,
    website: Option<String>,
    happened_on: Option<Date>,
}

/// What an area says on its own pages, and on those that every area starts with.
#[derive(Default)]
struct OwnWords {
    facts: BTreeMap<String, String>,
    documents: Vec<Document>,
    forms: Vec<OtherForm>,
}

impl OwnWords {
    fn read(files: Files, today: Date) -> Result<Self, DemoError> {
        let mut facts = BTreeMap::new();
        for (file, text) in files {
            let wrong = |problem: String| DemoError { file, problem };
            let table: Table = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
            for (key, value) in table.get("facts").and_then(Value::as_table).into_iter().flatten() {
                facts.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
            }
        }
        let rest = |records: Vec<(&'static str, OtherForm)>| records.into_iter().map(|(_, form)| form).collect();
        let documents =
            records::<Document>(files, "document", today)?.into_iter().map(|(_, document)| document).collect();
        Ok(Self { facts, documents, forms: rest(records::<OtherForm>(files, "variant", today)?) })
    }

    /// A starter page with what is local in place.
    fn on(&self, page: &StarterPage) -> GuideContent {
        let mut content = page.content.clone();
        content.body = fill(&content.body, |key, _| self.facts.get(key).cloned());
        let documents = self.documents.iter().filter(|document| document.page == page.slug);
        content.documents = documents.map(|document| document.document.clone()).collect();
        let source = content.source_text();
        let forms = self.forms.iter().filter(|form| form.of == page.slug);
        content.variants = forms
            .filter_map(|form| {
                Some(Variant {
                    kind: VariantKind::parse(&form.kind)?,
                    name: form.name.clone(),
                    summary: form.summary.clone(),
                    body: form.body.clone(),
                    media: form.media.as_ref().and_then(|at| WebAddress::parse(at).ok()),
                    made_from: if form.stale { page.content.name.clone() } else { source.clone() },
                })
            })
            .collect();
        content
    }
}

/// The starter pages with what the area has filled in, its news and events, and what it has written down about the law.
async fn seed_guides(
    tx: &mut Transaction,
    area: &AreaId,
    files: Files,
    now: Timestamp,
) -> Result<usize, OperationError> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let since = now - (DEMO_DAYS * 24).hours();
    let words = OwnWords::read(files, today)?;
    let added = add_starter_pages(tx, area, since, |page| words.on(page)).await?;
    let mut count = added.len();
    // An area that has filled something in has also looked at its pages; one that has not has just begun.
    if !words.facts.is_empty() {
        for (at, id) in added.into_iter().enumerate() {
            let Some(stored) = tx.lookup_listing(id).await? else { continue };
            let months =
                serde_json::from_str::<GuideContent>(&stored.content).ok().and_then(|guide| guide.review_months);
            let days_ago = 3 + (at as i64 * 7) % 80;
            let checked_on = today.saturating_sub(days_ago.days());
            let review_by = checked_on.saturating_add(i64::from(months.unwrap_or(12)).months());
            let check = Assurance { checked_on, checked_by: CheckedBy::Authority };
            // Two pages of the demo are late, so that what happens then can be seen.
            let late = matches!(stored.slug.as_str(), "grants-and-discounts" | "travel-appeals");
            let review_by = if late { today.saturating_sub(40.days()) } else { review_by };
            tx.update_facts(id, None, Some(check), Some(review_by), since).await?;
        }
    }
    for (_, guide) in records::<OwnGuide>(files, "guide", today)? {
        let mut content = guide.content;
        if content.form == GuideForm::Event {
            content.event = Some(Happening {
                on: guide.happens_by,
                until: guide.until_by,
                hours: guide.hours,
                place: guide.place,
                booking: guide.booking,
            });
        }
        if content.form == GuideForm::News {
            content.first_published = guide.published_on;
        }
        let published = guide.published_on.map_or(since, |day| {
            day.to_zoned(jiff::tz::TimeZone::UTC).map_or(since, |midnight| midnight.timestamp() + 10.hours())
        });
        let new = NewListing {
            id: ListingId::new(),
            kind: Kind::Guide,
            area: area.clone(),
            slug: guide.slug,
            organisation: None,
            provenance: None,
            assurance: Some(Assurance { checked_on: england(published), checked_by: CheckedBy::Authority }),
            review_by: None,
            content: erased::Json::json(&content),
        };
        tx.add_listing(&new, "demo", published.min(now)).await?;
        count += 1;
    }
    for (file, recorded) in records::<Recorded>(files, "record", today)? {
        let kind = RecordKind::parse(&recorded.kind)
            .ok_or_else(|| DemoError { file, problem: format!("{}: kind {}", recorded.item, recorded.kind) })?;
        let record = CoverageRecord {
            id: uuid::Uuid::now_v7().to_string(),
            area: area.clone(),
            item: recorded.item,
            kind,
            text: recorded.text,
            website: recorded.website.as_ref().and_then(|at| WebAddress::parse(at).ok()),
            happened_on: recorded.happened_on,
        };
        tx.add_coverage_record(&record, "demo", since).await?;
    }
    Ok(count)
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
