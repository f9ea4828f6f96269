//! What somebody changes about their own account: the name, the password, the email address.

use super::{Told, fit_password, hashed, matches, tell_owner};
use crate::letters::letter;
use crate::limits::{Limited, Who};
use crate::{Office, OperationError, audit, keys, limits, secret};
use jiff::ToSpan;
use local_offer_domain::Area;
use local_offer_domain::accounts::{Account, person_name};
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AccountId, EmailAddress};
use local_offer_storage::Credentials;

/// How long the link to a new address is good, in hours.
const HOURS: i64 = 24;

/// Change what somebody is called.
pub async fn rename_account(office: &Office, account: &Account, name: &str) -> Result<(), OperationError> {
    let name = person_name(name).map_err(OperationError::Refused)?;
    let mut tx = office.storage.begin().await?;
    tx.rename_account(account.id, &name).await?;
    tx.record_audit(audit(Author::Account(account.id), "rename-account", account.id, None, "", office.now()));
    tx.commit().await?;
    Ok(())
}

/// Choose another password, knowing the present one. Every other session ends, and other browsers are strangers again.
pub async fn change_password(
    office: &Office,
    account: &Account,
    session: &str,
    present: &str,
    new: &str,
) -> Result<(), OperationError> {
    let proved = prove(office, account, present).await?;
    fit_password(office, new, &account.email, &account.name).await?;
    let hash = hashed(new).await?;
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    tx.put_password(account.id, &hash).await?;
    tx.clear_guesses(&proved.bucket).await?;
    tx.end_sessions(account.id, Some(session), now).await?;
    keys::void_all(&mut tx, now, account.id).await?;
    tx.record_audit(audit(Author::Account(account.id), "change-password", account.id, None, "", now));
    tell_owner(&mut tx, office, account, Told::Changed, "The password of your account was changed.").await?;
    tx.commit().await?;
    Ok(())
}

/// Ask for another email address. It changes when the link that goes to the new one is followed; whoever has an account
/// there already is told so by mail, and the page says the same.
pub async fn request_email(
    office: &Office,
    area: &Area,
    account: &Account,
    password: &str,
    new: &EmailAddress,
    network: &str,
) -> Result<(), OperationError> {
    let proved = prove(office, account, password).await?;
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    tx.clear_guesses(&proved.bucket).await?;
    let who = Who { network: Some(network), mailbox: Some(new), account: Some(account.id), ..Who::default() };
    limits::pass(&mut tx, office, Limited::Register, who).await?;
    let subject = account.id.to_string();
    tx.void_link_keys("email", &subject, now).await?;
    let message = if tx.find_credentials(new).await?.is_some() {
        letter(
            area,
            new,
            "You already have an account",
            &[
                "Somebody asked to use this email address for an account. One with this address is there already, so nothing was changed.",
            ],
        )
    } else {
        let key = keys::make(&mut tx, now, "email", subject, new.to_string(), HOURS.hours()).await?;
        let link = office.links.to(area, &format!("/new-email/{key}"));
        letter(
            area,
            new,
            "Is this your email address?",
            &[
                "Follow this link to sign in with this email address from now on:",
                &link,
                "The link is good for a day and can be used once. If you did not ask for it, you need do nothing.",
            ],
        )
    };
    tx.queue_message(&message, now).await?;
    let what =
        "Somebody who has your password asked to use another email address for your account. Nothing has changed yet.";
    tell_owner(&mut tx, office, account, Told::AddressAsked, what).await?;
    tx.record_audit(audit(Author::Account(account.id), "ask-for-email", account.id, None, "", now));
    tx.commit().await?;
    Ok(())
}

/// The address that a link would make somebody's; `None` when it was used or is too old.
pub async fn look_at_new_email(office: &Office, key: &str) -> Result<Option<EmailAddress>, OperationError> {
    Ok(asked(office, key).await?.map(|(_, email)| email))
}

/// Use the new address. The old one is told.
pub async fn confirm_email(office: &Office, key: &str) -> Result<(), OperationError> {
    let too_old = || OperationError::TooLate("This link has been used or is too old. Ask for a new one".to_owned());
    let (id, email) = asked(office, key).await?.ok_or_else(too_old)?;
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let known = tx.lookup_credentials(id).await?.ok_or_else(too_old)?.account;
    if !tx.use_link_key(&secret::hash(key), now).await? || known.closed_at.is_some() {
        return Err(too_old());
    }
    if tx.find_credentials(&email).await?.is_some() {
        return Err(OperationError::Refused("There is an account with this email address meanwhile".to_owned()));
    }
    tx.put_email(id, &email).await?;
    // Links that wait in the old mailbox no longer open the account.
    keys::void_all(&mut tx, now, id).await?;
    tx.record_audit(audit(Author::Account(id), "change-email", id, None, "", now));
    tell_owner(
        &mut tx,
        office,
        &known,
        Told::AddressGone,
        "The email address of your account was changed: this one is not used any more.",
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn asked(office: &Office, key: &str) -> Result<Option<(AccountId, EmailAddress)>, OperationError> {
    let good = keys::good(&mut office.storage.read().await?, office, "email", key).await?;
    Ok(good.and_then(|known| Some((known.subject.parse().ok()?, EmailAddress::parse(&known.detail).ok()?))))
}

/// An owner who has shown the password. The guess is counted until what was asked for is done: a right password with wrong codes
/// after it is still somebody who guesses.
pub(super) struct Proved {
    pub(super) known: Credentials,
    pub(super) bucket: String,
}

/// Show that it is the owner who asks, by the password: a session may be somebody else who sits there. Wrong ones are counted
/// together with codes of the second factor. The caller clears the count, in the transaction of what is done.
pub(super) async fn prove(office: &Office, account: &Account, password: &str) -> Result<Proved, OperationError> {
    let now = office.now();
    let bucket = secret::hash(&format!("factor {}", account.id));
    let mut tx = office.storage.begin_upkeep().await?;
    let (failures, last) = tx.lock_guesses(&bucket, now).await?;
    if super::sign_in::wait(failures, super::sign_in::FREE_GUESSES, last, now).is_some() {
        return Err(OperationError::Refused(
            "There were too many wrong passwords or codes. Try again in an hour".to_owned(),
        ));
    }
    tx.add_guess(&bucket, now).await?;
    let known = tx.lookup_credentials(account.id).await?.ok_or(OperationError::NotThere)?;
    tx.commit().await?;
    // In the demo nobody has a password.
    if (known.password.is_some() || !office.demo) && !matches(password, known.password.clone()).await {
        return Err(OperationError::Refused("The present password is not right".to_owned()));
    }
    Ok(Proved { known, bucket })
}
