//! `/manage/coverage`: what the law asks and how it stands, for the team; what staff write down; where nothing is listed.

use crate::coverage_view::{colour, item_view};
use crate::error::PageError;
use crate::extract::{PathKey, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, SummaryRow, Table, View, choices, line};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_catalogue::coverage::{Coverage, CoverageState, PHASES, count, matrix};
use local_offer_domain::accounts::Right;
use local_offer_domain::editing::{read_day, read_web};
use local_offer_domain::law::coverage::{Check, CoverageForce, CoverageItem, RecordKind, items, topics};
use local_offer_domain::law::ehc::{Confidence, RuleBook};
use local_offer_domain::law::phrases::phrases;
use local_offer_operations::OperationError;
use local_offer_operations::coverage::{Recorded, end_coverage_record, record_coverage};

pub(crate) async fn list(person: Person, query: QueryPairs) -> View {
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let all = person.context.coverage().await;
    let state = CoverageState::ALL.into_iter().find(|state| state.as_str() == one("state"));
    let force = CoverageForce::ALL.into_iter().find(|force| force.as_str() == one("force"));
    let owner = one("owner").to_lowercase();
    let mut shown: Vec<&Coverage> = all
        .iter()
        .filter(|one| state.is_none_or(|state| one.state == state))
        .filter(|one| force.is_none_or(|force| one.item.force == force))
        .filter(|one| owner.is_empty() || one.owner.as_ref().is_some_and(|known| known.to_lowercase().contains(&owner)))
        .collect();
    shown.sort_by_key(|one| (one.item.force, one.state));
    let mut view = View::new(person.layout("What the law asks")).wide().text(
        "Worked out anew each time from what is published and what is written down here. “Must” is the law; “should” is guidance.",
    );
    for force in CoverageForce::ALL {
        let counts = count(&all, force);
        let total: usize = counts.iter().map(|(_, number)| number).sum();
        let bars = counts.into_iter().map(|(state, number)| {
            (state.words().to_owned(), number as u64, number as u64 * 100 / total.max(1) as u64)
        });
        view = view.part(Part::Bars(force.words().to_owned(), bars.collect()));
    }
    let any = || (String::new(), "Any".to_owned());
    let states = CoverageState::ALL.into_iter().map(|state| (state.as_str().to_owned(), state.words().to_owned()));
    let forces = CoverageForce::ALL.into_iter().map(|force| (force.as_str().to_owned(), force.as_str().to_owned()));
    let form = Form::get("/manage/coverage")
        .with(Input::new(
            "state",
            "State",
            Look::Select(choices([any()].into_iter().chain(states), &[one("state").to_owned()])),
        ))
        .with(Input::new(
            "force",
            "Must, should or audit",
            Look::Select(choices([any()].into_iter().chain(forces), &[one("force").to_owned()])),
        ))
        .with(Input::line("owner", "Who answers for it", line::WORDS, one("owner")))
        .button("Show");
    let rows = shown.iter().map(|one| {
        vec![
            Cell::link(one.item.ask.clone(), format!("/manage/coverage/items/{}", one.item.id))
                .with_small(format!("{}: {}", one.item.id, one.item.source)),
            Cell::tag(one.state.words(), colour(one.state)),
            Cell::text(one.owner.clone().unwrap_or_else(|| "Nobody yet".to_owned())),
            Cell::text(one.as_of.map(words::date).unwrap_or_default())
                .with_small(one.due.map(|day| format!("look again by {}", words::date(day))).unwrap_or_default()),
        ]
    });
    view.form(form)
        .part(Part::Links(vec![
            ("As a spreadsheet (CSV)".to_owned(), "/about/what-the-law-asks.csv".to_owned()),
            ("The public page".to_owned(), "/about/what-the-law-asks".to_owned()),
            ("Where nothing is listed".to_owned(), "/manage/coverage/gaps".to_owned()),
            ("What still has to be checked in the law".to_owned(), "/manage/coverage/unsure".to_owned()),
        ]))
        .part(Part::Table(Table {
            caption: words::count(shown.len() as u64, "item", "items"),
            head: vec!["What is asked", "State", "Who answers for it", "As of"],
            rows: rows.collect(),
            empty: "No item fits.".to_owned(),
        }))
}

pub(crate) async fn item(person: Person, PathKey(id): PathKey) -> Result<View, PageError> {
    page(&person, &id, &FormData::default(), Vec::new()).await
}

async fn page(person: &Person, id: &str, typed: &FormData, problems: Vec<Problem>) -> Result<View, PageError> {
    let all = person.context.coverage().await;
    let one = all.iter().find(|one| one.item.id == id).ok_or_else(|| PageError::not_found(&person.context))?;
    let shown = item_view(one);
    let here = format!("/manage/coverage/items/{id}");
    let row =
        |key: &str, values: Vec<String>| SummaryRow { key: key.to_owned(), values, change: None, remarks: Vec::new() };
    let mut facts = vec![
        row("State", vec![one.state.words().to_owned()]),
        row("Force", vec![one.item.force.as_str().to_owned()]),
        row("Source", vec![one.item.source.clone()]),
        row("How sure we are", vec![one.item.sure.words().to_owned()]),
        row("Who answers for it", one.owner.iter().cloned().collect()),
        row("As of", one.as_of.map(words::date).into_iter().collect()),
        row("Look again by", one.due.map(words::date).into_iter().collect()),
    ];
    facts.extend(
        shown.found.iter().enumerate().map(|(at, found)| row(&format!("Found, {}", at + 1), vec![found.words.clone()])),
    );
    let mut view = View::new(person.layout(one.item.id.clone()))
        .back("What the law asks", "/manage/coverage")
        .titled(one.item.ask.clone())
        .caption(one.item.id.clone())
        .problems(problems.clone())
        .part(Part::Summary(facts));
    let links: Vec<(String, String)> = shown.found.into_iter().flat_map(|found| found.links).collect();
    if !links.is_empty() {
        view = view.part(Part::Links(links));
    }
    if let Some(advice) = advice(one.item, one.state) {
        view = view.part(Part::Inset(vec![advice]));
    }
    let may = person.may(Right::WorkQueue);
    let decides = person.may(Right::Decide);
    for record in &one.records {
        let when = record.happened_on.map(|day| format!(" ({})", words::date(day))).unwrap_or_default();
        view = view.part(Part::Inset(vec![format!("{}: {}{when}", record.kind.words(), record.text)]));
        if decides {
            let form = Form::post(format!("{here}/end")).hidden("record", record.id.clone());
            view = view.form(form.second("Take this back", None));
        }
    }
    if !may {
        return Ok(view);
    }
    let offered = |kind: &RecordKind| match kind {
        RecordKind::Owner => true,
        RecordKind::Evidence => decides,
        RecordKind::NoneHere => decides && one.item.may_be_none,
    };
    let usual = if decides { RecordKind::Evidence } else { RecordKind::Owner };
    let chosen = if typed.one("kind").is_empty() { usual.as_str() } else { typed.one("kind") };
    let kinds = RecordKind::ALL.into_iter().filter(offered).map(|kind| Choice {
        value: kind.as_str().to_owned(),
        label: kind.words().to_owned(),
        chosen: kind.as_str() == chosen,
    });
    let form = Form::post(here)
        .with(Input::new("kind", "Write something down", Look::Radios(kinds.collect())).checked(&problems))
        .with(
            Input::long("text", "In words", 1_000, typed.one("text"))
                .hint("It is public. Name jobs and groups, not persons.")
                .checked(&problems),
        )
        .with(
            Input::line(
                "day",
                "Day on which it happened or was looked at last (optional)",
                line::SHORT,
                typed.one("day"),
            )
            .hint("Like 27/3/2026. Needed for all but who answers for it.")
            .checked(&problems),
        )
        .with(
            Input::line("website", "Where more is to be seen (optional)", line::WEB, typed.one("website"))
                .checked(&problems),
        )
        .button("Write it down");
    Ok(view.heading("Write something down").form(form))
}

/// What would help most.
fn advice(item: &CoverageItem, state: CoverageState) -> Option<String> {
    if state == CoverageState::Met {
        return None;
    }
    let first = item.checks.first()?;
    Some(match first {
        Check::Page { page } => format!(
            "Write or check a page, and tick “{}” among its subjects. Pages with something left to fill in count as partly there.",
            page.replace('-', " ")
        ),
        Check::Document { .. } => "Name the document on a page of guidance, with its address and its day.".to_owned(),
        Check::Section { .. } | Check::Senco { .. } | Check::Headings { .. } => {
            "Ask the settings whose reports leave it out: Reports of settings.".to_owned()
        }
        Check::Record { record } => format!("Write down: {record}."),
        Check::Categories { .. } | Check::Provider { .. } | Check::Themes { .. } => {
            "Ask providers to list what there is. If there is none that your families use, write that down here."
                .to_owned()
        }
        _ => "Look at what was found above.".to_owned(),
    })
}

pub(crate) async fn record(person: Person, PathKey(id): PathKey, form: FormData) -> Result<Response, PageError> {
    let mut problems = Vec::new();
    let kind = RecordKind::parse(form.one("kind"));
    if kind.is_none() {
        problems.push(problem("kind", "Choose what you want to write down"));
    }
    let day = read_day(form.one("day")).map_err(|message| problems.push(problem("day", message))).ok().flatten();
    let website = match form.one("website") {
        "" => None,
        at => read_web(at).map_err(|message| problems.push(problem("website", message))).ok(),
    };
    let (Some(kind), true) = (kind, problems.is_empty()) else {
        return Ok(page(&person, &id, &form, problems).await?.into_response());
    };
    let said = Recorded { item: id.clone(), kind, text: form.one("text").to_owned(), website, happened_on: day };
    match record_coverage(person.office(), person.actor(), person.context.area(), said).await {
        Ok(()) => Ok(Redirect::to(&format!("/manage/coverage/items/{id}")).into_response()),
        Err(OperationError::Refused(message)) => {
            let field = if message.contains("day") { "day" } else { "text" };
            Ok(page(&person, &id, &form, vec![problem(field, message)]).await?.into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

pub(crate) async fn end(person: Person, PathKey(id): PathKey, form: FormData) -> Result<Redirect, PageError> {
    end_coverage_record(person.office(), person.actor(), person.context.area(), form.one("record"))
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to(&format!("/manage/coverage/items/{id}")))
}

/// `/manage/coverage/gaps`: need by theme by phase.
pub(crate) async fn gaps(person: Person, query: QueryPairs) -> View {
    let context = &person.context;
    let matrix = matrix(&context.offer, context.catalogue.vocabulary());
    let asked = query.0.iter().find(|(name, _)| name == "need").map_or("", |(_, value)| value.trim());
    let gaps = matrix.gaps();
    let mut view = View::new(person.layout("Where nothing is listed"))
        .wide()
        .back("What the law asks", "/manage/coverage")
        .text("Live services by need, theme and age. The first number counts services that name the need; the second, after a plus, those that say they are for any need. A zero is a gap: commission something, or ask who is not listed yet.");
    let themes: Vec<&str> = matrix.themes.iter().map(|(_, label)| label.as_str()).collect();
    let needs = matrix.rows.iter().map(|row| (row.need.clone(), row.label.clone()));
    let form = Form::get("/manage/coverage/gaps").with(Input::new(
        "need",
        "Need",
        Look::Select(choices([(String::new(), "All".to_owned())].into_iter().chain(needs), &[asked.to_owned()])),
    ));
    view = view.form(form.button("Show"));
    for row in matrix.rows.iter().filter(|row| asked.is_empty() || row.need == asked) {
        let rows = themes.iter().zip(&row.cells).zip(&matrix.themes).map(|((label, cells), (theme, _))| {
            let numbers = cells.iter().zip(PHASES).map(|(cell, phase)| {
                let href = format!("/find?need={}&theme={theme}&age={}", row.need, phase.id);
                match (cell.named, cell.for_all) {
                    (0, 0) => Cell::tag("0: nothing", "red"),
                    (0, all) => Cell::tag(format!("0 + {all}"), "yellow"),
                    (named, 0) => Cell::link(named.to_string(), href),
                    (named, all) => Cell::link(format!("{named} + {all}"), href),
                }
            });
            std::iter::once(Cell::text(*label)).chain(numbers).collect()
        });
        view = view.part(Part::Table(Table {
            caption: row.label.clone(),
            head: std::iter::once("Theme").chain(PHASES.iter().map(|phase| phase.label)).collect(),
            rows: rows.collect(),
            empty: String::new(),
        }));
    }
    let told: Vec<String> = gaps
        .into_iter()
        .map(|gap| match gap.for_all {
            0 => gap.words,
            all => format!("{}; {all} say that they are for any need", gap.words),
        })
        .collect();
    view.part(Part::Details(words::count(told.len() as u64, "gap in words", "gaps in words"), told))
}

/// `/manage/coverage/unsure`: sources that nobody has read in the text yet.
pub(crate) async fn unsure(person: Person) -> View {
    let table = |caption: &str, rows: Vec<Vec<Cell>>| {
        Part::Table(Table {
            caption: caption.to_owned(),
            head: vec!["What", "Source", "How sure"],
            rows,
            empty: "Nothing.".to_owned(),
        })
    };
    let sure = |sure: Confidence| match sure {
        Confidence::High => Cell::tag("Read in the text", "green"),
        Confidence::Medium => Cell::tag("Open to argument, or second-hand", "yellow"),
        Confidence::Low => Cell::tag("From memory", "red"),
    };
    let coverage = items().iter().filter(|item| item.sure < Confidence::High).map(|item| {
        vec![Cell::text(item.ask.clone()).with_small(item.id.clone()), Cell::text(item.source.clone()), sure(item.sure)]
    });
    let rules = RuleBook::built_in().rules().iter().filter(|rule| rule.sure < Confidence::High).map(|rule| {
        let what = format!("{}: {}", rule.actor, rule.action);
        vec![
            Cell::text(what).with_small(format!("{} {}", rule.id, rule.note)),
            Cell::text(rule.source.clone()),
            sure(rule.sure),
        ]
    });
    let phrases = phrases().iter().filter(|phrase| phrase.sure < Confidence::High).map(|phrase| {
        vec![
            Cell::text(phrase.why.clone()).with_small(phrase.id.clone()),
            Cell::text(phrase.source.clone()),
            sure(phrase.sure),
        ]
    });
    View::new(person.layout("What still has to be checked in the law"))
        .wide()
        .back("What the law asks", "/manage/coverage")
        .text("These rest on a second source, on memory, or on wording that can be read in more than one way. They are marked so wherever they are shown, and those from memory are never shown as law.")
        .part(table("Items of what the law asks", coverage.collect()))
        .part(table("Time limits", rules.collect()))
        .part(table("Phrases that misstate the law", phrases.collect()))
        .text(format!("{} subjects can be answered by a page.", topics().len()))
}
