//! Signing in, and looking after one's own account.

mod details;
mod invitation;
pub(crate) mod keep;
mod own;
mod password;
mod sign_in;

pub(crate) use sign_in::is_secure;

use crate::rules::{Routes, Rule};

pub(crate) fn routes(routes: Routes) -> Routes {
    use Rule::{Anybody, SignedIn};
    routes
        .get("/sign-in", Anybody, sign_in::get)
        .post("/sign-in", Anybody, sign_in::post)
        .get("/sign-in/code", Anybody, sign_in::code)
        .post("/sign-in/code", Anybody, sign_in::check_code)
        .get("/sign-out", SignedIn, sign_in::sign_out_page)
        .post("/sign-out", SignedIn, sign_in::sign_out)
        .get("/create-account", Anybody, password::register_page)
        .post("/create-account", Anybody, password::register_post)
        .get("/forgotten-password", Anybody, password::forgotten_page)
        .post("/forgotten-password", Anybody, password::forgotten_post)
        .get("/choose-password/{key}", Anybody, password::choose_page)
        .post("/choose-password/{key}", Anybody, password::choose_post)
        .get("/invitation/{key}", Anybody, invitation::get)
        .post("/invitation/{key}", Anybody, invitation::post)
        .get("/account", SignedIn, own::get)
        .post("/account/sign-out-everywhere", SignedIn, own::sign_out_everywhere)
        .post("/account/end-session", SignedIn, own::end_session)
        .get("/account/close", SignedIn, details::close_page)
        .post("/account/close", SignedIn, details::close_post)
        .get("/account/second-factor", SignedIn, own::second_factor)
        .post("/account/second-factor", SignedIn, own::set_second_factor)
        .get("/account/leave", SignedIn, own::leave_page)
        .post("/account/leave", SignedIn, own::leave)
        .get("/account/name", SignedIn, details::name_page)
        .post("/account/name", SignedIn, details::name_post)
        .get("/account/password", SignedIn, details::password_page)
        .post("/account/password", SignedIn, details::password_post)
        .get("/account/email", SignedIn, details::email_page)
        .post("/account/email", SignedIn, details::email_post)
        .get("/new-email/{key}", Anybody, details::new_email_page)
        .post("/new-email/{key}", Anybody, details::new_email_post)
}
