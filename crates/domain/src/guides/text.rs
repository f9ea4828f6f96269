use super::gap::{Piece, pieces};
use crate::help_lines::{PLACEHOLDER, help_line};
use crate::values::Slug;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// One step of a guide; a page without steps is one step without a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its title; empty for a page without steps.
    pub title: String,
    /// The last part of its address; empty for the first.
    pub slug: String,
    /// Markdown.
    pub body: String,
}

/// The steps of a guide: each heading of the first level begins one.
pub fn steps(body: &str) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut in_code = false;
    for line in body.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if let Some(title) = line.strip_prefix("# ").filter(|_| !in_code) {
            let title = title.trim().to_owned();
            // The words before the first step belong to it.
            if let [only] = found.as_mut_slice()
                && only.title.is_empty()
            {
                only.title = title;
                continue;
            }
            let slug = if found.is_empty() { String::new() } else { free_address(&title, &found) };
            found.push(Step { title, slug, body: String::new() });
            continue;
        }
        if found.is_empty() {
            found.push(Step { title: String::new(), slug: String::new(), body: String::new() });
        }
        if let Some(step) = found.last_mut() {
            step.body.push_str(line);
            step.body.push('\n');
        }
    }
    if found.is_empty() {
        found.push(Step { title: String::new(), slug: String::new(), body: String::new() });
    }
    found
}

/// The address of a step: its title where that can be written in an address, and not one that an earlier step has.
fn free_address(title: &str, earlier: &[Step]) -> String {
    let at = earlier.len() + 1;
    let named = title.chars().any(|c| c.is_ascii_alphanumeric()).then(|| Slug::from_name(title).to_string());
    let mut addresses = named.into_iter().chain((at..).map(|number| format!("step-{number}")));
    addresses.find(|slug| earlier.iter().all(|step| step.slug != *slug)).expect("numbers do not end")
}

/// What a text says without its marks, a line to each block, for searching it and for judging how it reads. Local facts are
/// what they ask for.
pub fn plain_text(markdown: &str) -> String {
    let filled: String = pieces(markdown)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Fact { key, .. } => match key.strip_prefix(PLACEHOLDER).and_then(help_line) {
                Some(line) if !line.phone.is_empty() => line.phone.clone(),
                Some(line) if !line.sms.is_empty() => line.sms.clone(),
                Some(_) => String::new(),
                None => key.replace('-', " "),
            },
        })
        .collect();
    let mut text = String::new();
    let mut in_source = false;
    for event in Parser::new_ext(&filled, Options::ENABLE_TABLES) {
        match event {
            // A source is for whoever checks it, and is written as lawyers write.
            Event::Start(Tag::Emphasis) => in_source = true,
            Event::End(TagEnd::Emphasis) => in_source = false,
            Event::Text(words) if in_source && words.starts_with("Source:") => {}
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::TableRow
                | TagEnd::TableHead,
            ) if !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// Where a text links to.
pub fn links_in(markdown: &str) -> Vec<String> {
    let links = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    links.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_the_first_level_are_steps_and_a_page_without_is_one() {
        let guide = "# Ask\nOne.\n## More\n```\n# no step\n```\n# Wait a while\nTwo.\n# Ask\nThree.";
        let found = steps(guide);
        let slugs: Vec<&str> = found.iter().map(|step| step.slug.as_str()).collect();
        assert_eq!(slugs, ["", "wait-a-while", "ask"]);
        assert!(found[0].body.contains("# no step"));
        assert_eq!(steps("Just a page.")[0].title, "");
        assert_eq!(steps("").len(), 1);
    }

    #[test]
    fn words_before_the_first_step_belong_to_it_and_every_step_has_an_address_of_its_own() {
        let found = steps("Begin here.\n\n# First\nOne.\n# العربية\nTwo.\n# Step 3\nThree.\n# !!!\n# First");
        let shown: Vec<(&str, &str)> = found.iter().map(|step| (step.title.as_str(), step.slug.as_str())).collect();
        let named = [("First", ""), ("العربية", "step-2"), ("Step 3", "step-3"), ("!!!", "step-4"), ("First", "first")];
        assert_eq!(shown, named);
        assert!(found[0].body.contains("Begin here.") && found[0].body.contains("One."));
    }

    #[test]
    fn plain_text_is_what_is_read_aloud() {
        let page = "## Ask\n\nYou can [ask **us**](/ask) or\nring {{team: name}}.\n\n> **Law:** It must answer.\n> *Source: An Act, section 1*\n\n- one\n- two\n";
        assert_eq!(plain_text(page).trim(), "Ask\nYou can ask us or ring team.\nLaw: It must answer. \none\ntwo");
    }
}
