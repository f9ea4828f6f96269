//! Postcodes of Great Britain: OS Code-Point Open (no header, National Grid) and the ONS Postcode Directory (header,
//! degrees).

use super::incoming::Origin;
use super::text::decode;
use super::{Import, Report, source};
use crate::{OperationError, audit};
use local_offer_domain::PostcodeBlock;
use local_offer_domain::geography::Put;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{Coordinates, OutwardCode, Postcode};
use local_offer_storage::Subject;
use proj4rs::Proj;
use proj4rs::transform::transform;
use std::collections::HashMap;
use std::path::Path;

/// The National Grid (EPSG:27700) with the Ordnance Survey's seven Helmert parameters to WGS84: good to about 5 metres
/// ("A guide to coordinate systems in Great Britain", Ordnance Survey, section 6.6).
const NATIONAL_GRID: &str = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy \
    +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs";

/// Code-Point's positional quality for "no coordinates": 0, 0.
const NO_COORDINATES: &str = "90";

thread_local! {
    static GRID: (Proj, Proj) = (
        Proj::from_proj_string(NATIONAL_GRID).expect("a sound definition"),
        Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").expect("a sound definition"),
    );
}

/// Metres east and north on the National Grid as degrees; `None` for what is not in Great Britain.
pub(super) fn to_wgs84(easting: f64, northing: f64) -> Option<Coordinates> {
    if easting == 0.0 && northing == 0.0 {
        return None;
    }
    let mut point = (easting, northing, 0.0);
    GRID.with(|(grid, wgs84)| transform(grid, wgs84, &mut point)).ok()?;
    Coordinates::new(point.1.to_degrees(), point.0.to_degrees()).ok()
}

pub(super) async fn import(import: &Import<'_>, path: &Path) -> Result<Report, OperationError> {
    let mut report = Report { dry_run: import.dry_run, ..Report::default() };
    // Read beside everybody else: the lock on writing is only taken when all is read and compared.
    let known = import.storage.read().await?.list_postcode_blocks().await?;
    let mut blocks: HashMap<OutwardCode, (PostcodeBlock, bool)> =
        known.into_iter().map(|(outward, block)| (outward, (block, false))).collect();
    let mut reader = Reader { blocks: &mut blocks, report: &mut report, read: 0, unplaced: 0, terminated: 0, import };
    source::visit(path, &["csv", "txt"], &mut |file| {
        // The download has documents beside its data.
        let is_data = !file.folder.components().any(|part| part.as_os_str().eq_ignore_ascii_case("doc"));
        if is_data { reader.read(&file.name, &file.bytes) } else { Ok(()) }
    })?;
    let Reader { read, unplaced, terminated, .. } = reader;
    if report.new + report.changed + report.unchanged == 0 {
        return Err(source::unreadable(
            path,
            "no line of it is a postcode of Code-Point Open or the ONS Postcode Directory",
        ));
    }
    if unplaced > 0 {
        report
            .notes
            .push(format!("{unplaced} postcodes have no coordinates in the source; their outward code is used."));
    }
    if terminated > 0 {
        report.notes.push(format!("{terminated} postcodes are no longer in use and were left out."));
    }
    (import.progress)("Reading postcodes", read, Some(read));
    if !import.dry_run {
        let changed: Vec<_> = blocks.into_iter().filter(|(_, (_, changed))| *changed).collect();
        let total = changed.len() as u64;
        let mut tx = import.storage.begin().await?;
        for (done, (outward, (block, _))) in changed.iter().enumerate() {
            if done.is_multiple_of(100) {
                (import.progress)("Writing outward codes", done as u64, Some(total));
            }
            tx.put_postcode_block(outward, block).await?;
        }
        (import.progress)("Writing outward codes", total, Some(total));
        if total > 0 {
            tx.record_change(Subject::Geography, None, import.now);
        }
        let counts = format!("{} new, {} changed", report.new, report.changed);
        tx.record_audit(audit(Author::Import, "import-postcodes", "postcodes", None, &counts, import.now));
        tx.commit().await?;
    }
    Ok(report)
}

struct Reader<'a, 'b> {
    blocks: &'a mut HashMap<OutwardCode, (PostcodeBlock, bool)>,
    report: &'a mut Report,
    read: u64,
    unplaced: u64,
    terminated: u64,
    import: &'a Import<'b>,
}

/// Which column holds what.
struct Layout {
    postcode: usize,
    district: Option<usize>,
    position: PositionColumns,
    terminated: Option<usize>,
    quality: Option<usize>,
}

enum PositionColumns {
    Degrees(usize, usize),
    Grid(usize, usize),
}

impl Layout {
    /// Postcode, quality, easting, northing, country, two health codes, county, district, ward.
    const CODE_POINT: Self = Self {
        postcode: 0,
        district: Some(8),
        position: PositionColumns::Grid(2, 3),
        terminated: None,
        quality: Some(1),
    };

    fn of(first: &csv::StringRecord) -> Option<Self> {
        let number = |at: usize| first.get(at).is_some_and(|cell| cell.trim().parse::<f64>().is_ok());
        if first.get(0).is_some_and(|cell| Postcode::parse(cell).is_ok()) {
            // Any spreadsheet may begin with a postcode; only this one goes on with a quality and a point.
            return (first.len() >= 9 && (1..=3).all(number)).then_some(Self::CODE_POINT);
        }
        let headers: Vec<String> = first.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect();
        let at = |names: &[&str]| names.iter().find_map(|name| headers.iter().position(|header| header == name));
        // The ONS names a column by its year: oslaua, laua, lad23cd, lad25cd.
        let district = at(&["oslaua", "laua", "district"])
            .or_else(|| headers.iter().position(|header| header.starts_with("lad") && header.ends_with("cd")));
        let degrees = at(&["lat", "latitude"]).zip(at(&["long", "lon", "longitude"]));
        let grid = at(&["oseast1m", "east1m", "easting", "eastings"]).zip(at(&[
            "osnrth1m",
            "north1m",
            "northing",
            "northings",
        ]));
        Some(Self {
            postcode: at(&["pcds", "pcd", "pcd7", "pcd2", "pcd8", "postcode"])?,
            district,
            position: match (degrees, grid) {
                (Some((lat, lon)), _) => PositionColumns::Degrees(lat, lon),
                (None, Some((east, north))) => PositionColumns::Grid(east, north),
                (None, None) => return None,
            },
            terminated: at(&["doterm"]),
            quality: None,
        })
    }
}

impl Reader<'_, '_> {
    fn read(&mut self, name: &str, bytes: &[u8]) -> Result<(), OperationError> {
        let text = decode(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut layout = None;
        let mut record = csv::StringRecord::new();
        for line in 1.. {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(OperationError::Refused(format!("{name}: {error}"))),
            }
            let Some(layout) = &layout else {
                let Some(found) = Layout::of(&record) else {
                    self.report.notes.push(format!("{name}: not a list of postcodes; left out."));
                    return Ok(());
                };
                let is_header = found.quality.is_none();
                layout = Some(found);
                if is_header {
                    continue;
                }
                self.row(name, line, &record, &Layout::CODE_POINT);
                continue;
            };
            self.row(name, line, &record, layout);
        }
        Ok(())
    }

    fn row(&mut self, name: &str, line: u64, record: &csv::StringRecord, layout: &Layout) {
        self.read += 1;
        if self.read.is_multiple_of(50_000) {
            (self.import.progress)("Reading postcodes", self.read, None);
        }
        let cell = |at: usize| record.get(at).map(str::trim).unwrap_or_default();
        let text = cell(layout.postcode);
        let Ok(postcode) = Postcode::parse(text) else {
            let origin = Origin { file: name.to_owned(), line };
            origin.reject(self.report, text, "this is not a postcode");
            return;
        };
        if layout.terminated.is_some_and(|at| !cell(at).is_empty()) {
            self.terminated += 1;
            return;
        }
        let number = |at: usize| cell(at).parse::<f64>().ok();
        let cells = match layout.position {
            PositionColumns::Degrees(a, b) | PositionColumns::Grid(a, b) => [cell(a), cell(b)],
        };
        if cells.iter().any(|cell| !cell.is_empty() && cell.parse::<f64>().is_err()) {
            let origin = Origin { file: name.to_owned(), line };
            origin.reject(self.report, text, "its position is not a pair of numbers");
            return;
        }
        let unknown = layout.quality.is_some_and(|at| cell(at) == NO_COORDINATES);
        let at = match layout.position {
            _ if unknown => None,
            // The ONS writes latitude 99.999999 for "none"; `Coordinates` refuses it.
            PositionColumns::Degrees(lat, lon) => {
                number(lat).zip(number(lon)).and_then(|(lat, lon)| Coordinates::new(lat, lon).ok())
            }
            PositionColumns::Grid(east, north) => {
                number(east).zip(number(north)).and_then(|(east, north)| to_wgs84(east, north))
            }
        };
        if at.is_none() {
            self.unplaced += 1;
        }
        let district = layout.district.map(cell).unwrap_or_default();
        let (block, changed) = self.blocks.entry(postcode.outward().clone()).or_default();
        match block.put(&postcode, at, district) {
            Put::New => {
                self.report.new += 1;
                *changed = true;
            }
            Put::Changed => {
                self.report.changed += 1;
                *changed = true;
            }
            Put::Unchanged => self.report.unchanged += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_grid_becomes_degrees_to_a_few_metres() {
        // The Ordnance Survey's own example: Caister water tower, 651409.903 E 313177.270 N, is at
        // 52°39′28.8282″N 1°42′57.8663″E in WGS84 (ETRS89).
        let at = to_wgs84(651_409.903, 313_177.270).unwrap();
        let tower = Coordinates::new(52.658_007_8, 1.716_074).unwrap();
        assert!(at.miles_to(tower) * 1609.344 < 10.0, "{at:?}");
        assert_eq!(to_wgs84(0.0, 0.0), None);
        assert_eq!(to_wgs84(9e9, -9e9), None);
    }
}
