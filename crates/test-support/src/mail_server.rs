use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a mail server does with the next messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailMood {
    /// Takes them.
    Takes,
    /// Says "later" (450).
    Later,
    /// Says "never" (550).
    Never,
    /// Takes a message and hangs up before it says so.
    HangsUp,
}

/// A real SMTP server on the loopback, for tests.
pub struct MailServer {
    /// Its port.
    pub port: u16,
    got: Arc<Mutex<Vec<String>>>,
    mood: Arc<Mutex<MailMood>>,
}

impl MailServer {
    /// Start one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (got, mood) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(MailMood::Takes)));
        let server = Self { port, got: got.clone(), mood: mood.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, got.clone(), mood.clone()));
            }
        });
        server
    }

    /// From now on do this.
    pub fn is(&self, mood: MailMood) {
        *self.mood.lock().expect("a mood") = mood;
    }

    /// Every message that was taken, whole.
    pub fn got(&self) -> Vec<String> {
        self.got.lock().expect("messages").clone()
    }
}

/// One conversation (RFC 5321).
async fn talk(stream: TcpStream, got: Arc<Mutex<Vec<String>>>, mood: Arc<Mutex<MailMood>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 ready\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let now = *mood.lock().expect("a mood");
        let answer = match verb.as_str() {
            "EHLO" | "HELO" => "250 hello",
            "RCPT" if now == MailMood::Later => "450 later",
            "RCPT" if now == MailMood::Never => "550 nobody of that name",
            "MAIL" | "RCPT" | "RSET" | "NOOP" => "250 fine",
            "QUIT" => {
                write.write_all(b"221 goodbye\r\n").await.ok()?;
                return Some(());
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut message = String::new();
                while let Some(line) = lines.next_line().await.ok()? {
                    if line == "." {
                        break;
                    }
                    message.push_str(line.strip_prefix('.').unwrap_or(&line));
                    message.push('\n');
                }
                got.lock().expect("messages").push(message);
                if now == MailMood::HangsUp {
                    return None;
                }
                "250 taken"
            }
            _ => "500 what?",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}
