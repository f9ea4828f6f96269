//! Keys of emailed links and of cookies: one way to make one, one way to see whether it is good.

use crate::{Noticed, Office, OperationError, secret};
use jiff::{Span, Timestamp};
use local_offer_storage::{LinkKey, Transaction};

/// Make a key for this purpose, good for so long from now, and keep its hash.
pub(crate) async fn make(
    tx: &mut Transaction,
    now: Timestamp,
    purpose: &str,
    subject: impl ToString,
    detail: impl Into<String>,
    good_for: Span,
) -> Result<String, OperationError> {
    let key = secret::new();
    let kept = LinkKey {
        purpose: purpose.to_owned(),
        subject: subject.to_string(),
        detail: detail.into(),
        expires_at: now + good_for,
        used: false,
    };
    tx.add_link_key(&secret::hash(&key), &kept, now).await?;
    Ok(key)
}

/// Purposes of keys that open or change an account.
const OF_ACCOUNT: [&str; 5] = ["device", "code", "password", "factor", "email"];

/// Make every key that opens or changes an account worthless: whoever had the account a moment ago has nothing of it left.
pub(crate) async fn void_all(
    tx: &mut Transaction,
    now: Timestamp,
    account: impl ToString,
) -> Result<(), OperationError> {
    let account = account.to_string();
    for purpose in OF_ACCOUNT {
        tx.void_link_keys(purpose, &account, now).await?;
    }
    Ok(())
}

/// What a key is good for, if it is good for this purpose now.
///
/// Looking changes nothing: mail programs open links by themselves. A key that nobody was ever given, or that is used up or too
/// old, is noticed: one is a slip, many are somebody who tries.
pub(crate) async fn good(
    tx: &mut Transaction,
    office: &Office,
    purpose: &str,
    key: &str,
) -> Result<Option<LinkKey>, OperationError> {
    let hash = secret::hash(key);
    let known = tx.lookup_link_key(&hash).await?;
    let noticed = match &known {
        Some(known) if known.purpose != purpose => Noticed::UnknownKey,
        Some(known) if known.used || known.expires_at <= office.now() => Noticed::OldKey,
        Some(_) => return Ok(known),
        None => Noticed::UnknownKey,
    };
    // The hash says whether it is the same key again, and opens nothing.
    noticed.note(None, None, &format!("{purpose} {}", &hash[..16]));
    Ok(None)
}

/// The account whose browser holds this key from an earlier sign-in. Cookies of accounts that were closed since, or of another
/// one, are met every day and are no sign of anything.
pub(crate) async fn known_browser(
    tx: &mut Transaction,
    office: &Office,
    device: Option<&str>,
    account: impl ToString,
) -> Result<Option<String>, OperationError> {
    let Some(device) = device else { return Ok(None) };
    let hash = secret::hash(device);
    let known = tx.lookup_link_key(&hash).await?;
    let is_good = known.is_some_and(|known| {
        known.purpose == "device"
            && !known.used
            && known.expires_at > office.now()
            && known.subject == account.to_string()
    });
    Ok(is_good.then_some(hash))
}
