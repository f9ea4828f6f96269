use super::own_details::prove;
use crate::{Office, OperationError, audit, keys, secret};
use jiff::{Timestamp, ToSpan};
use local_offer_domain::accounts::Account;
use local_offer_domain::revision::Author;
use local_offer_storage::{LinkKey, Transaction};
use secrecy::ExposeSecret;
use totp_rs::{Builder, Secret};

/// What an authenticator app is given.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// Under what it waits here.
    pub key: String,
    /// Whether the password is asked for: the people of the demo have none.
    pub asks_password: bool,
    /// The secret in base 32, to type.
    pub secret: String,
    /// The same as an `otpauth` address, to scan.
    pub address: String,
}

/// How long there is to set an authenticator app up, in minutes.
const MINUTES: i64 = 15;

/// A secret for an authenticator app. It waits here, under a key that only this session's page has, until a code shows that
/// the app has it: a secret that came back from the browser would be whatever somebody put there.
pub async fn begin_enrolment(office: &Office, account: &Account, issuer: &str) -> Result<Enrolment, OperationError> {
    let now = office.now();
    let bytes = rand::random::<[u8; 20]>();
    let offered = enrolment(&bytes, account, issuer, "")?;
    let mut tx = office.storage.begin_upkeep().await?;
    tx.void_link_keys("factor", &account.id.to_string(), now).await?;
    let key = keys::make(&mut tx, now, "factor", account.id, offered.secret.clone(), MINUTES.minutes()).await?;
    let asks_password = asks_password(&mut tx, office, account).await?;
    tx.commit().await?;
    Ok(Enrolment { key, asks_password, ..offered })
}

/// What was offered under this key, to show it again after a slip; `None` when it has run out.
pub async fn resume_enrolment(
    office: &Office,
    account: &Account,
    issuer: &str,
    key: &str,
) -> Result<Option<Enrolment>, OperationError> {
    let Some(kept) = offered(office, account, key).await? else { return Ok(None) };
    let Ok(bytes) = Secret::try_from_base32(&kept.detail) else { return Ok(None) };
    let asks_password = asks_password(&mut office.storage.read().await?, office, account).await?;
    Ok(Some(Enrolment { asks_password, ..enrolment(bytes.as_bytes(), account, issuer, key)? }))
}

async fn asks_password(tx: &mut Transaction, office: &Office, account: &Account) -> Result<bool, OperationError> {
    let known = tx.lookup_credentials(account.id).await?;
    Ok(!office.demo || known.is_some_and(|known| known.password.is_some()))
}

async fn offered(office: &Office, account: &Account, key: &str) -> Result<Option<LinkKey>, OperationError> {
    let known = keys::good(&mut office.storage.read().await?, office, "factor", key).await?;
    Ok(known.filter(|known| known.subject == account.id.to_string()))
}

fn enrolment(bytes: &[u8], account: &Account, issuer: &str, key: &str) -> Result<Enrolment, OperationError> {
    let issuer = issuer.replace(':', " ");
    let totp = Builder::new()
        .with_secret(Secret::from(bytes.to_vec()))
        .with_account_name(account.email.as_str().replace(':', ""))
        .with_issuer(Some(issuer))
        .build()
        .map_err(|_| OperationError::Refused("A second factor cannot be set up now".to_owned()))?;
    let address =
        totp.to_url().map_err(|_| OperationError::Refused("A second factor cannot be set up now".to_owned()))?;
    Ok(Enrolment { key: key.to_owned(), asks_password: true, secret: totp.secret().to_base32(), address })
}

/// What somebody shows to set a second factor up.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// Under what the offered secret waits.
    pub key: &'a str,
    /// The code that the app shows for it.
    pub code: &'a str,
    /// The password of the account.
    pub password: &'a str,
    /// The code of the factor that is set up already, where there is one.
    pub old_code: &'a str,
}

/// Set the second factor up: the code shows that the app has the secret, and the password, with a code of the factor before,
/// that it is the owner who asks. A session alone is not enough: it may be somebody else who sits there.
pub async fn finish_enrolment(
    office: &Office,
    account: &Account,
    session: &str,
    proof: &Proof<'_>,
) -> Result<(), OperationError> {
    let now = office.now();
    let refused = |text: &str| Err(OperationError::Refused(text.to_owned()));
    let counted = prove(office, account, proof.password).await?;
    let known = &counted.known;
    let Some(kept) = offered(office, account, proof.key).await? else {
        return Err(OperationError::TooLate("That took too long. Begin again".to_owned()));
    };
    let Some(step) = step_of(&kept.detail, proof.code, now) else {
        return refused(
            "That code is not right. Check that your phone shows the right time, and type the code it shows now",
        );
    };
    let mut tx = office.storage.begin().await?;
    if let Some(old) = &known.totp_secret {
        let fresh = match step_of(old.expose_secret(), proof.old_code, now) {
            Some(step) => tx.use_totp_step(account.id, step).await?,
            None => false,
        };
        if !fresh {
            return refused(
                "The code of your present second factor is not right. Whoever can invite people can reset it",
            );
        }
    }
    if !tx.use_link_key(&secret::hash(proof.key), now).await? {
        return Err(OperationError::TooLate("That took too long. Begin again".to_owned()));
    }
    tx.put_totp(account.id, Some(&kept.detail)).await?;
    tx.use_totp_step(account.id, step).await?;
    tx.clear_guesses(&counted.bucket).await?;
    // Whoever else is signed in has not shown a second factor. This session has, just now.
    tx.end_sessions(account.id, Some(session), now).await?;
    tx.strengthen_session(session).await?;
    tx.record_audit(audit(Author::Account(account.id), "set-second-factor", account.id, None, "", now));
    super::tell_owner(&mut tx, office, account, super::Told::Changed, "A second factor was set up for your account.")
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The time step of a code, if it is the right one now, one step before or one after (RFC 6238 section 5.2).
pub(super) fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()?;
    let time = u64::try_from(now.as_second()).ok()?;
    totp.check(&digits, time).and_then(|step| i64::try_from(step).ok())
}
