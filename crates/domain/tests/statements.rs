//! What the pages say of the law, held to the list of what is right: `law/statements.toml`.

use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string};
use std::path::Path;
use toml::Value;

#[derive(Deserialize)]
struct Statements {
    statement: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    id: String,
    source: String,
    says: String,
    right: Vec<String>,
    pages: Vec<String>,
    never: Vec<String>,
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A text as the expressions see it; the head of the list says what is changed.
fn made_ready(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['>', ' ']));
    let text: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    text.join(" ").to_lowercase().replace('’', "'").replace('*', "")
}

fn pages() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let names = read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter_map(|name| name.strip_suffix(".md").map(str::to_owned)).filter(|name| name != "README");
    names.map(|name| (name.clone(), made_ready(&read(&format!("content/{name}.md"))))).collect()
}

/// Every text of a list, each by itself, so that no expression joins two of them.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(made_ready(text)),
        Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        Value::Table(values) => values.values().for_each(|value| texts(value, into)),
        _ => (),
    }
}

/// What is said to people outside the pages: meanings of words, sentences an editor may use, kinds of help, needs.
fn lists() -> Vec<(&'static str, Vec<String>)> {
    let of = |file: &'static str, all: &str, only: Option<&str>| {
        let file_of: toml::Table = toml::from_str(&read(file)).unwrap();
        let mut found = Vec::new();
        for entry in file_of[all].as_array().unwrap() {
            texts(only.map_or(entry, |field| &entry[field]), &mut found);
        }
        (file, found)
    };
    vec![
        of("vocabulary/glossary.toml", "term", Some("meaning")),
        of("law/phrases.toml", "phrase", Some("instead")),
        of("vocabulary/categories.toml", "category", None),
        of("vocabulary/needs.toml", "need", None),
    ]
}

#[test]
fn every_page_says_what_is_right_and_none_says_what_was_wrong() {
    let list: Statements = toml::from_str(&read("law/statements.toml")).unwrap();
    let (pages, lists) = (pages(), lists());
    let mut wrong = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for Statement { id, source, says, right, pages: on, never } in &list.statement {
        let of = |expression: &String| Regex::new(expression).unwrap_or_else(|error| panic!("{id}: {error}"));
        let (right, never): (Vec<_>, Vec<_>) = (right.iter().map(of).collect(), never.iter().map(of).collect());
        assert!(ids.insert(id), "{id} stands twice");
        assert!(!source.is_empty() && says.ends_with('.'), "{id} says where it comes from, and one sentence");
        assert!(on.is_empty() == right.is_empty() && !(right.is_empty() && never.is_empty()), "{id} holds nothing");
        for page in on {
            let text = pages.get(page).unwrap_or_else(|| panic!("{id}: there is no page {page}"));
            if !right.iter().any(|right| right.is_match(text)) {
                wrong.push(format!("{page} does not say: {says} ({source}, {id})"));
            }
        }
        let in_lists = lists.iter().flat_map(|(file, texts)| texts.iter().map(move |text| (*file, text)));
        let everywhere = pages.iter().map(|(page, text)| (page.as_str(), text)).chain(in_lists);
        for (place, text) in everywhere {
            wrong.extend(
                never.iter().filter_map(|never| never.find(text)).map(|found| {
                    format!("{place} says \"{}\". What is right: {says} ({source}, {id})", found.as_str())
                }),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ids.len() > 60 && pages.len() > 90, "the lists are there: {} and {}", ids.len(), pages.len());
}

#[test]
fn an_old_mistake_is_found_however_it_is_set() {
    let text = made_ready("> **Law:** the *council*\n> shouldn’t  go");
    assert_eq!(text, "law: the council shouldn't go");
}
