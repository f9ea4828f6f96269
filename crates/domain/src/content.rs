use crate::directory::{ListingFile, OrganisationContent, ServiceContent};
use crate::guides::GuideContent;
use crate::listing::Kind;
use crate::settings::SettingContent;

/// The content of one revision, whatever its kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Of a service.
    Service(Box<ServiceContent>),
    /// Of an organisation.
    Organisation(Box<OrganisationContent>),
    /// Of a nursery, school or college.
    Setting(Box<SettingContent>),
    /// Of a page of guidance, news or an event.
    Guide(Box<GuideContent>),
}

impl Content {
    /// Content of this kind that says nothing yet.
    pub fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Service => Self::Service(Box::default()),
            Kind::Organisation => Self::Organisation(Box::default()),
            Kind::Setting => Self::Setting(Box::default()),
            Kind::Guide => Self::Guide(Box::default()),
        }
    }

    /// Read stored content.
    pub fn parse(kind: Kind, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            Kind::Service => Self::Service(serde_json::from_str(json)?),
            Kind::Organisation => Self::Organisation(serde_json::from_str(json)?),
            Kind::Setting => Self::Setting(serde_json::from_str(json)?),
            Kind::Guide => Self::Guide(serde_json::from_str(json)?),
        })
    }

    /// As it is stored.
    pub fn to_json(&self) -> String {
        match self {
            Self::Service(content) => serde_json::to_string(content),
            Self::Organisation(content) => serde_json::to_string(content),
            Self::Setting(content) => serde_json::to_string(content),
            Self::Guide(content) => serde_json::to_string(content),
        }
        .expect("content has only text keys")
    }

    /// What it is of.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Service(_) => Kind::Service,
            Self::Organisation(_) => Kind::Organisation,
            Self::Setting(_) => Kind::Setting,
            Self::Guide(_) => Kind::Guide,
        }
    }

    /// Its name; may be empty in a draft.
    pub fn name(&self) -> &str {
        match self {
            Self::Service(content) => &content.name,
            Self::Organisation(content) => &content.name,
            Self::Setting(content) => &content.name,
            Self::Guide(content) => &content.name,
        }
    }

    /// The same content with everything that is not public taken out.
    #[must_use]
    pub fn public(self) -> Self {
        match self {
            Self::Service(content) => Self::Service(Box::new(content.public())),
            Self::Organisation(content) => Self::Organisation(Box::new(content.public())),
            // Nothing in these is kept back.
            Self::Setting(_) | Self::Guide(_) => self,
        }
    }

    /// Give what has an identity (places, contacts) the one that it had before, or a new one.
    pub fn identify(&mut self, before: &Self) {
        if let Self::Service(content) = self {
            content.identify(before.service().unwrap_or(&ServiceContent::default()));
        }
    }

    /// Keep back of a past day what any later revision hides, marks private or takes out. `later` are the revisions that were
    /// public since, the oldest first, of the same kind.
    pub fn keep_back_in_the_past(&mut self, later: &[Self]) {
        macro_rules! of {
            ($variant:ident, $content:expr) => {{
                let later: Vec<_> = later
                    .iter()
                    .filter_map(|later| match later {
                        Self::$variant(later) => Some(&**later),
                        _ => None,
                    })
                    .collect();
                $content.keep_back_in_the_past(&later);
            }};
        }
        match self {
            Self::Service(content) => of!(Service, content),
            Self::Organisation(content) => of!(Organisation, content),
            Self::Setting(content) => of!(Setting, content),
            Self::Guide(_) => {}
        }
    }

    /// Its pictures and papers.
    pub fn files(&self) -> &[ListingFile] {
        match self {
            Self::Service(content) => &content.files,
            Self::Guide(content) => &content.files,
            Self::Organisation(_) | Self::Setting(_) => &[],
        }
    }

    /// The same, to add to and take from. `None` where there cannot be any.
    pub fn files_mut(&mut self) -> Option<&mut Vec<ListingFile>> {
        match self {
            Self::Service(content) => Some(&mut content.files),
            Self::Guide(content) => Some(&mut content.files),
            Self::Organisation(_) | Self::Setting(_) => None,
        }
    }

    /// Identifiers of its categories.
    pub fn categories(&self) -> &[String] {
        match self {
            Self::Service(content) => &content.categories,
            Self::Organisation(_) | Self::Setting(_) | Self::Guide(_) => &[],
        }
    }

    /// The service, if it is one.
    pub fn service(&self) -> Option<&ServiceContent> {
        match self {
            Self::Service(content) => Some(content),
            _ => None,
        }
    }
}
