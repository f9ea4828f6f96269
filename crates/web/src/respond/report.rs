//! `/report/{kind}/{slug}`: two taps to say that something is wrong, and what became of it.

use crate::error::PageError;
use crate::extract::{AreaContext, PathKey, PathParts};
use crate::form_data::{FormData, problem};
use crate::search_params::Problem;
use crate::view::{Form, Input, Look, Part, View, choices, line};
use crate::words;
use local_offer_catalogue::Entry;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{EmailAddress, Slug};
use local_offer_operations::OperationError;
use local_offer_operations::listings::{Report, ReportKind, look_at_report, report_listing};

/// What is wrong most often, by the words in which people say it.
const WRONG: &[(&str, &str)] = &[
    ("closed", "It has closed"),
    ("contact", "The telephone number, email or website"),
    ("times", "The times"),
    ("place", "The place"),
    ("ages", "The ages or who it is for"),
    ("cost", "The cost"),
    ("access", "Access for disabled people"),
    ("other", "Something else"),
];

/// The same for a page of guidance, news or an event.
const WRONG_PAGE: &[(&str, &str)] = &[
    ("unclear", "I do not understand it"),
    ("untrue", "What it says is not true here"),
    ("law", "What it says about the law is wrong"),
    ("old", "It is out of date"),
    ("missing", "Something is missing"),
    ("form", "I need it in another form or language"),
    ("link", "A link, telephone number or address does not work"),
    ("other", "Something else"),
];

fn wrong_with(entry: &Entry) -> &'static [(&'static str, &'static str)] {
    if entry.kind() == Kind::Guide { WRONG_PAGE } else { WRONG }
}

fn entry(context: &AreaContext, parts: &[String]) -> Option<Entry> {
    let [kind, slug] = parts else { return None };
    let kind = match kind.as_str() {
        "services" => Kind::Service,
        "organisations" => Kind::Organisation,
        "settings" => Kind::Setting,
        "guides" => Kind::Guide,
        _ => return None,
    };
    context.offer.find(kind, &Slug::parse(slug).ok()?).cloned()
}

pub(crate) async fn get(context: AreaContext, PathParts(parts): PathParts) -> Result<View, PageError> {
    let entry = entry(&context, &parts).ok_or_else(|| PageError::not_found(&context))?;
    Ok(form(&context, &entry, &FormData::default(), Vec::new()))
}

fn form(context: &AreaContext, entry: &Entry, typed: &FormData, problems: Vec<Problem>) -> View {
    let path = crate::entry::path(entry);
    let pairs = wrong_with(entry).iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
    let wrong = Input::new("about", "What is wrong?", Look::Checks(choices(pairs, &typed.all("about"))))
        .hint("Choose all that fit. You can send it like that.")
        .checked(&problems);
    let more = Input::long("text", "What should it say? (optional)", 4_000, typed.one("text"))
        .hint("Leave out names and anything private about a child.")
        .checked(&problems);
    let reply =
        Input::line("email", "Your email address, if you want an answer (optional)", line::EMAIL, typed.one("email"))
            .hint("We use it for the answer and for nothing else.")
            .checked(&problems);
    let form = Form::post(format!("/report{path}")).with(wrong).with(more).with(reply).button_sending(
        "Send",
        Some(("kind", "correction".to_owned())),
        "",
    );
    let form = match entry.kind() {
        Kind::Guide => form,
        _ => form.second("Send as a complaint about the place", Some(("kind", "complaint".to_owned()))),
    };
    let safeguarding = &context.area().safeguarding;
    let mut view = View::new(context.layout("Tell us what is wrong"))
        .back("Back", path)
        .caption(entry.name())
        .problems(problems)
        .form(form);
    if !safeguarding.phone.is_empty() {
        view = view.part(Part::Inset(vec![format!(
            "If a child is not safe now, call 999. To talk to {}: {} ({}).",
            safeguarding.name, safeguarding.phone, safeguarding.hours
        )]));
    }
    view
}

pub(crate) async fn post(
    context: AreaContext,
    PathParts(parts): PathParts,
    typed: FormData,
) -> Result<View, PageError> {
    let entry = entry(&context, &parts).ok_or_else(|| PageError::not_found(&context))?;
    let mut problems = Vec::new();
    let reply_to = match typed.one("email") {
        "" => None,
        email => match EmailAddress::parse(email) {
            Ok(email) => Some(email),
            Err(error) => {
                problems.push(problem("email", error.to_string()));
                None
            }
        },
    };
    if !problems.is_empty() {
        return Ok(form(&context, &entry, &typed, problems));
    }
    let about = typed.all("about").into_iter().filter_map(|chosen| {
        wrong_with(&entry).iter().find(|(value, _)| *value == chosen).map(|(_, label)| (*label).to_owned())
    });
    let report = Report {
        kind: if typed.one("kind") == "complaint" { ReportKind::Complaint } else { ReportKind::Correction },
        about: about.collect(),
        text: typed.one("text").to_owned(),
        reply_to,
        network: context.network(),
    };
    match report_listing(context.site.office(), context.area(), entry.id(), &report).await {
        Ok((reference, key)) => {
            let link = format!("/reports/{key}");
            Ok(View::new(context.layout("Thank you"))
                .part(Part::Panel("Thank you".to_owned(), format!("Your reference is {reference}")))
                .text("A person looks at it. You can see here what became of it:")
                .part(Part::Links(vec![
                    ("What became of it (keep this link)".to_owned(), link),
                    (format!("Back to {}", entry.name()), crate::entry::path(&entry)),
                ])))
        }
        Err(OperationError::Refused(message)) => {
            let field = if message.contains("characters") { "text" } else { "about" };
            Ok(form(&context, &entry, &typed, vec![problem(field, message)]))
        }
        Err(error) => Err(PageError::of(&context, error)),
    }
}

pub(crate) async fn status(context: AreaContext, PathKey(key): PathKey) -> Result<View, PageError> {
    let found = look_at_report(context.site.office(), context.area(), &key).await;
    let task = found.map_err(|error| PageError::of(&context, error))?.ok_or_else(|| PageError::not_found(&context))?;
    let state = match (&task.closed, task.detail.with_provider) {
        (Some(_), _) if task.detail.answer.is_empty() => "We have looked at it.".to_owned(),
        (Some(closed), _) => format!("We answered on {}.", words::date(local_offer_operations::england(closed.at))),
        (None, true) => "We have asked the people who run it.".to_owned(),
        (None, false) => format!("We will look at it by {}.", words::date(task.due_on)),
    };
    let mut view = View::new(context.layout(format!("Your report {}", task.reference))).caption(task.title).text(state);
    if !task.detail.answer.is_empty() {
        view = view.part(Part::Inset(vec![task.detail.answer]));
    }
    Ok(view)
}
