//! A setting's report: beginning the next year's with what the last one says, and putting it on the setting's own site.

use super::edit::{open, save};
use crate::error::PageError;
use crate::extract::PathId;
use crate::person::Person;
use crate::view::{Form, Input, Part, View};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use local_offer_domain::Content;
use local_offer_domain::listing::Kind;
use local_offer_domain::settings::SchoolYear;
use local_offer_domain::values::ListingId;
use local_offer_operations::listings::Draft;

/// What can be done with the report, on the page of a setting.
pub(super) fn offer(view: View, draft: &Draft, here: &str, today: Date) -> View {
    let Content::Setting(setting) = &draft.content else { return view };
    let state = setting.report_state(today);
    let mut lines = vec![format!("SEN information report: {}.", state.words().to_lowercase())];
    let gaps = setting.report_gaps().len();
    if let Some(report) = &setting.sen_report {
        if !report.carried.is_empty() {
            lines.push(format!(
                "{} answers are from last year. Say of each whether it is still true, under the headings below.",
                report.carried.len()
            ));
        } else if !report.answers.is_empty() && gaps > 0 {
            lines.push(format!("{gaps} questions have no answer yet."));
        }
    }
    let year = SchoolYear::of(today).to_string();
    let view = view.part(Part::Inset(lines));
    let report = setting.sen_report.as_ref();
    let is_older =
        report.is_some_and(|report| !report.answers.is_empty() && report.year.as_deref() != Some(year.as_str()));
    if is_older {
        let form = Form::post(format!("{here}/report/next-year"));
        view.form(form.second(&format!("Begin the report for {year} with what it says now"), None))
    } else {
        view
    }
}

/// Begin the report of this school year. Nothing changes for families until it is sent.
pub(crate) async fn next_year(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    let Content::Setting(setting) = &draft.content else { return Err(PageError::not_found(&person.context)) };
    let mut changed = setting.clone();
    if let Some(report) = &mut changed.sen_report {
        report.begin_year(SchoolYear::of(person.context.today()).to_string());
    }
    save(&person, id, &draft.content, &Content::Setting(changed)).await?;
    Ok(Redirect::to(&format!("/provide/listings/{id}")).into_response())
}

/// The report as a piece of a page, to copy into the setting's own site.
pub(crate) async fn share(person: Person, PathId(id): PathId<ListingId>) -> Result<View, PageError> {
    let draft = open(&person, id).await?;
    let context = &person.context;
    let setting = context.offer.setting(&draft.head.slug).filter(|setting| setting.id == id);
    let Some(setting) = setting else { return Err(PageError::not_found(context)) };
    let fragment = crate::report_view::fragment(setting, context)?;
    let back = format!("/provide/listings/{id}");
    if setting.content.sen_report.as_ref().is_none_or(|report| report.answers.is_empty()) {
        return Ok(View::new(person.layout("Put the report on your own site"))
            .back("Back to the listing", back)
            .caption(setting.content.name.clone())
            .text("No report is written here yet. Write it, send it, and copy it from here when it is published."));
    }
    let area = Input::long("fragment", "The report, as HTML for your own page", 200_000, &fragment)
        .hint("Copy all of it. It has no script and no style of its own, so it looks like the rest of your site.");
    Ok(View::new(person.layout("Put the report on your own site"))
        .wide()
        .back("Back to the listing", back)
        .caption(setting.content.name.clone())
        .text("The law asks schools to publish the report on their own site (SEND Regulations 2014, regulation 52). You need not write it twice.")
        .part(Part::Links(vec![
            ("The same as a file that a web page can fetch".to_owned(), format!("/settings/{}/report.html", setting.slug)),
            (
                "The page that it links back to".to_owned(),
                context.own_link(&crate::entry::path_of(Kind::Setting, &setting.slug)),
            ),
        ]))
        .form(Form { buttons: Vec::new(), ..Form::get("").with(area) }))
}
