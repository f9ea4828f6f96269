//! `/settings/{slug}/report.html`: a report as a piece of a page, for a setting's own site, with a link back.

use super::setting::{ReportView, senco};
use crate::error::PageError;
use crate::extract::{AreaContext, PathSlug};
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use local_offer_domain::listing::Kind;
use local_offer_domain::{Area, Setting};

#[derive(Template)]
#[template(path = "find/fragment.html")]
struct Fragment<'a> {
    name: &'a str,
    report: Option<ReportView>,
    senco: Vec<String>,
    public: &'a str,
    offer: &'a str,
    title: &'a str,
}

/// The report of a setting as HTML without styles.
pub(crate) fn of(setting: &Setting, public: &str, area: &Area) -> String {
    let offer = public.split("/settings/").next().unwrap_or_default();
    let fragment = Fragment {
        name: &setting.content.name,
        report: ReportView::of(setting, setting.review_by.unwrap_or(jiff::civil::Date::MIN)),
        senco: senco(&setting.content),
        public,
        offer,
        title: &area.title,
    };
    fragment.render().unwrap_or_default()
}

pub(crate) async fn get(context: AreaContext, PathSlug(slug): PathSlug) -> Result<Response, PageError> {
    let setting = context.offer.setting(&slug).ok_or_else(|| PageError::no_listing(&context, Kind::Setting, &slug))?;
    let public = context.own_link(&crate::entry::path_of(Kind::Setting, &slug));
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, Html(of(setting, &public, context.area()))).into_response())
}
