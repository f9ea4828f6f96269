//! Who may do what, to which rows: said once, for the page and for the list.

use super::{Membership, Place, Role};
use crate::values::{AccountId, AreaId, ListingId};
use std::collections::BTreeSet;

/// Something that somebody may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Look at a listing's drafts, history and remarks.
    SeeListing,
    /// See what a listing keeps back from the public: hidden addresses, private contacts.
    SeePrivate,
    /// Change what a listing says, and send the change to be decided.
    EditListing,
    /// Say that a listing is still right.
    ConfirmListing,
    /// Say that a service has closed.
    CloseListing,
    /// See who works for an organisation or area.
    SeePeople,
    /// Invite people, change what they are, and let them go.
    ManagePeople,
    /// See what waits for the authority.
    SeeQueue,
    /// Leave a note on what waits, or watch it.
    Note,
    /// Take or hand over what waits, say how urgent it is, record a complaint.
    WorkQueue,
    /// Publish, return, decline, schedule; answer corrections and complaints.
    Decide,
    /// Suspend, restore, withdraw and roll back.
    TakeDown,
    /// Change categories and needs.
    EditVocabulary,
    /// Change the wording of messages and decisions.
    EditWording,
    /// Read the audit log.
    SeeAudit,
    /// See which messages were sent, and send one again.
    SeeMail,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 16] = [
        Self::SeeListing,
        Self::SeePrivate,
        Self::EditListing,
        Self::ConfirmListing,
        Self::CloseListing,
        Self::SeePeople,
        Self::ManagePeople,
        Self::SeeQueue,
        Self::Note,
        Self::WorkQueue,
        Self::Decide,
        Self::TakeDown,
        Self::EditVocabulary,
        Self::EditWording,
        Self::SeeAudit,
        Self::SeeMail,
    ];
}

impl Role {
    /// What it may do, where it holds.
    pub fn rights(self) -> &'static [Right] {
        use Right::{
            CloseListing, ConfirmListing, Decide, EditListing, EditVocabulary, EditWording, ManagePeople, Note,
            SeeAudit, SeeListing, SeeMail, SeePeople, SeePrivate, SeeQueue, TakeDown, WorkQueue,
        };
        match self {
            Self::ProviderEditor | Self::SettingEditor | Self::HealthPartner => {
                &[SeeListing, SeePrivate, EditListing, ConfirmListing, SeePeople]
            }
            Self::ProviderManager => {
                &[SeeListing, SeePrivate, EditListing, ConfirmListing, CloseListing, SeePeople, ManagePeople]
            }
            Self::AreaEditor => {
                &[SeeListing, SeePrivate, EditListing, ConfirmListing, SeeQueue, Note, WorkQueue, EditVocabulary]
            }
            Self::Moderator => &[
                SeeListing,
                SeePrivate,
                EditListing,
                ConfirmListing,
                CloseListing,
                SeePeople,
                SeeQueue,
                Note,
                WorkQueue,
                Decide,
                TakeDown,
                EditWording,
                SeeMail,
            ],
            Self::AreaAdministrator => &[
                SeeListing,
                SeePrivate,
                EditListing,
                ConfirmListing,
                CloseListing,
                SeePeople,
                ManagePeople,
                SeeQueue,
                Note,
                WorkQueue,
                Decide,
                TakeDown,
                EditVocabulary,
                EditWording,
                SeeAudit,
                SeeMail,
            ],
            Self::ForumReviewer => &[SeeListing, SeeQueue, Note],
            Self::Auditor => &[SeeListing, SeePrivate, SeePeople, SeeQueue, SeeAudit, SeeMail],
            Self::DeploymentAdministrator => &Right::ALL,
        }
    }
}

/// Somebody who has signed in, with everything that decides what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub account: AccountId,
    /// What colleagues call them.
    pub name: String,
    /// What they are, and where.
    pub memberships: Vec<Membership>,
    /// Whether they have given a second factor in this session.
    pub second_factor: bool,
}

/// What something is done to: where it is listed, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its home area.
    pub area: &'a AreaId,
    /// The organisation or setting it belongs to; `None` when it belongs to the area alone.
    pub organisation: Option<ListingId>,
}

/// The rows to which a right extends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Every row of every area.
    pub everything: bool,
    /// Every row of these areas.
    pub areas: BTreeSet<AreaId>,
    /// What belongs to these organisations and settings, with the area each is listed in.
    pub organisations: BTreeSet<(AreaId, ListingId)>,
}

impl Reach {
    /// Whether it extends to this.
    pub fn includes(&self, subject: Subject<'_>) -> bool {
        self.everything
            || self.areas.contains(subject.area)
            || subject.organisation.is_some_and(|owner| self.organisations.contains(&(subject.area.clone(), owner)))
    }

    /// Whether it extends to nothing at all.
    pub fn is_empty(&self) -> bool {
        !self.everything && self.areas.is_empty() && self.organisations.is_empty()
    }

    /// Whether it extends to every row of this area.
    pub fn covers_area(&self, area: &AreaId) -> bool {
        self.everything || self.areas.contains(area)
    }
}

impl Actor {
    /// Where they have this right. A role that asks for a second factor gives nothing without one.
    pub fn reach(&self, right: Right) -> Reach {
        let mut reach = Reach::default();
        for membership in &self.memberships {
            let role = membership.role;
            if !role.rights().contains(&right) || (role.needs_second_factor() && !self.second_factor) {
                continue;
            }
            match &membership.place {
                Place::Deployment => reach.everything = true,
                Place::Area(area) => drop(reach.areas.insert(area.clone())),
                Place::Organisation { area, listing } => drop(reach.organisations.insert((area.clone(), *listing))),
            }
        }
        reach
    }

    /// Whether they may do this to that.
    pub fn may(&self, right: Right, subject: Subject<'_>) -> bool {
        self.reach(right).includes(subject)
    }

    /// Whether they may give this role at this place to somebody: nobody gives more than they have, and only whoever looks
    /// after the deployment makes another who does.
    pub fn may_give(&self, role: Role, place: &Place) -> bool {
        match place {
            Place::Deployment => self.reach(Right::ManagePeople).everything,
            Place::Area(area) => {
                !role.is_of_provider()
                    && role != Role::DeploymentAdministrator
                    && self.reach(Right::ManagePeople).covers_area(area)
            }
            Place::Organisation { area, listing } => {
                role.is_of_provider() && self.may(Right::ManagePeople, Subject { area, organisation: Some(*listing) })
            }
        }
    }

    /// Whether any of their roles asks for a second factor.
    pub fn needs_second_factor(&self) -> bool {
        self.memberships.iter().any(|membership| membership.role.needs_second_factor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::MembershipId;

    fn somebody(role: Role, place: Place, second_factor: bool) -> Actor {
        let account = AccountId::new();
        let membership = Membership { id: MembershipId::new(), account, role, place };
        Actor { account, name: "Somebody".into(), memberships: vec![membership], second_factor }
    }

    #[test]
    fn a_provider_reaches_its_own_listings_in_its_own_area_and_no_others() {
        let (westmere, northfell) = (AreaId::from("westmere"), AreaId::from("northfell"));
        let (own, other) = (ListingId::new(), ListingId::new());
        let place = Place::Organisation { area: westmere.clone(), listing: own };
        let editor = somebody(Role::ProviderEditor, place.clone(), false);
        let subject = |area, organisation| Subject { area, organisation };
        assert!(editor.may(Right::EditListing, subject(&westmere, Some(own))));
        assert!(!editor.may(Right::EditListing, subject(&westmere, Some(other))));
        assert!(!editor.may(Right::EditListing, subject(&northfell, Some(own))));
        assert!(!editor.may(Right::EditListing, subject(&westmere, None)));
        assert!(!editor.may(Right::CloseListing, subject(&westmere, Some(own))));
        assert!(!editor.may_give(Role::ProviderEditor, &place));
    }

    #[test]
    fn staff_without_a_second_factor_reach_nothing() {
        let westmere = AreaId::from("westmere");
        for (strong, expected) in [(false, false), (true, true)] {
            let moderator = somebody(Role::Moderator, Place::Area(westmere.clone()), strong);
            assert_eq!(moderator.may(Right::Decide, Subject { area: &westmere, organisation: None }), expected);
        }
    }

    #[test]
    fn an_auditor_changes_nothing_and_nobody_gives_more_than_they_have() {
        use Right::{SeeAudit, SeeListing, SeeMail, SeePeople, SeePrivate, SeeQueue};
        assert!(!Role::ForumReviewer.rights().contains(&SeePrivate), "whoever reads along sees what the public sees");
        let reading = [SeeListing, SeePrivate, SeePeople, SeeQueue, SeeAudit, SeeMail];
        assert!(Role::Auditor.rights().iter().all(|right| reading.contains(right)));
        let westmere = AreaId::from("westmere");
        let administrator = somebody(Role::AreaAdministrator, Place::Area(westmere.clone()), true);
        assert!(administrator.may_give(Role::Moderator, &Place::Area(westmere.clone())));
        assert!(!administrator.may_give(Role::DeploymentAdministrator, &Place::Deployment));
        assert!(!administrator.may_give(Role::DeploymentAdministrator, &Place::Area(westmere)));
        assert!(!administrator.may_give(Role::Moderator, &Place::Area(AreaId::from("northfell"))));
    }
}
