//! `/about/what-the-law-asks`: each thing that the law says a Local Offer must contain, and where it is here.

use crate::entry;
use crate::extract::{AreaContext, QueryPairs};
use crate::layout::Layout;
use crate::page::Page;
use crate::words;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use local_offer_catalogue::coverage::{Coverage, CoverageState, count, coverage};
use local_offer_domain::law::coverage::{CoverageForce, RecordKind};
use local_offer_domain::law::ehc::Confidence;

#[derive(Template)]
#[template(path = "find/law.html")]
pub(crate) struct LawPage {
    layout: Layout,
    groups: Vec<GroupView>,
    today: String,
}

struct GroupView {
    id: &'static str,
    label: &'static str,
    counts: Vec<(&'static str, usize, &'static str)>,
    items: Vec<ItemView>,
}

pub(crate) struct ItemView {
    pub(crate) id: &'static str,
    pub(crate) ask: &'static str,
    pub(crate) source: &'static str,
    pub(crate) unsure: bool,
    pub(crate) state: &'static str,
    pub(crate) colour: &'static str,
    pub(crate) found: Vec<FoundView>,
    pub(crate) none_here: Vec<String>,
}

pub(crate) struct FoundView {
    pub(crate) words: String,
    pub(crate) links: Vec<(String, String)>,
    pub(crate) website: Option<String>,
    pub(crate) day: Option<String>,
}

/// The colour of a state, beside its words.
pub(crate) fn colour(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Met => "green",
        CoverageState::Partly => "yellow",
        CoverageState::Stale => "orange",
        CoverageState::Judgement => "grey",
        CoverageState::Missing => "red",
    }
}

/// An item as it is shown.
pub(crate) fn item_view(one: &Coverage) -> ItemView {
    let found = one.findings.iter().map(|finding| {
        let mut links: Vec<(String, String)> =
            finding.links.iter().map(|entry| (entry.name().to_owned(), entry::path(entry))).collect();
        links.extend(finding.search.iter().map(|search| ("See all".to_owned(), search.clone())));
        // What staff have written down may lead somewhere.
        let record =
            one.records.iter().find(|record| record.kind == RecordKind::Evidence && record.text == finding.words);
        FoundView {
            words: finding.words.clone(),
            links,
            website: record.and_then(|record| record.website.as_ref()).map(ToString::to_string),
            day: finding.as_of.map(words::date),
        }
    });
    let none = one.records.iter().filter(|record| record.kind == RecordKind::NoneHere);
    ItemView {
        id: &one.item.id,
        ask: &one.item.ask,
        source: &one.item.source,
        unsure: one.item.sure < Confidence::High,
        state: one.state.words(),
        colour: colour(one.state),
        found: found.collect(),
        none_here: none.map(|record| record.text.clone()).collect(),
    }
}

pub(crate) async fn get(context: AreaContext) -> Page<LawPage> {
    let all = coverage(&context.catalogue, &context.offer, context.today());
    let groups = CoverageForce::ALL.into_iter().map(|force| GroupView {
        id: force.as_str(),
        label: force.words(),
        counts: count(&all, force)
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(state, number)| (state.words(), number, colour(state)))
            .collect(),
        items: all.iter().filter(|one| one.item.force == force).map(item_view).collect(),
    });
    let mut layout = context.layout("What the law asks");
    layout.description = "Each thing that the law says a Local Offer must contain, and where it is here.".to_owned();
    Page::ok(LawPage { groups: groups.collect(), today: words::date(context.today()), layout })
}

/// `/about/what-the-law-asks.csv`: the same as a spreadsheet, for whoever reviews Local Offers.
pub(crate) async fn csv(context: AreaContext, QueryPairs(_): QueryPairs) -> Response {
    let all = coverage(&context.catalogue, &context.offer, context.today());
    let mut csv = String::from("\u{feff}item,force,state,asked,source,how sure,found,owner,as of,due,look at\r\n");
    for one in &all {
        let found: Vec<&str> = one.findings.iter().map(|finding| finding.words.as_str()).collect();
        let links = one
            .findings
            .iter()
            .flat_map(|finding| finding.links.iter().map(|entry| context.own_link(&entry::path(entry))));
        let cells = [
            one.item.id.clone(),
            one.item.force.as_str().to_owned(),
            one.state.as_str().to_owned(),
            one.item.ask.clone(),
            one.item.source.clone(),
            format!("{:?}", one.item.sure).to_lowercase(),
            found.join("; "),
            one.owner.clone().unwrap_or_default(),
            one.as_of.map(|day| day.to_string()).unwrap_or_default(),
            one.due.map(|day| day.to_string()).unwrap_or_default(),
            links.collect::<Vec<_>>().join(" "),
        ];
        csv.push_str(&cells.map(|cell| crate::csv::cell(&cell)).join(","));
        csv.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"what-the-law-asks.csv\""),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, csv).into_response()
}
