//! Comparing and joining contents, question by question.

use super::{GUIDE, Kind, ORGANISATION, Question, Risk, SERVICE, SETTING};
use crate::Content;
use crate::review::ListingPolicy;

/// One question to which two contents give different answers.
#[derive(Debug, Clone)]
pub struct Change {
    /// The question.
    pub question: &'static str,
    /// The page it stands on.
    pub section: &'static str,
    /// What is asked.
    pub label: &'static str,
    /// How it is answered.
    pub kind: Kind,
    /// Whether it waits for a decision.
    pub risk: Risk,
    /// The answers before.
    pub before: Vec<String>,
    /// The answers after.
    pub after: Vec<String>,
}

macro_rules! each {
    ($one:expr, $two:expr, |$questions:ident, $a:ident, $b:ident| $body:expr, $otherwise:expr) => {
        match ($one, $two) {
            (Content::Service($a), Content::Service($b)) => {
                let $questions = SERVICE;
                $body
            }
            (Content::Organisation($a), Content::Organisation($b)) => {
                let $questions = ORGANISATION;
                $body
            }
            (Content::Setting($a), Content::Setting($b)) => {
                let $questions: &[Question<crate::SettingContent>] = &SETTING;
                $body
            }
            (Content::Guide($a), Content::Guide($b)) => {
                let $questions = GUIDE;
                $body
            }
            _ => $otherwise,
        }
    };
}

/// Every question that two contents of one kind answer differently, in the order of the form.
pub fn changes(before: &Content, after: &Content, policy: &ListingPolicy) -> Vec<Change> {
    each!(before, after, |questions, a, b| differing(questions, a, b, policy), Vec::new())
}

fn differing<C>(questions: &[Question<C>], before: &C, after: &C, policy: &ListingPolicy) -> Vec<Change> {
    questions
        .iter()
        .filter(|question| !(question.same)(before, after))
        .map(|question| Change {
            question: question.id,
            section: question.section,
            label: question.label,
            kind: question.kind,
            risk: policy.risk.get(question.id).copied().unwrap_or(question.risk),
            before: (question.get)(before),
            after: (question.get)(after),
        })
        .collect()
}

/// Make `to` answer these questions as `from` does. What no question asks stays.
pub fn take(questions: &[&str], from: &Content, to: &mut Content) {
    fn copy<C>(all: &[Question<C>], ids: &[&str], from: &C, to: &mut C) {
        for question in all.iter().filter(|question| ids.contains(&question.id)) {
            (question.copy)(from, to);
        }
    }
    each!(from, to, |all, a, b| copy(all, questions, a, b), ());
}

/// The questions that both `mine` and `theirs` answer differently from what they began with, and from each other.
pub fn conflicts(began: &Content, mine: &Content, theirs: &Content) -> Vec<&'static str> {
    let policy = ListingPolicy::default();
    let ids = |a: &Content, b: &Content| -> Vec<&'static str> {
        changes(a, b, &policy).into_iter().map(|change| change.question).collect()
    };
    let (by_me, by_them, between) = (ids(began, mine), ids(began, theirs), ids(mine, theirs));
    by_me.into_iter().filter(|question| by_them.contains(question) && between.contains(question)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::ServiceContent;
    use crate::values::Answer;

    fn content(name: &str, concessions: Option<&str>) -> Content {
        let mut service = ServiceContent { name: name.into(), ..ServiceContent::default() };
        service.cost.concessions = concessions.map(str::to_owned);
        service.source_terms = vec!["kept".into()];
        Content::Service(Box::new(service))
    }

    #[test]
    fn a_comparison_names_what_changed_and_whether_it_waits() {
        let (before, after) = (content("Chess", None), content("Chess and draughts", Some("Carers")));
        let found = changes(&before, &after, &ListingPolicy::default());
        let told: Vec<_> = found.iter().map(|change| (change.question, change.risk)).collect();
        assert_eq!(told, [("name", Risk::High), ("concessions", Risk::Low)]);
        let strict =
            ListingPolicy { risk: [("concessions".to_owned(), Risk::High)].into(), ..ListingPolicy::default() };
        assert!(changes(&before, &after, &strict).iter().all(|change| change.risk == Risk::High));
    }

    #[test]
    fn some_answers_can_be_taken_and_the_rest_stays() {
        let (mut live, draft) = (content("Chess", None), content("Chess and draughts", Some("Carers")));
        take(&["concessions"], &draft, &mut live);
        assert_eq!(live.name(), "Chess");
        assert_eq!(live.service().unwrap().cost.concessions.as_deref(), Some("Carers"));
        assert_eq!(live.service().unwrap().source_terms, ["kept"]);
    }

    #[test]
    fn only_what_both_changed_differently_is_a_conflict() {
        let began = content("Chess", None);
        let mine = content("Chess club", Some("Carers"));
        assert!(conflicts(&began, &mine, &content("Chess", Some("Carers"))).is_empty());
        assert_eq!(conflicts(&began, &mine, &content("Chess for all", None)), ["name"]);
    }

    #[test]
    fn every_question_writes_back_what_it_reads_and_forgets_nothing() {
        // Every question reads answers that it accepts again, so that saving an untouched page changes nothing.
        let mut full = ServiceContent { name: "Chess".into(), ..ServiceContent::default() };
        full.suits.all_needs = Answer::Yes;
        for question in SERVICE {
            let answers = (question.get)(&full);
            let mut copy = full.clone();
            question.answer(&mut copy, &answers).unwrap();
            assert_eq!(copy, full, "{}", question.id);
        }
        let mut ids: Vec<_> = SERVICE.iter().map(|question| question.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), SERVICE.len());
    }
}
