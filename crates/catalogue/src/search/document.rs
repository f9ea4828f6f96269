//! What of an entry is searched, and how much each part counts.

use super::synonyms::tag;
use super::text::words;
use crate::Vocabulary;
use local_offer_domain::Published;
use local_offer_domain::directory::Contact;
use local_offer_domain::guides::plain_text;

/// A part of an entry, by how telling a match in it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Its name.
    Name,
    /// Its category.
    Category,
    /// A need it is for.
    Need,
    /// Words families use, given by whoever wrote it.
    Keywords,
    /// Its one plain sentence.
    Summary,
    /// Who provides it.
    Organisation,
    /// Where it is.
    Place,
    /// What happens there.
    Description,
    /// Who may come, how to get in, and the rest.
    Details,
}

impl Field {
    pub(crate) const ALL: [Self; 9] = [
        Self::Name,
        Self::Category,
        Self::Need,
        Self::Keywords,
        Self::Summary,
        Self::Organisation,
        Self::Place,
        Self::Description,
        Self::Details,
    ];

    /// How much a match here counts beside one in the description.
    pub(crate) fn weight(self) -> f32 {
        match self {
            Self::Name => 9.0,
            Self::Category => 4.5,
            Self::Keywords => 3.5,
            Self::Summary => 3.0,
            Self::Need => 2.5,
            Self::Organisation => 2.0,
            Self::Place => 1.5,
            Self::Description => 1.0,
            Self::Details => 0.6,
        }
    }

    /// Whether longer means less telling: ten needs say less about each than one need.
    pub(crate) fn length_matters(self) -> bool {
        !matches!(self, Self::Organisation | Self::Details)
    }

    /// The word a family reads when we say why a result is there.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "type of help",
            Self::Need => "need",
            Self::Keywords => "keywords",
            Self::Summary => "summary",
            Self::Organisation => "who runs it",
            Self::Place => "place",
            Self::Description => "description",
            Self::Details => "details",
        }
    }
}

/// The words of each field of an entry, as spelled, with tags for its categories and needs.
pub(crate) fn fields(
    entry: &Published,
    organisation: Option<&str>,
    vocabulary: &Vocabulary,
) -> Vec<(Field, Vec<String>)> {
    let mut fields = vec![
        (Field::Name, words(entry.name())),
        (Field::Summary, words(entry.summary())),
        (Field::Organisation, organisation.map(words).unwrap_or_default()),
        (Field::Description, words(entry.description())),
    ];
    let tagged = |kind: &str, ids: &[&str], labels: &[&str]| {
        let mut words: Vec<String> = ids.iter().map(|id| tag(kind, id)).collect();
        words.extend(labels.iter().flat_map(|label| self::words(label)));
        words
    };
    let categories = entry.categories();
    let labels: Vec<&str> = categories.iter().map(|id| vocabulary.categories.label(id)).collect();
    fields.push((Field::Category, tagged("category", &categories, &labels)));
    let needs = entry.needs();
    let labels: Vec<&str> = needs.iter().map(|id| vocabulary.needs.label(id)).collect();
    fields.push((Field::Need, tagged("need", &needs, &labels)));
    let mut place = Vec::new();
    for location in entry.places() {
        for text in location.name.iter().chain(&location.address).chain(&location.town) {
            place.extend(words(text));
        }
        place.extend(location.postcode.iter().map(|postcode| postcode.to_string().replace(' ', "").to_lowercase()));
    }
    fields.push((Field::Place, place));
    let (keywords, details) = rest(entry);
    fields.push((Field::Keywords, keywords));
    fields.push((Field::Details, details));
    fields
}

/// Keywords and details, which differ by kind.
fn rest(entry: &Published) -> (Vec<String>, Vec<String>) {
    let mut keywords = Vec::new();
    let mut details = Vec::new();
    match entry {
        Published::Service(service) => {
            let content = &service.content;
            keywords.extend(content.keywords.iter().chain(&content.source_terms).flat_map(|text| words(text)));
            keywords.extend(content.suits.conditions.iter().flat_map(|text| words(text)));
            let texts = [
                &content.suits.note,
                &content.getting_in.how,
                &content.getting_in.eligibility,
                &content.getting_in.decided_by,
                &content.getting_in.how_decided,
                &content.area_served,
                &content.cost.concessions,
                &content.expect.note,
                &content.staffing.send_training_note,
                &content.quality,
            ];
            details.extend(texts.into_iter().flatten().flat_map(|text| words(text)));
            details.extend(content.languages.iter().flat_map(|text| words(text)));
            let contacts = content.contacts.iter().chain(content.places.iter().flat_map(|place| &place.contacts));
            details.extend(contacts.flat_map(reachable));
        }
        Published::Organisation(organisation) => {
            let content = &organisation.content;
            details.extend([&content.phone, &content.email].into_iter().flatten().flat_map(|text| words(text)));
        }
        Published::Guide(guide) => {
            let content = &guide.content;
            keywords.extend(content.keywords.iter().chain(&content.topics).flat_map(|text| words(text)));
            // A page of guidance names everything it touches. It is found by what it is about; its text only helps.
            details.extend(words(&plain_text(&content.body)));
            let event = content.event.iter().flat_map(|event| [&event.place, &event.booking].into_iter().flatten());
            details.extend(event.flat_map(|text| words(text)));
        }
        Published::Setting(setting) => {
            let content = &setting.content;
            keywords.extend(content.provision.iter().flat_map(|unit| words(unit.kind.words())));
            keywords.extend(content.provision.iter().flat_map(|unit| words(&unit.note)));
            keywords.extend(content.kind.iter().flat_map(|kind| words(kind.words())));
            let texts = [&content.phone, &content.email, &content.run_by, &content.register_type];
            details.extend(texts.into_iter().flatten().flat_map(|text| words(text)));
            details.extend(content.sendco.iter().flat_map(|sendco| {
                let texts = [Some(&sendco.role), sendco.phone.as_ref(), sendco.email.as_ref()];
                // Families and teachers write both names for the one job.
                words("senco sendco").into_iter().chain(texts.into_iter().flatten().flat_map(|text| words(text)))
            }));
        }
    }
    (keywords, details)
}

fn reachable(contact: &Contact) -> Vec<String> {
    let texts = [&contact.role, &contact.phone, &contact.text_phone, &contact.email];
    texts.into_iter().flatten().flat_map(|text| words(text)).collect()
}
