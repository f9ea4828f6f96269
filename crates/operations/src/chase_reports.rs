use crate::accounts::chased_invitation;
use crate::letters::{about, letter};
use crate::listings::people_of;
use crate::{Office, OperationError, audit};
use jiff::SignedDuration;
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::settings::ReportState;
use local_offer_domain::values::ListingId;
use local_offer_domain::{Area, Content};
use local_offer_storage::ListingState;
use std::collections::BTreeSet;

/// How many settings were written to, and which could not be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chased {
    /// Settings whose people have a message waiting for them.
    pub written_to: usize,
    /// Settings that were asked a few days ago, and are left in peace.
    pub asked_lately: usize,
    /// Names of settings of which we have no address.
    pub unreachable: Vec<String>,
}

/// Days in which a setting is not asked again.
const PATIENCE_DAYS: i64 = 14;

/// Ask settings for their SEN information report, each in the words that fit what is wrong. One that is as it should be is left
/// alone, whatever somebody ticked.
pub async fn chase_reports(
    office: &Office,
    actor: &Actor,
    area: &Area,
    settings: &[ListingId],
) -> Result<Chased, OperationError> {
    if !actor.may(Right::WorkQueue, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let (now, today) = (office.now(), office.today());
    let mut chased = Chased::default();
    let mut tx = office.storage.begin().await?;
    for id in &settings.iter().copied().collect::<BTreeSet<_>>() {
        let Some(head) = tx.lookup_head(*id).await? else { continue };
        if head.area != area.id || head.kind != Kind::Setting || head.state != ListingState::Live {
            continue;
        }
        let Some(stored) = tx.lookup_listing(*id).await? else { continue };
        let Ok(Content::Setting(setting)) = Content::parse(Kind::Setting, &stored.content) else { continue };
        let state = setting.report_state(today);
        if !state.is_wanting() {
            continue;
        }
        let since = now - SignedDuration::from_hours(PATIENCE_DAYS * 24);
        if tx.last_done("chase-report", &id.to_string()).await?.is_some_and(|at| at > since) {
            chased.asked_lately += 1;
            continue;
        }
        let wrong = match state {
            ReportState::Missing => "We have no SEN information report of yours.",
            ReportState::Undated => "Your SEN information report does not say when it was published.",
            ReportState::OutOfDate => "Your SEN information report is more than a year old.",
            _ => "Your SEN information report leaves some questions open.",
        };
        let people = people_of(&mut tx, &head).await?;
        if people.is_empty() {
            chased.unreachable.push(head.name.clone());
            continue;
        }
        let with_accounts = tx.has_people(*id).await?;
        for email in &people {
            // Somebody who has no account cannot open the page: the link that makes one is the way in.
            let (way, link) = if with_accounts {
                (
                    "Write it here, or tell us where it is on your own site",
                    office.links.to(area, &format!("/provide/listings/{id}")),
                )
            } else {
                let link = chased_invitation(&mut tx, office, area, email, *id, actor.account).await?;
                (
                    "Nobody of yours looks after what we say about you yet. Follow this link to begin, and write it there, or tell us where it is on your own site; it is good for two weeks",
                    link,
                )
            };
            let message = letter(
                area,
                email,
                &format!("SEN information report of {}", head.name),
                &[
                    wrong,
                    "The law asks schools to publish it, and families compare settings by it.",
                    &format!("{way}: {link}"),
                    "Last year's answers can be copied: you then say of each whether it is still true.",
                ],
            );
            tx.queue_message(&about(*id, message), now).await?;
        }
        tx.record_audit(audit(Author::Account(actor.account), "chase-report", id, Some(&area.id), state.as_str(), now));
        chased.written_to += 1;
    }
    if chased.written_to > 0 {
        tx.commit().await?;
    }
    Ok(chased)
}
