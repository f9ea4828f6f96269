//! The program is killed again and again in the middle of what people send. What it has acknowledged is there afterwards,
//! and nothing has happened twice.

use local_offer_domain::Content;
use local_offer_domain::tasks::TaskKind;
use local_offer_storage::{ListingFilter, ListingState, MessageState, TaskFilter};
use local_offer_test_support::{MailServer, TestDatabase, on_both_databases};
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What people send, in all.
const SENDS: usize = 200;

/// A small generator of its own, so that a failure can be looked at again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The program itself, on a port of its own.
struct Server {
    address: String,
    database: String,
    files: std::path::PathBuf,
    mail: u16,
    child: Child,
}

impl Server {
    fn start(address: &str, database: &str, files: &std::path::Path, mail: u16) -> Self {
        let child = spawn(address, database, files, mail);
        let server =
            Self { address: address.to_owned(), database: database.to_owned(), files: files.to_owned(), mail, child };
        server.is_ready();
        server
    }

    fn is_ready(&self) {
        for _ in 0..600 {
            let ready = agent().get(format!("http://{}/readyz", self.address)).call();
            if ready.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the program did not start");
    }

    /// SIGKILL: no goodbye, no last write.
    fn dies_and_starts_again(&mut self) {
        self.child.kill().expect("the program runs");
        self.child.wait().expect("the program ends");
        self.child = spawn(&self.address, &self.database, &self.files, self.mail);
        self.is_ready();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(address: &str, database: &str, files: &std::path::Path, mail: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_local-offer"))
        .args(["demo", "--listen", address, "--database", database])
        .env("LOCAL_OFFER_FILES", files)
        .env("LOCAL_OFFER_MAIL_TRANSPORT", "smtp")
        .env("LOCAL_OFFER_MAIL_FROM", "noreply@westmere.example.org")
        .env("LOCAL_OFFER_SMTP_HOST", "127.0.0.1")
        .env("LOCAL_OFFER_SMTP_PORT", mail.to_string())
        .env("LOCAL_OFFER_SMTP_ENCRYPTION", "none")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(20)))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

/// What came back: the status, the text and where it leads. `None` when nothing did.
fn send(address: &str, cookie: &str, path: &str, pairs: &[(&str, &str)]) -> Option<(u16, String, String)> {
    let request = agent().post(format!("http://{address}{path}")).header("cookie", cookie);
    let mut answer = request.send_form(pairs.iter().copied()).ok()?;
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    let text = answer.body_mut().read_to_string().ok()?;
    Some((answer.status().as_u16(), text, to))
}

fn sign_in(address: &str, name: &str) -> String {
    let mut page = agent().get(format!("http://{address}/demo/people")).call().expect("the people");
    let page = page.body_mut().read_to_string().expect("a page");
    let form = page.split("<form").find(|form| form.contains(&format!("Sign in as {name}"))).expect("a form");
    let account =
        form.split("name=\"account\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an account");
    let answer =
        agent().post(format!("http://{address}/demo/people")).send_form([("account", account)]).expect("an answer");
    let cookie = answer.headers().get("set-cookie").expect("a cookie").to_str().expect("text");
    cookie.split(';').next().expect("a cookie").to_owned()
}

/// What people were told was done.
#[derive(Default)]
struct Acknowledged {
    reports: BTreeSet<String>,
    answers: BTreeMap<String, String>,
    applications: BTreeSet<String>,
    notices: BTreeMap<String, u64>,
}

on_both_databases! {
    async fn killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_happens_twice(database: TestDatabase) {
        let mail = MailServer::start().await;
        let files = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut server = Server::start(&address, &database.address, files.path(), mail.port);
        let (robin, casey) = (sign_in(&address, "Robin Hale"), sign_in(&address, "Casey Fairhurst"));
        let services = own_services(&database, &address, &casey).await;
        let mut dice = Dice(20_261_121);
        let mut done = Acknowledged::default();
        let mut number = 0_u64;
        let mut kills = 0;
        while (number as usize) < SENDS {
            // A handful of sends, one after the other, in a thread of their own; somewhere in them the program dies.
            let plan: Vec<(u64, u64, u64)> =
                (0..8 + dice.roll(10)).map(|at| (number + at, dice.roll(4), dice.roll(1_000_000))).collect();
            number += plan.len() as u64;
            let open = open_reports(&database).await;
            let (address, robin, casey, services) = (address.clone(), robin.clone(), casey.clone(), services.clone());
            let sends = std::thread::spawn(move || {
                let mut told = Acknowledged::default();
                let mut open = open.into_iter();
                for (number, kind, pick) in plan {
                    act(&mut told, (&address, &robin, &casey), &services, &mut open, (number, kind, pick));
                }
                told
            });
            std::thread::sleep(Duration::from_millis(20 + dice.roll(400)));
            server.dies_and_starts_again();
            kills += 1;
            let told = sends.join().expect("the sends end");
            done.reports.extend(told.reports);
            done.answers.extend(told.answers);
            done.applications.extend(told.applications);
            for (service, notice) in told.notices {
                let latest = done.notices.entry(service).or_default();
                *latest = notice.max(*latest);
            }
        }
        // Let the outbox empty; what was being handed over when the program died waits for its lease, and for a person.
        std::thread::sleep(Duration::from_secs(6));
        assert!(kills >= 10 && done.reports.len() > 15 && done.applications.len() > 15, "{kills} kills, {} reports", done.reports.len());
        check(&database, &mail, &done).await;
    }
}

/// One thing that somebody sends. Written down only when the program said that it was done.
fn act(
    told: &mut Acknowledged,
    (address, robin, casey): (&str, &str, &str),
    services: &[String],
    open: &mut impl Iterator<Item = (String, String)>,
    (number, kind, pick): (u64, u64, u64),
) {
    match kind {
        0 => {
            let text = format!("report {number}");
            let pairs = [("text", text.as_str()), ("email", "family@example.org"), ("kind", "correction")];
            let sent = send(address, "", "/report/services/speech-and-language-therapy", &pairs);
            if sent.is_some_and(|(status, page, _)| status == 200 && page.contains("Your reference is")) {
                told.reports.insert(text);
            }
        }
        1 => {
            let Some((task, text)) = open.next() else { return };
            let answer = format!("answer {number}");
            let sent = send(address, robin, &format!("/manage/tasks/{task}/answer"), &[("answer", &answer)]);
            if sent.is_some_and(|(status, _, to)| status == 303 && to.contains("done=answered")) {
                told.answers.insert(text, answer);
            }
        }
        2 => {
            let email = format!("applicant{number}@example.org");
            let sent = send(address, "", "/apply", &[("name", "Amina"), ("email", &email)]);
            if sent.is_some_and(|(status, _, to)| status == 303 && to.starts_with("/apply/")) {
                told.applications.insert(email);
            }
        }
        _ => {
            let service = &services[pick as usize % services.len()];
            let notice = format!("notice {number}");
            let path = format!("/provide/listings/{service}");
            let saved = send(address, casey, &format!("{path}/edit/notice"), &[("alert", &notice)]);
            if saved.is_none_or(|(status, _, _)| status != 303) {
                return;
            }
            let sent = send(address, casey, &format!("{path}/check"), &[("send", "1")]);
            if sent.is_some_and(|(status, page, _)| status == 200 && page.contains("Live now")) {
                told.notices.insert(service.clone(), number);
            }
        }
    }
}

/// The services that Casey looks after.
async fn own_services(database: &TestDatabase, address: &str, casey: &str) -> Vec<String> {
    let mut page = agent().get(format!("http://{address}/provide")).header("cookie", casey).call().expect("a page");
    let page = page.body_mut().read_to_string().expect("text");
    let filter =
        ListingFilter { areas: vec!["westmere".into()], state: Some(ListingState::Live), ..ListingFilter::default() };
    let heads = database.storage.read().await.unwrap().list_heads(&filter, 10_000).await.unwrap();
    let own = heads.iter().filter(|head| head.kind.as_str() == "service" && page.contains(&head.id.to_string()));
    own.map(|head| head.id.to_string()).collect()
}

/// Reports that nobody has answered: the task and what was said.
async fn open_reports(database: &TestDatabase) -> Vec<(String, String)> {
    let filter = TaskFilter { kind: Some(TaskKind::Correction), ..TaskFilter::default() };
    let tasks = database.storage.read().await.unwrap().list_tasks(&filter, 50).await.unwrap();
    tasks.into_iter().map(|task| (task.id.to_string(), task.detail.text)).collect()
}

async fn check(database: &TestDatabase, mail: &MailServer, done: &Acknowledged) {
    let mut tx = database.storage.read().await.unwrap();
    let filter = TaskFilter { kind: Some(TaskKind::Correction), closed: true, ..TaskFilter::default() };
    let tasks = tx.list_tasks(&filter, 10_000).await.unwrap();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for task in &tasks {
        *times.entry(task.detail.text.as_str()).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "no report twice");
    for report in &done.reports {
        assert!(times.contains_key(report.as_str()), "{report} was acknowledged and is lost");
    }
    for (report, answer) in &done.answers {
        let task = tasks.iter().find(|task| task.detail.text == *report).expect("the report");
        assert!(
            task.closed.is_some() && task.detail.answer == *answer,
            "{report}: {answer} was acknowledged and is lost"
        );
    }
    let messages = tx.list_messages(&"westmere".into(), None, 10_000).await.unwrap();
    for email in &done.applications {
        let written = messages.iter().filter(|message| message.new.to.as_str() == email).count();
        assert_eq!(written, 1, "{email} gets one message");
    }
    for answer in done.answers.values() {
        let written = messages.iter().filter(|message| message.new.body.contains(&format!("{answer}\n"))).count();
        assert_eq!(written, 1, "{answer} is sent in one message");
    }
    // Every message arrived once at most; one that did not arrive is still there for a person or the next round.
    let got = mail.got();
    for message in &messages {
        let arrived = got.iter().filter(|mail| mail.contains(&format!("<{}@", message.id))).count();
        assert!(arrived <= 1, "{:?} arrived {arrived} times", message.new.subject);
        let accounted = match message.state {
            MessageState::Sent => arrived == 1,
            MessageState::Queued => arrived == 0,
            MessageState::Sending | MessageState::Unsure | MessageState::Failed => true,
        };
        assert!(accounted, "{:?} is {:?} and arrived {arrived} times", message.new.subject, message.state);
    }
    assert!(got.len() > 15, "{} messages arrived", got.len());
    for (service, notice) in &done.notices {
        let listing = tx.lookup_listing(service.parse().unwrap()).await.unwrap().unwrap();
        let Ok(Content::Service(content)) = Content::parse(listing.kind, &listing.content) else { panic!("a service") };
        let live: u64 = content.alert.unwrap_or_default().trim_start_matches("notice ").parse().unwrap_or(0);
        assert!(live >= *notice, "{service}: notice {notice} was acknowledged, notice {live} is live");
        let open = tx.find_open_revision(service.parse().unwrap()).await.unwrap();
        let numbers: Vec<i64> =
            tx.list_revisions(service.parse().unwrap()).await.unwrap().iter().map(|one| one.head.number).collect();
        let distinct: BTreeSet<i64> = numbers.iter().copied().collect();
        assert!(distinct.len() == numbers.len() && open.is_none_or(|open| open.head.state.is_with_author()));
    }
    assert!(tx.verify_audit_chain().await.unwrap().is_ok(), "the audit log is whole");
}
