//! Phrases that misstate the law (`law/phrases.toml`), for whoever writes a page or a listing.

use super::ehc::Confidence;
use serde::Deserialize;
use std::sync::LazyLock;

/// A phrase and what is wrong with it.
#[derive(Debug, Deserialize)]
pub struct Phrase {
    /// Its name.
    pub id: String,
    /// The words to look for, lower case; see [`Pattern`].
    pub patterns: Vec<Pattern>,
    /// What is wrong with it.
    pub why: String,
    /// A sentence that is right.
    pub instead: String,
    /// Where the law says so.
    pub source: String,
    /// How sure we are.
    pub sure: Confidence,
}

/// A phrase that was found in a text.
#[derive(Debug, Clone)]
pub struct Misstatement {
    /// The words that were found.
    pub found: String,
    /// What is wrong with them.
    pub phrase: &'static Phrase,
}

#[derive(Deserialize)]
struct File {
    phrase: Vec<Phrase>,
}

/// Every phrase that is looked for.
pub fn phrases() -> &'static [Phrase] {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../law/phrases.toml"))
            .unwrap_or_else(|error| panic!("law/phrases.toml: {error}"))
    });
    &FILE.phrase
}

/// What in a text misstates the law, each phrase once. Words are compared, not letters: marks and line ends do not matter.
pub fn misstatements(text: &str) -> Vec<Misstatement> {
    let words = words(text);
    phrases()
        .iter()
        .filter_map(|phrase| {
            let found = phrase.patterns.iter().find_map(|pattern| pattern.find(&words))?;
            Some(Misstatement { found, phrase })
        })
        .collect()
}

/// The words of a text, small.
fn words(text: &str) -> Vec<String> {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '£');
    let found = text.split(|c: char| !kept(c)).filter(|word| !word.is_empty());
    found.map(|word| word.to_lowercase().replace('’', "'")).collect()
}

/// Most words that a gap stands for.
const GAP: usize = 5;

/// Words next to each other, with places in which others may stand: `[the school|the senco]` is one of these, `[also|]` may be left
/// out, and `...` is up to five words of any kind, within a sentence or not.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Vec<Slot>);

#[derive(Debug, Clone)]
enum Slot {
    Word(String),
    OneOf(Vec<Vec<String>>),
    Gap,
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut slots = Vec::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(['[', '.']) {
            slots.extend(words(&rest[..start]).into_iter().map(Slot::Word));
            rest = &rest[start..];
            if let Some(after) = rest.strip_prefix("...") {
                slots.push(Slot::Gap);
                rest = after;
            } else if let Some((inside, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                slots.push(Slot::OneOf(inside.split('|').map(words).collect()));
                rest = after;
            } else {
                return Err(format!("{text:?} has a bracket or a dot that begins nothing"));
            }
        }
        slots.extend(words(rest).into_iter().map(Slot::Word));
        match slots.first() {
            None | Some(Slot::Gap) => Err(format!("{text:?} has to begin with a word")),
            Some(Slot::OneOf(choices)) if choices.iter().any(Vec::is_empty) => {
                Err(format!("{text:?} has to begin with a word, and not with one that may be left out"))
            }
            Some(_) => Ok(Self(slots)),
        }
    }
}

impl Pattern {
    /// The words that it stands for in a text, the first of them.
    fn find(&self, text: &[String]) -> Option<String> {
        (0..text.len()).find_map(|start| Some(text[start..start + length(&self.0, &text[start..])?].join(" ")))
    }

    /// A text that it finds: the first of each choice, and nothing in a gap.
    #[cfg(test)]
    fn example(&self) -> String {
        let part = |slot: &Slot| match slot {
            Slot::Word(word) => word.clone(),
            Slot::OneOf(choices) => choices[0].join(" "),
            Slot::Gap => String::new(),
        };
        self.0.iter().map(part).collect::<Vec<_>>().join(" ")
    }
}

/// How many words these slots take from the beginning of a text, if they fit it.
fn length(slots: &[Slot], text: &[String]) -> Option<usize> {
    let Some((first, rest)) = slots.split_first() else { return Some(0) };
    let after = |taken: usize| Some(taken + length(rest, text.get(taken..)?)?);
    match first {
        Slot::Word(word) => (text.first()? == word).then(|| after(1)).flatten(),
        Slot::OneOf(choices) => {
            choices.iter().filter(|choice| text.starts_with(choice)).find_map(|choice| after(choice.len()))
        }
        Slot::Gap => (0..=GAP).find_map(after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misstates_the_law_is_found_and_its_right_form_is_not() {
        for phrase in phrases() {
            for pattern in &phrase.patterns {
                let found = misstatements(&format!("Well, {}. And so on.", pattern.example()));
                assert!(found.iter().any(|found| found.phrase.id == phrase.id), "{pattern:?}");
            }
            let own = misstatements(&phrase.instead);
            assert!(own.is_empty(), "{}: {own:?}", phrase.id);
        }
    }

    #[test]
    fn words_across_lines_are_found_and_parts_of_words_are_not() {
        let wrong = "Sometimes\nonly the school can\napply for an EHC plan.";
        assert_eq!(misstatements(wrong)[0].phrase.id, "school-must-apply");
        assert!(misstatements("You can ask the council yourself. You do not need a diagnosis.").is_empty());
    }

    #[test]
    fn the_same_mistake_is_found_in_other_words() {
        for (wrong, id) in [
            ("The EP must see your child before you can ask for an EHC assessment.", "psychologist-first"),
            ("CAMHS has to assess your son before anybody can apply for an EHC plan.", "psychologist-first"),
            (
                "An educational psychologist needs to have seen the pupil before you request an assessment.",
                "psychologist-first",
            ),
            (
                "You will need a report from an educational psychologist before applying for an EHCP.",
                "psychologist-first",
            ),
            ("You must have evidence from a paediatrician to apply for an EHC needs assessment.", "psychologist-first"),
            (
                "We cannot accept a request for an assessment without two cycles of assess, plan, do, review.",
                "two-terms-first",
            ),
            ("Schools must show three terms of SEN support before they ask for an EHC assessment.", "two-terms-first"),
            ("EHC plans are only for children with complex needs who go to special schools.", "severe-needs-only"),
        ] {
            let found = misstatements(wrong);
            assert!(found.iter().any(|found| found.phrase.id == id), "{wrong}: {found:?}");
        }
        for right in [
            "Nobody needs to see your child before you ask for an assessment.",
            "The council must get advice from an educational psychologist before it decides what the plan says.",
            "You do not need a report from anybody before you apply.",
            "Do you need a report from a doctor to apply? No.",
            "If you have evidence from the school, use it to ask for an assessment.",
            "An educational psychologist must see your child as part of the assessment.",
            "Reports from a paediatrician can help when you ask for an EHC assessment.",
            "EHC plans are for children who need more help than a school usually gives.",
        ] {
            let found = misstatements(right);
            assert!(found.is_empty(), "{right}: {found:?}");
        }
    }

    #[test]
    fn a_pattern_that_is_none_is_refused() {
        for wrong in ["", "[a|]", "... begins with a gap", "an [open bracket", "a dot. inside"] {
            assert!(Pattern::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
