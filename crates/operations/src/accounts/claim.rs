use crate::letters::{about, letter};
use crate::limits::{Limited, Who};
use crate::tasks::new_task;
use crate::{Office, OperationError, audit, limits};
use local_offer_domain::accounts::{Account, Actor, Membership, Place, Right, Role, Subject};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::{ListingId, MembershipId, TaskId};
use local_offer_domain::{Area, Content};
use local_offer_storage::TaskFilter;

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It waits for the authority, under this reference.
    Waits(String),
}

/// Say that a listing is one's own. The authority decides; it is told what speaks for it. An address of the same domain as
/// the listing's is not enough by itself: half of all providers write from the same few free mail services.
pub async fn claim_listing(
    office: &Office,
    area: &Area,
    account: &Account,
    listing: ListingId,
    text: &str,
) -> Result<Claim, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(listing).await?;
    if head.area != area.id {
        return Err(OperationError::NotThere);
    }
    let owner = head.owner();
    limits::pass(&mut tx, office, Limited::Claim, Who { account: Some(account.id), ..Who::default() }).await?;
    let open = TaskFilter { kind: Some(TaskKind::Claim), area: Some(area.id.clone()), ..TaskFilter::default() };
    let waits = tx
        .list_tasks(&open, i64::MAX)
        .await?
        .into_iter()
        .find(|task| task.detail.account == Some(account.id) && task.organisation == Some(owner));
    if let Some(task) = waits {
        return Err(OperationError::Refused(format!(
            "You have asked for this already, and we have not answered yet. Your reference is {}",
            task.reference
        )));
    }
    let memberships = tx.list_memberships(account.id).await?;
    if memberships.iter().any(|held| held.place.listing() == Some(owner)) {
        return Err(OperationError::Refused("You look after this listing already".to_owned()));
    }
    let mut checks = Vec::new();
    let stored = tx.lookup_listing(owner).await?;
    let content = stored.and_then(|stored| Content::parse(stored.kind, &stored.content).ok());
    let known = domains(content.as_ref()).iter().any(|known| known == account.email.domain());
    checks.push(if known {
        format!("Their email address is at {}, as is the listing's own.", account.email.domain())
    } else {
        "Their email address is not at a domain that the listing gives. Call the listing's own number.".to_owned()
    });
    checks.push(if tx.has_people(owner).await? {
        "Somebody looks after it already: ask them first.".to_owned()
    } else {
        "Nobody looks after it yet.".to_owned()
    });
    let detail = TaskDetail {
        text: text.to_owned(),
        checks,
        account: Some(account.id),
        reply_to: Some(account.email.clone()),
        ..TaskDetail::default()
    };
    let task = new_task(area, TaskKind::Claim, &head, None, detail, office);
    let reference = task.reference.clone();
    tx.add_task(&task).await?;
    tx.record_audit(audit(Author::Account(account.id), "claim", listing, Some(&area.id), "", now));
    tx.commit().await?;
    Ok(Claim::Waits(reference))
}

/// Domains at which a listing can be reached.
fn domains(content: Option<&Content>) -> Vec<String> {
    let mut found = Vec::new();
    let mut email = |text: &Option<String>| {
        found.extend(text.iter().filter_map(|text| Some(text.rsplit_once('@')?.1.to_lowercase())));
    };
    let website = match content {
        Some(Content::Organisation(content)) => {
            email(&content.email);
            content.website.clone()
        }
        Some(Content::Setting(content)) => {
            email(&content.email);
            content.website.clone()
        }
        Some(Content::Service(content)) => {
            for contact in &content.contacts {
                email(&contact.email);
            }
            content.website.clone()
        }
        Some(Content::Guide(_)) | None => None,
    };
    found.extend(website.map(|website| website.host().to_lowercase()));
    found
}

/// Decide on a claim: whoever made it looks after the organisation from now on, or is told why not.
pub async fn decide_claim(
    office: &Office,
    actor: &Actor,
    area: &Area,
    task: TaskId,
    grant: bool,
    words: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let task = tx.lock_task(task).await?.ok_or(OperationError::NotThere)?;
    if !actor.may(Right::Decide, Subject { area: &task.area, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let (Some(listing), Some(account)) = (task.listing, task.detail.account) else {
        return Err(OperationError::NotThere);
    };
    if !tx.close_task(task.id, if grant { "granted" } else { "declined" }, now).await? {
        return Err(OperationError::TooLate("Somebody has decided on this already".to_owned()));
    }
    let head = tx.lock_listing(listing).await?;
    let owner = head.owner();
    let known = tx.lookup_credentials(account).await?.ok_or(OperationError::NotThere)?.account;
    if known.closed_at.is_some() {
        return Err(OperationError::TooLate("Whoever claimed this has closed their account since".to_owned()));
    }
    if grant {
        let role = if head.kind == Kind::Setting { Role::SettingEditor } else { Role::ProviderManager };
        let place = Place::Organisation { area: task.area.clone(), listing: owner };
        let held = tx.list_memberships(account).await?;
        if !held.iter().any(|held| held.role == role && held.place == place) {
            tx.add_membership(&Membership { id: MembershipId::new(), account, role, place }, now).await?;
        }
    }
    let provide = office.links.to(area, "/provide");
    let message = if grant {
        letter(
            area,
            &known.email,
            &format!("You can look after {}", head.name),
            &["We have agreed that this listing is yours. You can change it here:", &provide, words],
        )
    } else {
        letter(
            area,
            &known.email,
            &format!("About your request for {}", head.name),
            &["We have not given you this listing to look after.", words],
        )
    };
    tx.queue_message(&about(listing, message), now).await?;
    let action = if grant { "grant-claim" } else { "decline-claim" };
    let whom = format!("account:{account}");
    tx.record_audit(audit(Author::Account(actor.account), action, listing, Some(&area.id), &whom, now));
    tx.commit().await?;
    Ok(())
}
