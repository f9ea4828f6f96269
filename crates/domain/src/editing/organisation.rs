use super::answers::{
    get_optional, get_postcode, get_text, get_web, get_word, set_email, set_optional, set_phone, set_postcode,
    set_text, set_web, set_word,
};
use super::service::{CONTACTS, get_contacts, set_contacts};
use super::{Kind, Line, Options, Question, Wrong, question};
use crate::directory::OrganisationContent;

const KINDS: Options = Options::Fixed(&[
    ("charity", "Charity"),
    ("community-group", "Community group"),
    ("company", "Company"),
    ("social-enterprise", "Social enterprise"),
    ("council", "Council"),
    ("nhs", "NHS"),
    ("school", "School or college"),
]);

/// Everything that is asked about an organisation.
pub const ORGANISATION: &[Question<OrganisationContent>] = &[
    question!("org-name" in "organisation", "Name of the organisation", "", Kind::Text(Line::Words), High, needed;
        name; get_text; set_text),
    question!("org-kind" in "organisation", "What sort of organisation it is", "", Kind::Choice(KINDS), High;
        kind; get_word; set_word),
    question!("org-summary" in "organisation", "What it does, in one sentence", "", Kind::LongText(160), High;
        summary; get_text; set_text),
    question!("org-street" in "organisation", "Street", "", Kind::LongText(300), High;
    address;
    |lines: &Vec<String>| vec![lines.join("\n")];
    |lines: &mut Vec<String>, typed: &[String]| -> Result<(), Wrong> {
        *lines = super::answers::first(typed).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(())
    }),
    question!("org-town" in "organisation", "Town or village", "", Kind::Text(Line::Words), High;
        town; get_optional; set_optional),
    question!("org-postcode" in "organisation", "Postcode", "", Kind::Text(Line::Postcode), High;
        postcode; get_postcode; set_postcode),
    question!("org-phone" in "organisation", "Telephone", "", Kind::Text(Line::Phone), Low;
        phone; get_optional; set_phone),
    question!("org-email" in "organisation", "Email", "", Kind::Text(Line::Email), Low;
        email; get_optional; set_email),
    question!("org-website" in "organisation", "Website", "", Kind::Text(Line::Web), Low;
        website; get_web; set_web),
    question!("org-contacts" in "organisation", "Other people to reach", "", Kind::Rows(CONTACTS), Low;
        contacts; get_contacts; set_contacts),
    question!("org-charity" in "organisation", "Charity number", "", Kind::Text(Line::Words), High;
        charity_number; get_optional; set_optional),
    question!("org-company" in "organisation", "Company number", "", Kind::Text(Line::Words), High;
        company_number; get_optional; set_optional),
];
