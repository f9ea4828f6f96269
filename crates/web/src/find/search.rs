//! `/find`

use super::narrowing::{Filter, dropped, filters, unknown_place};
use super::whose::{self, WhoseNotice};
use crate::entry::Card;
use crate::extract::{AreaContext, QueryPairs};
use crate::layout::Layout;
use crate::page::Page;
use crate::pagination::Pagination;
use crate::search_params::{Problem, SearchParams, address};
use crate::urgent::UrgentPanel;
use crate::words;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use local_offer_catalogue::search::{Facet, Request, Results, Sort, suggestions};
use local_offer_domain::area::AreaContact;

const PATH: &str = "/find";

/// Miles that are offered. Any other number in the address works as well.
const WITHIN: &[f64] = &[1.0, 3.0, 5.0, 10.0, 20.0, 40.0];

#[derive(Template)]
#[template(path = "find/search.html")]
pub(crate) struct FindPage {
    layout: Layout,
    q: String,
    postcode: String,
    age: String,
    problems: Vec<Problem>,
    heading: String,
    urgent: Option<UrgentPanel>,
    correction: Option<Correction>,
    read_as: Vec<String>,
    /// The same search for everybody, when an age was read out of the words.
    any_age: Option<String>,
    expansions: Vec<(String, String)>,
    whose: Option<WhoseNotice>,
    without_place: Option<(String, String)>,
    chosen: Vec<Chosen>,
    clear: String,
    within: Vec<Choice>,
    filters: Vec<Filter>,
    sorts: Vec<SortLink>,
    cards: Vec<Card>,
    pagination: Option<Pagination>,
    ways_on: Option<WaysOn>,
    sort: Option<&'static str>,
    kinds: Vec<&'static str>,
}

struct Correction {
    shown: String,
    typed: String,
    exact: String,
}

struct Chosen {
    label: String,
    remove: String,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct SortLink {
    label: &'static str,
    href: String,
    current: bool,
}

/// What to do when nothing was found.
struct WaysOn {
    /// After urgent help, "we found nothing" would be the wrong thing to say.
    urgent: bool,
    drops: Vec<(String, String, String)>,
    neighbours: Vec<(String, String)>,
    advice: AreaContact,
}

pub(crate) async fn get(context: AreaContext, query: QueryPairs) -> Response {
    let vocabulary = context.catalogue.vocabulary().clone();
    let mut params = SearchParams::read(&query, &vocabulary, context.today());
    let results = context.site.find(&context, &mut params.request);
    params.request.page = results.page;
    // What somebody cried out stands nowhere on the page, in its title, in a field or in an address it leads to.
    if results.panel.is_some() {
        params.request.text.clear();
    }
    let request = &params.request;
    let mut problems = params.problems;
    if results.place_unknown {
        problems.push(unknown_place(&request.place, &context));
    } else if request.within.is_some() && results.place.is_none() {
        let message = "Enter a postcode or a town to search by distance".to_owned();
        problems.push(Problem { field: "postcode".into(), message });
    }
    let mut layout = context.layout(title(request, &results));
    layout.no_index = results.panel.is_some()
        || request != &Request { page: 1, per_page: request.per_page, today: request.today, ..Request::default() };
    layout.error = !problems.is_empty();
    let here = address(PATH, &Request { page: 1, ..request.clone() });
    let page = FindPage {
        heading: words::count(results.total, "result", "results"),
        urgent: results.panel.map(|panel| UrgentPanel::new(panel, &context)),
        correction: correction(request, &results),
        read_as: read_as(request, &results),
        any_age: (results.understood.age.is_some() && request.ages.is_empty())
            .then(|| address(PATH, &Request { any_age: true, page: 1, ..request.clone() })),
        expansions: results.understood.expansions.clone(),
        whose: whose::notice(&results, &context, &request.place, &here),
        without_place: without_place(request, &results),
        chosen: chosen(request, &context),
        clear: address(
            PATH,
            &Request { text: request.text.clone(), place: request.place.clone(), page: 1, ..Request::default() },
        ),
        within: within(request, &params.typed_within),
        filters: filters(&results, &Facet::ALL),
        sorts: sorts(request, &results),
        cards: results.hits.iter().map(|hit| Card::of_hit(hit, &context)).collect(),
        pagination: match results.panel {
            // Another page would have to say again what was typed.
            Some(_) => None,
            None => Pagination::new(&results, |page| address(PATH, &Request { page, ..request.clone() })),
        },
        ways_on: (results.total == 0).then(|| ways_on(request, &results, &context, &here)),
        q: request.text.clone(),
        postcode: request.place.clone(),
        age: if params.typed_age.is_empty() { ages(request) } else { params.typed_age },
        sort: request.sort.map(Sort::as_str),
        kinds: request.kinds.iter().map(|kind| kind.as_str()).collect(),
        problems,
        layout,
    };
    let is_urgent = page.urgent.is_some();
    let mut response = Page::ok(page).into_response();
    if is_urgent {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn ages(request: &Request) -> String {
    let texts: Vec<String> = request.ages.iter().map(ToString::to_string).collect();
    texts.first().cloned().unwrap_or_default()
}

fn title(request: &Request, results: &Results) -> String {
    let what = if request.text.is_empty() { "Find help".to_owned() } else { format!("{} – find help", request.text) };
    if results.page > 1 { format!("{what} (page {})", results.page) } else { what }
}

fn correction(request: &Request, results: &Results) -> Option<Correction> {
    let typed = results.understood.corrected_from.clone()?;
    let exact = address(PATH, &Request { exact: true, page: 1, ..request.clone() });
    Some(Correction { shown: results.understood.text.clone(), typed, exact })
}

/// What was taken out of the text, so that nobody wonders where results went.
fn read_as(request: &Request, results: &Results) -> Vec<String> {
    let understood = &results.understood;
    let mut read = Vec::new();
    if let Some(age) = understood.age.filter(|_| request.ages.is_empty()) {
        read.push(format!("age {}", age.to_string().to_lowercase()));
    }
    read.extend(understood.days.iter().map(|day| day.name().to_owned()));
    if let Some(place) = understood.place.as_ref().filter(|_| request.place.is_empty()) {
        read.push(format!("near {}", place.label));
    }
    read
}

fn without_place(request: &Request, results: &Results) -> Option<(String, String)> {
    (results.without_place > 0).then(|| {
        let text = words::count(results.without_place, "more is", "more are");
        (
            format!("{text} online, by telephone or at home, and so at no distance."),
            address(PATH, &Request { within: None, page: 1, ..request.clone() }),
        )
    })
}

fn chosen(request: &Request, context: &AreaContext) -> Vec<Chosen> {
    let vocabulary = context.catalogue.vocabulary();
    let mut chosen = Vec::new();
    let mut add = |label: String, without: Request| {
        chosen.push(Chosen { label, remove: address(PATH, &Request { page: 1, ..without }) });
    };
    for age in &request.ages {
        let mut without = request.clone();
        without.ages.retain(|other| other != age);
        add(format!("Age {}", age.to_string().to_lowercase()), without);
    }
    if let Some(miles) = request.within {
        let label = format!("Within {miles} {}", if (miles - 1.0).abs() < 0.01 { "mile" } else { "miles" });
        add(label, Request { within: None, ..request.clone() });
    }
    for (facet, values) in &request.filters {
        for value in values {
            let mut without = request.clone();
            if let Some(values) = without.filters.get_mut(facet) {
                values.retain(|other| other != value);
            }
            without.filters.retain(|_, values| !values.is_empty());
            add(facet.label(value, vocabulary), without);
        }
    }
    for kind in &request.kinds {
        let mut without = request.clone();
        without.kinds.retain(|other| other != kind);
        add(format!("Only {}", kind.words().to_lowercase()), without);
    }
    chosen
}

fn within(request: &Request, typed: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = vec![Choice {
        value: String::new(),
        label: "Any distance".to_owned(),
        chosen: request.within.is_none() && typed.is_empty(),
    }];
    let own = request.within.filter(|miles| !WITHIN.contains(miles));
    for miles in WITHIN.iter().copied().chain(own) {
        let chosen = request.within.is_some_and(|chosen| (chosen - miles).abs() < 0.001);
        let label = format!("Within {miles} {}", if (miles - 1.0).abs() < 0.01 { "mile" } else { "miles" });
        choices.push(Choice { value: miles.to_string(), label, chosen });
    }
    choices
}

fn sorts(request: &Request, results: &Results) -> Vec<SortLink> {
    Sort::ALL
        .into_iter()
        .filter(|sort| match sort {
            Sort::Relevance => !results.understood.concepts.is_empty(),
            Sort::Distance => results.place.is_some(),
            Sort::Name => true,
        })
        .map(|sort| SortLink {
            label: match sort {
                Sort::Relevance => "Best match",
                Sort::Distance => "Nearest",
                Sort::Name => "Name",
            },
            href: address(PATH, &Request { sort: Some(sort), page: 1, ..request.clone() }),
            current: sort == results.sort,
        })
        .collect()
}

fn ways_on(request: &Request, results: &Results, context: &AreaContext, here: &str) -> WaysOn {
    let drops = if results.panel.is_some() {
        Vec::new()
    } else {
        suggestions(&context.catalogue, &context.offer, request, &results.understood)
    };
    let drops = drops
        .into_iter()
        .map(|(wider, total)| {
            (dropped(request, &wider), address(PATH, &wider), words::count(total, "result", "results"))
        })
        .collect();
    let neighbours = context
        .others()
        .filter_map(|other| Some((format!("Search the {}", other.title), context.link_to(&other.id, here)?)))
        .collect();
    WaysOn { urgent: results.panel.is_some(), drops, neighbours, advice: context.area().advice_service.clone() }
}
