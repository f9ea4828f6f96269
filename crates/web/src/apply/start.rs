//! `/apply`

use crate::error::PageError;
use crate::extract::AreaContext;
use crate::form_data::{FormData, problem};
use crate::search_params::Problem;
use crate::view::{Form, Input, Part, View, line};
use axum::response::{IntoResponse, Redirect, Response};
use local_offer_domain::accounts::person_name;
use local_offer_domain::values::EmailAddress;
use local_offer_operations::OperationError;
use local_offer_operations::listings::{Applicant, start_application};

pub(crate) async fn get(context: AreaContext) -> View {
    form(&context, &FormData::default(), Vec::new())
}

fn form(context: &AreaContext, typed: &FormData, problems: Vec<Problem>) -> View {
    let area = context.area();
    let form = Form::post("/apply")
        .with(Input::line("name", "Your name", line::NAME, typed.one("name")).checked(&problems))
        .with(
            Input::line("email", "Your email address", line::EMAIL, typed.one("email"))
                .hint("We send you a link, so that you can stop at any time and go on later. Families do not see it.")
                .checked(&problems),
        );
    View::new(context.layout("Ask to be listed"))
        .problems(problems)
        .text(format!("Is there something that you do for children and young people with special educational needs or disabilities in {}? Tell families about it. It is free.", area.name))
        .part(Part::Bullets(vec![
            "It takes about 20 minutes. You can do it on a phone.".to_owned(),
            "You need no account.".to_owned(),
            "Answer what you can. Only a few answers are needed to send it.".to_owned(),
            format!("We answer within {} working days.", area.listing_policy.decide_within),
        ]))
        .part(Part::Links(vec![
            ("What we list, and who decides".to_owned(), "/listing-policy".to_owned()),
            ("You are listed already? Sign in to change it".to_owned(), "/sign-in?to=/provide".to_owned()),
        ]))
        .form(form.button("Start"))
}

pub(crate) async fn post(context: AreaContext, typed: FormData) -> Result<Response, PageError> {
    let mut problems = Vec::new();
    let name = typed.one("name");
    if let Err(message) = person_name(name) {
        problems.push(problem("name", message));
    }
    let email = EmailAddress::parse(typed.one("email"));
    if let Err(error) = &email {
        problems.push(problem("email", error.to_string()));
    }
    match email {
        Ok(email) if problems.is_empty() => {
            let applicant = Applicant { email, name: name.to_owned() };
            let key = start_application(context.site.office(), context.area(), &applicant, &context.network()).await;
            match key {
                Ok(key) => Ok(Redirect::to(&format!("/apply/{key}")).into_response()),
                Err(OperationError::Refused(message)) => {
                    Ok(form(&context, &typed, vec![problem("email", message)]).into_response())
                }
                Err(error) => Err(PageError::of(&context, error)),
            }
        }
        _ => Ok(form(&context, &typed, problems).into_response()),
    }
}
