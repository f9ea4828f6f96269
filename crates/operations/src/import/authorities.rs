//! The authorities responsible for SEND, and the districts in them: two tables, told apart by their columns.

use super::csv::rows;
use super::incoming::Origin;
use super::{Import, Report, source};
use crate::{OperationError, audit};
use local_offer_domain::revision::Author;
use local_offer_domain::values::Slug;
use local_offer_domain::{Authority, District};
use local_offer_storage::Subject;
use std::path::Path;

pub(super) async fn import(import: &Import<'_>, path: &Path) -> Result<Report, OperationError> {
    let mut report = Report { dry_run: import.dry_run, ..Report::default() };
    let mut tx = import.storage.begin().await?;
    let known_authorities = tx.list_authorities().await?;
    let known_districts = tx.list_districts().await?;
    let mut useful = false;
    for file in source::read(path, &["csv"])? {
        let text = file.text();
        let rows = rows(&text).map_err(|reason| source::unreadable(path, format!("{}: {reason}", file.name)))?;
        for row in rows {
            let cell = |name: &str| row.get(&[name]).map(str::to_owned);
            let origin = Origin { file: file.name.clone(), line: row.line };
            let (was_there, changed) = if let (Some(code), Some(name), true) =
                (cell("gss_code"), cell("name"), row.has_column("gov_uk_slug"))
            {
                // A county that districts have replaced may have no page of its own; the search for one still works.
                let authority = Authority {
                    code,
                    name,
                    gov_uk_slug: cell("gov_uk_slug").filter(|slug| Slug::parse(slug).is_ok()).unwrap_or_default(),
                };
                let was_there = known_authorities.iter().any(|known| known.code == authority.code);
                (was_there, tx.put_authority(&authority).await?)
            } else if let (Some(code), Some(name), Some(authority)) =
                (cell("lad_code"), cell("lad_name"), cell("la_gss_code"))
            {
                let district = District { code, name, authority };
                let was_there = known_districts.iter().any(|known| known.code == district.code);
                (was_there, tx.put_district(&district).await?)
            } else {
                // Any other table in the folder is somebody else's; a gap in one of ours is worth a word.
                if row.has_column("gov_uk_slug") || row.has_column("lad_code") {
                    origin.reject(&mut report, "", "a code or a name is missing");
                }
                continue;
            };
            useful = true;
            match (was_there, changed) {
                (false, _) => report.new += 1,
                (true, true) => report.changed += 1,
                (true, false) => report.unchanged += 1,
            }
        }
    }
    if !useful {
        let reason = "no table has the columns gss_code, name, gov_uk_slug or lad_code, lad_name, la_gss_code";
        return Err(source::unreadable(path, reason));
    }
    if !import.dry_run {
        if report.new + report.changed > 0 {
            tx.record_change(Subject::Geography, None, import.now);
        }
        let counts = format!("{} new, {} changed", report.new, report.changed);
        tx.record_audit(audit(Author::Import, "import-authorities", "authorities", None, &counts, import.now));
        tx.commit().await?;
    }
    Ok(report)
}
