use crate::values::FileId;
use serde::{Deserialize, Serialize};

/// A picture, poster, leaflet or form of a service. The bytes are elsewhere, by their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingFile {
    /// Its identity.
    pub id: FileId,
    /// SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
    /// What sort of thing it is.
    pub kind: FileKind,
    /// What it is called in a link; for a picture, what is to be seen in it (WCAG 2.2, 1.1.1).
    pub label: String,
    /// What it is, found by its content: `image/jpeg`, `application/pdf`.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

/// What sort of thing a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A picture of the place or of what happens there.
    Picture,
    /// A poster.
    Poster,
    /// A leaflet.
    Leaflet,
    /// A form to fill in.
    Form,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Picture, Self::Poster, Self::Leaflet, Self::Form];

    /// The word used in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Poster => "poster",
            Self::Leaflet => "leaflet",
            Self::Form => "form",
        }
    }

    /// The kind of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Picture => "Picture",
            Self::Poster => "Poster",
            Self::Leaflet => "Leaflet",
            Self::Form => "Form",
        }
    }
}
