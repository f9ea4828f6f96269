use super::answers::{
    first, get_commas, get_list, get_optional, get_text, get_word, get_words, nth, rows, set_commas, set_list,
    set_optional, set_text, set_word, set_words, show_day, some, web,
};
use super::{Kind, Line, Options, Part, Question, Wrong, question};
use crate::guides::{GuideContent, GuideForm, Happening, PublishedDocument, Variant};

/// The pages of a guide's form in order: identifier, what the task list calls it, and the page's heading.
pub const GUIDE_SECTIONS: &[(&str, &str, &str)] = &[
    ("page", "The text", "What does the page say?"),
    ("about", "Subject, readers and sources", "What is it about, and who keeps it true?"),
    ("event", "Event", "When and where is it?"),
    ("documents", "Policies and statements", "Which documents are published with it?"),
    ("files", "Pictures and papers", "Are there pictures or files?"),
    ("variants", "Other forms and languages", "Is there an Easy Read version, a translation or a film?"),
];

const FORMS: Options = Options::Fixed(&[
    ("page", "Guidance: a page, or a guide in steps"),
    ("news", "News: what has changed"),
    ("event", "An event"),
]);

const READERS: Options = Options::Fixed(&[
    ("families", "Parents and carers"),
    ("young-people", "Young people"),
    ("practitioners", "People who work with families"),
]);

const EVENT: &[Part] = &[
    Part { name: "on", label: "Day", line: Line::Day },
    Part { name: "until", label: "Last day, if it is more than one", line: Line::Day },
    Part { name: "hours", label: "From when to when", line: Line::Words },
    Part { name: "place", label: "Where", line: Line::Words },
    Part { name: "booking", label: "How to come, and what it costs", line: Line::Words },
];

const DOCUMENTS: &[Part] = &[
    Part { name: "id", label: "Which document", line: Line::One(DOCUMENT_IDS) },
    Part { name: "name", label: "What it is called", line: Line::Words },
    Part { name: "website", label: "Where it is on the web", line: Line::Web },
    Part { name: "published", label: "Day it was published", line: Line::Day },
    Part { name: "covers", label: "What it covers, like 2026 to 2027", line: Line::Words },
];

/// The documents that the law asks for by name, and any other.
const DOCUMENT_IDS: &[(&str, &str)] = &[
    ("accessibility-strategy", "Accessibility strategy"),
    ("short-breaks-statement", "Short breaks statement"),
    ("personal-budget-policy", "Personal budget policy"),
    ("post-16-travel-statement", "Post-16 travel statement"),
    ("adult-ehc-travel-statement", "Travel statement for adults with an EHC plan"),
    ("home-to-school-travel-policy", "Home to school travel policy"),
    ("strategy", "SEND strategy"),
    ("inspection-report", "Inspection report"),
    ("local-send-reform-plan", "Local SEND reform plan"),
    ("other", "Another document"),
];

/// Everything that is asked about a page of guidance, news or an event.
pub const GUIDE: &[Question<GuideContent>] = &[
    question!("title" in "page", "Title", "", Kind::Text(Line::Words), High, needed;
        name; get_text; set_text),
    question!("guide-summary" in "page", "What the reader learns", "One or two plain sentences, at most 160 characters. They stand under the title and in search results.", Kind::LongText(160), High, needed;
        summary; get_text; set_text),
    question!("body" in "page", "Text", "", Kind::Markdown(60_000), High, needed;
        body; get_text; set_text),
    question!("form" in "about", "What sort of page is it?", "", Kind::Choice(FORMS), High;
    form;
    |form: &GuideForm| get_word(&Some(*form));
    |form: &mut GuideForm, typed: &[String]| -> Result<(), Wrong> {
        let mut chosen = Some(*form);
        set_word(&mut chosen, typed)?;
        *form = chosen.filter(|form| !matches!(form, GuideForm::Term | GuideForm::Tool)).unwrap_or_default();
        Ok(())
    }),
    question!("theme" in "about", "Which part of the Local Offer is it in?", "", Kind::Choice(Options::Themes), High;
        theme; get_optional; set_optional),
    question!("topics" in "about", "Which subjects of the law does it answer?", "The coverage page counts a page for every subject that is ticked here. Tick only what it truly answers.", Kind::Choices(Options::Topics), High;
        topics; get_list; set_list),
    question!("guide-keywords" in "about", "Words and questions with which families look for it", "Separated by commas, like: ehcp, how to get a plan.", Kind::Text(Line::Words), Low;
        keywords; get_commas; set_commas),
    question!("readers" in "about", "Who is it for?", "", Kind::Choices(READERS), High;
        audiences; get_words; set_words),
    question!("owner" in "about", "Who keeps it true?", "A team or a job, not a person's name.", Kind::Text(Line::Words), Low;
        owner; get_optional; set_optional),
    question!("review-months" in "about", "Look at it again after how many months?", "From 1 to 24.", Kind::Text(Line::Number), Low;
    review_months;
    |months: &Option<u8>| vec![months.map(|months| months.to_string()).unwrap_or_default()];
    |months: &mut Option<u8>, typed: &[String]| -> Result<(), Wrong> {
        *months = match first(typed) {
            "" => None,
            text => match text.parse::<u8>() {
                Ok(number @ 1..=24) => Some(number),
                _ => return Err("Enter a number of months from 1 to 24".to_owned().into()),
            },
        };
        Ok(())
    }),
    question!("sources" in "about", "Acts, regulations and guidance it rests on", "One on a line, like: Children and Families Act 2014, section 36.", Kind::LongText(3000), High;
    sources;
    |lines: &Vec<String>| vec![lines.join("\n")];
    |lines: &mut Vec<String>, typed: &[String]| -> Result<(), Wrong> {
        *lines = first(typed).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(())
    }),
    question!("event" in "event", "Event", "Only for an event.", Kind::Group(EVENT), High;
        event; get_event; set_event),
    question!("documents" in "documents", "Documents", "Policies and statements that the law asks for are looked for here.", Kind::Rows(DOCUMENTS), High;
        documents; get_documents; set_documents),
    question!("guide-files" in "files", "Pictures and files", "", Kind::Files, High;
        files;
        |files: &Vec<crate::directory::ListingFile>| files.iter().map(|file| format!("{}: {}", file.kind.words(), file.label)).collect();
        |_: &mut Vec<crate::directory::ListingFile>, _: &[String]| Ok::<(), Wrong>(())),
    question!("variants" in "variants", "Other forms and languages", "", Kind::Variants, High;
        variants;
        |variants: &Vec<Variant>| variants.iter().map(|variant| format!("{}: {}\n{}", variant.kind.words(), variant.name, variant.body)).collect();
        |_: &mut Vec<Variant>, _: &[String]| Ok::<(), Wrong>(())),
    question!("first-published" in "moved", "Day it was first shown", "", Kind::Variants, Low;
        first_published;
        |day: &Option<jiff::civil::Date>| vec![day.map(show_day).unwrap_or_default()];
        |_: &mut Option<jiff::civil::Date>, _: &[String]| Ok::<(), Wrong>(())),
    question!("former" in "moved", "Addresses it had before", "", Kind::Variants, Low;
        former;
        |slugs: &Vec<crate::values::Slug>| slugs.iter().map(ToString::to_string).collect();
        |_: &mut Vec<crate::values::Slug>, _: &[String]| Ok::<(), Wrong>(())),
];

fn get_event(event: &Option<Happening>) -> Vec<String> {
    let event = event.clone().unwrap_or_default();
    vec![
        event.on.map(show_day).unwrap_or_default(),
        event.until.map(show_day).unwrap_or_default(),
        event.hours.unwrap_or_default(),
        event.place.unwrap_or_default(),
        event.booking.unwrap_or_default(),
    ]
}

fn set_event(event: &mut Option<Happening>, typed: &[String]) -> Result<(), String> {
    let (on, until) = (super::read_day(nth(typed, 0))?, super::read_day(nth(typed, 1))?);
    if let (Some(on), Some(until)) = (on, until)
        && until < on
    {
        return Err("The last day cannot come before the first".to_owned());
    }
    let said =
        Happening { on, until, hours: some(nth(typed, 2)), place: some(nth(typed, 3)), booking: some(nth(typed, 4)) };
    *event = (said != Happening::default()).then_some(said);
    Ok(())
}

fn get_documents(documents: &Vec<PublishedDocument>) -> Vec<String> {
    documents
        .iter()
        .flat_map(|document| {
            [
                document.id.clone(),
                document.name.clone(),
                document.website.as_ref().map(ToString::to_string).unwrap_or_default(),
                document.published_on.map(show_day).unwrap_or_default(),
                document.covers.clone().unwrap_or_default(),
            ]
        })
        .collect()
}

fn set_documents(documents: &mut Vec<PublishedDocument>, typed: &[String]) -> Result<(), Wrong> {
    let said = rows(typed, 5).into_iter().filter(|(_, row)| row[1..].iter().any(|cell| !cell.is_empty()));
    *documents = said
        .map(|(at, row)| {
            let wrong = |cell: usize| move |message: String| Wrong::at(at, cell, message);
            let known = DOCUMENT_IDS.iter().any(|(id, _)| *id == row[0]);
            let website = if row[2].is_empty() { None } else { Some(web(&row[2]).map_err(wrong(2))?) };
            Ok(PublishedDocument {
                id: if known { row[0].clone() } else { "other".to_owned() },
                name: row[1].clone(),
                website,
                published_on: super::read_day(&row[3]).map_err(wrong(3))?,
                covers: some(&row[4]),
            })
        })
        .collect::<Result<_, Wrong>>()?;
    Ok(())
}
