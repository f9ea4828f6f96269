//! Spelling: what was meant by a word that is in no entry and no vocabulary.

use super::Index;
use super::text::{is_stop_word, stem};
use crate::Vocabulary;
use fst::automaton::{Automaton, Levenshtein, Str};
use fst::{IntoStreamer, Streamer};

/// What to do with a word that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// It is a word of an entry or the vocabulary.
    Known,
    /// It is the start of words; these are the numbers of their stems.
    Start(Vec<u32>),
    /// It is probably a slip for this word.
    Slip(String),
    /// We have no idea.
    Unknown,
}

/// The most words that a start may stand for: "s" stands for nothing.
const MOST_STARTS: usize = 40;

/// Look a word up, forgiving slips in proportion to its length.
pub(crate) fn spelling(word: &str, index: &Index, vocabulary: &Vocabulary) -> Spelling {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return Spelling::Known;
    }
    if is_stop_word(word) || vocabulary.synonyms.knows(word) || index.frequency(&stem(word)) > 0 {
        return Spelling::Known;
    }
    if word.len() >= 4 {
        let starts = starting_with(word, index);
        if !starts.is_empty() {
            return Spelling::Start(starts);
        }
    }
    nearest(word, index, vocabulary).map_or(Spelling::Unknown, Spelling::Slip)
}

fn starting_with(word: &str, index: &Index) -> Vec<u32> {
    let mut found = Vec::new();
    let mut stream = index.dictionary().search(Str::new(word).starts_with()).into_stream();
    while let Some((_, term)) = stream.next() {
        found.push(term as u32);
        if found.len() == MOST_STARTS {
            break;
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The likeliest word: fewest slips (a swap of neighbours is one), then one the vocabulary has, then the most common.
fn nearest(word: &str, index: &Index, vocabulary: &Vocabulary) -> Option<String> {
    let letters = word.chars().count();
    let forgiven = match letters {
        0..=3 => return None,
        4..=5 => 1,
        _ => 2,
    };
    // The automaton counts a swap of neighbours as two, so two are always let through and the rest is judged below. A
    // long word would make it too large, and nobody mistypes one beyond recognition in two letters.
    if letters > 30 {
        return None;
    }
    let automaton = Levenshtein::new(word, 2).ok()?;
    let mut best: Option<(usize, bool, std::cmp::Reverse<usize>, String)> = None;
    let mut stream = index.dictionary().search(automaton).into_stream();
    while let Some((candidate, term)) = stream.next() {
        let Ok(candidate) = std::str::from_utf8(candidate) else { continue };
        let slips = strsim::osa_distance(word, candidate);
        let first = word.chars().next() == candidate.chars().next();
        if slips > forgiven || (slips == 2 && !first) || candidate.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let frequency = index.postings_of(term as u32).documents.len();
        let rank = (
            slips * 2 + usize::from(!first),
            !vocabulary.synonyms.knows(candidate),
            std::cmp::Reverse(frequency),
            candidate.to_owned(),
        );
        if best.as_ref().is_none_or(|best| rank < *best) {
            best = Some(rank);
        }
    }
    best.map(|(_, _, _, word)| word)
}
