//! What an attack leaves behind: a line in the log under the target `security`, and a count in `/metrics`.

use crate::secret;
use std::sync::atomic::{AtomicU64, Ordering};

/// Something that happens now and then by itself, and very often when somebody means harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticed {
    /// A password was wrong.
    WrongPassword,
    /// After many wrong passwords, somebody has to wait.
    SignInWait,
    /// A code of the second factor was wrong.
    WrongCode,
    /// After many wrong codes, somebody has to wait.
    CodeWait,
    /// Something was asked for more often than the limits allow.
    Limit,
    /// Somebody asked for what they may not see or do.
    Refused,
    /// A form came from another site.
    OtherSite,
    /// A request named two hosts, none that can be one, or one that is none of ours.
    WrongHost,
    /// A password of somebody who works for an authority came in clear over a network.
    InClear,
    /// A key of a link was used up or too old.
    OldKey,
    /// A key of a link was never given to anybody, or is for something else.
    UnknownKey,
    /// An account of somebody who works for an authority was locked by wrong guesses.
    StaffLocked,
    /// The audit log was changed by something else than this program.
    AuditBroken,
    /// The scanner of the host refused a file.
    FileRefused,
    /// A file was refused because the disk is nearly full.
    DiskFull,
}

/// How often each was noticed since the program started.
static COUNTS: [AtomicU64; Noticed::ALL.len()] = [const { AtomicU64::new(0) }; Noticed::ALL.len()];

impl Noticed {
    /// All of them, in the order of their counts.
    pub const ALL: [Self; 15] = [
        Self::WrongPassword,
        Self::SignInWait,
        Self::WrongCode,
        Self::CodeWait,
        Self::Limit,
        Self::Refused,
        Self::OtherSite,
        Self::WrongHost,
        Self::InClear,
        Self::OldKey,
        Self::UnknownKey,
        Self::StaffLocked,
        Self::AuditBroken,
        Self::FileRefused,
        Self::DiskFull,
    ];

    /// The name in the log and in the counts. It never changes: alarms are set on it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongPassword => "wrong-password",
            Self::SignInWait => "sign-in-wait",
            Self::WrongCode => "wrong-code",
            Self::CodeWait => "code-wait",
            Self::Limit => "limit",
            Self::Refused => "refused",
            Self::OtherSite => "other-site",
            Self::WrongHost => "wrong-host",
            Self::InClear => "in-clear",
            Self::OldKey => "old-key",
            Self::UnknownKey => "unknown-key",
            Self::StaffLocked => "staff-locked",
            Self::AuditBroken => "audit-broken",
            Self::FileRefused => "file-refused",
            Self::DiskFull => "disk-full",
        }
    }

    /// How often it was noticed since the program started.
    pub fn count(self) -> u64 {
        COUNTS[self as usize].load(Ordering::Relaxed)
    }

    /// Count it and write it down. Accounts and networks stand in the log as hashes: enough to see that it is the same one
    /// again, and no list of who has an account.
    pub fn note(self, account: Option<&str>, network: Option<&str>, detail: &str) {
        COUNTS[self as usize].fetch_add(1, Ordering::Relaxed);
        let hashed = |who: Option<&str>| who.map(|who| secret::hash(who)[..16].to_owned()).unwrap_or_default();
        let (account, network) = (hashed(account), hashed(network));
        tracing::warn!(target: "security", event = self.as_str(), account, network, "{detail}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_counted_under_its_own_name() {
        for (at, noticed) in Noticed::ALL.into_iter().enumerate() {
            assert_eq!(noticed as usize, at);
            let before = noticed.count();
            noticed.note(Some("someone@example.org"), Some("192.0.2.1"), "a test");
            assert!(noticed.count() > before, "{}", noticed.as_str());
        }
    }
}
