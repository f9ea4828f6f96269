//! How often somebody who is not signed in may do something that costs others time or mail.

use crate::{Office, OperationError, secret};
use local_offer_storage::Transaction;

/// Count one time for this hour, and refuse when there were too many. `who` is a network address or an email address.
pub(crate) async fn count(
    tx: &mut Transaction,
    office: &Office,
    what: &str,
    who: &str,
    most_an_hour: i64,
) -> Result<(), OperationError> {
    let now = office.now();
    let bucket = secret::hash(&format!("{what} {who} {}", now.as_second() / 3_600));
    if tx.lookup_guesses(&bucket).await?.0 >= most_an_hour {
        return Err(OperationError::Refused(
            "That was asked for very often in the last hour. Try again later, or call us".to_owned(),
        ));
    }
    tx.add_guess(&bucket, now).await?;
    Ok(())
}
