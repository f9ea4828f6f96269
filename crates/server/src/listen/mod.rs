//! Answering connections, with limits that `axum::serve` does not have: a connection that says nothing does not stay, one
//! that sends or reads in drops does not either, no address takes the places of all others, and one that does not end does
//! not keep the server from stopping.

mod pace;
mod places;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use local_offer_web::{Client, Gateways};
use pace::{PacedBody, PacedStream};
use places::{Place, Places};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// How long a request may take to say what it wants, and an idle connection to say more.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long answers that are on their way get when the server is told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(8);

/// Answer until `stop` is done, then finish what is under way. `gateways` are believed when they say for whom they ask.
pub(crate) async fn listen(listener: TcpListener, router: Router, gateways: Gateways, stop: impl Future<Output = ()>) {
    let gateways = Arc::new(gateways);
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let under_way = GracefulShutdown::new();
    let places = Places::default();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely: the next moment may be better, the next microsecond is not.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let peer = peer.ip();
        let Some(place) = places.take(peer, gateways.holds(peer)) else {
            refuse(&stream);
            continue;
        };
        let gateways = gateways.clone();
        let service = TowerToHyperService::new(router.clone().map_request(move |request: Request<Incoming>| {
            let client = Client::of(peer, request.headers(), &gateways);
            let mut request = request.map(|body| Body::new(PacedBody::new(body)));
            request.extensions_mut().insert(client);
            request
        }));
        let connection = builder.serve_connection(TokioIo::new(PacedStream::new(stream)), service).into_owned();
        tokio::spawn(hold(under_way.watch(connection), place));
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_ANSWERS, under_way.shutdown()).await;
}

/// See a connection to its end and give its place back. A visitor who hangs up in the middle is no event.
async fn hold(connection: impl Future, place: Place) {
    connection.await;
    drop(place);
}

/// There is no place for this one. It is told in one write that nobody waits for.
fn refuse(stream: &TcpStream) {
    const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Length: 59\r\n\r\n\
        Too many connections are open. Try again in half a minute.\n";
    let _ = stream.try_write(ANSWER);
}
