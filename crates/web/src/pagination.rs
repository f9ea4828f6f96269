//! Pages of a long list.

use local_offer_catalogue::search::Results;

/// Links to the pages around this one.
pub(crate) struct Pagination {
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    /// Numbers with links; a gap where there is none.
    pub(crate) pages: Vec<Option<PageLink>>,
}

pub(crate) struct PageLink {
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) current: bool,
}

impl Pagination {
    /// The pagination of these results; nothing when they fit on one page.
    pub(crate) fn new(results: &Results, address: impl Fn(usize) -> String) -> Option<Self> {
        let last = (results.total as usize).div_ceil(results.per_page);
        let here = results.page;
        if last < 2 {
            return None;
        }
        let shown = |page: usize| page == 1 || page == last || page.abs_diff(here) <= 1;
        let mut pages: Vec<Option<PageLink>> = Vec::new();
        for number in 1..=last {
            if shown(number) {
                pages.push(Some(PageLink { number, href: address(number), current: number == here }));
            } else if pages.last().is_some_and(Option::is_some) {
                pages.push(None);
            }
        }
        Some(Self {
            previous: (here > 1).then(|| address(here - 1)),
            next: (here < last).then(|| address(here + 1)),
            pages,
        })
    }
}
