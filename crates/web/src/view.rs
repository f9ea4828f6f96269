//! Pages made of parts: what signing in, applying, providing and managing show.
//!
//! These areas have many pages and few kinds of thing on them. A handler says what is on its page, and one template knows
//! how each part is written so that it works by keyboard, in a screen reader and on a narrow phone.

use crate::error::PageError;
use crate::layout::Layout;
use crate::search_params::Problem;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// A page made of parts.
#[derive(Template)]
#[template(path = "view.html")]
pub(crate) struct View {
    layout: Layout,
    caption: String,
    back: Option<(String, String)>,
    title: String,
    problems: Vec<Problem>,
    done: Option<String>,
    wide: bool,
    parts: Vec<Part>,
    status: StatusCode,
}

/// One part of a page.
pub(crate) enum Part {
    Text(String),
    Heading(String),
    Inset(Vec<String>),
    Warning(String),
    /// Confirmation: a title and what to keep in mind.
    Panel(String, String),
    Bullets(Vec<String>),
    Links(Vec<(String, String)>),
    /// Questions and answers, with a link to change each.
    Summary(Vec<SummaryRow>),
    Tasks(Vec<TaskRow>),
    Table(Table),
    Form(Form),
    /// A drawing made by us.
    Drawing(String),
    /// A long text that is not always needed.
    Details(String, Vec<String>),
    /// A text that is rendered already, and clean.
    Rendered(String),
    /// Bars of a chart with its numbers: label, number, share in percent.
    Bars(String, Vec<(String, u64, u64)>),
}

pub(crate) struct SummaryRow {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
    pub(crate) change: Option<(String, String)>,
    pub(crate) remarks: Vec<String>,
}

pub(crate) struct TaskRow {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) status: &'static str,
    pub(crate) colour: &'static str,
}

#[derive(Default)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What is said when there is no row.
    pub(crate) empty: String,
}

/// A cell: words, where they lead, how much they matter.
#[derive(Default, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    pub(crate) tag: Option<&'static str>,
    pub(crate) small: String,
    /// A checkbox: its name, value and form.
    pub(crate) check: Option<(&'static str, String, &'static str)>,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()), ..Self::default() }
    }

    pub(crate) fn tag(text: impl Into<String>, colour: &'static str) -> Self {
        Self { text: text.into(), tag: Some(colour), ..Self::default() }
    }

    pub(crate) fn with_small(self, small: impl Into<String>) -> Self {
        Self { small: small.into(), ..self }
    }
}

pub(crate) struct Form {
    pub(crate) id: &'static str,
    pub(crate) action: String,
    pub(crate) is_get: bool,
    pub(crate) is_upload: bool,
    pub(crate) inputs: Vec<Input>,
    pub(crate) buttons: Vec<Button>,
}

pub(crate) struct Button {
    pub(crate) label: String,
    /// What is sent with it: name and value.
    pub(crate) sends: Option<(&'static str, String)>,
    pub(crate) look: &'static str,
}

impl Form {
    pub(crate) fn post(action: impl Into<String>) -> Self {
        Self { id: "", action: action.into(), is_get: false, is_upload: false, inputs: Vec::new(), buttons: Vec::new() }
    }

    pub(crate) fn get(action: impl Into<String>) -> Self {
        Self { is_get: true, ..Self::post(action) }
    }

    pub(crate) fn upload(action: impl Into<String>) -> Self {
        Self { is_upload: true, ..Self::post(action) }
    }

    /// Name the form, for checkboxes that stand outside it.
    pub(crate) fn named(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    pub(crate) fn with(mut self, input: Input) -> Self {
        self.inputs.push(input);
        self
    }

    pub(crate) fn all(mut self, inputs: impl IntoIterator<Item = Input>) -> Self {
        self.inputs.extend(inputs);
        self
    }

    pub(crate) fn hidden(self, name: &str, value: impl Into<String>) -> Self {
        self.with(Input { value: value.into(), ..Input::new(name, "", Look::Hidden) })
    }

    pub(crate) fn button(self, label: &str) -> Self {
        self.button_sending(label, None, "")
    }

    pub(crate) fn second(self, label: &str, sends: Option<(&'static str, String)>) -> Self {
        self.button_sending(label, sends, "govuk-button--secondary")
    }

    pub(crate) fn danger(self, label: &str) -> Self {
        self.button_sending(label, None, "govuk-button--warning")
    }

    pub(crate) fn button_sending(
        mut self,
        label: &str,
        sends: Option<(&'static str, String)>,
        look: &'static str,
    ) -> Self {
        self.buttons.push(Button { label: label.to_owned(), sends, look });
        self
    }
}

/// One question of a form.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    pub(crate) look: Look,
    pub(crate) error: Option<String>,
    pub(crate) remarks: Vec<String>,
}

/// How a question is asked.
pub(crate) enum Look {
    Hidden,
    /// Type, autocomplete token and input mode of a line.
    Line(LineLook),
    /// Rows and most characters.
    Long(u32, usize),
    /// A text in Markdown, and most characters.
    Markdown(usize),
    Radios(Vec<Choice>),
    Checks(Vec<Choice>),
    Select(Vec<Choice>),
    File,
    /// An `OpenDocument` text.
    Document,
    /// Lines side by side under one question.
    Group(Vec<Input>),
    /// Rows of short answers: each with what it is called for somebody who cannot see the table.
    Rows(Vec<Vec<Input>>),
    /// Two answers side by side, each choosable: what is live, what is wanted.
    Compared {
        before: Vec<String>,
        after: Vec<String>,
        high: bool,
        choosable: bool,
        /// Whether it was chosen before something else was wrong.
        chosen: bool,
        remarkable: bool,
    },
    /// Only words.
    Words,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineLook {
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) mode: &'static str,
    pub(crate) width: &'static str,
}

/// The looks of lines that come again and again.
pub(crate) mod line {
    use super::LineLook;

    pub(crate) const WORDS: LineLook = LineLook { kind: "text", autocomplete: "", mode: "", width: "" };
    pub(crate) const SHORT: LineLook =
        LineLook { kind: "text", autocomplete: "", mode: "", width: "govuk-input--width-10" };
    pub(crate) const EMAIL: LineLook =
        LineLook { kind: "email", autocomplete: "email", mode: "email", width: "govuk-input--width-20" };
    pub(crate) const OTHER_EMAIL: LineLook =
        LineLook { kind: "email", autocomplete: "off", mode: "email", width: "govuk-input--width-20" };
    pub(crate) const NAME: LineLook =
        LineLook { kind: "text", autocomplete: "name", mode: "", width: "govuk-input--width-20" };
    pub(crate) const PASSWORD: LineLook =
        LineLook { kind: "password", autocomplete: "current-password", mode: "", width: "govuk-input--width-20" };
    pub(crate) const NEW_PASSWORD: LineLook =
        LineLook { kind: "password", autocomplete: "new-password", mode: "", width: "govuk-input--width-20" };
    pub(crate) const CODE: LineLook =
        LineLook { kind: "text", autocomplete: "one-time-code", mode: "numeric", width: "govuk-input--width-5" };
    pub(crate) const PHONE: LineLook =
        LineLook { kind: "tel", autocomplete: "off", mode: "tel", width: "govuk-input--width-20" };
    pub(crate) const WEB: LineLook = LineLook { kind: "text", autocomplete: "off", mode: "url", width: "" };
    pub(crate) const NUMBER: LineLook =
        LineLook { kind: "text", autocomplete: "off", mode: "numeric", width: "govuk-input--width-3" };
    pub(crate) const POUNDS: LineLook =
        LineLook { kind: "text", autocomplete: "off", mode: "decimal", width: "govuk-input--width-5" };
    pub(crate) const POSTCODE: LineLook =
        LineLook { kind: "text", autocomplete: "off", mode: "", width: "govuk-input--width-10" };
}

pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// Choices of pairs, with what is chosen.
pub(crate) fn choices(pairs: impl IntoIterator<Item = (String, String)>, chosen: &[String]) -> Vec<Choice> {
    pairs.into_iter().map(|(value, label)| Choice { chosen: chosen.contains(&value), value, label }).collect()
}

impl Input {
    pub(crate) fn new(name: impl Into<String>, label: impl Into<String>, look: Look) -> Self {
        let (hint, value) = (String::new(), String::new());
        Self { name: name.into(), label: label.into(), hint, value, look, error: None, remarks: Vec::new() }
    }

    pub(crate) fn line(name: &str, label: &str, look: LineLook, value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::new(name, label, Look::Line(look)) }
    }

    pub(crate) fn long(name: &str, label: &str, most: usize, value: &str) -> Self {
        let rows = if most > 1_000 { 8 } else { 4 };
        Self { value: value.to_owned(), ..Self::new(name, label, Look::Long(rows, most)) }
    }

    /// The same with a value.
    pub(crate) fn valued(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    pub(crate) fn words(text: &str) -> Self {
        Self::new("", text, Look::Words)
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same with the message of a problem, if there is one for it.
    pub(crate) fn checked(mut self, problems: &[Problem]) -> Self {
        self.error = problems.iter().find(|problem| problem.field == self.name).map(|problem| problem.message.clone());
        match &mut self.look {
            Look::Group(parts) => check_all(parts, problems),
            Look::Rows(rows) => rows.iter_mut().for_each(|row| check_all(row, problems)),
            _ => {}
        }
        self
    }
}

fn check_all(inputs: &mut Vec<Input>, problems: &[Problem]) {
    *inputs = std::mem::take(inputs).into_iter().map(|input| input.checked(problems)).collect();
}

impl View {
    pub(crate) fn new(layout: Layout) -> Self {
        Self {
            title: layout.title.clone(),
            layout,
            caption: String::new(),
            back: None,
            problems: Vec::new(),
            done: None,
            wide: false,
            parts: Vec::new(),
            status: StatusCode::OK,
        }
    }

    pub(crate) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    pub(crate) fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    pub(crate) fn back(mut self, label: &str, href: impl Into<String>) -> Self {
        self.back = Some((label.to_owned(), href.into()));
        self
    }

    /// What was just done, for the top of the page.
    pub(crate) fn done(mut self, done: Option<String>) -> Self {
        self.done = done;
        self
    }

    pub(crate) fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// What is wrong with what was typed. The page is then an answer to a mistake.
    pub(crate) fn problems(mut self, problems: Vec<Problem>) -> Self {
        if !problems.is_empty() {
            self.layout.error = true;
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self.problems = problems;
        self
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        self.part(Part::Text(text.into()))
    }

    pub(crate) fn heading(self, text: impl Into<String>) -> Self {
        self.part(Part::Heading(text.into()))
    }

    pub(crate) fn form(self, form: Form) -> Self {
        self.part(Part::Form(form))
    }

    /// The part, if there is one.
    pub(crate) fn maybe(self, part: Option<Part>) -> Self {
        match part {
            Some(part) => self.part(part),
            None => self,
        }
    }
}

impl IntoResponse for View {
    fn into_response(self) -> Response {
        let status = self.status;
        match self.render() {
            Ok(html) => {
                let mut response = (status, Html(html)).into_response();
                // What one person sees is kept by no browser and no proxy: the next one at a shared computer presses "back".
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                PageError::Broken.into_response()
            }
        }
    }
}
