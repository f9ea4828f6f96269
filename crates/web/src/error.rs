//! Error pages. Each offers a way on; none shows our insides.

use crate::extract::AreaContext;
use crate::layout::Layout;
use crate::page::Page;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;

/// Why a page cannot be shown.
pub(crate) enum PageError {
    /// There is no such page; perhaps there never was.
    NotFound(Box<Layout>),
    /// There was something here, and it has been taken down.
    Gone(Box<Layout>),
    /// The page is only for reading.
    WrongMethod(Box<Layout>),
    /// The deployment has no area yet.
    NoArea,
    /// Our fault.
    Broken,
}

impl PageError {
    pub(crate) fn not_found(context: &AreaContext) -> Self {
        Self::NotFound(Box::new(context.layout("Page not found")))
    }

    pub(crate) fn wrong_method(context: &AreaContext) -> Self {
        Self::WrongMethod(Box::new(context.layout("Nothing was sent")))
    }

    /// Nothing is shown at this address: it was taken down, or there never was anything.
    pub(crate) fn no_listing(context: &AreaContext, kind: Kind, slug: &Slug) -> Self {
        if context.offer.is_gone(kind, slug) {
            Self::Gone(Box::new(context.layout("No longer listed")))
        } else {
            Self::not_found(context)
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    paragraphs: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "broken.html")]
struct BrokenPage {
    title: &'static str,
    text: &'static str,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(layout) => {
                let paragraphs = &[
                    "If you typed the address, check it is right. If you pasted it, check you have all of it.",
                    "If you followed a link from us, that is our mistake. You can still find what you were looking for here:",
                ];
                Page(StatusCode::NOT_FOUND, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::Gone(layout) => {
                let paragraphs = &[
                    "This was listed here and has been taken down. It may have closed, moved or changed its name.",
                    "You can look for something like it here:",
                ];
                Page(StatusCode::GONE, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::WrongMethod(layout) => {
                let paragraphs =
                    &["This page is only for reading, so what you sent was not kept.", "You can go on from here:"];
                Page(StatusCode::METHOD_NOT_ALLOWED, ErrorPage { layout: *layout, paragraphs }).into_response()
            }
            Self::NoArea => {
                let page = BrokenPage {
                    title: "There is no Local Offer here yet",
                    text: "Whoever looks after this server can add one with: local-offer area add FILE",
                };
                Page(StatusCode::SERVICE_UNAVAILABLE, page).into_response()
            }
            Self::Broken => {
                let page = BrokenPage {
                    title: "Sorry, there is a problem with this page",
                    text: "It is our fault, not yours. Try again in a few minutes, or start again from the home page.",
                };
                let mut response = Page(StatusCode::INTERNAL_SERVER_ERROR, page).into_response();
                response.headers_mut().insert("retry-after", "60".parse().expect("a header value"));
                response
            }
        }
    }
}
