//! `/glossary`: words and letters, and what they mean.

use crate::extract::AreaContext;
use crate::layout::Layout;
use crate::page::Page;
use askama::Template;
use local_offer_domain::values::Slug;

#[derive(Template)]
#[template(path = "find/glossary.html")]
pub(crate) struct GlossaryPage {
    layout: Layout,
    letters: Vec<Letter>,
}

struct Letter {
    letter: String,
    words: Vec<WordView>,
}

struct WordView {
    id: String,
    term: String,
    short: String,
    meaning: String,
    see: Vec<(String, String)>,
}

pub(crate) async fn get(context: AreaContext) -> Page<GlossaryPage> {
    let vocabulary = context.catalogue.vocabulary().clone();
    let mut letters: Vec<Letter> = Vec::new();
    for word in vocabulary.glossary.words() {
        let letter: String = word.term.chars().take(1).flat_map(char::to_uppercase).collect();
        if letters.last().is_none_or(|last| last.letter != letter) {
            letters.push(Letter { letter, words: Vec::new() });
        }
        // A page that this area does not have is not offered.
        let see = word.see.iter().filter_map(|slug| {
            let guide = context.offer.guide(&Slug::parse(slug).ok()?)?;
            Some((guide.content.name.clone(), format!("/guides/{slug}")))
        });
        let view = WordView {
            id: word.id.clone(),
            term: word.term.clone(),
            short: word.short.join(", "),
            meaning: word.meaning.clone(),
            see: see.collect(),
        };
        if let Some(last) = letters.last_mut() {
            last.words.push(view);
        }
    }
    let mut layout = context.layout("Glossary");
    "Words and letters that you will meet, and what they mean.".clone_into(&mut layout.description);
    Page::ok(GlossaryPage { layout, letters })
}
