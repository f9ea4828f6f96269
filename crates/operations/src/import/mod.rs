//! Bringing in what others hold: Open Referral, spreadsheets, the register of schools, postcodes.
//!
//! A file is never trusted. It is read whole and turned into records first, each with its line, and only
//! then compared and written in one transaction: nothing is half-imported, and a dry run is the same without the commit.

mod apply;
mod authorities;
mod csv;
mod incoming;
mod oruk;
mod postcodes;
mod privacy;
mod report;
mod schools;
mod source;
mod text;

pub use report::{Problem, Report};

use crate::OperationError;
use jiff::Timestamp;
use local_offer_catalogue::Vocabulary;
use local_offer_domain::Area;
use local_offer_domain::values::AreaId;
use local_offer_storage::Storage;
use std::path::Path;

/// What to import and how.
pub struct Import<'a> {
    /// Where to.
    pub storage: &'a Storage,
    /// Our vocabularies, to recognise other people's terms.
    pub vocabulary: &'a Vocabulary,
    /// The area that will moderate what is new.
    pub area: AreaId,
    /// That area, when it is not in the database yet: it is added together with what is imported, or not at all.
    pub new_area: Option<Area>,
    /// The name of the source; identifiers are unique within it.
    pub source: Option<String>,
    /// Compare and report, but write nothing.
    pub dry_run: bool,
    /// The moment of the import.
    pub now: Timestamp,
    /// Told how far it is: what is being done, how many are done and of how many, if that is known.
    pub progress: &'a (dyn Fn(&str, u64, Option<u64>) + Send + Sync),
}

impl Import<'_> {
    /// The day of the import in England.
    fn today(&self) -> jiff::civil::Date {
        crate::england(self.now)
    }

    /// Import services and organisations in any form of Open Referral.
    pub async fn oruk(&self, path: &Path) -> Result<Report, OperationError> {
        let mut report = Report::default();
        let batch = oruk::read(path, self, &mut report)?;
        apply::apply(self, "oruk", batch, report).await
    }

    /// Import services from a spreadsheet: the Outpost template or our own.
    pub async fn csv(&self, path: &Path) -> Result<Report, OperationError> {
        let mut report = Report::default();
        let batch = csv::read(path, self, &mut report)?;
        apply::apply(self, "csv", batch, report).await
    }

    /// Import settings from the columns of Get Information About Schools.
    pub async fn schools(&self, path: &Path) -> Result<Report, OperationError> {
        let mut report = Report::default();
        let batch = schools::read(path, self, &mut report)?;
        apply::apply(self, "schools", batch, report).await
    }

    /// Import postcodes from Code-Point Open or the ONS Postcode Directory.
    pub async fn postcodes(&self, path: &Path) -> Result<Report, OperationError> {
        postcodes::import(self, path).await
    }

    /// Import the authorities responsible for SEND and the districts in them.
    pub async fn authorities(&self, path: &Path) -> Result<Report, OperationError> {
        authorities::import(self, path).await
    }
}
