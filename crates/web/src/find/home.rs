//! `/`

use super::guides::{self, PageLink};
use crate::extract::AreaContext;
use crate::layout::Layout;
use crate::page::Page;
use crate::urgent::UrgentPanel;
use crate::words;
use askama::Template;
use local_offer_catalogue::Panel;
use local_offer_domain::area::AreaContact;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;

#[derive(Template)]
#[template(path = "find/home.html")]
pub(crate) struct HomePage {
    layout: Layout,
    strapline: String,
    themes: Vec<ThemeCard>,
    common: &'static [(&'static str, &'static str)],
    settings: String,
    contact: AreaContact,
    advice: AreaContact,
    urgent: UrgentPanel,
    guides: Vec<(String, String)>,
    news: Vec<PageLink>,
    events: Vec<PageLink>,
}

struct ThemeCard {
    href: String,
    label: String,
    summary: String,
}

/// What families look for most, as searches: each is tried by a test against the demo.
const COMMON: &[(&str, &str)] = &[
    ("Short breaks", "/find?q=short+breaks"),
    ("Autism support", "/find?q=autism+support"),
    ("Speech and language therapy", "/find?q=speech+and+language+therapy"),
    ("EHC plans", "/find?q=EHC+plan"),
    ("Holiday clubs", "/find?category=holiday-activities"),
    ("Support groups for parents", "/find?category=support-groups"),
];

/// The pages that families need first. One that an area does not have is left out.
const GUIDES: &[&str] = &[
    "sen-support",
    "request-an-assessment",
    "ehc-plans",
    "if-you-disagree",
    "short-breaks",
    "getting-to-school",
    "preparing-for-adulthood",
    "when-school-is-too-hard",
];

pub(crate) async fn get(context: AreaContext) -> Page<HomePage> {
    let area = context.area();
    let themes = context.catalogue.vocabulary().themes.terms().iter();
    let themes = themes
        .map(|theme| ThemeCard {
            href: format!("/topics/{}", theme.id),
            label: theme.label.clone(),
            summary: theme.summary.clone(),
        })
        .collect();
    let settings = context.offer.count(Kind::Setting) as u64;
    Page::ok(HomePage {
        layout: context.layout("Home"),
        strapline: area.strapline.clone(),
        themes,
        common: COMMON,
        settings: words::count(settings, "nursery, school or college", "nurseries, schools and colleges"),
        contact: area.contact.clone(),
        advice: area.advice_service.clone(),
        urgent: UrgentPanel::new(Panel::Crisis, &context),
        guides: GUIDES
            .iter()
            .filter_map(|slug| {
                let guide = context.offer.guide(&Slug::parse(slug).ok()?)?;
                Some((guide.content.name.clone(), format!("/guides/{slug}")))
            })
            .collect(),
        news: guides::news(&context, 3),
        events: guides::events(&context, 3),
    })
}
