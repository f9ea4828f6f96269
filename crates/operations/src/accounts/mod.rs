//! Accounts: making them, signing in, and who may do what.

mod claim;
mod close_account;
mod demo;
mod first_account;
mod locked;
mod own_details;
mod people;
mod register;
mod second_factor;
mod sessions;
mod sign_in;

pub use claim::{Claim, claim_listing, decide_claim};
pub use close_account::close_account;
pub use demo::{demo_people, demo_sign_in, seed_people};
pub use first_account::{AccountAdded, add_account};
pub use own_details::{change_password, confirm_email, look_at_new_email, rename_account, request_email};
pub use people::{
    Invitation, PendingInvitation, accept_invitation, close_colleague, end_membership, invite, list_invitations,
    look_at_invitation, reset_second_factor, sign_out_colleague, withdraw_invitation,
};
pub(crate) use people::{chased_invitation, queue_invitation};
pub use register::{choose_password, register, request_reset, verify_email};
pub use second_factor::{Enrolment, Proof, begin_enrolment, finish_enrolment, resume_enrolment};
pub use sessions::{Limits, Signed, end_other_sessions, end_own_session, list_sessions, resume, sign_out};
pub use sign_in::{Attempt, Browser, Granted, SignInRefusal, confirm_code, sign_in};

use crate::letters::letter;
use crate::limits::{Limited, Who};
use crate::{Noticed, Office, OperationError, dear_work, limits};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use local_offer_domain::Area;
use local_offer_domain::accounts::{Account, check_password};
use local_offer_domain::values::{AccountId, EmailAddress};
use local_offer_storage::Transaction;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Hashing a password is dear on purpose. More at once than there are cores would only make everybody wait.
static HASHING: Semaphore = Semaphore::const_new(2);

/// How long somebody waits for a turn: until they give up. A verdict that was not reached in time would be told, and counted, as a
/// wrong password.
const HASHING_PATIENCE: Duration = Duration::MAX;

/// The hash of a password, as a PHC string (Argon2id, 19 MiB, 2 passes: OWASP password storage cheat sheet).
async fn hashed(password: &str) -> Result<String, OperationError> {
    let password = password.to_owned();
    let hash = dear_work(&HASHING, HASHING_PATIENCE, move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    match hash.await? {
        Some(Ok(hash)) => Ok(hash),
        _ => Err(OperationError::Refused("The password could not be kept. Try again".to_owned())),
    }
}

/// Whether a password is fit to be one for this person here: not one that many use, and not made of their own name, of the
/// authority's or of this website's.
async fn fit_password(office: &Office, password: &str, email: &EmailAddress, name: &str) -> Result<(), OperationError> {
    let areas = office.storage.read().await?.list_areas().await?;
    let local: Vec<&str> = areas
        .iter()
        .flat_map(|area| [area.name.as_str(), area.title.as_str(), area.authority.as_str(), area.id.as_str()])
        .collect();
    check_password(password, email.as_str(), name, &local)
        .map_err(|problem| OperationError::Refused(problem.to_string()))
}

/// The area on whose behalf somebody is written to: one where they work, else the first.
async fn area_of(tx: &mut Transaction, account: &Account) -> Result<Option<Area>, OperationError> {
    let memberships = tx.list_memberships(account.id).await?;
    let own = memberships.iter().find_map(|held| held.place.area());
    let mut areas = tx.list_areas().await?;
    let at = areas.iter().position(|area| Some(&area.id) == own).unwrap_or(0);
    Ok((at < areas.len()).then(|| areas.swap_remove(at)))
}

/// By what way a password comes.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The network it comes from, as far as that is known.
    pub network: &'a str,
    /// Whether nobody between can read it: it comes by https, or from this machine.
    pub is_private: bool,
}

impl Line<'_> {
    /// Refuse what nobody else may read on a line that others can read.
    fn must_be_private(&self) -> Result<(), OperationError> {
        if self.is_private {
            return Ok(());
        }
        Noticed::InClear.note(None, Some(self.network), "a password of staff came in clear");
        Err(OperationError::Refused(
            "This connection is not secure, so people who work for the council cannot choose a password here. Use https"
                .to_owned(),
        ))
    }
}

/// Count that somebody chooses a password, before the dear part of it.
async fn count_choice(office: &Office, line: &Line<'_>, account: Option<AccountId>) -> Result<(), OperationError> {
    let mut tx = office.storage.begin_upkeep().await?;
    let who = Who { network: Some(line.network), account, ..Who::default() };
    limits::pass(&mut tx, office, Limited::Choose, who).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether an account works for an authority.
async fn is_staff(office: &Office, account: AccountId) -> Result<bool, OperationError> {
    let memberships = office.storage.read().await?.list_memberships(account).await?;
    Ok(memberships.iter().any(|held| held.role.needs_second_factor()))
}

/// About what the owner of an account is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// How it is opened was changed, by whoever has it open.
    Changed,
    /// A colleague who may has done something to it.
    ByColleague,
    /// Somebody who knows the password has asked for another address.
    AddressAsked,
    /// It has another address now, and this letter goes to the old one.
    AddressGone,
    /// Somebody has guessed.
    Guessed,
}

impl Told {
    fn subject(self) -> &'static str {
        match self {
            Self::Changed | Self::ByColleague | Self::AddressGone => "Something about your account was changed",
            Self::AddressAsked => "Someone asked to change your email address",
            Self::Guessed => "Someone tried to sign in to your account",
        }
    }
}

/// Write to the owner of an account what happened to how it is opened: whoever did not do it hears of it, and of what can be done
/// with the account as it is now.
async fn tell_owner(
    tx: &mut Transaction,
    office: &Office,
    account: &Account,
    about: Told,
    what: &str,
) -> Result<(), OperationError> {
    let Some(area) = area_of(tx, account).await? else { return Ok(()) };
    let reset = office.links.to(&area, "/forgotten-password");
    let advice: &[&str] = match about {
        Told::Changed | Told::AddressAsked | Told::Guessed => &[
            "If it was you, you need do nothing.",
            "If it was not you, choose a new password at once, and tell us:",
            &reset,
        ],
        Told::ByColleague => &["If you did not expect this, ask them, or tell us."],
        // The link to a new password would go to the other address now.
        Told::AddressGone => {
            &["If it was you, you need do nothing. If it was not you, tell us at once: we can close it."]
        }
    };
    let paragraphs: Vec<&str> = std::iter::once(what).chain(advice.iter().copied()).collect();
    let message = letter(&area, &account.email, about.subject(), &paragraphs);
    tx.queue_message(&message, office.now()).await?;
    Ok(())
}

/// Whether this is the password. Takes as long when there is none, so that time does not tell who has an account.
async fn matches(password: &str, hash: Option<SecretString>) -> bool {
    /// Of nothing anybody could type.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let password = password.to_owned();
    let checked = dear_work(&HASHING, HASHING_PATIENCE, move || {
        let hash = hash.as_ref().map_or(NOBODY, SecretString::expose_secret);
        PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    matches!(checked.await, Ok(Some(true)))
}
