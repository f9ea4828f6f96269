//! Something to do in the demo: an application, a change, corrections, a complaint, and wording to answer with.

use crate::accounts::demo_people;
use crate::listings::{
    Applicant, Report, ReportKind, STATEMENTS, find_application, report_listing, save_application_part, save_draft,
    start_application, submit, submit_application,
};
use crate::{Office, OperationError, audit};
use local_offer_domain::accounts::{Actor, Role};
use local_offer_domain::directory::{Contact, ServiceContent};
use local_offer_domain::listing::Kind;
use local_offer_domain::revision::Author;
use local_offer_domain::tasks::WordingPurpose;
use local_offer_domain::values::{AgeRange, EmailAddress};
use local_offer_domain::{Area, Content};
use local_offer_storage::{ListingFilter, ListingHead, ListingState, TaskFilter, Wording};

const WORDINGS: &[(WordingPurpose, &str, &str)] = &[
    (
        WordingPurpose::Return,
        "Say who may come",
        "Please say who may have a place, and what somebody has to show, if anything. Families decide by this whether to call.",
    ),
    (
        WordingPurpose::Return,
        "Shorter sentences",
        "Please write in shorter sentences. Many families read this on a phone, late in the evening.",
    ),
    (
        WordingPurpose::Decline,
        "Not for children or young people",
        "We list what is for children and young people from birth to 25 and their families. This does not say that it is.",
    ),
    (
        WordingPurpose::Suspend,
        "We look into something",
        "We are looking into something and expect to know more within ten working days.",
    ),
    (
        WordingPurpose::Answer,
        "Thank you, it is right now",
        "Thank you for telling us. We have asked the people who run it, and the page is right now.",
    ),
];

/// Put things before the officers of a demo area that has none yet.
pub async fn seed_queue(office: &Office, area: &Area) -> Result<(), OperationError> {
    let mut tx = office.storage.read().await?;
    let filter = TaskFilter { area: Some(area.id.clone()), closed: true, ..TaskFilter::default() };
    if !tx.list_tasks(&filter, 1).await?.is_empty() {
        return Ok(());
    }
    let filter = ListingFilter {
        areas: vec![area.id.clone()],
        kind: Some(Kind::Service),
        state: Some(ListingState::Live),
        ..ListingFilter::default()
    };
    let services = tx.list_heads(&filter, 10_000).await?;
    drop(tx);
    let mut tx = office.storage.begin().await?;
    for (purpose, title, text) in WORDINGS {
        let wording = Wording {
            id: uuid::Uuid::now_v7().to_string(),
            purpose: *purpose,
            title: (*title).to_owned(),
            text: (*text).to_owned(),
        };
        tx.put_wording(&area.id, &wording).await?;
    }
    tx.record_audit(audit(Author::System, "seed-wording", &area.id, Some(&area.id), "", office.now()));
    tx.commit().await?;
    report(office, area, services.first(), ReportKind::Correction, "The telephone number", "It rings at a shop now.")
        .await?;
    report(
        office,
        area,
        services.get(40),
        ReportKind::Correction,
        "The times",
        "They moved to Thursdays after the summer.",
    )
    .await?;
    report(
        office,
        area,
        services.get(80),
        ReportKind::Complaint,
        "",
        "Nobody was at the door at the time on the page. We had come a long way by bus.",
    )
    .await?;
    change(office, area, &services).await?;
    application(office, area).await
}

async fn report(
    office: &Office,
    area: &Area,
    service: Option<&ListingHead>,
    kind: ReportKind,
    about: &str,
    text: &str,
) -> Result<(), OperationError> {
    let Some(service) = service else { return Ok(()) };
    let report = Report {
        kind,
        about: Some(about.to_owned()).filter(|about| !about.is_empty()).into_iter().collect(),
        text: text.to_owned(),
        reply_to: EmailAddress::parse("family@example.org").ok(),
        network: "demo".to_owned(),
    };
    report_listing(office, area, service.id, &report).await.map(drop)
}

/// A provider of the demo changes a price and the ages.
async fn change(office: &Office, area: &Area, services: &[ListingHead]) -> Result<(), OperationError> {
    let people = demo_people(office, area).await?;
    let Some((account, name, _)) = people.into_iter().find(|(_, _, role)| *role == Role::ProviderManager) else {
        return Ok(());
    };
    let mut tx = office.storage.read().await?;
    let memberships = tx.list_memberships(account).await?;
    let owner = memberships.iter().find_map(|held| held.place.listing());
    let Some(head) = services.iter().find(|head| head.organisation.is_some() && head.organisation == owner) else {
        return Ok(());
    };
    let Some(stored) = tx.lookup_listing(head.id).await? else { return Ok(()) };
    drop(tx);
    let Ok(was) = Content::parse(stored.kind, &stored.content) else { return Ok(()) };
    let mut content = was.clone();
    if let Content::Service(service) = &mut content {
        service.cost.concessions = Some("Families on universal credit pay half".to_owned());
        service.suits.ages = AgeRange::new(Some(4), Some(19)).ok();
    }
    let actor = Actor { account, name, memberships, second_factor: true };
    save_draft(office, &actor, head.id, &was, &content).await?;
    submit(office, &actor, area, head.id, false).await.map(drop)
}

async fn application(office: &Office, area: &Area) -> Result<(), OperationError> {
    let Ok(email) = EmailAddress::parse("hello@willow-makers.example.org") else { return Ok(()) };
    let applicant = Applicant { email, name: "Frankie".to_owned() };
    let key = start_application(office, area, &applicant, "demo").await?;
    let Some(application) = find_application(office, &area.id, &key).await? else { return Ok(()) };
    let mut organisation = application.organisation.clone();
    if let Content::Organisation(content) = &mut organisation {
        "Willow Makers".clone_into(&mut content.name);
        "Volunteers who weave and carve with children who like it calm.".clone_into(&mut content.summary);
    }
    save_application_part(office, &application, "organisation", &organisation).await?;
    let service = ServiceContent {
        name: "Making things in a quiet barn".to_owned(),
        summary: "Weave, carve and paint in a calm barn, at your own pace.".to_owned(),
        description:
            "We meet on Saturday mornings. Two volunteers sit with four children. You can stop whenever you like."
                .to_owned(),
        themes: vec!["leisure".to_owned()],
        categories: vec!["clubs-and-youth-groups".to_owned()],
        contacts: vec![Contact { phone: Some("01632 960745".to_owned()), ..Contact::default() }],
        suits: local_offer_domain::directory::Suits {
            ages: AgeRange::new(Some(7), Some(16)).ok(),
            ..local_offer_domain::directory::Suits::default()
        },
        ..ServiceContent::default()
    };
    save_application_part(office, &application, "about", &Content::Service(Box::new(service))).await?;
    let Some(application) = find_application(office, &area.id, &key).await? else { return Ok(()) };
    let agreed: Vec<String> = STATEMENTS.iter().map(|text| (*text).to_owned()).collect();
    submit_application(office, area, &application, &agreed).await.map(drop)
}
