use super::draft::{joined, keep, load};
use super::submit::essentials;
use crate::attach::{NewFile, attach};
use crate::letters::letter;
use crate::limits::{Limited, Who};
use crate::tasks::new_task;
use crate::{Office, OperationError, audit, keys, limits, secret};
use jiff::{Timestamp, ToSpan};
use local_offer_catalogue::AreaCatalogue;
use local_offer_domain::editing::service_sections;
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::{Author, EditorialRemark, RevisionState};
use local_offer_domain::tasks::{TaskDetail, TaskKind};
use local_offer_domain::values::{AreaId, EmailAddress, ListingId};
use local_offer_domain::{Area, Content, Published, ServiceContent};
use local_offer_storage::{ListingApplication, ListingState, TaskFilter, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How long the link of an application is good, in hours: half a year.
const HOURS: i64 = 183 * 24;

/// Who asks for a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Where we write.
    pub email: EmailAddress,
    /// What they are called.
    pub name: String,
}

/// What an applicant declares, word by word as the page has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The statements that were agreed to.
    pub agreed: Vec<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// What is kept of an application besides its drafts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) email: EmailAddress,
    pub(super) name: String,
    #[serde(default)]
    done: BTreeSet<String>,
    #[serde(default)]
    declaration: Declaration,
}

/// An application as its holder sees it.
#[derive(Debug, Clone)]
pub struct Application {
    /// Its identity.
    pub id: String,
    /// What to quote on the phone.
    pub reference: String,
    /// The area it is made to.
    pub area: AreaId,
    /// Who asks.
    pub applicant: Applicant,
    /// The listing of the service.
    pub listing: ListingId,
    /// What the service will say.
    pub service: Content,
    /// What the organisation will say.
    pub organisation: Content,
    /// Whether it is an application no more, because there is a listing.
    pub is_over: bool,
    /// Pages that were looked at and saved.
    pub done: BTreeSet<String>,
    /// Where the draft of the service stands; `Published` once it is listed.
    pub state: RevisionState,
    /// What the authority asks to be changed.
    pub remarks: Vec<EditorialRemark>,
    /// What the authority said with its decision.
    pub outcome: String,
    /// The public address, once there is one.
    pub address: Option<String>,
    /// When it was sent.
    pub submitted_at: Option<Timestamp>,
}

/// Begin an application, and send the link by which it is continued. The link is the only key: no account is needed.
pub async fn start_application(
    office: &Office,
    area: &Area,
    applicant: &Applicant,
    network: &str,
) -> Result<String, OperationError> {
    let now = office.now();
    let (listing, organisation) = (ListingId::new(), ListingId::new());
    let mut tx = office.storage.begin().await?;
    let who = Who { network: Some(network), mailbox: Some(&applicant.email), ..Who::default() };
    limits::pass(&mut tx, office, Limited::Apply, who).await?;
    tx.propose_listing(organisation, Kind::Organisation, &area.id, None, now).await?;
    tx.propose_listing(listing, Kind::Service, &area.id, Some(organisation), now).await?;
    for (id, kind) in [(organisation, Kind::Organisation), (listing, Kind::Service)] {
        let empty = Content::empty(kind).to_json();
        tx.add_draft(id, &empty, &Author::Applicant.to_string(), None, now).await?;
    }
    let kept = Kept {
        email: applicant.email.clone(),
        name: applicant.name.clone(),
        done: BTreeSet::new(),
        declaration: Declaration::default(),
    };
    let application = ListingApplication {
        id: uuid::Uuid::now_v7().to_string(),
        reference: secret::reference('A'),
        area: area.id.clone(),
        listing,
        organisation,
        document: json(&kept)?,
        created_at: now,
        submitted_at: None,
    };
    tx.add_application(&application).await?;
    let key = add_key(&mut tx, office, &application.id).await?;
    let link = office.links.to(area, &format!("/apply/{key}"));
    let message = letter(
        area,
        &applicant.email,
        &format!("Your application {}", application.reference),
        &[
            "You have begun to ask for a place in our Local Offer. You can stop at any time and go on later, on any computer or phone, by this link:",
            &link,
            "Keep it to yourself: whoever has it can change what you write.",
        ],
    );
    tx.queue_message(&message, now).await?;
    tx.record_audit(audit(
        Author::Applicant,
        "start-application",
        listing,
        Some(&area.id),
        &application.reference,
        now,
    ));
    tx.commit().await?;
    Ok(key)
}

fn json(kept: &Kept) -> Result<String, OperationError> {
    serde_json::to_string(kept).map_err(|error| OperationError::Refused(error.to_string()))
}

/// Another key to an application.
pub(super) async fn add_key(
    tx: &mut Transaction,
    office: &Office,
    application: &str,
) -> Result<String, OperationError> {
    let now = office.now();
    let key = keys::make(tx, now, "application", application, "", HOURS.hours()).await?;
    Ok(key)
}

/// The application that a link opens.
pub async fn find_application(
    office: &Office,
    area: &AreaId,
    key: &str,
) -> Result<Option<Application>, OperationError> {
    let mut tx = office.storage.read().await?;
    let Some(known) = keys::good(&mut tx, office, "application", key).await? else { return Ok(None) };
    let Some(stored) = tx.lookup_application(&known.subject).await?.filter(|found| found.area == *area) else {
        return Ok(None);
    };
    let kept: Kept =
        serde_json::from_str(&stored.document).map_err(|error| OperationError::Refused(error.to_string()))?;
    let Some(service) = load(&mut tx, stored.listing).await? else { return Ok(None) };
    let Some(organisation) = load(&mut tx, stored.organisation).await? else { return Ok(None) };
    let newest = tx.list_revisions(stored.listing).await?.into_iter().next();
    let (state, outcome) = match (&service.revision, newest) {
        (Some(open), _) => (open.head.state, open.head.outcome.clone()),
        (None, Some(newest)) if service.head.live_revision.is_none() => (newest.head.state, newest.head.outcome),
        (None, _) => (RevisionState::Published, String::new()),
    };
    let is_listed = service.head.live_revision.is_some();
    // The link opens an application and never a listing: once it is published, whoever has the link reads what became of it,
    // and nothing that is written about it since.
    let (service_content, organisation_content, remarks) = if service.head.state == ListingState::Proposed {
        (service.content, organisation.content, service.remarks)
    } else {
        let only_name = ServiceContent { name: service.live.name().to_owned(), ..ServiceContent::default() };
        (Content::Service(Box::new(only_name)), Content::empty(Kind::Organisation), Vec::new())
    };
    Ok(Some(Application {
        is_over: service.head.state != ListingState::Proposed,
        id: stored.id,
        reference: stored.reference,
        area: stored.area,
        applicant: Applicant { email: kept.email, name: kept.name },
        listing: stored.listing,
        address: is_listed.then(|| format!("/services/{}", service.head.slug)),
        service: service_content,
        organisation: organisation_content,
        done: kept.done,
        state: if is_listed { RevisionState::Published } else { state },
        remarks,
        outcome,
        submitted_at: stored.submitted_at,
    }))
}

/// Keep a page of an application: what the service or the organisation says now, and that the page was looked at.
pub async fn save_application_part(
    office: &Office,
    application: &Application,
    section: &str,
    content: &Content,
) -> Result<(), OperationError> {
    save(office, application, section, content, None).await
}

/// Add a file to what is asked for.
pub async fn save_application_file(
    office: &Office,
    application: &Application,
    file: &NewFile<'_>,
) -> Result<(), OperationError> {
    save(office, application, "files", &application.service, Some(file)).await
}

async fn save(
    office: &Office,
    application: &Application,
    section: &str,
    content: &Content,
    file: Option<&NewFile<'_>>,
) -> Result<(), OperationError> {
    let mut tx = office.storage.begin().await?;
    let stored = tx.lookup_application(&application.id).await?.ok_or(OperationError::NotThere)?;
    let mut kept: Kept =
        serde_json::from_str(&stored.document).map_err(|error| OperationError::Refused(error.to_string()))?;
    let id = match content.kind() {
        Kind::Organisation => stored.organisation,
        _ => stored.listing,
    };
    let head = tx.lock_listing(id).await?;
    // The link opens an application, never a listing: once there is one, people sign in to change it.
    let sent = tx.find_open_revision(stored.listing).await?.is_none_or(|open| !open.head.state.is_with_author());
    if head.state != ListingState::Proposed || sent {
        return Err(OperationError::TooLate("This application has been sent already".to_owned()));
    }
    let was = if content.kind() == Kind::Organisation { &application.organisation } else { &application.service };
    let now = load(&mut tx, id).await?.ok_or(OperationError::NotThere)?.content;
    let mut content = joined(was, content, &now).ok_or(OperationError::Conflict)?;
    if let Some(file) = file {
        attach(&mut tx, office, &head, &mut content, file).await?;
    }
    keep(&mut tx, office, &head, &content, Author::Applicant).await?;
    kept.done.insert(section.to_owned());
    tx.save_application(&stored.id, stored.organisation, &json(&kept)?, stored.submitted_at).await?;
    let action = if file.is_some() { "attach-file" } else { "save-application" };
    tx.record_audit(audit(Author::Applicant, action, id, Some(&stored.area), section, office.now()));
    tx.commit().await?;
    Ok(())
}

/// The statements an applicant agrees to.
pub const STATEMENTS: &[&str] = &[
    "What I have written is true, as far as I know.",
    "I may speak for this organisation.",
    "Everyone who works with children has the checks of the Disclosure and Barring Service that the law asks for.",
    "We have a safeguarding policy and act on it.",
    "We have the insurance that we need.",
    "I will keep this listing right, and say so when it changes or closes.",
];

/// Send an application. Returns its reference.
pub async fn submit_application(
    office: &Office,
    area: &Area,
    application: &Application,
    agreed: &[String],
) -> Result<String, OperationError> {
    let mut stop: Vec<String> = essentials(&application.organisation);
    stop.extend(essentials(&application.service));
    if STATEMENTS.iter().any(|statement| !agreed.iter().any(|said| said == statement)) {
        stop.push("Agree to every statement, or ask us if you cannot".to_owned());
    }
    if !stop.is_empty() {
        return Err(OperationError::Refused(stop.join(". ")));
    }
    let now = office.now();
    let mut tx = office.storage.begin().await?;
    let stored = tx.lookup_application(&application.id).await?.ok_or(OperationError::NotThere)?;
    let mut kept: Kept =
        serde_json::from_str(&stored.document).map_err(|error| OperationError::Refused(error.to_string()))?;
    let head = tx.lock_listing(stored.listing).await?;
    let draft = load(&mut tx, stored.listing).await?.ok_or(OperationError::NotThere)?;
    let sent = || OperationError::TooLate("This application has been sent already".to_owned());
    if head.state != ListingState::Proposed {
        return Err(sent());
    }
    let revision = draft.revision.as_ref().ok_or_else(sent)?;
    if !tx.submit_draft(revision.head.id, &draft.content.to_json(), now).await? {
        return Err(sent());
    }
    kept.declaration = Declaration { agreed: agreed.to_vec(), at: Some(now) };
    tx.clear_remarks(revision.head.id).await?;
    tx.save_application(&stored.id, stored.organisation, &json(&kept)?, Some(now)).await?;
    let duplicates = duplicates_in(&mut tx, &area.id, &draft.content, stored.listing).await?;
    let checks = duplicates.iter().map(|found| format!("Looks like {}: {}", found.name, found.why)).collect();
    let detail = TaskDetail { checks, reply_to: Some(kept.email.clone()), ..TaskDetail::default() };
    let mut task = new_task(area, TaskKind::Application, &head, Some(revision.head.id), detail, office);
    // People quote the reference they were given when they began.
    let before = tx
        .list_tasks(&TaskFilter { listing: Some(stored.listing), closed: true, ..TaskFilter::default() }, 100)
        .await?
        .iter()
        .filter(|task| task.reference.starts_with(&stored.reference))
        .count();
    if before > 0 {
        task.reference = format!("{}-{}", stored.reference, before + 1);
    } else {
        task.reference.clone_from(&stored.reference);
    }
    draft.content.name().clone_into(&mut task.title);
    let due = task.due_on;
    tx.add_task(&task).await?;
    let promise = format!("We will answer by {}.", crate::in_words(due));
    let message = letter(
        area,
        &kept.email,
        &format!("We have your application {}", stored.reference),
        &[
            // Not what it is called: anybody can give any address, and would write to it in our name.
            "Thank you. We have what you sent.",
            &promise,
            "You can look at it any time by the link we sent you when you began.",
        ],
    );
    tx.queue_message(&message, now).await?;
    tx.record_audit(audit(
        Author::Applicant,
        "submit-application",
        stored.listing,
        Some(&area.id),
        &stored.reference,
        now,
    ));
    tx.commit().await?;
    Ok(stored.reference)
}

/// A listing that may be the same as what is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The listing.
    pub id: ListingId,
    /// Its name.
    pub name: String,
    /// Its public address.
    pub slug: String,
    /// What is alike, in words.
    pub why: String,
}

/// Listings of the area that look like this content, by what is public: otherwise anybody could find out a hidden address by
/// trying. They are looked for in the catalogue, which holds them read: whoever asks to be listed needs no account for it.
pub fn likely_duplicates(offer: &AreaCatalogue, content: &Content, but: ListingId) -> Vec<Duplicate> {
    let public = offer.entries().filter_map(|entry| match entry.as_ref() {
        Published::Service(service) => Some((service.id, service.slug.to_string(), &service.content)),
        _ => None,
    });
    alike(content, but, public)
}

/// The same for staff, inside a transaction: also by what is not public.
pub(super) async fn duplicates_in(
    tx: &mut Transaction,
    area: &AreaId,
    content: &Content,
    but: ListingId,
) -> Result<Vec<Duplicate>, OperationError> {
    let listings = tx.list_listings_of_kind(area, Kind::Service).await?;
    let read: Vec<(ListingId, String, Box<ServiceContent>)> = listings
        .into_iter()
        .filter_map(|listing| match Content::parse(listing.kind, &listing.content) {
            Ok(Content::Service(content)) => Some((listing.id, listing.slug.to_string(), content)),
            _ => None,
        })
        .collect();
    Ok(alike(content, but, read.iter().map(|(id, slug, content)| (*id, slug.clone(), content.as_ref()))))
}

/// Alike in name, or the same telephone number, postcode or website.
fn alike<'a>(
    content: &Content,
    but: ListingId,
    others: impl Iterator<Item = (ListingId, String, &'a ServiceContent)>,
) -> Vec<Duplicate> {
    let Content::Service(mine) = content else { return Vec::new() };
    let words = |name: &str| -> BTreeSet<String> {
        let lower = name.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
    };
    let digits = |number: &str| -> String { number.chars().filter(char::is_ascii_digit).collect() };
    let phones = |service: &ServiceContent| -> BTreeSet<String> {
        service
            .contacts
            .iter()
            .filter_map(|contact| contact.phone.as_deref())
            .map(digits)
            .filter(|n| n.len() > 8)
            .collect()
    };
    let postcodes = |service: &ServiceContent| -> BTreeSet<String> {
        service.places.iter().filter_map(|place| place.location.postcode.as_ref()).map(ToString::to_string).collect()
    };
    let (my_words, my_phones, my_postcodes) = (words(&mine.name), phones(mine), postcodes(mine));
    let mut found = Vec::new();
    for (id, slug, theirs) in others.filter(|(id, ..)| *id != but) {
        let their_words = words(&theirs.name);
        let shared = my_words.intersection(&their_words).count();
        let all = my_words.union(&their_words).count().max(1);
        let same_phone = !my_phones.is_disjoint(&phones(theirs));
        let same_postcode = !my_postcodes.is_disjoint(&postcodes(theirs));
        let same_website = mine.website.is_some() && mine.website == theirs.website;
        let name_alike = shared * 2 > all;
        let mut why = Vec::new();
        if name_alike {
            why.push("the name is alike");
        }
        if same_phone {
            why.push("the telephone number is the same");
        }
        if same_website {
            why.push("the website is the same");
        }
        if same_postcode && (shared > 0 || same_phone) {
            why.push("the postcode is the same");
        }
        if !why.is_empty() {
            found.push((why.len(), shared, Duplicate { id, name: theirs.name.clone(), slug, why: why.join(", ") }));
        }
    }
    found.sort_by_key(|(reasons, shared, _)| std::cmp::Reverse((*reasons, *shared)));
    found.into_iter().take(5).map(|(_, _, duplicate)| duplicate).collect()
}

/// The pages of an application in their order: address, name, and whether it was looked at.
pub fn application_pages(application: &Application) -> Vec<(&'static str, &'static str, bool)> {
    let is_done = |page: &str| application.done.contains(page);
    let mut list = vec![("organisation", "Your organisation", is_done("organisation"))];
    let Content::Service(service) = &application.service else { return list };
    list.extend(service_sections(service).map(|(id, label, _)| (id, label, is_done(id))));
    list
}
