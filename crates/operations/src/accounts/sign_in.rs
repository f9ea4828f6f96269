use super::locked::{Guessed, report_guessing};
use super::{is_staff, matches, second_factor};
use crate::{Noticed, Office, OperationError, audit, keys, secret};
use jiff::{Timestamp, ToSpan};
use local_offer_domain::accounts::Account;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AccountId, EmailAddress};
use local_offer_storage::Session;
use secrecy::ExposeSecret;

/// Wrong guesses in a row before there is a wait.
pub(super) const FREE_GUESSES: i64 = 8;

/// Longest wait, in minutes.
const LONGEST_WAIT: i64 = 60;

/// How long a browser is known, in hours: a year.
const KNOWN_HOURS: i64 = 365 * 24;

/// How long there is to type the code of the second factor, in minutes.
const CODE_MINUTES: i64 = 10;

/// Somebody wants to sign in.
pub struct Attempt<'a> {
    /// The address.
    pub email: &'a EmailAddress,
    /// The password.
    pub password: &'a str,
    /// What an earlier sign-in left in this browser.
    pub device: Option<&'a str>,
    /// Where the request comes from, as far as that is known.
    pub network: &'a str,
    /// What the browser calls itself.
    pub browser: &'a str,
    /// The session that this browser holds already. It ends with the new one.
    pub session: Option<&'a str>,
    /// Whether nobody between can read what is sent: it comes by https, or from this machine.
    pub is_private: bool,
}

/// The browser somebody signs in with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser<'a> {
    /// What an earlier sign-in left in it.
    pub device: Option<&'a str>,
    /// What it calls itself.
    pub name: &'a str,
    /// The session that it holds already.
    pub session: Option<&'a str>,
}

/// What an attempt has led to.
#[derive(Debug)]
pub enum Granted {
    /// Signed in: the secrets for the cookies of the session and of the known browser.
    Session {
        /// For the session cookie.
        session: String,
        /// For the cookie by which this browser is known.
        device: String,
    },
    /// The password is right; a code is asked for next. The secret for the cookie that remembers the step.
    CodeNeeded(String),
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// The address, the password or the code is not right; which of them is not said.
    #[error("wrong")]
    Wrong,
    /// Too many wrong guesses: when to try again, in minutes.
    #[error("wait {0} minutes")]
    Wait(i64),
    /// The password is right, but the address was never confirmed.
    #[error("unverified")]
    Unverified,
    /// The password is right, and came in clear over a network: whoever works for an authority signs in by https only.
    #[error("in clear")]
    InClear,
    /// Something else is wrong, and it is not theirs.
    #[error(transparent)]
    Broken(#[from] OperationError),
}

impl From<local_offer_storage::StorageError> for SignInRefusal {
    fn from(error: local_offer_storage::StorageError) -> Self {
        Self::Broken(error.into())
    }
}

/// The bucket of guesses at an account from browsers that have never signed in to it.
pub(super) fn stranger_bucket(email: &EmailAddress) -> String {
    secret::hash(&format!("stranger {}", email.key()))
}

/// Sign in with a password.
///
/// Wrong guesses are counted apart for each browser that has signed in to the account before, and together for all others
/// (OWASP "device cookies"). A stranger who guesses at an account makes other strangers wait; the owner, at the usual
/// browser, signs in meanwhile, and from a new one by a link sent to the address.
pub async fn sign_in(office: &Office, attempt: &Attempt<'_>) -> Result<Granted, SignInRefusal> {
    let now = office.now();
    let mut tx = office.storage.read().await?;
    let known = tx.find_credentials(attempt.email).await?;
    let account = known.as_ref().map(|known| known.account.id);
    let device = match account {
        Some(account) => keys::known_browser(&mut tx, office, attempt.device, account).await?,
        None => None,
    };
    let buckets = match &device {
        Some(device) => vec![secret::hash(&format!("device {device}"))],
        None => vec![
            stranger_bucket(attempt.email),
            secret::hash(&format!("network {} {}", attempt.network, now.as_second() / 3_600)),
        ],
    };
    drop(tx);
    // Counted before the password is looked at, and taken back when it is right: many guesses at once are many guesses.
    let mut tx = office.storage.begin_upkeep().await?;
    let mut failures = 0;
    for (at, bucket) in buckets.iter().enumerate() {
        // Behind one address of a town hall or a mobile network there are many people.
        let free = if at == 0 { FREE_GUESSES } else { FREE_GUESSES * 10 };
        let (mut before, last) = tx.lock_guesses(bucket, now).await?;
        // A day later nobody is guessing any more.
        if last.is_some_and(|last| last + 24.hours() < now) {
            tx.clear_guesses(bucket).await?;
            before = 0;
        } else if let Some(minutes) = wait(before, free, last, now) {
            let account = attempt.email.key();
            Noticed::SignInWait.note(Some(&account), Some(attempt.network), "too many wrong passwords");
            return Err(SignInRefusal::Wait(minutes));
        }
        if at == 0 {
            failures = before;
        }
        tx.add_guess(bucket, now).await?;
    }
    tx.commit().await?;
    let right = matches(attempt.password, known.as_ref().and_then(|known| known.password.clone())).await;
    let id = known.as_ref().map(|known| known.account.id);
    let open = known.filter(|known| right && known.account.closed_at.is_none());
    let Some(known) = open else {
        let account = attempt.email.key();
        Noticed::WrongPassword.note(Some(&account), Some(attempt.network), "a wrong password");
        if failures + 1 == FREE_GUESSES
            && let Some(id) = id
        {
            report_guessing(office, id, Guessed::Password).await?;
        }
        return Err(SignInRefusal::Wrong);
    };
    let mut tx = office.storage.begin_upkeep().await?;
    tx.clear_guesses(&buckets[0]).await?;
    for bucket in &buckets[1..] {
        tx.forgive_guess(bucket).await?;
    }
    tx.commit().await?;
    if !attempt.is_private && is_staff(office, known.account.id).await? {
        Noticed::InClear.note(None, Some(attempt.network), "a password of staff came in clear");
        return Err(SignInRefusal::InClear);
    }
    if known.account.verified_at.is_none() {
        return Err(SignInRefusal::Unverified);
    }
    if known.account.has_second_factor {
        return Ok(Granted::CodeNeeded(begin_code_step(office, known.account.id).await?));
    }
    let browser = Browser { device: attempt.device, name: attempt.browser, session: attempt.session };
    Ok(start_session(office, &known.account, &browser, false).await?)
}

/// How many minutes to wait after so many wrong guesses in a row: none at first, then doubling.
pub(super) fn wait(failures: i64, free: i64, last: Option<Timestamp>, now: Timestamp) -> Option<i64> {
    let over = failures - free;
    if over < 0 {
        return None;
    }
    let minutes =
        1_i64.checked_shl(u32::try_from(over).unwrap_or(u32::MAX)).unwrap_or(LONGEST_WAIT).clamp(1, LONGEST_WAIT);
    let until = last? + minutes.minutes();
    (until > now).then(|| ((until.as_second() - now.as_second()) / 60).max(1))
}

async fn begin_code_step(office: &Office, account: AccountId) -> Result<String, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin_upkeep().await?;
    let key = keys::make(&mut tx, now, "code", account, "", CODE_MINUTES.minutes()).await?;
    tx.commit().await?;
    Ok(key)
}

/// Finish signing in with the code of an authenticator app. Each code is good once.
pub async fn confirm_code(
    office: &Office,
    step: &str,
    code: &str,
    browser: &Browser<'_>,
) -> Result<Granted, SignInRefusal> {
    let now = office.now();
    let hash = secret::hash(step);
    let mut tx = office.storage.read().await?;
    let account = keys::good(&mut tx, office, "code", step)
        .await?
        .and_then(|key| key.subject.parse::<AccountId>().ok())
        .ok_or(SignInRefusal::Wait(0))?;
    // A browser that has signed in before is counted by itself: whoever else knows the password cannot lock its owner out.
    let known_device = keys::known_browser(&mut tx, office, browser.device, account).await?;
    let bucket = secret::hash(&format!("code {account} {}", known_device.unwrap_or_default()));
    let known = tx.lookup_credentials(account).await?.ok_or(SignInRefusal::Wrong)?;
    drop(tx);
    let step_number =
        known.totp_secret.as_ref().and_then(|secret| second_factor::step_of(secret.expose_secret(), code, now));
    let mut tx = office.storage.begin_upkeep().await?;
    // One transaction from the count to the verdict, so that many codes at once are many guesses. Nothing is counted while
    // somebody waits: asking again must not make the wait longer.
    let (failures, last) = tx.lock_guesses(&bucket, now).await?;
    if let Some(minutes) = wait(failures, FREE_GUESSES, last, now) {
        Noticed::CodeWait.note(Some(&account.to_string()), None, "too many wrong codes");
        return Err(SignInRefusal::Wait(minutes));
    }
    tx.add_guess(&bucket, now).await?;
    let fresh = match step_number {
        Some(number) => tx.use_totp_step(account, number).await?,
        None => false,
    };
    if !fresh {
        tx.commit().await?;
        if failures + 1 == FREE_GUESSES {
            report_guessing(office, account, Guessed::Code).await?;
        }
        Noticed::WrongCode.note(Some(&account.to_string()), None, "a wrong code");
        return Err(SignInRefusal::Wrong);
    }
    let first = tx.use_link_key(&hash, now).await?;
    tx.clear_guesses(&bucket).await?;
    tx.commit().await?;
    if !first {
        return Err(SignInRefusal::Wrong);
    }
    Ok(start_session(office, &known.account, browser, true).await?)
}

/// A new session with a new secret, whatever the browser held before: nobody can fix a session for somebody else.
async fn start_session(
    office: &Office,
    account: &Account,
    browser: &Browser<'_>,
    second_factor: bool,
) -> Result<Granted, OperationError> {
    let device = browser.device;
    let now = office.now();
    let session = secret::new();
    let mut tx = office.storage.begin().await?;
    // The one this browser held before would go on, and nobody could see that it does.
    if let Some(before) = browser.session {
        tx.end_session(&secret::hash(before), now).await?;
    }
    tx.add_session(&Session {
        id: secret::hash(&session),
        account: account.id,
        second_factor,
        browser: browser.name.chars().take(200).collect(),
        created_at: now,
        seen_at: now,
    })
    .await?;
    let known = keys::known_browser(&mut tx, office, device, account.id).await?;
    let device = match (known, device) {
        (Some(_), Some(device)) => device.to_owned(),
        _ => keys::make(&mut tx, now, "device", account.id, "", KNOWN_HOURS.hours()).await?,
    };
    tx.record_audit(audit(Author::Account(account.id), "sign-in", account.id, None, "", now));
    tx.commit().await?;
    Ok(Granted::Session { session, device })
}
