use crate::office::england;
use crate::{Office, OperationError, limits};
use local_offer_domain::values::ListingId;

/// Answers from one network address in an hour. A school has one address for many people.
const MOST_AN_HOUR: i64 = 60;

/// Answers about one page from one network address in an hour: some share an address, and nobody has sixty opinions.
const MOST_A_PAGE: i64 = 3;

/// Count whether somebody found a page useful, for its month. Nothing is kept of who it was.
pub async fn count_useful(office: &Office, page: ListingId, useful: bool, network: &str) -> Result<(), OperationError> {
    let month = england(office.now()).strftime("%Y-%m").to_string();
    // It is nobody's decision, so it is not in the audit log.
    let mut tx = office.storage.begin_upkeep().await?;
    limits::count(&mut tx, office, "useful", network, MOST_AN_HOUR).await?;
    limits::count(&mut tx, office, "useful-page", &format!("{network} {page}"), MOST_A_PAGE).await?;
    tx.count_usefulness(page, &month, useful).await?;
    tx.commit().await?;
    Ok(())
}
