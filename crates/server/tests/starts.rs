//! The program starts with what it is given: several areas, either database.

mod running;

use local_offer_test_support::on_both_databases;
use running::{Running, agent, program};

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
        let server = Running::start("serve", &database.address, folder.path());
        for name in ["alder", "birch", "cedar"] {
            let host = server.address.replace("127.0.0.1", &format!("{name}.localhost"));
            let request = agent().get(format!("http://{}/guides", server.address)).header("host", host);
            let mut page = request.call().unwrap();
            assert_eq!(page.status(), 200, "{name}");
            let text = page.body_mut().read_to_string().unwrap();
            assert!(text.contains(&format!("{name} Local Offer")), "{name} has pages of its own");
        }
    }
}
