//! Spreadsheets: the Outpost import template and our own.

mod outpost;
mod place;
mod rows;
mod template;

pub(super) use rows::{Row, rows};

use super::incoming::{Batch, Origin};
use super::{Import, Report, source};
use crate::OperationError;
use std::path::Path;

pub(super) fn read(path: &Path, import: &Import<'_>, report: &mut Report) -> Result<Batch, OperationError> {
    let files = source::read(path, &["csv"])?;
    let mut batch = Batch { complete: true, ..Batch::default() };
    let several = files.len() > 1;
    for file in &files {
        let text = file.text();
        let rows = rows(&text).map_err(|reason| source::unreadable(path, format!("{}: {reason}", file.name)))?;
        let name = if several { file.folder.join(&file.name).display().to_string() } else { String::new() };
        let headers = rows.first().map(Row::headers).unwrap_or_default();
        for row in rows.iter().filter(|row| row.nameless_cells() > 0) {
            let origin = Origin { file: name.clone(), line: row.line };
            origin.adjust(report, row.get(&["name"]).unwrap_or_default(), "it has more cells than there are columns");
        }
        if headers.iter().any(|header| header == "import_id") {
            outpost::read(&rows, &name, import, &mut batch, report);
        } else if ["id", "name"].iter().all(|name| headers.iter().any(|header| header == name)) {
            let unused: Vec<&str> =
                headers.iter().map(String::as_str).filter(|header| !template::reads(header)).collect();
            if !unused.is_empty() {
                report.notes.push(format!("Columns not used: {}.", unused.join(", ")));
            }
            template::read(&rows, &name, import, &mut batch, report);
        } else if rows.is_empty() {
            return Err(source::unreadable(path, format!("{}: there are no rows in it", file.name)));
        } else {
            let reason = "the first line must name the columns, among them id (it stays the same when a name changes) and name; see docs/import.md";
            return Err(source::unreadable(path, format!("{}: {reason}", file.name)));
        }
    }
    Ok(batch)
}
