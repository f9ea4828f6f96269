use crate::office::england;
use crate::{Office, OperationError, audit};
use jiff::{Timestamp, ToSpan};
use local_offer_domain::accounts::{Actor, Right, Subject};
use local_offer_domain::guides::GuideContent;
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Area, Content};
use local_offer_storage::{NewListing, Storage, Transaction};
use std::collections::BTreeSet;
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/starter_pages.rs"));

/// A page that was written for every Local Offer.
#[derive(Debug)]
pub struct StarterPage {
    /// The last part of its address.
    pub slug: Slug,
    /// What it says.
    pub content: GuideContent,
}

/// The pages of `content/`, by address.
///
/// # Panics
/// When one is not well-formed: a defect that every test meets.
pub fn starter_pages() -> &'static [StarterPage] {
    static READ: LazyLock<Vec<StarterPage>> = LazyLock::new(|| {
        let page = |(name, text): &(&str, &str)| {
            let (matter, body) = front_matter(text).unwrap_or_else(|| panic!("content/{name}.md has no front matter"));
            let mut content: GuideContent =
                toml::from_str(matter).unwrap_or_else(|error| panic!("content/{name}.md: {error}"));
            body.trim().clone_into(&mut content.body);
            let slug = Slug::parse(name).unwrap_or_else(|error| panic!("content/{name}.md: {error}"));
            StarterPage { slug, content }
        };
        PAGES.iter().map(page).collect()
    });
    &READ
}

/// What stands between the first two lines of `+++`, and what comes after.
fn front_matter(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("+++\n")?.split_once("\n+++\n")
}

/// Days in which a new area looks through the pages that it starts with.
const FIRST_LOOK: i64 = 60;

/// Add the starter pages that an area does not have and never had, by somebody who may decide what is published. Returns how
/// many.
pub async fn add_missing_pages(office: &Office, actor: &Actor, area: &Area) -> Result<usize, OperationError> {
    if !actor.may(Right::Decide, Subject { area: &area.id, organisation: None }) {
        return Err(OperationError::NotAllowed);
    }
    start_guides(&office.storage, &area.id, Author::Account(actor.account), office.now()).await
}

/// The same for a new area, before anybody works in it. A page that was moved is not added again at its old address.
pub async fn start_guides(
    storage: &Storage,
    area: &AreaId,
    author: Author,
    now: Timestamp,
) -> Result<usize, OperationError> {
    let mut tx = storage.begin().await?;
    let added = add_starter_pages(&mut tx, area, now, |page| page.content.clone()).await?.len();
    if added > 0 {
        tx.record_audit(audit(author, "start-guides", area, Some(area), &format!("{added} pages"), now));
        tx.commit().await?;
    }
    Ok(added)
}

/// The same inside a transaction; `written` may say what a page says here. The caller writes the audit event.
pub(crate) async fn add_starter_pages(
    tx: &mut Transaction,
    area: &AreaId,
    now: Timestamp,
    written: impl Fn(&StarterPage) -> GuideContent,
) -> Result<Vec<ListingId>, OperationError> {
    let mut there: BTreeSet<Slug> = BTreeSet::new();
    for listing in tx.list_listings_of_kind(area, Kind::Guide).await? {
        if let Ok(Content::Guide(guide)) = Content::parse(Kind::Guide, &listing.content) {
            there.extend(guide.former);
        }
        there.insert(listing.slug);
    }
    let review_by = england(now).saturating_add(FIRST_LOOK.days());
    let mut added = Vec::new();
    for page in starter_pages().iter().filter(|page| !there.contains(&page.slug)) {
        let content = serde_json::to_string(&written(page)).expect("content has only text keys");
        let new = NewListing {
            id: ListingId::new(),
            kind: Kind::Guide,
            area: area.clone(),
            slug: page.slug.clone(),
            organisation: None,
            provenance: None,
            // Nobody of the authority has looked at it yet, and the page says so.
            assurance: None,
            review_by: Some(review_by),
            content,
        };
        tx.add_listing(&new, "starter", now).await?;
        added.push(new.id);
    }
    Ok(added)
}
