//! Lines of spreadsheets that we write: one rule for what a program might compute.

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV injection"). Letters of full width are taken for formulas by some.
pub(crate) fn harmless(cell: &str) -> String {
    let starts = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let looks = cell.starts_with(starts) || cell.trim_start().starts_with(starts);
    if looks { format!("'{cell}") } else { cell.to_owned() }
}

/// One line with its end (RFC 4180), harmless.
pub fn spreadsheet_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    writer.write_record(cells.into_iter().map(harmless)).expect("writing to memory");
    String::from_utf8_lossy(&writer.into_inner().expect("writing to memory")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_by_every_program_and_computed_by_none() {
        assert_eq!(spreadsheet_line(["a", "b, c", "say \"hi\"", ""]), "a,\"b, c\",\"say \"\"hi\"\"\",\r\n");
        for formula in ["=1+1", "+44 1632", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"] {
            assert!(harmless(formula).starts_with('\''), "{formula:?}");
        }
        assert_eq!(harmless("Preston"), "Preston");
    }
}
