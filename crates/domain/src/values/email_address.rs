use super::tidy_value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An email address that a message can be sent to: one `@`, a domain with a dot, nothing that could end a header line.
///
/// Kept as typed, compared in lower case: two people do not have addresses that differ only in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The text is not an email address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter an email address in the correct format, like name@example.org")]
pub struct EmailAddressError;

impl EmailAddress {
    /// Parse what somebody typed.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let text = tidy_value(text);
        let text = text.as_str();
        let (local, domain) = text.rsplit_once('@').ok_or(EmailAddressError)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let sound = (1..=64).contains(&local.len())
            && text.len() <= 254
            && local.chars().all(allowed)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && domain.contains('.')
            && domain.split('.').all(label);
        if sound { Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase()))) } else { Err(EmailAddressError) }
    }

    /// The address as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which an account is found.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The mailbox it leads to, to count by: many addresses lead to one. What stands after a `+` is taken off, and of the big
    /// free mail services the dots.
    pub fn mailbox(&self) -> String {
        const DOTS_SAY_NOTHING: [&str; 2] = ["gmail.com", "googlemail.com"];
        let key = self.key();
        let Some((local, domain)) = key.rsplit_once('@') else { return key };
        let local = local.split('+').next().unwrap_or(local);
        let domain = if domain == "googlemail.com" { "gmail.com" } else { domain };
        let local = if DOTS_SAY_NOTHING.contains(&domain) { local.replace('.', "") } else { local.to_owned() };
        format!("{local}@{domain}")
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailAddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_line_to_one_mailbox() {
        let address = EmailAddress::parse(" Amina.Khan+clubs@Example.ORG ").unwrap();
        assert_eq!((address.as_str(), address.domain()), ("Amina.Khan+clubs@example.org", "example.org"));
        for hostile in [
            "",
            "amina",
            "@example.org",
            "a@b",
            "a b@example.org",
            "a@example.org\nBcc: b@example.org",
            "a@-x.org",
            "a@example..org",
            ".a@example.org",
            "a,b@example.org",
            "<a@example.org>",
        ] {
            assert!(EmailAddress::parse(hostile).is_err(), "{hostile:?}");
        }
        let unseen = EmailAddress::parse("a@exam\u{202e}ple\u{200b}.org").unwrap();
        assert_eq!(unseen.as_str(), "a@example.org", "what nobody sees is no part of an address");
    }
}
