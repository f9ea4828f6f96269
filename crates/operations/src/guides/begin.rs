use crate::{Office, OperationError, audit};
use local_offer_domain::Content;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::guides::{GuideContent, GuideForm};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AreaId, ListingId};

/// Begin a page of an area, empty but for its title. Returns its listing, which nobody sees until it is published.
pub async fn begin_guide(
    office: &Office,
    actor: &Actor,
    area: &AreaId,
    form: GuideForm,
    title: &str,
) -> Result<ListingId, OperationError> {
    if !actor.may(Right::EditListing, Subject { area, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    if title.trim().is_empty() || title.chars().count() > 120 {
        return Err(OperationError::Refused("Give the page a title of at most 120 characters".to_owned()));
    }
    if matches!(form, GuideForm::Term | GuideForm::Tool) {
        return Err(OperationError::Refused("Choose what sort of page it is".to_owned()));
    }
    let now = office.now();
    let (id, author) = (ListingId::new(), Author::Account(actor.account));
    let content = GuideContent { form, name: title.trim().to_owned(), ..GuideContent::default() };
    let mut tx = office.storage.begin().await?;
    tx.propose_listing(id, Kind::Guide, area, None, now).await?;
    tx.add_draft(id, &Content::Guide(Box::new(content)).to_json(), &author.to_string(), None, now).await?;
    tx.record_audit(audit(author, "begin-guide", id, Some(area), "", now));
    tx.commit().await?;
    Ok(id)
}
