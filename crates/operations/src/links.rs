//! Looking whether links lead anywhere: politely, seldom, and only when it is switched on. Of a SEN information report that a
//! setting keeps on its own site, also of which year it says that it is.

use crate::tasks::new_task;
use crate::{Office, OperationError, audit};
use jiff::ToSpan;
use local_offer_domain::Content;
use local_offer_domain::guides::links_in;
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_storage::{ListingFilter, ListingState, Subject, TaskFilter};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// Days between two looks at one address.
const EVERY_DAYS: i64 = 14;

/// Addresses looked at in one round.
const A_ROUND: usize = 50;

/// Looks in a row that must fail before anybody is told: servers are restarted, and lines break.
const FAILURES: i64 = 3;

/// Time between two looks at one host.
const PAUSE: Duration = Duration::from_secs(2);

/// Look at the addresses that live listings give and that were not looked at lately. Returns how many were.
pub async fn check_links(office: &Office) -> Result<usize, OperationError> {
    let mut tx = office.storage.read().await?;
    let mut listed: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut reports: BTreeSet<String> = BTreeSet::new();
    for listing in tx.list_listings().await?.into_iter().filter(|listing| listing.state == ListingState::Live) {
        let Ok(content) = Content::parse(listing.kind, &listing.content) else { continue };
        for url in addresses(&content) {
            listed.entry(url).or_default().push(listing.id);
        }
        if let Content::Setting(setting) = &content {
            reports.extend(setting.sen_report.iter().filter_map(|report| report.url.as_ref()).map(ToString::to_string));
        }
    }
    let before = office.now() - (EVERY_DAYS * 24).hours();
    let fresh: BTreeSet<String> =
        tx.list_links().await?.into_iter().filter(|link| link.checked_at > before).map(|link| link.url).collect();
    drop(tx);
    let mut looked = 0;
    for (url, listings) in listed.into_iter().filter(|(url, _)| !fresh.contains(url)).take(A_ROUND) {
        let asked = url.clone();
        let is_report = reports.contains(&url);
        #[expect(clippy::disallowed_methods, reason = "one address is asked for at a time, by the program itself")]
        let answer = tokio::task::spawn_blocking(move || look(&asked, is_report)).await;
        let (works, result) = answer.unwrap_or((false, "could not be looked at".to_owned()));
        let mut tx = office.storage.begin_upkeep().await?;
        let failures = tx.put_link(&url, works, &result, office.now()).await?;
        tx.commit().await?;
        if failures == FAILURES {
            tell_staff(office, &url, &result, &listings).await?;
        }
        looked += 1;
        tokio::time::sleep(PAUSE).await;
    }
    if looked > 0 {
        // What came back is evidence for what the law asks: every node should know.
        let mut tx = office.storage.begin_upkeep().await?;
        tx.record_change(Subject::Coverage, None, office.now());
        tx.commit().await?;
    }
    Ok(looked)
}

/// Every web address that a listing shows.
fn addresses(content: &Content) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match content {
        Content::Service(content) => {
            found.extend(content.website.iter().chain(&content.booking_url).map(ToString::to_string));
            found.extend(content.links.iter().map(|link| link.url.to_string()));
            found.extend(
                content.getting_in.referral_form.iter().chain(&content.complaints.website).map(ToString::to_string),
            );
        }
        Content::Organisation(content) => found.extend(content.website.iter().map(ToString::to_string)),
        Content::Setting(content) => {
            found.extend(content.website.iter().map(ToString::to_string));
            found.extend(content.sen_report.iter().filter_map(|report| report.url.as_ref()).map(ToString::to_string));
        }
        Content::Guide(content) => {
            found.extend(
                content.documents.iter().filter_map(|document| document.website.as_ref()).map(ToString::to_string),
            );
            found.extend(content.variants.iter().filter_map(|variant| variant.media.as_ref()).map(ToString::to_string));
            let written = content.variants.iter().map(|variant| &variant.body).chain([&content.body]);
            found.extend(written.flat_map(|body| links_in(body)).filter(|link| link.starts_with("http")));
        }
    }
    found
}

/// Ask for the head of a page, and for the page itself where the server has no answer to that; for a report, always.
fn look(url: &str, is_report: bool) -> (bool, String) {
    if !is_of_the_web(url) {
        return (false, "does not lead to the public web".to_owned());
    }
    let agent = Agent::with_parts(config(), DefaultConnector::default(), Outside(DefaultResolver::default()));
    if is_report { ask_for_report(&agent, url) } else { ask(&agent, url) }
}

/// Most of a report that is read to find its year.
const MOST_OF_A_REPORT: u64 = 512 * 1024;

/// Ask for a report, and look for the year that it says it is of.
fn ask_for_report(agent: &Agent, url: &str) -> (bool, String) {
    let mut answer = match agent.get(url).call() {
        Ok(answer) => answer,
        Err(error) => return (false, error.to_string()),
    };
    let status = answer.status().as_u16();
    if status >= 400 {
        return (matches!(status, 401 | 403 | 429), format!("answered {status}"));
    }
    let changed = answer.headers().get("last-modified").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut bytes = Vec::new();
    let _ = answer.body_mut().as_reader().take(MOST_OF_A_REPORT).read_to_end(&mut bytes);
    let said = match (year_in(&String::from_utf8_lossy(&bytes)), changed) {
        (Some(year), _) => format!("says {year}"),
        (None, Some(changed)) => format!("says no year; changed on its server {changed}"),
        (None, None) => "says no year".to_owned(),
    };
    (true, format!("answered {status}; {said}"))
}

/// The latest school year or year that a text names, as it is written there.
fn year_in(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let digits = |at: usize, number: usize| -> Option<u32> {
        let slice = letters.get(at..at + number)?;
        slice.iter().collect::<String>().parse().ok().filter(|_| slice.iter().all(char::is_ascii_digit))
    };
    let mut best: Option<(u32, bool, String)> = None;
    let mut at = 0;
    while at < letters.len() {
        let starts = at == 0 || !letters[at - 1].is_ascii_digit();
        let ends = !letters.get(at + 4).is_some_and(char::is_ascii_digit);
        let Some(year) = digits(at, 4).filter(|year| starts && ends && (2014..=2100).contains(year)) else {
            at += 1;
            continue;
        };
        let mut after = at + 4;
        while after < at + 9 && letters.get(after).is_some_and(|c| matches!(c, ' ' | '/' | '-' | '–' | 't' | 'o')) {
            after += 1;
        }
        // "2025/26", "2025 to 2026": a school year says more than the years it is made of.
        let (second, length) = match digits(after, 4) {
            Some(next) => (Some(next), 4),
            None => (digits(after, 2).map(|next| year / 100 * 100 + next), 2),
        };
        let is_school_year = after > at + 4 && second == Some(year + 1);
        let found = if is_school_year {
            at = after + length;
            (year + 1, true, format!("{year} to {}", year + 1))
        } else {
            at += 4;
            (year, false, year.to_string())
        };
        if best.as_ref().is_none_or(|(known, whole, _)| (found.0, found.1) > (*known, *whole)) {
            best = Some(found);
        }
    }
    best.map(|(.., words)| words)
}

fn config() -> Config {
    Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(20)))
        .http_status_as_error(false)
        // Where a redirect leads is not followed: that a page has moved is an answer, and it could lead inside.
        .max_redirects(0)
        .user_agent("local-offer link checker")
        // A proxy would connect for us, and where to could not be looked at.
        .proxy(None)
        .build()
}

/// Finds the addresses of a host, and lets only those of the public web be connected to: looked at here and not before, so
/// that a name cannot answer one thing when it is looked at and another when it is used.
#[derive(Debug)]
struct Outside(DefaultResolver);

impl Resolver for Outside {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        if found.iter().all(|at| is_public(at.ip())) { Ok(found) } else { Err(ureq::Error::HostNotFound) }
    }
}

/// Ask for an address, wherever it is.
fn ask(agent: &Agent, url: &str) -> (bool, String) {
    let mut answer = agent.head(url).call();
    if answer.as_ref().is_ok_and(|answer| matches!(answer.status().as_u16(), 403 | 405 | 501)) {
        answer = agent.get(url).call();
    }
    match answer {
        Ok(answer) => {
            let status = answer.status().as_u16();
            // Some servers turn programs away and let people in: that is no dead link.
            (status < 400 || matches!(status, 401 | 403 | 429), format!("answered {status}"))
        }
        Err(error) => (false, error.to_string()),
    }
}

/// Whether an address is one of the public web, on a port of the web, as far as that is written in it.
fn is_of_the_web(address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    matches!(url.scheme(), "http" | "https") && matches!(url.port_or_known_default(), Some(80 | 443))
}

/// Whether an address belongs to the public internet: a provider must not make this server knock on doors of its own network
/// (the special-purpose registries of RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let special = matches!(
                (a, b, c),
                (0 | 10 | 127 | 224..=255, ..)
                    | (100, 64..=127, _)
                    | (169, 254, _)
                    | (172, 16..=31, _)
                    | (192, 168, _)
                    | (192, 0, 0)
                    | (198, 18 | 19, _)
            );
            !special
        }
        // Global unicast, without 6to4, in which any address of the other kind can be written.
        IpAddr::V6(ip) => (0x2000..0x4000).contains(&ip.segments()[0]) && ip.segments()[0] != 0x2002,
    }
}

async fn tell_staff(
    office: &Office,
    url: &str,
    result: &str,
    listings: &[local_offer_domain::values::ListingId],
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let areas = tx.list_areas().await?;
    let heads =
        tx.list_heads(&ListingFilter { state: Some(ListingState::Live), ..ListingFilter::default() }, i64::MAX).await?;
    for head in heads.into_iter().filter(|head| listings.contains(&head.id)) {
        let Some(area) = areas.iter().find(|area| area.id == head.area) else { continue };
        let open = TaskFilter { listing: Some(head.id), kind: Some(TaskKind::DeadLink), ..TaskFilter::default() };
        if !tx.list_tasks(&open, 1).await?.is_empty() {
            continue;
        }
        let detail = TaskDetail { text: format!("{url} {result}, {FAILURES} times."), ..TaskDetail::default() };
        tx.add_task(&new_task(area, TaskKind::DeadLink, &head, None, detail, office)).await?;
    }
    tx.record_audit(audit(Author::System, "dead-link", "link", None, "", office.now()));
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{ask, ask_for_report, config, is_public, look, year_in};
    use std::io::{Read, Write};
    use ureq::Agent;

    fn anywhere() -> Agent {
        config().into()
    }

    /// A server that answers each request with the next of these, and says on which port.
    fn serving(answers: &'static [&'static str]) -> u16 {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 2_048];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(
                    format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes(),
                );
            }
        });
        port
    }

    #[test]
    fn a_page_that_is_there_works_and_one_that_is_gone_does_not() {
        for (answers, works) in [
            (&["200 OK"][..], true),
            (&["301 Moved"], true),
            (&["405 No HEAD", "200 OK"], true),
            (&["403 No robots", "403 No robots"], true),
            (&["404 Not found"], false),
            (&["500 Broken"], false),
        ] {
            let port = serving(answers);
            assert_eq!(ask(&anywhere(), &format!("http://127.0.0.1:{port}/")).0, works, "{answers:?}");
        }
        assert!(!ask(&anywhere(), "http://127.0.0.1:1/").0, "nobody is there");
    }

    #[test]
    fn a_report_is_read_for_the_year_it_says() {
        for (text, year) in [
            ("SEN information report 2025/26", Some("2025 to 2026")),
            ("for 2025 – 2026. Reviewed in March 2026", Some("2025 to 2026")),
            ("Reviewed in May 2026, before that 2023/24", Some("2026")),
            ("SEN report 2024 to 2025, phone 01632 960019", Some("2024 to 2025")),
            ("Call 12026 or 20261", None),
            ("", None),
        ] {
            assert_eq!(year_in(text).as_deref(), year, "{text}");
        }
        let port = serving(&["200 OK", "404 Not found"]);
        let (works, told) = ask_for_report(&anywhere(), &format!("http://127.0.0.1:{port}/"));
        assert!(works && told.contains("says no year"), "{told}");
        assert!(!ask_for_report(&anywhere(), &format!("http://127.0.0.1:{port}/")).0);
    }

    #[test]
    fn nothing_inside_is_knocked_on() {
        for inside in [
            "http://127.0.0.1/",
            "http://localhost:5432/",
            "http://10.0.0.1/x",
            "http://169.254.169.254/",
            "http://[::1]/",
            "http://[::ffff:192.168.0.1]/",
            "ftp://x",
            "http://0x7f000001/",
        ] {
            for is_report in [false, true] {
                let (works, told) = look(inside, is_report);
                assert!(!works && !told.contains("answered"), "{inside}: {told}");
            }
        }
        let inside = [
            "0.1.2.3",
            "192.0.0.8",
            "198.18.0.1",
            "240.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "::a00:1",
            "fec0::1",
            "fe80::1",
            "fc00::1",
        ];
        for ip in inside {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
