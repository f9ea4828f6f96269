//! What a running server does by itself: sends messages, reminds, publishes what is due, archives what has lapsed.

use jiff::ToSpan;
use local_offer_operations::listings::{archive_lapsed, publish_due};
use local_offer_operations::mail::{Transport, send_due};
use local_offer_operations::{Office, OperationError, check_links, send_reminders, sweep_files, verify_audit};
use std::time::Duration;

/// How often the outbox is looked at.
const MAIL_EVERY: Duration = Duration::from_secs(2);

/// How often the regular jobs are looked at; each says itself how often it has something to do.
const JOBS_EVERY: Duration = Duration::from_secs(30);

/// Send what is in the outbox, for ever. Without a transport, messages stay there until one is configured; in the demo they
/// are taken for sent.
pub(crate) async fn send_mail(office: Office, transport: Transport) {
    if matches!(transport, Transport::Keep) && !office.demo {
        return;
    }
    loop {
        if let Err(error) = send_due(&office, &transport).await {
            tracing::warn!(%error, "the outbox cannot be read; trying again");
        }
        tokio::time::sleep(MAIL_EVERY).await;
    }
}

/// Do the regular jobs, for ever. On several nodes each job is done by one of them.
pub(crate) async fn regular_jobs(office: Office, links: bool) {
    loop {
        if let Err(error) = round(&office, links).await {
            tracing::warn!(%error, "a regular job failed; trying again");
        }
        tokio::time::sleep(JOBS_EVERY).await;
    }
}

async fn round(office: &Office, links: bool) -> Result<(), OperationError> {
    if lease(office, "publish-due", 1).await? {
        publish_due(office).await?;
    }
    if lease(office, "remind", 60).await? {
        send_reminders(office).await?;
        archive_lapsed(office).await?;
    }
    if lease(office, "sweep", 24 * 60).await? {
        let mut tx = office.storage.begin_upkeep().await?;
        tx.sweep(office.now() - (90 * 24).hours()).await?;
        tx.commit().await?;
        sweep_files(office).await?;
    }
    if lease(office, "audit", 24 * 60).await? {
        verify_audit(office).await?;
    }
    if links && lease(office, "links", 60).await? {
        check_links(office).await?;
    }
    Ok(())
}

/// Take a job for so many minutes.
async fn lease(office: &Office, job: &str, minutes: i64) -> Result<bool, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin_upkeep().await?;
    let taken = tx.lease_job(job, now, now + minutes.minutes()).await?;
    tx.commit().await?;
    Ok(taken)
}
