//! `/topics` and `/topics/{slug}`: a theme with its categories, or a category.

use crate::entry::Card;
use crate::error::PageError;
use crate::extract::{AreaContext, PathSlug};
use crate::layout::Layout;
use crate::page::Page;
use crate::words;
use askama::Template;
use local_offer_catalogue::search::{Facet, Request, find};
use local_offer_domain::Guide;
use local_offer_domain::guides::GuideForm;
use local_offer_domain::listing::Kind;
use local_offer_domain::taxonomy::Term;

#[derive(Template)]
#[template(path = "find/topics.html")]
pub(crate) struct TopicsPage {
    layout: Layout,
    themes: Vec<ThemeView>,
}

struct ThemeView {
    id: String,
    label: String,
    summary: String,
    categories: Vec<CategoryLink>,
}

struct CategoryLink {
    href: String,
    label: String,
    count: u64,
}

#[derive(Template)]
#[template(path = "find/topic.html")]
pub(crate) struct TopicPage {
    layout: Layout,
    label: String,
    summary: String,
    parent: Option<(String, String)>,
    categories: Vec<CategoryLink>,
    guides: Vec<(String, String)>,
    heading: String,
    cards: Vec<Card>,
    find: String,
    more: bool,
    parameter: &'static str,
    id: String,
}

/// Entries that a topic page lists itself; the rest is a search away.
const LISTED: usize = 20;

pub(crate) async fn list(context: AreaContext) -> Page<TopicsPage> {
    let vocabulary = context.catalogue.vocabulary();
    let counts = counts(&context);
    let themes = vocabulary.themes.terms().iter();
    let themes = themes
        .map(|theme| ThemeView {
            id: theme.id.clone(),
            label: theme.label.clone(),
            summary: theme.summary.clone(),
            categories: links(vocabulary.categories_of(&theme.id), &counts),
        })
        .collect();
    Page::ok(TopicsPage { layout: context.layout("Topics"), themes })
}

pub(crate) async fn get(context: AreaContext, PathSlug(slug): PathSlug) -> Result<Page<TopicPage>, PageError> {
    let vocabulary = context.catalogue.vocabulary().clone();
    let exactly = |term: &&Term| term.id == slug.as_str();
    let theme = vocabulary.themes.terms().iter().find(exactly);
    let category = vocabulary.categories.terms().iter().find(exactly);
    let (facet, term) = match (theme, category) {
        (Some(theme), _) => (Facet::Theme, theme),
        (None, Some(category)) => (Facet::Category, category),
        (None, None) => return Err(PageError::not_found(&context)),
    };
    let request =
        Request { filters: [(facet, vec![term.id.clone()])].into(), page: 1, per_page: LISTED, ..Request::default() };
    let results = find(&context.catalogue, &context.offer, &request);
    let parent = term.theme.as_ref().filter(|_| facet == Facet::Category);
    let mut layout = context.layout(&term.label);
    if !term.summary.is_empty() {
        layout.description.clone_from(&term.summary);
    }
    Ok(Page::ok(TopicPage {
        label: term.label.clone(),
        summary: term.summary.clone(),
        parent: parent.map(|theme| (vocabulary.themes.label(theme).to_owned(), format!("/topics/{theme}"))),
        categories: if facet == Facet::Theme {
            links(vocabulary.categories_of(&term.id), &counts(&context))
        } else {
            Vec::new()
        },
        guides: guides(&context, &term.id),
        heading: words::count(results.total, "entry", "entries"),
        cards: results.hits.iter().map(|hit| Card::of_hit(hit, &context)).collect(),
        find: crate::search_params::address("/find", &Request { page: 1, ..request }),
        more: results.total as usize > LISTED,
        parameter: facet.as_str(),
        id: term.id.clone(),
        layout,
    }))
}

/// Pages of guidance that belong to a theme, or that lead to a category.
fn guides(context: &AreaContext, id: &str) -> Vec<(String, String)> {
    let leads = |guide: &Guide| {
        let queries = context.offer.guide_links(guide.id).iter().filter_map(|to| to.strip_prefix("/find?"));
        let mut pairs = queries.flat_map(|query| url::form_urlencoded::parse(query.as_bytes()));
        pairs.any(|(name, value)| name == "category" && value == id)
    };
    let mut pages: Vec<(String, String)> = context
        .offer
        .guides()
        .filter(|guide| guide.content.form == GuideForm::Page)
        .filter(|guide| guide.content.theme.as_deref() == Some(id) || leads(guide))
        .map(|guide| (guide.content.name.clone(), crate::entry::path_of(Kind::Guide, &guide.slug)))
        .collect();
    pages.sort_by_key(|(name, _)| name.to_lowercase());
    pages
}

/// How many entries each category has.
fn counts(context: &AreaContext) -> Vec<(String, u64)> {
    let everything = find(&context.catalogue, &context.offer, &Request { page: 1, per_page: 1, ..Request::default() });
    let values = everything.facets.get(&Facet::Category).into_iter().flatten();
    values.map(|value| (value.value.clone(), value.count)).collect()
}

fn links<'a>(categories: impl Iterator<Item = &'a Term>, counts: &[(String, u64)]) -> Vec<CategoryLink> {
    categories
        .map(|category| CategoryLink {
            href: format!("/topics/{}", category.id),
            label: category.label.clone(),
            count: counts.iter().find(|(id, _)| *id == category.id).map_or(0, |(_, count)| *count),
        })
        .collect()
}
