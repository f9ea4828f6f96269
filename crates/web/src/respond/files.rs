//! `/files/{hash}`: a picture or paper of a listing that is shown now.

use crate::cookies;
use crate::error::PageError;
use crate::extract::{AreaContext, PathKey};
use crate::person::SignedIn;
use axum::Extension;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use local_offer_domain::Published;
use local_offer_domain::accounts::{Right, Subject};
use local_offer_operations::listings::find_application;
use local_offer_storage::{ListingHead, StorageError};

/// Whether somebody may see a file that is not public yet: who may see the listing it belongs to, and who applies for it.
async fn may_see(
    context: &AreaContext,
    signed: Option<&Extension<SignedIn>>,
    headers: &HeaderMap,
    hash: &str,
) -> Result<bool, PageError> {
    let broken = |error: StorageError| PageError::of(context, error.into());
    let office = context.site.office();
    let owners = office.storage.read().await.map_err(broken)?.list_owners_of_file(hash).await.map_err(broken)?;
    let actor = signed.map(|Extension(SignedIn(signed))| &signed.actor);
    let sees = |head: &ListingHead| {
        let subject = Subject { area: &head.area, organisation: Some(head.owner()) };
        actor.is_some_and(|actor| actor.may(Right::SeeListing, subject))
    };
    if owners.iter().any(sees) {
        return Ok(true);
    }
    let Some(key) = cookies::read(headers, cookies::APPLICATION, office.links.is_secure()) else { return Ok(false) };
    let application = find_application(office, &context.area().id, key).await;
    let application = application.map_err(|error| PageError::of(context, error))?;
    let open = application.filter(|application| !application.is_over);
    Ok(open.is_some_and(|application| owners.iter().any(|head| head.id == application.listing)))
}

/// Only what a live listing shows, so that what is suspended takes its pictures with it. People who are signed in also see
/// the files of what they work on.
pub(crate) async fn get(
    context: AreaContext,
    PathKey(hash): PathKey,
    headers: HeaderMap,
    signed: Option<Extension<SignedIn>>,
) -> Result<Response, PageError> {
    let shown = context.offer.entries().find_map(|entry| match entry.as_ref() {
        Published::Service(service) => service.content.files.iter().find(|file| file.hash == hash),
        Published::Guide(guide) => guide.content.files.iter().find(|file| file.hash == hash),
        Published::Organisation(_) | Published::Setting(_) => None,
    });
    let media_type = match shown {
        Some(file) => file.media_type.clone(),
        None if may_see(&context, signed.as_ref(), &headers, &hash).await? => String::new(),
        None => return Err(PageError::not_found(&context)),
    };
    // The name is the hash of what is in it: whoever has it has it, as long as they may still see it.
    let tag = format!("\"{hash}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)) {
        let headers = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let files = context.site.office().files.clone();
    let named = hash.clone();
    #[expect(clippy::disallowed_methods, reason = "reading a file of ten megabytes is cheap")]
    let bytes = tokio::task::spawn_blocking(move || files.read(&named)).await.ok().flatten();
    let bytes = bytes.ok_or_else(|| PageError::not_found(&context))?;
    let media_type = match media_type.as_str() {
        "image/jpeg" | "image/png" | "application/pdf" => media_type.as_str(),
        _ if bytes.starts_with(b"%PDF-") => "application/pdf",
        _ if bytes.starts_with(b"\x89PNG") => "image/png",
        _ => "image/jpeg",
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    // Asked for again each time, because a listing may be suspended; and never run as a page of ours.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if media_type == "application/pdf" {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"document.pdf\""));
    }
    Ok(response)
}
