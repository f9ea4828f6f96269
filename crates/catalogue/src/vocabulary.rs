//! The vocabularies of `vocabulary/`, read once at start.

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
    /// What to show somebody who cannot wait.
    pub urgent_help: UrgentHelp,
}

#[derive(Deserialize)]
struct Terms {
    #[serde(alias = "theme", alias = "category", alias = "need", alias = "feature")]
    terms: Vec<Term>,
}

impl Vocabulary {
    /// The vocabulary this program was built with.
    ///
    /// # Panics
    /// When a file of `vocabulary/` is not well-formed: a defect that every test meets.
    pub fn built_in() -> Self {
        let taxonomy = |name: &str, text: &str| {
            let file: Terms = toml::from_str(text).unwrap_or_else(|error| panic!("vocabulary/{name}.toml: {error}"));
            Taxonomy::new(file.terms)
        };
        let themes = taxonomy("themes", include_str!("../../../vocabulary/themes.toml"));
        let categories = taxonomy("categories", include_str!("../../../vocabulary/categories.toml"));
        let needs = taxonomy("needs", include_str!("../../../vocabulary/needs.toml"));
        let access = taxonomy("access", include_str!("../../../vocabulary/access.toml"));
        let file: SynonymsFile = toml::from_str(include_str!("../../../vocabulary/synonyms.toml"))
            .unwrap_or_else(|error| panic!("vocabulary/synonyms.toml: {error}"));
        let synonyms = Synonyms::new(file, &categories, &needs);
        let urgent_help = UrgentHelp::parse(include_str!("../../../vocabulary/crisis.toml"))
            .unwrap_or_else(|error| panic!("vocabulary/crisis.toml: {error}"));
        Self { themes, categories, needs, access, synonyms, urgent_help }
    }

    /// The categories of a theme, in order.
    pub fn categories_of<'a>(&'a self, theme: &'a str) -> impl Iterator<Item = &'a Term> {
        self.categories.terms().iter().filter(move |category| category.theme.as_deref() == Some(theme))
    }
}
