//! Markdown as it is shown: with the marks of law and guidance, local facts in place, and letters explained where they first
//! stand. Authors write Markdown and nothing else: what looks like HTML is shown as it was typed, and what comes out is
//! cleaned again by ammonia.

use crate::assets;
use crate::reachable::{Reach, reachable};
use crate::words::{email_link, number_link};
use ammonia::{Builder, UrlRelative};
use local_offer_catalogue::Glossary;
use local_offer_domain::Area;
use local_offer_domain::area::AreaContact;
use local_offer_domain::guides::{fill, gaps, is_known, too_much};
use local_offer_domain::help_lines::{PLACEHOLDER, help_line};
use local_offer_domain::values::Slug;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Characters that nobody types: they stand around a fact that is not told yet until the text is clean.
const UNTOLD: (char, char) = ('\u{E000}', '\u{E001}');

/// Renders the texts of one page. What it has explained once on the page it does not explain again.
pub(crate) struct Renderer<'a> {
    glossary: &'a Glossary,
    area: &'a Area,
    explained: HashSet<&'a str>,
    explains: bool,
}

impl<'a> Renderer<'a> {
    pub(crate) fn new(glossary: &'a Glossary, area: &'a Area) -> Self {
        Self { glossary, area, explained: HashSet::new(), explains: true }
    }

    /// For a page in another language or in Easy Read: a term in the English of the law would not help there.
    pub(crate) fn without_terms(glossary: &'a Glossary, area: &'a Area) -> Self {
        Self { explains: false, ..Self::new(glossary, area) }
    }

    /// A line of plain text, like a summary.
    pub(crate) fn line(&mut self, text: &str) -> String {
        if self.explains { clean(&self.explain(text)) } else { clean(&escape(text)) }
    }

    /// A whole text.
    pub(crate) fn page(&mut self, markdown: &str) -> String {
        let markdown: String = markdown.chars().filter(|c| *c != UNTOLD.0 && *c != UNTOLD.1).collect();
        let filled = fill(&untold_sentences(&markdown), |key, ask| Some(self.fact(key, ask)));
        // Asked of the writer too. A text from elsewhere that is too much is shown as it was written.
        if too_much(&filled).is_some() {
            return clean(&format!("<p class=\"govuk-body\">{}</p>", spans(&escape(&filled))));
        }
        let events: Vec<Event<'_>> =
            Parser::new_ext(&filled, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).collect();
        let mut shown = Vec::with_capacity(events.len());
        let mut place = Place::default();
        for (at, event) in events.iter().enumerate() {
            self.show(event.clone(), &events[at + 1..], &mut place, &mut shown);
        }
        let mut text = String::new();
        html::push_html(&mut text, shown.into_iter());
        clean(&text)
    }

    /// A fact: how a national help line is reached, one that the area knows, or what is not told yet.
    fn fact(&self, key: &str, ask: &str) -> String {
        if let Some(line) = key.strip_prefix(PLACEHOLDER).and_then(help_line) {
            return line.in_markdown();
        }
        let contact = |contact: &AreaContact| {
            let mut parts = vec![contact.name.clone(), contact.phone.clone()];
            if !contact.email.is_empty() {
                parts.push(format!("[{0}](mailto:{0})", contact.email));
            }
            parts.push(contact.hours.clone());
            parts.retain(|part| !part.is_empty());
            parts.join(", ")
        };
        let known = match key {
            "authority" => self.area.authority.clone(),
            "area" => self.area.name.clone(),
            "send-team" => contact(&self.area.contact),
            "advice-service" => contact(&self.area.advice_service),
            _ => String::new(),
        };
        if !known.is_empty() {
            return known;
        }
        // "For the rest, contact name, phone and hours not told to us yet" leaves a family with nobody. Until the team is named, whoever
        // answers for everything is who to contact; staff see what is missing in the list of what is to be filled in.
        if ask.contains("phone") && ask.contains("email") && self.area.contact.is_reachable() {
            return contact(&self.area.contact);
        }
        let what = match (ask, is_known(key)) {
            ("", _) | (_, true) => key.replace('-', " "),
            (ask, false) => ask.to_owned(),
        };
        format!("{}not told to us yet: {what}{}", UNTOLD.0, UNTOLD.1)
    }

    /// One event, with the classes of the design system.
    fn show<'e>(&mut self, event: Event<'e>, rest: &[Event<'e>], place: &mut Place, shown: &mut Vec<Event<'e>>) {
        let raw = |text: &str| Event::Html(CowStr::from(text.to_owned()));
        let event = match event {
            // Nobody writes HTML here: it is shown as it was typed.
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            _ if place.image > 0 && !matches!(event, Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image)) => {
                return;
            }
            Event::Text(text) if place.is_prose() => Event::InlineHtml(CowStr::from(spans(&self.prose(&text)))),
            Event::Text(text) if text.contains([UNTOLD.0, UNTOLD.1]) => {
                Event::InlineHtml(CowStr::from(spans(&escape(&text))))
            }
            Event::Start(Tag::Paragraph) => raw("<p class=\"govuk-body\">"),
            Event::Start(Tag::Heading { level, .. }) => {
                place.heading += 1;
                let title: String = rest
                    .iter()
                    .map_while(|event| match event {
                        Event::End(TagEnd::Heading(_)) => None,
                        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
                        _ => Some(String::new()),
                    })
                    .collect();
                let (tag, class) = heading(level);
                // A heading that cannot be written in an address, or is there already, has none.
                let id = Slug::from_name(&title);
                let named = title.is_ascii() && place.ids.insert(id.to_string());
                let id = if named { format!(" id=\"s-{id}\"") } else { String::new() };
                raw(&format!("<{tag} class=\"{class}\"{id}>"))
            }
            Event::End(TagEnd::Heading(level)) => {
                place.heading -= 1;
                raw(&format!("</{}>", heading(level).0))
            }
            Event::Start(Tag::List(None)) => raw("<ul class=\"govuk-list govuk-list--bullet\">"),
            Event::Start(Tag::List(Some(_))) => raw("<ol class=\"govuk-list govuk-list--number\">"),
            Event::Start(Tag::BlockQuote(_)) => {
                let mark = rest.iter().take(4).find_map(|event| match event {
                    Event::Text(text) => Some(mark(text)),
                    _ => None,
                });
                raw(&format!("<div class=\"lo-mark lo-mark--{}\">", mark.unwrap_or("note")))
            }
            Event::End(TagEnd::BlockQuote(_)) => raw("</div>"),
            Event::Start(Tag::Emphasis) if matches!(rest.first(), Some(Event::Text(text)) if text.starts_with("Source:")) =>
            {
                place.source = true;
                place.quiet += 1;
                raw("<span class=\"lo-source\">")
            }
            Event::End(TagEnd::Emphasis) if place.source => {
                place.source = false;
                place.quiet -= 1;
                raw("</span>")
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                place.quiet += 1;
                raw(&format!("<a class=\"govuk-link\" href=\"{}\">", escape(&bare(&dest_url))))
            }
            Event::End(TagEnd::Link) => {
                place.quiet -= 1;
                raw("</a>")
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                place.quiet += 1;
                place.image += 1;
                // A picture within the words of a picture is neither.
                if place.image > 1 {
                    return;
                }
                let words: String = rest
                    .iter()
                    .map_while(|event| match event {
                        Event::End(TagEnd::Image) => None,
                        Event::Text(text) => Some(text.to_string()),
                        _ => Some(String::new()),
                    })
                    .collect();
                raw(&picture(&bare(&dest_url), &bare(&words)))
            }
            Event::End(TagEnd::Image) => {
                place.image -= 1;
                place.quiet -= 1;
                return;
            }
            Event::Start(Tag::Table(_)) => {
                place.in_table = true;
                raw("<section class=\"lo-scroll\" tabindex=\"0\" aria-label=\"Table\"><table class=\"govuk-table\">")
            }
            Event::End(TagEnd::Table) => {
                place.in_table = false;
                raw("</tbody></table></section>")
            }
            Event::Start(Tag::TableHead) => {
                place.in_head = true;
                raw("<thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\">")
            }
            Event::End(TagEnd::TableHead) => {
                place.in_head = false;
                raw("</tr></thead><tbody class=\"govuk-table__body\">")
            }
            Event::Start(Tag::TableRow) => raw("<tr class=\"govuk-table__row\">"),
            Event::End(TagEnd::TableRow) => raw("</tr>"),
            Event::Start(Tag::TableCell) if place.in_head => raw("<th scope=\"col\" class=\"govuk-table__header\">"),
            Event::End(TagEnd::TableCell) if place.in_head => raw("</th>"),
            Event::Start(Tag::TableCell) => raw("<td class=\"govuk-table__cell\">"),
            Event::End(TagEnd::TableCell) => raw("</td>"),
            Event::Start(Tag::CodeBlock(kind)) => {
                place.quiet += 1;
                Event::Start(Tag::CodeBlock(kind))
            }
            Event::End(TagEnd::CodeBlock) => {
                place.quiet -= 1;
                Event::End(TagEnd::CodeBlock)
            }
            other => other,
        };
        shown.push(event);
    }

    /// Running text: telephone numbers and addresses of mail can be tapped, and words of capitals are explained.
    fn prose(&mut self, text: &str) -> String {
        reachable(text)
            .into_iter()
            .map(|piece| match piece {
                Reach::Words(words) if self.explains => self.explain(words),
                Reach::Words(words) => escape(words).into_owned(),
                Reach::Phone(number) => number_link(&number, ""),
                Reach::Email(address) => email_link(address),
            })
            .collect()
    }

    /// The text with each word of capitals explained where it first stands.
    fn explain(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_alphanumeric()) {
            let (before, from) = rest.split_at(start);
            shown.push_str(&escape(before));
            let end = from.find(|c: char| !c.is_alphanumeric()).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            shown.push_str(&self.explain_word(word, after));
            rest = after;
        }
        shown.push_str(&escape(rest));
        shown
    }

    fn explain_word(&mut self, word: &str, after: &str) -> String {
        let capitals = word.chars().filter(char::is_ascii_uppercase).count();
        if capitals < 2 {
            return escape(word).into_owned();
        }
        let Some(known) = self.glossary.expand(word).filter(|known| !self.explained.contains(known.id.as_str())) else {
            return escape(word).into_owned();
        };
        self.explained.insert(&known.id);
        let link = format!("<a class=\"govuk-link lo-term\" href=\"/glossary#{}\">{}</a>", known.id, escape(word));
        // Somebody may have explained it themselves.
        if after.starts_with(" (") || known.term.eq_ignore_ascii_case(word) {
            return link;
        }
        format!("{link} ({})", escape(&inside_a_sentence(&known.term)))
    }
}

/// In a box that says how it is here, a sentence around a fact that nobody has told yet reads as broken: "use … to write to".
/// What is missing is said first instead, and whom to ask; sentences that miss nothing stay.
fn untold_sentences(markdown: &str) -> Cow<'_, str> {
    const BOX: &str = "> **Local:**";
    if !markdown.contains(BOX) || gaps(markdown).is_empty() {
        return Cow::Borrowed(markdown);
    }
    let mut shown = String::with_capacity(markdown.len());
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix(BOX) else {
            shown.push_str(line);
            shown.push('\n');
            continue;
        };
        let mut text = first.trim().to_owned();
        while let Some(more) = lines.next_if(|next| next.starts_with('>') && !next.starts_with("> *Source")) {
            text.push(' ');
            text.push_str(more.trim_start_matches('>').trim());
        }
        let (whole, broken): (Vec<&str>, Vec<&str>) =
            text.split_inclusive(". ").partition(|sentence| gaps(sentence).is_empty());
        let asks: Vec<String> = broken.iter().flat_map(|sentence| gaps(sentence)).map(|gap| gap.ask).collect();
        shown.push_str(BOX);
        if !asks.is_empty() {
            let (open, close) = UNTOLD;
            let missing = format!(" {open}not told to us yet: {}{close}. Ask {{{{send-team}}}}.", asks.join("; "));
            shown.push_str(&missing);
        }
        for sentence in whole {
            shown.push(' ');
            shown.push_str(sentence.trim());
        }
        shown.push('\n');
    }
    Cow::Owned(shown)
}

/// Where in a text an event stands.
#[derive(Default)]
struct Place {
    heading: usize,
    /// Within links, pictures, code and sources nothing is explained.
    quiet: usize,
    in_head: bool,
    /// In a table nothing is explained: the first link of a row has to be the way out that the row is about.
    in_table: bool,
    image: usize,
    source: bool,
    /// Headings that have an address.
    ids: HashSet<String>,
}

impl Place {
    fn is_prose(&self) -> bool {
        self.heading == 0 && self.quiet == 0 && !self.in_table && self.image == 0
    }
}

/// A term as it is written inside a sentence: small, unless it is a name.
fn inside_a_sentence(term: &str) -> Cow<'_, str> {
    let is_name = term.split([' ', '-']).skip(1).any(|word| word.starts_with(|c: char| c.is_uppercase()));
    let mut letters = term.chars();
    match letters.next() {
        Some(first) if !is_name && !term.chars().nth(1).is_some_and(char::is_uppercase) => {
            Cow::Owned(first.to_lowercase().chain(letters).collect())
        }
        _ => Cow::Borrowed(term),
    }
}

/// What a block quote marks, by its first word.
fn mark(first: &str) -> &'static str {
    match first.trim().trim_end_matches(':') {
        "Law" => "law",
        "Guidance" => "guidance",
        "Local" => "local",
        "Important" => "important",
        _ => "note",
    }
}

/// Headings of a text stand below the page's own.
fn heading(level: HeadingLevel) -> (&'static str, &'static str) {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => ("h2", "govuk-heading-m"),
        HeadingLevel::H3 => ("h3", "govuk-heading-s"),
        _ => ("h4", "govuk-heading-s"),
    }
}

/// A picture of ours by name, or one that was uploaded here. Any other is only its words.
fn picture(address: &str, words: &str) -> String {
    let own = address.strip_prefix("picture:").and_then(assets::picture);
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let uploaded = address.strip_prefix("/files/").is_some_and(is_hash).then_some(address);
    match own.or(uploaded) {
        Some(path) => format!("<img class=\"lo-picture\" src=\"{}\" alt=\"{}\">", escape(path), escape(words)),
        None => escape(words).into_owned(),
    }
}

/// What stands between the marks, as the gap it is. Text only: the marks are taken out of addresses.
fn spans(html: &str) -> String {
    html.replace(UNTOLD.0, "<span class=\"lo-gap\">").replace(UNTOLD.1, "</span>")
}

fn bare(text: &str) -> String {
    text.replace([UNTOLD.0, UNTOLD.1], "")
}

fn escape(text: &str) -> Cow<'_, str> {
    if text.contains(['&', '<', '>', '"', '\'']) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Cow::Owned(escaped.replace('"', "&quot;").replace('\'', "&#39;"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Nothing but what a text needs, whatever came out of the steps before.
fn clean(text: &str) -> String {
    static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut cleaner = Builder::default();
        cleaner
            .tags(HashSet::from([
                "a", "br", "code", "del", "div", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre",
                "section", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
            ]))
            .generic_attributes(HashSet::from(["class"]))
            .add_tag_attributes("h2", ["id"])
            .add_tag_attributes("h3", ["id"])
            .add_tag_attributes("h4", ["id"])
            .add_tag_attributes("th", ["scope"])
            .add_tag_attributes("section", ["tabindex", "aria-label"])
            .rm_tag_attributes("img", ["height", "width", "align"])
            .url_schemes(HashSet::from(["http", "https", "mailto", "sms", "tel"]))
            .url_relative(UrlRelative::PassThrough)
            .link_rel(Some("noopener"));
        cleaner
    });
    CLEANER.clean(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use local_offer_catalogue::Vocabulary;

    fn shown(markdown: &str) -> String {
        let vocabulary = Vocabulary::built_in();
        let area: Area = toml_area();
        Renderer::new(&vocabulary.glossary, &area).page(markdown)
    }

    fn toml_area() -> Area {
        serde_json::from_value(serde_json::json!({
            "id": "w", "name": "Westmere", "authority": "Westmere Council", "title": "Westmere Local Offer",
            "contact": { "name": "The desk", "phone": "01632 960100", "email": "desk@example.org", "hours": "" },
        }))
        .unwrap()
    }

    #[test]
    fn letters_are_explained_where_they_first_stand_and_only_there() {
        let html = shown("## The SENCO\n\nAsk the SENCO. A SENCO knows. [CAMHS](/x) is linked. CAMHS helps.");
        assert_eq!(html.matches("SENCO</a> (").count(), 1, "{html}");
        assert!(html.contains("CAMHS</a> ("), "not in the link, but after it: {html}");
        assert!(shown("An SEN (special educational needs) list.").matches("special educational needs").count() == 1);
    }

    #[test]
    fn law_and_guidance_are_marked_and_facts_stand_in_place() {
        let html = shown(
            "> **Law:** {{authority}} must answer.\n> *Source: An Act, section 1*\n\nRing {{transport-team: who}} or {{send-team}}.",
        );
        assert!(html.contains("lo-mark--law") && html.contains("<span class=\"lo-source\">Source: An Act"), "{html}");
        assert!(
            html.contains("Westmere Council") && html.contains("<span class=\"lo-gap\">not told to us yet: who</span>"),
            "{html}"
        );
        assert!(html.contains("href=\"mailto:desk@example.org\""), "{html}");
    }

    #[test]
    fn nothing_that_runs_comes_out_of_a_text() {
        let hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [go](javascript:alert(1)) \
                       ![x](https://tracker.example.org/p.png) ![y](\"onload=alert(1)) [z](data:text/html,x) \
                       <svg onload=alert(1)> {{x\"><script>: y}} \u{E000}a\u{E001}\n\n> **Law:** <iframe src=//e.example.org>";
        let html = shown(hostile);
        // What is left of it is words: no tag and no attribute but our own.
        for bad in ["<script", "<img", "<svg", "<iframe", "href=", "src=\"", "lo-gap\">a", " onerror=\"", " onload=\""]
        {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(html.contains("&lt;script&gt;"), "it is shown as it was typed: {html}");
        for address in ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:alert(1)"] {
            let html = shown(&format!("[go]({address}) <{address}>"));
            assert!(!html.contains("href="), "{html}");
        }
        assert!(!shown("![x](https://tracker.example.org/p.png)").contains("<img"));
    }

    #[test]
    fn what_is_not_told_never_breaks_a_tag() {
        for text in
            ["[x](<http://a.example/{{foo: bar}}>)", "![a {{foo: bar}}](picture:letter)", "&#xE000;x", "&#xE001;y"]
        {
            let html = shown(text);
            assert_eq!(html.matches('<').count(), html.matches('>').count(), "{html}");
            assert_eq!(html.matches("<span").count(), html.matches("</span>").count(), "{html}");
            assert!(!html.contains("href=\"http://a.example/<") && !html.contains("alt=\"a <"), "{html}");
        }
    }

    #[test]
    fn a_text_that_is_too_much_is_words_and_no_more() {
        let html = shown(&format!("{}a", "- ".repeat(8_000)));
        assert!(!html.contains("<li") && html.len() < 20_000, "{} characters", html.len());
    }

    #[test]
    fn what_is_not_told_yet_leaves_no_broken_sentence() {
        let html = shown(
            "> **Local:** To ask, use {{form: the address of the form}}. Questions go to {{send-team}}.\n> *Source: here*\n\nMore.",
        );
        assert!(html.contains("not told to us yet: the address of the form</span>. Ask The desk"), "{html}");
        assert!(!html.contains("To ask, use") && html.contains("Questions go to The desk"), "{html}");
        assert!(html.contains("lo-source") && html.contains("More."), "{html}");
    }

    #[test]
    fn numbers_can_be_tapped() {
        let html = shown("Ring 01632 960134, or write to desk@example.org. In 2026, 0 to 25.");
        assert!(
            html.contains("href=\"tel:01632960134\"") && html.contains("href=\"mailto:desk@example.org\""),
            "{html}"
        );
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
    }

    #[test]
    fn pictures_of_ours_are_shown_with_their_words() {
        let hash = "0a".repeat(32);
        let html = shown(&format!("![A letter](/files/{hash})"));
        assert!(html.contains(&format!("<img class=\"lo-picture\" src=\"/files/{hash}\" alt=\"A letter\"")), "{html}");
        assert!(!shown("![A letter](/files/../manage)").contains("<img"), "no address but that of a file");
        let nested = shown(&format!("{}{}", "![a".repeat(900), format!("](/files/{hash})").repeat(900)));
        assert!(nested.len() < 100_000, "{} characters", nested.len());
        assert!(!shown("![A letter](picture:none-such)").contains("<img"));
    }
}
