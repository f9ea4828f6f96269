//! Advice on plain words. It never blocks: a provider who writes hard sentences is still a place where a child can go.

use std::collections::BTreeSet;

/// Longest sentence that is read in one breath (GOV.UK style guide: 25 words).
const LONGEST_SENTENCE: usize = 25;

/// Age in years at which a text should be readable (GOV.UK content design: 9).
const READING_AGE: f64 = 12.0;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// The text is hard to read; the reading age in whole years.
    HardToRead(u8),
    /// A sentence is long: how many words, and how it begins.
    LongSentence(usize, String),
    /// Letters that nobody explained.
    Acronym(String),
    /// A word with a plainer one.
    PlainerWord(&'static str, &'static str),
}

impl Hint {
    /// The advice as a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::HardToRead(age) => {
                format!(
                    "This reads like a text for people of {age} or older. Shorter words and sentences reach more families."
                )
            }
            Self::LongSentence(words, begins) => {
                format!("The sentence that begins “{begins}” has {words} words. Two short sentences are easier.")
            }
            Self::Acronym(letters) => format!("Say what {letters} stands for, the first time you use it."),
            Self::PlainerWord(hard, plain) => format!("Instead of “{hard}” you could say “{plain}”."),
        }
    }
}

/// Words that letters and officials use, and what people say.
const PLAINER: &[(&str, &str)] = &[
    ("commence", "start"),
    ("utilise", "use"),
    ("facilitate", "help"),
    ("in order to", "to"),
    ("prior to", "before"),
    ("subsequent to", "after"),
    ("in accordance with", "following"),
    ("endeavour", "try"),
    ("with regard to", "about"),
    ("service user", "person"),
    ("service users", "people"),
    ("signpost", "tell you about"),
    ("holistic", "whole"),
    ("multidisciplinary", "several kinds of staff"),
    ("provision", "help"),
    ("ascertain", "find out"),
    ("in the event that", "if"),
    ("additional", "more"),
    ("approximately", "about"),
    ("assistance", "help"),
    ("attain", "reach"),
    ("individuals", "people"),
    ("setting-based", "at nursery, school or college"),
    ("wrap around", "before and after school"),
];

/// Terms of the law in which a hard word has to stay.
const LEGAL_TERMS: &[&str] = &[
    "special educational provision",
    "special education provision",
    "alternative provision",
    "resourced provision",
    "ordinarily available provision",
    "educational provision",
    "specialist provision",
    "health care provision",
    "social care provision",
];

/// Letters that everybody knows.
const KNOWN: &[&str] =
    &["UK", "NHS", "RAF", "GP", "TV", "DVD", "BBC", "PE", "IT", "ID", "OK", "AM", "PM", "A", "I", "CD", "PIN", "QR"];

/// Advice on a text. `explained` says whether letters are explained elsewhere, as in a glossary.
pub fn hints(text: &str, explained: impl Fn(&str) -> bool) -> Vec<Hint> {
    let mut found = BTreeSet::new();
    let sentences = sentences(text);
    for sentence in &sentences {
        let words = sentence.split_whitespace().count();
        if words > LONGEST_SENTENCE {
            let begins: Vec<&str> = sentence.split_whitespace().take(5).collect();
            found.insert(Hint::LongSentence(words, begins.join(" ")));
        }
    }
    for letters in unexplained(text) {
        if !explained(&letters) {
            found.insert(Hint::Acronym(letters));
        }
    }
    let lower = format!(
        " {} ",
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    );
    let lower = LEGAL_TERMS.iter().fold(lower, |text, term| text.replace(term, ""));
    for (hard, plain) in PLAINER {
        if lower.contains(&format!(" {} ", hard.replace('-', " "))) {
            found.insert(Hint::PlainerWord(hard, plain));
        }
    }
    // A few words say nothing about how a text reads.
    if text.split_whitespace().count() >= 20
        && let Some(age) = reading_age(text).filter(|age| *age > READING_AGE)
    {
        found.insert(Hint::HardToRead(age.min(30.0) as u8));
    }
    found.into_iter().collect()
}

/// The age in years at which a text can be read: the Flesch-Kincaid grade (Kincaid and others, 1975) and five years. `None`
/// for a text without words.
pub fn reading_age(text: &str) -> Option<f64> {
    let sentences = sentences(text);
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        return None;
    }
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let (words, sentences) = (words.len() as f64, sentences.len().max(1) as f64);
    Some((0.39 * words / sentences + 11.8 * syllables as f64 / words - 15.59 + 5.0).max(5.0))
}

/// Sentences end with a mark, a line that ends, or a list.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '!', '?', '\n', ':', ';'])
        .map(str::trim)
        .filter(|sentence| sentence.split_whitespace().count() > 1)
        .collect()
}

/// Groups of vowels, less a silent e: right for nine of ten English words, which is enough for an average.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    if word.chars().all(|c| c.is_ascii_digit()) {
        return 1;
    }
    let mut groups = 0;
    let mut inside = false;
    for c in word.chars() {
        let vowel = "aeiouyáéíóúèêàâôûïü".contains(c);
        groups += usize::from(vowel && !inside);
        inside = vowel;
    }
    if word.ends_with('e') && !word.ends_with("le") && groups > 1 {
        groups -= 1;
    }
    if (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded")) && groups > 1 {
        groups -= 1;
    }
    groups.max(1)
}

/// Words of two to six capitals that are not explained in brackets next to where they stand.
fn unexplained(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let bare = word.strip_suffix('s').unwrap_or(word);
        let is_acronym = (2..=6).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_uppercase());
        if !is_acronym || KNOWN.contains(&bare) {
            continue;
        }
        // "education, health and care (EHC)" and "EHC (education, health and care)" both explain.
        let explained = text.contains(&format!("({bare})"))
            || text.contains(&format!("({bare}s)"))
            || text.contains(&format!("{bare} ("));
        if !explained {
            found.insert(bare.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_gets_no_advice() {
        let plain = "Come and play. We meet on Mondays at four. There is a quiet room and somebody who knows your child's name.";
        assert_eq!(hints(plain, |_| false), []);
        assert!(reading_age(plain).unwrap() < 10.0);
    }

    #[test]
    fn hard_text_is_told_what_is_hard() {
        let hard = "In order to facilitate multidisciplinary assessment, referrals to the SALT and OT team are accepted exclusively \
                    via the designated professional pathway following comprehensive consideration of individual circumstances.";
        let found = hints(hard, |letters| letters == "OT");
        assert!(found.contains(&Hint::Acronym("SALT".into())) && !found.contains(&Hint::Acronym("OT".into())));
        assert!(found.contains(&Hint::PlainerWord("in order to", "to")));
        assert!(found.iter().any(|hint| matches!(hint, Hint::LongSentence(25.., _))));
        assert!(found.iter().any(|hint| matches!(hint, Hint::HardToRead(15..))));
        assert_eq!(reading_age(""), None);
    }

    #[test]
    fn letters_explained_in_brackets_are_explained() {
        assert_eq!(hints("An EHC (education, health and care) plan. Speech therapy (SALT) helps.", |_| false), []);
    }
}
