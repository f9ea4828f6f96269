//! `/guides/{slug}`: a page of guidance, news or an event; a guide in steps has a page for each.

use crate::cookies::{ITSELF, READING, read};
use crate::entry::{not_confirmed, path_of};
use crate::error::PageError;
use crate::extract::{AreaContext, PathParts, QueryPairs};
use crate::layout::Layout;
use crate::markdown::Renderer;
use crate::page::Page;
use crate::words;
use askama::Template;
use axum::http::HeaderMap;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::Guide;
use local_offer_domain::area::AreaContact;
use local_offer_domain::guides::{GuideForm, Happening, Variant, VariantKind, notice, steps};
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "find/guide.html")]
pub(crate) struct GuidePage {
    layout: Layout,
    /// What is shown instead of the page itself, if anything.
    shown_as: Option<ShownAs>,
    /// Whether this browser remembers how its reader likes to read.
    remembered: bool,
    theme: Option<(String, String)>,
    title: String,
    form: &'static str,
    lead: String,
    audiences: Vec<&'static str>,
    choices: Vec<ChoiceView>,
    steps: Vec<StepLink>,
    step: Option<StepView>,
    body: String,
    /// The list that it stands in, and where that is.
    parent: (&'static str, &'static str),
    event: Vec<(&'static str, String)>,
    documents: Vec<DocumentView>,
    files: Vec<(String, String)>,
    sources: Vec<String>,
    owner: Option<String>,
    published: String,
    checked: String,
    overdue: Option<String>,
    not_confirmed: Option<String>,
    path: String,
    here: String,
    advice: AreaContact,
    related: Vec<(String, String)>,
    thanks: bool,
}

/// A sentence in another language than the page around it.
struct ForeignNotice {
    text: &'static str,
    language: &'static str,
    right_to_left: bool,
}

/// A variant that is shown, or that the reader likes and that this page does not have.
struct ShownAs {
    /// What is said about it in its own language, before the English.
    notice: Option<ForeignNotice>,
    label: String,
    language: String,
    right_to_left: bool,
    is_there: bool,
    is_stale: bool,
    media: Option<(String, String)>,
    media_words: &'static str,
}

/// A form in which the page can be read.
struct ChoiceView {
    label: String,
    href: String,
    id: String,
    language: String,
    current: bool,
}

struct StepLink {
    title: String,
    href: String,
    current: bool,
}

struct StepView {
    title: String,
    number: usize,
    of: usize,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
}

struct DocumentView {
    name: String,
    href: Option<String>,
    about: String,
}

pub(crate) async fn get(
    context: AreaContext,
    PathParts(parts): PathParts,
    QueryPairs(pairs): QueryPairs,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (slug, step) = match parts.as_slice() {
        [slug] => (slug, ""),
        [slug, step] => (slug, step.as_str()),
        _ => return Err(PageError::not_found(&context)),
    };
    let slug = Slug::parse(slug).map_err(|_| PageError::not_found(&context))?;
    let Some(guide) = context.offer.guide(&slug) else {
        if let Some(now) = context.offer.moved(&slug) {
            let path = path_of(Kind::Guide, now);
            // Asked for again each time: the page may move back.
            return Ok(([(CACHE_CONTROL, "no-cache")], Redirect::permanent(&path)).into_response());
        }
        return Err(PageError::no_listing(&context, Kind::Guide, &slug));
    };
    let one = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
    let secure = context.site.office().links.is_secure();
    let liked = one("as").or_else(|| read(&headers, READING, secure)).filter(|as_| *as_ != ITSELF);
    let liked = liked.and_then(VariantKind::parse);
    let remembered = read(&headers, READING, secure).is_some();
    let page = page(&context, guide, step, liked, one("thanks").is_some()).map(|page| GuidePage { remembered, ..page });
    Ok(Page::ok(page.ok_or_else(|| PageError::not_found(&context))?).into_response())
}

fn page(
    context: &AreaContext,
    guide: &Guide,
    step: &str,
    liked: Option<VariantKind>,
    thanks: bool,
) -> Option<GuidePage> {
    let content = &guide.content;
    let vocabulary = context.catalogue.vocabulary();
    let path = path_of(Kind::Guide, &guide.slug);
    let variant = liked.as_ref().and_then(|kind| content.variants.iter().find(|variant| variant.kind == *kind));
    let mut render = match variant {
        Some(_) => Renderer::without_terms(&vocabulary.glossary, context.area()),
        None => Renderer::new(&vocabulary.glossary, context.area()),
    };
    let (title, summary, text) = match variant {
        Some(variant) => (&variant.name, &variant.summary, &variant.body),
        None => (&content.name, &content.summary, &content.body),
    };
    // A variant is one page, so that its steps need no names of their own.
    let all = if variant.is_some() {
        Vec::new()
    } else {
        steps(text).into_iter().filter(|step| !step.title.is_empty()).collect()
    };
    let at = match all.is_empty() {
        true if step.is_empty() || variant.is_some() => None,
        true => return None,
        false => Some(all.iter().position(|known| known.slug == step)?),
    };
    let address = |slug: &str| if slug.is_empty() { path.clone() } else { format!("{path}/{slug}") };
    let here = at.map_or_else(|| path.clone(), |at| address(&all[at].slug));
    let lead = render.line(summary);
    let body = render.page(at.map_or(text.as_str(), |at| all[at].body.as_str()));
    let page_title = match at {
        Some(at) if at > 0 => format!("{}: {}", title, all[at].title),
        _ => title.clone(),
    };
    let mut layout = context.layout(page_title);
    layout.description.clone_from(summary);
    if let Some(VariantKind::Language(code)) = variant.map(|variant| &variant.kind) {
        layout.language.clone_from(code);
    }
    // The page itself is what search engines show.
    layout.no_index = variant.is_some();
    let today = context.today();
    Some(GuidePage {
        remembered: false,
        shown_as: liked.as_ref().map(|kind| shown_as(kind, variant, guide)),
        theme: content
            .theme
            .as_ref()
            .map(|theme| (vocabulary.themes.label(theme).to_owned(), format!("/topics/{theme}"))),
        parent: match content.form {
            GuideForm::Event => ("Events", "/events"),
            GuideForm::News => ("News", "/news"),
            _ => ("Guides", "/guides"),
        },
        title: title.clone(),
        form: content.form.words(),
        lead,
        audiences: content.audiences.iter().map(|audience| audience.words()).collect(),
        choices: choices(guide, &here, variant.map(|variant| &variant.kind)),
        steps: all
            .iter()
            .enumerate()
            .map(|(number, known)| StepLink {
                title: known.title.clone(),
                href: address(&known.slug),
                current: Some(number) == at,
            })
            .collect(),
        step: at.map(|at| {
            let link = |number: usize| all.get(number).map(|step| (step.title.clone(), address(&step.slug)));
            StepView {
                title: all[at].title.clone(),
                number: at + 1,
                of: all.len(),
                previous: at.checked_sub(1).and_then(link),
                next: link(at + 1),
            }
        }),
        body,
        event: content.event.as_ref().map(happening).unwrap_or_default(),
        documents: content
            .documents
            .iter()
            .map(|document| DocumentView {
                name: document.name.clone(),
                href: document.website.as_ref().map(ToString::to_string),
                about: [
                    document.covers.clone(),
                    document.published_on.map(|day| format!("published {}", words::date(day))),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            })
            .collect(),
        files: content.files.iter().map(|file| (file.label.clone(), format!("/files/{}", file.hash))).collect(),
        sources: content.sources.clone(),
        owner: content.owner.clone(),
        published: words::date(local_offer_operations::england(guide.published_at)),
        checked: guide.assurance.map(|check| words::date(check.checked_on)).unwrap_or_default(),
        overdue: guide.review_by.filter(|by| *by < today).map(words::date),
        not_confirmed: not_confirmed(guide.assurance, guide.review_by, context),
        advice: context.area().advice_service.clone(),
        related: related(context, guide),
        thanks,
        here,
        path,
        layout,
    })
}

fn shown_as(kind: &VariantKind, variant: Option<&Variant>, guide: &Guide) -> ShownAs {
    ShownAs {
        label: kind.words(),
        notice: notice(kind).map(|notice| ForeignNotice {
            text: if variant.is_some() { &notice.behind } else { &notice.missing },
            language: &notice.language,
            right_to_left: kind.is_right_to_left(),
        }),
        language: variant.map_or("en-GB", |variant| variant.kind.language()).to_owned(),
        right_to_left: variant.is_some_and(|variant| variant.kind.is_right_to_left()),
        is_there: variant.is_some(),
        is_stale: variant.is_some_and(|variant| variant.made_from != guide.content.source_text()),
        media: variant.and_then(|variant| variant.media.as_ref()).map(|at| (at.to_string(), at.host().to_owned())),
        media_words: if *kind == VariantKind::Audio { "Listen to it" } else { "Watch the film" },
    }
}

fn choices(guide: &Guide, here: &str, current: Option<&VariantKind>) -> Vec<ChoiceView> {
    if guide.content.variants.is_empty() {
        return Vec::new();
    }
    let itself = ChoiceView {
        label: "The full page, in English".to_owned(),
        href: format!("{here}?as={ITSELF}"),
        id: ITSELF.to_owned(),
        language: "en-GB".to_owned(),
        current: current.is_none(),
    };
    let path = path_of(Kind::Guide, &guide.slug);
    let variants = guide.content.variants.iter().map(|variant| ChoiceView {
        label: variant.kind.words(),
        href: format!("{path}?as={}", variant.kind.id()),
        id: variant.kind.id(),
        language: variant.kind.language().to_owned(),
        current: current == Some(&variant.kind),
    });
    std::iter::once(itself).chain(variants).collect()
}

fn happening(event: &Happening) -> Vec<(&'static str, String)> {
    let day = match (event.on, event.until.filter(|until| Some(*until) != event.on)) {
        (Some(on), Some(until)) => Some(format!("{} to {}", words::long_date(on), words::long_date(until))),
        (Some(on), None) => Some(words::long_date(on)),
        _ => None,
    };
    [
        ("When", day),
        ("Time", event.hours.clone()),
        ("Where", event.place.clone()),
        ("How to come", event.booking.clone()),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
    .collect()
}

/// Other pages of the same theme: those that share a subject first.
fn related(context: &AreaContext, guide: &Guide) -> Vec<(String, String)> {
    let pages = || context.offer.guides().filter(|other| other.content.form == GuideForm::Page && other.id != guide.id);
    // First where the page itself leads, in the order in which its writer does; then what leads here.
    let mut others: Vec<&Guide> = Vec::new();
    for link in context.offer.guide_links(guide.id) {
        others.extend(pages().find(|other| path_of(Kind::Guide, &other.slug) == *link));
    }
    let path = path_of(Kind::Guide, &guide.slug);
    let same = pages().filter(|other| other.content.theme == guide.content.theme);
    others.extend(same.filter(|other| context.offer.guide_links(other.id).contains(&path)));
    let mut seen = BTreeSet::new();
    others.retain(|other| seen.insert(other.id));
    others.into_iter().take(6).map(|other| (other.content.name.clone(), path_of(Kind::Guide, &other.slug))).collect()
}
