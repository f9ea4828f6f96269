//! Matching concepts against the index, and scoring.
//!
//! The score is BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section
//! 3.6): term frequencies of the fields are weighted and added before they saturate, and all ways to find one concept
//! count as one term. What BM25F lacks is a sense of how much of the question a result answers; `Matches::coverage` adds it.

use super::document::Field;
use super::index::{Index, Position, Postings, field_of};
use super::understand::{Alternative, Closeness, Concept, Pattern};
use roaring::RoaringBitmap;

/// How fast repetition stops to count.
const SATURATION: f32 = 3.0;

/// The most that all evidence of what is only near counts, in occurrences in a description.
const MOST_NEARLY: f32 = 1.0;

/// How much the length of a field counts.
const LENGTH: f32 = 0.6;

/// A result has to answer at least this share of what the best result answers.
const SHARE_OF_BEST: f32 = 0.4;

/// Documents that answer a question, with their scores.
pub(crate) struct Matches {
    pub(crate) documents: RoaringBitmap,
    pub(crate) scores: Vec<f32>,
}

/// Find and score the documents that answer these concepts.
pub(crate) fn matches(index: &Index, concepts: &[Concept]) -> Matches {
    let count = index.len();
    let mut scores = vec![0.0_f32; count];
    let mut answered = vec![0.0_f32; count];
    let mut asked = 0.0;
    let mut frequencies = vec![0.0_f32; count];
    let mut nearly = vec![0.0_f32; count];
    let mut closest = vec![0.0_f32; count];
    for concept in concepts {
        frequencies.fill(0.0);
        nearly.fill(0.0);
        closest.fill(0.0);
        // How many have the words themselves. What means the same, and even more what is near, is in many more, and would
        // make a rare word that was typed look common beside an everyday one.
        let mut exact = 0_usize;
        for alternative in &concept.alternatives {
            let mut documents = 0;
            each_match(index, &alternative.pattern, |document, positions| {
                let frequency = alternative.closeness.weight() * weighted_frequency(index, document, positions);
                let document = document as usize;
                let evidence = if alternative.closeness.is_only_near() { &mut nearly } else { &mut frequencies };
                evidence[document] += frequency;
                closest[document] = closest[document].max(alternative.closeness.answers());
                documents += 1;
            });
            if alternative.closeness == Closeness::Exact {
                exact = documents;
            }
        }
        for (frequency, near) in frequencies.iter_mut().zip(&nearly) {
            // However often what is only near stands there, it never weighs like the thing itself.
            *frequency += near.min(MOST_NEARLY);
        }
        let found = frequencies.iter().filter(|frequency| **frequency > 0.0).count();
        if found == 0 {
            // A word that is nowhere cannot tell results apart, so it does not count against any.
            continue;
        }
        let found = if exact == 0 { found } else { exact };
        let rarity = concept.weight * (1.0 + count as f32 / found as f32).ln();
        asked += rarity;
        for document in 0..count {
            let frequency = frequencies[document];
            if frequency > 0.0 {
                scores[document] += rarity * frequency / (SATURATION + frequency);
                answered[document] += rarity * closest[document];
            }
        }
    }
    let best = answered.iter().copied().fold(0.0, f32::max);
    let mut documents = RoaringBitmap::new();
    for document in 0..count {
        if answered[document] > 0.0 && answered[document] >= SHARE_OF_BEST * best {
            let coverage = answered[document] / asked;
            scores[document] *= coverage;
            documents.insert(document as u32);
        }
    }
    Matches { documents, scores }
}

/// The concept's alternative and field by which a document is found, the most telling first. For saying why.
pub(crate) fn why<'a>(index: &Index, document: u32, concept: &'a Concept) -> Option<(&'a Alternative, Field)> {
    let mut best: Option<(f32, &Alternative, Field)> = None;
    for alternative in &concept.alternatives {
        let mut positions = Vec::new();
        match_in(index, &alternative.pattern, document, &mut positions);
        for position in positions {
            let field = Field::ALL[field_of(position)];
            let worth = field.weight() * alternative.closeness.weight();
            if best.is_none_or(|(most, _, _)| worth > most) {
                best = Some((worth, alternative, field));
            }
        }
    }
    best.map(|(_, alternative, field)| (alternative, field))
}

fn weighted_frequency(index: &Index, document: u32, positions: &[Position]) -> f32 {
    positions
        .iter()
        .map(|position| {
            let at = field_of(*position);
            let field = Field::ALL[at];
            let length = if field.length_matters() { index.relative_length(document, at) } else { 1.0 };
            field.weight() / (1.0 - LENGTH + LENGTH * length)
        })
        .sum()
}

/// Call `found` for each document a pattern is in, with the positions of its first words.
fn each_match(index: &Index, pattern: &Pattern, mut found: impl FnMut(u32, &[Position])) {
    match pattern {
        Pattern::Any(terms) => {
            for term in terms {
                let postings = index.postings_of(*term);
                for (place, document) in postings.documents.iter().enumerate() {
                    found(*document, postings.positions_at(place));
                }
            }
        }
        Pattern::Phrase(phrase) => {
            let Some(postings) =
                phrase.stems.iter().map(|stem| index.postings(stem)).collect::<Option<Vec<&Postings>>>()
            else {
                return;
            };
            if let [postings] = postings.as_slice() {
                for (place, document) in postings.documents.iter().enumerate() {
                    found(*document, postings.positions_at(place));
                }
                return;
            }
            let Some(rarest) = postings.iter().min_by_key(|postings| postings.documents.len()) else { return };
            let mut positions = Vec::new();
            for document in &rarest.documents {
                positions.clear();
                phrase_in(&postings, *document, &mut positions);
                if !positions.is_empty() {
                    found(*document, &positions);
                }
            }
        }
    }
}

fn match_in(index: &Index, pattern: &Pattern, document: u32, positions: &mut Vec<Position>) {
    match pattern {
        Pattern::Any(terms) => {
            for term in terms {
                positions.extend(index.postings_of(*term).positions_in(document));
            }
        }
        Pattern::Phrase(phrase) => {
            if let Some(postings) = phrase.stems.iter().map(|stem| index.postings(stem)).collect::<Option<Vec<_>>>() {
                phrase_in(&postings, document, positions);
            }
        }
    }
}

/// Where all words stand next to each other: the positions of the first.
fn phrase_in(postings: &[&Postings], document: u32, found: &mut Vec<Position>) {
    let Some((first, rest)) = postings.split_first() else { return };
    let starts = first.positions_in(document);
    found.extend(starts.iter().filter(|start| {
        rest.iter()
            .enumerate()
            .all(|(offset, word)| word.positions_in(document).binary_search(&(**start + offset as u32 + 1)).is_ok())
    }));
}
