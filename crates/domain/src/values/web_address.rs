use super::tidy_value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A link to a page elsewhere: always `http` or `https`, so that a feed cannot plant a script in a link.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct WebAddress(String);

/// The text is not a web address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a web address starts with https:// and has no spaces")]
pub struct WebAddressError;

/// Letters that cannot be seen and turn others around: an address with them looks like another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl WebAddress {
    /// Parse what people write: `www.example.org` is understood as `https://www.example.org`.
    pub fn parse(text: &str) -> Result<Self, WebAddressError> {
        let text = tidy_value(text);
        let mut text = text.as_str();
        // Some type the beginning where a form has put it already.
        while let Some(rest) = ["http://", "https://"].iter().find_map(|scheme| {
            let rest = text.get(scheme.len()..).filter(|_| text[..scheme.len()].eq_ignore_ascii_case(scheme))?;
            let again = rest.to_ascii_lowercase();
            (again.starts_with("http://") || again.starts_with("https://")).then_some(rest)
        }) {
            text = rest;
        }
        let lower = text.to_ascii_lowercase();
        let address = if lower.starts_with("http://") || lower.starts_with("https://") {
            text.to_owned()
        } else if !lower.contains(':') && lower.split('/').next().is_some_and(|host| host.contains('.')) {
            format!("https://{text}")
        } else {
            return Err(WebAddressError);
        };
        let host = address.split("//").nth(1).unwrap_or_default();
        let sound = !host.is_empty()
            && address.len() <= 2_000
            && !host.starts_with(['/', '?', '#', ':', '@'])
            && !address
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || is_invisible(c) || "<>\"\\^`{|}".contains(c));
        if sound { Ok(Self(address)) } else { Err(WebAddressError) }
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host name without `www.`, to show where a link leads.
    pub fn host(&self) -> &str {
        let rest = self.0.split("//").nth(1).unwrap_or(&self.0);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        // What stands before an @ is a name and password: showing it as the host is how links deceive.
        let host = authority.rsplit('@').next().unwrap_or(authority);
        host.strip_prefix("www.").unwrap_or(host)
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for WebAddress {
    type Error = WebAddressError;

    fn try_from(text: String) -> Result<Self, WebAddressError> {
        Self::parse(&text)
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_can_be_linked_to() {
        assert_eq!(WebAddress::parse("www.example.org/a").unwrap().as_str(), "https://www.example.org/a");
        assert_eq!(WebAddress::parse("HTTP://Example.org").unwrap().host(), "Example.org");
        assert_eq!(WebAddress::parse("https://good.example.org@evil.example.org/").unwrap().host(), "evil.example.org");
        for hostile in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//x",
            "https://",
            "https:///evil.example",
            "a b.org",
            "mailto:a@b.org",
            "",
            "https://x\"><script>",
        ] {
            assert!(WebAddress::parse(hostile).is_err(), "{hostile:?}");
        }
        let unseen = WebAddress::parse("https://evil.example/\u{202e}gro").unwrap();
        assert_eq!(unseen.as_str(), "https://evil.example/gro", "and nothing turns its letters round");
    }
}
