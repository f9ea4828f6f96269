//! A setting's SEN information report, as its page, the comparison and its own site show it.

use crate::entry::path_of;
use crate::error::PageError;
use crate::extract::AreaContext;
use crate::words::{self, paragraphs};
use askama::Template;
use jiff::civil::Date;
use local_offer_domain::Setting;
use local_offer_domain::law::sen_report::headings;
use local_offer_domain::listing::Kind;
use local_offer_domain::settings::{ReportState, SettingContent};

/// How to reach the SENCO, on a line each.
pub(crate) fn senco(content: &SettingContent) -> Vec<String> {
    let told = content.sendco.iter().flat_map(|senco| {
        let who = match &senco.name {
            Some(name) if senco.role.is_empty() => name.clone(),
            Some(name) => format!("{name}, {}", senco.role),
            None => senco.role.clone(),
        };
        [Some(who), senco.phone.clone(), senco.email.clone()].into_iter().flatten()
    });
    told.filter(|line| !line.is_empty()).collect()
}

/// A report that is written here, heading by heading.
pub(crate) struct ReportView {
    pub(crate) year: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) out_of_date: bool,
    pub(crate) headings: Vec<HeadingView>,
}

/// One of the eleven headings, with what is answered under it.
pub(crate) struct HeadingView {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) answers: Vec<AnswerView>,
}

/// One answer of a report.
pub(crate) struct AnswerView {
    pub(crate) question: &'static str,
    pub(crate) source: String,
    pub(crate) paragraphs: Vec<String>,
}

impl ReportView {
    pub(crate) fn of(setting: &Setting, today: Date) -> Option<Self> {
        let content = &setting.content;
        let report = content.sen_report.as_ref().filter(|report| !report.answers.is_empty())?;
        let headings = headings().iter().map(|heading| HeadingView {
            id: &heading.id,
            label: &heading.label,
            answers: content
                .report_sections()
                .filter(|section| section.heading == heading.id)
                .map(|section| AnswerView {
                    question: &section.question,
                    source: section.source(),
                    paragraphs: report.answer(&section.key).map(paragraphs).unwrap_or_default(),
                })
                .collect(),
        });
        Some(Self {
            year: report.year.clone(),
            published: report.published_on.map(words::date),
            out_of_date: content.report_state(today) == ReportState::OutOfDate,
            headings: headings.collect(),
        })
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Fragment<'a> {
    name: &'a str,
    report: Option<ReportView>,
    senco: Vec<String>,
    public: &'a str,
    offer: &'a str,
    title: &'a str,
}

/// The report of a setting as HTML without styles, with a link back.
pub(crate) fn fragment(setting: &Setting, context: &AreaContext) -> Result<String, PageError> {
    let public = context.own_link(&path_of(Kind::Setting, &setting.slug));
    let offer = context.own_link("");
    let fragment = Fragment {
        name: &setting.content.name,
        // The school's own site says when the report is too old by its date, which stands in it.
        report: ReportView::of(setting, context.today()).map(|report| ReportView { out_of_date: false, ..report }),
        senco: senco(&setting.content),
        public: &public,
        offer: &offer,
        title: &context.area().title,
    };
    fragment.render().map_err(|error| {
        tracing::error!(%error, "the report of a setting cannot be printed");
        PageError::Broken
    })
}
