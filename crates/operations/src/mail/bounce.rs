use super::outbox::tell_staff;
use crate::{Office, OperationError, audit};
use local_offer_domain::revision::Author;
use local_offer_domain::values::MessageId;
use local_offer_storage::AuditEvent;

/// What a returned message was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounced {
    /// One of ours: it is a task now.
    Ours(MessageId),
    /// None that we sent.
    Unknown,
}

/// Take a message that a mail system returned (RFC 3464, or any text that quotes our Message-ID). The mail system pipes it
/// to `local-offer bounce`.
pub async fn record_bounce(office: &Office, returned: &str) -> Result<Bounced, OperationError> {
    let words = returned.split(|c: char| !(c.is_ascii_hexdigit() || c == '-')).filter(|word| word.len() == 36);
    let mut tx = office.storage.begin().await?;
    for word in words {
        let Ok(id) = word.parse::<MessageId>() else { continue };
        let Some(message) = tx.lookup_message(id).await? else { continue };
        // What was taken over has come back, so "sent" is not the last word.
        let problem = "The message came back: nobody got it";
        // The same message may come back twice, from two servers on its way.
        if tx.return_message(id, problem).await? {
            tell_staff(&mut tx, office, &message, problem).await?;
        }
        let event: AuditEvent = audit(Author::System, "bounce", id, Some(&message.new.area), "", office.now());
        tx.record_audit(event);
        tx.commit().await?;
        return Ok(Bounced::Ours(id));
    }
    Ok(Bounced::Unknown)
}
