//! The people of a place, and the form by which more are invited: for organisations and for areas.

use crate::error::PageError;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Cell, Choice, Form, Input, Look, Part, Table, View, line};
use local_offer_domain::accounts::{Place, Role};
use local_offer_domain::values::EmailAddress;
use local_offer_operations::OperationError;
use local_offer_operations::accounts::invite;

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
        vec![
            Cell::text(one.account.name.clone()).with_small(one.account.email.to_string()),
            Cell::text(one.membership.role.words()).with_small(if one.account.has_second_factor {
                "Second factor set up"
            } else {
                ""
            }),
        ]
    });
    let table = Table {
        caption: "People".to_owned(),
        head: vec!["Name", "What they are"],
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
    view = view.heading("Invite somebody").form(form.button("Send the invitation")).heading("Let somebody go");
    for one in people.iter().filter(|one| one.account.id != person.actor().account) {
        let form = Form::post(format!("{here}/end")).hidden("membership", one.membership.id.to_string());
        let mut form = form.second(&format!("Let {} go", one.account.name), None);
        if one.account.has_second_factor && here.starts_with("/manage") {
            form = form
                .second(&format!("Reset the second factor of {}", one.account.name), Some(("reset", "1".to_owned())));
        }
        view = view.form(form);
    }
    Ok(view.problems(problems))
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
