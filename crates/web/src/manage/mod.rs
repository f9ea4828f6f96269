//! `/manage`: the authority decides, looks after what is true, and sees what was done.

mod archived;
mod audit;
mod coverage;
mod dashboard;
mod decision;
mod guides;
mod listing;
mod listings;
mod mail;
mod past;
mod people;
mod queue;
mod reports;
mod task;
mod wording;
mod words;

use crate::rules::{Routes, Rule};
use local_offer_domain::accounts::Right;

pub(crate) fn routes(routes: Routes) -> Routes {
    use Right::{
        Decide, EditListing, EditVocabulary, EditWording, ManagePeople, Note, SeeAudit, SeeListing, SeeMail, SeePeople,
        SeeQueue, TakeDown, WorkQueue,
    };
    use Rule::Area;
    routes
        .get("/manage", Area(SeeQueue), dashboard::get)
        .get("/manage/chase.csv", Area(SeeQueue), dashboard::chase)
        .get("/manage/queue", Area(SeeQueue), queue::get)
        .post("/manage/queue", Area(WorkQueue), queue::bulk)
        .post("/manage/views", Area(SeeQueue), queue::keep_view)
        .post("/manage/views/remove", Area(SeeQueue), queue::forget_view)
        .get("/manage/tasks/{id}", Area(SeeQueue), task::get)
        .post("/manage/tasks/{id}/work", Area(Note), task::work)
        .post("/manage/tasks/{id}/decide", Area(Decide), decision::post)
        .post("/manage/tasks/{id}/claim", Area(Decide), task::decide_on_claim)
        .post("/manage/tasks/{id}/answer", Area(Decide), task::answer)
        .post("/manage/tasks/{id}/hand", Area(Decide), task::hand)
        .post("/manage/tasks/{id}/archive", Area(TakeDown), archived::archive)
        .get("/manage/archived", Area(TakeDown), archived::get)
        .post("/manage/archived", Area(TakeDown), archived::restore)
        .get("/manage/listings", Area(SeeListing), listings::get)
        .get("/manage/listings/{id}", Area(SeeListing), listing::get)
        .get("/manage/listings/{id}/compare", Area(SeeListing), listing::compare)
        .post("/manage/listings/{id}/roll-back", Area(TakeDown), listing::roll_back_to)
        .get("/manage/listings/{id}/take-down", Area(TakeDown), listing::take_down_page)
        .post("/manage/listings/{id}/take-down", Area(TakeDown), listing::take_down)
        .get("/manage/listings/{id}/past", Area(TakeDown), past::get)
        .post("/manage/listings/{id}/past", Area(TakeDown), past::post)
        .post("/manage/listings/{id}/complaint", Area(WorkQueue), listing::complain)
        .get("/manage/words", Area(EditVocabulary), words::list)
        .get("/manage/words/{which}", Area(EditVocabulary), words::get)
        .post("/manage/words/{which}", Area(EditVocabulary), words::post)
        .get("/manage/wording", Area(EditWording), wording::get)
        .post("/manage/wording", Area(EditWording), wording::post)
        .get("/manage/people", Area(SeePeople), people::get)
        .post("/manage/people", Area(ManagePeople), people::post)
        .get("/manage/people/end", Area(ManagePeople), people::end_page)
        .post("/manage/people/end", Area(ManagePeople), people::end)
        .get("/manage/guides", Area(SeeListing), guides::list)
        .post("/manage/guides", Area(EditListing), guides::begin)
        .post("/manage/guides/start", Area(Decide), guides::start)
        .get("/manage/guides/gaps", Area(SeeListing), guides::gaps_page)
        .post("/manage/guides/gaps", Area(Decide), guides::fill)
        .get("/manage/guides/{id}/move", Area(Decide), guides::move_page)
        .post("/manage/guides/{id}/move", Area(Decide), guides::move_to)
        .get("/manage/reports", Area(SeeQueue), reports::get)
        .post("/manage/reports", Area(WorkQueue), reports::chase)
        .get("/manage/coverage", Area(SeeQueue), coverage::list)
        .get("/manage/coverage/gaps", Area(SeeQueue), coverage::gaps)
        .get("/manage/coverage/unsure", Area(SeeQueue), coverage::unsure)
        .get("/manage/coverage/items/{id}", Area(SeeQueue), coverage::item)
        .post("/manage/coverage/items/{id}", Area(WorkQueue), coverage::record)
        .post("/manage/coverage/items/{id}/end", Area(Decide), coverage::end)
        .get("/manage/audit", Area(SeeAudit), audit::get)
        .get("/manage/audit.csv", Area(SeeAudit), audit::export)
        .get("/manage/mail", Area(SeeMail), mail::get)
        .post("/manage/mail/{id}/again", Area(WorkQueue), mail::again)
}
