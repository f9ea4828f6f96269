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
    // E06 to E09 are the districts of England that have a council (ONS, register of geographic codes).
    let is_district = |code: &&String| {
        code.len() == 9
            && ["E06", "E07", "E08", "E09"].iter().any(|kind| code.starts_with(kind))
            && code[3..].bytes().all(|b| b.is_ascii_digit())
    };
    if let Some(wrong) = area.districts.iter().find(|code| !is_district(code)) {
        return Err(OperationError::Refused(format!(
            "{}: {wrong:?} is not the code of a district: E06, E07, E08 or E09 and six digits, such as E07000123",
            area.id
        )));
    }
    let mut tx = storage.begin().await?;
    let changed = tx.put_area(area, now).await?;
    if changed {
        tx.record_audit(audit(Author::System, "put-area", &area.id, Some(&area.id), "", now));
    }
    tx.commit().await?;
    Ok(changed)
}
