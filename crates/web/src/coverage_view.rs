//! An item of what the law asks, as it is shown to the public and to staff.

use crate::entry;
use crate::words;
use local_offer_catalogue::coverage::{Coverage, CoverageState};
use local_offer_domain::law::coverage::RecordKind;
use local_offer_domain::law::ehc::Confidence;

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
