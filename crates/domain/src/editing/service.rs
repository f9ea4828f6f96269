use super::answers::{
    email, first, get_ages, get_answer, get_commas, get_list, get_optional, get_text, get_web, get_word, get_words,
    nth, of_word, phone, pounds, rows, set_ages, set_answer, set_commas, set_list, set_optional, set_text, set_web,
    set_word, set_words, show_day, show_time, some, web, word_of,
};
use super::{Kind, Line, Options, Part, Question, Wrong, YES_NO, question, read_rows};
use crate::directory::{
    Audience, Clinic, Contact, CostOption, Link, Schedule, ServiceContent, Vacancies, VacancyState, Wait, Weekday,
};
use crate::values::Answer;

/// The pages of a service's form in order: identifier, what the task list calls it, and the page's heading.
pub const SERVICE_SECTIONS: &[(&str, &str, &str)] = &[
    ("about", "What it is", "What do you do?"),
    ("topics", "Topics", "Where should families find it?"),
    ("level", "Level of need", "How much help is it for?"),
    ("who", "Who it is for", "Who is it for?"),
    ("getting-in", "How to get in", "How does somebody start?"),
    ("deciding", "How decisions are made", "Who decides, and how?"),
    ("waiting", "Places and waiting", "Is there room?"),
    ("health", "Clinics and waiting times", "What should families know about a health service?"),
    ("cost", "Cost", "What does it cost?"),
    ("where", "Where", "Where is it?"),
    ("when", "When", "When is it open?"),
    ("contact", "Contact", "How can families reach you?"),
    ("expect", "What to expect", "What is it like to be there?"),
    ("staff", "Staff", "Who works there?"),
    ("safety", "Safety and quality", "How do you keep people safe?"),
    ("complaints", "Complaints", "What if something goes wrong?"),
    ("files", "Pictures and papers", "Do you have pictures, posters, leaflets or forms?"),
    ("notice", "Notice", "Is there anything families should know now?"),
];

/// The pages that are asked of a service: a swimming club is not asked about clinics.
pub fn service_sections(service: &ServiceContent) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let of_health = service.is_of_health();
    SERVICE_SECTIONS.iter().copied().filter(move |(id, ..)| *id != "health" || of_health)
}

const CLINICS: &[Part] = &[
    Part { name: "name", label: "Clinic or pathway", line: Line::Words },
    Part { name: "place", label: "Where, and how often", line: Line::Words },
    Part { name: "weeks", label: "Weeks from referral to first appointment", line: Line::Number },
    Part { name: "measured", label: "Day on which that was measured", line: Line::Day },
];

const LEVELS: Options = Options::Fixed(&[
    ("universal", "For everyone: any child or young person can come, and you make it work for them (universal)"),
    ("targeted", "For those who need more help than others of their age (targeted)"),
    ("specialist", "For the few with the greatest needs, usually after an assessment (specialist)"),
]);

const DELIVERY: Options = Options::Fixed(&[
    ("in-person", "People come to us"),
    ("at-home", "We go to their home"),
    ("at-school", "At nursery, school or college"),
    ("online", "Online"),
    ("telephone", "By telephone"),
]);

const ROUTES: Options = Options::Fixed(&[
    ("self", "The family or young person can ask themselves"),
    ("school", "Nursery, school or college"),
    ("gp", "GP"),
    ("health-visitor", "Health visitor"),
    ("social-worker", "Social worker"),
    ("health-professional", "Therapist, nurse or hospital doctor"),
    ("any-professional", "Any professional who knows the child"),
    ("council-panel", "A panel of the council"),
]);

const ROOM: Options = Options::Fixed(&[
    ("some", "There are places"),
    ("few", "There are a few places"),
    ("waiting-list", "There is a waiting list"),
    ("full", "Full at the moment"),
]);

const AUDIENCES: &[(&str, &str)] = &[("public", "Everyone"), ("private", "Only the council")];

/// The days of a week, as a schedule stores them.
pub(super) const DAYS: &[(&str, &str)] = &[
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

// First what says nothing: what nobody has said must not be told to families.
const TERM: &[(&str, &str)] = &[("", "Not said"), ("no", "All year"), ("yes", "Only in term time")];

/// A row of opening times.
pub(super) const TIMES: &[Part] = &[
    Part { name: "days", label: "Days", line: Line::Several(DAYS) },
    Part { name: "opens", label: "Opens", line: Line::Time },
    Part { name: "closes", label: "Closes", line: Line::Time },
    Part { name: "term", label: "When", line: Line::One(TERM) },
    Part { name: "note", label: "Good to know", line: Line::Words },
    Part { name: "from", label: "First day, if it has not begun", line: Line::Day },
    Part { name: "to", label: "Last day, if it ends", line: Line::Day },
    Part { name: "every", label: "Every how many weeks, if not every week", line: Line::Number },
];

const PRICES: &[Part] = &[
    Part { name: "label", label: "For what or whom", line: Line::Words },
    Part { name: "pounds", label: "Price in pounds", line: Line::Pounds },
    Part { name: "per", label: "For each", line: Line::Words },
];

pub(super) const CONTACTS: &[Part] = &[
    Part { name: "role", label: "Who this reaches, like Bookings", line: Line::Words },
    Part { name: "phone", label: "Telephone", line: Line::Phone },
    Part { name: "text", label: "Text or text relay", line: Line::Phone },
    Part { name: "email", label: "Email", line: Line::Email },
    Part { name: "name", label: "Name of a person, if they agree", line: Line::Words },
    Part { name: "audience", label: "Who may see it", line: Line::One(AUDIENCES) },
];

const LINKS: &[Part] = &[
    Part { name: "label", label: "What the page is", line: Line::Words },
    Part { name: "url", label: "Its address", line: Line::Web },
];

const AGES: &[Part] = &[
    Part { name: "from", label: "Youngest age", line: Line::Number },
    Part { name: "to", label: "Oldest age", line: Line::Number },
];

const WAIT: &[Part] = &[
    Part { name: "text", label: "How long, in words", line: Line::Words },
    Part { name: "weeks", label: "In weeks", line: Line::Number },
    Part { name: "measured", label: "Day on which you measured it", line: Line::Day },
];

/// Everything that is asked about a service, in the order of its pages.
pub const SERVICE: &[Question<ServiceContent>] = &[
    question!("name" in "about", "Name", "What families call it. Leave out the name of your organisation unless it is part of it.", Kind::Text(Line::Words), High, needed;
        name; get_text; set_text),
    question!("summary" in "about", "One plain sentence", "What it is and who it is for, in at most 160 characters. This is what families read in a list.", Kind::LongText(160), High, needed;
        summary; get_text; set_text),
    question!("description" in "about", "What happens there", "Write as you would tell a parent. Leave an empty line between paragraphs.", Kind::LongText(6000), High;
        description; get_text; set_text),
    question!("themes" in "topics", "Themes", "Choose all that fit.", Kind::Choices(Options::Themes), High;
        themes; get_list; set_list),
    question!("categories" in "topics", "Kinds of help", "Choose the few that fit best. Families find it under these.", Kind::Choices(Options::Categories), High;
        categories; get_list; set_list),
    question!("keywords" in "topics", "Other words families use for it", "Separated by commas.", Kind::Text(Line::Words), Low;
        keywords; get_commas; set_commas),
    question!("level" in "level", "How much help it is for", "", Kind::Choice(LEVELS), High;
        level; get_word; set_word),
    question!("ages" in "who", "Ages", "In whole years. Leave one open if there is no limit.", Kind::Group(AGES), High, needed;
        suits.ages; get_ages; set_ages),
    question!("all-needs" in "who", "Is it for people with any need or disability?", "", Kind::Choice(YES_NO), High;
        suits.all_needs; get_answer; set_answer),
    question!("needs" in "who", "Needs it is made for", "Choose those you have experience with.", Kind::Choices(Options::Needs), High;
        suits.needs; get_list; set_list),
    question!("conditions" in "who", "Conditions, if it is for some only", "Separated by commas.", Kind::Text(Line::Words), High;
        suits.conditions; get_commas; set_commas),
    question!("diagnosis" in "who", "Does somebody need a diagnosis?", "", Kind::Choice(YES_NO), High;
        suits.diagnosis_needed; get_answer; set_answer),
    question!("ehc-plan" in "who", "Does somebody need an education, health and care plan?", "", Kind::Choice(YES_NO), High;
        suits.ehc_plan_needed; get_answer; set_answer),
    question!("siblings" in "who", "Can brothers and sisters come?", "", Kind::Choice(YES_NO), Low;
        suits.siblings_welcome; get_answer; set_answer),
    question!("parent-stays" in "who", "Does a parent or carer have to stay?", "", Kind::Choice(YES_NO), High;
        suits.parent_must_stay; get_answer; set_answer),
    question!("who-note" in "who", "Anything else about who it is for", "", Kind::LongText(1000), High;
        suits.note; get_optional; set_optional),
    question!("routes" in "getting-in", "Who can ask for a place", "Choose all that fit.", Kind::Choices(ROUTES), High;
        getting_in.routes; get_words; set_words),
    question!("how" in "getting-in", "What to do first", "Say it in steps: call, fill in a form, come along.", Kind::LongText(2000), High;
        getting_in.how; get_optional; set_optional),
    question!("eligibility" in "getting-in", "Who may have a place", "What somebody has to show, if anything.", Kind::LongText(2000), High;
        getting_in.eligibility; get_optional; set_optional),
    question!("referral-form" in "getting-in", "Referral form on the web", "", Kind::Text(Line::Web), High;
        getting_in.referral_form; get_web; set_web),
    question!("booking" in "getting-in", "Page to book on", "", Kind::Text(Line::Web), Low;
        booking_url; get_web; set_web),
    question!("decided-by" in "deciding", "Who decides who gets a place", "The job or the panel, not a person's name.", Kind::Text(Line::Words), High;
        getting_in.decided_by; get_optional; set_optional),
    question!("how-decided" in "deciding", "How they decide", "What they look at, how long it takes and how people hear.", Kind::LongText(2000), High;
        getting_in.how_decided; get_optional; set_optional),
    question!("vacancies" in "waiting", "Is there room now?", "", Kind::Choice(ROOM), Low;
    getting_in.vacancies;
    |vacancies: &Option<Vacancies>| vec![vacancies.as_ref().map(|v| word_of(&v.state)).unwrap_or_default()];
    |vacancies: &mut Option<Vacancies>, typed: &[String]| -> Result<(), Wrong> {
        let note = vacancies.take().and_then(|before| before.note);
        if !first(typed).is_empty() {
            *vacancies = Some(Vacancies { state: of_word::<VacancyState>(first(typed))?, note });
        }
        Ok(())
    }),
    question!("wait" in "waiting", "How long do people wait?", "A wait helps only with the day on which it was measured.", Kind::Group(WAIT), Low;
    getting_in.wait;
    |wait: &Option<Wait>| match wait {
        None => vec![String::new(); 3],
        Some(wait) => vec![
            if wait.is_only_its_weeks() { String::new() } else { wait.text.clone() },
            wait.weeks.map(|weeks| weeks.to_string()).unwrap_or_default(),
            wait.measured_on.map(show_day).unwrap_or_default(),
        ],
    };
    |wait: &mut Option<Wait>, typed: &[String]| -> Result<(), Wrong> {
        let weeks = match nth(typed, 1) {
            "" => None,
            text => Some(text.parse().map_err(|_| Wrong::at(0, 1, "Enter the weeks as a whole number"))?),
        };
        let measured_on = super::answers::day(nth(typed, 2)).map_err(|message| Wrong::at(0, 2, message))?;
        // The sentence that was made from the number before is not one that somebody has typed: it goes with that number.
        let was = wait.as_ref().filter(|wait| wait.is_only_its_weeks()).map(|wait| wait.text.clone());
        let text = match (first(typed), weeks) {
            (text, Some(weeks)) if text.is_empty() || was.as_deref() == Some(text) => Wait::in_weeks(weeks),
            (text, _) => text.to_owned(),
        };
        if text.is_empty() && measured_on.is_some() {
            return Err(Wrong::at(0, 0, "Say how long people wait, or take away the day on which it was measured"));
        }
        *wait = (!text.is_empty()).then_some(Wait { text, weeks, measured_on });
        Ok(())
    }),
    question!("free" in "cost", "Is it free for everybody?", "", Kind::Choice(YES_NO), Low;
        cost.free; get_answer; set_answer),
    question!("prices" in "cost", "Prices", "", Kind::Rows(PRICES), Low;
    cost.options;
    |options: &Vec<CostOption>| options.iter().flat_map(|option| [
        option.label.clone().unwrap_or_default(),
        option.pounds.map(|pounds| if pounds.fract() == 0.0 { format!("{pounds:.0}") } else { format!("{pounds:.2}") }).unwrap_or_default(),
        option.per.clone().unwrap_or_default(),
    ]).collect();
    |options: &mut Vec<CostOption>, typed: &[String]| -> Result<(), Wrong> {
        *options = read_rows(rows(typed, 3), |(at, row)| {
            let pounds = pounds(&row[1]).map_err(|message| Wrong::at(at, 1, message))?;
            Ok(CostOption { label: some(&row[0]), pounds, per: some(&row[2]) })
        })?;
        Ok(())
    }),
    question!("concessions" in "cost", "Who pays less", "", Kind::Text(Line::Words), Low;
        cost.concessions; get_optional; set_optional),
    question!("personal-budget" in "cost", "Can a personal budget or direct payment pay for it?", "", Kind::Choice(YES_NO), Low;
        cost.personal_budget; get_answer; set_answer),
    question!("cost-note" in "cost", "Anything else about the cost", "", Kind::LongText(1000), Low;
        cost.note; get_optional; set_optional),
    question!("delivery" in "where", "How do people use it?", "Choose all that fit.", Kind::Choices(DELIVERY), High;
        delivery; get_words; set_words),
    question!("area-served" in "where", "Where people must live", "", Kind::Text(Line::Words), High;
        area_served; get_optional; set_optional),
    question!("out-of-area" in "where", "Can people from other areas come?", "", Kind::Choice(YES_NO), High;
        serves_out_of_area; get_answer; set_answer),
    question!("places" in "where", "Places", "", Kind::Places, High;
        places;
        |places: &Vec<crate::directory::ServiceAtLocation>| places.iter().map(super::place::in_full).collect();
        |_: &mut Vec<crate::directory::ServiceAtLocation>, _: &[String]| Ok::<(), Wrong>(())),
    question!("times" in "when", "Opening times", "For times that differ from place to place, use the pages of the places.", Kind::Rows(TIMES), Low;
        schedules; get_times; set_times),
    question!("contacts" in "contact", "Ways to reach you", "Families need at least one.", Kind::Rows(CONTACTS), Low, needed;
        contacts; get_contacts; set_contacts),
    question!("website" in "contact", "Website", "", Kind::Text(Line::Web), Low;
        website; get_web; set_web),
    question!("links" in "contact", "Other pages about it", "", Kind::Rows(LINKS), Low;
    links;
    |links: &Vec<Link>| links.iter().flat_map(|link| [link.label.clone(), link.url.to_string()]).collect();
    |links: &mut Vec<Link>, typed: &[String]| -> Result<(), Wrong> {
        *links = read_rows(rows(typed, 2), |(at, row)| {
            let url = web(&row[1]).map_err(|message| Wrong::at(at, 1, message))?;
            let label = if row[0].is_empty() { url.host().to_owned() } else { row[0].clone() };
            Ok(Link { label, url })
        })?;
        Ok(())
    }),
    question!("languages" in "contact", "Languages you speak, besides English", "Separated by commas. British Sign Language is one.", Kind::Text(Line::Words), Low;
        languages; get_commas; set_commas),
    question!("noise" in "expect", "How loud is it?", "", Kind::Choice(Options::Fixed(&[("quiet", "Quiet: people talk softly"), ("moderate", "Some noise, like a café"), ("loud", "Loud, like a sports hall")])), Low;
        expect.noise; get_word; set_word),
    question!("light" in "expect", "How bright is it?", "", Kind::Choice(Options::Fixed(&[("dim", "Dim or low light"), ("natural", "Mostly daylight"), ("bright", "Bright lights")])), Low;
        expect.light; get_word; set_word),
    question!("crowding" in "expect", "How many people are there at once?", "", Kind::Choice(Options::Fixed(&[("one-to-one", "One to one"), ("small-group", "A small group"), ("busy", "Busy")])), Low;
        expect.crowding; get_word; set_word),
    question!("sudden-sounds" in "expect", "Are there sudden sounds, like hand dryers or whistles?", "", Kind::Choice(YES_NO), Low;
        expect.sudden_sounds; get_answer; set_answer),
    question!("quiet-space" in "expect", "Is there somewhere quiet to go?", "", Kind::Choice(YES_NO), Low;
        expect.quiet_space; get_answer; set_answer),
    question!("arrival" in "expect", "What happens from the door on", "Step by step: which door, who says hello, where to put your coat.", Kind::LongText(2000), Low;
        expect.arrival; get_optional; set_optional),
    question!("expect-note" in "expect", "Anything else that helps somebody feel ready", "", Kind::LongText(1000), Low;
        expect.note; get_optional; set_optional),
    question!("ratio" in "staff", "Adults to children", "Like 1 adult to 4 children.", Kind::Text(Line::Words), High;
        staffing.ratio; get_optional; set_optional),
    question!("send-training" in "staff", "Do staff have training in special educational needs and disability?", "", Kind::Choice(YES_NO), High;
        staffing.send_training; get_answer; set_answer),
    question!("send-training-note" in "staff", "Which training", "", Kind::LongText(1000), High;
        staffing.send_training_note; get_optional; set_optional),
    question!("first-aid" in "staff", "Is somebody trained in first aid always there?", "", Kind::Choice(YES_NO), High;
        staffing.first_aid; get_answer; set_answer),
    question!("medication" in "staff", "Can staff give medicines?", "", Kind::Choice(YES_NO), High;
        staffing.medication; get_answer; set_answer),
    question!("personal-care" in "staff", "Can staff help with eating, toileting or moving?", "", Kind::Choice(YES_NO), High;
        staffing.personal_care; get_answer; set_answer),
    question!("dbs" in "safety", "Has everyone who works with children been checked by the Disclosure and Barring Service?", "", Kind::Choice(YES_NO), High;
        staffing.dbs_checked; get_answer; set_answer),
    question!("insured" in "safety", "Do you have public liability insurance?", "", Kind::Choice(YES_NO), High;
        staffing.insured; get_answer; set_answer),
    question!("safeguarding" in "safety", "Do you have a safeguarding policy?", "", Kind::Choice(YES_NO), High;
        staffing.safeguarding_policy; get_answer; set_answer),
    question!("referral" in "health", "What must a referral say, and what happens with it?", "Who looks at it, how soon, and how the family hears.", Kind::LongText(2000), High;
        health.referral; get_optional; set_optional),
    question!("not-for" in "health", "Who is it not for, and where do they go instead?", "", Kind::LongText(1000), High;
        health.not_for; get_optional; set_optional),
    question!("clinics" in "health", "Clinics, and how long people wait for each", "A wait helps only with the day on which it was measured.", Kind::Rows(CLINICS), Low;
        health.clinics; get_clinics; set_clinics),
    question!("while-you-wait" in "health", "What helps while somebody waits?", "Things a family can do or use now.", Kind::LongText(3000), Low;
        health.while_you_wait; get_optional; set_optional),
    question!("if-worse" in "health", "What should a family do when it gets worse?", "", Kind::LongText(1000), Low;
        health.if_it_gets_worse; get_optional; set_optional),
    question!("quality" in "safety", "Inspections, quality marks and how you check your own work", "", Kind::LongText(2000), High;
        quality; get_optional; set_optional),
    question!("complaint-how" in "complaints", "What somebody should do who is not happy", "", Kind::LongText(2000), Low;
        complaints.how; get_optional; set_optional),
    question!("complaint-email" in "complaints", "Email address for complaints", "", Kind::Text(Line::Email), Low;
        complaints.email; get_optional; super::answers::set_email),
    question!("complaint-policy" in "complaints", "Complaints policy on the web", "", Kind::Text(Line::Web), Low;
        complaints.website; get_web; set_web),
    question!("files" in "files", "Pictures, posters, leaflets and forms", "", Kind::Files, High;
        files;
        |files: &Vec<crate::directory::ListingFile>| files.iter().map(|file| format!("{}: {}", file.kind.words(), file.label)).collect();
        |_: &mut Vec<crate::directory::ListingFile>, _: &[String]| Ok::<(), Wrong>(())),
    question!("alert" in "notice", "Notice", "Like: closed from 3 to 7 August. It stands at the top of the page until you take it away.", Kind::LongText(300), Low;
        alert; get_optional; set_optional),
];

fn get_clinics(clinics: &Vec<Clinic>) -> Vec<String> {
    clinics
        .iter()
        .flat_map(|clinic| {
            [
                clinic.name.clone(),
                clinic.place.clone().unwrap_or_default(),
                clinic.weeks.map(|weeks| weeks.to_string()).unwrap_or_default(),
                clinic.measured_on.map(show_day).unwrap_or_default(),
            ]
        })
        .collect()
}

/// Write rows of clinics. A wait needs the day on which it was measured.
fn set_clinics(clinics: &mut Vec<Clinic>, typed: &[String]) -> Result<(), Wrong> {
    let read = |(at, row): (usize, &[String])| {
        let weeks = match row[2].as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| Wrong::at(at, 2, "Enter the weeks as a whole number"))?),
        };
        let measured_on = super::answers::day(&row[3]).map_err(|message| Wrong::at(at, 3, message))?;
        if weeks.is_some() && measured_on.is_none() {
            return Err(Wrong::at(at, 3, "Enter the day on which the wait was measured"));
        }
        Ok(Clinic { name: row[0].clone(), place: some(&row[1]), weeks, measured_on })
    };
    *clinics = read_rows(rows(typed, 4), read)?;
    Ok(())
}

pub(super) fn get_contacts(contacts: &Vec<Contact>) -> Vec<String> {
    contacts
        .iter()
        .flat_map(|contact| {
            [
                contact.role.clone().unwrap_or_default(),
                contact.phone.clone().unwrap_or_default(),
                contact.text_phone.clone().unwrap_or_default(),
                contact.email.clone().unwrap_or_default(),
                contact.name.clone().unwrap_or_default(),
                word_of(&contact.audience),
            ]
        })
        .collect()
}

pub(super) fn set_contacts(contacts: &mut Vec<Contact>, typed: &[String]) -> Result<(), Wrong> {
    let read = |(at, row): (usize, &[String])| {
        let wrong = |cell: usize| move |message: String| Wrong::at(at, cell, message);
        Ok(Contact {
            id: crate::directory::Identity::default(),
            role: some(&row[0]),
            phone: phone(&row[1]).map_err(wrong(1))?,
            text_phone: phone(&row[2]).map_err(wrong(2))?,
            email: email(&row[3]).map_err(wrong(3))?,
            name: some(&row[4]),
            audience: if row[5].is_empty() { Audience::Public } else { of_word(&row[5]).map_err(wrong(5))? },
        })
    };
    // Who may see it is an answer to nothing when nothing else is said.
    let said = rows(typed, 6).into_iter().filter(|(_, row)| row[..5].iter().any(|cell| !cell.is_empty()));
    *contacts = read_rows(said, read)?;
    Ok(())
}

/// Cells of a row of opening times.
pub(super) const TIMES_CELLS: usize = TIMES.len();

/// The rows of opening times. A row says everything that a schedule holds: what a form did not ask would have to be guessed
/// back by the place of the row, and would go to another row when one is taken out.
pub(super) fn get_times(schedules: &Vec<Schedule>) -> Vec<String> {
    schedules
        .iter()
        .flat_map(|schedule| {
            [
                schedule.days.iter().map(word_of).collect::<Vec<_>>().join(","),
                schedule.opens.map(show_time).unwrap_or_default(),
                schedule.closes.map(show_time).unwrap_or_default(),
                first(&get_answer(&schedule.term_time_only)).to_owned(),
                schedule.note.clone().unwrap_or_default(),
                schedule.from.map(show_day).unwrap_or_default(),
                schedule.to.map(show_day).unwrap_or_default(),
                schedule.every_weeks.filter(|weeks| *weeks > 1).map(|weeks| weeks.to_string()).unwrap_or_default(),
            ]
        })
        .collect()
}

/// Write rows of opening times. A row that only says from when or how often is no opening time.
pub(super) fn set_times(schedules: &mut Vec<Schedule>, typed: &[String]) -> Result<(), Wrong> {
    let said = rows(typed, TIMES_CELLS).into_iter();
    let said = said.filter(|(_, row)| [0, 1, 2, 4].iter().any(|cell| !row[*cell].is_empty()));
    *schedules = read_rows(said, |(at, row)| read_times(at, row))?;
    Ok(())
}

/// One row of opening times.
fn read_times(at: usize, row: &[String]) -> Result<Schedule, Wrong> {
    let wrong = |cell: usize| move |message: String| Wrong::at(at, cell, message);
    let days = row[0].split(',').filter(|day| !day.is_empty());
    let mut days: Vec<Weekday> = days.map(of_word).collect::<Result<_, _>>().map_err(wrong(0))?;
    days.sort_unstable();
    days.dedup();
    let opens = super::answers::time(&row[1]).map_err(wrong(1))?;
    let closes = super::answers::time(&row[2]).map_err(wrong(2))?;
    // A time on no day would be read as one on every day.
    if days.is_empty() && (opens.is_some() || closes.is_some()) {
        return Err(Wrong::at(at, 0, "Choose at least one day"));
    }
    if let (Some(opens), Some(closes)) = (opens, closes)
        && closes <= opens
    {
        return Err(Wrong::at(at, 2, "A closing time is not after its opening time"));
    }
    let mut term_time_only = Answer::Unknown;
    super::answers::set_answer(&mut term_time_only, &row[3..4]).map_err(wrong(3))?;
    let from = super::answers::day(&row[5]).map_err(wrong(5))?;
    let to = super::answers::day(&row[6]).map_err(wrong(6))?;
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(Wrong::at(at, 6, "A last day is before its first day"));
    }
    let every_weeks = match row[7].as_str() {
        "" | "1" => None,
        text => match text.parse::<u8>() {
            Ok(weeks @ 2..=52) => Some(weeks),
            _ => return Err(Wrong::at(at, 7, "Enter how many weeks there are from one time to the next, like 2")),
        },
    };
    Ok(Schedule { days, opens, closes, from, to, term_time_only, every_weeks, note: some(&row[4]) })
}
