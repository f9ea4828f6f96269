use super::draft::{Draft, joined, load, rebase, subject};
use super::publish::{Publication, publish, review_date};
use crate::limits::{Limited, Who};
use crate::office::england;
use crate::tasks::new_task;
use crate::{Office, OperationError, audit, limits};
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::editing::{Risk, changes, days_to_come, take};
use local_offer_domain::guides::GuideForm;
use local_offer_domain::listing::{Assurance, CheckedBy};
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::{Answer, ListingId};
use local_offer_domain::{Area, Content};
use local_offer_storage::{ListingHead, ListingState, Transaction};

/// What became of a draft that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Submitted {
    /// Questions whose new answers are live.
    pub live: Vec<&'static str>,
    /// Questions whose new answers wait.
    pub waiting: Vec<&'static str>,
    /// What to quote on the phone about what waits.
    pub reference: String,
}

/// Send a draft: what is low risk is live at once, what is high risk waits while what is live stays. Of a listing that was
/// never public, everything waits. `confirms` is whether its author says that everything else is still right too; without
/// it, the day of the last check stays what it was.
pub async fn submit(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    confirms: bool,
) -> Result<Submitted, OperationError> {
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != area.id {
        return Err(OperationError::NotThere);
    }
    if !actor.may(Right::EditListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let draft = load(&mut tx, id).await?.ok_or(OperationError::NotThere)?;
    let Some(revision) = draft.revision.clone().filter(|revision| revision.head.state.is_with_author()) else {
        return Err(OperationError::TooLate("There is nothing to send: it has been sent already".to_owned()));
    };
    if !draft.conflicts().is_empty() {
        return Err(OperationError::Conflict);
    }
    // What is live without an answer may stay so: nobody has to mend everything to change a price.
    let already = if head.live_revision.is_some() { essentials(&draft.live) } else { Vec::new() };
    let mut problems: Vec<String> =
        essentials(&draft.content).into_iter().filter(|problem| !already.contains(problem)).collect();
    problems.extend(report_problems(&draft.live, &draft.content));
    problems.extend(days_to_come(&draft.content, office.today()));
    if !problems.is_empty() {
        return Err(OperationError::Refused(problems.join(". ")));
    }
    let now = office.now();
    let author = Author::Account(actor.account);
    let mut result = Submitted::default();
    let mut wanted = draft.merged();
    date_report(&draft.live, &mut wanted, england(now));
    let all = changes(&draft.live, &wanted, &area.listing_policy);
    if all.is_empty() && head.live_revision.is_some() {
        return Err(OperationError::Refused("Nothing has been changed yet".to_owned()));
    }
    tx.clear_remarks(revision.head.id).await?;
    let is_public = head.state == ListingState::Live || head.state == ListingState::Archived;
    let (low, high): (Vec<_>, Vec<_>) = all.iter().partition(|change| change.risk == Risk::Low && is_public);
    let trusted = actor.may(Right::Decide, subject(&head)) && !area.listing_policy.second_person;
    count(&mut tx, office, actor, &head).await?;
    let low: Vec<&'static str> = if trusted {
        all.iter().map(|change| change.question).collect()
    } else {
        low.iter().map(|c| c.question).collect()
    };
    let high: Vec<&'static str> =
        if trusted { Vec::new() } else { high.iter().map(|change| change.question).collect() };
    if high.is_empty() && (is_public || trusted) {
        let publication =
            Publication { content: &wanted, revision: Some(&revision), author, by_authority: trusted, confirms };
        publish(&mut tx, office, area, &head, &publication).await?;
        result.live = low;
    } else {
        let mut live_now = draft.live.clone();
        if !low.is_empty() {
            take(&low, &wanted, &mut live_now);
            tx.publish_revision(id, &live_now.to_json(), &author.to_string(), now).await?;
            if confirms {
                let today = england(now);
                let checked = Assurance { checked_on: today, checked_by: CheckedBy::Provider };
                let review_by = review_date(area, &live_now, today);
                tx.update_facts(id, head.organisation, Some(checked), Some(review_by), now).await?;
                tx.close_tasks_of(id, TaskKind::Overdue, "confirmed", now).await?;
            }
            result.live = low;
        }
        if let Some(on) = tx.lookup_head(id).await?.and_then(|head| head.live_revision) {
            tx.rebase_draft(revision.head.id, on).await?;
        }
        tx.submit_draft(revision.head.id, &wanted.to_json(), now).await?;
        let kind = if head.live_revision.is_some() { TaskKind::Change } else { TaskKind::Application };
        let named = tx.lookup_head(id).await?.unwrap_or(head.clone());
        let mut detail =
            TaskDetail { about: high.iter().map(|id| (*id).to_owned()).collect(), ..TaskDetail::default() };
        if head.live_revision.is_none() {
            let duplicates = super::application::duplicates_in(&mut tx, &area.id, &wanted, id).await?;
            detail.checks =
                duplicates.iter().map(|found| format!("Looks like {}: {}", found.name, found.why)).collect();
        }
        let mut task = new_task(area, kind, &named, Some(revision.head.id), detail, office);
        wanted.name().clone_into(&mut task.title);
        result.reference.clone_from(&task.reference);
        result.waiting = high;
        tx.add_task(&task).await?;
    }
    if !result.live.is_empty() && !trusted {
        let about = result.live.iter().map(|id| (*id).to_owned()).collect();
        let detail = TaskDetail { about, ..TaskDetail::default() };
        let on = tx.lookup_head(id).await?.unwrap_or(head.clone());
        tx.add_task(&new_task(area, TaskKind::LiveChange, &on, on.live_revision, detail, office)).await?;
    }
    let detail = format!("live: {}; waiting: {}", result.live.join(" "), result.waiting.join(" "));
    tx.record_audit(audit(author, "submit", id, Some(&area.id), &detail, now));
    tx.commit().await?;
    Ok(result)
}

/// What providers send is looked at by somebody, so it is counted. Whoever decides makes work for nobody else.
async fn count(tx: &mut Transaction, office: &Office, actor: &Actor, head: &ListingHead) -> Result<(), OperationError> {
    if actor.may(Right::Decide, subject(head)) {
        return Ok(());
    }
    let who = Who { account: Some(actor.account), listing: Some(head.id), ..Who::default() };
    limits::pass(tx, office, Limited::Send, who).await
}

/// Change what is live at once although another change waits: only answers of low risk, like a notice that it is closed this
/// week. What waits is put on top of it.
pub async fn change_at_once(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: ListingId,
    was: &Content,
    content: &Content,
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let head = tx.lock_listing(id).await?;
    if head.area != area.id {
        return Err(OperationError::NotThere);
    }
    if !actor.may(Right::EditListing, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    let draft = load(&mut tx, id).await?.ok_or(OperationError::NotThere)?;
    let content = joined(was, content, &draft.live).ok_or(OperationError::Conflict)?;
    let changed = changes(&draft.live, &content, &area.listing_policy);
    if head.state != ListingState::Live || changed.iter().any(|change| change.risk == Risk::High) {
        return Err(OperationError::Refused(
            "This has to wait for a decision, and another change is waiting already. Take that one back first"
                .to_owned(),
        ));
    }
    count(&mut tx, office, actor, &head).await?;
    let now = office.now();
    let author = Author::Account(actor.account);
    tx.publish_revision(id, &content.to_json(), &author.to_string(), now).await?;
    rebase(&mut tx, id).await?;
    let live = tx.lookup_head(id).await?.unwrap_or(head);
    let about: Vec<String> = changed.iter().map(|change| change.question.to_owned()).collect();
    let told = about.join(" ");
    let detail = TaskDetail { about, ..TaskDetail::default() };
    tx.add_task(&new_task(area, TaskKind::LiveChange, &live, live.live_revision, detail, office)).await?;
    tx.record_audit(audit(author, "change-at-once", id, Some(&area.id), &told, now));
    tx.commit().await?;
    Ok(())
}

/// What nothing can be sent without, in sentences.
pub(super) fn essentials(content: &Content) -> Vec<String> {
    use local_offer_domain::editing::{GUIDE, ORGANISATION, Question, SERVICE, SETTING};
    fn missing<C>(questions: &[Question<C>], content: &C) -> Vec<String> {
        questions
            .iter()
            .filter(|question| question.needed && !question.is_answered(content))
            .map(|question| format!("Answer “{}”", question.label))
            .collect()
    }
    match content {
        Content::Service(content) => {
            let mut stop = missing(SERVICE, content);
            // A card says "Free" by the one and the page prices by the other: one of them is not true.
            let has_price = content.cost.options.iter().any(|option| option.pounds.is_some_and(|pounds| pounds > 0.0));
            if content.cost.is_free() == Answer::Yes && has_price {
                stop.push("Say that it is free, or give prices, and not both".to_owned());
            }
            stop
        }
        Content::Organisation(content) => missing(ORGANISATION, content),
        Content::Setting(content) => missing(&SETTING, content),
        Content::Guide(content) => missing(GUIDE, content),
    }
}

/// What is wrong with a report that is about to be published: answers of last year that nobody has looked at, and a
/// mainstream school that does not say who its SENCO is (SEND Regulations 2014, Schedule 1 paragraph 4).
fn report_problems(live: &Content, wanted: &Content) -> Vec<String> {
    let (Content::Setting(live), Content::Setting(wanted)) = (live, wanted) else { return Vec::new() };
    let Some(report) = wanted.sen_report.as_ref().filter(|_| live.sen_report != wanted.sen_report) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    if !report.carried.is_empty() {
        problems.push(format!(
            "{} answers are from last year, and nobody has said whether they are still true",
            report.carried.len()
        ));
    }
    if !report.answers.is_empty() && wanted.is_mainstream() && !wanted.has_senco() {
        problems.push("Give the name of the SEN co-ordinator (SENCO) and how to reach them".to_owned());
    }
    problems
}

/// A report that is written here and says no day is of the day on which it is sent, and so is news.
fn date_report(live: &Content, wanted: &mut Content, today: jiff::civil::Date) {
    if let Content::Guide(guide) = wanted {
        if guide.form == GuideForm::News {
            guide.first_published.get_or_insert(today);
        }
        return;
    }
    let (Content::Setting(live), Content::Setting(wanted)) = (live, wanted) else { return };
    let changed = live.sen_report != wanted.sen_report;
    if let Some(report) = wanted.sen_report.as_mut().filter(|report| changed && !report.answers.is_empty()) {
        report.published_on.get_or_insert(today);
    }
}

impl Draft {
    /// What nothing can be sent without and is not there, in sentences.
    pub fn missing(&self) -> Vec<String> {
        essentials(&self.content)
    }
}
