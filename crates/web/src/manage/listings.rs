//! `/manage/listings`: every listing of the area, whatever its state.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::paged::Paged;
use crate::person::Person;
use crate::view::{Cell, Form, Input, Look, Part, Table, View, choices, line};
use crate::words;
use local_offer_domain::accounts::Right;
use local_offer_domain::listing::Kind;
use local_offer_storage::{ListingFilter, ListingState};

/// More than an authority has; beyond, a name narrows.
const MOST: i64 = 10_000;

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let filter = ListingFilter {
        areas: vec![context.area().id.clone()],
        name: one("name").chars().take(100).collect(),
        kind: Kind::parse(one("kind")),
        state: ListingState::parse(one("state")),
        ..ListingFilter::default()
    };
    let mut heads =
        person.office().storage.read().await.map_err(broken)?.list_heads(&filter, MOST).await.map_err(broken)?;
    heads.sort_by_cached_key(|head| (head.name.to_lowercase(), head.id));
    let policy = &context.area().listing_policy;
    let page = Paged::of(heads, &query);
    let rows = page.items.iter().map(|head| {
        let name = if head.name.is_empty() { "(no name yet)" } else { &head.name };
        vec![
            Cell::link(name, format!("/manage/listings/{}", head.id)).with_small(head.kind.as_str()),
            Cell::tag(head.state.words(), if head.state == ListingState::Live { "green" } else { "grey" }),
            Cell::text(match (head.state, head.review_by) {
                (ListingState::Proposed, _) => "",
                (_, None) => "No day set",
                (_, by) => policy.freshness(by, context.today()).words(),
            })
            .with_small(head.review_by.map(|by| format!("by {}", words::date(by))).unwrap_or_default()),
        ]
    });
    let states = ["live", "suspended", "withdrawn", "archived", "hidden", "proposed"];
    let states =
        states.into_iter().filter_map(|word| Some((word.to_owned(), ListingState::parse(word)?.words().to_owned())));
    let any = || [(String::new(), "Any".to_owned())];
    let kinds = [
        ("service", "Service"),
        ("organisation", "Organisation"),
        ("setting", "Nursery, school or college"),
        ("guide", "Page, news or event"),
    ];
    let kinds = any().into_iter().chain(kinds.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned())));
    let form = Form::get("/manage/listings")
        .with(Input::line("name", "Name", line::WORDS, one("name")))
        .with(Input::new("kind", "Kind", Look::Select(choices(kinds, &[one("kind").to_owned()]))))
        .with(Input::new(
            "state",
            "State",
            Look::Select(choices(any().into_iter().chain(states), &[one("state").to_owned()])),
        ));
    let mut view = View::new(person.layout("Listings")).wide().form(form.button("Find"));
    if person.may(Right::TakeDown) {
        let archived = "What was archived because nobody confirmed it, and taking it back".to_owned();
        view = view.part(Part::Links(vec![(archived, "/manage/archived".to_owned())]));
    }
    Ok(view
        .part(Part::Table(Table {
            caption: page.caption("listing", "listings"),
            head: vec!["Name", "State", "Confirmed"],
            rows: rows.collect(),
            empty: "No listing fits.".to_owned(),
        }))
        .part(page.links("/manage/listings", &query)))
}
