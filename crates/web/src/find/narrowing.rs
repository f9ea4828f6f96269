//! Filters, and what to do when they leave nothing: the same wherever there is a list to narrow.

use super::whose;
use crate::extract::AreaContext;
use crate::search_params::Problem;
use local_offer_catalogue::search::{Facet, FacetValue, Request, Results};

/// A filter as its form shows it.
pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) chosen: usize,
    pub(super) values: Vec<FacetValue>,
}

/// These filters, without those that have nothing to choose.
pub(super) fn filters(results: &Results, facets: &[Facet]) -> Vec<Filter> {
    let filters = facets.iter().map(|facet| {
        let values = results.facets.get(facet).cloned().unwrap_or_default();
        let chosen = values.iter().filter(|value| value.chosen).count();
        Filter { name: facet.as_str(), title: title(*facet), chosen, values }
    });
    filters.filter(|filter| !filter.values.is_empty()).collect()
}

/// The question each filter answers, as a family would ask it.
fn title(facet: Facet) -> &'static str {
    match facet {
        Facet::Need => "Type of need",
        Facet::Theme => "Topic",
        Facet::Category => "Type of help",
        Facet::Level => "Who it is meant for",
        Facet::Access => "Access",
        Facet::Day => "Day",
        Facet::Free => "Cost",
        Facet::Setting => "Type of school or setting",
    }
}

/// A place that we do not know, with the one that may have been meant.
pub(super) fn unknown_place(typed: &str, context: &AreaContext) -> Problem {
    let gazetteer = context.catalogue.gazetteer();
    let message = match (whose::has_shape(typed), gazetteer.nation(typed), gazetteer.nearest_name(typed)) {
        (true, Some(nation), _) => format!("{typed} is in {nation}"),
        // It may be right, and far away: whoever typed it must not look for a mistake in it.
        (true, None, _) => format!("We do not know where {typed} is"),
        (false, _, Some(meant)) => format!("We do not know the place “{typed}”. Did you mean {meant}?"),
        (false, _, None) => {
            format!("We do not know the place “{typed}”. Enter a postcode, like PR1 8XJ, or a town.")
        }
    };
    Problem { field: "postcode".into(), message }
}

/// What a wider search leaves out, in words.
pub(super) fn dropped(request: &Request, wider: &Request) -> String {
    if request.text != wider.text {
        return "Search without the words".to_owned();
    }
    if request.within != wider.within {
        return "Search at any distance".to_owned();
    }
    if request.ages != wider.ages {
        return "Search for any age".to_owned();
    }
    let facet = request.filters.keys().find(|facet| !wider.filters.contains_key(facet));
    facet.map_or_else(|| "Search again".to_owned(), |facet| format!("Search without “{}”", title(*facet)))
}
