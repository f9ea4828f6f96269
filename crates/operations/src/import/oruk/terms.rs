//! Other people's terms in our vocabularies.

use local_offer_catalogue::Vocabulary;
use local_offer_domain::ServiceContent;

/// Put a term of the source where it belongs: need, category or theme of ours, or among the source's own terms.
pub(in crate::import) fn add_term(content: &mut ServiceContent, term: &str, vocabulary: &Vocabulary) {
    let term = term.trim();
    if term.is_empty() {
        return;
    }
    let mut known = false;
    if let Some(need) = vocabulary.needs.recognise(term) {
        add(&mut content.suits.needs, &need.id);
        known = true;
    } else {
        // A broad area of need ("Communication and interaction") is each of the needs in it.
        let named = term.to_lowercase();
        let named = named.trim_end_matches(" needs");
        let within = vocabulary
            .needs
            .terms()
            .iter()
            .filter(|need| need.broad_area.as_deref().is_some_and(|area| area.eq_ignore_ascii_case(named)));
        for need in within {
            add(&mut content.suits.needs, &need.id);
            known = true;
        }
    }
    if let Some(category) = vocabulary.categories.recognise(term) {
        add(&mut content.categories, &category.id);
        if let Some(theme) = &category.theme {
            add(&mut content.themes, theme);
        }
        known = true;
    } else if let Some(theme) = vocabulary.themes.recognise(term) {
        add(&mut content.themes, &theme.id);
        known = true;
    }
    if !known {
        add(&mut content.source_terms, term);
    }
}

/// The access features named in a text that may be a sentence ("Building has lift", "The building has induction loops").
pub(in crate::import) fn access_in(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    if let Some(feature) = vocabulary.access.recognise(text) {
        return vec![feature.id.clone()];
    }
    let said = format!(" {} ", text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = format!(" {said} ");
    // "No hearing loop" and "not step-free" say the opposite; a sentence with a negation is left to the reader.
    if [" no ", " not ", " without ", " unfortunately "].iter().any(|no| said.contains(no)) {
        return Vec::new();
    }
    vocabulary
        .access
        .terms()
        .iter()
        .filter(|feature| {
            let names = feature.also.iter().chain([&feature.label]);
            names.into_iter().any(|name| said.contains(&format!(" {} ", name.to_lowercase().replace('-', " "))))
        })
        .map(|feature| feature.id.clone())
        .collect()
}

/// Add to a list what is not in it.
pub(in crate::import) fn add(list: &mut Vec<String>, value: &str) {
    if !list.iter().any(|known| known.eq_ignore_ascii_case(value)) {
        list.push(value.to_owned());
    }
}
