//! A look at uploads by a program of the host, such as a scanner for viruses.

use crate::{Noticed, OperationError};
use std::io::{Seek, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the program may take for one file.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program and its arguments. It is given a file on its standard input, and says by its exit status what it thinks: 0 that it
/// may be kept, 1 that it may not (as `clamdscan -` does), anything else that it does not know.
#[derive(Debug, Clone)]
pub struct Scanner {
    words: Vec<String>,
    patience: Duration,
}

impl Scanner {
    /// A command line, its words parted by spaces. `None` when there are none.
    pub fn new(command: &str) -> Option<Self> {
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self { words, patience: PATIENCE })
    }

    /// Let the program look at these bytes. Whatever is not certain keeps the file out. Blocks for as long as that takes.
    pub(crate) fn look(&self, bytes: &[u8]) -> Result<(), OperationError> {
        match self.run(bytes) {
            Ok(Some(0)) => Ok(()),
            Ok(Some(1)) => {
                Noticed::FileRefused.note(None, None, "the scanner refused a file");
                Err(OperationError::Refused("Our virus scanner rejected this file. We have not kept it".to_owned()))
            }
            outcome => {
                tracing::error!(
                    ?outcome,
                    scanner = self.words[0],
                    "the scanner of uploads gives no answer, so no file is taken"
                );
                Err(OperationError::Refused(
                    "We cannot check files at the moment, so we take none. What you wrote is kept; try again later"
                        .to_owned(),
                ))
            }
        }
    }

    /// Whether the program is there and takes a file of a few harmless words.
    pub fn try_out(&self) -> Result<(), String> {
        match self.run(b"A harmless text, to see whether the scanner answers.\n") {
            Ok(Some(0)) => Ok(()),
            Ok(outcome) => Err(format!("it ends with {outcome:?} for a harmless text")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The exit status; `None` when it took too long or was ended by something else.
    ///
    /// The bytes are a file, and not a pipe that somebody has to fill: a program that does not read cannot hold us up. It is in a
    /// group of its own, so that whatever it has started ends with it; and it is told nothing of our environment, which has keys.
    fn run(&self, bytes: &[u8]) -> std::io::Result<Option<i32>> {
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        file.rewind()?;
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).stdin(file).stdout(Stdio::null()).stderr(Stdio::null()).env_clear();
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let until = Instant::now() + self.patience;
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.code(),
                Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(10)),
                _ => break None,
            }
        };
        if status.is_none() {
            end(&mut child);
        }
        Ok(status)
    }
}

/// End a program with everything it has started, and take its status away.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
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
        assert!(said("grep -q harmless", b"something else").contains("rejected this file"));
        assert!(said("grep --no-such-option", b"x").contains("cannot check files"));
        assert!(said("no-such-program-anywhere", b"x").contains("cannot check files"));
        // One that ends before it has read ten megabytes.
        assert_eq!(said("true", &vec![b'x'; 10_000_000]), "kept");
        assert!(Scanner::new("  ").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn what_a_scanner_has_started_does_not_outlive_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("scan.sh");
        // It waits for another program, which reads nothing of the file.
        std::fs::write(&script, "#!/bin/sh\nsleep 60\n").unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
        let scanner = Scanner { words: vec![script.display().to_string()], patience: Duration::from_millis(200) };
        let begun = Instant::now();
        let refused = scanner.look(&vec![b'x'; 1_000_000]).expect_err("it does not answer").to_string();
        assert!(refused.contains("cannot check files"), "{refused}");
        assert!(begun.elapsed() < Duration::from_secs(30), "it was not waited for to its end");
    }
}
