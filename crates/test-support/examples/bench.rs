//! Measures building the search, searching, and answering whole pages, on a synthetic directory of a chosen size.
//!
//! Figures are the median, the 99th in a hundred and the slowest of many single calls in this process.
#![expect(clippy::print_stdout, reason = "the output of a benchmark")]

use jiff::Timestamp;
use local_offer_catalogue::search::{Request, find};
use local_offer_catalogue::{Catalogue, Gazetteer, ListingChange, Vocabulary};
use local_offer_domain::directory::{Location, Schedule, ServiceAtLocation, Weekday};
use local_offer_domain::values::{AgeRange, Answer, AreaId, ListingId, Slug};
use local_offer_domain::{Published, Service, ServiceContent};
use local_offer_operations::demo_areas;
use local_offer_test_support::{TestSite, now};
use std::sync::Arc;
use std::time::{Duration, Instant};

const QUESTIONS: &[&str] = &[
    "deaf",
    "short breaks",
    "autsim",
    "speech therapy",
    "swimming",
    "my son wont go to school",
    "respite burnley",
    "wheelchair football near PR1",
    "counselling for teenager anxiety",
    "holiday club age 9",
    "ehcp",
    "sensory",
    "physio for cerebral palsy",
    "coffee morning autism mums",
    "supported internship",
    "camhs",
    "travel training bus",
];

#[tokio::main]
async fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5_000);
    println!("{count} services");
    let started = Instant::now();
    let entries = directory(count);
    println!("made in                     {:>10.1?}", started.elapsed());
    let empty = Catalogue::new(Arc::new(Vocabulary::built_in()), Arc::new(Gazetteer::built_in()));
    let areas = demo_areas().expect("demo areas");
    let started = Instant::now();
    let catalogue = empty.with_everything(areas, entries.clone(), Vec::new());
    println!("catalogue built in          {:>10.1?}", started.elapsed());
    let started = Instant::now();
    let mut entries = entries.into_iter();
    let changed = entries.next().map(|entry| ListingChange { id: entry.id(), published: Some(entry), gone: None });
    let catalogue = catalogue.with_changes(changed.into_iter().collect());
    println!("one change applied in       {:>10.1?}", started.elapsed());
    let started = Instant::now();
    let suspended = entries.next().map(|entry| ListingChange { id: entry.id(), published: None, gone: None });
    let catalogue = catalogue.without(suspended.as_slice());
    println!("one listing taken away in   {:>10.1?}", started.elapsed());
    let area = &catalogue.areas()[0];
    measure("search, words", || {
        QUESTIONS
            .iter()
            .map(|question| {
                let request = Request { text: (*question).to_owned(), page: 1, per_page: 20, ..Request::default() };
                timed(|| find(&catalogue, area, &request).total)
            })
            .collect()
    });
    measure("search, words and a place", || {
        QUESTIONS
            .iter()
            .map(|question| {
                let request = Request {
                    text: (*question).to_owned(),
                    place: "Preston".to_owned(),
                    within: Some(10.0),
                    page: 1,
                    per_page: 20,
                    ..Request::default()
                };
                timed(|| find(&catalogue, area, &request).total)
            })
            .collect()
    });
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let mut pages = Vec::new();
    for round in 0..60 {
        for question in QUESTIONS {
            let started = Instant::now();
            let page = visitor.searches(&[("q", question), ("postcode", "PR2")]).await;
            assert_eq!(page.status, 200);
            if round > 0 {
                pages.push(started.elapsed());
            }
        }
    }
    show("whole page on the demo", pages);
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed()
}

fn measure(name: &str, mut round: impl FnMut() -> Vec<Duration>) {
    round();
    show(name, (0..40).flat_map(|_| round()).collect());
}

fn show(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{name:<27} {:>10.1?} median {:>10.1?} p99 {:>10.1?} slowest, of {}",
        at(0.5),
        at(0.99),
        at(1.0),
        times.len()
    );
}

/// A directory with the words, needs and places of a real one, always the same for a size.
fn directory(count: usize) -> Vec<Published> {
    let vocabulary = Vocabulary::built_in();
    let categories = vocabulary.categories.terms();
    let needs = vocabulary.needs.terms();
    let access = vocabulary.access.terms();
    let text: Vec<&str> = include_str!("../../../demo/westmere/services/leisure.toml").split_whitespace().collect();
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    // Xorshift: nothing hangs on its quality, only on its being the same everywhere.
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let published_at: Timestamp = now();
    (0..count)
        .map(|number| {
            let category = &categories[next(categories.len())];
            let start = next(text.len() - 120);
            let from = next(14) as i64;
            let places = (0..=next(3))
                .map(|_| ServiceAtLocation {
                    location: Location {
                        name: Some(format!("Hall {}", next(500))),
                        town: Some(["Preston", "Burnley", "Lancaster", "Chorley"][next(4)].to_owned()),
                        latitude: Some(53.6 + next(600) as f64 / 1000.0),
                        longitude: Some(-2.9 + next(800) as f64 / 1000.0),
                        access: vec![access[next(access.len())].id.clone()],
                        ..Location::default()
                    },
                    schedules: vec![Schedule { days: vec![Weekday::ALL[next(7)]], ..Schedule::default() }],
                    ..ServiceAtLocation::default()
                })
                .collect();
            let mut content = ServiceContent {
                name: format!("{} {number}", category.label),
                summary: text[start..start + 14].join(" "),
                description: text[start + 14..start + 100].join(" "),
                categories: vec![category.id.clone()],
                themes: category.theme.clone().into_iter().collect(),
                places,
                ..ServiceContent::default()
            };
            content.suits.ages = AgeRange::new(Some(from), Some(from + next(12) as i64)).ok();
            content.suits.needs = (0..=next(4)).map(|_| needs[next(needs.len())].id.clone()).collect();
            content.cost.free = if next(2) == 0 { Answer::Yes } else { Answer::No };
            Published::Service(Service {
                id: ListingId::new(),
                area: AreaId::from("westmere"),
                slug: Slug::from_name(&content.name),
                organisation: None,
                content,
                assurance: None,
                review_by: None,
                provenance: None,
                published_at,
            })
        })
        .collect()
}
