//! `/provide`: providers, settings and health partners look after what is listed of them.

mod claim;
mod edit;
mod listing;
mod listings;
mod locations;
mod people;
mod report;
pub(crate) mod template;
mod variants;

use crate::rules::{Routes, Rule};
use local_offer_domain::accounts::Right;

pub(crate) fn routes(routes: Routes) -> Routes {
    use Right::{CloseListing, ConfirmListing, EditListing, ManagePeople, SeeListing, SeePeople};
    use Rule::{Anybody, SignedIn, Somewhere};
    routes
        .get("/provide", SignedIn, listings::get)
        .post("/provide/services", Somewhere(EditListing), listings::begin)
        .post("/provide/reports/{id}", Somewhere(EditListing), listings::answer)
        .get("/provide/listings/{id}", Somewhere(SeeListing), listing::get)
        .get("/provide/listings/{id}/preview", Somewhere(SeeListing), listing::preview)
        .get("/provide/listings/{id}/check", Somewhere(EditListing), listing::check)
        .post("/provide/listings/{id}/check", Somewhere(EditListing), listing::submit)
        .get("/provide/listings/{id}/both", Somewhere(EditListing), listing::both)
        .post("/provide/listings/{id}/both", Somewhere(EditListing), listing::settle)
        .get("/provide/listings/{id}/discard", Somewhere(EditListing), listing::discard_page)
        .post("/provide/listings/{id}/discard", Somewhere(EditListing), listing::discard)
        .post("/provide/listings/{id}/recall", Somewhere(EditListing), listing::recall_it)
        .post("/provide/listings/{id}/copy", Somewhere(EditListing), listing::copy)
        .post("/provide/listings/{id}/confirm", Somewhere(ConfirmListing), listing::confirm)
        .get("/provide/listings/{id}/close", Somewhere(CloseListing), listing::close_page)
        .post("/provide/listings/{id}/close", Somewhere(CloseListing), listing::close)
        .get("/provide/listings/{id}/edit/{section}", Somewhere(EditListing), edit::section)
        .post("/provide/listings/{id}/edit/{section}", Somewhere(EditListing), edit::save_section)
        .get("/provide/listings/{id}/edit/variants/{kind}", Somewhere(EditListing), variants::get)
        .post("/provide/listings/{id}/edit/variants/{kind}", Somewhere(EditListing), variants::post)
        .get("/provide/listings/{id}/edit/places/{at}", Somewhere(EditListing), edit::place)
        .post("/provide/listings/{id}/edit/places/{at}", Somewhere(EditListing), edit::save_place)
        .post("/provide/listings/{id}/edit/files/add", Somewhere(EditListing), edit::add_file)
        .post("/provide/listings/{id}/edit/files/remove", Somewhere(EditListing), edit::remove_file)
        .post("/provide/listings/{id}/report/next-year", Somewhere(EditListing), report::next_year)
        .get("/provide/listings/{id}/share", Somewhere(EditListing), report::share)
        .get("/provide/listings/{id}/template", Somewhere(EditListing), template::get)
        .post("/provide/listings/{id}/template", Somewhere(EditListing), template::upload)
        .get("/provide/listings/{id}/template/form.odt", Somewhere(EditListing), template::own_document)
        .get("/templates", Anybody, template::list)
        .get("/templates/{kind}", Anybody, template::printed)
        .get("/templates/{kind}/form.odt", Anybody, template::download)
        .get("/provide/locations", Somewhere(EditListing), locations::get)
        .get("/provide/locations/{postcode}", Somewhere(EditListing), locations::one)
        .post("/provide/locations/{postcode}", Somewhere(EditListing), locations::save)
        .get("/provide/people/{id}", Somewhere(SeePeople), people::get)
        .post("/provide/people/{id}", Somewhere(ManagePeople), people::post)
        .get("/provide/people/{id}/end", Somewhere(ManagePeople), people::end_page)
        .post("/provide/people/{id}/end", Somewhere(ManagePeople), people::end)
        .get("/provide/claim/{kind}/{slug}", SignedIn, claim::get)
        .post("/provide/claim/{kind}/{slug}", SignedIn, claim::post)
}
