use super::Delivery;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, MessageId as MessageIdHeader};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message as Letter};
use local_offer_storage::Message;
use std::time::Duration;

/// How long the mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the line to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Not: only for a server on the same machine.
    None,
    /// By STARTTLS, which must succeed.
    StartTls,
    /// From the first byte.
    Tls,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept private.
    pub encryption: Encryption,
    /// User and password, where it asks for them.
    pub credentials: Option<(String, String)>,
    /// The address messages come from.
    pub from: String,
}

impl Smtp {
    /// Hand one message over.
    ///
    /// The steps are taken one by one, and not by the library's transport, because it matters where the line breaks: before
    /// the message was sent it can be tried again, after that nobody knows.
    pub(super) async fn deliver(&self, message: &Message) -> Delivery {
        let (letter, to) = match self.letter(message) {
            Ok(letter) => letter,
            Err(problem) => return Delivery::Refused(problem),
        };
        let mut connection = match tokio::time::timeout(PATIENCE, self.connect()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(problem)) => return Delivery::Later(problem),
            Err(_) => return Delivery::Later("the mail server did not answer".to_owned()),
        };
        let envelope =
            match lettre::address::Envelope::new(self.from.parse::<Mailbox>().ok().map(|from| from.email), vec![to]) {
                Ok(envelope) => envelope,
                Err(error) => return Delivery::Refused(error.to_string()),
            };
        let letter = letter.formatted();
        let Ok(sent) = tokio::time::timeout(2 * PATIENCE, connection.send(&envelope, &letter)).await else {
            return Delivery::Unsure("the mail server did not answer while the message was sent".to_owned());
        };
        let delivery = match sent {
            Ok(_) => Delivery::TakenOver,
            Err(error) if error.is_permanent() => Delivery::Refused(said(&error)),
            Err(error) if error.is_transient() => Delivery::Later(said(&error)),
            Err(error) => Delivery::Unsure(said(&error)),
        };
        // It is said already what became of it; a server that does not say goodbye is not waited for.
        let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
        delivery
    }

    fn letter(&self, message: &Message) -> Result<(Letter, Address), String> {
        let from: Mailbox = self.from.parse().map_err(|_| format!("{:?} is not an address to send from", self.from))?;
        let to: Address = message.new.to.as_str().parse().map_err(|_| "the address is not one".to_owned())?;
        // The same for every attempt, so that a mail system that got it twice after all can drop one.
        let id = format!("<{}@{}>", message.id, from.email.domain());
        let letter = Letter::builder()
            .from(from)
            .to(Mailbox::new(None, to.clone()))
            .subject(&message.new.subject)
            .header(MessageIdHeader::from(id))
            .header(ContentType::TEXT_PLAIN)
            .body(message.new.body.clone())
            .map_err(|error| error.to_string())?;
        Ok((letter, to))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let hello = ClientId::default();
        let tls = match self.encryption {
            Encryption::None => None,
            _ => Some(TlsParameters::new(self.host.clone()).map_err(|error| said(&error))?),
        };
        let wrapped = tls.clone().filter(|_| self.encryption == Encryption::Tls);
        let connect =
            AsyncSmtpConnection::connect_tokio1((self.host.as_str(), self.port), Some(PATIENCE), &hello, wrapped, None);
        let mut connection = connect.await.map_err(|error| said(&error))?;
        if let (Encryption::StartTls, Some(tls)) = (self.encryption, tls) {
            connection.starttls(tls, &hello).await.map_err(|error| said(&error))?;
        }
        if let Some((user, password)) = &self.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(|error| said(&error))?;
        }
        Ok(connection)
    }
}

/// What the server said, without addresses: it goes to a page of staff and to the log.
fn said(error: &lettre::transport::smtp::Error) -> String {
    let text = match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None => error.to_string(),
    };
    text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ")
}
