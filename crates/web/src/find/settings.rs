//! `/settings`: nurseries, schools and colleges, narrowed by what families choose them by.

use super::narrowing::{Filter, dropped, filters, unknown_place};
use super::whose::{self, WhoseNotice};
use crate::entry::Card;
use crate::extract::{AreaContext, QueryPairs};
use crate::layout::Layout;
use crate::page::Page;
use crate::pagination::Pagination;
use crate::search_params::{Problem, SearchParams, address};
use crate::words;
use askama::Template;
use axum::response::{IntoResponse, Response};
use local_offer_catalogue::search::{Facet, Request, ResultKind, suggestions};

const PATH: &str = "/settings";

/// The filters that say something about a setting.
const FILTERS: &[Facet] = &[Facet::Setting, Facet::Need, Facet::Category, Facet::Access];

#[derive(Template)]
#[template(path = "find/settings.html")]
pub(crate) struct SettingsPage {
    layout: Layout,
    q: String,
    postcode: String,
    age: String,
    problems: Vec<Problem>,
    heading: String,
    whose: Option<WhoseNotice>,
    filters: Vec<Filter>,
    clear: Option<String>,
    cards: Vec<Card>,
    pagination: Option<Pagination>,
    drops: Vec<(String, String, String)>,
}

pub(crate) async fn get(context: AreaContext, query: QueryPairs) -> Response {
    let vocabulary = context.catalogue.vocabulary().clone();
    let mut params = SearchParams::read(&query, &vocabulary, context.today());
    params.request.kinds = vec![ResultKind::Setting];
    let results = context.site.find(&context, &mut params.request);
    // A cry for help is answered alike wherever it is typed.
    if results.panel.is_some() {
        return super::search::get(context, query).await;
    }
    let request = params.request;
    let mut problems = params.problems;
    if results.place_unknown {
        problems.push(unknown_place(&request.place, &context));
    }
    let mut layout = context.layout("Schools and settings");
    layout.no_index = !request.text.is_empty() || !request.filters.is_empty() || !request.place.is_empty();
    layout.error = !problems.is_empty();
    // The kind is the page itself, so it is in no address of it.
    let link = |request: Request| address(PATH, &Request { kinds: Vec::new(), ..request });
    let here = link(Request { page: 1, ..request.clone() });
    let drops = if results.total == 0 {
        suggestions(&context.catalogue, &context.offer, &request, &results.understood)
    } else {
        Vec::new()
    };
    Page::ok(SettingsPage {
        heading: words::count(results.total, "nursery, school or college", "nurseries, schools and colleges"),
        whose: whose::notice(&results, &context, &request.place, &here),
        filters: filters(&results, FILTERS),
        clear: (!request.filters.is_empty() || !request.ages.is_empty()).then(|| {
            link(Request { text: request.text.clone(), place: request.place.clone(), page: 1, ..Request::default() })
        }),
        cards: results.hits.iter().map(|hit| Card::of_hit(hit, &context)).collect(),
        pagination: Pagination::new(&results, |page| link(Request { page, ..request.clone() })),
        drops: drops
            .into_iter()
            .map(|(wider, total)| (dropped(&request, &wider), link(wider), words::count(total, "result", "results")))
            .collect(),
        q: request.text.clone(),
        postcode: request.place.clone(),
        age: if params.typed_age.is_empty() {
            request.ages.first().map(ToString::to_string).unwrap_or_default()
        } else {
            params.typed_age
        },
        problems,
        layout,
    })
    .into_response()
}
