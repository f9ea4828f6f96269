//! The vocabularies of `vocabulary/`, read once at start.

use crate::Glossary;
use crate::search::{Synonyms, SynonymsFile};
use crate::urgent_help::UrgentHelp;
use local_offer_domain::taxonomy::{Taxonomy, Term};
use serde::Deserialize;

/// Every vocabulary the Local Offer speaks.
#[derive(Debug)]
pub struct Vocabulary {
    /// The eight themes.
    pub themes: Taxonomy,
    /// Categories, each under a theme.
    pub categories: Taxonomy,
    /// Types of need.
    pub needs: Taxonomy,
    /// Access features.
    pub access: Taxonomy,
    /// Words that mean the same.
    pub synonyms: Synonyms,
    /// Words and what they mean.
    pub glossary: Glossary,
    /// What to show somebody who cannot wait.
    pub urgent_help: UrgentHelp,
}

/// The vocabularies that can be changed in the browser. The eight themes are those of every authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichVocabulary {
    /// Kinds of help.
    Categories,
    /// Types of need.
    Needs,
    /// Access features.
    Access,
}

impl WhichVocabulary {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Categories, Self::Needs, Self::Access];

    /// The word used in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Categories => "categories",
            Self::Needs => "needs",
            Self::Access => "access",
        }
    }

    /// The vocabulary of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == word)
    }

    /// What staff call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Categories => "Kinds of help",
            Self::Needs => "Needs",
            Self::Access => "Access",
        }
    }
}

/// A term that is another here than as built in.
#[derive(Debug, Clone)]
pub struct TermChange {
    /// The vocabulary.
    pub which: WhichVocabulary,
    /// The term as it is now, or was last.
    pub term: Term,
    /// The term that took its place.
    pub merged_into: Option<String>,
    /// Whether it is no longer used.
    pub retired: bool,
}

#[derive(Deserialize)]
struct Terms {
    #[serde(alias = "theme", alias = "category", alias = "need", alias = "feature")]
    terms: Vec<Term>,
}

impl Vocabulary {
    /// One of the vocabularies that can be changed.
    pub fn which(&self, which: WhichVocabulary) -> &Taxonomy {
        match which {
            WhichVocabulary::Categories => &self.categories,
            WhichVocabulary::Needs => &self.needs,
            WhichVocabulary::Access => &self.access,
        }
    }

    /// The vocabulary this program was built with.
    ///
    /// # Panics
    /// When a file of `vocabulary/` is not well-formed: a defect that every test meets.
    pub fn built_in() -> Self {
        Self::with_changes(&[])
    }

    /// The same, with the terms that were added, renamed, merged or retired in this deployment.
    ///
    /// # Panics
    /// When a file of `vocabulary/` is not well-formed: a defect that every test meets.
    pub fn with_changes(changes: &[TermChange]) -> Self {
        use WhichVocabulary::{Access, Categories, Needs};
        let taxonomy = |name: &str, which: Option<WhichVocabulary>, text: &str| {
            let file: Terms = toml::from_str(text).unwrap_or_else(|error| panic!("vocabulary/{name}.toml: {error}"));
            let mut terms = file.terms;
            for change in changes.iter().filter(|change| Some(change.which) == which) {
                let place = terms.iter().position(|term| term.id == change.term.id);
                match (place, change.retired) {
                    (Some(place), false) => terms[place] = change.term.clone(),
                    (None, false) => terms.push(change.term.clone()),
                    (Some(place), true) => drop(terms.remove(place)),
                    (None, true) => {}
                }
                // What was merged is another word for what it was merged into.
                if let Some(into) = &change.merged_into
                    && let Some(term) = terms.iter_mut().find(|term| term.id == *into)
                {
                    term.also.extend([change.term.id.clone(), change.term.label.clone()]);
                }
            }
            Taxonomy::new(terms)
        };
        let themes = taxonomy("themes", None, include_str!("../../../vocabulary/themes.toml"));
        let categories = taxonomy("categories", Some(Categories), include_str!("../../../vocabulary/categories.toml"));
        let needs = taxonomy("needs", Some(Needs), include_str!("../../../vocabulary/needs.toml"));
        let access = taxonomy("access", Some(Access), include_str!("../../../vocabulary/access.toml"));
        let file: SynonymsFile = toml::from_str(include_str!("../../../vocabulary/synonyms.toml"))
            .unwrap_or_else(|error| panic!("vocabulary/synonyms.toml: {error}"));
        let synonyms = Synonyms::new(file, &categories, &needs);
        let urgent_help = UrgentHelp::parse(include_str!("../../../vocabulary/crisis.toml"))
            .unwrap_or_else(|error| panic!("vocabulary/crisis.toml: {error}"));
        let glossary = Glossary::parse(include_str!("../../../vocabulary/glossary.toml"))
            .unwrap_or_else(|error| panic!("vocabulary/glossary.toml: {error}"));
        Self { themes, categories, needs, access, synonyms, glossary, urgent_help }
    }

    /// The categories of a theme, in order.
    pub fn categories_of<'a>(&'a self, theme: &'a str) -> impl Iterator<Item = &'a Term> {
        self.categories.terms().iter().filter(move |category| category.theme.as_deref() == Some(theme))
    }
}
