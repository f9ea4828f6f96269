//! Reading what was typed: ages, places and days out of a sentence, slips put right, the rest as concepts.

use super::Index;
use super::ages::{find_ages, said_in_words};
use super::correct::{Spelling, spelling};
use super::request::Ages;
use super::synonyms::{Meaning, Phrase};
use super::text::{is_stop_word, stem, words};
use crate::{Gazetteer, Place, Vocabulary};
use local_offer_domain::directory::Weekday;
use local_offer_domain::values::Postcode;

/// The most words of a search that are read. A pasted page is not a question.
const MOST_WORDS: usize = 80;

/// The most words of a search whose spelling is looked into.
const MOST_CORRECTED: usize = 6;

/// Words with which a question begins that wants an explanation.
const QUESTION_WORDS: &[&str] = &["how", "what", "whats", "when", "who", "why", "can", "do", "does", "is", "am"];

/// What a search was understood to ask for.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// The words that are searched for, slips put right.
    pub text: String,
    /// What each of them, or each phrase, may be found by.
    pub concepts: Vec<Concept>,
    /// An age that stood in the text.
    pub age: Option<Ages>,
    /// A place that stood in the text.
    pub place: Option<Place>,
    /// Days that stood in the text.
    pub days: Vec<Weekday>,
    /// Identifiers of needs that were named.
    pub needs: Vec<String>,
    /// Whether it asks how something is, rather than for something: a page that explains answers it best.
    pub(crate) asks_how: bool,
    /// Kinds that were asked for; only `setting` so far.
    pub kinds: Vec<&'static str>,
    /// What was typed, when we search for something else because of its spelling.
    pub corrected_from: Option<String>,
    /// Words that were looked for among all words because nobody knows them: the dearest step of a search.
    pub looked_up: usize,
    /// Acronyms that were typed and what they stand for.
    pub expansions: Vec<(String, String)>,
}

/// One thing that is looked for.
#[derive(Debug, Clone)]
pub struct Concept {
    /// The words it stands in the question with.
    pub words: String,
    /// How much it counts beside the others: "waiting list" is asked of everything.
    pub(crate) weight: f32,
    pub(crate) alternatives: Vec<Alternative>,
}

/// One way to find a concept.
#[derive(Debug, Clone)]
pub(crate) struct Alternative {
    pub(crate) pattern: Pattern,
    pub(crate) closeness: Closeness,
}

/// What to look up in the index.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// Words next to each other in one field; often only one.
    Phrase(Phrase),
    /// Any of these terms.
    Any(Vec<u32>),
}

/// How near an alternative is to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closeness {
    /// The words themselves.
    Exact,
    /// Words that mean the same, or the tag of the vocabulary.
    Same,
    /// Words that start with what was typed.
    Start,
    /// The tag of a term that what was typed is a part of.
    Broader,
    /// Words that are near it.
    Related,
}

impl Closeness {
    /// How much a match counts for the order.
    pub(crate) fn weight(self) -> f32 {
        match self {
            Self::Exact => 1.0,
            Self::Same => 0.85,
            Self::Start => 0.7,
            Self::Broader => 0.35,
            Self::Related => 0.3,
        }
    }

    /// Whether it is something else that may do.
    pub(crate) fn is_only_near(self) -> bool {
        matches!(self, Self::Broader | Self::Related)
    }

    /// How much of the question a match answers, for deciding whether to show a result at all.
    pub(crate) fn answers(self) -> f32 {
        match self {
            Self::Exact | Self::Same => 1.0,
            Self::Start => 0.9,
            Self::Broader | Self::Related => 0.5,
        }
    }
}

/// A word of the question that may have been taken out of it already.
struct Word {
    text: String,
    taken: bool,
}

/// Read a search. With `exact`, spelling is left as it is.
pub fn understand(
    text: &str,
    exact: bool,
    index: &Index,
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
) -> Understood {
    let mut typed: Vec<Word> =
        words(&said_in_words(text)).into_iter().take(MOST_WORDS).map(|text| Word { text, taken: false }).collect();
    take_own_name(&mut typed);
    let asks_how = typed.len() > 2 && QUESTION_WORDS.contains(&typed[0].text.as_str());
    let mut understood = Understood {
        place: take_place(&mut typed, index, gazetteer, vocabulary),
        age: take_age(&mut typed),
        days: take_days(&mut typed),
        asks_how,
        ..Understood::default()
    };
    let mut starts: Vec<Option<Vec<u32>>> = vec![None; typed.len()];
    let mut slips = false;
    let mut corrected = 0;
    for (word, start) in typed.iter_mut().zip(&mut starts).filter(|(word, _)| !word.taken) {
        // Looking for the nearest word is the dearest step of a search, and no honest question needs it often.
        let may_correct = !exact && corrected < MOST_CORRECTED;
        match spelling(&word.text, may_correct, index, vocabulary) {
            Spelling::Slip(meant) => {
                slips = true;
                corrected += 1;
                word.text = meant;
            }
            Spelling::Start(terms) => *start = Some(terms),
            Spelling::Unknown => corrected += 1,
            Spelling::Known => {}
        }
    }
    understood.looked_up = if exact { 0 } else { corrected.min(MOST_CORRECTED) };
    understood.concepts = concepts(&typed, &starts, vocabulary, &mut understood.needs, &mut understood.expansions);
    let mut left: Vec<&str> = typed.iter().filter(|word| !word.taken).map(|word| word.text.as_str()).collect();
    // "short breaks for 9 year old": the "for" belonged to the age.
    while left.len() > 1 && left.last().is_some_and(|word| is_stop_word(word)) {
        left.pop();
    }
    understood.text = left.into_iter().map(|word| shown(word, vocabulary)).collect::<Vec<_>>().join(" ");
    understood.corrected_from = slips.then(|| text.trim().to_owned());
    let about_settings =
        ["school", "schools", "nursery", "nurseries", "college", "colleges", "preschool", "senco", "sendco", "pru"];
    if typed.iter().any(|word| !word.taken && about_settings.contains(&word.text.as_str())) {
        understood.kinds.push("setting");
    }
    understood
}

/// An acronym in capitals, as people know it: a word whose letters begin the words it stands for.
fn shown(word: &str, vocabulary: &Vocabulary) -> String {
    let is_acronym = vocabulary.synonyms.expansion(word).is_some_and(|meaning| {
        let mut initials = words(meaning).into_iter().filter_map(|part| part.chars().next());
        word.len() <= 8 && word.chars().all(|letter| initials.any(|initial| initial == letter))
    });
    if is_acronym { word.to_uppercase() } else { word.to_owned() }
}

/// Everything here is the local offer, so its name tells nothing apart, unless nothing else was typed.
fn take_own_name(typed: &mut [Word]) {
    if typed.len() <= 2 {
        return;
    }
    for at in 0..typed.len() - 1 {
        if typed[at].text == "local" && typed[at + 1].text == "offer" {
            typed[at].taken = true;
            typed[at + 1].taken = true;
        }
    }
}

/// Words before a place that go with it.
const BEFORE_A_PLACE: &[&str] = &["near", "in", "around", "at", "close", "to", "from", "for", "by"];

fn take_place(typed: &mut [Word], index: &Index, gazetteer: &Gazetteer, vocabulary: &Vocabulary) -> Option<Place> {
    let (start, length, place) = find_place(typed, index, gazetteer, vocabulary)?;
    for word in &mut typed[start..start + length] {
        word.taken = true;
    }
    let mut before = start;
    while before > 0 && BEFORE_A_PLACE.contains(&typed[before - 1].text.as_str()) {
        before -= 1;
        typed[before].taken = true;
    }
    Some(place)
}

fn find_place(
    typed: &[Word],
    index: &Index,
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
) -> Option<(usize, usize, Place)> {
    let run = |start: usize, length: usize, between: &str| {
        typed[start..start + length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(between)
    };
    for start in 0..typed.len() {
        for length in [2, 1] {
            if start + length <= typed.len()
                && let Ok(postcode) = Postcode::parse(&run(start, length, ""))
                && let Some(place) = gazetteer.postcode(&postcode)
            {
                return Some((start, length, place));
            }
        }
    }
    for start in 0..typed.len() {
        for length in (1..=3.min(typed.len() - start)).rev() {
            let name = run(start, length, " ");
            // "Hope" and "Ash" are villages, but first of all words.
            let is_word =
                length == 1 && (name.len() < 4 && !name.contains(char::is_numeric) || vocabulary.synonyms.knows(&name));
            if is_word {
                continue;
            }
            let told = start > 0 && ["near", "in", "around", "at"].contains(&typed[start - 1].text.as_str());
            let listed = || {
                let (label, at) = index.town(&name)?;
                Some(Place { label: label.clone(), at: *at, precision: crate::Precision::Town, districts: Vec::new() })
            };
            let place = gazetteer.find(&name).or_else(|| if told { listed() } else { None });
            if let Some(place) = place {
                return Some((start, length, place));
            }
        }
    }
    None
}

fn take_age(typed: &mut [Word]) -> Option<Ages> {
    // A place has taken its words: "5 PR1 9" is not a range of ages.
    let words: Vec<&str> = typed.iter().map(|word| if word.taken { "" } else { word.text.as_str() }).collect();
    let (ages, only_age) = find_ages(&words)?;
    for word in &mut typed[only_age] {
        word.taken = true;
    }
    Some(ages)
}

fn take_days(typed: &mut [Word]) -> Vec<Weekday> {
    let mut days = Vec::new();
    for at in 0..typed.len() {
        let text = typed[at].text.clone();
        // Short forms are words of their own: "sat", "sun", "wed".
        let found: Vec<Weekday> = match text.as_str() {
            "weekend" | "weekends" => vec![Weekday::Saturday, Weekday::Sunday],
            text if text.len() >= 6 => Weekday::parse(text).into_iter().collect(),
            _ => Vec::new(),
        };
        if !found.is_empty() && !typed[at].taken {
            typed[at].taken = true;
            if let Some(before) = at.checked_sub(1).filter(|before| typed[*before].text == "on") {
                typed[before].taken = true;
            }
            days.extend(found);
        }
    }
    days
}

/// The longest phrases the vocabulary knows, and the single words between them.
fn concepts(
    typed: &[Word],
    starts: &[Option<Vec<u32>>],
    vocabulary: &Vocabulary,
    needs: &mut Vec<String>,
    expansions: &mut Vec<(String, String)>,
) -> Vec<Concept> {
    let stems: Vec<String> = typed.iter().map(|word| stem(&word.text)).collect();
    let only_stop_words = typed.iter().all(|word| word.taken || is_stop_word(&word.text));
    let mut found = Vec::new();
    let mut at = 0;
    while at < typed.len() {
        if typed[at].taken {
            at += 1;
            continue;
        }
        let run = typed[at..].iter().take_while(|word| !word.taken).count();
        if let Some((length, meaning)) = vocabulary.synonyms.longest_at(&stems[at..at + run]) {
            // A stop word alone may be in the vocabulary of another language; in a question it says nothing.
            if length > 1 || !is_stop_word(&typed[at].text) || only_stop_words {
                let words = typed[at..at + length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
                needs.extend(meaning.tags.iter().filter_map(|tag| tag.strip_prefix("#need:")).map(str::to_owned));
                // "CAMHS" wants explaining, "autism" does not.
                let acronym = self::shown(&words, vocabulary);
                if let Some(meaning) = meaning.shown.clone().filter(|_| acronym != words) {
                    expansions.push((acronym, meaning));
                }
                let alternatives = alternatives(Phrase::new(&words), meaning);
                found.push(Concept { weight: weight(&words), words, alternatives });
                at += length;
                continue;
            }
        }
        if only_stop_words || !is_stop_word(&typed[at].text) {
            let pattern = Pattern::Phrase(Phrase::new(&typed[at].text));
            let mut alternatives = vec![Alternative { pattern, closeness: Closeness::Exact }];
            if let Some(terms) = &starts[at] {
                alternatives.push(Alternative { pattern: Pattern::Any(terms.clone()), closeness: Closeness::Start });
            }
            found.push(Concept { words: typed[at].text.clone(), weight: weight(&typed[at].text), alternatives });
        }
        at += 1;
    }
    needs.sort_unstable();
    needs.dedup();
    if found.iter().all(|concept| concept.weight < 1.0) {
        for concept in &mut found {
            concept.weight = 1.0;
        }
    }
    found
}

/// Words that families add to whatever they look for. They help to order, but decide nothing unless they stand alone.
const WEAK_WORDS: &[&str] = &[
    "about",
    "access",
    "address",
    "advice",
    "appointment",
    "appointments",
    "apply",
    "applying",
    "assessment",
    "available",
    "book",
    "booking",
    "contact",
    "course",
    "details",
    "email",
    "form",
    "forms",
    "group",
    "groups",
    "info",
    "information",
    "list",
    "local",
    "meeting",
    "nearest",
    "number",
    "open",
    "opening",
    "parents",
    "parent",
    "phone",
    "places",
    "process",
    "provision",
    "refer",
    "referral",
    "referrals",
    "referred",
    "ring",
    "service",
    "services",
    "session",
    "sessions",
    "support",
    "team",
    "telephone",
    "time",
    "times",
    "wait",
    "waiting",
    "waiting list",
    "waiting time",
    "waiting times",
    "website",
];

fn weight(words: &str) -> f32 {
    if WEAK_WORDS.contains(&words) { 0.25 } else { 1.0 }
}

fn alternatives(asked: Phrase, meaning: &Meaning) -> Vec<Alternative> {
    let found_by = |phrase: &Phrase, closeness| Alternative { pattern: Pattern::Phrase(phrase.clone()), closeness };
    let mut alternatives = vec![found_by(&asked, Closeness::Exact)];
    alternatives.extend(meaning.same.iter().map(|phrase| found_by(phrase, Closeness::Same)));
    alternatives.extend(meaning.tags.iter().map(|tag| found_by(&Phrase::tag(tag), Closeness::Same)));
    alternatives.extend(meaning.broader.iter().map(|tag| found_by(&Phrase::tag(tag), Closeness::Broader)));
    alternatives.extend(meaning.related.iter().map(|phrase| found_by(phrase, Closeness::Related)));
    alternatives
}
