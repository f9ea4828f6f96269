//! The people of a place, and the form by which more are invited: for organisations and for areas.

use crate::error::PageError;
use crate::extract::QueryPairs;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, Table, View, line};
use crate::words;
use local_offer_domain::accounts::{Place, Role};
use local_offer_domain::values::EmailAddress;
use local_offer_operations::OperationError;
use local_offer_operations::accounts::{
    close_colleague, end_membership, invite, list_invitations, reset_second_factor, sign_out_colleague,
    withdraw_invitation,
};
use local_offer_operations::england;

#[expect(clippy::too_many_arguments, reason = "a page of two audiences: each says what is different about it")]
pub(crate) async fn page(
    person: &Person,
    here: &str,
    of: &str,
    place: &Place,
    roles: &[Role],
    typed: &FormData,
    problems: Vec<Problem>,
    done: Option<String>,
) -> Result<View, PageError> {
    let broken = |error: local_offer_storage::StorageError| PageError::of(&person.context, error.into());
    let people = person.office().storage.read().await.map_err(broken)?.list_people(place).await.map_err(broken)?;
    let may_give = roles.iter().any(|role| person.actor().may_give(*role, place));
    let rows = people.iter().map(|one| {
        let own = one.account.id == person.actor().account;
        let (label, link) = if own {
            ("Your account".to_owned(), "/account".to_owned())
        } else {
            let about = format!("{here}/end?membership={}", one.membership.id);
            (format!("Change or remove {}", one.account.name), about)
        };
        let change = may_give.then(|| Cell::link(label, link));
        let known = [
            Cell::text(one.account.name.clone()).with_small(one.account.email.to_string()),
            Cell::text(one.membership.role.words()).with_small(if one.account.has_second_factor {
                "Second factor set up"
            } else {
                ""
            }),
        ];
        known.into_iter().chain(change).collect()
    });
    let head = ["Name", "What they are"].into_iter().chain(may_give.then_some("What you can do"));
    let table = Table {
        caption: "People".to_owned(),
        head: head.collect(),
        rows: rows.collect(),
        empty: "Nobody yet.".to_owned(),
    };
    let mut view = View::new(person.layout(format!("People of {of}"))).done(done).part(Part::Table(table));
    if !may_give {
        return Ok(view.problems(problems));
    }
    let choices = roles.iter().filter(|role| person.actor().may_give(**role, place)).map(|role| Choice {
        value: role.as_str().to_owned(),
        label: format!("{}: {}", role.words(), role.explained()),
        chosen: typed.one("role") == role.as_str(),
    });
    let form = Form::post(here.to_owned())
        .with(Input::line("email", "Email address", line::OTHER_EMAIL, typed.one("email")).checked(&problems))
        .with(Input::new("role", "What they will be", Look::Radios(choices.collect())).checked(&problems));
    view = view.heading("Invite somebody").form(form.button("Send the invitation"));
    let pending = list_invitations(person.office(), person.actor(), place).await;
    let pending = pending.map_err(|error| PageError::of(&person.context, error))?;
    if !pending.is_empty() {
        view = view.heading("Invitations that nobody has accepted yet");
        for one in pending {
            let until = words::date(england(one.expires_at));
            view = view.text(format!("{}: {}, good until {until}", one.email, one.role.words().to_lowercase())).form(
                Form::post(format!("{here}/end")).hidden("invitation", one.id.clone()).second(
                    &format!("Take back the invitation of {} as {}", one.email, one.role.words().to_lowercase()),
                    None,
                ),
            );
        }
        view = view.text("To send one again, invite the same person again: the link before stops working.");
    }
    Ok(view.problems(problems))
}

/// Asks before somebody is let go, or loses a second factor, and says what that means.
pub(crate) async fn end_page(
    person: &Person,
    here: &str,
    place: &Place,
    query: &QueryPairs,
) -> Result<View, PageError> {
    let broken = |error: local_offer_storage::StorageError| PageError::of(&person.context, error.into());
    let one = |name: &str| query.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let people = person.office().storage.read().await.map_err(broken)?.list_people(place).await.map_err(broken)?;
    let found = people.into_iter().find(|found| one("membership") == Some(found.membership.id.to_string().as_str()));
    let found = found.ok_or_else(|| PageError::not_found(&person.context))?;
    let name = &found.account.name;
    let form = Form::post(format!("{here}/end")).hidden("membership", found.membership.id.to_string());
    let page = |title: String| View::new(person.layout(title)).back("People", here.to_owned());
    let asked = |what: &str| format!("{here}/end?membership={}&{what}=1", found.membership.id);
    if one("leave").is_none() && one("reset").is_none() && one("sign-out").is_none() && one("close").is_none() {
        let mut links = vec![(format!("Let {name} go"), asked("leave"))];
        if matches!(place, Place::Area(_)) {
            if found.account.has_second_factor {
                links.push((format!("Reset the second factor of {name}"), asked("reset")));
            }
            links.push((format!("Sign {name} out everywhere"), asked("sign-out")));
            links.push((format!("Close the account of {name}"), asked("close")));
        }
        return Ok(page(name.clone())
            .caption(found.account.email.to_string())
            .text(format!("{}. What do you want to do?", found.membership.role.words()))
            .part(Part::Links(links)));
    }
    if one("sign-out").is_some() {
        return Ok(page(format!("Sign {name} out everywhere?"))
            .text("For a browser that was left open or lost. They sign in again with their password and their second factor, and are told by email.")
            .form(form.hidden("sign-out", "1").danger("Sign them out")));
    }
    if one("close").is_some() {
        return Ok(page(format!("Close the account of {name}?"))
            .text("They cannot sign in any more, here or anywhere on this website, and their email address is taken off it; messages that were sent to it name it for another 90 days. Their name stays beside what they decided. It cannot be undone: to come back they are invited as if for the first time.")
            .form(form.hidden("close", "1").danger("Close the account")));
    }
    if one("reset").is_some() {
        return Ok(page(format!("Reset the second factor of {name}?"))
            .text("Make sure that it is they who ask: see them, or call the number that you know. They set up a new one the next time they sign in.")
            .form(form.hidden("reset", "1").danger("Reset it")));
    }
    Ok(page(format!("Let {name} go?"))
        .text(format!("{name} ({}) is signed out at once and sees nothing here any more. To come back they have to be invited again.", found.membership.role.words().to_lowercase()))
        .form(form.danger(&format!("Let {name} go"))))
}

/// What was pressed on one of these pages: an invitation taken back, a second factor reset, somebody let go. Returns what
/// was done.
pub(crate) async fn end(person: &Person, place: &Place, form: &FormData) -> Result<&'static str, PageError> {
    let (office, actor) = (person.office(), person.actor());
    let broken = |error: OperationError| PageError::of(&person.context, error);
    if form.has("invitation") {
        withdraw_invitation(office, actor, place, form.one("invitation")).await.map_err(broken)?;
        return Ok("taken-back");
    }
    let membership = form.one("membership").parse().map_err(|_| PageError::not_found(&person.context))?;
    let is_area = matches!(place, Place::Area(_));
    if form.has("sign-out") && is_area {
        sign_out_colleague(office, actor, membership).await.map_err(broken)?;
        return Ok("signed-out");
    }
    if form.has("close") && is_area {
        close_colleague(office, actor, membership).await.map_err(broken)?;
        return Ok("closed");
    }
    if form.has("reset") && is_area {
        reset_second_factor(office, actor, membership).await.map_err(broken)?;
        return Ok("reset");
    }
    end_membership(office, actor, membership).await.map_err(broken)?;
    Ok("gone")
}

/// What was done, in words.
pub(crate) fn done(query: &QueryPairs) -> Option<String> {
    let done = query.0.iter().find(|(name, _)| name == "done").map(|(_, value)| value.as_str())?;
    Some(
        match done {
            "taken-back" => "The invitation is taken back: its link does not work any more",
            "reset" => "The second factor is reset",
            "signed-out" => "They are signed out everywhere",
            "closed" => "The account is closed",
            _ => "They have been removed",
        }
        .to_owned(),
    )
}

pub(crate) async fn invite_by_form(
    person: &Person,
    here: &str,
    of: &str,
    place: &Place,
    roles: &[Role],
    form: &FormData,
) -> Result<View, PageError> {
    let mut problems = Vec::new();
    let email = EmailAddress::parse(form.one("email"));
    if let Err(error) = &email {
        problems.push(problem("email", error.to_string()));
    }
    let role = Role::parse(form.one("role")).filter(|role| roles.contains(role));
    if role.is_none() {
        problems.push(problem("role", "Choose what they will be"));
    }
    let (Ok(email), Some(role)) = (email, role) else {
        return page(person, here, of, place, roles, form, problems, None).await;
    };
    match invite(person.office(), person.actor(), person.context.area(), &email, role, place, of).await {
        Ok(()) => {
            let done = format!("We have sent an invitation to {email}");
            page(person, here, of, place, roles, &FormData::default(), Vec::new(), Some(done)).await
        }
        Err(OperationError::Refused(message)) => {
            page(person, here, of, place, roles, form, vec![problem("email", message)], None).await
        }
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
