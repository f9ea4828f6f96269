//! Guidance: pages and guides in several steps, news and events, written in Markdown.

mod gap;
mod limits;
mod notice;
mod text;
mod variant;

pub use gap::{Gap, fill, gaps, is_known};
pub use limits::too_much;
pub use notice::{Notice, notice};
pub use text::{Step, links_in, plain_text, steps};
pub use variant::{Variant, VariantKind};

use crate::directory::ListingFile;
use crate::listing::Listing;
use crate::values::{Slug, WebAddress, is_untold};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A page of guidance, a guide in steps, a piece of news, or an event.
pub type Guide = Listing<GuideContent>;

/// What is said on it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GuideContent {
    /// What sort of page it is.
    pub form: GuideForm,
    /// Its title.
    #[serde(alias = "title")]
    pub name: String,
    /// One or two plain sentences, at most 160 characters.
    #[serde(skip_serializing_if = "is_untold")]
    pub summary: String,
    /// Markdown. A heading of the first level begins a step.
    #[serde(skip_serializing_if = "is_untold")]
    pub body: String,
    /// Identifier of the theme it belongs to.
    #[serde(skip_serializing_if = "is_untold")]
    pub theme: Option<String>,
    /// Subjects of the law that it answers, as `law/coverage.toml` names them.
    #[serde(skip_serializing_if = "is_untold")]
    pub topics: Vec<String>,
    /// The day on which news was first sent to be shown. A slip put right later makes it no newer.
    #[serde(skip_serializing_if = "is_untold")]
    pub first_published: Option<Date>,
    /// Words that families use for it and that stand nowhere in it.
    #[serde(skip_serializing_if = "is_untold")]
    pub keywords: Vec<String>,
    /// For whom it is written.
    #[serde(skip_serializing_if = "is_untold")]
    pub audiences: Vec<Reader>,
    /// Who keeps it true: a job or a team, never a person's name.
    #[serde(skip_serializing_if = "is_untold")]
    pub owner: Option<String>,
    /// Months after which it is looked at again.
    #[serde(skip_serializing_if = "is_untold")]
    pub review_months: Option<u8>,
    /// Acts, regulations and guidance it rests on.
    #[serde(skip_serializing_if = "is_untold")]
    pub sources: Vec<String>,
    /// Policies and statements that are published with it.
    #[serde(skip_serializing_if = "is_untold")]
    pub documents: Vec<PublishedDocument>,
    /// Pictures and files.
    #[serde(skip_serializing_if = "is_untold")]
    pub files: Vec<ListingFile>,
    /// When and where, for an event.
    #[serde(skip_serializing_if = "is_untold")]
    pub event: Option<Happening>,
    /// The same in another form or language.
    #[serde(skip_serializing_if = "is_untold")]
    pub variants: Vec<Variant>,
    /// Addresses it had before; they lead to it.
    #[serde(skip_serializing_if = "is_untold")]
    pub former: Vec<Slug>,
}

/// The sorts of page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuideForm {
    /// Guidance that stays.
    #[default]
    Page,
    /// What has changed.
    News,
    /// Something that happens on a day.
    Event,
    /// A word and what it means. Made from the vocabulary, never stored.
    Term,
    /// A page that works something out, like the timeline. Part of the program, never stored.
    Tool,
}

impl GuideForm {
    /// The word in results of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "guide",
            Self::News => "page",
            Self::Event => "event",
            Self::Term => "glossary",
            Self::Tool => "tool",
        }
    }

    /// What a family reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::Page => "Guide",
            Self::News => "News",
            Self::Event => "Event",
            Self::Term => "What a word means",
            Self::Tool => "Tool",
        }
    }
}

/// For whom a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// Parents and carers.
    Families,
    /// Children and young people themselves.
    YoungPeople,
    /// People who work with them.
    Practitioners,
}

impl Reader {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Families => "Parents and carers",
            Self::YoungPeople => "Young people",
            Self::Practitioners => "People who work with families",
        }
    }
}

/// A policy or statement that the law asks the authority to publish.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PublishedDocument {
    /// Its name in `law/coverage.toml`, such as `short-breaks-statement`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where it is.
    #[serde(skip_serializing_if = "is_untold")]
    pub website: Option<WebAddress>,
    /// The day it was published.
    #[serde(skip_serializing_if = "is_untold")]
    pub published_on: Option<Date>,
    /// What it covers, such as an academic year.
    #[serde(skip_serializing_if = "is_untold")]
    pub covers: Option<String>,
}

/// When and where an event is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Happening {
    /// The first day.
    #[serde(skip_serializing_if = "is_untold")]
    pub on: Option<Date>,
    /// The last day, when it is more than one.
    #[serde(skip_serializing_if = "is_untold")]
    pub until: Option<Date>,
    /// From when to when, as people say it.
    #[serde(skip_serializing_if = "is_untold")]
    pub hours: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "is_untold")]
    pub place: Option<String>,
    /// How to come, and what it costs.
    #[serde(skip_serializing_if = "is_untold")]
    pub booking: Option<String>,
}

impl GuideContent {
    /// What a variant has to say the same as.
    pub fn source_text(&self) -> String {
        format!("{}\n{}\n{}", self.name, self.summary, self.body)
    }

    /// The variants that do not follow what the page says now.
    pub fn stale_variants(&self) -> impl Iterator<Item = &Variant> {
        let now = self.source_text();
        self.variants.iter().filter(move |variant| variant.made_from != now)
    }

    /// The last day on which an event is still to come or going on.
    pub fn happens_until(&self) -> Option<Date> {
        let event = self.event.as_ref().filter(|_| self.form == GuideForm::Event)?;
        event.until.or(event.on)
    }

    /// What is still for the authority to write.
    pub fn gaps(&self) -> Vec<Gap> {
        gaps(&self.body)
    }
}
