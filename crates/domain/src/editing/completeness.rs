use super::SERVICE;
use crate::directory::ServiceContent;

/// How much of what families ask a service answers. Advice, never a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// Questions that count and are answered.
    pub answered: usize,
    /// Questions that count.
    pub of: usize,
    /// What families miss most, in sentences, most important first.
    pub missing: Vec<(&'static str, &'static str)>,
}

impl Completeness {
    /// In whole percent.
    pub fn percent(&self) -> usize {
        self.answered * 100 / self.of.max(1)
    }
}

/// What decides whether a family can come, by question, and what to tell who has not answered it.
const WANTED: &[(&str, &str)] = &[
    ("summary", "Say in one sentence what it is: families read that first."),
    ("contacts", "Add a telephone number or an email address: without one nobody can reach you."),
    ("ages", "Say for which ages it is: families search by age."),
    ("categories", "Choose the kinds of help: families find it under them."),
    ("places", "Add where it is: families search by distance."),
    ("routes", "Say who can ask for a place."),
    ("how", "Say what to do first."),
    ("eligibility", "Say who may have a place."),
    ("decided-by", "Say who decides who gets a place."),
    ("free", "Say whether it is free."),
    ("times", "Say when it is open."),
    ("needs", "Say which needs it is made for, or that it is for any."),
    ("quiet-space", "Say whether there is somewhere quiet to go."),
    ("arrival", "Say what happens from the door on: for some children that decides everything."),
    ("send-training", "Say whether staff have training in special educational needs and disability."),
    ("dbs", "Say whether staff are checked by the Disclosure and Barring Service."),
    ("safeguarding", "Say whether you have a safeguarding policy."),
    ("complaint-how", "Say how to complain."),
    ("description", "Say what happens there."),
];

/// What a service still does not say.
pub fn completeness(content: &ServiceContent) -> Completeness {
    let told = |id: &str| {
        let found = SERVICE.iter().find(|question| question.id == id).is_some_and(|q| q.is_answered(content));
        found
            || match id {
                "needs" => content.suits.all_needs.is_yes(),
                "times" => content.all_schedules().next().is_some(),
                "places" => {
                    !content.delivery.is_empty()
                        && content.delivery.iter().all(|way| !matches!(way, crate::directory::Delivery::InPerson))
                }
                "free" => content.cost.is_free().is_told(),
                _ => false,
            }
    };
    let missing: Vec<_> = WANTED.iter().filter(|(id, _)| !told(id)).copied().collect();
    Completeness { answered: WANTED.len() - missing.len(), of: WANTED.len(), missing }
}
