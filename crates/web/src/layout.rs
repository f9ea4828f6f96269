//! What every page has around it.

use crate::assets;
use crate::extract::AreaContext;
use crate::moment::Banner;
use local_offer_domain::area::AreaContact;

/// The frame of a page: the area's name and colours, navigation, who to ask.
#[derive(Clone)]
pub(crate) struct Layout {
    /// The language of the title, when it is not English.
    pub(crate) language: String,
    /// Title of the page, without the area's.
    pub(crate) title: String,
    pub(crate) offer_title: String,
    pub(crate) authority: String,
    pub(crate) contact: AreaContact,
    pub(crate) navigation: Vec<Item>,
    pub(crate) theme: String,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) early_script: &'static str,
    /// Whether search engines should leave the page out: a filter state is not a page of its own.
    pub(crate) no_index: bool,
    /// Sentence for search engines and shared links.
    pub(crate) description: String,
    pub(crate) error: bool,
    /// What stands above a page of another moment than now.
    pub(crate) banner: Option<Banner>,
    /// Whether this is the demo.
    pub(crate) demo: bool,
}

#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) href: &'static str,
    pub(crate) label: &'static str,
    pub(crate) current: bool,
}

const NAVIGATION: &[(&str, &str)] = &[
    ("/", "Home"),
    ("/find", "Find help"),
    ("/topics", "Topics"),
    ("/settings", "Schools and settings"),
    ("/guides", "Guides"),
];

impl Layout {
    pub(crate) fn new(context: &AreaContext, title: String, path: &str) -> Self {
        let area = context.area();
        let navigation = NAVIGATION
            .iter()
            .map(|(href, label)| {
                let inside = *href != "/" && path.starts_with(href);
                Item { href, label, current: path == *href || inside }
            })
            .collect();
        Self {
            language: String::new(),
            title,
            offer_title: area.title.clone(),
            authority: area.authority.clone(),
            contact: area.contact.clone(),
            navigation,
            theme: format!(
                "/theme.css?v={}{}",
                &area.theme.header.trim_start_matches('#'),
                &area.theme.accent.trim_start_matches('#')
            ),
            style: assets::STYLE.path,
            script: assets::SCRIPT.path,
            icon: assets::ICON.path,
            early_script: assets::EARLY_SCRIPT,
            no_index: false,
            description: area.strapline.clone(),
            error: false,
            banner: context.banner.clone(),
            demo: context.site.office().demo,
        }
    }
}
