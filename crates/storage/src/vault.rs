//! What must not be read in a copy of the database: secrets of authenticator apps, and texts of messages with keys in them.
//!
//! Sealed with XChaCha20-Poly1305 under a key that is not in the database. A sealed text names its key, so that keys can be
//! changed: the first one seals, every one opens.

use crate::StorageError;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// What a sealed text begins with. What does not was written before there was a key.
const MARK: &str = "sealed:";

/// Bytes of a nonce. So many random ones are never met twice.
const NONCE: usize = 24;

/// The keys. Cheap to clone; printing one shows their names alone.
#[derive(Clone, Default)]
pub struct Vault {
    keys: Arc<[NamedKey]>,
}

struct NamedKey {
    name: String,
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.name)).finish()
    }
}

/// A key that is none.
#[derive(Debug, thiserror::Error)]
#[error("a key of secrets is 43 letters and digits, as `local-offer new-key` prints them")]
pub struct NotAKey;

impl Vault {
    /// Of keys in base64, the one that seals first. Without any, nothing is sealed.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAKey> {
        let keys = keys.into_iter().map(|text| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| NotAKey)?;
            let cipher = XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| NotAKey)?;
            let hash = Sha256::digest(&bytes);
            Ok(NamedKey { name: BASE64_URL_SAFE_NO_PAD.encode(&hash[..6]), cipher })
        });
        Ok(Self { keys: keys.collect::<Result<_, _>>()? })
    }

    /// A new key, to be kept outside the database and its backups.
    pub fn new_key() -> String {
        BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
    }

    /// Whether anything is sealed.
    pub fn has_key(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether the key of this name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    /// What a text sealed today begins with; `None` without a key.
    pub(crate) fn mark(&self) -> Option<String> {
        self.keys.first().map(|key| format!("{MARK}{}:", key.name))
    }

    /// Seal a text for its place, so that it cannot be moved to another row.
    pub(crate) fn seal(&self, place: &str, text: &str) -> String {
        let (Some(key), Some(mark)) = (self.keys.first(), self.mark()) else { return text.to_owned() };
        if text.is_empty() {
            return String::new();
        }
        let nonce = rand::random::<[u8; NONCE]>();
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = key.cipher.encrypt(&XNonce::from(nonce), payload).expect("texts far shorter than the limit");
        format!("{mark}{}", BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Open what was sealed for a place. A text that was never sealed comes back as it is.
    pub(crate) fn open(&self, place: &str, kept: String) -> Result<String, StorageError> {
        let Some((name, sealed)) = kept.strip_prefix(MARK).and_then(|rest| rest.split_once(':')) else {
            return Ok(kept);
        };
        let key = self.keys.iter().find(|key| key.name == name);
        let key = key.ok_or_else(|| StorageError::Sealed { key: name.to_owned() })?;
        let damaged = || StorageError::inconsistent("sealed", format!("{place} was changed by hand"));
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).map_err(|_| damaged())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let text = key.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| damaged())?;
        String::from_utf8(text).map_err(|_| damaged())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(keys: &[&str]) -> Vault {
        Vault::new(keys.iter().copied()).expect("keys")
    }

    #[test]
    fn what_is_sealed_is_read_with_the_key_alone_and_in_its_place_alone() {
        let (one, two) = (Vault::new_key(), Vault::new_key());
        let sealed = vault(&[&one]).seal("accounts 1", "JBSWY3DPEHPK3PXP");
        assert!(!sealed.contains("JBSWY3DP"));
        assert_eq!(vault(&[&one]).open("accounts 1", sealed.clone()).unwrap(), "JBSWY3DPEHPK3PXP");
        assert!(matches!(vault(&[&two]).open("accounts 1", sealed.clone()), Err(StorageError::Sealed { .. })));
        assert!(vault(&[&one]).open("accounts 2", sealed.clone()).is_err(), "moved to another account");
        let cut = sealed[..sealed.len() - 4].to_owned();
        assert!(vault(&[&one]).open("accounts 1", cut).is_err());
        assert_ne!(vault(&[&one]).seal("accounts 1", "JBSWY3DPEHPK3PXP"), sealed, "a new nonce each time");
    }

    #[test]
    fn an_older_key_goes_on_opening() {
        let (old, new) = (Vault::new_key(), Vault::new_key());
        let sealed = vault(&[&old]).seal("messages 1", "https://example.org/confirm/abc");
        let both = vault(&[&new, &old]);
        assert_eq!(both.open("messages 1", sealed.clone()).unwrap(), "https://example.org/confirm/abc");
        assert!(!sealed.starts_with(&both.mark().unwrap()), "to be sealed again");
    }

    #[test]
    fn without_a_key_texts_stay_as_they_are() {
        assert_eq!(Vault::default().seal("messages 1", "Hello"), "Hello");
        assert_eq!(vault(&[&Vault::new_key()]).open("messages 1", "Hello".to_owned()).unwrap(), "Hello");
        for wrong in ["", "short", "!!!!", &"A".repeat(200)] {
            assert!(Vault::new([wrong]).is_err(), "{wrong}");
        }
        let key = Vault::new_key();
        assert!(!format!("{:?}", vault(&[&key])).contains(&key));
    }
}
