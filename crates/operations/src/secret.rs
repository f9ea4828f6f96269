//! Secrets that are sent or kept by a browser, and the hashes of them that we keep.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Stands where a secret was.
pub(crate) const STRUCK: &str = "[taken out after sending]";

/// Letters of a secret: 32 bytes in base64.
const LENGTH: usize = 43;

/// A secret of 256 random bits, fit for an address or a cookie.
pub(crate) fn new() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The hash by which a secret is found. No salt and no work factor: there is nothing to guess in 256 random bits.
pub(crate) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Take the secrets out of a text that has done its work: whoever reads it later must not be able to use them.
pub(crate) fn strike(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut struck = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
        struck.push_str(before);
        let is_secret = word.len() == LENGTH && BASE64_URL_SAFE_NO_PAD.decode(word).is_ok();
        struck.push_str(if is_secret { STRUCK } else { word });
        rest = after;
    }
    struck + rest
}

/// What people read out on the phone: six letters and digits that cannot be mistaken for each other.
pub(crate) fn reference(prefix: char) -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
    let random = rand::random::<[u8; 6]>();
    let letters: String = random.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
    format!("{prefix}-{letters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_struck_out_of_a_text_and_nothing_else_is() {
        let key = new();
        let text = format!("Hello\n\nGo on here: https://westmere.example.org/apply/{key}\n\nReference A-23456B.");
        let struck = strike(&text);
        assert_eq!(
            struck,
            "Hello\n\nGo on here: https://westmere.example.org/apply/[taken out after sending]\n\nReference A-23456B."
        );
        let address = "https://example.org/services/a-club-for-everybody-who-likes-to-swim-and-dive-together";
        assert_eq!(strike(address), address);
        assert_eq!(strike(&format!("{key}?page=2")), "[taken out after sending]?page=2");
    }
}
