//! `/provide/listings/{id}`: one listing, what is live and what is being changed, and everything that can be done with it.

use crate::editor::{Editor, question_of, sections};
use crate::error::PageError;
use crate::extract::{PathId, QueryPairs};
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::questions;
use crate::search_params::Problem;
use crate::view::{Choice, Form, Input, Look, Part, TaskRow, View};
use crate::words;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::Content;
use local_offer_domain::accounts::{Right, Subject};
use local_offer_domain::editing::{Risk, changes, completeness};
use local_offer_domain::listing::Kind;
use local_offer_domain::review::ListingPolicy;
use local_offer_domain::revision::RevisionState;
use local_offer_domain::values::{AreaId, ListingId};
use local_offer_operations::OperationError;
use local_offer_operations::listings::{
    Draft, close_listing, confirm_listing, copy_service, discard_draft, likely_duplicates, look_at_draft, recall,
    settle_conflict, submit as send,
};
use local_offer_storage::ListingState;

async fn open(person: &Person, id: ListingId) -> Result<Draft, PageError> {
    let context = &person.context;
    let draft =
        look_at_draft(person.office(), person.actor(), id).await.map_err(|error| PageError::of(context, error))?;
    if draft.head.area == context.area().id { Ok(draft) } else { Err(PageError::not_found(context)) }
}

fn may(person: &Person, draft: &Draft, right: Right) -> bool {
    person.actor().may(right, Subject { area: &draft.head.area, organisation: Some(draft.head.owner()) })
}

pub(crate) async fn get(person: Person, PathId(id): PathId<ListingId>, query: QueryPairs) -> Result<View, PageError> {
    let draft = open(&person, id).await?;
    let head = &draft.head;
    let here = format!("/provide/listings/{id}");
    let name = if draft.content.name().is_empty() { "A new listing" } else { draft.content.name() };
    let mut view =
        View::new(person.layout(name)).back("My listings", "/provide").done(done(&query)).caption(head.state.words());
    view = match draft.state() {
        Some(RevisionState::Returned) => {
            let outcome = draft.revision.as_ref().map(|revision| revision.head.outcome.clone()).unwrap_or_default();
            let mut lines = vec![
                "We have sent your changes back. Please change what is marked, and send them again.".to_owned(),
                outcome,
            ];
            lines.extend(questions::remarks_on(&draft.remarks, ""));
            lines.extend(draft.remarks.iter().filter(|remark| !remark.question.is_empty()).map(|remark| {
                let label = question_of(&draft.content, &remark.question).map_or("", |(label, _)| label);
                format!("{label}: {}", remark.text)
            }));
            lines.retain(|line| !line.is_empty());
            view.part(Part::Inset(lines))
        }
        Some(RevisionState::Draft) if head.live_revision.is_some() => view.part(Part::Inset(vec![
            "There are changes that you have not sent yet. What is live stays as it is meanwhile.".to_owned(),
        ])),
        Some(RevisionState::Submitted | RevisionState::Agreed) => view
            .part(Part::Inset(vec![
                "Your changes wait for a decision. What is live stays as it is meanwhile.".to_owned(),
            ]))
            .form(Form::post(format!("{here}/recall")).second("Take them back to change them", None)),
        Some(RevisionState::Scheduled) => {
            let on = draft.revision.as_ref().and_then(|revision| revision.head.publish_on);
            view.part(Part::Inset(vec![format!(
                "Your changes are agreed and will be published on {}.",
                on.map(words::date).unwrap_or_default()
            )]))
            .form(Form::post(format!("{here}/recall")).second("Take them back", None))
        }
        _ => view,
    };
    if let Some(notice) = head.notice.as_ref().filter(|_| head.state != ListingState::Live) {
        view = view.part(Part::Inset(vec![notice.clone()]));
    }
    if head.state == ListingState::Live || head.state == ListingState::Archived {
        let checked = match head.assurance {
            Some(check) => format!("Last checked on {}.", words::date(check.checked_on)),
            None => "Nobody has told us when it was last checked.".to_owned(),
        };
        let by = head.review_by.map(|by| format!(" Please check it again by {}.", words::date(by))).unwrap_or_default();
        view = view.text(format!("{checked}{by}"));
        if may(&person, &draft, Right::ConfirmListing) {
            view = view.form(Form::post(format!("{here}/confirm")).button("It is all still right"));
        }
    }
    // What waits is not touched; of what is live, answers of low risk can be changed all the same.
    let with_author = draft.state().is_none_or(RevisionState::is_with_author);
    let can_edit = may(&person, &draft, Right::EditListing) && (with_author || head.live_revision.is_some());
    if can_edit {
        view = view.heading("Change it").part(Part::Tasks(tasks(&draft, &here, &person.context.area().listing_policy)));
        if draft.revision.is_some() && with_author {
            view = view.part(Part::Links(vec![
                ("Look at it as families will see it".to_owned(), format!("{here}/preview")),
                ("Check what you changed, and send it".to_owned(), format!("{here}/check")),
            ]));
            view = view.part(Part::Links(vec![("Discard what I have not sent".to_owned(), format!("{here}/discard"))]));
        }
    }
    if head.kind == Kind::Setting && can_edit {
        view = super::report::offer(view, &draft, &here, person.context.today());
    }
    let mut links = Vec::new();
    if head.kind == Kind::Setting && head.state == ListingState::Live {
        links.push(("Put the report on your own site".to_owned(), format!("{here}/share")));
    }
    if super::template::kind_of(&draft.content).is_some() && can_edit {
        links.push(("Fill it in on paper or in a document".to_owned(), format!("{here}/template")));
    }
    if head.live_revision.is_some() && head.state == ListingState::Live {
        links.push(("See the public page".to_owned(), crate::entry::path_of(head.kind, &head.slug)));
    }
    if person.may(Right::SeeQueue) {
        links.push(("History, and what staff can do".to_owned(), format!("/manage/listings/{id}")));
    }
    view = view.heading("More").part(Part::Links(links));
    if let Content::Service(service) = &draft.content {
        let told = completeness(service);
        view = view.text(format!(
            "It answers {} of the {} questions that families ask most ({}%).",
            told.answered,
            told.of,
            told.percent()
        ));
    }
    if head.kind == Kind::Service && head.live_revision.is_some() && may(&person, &draft, Right::EditListing) {
        view = view.form(Form::post(format!("{here}/copy")).second("Copy it to a new service", None));
        for (area, organisation) in elsewhere(&person) {
            let name =
                person.context.catalogue.area(&area).map_or_else(|| area.to_string(), |it| it.area().name.clone());
            let form = Form::post(format!("{here}/copy")).hidden("to", organisation.to_string());
            view = view.form(form.second(&format!("Copy it to {name}, where you also work"), None));
        }
    }
    if head.state == ListingState::Live && may(&person, &draft, Right::CloseListing) {
        view = view.part(Part::Links(vec![("It has closed".to_owned(), format!("{here}/close"))]));
    }
    Ok(view)
}

fn tasks(draft: &Draft, here: &str, policy: &ListingPolicy) -> Vec<TaskRow> {
    let changed = changes(&draft.live, &draft.content, policy);
    sections(&draft.content)
        .iter()
        .map(|(id, label, _)| {
            let remarked = draft
                .remarks
                .iter()
                .any(|remark| question_of(&draft.content, &remark.question).is_some_and(|(_, section)| section == *id));
            let touched = changed.iter().any(|change| change.section == *id);
            let (status, colour) = match (remarked, touched) {
                (true, _) => ("Please change", "orange"),
                (false, true) => ("Changed", "blue"),
                (false, false) => ("", ""),
            };
            TaskRow {
                href: format!("{here}/edit/{id}"),
                label: (*label).to_owned(),
                hint: String::new(),
                status,
                colour,
            }
        })
        .collect()
}

fn done(query: &QueryPairs) -> Option<String> {
    let (_, word) = query.0.iter().find(|(name, _)| name == "done")?;
    let text = match word.as_str() {
        "confirmed" => "Thank you. Families see that it was checked today",
        "live" => "Families see it now",
        "recalled" => "Your changes are with you again",
        "copied" => "This is the copy. Change its name, and send it when it is ready",
        _ => return None,
    };
    Some(text.to_owned())
}

pub(crate) async fn preview(
    person: Person,
    PathId(id): PathId<ListingId>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    let owner = match draft.head.organisation {
        Some(owner) => look_at_draft(person.office(), person.actor(), owner).await.ok().map(|owner| owner.content),
        None => None,
    };
    let back = vec![("Back to the listing".to_owned(), format!("/provide/listings/{id}"))];
    Ok(crate::preview::show(&person.context, &headers, &draft.merged(), owner.as_ref(), back).await)
}

pub(crate) async fn check(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    if !draft.conflicts().is_empty() {
        return Ok(Redirect::to(&format!("/provide/listings/{id}/both")).into_response());
    }
    Ok(check_page(&person, &draft, Vec::new()).into_response())
}

fn check_page(person: &Person, draft: &Draft, problems: Vec<Problem>) -> View {
    let here = format!("/provide/listings/{}", draft.head.id);
    let vocabulary = person.context.catalogue.vocabulary();
    let is_new = draft.head.live_revision.is_none();
    let mut view = View::new(person.layout("Check and send"))
        .back("Back to the listing", here.clone())
        .caption(draft.content.name());
    let editor = Editor {
        context: &person.context,
        base: format!("{here}/edit"),
        content: &draft.content,
        remarks: &draft.remarks,
    };
    let mut form = Form::post(format!("{here}/check"));
    if is_new {
        let alike = likely_duplicates(&person.context.offer, &draft.content, draft.head.id);
        if !alike.is_empty() {
            let links = alike
                .iter()
                .map(|found| (format!("{} ({})", found.name, found.why), format!("/services/{}", found.slug)));
            view = view.heading("Is it listed already?").part(Part::Links(links.collect()));
        }
        for part in editor.answers() {
            view = view.part(part);
        }
    } else {
        let changed = changes(&draft.live, &draft.merged(), &person.context.area().listing_policy);
        let (low, high): (Vec<_>, Vec<_>) = changed.into_iter().partition(|change| change.risk == Risk::Low);
        for (heading, list) in
            [("These are live as soon as you send them", low), ("These wait until we have looked at them", high)]
        {
            if list.is_empty() {
                continue;
            }
            form = form.with(Input::words(heading));
            for change in list {
                let look = Look::Compared {
                    before: questions::in_words(change.kind, &change.before, vocabulary),
                    after: questions::in_words(change.kind, &change.after, vocabulary),
                    high: false,
                    choosable: false,
                    chosen: false,
                    remarkable: false,
                };
                form = form.with(Input::new(change.question, change.label, look));
            }
        }
    }
    for part in editor.advice() {
        view = view.part(part);
    }
    if !is_new {
        let right = Choice {
            value: "yes".to_owned(),
            label: "I have looked at everything else too, and it is still right".to_owned(),
            chosen: false,
        };
        let hint = "Then families read that it was checked today. Without it, the day of the last check stays.";
        form = form.with(Input::new("still-right", "The rest of it", Look::Checks(vec![right])).hint(hint));
    }
    view.problems(problems).form(form.hidden("send", "1").button("Send"))
}

pub(crate) async fn submit(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let person = &person;
    let context = &person.context;
    match send(person.office(), person.actor(), context.area(), id, form.has("still-right")).await {
        Ok(submitted) => {
            let mut view = View::new(person.layout("Sent"));
            if !submitted.live.is_empty() {
                let content = open(person, id).await?.content;
                let label = |question: &&str| question_of(&content, question).map(|(label, _)| label.to_owned());
                let live: Vec<String> = submitted.live.iter().filter_map(label).collect();
                view = view.heading("Live now").part(Part::Bullets(live));
            }
            if !submitted.reference.is_empty() {
                view = view
                    .part(Part::Panel("We look at it".to_owned(), format!("Your reference is {}", submitted.reference)))
                    .text(format!(
                        "We answer within {} working days. What families see stays as it is meanwhile.",
                        context.area().listing_policy.decide_within
                    ));
            }
            Ok(view
                .part(Part::Links(vec![("Back to the listing".to_owned(), format!("/provide/listings/{id}"))]))
                .into_response())
        }
        Err(OperationError::Conflict) => Ok(Redirect::to(&format!("/provide/listings/{id}/both")).into_response()),
        Err(OperationError::Refused(message)) => {
            let draft = open(person, id).await?;
            let problems = message.split(". ").map(|line| problem("send", line)).collect();
            Ok(check_page(person, &draft, problems).into_response())
        }
        Err(error) => Err(PageError::of(context, error)),
    }
}

pub(crate) async fn both(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    let draft = open(&person, id).await?;
    let conflicts = draft.conflicts();
    if conflicts.is_empty() {
        return Ok(Redirect::to(&format!("/provide/listings/{id}/check")).into_response());
    }
    let vocabulary = person.context.catalogue.vocabulary();
    let mut form = Form::post(format!("/provide/listings/{id}/both"));
    for change in changes(&draft.live, &draft.content, &person.context.area().listing_policy) {
        if !conflicts.contains(&change.question) {
            continue;
        }
        let say = |values: &[String]| {
            let words = questions::in_words(change.kind, values, vocabulary).join("\n");
            if words.is_empty() { "Nothing".to_owned() } else { words }
        };
        let pairs = [
            ("theirs", format!("What is live now: {}", say(&change.before))),
            ("mine", format!("What you wrote: {}", say(&change.after))),
        ];
        let pairs = pairs.into_iter().map(|(value, label)| (value.to_owned(), label));
        let look = Look::Radios(crate::view::choices(pairs, &["mine".to_owned()]));
        form = form.with(Input::new(change.question, change.label, look));
    }
    Ok(View::new(person.layout("Two versions"))
        .wide()
        .caption(draft.content.name())
        .text("Since you began, somebody else has published another answer to the same questions. Choose for each which one should stay.")
        .form(form.button("Carry on"))
        .into_response())
}

pub(crate) async fn settle(
    person: Person,
    PathId(id): PathId<ListingId>,
    form: FormData,
) -> Result<Response, PageError> {
    let mine: Vec<String> = form.0.iter().filter(|(_, value)| value == "mine").map(|(name, _)| name.clone()).collect();
    settle_conflict(person.office(), person.actor(), id, &mine)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to(&format!("/provide/listings/{id}/check")).into_response())
}

/// Ask first: a draft is the work of days, and there is no way back.
pub(crate) async fn discard_page(person: Person, PathId(id): PathId<ListingId>) -> Result<View, PageError> {
    let draft = super::edit::open(&person, id).await?;
    let live = draft.head.live_revision.is_some();
    let what = if live { "What is live stays as it is." } else { "Nobody has seen it yet, so nothing is left of it." };
    Ok(View::new(person.layout("Discard what you have not sent?"))
        .back("The listing", format!("/provide/listings/{id}"))
        .caption(draft.content.name().to_owned())
        .text(what)
        .form(Form::post(format!("/provide/listings/{id}/discard")).danger("Discard it")))
}

pub(crate) async fn discard(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    discard_draft(person.office(), person.actor(), id).await.map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/provide?done=discarded").into_response())
}

pub(crate) async fn recall_it(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    recall(person.office(), person.actor(), id).await.map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to(&format!("/provide/listings/{id}?done=recalled")).into_response())
}

pub(crate) async fn copy(person: Person, PathId(id): PathId<ListingId>, form: FormData) -> Result<Response, PageError> {
    let to = form.one("to").parse::<ListingId>().ok();
    let new = copy_service(person.office(), person.actor(), id, to)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    let here = format!("/provide/listings/{new}?done=copied");
    let elsewhere = elsewhere(&person).into_iter().find(|(_, organisation)| Some(*organisation) == to);
    match elsewhere.and_then(|(area, _)| person.context.link_to(&area, &here).map(|link| (area, link))) {
        // Another area has its own address, and asks to sign in there.
        Some((_, link)) => Ok(View::new(person.layout("Copied"))
            .part(Part::Panel("Copied".to_owned(), "The other area decides on it when you send it.".to_owned()))
            .part(Part::Links(vec![
                ("Open the copy there (you sign in with the same account)".to_owned(), link),
                ("Back to the listing".to_owned(), format!("/provide/listings/{id}")),
            ]))
            .into_response()),
        None => Ok(Redirect::to(&here).into_response()),
    }
}

/// Organisations of other areas that somebody also works for.
fn elsewhere(person: &Person) -> Vec<(AreaId, ListingId)> {
    let reach = person.actor().reach(Right::EditListing);
    let here = &person.context.area().id;
    reach.organisations.into_iter().filter(|(area, _)| area != here).collect()
}

pub(crate) async fn confirm(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    confirm_listing(person.office(), person.actor(), person.context.area(), id)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to(&format!("/provide/listings/{id}?done=confirmed")).into_response())
}

pub(crate) async fn close_page(person: Person, PathId(id): PathId<ListingId>) -> Result<View, PageError> {
    let draft = open(&person, id).await?;
    Ok(View::new(person.layout("Has it closed?"))
        .back("Back to the listing", format!("/provide/listings/{id}"))
        .caption(draft.head.name.clone())
        .text("It is taken out of the Local Offer at once. Its page then says that it has closed. If that was a mistake, tell us.")
        .form(Form::post(format!("/provide/listings/{id}/close")).danger("It has closed")))
}

pub(crate) async fn close(person: Person, PathId(id): PathId<ListingId>) -> Result<Response, PageError> {
    close_listing(person.office(), person.actor(), person.context.area(), id)
        .await
        .map_err(|error| PageError::of(&person.context, error))?;
    Ok(Redirect::to("/provide?done=closed").into_response())
}
