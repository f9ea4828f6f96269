use crate::listings::rebase;
use crate::{Office, OperationError, audit};
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{ListingId, Slug};
use local_offer_domain::{Area, Content};
use local_offer_storage::ListingState;

/// Give a page another address. The old one leads to it from then on.
pub async fn move_guide(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    to: &Slug,
) -> Result<(), OperationError> {
    if !actor.may(Right::Decide, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let author = Author::Account(actor.account);
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != area.id || head.kind != Kind::Guide {
        return Err(OperationError::NotThere);
    }
    if head.state != ListingState::Live {
        return Err(OperationError::Refused("Only a page that is shown can be moved".to_owned()));
    }
    if head.slug == *to {
        return Err(OperationError::Refused("The page has this address already".to_owned()));
    }
    let Some(live) = tx.lookup_listing(id).await? else { return Err(OperationError::NotThere) };
    let Ok(Content::Guide(mut guide)) = Content::parse(Kind::Guide, &live.content) else {
        return Err(OperationError::NotThere);
    };
    for other in tx.list_listings_of_kind(&area.id, Kind::Guide).await? {
        let other_content = Content::parse(Kind::Guide, &other.content);
        if other.id != id && matches!(other_content, Ok(Content::Guide(other)) if other.former.contains(to)) {
            return Err(OperationError::Refused(
                "Another page had this address before, and it leads there. Choose another".to_owned(),
            ));
        }
    }
    if !tx.move_listing(id, to).await? {
        return Err(OperationError::Refused("Another page has this address. Choose another".to_owned()));
    }
    guide.former.retain(|slug| slug != to && *slug != head.slug);
    guide.former.push(head.slug.clone());
    tx.publish_revision(id, &Content::Guide(guide).to_json(), &author.to_string(), office.now()).await?;
    rebase(&mut tx, id).await?;
    let detail = format!("{} to {to}", head.slug);
    tx.record_audit(audit(author, "move-guide", id, Some(&area.id), &detail, office.now()));
    tx.commit().await?;
    Ok(())
}
