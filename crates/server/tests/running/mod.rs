//! The program itself, run as an authority runs it, and ended with the test.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A program that ends with the test.
pub(crate) struct Running {
    /// The process.
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Start it on a port of its own, and wait until it answers.
    pub(crate) fn start(command: &str, database: &str, folder: &Path) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let child = program(database, folder).args([command, "--listen", &address]).spawn().unwrap();
        let mut running = Self { child, address };
        // Much more than it needs on an idle machine; a server that waits for itself waits for ever.
        for _ in 0..240 {
            let answer = agent().get(format!("http://{}/readyz", running.address)).call();
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return running;
            }
            assert!(running.child.try_wait().unwrap().is_none(), "the program goes on");
            std::thread::sleep(Duration::from_millis(250));
        }
        panic!("the program does not answer");
    }
}

/// The program with this database, and its files in this folder.
pub(crate) fn program(database: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local-offer"));
    command.env("LOCAL_OFFER_DATABASE", database).env("LOCAL_OFFER_FILES", folder.join("files"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Somebody who asks, and waits five seconds at most.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .http_status_as_error(false)
        .build()
        .into()
}
