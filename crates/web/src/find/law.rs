//! `/about/what-the-law-asks`: each thing that the law says a Local Offer must contain, and where it is here.

use crate::coverage_view::{ItemView, colour, item_view};
use crate::entry;
use crate::extract::{AreaContext, QueryPairs};
use crate::layout::Layout;
use crate::page::Page;
use crate::words;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use local_offer_catalogue::coverage::count;
use local_offer_domain::law::coverage::CoverageForce;

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

pub(crate) async fn get(context: AreaContext) -> Page<LawPage> {
    let all = context.coverage().await;
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
    "Each thing that the law says a Local Offer must contain, and where it is here."
        .clone_into(&mut layout.description);
    Page::ok(LawPage { groups: groups.collect(), today: words::date(context.today()), layout })
}

/// `/about/what-the-law-asks.csv`: the same as a spreadsheet, for whoever reviews Local Offers.
pub(crate) async fn csv(context: AreaContext, QueryPairs(_): QueryPairs) -> Response {
    let all = context.coverage().await;
    let mut csv = String::from("\u{feff}item,force,state,asked,source,how sure,found,owner,as of,due,look at\r\n");
    for one in all.iter() {
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
        csv += &local_offer_operations::spreadsheet_line(cells.iter().map(String::as_str));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"what-the-law-asks.csv\""),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, csv).into_response()
}
