//! Forms on paper and in documents: download what is asked as an `OpenDocument` text or a page to print, fill it in anywhere, and
//! send it again. What was written fills in the same form as in the browser; nothing is sent until somebody has looked at it.

use super::edit::{open, save};
use crate::editor;
use crate::error::PageError;
use crate::extract::{AreaContext, PathId, PathKey};
use crate::form_data::{FormData, Upload, problem};
use crate::layout::Layout;
use crate::page::Page;
use crate::person::Person;
use crate::questions;
use crate::search_params::Problem;
use crate::view::{Form, Input, Look, Part, View};
use crate::words;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::editing::{Kind, Question, SERVICE, SERVICE_SECTIONS, SETTING, SETTING_SECTIONS};
use local_offer_domain::settings::SettingKind;
use local_offer_domain::values::ListingId;
use local_offer_domain::{Content, ServiceContent, SettingContent};
use local_offer_operations::{FormField, FormPart, OperationError, ReadForm, read_form, write_form};

/// A form that can be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FormTemplate {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    about: &'static str,
}

/// Every form, by the word in addresses.
pub(crate) const TEMPLATES: [FormTemplate; 4] = [
    FormTemplate {
        id: "settings",
        title: "SEN information report of a school",
        about: "For schools: what the SEND Regulations 2014 ask you to publish, under eleven headings.",
    },
    FormTemplate {
        id: "early-years",
        title: "What a nursery or childminder offers",
        about: "For nurseries, pre-schools and childminders: how you help children with special educational needs or a disability.",
    },
    FormTemplate {
        id: "post-16",
        title: "What a college or sixth form offers",
        about: "For colleges and other post-16 providers: how you help young people with special educational needs or a disability.",
    },
    FormTemplate {
        id: "health",
        title: "A health service",
        about: "For NHS trusts and other health services: referrals, criteria, clinics, waiting times, and what helps meanwhile.",
    },
];

/// The pages of a service's form that a health service fills in.
const HEALTH_PAGES: [&str; 6] = ["about", "who", "getting-in", "deciding", "health", "complaints"];

/// Rows of a table on paper, at least; two are always free.
const PAPER_ROWS: usize = 4;

/// The form that fits what a listing is.
pub(crate) fn kind_of(content: &Content) -> Option<&'static str> {
    match content {
        Content::Setting(setting) => Some(match setting.kind {
            Some(SettingKind::EarlyYears | SettingKind::ChildrensCentre) => "early-years",
            Some(SettingKind::Post16 | SettingKind::SpecialistCollege) => "post-16",
            _ => "settings",
        }),
        Content::Service(service) => service.is_of_health().then_some("health"),
        Content::Organisation(_) | Content::Guide(_) => None,
    }
}

/// An empty listing of the kind that a form is for.
fn empty(id: &str) -> Content {
    match id {
        "health" => Content::Service(Box::default()),
        "early-years" => Content::Setting(Box::new(SettingContent {
            kind: Some(SettingKind::EarlyYears),
            ..SettingContent::default()
        })),
        "post-16" => {
            Content::Setting(Box::new(SettingContent { kind: Some(SettingKind::Post16), ..SettingContent::default() }))
        }
        _ => Content::Setting(Box::default()),
    }
}

/// The questions of a listing that words can answer, page by page, with what is there already.
fn parts(content: &Content) -> Vec<FormPart> {
    fn part<C>(label: &str, questions: Vec<&Question<C>>, content: &C) -> FormPart {
        let fields = questions.into_iter().flat_map(|question| fields(question, content)).collect();
        FormPart { heading: label.to_owned(), fields }
    }
    let all = match content {
        Content::Service(service) => SERVICE_SECTIONS
            .iter()
            .filter(|(id, ..)| HEALTH_PAGES.contains(id))
            .map(|(id, label, _)| {
                part(label, SERVICE.iter().filter(|question| question.section == *id).collect(), service.as_ref())
            })
            .collect(),
        Content::Setting(setting) => {
            let asked: Vec<&str> = setting.report_sections().map(|section| section.key.as_str()).collect();
            let is_asked = |question: &&Question<SettingContent>| {
                let is_section = local_offer_domain::law::sen_report::section(question.id).is_some();
                !is_section || asked.contains(&question.id)
            };
            SETTING_SECTIONS
                .iter()
                .map(|(id, label, _)| {
                    let of = SETTING.iter().filter(|question| question.section == *id).filter(is_asked).collect();
                    part(label, of, setting.as_ref())
                })
                .collect::<Vec<_>>()
        }
        Content::Organisation(_) | Content::Guide(_) => Vec::new(),
    };
    all.into_iter().filter(|part| !part.fields.is_empty()).collect()
}

/// A question as fields of a form on paper, under the names that the form in the browser has for them.
fn fields<C>(question: &Question<C>, content: &C) -> Vec<FormField> {
    let values = (question.get)(content);
    let field = |name: String, label: String, hint: &str, value: String| FormField {
        name,
        label,
        hint: hint.to_owned(),
        value,
    };
    match question.kind {
        Kind::Text(_) | Kind::LongText(_) => {
            let value = values.into_iter().next().unwrap_or_default();
            vec![field(question.id.to_owned(), question.label.to_owned(), question.hint, value)]
        }
        Kind::Group(parts) => parts
            .iter()
            .enumerate()
            .map(|(at, part)| {
                let name = format!("{}-{}", question.id, part.name);
                let label = format!("{}: {}", question.label, part.label.to_lowercase());
                field(name, label, "", values.get(at).cloned().unwrap_or_default())
            })
            .collect(),
        Kind::Rows(parts) => (0..PAPER_ROWS.max(values.len() / parts.len().max(1) + 2))
            .flat_map(|row| {
                let values = &values;
                parts.iter().enumerate().map(move |(at, part)| {
                    let name = format!("{}-{row}-{}", question.id, part.name);
                    let label = format!("{} {}: {}", question.label, row + 1, part.label.to_lowercase());
                    field(name, label, "", values.get(row * parts.len() + at).cloned().unwrap_or_default())
                })
            })
            .collect(),
        // What is chosen from a list is chosen in the browser.
        Kind::Choice(_) | Kind::Choices(_) | Kind::Places | Kind::Files | Kind::Markdown(_) | Kind::Variants => {
            Vec::new()
        }
    }
}

/// Answer the questions that a document has answers for; every other answer stays, and so does that to a question whose boxes
/// are all empty: on paper that means that somebody did not know.
fn fill(
    content: &mut Content,
    form: &FormData,
    vocabulary: &local_offer_catalogue::Vocabulary,
) -> (usize, Vec<Problem>) {
    fn all<C>(
        questions: &'static [Question<C>],
        content: &mut C,
        form: &FormData,
        vocabulary: &local_offer_catalogue::Vocabulary,
    ) -> (usize, Vec<Problem>) {
        // What is there now, with what the document says in its place: a part that it leaves out is not lost.
        let mut joined: Vec<(String, String)> = Vec::new();
        let mut asked: Vec<&Question<C>> = Vec::new();
        for question in questions {
            let there = fields(question, content);
            let written = |name: &str| form.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.trim());
            if there.iter().filter_map(|field| written(&field.name)).any(|text| !text.is_empty()) {
                let value = |field: FormField| match written(&field.name) {
                    Some(text) => (field.name, text.to_owned()),
                    None => (field.name, field.value),
                };
                joined.extend(there.into_iter().map(value));
                asked.push(question);
            }
        }
        let before: Vec<Vec<String>> = asked.iter().map(|question| (question.get)(content)).collect();
        let mut problems = questions::write(&asked, content, &FormData(joined), vocabulary);
        for problem in &mut problems {
            // On paper a question is known by its words.
            let label = asked.iter().find(|question| question.id == problem.field).map(|question| question.label);
            if let Some(label) = label {
                problem.field = label.into();
            }
        }
        let changed = asked.iter().zip(before).filter(|(question, before)| (question.get)(content) != *before).count();
        (changed, problems)
    }
    match content {
        Content::Service(service) => all::<ServiceContent>(SERVICE, service, form, vocabulary),
        Content::Setting(setting) => {
            let before = setting.clone();
            let filled = all::<SettingContent>(&SETTING, setting, form, vocabulary);
            editor::still_true(&before, setting, form);
            filled
        }
        Content::Organisation(_) | Content::Guide(_) => (0, Vec::new()),
    }
}

fn introduction(context: &AreaContext, about: &str) -> Vec<String> {
    vec![
        about.to_owned(),
        "Write into the boxes and leave the words in square brackets as they are: they tell us which answer is which. Leave empty what you do not know.".to_owned(),
        format!("Then sign in to the {} and send the document at your listing, or send it to {}.", context.area().title, context.area().contact.email),
    ]
}

fn document(
    context: &AreaContext,
    template: &FormTemplate,
    content: &Content,
    name: &str,
) -> Result<Response, PageError> {
    let title = if name.is_empty() { template.title.to_owned() } else { format!("{}: {name}", template.title) };
    let bytes = write_form(&title, &introduction(context, template.about), &parts(content))
        .map_err(|error| PageError::of(context, error))?;
    let disposition = format!("attachment; filename=\"{}.odt\"", template.id);
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.oasis.opendocument.text".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// `/templates`: every form.
pub(crate) async fn list(context: AreaContext) -> View {
    let mut view = View::new(context.layout("Forms to download"))
        .text("Fill one in where you have no internet, and send it to us, or sign in and upload it: it fills in the form for you.");
    for template in TEMPLATES {
        view = view.heading(template.title).text(template.about).part(Part::Links(vec![
            ("Download it as a document (ODT)".to_owned(), format!("/templates/{}/form.odt", template.id)),
            ("Print it".to_owned(), format!("/templates/{}", template.id)),
        ]));
    }
    view
}

#[derive(Template)]
#[template(path = "print_form.html")]
pub(crate) struct PrintedForm {
    layout: Layout,
    title: String,
    introduction: Vec<String>,
    parts: Vec<FormPart>,
}

fn named<'a>(context: &AreaContext, id: &str) -> Result<&'a FormTemplate, PageError> {
    TEMPLATES.iter().find(|template| template.id == id).ok_or_else(|| PageError::not_found(context))
}

/// `/templates/{kind}`: a form to print.
pub(crate) async fn printed(context: AreaContext, PathKey(id): PathKey) -> Result<Page<PrintedForm>, PageError> {
    let template = named(&context, &id)?;
    Ok(Page::ok(PrintedForm {
        layout: context.layout(template.title),
        title: template.title.to_owned(),
        introduction: introduction(&context, template.about),
        parts: parts(&empty(template.id)),
    }))
}

/// `/templates/{kind}/form.odt`: a form as a document.
pub(crate) async fn download(context: AreaContext, PathKey(id): PathKey) -> Result<Response, PageError> {
    let template = named(&context, &id)?;
    document(&context, template, &empty(template.id), "")
}

/// `/provide/listings/{id}/template`: the form of one listing, with what it says, and where to send it again.
pub(crate) async fn get(person: Person, PathId(id): PathId<ListingId>) -> Result<View, PageError> {
    let draft = open(&person, id).await?;
    kind_of(&draft.content).ok_or_else(|| PageError::not_found(&person.context))?;
    Ok(page(&person, id, draft.content.name(), Vec::new()))
}

fn page(person: &Person, id: ListingId, name: &str, problems: Vec<Problem>) -> View {
    let here = format!("/provide/listings/{id}/template");
    let file = Input::new("file", "The document, filled in", Look::Document)
        .hint("An OpenDocument text (.odt). Word, LibreOffice and others can save it.")
        .checked(&problems);
    View::new(person.layout("Fill it in on paper or in a document"))
        .back("Back to the listing", format!("/provide/listings/{id}"))
        .caption(name.to_owned())
        .problems(problems)
        .part(Part::Links(vec![
            ("Download it with what is there now (ODT)".to_owned(), format!("{here}/form.odt")),
            ("Empty forms, and forms to print".to_owned(), "/templates".to_owned()),
        ]))
        .heading("Send it again")
        .text("What you have written fills in the form. You look at it before anything is sent.")
        .form(Form::upload(here).with(file).button("Fill in the form with it"))
}

pub(crate) async fn own_document(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    let kind = kind_of(&draft.content).ok_or_else(|| PageError::not_found(&person.context))?;
    let template = named(&person.context, kind)?;
    document(&person.context, template, &draft.content, draft.content.name())
}

pub(crate) async fn upload(
    person: Person,
    PathId(id): PathId<ListingId>,
    upload: Upload,
) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    kind_of(&draft.content).ok_or_else(|| PageError::not_found(&person.context))?;
    let wrong =
        |message: String| Ok(page(&person, id, draft.content.name(), vec![problem("file", message)]).into_response());
    if upload.is_too_large {
        return wrong("The file must be smaller than 10 MB".to_owned());
    }
    if upload.file.is_empty() {
        return wrong("Choose a document".to_owned());
    }
    let ReadForm { answers, unread } = match read_form(&upload.file) {
        Ok(read) => read,
        Err(OperationError::Refused(message)) => return wrong(message),
        Err(error) => return Err(PageError::of(&person.context, error)),
    };
    let mut content = draft.content.clone();
    let (changed, problems) = fill(&mut content, &FormData(answers), person.context.catalogue.vocabulary());
    if !problems.is_empty() {
        let told = problems.into_iter().map(|one| problem("file", format!("{}: {}", one.field, one.message))).collect();
        return Ok(page(&person, id, draft.content.name(), told).into_response());
    }
    if changed == 0 && unread.is_empty() {
        return wrong("This document says what is there already: nothing has changed".to_owned());
    }
    save(&person, id, &draft.content, &content).await?;
    let check = format!("/provide/listings/{id}/check");
    if unread.is_empty() {
        return Ok(Redirect::to(&check).into_response());
    }
    let filled = match changed {
        0 => "Nothing that was read changes what is there already.".to_owned(),
        some => format!("{} filled in.", words::count(some as u64, "answer is", "answers are")),
    };
    Ok(View::new(person.layout("Not everything in the document was read"))
        .back("Fill it in on paper or in a document", format!("/provide/listings/{id}/template"))
        .caption(draft.content.name().to_owned())
        .text(filled)
        .text("This stands in the document and was left out. If it belongs to an answer, write it there yourself:")
        .part(Part::Bullets(unread))
        .part(Part::Links(vec![("Look at the answers".to_owned(), check)]))
        .into_response())
}
