use crate::values::{WebAddress, is_untold};
use serde::{Deserialize, Serialize};

/// A page in another form or language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Which.
    pub kind: VariantKind,
    /// Its title.
    pub name: String,
    /// One or two sentences.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub summary: String,
    /// Markdown; of a film, what is said in it, and of a recording too.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub body: String,
    /// Where a film or a recording is.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub media: Option<WebAddress>,
    /// What the page said when this was made. When the page says something else, this is out of date; the whole text is kept
    /// so that whoever mends it sees what has changed.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub made_from: String,
}

/// The forms in which a page can be had.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VariantKind {
    /// Short sentences with pictures, for people with a learning disability.
    EasyRead,
    /// Written for young people.
    YoungPeople,
    /// British Sign Language, as a film with its text.
    Bsl,
    /// Spoken, as a recording with its text.
    Audio,
    /// In another language, by its code (BCP 47).
    Language(String),
}

/// Languages that are offered, by code: in itself, in English, and whether it is written from right to left.
const LANGUAGES: &[(&str, &str, &str, bool)] = &[
    ("ar", "العربية", "Arabic", true),
    ("bn", "বাংলা", "Bengali", false),
    ("cy", "Cymraeg", "Welsh", false),
    ("fa", "فارسی", "Persian", true),
    ("fr", "Français", "French", false),
    ("gu", "ગુજરાતી", "Gujarati", false),
    ("ku", "Kurdî", "Kurdish (Kurmanji)", false),
    ("ckb", "کوردی", "Kurdish (Sorani)", true),
    ("pa", "ਪੰਜਾਬੀ", "Punjabi", false),
    ("pl", "Polski", "Polish", false),
    ("ps", "پښتو", "Pashto", true),
    ("pt", "Português", "Portuguese", false),
    ("ro", "Română", "Romanian", false),
    ("so", "Soomaali", "Somali", false),
    ("es", "Español", "Spanish", false),
    ("ti", "ትግርኛ", "Tigrinya", false),
    ("tr", "Türkçe", "Turkish", false),
    ("uk", "Українська", "Ukrainian", false),
    ("ur", "اردو", "Urdu", true),
    ("zh", "中文", "Chinese", false),
];

impl VariantKind {
    /// Every form, with every language.
    pub fn all() -> Vec<Self> {
        let languages = LANGUAGES.iter().map(|(code, ..)| Self::Language((*code).to_owned()));
        [Self::EasyRead, Self::YoungPeople, Self::Bsl, Self::Audio].into_iter().chain(languages).collect()
    }

    /// The word in addresses, forms and the cookie.
    pub fn id(&self) -> String {
        match self {
            Self::EasyRead => "easy-read".to_owned(),
            Self::YoungPeople => "young-people".to_owned(),
            Self::Bsl => "bsl".to_owned(),
            Self::Audio => "audio".to_owned(),
            Self::Language(code) => format!("in-{code}"),
        }
    }

    /// The form of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::all().into_iter().find(|kind| kind.id() == word)
    }

    /// What a reader chooses it by: a language in itself.
    pub fn words(&self) -> String {
        match self {
            Self::EasyRead => "Easy Read".to_owned(),
            Self::YoungPeople => "For young people".to_owned(),
            Self::Bsl => "British Sign Language (BSL)".to_owned(),
            Self::Audio => "Listen to it".to_owned(),
            Self::Language(code) => {
                language(code).map_or_else(|| code.clone(), |(_, own, english, _)| format!("{own} ({english})"))
            }
        }
    }

    /// The language of the text, for `lang`.
    pub fn language(&self) -> &str {
        match self {
            Self::Language(code) => code,
            _ => "en-GB",
        }
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        matches!(self, Self::Language(code) if language(code).is_some_and(|(.., right_to_left)| *right_to_left))
    }
}

fn language(code: &str) -> Option<&'static (&'static str, &'static str, &'static str, bool)> {
    LANGUAGES.iter().find(|(known, ..)| *known == code)
}
