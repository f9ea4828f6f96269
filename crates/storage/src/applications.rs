//! Applications to be listed.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Transaction};
use jiff::Timestamp;
use local_offer_domain::values::{AreaId, ListingId};

/// Somebody asks to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingApplication {
    /// Its identity.
    pub id: String,
    /// What people quote on the phone.
    pub reference: String,
    /// Where.
    pub area: AreaId,
    /// The proposed service.
    pub listing: ListingId,
    /// The proposed organisation, or the one that is listed already.
    pub organisation: ListingId,
    /// Who asks, what they declared and how far they are, as JSON.
    pub document: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was sent.
    pub submitted_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "SELECT id, reference, area, listing, organisation, document, created_at, submitted_at FROM applications";

fn application(mut row: Row) -> Result<ListingApplication, StorageError> {
    Ok(ListingApplication {
        id: row.text(0)?,
        reference: row.text(1)?,
        area: AreaId::from(row.text(2)?.as_str()),
        listing: row.parsed(3)?,
        organisation: row.parsed(4)?,
        document: row.text(5)?,
        created_at: row.parsed(6)?,
        submitted_at: row.optional_parsed(7)?,
    })
}

impl Transaction {
    /// Keep an application.
    pub async fn add_application(&mut self, new: &ListingApplication) -> Result<(), StorageError> {
        let sql = "INSERT INTO applications (id, reference, area, listing, organisation, document, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let params = [
            new.id.as_str().into(),
            new.reference.as_str().into(),
            new.area.as_str().into(),
            new.listing.to_string().into(),
            new.organisation.to_string().into(),
            new.document.as_str().into(),
            moment(new.created_at).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(())
    }

    /// An application.
    pub async fn lookup_application(&mut self, id: &str) -> Result<Option<ListingApplication>, StorageError> {
        let sql = format!("{COLUMNS} WHERE id = $1");
        self.query("applications", &sql, &[id.into()]).await?.into_iter().next().map(application).transpose()
    }

    /// The application for a listing.
    pub async fn find_application_of(
        &mut self,
        listing: ListingId,
    ) -> Result<Option<ListingApplication>, StorageError> {
        let sql = format!("{COLUMNS} WHERE listing = $1");
        let rows = self.query("applications", &sql, &[listing.to_string().into()]).await?;
        rows.into_iter().next().map(application).transpose()
    }

    /// Change what an application holds besides its drafts.
    pub async fn save_application(
        &mut self,
        id: &str,
        organisation: ListingId,
        document: &str,
        submitted_at: Option<Timestamp>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE applications SET organisation = $2, document = $3, submitted_at = $4 WHERE id = $1";
        let params = [id.into(), organisation.to_string().into(), document.into(), submitted_at.map(moment).into()];
        self.execute(sql, &params).await?;
        Ok(())
    }
}
