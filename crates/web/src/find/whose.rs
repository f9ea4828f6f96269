//! Which authority is mine?

use crate::extract::AreaContext;
use local_offer_catalogue::search::Results;
use local_offer_catalogue::{Place, Precision, Whose};
use local_offer_domain::values::{OutwardCode, Postcode};

/// What to tell somebody about the place they named.
pub(crate) struct WhoseNotice {
    pub(crate) text: String,
    pub(crate) link: Option<(String, String)>,
}

/// Where GOV.UK says who a council is.
const FIND_A_COUNCIL: &str = "https://www.gov.uk/find-local-council";

/// Whose the place of a search is, where that is worth a word. `typed` is what stood in the field, and `path` is this
/// search's own address.
pub(crate) fn notice(results: &Results, context: &AreaContext, typed: &str, path: &str) -> Option<WhoseNotice> {
    let area = context.area();
    let Some(place) = results.place.as_ref() else { return far_away(typed, context) };
    let others: Vec<_> = context.others().collect();
    let label = &place.label;
    match context.catalogue.gazetteer().whose(place, area, &others) {
        Whose::Ours | Whose::Unknown => exactness(place),
        Whose::Border => Some(WhoseNotice {
            text: if Postcode::parse(label).is_ok() {
                format!(
                    "Only part of {} is in {}, and we do not have every postcode. GOV.UK knows which council is yours.",
                    label.split(' ').next().unwrap_or(label),
                    area.name
                )
            } else {
                format!(
                    "Only part of {label} is in {}. Enter a full postcode to find out which council is yours.",
                    area.name
                )
            },
            link: Postcode::parse(label)
                .is_ok()
                .then(|| ("Find your council on GOV.UK".to_owned(), FIND_A_COUNCIL.to_owned())),
        }),
        Whose::Neighbour(id) => {
            let neighbour = context.catalogue.area(&id)?.area();
            Some(WhoseNotice {
                text: format!(
                    "{label} is in {}, not in {}. Its council decides about schools, EHC plans and short breaks there.",
                    neighbour.name, area.name
                ),
                link: Some((format!("Search the {}", neighbour.title), context.link_to(&id, path)?)),
            })
        }
        Whose::Authority(authority) => {
            let slug = &authority.gov_uk_slug;
            let href = if slug.is_empty() { FIND_A_COUNCIL.to_owned() } else { format!("{FIND_A_COUNCIL}/{slug}") };
            Some(WhoseNotice {
                text: format!(
                    "{label} is in {}, not in {}. Its council has a Local Offer of its own.",
                    authority.name, area.name
                ),
                link: Some((format!("Find {} council on GOV.UK", authority.name), href)),
            })
        }
    }
}

/// Whether this can be a postcode, or the first half of one.
pub(super) fn has_shape(typed: &str) -> bool {
    Postcode::typed(typed).is_ok() || OutwardCode::parse(typed).is_ok()
}

/// Where to go from here with a postcode that is in none of our lists.
fn far_away(typed: &str, context: &AreaContext) -> Option<WhoseNotice> {
    if !has_shape(typed) {
        return None;
    }
    let name = &context.area().name;
    let text = match context.catalogue.gazetteer().nation(typed) {
        Some(nation) => format!("Different SEND law applies in {nation}. This website is about {name}."),
        None => format!("If {typed} is right, it is not near {name}, and another council looks after it."),
    };
    Some(WhoseNotice { text, link: Some(("Find your council on GOV.UK".to_owned(), FIND_A_COUNCIL.to_owned())) })
}

/// How exact the distances are, when they are not.
fn exactness(place: &Place) -> Option<WhoseNotice> {
    let full = Postcode::parse(&place.label).ok()?;
    (place.precision == Precision::OutwardCode).then(|| WhoseNotice {
        text: format!("Distances are measured from the middle of {}, so they are rough.", full.outward()),
        link: None,
    })
}
