//! Addresses of entries, and the cards that stand for them in lists.

use crate::extract::AreaContext;
use crate::words;
use jiff::civil::Date;
use local_offer_catalogue::search::Hit;
use local_offer_catalogue::{Entry, TOOLS};
use local_offer_domain::Published;
use local_offer_domain::guides::GuideForm;
use local_offer_domain::listing::{Assurance, Kind};
use local_offer_domain::review::Freshness;
use local_offer_domain::settings::{SettingContent, SettingKind};
use local_offer_domain::values::Slug;

/// The address of an entry's page.
pub(crate) fn path(entry: &Published) -> String {
    match entry.guide_form() {
        Some(GuideForm::Term) => return format!("/glossary#{}", entry.slug()),
        Some(GuideForm::Tool) => {
            let tool = TOOLS.iter().find(|tool| tool.slug == entry.slug().as_str());
            return tool.map_or("/", |tool| tool.path).to_owned();
        }
        _ => {}
    }
    path_of(entry.kind(), entry.slug())
}

/// The address of the page of this kind and slug.
pub(crate) fn path_of(kind: Kind, slug: &Slug) -> String {
    kind.path(slug)
}

/// An entry in a list.
pub(crate) struct Card {
    pub(crate) href: String,
    pub(crate) name: String,
    /// What it is, when that is not a service.
    pub(crate) tag: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) summary: String,
    pub(crate) facts: Vec<String>,
    pub(crate) checked: String,
    pub(crate) why: Option<String>,
    pub(crate) alert: Option<String>,
}

impl Card {
    pub(crate) fn of_hit(hit: &Hit, context: &AreaContext) -> Self {
        let mut card = Self::of_entry(&hit.entry, hit.organisation.as_ref(), context);
        if let Some(miles) = hit.distance {
            let place = hit.nearest.and_then(|at| hit.entry.places().get(at).and_then(|place| place.town.clone()));
            let several = hit.entry.places().len() > 1;
            card.facts.insert(
                0,
                match place {
                    Some(town) if several => {
                        format!("{} ({town}, the nearest of {})", words::miles(miles), hit.entry.places().len())
                    }
                    Some(town) => format!("{} ({town})", words::miles(miles)),
                    None => words::miles(miles),
                },
            );
        }
        // A page, an event or an organisation has no ages to tell.
        if hit.age_not_stated && matches!(hit.entry.kind(), Kind::Service | Kind::Setting) {
            card.facts.push("Ages: not told to us".to_owned());
        }
        // A match in the name or the summary can be seen; what cannot be seen is worth a line.
        let reasons: Vec<String> = hit
            .reasons
            .iter()
            .filter(|reason| reason.found.is_some() || !["name", "summary"].contains(&reason.field.words()))
            .map(|reason| match &reason.found {
                Some(found) => format!("“{}” (as “{found}”) in its {}", reason.asked, reason.field.words()),
                None => format!("“{}” in its {}", reason.asked, reason.field.words()),
            })
            .collect();
        card.why = (!reasons.is_empty()).then(|| format!("Found by {}", reasons.join(", ")));
        card
    }

    pub(crate) fn of_entry(entry: &Entry, organisation: Option<&Entry>, context: &AreaContext) -> Self {
        let mut facts = Vec::new();
        let (tag, alert) = match entry.as_ref() {
            Published::Service(service) => {
                facts.extend(entry.ages().map(|ages| format!("Ages: {}", ages.to_string().to_lowercase())));
                facts.extend(words::cost_line(&service.content.cost));
                facts.extend(words::way_in_line(&service.content.getting_in).map(str::to_owned));
                (None, service.content.alert.clone())
            }
            Published::Setting(setting) => {
                facts.extend(entry.ages().map(|ages| format!("Ages: {}", ages.to_string().to_lowercase())));
                facts.extend(setting.content.location.town.clone());
                facts.extend(units(&setting.content));
                (Some(setting.content.kind.map_or("Setting", SettingKind::words).to_owned()), None)
            }
            Published::Organisation(_) => (Some("Organisation".to_owned()), None),
            Published::Guide(guide) => {
                facts.extend(guide.content.event.as_ref().and_then(|event| event.on).map(words::long_date));
                facts.extend(guide.content.event.as_ref().and_then(|event| event.place.clone()));
                (Some(guide.content.form.words().to_owned()), None)
            }
        };
        Self {
            href: path(entry),
            name: entry.name().to_owned(),
            tag,
            by: organisation.map(|organisation| organisation.name().to_owned()).filter(|by| by != entry.name()),
            summary: words::summary(entry),
            facts,
            checked: checked(entry, context),
            why: None,
            alert,
        }
    }
}

/// "Has a unit for autism".
fn units(content: &SettingContent) -> Option<String> {
    let first = content.provision.first()?;
    Some(match content.provision.len() {
        1 => first.kind.words().to_owned(),
        many => format!("{many} SEN units or resourced provisions"),
    })
}

/// Since when something has not been confirmed, when that is so long that the public is told.
pub(crate) fn not_confirmed(
    assurance: Option<Assurance>,
    review_by: Option<Date>,
    context: &AreaContext,
) -> Option<String> {
    let freshness = context.area().listing_policy.freshness(review_by, context.today());
    let since = assurance.map(|check| check.checked_on).or(review_by)?;
    (freshness >= Freshness::NotConfirmed).then(|| words::date(since))
}

/// When it was last checked, and whether that is too long ago; nothing for what is part of the program.
pub(crate) fn checked(entry: &Published, context: &AreaContext) -> String {
    if matches!(entry.guide_form(), Some(GuideForm::Term | GuideForm::Tool)) {
        return String::new();
    }
    let today = context.today();
    if let Some(since) = not_confirmed(entry.assurance(), entry.review_by(), context) {
        return format!("Not confirmed since {since}");
    }
    match entry.assurance() {
        Some(check) => {
            let late = entry.review_by().is_some_and(|by| by < today);
            let late = if late { ", and due to be checked again" } else { "" };
            format!("Last checked {}{late}", words::date(check.checked_on))
        }
        None => "We have not been told when this was last checked".to_owned(),
    }
}
