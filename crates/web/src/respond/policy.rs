//! `/listing-policy`: what is listed, who decides, by when, and what to do when the answer is no.

use crate::extract::AreaContext;
use crate::view::{Part, View};
use crate::words::count;

pub(crate) async fn get(context: AreaContext) -> View {
    let area = context.area();
    let policy = &area.listing_policy;
    let days = |days: u16| count(days.into(), "day", "days");
    let months = |months: u8| count(months.into(), "month", "months");
    let categories = &context.catalogue.vocabulary().categories;
    let mut cadence: Vec<String> = policy
        .months_by_category
        .iter()
        .map(|(category, every)| format!("{}: every {}", categories.label(category), months(*every)))
        .collect();
    cadence.push(format!("Every other service: every {}", months(policy.service_months)));
    cadence.push(format!("Nurseries, schools and colleges: every {}", months(policy.setting_months)));
    let second = if policy.second_person { " Two people agree before anything is published." } else { "" };
    View::new(context.layout("Listing policy"))
        .titled(format!("How things come into {}", area.title))
        .heading("What we list")
        .part(Part::Bullets(vec![
            "Services for children and young people with special educational needs or disabilities, from birth to 25, and for their families.".to_owned(),
            "Services for everybody that say plainly how they include them.".to_owned(),
            format!("Services in {}, and services elsewhere that families from here use.", area.name),
        ]))
        .heading("What we do not list")
        .part(Part::Bullets(vec![
            "Offers that are not for children, young people or their families.".to_owned(),
            "Treatments that claim to cure autism or a disability, or that have no evidence and can do harm.".to_owned(),
            "Health care by people who are not registered where the law asks for it.".to_owned(),
            "Services that will not say who runs them, how to complain, or whether staff who work with children are checked.".to_owned(),
            "Pages that only advertise.".to_owned(),
        ]))
        .text("Being listed is free. It is not a recommendation: we do not inspect services.")
        .heading("Who decides, and by when")
        .text(format!(
            "The Local Offer team of {} decides. We answer within {}.{second} We publish, send it back with remarks, or decline with the reason.",
            area.authority,
            count(policy.decide_within.into(), "working day", "working days")
        ))
        .heading("If you do not agree")
        .text(format!(
            "Reply to our decision, or write to {}. Somebody who did not decide looks at it again. If you still do not agree, use the complaints procedure of {}, and after that the Local Government and Social Care Ombudsman.",
            area.contact.email, area.authority
        ))
        .heading("Changes")
        .text("What you change in times, prices and vacancies is shown at once. What you change in names, ages, who may come, addresses and safety waits until we have looked at it. What was shown before stays meanwhile.")
        .heading("Keeping it true")
        .text("We ask the people who run a service whether it is still right:")
        .part(Part::Bullets(cadence))
        .part(Part::Bullets(vec![
            format!("{} after that day, the page says that it was not confirmed.", days(policy.not_confirmed_after)),
            format!("{} after it, the service comes last in lists.", days(policy.demoted_after)),
            format!("{} after it, it is no longer listed.", days(policy.archived_after)),
        ]))
        .heading("When we take something down")
        .text("When somebody may not be safe, or many families would be misled, we take a listing down at once and look into it. Its page then says so. We show it again, or withdraw it, as soon as we know.")
        .part(Part::Links(vec![("Ask to be listed".to_owned(), "/apply".to_owned()), ("Sign in".to_owned(), "/sign-in".to_owned())]))
}
