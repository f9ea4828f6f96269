use crate::{Office, OperationError, audit};
use jiff::Timestamp;
use local_offer_domain::accounts::Account;
use local_offer_domain::revision::Author;
use totp_rs::{Builder, Secret};

/// What an authenticator app is given.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret in base 32, to type.
    pub secret: String,
    /// The same as an `otpauth` address, to scan.
    pub address: String,
}

/// A secret for an authenticator app. Nothing is kept until a code shows that the app has it.
pub fn begin_enrolment(account: &Account, issuer: &str) -> Result<Enrolment, OperationError> {
    let bytes = rand::random::<[u8; 20]>();
    enrolment(&bytes, account, issuer)
}

fn enrolment(bytes: &[u8], account: &Account, issuer: &str) -> Result<Enrolment, OperationError> {
    let issuer = issuer.replace(':', " ");
    let totp = Builder::new()
        .with_secret(Secret::from(bytes.to_vec()))
        .with_account_name(account.email.as_str().replace(':', ""))
        .with_issuer(Some(issuer))
        .build()
        .map_err(|_| OperationError::Refused("A second factor cannot be set up now".to_owned()))?;
    let address =
        totp.to_url().map_err(|_| OperationError::Refused("A second factor cannot be set up now".to_owned()))?;
    Ok(Enrolment { secret: totp.secret().to_base32(), address })
}

/// Set the second factor up: the code shows that the app has the secret.
pub async fn finish_enrolment(
    office: &Office,
    account: &Account,
    session: &str,
    secret: &str,
    code: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    let Some(step) = step_of(secret, code, now) else {
        return Err(OperationError::Refused(
            "That code is not right. Check that your phone shows the right time, and type the code it shows now"
                .to_owned(),
        ));
    };
    let mut tx = office.storage.begin().await?;
    tx.put_totp(account.id, Some(secret)).await?;
    tx.use_totp_step(account.id, step).await?;
    // Whoever else is signed in has not shown a second factor. This session has, just now.
    tx.end_sessions(account.id, Some(session), now).await?;
    tx.strengthen_session(session).await?;
    tx.record_audit(audit(Author::Account(account.id), "set-second-factor", account.id, None, "", now));
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
