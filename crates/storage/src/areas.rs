use crate::{StorageError, Subject, Transaction};
use jiff::Timestamp;
use local_offer_domain::Area;

impl Transaction {
    /// Every area, in the order in which they were added: the first is the default.
    pub async fn list_areas(&mut self) -> Result<Vec<Area>, StorageError> {
        let sql = "SELECT document FROM areas ORDER BY position, id";
        let rows = self.query("areas", sql, &[]).await?;
        rows.into_iter()
            .map(|mut row| {
                let document = row.text(0)?;
                serde_json::from_str(&document).map_err(|error| StorageError::inconsistent("areas", error))
            })
            .collect()
    }

    /// Add an area, or change it to this. Returns whether anything changed.
    pub async fn put_area(&mut self, area: &Area, now: Timestamp) -> Result<bool, StorageError> {
        let document = serde_json::to_string(area).map_err(|error| StorageError::inconsistent("areas", error))?;
        let sql = "INSERT INTO areas (id, position, document)
                   VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM areas), $2)
                   ON CONFLICT (id) DO UPDATE SET document = excluded.document WHERE areas.document <> excluded.document";
        let changed = self.execute(sql, &[area.id.as_str().into(), document.into()]).await? > 0;
        if changed {
            self.record_change(Subject::Areas, None, now);
        }
        Ok(changed)
    }
}
