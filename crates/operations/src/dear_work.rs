//! Work that keeps a core or much memory busy for a while, a few at a time.

use crate::OperationError;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Do some work where it may block, when it is its turn; `None` when that did not come in time.
///
/// The turn goes with the work and not with whoever waits for it: a request that is given up ends at once, and what it began
/// runs on to its end. Otherwise whoever hangs up again and again would have as much done at once as they like.
pub async fn dear_work<T: Send + 'static>(
    turns: &'static Semaphore,
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>, OperationError> {
    let Ok(Ok(turn)) = tokio::time::timeout(patience, turns.acquire()).await else { return Ok(None) };
    #[expect(clippy::disallowed_methods, reason = "the turn is held until the work ends")]
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.map(Some).map_err(|_| OperationError::Refused("This could not be done. Try again".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_hangs_up_does_not_get_another_turn_meanwhile() {
        static TURNS: Semaphore = Semaphore::const_new(1);
        static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let work = || {
            MOST.fetch_max(AT_ONCE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
            AT_ONCE.fetch_sub(1, Ordering::SeqCst);
        };
        for _ in 0..10 {
            let asked = tokio::spawn(dear_work(&TURNS, Duration::from_secs(5), work));
            tokio::time::sleep(Duration::from_millis(2)).await;
            asked.abort();
        }
        dear_work(&TURNS, Duration::from_secs(5), work).await.unwrap().expect("a turn");
        assert_eq!(MOST.load(Ordering::SeqCst), 1);
    }
}
