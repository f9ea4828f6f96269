//! What can be asked of a listing: one list of questions for forms, comparisons, remarks, risk and advice.
//!
//! A form, a field-by-field comparison, a remark against a field and the rule that a field has to wait for a decision all
//! speak of the same thing, so there is one [`Question`] for it. The typed content stays the truth: a question reads answers
//! from it and writes them back, and never keeps a form of its own.

#![expect(
    clippy::ptr_arg,
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "all readers have one shape and all writers another, whatever the field, so that a question can hold them"
)]

mod answers;
mod changes;
mod completeness;
mod guide;
mod organisation;
mod place;
mod plain_language;
mod service;
mod setting;

pub use answers::{day as read_day, web as read_web};
pub use changes::{Change, changes, conflicts, take};
pub use completeness::{Completeness, completeness};
pub use guide::{GUIDE, GUIDE_SECTIONS};
pub use organisation::ORGANISATION;
pub use place::PLACE;
pub use plain_language::{Hint, hints, reading_age};
pub use service::{SERVICE, SERVICE_SECTIONS, service_sections};
pub use setting::{SETTING, SETTING_SECTIONS};

use serde::{Deserialize, Serialize};

/// Whether a change of an answer is live at once or waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Live at once, and shown to the moderator.
    Low,
    /// Waits.
    High,
}

/// Reads the answers to a question.
pub type Reads<C> = &'static (dyn Fn(&C) -> Vec<String> + Send + Sync);

/// Writes answers, or says what is wrong with them.
pub type Writes<C> = &'static (dyn Fn(&mut C, &[String]) -> Result<(), Wrong> + Send + Sync);

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// In a sentence, without a full stop.
    pub message: String,
    /// The row and the cell of it, counted from 0; of a question that is one row, the row is 0. `None` when it is about the
    /// whole answer.
    pub at: Option<(usize, usize)>,
    /// What is wrong with other rows of the same answer.
    pub more: Vec<Wrong>,
}

/// Read every row of an answer, or say what is wrong with each of them: whoever puts one right must not be told of the next.
pub(crate) fn read_rows<R, T>(
    rows: impl IntoIterator<Item = R>,
    read: impl Fn(R) -> Result<T, Wrong>,
) -> Result<Vec<T>, Wrong> {
    let (mut read_well, mut wrong) = (Vec::new(), Vec::new());
    for row in rows {
        match read(row) {
            Ok(row) => read_well.push(row),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() {
        return Ok(read_well);
    }
    let first = wrong.remove(0);
    Err(Wrong { more: wrong, ..first })
}

impl Wrong {
    /// Something is wrong with this cell of this row.
    pub fn at(row: usize, cell: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), at: Some((row, cell)), more: Vec::new() }
    }
}

impl From<String> for Wrong {
    fn from(message: String) -> Self {
        Self { message, at: None, more: Vec::new() }
    }
}

/// Whether two contents answer a question alike.
pub type Compares<C> = &'static (dyn Fn(&C, &C) -> bool + Send + Sync);

/// Takes the answer of one content over into another.
pub type Copies<C> = &'static (dyn Fn(&C, &mut C) + Send + Sync);

/// One question, and how it is read from content of type `C` and written to it.
pub struct Question<C: 'static> {
    /// Its name in forms, remarks and configuration. Never changes.
    pub id: &'static str,
    /// The page it stands on.
    pub section: &'static str,
    /// What is asked.
    pub label: &'static str,
    /// How to answer well; may be empty.
    pub hint: &'static str,
    /// How it is answered.
    pub kind: Kind,
    /// Whether a change waits, unless the area says otherwise.
    pub risk: Risk,
    /// Whether nothing can be sent without an answer.
    pub needed: bool,
    /// The answers, as a form shows them.
    pub get: Reads<C>,
    /// Write answers, or say in a sentence why they cannot be.
    pub set: Writes<C>,
    /// Whether two contents say the same here.
    pub same: Compares<C>,
    /// Make the second say here what the first says.
    pub copy: Copies<C>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A line.
    Text(Line),
    /// Paragraphs of at most this many characters.
    LongText(usize),
    /// One of some; the first value of each pair is stored, the second read.
    Choice(Options),
    /// Any of some.
    Choices(Options),
    /// Several short answers side by side.
    Group(&'static [Part]),
    /// Any number of rows of short answers.
    Rows(&'static [Part]),
    /// Places, each on a page of its own.
    Places,
    /// Files, each uploaded by itself.
    Files,
    /// A text in Markdown of at most this many characters.
    Markdown(usize),
    /// The same page in other forms and languages, each on a page of its own.
    Variants,
}

/// What a line holds, so that a phone shows the right keyboard and a browser can fill it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Words.
    Words,
    /// A telephone number.
    Phone,
    /// An email address.
    Email,
    /// A web address.
    Web,
    /// A postcode.
    Postcode,
    /// A whole number.
    Number,
    /// A day, as 27 3 2026.
    Day,
    /// A time, as 9:30am.
    Time,
    /// An amount in pounds.
    Pounds,
    /// One of some.
    One(&'static [(&'static str, &'static str)]),
    /// Any of some, separated by commas.
    Several(&'static [(&'static str, &'static str)]),
}

/// One short answer of a group or row.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its name after that of the question.
    pub name: &'static str,
    /// What is asked.
    pub label: &'static str,
    /// What it holds.
    pub line: Line,
}

/// What can be chosen.
#[derive(Debug, Clone, Copy)]
pub enum Options {
    /// These.
    Fixed(&'static [(&'static str, &'static str)]),
    /// Every theme.
    Themes,
    /// Every category.
    Categories,
    /// Every type of need.
    Needs,
    /// Every access feature.
    Access,
    /// Every subject of the law that a page can answer.
    Topics,
}

impl Options {
    /// The choices; `terms` answers for the vocabularies.
    pub fn list(self, terms: impl Fn(Self) -> Vec<(String, String)>) -> Vec<(String, String)> {
        match self {
            Self::Fixed(pairs) => {
                pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
            }
            vocabulary => terms(vocabulary),
        }
    }
}

/// The question about ways to reach somebody.
const CONTACTS_ID: &str = "contacts";

/// Every question about a listing of this kind: its name and what is asked.
pub fn asked_of(kind: crate::listing::Kind) -> Vec<(&'static str, &'static str)> {
    use crate::listing::Kind as Of;
    fn all<C>(questions: &[Question<C>]) -> Vec<(&'static str, &'static str)> {
        questions.iter().map(|question| (question.id, question.label)).collect()
    }
    match kind {
        Of::Service => all(SERVICE),
        Of::Organisation => all(ORGANISATION),
        Of::Setting => all(&SETTING),
        Of::Guide => all(GUIDE),
    }
}

/// Measurements that say they were made on a day to come, in sentences.
pub fn days_to_come(content: &crate::Content, today: jiff::civil::Date) -> Vec<String> {
    let crate::Content::Service(service) = content else { return Vec::new() };
    let mut problems = Vec::new();
    if service.getting_in.wait.as_ref().and_then(|wait| wait.measured_on).is_some_and(|day| day > today) {
        problems.push("“How long do people wait?” was measured on a day that has not come yet".to_owned());
    }
    if service.health.clinics.iter().any(|clinic| clinic.measured_on.is_some_and(|day| day > today)) {
        problems.push("The wait of a clinic was measured on a day that has not come yet".to_owned());
    }
    problems
}

/// Yes, no, or not said.
pub const YES_NO: Options = Options::Fixed(&[("yes", "Yes"), ("no", "No")]);

impl<C> Question<C> {
    /// Write typed answers, unless they are what stands there already: what a form cannot express is then not lost.
    pub fn answer(&self, content: &mut C, typed: &[String]) -> Result<(), Wrong> {
        let tidy: Vec<String> = typed.iter().map(|text| text.trim().replace("\r\n", "\n")).collect();
        let mut before = (self.get)(content);
        if tidy == before {
            return Ok(());
        }
        if matches!(self.kind, Kind::Choices(_)) {
            // A form sends what is chosen in its own order; the order says nothing.
            let mut chosen = tidy.clone();
            chosen.sort_unstable();
            before.sort_unstable();
            if chosen == before {
                return Ok(());
            }
        }
        if let Some(problem) = self.too_long(&tidy) {
            return Err(problem);
        }
        if let Kind::Markdown(_) = self.kind
            && let Some(problem) = tidy.iter().find_map(|text| crate::guides::too_much(text))
        {
            return Err(problem.into());
        }
        (self.set)(content, &tidy)
    }

    /// Whether anything is said here. Of ways to reach somebody, one has to lead to them, and everybody has to see it: a role
    /// by itself reaches nobody.
    pub fn is_answered(&self, content: &C) -> bool {
        let answers = (self.get)(content);
        if self.id == CONTACTS_ID
            && let Kind::Rows(parts) = self.kind
        {
            return answers.chunks(parts.len()).any(|row| {
                let is_for_all = parts.iter().zip(row).all(|(part, cell)| part.name != "audience" || cell == "public");
                let reaches = |part: &Part| matches!(part.line, Line::Phone | Line::Email);
                is_for_all && parts.iter().zip(row).any(|(part, cell)| reaches(part) && !cell.is_empty())
            });
        }
        answers.iter().any(|answer| !answer.is_empty())
    }

    fn too_long(&self, typed: &[String]) -> Option<Wrong> {
        let most = match self.kind {
            Kind::LongText(most) | Kind::Markdown(most) => most,
            Kind::Text(_) | Kind::Group(_) | Kind::Rows(_) => 300,
            Kind::Choice(_) | Kind::Choices(_) | Kind::Places | Kind::Files | Kind::Variants => 100,
        };
        let (at, longest) =
            typed.iter().map(|text| text.chars().count()).enumerate().max_by_key(|(_, length)| *length)?;
        let message = || format!("{} must be {most} characters or fewer; this has {longest}", self.label);
        (longest > most).then(|| match self.kind {
            Kind::Rows(parts) => Wrong::at(at / parts.len(), at % parts.len(), message()),
            Kind::Group(_) => Wrong::at(0, at, message()),
            _ => message().into(),
        })
    }
}

/// Make a question about one field of the content.
macro_rules! question {
    (
        $id:literal in $section:literal, $label:literal, $hint:literal, $kind:expr, $risk:ident $(, $needed:ident)?;
        $($field:ident).+; $get:expr; $set:expr
    ) => {
        $crate::editing::Question {
            id: $id,
            section: $section,
            label: $label,
            hint: $hint,
            kind: $kind,
            risk: $crate::editing::Risk::$risk,
            needed: question!(@needed $($needed)?),
            get: &|content| $get(&content.$($field).+),
            #[allow(
                clippy::needless_question_mark,
                clippy::allow_attributes,
                reason = "some say what is wrong in words alone, which become a `Wrong` here; others make one themselves"
            )]
            set: &|content, typed| Ok($set(&mut content.$($field).+, typed)?),
            same: &|one, two| one.$($field).+ == two.$($field).+,
            copy: &|from, to| to.$($field).+.clone_from(&from.$($field).+),
        }
    };
    (@needed) => { false };
    (@needed needed) => { true };
}
pub(crate) use question;
