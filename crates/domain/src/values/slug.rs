use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longest slug we make: addresses are read aloud and typed from paper.
const LONGEST: usize = 80;

/// The readable last part of a public address: lower-case ASCII letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an address part has only lower-case letters, digits and single hyphens, and at most {LONGEST} of them")]
pub struct SlugError;

impl Slug {
    /// Parse the part of an address as it was requested.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let shaped = !text.is_empty()
            && text.len() <= LONGEST + 8
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        if shaped { Ok(Self(text.to_owned())) } else { Err(SlugError) }
    }

    /// Make a slug of a name. Accents are folded; what cannot be written in ASCII is left out. A name with nothing left
    /// becomes `listing`, so that there is always an address.
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::with_capacity(name.len());
        for c in name.nfkd() {
            match c {
                'A'..='Z' => slug.push(c.to_ascii_lowercase()),
                'a'..='z' | '0'..='9' => slug.push(c),
                '\'' | '’' | '\u{300}'..='\u{36f}' => {}
                '&' => slug.push_str("-and-"),
                _ => {
                    if !slug.ends_with('-') {
                        slug.push('-');
                    }
                }
            }
        }
        let mut tidy = String::with_capacity(slug.len());
        for word in slug.split('-').filter(|word| !word.is_empty()) {
            if tidy.len() + word.len() + 1 > LONGEST {
                break;
            }
            if !tidy.is_empty() {
                tidy.push('-');
            }
            tidy.push_str(word);
        }
        if tidy.is_empty() {
            tidy = slug.chars().filter(|c| *c != '-').take(LONGEST).collect();
        }
        if tidy.is_empty() { Self("listing".to_owned()) } else { Self(tidy) }
    }

    /// The same slug with a number after it, for the second listing of one name.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}-{number}", self.0))
    }

    /// The slug as written in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_an_address_that_can_be_read_aloud() {
        assert_eq!(Slug::from_name("St Joseph's Café & Club (Mondays)").as_str(), "st-josephs-cafe-and-club-mondays");
        assert_eq!(Slug::from_name("   ").as_str(), "listing");
        assert_eq!(Slug::from_name("日本").as_str(), "listing");
        let long = Slug::from_name(&"word ".repeat(60));
        assert!(long.as_str().len() <= LONGEST && Slug::parse(long.as_str()).is_ok());
        assert!(Slug::parse(Slug::from_name(&"x".repeat(500)).as_str()).is_ok());
    }

    #[test]
    fn an_address_with_anything_else_in_it_is_refused() {
        for hostile in ["", "Brownies", "a--b", "-a", "a-", "../etc", "a b", "a%00", "<script>"] {
            assert!(Slug::parse(hostile).is_err(), "{hostile:?}");
        }
    }
}
