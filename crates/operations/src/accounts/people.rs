use super::close_account::close;
use super::{Line, Told, count_choice, fit_password, hashed, tell_owner};
use crate::letters::letter;
use crate::limits::{Limited, Who};
use crate::{Office, OperationError, audit, keys, limits, secret};
use jiff::ToSpan;
use local_offer_domain::Area;
use local_offer_domain::accounts::{Account, Actor, Membership, Place, Right, Role, Subject, person_name};
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AccountId, AreaId, EmailAddress, ListingId, MembershipId};
use local_offer_storage::Transaction;
use serde::{Deserialize, Serialize};

/// How long an invitation is good, in hours: a fortnight.
const HOURS: i64 = 14 * 24;

/// What somebody is invited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// To whom it was sent.
    pub email: EmailAddress,
    /// What they would be.
    pub role: Role,
    /// Where.
    pub place: Place,
    /// Whether they have an account already.
    pub has_account: bool,
}

/// The same as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    email: EmailAddress,
    role: Role,
    area: Option<AreaId>,
    listing: Option<ListingId>,
    /// Who invites; the program itself when nobody does.
    #[serde(default)]
    by: Option<AccountId>,
}

impl Kept {
    fn place(&self) -> Place {
        match (self.area.clone(), self.listing) {
            (Some(area), Some(listing)) => Place::Organisation { area, listing },
            (Some(area), None) => Place::Area(area),
            (None, _) => Place::Deployment,
        }
    }
}

/// Invite somebody. `of` is what the place is called in the message.
pub async fn invite(
    office: &Office,
    actor: &Actor,
    area: &Area,
    email: &EmailAddress,
    role: Role,
    place: &Place,
    of: &str,
) -> Result<(), OperationError> {
    if !actor.may_give(role, place) {
        return Err(OperationError::NotAllowed);
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let people = tx.list_people(place).await?;
    if people.iter().any(|person| person.account.email.key() == email.key() && person.membership.role == role) {
        return Err(OperationError::Refused(format!("{email} is {} of {of} already", role.words().to_lowercase())));
    }
    let who = Who { mailbox: Some(email), account: Some(actor.account), listing: place.listing(), ..Who::default() };
    limits::pass(&mut tx, office, Limited::Invite, who).await?;
    // Sent again, the link before stops working: of three that lie in a mailbox, two would be forgotten and still open.
    void_invitations(&mut tx, email, role, place, now).await?;
    queue_invitation(&mut tx, office, area, email, role, place, of, Some(actor)).await?;
    let detail = format!("{} {}", role.as_str(), place.listing().map(|id| id.to_string()).unwrap_or_default());
    tx.record_audit(audit(Author::Account(actor.account), "invite", "membership", Some(&area.id), detail.trim(), now));
    tx.commit().await?;
    Ok(())
}

/// Put an invitation into the outbox. The caller writes the audit event.
#[expect(clippy::too_many_arguments, reason = "an invitation says all of this")]
pub(crate) async fn queue_invitation(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    email: &EmailAddress,
    role: Role,
    place: &Place,
    of: &str,
    by: Option<&Actor>,
) -> Result<String, OperationError> {
    let link = invitation_link(tx, office, area, email, role, place, by.map(|actor| actor.account)).await?;
    let who = by.map_or_else(String::new, |actor| format!("{} invites you. ", actor.name));
    let what = format!("{who}As {} of {of} you can work on what it says here.", role.words().to_lowercase());
    let message = letter(
        area,
        email,
        &format!("You are invited to look after {of}"),
        &[
            &what,
            "Follow this link to accept:",
            &link,
            "The link is good for two weeks. If this is not for you, you need do nothing.",
        ],
    );
    tx.queue_message(&message, office.now()).await?;
    Ok(link)
}

/// The link by which the address that a listing gives of itself begins to look after it, for a message that says what for.
/// Those that were sent before stop working.
pub(crate) async fn chased_invitation(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    email: &EmailAddress,
    listing: ListingId,
    by: AccountId,
) -> Result<String, OperationError> {
    let place = Place::Organisation { area: area.id.clone(), listing };
    void_invitations(tx, email, Role::SettingEditor, &place, office.now()).await?;
    invitation_link(tx, office, area, email, Role::SettingEditor, &place, Some(by)).await
}

async fn invitation_link(
    tx: &mut Transaction,
    office: &Office,
    area: &Area,
    email: &EmailAddress,
    role: Role,
    place: &Place,
    by: Option<AccountId>,
) -> Result<String, OperationError> {
    let now = office.now();
    let kept = Kept { email: email.clone(), role, area: place.area().cloned(), listing: place.listing(), by };
    let detail = serde_json::to_string(&kept).map_err(|error| OperationError::Refused(error.to_string()))?;
    let key = keys::make(tx, now, "invite", email.key(), detail, HOURS.hours()).await?;
    Ok(office.links.to(area, &format!("/invitation/{key}")))
}

/// An invitation that nobody has accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingInvitation {
    /// What stands for its link, to take it back.
    pub id: String,
    /// To whom it was sent.
    pub email: EmailAddress,
    /// What they would be.
    pub role: Role,
    /// Until when it is good.
    pub expires_at: jiff::Timestamp,
}

async fn pending(
    tx: &mut Transaction,
    place: &Place,
    now: jiff::Timestamp,
) -> Result<Vec<PendingInvitation>, OperationError> {
    let keys = tx.list_link_keys("invite", now).await?;
    let mut found: Vec<PendingInvitation> = keys
        .into_iter()
        .filter_map(|(id, key)| {
            let kept: Kept = serde_json::from_str(&key.detail).ok()?;
            (kept.place() == *place).then_some(PendingInvitation {
                id,
                email: kept.email,
                role: kept.role,
                expires_at: key.expires_at,
            })
        })
        .collect();
    found.sort_by(|one, other| one.email.cmp(&other.email));
    Ok(found)
}

async fn void_invitations(
    tx: &mut Transaction,
    email: &EmailAddress,
    role: Role,
    place: &Place,
    now: jiff::Timestamp,
) -> Result<(), OperationError> {
    for one in pending(tx, place, now).await? {
        if one.email.key() == email.key() && one.role == role {
            tx.use_link_key(&one.id, now).await?;
        }
    }
    Ok(())
}

/// Invitations to a place that nobody has accepted yet.
pub async fn list_invitations(
    office: &Office,
    actor: &Actor,
    place: &Place,
) -> Result<Vec<PendingInvitation>, OperationError> {
    if !may_manage(actor, place) {
        return Ok(Vec::new());
    }
    pending(&mut office.storage.read().await?, place, office.now()).await
}

/// Take an invitation back. Its link stops working at once.
pub async fn withdraw_invitation(
    office: &Office,
    actor: &Actor,
    place: &Place,
    id: &str,
) -> Result<(), OperationError> {
    if !may_manage(actor, place) {
        return Err(OperationError::NotAllowed);
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let one = pending(&mut tx, place, now).await?.into_iter().find(|one| one.id == id);
    let one = one.ok_or(OperationError::NotThere)?;
    tx.use_link_key(&one.id, now).await?;
    let actor = Author::Account(actor.account);
    tx.record_audit(audit(actor, "withdraw-invitation", "membership", place.area(), one.role.as_str(), now));
    tx.commit().await?;
    Ok(())
}

fn may_manage(actor: &Actor, place: &Place) -> bool {
    match place {
        Place::Deployment => actor.reach(Right::ManagePeople).everything,
        Place::Area(area) => actor.reach(Right::ManagePeople).covers_area(area),
        Place::Organisation { area, listing } => {
            actor.may(Right::ManagePeople, Subject { area, organisation: Some(*listing) })
        }
    }
}

/// What a link invites to; `None` when it was used or has run out.
pub async fn look_at_invitation(office: &Office, key: &str) -> Result<Option<Invitation>, OperationError> {
    let mut tx = office.storage.read().await?;
    let Some(known) = keys::good(&mut tx, office, "invite", key).await? else { return Ok(None) };
    let Ok(kept) = serde_json::from_str::<Kept>(&known.detail) else { return Ok(None) };
    // Whoever invited may have gone since: an invitation is worth what its sender may give today.
    if let Some(by) = kept.by {
        let memberships = tx.list_memberships(by).await?;
        let sender = Actor { account: by, name: String::new(), memberships, second_factor: true };
        if !sender.may_give(kept.role, &kept.place()) {
            return Ok(None);
        }
    }
    let account = tx.find_credentials(&kept.email).await?;
    let has_account = account.is_some_and(|known| known.password.is_some());
    Ok(Some(Invitation { place: kept.place(), email: kept.email, role: kept.role, has_account }))
}

/// Accept an invitation. Whoever holds the link has the mailbox, so the address is proved. With `name` and `password` an
/// account is made for who has none.
pub async fn accept_invitation(
    office: &Office,
    key: &str,
    name: &str,
    password: &str,
    line: &Line<'_>,
) -> Result<(), OperationError> {
    let ran_out =
        || OperationError::TooLate("This invitation has been used or is too old. Ask for a new one".to_owned());
    let invitation = look_at_invitation(office, key).await?.ok_or_else(ran_out)?;
    let hash = if invitation.has_account {
        None
    } else {
        person_name(name).map_err(OperationError::Refused)?;
        fit_password(office, password, &invitation.email, name).await?;
        if invitation.role.needs_second_factor() {
            line.must_be_private()?;
        }
        count_choice(office, line, None).await?;
        Some(hashed(password).await?)
    };
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    if !tx.use_link_key(&secret::hash(key), now).await? {
        return Err(ran_out());
    }
    let account = match (tx.find_credentials(&invitation.email).await?, hash) {
        (Some(known), None) => known.account.id,
        (Some(known), Some(hash)) => {
            tx.put_password(known.account.id, &hash).await?;
            tx.rename_account(known.account.id, name.trim()).await?;
            known.account.id
        }
        (None, Some(hash)) => {
            let id = AccountId::new();
            tx.add_account(id, &invitation.email, name.trim(), now).await?;
            tx.put_password(id, &hash).await?;
            id
        }
        (None, None) => return Err(ran_out()),
    };
    tx.verify_account(account, now).await?;
    let membership =
        Membership { id: MembershipId::new(), account, role: invitation.role, place: invitation.place.clone() };
    // An invitation that was sent twice gives the same thing once.
    let held = tx.list_memberships(account).await?;
    if !held.iter().any(|held| held.role == membership.role && held.place == membership.place) {
        tx.add_membership(&membership, now).await?;
    }
    let detail = invitation.role.as_str();
    let area = invitation.place.area();
    tx.record_audit(audit(Author::Account(account), "accept-invitation", membership.id, area, detail, now));
    tx.commit().await?;
    Ok(())
}

/// Let somebody go, or leave. An organisation or area never loses the last person who can invite others, unless that
/// person is let go by whoever stands above.
pub async fn end_membership(office: &Office, actor: &Actor, id: MembershipId) -> Result<Membership, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let membership = tx.lookup_membership(id).await?.ok_or(OperationError::NotThere)?;
    let is_own = membership.account == actor.account;
    if !is_own && !may_manage(actor, &membership.place) {
        return Err(OperationError::NotAllowed);
    }
    if is_own {
        refuse_last(&mut tx, &membership).await?;
    }
    if !tx.end_membership(id, now).await? {
        return Err(OperationError::NotThere);
    }
    // Links that were sent to who has gone must not work for them any more.
    if let Some(gone) = tx.lookup_credentials(membership.account).await? {
        tx.void_link_keys_with("confirm", &gone.account.email.key(), now).await?;
    }
    // What they could open with what is gone, they cannot go on looking at.
    if !is_own {
        tx.end_sessions(membership.account, None, now).await?;
    }
    let action = if is_own { "leave" } else { "end-membership" };
    tx.record_audit(audit(
        Author::Account(actor.account),
        action,
        id,
        membership.place.area(),
        membership.role.as_str(),
        now,
    ));
    tx.commit().await?;
    Ok(membership)
}

/// Refuse that somebody goes by themselves who alone can invite others.
///
/// An area without anybody who can invite is shut until somebody comes with the command line; an organisation whose only person
/// goes is looked after by nobody, which the authority can mend.
pub(super) async fn refuse_last(tx: &mut Transaction, membership: &Membership) -> Result<(), OperationError> {
    // Two who leave at one moment must not each see the other still there.
    tx.lock_place(&membership.place).await?;
    let others = tx.list_people(&membership.place).await?;
    let manages = |role: Role| role.rights().contains(&Right::ManagePeople);
    let is_last = manages(membership.role)
        && !others.iter().any(|person| person.membership.id != membership.id && manages(person.membership.role));
    let keeps = !matches!(membership.place, Place::Organisation { .. }) || others.len() > 1;
    if is_last && keeps {
        return Err(OperationError::Refused(
            "You are the only one who can invite people. Make somebody else able to before you leave".to_owned(),
        ));
    }
    Ok(())
}

/// What concerns the whole account of a colleague is for whoever manages people in every place where they work: of somebody who
/// has a role above, only whoever stands as high may do it.
async fn managed(
    tx: &mut Transaction,
    actor: &Actor,
    id: MembershipId,
) -> Result<(Membership, Account), OperationError> {
    let membership = tx.lookup_membership(id).await?.ok_or(OperationError::NotThere)?;
    for held in tx.list_memberships(membership.account).await? {
        if !may_manage(actor, &held.place) {
            return Err(OperationError::NotAllowed);
        }
    }
    // One's own account is one's own affair, with a password and a code: a session that was left open is not enough.
    if membership.account == actor.account {
        return Err(OperationError::NotAllowed);
    }
    let known = tx.lookup_credentials(membership.account).await?.ok_or(OperationError::NotThere)?;
    Ok((membership, known.account))
}

/// Sign a colleague out of every browser: a laptop was left on a train.
pub async fn sign_out_colleague(office: &Office, actor: &Actor, id: MembershipId) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let (membership, account) = managed(&mut tx, actor, id).await?;
    tx.end_sessions(account.id, None, now).await?;
    // The browser that was left is not known any more either.
    keys::void_all(&mut tx, now, account.id).await?;
    tell_owner(
        &mut tx,
        office,
        &account,
        Told::ByColleague,
        &format!("{} has signed you out of every browser.", actor.name),
    )
    .await?;
    let by = Author::Account(actor.account);
    tx.record_audit(audit(by, "sign-out-colleague", account.id, membership.place.area(), "", now));
    tx.commit().await?;
    Ok(())
}

/// Close the account of a colleague who has gone.
pub async fn close_colleague(office: &Office, actor: &Actor, id: MembershipId) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let (membership, account) = managed(&mut tx, actor, id).await?;
    close(&mut tx, office, &account, &format!("{} has closed your account.", actor.name)).await?;
    let by = Author::Account(actor.account);
    tx.record_audit(audit(by, "close-account", account.id, membership.place.area(), "", office.now()));
    tx.commit().await?;
    Ok(())
}

/// Take away the second factor of a colleague who has lost the phone. They set up another the next time they sign in.
pub async fn reset_second_factor(office: &Office, actor: &Actor, id: MembershipId) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let (membership, account) = managed(&mut tx, actor, id).await?;
    tx.put_totp(membership.account, None).await?;
    tx.end_sessions(membership.account, None, now).await?;
    keys::void_all(&mut tx, now, account.id).await?;
    let what = format!("{} has reset the second factor of your account.", actor.name);
    tell_owner(&mut tx, office, &account, Told::ByColleague, &what).await?;
    let actor = Author::Account(actor.account);
    tx.record_audit(audit(actor, "reset-second-factor", membership.account, membership.place.area(), "", now));
    tx.commit().await?;
    Ok(())
}
