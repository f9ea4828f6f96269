//! How far a Local Offer contains what the law asks: computed from what is published today and what staff have written down.
//!
//! Nothing here is stored. A page that is withdrawn or grows old changes the answer at once, on every node.

mod evidence;
mod matrix;

pub use evidence::{Evidence, Finding};
pub use matrix::{Matrix, MatrixCell, MatrixGap, MatrixRow, PHASES, Phase, matrix};

use crate::{AreaCatalogue, Catalogue};
use jiff::civil::Date;
use local_offer_domain::law::coverage::{CoverageForce, CoverageItem, CoverageRecord, RecordKind, items_on};

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
    // A statement that there is none answers what the law asks about a kind of provider that an area does not have.
    let none_here = records.iter().find(|record| record.kind == RecordKind::NoneHere && item.may_be_none);
    let as_of = findings
        .iter()
        .filter_map(|finding| finding.as_of)
        .chain(none_here.and_then(|record| record.happened_on))
        .min();
    let mut state = together(&findings);
    if let Some(none) = none_here
        && state != CoverageState::Met
    {
        let old = none.happened_on.zip(item.max_age).is_some_and(|(on, days)| age(on, today) > days);
        state = if old { CoverageState::Stale } else { CoverageState::Met };
    }
    if state == CoverageState::Met && as_of.is_some_and(|on| is_of_last_season(item, on, today)) {
        state = CoverageState::Stale;
    }
    let due = due(item, as_of, today);
    Coverage { item, state, findings, owner, as_of, due, records }
}

/// What several checks of one item come to.
fn together(findings: &[Finding]) -> CoverageState {
    use CoverageState::{Judgement, Met, Missing, Partly, Stale};
    let all = |state| findings.iter().all(|finding| finding.state == state);
    let any = |state| findings.iter().any(|finding| finding.state == state);
    if all(Met) {
        Met
    } else if !any(Met) && !any(Partly) && !any(Stale) {
        // Nothing was found at all; that somebody could still say something does not make it partly there.
        if any(Missing) { Missing } else { Judgement }
    } else if any(Missing) || any(Partly) {
        Partly
    } else if any(Stale) {
        Stale
    } else {
        // Everything that can be found is there; only people know the rest.
        Judgement
    }
}

/// Days before its fixed day from which something can be of the new year: half a year.
const SEASON: i64 = 182;

/// The fixed day of a year by which an item is published anew.
fn fixed_day(item: &CoverageItem, year: i16) -> Option<Date> {
    format!("{year:04}-{}", item.fixed.as_deref()?).parse().ok()
}

/// Whether evidence is of the time before the last fixed day: a statement of last September is not the one that was due this May.
fn is_of_last_season(item: &CoverageItem, on: Date, today: Date) -> bool {
    let passed = [today.year(), today.year() - 1].into_iter().filter_map(|year| fixed_day(item, year));
    let last = passed.filter(|day| *day < today).max();
    last.is_some_and(|last| on < last.saturating_sub(jiff::Span::new().days(SEASON)))
}

/// The last day on which an item is in time: so many days after its oldest evidence, or its next fixed day.
fn due(item: &CoverageItem, as_of: Option<Date>, today: Date) -> Option<Date> {
    let by_age = as_of.zip(item.max_age).map(|(on, days)| on.saturating_add(jiff::Span::new().days(days)));
    let next = [today.year(), today.year() + 1].into_iter().filter_map(|year| fixed_day(item, year));
    let fixed = next.filter(|day| *day >= today).min();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(state: CoverageState) -> Finding {
        Finding { state, words: String::new(), links: Vec::new(), search: None, as_of: None }
    }

    #[test]
    fn several_checks_come_to_one_state() {
        use CoverageState::{Judgement, Met, Missing, Partly, Stale};
        for (checks, expected) in [
            (&[Met, Met][..], Met),
            (&[Missing, Missing], Missing),
            (&[Missing, Judgement], Missing),
            (&[Judgement, Judgement], Judgement),
            (&[Met, Judgement], Judgement),
            (&[Met, Missing], Partly),
            (&[Stale, Missing], Partly),
            (&[Met, Partly], Partly),
            (&[Met, Stale], Stale),
            (&[Stale, Judgement], Stale),
        ] {
            let findings: Vec<Finding> = checks.iter().map(|state| finding(*state)).collect();
            assert_eq!(together(&findings), expected, "{checks:?}");
        }
    }

    #[test]
    fn a_statement_is_of_its_year() {
        let item = local_offer_domain::law::coverage::item("TR-16").unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (published, today, old) in [
            ("2026-05-20", "2026-05-31", false),
            ("2026-05-20", "2027-05-31", false),
            ("2026-05-20", "2027-06-01", true),
            ("2026-09-01", "2027-05-31", false),
            ("2026-09-01", "2027-06-01", true),
            ("2027-05-10", "2027-06-01", false),
        ] {
            assert_eq!(is_of_last_season(item, day(published), day(today)), old, "{published} on {today}");
        }
        assert_eq!(due(item, Some(day("2026-05-20")), day("2026-06-01")), Some(day("2027-05-20")));
    }
}
