//! `/manage`: how much of the Local Offer is current, and who to chase.

use crate::error::PageError;
use crate::person::Person;
use crate::view::{Cell, Part, Table, View};
use crate::words;
use axum::response::Response;
use local_offer_domain::Published;
use local_offer_domain::listing::Kind;
use local_offer_domain::review::{Freshness, days_between};
use local_offer_storage::TaskFilter;
use std::collections::BTreeMap;

/// A live entry and how true it can be taken to be.
struct Row {
    entry: local_offer_catalogue::Entry,
    freshness: Freshness,
    organisation: String,
    late: i64,
}

fn rows(person: &Person) -> Vec<Row> {
    let context = &person.context;
    let (today, policy) = (context.today(), &context.area().listing_policy);
    context
        .offer
        .entries()
        .filter(|entry| entry.kind() != Kind::Organisation)
        .map(|entry| Row {
            freshness: policy.freshness(entry.review_by(), today),
            organisation: entry
                .organisation()
                .and_then(|id| context.offer.lookup(id))
                .map_or_else(String::new, |organisation| organisation.name().to_owned()),
            late: entry.review_by().map_or(0, |by| days_between(by, today)),
            entry: entry.clone(),
        })
        .collect()
}

pub(crate) async fn get(person: Person) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let rows = rows(&person);
    let total = rows.len() as u64;
    let share = |number: usize, of: u64| (number as u64 * 100) / of.max(1);
    // Each stands in one bar, so that they add up to all. What was never confirmed is not late, and not confirmed either.
    let is_confirmed = |row: &&Row| row.entry.assurance().is_some();
    let count = |state: Freshness| rows.iter().filter(is_confirmed).filter(|row| row.freshness == state).count();
    let never = rows.iter().filter(|row| !is_confirmed(row)).count();
    let bars = Freshness::ALL
        .into_iter()
        .filter(|state| *state != Freshness::Lapsed || count(*state) > 0)
        .map(|state| (state.words().to_owned(), count(state) as u64, share(count(state), total)))
        .chain([("Never confirmed".to_owned(), never as u64, share(never, total))]);
    let undated = rows.iter().filter(|row| row.entry.review_by().is_none()).count();
    let confirmed = |row: &&Row| row.freshness <= Freshness::Due && row.entry.assurance().is_some();
    let current = rows.iter().filter(confirmed).count();
    let vocabulary = context.catalogue.vocabulary();
    let by_theme = vocabulary.themes.terms().iter().map(|theme| {
        let of_theme: Vec<&Row> = rows.iter().filter(|row| row.entry.themes().contains(&theme.id.as_str())).collect();
        let current = of_theme.iter().filter(|row| confirmed(row)).count();
        (theme.label.clone(), current as u64, share(current, of_theme.len() as u64))
    });
    let by_age = [
        ("Up to 3 months ago", 0, 91),
        ("3 to 6 months ago", 91, 183),
        ("6 to 12 months ago", 183, 366),
        ("Longer ago", 366, i64::MAX),
    ]
    .into_iter()
    .map(|(label, from, to)| {
        let checked = rows.iter().filter(|row| {
            let age = row.entry.assurance().map(|check| days_between(check.checked_on, context.today()));
            age.is_some_and(|age| from <= age && age < to)
        });
        let number = checked.count();
        (label.to_owned(), number as u64, share(number, total))
    })
    .chain([("Never".to_owned(), never as u64, share(never, total))])
    .collect();
    let mut worst: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.organisation.is_empty()) {
        let found = worst.entry(row.organisation.clone()).or_default();
        found.0 += usize::from(row.freshness > Freshness::Due);
        found.1 += 1;
    }
    let mut worst: Vec<_> = worst.into_iter().filter(|(_, (late, _))| *late > 0).collect();
    worst.sort_by_key(|(_, (late, _))| std::cmp::Reverse(*late));
    let worst = worst
        .into_iter()
        .take(15)
        .map(|(name, (late, all))| vec![Cell::text(name), Cell::text(late.to_string()), Cell::text(all.to_string())]);
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let area = context.area().id.clone();
    let waiting = tx
        .list_tasks(&TaskFilter { area: Some(area.clone()), ..TaskFilter::default() }, 10_000)
        .await
        .map_err(broken)?;
    let overdue = waiting.iter().filter(|task| task.due_on < context.today()).count();
    let links = tx.list_links().await.map_err(broken)?;
    let dead = links.into_iter().filter(|link| link.failures > 0).map(|link| {
        vec![
            Cell::text(link.url),
            Cell::text(link.result),
            Cell::text(link.failures.to_string())
                .with_small(words::date(local_offer_operations::england(link.checked_at))),
        ]
    });
    Ok(View::new(person.layout("Dashboard"))
        .wide()
        .titled(context.area().title.clone())
        .text(format!(
            "{} of {} services, settings and pages are confirmed and not late ({}%). {} in the queue, {} past the promised day.",
            current,
            total,
            share(current, total),
            words::count(waiting.len() as u64, "thing waits", "things wait"),
            overdue
        ))
        .part(Part::Links(vec![
            ("The queue".to_owned(), "/manage/queue".to_owned()),
            ("Who to chase, as a spreadsheet".to_owned(), "/manage/chase.csv".to_owned()),
        ]))
        .part(Part::Bars("How true they are".to_owned(), bars.collect()))
        .text(format!("{} have no day by which they should be checked.", words::count(undated as u64, "entry", "entries")))
        .part(Part::Bars("Confirmed, by theme".to_owned(), by_theme.collect()))
        .part(Part::Bars("When they were last checked".to_owned(), by_age))
        .part(Part::Table(Table {
            caption: "Organisations with the most to confirm".to_owned(),
            head: vec!["Organisation", "Late", "Of"],
            rows: worst.collect(),
            empty: "Nobody is late.".to_owned(),
        }))
        .part(Part::Table(Table {
            caption: "Links that lead nowhere".to_owned(),
            head: vec!["Address", "What came back", "Times"],
            rows: dead.collect(),
            empty: "None is known. The link checker is off unless it is switched on in the configuration.".to_owned(),
        })))
}

pub(crate) async fn chase(person: Person) -> Response {
    let mut csv = String::from("name,organisation,kind,review by,days late,email,telephone\r\n");
    let mut rows = rows(&person);
    rows.retain(|row| row.freshness > Freshness::Due || row.entry.review_by().is_none());
    rows.sort_by_key(|row| std::cmp::Reverse(row.late));
    for row in rows {
        let (email, phone) = match row.entry.as_ref() {
            Published::Service(service) => {
                let contacts = &service.content.contacts;
                (contacts.iter().find_map(|one| one.email.clone()), contacts.iter().find_map(|one| one.phone.clone()))
            }
            Published::Setting(setting) => (setting.content.email.clone(), setting.content.phone.clone()),
            Published::Organisation(_) | Published::Guide(_) => (None, None),
        };
        let by = row.entry.review_by().map(|by| by.to_string()).unwrap_or_default();
        let cells = [
            row.entry.name().to_owned(),
            row.organisation,
            row.entry.kind().as_str().to_owned(),
            by,
            row.late.max(0).to_string(),
            email.unwrap_or_default(),
            phone.unwrap_or_default(),
        ];
        csv += &local_offer_operations::spreadsheet_line(cells.iter().map(String::as_str));
    }
    crate::csv::spreadsheet("chase.csv", csv)
}
