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
    if !area.theme.is_dark() {
        return Err(OperationError::Refused(format!(
            "{}: white text cannot be read on the header; choose a darker colour, with a contrast of 4.5 to 1",
            area.id
        )));
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
    let others = tx.list_areas().await?;
    let taken = others.iter().filter(|other| other.id != area.id).find_map(|other| {
        let host = area.hosts.iter().find(|host| other.hosts.iter().any(|taken| taken.eq_ignore_ascii_case(host)));
        host.map(|host| (host, &other.id))
    });
    if let Some((host, other)) = taken {
        return Err(OperationError::Refused(format!(
            "{}: {host} is the name of {other} already, so nobody would ever see this area there",
            area.id
        )));
    }
    if !tx.put_area(area, now).await? {
        return Ok(false);
    }
    tx.record_audit(audit(Author::System, "put-area", &area.id, Some(&area.id), "", now));
    tx.commit().await?;
    Ok(true)
}
