//! What one version of a service keeps back, and another may not lay open.

use super::{Audience, Contact, Identity, OrganisationContent, ServiceAtLocation, ServiceContent};
use crate::values::same_number;

/// Whether two texts are the same address of mail, name or street, however they are written.
fn same_text(one: Option<&str>, other: Option<&str>) -> bool {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    match (one.map(plain), other.map(plain)) {
        (Some(one), Some(other)) => !one.is_empty() && one == other,
        _ => false,
    }
}

fn same_phone(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| same_number(one, other))
}

impl Contact {
    fn numbers(&self) -> impl Iterator<Item = &str> {
        self.phone.iter().chain(&self.text_phone).map(String::as_str)
    }

    /// Whether both lead to the same person or desk.
    fn is_same(&self, other: &Self) -> bool {
        self.id.is(&other.id)
            || self.numbers().any(|one| other.numbers().any(|two| same_number(one, two)))
            || same_text(self.email.as_deref(), other.email.as_deref())
            || same_text(self.name.as_deref(), other.name.as_deref())
    }
}

impl ServiceAtLocation {
    /// Whether both are the same place.
    fn is_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.location, &other.location);
        one.id.is(&two.id)
            || (one.source_id.is_some() && one.source_id == two.source_id)
            || (one.postcode.is_some() && one.postcode == two.postcode)
            || same_text(one.address.first().map(String::as_str), two.address.first().map(String::as_str))
    }
}

impl ServiceContent {
    fn every_contact(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().chain(self.places.iter().flat_map(|place| &place.contacts))
    }

    fn every_contact_mut(&mut self) -> impl Iterator<Item = &mut Contact> {
        self.contacts.iter_mut().chain(self.places.iter_mut().flat_map(|place| &mut place.contacts))
    }

    /// Give every place and contact the identity that it has in what was said before, or a new one.
    pub fn identify(&mut self, before: &Self) {
        let mut free: Vec<&ServiceAtLocation> = before
            .places
            .iter()
            .filter(|old| !self.places.iter().any(|place| place.location.id.is(&old.location.id)))
            .collect();
        for place in self.places.iter_mut().filter(|place| place.location.id.is_none()) {
            let known = free.iter().position(|old| !old.location.id.is_none() && old.is_same(place));
            place.location.id = known.map_or_else(Identity::new, |at| free.swap_remove(at).location.id);
        }
        let taken: Vec<Identity> = self.every_contact().map(|contact| contact.id).collect();
        let mut free: Vec<&Contact> =
            before.every_contact().filter(|old| !taken.iter().any(|id| id.is(&old.id))).collect();
        for contact in self.every_contact_mut().filter(|contact| contact.id.is_none()) {
            let known = free.iter().position(|old| !old.id.is_none() && old.is_same(contact));
            contact.id = known.map_or_else(Identity::new, |at| free.swap_remove(at).id);
        }
    }

    /// Keep back what another version of the same service keeps back: contacts that it says are private, and the addresses
    /// that it hides. Where it hides a place that is not found here again, every place that was not found there is hidden
    /// too: one of them may be it, with another postcode.
    pub fn keep_back(&mut self, other: &Self) {
        let private: Vec<&Contact> = other.every_contact().filter(|contact| !contact.is_public()).collect();
        for contact in self.every_contact_mut() {
            if private.iter().any(|private| private.is_same(contact)) {
                contact.audience = Audience::Private;
            }
        }
        let all_hidden = !other.places.is_empty() && other.places.iter().all(|place| place.location.address_hidden);
        let lost = other
            .places
            .iter()
            .any(|old| old.location.address_hidden && !self.places.iter().any(|place| place.is_same(old)));
        for place in &mut self.places {
            let mut same = other.places.iter().filter(|old| old.is_same(place)).peekable();
            let unknown = same.peek().is_none();
            place.location.address_hidden |=
                all_hidden || (lost && unknown) || same.any(|old| old.location.address_hidden);
        }
    }

    /// Keep back of a past day what any later revision hides, marks private or takes out. `later` are the revisions that were
    /// public since, the oldest first; the last is what is said today.
    pub fn keep_back_in_the_past(&mut self, later: &[&Self]) {
        for revision in later {
            self.keep_back(revision);
        }
        let Some(today) = later.last() else { return };
        for place in &mut self.places {
            if !today.places.iter().any(|now| now.is_same(place) && !now.location.address_hidden) {
                place.location.address_hidden = true;
            }
        }
        let public: Vec<&Contact> = today.every_contact().filter(|contact| contact.is_public()).collect();
        for contact in self.every_contact_mut() {
            contact.keep_only_public_of(&public);
        }
        self.contacts.retain(Contact::says_anything);
        for place in &mut self.places {
            place.contacts.retain(Contact::says_anything);
        }
        let complaints = &today.complaints.email;
        self.complaints.email = self.complaints.email.take().filter(|email| Some(email) == complaints.as_ref());
    }
}

impl Contact {
    /// Only what is public today: a number that was taken out is nobody's to ring any more, and a name that was taken out
    /// nobody's to know.
    fn keep_only_public_of(&mut self, public: &[&Self]) {
        let rings = |number: &String| public.iter().any(|now| now.numbers().any(|known| same_number(known, number)));
        self.phone = self.phone.take().filter(rings);
        self.text_phone = self.text_phone.take().filter(rings);
        let is_public =
            |text: &String, of: fn(&Self) -> Option<&str>| public.iter().any(|now| same_text(of(now), Some(text)));
        self.email = self.email.take().filter(|email| is_public(email, |contact| contact.email.as_deref()));
        self.name = self.name.take().filter(|name| is_public(name, |contact| contact.name.as_deref()));
    }

    fn says_anything(&self) -> bool {
        self.is_reachable() || self.name.is_some()
    }
}

impl OrganisationContent {
    /// Keep back of a past day what is not public any more.
    pub fn keep_back_in_the_past(&mut self, later: &[&Self]) {
        let Some(today) = later.last() else { return };
        let phone = today.phone.as_deref();
        self.phone = self.phone.take().filter(|number| same_phone(Some(number), phone));
        self.email = self.email.take().filter(|email| same_text(Some(email), today.email.as_deref()));
        if self.postcode != today.postcode {
            self.address.clear();
            self.postcode = None;
        }
        let public: Vec<&Contact> = today.contacts.iter().filter(|contact| contact.is_public()).collect();
        let private: Vec<&Contact> =
            later.iter().flat_map(|later| &later.contacts).filter(|contact| !contact.is_public()).collect();
        for contact in &mut self.contacts {
            if private.iter().any(|private| private.is_same(contact)) {
                contact.audience = Audience::Private;
            }
            contact.keep_only_public_of(&public);
        }
        self.contacts.retain(Contact::says_anything);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Location;
    use crate::values::Postcode;

    fn place(street: &str, postcode: &str, hidden: bool) -> ServiceAtLocation {
        let location = Location {
            address: vec![street.to_owned()],
            town: Some("Preston".into()),
            postcode: Postcode::parse(postcode).ok(),
            address_hidden: hidden,
            ..Location::default()
        };
        ServiceAtLocation { location, ..ServiceAtLocation::default() }
    }

    fn contact(phone: &str, email: &str) -> Contact {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Contact { phone: some(phone), email: some(email), ..Contact::default() }
    }

    #[test]
    fn a_place_that_is_hidden_later_is_hidden_then_although_its_postcode_was_put_right() {
        let mut then = ServiceContent {
            places: vec![place("200 Guildgate", "PR1 1YZ", false), place("1 High Street", "PR1 2AA", false)],
            ..ServiceContent::default()
        };
        then.identify(&ServiceContent::default());
        let mut now = then.clone();
        now.places[0].location.address_hidden = true;
        now.places[0].location.postcode = Postcode::parse("PR1 1YX").ok();
        now.places[0].location.address = vec!["The Old Mill".into()];
        for without_ids in [false, true] {
            let mut past = then.clone();
            if without_ids {
                past.places.iter_mut().for_each(|place| place.location.id = Identity::default());
            }
            past.keep_back_in_the_past(&[&now]);
            assert!(past.places[0].location.address_hidden, "without identities: {without_ids}");
            assert!(!past.places[1].location.address_hidden, "what is public stays: {without_ids}");
        }
    }

    #[test]
    fn what_is_taken_out_is_not_shown_of_the_past() {
        let then = ServiceContent {
            contacts: vec![contact("01632 960591", "sam@example.org"), contact("01632 960001", "")],
            places: vec![place("200 Guildgate", "PR1 1YZ", false)],
            ..ServiceContent::default()
        };
        let mut private = contact("01632960591", "");
        private.audience = Audience::Private;
        let now =
            ServiceContent { contacts: vec![private, contact("+44 1632 960001", "")], ..ServiceContent::default() };
        let mut past = then.clone();
        past.keep_back_in_the_past(&[&now]);
        let shown = format!("{:?}", past.public());
        assert!(!shown.contains("960591") && !shown.contains("sam@") && !shown.contains("Guildgate"), "{shown}");
        assert!(shown.contains("960001"), "the same number stays, however it is written: {shown}");
        let gone = ServiceContent::default();
        let mut past = then;
        past.keep_back_in_the_past(&[&gone]);
        assert!(!format!("{:?}", past.public()).contains("960"), "all of it was taken out");
    }

    #[test]
    fn an_identity_stays_with_its_place_and_contact() {
        let mut before = ServiceContent {
            contacts: vec![contact("01632 960001", "a@example.org")],
            places: vec![place("200 Guildgate", "PR1 1YZ", false)],
            ..ServiceContent::default()
        };
        before.identify(&ServiceContent::default());
        let mut after = ServiceContent {
            contacts: vec![contact("01632 960009", "A@example.org"), contact("01632 960002", "")],
            places: vec![place("200, Guildgate", "PR1 1YX", false)],
            ..ServiceContent::default()
        };
        after.identify(&before);
        assert!(after.places[0].location.id.is(&before.places[0].location.id));
        assert!(after.contacts[0].id.is(&before.contacts[0].id) && !after.contacts[1].id.is(&before.contacts[0].id));
        assert_eq!(before.places[0], place("200 Guildgate", "PR1 1YZ", false), "it takes no part in comparisons");
    }
}
