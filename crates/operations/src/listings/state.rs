use super::draft::subject;
use super::publish::tell_people;
use crate::{Office, OperationError, audit};
use local_offer_domain::Area;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::revision::Author;
use local_offer_domain::values::ListingId;
use local_offer_storage::{ListingState, Transaction};

/// Taking a listing down, for a time or for good.
#[derive(Debug, Clone, Default)]
pub struct TakeDown {
    /// What its address says. May be empty.
    pub notice: String,
    /// Why, for staff.
    pub reason: String,
    /// What the people who run it are told; `None` for nothing, as when a child must be protected first.
    pub tell: Option<String>,
    /// Services of the organisation that go, or come back, with it. Whoever decides has seen their names.
    pub with: Vec<ListingId>,
}

/// Take a listing from search, pages and the API at once, while something is looked into.
pub async fn suspend(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    how: &TakeDown,
) -> Result<(), OperationError> {
    change(office, actor, area, id, ListingState::Suspended, "suspend", how).await
}

/// Take a listing down for good.
pub async fn withdraw(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    how: &TakeDown,
) -> Result<(), OperationError> {
    change(office, actor, area, id, ListingState::Withdrawn, "withdraw", how).await
}

/// Show a listing again.
pub async fn restore(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    how: &TakeDown,
) -> Result<(), OperationError> {
    change(office, actor, area, id, ListingState::Live, "restore", how).await
}

async fn change(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    to: ListingState,
    action: &'static str,
    how: &TakeDown,
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    change_in(&mut tx, office, actor, area, id, to, action, how).await?;
    change_services(&mut tx, office, actor, area, id, to, action, how).await?;
    tx.commit().await?;
    Ok(())
}

/// Suspend services of an organisation that is not shown itself any more.
pub async fn suspend_services(
    office: &Office,
    actor: &Actor,
    area: &Area,
    organisation: ListingId,
    how: &TakeDown,
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    change_services(&mut tx, office, actor, area, organisation, ListingState::Suspended, "suspend", how).await?;
    tx.commit().await?;
    Ok(())
}

/// Do the same to the services that were named. People are told once, about the organisation.
#[expect(clippy::too_many_arguments, reason = "the same as of one listing")]
async fn change_services(
    tx: &mut Transaction,
    office: &Office,
    actor: &Actor,
    area: &Area,
    organisation: ListingId,
    to: ListingState,
    action: &'static str,
    how: &TakeDown,
) -> Result<(), OperationError> {
    let quietly = TakeDown { tell: None, with: Vec::new(), ..how.clone() };
    for service in &how.with {
        let head = tx.lookup_head(*service).await?.ok_or(OperationError::NotThere)?;
        if head.organisation != Some(organisation) {
            return Err(OperationError::NotAllowed);
        }
        // Somebody else has done it meanwhile.
        if head.state != to {
            change_in(tx, office, actor, area, *service, to, action, &quietly).await?;
        }
    }
    Ok(())
}

/// The same inside a transaction.
#[expect(clippy::too_many_arguments, reason = "three operations and a complaint differ only in these")]
pub(super) async fn change_in(
    tx: &mut Transaction,
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    to: ListingState,
    action: &'static str,
    how: &TakeDown,
) -> Result<(), OperationError> {
    let now = office.now();
    let head = tx.lock_listing(id).await?;
    if head.area != area.id || !actor.may(Right::TakeDown, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let fits = match to {
        ListingState::Live => {
            matches!(head.state, ListingState::Suspended | ListingState::Withdrawn | ListingState::Archived)
        }
        ListingState::Suspended => matches!(head.state, ListingState::Live | ListingState::Archived),
        _ => matches!(head.state, ListingState::Live | ListingState::Suspended | ListingState::Archived),
    };
    if !fits {
        return Err(OperationError::TooLate(format!("This listing is now: {}", head.state.words().to_lowercase())));
    }
    if to != ListingState::Live && how.reason.trim().is_empty() {
        return Err(OperationError::Refused("Give the reason, for your colleagues and for later".to_owned()));
    }
    if how.reason.chars().count() > 2_000 || how.notice.chars().count() > 1_000 {
        return Err(OperationError::Refused(
            "Keep the reason under 2,000 characters and the notice under 1,000".to_owned(),
        ));
    }
    if how.tell.as_ref().is_some_and(|words| words.chars().count() > 2_000) {
        return Err(OperationError::Refused("Keep the message under 2,000 characters".to_owned()));
    }
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    tx.set_state(id, to, some(&how.notice).as_deref(), some(&how.reason).as_deref(), now).await?;
    if let Some(words) = &how.tell {
        let what = match to {
            ListingState::Live => "is shown again",
            ListingState::Suspended => "is not shown at the moment",
            _ => "is no longer listed",
        };
        let line = format!("{} {what} in {}.", head.name, area.title);
        tell_people(tx, office, area, &head, &format!("{} {what}", head.name), &[&line, words]).await?;
    }
    // The reason may name people, so it stays with the listing; the log says that there was one, and whether it was told.
    let detail = if how.tell.is_some() { "told" } else { "not told" };
    tx.record_audit(audit(Author::Account(actor.account), action, id, Some(&area.id), detail, now));
    Ok(())
}
