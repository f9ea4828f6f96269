use crate::{Office, OperationError, audit, secret};
use local_offer_domain::Area;
use local_offer_domain::accounts::{Membership, Place, Role};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AccountId, EmailAddress, ListingId, MembershipId};
use local_offer_storage::{ListingFilter, ListingHead, Session, Storage};

/// The people of the demo: their names, and what they are. All invented.
const PEOPLE: &[(&str, &str, Role)] = &[
    ("Robin Hale", "robin.hale", Role::Moderator),
    ("Sam Okafor", "sam.okafor", Role::Moderator),
    ("Jo Brandreth", "jo.brandreth", Role::AreaAdministrator),
    ("Alex Tyldesley", "alex.tyldesley", Role::AreaEditor),
    ("Priya Hesketh", "priya.hesketh", Role::ForumReviewer),
    ("Lee Auldcliffe", "lee.auldcliffe", Role::Auditor),
    ("Nat Winmarleigh", "nat.winmarleigh", Role::DeploymentAdministrator),
    ("Casey Fairhurst", "casey.fairhurst", Role::ProviderManager),
    ("Drew Pilling", "drew.pilling", Role::ProviderEditor),
    ("Morgan Silverdale", "morgan.silverdale", Role::HealthPartner),
    ("Kit Rimington", "kit.rimington", Role::SettingEditor),
];

/// Make the people of the demo in an area that has none. `now` is the moment of the demo's making.
pub async fn seed_people(storage: &Storage, area: &Area, now: jiff::Timestamp) -> Result<(), OperationError> {
    let mut tx = storage.begin().await?;
    if !tx.list_people(&Place::Area(area.id.clone())).await?.is_empty() {
        return Ok(());
    }
    let of_kind = |kind| ListingFilter { areas: vec![area.id.clone()], kind: Some(kind), ..ListingFilter::default() };
    let organisations = tx.list_heads(&of_kind(Kind::Organisation), i64::MAX).await?;
    let services = tx.list_heads(&of_kind(Kind::Service), i64::MAX).await?;
    let settings = tx.list_heads(&of_kind(Kind::Setting), 1).await?;
    let provides =
        |head: &&ListingHead| services.iter().filter(|service| service.organisation == Some(head.id)).count();
    let nhs = organisations.iter().find(|head| head.name.contains("NHS"));
    let charity = organisations
        .iter()
        .filter(|head| !head.name.contains("NHS") && !head.name.contains("Council") && !head.name.contains("SENDIASS"))
        .max_by_key(|head| (provides(head), std::cmp::Reverse(head.id)));
    for (name, local, role) in PEOPLE {
        let listing: Option<ListingId> = match role {
            Role::HealthPartner => nhs.map(|head| head.id),
            Role::SettingEditor => settings.first().map(|head| head.id),
            role if role.is_of_provider() => charity.map(|head| head.id),
            _ => None,
        };
        let place = match (role, listing) {
            (Role::DeploymentAdministrator, _) => Place::Deployment,
            (_, Some(listing)) => Place::Organisation { area: area.id.clone(), listing },
            (role, None) if role.is_of_provider() => continue,
            _ => Place::Area(area.id.clone()),
        };
        let email = EmailAddress::parse(&format!("{local}@{}.example.org", area.id))
            .map_err(|error| OperationError::Refused(error.to_string()))?;
        let account = AccountId::new();
        tx.add_account(account, &email, name, now).await?;
        tx.verify_account(account, now).await?;
        tx.add_membership(&Membership { id: MembershipId::new(), account, role: *role, place }, now).await?;
    }
    tx.record_audit(audit(Author::System, "seed-people", &area.id, Some(&area.id), "", now));
    tx.commit().await?;
    Ok(())
}

/// Who can be signed in as, in the demo.
pub async fn demo_people(office: &Office, area: &Area) -> Result<Vec<(AccountId, String, Role)>, OperationError> {
    if !office.demo {
        return Err(OperationError::NotThere);
    }
    let mut tx = office.storage.read().await?;
    let mut found = Vec::new();
    for (_, local, role) in PEOPLE {
        let Ok(email) = EmailAddress::parse(&format!("{local}@{}.example.org", area.id)) else { continue };
        if let Some(known) = tx.find_credentials(&email).await? {
            found.push((known.account.id, known.account.name, *role));
        }
    }
    Ok(found)
}

/// Sign in as one of the people of the demo, and of them only. Returns the secret for the cookie, and whether they work for
/// the authority.
pub async fn demo_sign_in(office: &Office, account: AccountId) -> Result<(String, bool), OperationError> {
    if !office.demo {
        return Err(OperationError::NotThere);
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let known = tx.lookup_credentials(account).await?.ok_or(OperationError::NotThere)?;
    let local = known.account.email.as_str().split('@').next().unwrap_or_default().to_owned();
    let (_, _, role) = PEOPLE.iter().find(|(_, known, _)| *known == local).ok_or(OperationError::NotThere)?;
    let session = secret::new();
    tx.add_session(&Session {
        id: secret::hash(&session),
        account,
        second_factor: true,
        browser: "The demo".to_owned(),
        created_at: now,
        seen_at: now,
    })
    .await?;
    tx.record_audit(audit(Author::Account(account), "sign-in", account, None, "demo", now));
    tx.commit().await?;
    Ok((session, !role.is_of_provider()))
}
