//! A page of results, and why each of them is there.

use super::document::Field;
use super::filters::{Facet, FacetValue, suiting};
use super::matching::{Matches, matches, why};
use super::request::{Ages, Request, ResultKind, Sort};
use super::understand::{Closeness, Pattern, Understood, understand};
use crate::{AreaCatalogue, Catalogue, Entry, Gazetteer, Panel, Place, Precision};
use local_offer_domain::Published;
use local_offer_domain::directory::Weekday;
use local_offer_domain::guides::GuideForm;
use local_offer_domain::listing::Kind;
use local_offer_domain::review::Freshness;
use local_offer_domain::values::Miles;
use roaring::RoaringBitmap;
use std::collections::BTreeMap;

/// The answer to a search.
#[derive(Debug)]
pub struct Results {
    /// How many entries match.
    pub total: u64,
    /// Which page this is, from 1; never beyond the last.
    pub page: usize,
    /// How many to a page.
    pub per_page: usize,
    /// The entries of this page.
    pub hits: Vec<Hit>,
    /// Every filter with its counts.
    pub facets: BTreeMap<Facet, Vec<FacetValue>>,
    /// How the text was read.
    pub understood: Understood,
    /// Where distances are measured from.
    pub place: Option<Place>,
    /// True when a place was typed that we do not know.
    pub place_unknown: bool,
    /// The order of the results.
    pub sort: Sort,
    /// Urgent help that comes before any result.
    pub panel: Option<Panel>,
    /// Entries that would match but have no fixed place, so that a distance leaves them out.
    pub without_place: u64,
}

/// One result.
#[derive(Debug)]
pub struct Hit {
    /// What was found.
    pub entry: Entry,
    /// Who provides it.
    pub organisation: Option<Entry>,
    /// Miles to the nearest of its places.
    pub distance: Option<Miles>,
    /// Which of its places is the nearest.
    pub nearest: Option<usize>,
    /// True when an age was asked for and the entry states none.
    pub age_not_stated: bool,
    /// Why it is here, a reason for each thing that was asked for.
    pub reasons: Vec<Reason>,
}

/// Why a result is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The words of the question.
    pub asked: String,
    /// What they were found by, when that is something else.
    pub found: Option<String>,
    /// Where it stands.
    pub field: Field,
}

/// A search with everything decided that does not depend on the page.
struct Prepared {
    understood: Understood,
    place: Option<Place>,
    place_unknown: bool,
    matches: Option<Matches>,
    /// Everything that narrows except the filters with values.
    base: RoaringBitmap,
    chosen: BTreeMap<Facet, (Vec<String>, RoaringBitmap)>,
    ages: Vec<Ages>,
    without_place: u64,
}

/// How much more a page of guidance counts for a question than the same words in a listing.
const EXPLAINS: f32 = 2.0;

/// Search an area.
pub fn find(catalogue: &Catalogue, area: &AreaCatalogue, request: &Request) -> Results {
    let index = area.index();
    let vocabulary = catalogue.vocabulary();
    // Looked at first, and at all of it. Whoever cries for help is not corrected, not read for an age or a place, and not
    // explained to: nothing of what they typed leaves here again.
    let panel = vocabulary.urgent_help.panel_for(&request.text);
    let prepared = prepare(catalogue, area, request, panel.is_some());
    let documents = prepared.documents(None);
    let current = index.facets.on(request.today);
    let facets = Facet::ALL
        .into_iter()
        .map(|facet| {
            let within =
                if prepared.chosen.contains_key(&facet) { &prepared.documents(Some(facet)) } else { &documents };
            let chosen = prepared.chosen.get(&facet).map_or(&[][..], |(values, _)| values);
            (facet, current.counts(facet, within, chosen, vocabulary))
        })
        .collect();
    let sort = order(request, &prepared);
    let ordered = sorted(area, &prepared, &documents, sort, request);
    let per_page = request.per_page.clamp(1, 100);
    let pages = ordered.len().div_ceil(per_page).max(1);
    let page = request.page.clamp(1, pages);
    let gazetteer = catalogue.gazetteer();
    let mut hits: Vec<Hit> = ordered
        .iter()
        .skip((page - 1) * per_page)
        .take(per_page)
        .map(|(document, distance)| hit(area, gazetteer, &prepared, *document, *distance))
        .collect();
    let mut understood = prepared.understood;
    if panel.is_some() {
        understood = Understood::default();
        for hit in &mut hits {
            hit.reasons.clear();
        }
    }
    Results {
        total: documents.len(),
        page,
        per_page,
        hits,
        facets,
        place: prepared.place,
        place_unknown: prepared.place_unknown,
        sort,
        panel,
        without_place: prepared.without_place,
        understood,
    }
}

/// What to drop from a search that found nothing, with how many results that would give, most first.
pub fn suggestions(
    catalogue: &Catalogue,
    area: &AreaCatalogue,
    request: &Request,
    understood: &Understood,
) -> Vec<(Request, u64)> {
    let mut wider = Vec::new();
    for facet in request.filters.keys() {
        let mut fewer = request.clone();
        fewer.filters.remove(facet);
        wider.push(fewer);
    }
    if !request.ages.is_empty() {
        wider.push(Request { ages: Vec::new(), ..request.clone() });
    }
    if request.within.is_some() {
        wider.push(Request { within: None, ..request.clone() });
    }
    if !request.text.trim().is_empty() {
        wider.push(Request { text: String::new(), ..request.clone() });
    }
    let mut counted: Vec<(Request, u64)> = wider
        .into_iter()
        .map(|wider| Request { page: 1, ..wider })
        .map(|wider| {
            let understood = if wider.text == request.text { understood.clone() } else { Understood::default() };
            let total = prepare_understood(catalogue, area, &wider, understood).documents(None).len();
            (wider, total)
        })
        .filter(|(_, total)| *total > 0)
        .collect();
    counted.sort_by_key(|(_, total)| std::cmp::Reverse(*total));
    counted
}

fn prepare(catalogue: &Catalogue, area: &AreaCatalogue, request: &Request, urgent: bool) -> Prepared {
    let exact = request.exact || urgent;
    let mut understood = understand(&request.text, exact, area.index(), catalogue.gazetteer(), catalogue.vocabulary());
    if request.any_age {
        understood.age = None;
    }
    if urgent {
        understood.age = None;
        understood.place = None;
        understood.days.clear();
    }
    prepare_understood(catalogue, area, request, understood)
}

/// The same for a question that has been read already: reading is the dearest step.
fn prepare_understood(
    catalogue: &Catalogue,
    area: &AreaCatalogue,
    request: &Request,
    understood: Understood,
) -> Prepared {
    let index = area.index();
    let gazetteer = catalogue.gazetteer();
    let typed = request.place.trim();
    let place = if typed.is_empty() {
        understood.place.clone()
    } else {
        gazetteer.find(typed).or_else(|| {
            let (label, at) = index.town(typed)?;
            Some(Place { label: label.clone(), at: *at, precision: Precision::Town, districts: Vec::new() })
        })
    };
    let place_unknown = place.is_none() && !typed.is_empty();

    let mut matches = (!understood.concepts.is_empty()).then(|| matches(index, &understood.concepts));
    if let Some(matches) = matches.as_mut().filter(|_| understood.asks_how) {
        for document in &matches.documents {
            if index.entries[document as usize].kind() == Kind::Guide {
                matches.scores[document as usize] *= EXPLAINS;
            }
        }
    }
    let mut base = match &matches {
        Some(matches) => matches.documents.clone(),
        None => (0..index.len() as u32).collect(),
    };
    base -= area.masked_documents();
    let ages: Vec<Ages> =
        if request.ages.is_empty() { understood.age.into_iter().collect() } else { request.ages.clone() };
    let mut filters = request.filters.clone();
    if !understood.days.is_empty() && !filters.contains_key(&Facet::Day) {
        filters.insert(Facet::Day, understood.days.iter().copied().map(Weekday::id).collect());
    }
    if !request.kinds.is_empty() {
        let kind = |document: &u32| request.kinds.iter().any(|kind| kind.is_of(&index.entries[*document as usize]));
        base = base.into_iter().filter(kind).collect();
    }
    // What has happened already is no answer any more.
    if let Some(today) = request.today {
        let over = |document: &u32| match index.entries[*document as usize].as_ref() {
            Published::Guide(guide) => guide.content.happens_until().is_some_and(|until| until < today),
            _ => false,
        };
        base = base.into_iter().filter(|document| !over(document)).collect();
    }
    // An organisation or a guide is an answer to words, not to "age 9" or "everything".
    let asked_for = request.kinds.iter().any(|kind| !matches!(kind, ResultKind::Service | ResultKind::Setting));
    let narrowed = !request.ages.is_empty() || !request.filters.is_empty() || request.within.is_some();
    if (matches.is_none() && !asked_for) || narrowed {
        base = base.into_iter().filter(|document| !index.answers_only_words(*document)).collect();
    } else if !ages.is_empty() || !filters.is_empty() {
        // An age among the words does not make a guide for all ages wrong.
        let organisation = |document: &u32| index.entries[*document as usize].kind() == Kind::Organisation;
        base = base.into_iter().filter(|document| !organisation(document)).collect();
    }
    if !ages.is_empty() {
        base &= suiting(&ages, &index.ages);
    }
    let facets = index.facets.on(request.today);
    let chosen: BTreeMap<Facet, (Vec<String>, RoaringBitmap)> = filters
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(facet, values)| {
            let documents = facets.any_of(facet, &values);
            (facet, (values, documents))
        })
        .collect();
    let mut prepared = Prepared { understood, place, place_unknown, matches, base, chosen, ages, without_place: 0 };
    if let (Some(place), Some(within)) = (&prepared.place, request.within) {
        prepared.without_place =
            prepared.documents(None).into_iter().filter(|document| index.points[*document as usize].is_empty()).count()
                as u64;
        let near = |document: &u32| index.points[*document as usize].iter().any(|at| at.miles_to(place.at) <= within);
        prepared.base = prepared.base.iter().filter(near).collect();
    }
    prepared
}

impl Prepared {
    /// The documents all filters leave; all but one when that one's own values are being counted.
    fn documents(&self, except: Option<Facet>) -> RoaringBitmap {
        let mut documents = self.base.clone();
        for (facet, (_, having)) in &self.chosen {
            if Some(*facet) != except {
                documents &= having;
            }
        }
        documents
    }
}

/// The order asked for, if it makes sense here; else the best for the question.
fn order(request: &Request, prepared: &Prepared) -> Sort {
    match request.sort {
        Some(Sort::Distance) if prepared.place.is_none() => None,
        Some(Sort::Relevance) if prepared.matches.is_none() => None,
        sort => sort,
    }
    .unwrap_or(if prepared.matches.is_some() {
        Sort::Relevance
    } else if prepared.place.is_some() {
        Sort::Distance
    } else {
        Sort::Name
    })
}

/// Miles at which a result counts half as much as one next door.
const HALF_WAY: f64 = 25.0;

fn sorted(
    area: &AreaCatalogue,
    prepared: &Prepared,
    documents: &RoaringBitmap,
    sort: Sort,
    request: &Request,
) -> Vec<(u32, Option<Miles>)> {
    let index = area.index();
    let mut found: Vec<(u32, Option<Miles>)> = documents
        .iter()
        .map(|document| {
            let distance = prepared.place.as_ref().and_then(|place| {
                index.points[document as usize].iter().map(|at| at.miles_to(place.at)).min_by(f64::total_cmp)
            });
            (document, distance)
        })
        .collect();
    let far = |distance: Option<Miles>| distance.unwrap_or(f64::MAX);
    let settings_asked = prepared.understood.kinds.contains(&"setting");
    let score = |document: u32, distance: Option<Miles>| {
        let words = prepared.matches.as_ref().map_or(0.0, |matches| f64::from(matches.scores[document as usize]));
        let near = match (&prepared.place, distance) {
            (None, _) => 1.0,
            (Some(_), Some(miles)) => HALF_WAY / (HALF_WAY + miles),
            // Online or by telephone: as good as a bus ride away.
            (Some(_), None) => 0.5,
        };
        let is_setting = index.entries[document as usize].kind() == Kind::Setting;
        let asked_kind = match (settings_asked, is_setting) {
            (true, true) => 1.25,
            (false, true) => 0.8,
            _ => 1.0,
        };
        words * near * asked_kind * of_its_kind(&index.entries[document as usize], &request.text)
    };
    match sort {
        // Documents are in order of name already.
        Sort::Name => {}
        Sort::Distance => found.sort_by(|a, b| far(a.1).total_cmp(&far(b.1))),
        Sort::Relevance => {
            found.sort_by_cached_key(|(document, distance)| {
                std::cmp::Reverse((score(*document, *distance) * 1_000_000.0) as u64)
            });
        }
    }
    if request.sort.is_none()
        && let Some(today) = request.today
    {
        // What nobody has confirmed for long comes after everything else, in the order it has, unless somebody chose an order.
        let policy = &area.area().listing_policy;
        found.sort_by_key(|(document, _)| {
            policy.freshness(index.entries[*document as usize].review_by(), today) >= Freshness::Demoted
        });
    }
    found
}

/// How much an entry counts beside a place to go to. Guidance and the glossary explain; they come first only for whoever asks
/// for the very word.
fn of_its_kind(entry: &Entry, asked: &str) -> f64 {
    let Published::Guide(guide) = entry.as_ref() else { return 1.0 };
    let is_the_word = |word: &str| word.eq_ignore_ascii_case(asked.trim());
    match guide.content.form {
        GuideForm::Term if guide.content.topics.iter().any(|short| is_the_word(short)) => 1.1,
        GuideForm::Term => 0.45,
        GuideForm::Page if is_the_word(&guide.content.name) => 1.1,
        GuideForm::Page | GuideForm::Tool => 0.75,
        GuideForm::News | GuideForm::Event => 0.7,
    }
}

fn hit(
    area: &AreaCatalogue,
    gazetteer: &Gazetteer,
    prepared: &Prepared,
    document: u32,
    distance: Option<Miles>,
) -> Hit {
    let index = area.index();
    let entry = index.entries[document as usize].clone();
    let nearest = prepared.place.as_ref().and_then(|place| {
        let places = entry.places();
        let located = places.iter().enumerate().filter_map(|(at, location)| Some((at, gazetteer.locate(location)?)));
        located.min_by(|a, b| a.1.miles_to(place.at).total_cmp(&b.1.miles_to(place.at))).map(|(at, _)| at)
    });
    let reasons = prepared
        .understood
        .concepts
        .iter()
        .filter_map(|concept| {
            let (alternative, field) = why(index, document, concept)?;
            let found = match (&alternative.pattern, alternative.closeness) {
                (_, Closeness::Exact | Closeness::Start) | (Pattern::Any(_), _) => None,
                (Pattern::Phrase(phrase), _) => Some(phrase.words.clone()).filter(|words| !words.is_empty()),
            };
            Some(Reason { asked: concept.words.clone(), found, field })
        })
        .collect();
    Hit {
        organisation: index.organisations[document as usize].clone(),
        age_not_stated: !prepared.ages.is_empty() && index.ages[document as usize].is_none(),
        entry,
        distance,
        nearest,
        reasons,
    }
}
