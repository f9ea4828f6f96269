use crate::directory::Location;
use crate::guides::{Guide, GuideForm};
use crate::listing::{Assurance, Kind, Provenance};
use crate::settings::SettingKind;
use crate::values::{AgeRange, AreaId, ListingId, Slug};
use crate::{Organisation, Service, Setting};
use jiff::civil::Date;

/// A live listing with its typed content, and nothing in it that is not public.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most are services, and all are kept behind an `Arc`")]
pub enum Published {
    /// A service.
    Service(Service),
    /// An organisation.
    Organisation(Organisation),
    /// A nursery, school or college.
    Setting(Setting),
    /// A page of guidance, news or an event.
    Guide(Guide),
}

macro_rules! common {
    ($self:ident, $listing:ident => $of:expr) => {
        match $self {
            Self::Service($listing) => $of,
            Self::Organisation($listing) => $of,
            Self::Setting($listing) => $of,
            Self::Guide($listing) => $of,
        }
    };
}

impl Published {
    /// Its identity.
    pub fn id(&self) -> ListingId {
        common!(self, listing => listing.id)
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Service(_) => Kind::Service,
            Self::Organisation(_) => Kind::Organisation,
            Self::Setting(_) => Kind::Setting,
            Self::Guide(_) => Kind::Guide,
        }
    }

    /// What a result of a search calls it: a guide, a word and a tool are one kind of listing and different things to find.
    pub fn result_kind(&self) -> &'static str {
        match self {
            Self::Guide(guide) => guide.content.form.as_str(),
            other => other.kind().as_str(),
        }
    }

    /// The sort of page, if it is one.
    pub fn guide_form(&self) -> Option<GuideForm> {
        match self {
            Self::Guide(guide) => Some(guide.content.form),
            _ => None,
        }
    }

    /// Its home area.
    pub fn area(&self) -> &AreaId {
        common!(self, listing => &listing.area)
    }

    /// Its address within its kind.
    pub fn slug(&self) -> &Slug {
        common!(self, listing => &listing.slug)
    }

    /// Who provides it.
    pub fn organisation(&self) -> Option<ListingId> {
        common!(self, listing => listing.organisation)
    }

    /// Who last checked it.
    pub fn assurance(&self) -> Option<Assurance> {
        common!(self, listing => listing.assurance)
    }

    /// The day by which it should be checked again.
    pub fn review_by(&self) -> Option<Date> {
        common!(self, listing => listing.review_by)
    }

    /// Where it was imported from.
    pub fn provenance(&self) -> Option<&Provenance> {
        common!(self, listing => listing.provenance.as_ref())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        common!(self, listing => &listing.content.name)
    }

    /// One plain sentence; empty when nobody wrote one.
    pub fn summary(&self) -> &str {
        common!(self, listing => &listing.content.summary)
    }

    /// More, in paragraphs.
    pub fn description(&self) -> &str {
        match self {
            Self::Service(service) => &service.content.description,
            Self::Organisation(organisation) => &organisation.content.description,
            Self::Setting(setting) => &setting.content.description,
            Self::Guide(_) => "",
        }
    }

    /// The ages it says it is for. An organisation has none.
    pub fn ages(&self) -> Option<AgeRange> {
        match self {
            Self::Service(service) => service.content.suits.ages,
            Self::Setting(setting) => setting.content.ages,
            Self::Organisation(_) | Self::Guide(_) => None,
        }
    }

    /// Identifiers of the needs it names, of its units as well.
    pub fn needs(&self) -> Vec<&str> {
        let mut needs: Vec<&str> = match self {
            Self::Service(service) => service.content.suits.needs.iter().map(String::as_str).collect(),
            Self::Setting(setting) => {
                let units = setting.content.provision.iter().flat_map(|unit| &unit.needs);
                setting.content.needs.iter().chain(units).map(String::as_str).collect()
            }
            Self::Organisation(_) | Self::Guide(_) => Vec::new(),
        };
        let mut seen = std::collections::HashSet::new();
        needs.retain(|need| seen.insert(*need));
        needs
    }

    /// Whether it says it is for people with any need.
    pub fn suits_all_needs(&self) -> bool {
        matches!(self, Self::Service(service) if service.content.suits.all_needs.is_yes())
    }

    /// Identifiers of its categories; those of a setting follow from what it is.
    pub fn categories(&self) -> Vec<&str> {
        match self {
            Self::Service(service) => service.content.categories.iter().map(String::as_str).collect(),
            Self::Organisation(_) | Self::Guide(_) => Vec::new(),
            Self::Setting(setting) => {
                let kind = setting.content.kind.and_then(|kind| match kind {
                    SettingKind::EarlyYears => Some("early-years"),
                    SettingKind::ChildrensCentre => Some("early-help"),
                    SettingKind::Primary | SettingKind::Secondary | SettingKind::AllThrough => {
                        Some("mainstream-schools")
                    }
                    SettingKind::Special => Some("special-schools"),
                    SettingKind::AlternativeProvision => Some("alternative-provision"),
                    SettingKind::Post16 | SettingKind::SpecialistCollege => Some("post-16-education"),
                    SettingKind::Independent => None,
                });
                let units = (!setting.content.provision.is_empty()).then_some("sen-units");
                kind.into_iter().chain(units).collect()
            }
        }
    }

    /// Identifiers of its themes.
    pub fn themes(&self) -> Vec<&str> {
        match self {
            Self::Service(service) => service.content.themes.iter().map(String::as_str).collect(),
            Self::Organisation(_) => Vec::new(),
            Self::Setting(_) => vec!["education"],
            Self::Guide(guide) => guide.content.theme.as_deref().into_iter().collect(),
        }
    }

    /// Its places.
    pub fn places(&self) -> Vec<std::borrow::Cow<'_, Location>> {
        use std::borrow::Cow;
        match self {
            Self::Service(service) => {
                service.content.places.iter().map(|place| Cow::Borrowed(&place.location)).collect()
            }
            Self::Organisation(_) | Self::Guide(_) => Vec::new(),
            Self::Setting(setting) => vec![Cow::Owned(setting.content.location.to_location())],
        }
    }
}
