//! The parameters of `/find`, `/settings` and `/api/search`, read and written in one place.

use crate::extract::QueryPairs;
use jiff::civil::Date;
use local_offer_catalogue::Vocabulary;
use local_offer_catalogue::search::{Ages, Facet, Request, ResultKind, Sort};

/// Characters of a question that are read. A story is longer than a question, and is read as well; what stands behind this
/// is left out without a word, because nobody who asks for help is told that they have said too much.
const LONGEST_TEXT: usize = 5_000;

/// Longest place that is read.
const LONGEST_PLACE: usize = 80;

/// Most ages that are read.
const MOST_AGES: usize = 10;

/// Most problems that are told.
const MOST_PROBLEMS: usize = 8;

/// Results to a page where nothing else was asked for.
pub(crate) const PER_PAGE: usize = 20;

/// What was asked for, as far as it could be read, and what could not.
pub(crate) struct SearchParams {
    pub(crate) request: Request,
    /// What was typed into the fields that could not be read, to show it again.
    pub(crate) typed_age: String,
    pub(crate) typed_within: String,
    pub(crate) problems: Vec<Problem>,
}

/// A value that makes no sense, for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The parameter, which is also the `id` of its field.
    pub(crate) field: std::borrow::Cow<'static, str>,
    pub(crate) message: String,
}

impl SearchParams {
    pub(crate) fn read(QueryPairs(pairs): &QueryPairs, vocabulary: &Vocabulary, today: Date) -> Self {
        let mut request = Request { page: 1, per_page: PER_PAGE, today: Some(today), ..Request::default() };
        let mut params = Self {
            request: Request::default(),
            typed_age: String::new(),
            typed_within: String::new(),
            problems: Vec::new(),
        };
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name.as_str() {
                "q" => request.text = printable(value, LONGEST_TEXT),
                "postcode" => request.place = params.place(value),
                "within" => params.within(&mut request, value),
                "age" if value == "any" => request.any_age = true,
                "age" => params.age(&mut request, value),
                "sort" => request.sort = params.word("sort", value, Sort::parse).or(request.sort),
                "exact" => request.exact = value == "1",
                "page" => request.page = params.word("page", value, |text| text.parse().ok()).unwrap_or(1),
                "per_page" => {
                    let number = params.word("per_page", value, |text| text.parse::<usize>().ok());
                    request.per_page = number.unwrap_or(PER_PAGE).clamp(1, 100);
                }
                "kind" => {
                    let kind = params.word("kind", value, ResultKind::parse);
                    request.kinds.extend(kind.filter(|kind| !request.kinds.contains(kind)));
                }
                name => {
                    if let Some(facet) = Facet::parse(name) {
                        params.filter(&mut request, facet, value, vocabulary);
                    }
                }
            }
        }
        params.request = request;
        params
    }

    /// A value that no field of a page offers, read or told.
    fn word<T>(&mut self, field: &'static str, value: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let read = read(value);
        if read.is_none() {
            let value: String = value.chars().take(60).collect();
            self.problem(field, format!("\"{value}\" is not one of the choices for {field}"));
        }
        read
    }

    /// Write a problem down. Somebody with more than a few has not typed them.
    fn problem(&mut self, field: &'static str, message: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem { field: field.into(), message });
        }
    }

    fn place(&mut self, value: &str) -> String {
        if value.chars().count() > LONGEST_PLACE {
            self.problem("postcode", "That is too long for a place. Enter a postcode or a town".to_owned());
        }
        printable(value, LONGEST_PLACE)
    }

    fn within(&mut self, request: &mut Request, value: &str) {
        match value.parse::<f64>() {
            Ok(miles) if miles > 0.0 && miles <= 500.0 => request.within = Some(miles),
            _ => {
                self.typed_within = value.chars().take(20).collect();
                self.problems.push(Problem {
                    field: "within".into(),
                    message: "Distance must be a number of miles, like 5".to_owned(),
                });
            }
        }
    }

    fn age(&mut self, request: &mut Request, value: &str) {
        match Ages::parse(value) {
            Some(age) if request.ages.len() < MOST_AGES && !request.ages.contains(&age) => request.ages.push(age),
            Some(_) => {}
            None => {
                self.typed_age = value.chars().take(20).collect();
                self.problems
                    .push(Problem { field: "age".into(), message: "Age must be a number of years, like 9".to_owned() });
            }
        }
    }

    fn filter(&mut self, request: &mut Request, facet: Facet, typed: &str, vocabulary: &Vocabulary) {
        match facet.value(typed, vocabulary) {
            Some(value) => {
                let chosen = request.filters.entry(facet).or_default();
                if !chosen.contains(&value) {
                    chosen.push(value);
                }
            }
            // "free=no" is the absence of the filter, not a mistake.
            None if facet == Facet::Free => {}
            None => {
                let typed: String = typed.chars().take(60).collect();
                let message = format!("\"{typed}\" is not one of the choices for {}", facet.as_str());
                self.problem(facet.as_str(), message);
            }
        }
    }
}

/// The first characters of a text, without those that nobody can see.
fn printable(text: &str, most: usize) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).take(most).collect()
}

/// The address of a search on this path. The same search always has the same address.
pub(crate) fn address(path: &str, request: &Request) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    };
    put("q", &request.text);
    put("postcode", &request.place);
    put("within", &request.within.map(|miles| miles.to_string()).unwrap_or_default());
    for age in &request.ages {
        let (from, to) = (age.0.from(), age.0.to());
        let age = match to {
            Some(to) if to == from => from.to_string(),
            Some(to) => format!("{from}-{to}"),
            None => format!("{from}-99"),
        };
        put("age", &age);
    }
    if request.any_age && request.ages.is_empty() {
        put("age", "any");
    }
    for kind in &request.kinds {
        put("kind", kind.as_str());
    }
    for (facet, values) in &request.filters {
        for value in values {
            put(facet.as_str(), value);
        }
    }
    put("sort", request.sort.map(Sort::as_str).unwrap_or_default());
    put("exact", if request.exact { "1" } else { "" });
    if request.per_page != PER_PAGE && request.per_page > 0 {
        put("per_page", &request.per_page.to_string());
    }
    if request.page > 1 {
        put("page", &request.page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
