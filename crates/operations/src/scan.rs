//! A look at uploads by a program of the host, such as a scanner for viruses.

use crate::{Noticed, OperationError};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the program may take for one file.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program and its arguments. It is given a file on its standard input, and says by its exit status what it thinks: 0 that it
/// may be kept, 1 that it may not (as `clamdscan -` does), anything else that it does not know.
#[derive(Debug, Clone)]
pub struct Scanner(Vec<String>);

impl Scanner {
    /// A command line, its words parted by spaces. `None` when there are none.
    pub fn new(command: &str) -> Option<Self> {
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Let the program look at these bytes. Whatever is not certain keeps the file out. Blocks for as long as that takes.
    pub(crate) fn look(&self, bytes: &[u8]) -> Result<(), OperationError> {
        match self.run(bytes) {
            Ok(Some(0)) => Ok(()),
            Ok(Some(1)) => {
                Noticed::FileRefused.note(None, None, "the scanner refused a file");
                Err(OperationError::Refused(
                    "The virus scanner of this website refuses this file. Nothing of it was kept".to_owned(),
                ))
            }
            outcome => {
                tracing::error!(
                    ?outcome,
                    scanner = self.0[0],
                    "the scanner of uploads gives no answer, so no file is taken"
                );
                Err(OperationError::Refused(
                    "We cannot check files at the moment, so we take none. What you wrote is kept; try again later"
                        .to_owned(),
                ))
            }
        }
    }

    /// The exit status; `None` when it took too long or was ended.
    fn run(&self, bytes: &[u8]) -> std::io::Result<Option<i32>> {
        let mut child = Command::new(&self.0[0])
            .args(&self.0[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut input = child.stdin.take();
        let until = Instant::now() + PATIENCE;
        std::thread::scope(|scope| {
            // Beside the wait: a program that does not read must not hold us up. One that has seen enough closes its end.
            scope.spawn(move || input.take().map(|mut input| input.write_all(bytes)));
            loop {
                if let Some(status) = child.try_wait()? {
                    return Ok(status.code());
                }
                if Instant::now() > until {
                    child.kill()?;
                    child.wait()?;
                    return Ok(None);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(command: &str, bytes: &[u8]) -> String {
        let scanner = Scanner::new(command).expect("a command");
        scanner.look(bytes).map_or_else(|error| error.to_string(), |()| "kept".to_owned())
    }

    #[test]
    fn a_file_is_kept_only_when_the_scanner_says_so() {
        // `grep -q` ends with 0 when it finds the word in what it reads, and 1 when it does not.
        assert_eq!(said("grep -q harmless", b"a harmless leaflet"), "kept");
        assert!(said("grep -q harmless", b"something else").contains("refuses this file"));
        assert!(said("grep --no-such-option", b"x").contains("cannot check files"));
        assert!(said("no-such-program-anywhere", b"x").contains("cannot check files"));
        // One that ends before it has read ten megabytes.
        assert_eq!(said("true", &vec![b'x'; 10_000_000]), "kept");
        assert!(Scanner::new("  ").is_none());
    }
}
