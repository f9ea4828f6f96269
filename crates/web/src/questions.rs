//! Questions about a listing as inputs of a form, and what was typed into them back as content.

use crate::form_data::{FormData, problem};
use crate::search_params::Problem;
use crate::view::{Choice, Input, Look, choices, line};
use local_offer_catalogue::Vocabulary;
use local_offer_domain::editing::{Kind, Line, Options, Part, Question, Wrong};
use local_offer_domain::law::coverage::{Check, CoverageItem, items, topics};
use local_offer_domain::revision::EditorialRemark;

/// Empty rows that stand after those that are filled in.
const SPARE_ROWS: usize = 2;

/// Most rows that are read.
const MOST_ROWS: usize = 60;

/// What the law asks of a page that is of this subject.
fn asked_of(topic: &str) -> String {
    let answered =
        |item: &&CoverageItem| item.checks.iter().any(|check| matches!(check, Check::Page { page } if page == topic));
    items().iter().find(answered).map_or_else(|| topic.replace('-', " "), |item| format!("{}: {}", item.id, item.ask))
}

/// The choices of a vocabulary.
pub(crate) fn options(options: Options, vocabulary: &Vocabulary) -> Vec<(String, String)> {
    options.list(|which| {
        if matches!(which, Options::Topics) {
            return topics().into_iter().map(|topic| (topic.to_owned(), asked_of(topic))).collect();
        }
        let terms = match which {
            Options::Themes => &vocabulary.themes,
            Options::Categories => &vocabulary.categories,
            Options::Needs => &vocabulary.needs,
            Options::Access | Options::Fixed(_) | Options::Topics => &vocabulary.access,
        };
        terms.terms().iter().map(|term| (term.id.clone(), term.label.clone())).collect()
    })
}

/// The inputs of these questions, with what the content says, or with what was typed when something is wrong with it.
pub(crate) fn inputs<C>(
    questions: &[&Question<C>],
    content: &C,
    typed: Option<&FormData>,
    problems: &[Problem],
    remarks: &[EditorialRemark],
    vocabulary: &Vocabulary,
) -> Vec<Input> {
    questions
        .iter()
        .filter(|question| !matches!(question.kind, Kind::Places | Kind::Files | Kind::Variants))
        .map(|question| {
            let values = match typed {
                Some(form) => read(question, form),
                None => (question.get)(content),
            };
            let mut input = input(question, &values, vocabulary).checked(problems);
            let optional = if question.needed { "" } else { " (optional)" };
            input.label.push_str(optional);
            question.hint.clone_into(&mut input.hint);
            input.remarks = remarks_on(remarks, question.id);
            input
        })
        .collect()
}

/// What the authority says about a question.
pub(crate) fn remarks_on(remarks: &[EditorialRemark], question: &str) -> Vec<String> {
    remarks.iter().filter(|remark| remark.question == question).map(|remark| remark.text.clone()).collect()
}

fn input<C>(question: &Question<C>, values: &[String], vocabulary: &Vocabulary) -> Input {
    let first = values.first().map_or("", String::as_str);
    match question.kind {
        Kind::Text(what) => Input::line(question.id, question.label, look(what), first),
        Kind::LongText(most) => Input::long(question.id, question.label, most, first),
        Kind::Choice(from) => {
            let mut all = choices(options(from, vocabulary), values);
            if !question.needed {
                all.push(Choice { value: String::new(), label: "Not said".to_owned(), chosen: first.is_empty() });
            }
            Input::new(question.id, question.label, Look::Radios(all))
        }
        Kind::Choices(from) => {
            let mut all = options(from, vocabulary);
            // A term that was retired is still shown to whoever has chosen it, so that saving does not lose it unseen.
            for value in values.iter().filter(|value| !value.is_empty()) {
                if !all.iter().any(|(known, _)| known == value) {
                    all.push((value.clone(), format!("{value} (no longer used)")));
                }
            }
            Input::new(question.id, question.label, Look::Checks(choices(all, values)))
        }
        Kind::Group(parts) => {
            let group = parts.iter().enumerate().map(|(at, part)| {
                part_input(&format!("{}-{}", question.id, part.name), part, values.get(at).map_or("", String::as_str))
            });
            Input::new(question.id, question.label, Look::Group(group.collect()))
        }
        Kind::Rows(parts) => {
            let mut rows: Vec<Vec<String>> = values.chunks(parts.len()).map(<[String]>::to_vec).collect();
            let filled = rows.len();
            rows.resize(filled + SPARE_ROWS, vec![String::new(); parts.len()]);
            let rows = rows.into_iter().enumerate().map(|(row, cells)| {
                let cell = |(at, part): (usize, &Part)| {
                    let name = format!("{}-{row}-{}", question.id, part.name);
                    part_input(&name, part, cells.get(at).map_or("", String::as_str))
                };
                parts.iter().enumerate().map(cell).collect()
            });
            Input::new(question.id, question.label, Look::Rows(rows.collect()))
        }
        Kind::Markdown(most) => Input::new(question.id, question.label, Look::Markdown(most)).valued(first),
        Kind::Places | Kind::Files | Kind::Variants => Input::words(question.label),
    }
}

fn part_input(name: &str, part: &Part, value: &str) -> Input {
    let pairs = |from: &'static [(&'static str, &'static str)]| {
        from.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned()))
    };
    match part.line {
        Line::One(from) => {
            let chosen = if value.is_empty() { from.first().map_or("", |(first, _)| first) } else { value };
            Input::new(name, part.label, Look::Select(choices(pairs(from), &[chosen.to_owned()])))
        }
        Line::Several(from) => {
            let chosen: Vec<String> = value.split(',').map(str::to_owned).collect();
            Input::new(name, part.label, Look::Checks(choices(pairs(from), &chosen)))
        }
        what => Input::line(name, part.label, look(what), value),
    }
}

fn look(what: Line) -> crate::view::LineLook {
    match what {
        Line::Phone => line::PHONE,
        Line::Email => line::OTHER_EMAIL,
        Line::Web => line::WEB,
        Line::Postcode => line::POSTCODE,
        Line::Number => line::NUMBER,
        Line::Pounds => line::POUNDS,
        Line::Day | Line::Time => line::SHORT,
        Line::Words | Line::One(_) | Line::Several(_) => line::WORDS,
    }
}

/// What was typed for a question, in the order in which the question reads it.
pub(crate) fn read<C>(question: &Question<C>, form: &FormData) -> Vec<String> {
    let part = |name: &str, part: &Part| match part.line {
        Line::Several(_) => form.all(name).join(","),
        _ => form.one(name).to_owned(),
    };
    match question.kind {
        Kind::Text(_) | Kind::LongText(_) | Kind::Markdown(_) | Kind::Choice(_) => {
            vec![form.one(question.id).to_owned()]
        }
        Kind::Choices(_) => form.all(question.id),
        Kind::Group(parts) => parts.iter().map(|it| part(&format!("{}-{}", question.id, it.name), it)).collect(),
        Kind::Rows(parts) => (0..MOST_ROWS)
            .map(|row| {
                let cells: Vec<String> =
                    parts.iter().map(|it| part(&format!("{}-{row}-{}", question.id, it.name), it)).collect();
                // A select always sends something: a row in which only selects speak says nothing.
                let says =
                    parts.iter().zip(&cells).any(|(it, cell)| !cell.is_empty() && !matches!(it.line, Line::One(_)));
                if says { cells } else { vec![String::new(); parts.len()] }
            })
            .rev()
            // Rows in the middle stay although they are empty, so that what is wrong with a later one names the right one.
            .skip_while(|row| row.iter().all(String::is_empty))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .flatten()
            .collect(),
        Kind::Places | Kind::Files | Kind::Variants => Vec::new(),
    }
}

/// Write what was typed into the content. Returns what cannot be, each with the question it is about.
pub(crate) fn write<C>(
    questions: &[&Question<C>],
    content: &mut C,
    form: &FormData,
    vocabulary: &Vocabulary,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for question in
        questions.iter().filter(|question| !matches!(question.kind, Kind::Places | Kind::Files | Kind::Variants))
    {
        let typed = read(question, form);
        // Only what is offered can be chosen, whatever somebody sends.
        if let Kind::Choices(from) | Kind::Choice(from) = question.kind {
            let offered = options(from, vocabulary);
            let kept = (question.get)(content);
            let strange = typed.iter().find(|value| {
                !value.is_empty() && !kept.contains(value) && !offered.iter().any(|(known, _)| known == *value)
            });
            if strange.is_some() {
                problems.push(problem(question.id, format!("{}: choose from what is offered", question.label)));
                continue;
            }
        }
        if let Err(wrong) = question.answer(content, &typed) {
            let others = wrong.more.clone();
            problems.push(wrong_answer(question, wrong));
            problems.extend(others.into_iter().map(|wrong| wrong_answer(question, wrong)));
        }
    }
    problems
}

/// What is wrong with an answer, beside the very field it is about. In rows it says which, because it is read in the summary
/// of the page too.
fn wrong_answer<C>(question: &Question<C>, wrong: Wrong) -> Problem {
    match (question.kind, wrong.at) {
        (Kind::Rows(parts), Some((row, cell))) => {
            let (part, number) = (&parts[cell], row + 1);
            let name = format!("{}-{row}-{}", question.id, part.name);
            problem(name, format!("{}, number {number}, {}: {}", question.label, part.label, wrong.message))
        }
        (Kind::Group(parts), Some((_, cell))) => {
            problem(format!("{}-{}", question.id, parts[cell].name), wrong.message)
        }
        _ => problem(question.id, wrong.message),
    }
}

/// The answers to a question as people read them.
pub(crate) fn in_words(kind: Kind, values: &[String], vocabulary: &Vocabulary) -> Vec<String> {
    let label = |from: Options, value: &String| {
        let known = options(from, vocabulary).into_iter().find(|(known, _)| known == value);
        known.map_or_else(|| value.clone(), |(_, label)| label)
    };
    let cell = |part: &Part, value: &str| match part.line {
        Line::One(from) | Line::Several(from) => value
            .split(',')
            .map(|word| from.iter().find(|(known, _)| *known == word).map_or(word, |(_, label)| label))
            .collect::<Vec<_>>()
            .join(", "),
        _ => value.to_owned(),
    };
    let joined = |parts: &[Part], cells: &[String]| {
        let told = parts.iter().zip(cells).filter(|(_, value)| !value.is_empty());
        told.map(|(part, value)| format!("{}: {}", part.label, cell(part, value))).collect::<Vec<_>>().join("\n")
    };
    let words: Vec<String> = match kind {
        Kind::Choice(from) | Kind::Choices(from) => {
            values.iter().filter(|value| !value.is_empty()).map(|value| label(from, value)).collect()
        }
        Kind::Group(parts) => vec![joined(parts, values)],
        Kind::Rows(parts) => values.chunks(parts.len()).map(|row| joined(parts, row)).collect(),
        _ => values.to_vec(),
    };
    words.into_iter().filter(|text| !text.trim().is_empty()).collect()
}
