//! Attacks on connections, over a real socket: requests in drops, answers that nobody reads, every place taken. Each is
//! bounded in time. Attacks on operations are in `crates/web/tests/attacks.rs`.

mod running;

use running::{Running, agent};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const HEAD: &str = "POST /apply HTTP/1.1\r\nHost: westmere.localhost\r\nContent-Length: 100000\r\n\
    Content-Type: application/x-www-form-urlencoded\r\n\r\n";

/// A minute is the longest that anybody can hold a connection without using it.
const AT_MOST: Duration = Duration::from_mins(1);

/// A parent gets her page, meanwhile.
async fn a_parent_is_served(address: &str) {
    let url = format!("http://{address}/find?q=speech");
    #[expect(clippy::disallowed_methods, reason = "one page, asked for by a test")]
    let page = tokio::task::spawn_blocking(move || agent().get(url).call().map(|page| page.status().as_u16()));
    assert_eq!(page.await.unwrap().unwrap(), 200);
}

/// Read until the other end closes. Returns what it said.
async fn to_its_end(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let read = tokio::time::timeout(AT_MOST, stream.read_to_end(&mut said)).await;
    assert!(read.is_ok(), "the connection is still open");
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_come_in_drops_or_not_at_all_end() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("offer.db").display());
    let server = Running::start("demo", &database, folder.path());
    let began = Instant::now();
    let mut slow = tokio::task::JoinSet::new();
    for number in 0..60 {
        let address = server.address.clone();
        slow.spawn(async move {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            stream.write_all(if number % 3 == 0 { &HEAD.as_bytes()[..40] } else { HEAD.as_bytes() }).await.unwrap();
            // Some say nothing more, the others a byte each second.
            if number % 3 == 2 {
                while began.elapsed() < AT_MOST && stream.write_all(b"a").await.is_ok() {
                    let mut answer = [0; 64];
                    let waited = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut answer)).await;
                    if waited.is_ok() {
                        return String::from_utf8_lossy(&answer).into_owned();
                    }
                }
            }
            to_its_end(&mut stream).await
        });
    }
    for _ in 0..5 {
        a_parent_is_served(&server.address).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let answers = slow.join_all().await;
    assert!(began.elapsed() < AT_MOST, "{:?}", began.elapsed());
    let told = answers.iter().filter(|answer| answer.contains("408")).count();
    assert!(told >= 40, "{told} of 40 requests with a head were told why: {answers:?}");
    a_parent_is_served(&server.address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_nobody_reads_are_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("offer.db").display());
    let server = Running::start("demo", &database, folder.path());
    let asked = "GET /find?q= HTTP/1.1\r\nHost: westmere.localhost\r\n\r\n".repeat(200);
    let mut held = Vec::new();
    for _ in 0..20 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let mut stream = socket.connect(server.address.parse().unwrap()).await.unwrap();
        let _ = tokio::time::timeout(Duration::from_secs(1), stream.write_all(asked.as_bytes())).await;
        held.push(stream);
    }
    a_parent_is_served(&server.address).await;
    tokio::time::sleep(Duration::from_secs(35)).await;
    for stream in &mut held {
        // What the system had in its buffers comes still; the rest never will.
        let mut said = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await;
        assert!(read.is_ok(), "the connection is still open after {} bytes", said.len());
    }
    a_parent_is_served(&server.address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_does_not_take_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("offer.db").display());
    let server = Running::start("demo", &database, folder.path());
    let mut held = Vec::new();
    for _ in 0..300 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        held.push(socket.connect(server.address.parse().unwrap()).await.unwrap());
    }
    a_parent_is_served(&server.address).await;
    let last = tokio::time::timeout(AT_MOST, to_its_end(held.last_mut().unwrap())).await.unwrap();
    assert!(last.contains("503") && last.contains("Too many connections"), "{last}");
}
