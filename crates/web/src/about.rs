//! Pages about the Local Offer itself: accessibility and privacy.

use crate::extract::AreaContext;
use crate::layout::Layout;
use crate::page::Page;
use askama::Template;

#[derive(Template)]
#[template(path = "about/accessibility.html")]
pub(crate) struct AccessibilityPage {
    layout: Layout,
}

#[derive(Template)]
#[template(path = "about/privacy.html")]
pub(crate) struct PrivacyPage {
    layout: Layout,
    map: bool,
}

pub(crate) async fn accessibility(context: AreaContext) -> Page<AccessibilityPage> {
    Page::ok(AccessibilityPage { layout: context.layout("Accessibility statement") })
}

pub(crate) async fn privacy(context: AreaContext) -> Page<PrivacyPage> {
    Page::ok(PrivacyPage { layout: context.layout("Privacy"), map: context.site.tiles().is_some() })
}
