//! The inverted index of one area.

use super::document::{Field, fields};
use super::filters::FacetIndex;
use super::text::stem;
use crate::{Entry, Gazetteer, Vocabulary};
use fst::Map;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{AgeRange, Coordinates, ListingId};
use std::collections::{BTreeMap, HashMap};

/// Words, filters and places of every entry of an area. A document is an entry's position in order of name.
#[derive(Debug)]
pub struct Index {
    pub(crate) entries: Vec<Entry>,
    pub(crate) organisations: Vec<Option<Entry>>,
    pub(crate) ages: Vec<Option<AgeRange>>,
    pub(crate) points: Vec<Vec<Coordinates>>,
    pub(crate) facets: FacetIndex,
    terms: HashMap<String, u32>,
    postings: Vec<Postings>,
    lengths: Vec<[u16; Field::ALL.len()]>,
    average: [f32; Field::ALL.len()],
    /// Every word as spelled, of entries and vocabulary, to the number of its stem.
    dictionary: Map<Vec<u8>>,
    /// Where the towns of the listings are, for towns that no list has.
    towns: HashMap<String, (String, Coordinates)>,
}

/// Where a term stands: documents in order, each with its positions.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    pub(crate) documents: Vec<u32>,
    starts: Vec<u32>,
    positions: Vec<Position>,
}

/// A field and a place in it, packed so that neighbours in one field differ by one.
pub(crate) type Position = u32;

const FIELD_SHIFT: u32 = 24;

/// The field of a position.
pub(crate) fn field_of(position: Position) -> usize {
    (position >> FIELD_SHIFT) as usize
}

impl Postings {
    fn push(&mut self, document: u32, position: Position) {
        if self.documents.last() != Some(&document) {
            self.documents.push(document);
            self.starts.push(self.positions.len() as u32);
        }
        self.positions.push(position);
    }

    /// The positions in the document at this place of `documents`.
    pub(crate) fn positions_at(&self, place: usize) -> &[Position] {
        let start = self.starts[place] as usize;
        let end = self.starts.get(place + 1).map_or(self.positions.len(), |next| *next as usize);
        &self.positions[start..end]
    }

    /// The positions in a document, if the term is in it.
    pub(crate) fn positions_in(&self, document: u32) -> &[Position] {
        self.documents.binary_search(&document).map_or(&[], |place| self.positions_at(place))
    }
}

impl Index {
    /// The document of an entry.
    pub(crate) fn document_of(&self, id: ListingId) -> Option<u32> {
        self.entries.iter().position(|entry| entry.id() == id).map(|position| position as u32)
    }

    /// Build the index of these entries. `all` finds the organisations they name.
    pub(crate) fn build(
        mut entries: Vec<Entry>,
        all: &BTreeMap<ListingId, Entry>,
        vocabulary: &Vocabulary,
        gazetteer: &Gazetteer,
    ) -> Self {
        entries.sort_by_cached_key(|entry| (entry.name().to_lowercase(), entry.id()));
        let organisations: Vec<Option<Entry>> =
            entries.iter().map(|entry| entry.organisation().and_then(|id| all.get(&id)).cloned()).collect();
        let mut terms: HashMap<String, u32> = HashMap::new();
        let mut postings: Vec<Postings> = Vec::new();
        let mut spelled: BTreeMap<String, u32> = BTreeMap::new();
        let mut lengths = Vec::with_capacity(entries.len());
        let mut term_of = |word: &str, postings: &mut Vec<Postings>| -> u32 {
            let stem = if word.starts_with('#') { word.to_owned() } else { stem(word) };
            *terms.entry(stem).or_insert_with(|| {
                postings.push(Postings::default());
                postings.len() as u32 - 1
            })
        };
        for (document, entry) in entries.iter().enumerate() {
            let organisation = organisations[document].as_ref().map(|organisation| organisation.name());
            let mut length = [0; Field::ALL.len()];
            let mut fields = fields(entry, organisation, vocabulary);
            fields.sort_by_key(|(field, _)| *field);
            for (field, words) in fields {
                length[field as usize] = u16::try_from(words.len()).unwrap_or(u16::MAX);
                for (at, word) in words.iter().enumerate() {
                    let term = term_of(word, &mut postings);
                    // A field longer than this is not a description any more; its end is not searched by phrase.
                    let position = ((field as u32) << FIELD_SHIFT) | (at as u32).min((1 << FIELD_SHIFT) - 2);
                    postings[term as usize].push(document as u32, position);
                    if !word.starts_with('#') && !spelled.contains_key(word) {
                        spelled.insert(word.clone(), term);
                    }
                }
            }
            lengths.push(length);
        }
        for word in vocabulary.synonyms.words() {
            let term = term_of(word, &mut postings);
            spelled.entry(word.to_owned()).or_insert(term);
        }
        let mut average = [1.0; Field::ALL.len()];
        for (field, average) in average.iter_mut().enumerate() {
            let filled: Vec<u16> = lengths.iter().map(|length| length[field]).filter(|length| *length > 0).collect();
            let sum: f32 = filled.iter().map(|length| f32::from(*length)).sum();
            *average = (sum / filled.len().max(1) as f32).max(1.0);
        }
        let dictionary = Map::from_iter(spelled.into_iter().map(|(word, term)| (word, u64::from(term))))
            .expect("a BTreeMap gives sorted words");
        let points: Vec<Vec<Coordinates>> = entries
            .iter()
            .map(|entry| entry.places().iter().filter_map(|place| gazetteer.locate(place)).collect())
            .collect();
        Self {
            ages: entries.iter().map(|entry| entry.ages()).collect(),
            facets: FacetIndex::build(&entries, vocabulary),
            towns: towns(&entries, gazetteer),
            points,
            organisations,
            entries,
            terms,
            postings,
            lengths,
            average,
            dictionary,
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn postings(&self, stem: &str) -> Option<&Postings> {
        self.terms.get(stem).map(|term| &self.postings[*term as usize])
    }

    pub(crate) fn postings_of(&self, term: u32) -> &Postings {
        &self.postings[term as usize]
    }

    pub(crate) fn dictionary(&self) -> &Map<Vec<u8>> {
        &self.dictionary
    }

    /// In how many documents the stem of a word stands.
    pub(crate) fn frequency(&self, stem: &str) -> usize {
        self.postings(stem).map_or(0, |postings| postings.documents.len())
    }

    /// How long a field of a document is beside the average: 1 is average.
    pub(crate) fn relative_length(&self, document: u32, field: usize) -> f32 {
        f32::from(self.lengths[document as usize][field]) / self.average[field]
    }

    /// Where a town is by where the listings in it are.
    pub(crate) fn town(&self, name: &str) -> Option<&(String, Coordinates)> {
        self.towns.get(&name.trim().to_lowercase())
    }

    /// Documents that answer words and nothing else: organisations, guides and words of the glossary have nothing that a
    /// filter could match.
    pub(crate) fn answers_only_words(&self, document: u32) -> bool {
        matches!(self.entries[document as usize].kind(), Kind::Organisation | Kind::Guide)
    }
}

/// The middle of the listings in each town.
fn towns(entries: &[Entry], gazetteer: &Gazetteer) -> HashMap<String, (String, Coordinates)> {
    let mut sums: HashMap<String, (String, f64, f64, f64)> = HashMap::new();
    for entry in entries {
        for place in entry.places() {
            if let (Some(town), Some(at)) = (&place.town, gazetteer.locate(&place)) {
                let sum =
                    sums.entry(town.trim().to_lowercase()).or_insert_with(|| (town.trim().to_owned(), 0.0, 0.0, 0.0));
                sum.1 += at.latitude;
                sum.2 += at.longitude;
                sum.3 += 1.0;
            }
        }
    }
    sums.into_iter()
        .filter_map(|(key, (name, lat, lon, count))| {
            Some((key, (name, Coordinates::new(lat / count, lon / count).ok()?)))
        })
        .collect()
}
