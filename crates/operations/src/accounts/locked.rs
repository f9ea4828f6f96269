//! An account of somebody who works for an authority, at which somebody guesses.

use super::{Told, area_of, tell_owner};
use crate::tasks::area_task;
use crate::{Noticed, Office, OperationError, audit};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::AccountId;

/// What was guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guessed {
    /// The password.
    Password,
    /// The code of the second factor, by somebody who has the right password.
    Code,
}

/// Put it before the authority, and tell the owner, at the guess after which there is a wait. It happens once for each row of
/// guesses: more of them make the wait longer and no more work.
pub(super) async fn report_guessing(office: &Office, id: AccountId, guessed: Guessed) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let memberships = tx.list_memberships(id).await?;
    let Some(known) = tx.lookup_credentials(id).await? else { return Ok(()) };
    if !memberships.iter().any(|held| held.role.needs_second_factor()) {
        return Ok(());
    }
    // One who goes on guessing makes no more work and no more mail.
    if tx.has_open_task_about(id, TaskKind::Locked).await? {
        return Ok(());
    }
    let (what, advice) = match guessed {
        Guessed::Password => (
            "wrong passwords",
            "Ask whether it was them. If it was not, nothing has happened yet: new browsers have to wait before the next try.",
        ),
        Guessed::Code => (
            "wrong codes, after the right password,",
            "Ask whether it was them. If it was not, somebody knows their password: they should change it now.",
        ),
    };
    let name = &known.account.name;
    Noticed::StaffLocked.note(Some(&known.account.email.key()), None, what);
    let text = format!("Several {what} in a row were entered for {name}. {advice}");
    let Some(area) = area_of(&mut tx, &known.account).await? else { return Ok(()) };
    let title = format!("Somebody is guessing how to sign in as {name}");
    let detail = TaskDetail { text, account: Some(id), ..TaskDetail::default() };
    let task = area_task(&area, TaskKind::Locked, title, detail, office);
    tx.add_task(&task).await?;
    let told = format!("Several {what} in a row were entered for your account. Nobody was let in by them.");
    tell_owner(&mut tx, office, &known.account, Told::Guessed, &told).await?;
    tx.record_audit(audit(Author::System, "account-locked", id, Some(&area.id), &task.reference, office.now()));
    tx.commit().await?;
    Ok(())
}
