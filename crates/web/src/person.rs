//! Somebody who is signed in, in the area whose page they opened.

use crate::error::PageError;
use crate::extract::AreaContext;
use crate::layout::{Item, Layout};
use crate::site::Site;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::values::ListingId;
use local_offer_operations::Office;
use local_offer_operations::accounts::Signed;
use local_offer_storage::{StorageError, Wording};

/// Left in the request by the rule that let it through.
#[derive(Clone)]
pub(crate) struct SignedIn(pub(crate) Signed);

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) context: AreaContext,
    pub(crate) signed: Signed,
}

impl FromRequestParts<Site> for Person {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        let context = AreaContext::from_request_parts(parts, site).await?;
        // A route that forgot its rule must not open a door.
        match parts.extensions.get::<SignedIn>() {
            Some(SignedIn(signed)) => Ok(Self { context, signed: signed.clone() }),
            None => Err(PageError::forbidden(&context)),
        }
    }
}

impl Person {
    pub(crate) fn office(&self) -> &Office {
        self.context.site.office()
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.signed.actor
    }

    /// Whether they have this right for the whole area.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.actor().reach(right).covers_area(&self.context.area().id)
    }

    /// The organisations and settings of this area they work for.
    pub(crate) fn organisations(&self) -> Vec<ListingId> {
        let reach = self.actor().reach(Right::EditListing);
        let here = &self.context.area().id;
        reach.organisations.iter().filter(|(area, _)| area == here).map(|(_, id)| *id).collect()
    }

    /// The wording this area keeps ready.
    pub(crate) async fn wordings(&self) -> Result<Vec<Wording>, PageError> {
        let broken = |error: StorageError| PageError::of(&self.context, error.into());
        let mut tx = self.office().storage.read().await.map_err(broken)?;
        tx.list_wordings(&self.context.area().id).await.map_err(broken)
    }

    /// The frame of a page for people who are signed in.
    pub(crate) fn layout(&self, title: impl Into<String>) -> Layout {
        let mut layout = self.context.layout(title);
        let mut navigation = vec![("/", "The public site")];
        if !self.organisations().is_empty() {
            navigation.push(("/provide", "My listings"));
        }
        for (right, href, label) in [
            (Right::SeeQueue, "/manage", "Dashboard"),
            (Right::SeeQueue, "/manage/queue", "Queue"),
            (Right::SeeQueue, "/manage/listings", "Listings"),
            (Right::SeeListing, "/manage/guides", "Guides"),
            (Right::SeeQueue, "/manage/reports", "Reports"),
            (Right::SeeQueue, "/manage/coverage", "The law"),
            (Right::EditVocabulary, "/manage/words", "Words"),
            (Right::EditWording, "/manage/wording", "Wording"),
            (Right::SeeMail, "/manage/mail", "Messages"),
            (Right::SeePeople, "/manage/people", "People"),
            (Right::SeeAudit, "/manage/audit", "Audit log"),
        ] {
            if self.may(right) {
                navigation.push((href, label));
            }
        }
        navigation.push(("/account", "Account"));
        navigation.push(("/sign-out", "Sign out"));
        let path = self.context.path();
        layout.navigation = navigation
            .into_iter()
            .map(|(href, label)| Item {
                href,
                label,
                current: path == href || (href != "/" && href != "/manage" && path.starts_with(href)),
            })
            .collect();
        layout
    }
}
