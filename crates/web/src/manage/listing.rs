//! `/manage/listings/{id}`: history, comparison, roll back; suspend, withdraw, restore; complaints.

use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::questions;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, SummaryRow, Table, View, choices};
use crate::words;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::Right;
use local_offer_domain::editing::changes;
use local_offer_domain::listing::Kind;
use local_offer_domain::tasks::WordingPurpose;
use local_offer_domain::values::{ListingId, RevisionId};
use local_offer_operations::listings::{
    TakeDown, Version, look_at_history, record_complaint, restore, roll_back, suspend, suspend_services, withdraw,
};
use local_offer_operations::{OperationError, england};
use local_offer_storage::{AuditFilter, ListingFilter, ListingHead, ListingState, TaskFilter};

pub(super) async fn open(person: &Person, id: ListingId) -> Result<(ListingHead, Vec<Version>), PageError> {
    let context = &person.context;
    let (head, versions) =
        look_at_history(person.office(), person.actor(), id).await.map_err(|error| PageError::of(context, error))?;
    if head.area == context.area().id { Ok((head, versions)) } else { Err(PageError::not_found(context)) }
}

pub(crate) async fn get(person: Person, PathId(id): PathId<ListingId>, query: QueryPairs) -> Result<View, PageError> {
    let (head, versions) = open(&person, id).await?;
    let done = query.0.iter().find(|(name, _)| name == "done").map(|_| "Done. Families see it at once".to_owned());
    page(&person, &head, &versions, done, Vec::new(), &FormData::default()).await
}

async fn page(
    person: &Person,
    head: &ListingHead,
    versions: &[Version],
    done: Option<String>,
    problems: Vec<Problem>,
    typed: &FormData,
) -> Result<View, PageError> {
    let context = &person.context;
    let broken = |error: local_offer_storage::StorageError| PageError::of(context, error.into());
    let id = head.id;
    let here = format!("/manage/listings/{id}");
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let tasks = tx
        .list_tasks(&TaskFilter { listing: Some(id), closed: true, ..TaskFilter::default() }, 50)
        .await
        .map_err(broken)?;
    let events = tx
        .list_audit_events(&AuditFilter { subject: Some(id.to_string()), ..AuditFilter::default() }, 30)
        .await
        .map_err(broken)?;
    let names = super::audit::names(&mut tx, &events).await.map_err(broken)?;
    drop(tx);
    let row =
        |key: &str, values: Vec<String>| SummaryRow { key: key.to_owned(), values, change: None, remarks: Vec::new() };
    let mut facts = vec![row("State", vec![head.state.words().to_owned()])];
    if let Some(notice) = &head.notice {
        facts.push(row("What its address says", vec![notice.clone()]));
    }
    if let Some(reason) = head.reason.as_ref().filter(|_| person.may(Right::SeeQueue)) {
        facts.push(row("Reason, for staff", vec![reason.clone()]));
    }
    facts.push(row(
        "Checked",
        vec![head.assurance.map_or_else(|| "Never".to_owned(), |check| words::date(check.checked_on))],
    ));
    facts.push(row("Check again by", head.review_by.map(words::date).into_iter().collect()));
    facts.push(row("Where it came from", vec![head.source.clone().unwrap_or_else(|| "Written here".to_owned())]));
    let public = crate::entry::path_of(head.kind, &head.slug);
    let mut links = vec![("What its people see, and change it".to_owned(), format!("/provide/listings/{id}"))];
    if head.live_revision.is_some() {
        links.push(("The public page".to_owned(), public.clone()));
    }
    links.push(("Its people".to_owned(), format!("/provide/people/{}", head.owner())));
    let name = if head.name.is_empty() { "A listing without a name" } else { &head.name };
    let mut view = View::new(person.layout(name))
        .wide()
        .back("Listings", "/manage/listings")
        .done(done)
        .problems(problems.clone())
        .part(Part::Summary(facts))
        .part(Part::Links(links));
    if person.may(Right::TakeDown) && head.live_revision.is_some() {
        let shown = head.state == ListingState::Live || head.state == ListingState::Archived;
        let mut links = Vec::new();
        if shown {
            links.push(("Suspend it now".to_owned(), format!("{here}/take-down?do=suspend")));
        }
        if head.state != ListingState::Withdrawn {
            links.push(("Withdraw it".to_owned(), format!("{here}/take-down?do=withdraw")));
        }
        if head.state != ListingState::Live && head.state != ListingState::Hidden {
            links.push(("Show it again".to_owned(), format!("{here}/take-down?do=restore")));
        }
        let services = match head.kind {
            Kind::Organisation | Kind::Setting if !shown => {
                services_of(person, head, ListingState::Live).await?.len() as u64
            }
            _ => 0,
        };
        if services > 0 {
            let still = words::count(services, "service of it is still shown", "services of it are still shown");
            links.push((format!("{still}: suspend them too"), format!("{here}/take-down?do=services")));
        }
        links.push(("Take something out of its past".to_owned(), format!("{here}/past")));
        view = view.heading("Take down or show").part(Part::Links(links));
    }
    let rows = versions.iter().map(|version| {
        let one = &version.head;
        let when = one.published_at.map_or_else(|| england(one.created_at), england);
        let mut shown = Cell::text(words::date(when));
        if let Some(published) = one.published_at {
            let until = one.superseded_at.map_or_else(|| "now".to_owned(), |at| words::date(england(at)));
            shown = Cell::link(words::date(england(published)), format!("{public}?as-at={}", england(published)))
                .with_small(format!("until {until}"));
        }
        vec![
            Cell::text(format!("{}", one.number)),
            Cell::text(one.state.words()),
            shown,
            Cell::link("Compare", format!("{here}/compare?to={}", one.id)),
        ]
    });
    view = view.part(Part::Table(Table {
        caption: "History".to_owned(),
        head: vec!["Number", "State", "Shown from", "What changed"],
        rows: rows.collect(),
        empty: "Nothing yet.".to_owned(),
    }));
    let rows = tasks.iter().map(|task| {
        vec![
            Cell::link(task.kind.words(), format!("/manage/tasks/{}", task.id)).with_small(task.reference.clone()),
            Cell::text(words::date(england(task.opened_at))),
            Cell::text(task.closed.as_ref().map_or_else(|| "waits".to_owned(), |closed| closed.outcome.clone())),
        ]
    });
    view = view.part(Part::Table(Table {
        caption: "Complaints, corrections and decisions".to_owned(),
        head: vec!["What", "Since", "Outcome"],
        rows: rows.collect(),
        empty: "None.".to_owned(),
    }));
    if person.may(Right::WorkQueue) {
        let mut complaint = Form::post(format!("{here}/complaint")).with(
            Input::long("text", "A complaint that came by phone, letter or in person", 4_000, typed.one("text"))
                .checked(&problems),
        );
        if person.may(Right::TakeDown) && head.state == ListingState::Live {
            let yes = vec![Choice {
                value: "yes".to_owned(),
                label: "Suspend the listing at once".to_owned(),
                chosen: typed.has("suspend"),
            }];
            complaint = complaint.with(Input::new("suspend", "Suspend", Look::Checks(yes)));
        }
        view = view.heading("Record a complaint").form(complaint.second("Record it", None));
    }
    let rows = events.iter().map(|event| {
        vec![
            Cell::text(event.at.chars().take(16).collect::<String>().replace('T', " ")),
            Cell::text(names.of(&event.actor)),
            Cell::text(event.action.clone()).with_small(event.detail.clone()),
        ]
    });
    Ok(view.part(Part::Table(Table {
        caption: "What was done, newest first".to_owned(),
        head: vec!["When", "Who", "What"],
        rows: rows.collect(),
        empty: "Nothing.".to_owned(),
    })))
}

pub(crate) async fn compare(
    person: Person,
    PathId(id): PathId<ListingId>,
    query: QueryPairs,
) -> Result<View, PageError> {
    let (head, versions) = open(&person, id).await?;
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let at = |wanted: &str| versions.iter().position(|version| version.head.id.to_string() == wanted);
    let to = at(one("to")).ok_or_else(|| PageError::not_found(&person.context))?;
    // Without a second one, the one it was made from, or else the one before.
    let based =
        versions[to].head.based_on.and_then(|based| versions.iter().position(|version| version.head.id == based));
    let from = at(one("from")).or(based).or_else(|| (to + 1 < versions.len()).then_some(to + 1));
    let empty = local_offer_domain::Content::empty(head.kind);
    let before = from.map_or(&empty, |from| &versions[from].content);
    let vocabulary = person.context.catalogue.vocabulary();
    let changed = changes(before, &versions[to].content, &person.context.area().listing_policy);
    let here = format!("/manage/listings/{id}");
    let pairs = || {
        versions.iter().map(|version| {
            (version.head.id.to_string(), format!("Number {} ({})", version.head.number, version.head.state.words()))
        })
    };
    let chosen_from = from.map_or_else(String::new, |from| versions[from].head.id.to_string());
    let form = Form::get(format!("{here}/compare"))
        .with(Input::new("from", "From", Look::Select(choices(pairs(), &[chosen_from]))))
        .with(Input::new("to", "To", Look::Select(choices(pairs(), &[versions[to].head.id.to_string()]))));
    let mut view = View::new(person.layout(format!("What changed in {}", head.name)))
        .wide()
        .back("The listing", here.clone())
        .form(form.second("Compare", None));
    if changed.is_empty() {
        view = view.text("Nothing is different.");
    }
    let mut shown = Form::post(format!("{here}/roll-back")).hidden("to", versions[to].head.id.to_string());
    for change in changed {
        let look = Look::Compared {
            before: questions::in_words(change.kind, &change.before, vocabulary),
            after: questions::in_words(change.kind, &change.after, vocabulary),
            high: false,
            choosable: false,
            chosen: false,
            remarkable: false,
        };
        shown = shown.with(Input::new(change.question, change.label, look));
    }
    let was_public = versions[to].head.published_at.is_some() && head.live_revision != Some(versions[to].head.id);
    if was_public && person.may(Right::TakeDown) {
        shown = shown.danger(&format!("Publish number {} again", versions[to].head.number));
    }
    Ok(view.form(shown))
}

pub(crate) async fn roll_back_to(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let to: RevisionId = form.one("to").parse().map_err(|_| PageError::not_found(&person.context))?;
    roll_back(person.office(), person.actor(), person.context.area(), id, to)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to(&format!("/manage/listings/{id}?done=1")).into_response())
}

pub(crate) async fn take_down_page(
    person: Person,
    PathId(id): PathId<ListingId>,
    query: QueryPairs,
) -> Result<View, PageError> {
    let (head, _) = open(&person, id).await?;
    let what = query.0.iter().find(|(name, _)| name == "do").map_or("suspend", |(_, value)| value);
    take_down_form(&person, &head, what, &FormData::default(), Vec::new()).await
}

/// The services of an organisation or setting that are in this state.
async fn services_of(person: &Person, head: &ListingHead, state: ListingState) -> Result<Vec<ListingHead>, PageError> {
    let broken = |error: local_offer_storage::StorageError| PageError::of(&person.context, error.into());
    let filter = ListingFilter {
        areas: vec![head.area.clone()],
        owners: vec![head.id],
        kind: Some(Kind::Service),
        state: Some(state),
        ..ListingFilter::default()
    };
    let mut tx = person.office().storage.read().await.map_err(broken)?;
    let services = tx.list_heads(&filter, i64::MAX).await.map_err(broken)?;
    Ok(services.into_iter().filter(|service| service.organisation == Some(head.id)).collect())
}

async fn take_down_form(
    person: &Person,
    head: &ListingHead,
    what: &str,
    typed: &FormData,
    problems: Vec<Problem>,
) -> Result<View, PageError> {
    let wordings = person.wordings().await?;
    let (title, button, notice) = match what {
        "restore" => ("Show it again", "Show it again", false),
        "withdraw" => ("Withdraw it", "Withdraw it", true),
        "services" => ("Suspend its services", "Suspend them now", true),
        _ => ("Suspend it", "Suspend it now", true),
    };
    let mut form = Form::post(format!("/manage/listings/{}/take-down", head.id)).hidden("do", what);
    if notice {
        form = form
            .with(
                Input::long("reason", "Reason", 2_000, typed.one("reason"))
                    .hint("Only staff see it.")
                    .checked(&problems),
            )
            .with(
                Input::long("notice", "What its address says (optional)", 1_000, typed.one("notice"))
                    .hint("Everybody who opens its page reads this.")
                    .checked(&problems),
            );
    }
    let services =
        services_of(person, head, if what == "restore" { ListingState::Suspended } else { ListingState::Live });
    let services = services.await?;
    if !services.is_empty() {
        let named = services.iter().map(|service| (service.id.to_string(), service.name.clone()));
        // Those that went with it come back with it: they have its reason.
        let same = |service: &&ListingHead| what != "restore" || service.reason == head.reason;
        let chosen: Vec<String> = match typed.one("asked") {
            "" => services.iter().filter(same).map(|service| service.id.to_string()).collect(),
            _ => typed.all("with"),
        };
        let label = match what {
            "restore" => "Its services to show again with it",
            "withdraw" => "Its services to withdraw with it",
            _ => "Its services to suspend with it",
        };
        form = form.hidden("asked", "services").with(
            Input::new("with", label, Look::Checks(choices(named, &chosen)))
                .hint("They stay as they are where you take the tick away."),
        );
    }
    let tell = [("no", "Do not tell the people who run it now"), ("yes", "Tell them by email")];
    let chosen = if typed.one("tell").is_empty() { "no" } else { typed.one("tell") }.to_owned();
    let tell = choices(tell.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned())), &[chosen]);
    form = form
        .with(Input::new("tell", "The people who run it", Look::Radios(tell)))
        .with(Input::long("words", "What you want to say to them", 2_000, typed.one("words")).checked(&problems));
    Ok(View::new(person.layout(title))
        .back("The listing", format!("/manage/listings/{}", head.id))
        .caption(head.name.clone())
        .problems(problems)
        .part(super::task::wording_list(&wordings, WordingPurpose::Suspend))
        .form(form.danger(button)))
}

pub(crate) async fn take_down(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let (head, _) = open(&person, id).await?;
    let how = TakeDown {
        notice: form.one("notice").to_owned(),
        reason: form.one("reason").to_owned(),
        tell: (form.one("tell") == "yes").then(|| form.one("words").to_owned()),
        with: form.all("with").into_iter().filter_map(|id| id.parse().ok()).collect(),
    };
    let (office, actor, area) = (person.office(), person.actor(), person.context.area());
    if how.tell.is_none() && !form.one("words").is_empty() {
        let message = "You wrote something to the people who run it. Choose to tell them, or take it out";
        let problems = vec![problem("words", message)];
        return Ok(take_down_form(&person, &head, form.one("do"), &form, problems).await?.into_response());
    }
    let done = match form.one("do") {
        "restore" => restore(office, actor, area, id, &how).await,
        "withdraw" => withdraw(office, actor, area, id, &how).await,
        "suspend" => suspend(office, actor, area, id, &how).await,
        "services" => suspend_services(office, actor, area, id, &how).await,
        _ => return Err(PageError::not_found(&person.context)),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/manage/listings/{id}?done=1")).into_response()),
        Err(OperationError::Refused(message)) => {
            let problems = vec![problem("reason", message)];
            Ok(take_down_form(&person, &head, form.one("do"), &form, problems).await?.into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}

pub(crate) async fn complain(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let how = (form.has("suspend") && person.may(Right::TakeDown)).then(TakeDown::default);
    match record_complaint(person.office(), person.actor(), person.context.area(), id, form.one("text"), how.as_ref())
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/manage/listings/{id}?done=1")).into_response()),
        Err(OperationError::Refused(message)) => {
            let (head, versions) = open(&person, id).await?;
            Ok(page(&person, &head, &versions, None, vec![problem("text", message)], &form).await?.into_response())
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
