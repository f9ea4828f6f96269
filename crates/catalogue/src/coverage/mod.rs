//! How far a Local Offer contains what the law asks: computed from what is published today and what staff have written down.
//!
//! Nothing here is stored. A page that is withdrawn or grows old changes the answer at once, on every node.

mod evidence;
mod matrix;

pub use evidence::{Evidence, Finding};
pub use matrix::{Matrix, MatrixCell, MatrixGap, MatrixRow, PHASES, Phase, matrix};

use crate::{AreaCatalogue, Catalogue};
use jiff::civil::Date;
use local_offer_domain::law::coverage::{Check, CoverageForce, CoverageItem, CoverageRecord, RecordKind, items_on};

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverageState {
    /// Nothing was found.
    Missing,
    /// What was found is too old.
    Stale,
    /// Some of it was found.
    Partly,
    /// Only people can know, and nobody has written it down.
    Judgement,
    /// All of it was found, in time.
    Met,
}

impl CoverageState {
    /// Each state, the worst first.
    pub const ALL: [Self; 5] = [Self::Missing, Self::Stale, Self::Partly, Self::Judgement, Self::Met];

    /// The word in addresses, files and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Partly => "partly",
            Self::Judgement => "needs-judgement",
            Self::Met => "met",
        }
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "Missing",
            Self::Stale => "Out of date",
            Self::Partly => "Partly there",
            Self::Judgement => "Needs a person to say",
            Self::Met => "There",
        }
    }
}

/// An item with what was found for it.
#[derive(Debug)]
pub struct Coverage {
    /// The item.
    pub item: &'static CoverageItem,
    /// How it stands.
    pub state: CoverageState,
    /// What was looked for, and what was found, check by check.
    pub findings: Vec<Finding>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The oldest day on which evidence was looked at or happened.
    pub as_of: Option<Date>,
    /// The day from which it is stale.
    pub due: Option<Date>,
    /// What staff have written down.
    pub records: Vec<CoverageRecord>,
}

/// Every item that is asked today, with what was found for it.
pub fn coverage(catalogue: &Catalogue, area: &AreaCatalogue, today: Date) -> Vec<Coverage> {
    let evidence = Evidence::of(catalogue, area, today);
    items_on(today).map(|item| look_at(item, &evidence, today)).collect()
}

fn look_at(item: &'static CoverageItem, evidence: &Evidence<'_>, today: Date) -> Coverage {
    let records: Vec<CoverageRecord> =
        evidence.records.iter().filter(|record| record.item == item.id).map(|record| (*record).clone()).collect();
    let owner = records.iter().find(|record| record.kind == RecordKind::Owner).map(|record| record.text.clone());
    let findings: Vec<Finding> = item.checks.iter().map(|check| evidence.find(item, check)).collect();
    let as_of = findings.iter().filter_map(|finding| finding.as_of).min();
    let due = due(item, as_of, today);
    let mut state = together(&findings);
    // A statement that there is none answers what the law asks about a kind of provider that an area does not have.
    let none_here = records.iter().find(|record| record.kind == RecordKind::NoneHere);
    if let Some(none) = none_here
        && state != CoverageState::Met
    {
        let old = none.happened_on.zip(item.max_age).is_some_and(|(on, days)| age(on, today) > days);
        state = if old { CoverageState::Stale } else { CoverageState::Met };
    }
    Coverage { item, state, findings, owner, as_of, due, records }
}

/// What several checks of one item come to.
fn together(findings: &[Finding]) -> CoverageState {
    use CoverageState::{Judgement, Met, Missing, Partly, Stale};
    let all = |state| findings.iter().all(|finding| finding.state == state);
    let any = |state| findings.iter().any(|finding| finding.state == state);
    if all(Met) {
        Met
    } else if all(Missing) {
        Missing
    } else if all(Judgement) {
        Judgement
    } else if any(Missing) || any(Partly) {
        Partly
    } else if any(Stale) {
        Stale
    } else {
        // Everything that can be found is there; only people know the rest.
        Judgement
    }
}

/// The day from which an item is stale: so many days after its oldest evidence, and on a fixed day of the year.
fn due(item: &CoverageItem, as_of: Option<Date>, today: Date) -> Option<Date> {
    let by_age = as_of.zip(item.max_age).map(|(on, days)| on.saturating_add(jiff::Span::new().days(days)));
    let fixed = item.fixed.as_deref().and_then(|day| {
        let this_year: Option<Date> = format!("{:04}-{day}", today.year()).parse().ok();
        let next_year: Option<Date> = format!("{:04}-{day}", today.year() + 1).parse().ok();
        this_year.filter(|day| *day >= today).or(next_year)
    });
    [by_age, fixed].into_iter().flatten().min()
}

/// Days since a day.
pub(crate) fn age(on: Date, today: Date) -> i64 {
    local_offer_domain::review::days_between(on, today)
}

/// How many items of a force there are in each state.
pub fn count(coverage: &[Coverage], force: CoverageForce) -> Vec<(CoverageState, usize)> {
    let of = |state| coverage.iter().filter(|one| one.item.force == force && one.state == state).count();
    CoverageState::ALL.into_iter().rev().map(|state| (state, of(state))).collect()
}

/// The subject of the law that a check looks for, as its page's address can be asked for it.
pub fn subject(check: &Check) -> Option<&str> {
    match check {
        Check::Page { page } => Some(page),
        _ => None,
    }
}
