//! Ages as they stand in a sentence: "9 year old", "year 8", "under 5s", "ages 5-11", "18 months", "teenager".

use super::request::Ages;
use local_offer_domain::values::AgeRange;
use std::ops::Range;

/// The oldest age a Local Offer is for (Children and Families Act 2014 s.83).
const OLDEST: i64 = 25;

/// Words that stand for an age range, in years. They stay in the search as well: listings say "toddler group".
const WORDS: &[(&str, i64, i64)] = &[
    ("newborn", 0, 0),
    ("baby", 0, 1),
    ("babies", 0, 1),
    ("toddler", 1, 3),
    ("toddlers", 1, 3),
    ("reception", 4, 5),
    ("teenager", 13, 19),
    ("teenagers", 13, 19),
    ("teenage", 13, 19),
    ("teen", 13, 19),
    ("teens", 13, 19),
];

const NUMBERS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const YEARS: &[&str] = &["year", "years", "yr", "yrs", "yo", "y"];
const MONTHS: &[&str] = &["month", "months", "mth", "mths"];
const WEEKS: &[&str] = &["week", "weeks"];
const OLD: &[&str] = &["old", "olds"];
const AGED: &[&str] = &["age", "aged", "ages"];

/// Before a number that is no child's age: "post 16", "turning 18", "key stage 2", "section 19".
const NOT_AFTER: &[&str] = &[
    "post", "turn", "turns", "turning", "turned", "stage", "ks", "section", "option", "schedule", "part", "within",
    "level",
];

/// After a number that is no child's age: "2 hours", "24 7", "5 miles".
const NOT_BEFORE: &[&str] = &[
    "hour", "hours", "day", "days", "mile", "miles", "place", "places", "session", "sessions", "pounds", "pm", "am",
    "plus",
];

/// The first age in the words, and the words that only say it.
pub(super) fn find_ages(words: &[&str]) -> Option<(Ages, Range<usize>)> {
    (0..words.len()).find_map(|at| number_at(words, at).or_else(|| word_at(words, at)))
}

fn word_at(words: &[&str], at: usize) -> Option<(Ages, Range<usize>)> {
    let (_, from, to) = WORDS.iter().find(|(word, _, _)| *word == words[at])?;
    Some((years(*from, *to)?, at..at))
}

fn number_at(words: &[&str], at: usize) -> Option<(Ages, Range<usize>)> {
    let is =
        |at: Option<usize>, wanted: &[&str]| at.and_then(|at| words.get(at)).is_some_and(|word| wanted.contains(word));
    let before = at.checked_sub(1);
    let next = Some(at + 1);
    let Number { value, in_digits, unit } = number(words[at])?;
    let day_and_night = (value == 24 && is(next, &["7"])) || (value == 7 && is(before, &["24"]));
    if is(before, NOT_AFTER) || is(next, NOT_BEFORE) || day_and_night {
        return None;
    }
    let aged = is(before, AGED);
    let first = if aged { at - 1 } else { at };
    if is(next, MONTHS) || unit == Some(Unit::Months) {
        // "6 month wait" is no age; "18 month old" and "talking 18 months" are.
        let end = if unit.is_some() { at + 1 } else { at + 2 };
        let told = aged || unit.is_some() || is(Some(end), OLD) || end == words.len();
        return (told && value <= 36)
            .then(|| years(value / 12, value / 12))
            .flatten()
            .map(|ages| (ages, first..past(words, end, OLD)));
    }
    if is(next, WEEKS) {
        return is(Some(at + 2), OLD).then(|| years(0, 0)).flatten().map(|ages| (ages, first..at + 3));
    }
    let years_follow = is(next, YEARS) || unit == Some(Unit::Years);
    // "one" and "two" are ages only beside a word that says so.
    if value > OLDEST || (!in_digits && !years_follow && !aged) {
        return None;
    }
    if is(before, &["year", "yr"]) && !years_follow && (1..=13).contains(&value) {
        // School years: year 8 is 12 and 13.
        return years(value + 4, value + 5).map(|ages| (ages, at - 1..at + 1));
    }
    if is(before, &["under", "over"]) || (is(before, &["to"]) && at >= 2 && words[at - 2] == "up") {
        let (from, to, first) = match words[at - 1] {
            "under" => (0, (value - 1).max(0), at - 1),
            "over" => (value, OLDEST, at - 1),
            _ => (0, value, at - 2),
        };
        return years(from, to).map(|ages| (ages, first..past_years(words, at + 1)));
    }
    let joined = if is(next, &["to", "and"]) { at + 2 } else { at + 1 };
    let upper = words.get(joined).and_then(|word| number(word)).map(|upper| upper.value);
    let upper =
        upper.filter(|upper| *upper > value && *upper <= OLDEST && (joined == at + 1 || words[at + 1] == "to" || aged));
    let (to, end) = upper.map_or((value, at + 1), |upper| (upper, joined + 1));
    years(value, to).map(|ages| (ages, first..past_years(words, end)))
}

fn years(from: i64, to: i64) -> Option<Ages> {
    AgeRange::new(Some(from), Some(to)).ok().map(Ages)
}

/// The end of "year olds" after a number.
fn past_years(words: &[&str], at: usize) -> usize {
    past(words, past(words, at, YEARS), OLD)
}

fn past(words: &[&str], at: usize, skipped: &[&str]) -> usize {
    if words.get(at).is_some_and(|word| skipped.contains(word)) { at + 1 } else { at }
}

struct Number {
    value: i64,
    in_digits: bool,
    unit: Option<Unit>,
}

#[derive(PartialEq, Eq)]
enum Unit {
    Years,
    Months,
}

/// "9", "nine", "9yo", "5s", "18mths".
fn number(word: &str) -> Option<Number> {
    if let Some(value) = NUMBERS.iter().position(|name| *name == word) {
        return Some(Number { value: value as i64, in_digits: false, unit: None });
    }
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let value = word[..digits].parse().ok().filter(|value| (0..=120).contains(value))?;
    let unit = match &word[digits..] {
        "" | "s" => None,
        "yo" | "y" | "yr" | "yrs" => Some(Unit::Years),
        "mo" | "mth" | "mths" => Some(Unit::Months),
        _ => return None,
    };
    Some(Number { value, in_digits: true, unit })
}

#[cfg(test)]
mod tests {
    use super::super::text::words;
    use super::*;

    #[test]
    fn ages_are_read_as_families_write_them() {
        // What is typed, the ages in it, and the words that are left to search for.
        let sentences = [
            ("short breaks for 9 year old", Some((9, 9)), "short breaks for"),
            ("my child isnt talking yet age 2", Some((2, 2)), "my child isnt talking yet"),
            ("still wetting the bed 10", Some((10, 10)), "still wetting the bed"),
            ("clubs for under 5s", Some((0, 4)), "clubs for"),
            ("over 16s social group", Some((16, 25)), "social group"),
            ("up to 5 playgroup", Some((0, 5)), "playgroup"),
            ("ages 5-11 swimming", Some((5, 11)), "swimming"),
            ("5 to 11 football", Some((5, 11)), "football"),
            ("5-11 year olds", Some((5, 11)), ""),
            ("6 month old baby", Some((0, 0)), "baby"),
            ("18 month old speech", Some((1, 1)), "speech"),
            ("not talking 30 months", Some((2, 2)), "not talking"),
            ("8 week old hearing test", Some((0, 0)), "hearing test"),
            ("year 8 anxiety", Some((12, 13)), "anxiety"),
            ("two year old tantrums", Some((2, 2)), "tantrums"),
            ("9yo autism", Some((9, 9)), "autism"),
            ("toddler group", Some((1, 3)), "toddler group"),
            ("teenager anxiety", Some((13, 19)), "teenager anxiety"),
            ("friends group 17 year old lonely", Some((17, 17)), "friends group lonely"),
            ("12 week course", None, "12 week course"),
            ("6 month wait", None, "6 month wait"),
            ("post 16 transport", None, "post 16 transport"),
            ("what happens when i turn 18", None, "what happens when i turn 18"),
            ("one to one support", None, "one to one support"),
            ("2 hours a week", None, "2 hours a week"),
            ("24 7 helpline", None, "24 7 helpline"),
            ("section 19 duty", None, "section 19 duty"),
            ("nhs 111", None, "nhs 111"),
        ];
        for (typed, wanted, left) in sentences {
            let all = words(typed);
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let found = find_ages(&all);
            let ages = found.as_ref().map(|(ages, _)| (ages.0.from(), ages.0.to().unwrap_or(0)));
            assert_eq!(ages, wanted, "{typed}");
            let taken = found.map_or(0..0, |(_, taken)| taken);
            let rest: Vec<&str> =
                all.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, word)| *word).collect();
            assert_eq!(rest.join(" "), left, "{typed}");
        }
    }
}
