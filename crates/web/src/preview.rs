//! A draft as the public will see it: the public's own page, from a catalogue that has nothing but the draft.

use crate::extract::AreaContext;
use crate::moment::{Banner, Moment, show as show_moment};
use axum::http::HeaderMap;
use axum::response::Response;
use local_offer_catalogue::Catalogue;
use local_offer_domain::values::{ListingId, Slug};
use local_offer_domain::{Content, Listing, Published};
use std::sync::Arc;

/// Show content as the public will see it.
pub(crate) async fn show(
    context: &AreaContext,
    headers: &HeaderMap,
    content: &Content,
    organisation: Option<&Content>,
    links: Vec<(String, String)>,
) -> Response {
    let owner = organisation.filter(|content| !content.name().is_empty()).map(|content| (ListingId::new(), content));
    let mut entries = Vec::new();
    if let Some((id, content)) = owner {
        entries.push(published(context, id, content, None));
    }
    entries.push(published(context, ListingId::new(), content, owner.map(|(id, _)| id)));
    let today = &context.catalogue;
    let empty = Catalogue::new(today.vocabulary().clone(), today.gazetteer().clone());
    let catalogue = Arc::new(empty.with_everything(vec![context.area().clone()], entries, Vec::new()));
    let banner = Banner {
        title: "This is how families will see it".to_owned(),
        lines: vec!["It is not public yet.".to_owned()],
        links,
    };
    let path = crate::entry::path_of(content.kind(), &slug());
    show_moment(&context.site, headers, &path, Moment { catalogue, coverage: Arc::default(), day: None, banner }).await
}

fn slug() -> Slug {
    Slug::from_name("preview")
}

fn published(context: &AreaContext, id: ListingId, content: &Content, organisation: Option<ListingId>) -> Published {
    let now = context.site.office().now();
    macro_rules! listing {
        ($content:expr) => {
            Listing {
                id,
                area: context.area().id.clone(),
                slug: slug(),
                organisation,
                content: $content,
                assurance: None,
                review_by: None,
                provenance: None,
                published_at: now,
            }
        };
    }
    match content {
        Content::Service(content) => Published::Service(listing!(content.as_ref().clone().public())),
        Content::Organisation(content) => Published::Organisation(listing!(content.as_ref().clone().public())),
        Content::Setting(content) => Published::Setting(listing!(content.as_ref().clone())),
        Content::Guide(content) => Published::Guide(listing!(content.as_ref().clone())),
    }
}
