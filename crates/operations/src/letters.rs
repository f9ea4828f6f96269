//! What is written to people. Plain text, short, and always with what to do next.

use local_offer_domain::Area;
use local_offer_domain::values::{EmailAddress, ListingId};
use local_offer_storage::NewMessage;
use std::fmt::Write;

/// A message on behalf of an area, with its name and how to reach it at the end.
pub(crate) fn letter(area: &Area, to: &EmailAddress, subject: &str, paragraphs: &[&str]) -> NewMessage {
    let mut body = String::from("Hello\n\n");
    for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.is_empty()) {
        body.push_str(paragraph);
        body.push_str("\n\n");
    }
    body.push_str(&area.title);
    if !area.contact.phone.is_empty() {
        let _ = write!(body, "\n{}: {}", area.contact.name, area.contact.phone);
    }
    body.push('\n');
    // A name that somebody typed stands in a subject; a header is one line.
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(150).collect();
    NewMessage { area: area.id.clone(), to: to.clone(), subject, body, listing: None }
}

/// The same about a listing.
pub(crate) fn about(listing: ListingId, message: NewMessage) -> NewMessage {
    NewMessage { listing: Some(listing), ..message }
}
