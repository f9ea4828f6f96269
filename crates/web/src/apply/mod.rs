//! `/apply`: somebody asks to be listed, without an account. The link that was sent by email is the key.

mod application;
mod start;

use crate::rules::{Routes, Rule};

pub(crate) fn routes(routes: Routes) -> Routes {
    use Rule::Anybody;
    routes
        .get("/apply", Anybody, start::get)
        .post("/apply", Anybody, start::post)
        .get("/apply/{key}", Anybody, application::tasks)
        .get("/apply/{key}/check", Anybody, application::check)
        .post("/apply/{key}/check", Anybody, application::submit)
        .get("/apply/{key}/places/{at}", Anybody, application::place)
        .post("/apply/{key}/places/{at}", Anybody, application::save_place)
        .post("/apply/{key}/files/add", Anybody, application::add_file)
        .post("/apply/{key}/files/remove", Anybody, application::remove_file)
        .get("/apply/{key}/preview", Anybody, application::preview)
        .get("/apply/{key}/{section}", Anybody, application::section)
        .post("/apply/{key}/{section}", Anybody, application::save_section)
}
