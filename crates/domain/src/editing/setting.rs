use super::answers::{
    first, get_ages, get_list, get_optional, get_postcode, get_text, get_web, set_ages, set_email, set_list,
    set_optional, set_phone, set_postcode, set_text, set_web, show_day,
};
use super::{Kind, Line, Options, Part, Question, Risk, Wrong, question};
use crate::law::sen_report::{Section, headings, sections};
use crate::settings::{SchoolYear, SenInformationReport, Sendco, SettingContent};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const AGES: &[Part] = &[
    Part { name: "from", label: "Youngest age", line: Line::Number },
    Part { name: "to", label: "Oldest age", line: Line::Number },
];

/// A question about a part of a field that several questions share: only that part is compared and copied.
macro_rules! within {
    (
        $id:literal in $section:literal, $label:literal, $hint:literal, $kind:expr, $risk:ident;
        $field:ident; $get:expr; $set:expr
    ) => {
        Question {
            id: $id,
            section: $section,
            label: $label,
            hint: $hint,
            kind: $kind,
            risk: Risk::$risk,
            needed: false,
            get: &|content: &SettingContent| $get(&content.$field),
            set: &|content: &mut SettingContent, typed: &[String]| Ok($set(&mut content.$field, typed)?),
            same: &|one: &SettingContent, two: &SettingContent| $get(&one.$field) == $get(&two.$field),
            // What a question has read it can write again.
            copy: &|from: &SettingContent, to: &mut SettingContent| {
                let _ = $set(&mut to.$field, &$get(&from.$field));
            },
        }
    };
}

/// What is asked about a nursery, school or college beside its report.
const FACTS: &[Question<SettingContent>] = &[
    question!("name" in "setting", "Name", "", Kind::Text(Line::Words), High, needed;
        name; get_text; set_text),
    question!("summary" in "setting", "One plain sentence", "What somebody should know first, in at most 160 characters.", Kind::LongText(160), High;
        summary; get_text; set_text),
    question!("description" in "setting", "About it", "", Kind::LongText(6000), High;
        description; get_text; set_text),
    question!("ages" in "setting", "Ages", "", Kind::Group(AGES), High;
        ages; get_ages; set_ages),
    question!("needs" in "setting", "Needs it has provision for", "", Kind::Choices(Options::Needs), High;
        needs; get_list; set_list),
    within!("senco-name" in "senco", "Name of the SEN co-ordinator (SENCO)", "Mainstream schools and maintained nursery schools must publish it (SEND Regulations 2014, Schedule 1 paragraph 4).", Kind::Text(Line::Words), Low;
        sendco;
        |senco: &Option<Sendco>| get_optional(&senco.clone().unwrap_or_default().name);
        |senco: &mut Option<Sendco>, typed: &[String]| with_senco(senco, |senco| set_optional(&mut senco.name, typed))),
    within!("senco-role" in "senco", "What the job is called", "", Kind::Text(Line::Words), Low;
        sendco;
        |senco: &Option<Sendco>| get_text(&senco.clone().unwrap_or_default().role);
        |senco: &mut Option<Sendco>, typed: &[String]| with_senco(senco, |senco| set_text(&mut senco.role, typed))),
    within!("senco-phone" in "senco", "Telephone of the SENCO", "", Kind::Text(Line::Phone), Low;
        sendco;
        |senco: &Option<Sendco>| get_optional(&senco.clone().unwrap_or_default().phone);
        |senco: &mut Option<Sendco>, typed: &[String]| with_senco(senco, |senco| set_phone(&mut senco.phone, typed))),
    within!("senco-email" in "senco", "Email of the SENCO", "", Kind::Text(Line::Email), Low;
        sendco;
        |senco: &Option<Sendco>| get_optional(&senco.clone().unwrap_or_default().email);
        |senco: &mut Option<Sendco>, typed: &[String]| with_senco(senco, |senco| set_email(&mut senco.email, typed))),
    within!("report-year" in "report", "Which school year is the report for?", "Like 2026 to 2027.", Kind::Text(Line::Words), Low;
    sen_report;
    |report: &Option<SenInformationReport>| get_optional(&report.clone().unwrap_or_default().year);
    |report: &mut Option<SenInformationReport>, typed: &[String]| with_report(report, |report| {
        report.year = SchoolYear::parse(first(typed))?.map(|year| year.to_string());
        Ok(())
    })),
    within!("report-date" in "report", "Day it was published", "Leave it empty and we put in the day on which you send it.", Kind::Text(Line::Day), Low;
    sen_report;
    |report: &Option<SenInformationReport>| vec![report.as_ref().and_then(|report| report.published_on).map(show_day).unwrap_or_default()];
    |report: &mut Option<SenInformationReport>, typed: &[String]| with_report(report, |report| {
        report.published_on = super::read_day(first(typed))?;
        Ok(())
    })),
    within!("report-link" in "report", "Or: where the report is on your own site", "If you keep it there, we link to it, and look now and then whether it is still there and of what year it is.", Kind::Text(Line::Web), Low;
        sen_report;
        |report: &Option<SenInformationReport>| get_web(&report.clone().unwrap_or_default().url);
        |report: &mut Option<SenInformationReport>, typed: &[String]| with_report(report, |report| set_web(&mut report.url, typed))),
    Question {
        id: "carried",
        section: "carried",
        label: "Answers from last year that nobody has looked at",
        hint: "",
        kind: Kind::Variants,
        risk: Risk::Low,
        needed: false,
        get: &|content: &SettingContent| carried(content).into_iter().collect(),
        set: &|_: &mut SettingContent, _: &[String]| Ok(()),
        same: &|one: &SettingContent, two: &SettingContent| carried(one) == carried(two),
        copy: &|from: &SettingContent, to: &mut SettingContent| {
            let _: Result<(), String> = with_report(&mut to.sen_report, |report| {
                report.carried = carried(from);
                Ok(())
            });
        },
    },
    question!("phone" in "setting", "Telephone", "", Kind::Text(Line::Phone), Low;
        phone; get_optional; set_phone),
    question!("email" in "setting", "Email", "", Kind::Text(Line::Email), Low;
        email; get_optional; set_email),
    question!("website" in "setting", "Website", "", Kind::Text(Line::Web), Low;
        website; get_web; set_web),
    question!("address" in "setting", "Street", "", Kind::LongText(300), High;
    location.address;
    |lines: &Vec<String>| vec![lines.join("\n")];
    |lines: &mut Vec<String>, typed: &[String]| -> Result<(), Wrong> {
        *lines = super::answers::first(typed).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(())
    }),
    question!("town" in "setting", "Town or village", "", Kind::Text(Line::Words), High;
        location.town; get_optional; set_optional),
    question!("postcode" in "setting", "Postcode", "", Kind::Text(Line::Postcode), High;
        location.postcode; get_postcode; set_postcode),
    question!("access" in "setting", "What the place has", "", Kind::Choices(Options::Access), Low;
        location.access; get_list; set_list),
];

/// Everything that is asked about a nursery, school or college. The sections of its report are data of the law, so this list
/// is put together when the program starts.
pub static SETTING: LazyLock<Vec<Question<SettingContent>>> =
    LazyLock::new(|| FACTS.iter().map(copy_of).chain(sections().iter().map(section_question)).collect());

/// The pages of a setting's form in order: identifier, what the task list calls it, and the page's heading.
pub static SETTING_SECTIONS: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    let first = [
        ("setting", "About it", "What should families know?"),
        ("senco", "SEN co-ordinator", "Who is the SEN co-ordinator (SENCO)?"),
        ("report", "The report: year, date, or a link", "Which report is it?"),
    ];
    let report = headings().iter().map(|heading| (heading.id.as_str(), heading.label.as_str(), heading.label.as_str()));
    first.into_iter().chain(report).collect()
});

fn carried(content: &SettingContent) -> BTreeSet<String> {
    content.sen_report.as_ref().map(|report| report.carried.clone()).unwrap_or_default()
}

fn copy_of(question: &Question<SettingContent>) -> Question<SettingContent> {
    Question { ..*question }
}

/// Most characters of one answer in a report.
const LONGEST_ANSWER: usize = 3_000;

fn section_question(section: &'static Section) -> Question<SettingContent> {
    let key = section.key.as_str();
    let said = move |content: &SettingContent| {
        content.sen_report.as_ref().and_then(|report| report.answers.get(key)).cloned().unwrap_or_default()
    };
    let write = move |content: &mut SettingContent, text: &str| {
        let _: Result<(), String> = with_report(&mut content.sen_report, |report| {
            report.answers.remove(key);
            if !text.trim().is_empty() {
                report.answers.insert(key.to_owned(), text.to_owned());
            }
            Ok(())
        });
    };
    Question {
        id: key,
        section: section.heading.as_str(),
        label: section.question.as_str(),
        hint: section.hint.as_str(),
        kind: Kind::LongText(LONGEST_ANSWER),
        risk: Risk::Low,
        needed: false,
        // These live as long as the program, once for each section.
        get: Box::leak(Box::new(move |content: &SettingContent| vec![said(content)])),
        set: Box::leak(Box::new(move |content: &mut SettingContent, typed: &[String]| {
            write(content, first(typed));
            Ok(())
        })),
        same: Box::leak(Box::new(move |one: &SettingContent, two: &SettingContent| said(one) == said(two))),
        copy: Box::leak(Box::new(move |from: &SettingContent, to: &mut SettingContent| write(to, &said(from)))),
    }
}

/// Change the SENCO; one of whom nothing is said any more is none.
fn with_senco(
    senco: &mut Option<Sendco>,
    change: impl FnOnce(&mut Sendco) -> Result<(), String>,
) -> Result<(), String> {
    let mut changed = senco.clone().unwrap_or_default();
    change(&mut changed)?;
    *senco = (changed != Sendco::default()).then_some(changed);
    Ok(())
}

/// Change the report; one that says nothing any more is none.
fn with_report(
    report: &mut Option<SenInformationReport>,
    change: impl FnOnce(&mut SenInformationReport) -> Result<(), String>,
) -> Result<(), String> {
    let mut changed = report.clone().unwrap_or_default();
    change(&mut changed)?;
    *report = (changed != SenInformationReport::default()).then_some(changed);
    Ok(())
}
