use super::{Line, Told, count_choice, fit_password, hashed, is_staff, tell_owner};
use crate::letters::letter;
use crate::limits::{Limited, Who};
use crate::{Office, OperationError, audit, keys, limits, secret};
use jiff::ToSpan;
use local_offer_domain::Area;
use local_offer_domain::accounts::person_name;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AccountId, EmailAddress};
use local_offer_storage::Transaction;

/// How long a link to verify an address or to choose a password is good, in hours.
const HOURS: i64 = 24;

/// Make an account for somebody who asks for one, and send the link that proves the address is theirs.
///
/// Whoever has an account already gets a message that says so instead; the page says the same to both, so that nobody can
/// find out who has one.
pub async fn register(
    office: &Office,
    area: &Area,
    email: &EmailAddress,
    name: &str,
    network: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    let name = person_name(name).map_err(OperationError::Refused)?;
    let mut tx = office.storage.begin().await?;
    // Counted before anybody looks whether there is an account, and apart from what else is counted for the mailbox: the
    // answer must not tell.
    let who = Who { network: Some(network), mailbox: Some(email), ..Who::default() };
    limits::pass(&mut tx, office, Limited::Register, who).await?;
    let message = if tx.find_credentials(email).await?.is_some() {
        let reset = office.links.to(area, "/forgotten-password");
        letter(
            area,
            email,
            "You already have an account",
            &[
                "Somebody, probably you, asked for an account with this email address. You have one already.",
                &format!("If you have forgotten your password, choose a new one here: {reset}"),
                "If it was not you, you need do nothing.",
            ],
        )
    } else {
        let id = AccountId::new();
        tx.add_account(id, email, &name, now).await?;
        tx.record_audit(audit(Author::Account(id), "register", id, Some(&area.id), "", now));
        let key = password_key(&mut tx, id, now).await?;
        let link = office.links.to(area, &format!("/choose-password/{key}"));
        letter(
            area,
            email,
            "Confirm your email address",
            &[
                "Follow this link to confirm that this is your email address and to choose a password:",
                &link,
                "The link is good for a day and can be used once. If you did not ask for it, you need do nothing.",
            ],
        )
    };
    tx.queue_message(&message, now).await?;
    tx.record_audit(audit(Author::Public, "ask-for-account", "account", Some(&area.id), "", now));
    tx.commit().await?;
    Ok(())
}

/// Send a link to choose a new password, if there is an account. The page says the same when there is none.
pub async fn request_reset(
    office: &Office,
    area: &Area,
    email: &EmailAddress,
    network: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    let mut counted = office.storage.begin_upkeep().await?;
    // After some links in an hour no more are sent: each would make the one before worthless, and a stranger could keep
    // somebody from ever using one. Counted alike for an address without an account, so that the answer does not tell.
    let who = Who { network: Some(network), mailbox: Some(email), ..Who::default() };
    limits::pass(&mut counted, office, Limited::Reset, who).await?;
    counted.commit().await?;
    let mut tx = office.storage.begin().await?;
    let Some(known) = tx.find_credentials(email).await?.filter(|known| known.account.closed_at.is_none()) else {
        return Ok(());
    };
    let key = password_key(&mut tx, known.account.id, now).await?;
    let link = office.links.to(area, &format!("/choose-password/{key}"));
    let message = letter(
        area,
        &known.account.email,
        "Choose a new password",
        &[
            "Follow this link to choose a new password:",
            &link,
            "The link is good for a day and can be used once. If you did not ask for it, you need do nothing: your password stays as it is.",
        ],
    );
    tx.queue_message(&message, now).await?;
    tx.record_audit(audit(Author::Public, "ask-for-reset", known.account.id, Some(&area.id), "", now));
    tx.commit().await?;
    Ok(())
}

/// The key of a link by which a password is chosen. Links that were sent before stop working.
pub(super) async fn password_key(
    tx: &mut Transaction,
    account: AccountId,
    now: jiff::Timestamp,
) -> Result<String, OperationError> {
    let subject = account.to_string();
    tx.void_link_keys("password", &subject, now).await?;
    keys::make(tx, now, "password", subject, "", HOURS.hours()).await
}

/// Whose password this link can choose; `None` when it was used or has run out.
pub async fn verify_email(office: &Office, key: &str) -> Result<Option<AccountId>, OperationError> {
    let mut tx = office.storage.read().await?;
    let known = keys::good(&mut tx, office, "password", key).await?;
    Ok(known.and_then(|known| known.subject.parse().ok()))
}

/// Choose a password by a link. That also proves that the address is theirs, forgets wrong guesses, and ends every session:
/// whoever had the old password is out.
pub async fn choose_password(
    office: &Office,
    key: &str,
    password: &str,
    line: &Line<'_>,
) -> Result<AccountId, OperationError> {
    let ran_out = || OperationError::TooLate("This link has been used or is too old. Ask for a new one".to_owned());
    let account = verify_email(office, key).await?.ok_or_else(ran_out)?;
    let mut tx = office.storage.read().await?;
    let known = tx.lookup_credentials(account).await?.ok_or_else(ran_out)?.account;
    drop(tx);
    fit_password(office, password, &known.email, &known.name).await?;
    if is_staff(office, account).await? {
        line.must_be_private()?;
    }
    count_choice(office, line, Some(account)).await?;
    let hash = hashed(password).await?;
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    if !tx.use_link_key(&secret::hash(key), now).await? {
        return Err(ran_out());
    }
    tx.put_password(account, &hash).await?;
    tx.verify_account(account, now).await?;
    tx.end_sessions(account, None, now).await?;
    // Whoever knew the old password may have begun to sign in with it, or be known to us by an old browser.
    keys::void_all(&mut tx, now, account).await?;
    tx.clear_guesses(&super::sign_in::stranger_bucket(&known.email)).await?;
    tx.record_audit(audit(Author::Account(account), "choose-password", account, None, "", now));
    tell_owner(
        &mut tx,
        office,
        &known,
        Told::Changed,
        "A new password was chosen for your account by a link to this address.",
    )
    .await?;
    tx.commit().await?;
    Ok(account)
}
