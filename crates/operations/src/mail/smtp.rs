use super::Delivery;
use lettre::message::Mailbox;
use lettre::message::SinglePart;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MessageId as MessageIdHeader};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message as Letter};
use local_offer_domain::values::EmailAddress;
use local_offer_storage::Message;
use secrecy::{ExposeSecret, SecretString};
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
    pub credentials: Option<(String, SecretString)>,
    /// The address messages come from.
    pub from: String,
}

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Who messages are from, as it is configured. A name with a comma, as of "Bournemouth, Christchurch and Poole", needs no
/// quotation marks. The error is a sentence.
pub fn sender(text: &str) -> Result<Mailbox, String> {
    if let Ok(mailbox) = text.parse::<Mailbox>() {
        return Ok(mailbox);
    }
    let wrong =
        || format!("{text:?} is not an address to send from: write name@example.org or Name <name@example.org>");
    let (name, address) = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')).ok_or_else(wrong)?;
    let name = name.trim().trim_matches('"').to_owned();
    let address: Address = address.trim().parse().map_err(|_| wrong())?;
    Ok(Mailbox::new(Some(name).filter(|name| !name.is_empty()), address))
}

impl Smtp {
    /// Hand one message over.
    ///
    /// The steps are taken one by one, and not by the library's transport, because it matters where the line breaks: before
    /// the message was sent it can be tried again, after that nobody knows.
    pub(super) async fn deliver(&self, message: &Message, reply_to: Option<&EmailAddress>) -> Delivery {
        let (letter, to) = match self.letter(message, reply_to) {
            Ok(letter) => letter,
            Err(problem) => return Delivery::Refused(problem),
        };
        let mut connection = match tokio::time::timeout(PATIENCE, self.connect()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(problem)) => return Delivery::Later(problem),
            Err(_) => return Delivery::Later("the mail server did not answer".to_owned()),
        };
        let envelope = match lettre::address::Envelope::new(sender(&self.from).ok().map(|from| from.email), vec![to]) {
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

    fn letter(&self, message: &Message, reply_to: Option<&EmailAddress>) -> Result<(Letter, Address), String> {
        let from = sender(&self.from)?;
        let to: Address = message.new.to.as_str().parse().map_err(|_| "the address is not one".to_owned())?;
        // The same for every attempt, so that a mail system that got it twice after all can drop one.
        let id = format!("<{}@{}>", message.id, from.email.domain());
        let mut letter = Letter::builder()
            .from(from)
            .to(Mailbox::new(None, to.clone()))
            .subject(&message.new.subject)
            .header(MessageIdHeader::from(id))
            // Nobody sits there and wrote it, so nobody's "I am away" is an answer (RFC 3834 section 5).
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()));
        if let Some(reply_to) = reply_to.and_then(|address| address.as_str().parse::<Address>().ok()) {
            letter = letter.reply_to(Mailbox::new(None, reply_to));
        }
        // A single part, and not a bare body, because only parts say the version of MIME, without which a reader by the
        // rules takes "=\n" in a link for two characters (RFC 2045 section 4).
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.new.body.clone());
        let letter = letter.singlepart(text).map_err(|error| error.to_string())?;
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
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_may_have_a_comma_in_its_name() {
        let poole = "Bournemouth, Christchurch and Poole Local Offer <offer@poole.example.org>";
        let mailbox = sender(poole).unwrap();
        assert_eq!(mailbox.name.as_deref(), Some("Bournemouth, Christchurch and Poole Local Offer"));
        assert_eq!(mailbox.email.to_string(), "offer@poole.example.org");
        assert!(sender("offer@example.org").is_ok() && sender("\"A, B\" <offer@example.org>").is_ok());
        assert!(sender("Westmere Council").is_err() && sender("x <y>").is_err());
    }
}
