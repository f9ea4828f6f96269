use crate::{Office, OperationError, audit, secret};
use jiff::{Span, Timestamp, ToSpan};
use local_offer_domain::accounts::{Account, Actor};
use local_offer_domain::revision::Author;
use local_offer_storage::Session;

/// How long a session lasts.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Without being used, in minutes.
    pub idle: i64,
    /// In all, in minutes.
    pub absolute: i64,
}

/// For whoever sees the affairs of others: half an hour, and a working day in all.
const STAFF: Limits = Limits { idle: 30, absolute: 12 * 60 };

/// For providers, who come a few times a year and are interrupted by children: a working day, and a month in all.
const PROVIDER: Limits = Limits { idle: 8 * 60, absolute: 30 * 24 * 60 };

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Signed {
    /// What they may do.
    pub actor: Actor,
    /// Who they are.
    pub account: Account,
    /// The hash of their session's secret.
    pub session: String,
    /// How long it lasts.
    pub limits: Limits,
}

/// Who is signed in with this cookie; `None` when nobody is, or not any more.
pub async fn resume(office: &Office, cookie: &str) -> Result<Option<Signed>, OperationError> {
    let now = office.now();
    let hash = secret::hash(cookie);
    let mut tx = office.storage.read().await?;
    let Some(session) = tx.lookup_session(&hash).await? else { return Ok(None) };
    let Some(known) = tx.lookup_credentials(session.account).await? else { return Ok(None) };
    let memberships = tx.list_memberships(session.account).await?;
    drop(tx);
    let actor = Actor {
        account: session.account,
        name: known.account.name.clone(),
        memberships,
        second_factor: session.second_factor,
    };
    let limits = if actor.needs_second_factor() { STAFF } else { PROVIDER };
    if known.account.closed_at.is_some() || has_ended(&session, limits, now) {
        return Ok(None);
    }
    // Once a minute is enough to know that somebody is there, and spares a write for every page.
    if session.seen_at + 1.minutes() < now {
        let mut tx = office.storage.begin_upkeep().await?;
        tx.touch_session(&hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Signed { actor, account: known.account, session: hash, limits }))
}

fn has_ended(session: &Session, limits: Limits, now: Timestamp) -> bool {
    let past = |from: Timestamp, minutes: i64| from + Span::new().minutes(minutes) < now;
    past(session.seen_at, limits.idle) || past(session.created_at, limits.absolute)
}

/// Sign out of this browser.
pub async fn sign_out(office: &Office, signed: &Signed) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    tx.end_session(&signed.session, now).await?;
    tx.record_audit(audit(Author::Account(signed.account.id), "sign-out", signed.account.id, None, "", now));
    tx.commit().await?;
    Ok(())
}

/// Sign out of every browser but this one. Returns how many there were.
pub async fn end_other_sessions(office: &Office, signed: &Signed) -> Result<u64, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let ended = tx.end_sessions(signed.account.id, Some(&signed.session), now).await?;
    tx.record_audit(audit(Author::Account(signed.account.id), "sign-out-everywhere", signed.account.id, None, "", now));
    tx.commit().await?;
    Ok(ended)
}

/// Sign out of one other browser. One that is not their own, or that has ended, is not there.
pub async fn end_own_session(office: &Office, signed: &Signed, session: &str) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let own = tx.list_sessions(signed.account.id).await?;
    if !own.iter().any(|known| known.id == session) {
        return Err(OperationError::NotThere);
    }
    tx.end_session(session, now).await?;
    tx.record_audit(audit(Author::Account(signed.account.id), "end-session", signed.account.id, None, "", now));
    tx.commit().await?;
    Ok(())
}

/// The browsers in which somebody is signed in.
pub async fn list_sessions(office: &Office, signed: &Signed) -> Result<Vec<Session>, OperationError> {
    let now = office.now();
    let mut sessions = office.storage.read().await?.list_sessions(signed.account.id).await?;
    sessions.retain(|session| !has_ended(session, signed.limits, now));
    Ok(sessions)
}
