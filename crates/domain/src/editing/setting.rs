use super::answers::{
    get_ages, get_list, get_optional, get_postcode, get_text, get_web, set_ages, set_email, set_list, set_optional,
    set_phone, set_postcode, set_text, set_web,
};
use super::{Kind, Line, Options, Part, Question, question};
use crate::settings::SettingContent;

const AGES: &[Part] = &[
    Part { name: "from", label: "Youngest age", line: Line::Number },
    Part { name: "to", label: "Oldest age", line: Line::Number },
];

/// What is asked about a nursery, school or college.
pub const SETTING: &[Question<SettingContent>] = &[
    question!("name" in "setting", "Name", "", Kind::Text(Line::Words), High, needed;
        name; get_text; set_text),
    question!("summary" in "setting", "One plain sentence", "What somebody should know first, in at most 160 characters.", Kind::LongText(160), High;
        summary; get_text; set_text),
    question!("description" in "setting", "About it", "", Kind::LongText(6000), High;
        description; get_text; set_text),
    question!("ages" in "setting", "Ages", "", Kind::Group(AGES), High;
        ages; get_ages; set_ages),
    question!("needs" in "setting", "Needs it has provision for", "", Kind::Choices(Options::Needs), High;
        needs; get_list; set_list),
    question!("phone" in "setting", "Telephone", "", Kind::Text(Line::Phone), Low;
        phone; get_optional; set_phone),
    question!("email" in "setting", "Email", "", Kind::Text(Line::Email), Low;
        email; get_optional; set_email),
    question!("website" in "setting", "Website", "", Kind::Text(Line::Web), Low;
        website; get_web; set_web),
    question!("address" in "setting", "Street", "", Kind::LongText(300), High;
    location.address;
    |lines: &Vec<String>| vec![lines.join("\n")];
    |lines: &mut Vec<String>, typed: &[String]| {
        *lines = super::answers::first(typed).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(())
    }),
    question!("town" in "setting", "Town or village", "", Kind::Text(Line::Words), High;
        location.town; get_optional; set_optional),
    question!("postcode" in "setting", "Postcode", "", Kind::Text(Line::Postcode), High;
        location.postcode; get_postcode; set_postcode),
    question!("access" in "setting", "What the place has", "", Kind::Choices(Options::Access), Low;
        location.access; get_list; set_list),
];
