//! `/services/{slug}`: what a service is really like, in the order in which a family asks.

use super::places::{ContactView, PlaceView, times};
use crate::assets;
use crate::entry;
use crate::error::PageError;
use crate::extract::{AreaContext, PathSlug};
use crate::layout::Layout;
use crate::page::Page;
use crate::words::{self, answer, paragraphs};
use askama::Template;
use local_offer_catalogue::Vocabulary;
use local_offer_domain::area::AreaContact;
use local_offer_domain::directory::{Crowding, Light, Link, ListingFile, Noise, ServiceContent};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{WebAddress, first_telephone};
use local_offer_domain::{Published, Service};

#[derive(Template)]
#[template(path = "find/service.html")]
pub(crate) struct ServicePage {
    layout: Layout,
    name: String,
    summary: String,
    alert: Option<String>,
    description: Vec<String>,
    organisation: Option<(String, String)>,
    website: Option<WebAddress>,
    booking: Option<WebAddress>,
    links: Vec<Link>,
    who: Vec<Row>,
    getting_in: Vec<Row>,
    /// What only a health service says; empty for any other.
    health: Vec<Row>,
    clinics: Vec<[String; 4]>,
    deciding: Vec<Row>,
    cost: Vec<Row>,
    times: Vec<String>,
    places: Vec<PlaceView>,
    access: Vec<String>,
    delivery: Option<String>,
    area_served: Option<String>,
    out_of_area: Option<&'static str>,
    expect: Vec<Row>,
    expect_told: bool,
    staffing: Vec<Row>,
    contacts: Vec<ContactView>,
    /// The first telephone number, for somebody who only wants to call.
    reach: Option<String>,
    complaints: Vec<Row>,
    checked: String,
    checked_by: Option<String>,
    next_check: Option<String>,
    overdue: Option<String>,
    not_confirmed: Option<String>,
    path: String,
    pictures: Vec<ListingFile>,
    /// What each is called, where it is, and what sort of file of what size.
    papers: Vec<(String, String, String)>,
    missing: Option<String>,
    source: Option<String>,
    categories: Vec<(String, String)>,
    schema: String,
    map: Option<Map>,
    advice: AreaContact,
}

/// A question and what we were told; nothing when we were not.
pub(crate) struct Row {
    pub(crate) question: &'static str,
    pub(crate) answers: Vec<String>,
    pub(crate) link: Option<(String, String)>,
}

/// Where the map's script and tiles are.
struct Map {
    style: &'static str,
    script: &'static str,
    places: String,
    tiles: String,
    attribution: String,
}

impl Row {
    pub(crate) fn new(question: &'static str, told: impl IntoIterator<Item = String>) -> Self {
        Self { question, answers: told.into_iter().filter(|text| !text.is_empty()).collect(), link: None }
    }
}

pub(crate) async fn get(context: AreaContext, PathSlug(slug): PathSlug) -> Result<Page<ServicePage>, PageError> {
    let service = context.offer.service(&slug).ok_or_else(|| PageError::no_listing(&context, Kind::Service, &slug))?;
    Ok(Page::ok(page(service, &context)))
}

fn page(service: &Service, context: &AreaContext) -> ServicePage {
    let content = &service.content;
    let catalogue = &context.catalogue;
    let vocabulary = catalogue.vocabulary();
    let today = context.today();
    let organisation = service.organisation.and_then(|id| context.offer.lookup(id));
    let places: Vec<PlaceView> = content
        .places
        .iter()
        .map(|place| PlaceView::of_service(place, catalogue.gazetteer(), vocabulary, today))
        .collect();
    let mut access: Vec<String> = places.iter().flat_map(|place| place.access.clone()).collect();
    access.sort();
    access.dedup();
    let mut layout = context.layout(&content.name);
    let summary = words::summary(&Published::Service(service.clone()));
    layout.description.clone_from(&summary);
    ServicePage {
        name: content.name.clone(),
        alert: content.alert.clone(),
        description: paragraphs(&content.description),
        organisation: organisation.map(|entry| (entry.name().to_owned(), entry::path(entry))),
        website: content.website.clone(),
        booking: content.booking_url.clone(),
        links: content.links.clone(),
        who: who(content, vocabulary),
        getting_in: getting_in(content),
        health: health(content),
        clinics: content.health.clinics.iter().map(clinic).collect(),
        deciding: deciding(content),
        cost: cost(content),
        times: times(&content.schedules, today),
        delivery: (!content.delivery.is_empty())
            .then(|| content.delivery.iter().map(|way| way.words()).collect::<Vec<_>>().join(", ")),
        area_served: content.area_served.clone(),
        out_of_area: answer(content.serves_out_of_area)
            .map(|told| if told == "Yes" { "You may come as well." } else { "It is not for you." }),
        expect: expect(content),
        expect_told: content.expect != local_offer_domain::directory::Expect::default(),
        staffing: staffing(content),
        contacts: content.contacts.iter().map(ContactView::new).collect(),
        reach: content
            .contacts
            .iter()
            .filter_map(|contact| contact.phone.clone())
            .find(|phone| first_telephone(phone).is_some()),
        complaints: complaints(content),
        checked: service.assurance.map(|check| words::date(check.checked_on)).unwrap_or_default(),
        checked_by: service.assurance.map(|check| words::checked_by(check.checked_by, &context.area().authority)),
        next_check: service.review_by.filter(|by| *by >= today && service.assurance.is_some()).map(words::date),
        overdue: service.review_by.filter(|by| *by < today).map(words::date),
        not_confirmed: entry::not_confirmed(service.assurance, service.review_by, context),
        path: entry::path_of(Kind::Service, &service.slug),
        pictures: content.files.iter().filter(|file| file.media_type.starts_with("image/")).cloned().collect(),
        papers: content.files.iter().filter(|file| !file.media_type.starts_with("image/")).map(paper).collect(),
        missing: service.provenance.as_ref().and_then(|from| from.missing_since).map(words::date),
        source: service.provenance.as_ref().map(|from| from.source.clone()),
        categories: content
            .categories
            .iter()
            .map(|id| (vocabulary.categories.label(id).to_owned(), format!("/topics/{id}")))
            .collect(),
        schema: schema(service, &summary, organisation.map(|entry| entry.name()), context),
        map: map(&places, context),
        advice: context.area().advice_service.clone(),
        summary: content.summary.clone(),
        places,
        access,
        layout,
    }
}

fn paper(file: &ListingFile) -> (String, String, String) {
    let size = file.size.div_ceil(1_000);
    (file.label.clone(), format!("/files/{}", file.hash), format!("{}, PDF, {size} KB", file.kind.words()))
}

fn who(content: &ServiceContent, vocabulary: &Vocabulary) -> Vec<Row> {
    let suits = &content.suits;
    let mut needs: Vec<String> = suits.needs.iter().map(|id| vocabulary.needs.label(id).to_owned()).collect();
    if suits.all_needs.is_yes() {
        needs.insert(0, "Any need".to_owned());
    }
    vec![
        Row::new("Ages", suits.ages.map(|ages| ages.to_string())),
        Row::new("Needs", needs),
        Row::new("Conditions", suits.conditions.clone()).only_if_told(),
        Row::new("Who it is meant for", content.level.map(|level| level.words().to_owned())),
        Row::new("Do you need a diagnosis?", answer(suits.diagnosis_needed).map(str::to_owned)),
        Row::new("Do you need an EHC plan?", answer(suits.ehc_plan_needed).map(str::to_owned)),
        Row::new("Can brothers and sisters come?", answer(suits.siblings_welcome).map(str::to_owned)),
        Row::new("Does a parent have to stay?", answer(suits.parent_must_stay).map(str::to_owned)),
        Row::new("Languages", content.languages.clone()),
        Row::new("Good to know", suits.note.clone()).only_if_told(),
    ]
    .into_iter()
    .filter(|row| row.question != ONLY_IF_TOLD)
    .collect()
}

/// The question of a row that is better left out than shown empty.
const ONLY_IF_TOLD: &str = "";

impl Row {
    /// Left out when we were not told: "Good to know: not told to us" helps nobody.
    fn only_if_told(self) -> Self {
        if self.answers.is_empty() { Self { question: ONLY_IF_TOLD, ..self } } else { self }
    }
}

/// What a health service says of referrals and of waiting.
fn health(content: &ServiceContent) -> Vec<Row> {
    let health = &content.health;
    if *health == local_offer_domain::directory::HealthDetails::default() {
        return Vec::new();
    }
    let told = |text: &Option<String>| text.iter().flat_map(|text| paragraphs(text)).collect::<Vec<_>>();
    vec![
        Row::new("What happens with a referral", told(&health.referral)),
        Row::new("Who it is not for", told(&health.not_for)),
        Row::new("While you wait", told(&health.while_you_wait)),
        Row::new("If it gets worse", told(&health.if_it_gets_worse)),
    ]
}

/// A clinic on one line: what, where, how long, and when that was measured.
fn clinic(clinic: &local_offer_domain::directory::Clinic) -> [String; 4] {
    let weeks = clinic.weeks.map(|weeks| words::count(weeks.into(), "week", "weeks"));
    [
        clinic.name.clone(),
        clinic.place.clone().unwrap_or_else(|| "Not told to us".to_owned()),
        weeks.unwrap_or_else(|| "Not told to us".to_owned()),
        clinic.measured_on.map_or_else(|| "Not told to us".to_owned(), words::date),
    ]
}

fn getting_in(content: &ServiceContent) -> Vec<Row> {
    let getting_in = &content.getting_in;
    let mut how = Row::new("What to do", getting_in.how.iter().flat_map(|text| paragraphs(text)));
    how.link = getting_in.referral_form.as_ref().map(|url| ("Referral form".to_owned(), url.to_string()));
    let vacancies = getting_in.vacancies.as_ref().map(|vacancies| match &vacancies.note {
        Some(note) => format!("{}. {note}", vacancies.state.words()),
        None => vacancies.state.words().to_owned(),
    });
    let wait = getting_in.wait.as_ref().map(|wait| match wait.measured_on {
        Some(day) => format!("{} (measured {})", wait.text, words::date(day)),
        None => wait.text.clone(),
    });
    vec![
        Row::new("Who can ask", getting_in.routes.iter().map(|route| route.words().to_owned())),
        how,
        Row::new("Who may have a place", getting_in.eligibility.iter().flat_map(|text| paragraphs(text))),
        Row::new("How long people wait", wait),
        Row::new("Is there room?", vacancies),
    ]
}

fn deciding(content: &ServiceContent) -> Vec<Row> {
    vec![
        Row::new("Who decides", content.getting_in.decided_by.clone()),
        Row::new("How they decide", content.getting_in.how_decided.iter().flat_map(|text| paragraphs(text))),
    ]
}

fn cost(content: &ServiceContent) -> Vec<Row> {
    let cost = &content.cost;
    let mut prices: Vec<String> = cost
        .options
        .iter()
        .map(|option| match &option.label {
            Some(label) => format!("{label}: {}", option.price()),
            None => option.price(),
        })
        .collect();
    match cost.is_free() {
        local_offer_domain::values::Answer::Yes if prices.is_empty() => prices.push("Free".to_owned()),
        local_offer_domain::values::Answer::No if prices.is_empty() => {
            prices.push("There is a charge. Ask how much.".to_owned());
        }
        _ => {}
    }
    prices.extend(cost.note.iter().flat_map(|text| paragraphs(text)));
    vec![
        Row::new("What it costs", prices),
        Row::new("Who pays less", cost.concessions.clone()),
        Row::new("Can a personal budget pay?", answer(cost.personal_budget).map(str::to_owned)),
    ]
}

fn expect(content: &ServiceContent) -> Vec<Row> {
    let expect = &content.expect;
    let told = |words: Option<&'static str>| words.map(str::to_owned);
    vec![
        Row::new("Noise", told(expect.noise.map(Noise::words))),
        Row::new("Light", told(expect.light.map(Light::words))),
        Row::new("How busy it is", told(expect.crowding.map(Crowding::words))),
        Row::new("Sudden sounds", told(answer(expect.sudden_sounds))),
        Row::new("A quiet space", told(answer(expect.quiet_space))),
        Row::new("When you arrive", expect.arrival.clone()),
        Row::new("Good to know", expect.note.clone()),
    ]
}

fn staffing(content: &ServiceContent) -> Vec<Row> {
    let staffing = &content.staffing;
    let told = |told: local_offer_domain::values::Answer| answer(told).map(str::to_owned);
    vec![
        Row::new("Adults to children", staffing.ratio.clone()),
        Row::new(
            "Training in SEND",
            told(staffing.send_training).into_iter().chain(staffing.send_training_note.clone()),
        ),
        Row::new("Checked by the Disclosure and Barring Service", told(staffing.dbs_checked)),
        Row::new("First aid", told(staffing.first_aid)),
        Row::new("Can give medicines", told(staffing.medication)),
        Row::new("Can help with eating, toileting or moving", told(staffing.personal_care)),
        Row::new("Insured", told(staffing.insured)),
        Row::new("Safeguarding policy", told(staffing.safeguarding_policy)),
        Row::new("Inspections and quality", content.quality.iter().flat_map(|text| paragraphs(text))),
    ]
}

fn complaints(content: &ServiceContent) -> Vec<Row> {
    let complaints = &content.complaints;
    let mut row = Row::new(
        "How to complain",
        complaints.how.iter().flat_map(|text| paragraphs(text)).chain(complaints.email.clone()),
    );
    row.link = complaints.website.as_ref().map(|url| ("Complaints policy".to_owned(), url.to_string()));
    vec![row]
}

/// The service for search engines (schema.org `Service`).
fn schema(service: &Service, summary: &str, organisation: Option<&str>, context: &AreaContext) -> String {
    let content = &service.content;
    let places: Vec<serde_json::Value> = content
        .places
        .iter()
        .map(|place| {
            let location = &place.location;
            let at = location.coordinates();
            serde_json::json!({
                "@type": "Place",
                "name": location.name,
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": location.address.join(", "),
                    "addressLocality": location.town,
                    "postalCode": location.postcode,
                    "addressCountry": "GB",
                },
                "geo": at.map(|at| serde_json::json!({
                    "@type": "GeoCoordinates", "latitude": at.latitude, "longitude": at.longitude,
                })),
            })
        })
        .collect();
    let ages = content.suits.ages.map(|ages| {
        serde_json::json!({ "@type": "PeopleAudience", "suggestedMinAge": ages.from(), "suggestedMaxAge": ages.to() })
    });
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Service",
        "name": content.name,
        "description": summary,
        "url": context.own_link(&format!("/services/{}", service.slug)),
        "provider": organisation.map(|name| serde_json::json!({ "@type": "Organization", "name": name })),
        "audience": ages,
        "areaServed": content.area_served,
        "availableChannel": places.into_iter().map(|place| serde_json::json!({
            "@type": "ServiceChannel", "serviceLocation": place,
        })).collect::<Vec<_>>(),
        "isAccessibleForFree": answer(content.cost.is_free()).map(|told| told == "Yes"),
    });
    // Inside a script element "</script>" would end it, wherever it stands.
    data.to_string().replace('<', "\\u003c")
}

fn map(places: &[PlaceView], context: &AreaContext) -> Option<Map> {
    let tiles = context.site.tiles()?;
    let points: Vec<serde_json::Value> = places
        .iter()
        .filter_map(|place| {
            let (latitude, longitude) = place.at?;
            Some(serde_json::json!({ "name": place.name, "latitude": latitude, "longitude": longitude }))
        })
        .collect();
    (!points.is_empty()).then(|| Map {
        style: assets::MAP_STYLE.path,
        script: assets::MAP_SCRIPT.path,
        places: serde_json::Value::Array(points).to_string(),
        tiles: tiles.address.clone(),
        attribution: tiles.attribution.clone(),
    })
}
