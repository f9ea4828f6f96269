//! What waits for the authority, what staff say about it, and how they like to see it.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Transaction};
use jiff::{Timestamp, civil::Date};
use local_offer_domain::tasks::{Task, TaskClosed, TaskDetail, TaskKind, TaskRisk, WordingPurpose};
use local_offer_domain::values::{AccountId, AreaId, ListingId, RevisionId, TaskId};

/// Which tasks to list.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Only of this area.
    pub area: Option<AreaId>,
    /// Only of this kind.
    pub kind: Option<TaskKind>,
    /// Only of this risk.
    pub risk: Option<TaskRisk>,
    /// Only what this person deals with.
    pub assignee: Option<AccountId>,
    /// Only what nobody deals with.
    pub unassigned: bool,
    /// Only what this person watches.
    pub watcher: Option<AccountId>,
    /// Only what should have been dealt with before this day.
    pub due_before: Option<Date>,
    /// Only about this listing.
    pub listing: Option<ListingId>,
    /// Only about listings of these organisations and settings.
    pub organisations: Vec<ListingId>,
    /// Also what is done with.
    pub closed: bool,
    /// Only with this in its title or reference.
    pub text: String,
}

/// A note on a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskNote {
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A filter of the queue that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its identity.
    pub id: String,
    /// What they call it.
    pub name: String,
    /// The part of the address after the question mark.
    pub query: String,
}

/// Wording that an area uses again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its identity.
    pub id: String,
    /// For what.
    pub purpose: WordingPurpose,
    /// What staff call it.
    pub title: String,
    /// The words.
    pub text: String,
}

const COLUMNS: &str =
    "SELECT t.id, t.reference, t.area, t.kind, t.risk, t.listing, t.organisation, t.revision, t.title,
    t.detail, t.opened_at, t.due_on, t.assignee, t.closed_at, t.outcome FROM tasks t";

fn task(mut row: Row) -> Result<Task, StorageError> {
    let kind = row.text(3)?;
    let closed_at: Option<Timestamp> = row.optional_parsed(13)?;
    let outcome = row.optional_text(14)?.unwrap_or_default();
    let detail: TaskDetail =
        serde_json::from_str(&row.text(9)?).map_err(|error| StorageError::inconsistent("tasks", error))?;
    Ok(Task {
        id: row.parsed(0)?,
        reference: row.text(1)?,
        area: AreaId::from(row.text(2)?.as_str()),
        kind: TaskKind::parse(&kind).ok_or_else(|| StorageError::inconsistent("tasks", kind))?,
        risk: TaskRisk::of_weight(row.int(4)?),
        listing: row.optional_parsed(5)?,
        organisation: row.optional_parsed(6)?,
        revision: row.optional_parsed(7)?,
        title: row.text(8)?,
        detail,
        opened_at: row.parsed(10)?,
        due_on: row.parsed(11)?,
        assignee: row.optional_parsed(12)?,
        closed: closed_at.map(|at| TaskClosed { at, outcome }),
    })
}

fn detail_json(detail: &TaskDetail) -> Result<String, StorageError> {
    serde_json::to_string(detail).map_err(|error| StorageError::inconsistent("tasks", error))
}

impl Transaction {
    /// Put something before the authority.
    pub async fn add_task(&mut self, new: &Task) -> Result<(), StorageError> {
        let sql = "INSERT INTO tasks (id, reference, area, kind, risk, listing, organisation, revision, title, detail,
                   opened_at, due_on, assignee) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let params = [
            new.id.to_string().into(),
            new.reference.as_str().into(),
            new.area.as_str().into(),
            new.kind.as_str().into(),
            new.risk.weight().into(),
            new.listing.map(|id| id.to_string()).into(),
            new.organisation.map(|id| id.to_string()).into(),
            new.revision.map(|id| id.to_string()).into(),
            new.title.as_str().into(),
            detail_json(&new.detail)?.into(),
            moment(new.opened_at).into(),
            new.due_on.to_string().into(),
            new.assignee.map(|id| id.to_string()).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// Look a task up.
    pub async fn lookup_task(&mut self, id: TaskId) -> Result<Option<Task>, StorageError> {
        let sql = format!("{COLUMNS} WHERE t.id = $1");
        self.query("tasks", &sql, &[id.to_string().into()]).await?.into_iter().next().map(task).transpose()
    }

    /// Look at a task and keep others from changing it until this transaction ends.
    pub async fn lock_task(&mut self, id: TaskId) -> Result<Option<Task>, StorageError> {
        self.try_lock("UPDATE tasks SET risk = risk WHERE id = $1", &id.to_string()).await?;
        self.lookup_task(id).await
    }

    /// The open task about a revision.
    pub async fn find_task_of(&mut self, revision: RevisionId) -> Result<Option<Task>, StorageError> {
        let sql = format!("{COLUMNS} WHERE t.revision = $1 AND t.closed_at IS NULL");
        self.query("tasks", &sql, &[revision.to_string().into()]).await?.into_iter().next().map(task).transpose()
    }

    /// Tasks by risk, promise and age, at most `limit`.
    pub async fn list_tasks(&mut self, filter: &TaskFilter, limit: i64) -> Result<Vec<Task>, StorageError> {
        let sql = format!(
            "{COLUMNS} WHERE ($1 = '' OR t.area = $1) AND ($2 = '' OR t.kind = $2) AND (t.risk = $3 OR $3 = 0)
             AND ($4 = '' OR t.assignee = $4) AND (CAST($5 AS BIGINT) = 0 OR t.assignee IS NULL)
             AND ($6 = '' OR EXISTS (SELECT 1 FROM task_watchers w WHERE w.task = t.id AND w.account = $6))
             AND ($7 = '' OR t.due_on < $7) AND ($8 = '' OR t.listing = $8)
             AND ($9 = ',,' OR $9 LIKE '%,' || coalesce(t.organisation, '?') || ',%')
             AND (CAST($10 AS BIGINT) = 1 OR t.closed_at IS NULL)
             AND ($11 = '' OR lower(t.title) LIKE '%' || $11 || '%' OR lower(t.reference) LIKE '%' || $11 || '%')
             ORDER BY CASE WHEN t.closed_at IS NULL THEN 0 ELSE 1 END, t.risk DESC, t.due_on, t.opened_at, t.id LIMIT $12"
        );
        let organisations: Vec<String> = filter.organisations.iter().map(ToString::to_string).collect();
        let text = filter.text.to_lowercase().replace(['%', '_'], " ");
        let params = [
            filter.area.as_ref().map_or("", AreaId::as_str).into(),
            filter.kind.map_or("", TaskKind::as_str).into(),
            filter.risk.map_or(0, TaskRisk::weight).into(),
            filter.assignee.map(|id| id.to_string()).unwrap_or_default().into(),
            i64::from(filter.unassigned).into(),
            filter.watcher.map(|id| id.to_string()).unwrap_or_default().into(),
            filter.due_before.map(|day| day.to_string()).unwrap_or_default().into(),
            filter.listing.map(|id| id.to_string()).unwrap_or_default().into(),
            format!(",{},", organisations.join(",")).into(),
            i64::from(filter.closed).into(),
            text.trim().into(),
            limit.into(),
        ];
        self.query("tasks", &sql, &params).await?.into_iter().map(task).collect()
    }

    /// Hand a task to somebody, or to nobody.
    pub async fn assign_task(&mut self, id: TaskId, to: Option<AccountId>) -> Result<(), StorageError> {
        let sql = "UPDATE tasks SET assignee = $2 WHERE id = $1";
        self.execute(sql, &[id.to_string().into(), to.map(|id| id.to_string()).into()]).await?;
        Ok(())
    }

    /// Change what is known of a task and how much harm waiting can do.
    pub async fn update_task(&mut self, id: TaskId, risk: TaskRisk, detail: &TaskDetail) -> Result<(), StorageError> {
        let sql = "UPDATE tasks SET risk = $2, detail = $3 WHERE id = $1";
        self.execute(sql, &[id.to_string().into(), risk.weight().into(), detail_json(detail)?.into()]).await?;
        Ok(())
    }

    /// Be done with a task. False when somebody was quicker.
    pub async fn close_task(&mut self, id: TaskId, outcome: &str, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "UPDATE tasks SET closed_at = $2, outcome = $3 WHERE id = $1 AND closed_at IS NULL";
        Ok(self.execute(sql, &[id.to_string().into(), moment(now).into(), outcome.into()]).await? == 1)
    }

    /// Take a task up again. False when it is open already.
    pub async fn reopen_task(&mut self, id: TaskId) -> Result<bool, StorageError> {
        let sql = "UPDATE tasks SET closed_at = NULL, outcome = NULL WHERE id = $1 AND closed_at IS NOT NULL";
        Ok(self.execute(sql, &[id.to_string().into()]).await? == 1)
    }

    /// Be done with every open task of a kind about a listing.
    pub async fn close_tasks_of(
        &mut self,
        listing: ListingId,
        kind: TaskKind,
        outcome: &str,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        let sql =
            "UPDATE tasks SET closed_at = $3, outcome = $4 WHERE listing = $1 AND kind = $2 AND closed_at IS NULL";
        self.execute(sql, &[listing.to_string().into(), kind.as_str().into(), moment(now).into(), outcome.into()]).await
    }

    /// Leave a note.
    pub async fn add_task_note(
        &mut self,
        task: TaskId,
        account: AccountId,
        text: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO task_notes (id, task, account, text, at) VALUES ($1, $2, $3, $4, $5)";
        let id = uuid::Uuid::now_v7().to_string();
        let params = [id.into(), task.to_string().into(), account.to_string().into(), text.into(), moment(now).into()];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// The notes on a task, oldest first.
    pub async fn list_task_notes(&mut self, task: TaskId) -> Result<Vec<TaskNote>, StorageError> {
        let sql = "SELECT a.name, n.text, n.at FROM task_notes n JOIN accounts a ON a.id = n.account
                   WHERE n.task = $1 ORDER BY n.id";
        let rows = self.query("task_notes", sql, &[task.to_string().into()]).await?;
        rows.into_iter()
            .map(|mut row| Ok(TaskNote { by: row.text(0)?, text: row.text(1)?, at: row.parsed(2)? }))
            .collect()
    }

    /// Watch a task, or stop.
    pub async fn watch_task(&mut self, task: TaskId, account: AccountId, watch: bool) -> Result<(), StorageError> {
        let sql = if watch {
            "INSERT INTO task_watchers (task, account) VALUES ($1, $2) ON CONFLICT (task, account) DO NOTHING"
        } else {
            "DELETE FROM task_watchers WHERE task = $1 AND account = $2"
        };
        self.execute(sql, &[task.to_string().into(), account.to_string().into()]).await?;
        Ok(())
    }

    /// Who watches a task.
    pub async fn list_watchers(&mut self, task: TaskId) -> Result<Vec<AccountId>, StorageError> {
        let sql = "SELECT account FROM task_watchers WHERE task = $1 ORDER BY account";
        let rows = self.query("task_watchers", sql, &[task.to_string().into()]).await?;
        rows.into_iter().map(|mut row| row.parsed(0)).collect()
    }

    /// Keep a filter under a name.
    pub async fn add_saved_view(
        &mut self,
        account: AccountId,
        area: &AreaId,
        name: &str,
        query: &str,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO saved_views (id, account, area, name, query) VALUES ($1, $2, $3, $4, $5)";
        let id = uuid::Uuid::now_v7().to_string();
        let params = [id.into(), account.to_string().into(), area.as_str().into(), name.into(), query.into()];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// The filters somebody keeps.
    pub async fn list_saved_views(
        &mut self,
        account: AccountId,
        area: &AreaId,
    ) -> Result<Vec<SavedView>, StorageError> {
        let sql = "SELECT id, name, query FROM saved_views WHERE account = $1 AND area = $2 ORDER BY name, id";
        let rows = self.query("saved_views", sql, &[account.to_string().into(), area.as_str().into()]).await?;
        rows.into_iter()
            .map(|mut row| Ok(SavedView { id: row.text(0)?, name: row.text(1)?, query: row.text(2)? }))
            .collect()
    }

    /// Forget a filter. Only its owner can.
    pub async fn remove_saved_view(&mut self, account: AccountId, id: &str) -> Result<(), StorageError> {
        let sql = "DELETE FROM saved_views WHERE account = $1 AND id = $2";
        self.execute(sql, &[account.to_string().into(), id.into()]).await?;
        Ok(())
    }

    /// Be done with what is about an account: what it has claimed, and guesses at it.
    pub async fn close_tasks_about(
        &mut self,
        account: AccountId,
        outcome: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let about = format!("%\"account\":\"{account}\"%");
        let sql = "UPDATE tasks SET closed_at = $2, outcome = $3 WHERE closed_at IS NULL AND detail LIKE $1";
        self.execute(sql, &[about.into(), moment(now).into(), outcome.into()]).await?;
        Ok(())
    }

    /// Whether something of this kind about an account is open.
    pub async fn has_open_task_about(&mut self, account: AccountId, kind: TaskKind) -> Result<bool, StorageError> {
        let about = format!("%\"account\":\"{account}\"%");
        let sql = "SELECT count(*) FROM tasks WHERE closed_at IS NULL AND kind = $2 AND detail LIKE $1";
        Ok(self.query("tasks", sql, &[about.into(), kind.as_str().into()]).await?[0].int(0)? > 0)
    }

    /// Add wording, or change it.
    pub async fn put_wording(&mut self, area: &AreaId, wording: &Wording) -> Result<(), StorageError> {
        let sql = "INSERT INTO wordings (id, area, purpose, title, text) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (id) DO UPDATE SET title = excluded.title, text = excluded.text
                   WHERE wordings.area = excluded.area";
        let params = [
            wording.id.as_str().into(),
            area.as_str().into(),
            wording.purpose.as_str().into(),
            wording.title.as_str().into(),
            wording.text.as_str().into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// The wordings of an area.
    pub async fn list_wordings(&mut self, area: &AreaId) -> Result<Vec<Wording>, StorageError> {
        let sql = "SELECT id, purpose, title, text FROM wordings WHERE area = $1 ORDER BY purpose, title, id";
        let rows = self.query("wordings", sql, &[area.as_str().into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                let word = row.text(1)?;
                let purpose = WordingPurpose::parse(&word);
                Ok(Wording {
                    id: row.text(0)?,
                    purpose: purpose.ok_or_else(|| StorageError::inconsistent("wordings", word))?,
                    title: row.text(2)?,
                    text: row.text(3)?,
                })
            })
            .collect()
    }

    /// Take wording away.
    pub async fn remove_wording(&mut self, area: &AreaId, id: &str) -> Result<(), StorageError> {
        let sql = "DELETE FROM wordings WHERE area = $1 AND id = $2";
        self.execute(sql, &[area.as_str().into(), id.into()]).await?;
        Ok(())
    }
}
