//! Rows with named cells.

use crate::import::privacy::Says;
use crate::import::text::truth;
use std::rc::Rc;

/// A row of a spreadsheet whose first row names the columns.
#[derive(Debug, Clone)]
pub(in crate::import) struct Row {
    /// The line it starts at, from 1, with the header as line 1.
    pub(in crate::import) line: u64,
    headers: Rc<[String]>,
    record: csv::StringRecord,
}

/// The rows of a text. Every row may be shorter or longer than the header. An empty text has no rows.
pub(in crate::import) fn rows(text: &str) -> Result<Vec<Row>, String> {
    // With other ends of lines the reader would count the line that a record ends on.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.bytes().filter(|b| *b == b'"').count().is_multiple_of(2) {
        let line = unclosed_quote(&text);
        return Err(format!("a quotation mark that opens at line {line} is never closed"));
    }
    let first = text.lines().next().unwrap_or_default();
    // Spreadsheets on the continent save semicolons; tabs come from copy and paste.
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| (first.bytes().filter(|b| b == delimiter).count(), *delimiter == b','))
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?;
    let headers: Rc<[String]> = headers.iter().map(tidy_header).collect();
    let mut found = Vec::new();
    let fewest = 3.max(headers.len() / 2);
    for record in reader.into_records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        // A quotation mark that is never closed swallows the rows after it, private ones with them.
        let swallows =
            |cell: &str| cell.lines().skip(1).any(|line| line.bytes().filter(|b| *b == delimiter).count() >= fewest);
        if record.iter().any(swallows) {
            return Err(format!("the row at line {line} has an opening quotation mark without a closing one"));
        }
        if record.iter().any(|cell| !cell.is_empty()) {
            found.push(Row { line, headers: headers.clone(), record });
        }
    }
    Ok(found)
}

/// The line on which the quotation mark opens that the end of the text leaves open.
fn unclosed_quote(text: &str) -> usize {
    let (mut open, mut opened, mut line) = (false, 1, 1);
    for byte in text.bytes() {
        match byte {
            b'"' => {
                open = !open;
                if open {
                    opened = line;
                }
            }
            b'\n' => line += 1,
            _ => {}
        }
    }
    opened
}

/// `"Min Age"`, `min_age` and `MIN-AGE` name the same column; so do `LA (code)` and `la_code`.
fn tidy_header(header: &str) -> String {
    let spaced: String =
        header.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("_")
}

/// A number with the thousands separators, pound signs and empty fractions of spreadsheets.
pub(in crate::import) fn number(cell: &str) -> Option<f64> {
    cell.replace(',', "").trim_start_matches('£').parse().ok().filter(|number: &f64| number.is_finite())
}

impl Says for Row {
    fn says(&self, name: &str) -> Option<String> {
        self.get(&[name]).map(str::to_owned)
    }
}

impl Row {
    /// The cell under the first of these headers that is there and not empty.
    pub(in crate::import) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let at = self.headers.iter().position(|header| header == name)?;
            self.record.get(at).filter(|cell| !cell.is_empty())
        })
    }

    /// A number, also with thousands separators or an empty fraction ("1,061", "106268.0").
    pub(in crate::import) fn number(&self, names: &[&str]) -> Option<f64> {
        number(self.get(names)?)
    }

    /// Yes or no.
    pub(in crate::import) fn truth(&self, names: &[&str]) -> Option<bool> {
        truth(self.get(names)?)
    }

    /// What a cell says, read by `read`; a cell that says something else is told.
    pub(in crate::import) fn told<T>(
        &self,
        names: &[&str],
        what: &str,
        read: impl Fn(&str) -> Option<T>,
        adjust: &mut dyn FnMut(String),
    ) -> Option<T> {
        let cell = self.get(names)?;
        let value = read(cell);
        if value.is_none() {
            let cell: String = cell.chars().take(60).collect();
            adjust(format!("\"{cell}\" is not {what}"));
        }
        value
    }

    /// Every cell that is not empty, with its header.
    pub(in crate::import) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.headers.iter().map(String::as_str);
        headers.zip(self.record.iter()).filter(|(_, cell)| !cell.is_empty())
    }

    /// The names of the columns.
    pub(in crate::import) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Whether there is a column of this name, also when its cell is empty.
    pub(in crate::import) fn has_column(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header == name)
    }

    /// How many cells there are beyond the columns that have a name.
    pub(in crate::import) fn nameless_cells(&self) -> usize {
        self.record.iter().skip(self.headers.len()).filter(|cell| !cell.is_empty()).count()
    }
}
