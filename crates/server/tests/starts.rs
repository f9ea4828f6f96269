//! The program starts with what it is given: several areas, either database.

use local_offer_test_support::on_both_databases;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(database: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local-offer"));
    command.env("LOCAL_OFFER_DATABASE", database).env("LOCAL_OFFER_FILES", folder.join("files"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

on_both_databases! {
    async fn three_areas_are_served_from_an_empty_database(database: TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["alder", "birch", "cedar"] {
            let file = folder.path().join(format!("{name}.toml"));
            let text = format!(
                "id = \"{name}\"\nname = \"{name}\"\nauthority = \"{name} Council\"\ntitle = \"{name} Local Offer\"\nhosts = [\"{name}.localhost\"]\n"
            );
            std::fs::write(&file, text).unwrap();
            let added = program(&database.address, folder.path()).args(["area", "add"]).arg(&file).status().unwrap();
            assert!(added.success(), "{name} is added");
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut server =
            Running(program(&database.address, folder.path()).args(["serve", "--listen", &address]).spawn().unwrap());
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(5)))
            .http_status_as_error(false)
            .build()
            .into();
        // Twenty seconds on an idle machine is much more than it needs; a server that waits for itself waits for ever.
        let mut ready = false;
        for _ in 0..240 {
            let answer = agent.get(format!("http://{address}/readyz")).call();
            if answer.is_ok_and(|answer| answer.status() == 200) {
                ready = true;
                break;
            }
            assert!(server.0.try_wait().unwrap().is_none(), "the program goes on");
            std::thread::sleep(Duration::from_millis(250));
        }
        assert!(ready, "the program answers");
        for name in ["alder", "birch", "cedar"] {
            let request = agent.get(format!("http://{address}/guides")).header("host", format!("{name}.localhost:{port}"));
            let mut page = request.call().unwrap();
            assert_eq!(page.status(), 200, "{name}");
            let text = page.body_mut().read_to_string().unwrap();
            assert!(text.contains(&format!("{name} Local Offer")), "{name} has pages of its own");
        }
    }
}
