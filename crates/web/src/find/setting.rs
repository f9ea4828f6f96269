//! `/settings/{slug}`

use super::places::PlaceView;
use super::service::Row;
use crate::error::PageError;
use crate::extract::{AreaContext, PathSlug};
use crate::layout::Layout;
use crate::page::Page;
use crate::report_view::{ReportView, senco};
use crate::words::{self, answer, paragraphs};
use askama::Template;
use local_offer_domain::Setting;
use local_offer_domain::area::AreaContact;
use local_offer_domain::listing::Kind;
use local_offer_domain::settings::SettingKind;
use local_offer_domain::values::WebAddress;

#[derive(Template)]
#[template(path = "find/setting.html")]
pub(crate) struct SettingPage {
    layout: Layout,
    name: String,
    kind: &'static str,
    summary: String,
    description: Vec<String>,
    facts: Vec<Row>,
    provision: Vec<Row>,
    sendco: Vec<Row>,
    report: Option<ReportView>,
    compare: String,
    website: Option<WebAddress>,
    phone: Option<String>,
    email: Option<String>,
    place: PlaceView,
    checked: String,
    overdue: Option<String>,
    not_confirmed: Option<String>,
    path: String,
    missing: Option<String>,
    advice: AreaContact,
    schema: String,
}

pub(crate) async fn get(context: AreaContext, PathSlug(slug): PathSlug) -> Result<Page<SettingPage>, PageError> {
    let setting = context.offer.setting(&slug).ok_or_else(|| PageError::no_listing(&context, Kind::Setting, &slug))?;
    Ok(Page::ok(page(setting, &context)))
}

fn page(setting: &Setting, context: &AreaContext) -> SettingPage {
    let content = &setting.content;
    let vocabulary = context.catalogue.vocabulary();
    let needs = |ids: &[String]| ids.iter().map(|id| vocabulary.needs.label(id).to_owned()).collect::<Vec<_>>();
    let today = context.today();
    let mut report = Row::new(
        "SEN information report",
        content
            .sen_report
            .as_ref()
            .and_then(|report| report.published_on)
            .map(|day| format!("Published {}", words::date(day))),
    );
    report.link = content
        .sen_report
        .as_ref()
        .and_then(|report| Some(("Read the report".to_owned(), report.url.as_ref()?.to_string())));
    let mut location = content.location.to_location();
    location.name = Some(content.name.clone());
    let mut layout = context.layout(&content.name);
    if !content.summary.is_empty() {
        layout.description.clone_from(&content.summary);
    }
    SettingPage {
        name: content.name.clone(),
        kind: content.kind.map_or("Nursery, school or college", SettingKind::words),
        summary: content.summary.clone(),
        description: paragraphs(&content.description),
        facts: vec![
            Row::new("Ages", content.ages.map(|ages| ages.to_string())),
            Row::new(
                "Type",
                content.register_type.clone().or_else(|| content.kind.map(|kind| kind.words().to_owned())),
            ),
            Row::new("Pupils", content.pupils.map(|pupils| words::thousands(pupils.into()))),
            Row::new("Run by", content.run_by.clone()),
            Row::new("URN", content.urn.map(|urn| urn.to_string())),
        ],
        provision: provision(setting, &needs),
        sendco: vec![Row::new("SEN co-ordinator (SENCO)", senco(content)), report],
        report: ReportView::of(setting, today),
        compare: format!("/settings/compare?with={}", setting.slug),
        website: content.website.clone(),
        phone: content.phone.clone(),
        email: content.email.clone(),
        place: PlaceView::of_location(&location, context.catalogue.gazetteer(), vocabulary),
        checked: setting.assurance.map(|check| words::date(check.checked_on)).unwrap_or_default(),
        overdue: setting.review_by.filter(|by| *by < today).map(words::date),
        not_confirmed: crate::entry::not_confirmed(setting.assurance, setting.review_by, context),
        path: crate::entry::path_of(Kind::Setting, &setting.slug),
        missing: setting.provenance.as_ref().and_then(|from| from.missing_since).map(words::date),
        advice: context.area().advice_service.clone(),
        schema: schema(setting, context),
        layout,
    }
}

fn provision(setting: &Setting, needs: &dyn Fn(&[String]) -> Vec<String>) -> Vec<Row> {
    let content = &setting.content;
    let units = content.provision.iter().map(|unit| {
        let mut text = unit.kind.words().to_owned();
        if !unit.note.is_empty() {
            text = format!("{text}: {}", unit.note);
        }
        let for_needs = needs(&unit.needs);
        if !for_needs.is_empty() {
            text = format!("{text}, for {}", for_needs.join(", ").to_lowercase());
        }
        match unit.places {
            Some(places) => format!("{text} ({})", words::count(places.into(), "place", "places")),
            None => text,
        }
    });
    vec![
        Row::new("Units and resourced provision", units),
        Row::new("Needs it has provision for", needs(&content.needs)),
        Row::new("Approved under section 41", answer(content.section_41).map(str::to_owned)),
    ]
}

/// The setting for search engines (schema.org `School`).
fn schema(setting: &Setting, context: &AreaContext) -> String {
    let content = &setting.content;
    let location = &content.location;
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": if content.kind == Some(SettingKind::EarlyYears) { "Preschool" } else { "School" },
        "name": content.name,
        "url": context.own_link(&format!("/settings/{}", setting.slug)),
        "sameAs": content.website,
        "telephone": content.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": location.address.join(", "),
            "addressLocality": location.town,
            "postalCode": location.postcode,
            "addressCountry": "GB",
        },
    });
    data.to_string().replace('<', "\\u003c")
}
