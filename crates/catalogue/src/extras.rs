//! What is found by a search and is no listing: the words of the glossary, and the tools of the program.

use crate::{Entry, Vocabulary};
use jiff::Timestamp;
use local_offer_domain::guides::{GuideContent, GuideForm};
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Listing, Published};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Tools: last part of the name, address, title, summary, words by which families look for it.
pub const TOOLS: &[Tool] = &[
    Tool {
        slug: "ehc-timeline",
        path: "/ehc-timeline",
        name: "EHC timeline",
        summary: "Work out who must do what by when in the EHC process, from a day that you know.",
        keywords: "how long deadline deadlines time limit weeks dates calculator 20 weeks timeline timescales",
    },
    Tool {
        slug: "compare-settings",
        path: "/settings/compare",
        name: "Compare schools and settings",
        summary: "Put up to four nurseries, schools or colleges side by side.",
        keywords: "compare schools side by side which school choose a school difference",
    },
    Tool {
        slug: "what-the-law-asks",
        path: "/about/what-the-law-asks",
        name: "What the law asks of this Local Offer",
        summary: "Each thing that the law says a Local Offer must contain, and where it is here.",
        keywords: "legal duty schedule 2 regulations statutory coverage must publish",
    },
    Tool {
        slug: "glossary",
        path: "/glossary",
        name: "Glossary",
        summary: "Words and letters that you will meet, and what they mean.",
        keywords: "jargon buster acronyms abbreviations what does it mean words",
    },
];

/// A page that works something out.
#[derive(Debug)]
pub struct Tool {
    /// Its name among the tools.
    pub slug: &'static str,
    /// Its address.
    pub path: &'static str,
    name: &'static str,
    summary: &'static str,
    keywords: &'static str,
}

/// The entries to be found in an area beside its listings.
pub(crate) fn extras(area: &AreaId, vocabulary: &Vocabulary) -> Vec<Entry> {
    let words = vocabulary.glossary.words().iter().map(|word| {
        let name = match word.short.first() {
            Some(short) => format!("{} ({short})", word.term),
            None => word.term.clone(),
        };
        let content = GuideContent {
            form: GuideForm::Term,
            name,
            summary: word.meaning.clone(),
            topics: word.short.clone(),
            ..GuideContent::default()
        };
        entry(area, &word.id, content)
    });
    let tools = TOOLS.iter().map(|tool| {
        let content = GuideContent {
            form: GuideForm::Tool,
            name: tool.name.to_owned(),
            summary: tool.summary.to_owned(),
            topics: vec![tool.keywords.to_owned()],
            ..GuideContent::default()
        };
        entry(area, tool.slug, content)
    });
    words.chain(tools).collect()
}

fn entry(area: &AreaId, slug: &str, content: GuideContent) -> Entry {
    Arc::new(Published::Guide(Listing {
        id: identity(area, content.form, slug),
        area: area.clone(),
        slug: Slug::from_name(slug),
        organisation: None,
        content,
        assurance: None,
        review_by: None,
        provenance: None,
        published_at: Timestamp::UNIX_EPOCH,
    }))
}

/// The same entry has the same identity in every version of the catalogue.
fn identity(area: &AreaId, form: GuideForm, slug: &str) -> ListingId {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, area.as_str(), form, slug).hash(&mut hasher);
        hasher.finish()
    };
    ListingId::from_halves(half(0), half(1))
}
