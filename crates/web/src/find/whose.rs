//! Which authority is mine?

use crate::extract::AreaContext;
use local_offer_catalogue::search::Results;
use local_offer_catalogue::{Place, Precision, Whose};
use local_offer_domain::values::Postcode;

/// What to tell somebody about the place they named.
pub(crate) struct WhoseNotice {
    pub(crate) text: String,
    pub(crate) link: Option<(String, String)>,
}

/// Where GOV.UK says who a council is.
const FIND_A_COUNCIL: &str = "https://www.gov.uk/find-local-council";

/// Whose the place of a search is, where that is worth a word. `path` is this search's own address.
pub(crate) fn notice(results: &Results, context: &AreaContext, path: &str) -> Option<WhoseNotice> {
    let place = results.place.as_ref()?;
    let area = context.area();
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

/// How exact the distances are, when they are not.
fn exactness(place: &Place) -> Option<WhoseNotice> {
    let full = Postcode::parse(&place.label).ok()?;
    (place.precision == Precision::OutwardCode).then(|| WhoseNotice {
        text: format!("Distances are measured from the middle of {}, so they are rough.", full.outward()),
        link: None,
    })
}
