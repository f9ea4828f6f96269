//! Error pages. Each offers a way on; none shows our insides.

use crate::extract::AreaContext;
use crate::layout::Layout;
use crate::page::Page;
use askama::Template;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use local_offer_catalogue::WhyGone;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;
use local_offer_operations::OperationError;
use local_offer_storage::StorageError;

/// Why a page cannot be shown.
pub(crate) enum PageError {
    /// There is no such page; perhaps there never was.
    NotFound(Box<Layout>),
    /// There was something here, and it is not shown any more; what the reader is told.
    Gone(Box<Layout>, Vec<String>),
    /// Something else stops it; what the reader is told, under this status.
    Told(StatusCode, Box<Layout>, Vec<String>),
    /// The database cannot be reached.
    Unavailable,
    /// The page is only for reading.
    WrongMethod(Box<Layout>),
    /// A form came from another site.
    FromElsewhere,
    /// The request names two hosts.
    TwoHosts,
    /// The deployment has no area yet.
    NoArea,
    /// The host name is that of no area.
    OtherHost,
    /// Our fault.
    Broken,
}

impl PageError {
    pub(crate) fn not_found(context: &AreaContext) -> Self {
        Self::NotFound(Box::new(context.layout("Page not found")))
    }

    /// Somebody is signed in and may not open this.
    pub(crate) fn forbidden(context: &AreaContext) -> Self {
        let text = "Your account does not let you see this page. If you think that it should, ask whoever invited you.";
        Self::told(context, StatusCode::FORBIDDEN, "You cannot see this page", &[text])
    }

    /// More was sent than is ever needed.
    pub(crate) fn too_large(context: &AreaContext) -> Self {
        let text = "What you sent is too large, so it was not kept. A file must be smaller than 10 MB.";
        Self::told(context, StatusCode::PAYLOAD_TOO_LARGE, "Too large", &[text])
    }

    /// What was sent came so slowly that nobody waits for the rest.
    pub(crate) fn too_slow(context: &AreaContext) -> Self {
        let text = "What you sent came very slowly and did not arrive whole, so nothing was changed. Go back and try again when your connection is better.";
        Self::told(context, StatusCode::REQUEST_TIMEOUT, "That took too long", &[text])
    }

    /// What was sent cannot be read as a form.
    pub(crate) fn bad_form(context: &AreaContext) -> Self {
        let text = "What you sent did not arrive whole, so nothing was changed. Go back and try again.";
        Self::told(context, StatusCode::BAD_REQUEST, "Something went wrong on the way", &[text])
    }

    pub(crate) fn told(context: &AreaContext, status: StatusCode, title: &str, paragraphs: &[&str]) -> Self {
        Self::Told(status, Box::new(context.layout(title)), own(paragraphs))
    }

    /// Why an operation did not happen, for whoever asked for it.
    pub(crate) fn of(context: &AreaContext, error: OperationError) -> Self {
        match error {
            OperationError::NotAllowed => Self::forbidden(context),
            OperationError::NotThere | OperationError::Storage(StorageError::Missing(_)) => Self::not_found(context),
            OperationError::TooLate(text) | OperationError::Refused(text) => {
                Self::told(context, StatusCode::CONFLICT, "That did not work", &[&format!("{text}.")])
            }
            OperationError::Conflict => {
                let text = "Somebody else has changed the same thing. Go back and look at both versions.";
                Self::told(context, StatusCode::CONFLICT, "That did not work", &[text])
            }
            OperationError::TooOften => {
                let text = "This was asked for very often from your network in the last hour. Try again later.";
                Self::told(context, StatusCode::TOO_MANY_REQUESTS, "Too many at once", &[text])
            }
            OperationError::Storage(error) => {
                tracing::error!(%error, "the database could not do what was asked");
                Self::Unavailable
            }
            OperationError::Unreadable { path, reason } => {
                tracing::error!(path, reason, "a file could not be kept or read");
                Self::Unavailable
            }
        }
    }

    /// Somebody who works for the authority asks where others can read along.
    pub(crate) fn in_clear(context: &AreaContext) -> Self {
        let text =
            "This connection is not secure, so people who work for the council cannot use it. Open this page by https.";
        Self::told(context, StatusCode::FORBIDDEN, "Not on this connection", &[text])
    }

    pub(crate) fn wrong_method(context: &AreaContext) -> Self {
        Self::WrongMethod(Box::new(context.layout("Nothing was sent")))
    }

    /// Nothing is shown at this address: it was taken down, or there never was anything.
    pub(crate) fn no_listing(context: &AreaContext, kind: Kind, slug: &Slug) -> Self {
        let Some(gone) = context.offer.gone(kind, slug) else { return Self::not_found(context) };
        let authority = &context.area().authority;
        let (title, told) = match gone.why {
            WhyGone::Withdrawn => (
                "No longer listed",
                "This was listed here and has been taken down. It may have closed, moved or changed its name."
                    .to_owned(),
            ),
            WhyGone::Suspended => (
                "Not shown at the moment",
                format!(
                    "{authority} is not showing this listing while it looks into something. That does not mean that anybody did anything wrong."
                ),
            ),
            WhyGone::Archived => (
                "No longer listed",
                "Nobody has confirmed for a long time that this is still right, so it is no longer listed.".to_owned(),
            ),
        };
        let mut paragraphs = vec![told];
        paragraphs.extend(gone.notice.clone());
        paragraphs.push("You can look for something like it here:".to_owned());
        Self::Gone(Box::new(context.layout(title)), paragraphs)
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "broken.html")]
struct BrokenPage {
    title: &'static str,
    text: &'static str,
}

fn own(paragraphs: &[&str]) -> Vec<String> {
    paragraphs.iter().map(|&paragraph| paragraph.to_owned()).collect()
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(layout) => {
                let paragraphs = own(&[
                    "If you typed the address, check it is right. If you pasted it, check you have all of it.",
                    "If you followed a link from us, that is our mistake. You can still find what you were looking for here:",
                ]);
                Page(StatusCode::NOT_FOUND, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::Gone(layout, paragraphs) => {
                Page(StatusCode::GONE, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::Told(status, layout, paragraphs) => {
                Page(status, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::Unavailable => later(bare(
                StatusCode::SERVICE_UNAVAILABLE,
                "Sorry, this cannot be done at the moment",
                "Nothing was changed. Families can still find help. Try again in a few minutes: go back, and what you typed is still there.",
            )),
            Self::WrongMethod(layout) => {
                let paragraphs =
                    own(&["This page is only for reading, so what you sent was not kept.", "You can go on from here:"]);
                Page(StatusCode::METHOD_NOT_ALLOWED, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::FromElsewhere => bare(
                StatusCode::FORBIDDEN,
                "This did not come from a page of ours",
                "So nothing was changed. Open the page on this site, and send it from there.",
            ),
            Self::TwoHosts => bare(
                StatusCode::BAD_REQUEST,
                "This request cannot be understood",
                "It asks two sites at once. Open the page again.",
            ),
            Self::OtherHost => bare(
                StatusCode::MISDIRECTED_REQUEST,
                "Not this website",
                "The name by which you asked for this page is not one of this website.",
            ),
            Self::NoArea => bare(
                StatusCode::SERVICE_UNAVAILABLE,
                "There is no Local Offer here yet",
                "Whoever looks after this server can add one with: local-offer area add FILE",
            ),
            Self::Broken => later(bare(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Sorry, there is a problem with this page",
                "It is our fault, not yours. Try again in a few minutes, or start again from the home page.",
            )),
        }
    }
}

/// A page without the frame of an area: for when there is none, or nobody can know which.
fn bare(status: StatusCode, title: &'static str, text: &'static str) -> Response {
    Page(status, BrokenPage { title, text }).into_response()
}

/// The same, with when to try again.
fn later(mut response: Response) -> Response {
    response.headers_mut().insert("retry-after", HeaderValue::from_static("60"));
    response
}
