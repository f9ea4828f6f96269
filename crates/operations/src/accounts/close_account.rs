//! Closing an account, by its owner or by whoever manages the people where they work.

use super::area_of;
use super::own_details::prove;
use super::people::refuse_last;
use crate::letters::letter;
use crate::{Office, OperationError, audit, keys};
use local_offer_domain::accounts::Account;
use local_offer_domain::revision::Author;
use local_offer_domain::values::EmailAddress;
use local_offer_storage::Transaction;

/// Close one's own account, knowing its password. Whoever alone can invite people somewhere makes somebody else able to first.
pub async fn close_account(office: &Office, account: &Account, password: &str) -> Result<(), OperationError> {
    let proved = prove(office, account, password).await?;
    let mut tx = office.storage.begin().await?;
    tx.clear_guesses(&proved.bucket).await?;
    for held in tx.list_memberships(account.id).await? {
        refuse_last(&mut tx, &held).await?;
    }
    close(&mut tx, office, account, "Your account is closed, as you asked.").await?;
    tx.record_audit(audit(Author::Account(account.id), "close-account", account.id, None, "", office.now()));
    tx.commit().await?;
    Ok(())
}

/// Close an account: it opens nothing, belongs to nothing, and its address is free for another. The name stays beside what they
/// decided, because the log has to say who did what. The caller writes the audit event.
pub(super) async fn close(
    tx: &mut Transaction,
    office: &Office,
    account: &Account,
    what: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    // While the address is still known.
    if let Some(area) = area_of(tx, account).await? {
        let paragraphs = [what, "If you did not know of this, tell us."];
        tx.queue_message(&letter(&area, &account.email, "Your account is closed", &paragraphs), now).await?;
    }
    for held in tx.list_memberships(account.id).await? {
        tx.end_membership(held.id, now).await?;
    }
    tx.end_sessions(account.id, None, now).await?;
    keys::void_all(tx, now, account.id).await?;
    tx.close_tasks_about(account.id, "the account is closed", now).await?;
    tx.void_link_keys_with("confirm", &account.email.key(), now).await?;
    // Nobody can have an address under "invalid" (RFC 2606).
    let nobody = EmailAddress::parse(&format!("closed-{}@account.invalid", account.id))
        .map_err(|error| OperationError::Refused(error.to_string()))?;
    tx.close_account(account.id, &nobody, now).await?;
    Ok(())
}
