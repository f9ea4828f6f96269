//! Filters: which documents each value has, and how many a choice would leave.

use super::request::{Ages, Request};
use crate::{Entry, Vocabulary};
use jiff::civil::Date;
use local_offer_domain::Published;
use local_offer_domain::directory::{Level, Weekday};
use local_offer_domain::settings::SettingKind;
use local_offer_domain::taxonomy::Taxonomy;
use local_offer_domain::values::Answer;
use roaring::RoaringBitmap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The filters that have a list of values. Age and distance are numbers and stand in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Type of need.
    Need,
    /// Theme.
    Theme,
    /// Category.
    Category,
    /// Universal, targeted or specialist.
    Level,
    /// Access features of a place.
    Access,
    /// Day of the week.
    Day,
    /// Free of charge.
    Free,
    /// Kind of nursery, school or college.
    Setting,
}

impl Facet {
    /// Every filter, in the order in which it is shown.
    pub const ALL: [Self; 8] =
        [Self::Need, Self::Theme, Self::Category, Self::Level, Self::Access, Self::Day, Self::Free, Self::Setting];

    /// The parameter in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::Theme => "theme",
            Self::Category => "category",
            Self::Level => "level",
            Self::Access => "access",
            Self::Day => "day",
            Self::Free => "free",
            Self::Setting => "setting",
        }
    }

    /// The filter of this parameter, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == word)
    }

    /// The identifier that a value in an address means: codes, labels and "true" are understood too. `None` for what is
    /// no value of this filter.
    pub fn value(self, typed: &str, vocabulary: &Vocabulary) -> Option<String> {
        let term = |taxonomy: &Taxonomy| taxonomy.recognise(typed).map(|term| term.id.clone());
        match self {
            Self::Need => term(&vocabulary.needs),
            Self::Theme => term(&vocabulary.themes),
            Self::Category => term(&vocabulary.categories),
            Self::Access => term(&vocabulary.access),
            Self::Level => {
                Level::ALL.into_iter().map(Level::id).find(|id| id.eq_ignore_ascii_case(typed)).map(str::to_owned)
            }
            Self::Day => Weekday::parse(typed).map(Weekday::id),
            Self::Free => ["yes", "true", "1", "on"]
                .into_iter()
                .find(|word| word.eq_ignore_ascii_case(typed))
                .map(|_| "yes".to_owned()),
            Self::Setting => {
                let typed = typed.to_ascii_lowercase();
                SettingKind::ALL.into_iter().map(SettingKind::id).find(|id| *id == typed).map(str::to_owned)
            }
        }
    }

    /// What people read for a value.
    pub fn label(self, value: &str, vocabulary: &Vocabulary) -> String {
        match self {
            Self::Need => vocabulary.needs.label(value).to_owned(),
            Self::Theme => vocabulary.themes.label(value).to_owned(),
            Self::Category => vocabulary.categories.label(value).to_owned(),
            Self::Access => vocabulary.access.label(value).to_owned(),
            Self::Level => told(Level::ALL.into_iter().find(|level| level.id() == value).map(Level::words), value),
            Self::Day => told(Weekday::parse(value).map(Weekday::name), value),
            Self::Free => "Free".to_owned(),
            Self::Setting => {
                told(SettingKind::ALL.into_iter().find(|kind| kind.id() == value).map(SettingKind::words), value)
            }
        }
    }

    /// Every value, in the order in which it is shown.
    fn values(self, vocabulary: &Vocabulary) -> Vec<String> {
        let ids = |taxonomy: &Taxonomy| taxonomy.terms().iter().map(|term| term.id.clone()).collect();
        match self {
            Self::Need => ids(&vocabulary.needs),
            Self::Theme => ids(&vocabulary.themes),
            Self::Category => ids(&vocabulary.categories),
            Self::Access => ids(&vocabulary.access),
            Self::Level => Level::ALL.map(|level| level.id().to_owned()).to_vec(),
            Self::Day => Weekday::ALL.map(Weekday::id).to_vec(),
            Self::Free => vec!["yes".to_owned()],
            Self::Setting => SettingKind::ALL.map(|kind| kind.id().to_owned()).to_vec(),
        }
    }

    /// The values an entry has.
    fn values_of(self, entry: &Published, vocabulary: &Vocabulary) -> Vec<String> {
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<_>>();
        match (self, entry) {
            (Self::Need, entry) if entry.suits_all_needs() => self.values(vocabulary),
            (Self::Need, entry) => owned(entry.needs()),
            (Self::Theme, entry) => owned(entry.themes()),
            (Self::Category, entry) => owned(entry.categories()),
            (Self::Access, entry) => entry.places().iter().flat_map(|place| place.access.clone()).collect(),
            (Self::Level, Published::Service(service)) => {
                owned(service.content.level.map(Level::id).into_iter().collect())
            }
            (Self::Day, Published::Service(service)) => {
                service.content.all_schedules().flat_map(|schedule| &schedule.days).map(|day| day.id()).collect()
            }
            (Self::Free, Published::Service(service)) if service.content.cost.is_free() == Answer::Yes => {
                vec!["yes".to_owned()]
            }
            (Self::Setting, Published::Setting(setting)) => {
                owned(setting.content.kind.map(SettingKind::id).into_iter().collect())
            }
            _ => Vec::new(),
        }
    }
}

/// The words for a value; the value itself when it has none.
fn told(words: Option<&'static str>, value: &str) -> String {
    words.unwrap_or(value).to_owned()
}

/// A value of a filter and how many results choosing it would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// Identifier.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Results with it, all other filters as they are.
    pub count: u64,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// For each value of each filter, the documents that have it.
#[derive(Debug, Clone)]
pub(crate) struct FacetIndex {
    documents: BTreeMap<Facet, Vec<(String, RoaringBitmap)>>,
    /// Days on which an entry is open only until a date, and no longer than that.
    ending: Vec<(Date, String, u32)>,
}

impl FacetIndex {
    pub(crate) fn build(entries: &[Entry], vocabulary: &Vocabulary) -> Self {
        let documents = Facet::ALL
            .into_iter()
            .map(|facet| {
                let mut values: Vec<(String, RoaringBitmap)> =
                    facet.values(vocabulary).into_iter().map(|value| (value, RoaringBitmap::new())).collect();
                for (document, entry) in entries.iter().enumerate() {
                    for value in facet.values_of(entry, vocabulary) {
                        // A retired or unknown term is in no list of values, so it cannot be chosen.
                        if let Some((_, documents)) = values.iter_mut().find(|(known, _)| *known == value) {
                            documents.insert(document as u32);
                        }
                    }
                }
                (facet, values)
            })
            .collect();
        Self { documents, ending: ending(entries) }
    }

    /// The same without the days whose times have ended before this one. Mostly that is nothing, and nothing is copied.
    pub(crate) fn on(&self, today: Option<Date>) -> Cow<'_, Self> {
        let ended = |(last, _, _): &&(Date, String, u32)| today.is_some_and(|today| *last < today);
        if !self.ending.iter().any(|end| ended(&end)) {
            return Cow::Borrowed(self);
        }
        let mut current = self.clone();
        for (_, day, document) in self.ending.iter().filter(ended) {
            for (value, documents) in current.documents.entry(Facet::Day).or_default() {
                if value == day {
                    documents.remove(*document);
                }
            }
        }
        Cow::Owned(current)
    }

    /// Documents with any of these values.
    pub(crate) fn any_of(&self, facet: Facet, chosen: &[String]) -> RoaringBitmap {
        let mut any = RoaringBitmap::new();
        for (value, documents) in &self.documents[&facet] {
            if chosen.contains(value) {
                any |= documents;
            }
        }
        any
    }

    /// Each value of a filter with how many of `within` have it.
    pub(crate) fn counts(
        &self,
        facet: Facet,
        within: &RoaringBitmap,
        chosen: &[String],
        vocabulary: &Vocabulary,
    ) -> Vec<FacetValue> {
        self.documents[&facet]
            .iter()
            .map(|(value, documents)| FacetValue {
                label: facet.label(value, vocabulary),
                count: documents.intersection_len(within),
                chosen: chosen.contains(value),
                value: value.clone(),
            })
            .filter(|value| value.count > 0 || value.chosen)
            .collect()
    }
}

/// For each entry and day of the week, the last date on which it is open then, where all its times have one.
fn ending(entries: &[Entry]) -> Vec<(Date, String, u32)> {
    let mut ends: BTreeMap<(u32, Weekday), Option<Date>> = BTreeMap::new();
    for (document, entry) in entries.iter().enumerate() {
        if let Published::Service(service) = entry.as_ref() {
            for schedule in service.content.all_schedules() {
                for day in &schedule.days {
                    let end = ends.entry((document as u32, *day)).or_insert(schedule.to);
                    *end = end.zip(schedule.to).map(|(one, other)| one.max(other));
                }
            }
        }
    }
    ends.into_iter().filter_map(|((document, day), end)| Some((end?, day.id(), document))).collect()
}

/// Documents whose ages overlap any of these, or that state none: those are shown and say so.
pub(crate) fn suiting(ages: &[Ages], stated: &[Option<local_offer_domain::values::AgeRange>]) -> RoaringBitmap {
    stated
        .iter()
        .enumerate()
        .filter(|(_, stated)| stated.is_none_or(|stated| ages.iter().any(|asked| stated.overlaps(asked.0))))
        .map(|(document, _)| document as u32)
        .collect()
}

impl Request {
    /// The chosen values of a filter.
    pub fn chosen(&self, facet: Facet) -> &[String] {
        self.filters.get(&facet).map_or(&[], Vec::as_slice)
    }
}
