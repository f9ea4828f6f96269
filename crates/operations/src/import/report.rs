use crate::spreadsheet_line;
use std::fmt;

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that were not there.
    pub new: u64,
    /// Records that were there and say something else now.
    pub changed: u64,
    /// Records that were there just so.
    pub unchanged: u64,
    /// Organisations that were not there; they come along with the services they provide and are counted apart.
    pub new_organisations: u64,
    /// Organisations that were there and say something else now.
    pub changed_organisations: u64,
    /// Records that cannot be used, each with the reason.
    pub rejected: Vec<Problem>,
    /// Records used without a part that makes no sense, each with what was left out.
    pub adjusted: Vec<Problem>,
    /// Names of listings that the source no longer has: flagged, not deleted.
    pub missing: Vec<String>,
    /// What the reader should know about the whole.
    pub notes: Vec<String>,
    /// Whether nothing was written.
    pub dry_run: bool,
}

/// Something wrong with one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, when there are several.
    pub file: String,
    /// The line of a spreadsheet, or the position in a list, from 1.
    pub line: u64,
    /// What the record is called, if it says.
    pub record: String,
    /// The reason, in a sentence.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}, ", self.file)?;
        }
        write!(f, "line {}", self.line)?;
        if !self.record.is_empty() {
            write!(f, " ({})", self.record)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// As many problems as a person reads on a screen; the rest goes to a file (`--report`).
const SHOWN: usize = 20;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dry_run {
            writeln!(f, "Dry run: nothing was written.")?;
        }
        writeln!(f, "new        {:>9}", self.new)?;
        writeln!(f, "changed    {:>9}", self.changed)?;
        writeln!(f, "unchanged  {:>9}", self.unchanged)?;
        writeln!(f, "rejected   {:>9}", self.rejected.len())?;
        writeln!(f, "missing    {:>9}", self.missing.len())?;
        if self.new_organisations + self.changed_organisations > 0 {
            writeln!(f, "\nOrganisations: {} new, {} changed.", self.new_organisations, self.changed_organisations)?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        let sections = [("Rejected", &self.rejected), ("Used, but left out", &self.adjusted)];
        for (title, problems) in sections.into_iter().filter(|(_, problems)| !problems.is_empty()) {
            writeln!(f, "\n{title}:")?;
            for problem in problems.iter().take(SHOWN) {
                writeln!(f, "  {problem}")?;
            }
            if problems.len() > SHOWN {
                writeln!(f, "  and {} more (--report FILE writes them all)", problems.len() - SHOWN)?;
            }
        }
        if !self.missing.is_empty() {
            writeln!(f, "\nNo longer in the source; flagged, not removed:")?;
            for name in self.missing.iter().take(SHOWN) {
                writeln!(f, "  {name}")?;
            }
            if self.missing.len() > SHOWN {
                writeln!(f, "  and {} more", self.missing.len() - SHOWN)?;
            }
        }
        Ok(())
    }
}

impl Report {
    /// Every problem as a spreadsheet: outcome, file, line, record, reason.
    pub fn to_csv(&self) -> String {
        let mut csv = spreadsheet_line(["outcome", "file", "line", "record", "reason"]);
        for (outcome, problems) in [("rejected", &self.rejected), ("adjusted", &self.adjusted)] {
            for problem in problems {
                let line = problem.line.to_string();
                csv += &spreadsheet_line([outcome, &problem.file, &line, &problem.record, &problem.reason]);
            }
        }
        for name in &self.missing {
            csv += &spreadsheet_line(["missing", "", "", name, "no longer in the source"]);
        }
        csv
    }
}
