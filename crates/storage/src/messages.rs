//! The outbox.

use crate::changes::moment;
use crate::value::Row;
use crate::{StorageError, Transaction, Vault};
use jiff::Timestamp;
use local_offer_domain::values::{AreaId, EmailAddress, ListingId, MessageId};

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// On behalf of which area.
    pub area: AreaId,
    /// To whom.
    pub to: EmailAddress,
    /// What it is about.
    pub subject: String,
    /// What it says, as plain text.
    pub body: String,
    /// The listing it is about.
    pub listing: Option<ListingId>,
}

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// To be sent, for the first time or again.
    Queued,
    /// Being handed over.
    Sending,
    /// Taken over by the mail server.
    Sent,
    /// Refused for good, or returned.
    Failed,
    /// The program ended while it was being handed over: it may or may not have gone. A person decides.
    Unsure,
}

impl MessageState {
    const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Sent, Self::Failed, Self::Unsure];

    /// The word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Unsure => "unsure",
        }
    }

    /// What staff read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Queued => "Waiting",
            Self::Sending => "Being sent",
            Self::Sent => "Sent",
            Self::Failed => "Not delivered",
            Self::Unsure => "May not have been sent",
        }
    }
}

/// A message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identity, which is also its Message-ID.
    pub id: MessageId,
    /// What is sent.
    pub new: NewMessage,
    /// When it was put there.
    pub queued_at: Timestamp,
    /// How far it is.
    pub state: MessageState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was taken over.
    pub sent_at: Option<Timestamp>,
    /// Why it was not.
    pub problem: Option<String>,
}

const COLUMNS: &str = "SELECT id, area, recipient, subject, body, listing, queued_at, state, attempts, sent_at, problem
    FROM messages";

/// The place for which the text of a message is sealed.
pub(crate) fn body_place(id: &str) -> String {
    format!("messages {id}")
}

fn message(vault: &Vault, mut row: Row) -> Result<Message, StorageError> {
    let word = row.text(7)?;
    let id: MessageId = row.parsed(0)?;
    let kept = row.text(4)?;
    let body = match vault.open(&body_place(&id.to_string()), kept) {
        // One text that was changed by hand must not keep all others from being sent or seen.
        Err(StorageError::Inconsistent { .. }) => String::new(),
        opened => opened?,
    };
    let state = MessageState::ALL.into_iter().find(|state| state.as_str() == word);
    Ok(Message {
        id,
        new: NewMessage {
            area: AreaId::from(row.text(1)?.as_str()),
            to: row.parsed(2)?,
            subject: row.text(3)?,
            body,
            listing: row.optional_parsed(5)?,
        },
        queued_at: row.parsed(6)?,
        state: state.ok_or_else(|| StorageError::inconsistent("messages", word))?,
        attempts: row.int(8)?,
        sent_at: row.optional_parsed(9)?,
        problem: row.optional_text(10)?,
    })
}

impl Transaction {
    /// Put a message into the outbox: it will be sent when this transaction is committed, and not when it is not.
    pub async fn queue_message(&mut self, new: &NewMessage, now: Timestamp) -> Result<MessageId, StorageError> {
        let id = MessageId::new();
        let sql = "INSERT INTO messages (id, area, recipient, subject, body, listing, queued_at, state, attempts, next_try_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, $7)";
        let params = [
            id.to_string().into(),
            new.area.as_str().into(),
            new.to.as_str().into(),
            new.subject.as_str().into(),
            self.vault.seal(&body_place(&id.to_string()), &new.body).into(),
            new.listing.map(|id| id.to_string()).into(),
            moment(now).into(),
        ];
        self.execute(sql, &params).await?;
        Ok(id)
    }

    /// Take the next message whose time has come, so that no other node takes it.
    pub async fn lease_message(&mut self, now: Timestamp, until: Timestamp) -> Result<Option<Message>, StorageError> {
        let sql = format!("{COLUMNS} WHERE state = 'queued' AND next_try_at <= $1 ORDER BY next_try_at, id LIMIT 1");
        let Some(next) = self.query("messages", &sql, &[moment(now).into()]).await?.into_iter().next() else {
            return Ok(None);
        };
        let next = message(&self.vault, next)?;
        if next.new.body.is_empty() {
            let sql = "UPDATE messages SET state = 'failed', problem = 'Its text cannot be read' WHERE id = $1";
            self.execute(sql, &[next.id.to_string().into()]).await?;
            tracing::error!(message = %next.id, "the text of a message cannot be read");
            return Box::pin(self.lease_message(now, until)).await;
        }
        let take = "UPDATE messages SET state = 'sending', attempts = attempts + 1, leased_until = $2
                    WHERE id = $1 AND state = 'queued'";
        let taken = self.execute(take, &[next.id.to_string().into(), moment(until).into()]).await? == 1;
        Ok(taken.then_some(Message { attempts: next.attempts + 1, state: MessageState::Sending, ..next }))
    }

    /// Write down what became of a message that was being handed over. False when that is known already: a lease ran out, or
    /// somebody else settled it.
    pub async fn settle_message(
        &mut self,
        id: MessageId,
        state: MessageState,
        problem: Option<&str>,
        next_try_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let sql = "UPDATE messages SET state = $2, problem = $3, next_try_at = $4, leased_until = NULL,
                   sent_at = CASE WHEN $2 = 'sent' THEN $5 ELSE sent_at END WHERE id = $1 AND state = 'sending'";
        let params = [
            id.to_string().into(),
            state.as_str().into(),
            problem.into(),
            moment(next_try_at).into(),
            moment(now).into(),
        ];
        Ok(self.execute(sql, &params).await? == 1)
    }

    /// Put another text in the place of a message's.
    pub async fn put_message_body(&mut self, id: MessageId, body: &str) -> Result<(), StorageError> {
        let id = id.to_string();
        let sealed = self.vault.seal(&body_place(&id), body);
        self.execute("UPDATE messages SET body = $2 WHERE id = $1", &[id.into(), sealed.into()]).await?;
        Ok(())
    }

    /// Put a message that was given up back into the outbox, as if it had never been tried. False when it was not given up.
    pub async fn requeue_message(&mut self, id: MessageId, now: Timestamp) -> Result<bool, StorageError> {
        let sql = "UPDATE messages SET state = 'queued', attempts = 0, problem = NULL, next_try_at = $2
                   WHERE id = $1 AND state IN ('failed', 'unsure')";
        Ok(self.execute(sql, &[id.to_string().into(), moment(now).into()]).await? == 1)
    }

    /// Take back that a message was sent: it was returned.
    pub async fn return_message(&mut self, id: MessageId, problem: &str) -> Result<bool, StorageError> {
        let sql = "UPDATE messages SET state = 'failed', problem = $2 WHERE id = $1 AND state <> 'failed'";
        Ok(self.execute(sql, &[id.to_string().into(), problem.into()]).await? == 1)
    }

    /// Messages whose handing over was never finished: the program was ended in the middle.
    pub async fn list_stranded(&mut self, now: Timestamp) -> Result<Vec<Message>, StorageError> {
        let vault = self.vault.clone();
        let sql = format!("{COLUMNS} WHERE state = 'sending' AND leased_until < $1 ORDER BY id");
        self.query("messages", &sql, &[moment(now).into()]).await?.into_iter().map(|row| message(&vault, row)).collect()
    }

    /// A message.
    pub async fn lookup_message(&mut self, id: MessageId) -> Result<Option<Message>, StorageError> {
        let vault = self.vault.clone();
        let sql = format!("{COLUMNS} WHERE id = $1");
        self.query("messages", &sql, &[id.to_string().into()])
            .await?
            .into_iter()
            .next()
            .map(|row| message(&vault, row))
            .transpose()
    }

    /// The newest messages of an area, of one state or all, at most `limit`.
    pub async fn list_messages(
        &mut self,
        area: &AreaId,
        state: Option<MessageState>,
        limit: i64,
    ) -> Result<Vec<Message>, StorageError> {
        let vault = self.vault.clone();
        let sql =
            format!("{COLUMNS} WHERE area = $1 AND ($2 = '' OR state = $2) ORDER BY queued_at DESC, id DESC LIMIT $3");
        let params = [area.as_str().into(), state.map_or("", MessageState::as_str).into(), limit.into()];
        self.query("messages", &sql, &params).await?.into_iter().map(|row| message(&vault, row)).collect()
    }
}
