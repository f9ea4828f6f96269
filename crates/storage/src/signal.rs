//! Hearing of new changes without asking all the time.

use crate::tls::Reach;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_postgres::AsyncMessage;

/// How often to look although nobody called: another process may have written to a `SQLite` file, and a `PostgreSQL`
/// notification may have been lost with its connection.
const POLL: Duration = Duration::from_millis(500);

/// Wakes whoever follows the change log.
#[derive(Clone)]
pub struct ChangeSignal {
    raised: Arc<Notify>,
    postgres: Option<Arc<Reach>>,
}

impl ChangeSignal {
    pub(crate) fn new(postgres: Option<Reach>) -> Self {
        Self { raised: Arc::new(Notify::new()), postgres: postgres.map(Arc::new) }
    }

    pub(crate) fn raise(&self) {
        self.raised.notify_one();
    }

    /// Return when there may be something new: at once after a commit of this process or a notification, and at the
    /// latest after half a second. True when somebody called, false when it is only time to look.
    pub async fn wait(&self) -> bool {
        tokio::time::timeout(POLL, self.raised.notified()).await.is_ok()
    }

    /// Keep listening for notifications of other nodes, for ever; returns at once on `SQLite`. Polling covers the gaps
    /// while the connection is down.
    pub async fn listen(self) {
        let Some(reach) = self.postgres.clone() else { return };
        loop {
            if let Err(error) = self.listen_once(&reach).await {
                tracing::warn!(%error, "listening for changes stopped; polling until it is back");
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }

    async fn listen_once(&self, reach: &Reach) -> Result<(), tokio_postgres::Error> {
        let (client, mut connection) = reach.config.connect(reach.tls.clone()).await?;
        let raised = self.raised.clone();
        let pump = tokio::spawn(async move {
            loop {
                match std::future::poll_fn(|context| connection.poll_message(context)).await {
                    Some(Ok(AsyncMessage::Notification(_))) => raised.notify_one(),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error),
                    None => return Ok(()),
                }
            }
        });
        client.batch_execute("LISTEN local_offer_changes").await?;
        let ended = pump.await;
        drop(client);
        ended.unwrap_or(Ok(()))
    }
}
