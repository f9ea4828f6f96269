//! What anybody can answer without an account: reminders, reports of what is wrong; and what anybody can look up: the
//! listing policy, files, any page of a past day, and in the demo the messages.

mod confirm;
mod demo;
mod files;
mod past;
mod policy;
mod reading;
mod report;

pub(crate) use past::{Past, as_at};

use crate::rules::{Routes, Rule};

pub(crate) fn routes(routes: Routes) -> Routes {
    use Rule::{Anybody, Demo};
    routes
        .get("/confirm/{key}", Anybody, confirm::get)
        .post("/confirm/{key}", Anybody, confirm::post)
        .get("/report/{kind}/{slug}", Anybody, report::get)
        .post("/report/{kind}/{slug}", Anybody, report::post)
        .get("/reports/{key}", Anybody, report::status)
        .post("/reading", Anybody, reading::choose)
        .post("/useful", Anybody, reading::useful)
        .get("/listing-policy", Anybody, policy::get)
        .get("/files/{hash}", Anybody, files::get)
        .get("/demo/outbox", Demo, demo::outbox)
        .get("/demo/people", Demo, demo::people)
        .post("/demo/people", Demo, demo::sign_in)
}
