use crate::{OperationError, audit};
use jiff::Timestamp;
use local_offer_domain::Area;
use local_offer_domain::revision::Author;
use local_offer_storage::Storage;

/// Add an area or change it to this. Returns whether anything changed.
pub async fn put_area(storage: &Storage, area: &Area, now: Timestamp) -> Result<bool, OperationError> {
    if !area.theme.is_sound() {
        return Err(OperationError::Refused(format!("{}: write the colours as #rrggbb", area.id)));
    }
    let mut tx = storage.begin().await?;
    let changed = tx.put_area(area, now).await?;
    if changed {
        tx.record_audit(audit(Author::System, "put-area", &area.id, Some(&area.id), "", now));
    }
    tx.commit().await?;
    Ok(changed)
}
