use super::report::{Problem, Report};
use local_offer_domain::directory::{Audience, Contact};
use local_offer_domain::listing::{Assurance, Kind};
use local_offer_domain::{OrganisationContent, ServiceContent, SettingContent};

/// A record read from a file, not yet compared with what we have.
#[derive(Debug, Clone)]
pub(super) struct Incoming {
    /// Its stable identifier in the source.
    pub(super) source_id: String,
    /// What it says.
    pub(super) content: Content,
    /// Identifier of the organisation that provides it, in the same source.
    pub(super) organisation: Option<String>,
    /// Who checked it, if the source says.
    pub(super) assurance: Option<Assurance>,
    /// Whether the source itself does not show it: it is kept, but not published.
    pub(super) hidden: bool,
}

/// Content of one of the kinds.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Service(Box<ServiceContent>),
    Organisation(OrganisationContent),
    Setting(Box<SettingContent>),
}

/// Where a record stands in its file.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub(super) file: String,
    pub(super) line: u64,
}

/// Everything read from one import.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) records: Vec<Incoming>,
    /// Whether this is all the source has, so that what is not here has disappeared from it.
    pub(super) complete: bool,
    /// Whether a record says only some things about its subject, so that what it leaves out stays as it is. Lists of
    /// schools are made for many purposes: one has the addresses, another only who is approved under section 41.
    pub(super) overlay: bool,
}

impl Content {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Service(_) => Kind::Service,
            Self::Organisation(_) => Kind::Organisation,
            Self::Setting(_) => Kind::Setting,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Service(content) => &content.name,
            Self::Organisation(content) => &content.name,
            Self::Setting(content) => &content.name,
        }
    }

    pub(super) fn to_json(&self) -> String {
        match self {
            Self::Service(content) => serde_json::to_string(content),
            Self::Organisation(content) => serde_json::to_string(content),
            Self::Setting(content) => serde_json::to_string(content),
        }
        .expect("content has only text keys")
    }
}

impl Content {
    /// Keep back what another version of the same record keeps back: private contacts and hidden addresses.
    pub(super) fn keep_back(&mut self, other: &Self) {
        let (Self::Service(content), Self::Service(other)) = (self, other) else { return };
        let contacts = other.contacts.iter().chain(other.places.iter().flat_map(|place| &place.contacts));
        let private: Vec<Contact> = contacts.filter(|contact| !contact.is_public()).cloned().collect();
        let same = |one: &Contact, two: &Contact| {
            (one.phone.is_some() && one.phone == two.phone)
                || (one.email.is_some() && one.email == two.email)
                || (one.name.is_some() && one.name == two.name)
        };
        let places = content.places.iter_mut().flat_map(|place| &mut place.contacts);
        for contact in content.contacts.iter_mut().chain(places) {
            if private.iter().any(|private| same(private, contact)) {
                contact.audience = Audience::Private;
            }
        }
        for place in &mut content.places {
            let id = &place.location.source_id;
            place.location.address_hidden |=
                other.places.iter().any(|other| other.location.address_hidden && other.location.source_id == *id);
        }
    }

    /// This content, with what it leaves out taken from the content before. What is not told is not in the JSON at all, so
    /// every field that is in it was told.
    pub(super) fn over(&self, before: &str) -> String {
        let typed =
            |json: &str| -> Option<serde_json::Map<String, serde_json::Value>> { serde_json::from_str(json).ok() };
        let (Some(mut merged), Some(told)) = (typed(before), typed(&self.to_json())) else { return self.to_json() };
        merged.extend(told);
        let merged = serde_json::Value::Object(merged);
        // Through the type again, so that the order of fields is that of every other revision.
        let content = match self {
            Self::Service(_) => serde_json::from_value(merged).map(|content| Self::Service(Box::new(content))),
            Self::Organisation(_) => serde_json::from_value(merged).map(Self::Organisation),
            Self::Setting(_) => serde_json::from_value(merged).map(|content| Self::Setting(Box::new(content))),
        };
        content.map_or_else(|_| self.to_json(), |content| content.to_json())
    }
}

impl Origin {
    /// A record of this place that cannot be used.
    pub(super) fn reject(&self, report: &mut Report, record: &str, reason: impl ToString) {
        report.rejected.push(self.problem(record, reason));
    }

    /// A part of a record of this place that cannot be used.
    pub(super) fn adjust(&self, report: &mut Report, record: &str, reason: impl ToString) {
        report.adjusted.push(self.problem(record, reason));
    }

    fn problem(&self, record: &str, reason: impl ToString) -> Problem {
        let record = record.chars().take(80).collect();
        Problem { file: self.file.clone(), line: self.line, record, reason: reason.to_string() }
    }
}
