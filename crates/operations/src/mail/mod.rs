//! Sending what is in the outbox.

mod bounce;
mod notify;
mod outbox;
mod smtp;

pub use bounce::{Bounced, record_bounce};
pub use notify::{Notify, NotifyError};
pub use outbox::{Sent, send_again, send_due};
pub use smtp::{Encryption, Smtp, sender};

use local_offer_domain::values::EmailAddress;
use local_offer_storage::Message;

/// How messages leave.
#[derive(Debug)]
pub enum Transport {
    /// They do not: they are kept for everybody to see, as in the demo.
    Keep,
    /// By a mail server.
    Smtp(Smtp),
    /// By GOV.UK Notify.
    Notify(Notify),
}

/// What became of handing one message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It was taken over.
    TakenOver,
    /// It was certainly not taken over; later it may be.
    Later(String),
    /// It was refused for good.
    Refused(String),
    /// The line broke after the message was on its way: it may or may not have been taken over.
    Unsure(String),
}

impl Transport {
    /// `reply_to` is whom an answer reaches: the area's own contact, because nobody reads what is sent to the sender.
    async fn deliver(&self, message: &Message, reply_to: Option<&EmailAddress>) -> Delivery {
        match self {
            Self::Keep => Delivery::TakenOver,
            Self::Smtp(smtp) => smtp.deliver(message, reply_to).await,
            Self::Notify(notify) => notify.deliver(message).await,
        }
    }
}
