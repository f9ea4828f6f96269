//! The life of a listing: asked for, written, decided on, shown, confirmed, taken down.

mod application;
mod archive;
mod confirm;
mod decide;
mod draft;
mod history;
mod publish;
mod redact;
mod report;
mod state;
mod submit;

pub use application::{
    Applicant, Application, Declaration, Duplicate, STATEMENTS, application_pages, find_application, likely_duplicates,
    save_application_file, save_application_part, start_application, submit_application,
};
pub use archive::{archive_all_the_same, archive_lapsed, archived_since, restore_archived};
pub(crate) use confirm::reminder_key;
pub use confirm::{Reminder, close_by_link, close_listing, confirm_by_link, confirm_listing, look_at_reminder};
pub use decide::{Decision, LONGEST_REMARK, Outcome, Remark, decide, print_of};
pub(crate) use draft::rebase;
pub use draft::{
    Draft, begin_service, copy_service, discard_draft, look_at_draft, recall, save_draft, save_draft_with_file,
    save_drafts, settle_conflict,
};
pub use history::{Version, look_at_history, roll_back};
pub(crate) use publish::people_of;
pub use publish::publish_due;
pub use redact::redact_past;
pub(crate) use redact::redacted;
pub use report::{
    Report, ReportKind, answer_report, hand_to_provider, look_at_report, record_complaint, report_listing,
};
pub use state::{TakeDown, restore, suspend, suspend_services, withdraw};
pub use submit::{Submitted, change_at_once, submit};
