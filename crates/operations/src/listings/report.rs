use super::draft::subject;
use super::publish::tell_people;
use super::state::{TakeDown, change_in};
use crate::letters::{about, letter};
use crate::limits::{Limited, Who};
use crate::tasks::{new_task, tell_watchers};
use crate::{Office, OperationError, audit, keys, limits};
use jiff::ToSpan;
use local_offer_domain::Area;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{Task, TaskDetail, TaskKind};
use local_offer_domain::values::{EmailAddress, ListingId, TaskId};
use local_offer_storage::ListingState;

/// How long somebody can look at what became of a report, in hours: a year.
const HOURS: i64 = 365 * 24;

/// What a member of the public says about a listing.
#[derive(Debug, Clone)]
pub struct Report {
    /// What it is.
    pub kind: ReportKind,
    /// Which parts of the listing it is about.
    pub about: Vec<String>,
    /// What is wrong, if they want to say more.
    pub text: String,
    /// Where an answer goes, if they want one.
    pub reply_to: Option<EmailAddress>,
    /// Where the request comes from, as far as that is known.
    pub network: String,
}

/// What sort of report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// Something is not right in the listing.
    Correction,
    /// Something is not right at the place.
    Complaint,
}

/// Say that something is wrong. Returns the reference and the key by which the answer can be looked at.
pub async fn report_listing(
    office: &Office,
    area: &Area,
    listing: ListingId,
    report: &Report,
) -> Result<(String, String), OperationError> {
    if report.about.is_empty() && report.text.trim().is_empty() {
        return Err(OperationError::Refused("Choose what is wrong, or write it down".to_owned()));
    }
    if report.text.chars().count() > 4_000 {
        return Err(OperationError::Refused("Use 4,000 characters or fewer".to_owned()));
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let who = Who { network: Some(&report.network), ..Who::default() };
    limits::pass(&mut tx, office, Limited::Report, who).await?;
    let head = tx.lookup_head(listing).await?.filter(|head| head.area == area.id).ok_or(OperationError::NotThere)?;
    let kind = match report.kind {
        ReportKind::Correction => TaskKind::Correction,
        ReportKind::Complaint => TaskKind::Complaint,
    };
    let detail = TaskDetail {
        text: report.text.trim().to_owned(),
        about: report.about.clone(),
        reply_to: report.reply_to.clone(),
        ..TaskDetail::default()
    };
    let task = new_task(area, kind, &head, None, detail, office);
    tx.add_task(&task).await?;
    let key = keys::make(&mut tx, now, "report", task.id, "", HOURS.hours()).await?;
    let action = if kind == TaskKind::Complaint { "complain" } else { "suggest-correction" };
    tx.record_audit(audit(Author::Public, action, listing, Some(&area.id), &task.reference, now));
    tx.commit().await?;
    Ok((task.reference, key))
}

/// What became of a report, for whoever made it.
pub async fn look_at_report(office: &Office, area: &Area, key: &str) -> Result<Option<Task>, OperationError> {
    let mut tx = office.storage.read().await?;
    let known = keys::good(&mut tx, office, "report", key).await?;
    let Some(id) = known.and_then(|known| known.subject.parse::<TaskId>().ok()) else { return Ok(None) };
    Ok(tx.lookup_task(id).await?.filter(|task| task.area == area.id))
}

/// Record a complaint that came by phone, letter or in person, and perhaps suspend the listing at once.
pub async fn record_complaint(
    office: &Office,
    actor: &Actor,
    area: &Area,
    listing: ListingId,
    text: &str,
    take_down: Option<&TakeDown>,
) -> Result<String, OperationError> {
    if text.trim().is_empty() {
        return Err(OperationError::Refused("Write down what the complaint is".to_owned()));
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(listing).await?;
    if head.area != area.id || !actor.may(Right::WorkQueue, Subject { area: &head.area, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let detail = TaskDetail { text: text.trim().to_owned(), ..TaskDetail::default() };
    let task = new_task(area, TaskKind::Complaint, &head, None, detail, office);
    tx.add_task(&task).await?;
    let author = Author::Account(actor.account);
    tx.record_audit(audit(author, "record-complaint", listing, Some(&area.id), &task.reference, now));
    // A listing that is taken down already needs no taking down, and the complaint is kept all the same.
    if let (Some(how), ListingState::Live | ListingState::Archived) = (take_down, head.state) {
        let reason = format!("Complaint {}. {}", task.reference, how.reason);
        let how = TakeDown { reason, ..how.clone() };
        change_in(&mut tx, office, actor, area, listing, ListingState::Suspended, "suspend", &how).await?;
    }
    tx.commit().await?;
    Ok(task.reference)
}

/// Answer a report, whoever made it hears and the task is done.
pub async fn answer_report(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: TaskId,
    answer: &str,
) -> Result<(), OperationError> {
    let answer = answer.trim();
    if answer.is_empty() {
        return Err(OperationError::Refused("Write an answer first".to_owned()));
    }
    if answer.chars().count() > 4_000 {
        return Err(OperationError::Refused("Use 4,000 characters or fewer".to_owned()));
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let task = tx.lock_task(id).await?.ok_or(OperationError::NotThere)?;
    if task.closed.is_some() {
        return Err(OperationError::TooLate("Somebody has answered this already".to_owned()));
    }
    let is_report = matches!(task.kind, TaskKind::Correction | TaskKind::Complaint);
    let of_provider = Subject { area: &task.area, organisation: task.organisation };
    let may = actor.may(Right::Decide, Subject { area: &task.area, organisation: None })
        || (task.detail.with_provider && actor.may(Right::EditListing, of_provider));
    if !is_report || task.area != area.id || !may {
        return Err(OperationError::NotAllowed);
    }
    let detail = TaskDetail { answer: answer.to_owned(), ..task.detail.clone() };
    tx.update_task(id, task.risk, &detail).await?;
    if !tx.close_task(id, "answered", now).await? {
        return Err(OperationError::TooLate("Somebody has answered this already".to_owned()));
    }
    if let Some(email) = &task.detail.reply_to {
        let line = format!(
            "You told us that something was wrong with {} ({}). This is our answer:",
            task.title, task.reference
        );
        let message = letter(area, email, &format!("{}: our answer", task.reference), &[&line, answer]);
        tx.queue_message(
            &match task.listing {
                Some(listing) => about(listing, message),
                None => message,
            },
            now,
        )
        .await?;
    }
    tell_watchers(&mut tx, office, &task, actor.account, "answered").await?;
    tx.record_audit(audit(Author::Account(actor.account), "answer", id, Some(&area.id), &task.reference, now));
    tx.commit().await?;
    Ok(())
}

/// Hand a suggested correction to the people who run the listing. A complaint is never handed to whom it is about.
///
/// `visitor` is what an officer lets pass of a visitor's words, after having read and changed them; `None` leaves them out.
/// They are marked line by line as a visitor's: nothing that a stranger typed is said in the council's voice.
pub async fn hand_to_provider(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: TaskId,
    visitor: Option<&str>,
    words: &str,
) -> Result<usize, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let task = tx.lock_task(id).await?.ok_or(OperationError::NotThere)?;
    let (TaskKind::Correction, Some(listing)) = (task.kind, task.listing) else {
        return Err(OperationError::Refused(
            "Only suggested corrections are handed to the people who run a listing".to_owned(),
        ));
    };
    let head = tx.lock_listing(listing).await?;
    if task.area != area.id || !actor.may(Right::Decide, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let visitor = visitor.map(str::trim).unwrap_or_default();
    if visitor.chars().count() > 4_000 || words.chars().count() > 2_000 {
        return Err(OperationError::Refused(
            "Keep the visitor's words under 4,000 characters and your own under 2,000".to_owned(),
        ));
    }
    if visitor.is_empty() && words.trim().is_empty() && task.detail.about.is_empty() {
        return Err(OperationError::Refused(
            "Say what you want to ask them, or let the visitor's words pass".to_owned(),
        ));
    }
    let quoted = format!("| {}\n", visitor.lines().collect::<Vec<_>>().join("\n| "));
    let quoted = if quoted.is_empty() { quoted } else { format!("A visitor to the website wrote:\n{quoted}") };
    let detail = TaskDetail { with_provider: true, ..task.detail.clone() };
    tx.update_task(id, task.risk, &detail).await?;
    let parts = if task.detail.about.is_empty() {
        String::new()
    } else {
        format!("It is about: {}.", task.detail.about.join(", "))
    };
    let link = office.links.to(area, "/provide");
    let told = tell_people(
        &mut tx,
        office,
        area,
        &head,
        &format!("Is something wrong with {}?", head.name),
        &[
            "A visitor thinks that something in your listing is not right.",
            &parts,
            &quoted,
            words,
            "Please look at it and answer here:",
            &link,
        ],
    )
    .await?;
    tx.record_audit(audit(
        Author::Account(actor.account),
        "hand-to-provider",
        id,
        Some(&area.id),
        &task.reference,
        now,
    ));
    tx.commit().await?;
    Ok(told)
}
