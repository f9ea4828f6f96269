use super::report::{Problem, Report};
pub(super) use local_offer_domain::Content;
use local_offer_domain::editing::{changes, take};
use local_offer_domain::listing::{Assurance, Kind};
use local_offer_domain::review::ListingPolicy;

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
    /// Whether the source itself does not show it: it is kept, but not published. `None` when it does not say.
    pub(super) hidden: Option<bool>,
    /// Why it is not taken in when we do not have it yet, and only hidden when we do: its source has not approved it.
    pub(super) unless_known: Option<Problem>,
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

/// Keep back what another version of the same record keeps back: private contacts and hidden addresses.
pub(super) fn keep_back(content: &mut Content, other: &Content) {
    if let (Content::Service(content), Content::Service(other)) = (content, other) {
        content.keep_back(other);
    }
}

/// This content, with what it leaves out taken from the content before. What is not told is not in the JSON at all, so
/// every field that is in it was told.
pub(super) fn over(content: &Content, before: &str) -> String {
    let typed = |json: &str| -> Option<serde_json::Map<String, serde_json::Value>> { serde_json::from_str(json).ok() };
    let (Some(mut merged), Some(told)) = (typed(before), typed(&content.to_json())) else { return content.to_json() };
    merged.extend(told);
    let merged = serde_json::Value::Object(merged).to_string();
    // Through the type again, so that the order of fields is that of every other revision.
    Content::parse(content.kind(), &merged).map_or_else(|_| content.to_json(), |content| content.to_json())
}

/// What a listing should say when its source says something new: the source's changes, without undoing what was changed
/// here since. Where both changed the same answer, ours stays: a person wrote it.
pub(super) fn merged(kind: Kind, base: &str, ours: &str, theirs: &str) -> String {
    if base == ours {
        return theirs.to_owned();
    }
    let parsed = |json| Content::parse(kind, json).ok();
    let (Some(base), Some(mut merged), Some(theirs)) = (parsed(base), parsed(ours), parsed(theirs)) else {
        return theirs.to_owned();
    };
    let policy = ListingPolicy::default();
    let changed_here: Vec<&str> = changes(&base, &merged, &policy).into_iter().map(|change| change.question).collect();
    let changed_there: Vec<&str> = changes(&base, &theirs, &policy)
        .into_iter()
        .map(|change| change.question)
        .filter(|question| !changed_here.contains(question))
        .collect();
    take(&changed_there, &theirs, &mut merged);
    merged.to_json()
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

    pub(super) fn problem(&self, record: &str, reason: impl ToString) -> Problem {
        let record = record.chars().take(80).collect();
        Problem { file: self.file.clone(), line: self.line, record, reason: reason.to_string() }
    }
}
