//! Answering connections, with limits that `axum::serve` does not have: a connection that says nothing does not stay, and
//! one that does not end does not keep the server from stopping.

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use local_offer_web::Peer;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// How long a request may take to say what it wants, and an idle connection to say more.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long answers that are on their way get when the server is told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(8);

/// The most connections at once. More wait in the queue of the operating system.
const MOST_CONNECTIONS: usize = 4_000;

/// Answer until `stop` is done, then finish what is under way.
pub(crate) async fn listen(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let under_way = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely: the next moment may be better, the next microsecond is not.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer.ip()));
            request
        }));
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            // A visitor who hangs up in the middle is no event.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_ANSWERS, under_way.shutdown()).await;
}
