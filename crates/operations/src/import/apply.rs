//! From records to listings: compare, write, flag, in one transaction.

use super::incoming::{Batch, Incoming, keep_back, merged, over};
use super::{Import, Report};
use crate::{OperationError, audit};
use jiff::ToSpan;
use jiff::civil::Date;
use local_offer_domain::Content;
use local_offer_domain::listing::{Kind, Provenance};
use local_offer_domain::review::ListingPolicy;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{ListingId, Slug};
use local_offer_storage::{ListingState, NewListing, StoredListing, Transaction};
use std::collections::{HashMap, HashSet};

/// Days that the people of an imported listing have at least to confirm it.
const GRACE_DAYS: i64 = 60;

/// When more than this share of a source would be flagged as missing, the file is more likely a part of it, or another
/// one under the same name, than proof that everything has closed.
const BELIEVABLE_LOSS: f64 = 0.5;

pub(super) async fn apply(
    import: &Import<'_>,
    format: &str,
    batch: Batch,
    mut report: Report,
) -> Result<Report, OperationError> {
    let source = import.source.clone().unwrap_or_else(|| format.to_owned());
    let mut records = without_repeats(batch.records, &mut report);
    let today = import.today();
    for record in &mut records {
        if record.assurance.is_some_and(|check| check.checked_on > today) {
            record.assurance = None;
            report.notes.push(format!(
                "\"{}\" says it was checked on a day to come; that was left out.",
                record.content.name()
            ));
        }
    }
    report.adjusted.sort();
    report.adjusted.dedup();
    let total = records.len() as u64;
    let mut tx = import.storage.begin().await?;
    if let Some(area) = &import.new_area {
        tx.put_area(area, import.now).await?;
    }
    let mut known: HashMap<(Kind, String), StoredListing> = tx
        .list_listings_of_source(&import.area, &source)
        .await?
        .into_iter()
        .filter_map(|listing| {
            let id = listing.provenance.as_ref()?.source_id.clone();
            Some(((listing.kind, id), listing))
        })
        .collect();
    let mut identities: HashMap<(Kind, String), ListingId> =
        known.iter().map(|(key, listing)| (key.clone(), listing.id)).collect();
    // Organisations first, so that the services find theirs.
    let (organisations, others): (Vec<_>, Vec<_>) =
        records.into_iter().partition(|record| record.content.kind() == Kind::Organisation);
    let known_before =
        known.values().filter(|listing| listing.kind != Kind::Organisation && !is_flagged(listing)).count();
    let mut hidden = 0_u64;
    let areas = tx.list_areas().await?;
    let policy =
        areas.into_iter().find(|area| area.id == import.area).map(|area| area.listing_policy).unwrap_or_default();
    let mut writer =
        Writer { import, source: &source, overlay: batch.overlay, policy, today, notes: Vec::new(), tx: &mut tx };
    for (done, record) in organisations.into_iter().chain(others).enumerate() {
        if done.is_multiple_of(50) {
            (import.progress)("Comparing and writing", done as u64, Some(total));
        }
        let key = (record.content.kind(), record.source_id.clone());
        let organisation =
            record.organisation.clone().and_then(|id| identities.get(&(Kind::Organisation, id))).copied();
        let is_known = known.contains_key(&key);
        hidden += u64::from(record.hidden == Some(true) && (is_known || record.unless_known.is_none()));
        let is_organisation = record.content.kind() == Kind::Organisation;
        match known.remove(&key) {
            None if record.unless_known.is_some() => report.rejected.extend(record.unless_known),
            None => {
                let id = writer.add(record, organisation).await?;
                identities.insert(key, id);
                *(if is_organisation { &mut report.new_organisations } else { &mut report.new }) += 1;
            }
            Some(before) => {
                let changed = writer.update(&before, &record, organisation).await?;
                match (changed, is_organisation) {
                    (true, true) => report.changed_organisations += 1,
                    (true, false) => report.changed += 1,
                    (false, true) => {}
                    (false, false) => report.unchanged += 1,
                }
            }
        }
    }
    (import.progress)("Comparing and writing", total, Some(total));
    let disappeared = if batch.complete { known.into_values().collect() } else { Vec::new() };
    flag_missing(&mut writer, disappeared, known_before, &mut report).await?;
    report.notes.append(&mut writer.notes);
    if hidden > 0 {
        report.notes.push(format!("{hidden} records are not shown by the source: they are kept, but not published."));
    }
    let counts = format!("{} new, {} changed, {} missing", report.new, report.changed, report.missing.len());
    let counts = format!("{format}: {counts}");
    tx.record_audit(audit(Author::Import, "import", &source, Some(&import.area), &counts, import.now));
    report.dry_run = import.dry_run;
    if !import.dry_run {
        tx.commit().await?;
    }
    Ok(report)
}

/// One record for each identifier: the fullest, because lists repeat in short what detail pages say in full.
fn without_repeats(records: Vec<Incoming>, report: &mut Report) -> Vec<Incoming> {
    let mut kept: Vec<Incoming> = Vec::with_capacity(records.len());
    let mut places: HashMap<(Kind, String), usize> = HashMap::with_capacity(records.len());
    let mut repeated = HashSet::new();
    for record in records {
        let key = (record.content.kind(), record.source_id.clone());
        if let Some(place) = places.get(&key) {
            let before = &mut kept[*place];
            if record.content.kind() != Kind::Organisation {
                repeated.insert(key);
            }
            let (mut fuller, shorter) = if record.content.to_json().len() > before.content.to_json().len() {
                (record, before.clone())
            } else {
                (before.clone(), record)
            };
            fuller.organisation = fuller.organisation.or(shorter.organisation);
            // What any version keeps back stays back: the longer one may only have forgotten to say so.
            fuller.hidden = match (fuller.hidden, shorter.hidden) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (one, other) => one.or(other),
            };
            keep_back(&mut fuller.content, &shorter.content);
            *before = fuller;
        } else {
            places.insert(key, kept.len());
            kept.push(record);
        }
    }
    if !repeated.is_empty() {
        report.notes.push(format!(
            "{} {} more than once; the fullest version of each was used.",
            repeated.len(),
            if repeated.len() == 1 { "record is given" } else { "records are given" }
        ));
    }
    kept
}

struct Writer<'a, 'b> {
    import: &'a Import<'b>,
    source: &'a str,
    overlay: bool,
    policy: ListingPolicy,
    today: Date,
    /// What the reader of the report should know besides.
    notes: Vec<String>,
    tx: &'a mut Transaction,
}

impl Writer<'_, '_> {
    async fn add(&mut self, record: Incoming, organisation: Option<ListingId>) -> Result<ListingId, OperationError> {
        let mut content = record.content.clone();
        content.identify(&Content::empty(content.kind()));
        let review_by = Some(self.review_by(&record));
        let new = NewListing {
            id: ListingId::new(),
            kind: record.content.kind(),
            area: self.import.area.clone(),
            slug: Slug::from_name(record.content.name()),
            organisation,
            provenance: Some(Provenance {
                source: self.source.to_owned(),
                source_id: record.source_id,
                missing_since: None,
            }),
            assurance: record.assurance,
            // What comes from elsewhere grows old like everything else.
            review_by,
            content: content.to_json(),
        };
        self.tx.add_listing(&new, &self.author(), self.import.now).await?;
        self.tx.put_source_content(new.id, &record.content.to_json()).await?;
        if record.hidden == Some(true) {
            self.tx.set_state(new.id, ListingState::Hidden, None, None, self.import.now).await?;
        }
        Ok(new.id)
    }

    /// Whether anything was different.
    async fn update(
        &mut self,
        before: &StoredListing,
        record: &Incoming,
        organisation: Option<ListingId>,
    ) -> Result<bool, OperationError> {
        let (now, author) = (self.import.now, self.author());
        let said = self.tx.source_content(before.id).await?.unwrap_or_else(|| before.content.clone());
        let says = if self.overlay { over(&record.content, &said) } else { record.content.to_json() };
        let mut changed = false;
        let content = if says == said {
            before.content.clone()
        } else {
            self.guarded(before, record, merged(before.kind, &said, &before.content, &says))
        };
        if says != said {
            self.tx.put_source_content(before.id, &says).await?;
        }
        // What somebody here has taken down stays down, whatever the source says.
        let state = match (before.state, record.hidden) {
            (ListingState::Withdrawn | ListingState::Suspended | ListingState::Archived, _) => before.state,
            (_, Some(true)) => ListingState::Hidden,
            (_, Some(false)) => ListingState::Live,
            // A file that says nothing about it does not show what another one has kept back.
            (state, None) => {
                if state == ListingState::Hidden {
                    self.notes.push(format!(
                        "\"{}\" was kept back by an earlier file and stays so: this one does not say that it is shown.",
                        record.content.name()
                    ));
                }
                state
            }
        };
        if state != before.state {
            self.tx.set_state(before.id, state, None, None, now).await?;
            changed = true;
        }
        if content != before.content {
            self.tx.publish_revision(before.id, &content, &author, now).await?;
            changed = true;
        }
        // A check that the source does not mention is not a check undone: somebody here may have made it.
        let assurance = record.assurance.or(before.assurance);
        if organisation != before.organisation || assurance != before.assurance {
            let review_by = match record.assurance {
                Some(_) if record.assurance != before.assurance => Some(self.review_by(record)),
                _ => before.review_by,
            };
            self.tx.update_facts(before.id, organisation, assurance, review_by, now).await?;
            changed = true;
        }
        if is_flagged(before) {
            self.tx.mark_missing(before.id, None, now).await?;
            changed = true;
        }
        Ok(changed)
    }

    /// What is to be published instead of what is said now: an import lays nothing open that is kept back, and says so.
    fn guarded(&mut self, before: &StoredListing, record: &Incoming, content: String) -> String {
        let parsed = |json: &str| Content::parse(before.kind, json).ok();
        let (Some(was), Some(new)) = (parsed(&before.content), parsed(&content)) else { return content };
        let mut kept = new.clone();
        keep_back(&mut kept, &was);
        if kept != new {
            self.notes.push(format!(
                "\"{}\" has an address or a contact that is kept back here, and the file would show it. It stays kept back: \
                 lay it open in the browser, if that is right.",
                record.content.name()
            ));
        }
        kept.identify(&was);
        kept.to_json()
    }

    /// When a record should be confirmed: by its own last check, but never at once. A list whose checks are years old would
    /// otherwise be archived on the day on which it is brought in.
    fn review_by(&self, record: &Incoming) -> Date {
        let checked = record.assurance.map_or(self.today, |check| check.checked_on);
        let categories = record.content.categories().iter().map(String::as_str);
        let next = self.policy.next_review(record.content.kind(), categories, checked);
        next.max(self.today.saturating_add(GRACE_DAYS.days()))
    }

    fn author(&self) -> String {
        format!("import:{}", self.source)
    }
}

/// Whether an earlier import found that the source no longer has it.
fn is_flagged(listing: &StoredListing) -> bool {
    listing.provenance.as_ref().is_some_and(|from| from.missing_since.is_some())
}

async fn flag_missing(
    writer: &mut Writer<'_, '_>,
    disappeared: Vec<StoredListing>,
    known: usize,
    report: &mut Report,
) -> Result<(), OperationError> {
    let gone: Vec<StoredListing> =
        disappeared.into_iter().filter(|listing| listing.kind != Kind::Organisation).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let newly_gone = gone.iter().filter(|listing| !is_flagged(listing)).count();
    if newly_gone as f64 > known as f64 * BELIEVABLE_LOSS {
        report.notes.push(format!(
            "{newly_gone} listings that came from \"{}\" before are not in this file. That is more than half, so none was flagged: \
             if this is another source, give it a name of its own with --source.",
            writer.source
        ));
        return Ok(());
    }
    let today = writer.import.today();
    for listing in gone {
        if !is_flagged(&listing) {
            writer.tx.mark_missing(listing.id, Some(today), writer.import.now).await?;
        }
        let name = serde_json::from_str::<serde_json::Value>(&listing.content).ok();
        let name = name.as_ref().and_then(|content| content["name"].as_str()).unwrap_or(listing.slug.as_str());
        report.missing.push(name.to_owned());
    }
    report.missing.sort();
    Ok(())
}
