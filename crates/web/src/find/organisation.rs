//! `/organisations/{slug}`

use crate::entry::Card;
use crate::error::PageError;
use crate::extract::{AreaContext, PathSlug};
use crate::layout::Layout;
use crate::page::Page;
use crate::words;
use askama::Template;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::WebAddress;

#[derive(Template)]
#[template(path = "find/organisation.html")]
pub(crate) struct OrganisationPage {
    layout: Layout,
    name: String,
    kind: Option<&'static str>,
    summary: String,
    description: Vec<String>,
    phone: Option<String>,
    email: Option<String>,
    website: Option<WebAddress>,
    numbers: Vec<(&'static str, String)>,
    heading: String,
    services: Vec<Card>,
    path: String,
    address: Vec<String>,
}

pub(crate) async fn get(context: AreaContext, PathSlug(slug): PathSlug) -> Result<Page<OrganisationPage>, PageError> {
    let organisation =
        context.offer.organisation(&slug).ok_or_else(|| PageError::no_listing(&context, Kind::Organisation, &slug))?;
    let content = &organisation.content;
    let services: Vec<Card> =
        context.offer.services_of(organisation.id).map(|entry| Card::of_entry(entry, None, &context)).collect();
    let mut layout = context.layout(&content.name);
    if !content.summary.is_empty() {
        layout.description.clone_from(&content.summary);
    }
    let numbers = [("Charity number", &content.charity_number), ("Company number", &content.company_number)];
    Ok(Page::ok(OrganisationPage {
        name: content.name.clone(),
        kind: content.kind.map(local_offer_domain::directory::OrganisationKind::words),
        summary: content.summary.clone(),
        description: words::paragraphs(&content.description),
        phone: content.phone.clone(),
        email: content.email.clone(),
        website: content.website.clone(),
        numbers: numbers.into_iter().filter_map(|(label, number)| Some((label, number.clone()?))).collect(),
        heading: words::count(services.len() as u64, "service", "services"),
        services,
        path: crate::entry::path_of(Kind::Organisation, &slug),
        address: content
            .address
            .iter()
            .chain(&content.town)
            .cloned()
            .chain(content.postcode.as_ref().map(ToString::to_string))
            .collect(),
        layout,
    }))
}
