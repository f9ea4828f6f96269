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

/// Before a number that is somebody's age: "my son is 9", "i am 16". A number by itself may be anything (tier 3, trisomy 21,
/// room 12, 9 times), and an age hides what is for others, so one is never guessed from a number alone.
const SOMEBODY: &[&str] = &[
    "son",
    "daughter",
    "child",
    "boy",
    "girl",
    "kid",
    "brother",
    "sister",
    "grandson",
    "granddaughter",
    "nephew",
    "niece",
    "is",
    "hes",
    "shes",
    "theyre",
    "am",
    "im",
    "he",
    "she",
    "just",
    "nearly",
    "almost",
];

/// Words after a number that open its range.
const UP: &[&str] = &["over", "above", "plus", "older", "upwards", "up"];
const DOWN: &[&str] = &["under", "below", "younger"];

/// Before a number that is no child's age: "post 16", "turning 18", "key stage 2", "section 19".
const NOT_AFTER: &[&str] = &[
    "post", "turn", "turns", "turning", "turned", "stage", "ks", "section", "option", "schedule", "part", "within",
    "level",
];

/// After a number that is no child's age: "2 hours", "24 7", "5 miles".
const NOT_BEFORE: &[&str] = &[
    "hour",
    "hours",
    "day",
    "days",
    "mile",
    "miles",
    "place",
    "places",
    "session",
    "sessions",
    "pounds",
    "pm",
    "am",
    "times",
    "time",
    "tablets",
    "pills",
    "children",
    "kids",
    "sons",
    "daughters",
    "boys",
    "girls",
    "people",
    "support",
    "minutes",
    "min",
    "mins",
    "weeks",
    "percent",
    "stone",
    "kg",
    "cm",
    "bus",
    "tier",
    "type",
];

/// Signs that stand for words about numbers, as words: "16+" is "16 plus", "£5" is "5 pounds". Nothing else is left of them
/// when a text is cut into words.
pub(super) fn said_in_words(text: &str) -> String {
    if !text.contains(['+', '£']) {
        return text.to_owned();
    }
    let mut said = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '+' if said.ends_with(|c: char| c.is_ascii_digit()) => said.push_str(" plus "),
            '£' => {
                let mut digits = 0;
                while let Some(digit) = letters.next_if(|c| c.is_ascii_digit() || *c == '.') {
                    said.push(digit);
                    digits += 1;
                }
                if digits > 0 {
                    said.push_str(" pounds ");
                }
            }
            other => said.push(other),
        }
    }
    said
}

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
    if let Some(year) = school_year(words[at]) {
        return years(year + 4, year + 5).map(|ages| (ages, at..at + 1));
    }
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
    // "16 plus", "16 and over", "5 and under".
    let and = if is(next, &["and", "or"]) { at + 2 } else { at + 1 };
    if is(Some(and), UP) {
        return years(value, OLDEST).map(|ages| (ages, first..and + 1));
    }
    if is(Some(and), DOWN) && and > at + 1 {
        return years(0, value).map(|ages| (ages, first..and + 1));
    }
    let joined = if is(next, &["to", "and"]) { at + 2 } else { at + 1 };
    let upper = words.get(joined).and_then(|word| number(word)).map(|upper| upper.value);
    let upper =
        upper.filter(|upper| *upper > value && *upper <= OLDEST && (joined == at + 1 || words[at + 1] == "to" || aged));
    let (to, end) = upper.map_or((value, at + 1), |upper| (upper, joined + 1));
    let said = aged
        || years_follow
        || words[at].ends_with('s')
        || is(Some(end), YEARS)
        || is(Some(end), OLD)
        || (upper.is_some() && joined > at + 1)
        || is(before, SOMEBODY);
    // A time of day, a proportion, a price: "9 to 5", "2 1 support".
    if !said || (upper.is_some() && joined == at + 1 && !aged && value < 3) {
        return None;
    }
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

/// "y7", "yr7", "year7".
fn school_year(word: &str) -> Option<i64> {
    let digits = ["year", "yr", "y"].iter().find_map(|start| word.strip_prefix(start))?;
    digits.parse().ok().filter(|year| (1..=13).contains(year))
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
            ("still wetting the bed 10", None, "still wetting the bed 10"),
            ("tier 3 camhs", None, "tier 3 camhs"),
            ("trisomy 21", None, "trisomy 21"),
            ("2 children with autism", None, "2 children with autism"),
            ("1:1 support", None, "1 1 support"),
            ("2:1 support", None, "2 1 support"),
            ("type 1 diabetes", None, "type 1 diabetes"),
            ("holiday club 8 till 6", None, "holiday club 8 till 6"),
            ("childcare 9 to 5", None, "childcare 9 to 5"),
            ("number 11 bus", None, "number 11 bus"),
            ("covid 19", None, "covid 19"),
            ("chromosome 15", None, "chromosome 15"),
            ("clubs under £5", None, "clubs under 5 pounds"),
            ("youth club 16+", Some((16, 25)), "youth club"),
            ("clubs 16 and over", Some((16, 25)), "clubs"),
            ("playgroup 5 and under", Some((0, 5)), "playgroup"),
            ("16 plus transport", Some((16, 25)), "transport"),
            ("y7 anxiety", Some((11, 12)), "anxiety"),
            ("yr7 move", Some((11, 12)), "move"),
            ("my son is 9 and autistic", Some((9, 9)), "my son is and autistic"),
            ("i am 16", Some((16, 16)), "i am"),
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
            let all = words(&said_in_words(typed));
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
