//! Long lists in parts: nothing ends without saying so.

use crate::extract::QueryPairs;
use crate::view::Part;
use crate::words;

/// Rows of a page.
const PER_PAGE: usize = 100;

/// The part of a list that an address asks for.
pub(crate) struct Paged<T> {
    /// What stands on this page.
    pub(crate) items: Vec<T>,
    /// How many stand before.
    before: usize,
    /// How many there are in all.
    all: usize,
}

impl<T> Paged<T> {
    /// The page that `page=` asks for; the last one where there are not so many.
    pub(crate) fn of(items: Vec<T>, query: &QueryPairs) -> Self {
        let asked = query.0.iter().find(|(name, _)| name == "page").and_then(|(_, value)| value.trim().parse().ok());
        let all = items.len();
        let last = all.saturating_sub(1) / PER_PAGE;
        let before = asked.unwrap_or(1_usize).saturating_sub(1).min(last) * PER_PAGE;
        Self { items: items.into_iter().skip(before).take(PER_PAGE).collect(), before, all }
    }

    /// "253 things", and which of them these are.
    pub(crate) fn caption(&self, one: &str, many: &str) -> String {
        let all = words::count(self.all as u64, one, many);
        if self.items.len() == self.all {
            return all;
        }
        format!("{all}: {} to {}", self.before + 1, self.before + self.items.len())
    }

    /// Links to the pages before and after, with everything else that the address says.
    pub(crate) fn links(&self, path: &str, query: &QueryPairs) -> Part {
        let to = |page: usize| {
            let kept = query.0.iter().filter(|(name, value)| name != "page" && name != "done" && !value.is_empty());
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(kept.map(|(name, value)| (name, value)))
                .append_pair("page", &page.to_string())
                .finish();
            format!("{path}?{query}")
        };
        let page = self.before / PER_PAGE + 1;
        let mut links = Vec::new();
        if self.before > 0 {
            links.push(("Previous page".to_owned(), to(page - 1)));
        }
        if self.before + self.items.len() < self.all {
            links.push(("Next page".to_owned(), to(page + 1)));
        }
        Part::Links(links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_on_one_page() {
        let page = |asked: &str| {
            let query = QueryPairs(vec![("kind".into(), "change".into()), ("page".into(), asked.into())]);
            Paged::of((0..253).collect::<Vec<_>>(), &query)
        };
        let rows: Vec<i32> = ["1", "2", "3"].iter().flat_map(|asked| page(asked).items).collect();
        assert_eq!(rows, (0..253).collect::<Vec<_>>());
        assert_eq!(page("2").caption("thing", "things"), "253 things: 101 to 200");
        for odd in ["0", "-1", "99999999999999999999", "99", "x", ""] {
            assert!(!page(odd).items.is_empty(), "{odd}");
        }
        let query = QueryPairs(vec![("kind".into(), "change".into())]);
        let Part::Links(links) = page("2").links("/manage/queue", &query) else { panic!("links") };
        assert_eq!(links[0].1, "/manage/queue?kind=change&page=1");
        assert_eq!(links[1].1, "/manage/queue?kind=change&page=3");
    }
}
