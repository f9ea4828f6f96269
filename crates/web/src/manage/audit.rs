//! `/manage/audit`: who did what, and whether the log is whole.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::person::Person;
use crate::view::{Cell, Part, Table, View};
use axum::response::Response;
use local_offer_domain::accounts::Right;
use local_offer_domain::values::AreaId;
use local_offer_storage::{AuditFilter, StorageError, StoredAuditEvent, Transaction};
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
            && let Some(known) = tx.lookup_credentials(id).await?
        {
            found.insert(event.actor.clone(), known.account.name);
        }
    }
    Ok(Names(found))
}

pub(crate) async fn get(person: Person, query: QueryPairs) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: StorageError| PageError::of(context, error.into());
    let before = query.0.iter().find(|(name, _)| name == "before").and_then(|(_, value)| value.parse().ok());
    let filter = AuditFilter { area: Some(context.area().id.clone()), subject: None, before };
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let events = tx.list_audit_events(&filter, A_PAGE).await.map_err(broken)?;
    let names = names(&mut tx, &events).await.map_err(broken)?;
    let checks = query.0.iter().any(|(name, _)| name == "check");
    // Every event is read for it, so it is done when somebody asks and not on each look.
    let state = match if checks { Some(tx.verify_audit_chain().await.map_err(broken)?) } else { None } {
        None => Part::Links(vec![("Check that the log is whole".to_owned(), "/manage/audit?check=1".to_owned())]),
        Some(Ok(length)) => {
            let last = tx
                .list_audit_chain(length - 1, 1)
                .await
                .map_err(broken)?
                .pop()
                .map_or_else(String::new, |last| last.hash);
            Part::Text(format!(
                "The log is whole: each of its {length} events holds the hash of the one before. Somebody who can write to the database \
                 and knows how could make all of them anew; so keep the last hash elsewhere now and then, and compare: number {length}, {last}."
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
    Ok(View::new(person.layout("Audit log")).wide().part(state).part(Part::Table(table)).part(Part::Links(links)))
}

pub(crate) async fn export(person: Person) -> Result<Response, PageError> {
    let context = &person.context;
    let broken = |error: StorageError| PageError::of(context, error.into());
    // Whoever may read all of it gets all of it, and can follow the chain without this program.
    let everything = person.actor().reach(Right::SeeAudit).everything || context.catalogue.areas().len() == 1;
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    if !everything {
        return own_events(&mut tx, context.area().id.clone()).await.map_err(broken);
    }
    let mut csv = String::from("sequence,at,actor,action,subject,area,detail,hash\r\n");
    let mut after = 0;
    loop {
        let events = tx.list_audit_chain(after, 1_000).await.map_err(broken)?;
        let Some(last) = events.last() else { break };
        after = last.sequence;
        for event in events {
            csv.push_str(&line(event));
        }
    }
    Ok(crate::csv::spreadsheet("audit.csv", csv))
}

/// What an area may read of it: its own events, and what its own people did.
async fn own_events(tx: &mut Transaction, area: AreaId) -> Result<Response, StorageError> {
    let mut lines = Vec::new();
    let mut before = None;
    loop {
        let filter = AuditFilter { area: Some(area.clone()), subject: None, before };
        let events = tx.list_audit_events(&filter, 1_000).await?;
        let Some(last) = events.last() else { break };
        before = Some(last.sequence);
        lines.extend(events.into_iter().map(line));
    }
    lines.push("sequence,at,actor,action,subject,area,detail,hash\r\n".to_owned());
    lines.reverse();
    Ok(crate::csv::spreadsheet("audit.csv", lines.concat()))
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
    cells.map(|cell| crate::csv::cell(&cell)).join(",") + "\r\n"
}
