//! From text to words to stems.

use frostem::{Algorithm, Stemmer};
use std::cell::RefCell;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that are in every question and say nothing about what is looked for. A query of nothing else is searched as it
/// is; inside a phrase of the vocabulary ("not going to school") they count.
const STOP_WORDS: &[&str] = &[
    "a",
    "about",
    "again",
    "against",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "anyone",
    "anywhere",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "being",
    "but",
    "by",
    "can",
    "cannot",
    "cant",
    "child",
    "children",
    "childrens",
    "childs",
    "could",
    "daughter",
    "daughters",
    "did",
    "didnt",
    "do",
    "does",
    "doesnt",
    "dont",
    "else",
    "even",
    "every",
    "find",
    "for",
    "from",
    "get",
    "go",
    "going",
    "got",
    "had",
    "happen",
    "happened",
    "happens",
    "has",
    "have",
    "he",
    "help",
    "helping",
    "her",
    "hes",
    "hi",
    "his",
    "how",
    "i",
    "if",
    "im",
    "in",
    "is",
    "isnt",
    "it",
    "its",
    "ive",
    "just",
    "kid",
    "kids",
    "like",
    "little",
    "long",
    "looking",
    "lot",
    "maybe",
    "me",
    "much",
    "my",
    "near",
    "need",
    "needs",
    "no",
    "not",
    "now",
    "of",
    "old",
    "on",
    "one",
    "or",
    "our",
    "out",
    "please",
    "really",
    "said",
    "say",
    "says",
    "she",
    "shes",
    "should",
    "since",
    "so",
    "some",
    "someone",
    "son",
    "sons",
    "still",
    "take",
    "takes",
    "tell",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "they",
    "theyre",
    "thing",
    "things",
    "this",
    "to",
    "told",
    "too",
    "up",
    "us",
    "very",
    "want",
    "wants",
    "was",
    "wasnt",
    "way",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "without",
    "wont",
    "would",
    "year",
    "years",
    "yet",
    "you",
    "your",
];

/// Whether a word says nothing on its own.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// The words of a text: lower case, without accents and apostrophes; everything else that is not a letter or digit
/// separates. Ten or more digits in a row of groups ("01772 532280") are one word, because that is how a telephone
/// number is looked for.
pub fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() => word.push(plain(c)),
            '\'' | '’' | '‘' | '`' => {}
            c if is_combining_mark(c) => {}
            _ => {
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    join_telephone_numbers(found)
}

/// Letters that no decomposition takes apart.
fn plain(c: char) -> char {
    match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        c => c,
    }
}

fn join_telephone_numbers(words: Vec<String>) -> Vec<String> {
    let is_digits = |word: &String| word.len() >= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        if is_digits(&word) && word.starts_with('0') {
            let mut number = word;
            let mut groups = Vec::new();
            while number.len() + groups.iter().map(String::len).sum::<usize>() < 11
                && words.peek().is_some_and(&is_digits)
            {
                groups.extend(words.next());
            }
            if number.len() + groups.iter().map(String::len).sum::<usize>() >= 10 {
                number.extend(groups);
                joined.push(number);
            } else {
                joined.push(number);
                joined.extend(groups);
            }
        } else {
            joined.push(word);
        }
    }
    joined
}

thread_local! {
    /// Stemming costs a microsecond and a directory has few different words: an index of 5,000 listings builds in half
    /// the time with this.
    static STEMS: RefCell<HashMap<String, String>> = RefCell::new(HashMap::new());
}

/// The stem of a word (Snowball English): `swimming` and `swims` are both `swim`.
pub(crate) fn stem(word: &str) -> String {
    STEMS.with_borrow_mut(|stems| {
        if let Some(stem) = stems.get(word) {
            return stem.clone();
        }
        if stems.len() > 50_000 {
            stems.clear();
        }
        let stem = Stemmer::new(Algorithm::English).stem(word).into_owned();
        stems.insert(word.to_owned(), stem.clone());
        stem
    })
}

/// The stems of a text's words, in order.
pub(crate) fn stems(text: &str) -> Vec<String> {
    words(text).iter().map(|word| stem(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_as_families_type_them() {
        assert_eq!(words("Café  O'Brien’s—SEND/0-5s"), ["cafe", "obriens", "send", "0", "5s"]);
        assert_eq!(words("niepełnosprawność"), ["niepelnosprawnosc"]);
        assert_eq!(words("ring 01632 960 104 today"), ["ring", "01632960104", "today"]);
        assert_eq!(words("01632 5 11"), ["01632", "5", "11"]);
        assert!(words("!!! … ???").is_empty());
    }

    #[test]
    fn stop_words_can_be_searched_for_quickly() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        assert_eq!(stem("swimming"), stem("swims"));
        assert_eq!(stem("therapies"), stem("therapy"));
    }
}
