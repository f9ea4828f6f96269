//! `/manage/audit`: who did what, and whether the log is whole.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::person::Person;
use crate::view::{Cell, Part, Table, View};
use axum::response::Response;
use futures_util::stream::try_unfold;
use local_offer_domain::accounts::Right;
use local_offer_domain::values::AreaId;
use local_offer_operations::{england, spreadsheet_line};
use local_offer_storage::{AuditFilter, AuditSeal, Storage, StorageError, StoredAuditEvent, Transaction};
use std::collections::BTreeMap;

/// Events on a page.
const A_PAGE: i64 = 100;

/// Names of the people in a list of events.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn of(&self, actor: &str) -> String {
        self.0.get(actor).cloned().unwrap_or_else(|| actor.to_owned())
    }
}

/// Look the people of these events up.
pub(super) async fn names(tx: &mut Transaction, events: &[StoredAuditEvent]) -> Result<Names, StorageError> {
    let mut found = BTreeMap::new();
    for event in events {
        let Some(id) = event.actor.strip_prefix("account:").and_then(|id| id.parse().ok()) else { continue };
        if !found.contains_key(&event.actor)
            && let Some(name) = tx.lookup_account_name(id).await?
        {
            found.insert(event.actor.clone(), name);
        }
    }
    Ok(Names(found))
}

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: StorageError| PageError::of(context, error.into());
    let before = query.0.iter().find(|(name, _)| name == "before").and_then(|(_, value)| value.parse().ok());
    let filter = AuditFilter { area: Some(context.area().id.clone()), before, ..AuditFilter::default() };
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let events = tx.list_audit_events(&filter, A_PAGE).await.map_err(broken)?;
    let names = names(&mut tx, &events).await.map_err(broken)?;
    let checks = query.0.iter().any(|(name, _)| name == "check");
    // Every event is read for it, so it is done when somebody asks and not on each look.
    let state = match if checks { Some(tx.verify_audit_chain().await.map_err(broken)?) } else { None } {
        None => Part::Text(last_look(tx.last_audit_seal().await.map_err(broken)?)),
        Some(Ok(length)) => {
            let last = tx
                .list_audit_chain(length - 1, 1)
                .await
                .map_err(broken)?
                .pop()
                .map_or_else(String::new, |last| last.hash);
            let proof = if tx.last_audit_seal().await.map_err(broken)?.is_some_and(|seal| seal.is_sealed) {
                "It agrees with its seals, which were made under a key that is not in the database."
            } else {
                "Somebody who can write to the database and knows how could make all of them anew, and it was not sealed yet under a key that is not in the database: \
                 keep the last hash elsewhere now and then, and compare."
            };
            Part::Text(format!(
                "The log is whole: each of its {length} events holds the hash of the one before. {proof} Number {length} has {last}."
            ))
        }
        Some(Err(at)) => {
            Part::Warning(format!("The log was changed by something else than this program, at event {at} or before."))
        }
    };
    let rows = events.iter().map(|event| {
        vec![
            Cell::text(event.sequence.to_string()),
            Cell::text(event.at.chars().take(19).collect::<String>().replace('T', " ")),
            Cell::text(names.of(&event.actor)),
            Cell::text(event.action.clone()).with_small(event.detail.clone()),
            Cell::text(event.subject.clone()),
        ]
    });
    let mut links = vec![("All of it, as a spreadsheet".to_owned(), "/manage/audit.csv".to_owned())];
    if let Some(last) = events.last().filter(|_| events.len() as i64 == A_PAGE) {
        links.push(("Older".to_owned(), format!("/manage/audit?before={}", last.sequence)));
    }
    let table = Table {
        caption: "What was done, newest first".to_owned(),
        head: vec!["Number", "When (UTC)", "Who", "What", "To what"],
        rows: rows.collect(),
        empty: "Nothing.".to_owned(),
    };
    let mut view = View::new(person.layout("Audit log")).wide().part(state);
    if !checks {
        view = view
            .part(Part::Links(vec![("Check that the log is whole".to_owned(), "/manage/audit?check=1".to_owned())]));
    }
    Ok(view.part(Part::Table(table)).part(Part::Links(links)))
}

/// When the log was last looked at as a whole, which happens once a day.
fn last_look(seal: Option<AuditSeal>) -> String {
    match seal {
        Some(seal) => {
            format!(
                "Last checked on {}: none of the {} events had been changed.",
                crate::words::date(england(seal.at)),
                seal.sequence
            )
        }
        None => "The log has not been checked yet.".to_owned(),
    }
}

/// Events that are read, and sent, at a time.
const AT_ONCE: i64 = 1_000;

/// The log as a spreadsheet, oldest first. It is sent as it is read: a log of years is larger than should be held at once, and no
/// connection to the database is held while a slow reader reads.
pub(crate) async fn export(person: Person) -> Response {
    let context = &person.context;
    // Whoever may read all of it gets all of it, and can follow the chain without this program.
    let everything = person.actor().reach(Right::SeeAudit).everything || context.catalogue.areas().len() == 1;
    let area = (!everything).then(|| context.area().id.clone());
    let storage = person.office().storage.clone();
    let head = Some("sequence,at,actor,action,subject,area,detail,hash\r\n".to_owned());
    let lines = try_unfold((storage, area, 0, head), |(storage, area, after, head)| async move {
        if let Some(head) = head {
            return Ok(Some((head, (storage, area, after, None))));
        }
        let events = events_after(&storage, area.clone(), after).await?;
        let Some(last) = events.last().map(|last| last.sequence) else { return Ok(None) };
        let lines: String = events.into_iter().map(line).collect();
        Ok::<_, StorageError>(Some((lines, (storage, area, last, None))))
    });
    crate::csv::long_spreadsheet("audit.csv", lines)
}

/// What comes next: of everything, or what an area may read of it: its own events, and what its own people did.
async fn events_after(
    storage: &Storage,
    area: Option<AreaId>,
    after: i64,
) -> Result<Vec<StoredAuditEvent>, StorageError> {
    let mut tx = storage.read().await?;
    if area.is_none() {
        return tx.list_audit_chain(after, AT_ONCE).await;
    }
    tx.list_audit_events(&AuditFilter { area, after: Some(after), ..AuditFilter::default() }, AT_ONCE).await
}

fn line(event: StoredAuditEvent) -> String {
    let cells = [
        event.sequence.to_string(),
        event.at,
        event.actor,
        event.action,
        event.subject,
        event.area,
        event.detail,
        event.hash,
    ];
    spreadsheet_line(cells.iter().map(String::as_str))
}
