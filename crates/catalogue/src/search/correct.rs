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

/// A word that only so many entries have, and no vocabulary, may be somebody else's slip.
const RARE: usize = 2;

/// A word that so many entries have is what was meant.
const COMMON: usize = 10;

/// Look a word up, forgiving slips in proportion to its length.
pub(crate) fn spelling(word: &str, may_correct: bool, index: &Index, vocabulary: &Vocabulary) -> Spelling {
    if word.bytes().all(|b| b.is_ascii_digit()) || is_stop_word(word) || vocabulary.synonyms.knows(word) {
        return Spelling::Known;
    }
    let frequency = index.frequency(&stem(word));
    if frequency > 0 {
        // "speach" stands in one listing and "speech" in fifty.
        let meant = if may_correct && frequency <= RARE && word.len() >= 6 {
            nearest(word, index, vocabulary, 1)
        } else {
            None
        };
        let meant = meant.filter(|meant| {
            vocabulary.synonyms.knows(meant) && stem(meant) != stem(word) && index.frequency(&stem(meant)) >= COMMON
        });
        return meant.map_or(Spelling::Known, Spelling::Slip);
    }
    if word.len() >= 4 {
        let starts = starting_with(word, index);
        if !starts.is_empty() {
            return Spelling::Start(starts);
        }
    }
    let forgiven = match word.chars().count() {
        _ if !may_correct => return Spelling::Unknown,
        0..=3 => return Spelling::Unknown,
        4..=6 => 1,
        _ => 2,
    };
    nearest(word, index, vocabulary, forgiven).map_or(Spelling::Unknown, Spelling::Slip)
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
///
/// There is no list of all English words here, so caution stands for it. "Lego" is not a slip for "legs", nor "bites" for
/// "bikes": in a short word another letter makes another word, while a swapped, missing or doubled one does not. And a
/// word that is only in the text of some entry has to be nearer than one that people are known to look for.
fn nearest(word: &str, index: &Index, vocabulary: &Vocabulary, forgiven: usize) -> Option<String> {
    let letters = word.chars().count();
    // The automaton grows with the word and with the bytes of its letters. The longest word families look for has 20
    // letters, and the dictionary is English.
    if letters > 20 || !word.is_ascii() {
        return None;
    }
    // The automaton counts a swap of neighbours as two, so two are always let through and the rest is judged below.
    let automaton = Levenshtein::new(word, 2).ok()?;
    let mut best: Option<(usize, bool, std::cmp::Reverse<usize>, String)> = None;
    let mut stream = index.dictionary().search(automaton).into_stream();
    while let Some((candidate, term)) = stream.next() {
        let Ok(candidate) = std::str::from_utf8(candidate) else { continue };
        let slips = strsim::osa_distance(word, candidate);
        let same_start = word.chars().next() == candidate.chars().next();
        let known = vocabulary.synonyms.knows(candidate);
        let other_letter =
            letters <= 5 && slips == 1 && candidate.chars().count() == letters && !is_swap(word, candidate);
        let too_far = slips == 0 || slips > forgiven || (slips == 2 && !(same_start && known));
        if too_far || other_letter || (!known && letters <= 5) || candidate.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let frequency = index.postings_of(term as u32).documents.len();
        let rank = (slips * 2 + usize::from(!same_start), !known, std::cmp::Reverse(frequency), candidate.to_owned());
        if best.as_ref().is_none_or(|best| rank < *best) {
            best = Some(rank);
        }
    }
    best.map(|(_, _, _, word)| word)
}

/// The same letters in another order.
fn is_swap(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}
