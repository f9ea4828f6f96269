use crate::listings::rebase;
use crate::{Office, OperationError, audit};
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::guides::fill;
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::{Area, Content};
use local_offer_storage::ListingState;
use std::collections::BTreeMap;

/// Longest local fact.
const LONGEST: usize = 1_000;

/// Write local facts into every live page that asks for them, each page with a revision of its own. Returns how many pages
/// have changed. Whoever does it must be one who may decide: it is public at once.
pub async fn fill_in(
    office: &Office,
    actor: &Actor,
    area: &Area,
    facts: &BTreeMap<String, String>,
) -> Result<usize, OperationError> {
    if !actor.may(Right::Decide, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    let facts: BTreeMap<&str, &str> =
        facts.iter().map(|(key, text)| (key.as_str(), text.trim())).filter(|(_, text)| !text.is_empty()).collect();
    if let Some((key, text)) = facts.iter().find(|(_, text)| text.chars().count() > LONGEST) {
        let length = text.chars().count();
        return Err(OperationError::Refused(format!("{key}: use {LONGEST} characters or fewer; this has {length}")));
    }
    if area.listing_policy.second_person {
        return Err(OperationError::Refused(
            "Two people have to agree to what is published here. Change each page, and send it to be decided"
                .to_owned(),
        ));
    }
    let author = Author::Account(actor.account);
    let mut tx = office.storage.begin().await?;
    let mut changed = 0;
    for listing in tx.list_listings_of_kind(&area.id, Kind::Guide).await? {
        let head = tx.lock_listing(listing.id).await?;
        if head.state != ListingState::Live {
            continue;
        }
        // Read again under the lock.
        let Some(live) = tx.lookup_listing(listing.id).await? else { continue };
        let Ok(Content::Guide(mut guide)) = Content::parse(Kind::Guide, &live.content) else { continue };
        let value = |key: &str, _: &str| facts.get(key).map(|text| (*text).to_owned());
        let body = fill(&guide.body, value);
        if body == guide.body {
            continue;
        }
        // Other forms that said the same as the page still do: a telephone number was added, nothing else.
        let before = guide.source_text();
        guide.body = body;
        let after = guide.source_text();
        for variant in guide.variants.iter_mut().filter(|variant| variant.made_from == before) {
            variant.made_from.clone_from(&after);
        }
        tx.publish_revision(head.id, &Content::Guide(guide).to_json(), &author.to_string(), office.now()).await?;
        rebase(&mut tx, head.id).await?;
        // A draft whose text was changed keeps its text, and with it what is filled in now: there too.
        if let Some(open) = tx.find_open_revision(head.id).await?
            && let Ok(Content::Guide(mut draft)) = Content::parse(Kind::Guide, &open.content)
        {
            draft.body = fill(&draft.body, value);
            tx.rewrite_open(open.head.id, &Content::Guide(draft).to_json()).await?;
        }
        changed += 1;
    }
    if changed > 0 {
        let keys = facts.keys().copied().collect::<Vec<_>>().join(" ");
        tx.record_audit(audit(author, "fill-in", &area.id, Some(&area.id), &keys, office.now()));
        tx.commit().await?;
    }
    Ok(changed)
}
