//! How often somebody may do what costs others time, mail or room: one table, for everybody who is not known and everybody
//! who serves themselves.

use crate::{Noticed, Office, OperationError, secret};
use local_offer_domain::values::{AccountId, EmailAddress, ListingId};
use local_offer_storage::Transaction;

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Asking for a listing.
    Apply,
    /// Adding a file.
    Upload,
    /// Saying that something is wrong.
    Report,
    /// Asking for an account.
    Register,
    /// Asking for a new password.
    Reset,
    /// Choosing a password by a link: to keep one is dear.
    Choose,
    /// Inviting a colleague.
    Invite,
    /// Saying that a listing is one's own.
    Claim,
    /// Beginning a new listing, from nothing or from a copy.
    Begin,
    /// Sending what was changed, for a decision or to be live at once: each time somebody at the authority has to look.
    Send,
    /// Saying whether a page is useful.
    Useful,
    /// The same of one page: some share an address, and nobody has sixty opinions.
    UsefulPage,
}

/// How often, in so many hours. `None` where that says nothing about who it is.
struct Most {
    hours: i64,
    /// From one network: a library or a town hall has one address for many people.
    network: Option<i64>,
    /// For one mailbox.
    mailbox: Option<i64>,
    /// By one account.
    account: Option<i64>,
    /// For one listing or organisation.
    listing: Option<i64>,
}

impl Limited {
    /// Everything that is counted.
    pub const ALL: [Self; 12] = [
        Self::Apply,
        Self::Upload,
        Self::Report,
        Self::Register,
        Self::Reset,
        Self::Choose,
        Self::Invite,
        Self::Claim,
        Self::Begin,
        Self::Send,
        Self::Useful,
        Self::UsefulPage,
    ];

    /// The table.
    fn most(self) -> Most {
        let none = Most { hours: 1, network: None, mailbox: None, account: None, listing: None };
        match self {
            Self::Apply => Most { network: Some(30), mailbox: Some(5), ..none },
            Self::Upload => Most { network: Some(60), account: Some(60), listing: Some(20), ..none },
            Self::Report => Most { network: Some(30), ..none },
            Self::Register => Most { network: Some(20), mailbox: Some(3), ..none },
            Self::Reset => Most { network: Some(40), mailbox: Some(5), ..none },
            Self::Choose => Most { network: Some(60), account: Some(10), ..none },
            Self::Invite => Most { hours: 24, account: Some(40), listing: Some(20), mailbox: Some(5), ..none },
            Self::Claim => Most { hours: 24, account: Some(10), ..none },
            Self::Begin => Most { hours: 24, account: Some(100), ..none },
            Self::Send => Most { account: Some(100), listing: Some(20), ..none },
            Self::Useful => Most { network: Some(60), ..none },
            Self::UsefulPage => Most { network: Some(3), ..none },
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Upload => "upload",
            Self::Report => "report",
            Self::Register => "register",
            Self::Reset => "reset",
            Self::Choose => "choose",
            Self::Invite => "invite",
            Self::Claim => "claim",
            Self::Begin => "begin",
            Self::Send => "send",
            Self::Useful => "useful",
            Self::UsefulPage => "useful-page",
        }
    }
}

/// By what somebody is counted, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Who<'a> {
    /// The network a request comes from.
    pub network: Option<&'a str>,
    /// The address a message will go to.
    pub mailbox: Option<&'a EmailAddress>,
    /// Who is signed in.
    pub account: Option<AccountId>,
    /// The listing or organisation it is about.
    pub listing: Option<ListingId>,
}

/// Count one time, and refuse when there were too many. Counted with what is done, in its transaction: what does not happen
/// is not counted.
pub(crate) async fn pass(
    tx: &mut Transaction,
    office: &Office,
    what: Limited,
    who: Who<'_>,
) -> Result<(), OperationError> {
    let most = what.most();
    let now = office.now();
    let time = now.as_second() / (3_600 * most.hours);
    let counted = [
        ("network", who.network.map(str::to_owned), most.network),
        ("mailbox", who.mailbox.map(EmailAddress::mailbox), most.mailbox),
        ("account", who.account.map(|id| id.to_string()), most.account),
        ("listing", who.listing.map(|id| id.to_string()), most.listing),
    ];
    for (by, who, most) in counted {
        let (Some(who), Some(most)) = (who, most) else { continue };
        let bucket = secret::hash(&format!("{} {by} {who} {time}", what.as_str()));
        if tx.lock_guesses(&bucket, now).await?.0 >= most {
            Noticed::Limit.note(
                (by == "account").then_some(who.as_str()),
                (by == "network").then_some(who.as_str()),
                &format!("{} by {by}", what.as_str()),
            );
            return Err(OperationError::Refused(
                "This was asked for too many times. Try again later, or call us".to_owned(),
            ));
        }
        tx.add_guess(&bucket, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_counted_has_a_limit() {
        for what in Limited::ALL {
            let most = what.most();
            let limits = [most.network, most.mailbox, most.account, most.listing];
            assert!(limits.iter().flatten().count() > 0, "{what:?}");
            assert!(limits.iter().flatten().all(|most| (1..=100).contains(most)), "{what:?}");
        }
    }
}
