//! `/guides`, `/news` and `/events`: pages by theme and reader, what has changed, and what is on.

use crate::entry::path_of;
use crate::extract::{AreaContext, QueryPairs};
use crate::layout::Layout;
use crate::page::Page;
use crate::words;
use askama::Template;
use local_offer_domain::Guide;
use local_offer_domain::guides::{GuideForm, Reader};
use local_offer_domain::listing::Kind;

#[derive(Template)]
#[template(path = "find/guides.html")]
pub(crate) struct GuidesPage {
    layout: Layout,
    readers: Vec<ReaderLink>,
    groups: Vec<Group>,
    count: String,
}

struct ReaderLink {
    label: &'static str,
    href: String,
    current: bool,
}

struct Group {
    label: String,
    pages: Vec<PageLink>,
}

/// A page in a list.
pub(crate) struct PageLink {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) day: String,
}

#[derive(Template)]
#[template(path = "find/pages.html")]
pub(crate) struct PagesPage {
    layout: Layout,
    lead: &'static str,
    pages: Vec<PageLink>,
    empty: &'static str,
}

/// A page as it stands in a list, with a day or without.
pub(crate) fn link(guide: &Guide, day: String) -> PageLink {
    PageLink {
        href: path_of(Kind::Guide, &guide.slug),
        title: guide.content.name.clone(),
        summary: guide.content.summary.clone(),
        day,
    }
}

/// The readers whom pages are written for, by their word in addresses.
const READERS: [(&str, Reader, &str); 3] = [
    ("families", Reader::Families, "For parents and carers"),
    ("young-people", Reader::YoungPeople, "For young people"),
    ("practitioners", Reader::Practitioners, "For people who work with families"),
];

pub(crate) async fn list(context: AreaContext, QueryPairs(pairs): QueryPairs) -> Page<GuidesPage> {
    let asked = pairs.iter().find(|(name, _)| name == "for").map_or("", |(_, value)| value.trim());
    let reader = READERS.iter().find(|(word, ..)| *word == asked);
    let shown: Vec<&Guide> = context
        .offer
        .guides()
        .filter(|guide| guide.content.form == GuideForm::Page)
        .filter(|guide| reader.is_none_or(|(_, reader, _)| guide.content.audiences.contains(reader)))
        .collect();
    let themes = context.catalogue.vocabulary().themes.terms();
    let group = |label: &str, theme: Option<&str>| {
        let mut pages: Vec<PageLink> = shown
            .iter()
            .filter(|guide| guide.content.theme.as_deref() == theme)
            .map(|guide| link(guide, String::new()))
            .collect();
        pages.sort_by_key(|page| page.title.to_lowercase());
        Group { label: label.to_owned(), pages }
    };
    let groups = themes.iter().map(|theme| group(&theme.label, Some(theme.id.as_str()))).chain([group("More", None)]);
    let everybody = ReaderLink { label: "For everybody", href: "/guides".to_owned(), current: reader.is_none() };
    let readers = READERS.iter().map(|(word, _, label)| ReaderLink {
        label,
        href: format!("/guides?for={word}"),
        current: reader.is_some_and(|(known, ..)| known == word),
    });
    let mut layout = context.layout("Guides");
    "What to expect, from whom, by when, and what to do when it does not come.".clone_into(&mut layout.description);
    Page::ok(GuidesPage {
        layout,
        readers: std::iter::once(everybody).chain(readers).collect(),
        groups: groups.filter(|group| !group.pages.is_empty()).collect(),
        count: words::count(shown.len() as u64, "page", "pages"),
    })
}

/// News, the newest first.
pub(crate) fn news(context: &AreaContext, most: usize) -> Vec<PageLink> {
    let mut news: Vec<&Guide> = context.offer.guides().filter(|guide| guide.content.form == GuideForm::News).collect();
    let first = |guide: &Guide| {
        guide.content.first_published.unwrap_or_else(|| local_offer_operations::england(guide.published_at))
    };
    news.sort_by_key(|guide| std::cmp::Reverse((first(guide), guide.published_at, guide.id)));
    news.into_iter().take(most).map(|guide| link(guide, words::date(first(guide)))).collect()
}

/// Events that are still to come or going on, the next first.
pub(crate) fn events(context: &AreaContext, most: usize) -> Vec<PageLink> {
    let today = context.today();
    let mut events: Vec<&Guide> = context
        .offer
        .guides()
        .filter(|guide| guide.content.form == GuideForm::Event)
        .filter(|guide| guide.content.happens_until().is_none_or(|until| until >= today))
        .collect();
    events.sort_by_key(|guide| guide.content.event.as_ref().and_then(|event| event.on));
    let day = |guide: &Guide| {
        let on = guide.content.event.as_ref().and_then(|event| event.on);
        on.map_or_else(|| "We have not been told when".to_owned(), words::long_date)
    };
    events.into_iter().take(most).map(|guide| link(guide, day(guide))).collect()
}

/// Most pages in a list of news or events.
const MOST: usize = 100;

pub(crate) async fn all_news(context: AreaContext) -> Page<PagesPage> {
    Page::ok(PagesPage {
        pages: news(&context, MOST),
        lead: "New and changed in this Local Offer, and what it came from.",
        empty: "There is no news yet.",
        layout: context.layout("What’s changed"),
    })
}

pub(crate) async fn all_events(context: AreaContext) -> Page<PagesPage> {
    Page::ok(PagesPage {
        pages: events(&context, MOST),
        lead: "Days to go to, meet and ask.",
        empty: "Nothing is planned that we know of.",
        layout: context.layout("Events"),
    })
}
