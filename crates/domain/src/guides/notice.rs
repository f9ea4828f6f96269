//! What is said about a version of a page in its own language (`vocabulary/notices.toml`).

use super::VariantKind;
use serde::Deserialize;
use std::sync::LazyLock;

/// The sentences of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its code (BCP 47).
    pub language: String,
    /// The page has changed since this version was made.
    pub behind: String,
    /// The page is not there in this language yet.
    pub missing: String,
    /// Whether somebody who speaks the language has read them.
    pub read: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    notice: Vec<Notice>,
}

static NOTICES: LazyLock<Vec<Notice>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../../../vocabulary/notices.toml")).expect("vocabulary/notices.toml");
    file.notice
});

/// The sentences of a version's language; `None` for English, and for a language that has none yet.
pub fn notice(kind: &VariantKind) -> Option<&'static Notice> {
    NOTICES.iter().find(|notice| notice.language == kind.language())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notice_is_of_a_language_that_is_offered() {
        for notice in NOTICES.iter() {
            let kind = VariantKind::parse(&format!("in-{}", notice.language)).expect("a language");
            assert!(super::notice(&kind).is_some_and(|found| !found.behind.is_empty() && !found.missing.is_empty()));
        }
        assert!(super::notice(&VariantKind::EasyRead).is_none());
    }
}
