//! Nobody may send a request, or read an answer, in drops: each has time to begin with, and then a least rate.

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use local_offer_web::TooSlow;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// How long there may be nothing at all.
const SILENCE: Duration = Duration::from_secs(20);

/// What everybody has before the least rate counts.
const GRACE: Duration = Duration::from_secs(30);

/// Bytes a second that count after that: half of what a phone without 3G manages.
const LEAST_RATE: u64 = 2_048;

/// When something that began then, and has moved so many bytes, has to move again or be over.
struct Deadline {
    began: Instant,
    moved: u64,
    alarm: Pin<Box<Sleep>>,
}

impl Deadline {
    fn new() -> Self {
        let began = Instant::now();
        Self { began, moved: 0, alarm: Box::pin(tokio::time::sleep_until(began + SILENCE)) }
    }

    fn moves(&mut self, bytes: usize) {
        self.moved = self.moved.saturating_add(bytes as u64);
        let in_all = self.began + GRACE + Duration::from_secs(self.moved / LEAST_RATE);
        self.alarm.as_mut().reset(in_all.min(Instant::now() + SILENCE));
    }

    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        self.alarm.as_mut().poll(cx).is_ready()
    }
}

/// The body of a request. It fails with [`TooSlow`] when it comes in drops.
pub(super) struct PacedBody {
    body: Incoming,
    deadline: Option<Deadline>,
}

impl PacedBody {
    pub(super) fn new(body: Incoming) -> Self {
        Self { body, deadline: None }
    }
}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        // The time begins when somebody wants to read it: until then nobody waits.
        let deadline = this.deadline.get_or_insert_with(Deadline::new);
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                deadline.moves(frame.data_ref().map_or(0, Bytes::len));
                // One that sends a byte now and then is always ready and never done.
                if deadline.is_over(cx) {
                    Poll::Ready(Some(Err(Box::new(TooSlow))))
                } else {
                    Poll::Ready(Some(Ok(frame)))
                }
            }
            Poll::Ready(other) => Poll::Ready(other.map(|frame| frame.map_err(Into::into))),
            Poll::Pending if deadline.is_over(cx) => Poll::Ready(Some(Err(Box::new(TooSlow)))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection whose other end has to read what it asked for.
pub(super) struct PacedStream<S> {
    stream: S,
    /// Since when an answer waits to be read.
    waits: Option<Deadline>,
}

impl<S> PacedStream<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, waits: None }
    }

    fn paced(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match (&written, &mut self.waits) {
            (Poll::Pending, waits) => {
                if waits.get_or_insert_with(Deadline::new).is_over(cx) {
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer is not read")));
                }
            }
            (Poll::Ready(Ok(bytes)), Some(waits)) => waits.moves(*bytes),
            (Poll::Ready(_), _) => {}
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.paced(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.paced(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = ready!(Pin::new(&mut self.stream).poll_flush(cx));
        // Everything is on its way: the next answer has its own time.
        self.waits = None;
        Poll::Ready(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
