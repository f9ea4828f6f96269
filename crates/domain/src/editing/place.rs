use super::answers::{get_list, get_optional, get_postcode, set_list, set_optional, set_postcode};
use super::service::{TIMES, TIMES_CELLS, get_contacts, get_times, set_times};
use super::{Kind, Line, Options, Question, Wrong, question};
use crate::directory::ServiceAtLocation;

const HIDDEN: Options = Options::Fixed(&[
    ("no", "Show the whole address"),
    ("yes", "Show only the town and the first half of the postcode"),
]);

/// Everything that is asked about a place of a service.
pub const PLACE: &[Question<ServiceAtLocation>] = &[
    question!("place-name" in "place", "Name of the building", "", Kind::Text(Line::Words), High;
        location.name; get_optional; set_optional),
    question!("address" in "place", "Street", "", Kind::LongText(300), High;
    location.address;
    |lines: &Vec<String>| vec![lines.join("\n")];
    |lines: &mut Vec<String>, typed: &[String]| -> Result<(), Wrong> {
        *lines = super::answers::first(typed).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(())
    }),
    question!("town" in "place", "Town or village", "", Kind::Text(Line::Words), High;
        location.town; get_optional; set_optional),
    Question {
        id: "postcode",
        section: "place",
        label: "Postcode",
        hint: "Families search by distance, so this matters most.",
        kind: Kind::Text(Line::Postcode),
        risk: super::Risk::High,
        needed: true,
        get: &|place: &ServiceAtLocation| get_postcode(&place.location.postcode),
        set: &|place: &mut ServiceAtLocation, typed| {
            set_postcode(&mut place.location.postcode, typed)?;
            // The degrees were those of the old postcode; the catalogue finds the new one's.
            place.location.set_coordinates(None);
            Ok(())
        },
        same: &|one: &ServiceAtLocation, two: &ServiceAtLocation| one.location.postcode == two.location.postcode,
        copy: &|from: &ServiceAtLocation, to: &mut ServiceAtLocation| {
            to.location.postcode.clone_from(&from.location.postcode);
        },
    },
    question!("hidden" in "place", "May families see the whole address?", "A childminder's home or a refuge may not want that.", Kind::Choice(HIDDEN), High;
        location.address_hidden;
        |hidden: &bool| vec![if *hidden { "yes" } else { "no" }.to_owned()];
        |hidden: &mut bool, typed: &[String]| -> Result<(), Wrong> { *hidden = super::answers::first(typed) == "yes"; Ok(()) }),
    question!("access" in "place", "What the place has", "Choose all that are there.", Kind::Choices(Options::Access), Low;
        location.access; get_list; set_list),
    question!("access-note" in "place", "More about access", "", Kind::LongText(1000), Low;
        location.access_note; get_optional; set_optional),
    question!("directions" in "place", "Getting there", "Nearest stop, where to park, which door.", Kind::LongText(1000), Low;
        location.directions; get_optional; set_optional),
    question!("place-times" in "place", "Opening times here", "", Kind::Rows(TIMES), Low;
        schedules; get_times; set_times),
];

/// Everything that is said of a place, line by line: whoever decides on a change must see all of it.
pub(super) fn in_full(place: &ServiceAtLocation) -> String {
    let location = &place.location;
    let postcode = location.postcode.as_ref().map(ToString::to_string);
    let address = location.name.iter().chain(&location.address).chain(&location.town).chain(&postcode);
    let mut lines = vec![address.cloned().collect::<Vec<_>>().join(", ")];
    if location.address_hidden {
        lines.push("The whole address is not shown".to_owned());
    }
    if !location.access.is_empty() {
        lines.push(format!("It has: {}", location.access.join(", ").replace('-', " ")));
    }
    lines.extend(location.access_note.iter().map(|note| format!("Access: {note}")));
    lines.extend(location.directions.iter().map(|text| format!("Getting there: {text}")));
    for row in get_times(&place.schedules).chunks(TIMES_CELLS) {
        lines.push(format!(
            "Times: {}",
            row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(", ")
        ));
    }
    for closure in &place.closed {
        lines.push(format!("Closed from {} to {} {}", closure.from, closure.to, closure.why));
    }
    for row in get_contacts(&place.contacts).chunks(6) {
        lines.push(format!(
            "Contact: {}",
            row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(", ")
        ));
    }
    lines.join("\n")
}
