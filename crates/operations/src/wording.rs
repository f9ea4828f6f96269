use crate::{Office, OperationError, audit};
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::revision::Author;
use local_offer_domain::values::AreaId;
use local_offer_storage::Wording;

/// Add wording that an area uses again and again, or change it.
pub async fn put_wording(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    mut wording: Wording,
) -> Result<(), OperationError> {
    if !actor.reach(Right::EditWording).covers_area(area) {
        return Err(OperationError::NotAllowed);
    }
    let refused = |text: &str| Err(OperationError::Refused(text.to_owned()));
    if wording.title.is_empty() || wording.title.chars().count() > 100 {
        return refused("Give it a name of 100 characters or fewer");
    }
    if wording.text.is_empty() || wording.text.chars().count() > 2_000 {
        return refused("Write the words, in 2,000 characters or fewer");
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    if wording.id.is_empty() {
        wording.id = uuid::Uuid::now_v7().to_string();
    } else if !tx.list_wordings(area).await?.iter().any(|known| known.id == wording.id) {
        return Err(OperationError::NotThere);
    }
    tx.put_wording(area, &wording).await?;
    tx.record_audit(audit(
        Author::Account(actor.account),
        "put-wording",
        &wording.id,
        Some(area),
        wording.purpose.as_str(),
        now,
    ));
    tx.commit().await?;
    Ok(())
}

/// Take wording away.
pub async fn remove_wording(office: &Office, actor: &Actor, area: &AreaId, id: &str) -> Result<(), OperationError> {
    if !actor.reach(Right::EditWording).covers_area(area) {
        return Err(OperationError::NotAllowed);
    }
    let mut tx = office.storage.begin().await?;
    tx.remove_wording(area, id).await?;
    tx.record_audit(audit(Author::Account(actor.account), "remove-wording", id, Some(area), "", office.now()));
    tx.commit().await?;
    Ok(())
}
