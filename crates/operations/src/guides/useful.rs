use crate::limits::{Limited, Who};
use crate::office::england;
use crate::{Office, OperationError, limits};
use local_offer_domain::values::ListingId;

/// Count whether somebody found a page useful, for its month. Nothing is kept of who it was.
pub async fn count_useful(office: &Office, page: ListingId, useful: bool, network: &str) -> Result<(), OperationError> {
    let month = england(office.now()).strftime("%Y-%m").to_string();
    // It is nobody's decision, so it is not in the audit log.
    let mut tx = office.storage.begin_upkeep().await?;
    limits::pass(&mut tx, office, Limited::Useful, Who { network: Some(network), ..Who::default() }).await?;
    let here = format!("{network} {page}");
    limits::pass(&mut tx, office, Limited::UsefulPage, Who { network: Some(&here), ..Who::default() }).await?;
    tx.count_usefulness(page, &month, useful).await?;
    tx.commit().await?;
    Ok(())
}
