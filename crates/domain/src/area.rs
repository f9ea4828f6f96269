//! Areas: one authority's Local Offer each.

use crate::review::ListingPolicy;
use crate::values::{AreaId, WebAddress, is_untold};
use serde::{Deserialize, Serialize};

/// One authority's Local Offer. A deployment holds one or many; the host name of a request chooses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its identifier, such as `westmere`.
    pub id: AreaId,
    /// The name families know, such as `Westmere`.
    pub name: String,
    /// The authority that publishes it (Children and Families Act 2014 s.30).
    pub authority: String,
    /// What this Local Offer is called. Many authorities drop the term, because families do not know it.
    pub title: String,
    /// One sentence under the title.
    #[serde(default)]
    pub strapline: String,
    /// Host names that choose this area, without a port.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// ONS codes of the districts whose families it serves; a postcode's district decides, never a polygon.
    #[serde(default)]
    pub districts: Vec<String>,
    /// Colours of its pages.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub theme: Theme,
    /// Where to ask a person.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub contact: AreaContact,
    /// The impartial advice service (Children and Families Act 2014 s.32), shown where a search finds nothing.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub advice_service: AreaContact,
    /// Where to say that a child is not safe.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub safeguarding: AreaContact,
    /// How its listings are decided on and kept true.
    #[serde(default, skip_serializing_if = "is_untold")]
    pub listing_policy: ListingPolicy,
}

/// The two colours that carry an area's identity, as `#rrggbb`. Text on them is white, so they must be dark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// The header.
    pub header: String,
    /// The line under it and small accents.
    pub accent: String,
}

impl Default for Theme {
    fn default() -> Self {
        Self { header: "#0b3c5d".to_owned(), accent: "#00703c".to_owned() }
    }
}

impl Theme {
    /// Whether both colours are written as `#rrggbb`: they are put into a style sheet, where anything else could do harm.
    pub fn is_sound(&self) -> bool {
        let hex = |colour: &str| {
            colour.len() == 7 && colour.starts_with('#') && colour[1..].bytes().all(|b| b.is_ascii_hexdigit())
        };
        hex(&self.header) && hex(&self.accent)
    }

    /// Whether white text can be read on the header: a contrast of 4.5 to 1 (WCAG 2.2, success criterion 1.4.3). No text stands on the
    /// accent.
    pub fn is_dark(&self) -> bool {
        let luminance = |colour: &str| -> Option<f64> {
            let part = |from: usize| {
                let value = f64::from(u8::from_str_radix(colour.get(from..from + 2)?, 16).ok()?) / 255.0;
                Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
            };
            Some(0.2126 * part(1)? + 0.7152 * part(3)? + 0.0722 * part(5)?)
        };
        luminance(&self.header).is_some_and(|light| 1.05 / (light + 0.05) >= 4.5)
    }
}

/// A team that can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AreaContact {
    /// Name of the team, never of a person.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// Email address.
    pub email: String,
    /// Web page.
    pub website: Option<WebAddress>,
    /// When somebody answers.
    pub hours: String,
}

impl AreaContact {
    /// Whether there is any way to reach the team.
    pub fn is_reachable(&self) -> bool {
        !self.phone.is_empty() || !self.email.is_empty() || self.website.is_some()
    }
}
