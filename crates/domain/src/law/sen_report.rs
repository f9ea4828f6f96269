//! The sections of a SEN information report (`law/sen_report.toml`).

use jiff::civil::Date;
use serde::Deserialize;
use std::sync::LazyLock;

/// One of the eleven headings.
#[derive(Debug, Deserialize)]
pub struct Heading {
    /// Its name.
    pub id: String,
    /// What people read.
    pub label: String,
}

/// One thing that is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name in stored reports; never changes.
    pub key: String,
    /// Under which heading it stands.
    pub heading: String,
    /// What is asked.
    pub question: String,
    /// How to answer well.
    pub hint: String,
    /// Paragraph of Schedule 1 to the SEND Regulations 2014.
    #[serde(default)]
    pub schedule_1: Option<String>,
    /// Paragraph of section 69(3)(b) of the Children and Families Act 2014.
    #[serde(default)]
    pub act: Option<String>,
    /// Paragraphs of Schedule 2 that ask the authority for the same.
    #[serde(default)]
    pub schedule_2: Vec<String>,
    /// Whether it is asked of mainstream schools and maintained nursery schools only.
    #[serde(default)]
    pub mainstream: bool,
    /// Since when it is law.
    pub from: Date,
    /// Until when, once a later law has replaced it.
    #[serde(default)]
    pub until: Option<Date>,
}

impl Section {
    /// Where the law asks for it; empty for what is good practice.
    pub fn source(&self) -> String {
        let schedule_1 =
            self.schedule_1.iter().map(|para| format!("SEND Regulations 2014, Schedule 1 paragraph {para}"));
        let act = self.act.iter().map(|para| format!("Children and Families Act 2014, section 69(3)(b){para}"));
        let schedule_2 = self.schedule_2.iter().map(|para| format!("Schedule 2 paragraph {para}"));
        schedule_1.chain(act).chain(schedule_2).collect::<Vec<_>>().join("; ")
    }
}

#[derive(Deserialize)]
struct File {
    heading: Vec<Heading>,
    section: Vec<Section>,
}

fn file() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../law/sen_report.toml"))
            .unwrap_or_else(|error| panic!("law/sen_report.toml: {error}"))
    });
    &FILE
}

/// The eleven headings, in order.
pub fn headings() -> &'static [Heading] {
    &file().heading
}

/// Every section, in order.
pub fn sections() -> &'static [Section] {
    &file().section
}

/// The section of this name.
pub fn section(key: &str) -> Option<&'static Section> {
    sections().iter().find(|section| section.key == key)
}
