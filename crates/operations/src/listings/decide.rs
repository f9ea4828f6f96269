use super::draft::{load, rebase, subject};
use super::publish::{Publication, publish, tell_people};
use crate::tasks::tell_watchers;
use crate::{Office, OperationError, audit};
use jiff::civil::Date;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::editing::{asked_of, take};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::{Author, EditorialRemark, RevisionState};
use local_offer_domain::values::RevisionId;
use local_offer_domain::{Area, Content};
use local_offer_storage::{Decided, ListingState};

/// What the authority decides about a revision.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Publish all of it, today or on a day to come.
    Publish {
        /// The day; `None` for now.
        on: Option<Date>,
        /// What the author is told with it. May be empty.
        words: String,
    },
    /// Publish the answers to these questions; the rest goes back to the author with remarks.
    PublishSome {
        /// The questions.
        questions: Vec<String>,
        /// What should become of the others.
        remarks: Vec<Remark>,
    },
    /// Send it back.
    Return {
        /// What should be changed, question by question.
        remarks: Vec<Remark>,
        /// About all of it.
        words: String,
    },
    /// Refuse it.
    Decline {
        /// Why.
        reason: String,
        /// What the author can do about it.
        appeal: String,
    },
}

/// A remark against a question; an empty question is the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The question.
    pub question: String,
    /// What the author should do.
    pub text: String,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is live.
    Published,
    /// It will be.
    Scheduled,
    /// Some of it is live.
    PublishedSome,
    /// Another person has to agree.
    NeedsSecondPerson,
    /// It is with its author again.
    Returned,
    /// It was refused.
    Declined,
}

impl Outcome {
    /// The word that is kept with the task.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Scheduled => "scheduled",
            Self::PublishedSome => "partly published",
            Self::NeedsSecondPerson => "agreed by one",
            Self::Returned => "returned",
            Self::Declined => "declined",
        }
    }
}

/// Decide on a revision that waits. `shown` is the print of what was looked at: what was taken back, changed and sent again
/// meanwhile is not what somebody has agreed to. Everything that stops it is said before anything is changed.
pub async fn decide(
    office: &Office,
    actor: &Actor,
    area: &Area,
    id: RevisionId,
    shown: &str,
    decision: &Decision,
) -> Result<Outcome, OperationError> {
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let found = tx.lookup_revision(id).await?.ok_or(OperationError::NotThere)?;
    let head = tx.lock_listing(found.head.listing).await?;
    if head.area != area.id || !actor.may(Right::Decide, subject(&head)) {
        return Err(OperationError::NotAllowed);
    }
    // Looked at again under the lock: two people may have pressed at once.
    let draft = load(&mut tx, head.id).await?.ok_or(OperationError::NotThere)?;
    let revision = draft
        .revision
        .clone()
        .filter(|revision| revision.head.id == id && revision.head.state.is_with_authority())
        .ok_or_else(|| {
            OperationError::TooLate("Somebody has decided on this already, or it was taken back".to_owned())
        })?;
    if print_of(&draft.merged()) != shown {
        return Err(OperationError::TooLate(
            "This was changed while you were looking at it. Look at it again before you decide".to_owned(),
        ));
    }
    let by = Author::Account(actor.account).to_string();
    let publishes = matches!(decision, Decision::Publish { .. } | Decision::PublishSome { .. });
    let policy = &area.listing_policy;
    if policy.second_person && publishes {
        if revision.head.author == by {
            return Err(OperationError::Refused("You wrote this, so somebody else has to decide on it".to_owned()));
        }
        if revision.head.state == RevisionState::Agreed && revision.head.decided_by.as_deref() == Some(by.as_str()) {
            return Err(OperationError::Refused("You have agreed already. Now another person has to".to_owned()));
        }
    }
    validate(decision, office.today())?;
    let waiting = [RevisionState::Submitted, RevisionState::Agreed];
    let needs_second = policy.second_person && publishes && revision.head.state == RevisionState::Submitted;
    let author = Author::Account(actor.account);
    let name = draft.content.name().to_owned();
    let provide = office.links.to(area, "/provide");
    let outcome = if needs_second {
        let decided = Decided { by: &by, ..Decided::default() };
        tx.decide_revision(id, &waiting, RevisionState::Agreed, &decided, now).await?;
        Outcome::NeedsSecondPerson
    } else {
        match decision {
            Decision::Publish { on: Some(day), words } if *day > office.today() => {
                let decided = Decided { by: &by, publish_on: Some(*day), ..Decided::default() };
                tx.decide_revision(id, &waiting, RevisionState::Scheduled, &decided, now).await?;
                let line =
                    format!("What you sent about {name} is agreed. It will be published on {}.", crate::in_words(*day));
                tell_people(&mut tx, office, area, &head, &format!("{name} will be published"), &[&line, words])
                    .await?;
                Outcome::Scheduled
            }
            Decision::Publish { words, .. } => {
                let decided = Decided { by: &by, ..Decided::default() };
                tx.decide_revision(id, &waiting, RevisionState::Agreed, &decided, now).await?;
                let content = draft.merged();
                let publication = Publication {
                    content: &content,
                    revision: Some(&revision),
                    author,
                    by_authority: false,
                    confirms: false,
                };
                publish(&mut tx, office, area, &head, &publication).await?;
                let line = match head.state {
                    ListingState::Live | ListingState::Proposed | ListingState::Archived => {
                        format!("{name} is on {} now.", area.title)
                    }
                    _ => "Your changes are agreed. The listing itself is not shown at the moment.".to_owned(),
                };
                // Its address may be new; whoever asked for it may have no account yet.
                let now_at = tx.lookup_head(head.id).await?.unwrap_or(head.clone());
                let public = office.links.to(area, &now_at.kind.path(&now_at.slug));
                let mut paragraphs = vec![line.as_str()];
                if now_at.state == ListingState::Live {
                    paragraphs.push(&public);
                }
                paragraphs.extend([words, "To change it, sign in:", &provide]);
                tell_people(&mut tx, office, area, &head, &format!("{name} is published"), &paragraphs).await?;
                Outcome::Published
            }
            Decision::PublishSome { questions, remarks } => {
                if head.state == ListingState::Proposed {
                    return Err(OperationError::Refused(
                        "A listing that is not public yet can only be published whole. Return it with remarks instead"
                            .to_owned(),
                    ));
                }
                let mut content = draft.live.clone();
                let chosen: Vec<&str> = questions.iter().map(String::as_str).collect();
                take(&chosen, &draft.merged(), &mut content);
                let publication =
                    Publication { content: &content, revision: None, author, by_authority: false, confirms: false };
                publish(&mut tx, office, area, &head, &publication).await?;
                let decided = Decided { by: &by, outcome: "Some of it is published", ..Decided::default() };
                tx.decide_revision(id, &waiting, RevisionState::Returned, &decided, now).await?;
                rebase(&mut tx, head.id).await?;
                let told = add_remarks(&mut tx, head.kind, id, remarks, now).await?;
                let line = format!("Some of what you changed in {name} is published. The rest needs another look.");
                tell_people(
                    &mut tx,
                    office,
                    area,
                    &head,
                    &format!("{name}: partly published"),
                    &[&line, &told, &provide],
                )
                .await?;
                Outcome::PublishedSome
            }
            Decision::Return { remarks, words } => {
                let decided = Decided { by: &by, outcome: words, ..Decided::default() };
                tx.decide_revision(id, &waiting, RevisionState::Returned, &decided, now).await?;
                let told = add_remarks(&mut tx, head.kind, id, remarks, now).await?;
                let link = resume_link(&mut tx, office, area, &head).await?.unwrap_or(provide);
                let line =
                    format!("Before {name} can be published, please change something. Nothing you wrote is lost.");
                tell_people(
                    &mut tx,
                    office,
                    area,
                    &head,
                    &format!("Please change something in {name}"),
                    &[&line, words, &told, "Go on here:", &link],
                )
                .await?;
                Outcome::Returned
            }
            Decision::Decline { reason, appeal } => {
                let words = format!("{reason}\n\n{appeal}");
                let decided = Decided { by: &by, outcome: &words, ..Decided::default() };
                tx.decide_revision(id, &waiting, RevisionState::Declined, &decided, now).await?;
                let line = format!("We have not published what you sent about {name}.");
                tell_people(
                    &mut tx,
                    office,
                    area,
                    &head,
                    &format!("About {name}"),
                    &[&line, reason, "What you can do:", appeal],
                )
                .await?;
                Outcome::Declined
            }
        }
    };
    if let Some(task) = tx.find_task_of(id).await? {
        if outcome != Outcome::NeedsSecondPerson {
            tx.close_task(task.id, outcome.as_str(), now).await?;
        }
        tell_watchers(&mut tx, office, &task, actor.account, outcome.as_str()).await?;
    }
    tx.record_audit(audit(
        author,
        action(outcome),
        head.id,
        Some(&area.id),
        &format!("revision {}", revision.head.number),
        now,
    ));
    tx.commit().await?;
    Ok(outcome)
}

/// What stands for content that somebody has looked at: SHA-256 of it, in hexadecimal.
pub fn print_of(content: &Content) -> String {
    crate::secret::hash(&content.to_json())
}

fn action(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Published => "publish",
        Outcome::Scheduled => "schedule",
        Outcome::PublishedSome => "publish-some",
        Outcome::NeedsSecondPerson => "agree",
        Outcome::Returned => "return",
        Outcome::Declined => "decline",
    }
}

/// What has to be said with a decision.
fn validate(decision: &Decision, today: Date) -> Result<(), OperationError> {
    let refused = |text: &str| Err(OperationError::Refused(text.to_owned()));
    let remarks = match decision {
        Decision::PublishSome { remarks, .. } | Decision::Return { remarks, .. } => remarks.as_slice(),
        Decision::Publish { .. } | Decision::Decline { .. } => &[],
    };
    if let Some(length) = remarks.iter().map(|remark| remark.text.chars().count()).find(|n| *n > LONGEST_REMARK) {
        let text = format!("Keep each remark under {LONGEST_REMARK} characters; one has {length}");
        return Err(OperationError::Refused(text));
    }
    match decision {
        Decision::Publish { on: Some(day), .. } if *day < today => refused("Choose today or a day to come"),
        Decision::PublishSome { questions, .. } if questions.is_empty() => {
            refused("Choose at least one answer to publish")
        }
        Decision::Return { remarks, words } if words.trim().is_empty() && remarks.is_empty() => {
            refused("Say what should be changed: without a remark nobody knows what to do")
        }
        Decision::Decline { reason, .. } if reason.trim().is_empty() => refused("Give the reason"),
        Decision::Decline { appeal, .. } if appeal.trim().is_empty() => {
            refused("Say what they can do if they do not agree")
        }
        _ => Ok(()),
    }
}

/// Longest words of a remark, in characters.
pub const LONGEST_REMARK: usize = 2_000;

/// Keep remarks, and return them as a paragraph.
async fn add_remarks(
    tx: &mut local_offer_storage::Transaction,
    kind: Kind,
    revision: RevisionId,
    remarks: &[Remark],
    now: jiff::Timestamp,
) -> Result<String, OperationError> {
    let mut told = Vec::new();
    for remark in remarks {
        let kept = EditorialRemark { revision, question: remark.question.clone(), text: remark.text.clone(), at: now };
        tx.add_remark(&kept).await?;
        told.push(format!("- {}: {}", label(kind, &remark.question), remark.text));
    }
    Ok(told.join("\n"))
}

/// What a question asks of a listing of this kind, in words: the same name is another question of another kind.
fn label(kind: Kind, question: &str) -> &'static str {
    asked_of(kind).into_iter().find(|(id, _)| *id == question).map_or("In general", |(_, label)| label)
}

/// A new link for an applicant without an account, to work on what was returned. The old one goes on working: only its hash
/// is kept, so it cannot be sent again.
async fn resume_link(
    tx: &mut local_offer_storage::Transaction,
    office: &Office,
    area: &Area,
    head: &local_offer_storage::ListingHead,
) -> Result<Option<String>, OperationError> {
    if head.state != ListingState::Proposed {
        return Ok(None);
    }
    let Some(application) = tx.find_application_of(head.id).await? else { return Ok(None) };
    let key = super::application::add_key(tx, office, &application.id).await?;
    Ok(Some(office.links.to(area, &format!("/apply/{key}"))))
}
