//! `/provide/claim/{kind}/{slug}`: somebody says that a listing is theirs.

use crate::error::PageError;
use crate::extract::PathParts;
use crate::form_data::{FormData, problem};
use crate::person::Person;
use crate::search_params::Problem;
use crate::view::{Form, Input, Part, View};
use local_offer_catalogue::Entry;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;
use local_offer_operations::OperationError;
use local_offer_operations::accounts::{Claim, claim_listing};

fn entry(person: &Person, parts: &[String]) -> Result<Entry, PageError> {
    let kind = match parts.first().map(String::as_str) {
        Some("services") => Kind::Service,
        Some("organisations") => Kind::Organisation,
        Some("settings") => Kind::Setting,
        _ => return Err(PageError::not_found(&person.context)),
    };
    let slug = parts.get(1).and_then(|slug| Slug::parse(slug).ok());
    let found = slug.and_then(|slug| person.context.offer.find(kind, &slug).cloned());
    found.ok_or_else(|| PageError::not_found(&person.context))
}

pub(crate) async fn get(person: Person, PathParts(parts): PathParts) -> Result<View, PageError> {
    let entry = entry(&person, &parts)?;
    Ok(form(&person, &entry, "", Vec::new()))
}

fn form(person: &Person, entry: &Entry, text: &str, problems: Vec<Problem>) -> View {
    let path = crate::entry::path(entry);
    let input = Input::long("text", "How can we check that?", 1_000, text)
        .hint("Say what you do there, and the number of your organisation at which we can reach you.")
        .checked(&problems);
    View::new(person.layout("Is this yours?"))
        .back("Back", path.clone())
        .caption(entry.name())
        .problems(problems)
        .text("When we have agreed, you look after everything that is listed of the organisation. We may call the number that is on the page.")
        .form(Form::post(format!("/provide/claim{path}")).with(input).button("Ask for it"))
}

pub(crate) async fn post(person: Person, PathParts(parts): PathParts, typed: FormData) -> Result<View, PageError> {
    let entry = entry(&person, &parts)?;
    let text = typed.one("text");
    if text.is_empty() || text.chars().count() > 1_000 {
        let message = "Say in 1,000 characters or fewer how we can check that it is yours";
        return Ok(form(&person, &entry, text, vec![problem("text", message)]));
    }
    let claimed = claim_listing(person.office(), person.context.area(), &person.signed.account, entry.id(), text).await;
    match claimed {
        Ok(Claim::Waits(reference)) => Ok(View::new(person.layout("Thank you"))
            .part(Part::Panel("We check it".to_owned(), format!("Your reference is {reference}")))
            .text("We write to you as soon as we have decided.")),
        Err(OperationError::Refused(message)) => Ok(form(&person, &entry, text, vec![problem("text", message)])),
        Err(error) => Err(PageError::of(&person.context, error)),
    }
}
