//! An account of somebody who works for an authority, at which somebody guesses.

use super::{area_of, tell_owner};
use crate::tasks::area_task;
use crate::{Noticed, Office, OperationError, audit};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::AccountId;

/// Put it before the authority, and tell the owner, at the guess after which there is a wait. `what` was tried. It happens once
/// for each row of guesses: more of them make the wait longer and no more work.
pub(super) async fn tell(office: &Office, id: AccountId, what: &str) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let memberships = tx.list_memberships(id).await?;
    let Some(known) = tx.lookup_credentials(id).await? else { return Ok(()) };
    if !memberships.iter().any(|held| held.role.needs_second_factor()) {
        return Ok(());
    }
    Noticed::StaffLocked.note(Some(&known.account.email.key()), None, what);
    let text = format!(
        "Somebody has tried {what} at the account of {}, so others than its owner have to wait before the next try. Ask whether it \
         was they. If not, and if codes were tried, their password is known to somebody: they should change it at once.",
        known.account.name
    );
    let Some(area) = area_of(&mut tx, &known.account).await? else { return Ok(()) };
    let title = format!("Somebody guesses at the account of {}", known.account.name);
    let detail = TaskDetail { text, account: Some(id), ..TaskDetail::default() };
    let task = area_task(&area, TaskKind::Locked, title, detail, office);
    tx.add_task(&task).await?;
    let told = format!("Somebody has tried {what} at your account. Nobody has been let in by that.");
    tell_owner(&mut tx, office, &known.account, &told).await?;
    tx.record_audit(audit(Author::System, "account-locked", id, Some(&area.id), &task.reference, office.now()));
    tx.commit().await?;
    Ok(())
}
