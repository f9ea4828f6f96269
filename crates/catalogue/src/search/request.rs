//! What is asked of a search, after the address has been read.

use super::filters::Facet;
use jiff::civil::Date;
use local_offer_domain::Published;
use local_offer_domain::values::{AgeRange, Miles};
use std::collections::BTreeMap;

/// A search. Values of one filter are alternatives; filters narrow each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// What was typed, as it was typed.
    pub text: String,
    /// The postcode, outward code or town that was typed into the field for one.
    pub place: String,
    /// The greatest distance, in miles.
    pub within: Option<Miles>,
    /// Ages, any of which should be in range.
    pub ages: Vec<Ages>,
    /// Whether an age that stands in the text is no age: somebody has said so.
    pub any_age: bool,
    /// Only these kinds; none means all of them.
    pub kinds: Vec<ResultKind>,
    /// Chosen values by filter.
    pub filters: BTreeMap<Facet, Vec<String>>,
    /// How to sort; the best order for the question when none was asked for.
    pub sort: Option<Sort>,
    /// Search for exactly what was typed, without correcting the spelling.
    pub exact: bool,
    /// The day it is: times that have ended by then are not offered.
    pub today: Option<Date>,
    /// Which page, from 1.
    pub page: usize,
    /// How many results to a page.
    pub per_page: usize,
}

/// The kinds of result that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultKind {
    /// Something a family can use.
    Service,
    /// A nursery, school or college.
    Setting,
    /// A page of guidance.
    Guide,
    /// Who provides services.
    Organisation,
    /// Something that happens on a day.
    Event,
    /// A word and what it means.
    Glossary,
    /// A page that works something out.
    Tool,
    /// News and other pages.
    Page,
}

impl ResultKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Service,
        Self::Setting,
        Self::Guide,
        Self::Organisation,
        Self::Event,
        Self::Glossary,
        Self::Tool,
        Self::Page,
    ];

    /// The word in addresses and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Setting => "setting",
            Self::Guide => "guide",
            Self::Organisation => "organisation",
            Self::Event => "event",
            Self::Glossary => "glossary",
            Self::Tool => "tool",
            Self::Page => "page",
        }
    }

    /// The kind of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether an entry is of this kind.
    pub(crate) fn is_of(self, entry: &Published) -> bool {
        entry.result_kind() == self.as_str()
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Service => "Services",
            Self::Setting => "Schools and settings",
            Self::Guide => "Guides",
            Self::Organisation => "Organisations",
            Self::Event => "Events",
            Self::Glossary => "What words mean",
            Self::Tool => "Tools",
            Self::Page => "News",
        }
    }
}

/// An age, or a range of ages, that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages(pub AgeRange);

impl Ages {
    /// Read "9", "5-11" or "5 to 11", in years.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = |text: &str| text.trim().parse::<i64>().ok();
        if let Some(age) = number(text) {
            return AgeRange::new(Some(age), Some(age)).ok().map(Self);
        }
        let (from, to) = text.split_once("to").or_else(|| text.split_once('-'))?;
        AgeRange::new(Some(number(from)?), Some(number(to)?)).ok().map(Self)
    }

    /// One age.
    pub fn one(age: u8) -> Self {
        Self(AgeRange::new(Some(age.into()), Some(age.into())).unwrap_or_else(|_| AgeRange::all()))
    }
}

impl std::fmt::Display for Ages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Best match first.
    Relevance,
    /// Nearest first.
    Distance,
    /// By name.
    Name,
}

impl Sort {
    /// The orders, as offered.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Distance, Self::Name];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Distance => "distance",
            Self::Name => "name",
        }
    }

    /// The order of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == word)
    }
}
