use super::{Delivery, Transport};
use crate::tasks::area_task;
use crate::{Office, OperationError, audit, secret};
use jiff::ToSpan;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{Task, TaskDetail, TaskKind};
use local_offer_domain::values::{EmailAddress, MessageId};
use local_offer_storage::{Message, MessageState, TaskFilter, Transaction};

/// Minutes to wait after the first, second ... attempt. After the last, a person is asked.
const WAITS: &[i64] = &[1, 5, 15, 60, 180, 360, 720, 1_440];

/// How long handing one message over may take before it is taken for broken off, in minutes.
const LEASE_MINUTES: i64 = 5;

/// What one round has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Messages taken over.
    pub sent: usize,
    /// Messages to be tried again.
    pub later: usize,
    /// Messages a person has to look at.
    pub for_people: usize,
}

/// Send what is in the outbox and due.
///
/// Each message is first marked as being handed over, and that is committed: when the program dies, it is known which ones
/// may have gone. Those are not sent again by themselves; they become a task. So nothing is lost, and nothing is sent twice.
pub async fn send_due(office: &Office, transport: &Transport) -> Result<Sent, OperationError> {
    let mut round = Sent::default();
    rescue_stranded(office, transport, &mut round).await?;
    loop {
        let now = office.now();
        let mut tx = office.storage.begin_upkeep().await?;
        let message = tx.lease_message(now, now + LEASE_MINUTES.minutes()).await?;
        tx.commit().await?;
        let Some(message) = message else { return Ok(round) };
        let areas = office.storage.read().await?.list_areas().await?;
        let area = areas.iter().find(|area| area.id == message.new.area);
        let reply_to = area.and_then(|area| EmailAddress::parse(&area.contact.email).ok());
        let delivery = transport.deliver(&message, reply_to.as_ref()).await;
        settle(office, &message, delivery, &mut round).await?;
    }
}

async fn settle(
    office: &Office,
    message: &Message,
    delivery: Delivery,
    round: &mut Sent,
) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin_upkeep().await?;
    let wait = WAITS.get(usize::try_from(message.attempts - 1).unwrap_or(0)).copied();
    match (delivery, wait) {
        (Delivery::TakenOver, _) => {
            let settled = tx.settle_message(message.id, MessageState::Sent, None, now, now).await?;
            // The keys have reached whom they are for. In the demo, people read their messages here. One that somebody has queued
            // again meanwhile still needs them.
            if settled && !office.demo {
                tx.put_message_body(message.id, &secret::strike(&message.new.body)).await?;
            }
            round.sent += 1;
        }
        (Delivery::Later(problem), Some(minutes)) => {
            let next = now + minutes.minutes();
            tx.settle_message(message.id, MessageState::Queued, Some(&problem), next, now).await?;
            round.later += 1;
        }
        (Delivery::Later(problem), None) => {
            let problem = format!("Tried {} times: {problem}", message.attempts);
            give_up(&mut tx, office, message, MessageState::Failed, &problem).await?;
            round.for_people += 1;
        }
        (Delivery::Refused(problem), _) => {
            give_up(&mut tx, office, message, MessageState::Failed, &problem).await?;
            round.for_people += 1;
        }
        (Delivery::Unsure(problem), _) => {
            give_up(&mut tx, office, message, MessageState::Unsure, &problem).await?;
            round.for_people += 1;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Messages whose handing over was never finished. Notify can be asked whether it has one; a mail server cannot.
async fn rescue_stranded(office: &Office, transport: &Transport, round: &mut Sent) -> Result<(), OperationError> {
    let now = office.now();
    let stranded = office.storage.read().await?.list_stranded(now).await?;
    for message in stranded {
        let mut tx = office.storage.begin_upkeep().await?;
        if matches!(transport, Transport::Smtp(_)) {
            give_up(
                &mut tx,
                office,
                &message,
                MessageState::Unsure,
                "The program was stopped while this was being sent",
            )
            .await?;
            round.for_people += 1;
        } else {
            tx.settle_message(message.id, MessageState::Queued, None, now, now).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Leave a message to a person: it becomes a task of its area.
pub(super) async fn give_up(
    tx: &mut Transaction,
    office: &Office,
    message: &Message,
    state: MessageState,
    problem: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    if !tx.settle_message(message.id, state, Some(problem), now, now).await? {
        return Ok(());
    }
    tell_staff(tx, office, message, problem).await
}

/// Make a message that somebody has to look at a task of its area.
pub(super) async fn tell_staff(
    tx: &mut Transaction,
    office: &Office,
    message: &Message,
    problem: &str,
) -> Result<(), OperationError> {
    let now = office.now();
    let areas = tx.list_areas().await?;
    let Some(area) = areas.iter().find(|area| area.id == message.new.area) else { return Ok(()) };
    let organisation = match message.new.listing {
        Some(listing) => tx.lookup_head(listing).await?.map(|head| head.owner()),
        None => None,
    };
    let detail = TaskDetail { text: problem.to_owned(), message: Some(message.id), ..TaskDetail::default() };
    let task = area_task(area, TaskKind::Mail, message.new.subject.clone(), detail, office);
    let task = Task { listing: message.new.listing, organisation, ..task };
    tx.add_task(&task).await?;
    let actor = Author::System;
    tx.record_audit(audit(actor, "mail-problem", message.id, Some(&message.new.area), &task.reference, now));
    Ok(())
}

/// Send a message again because a person says so.
pub async fn send_again(office: &Office, actor: &Actor, id: MessageId) -> Result<(), OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let message = tx.lookup_message(id).await?.ok_or(OperationError::NotThere)?;
    if !actor.reach(Right::SeeMail).covers_area(&message.new.area)
        || !actor.reach(Right::WorkQueue).covers_area(&message.new.area)
    {
        return Err(OperationError::NotAllowed);
    }
    if !matches!(message.state, MessageState::Failed | MessageState::Unsure) {
        return Err(OperationError::TooLate("This message is on its way or has been sent".to_owned()));
    }
    if message.new.body.contains(secret::STRUCK) {
        return Err(OperationError::Refused(
            "This message was sent once, and the link in it was taken out then. Begin again where it came from: invite them \
             again, or let them ask for a new link"
                .to_owned(),
        ));
    }
    if !tx.requeue_message(id, now).await? {
        return Err(OperationError::TooLate("This message is on its way or has been sent".to_owned()));
    }
    let about =
        TaskFilter { kind: Some(TaskKind::Mail), area: Some(message.new.area.clone()), ..TaskFilter::default() };
    for task in tx.list_tasks(&about, 1_000).await? {
        if task.detail.is_about(id) {
            tx.close_task(task.id, "sent again", now).await?;
        }
    }
    tx.record_audit(audit(Author::Account(actor.account), "send-again", id, Some(&message.new.area), "", now));
    tx.commit().await?;
    Ok(())
}
