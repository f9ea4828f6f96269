use crate::office::england;
use crate::{OperationError, audit};
use jiff::{Timestamp, ToSpan};
use local_offer_domain::guides::GuideContent;
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::values::{AreaId, ListingId, Slug};
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

/// Give an area the starter pages that it does not have and never had. Returns how many.
pub async fn start_guides(storage: &Storage, area: &AreaId, now: Timestamp) -> Result<usize, OperationError> {
    let mut tx = storage.begin().await?;
    let added = add_starter_pages(&mut tx, area, now, |page| page.content.clone()).await?.len();
    if added > 0 {
        tx.record_audit(audit(Author::System, "start-guides", area, Some(area), &format!("{added} pages"), now));
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
    let there: BTreeSet<Slug> =
        tx.list_listings_of_kind(area, Kind::Guide).await?.into_iter().map(|listing| listing.slug).collect();
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
