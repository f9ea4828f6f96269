use super::Delivery;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use local_offer_storage::Message;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use std::time::Duration;

/// GOV.UK Notify, the government's service for messages. One template is enough: its subject is `((subject))` and its text
/// is `((body))`.
#[derive(Debug, Clone)]
pub struct Notify {
    /// Where it is, such as the address in its documentation.
    pub address: String,
    service: String,
    secret: SecretString,
    /// The template's identifier.
    pub template: String,
    /// The clock, for the tokens.
    pub now: fn() -> Timestamp,
}

/// The key is not one.
#[derive(Debug, thiserror::Error)]
#[error("a Notify API key ends with the service's identifier and the secret, each 36 characters long")]
pub struct NotifyError;

/// The text so that Notify shows it as it is. Notify reads Markdown in what it is given: a name that somebody typed could be
/// a link under other words, a heading or a box (GOV.UK Notify, "Formatting").
fn plain(text: &str) -> String {
    /// Stands before what begins a line and would be read as a mark. Nobody sees it.
    const WORD_JOINER: char = '\u{2060}';
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mark = line.trim_start();
        let numbered = mark.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_mark = mark.starts_with(['#', '^', '*', '-', '_', '>', '+', '=', '`', '~'])
            || (numbered.len() < mark.len() && numbered.starts_with(['.', ')']));
        if is_mark {
            shown.push(WORD_JOINER);
        }
        // A link under other words needs both brackets side by side.
        shown.push_str(&line.replace("](", "] (").replace("((", "( ("));
    }
    shown
}

impl Notify {
    /// From an API key as Notify shows it: a name, the service's identifier and the secret.
    pub fn new(address: &str, key: &str, template: &str, now: fn() -> Timestamp) -> Result<Self, NotifyError> {
        let (rest, secret) = key.len().checked_sub(36).and_then(|at| key.split_at_checked(at)).ok_or(NotifyError)?;
        let rest = rest.strip_suffix('-').ok_or(NotifyError)?;
        let (_, service) = rest.len().checked_sub(36).and_then(|at| rest.split_at_checked(at)).ok_or(NotifyError)?;
        let (address, template) = (address.trim_end_matches('/').to_owned(), template.to_owned());
        Ok(Self { address, service: service.to_owned(), secret: secret.into(), template, now })
    }

    /// A token for one request (RFC 7519, HS256).
    fn token(&self) -> String {
        let part = |json: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let head = part(serde_json::json!({ "typ": "JWT", "alg": "HS256" }));
        let claims = part(serde_json::json!({ "iss": self.service, "iat": (self.now)().as_second() }));
        let signed = format!("{head}.{claims}");
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.secret.expose_secret().as_bytes()).expect("a key of any length");
        mac.update(signed.as_bytes());
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// Hand one message over. Notify knows messages by our identifier, so one that may have gone is asked for first and
    /// never sent twice.
    pub(super) async fn deliver(&self, message: &Message) -> Delivery {
        let this = self.clone();
        let message = message.clone();
        #[expect(clippy::disallowed_methods, reason = "one message is handed over at a time")]
        let handed = tokio::task::spawn_blocking(move || this.deliver_now(&message));
        handed.await.unwrap_or_else(|_| Delivery::Unsure("the program stopped in the middle".to_owned()))
    }

    fn deliver_now(&self, message: &Message) -> Delivery {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            // It has one address. Whoever sends us elsewhere would get the key with it.
            .max_redirects(0)
            .build()
            .into();
        if message.attempts > 1 {
            let known = format!("{}/v2/notifications?reference={}", self.address, message.id);
            match agent.get(&known).header("Authorization", format!("Bearer {}", self.token())).call() {
                Ok(mut answer) if answer.status() == 200 => {
                    let list: serde_json::Value = answer.body_mut().read_json().unwrap_or_default();
                    if list["notifications"].as_array().is_some_and(|known| !known.is_empty()) {
                        return Delivery::TakenOver;
                    }
                }
                Ok(answer) => return Delivery::Later(format!("Notify answered {}", answer.status())),
                Err(error) => return Delivery::Later(error.to_string()),
            }
        }
        let body = serde_json::json!({
            "email_address": message.new.to,
            "template_id": self.template,
            "reference": message.id.to_string(),
            "personalisation": { "subject": plain(&message.new.subject), "body": plain(&message.new.body) },
        });
        let post = agent.post(format!("{}/v2/notifications/email", self.address));
        match post.header("Authorization", format!("Bearer {}", self.token())).send_json(&body) {
            Ok(answer) if answer.status().is_success() => Delivery::TakenOver,
            Ok(answer) if answer.status() == 400 => {
                Delivery::Refused("Notify refuses the address or the template".to_owned())
            }
            // Too many, forbidden or broken: not taken over, and a person may mend it meanwhile.
            Ok(answer) => Delivery::Later(format!("Notify answered {}", answer.status())),
            // Whether it arrived is asked by its reference before the next attempt.
            Err(error) => Delivery::Later(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "the-demo-key-8b1f3c3e-1111-4222-8333-444455556666-0a1b2c3d-9999-4888-8777-666655554444";

    /// A Notify that answers with these, one after the other, and hands over what it was asked.
    fn serving(answers: Vec<(&'static str, &'static str)>) -> (u16, std::sync::mpsc::Receiver<String>) {
        use std::io::{Read, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, asked) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for (status, body) in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = String::new();
                let mut part = [0; 4_096];
                // A request with a body announces its length; one without ends with an empty line.
                loop {
                    let read = stream.read(&mut part).unwrap();
                    request.push_str(&String::from_utf8_lossy(&part[..read]));
                    let Some((head, rest)) = request.split_once("\r\n\r\n") else { continue };
                    let length = head
                        .to_lowercase()
                        .lines()
                        .find_map(|line| line.strip_prefix("content-length: ").map(str::to_owned));
                    if read == 0 || rest.len() >= length.map_or(0, |length| length.trim().parse().unwrap_or(0)) {
                        break;
                    }
                }
                let _ = tell.send(request);
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (port, asked)
    }

    fn message(attempts: i64) -> Message {
        Message {
            id: local_offer_domain::values::MessageId::new(),
            new: local_offer_storage::NewMessage {
                area: "westmere".into(),
                to: "amina@example.org".parse().unwrap(),
                subject: "Is it still right?".into(),
                body: "Please look.".into(),
                listing: None,
            },
            queued_at: Timestamp::UNIX_EPOCH,
            state: local_offer_storage::MessageState::Sending,
            attempts,
            sent_at: None,
            problem: None,
        }
    }

    fn notify(port: u16) -> Notify {
        Notify::new(&format!("http://127.0.0.1:{port}"), KEY, "template", || Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_message_carries_its_reference_and_one_that_went_is_not_sent_again() {
        let (port, asked) = serving(vec![("201 Created", "{}")]);
        let first = message(1);
        assert_eq!(notify(port).deliver_now(&first), Delivery::TakenOver);
        let request = asked.recv().unwrap();
        let id = first.id.to_string();
        for part in ["POST /v2/notifications/email", "earer ", "amina@example.org", "Is it still right?", &id] {
            assert!(request.contains(part), "{part} in {request}");
        }
        // The line broke the first time: Notify is asked whether it has it, and has.
        let (port, asked) = serving(vec![("200 OK", "{\"notifications\":[{}]}")]);
        assert_eq!(notify(port).deliver_now(&message(2)), Delivery::TakenOver);
        assert!(asked.recv().unwrap().starts_with("GET /v2/notifications?reference="));
        // It has not: then it is sent.
        let (port, asked) = serving(vec![("200 OK", "{\"notifications\":[]}"), ("201 Created", "{}")]);
        assert_eq!(notify(port).deliver_now(&message(2)), Delivery::TakenOver);
        assert!(asked.recv().unwrap().starts_with("GET ") && asked.recv().unwrap().starts_with("POST "));
    }

    #[test]
    fn a_refusal_is_for_good_and_trouble_is_for_later() {
        for (status, refused) in
            [("400 Bad Request", true), ("403 Forbidden", false), ("429 Too Many", false), ("500 Broken", false)]
        {
            let (port, _asked) = serving(vec![(status, "{}")]);
            let delivery = notify(port).deliver_now(&message(1));
            assert_eq!(matches!(delivery, Delivery::Refused(_)), refused, "{status}: {delivery:?}");
            assert!(refused || matches!(delivery, Delivery::Later(_)));
        }
        assert!(matches!(notify(1).deliver_now(&message(1)), Delivery::Later(_)));
    }

    #[test]
    fn what_somebody_typed_is_no_markdown() {
        let typed =
            "About [Confirm your bank details](http://pay.example.net)\n# Heading\n^ box\n1. one\n((name))\nplain";
        let shown = plain(typed);
        assert!(!shown.contains("](") && !shown.contains("(("), "{shown}");
        assert!(
            shown.contains("\n\u{2060}# Heading") && shown.contains("\n\u{2060}1. one") && shown.ends_with("\nplain")
        );
    }

    #[test]
    fn a_key_is_taken_apart_as_notify_puts_it_together() {
        let now = || Timestamp::UNIX_EPOCH;
        let notify = Notify::new("https://notify.example.org/", KEY, "template", now).unwrap();
        assert_eq!(notify.service, "8b1f3c3e-1111-4222-8333-444455556666");
        assert_eq!(notify.secret.expose_secret(), "0a1b2c3d-9999-4888-8777-666655554444");
        assert_eq!(notify.token().split('.').count(), 3);
        for wrong in ["", "short", "no-dash-before-the-identifiers", "é0a1b2c3d-9999-4888-8777-666655554444"] {
            assert!(Notify::new("https://notify.example.org", wrong, "template", now).is_err(), "{wrong}");
        }
    }
}
