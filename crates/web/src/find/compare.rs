//! `/settings/compare?with=a&with=b`: up to four settings side by side, as a table or, on a narrow phone, as cards.

use crate::entry::path_of;
use crate::extract::{AreaContext, QueryPairs};
use crate::form_data::problem;
use crate::layout::Layout;
use crate::page::Page;
use crate::report_view::senco;
use crate::search_params::Problem;
use crate::words;
use askama::Template;
use axum::http::StatusCode;
use local_offer_domain::Setting;
use local_offer_domain::law::sen_report::headings;
use local_offer_domain::listing::Kind;
use local_offer_domain::settings::SettingKind;
use local_offer_domain::values::Slug;

/// Most settings side by side.
const MOST: usize = 4;

#[derive(Template)]
#[template(path = "find/compare.html")]
pub(crate) struct ComparePage {
    layout: Layout,
    problems: Vec<Problem>,
    chosen: Vec<ChosenView>,
    groups: Vec<Group>,
    differences_only: bool,
    toggle: String,
    can_add: bool,
    postcode: String,
    search: String,
    found: Vec<(String, String, String)>,
    hidden: usize,
}

struct ChosenView {
    name: String,
    kind: &'static str,
    href: String,
    remove: String,
    slug: String,
}

struct Group {
    label: String,
    rows: Vec<CompareRow>,
}

struct CompareRow {
    label: String,
    cells: Vec<Vec<String>>,
}

impl CompareRow {
    /// Whether all settings say the same.
    fn is_same(&self) -> bool {
        self.cells.windows(2).all(|pair| pair[0] == pair[1])
    }
}

pub(crate) async fn get(context: AreaContext, QueryPairs(pairs): QueryPairs) -> Page<ComparePage> {
    let one = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let mut problems = Vec::new();
    let mut settings: Vec<&Setting> = Vec::new();
    // Several of one name, or a list: a form keeps those that are chosen in one hidden field.
    let named = pairs.iter().filter(|(name, _)| name == "with").flat_map(|(_, value)| value.split(','));
    for value in named {
        let found = Slug::parse(value.trim()).ok().and_then(|slug| context.offer.setting(&slug));
        match found {
            Some(setting) if settings.iter().any(|known| known.id == setting.id) => {}
            Some(_) if settings.len() == MOST => {
                problems
                    .push(problem("name", format!("{MOST} are the most that fit side by side. Take one away first")));
                break;
            }
            Some(setting) => settings.push(setting),
            None if value.trim().is_empty() => {}
            None => {
                let value: String = value.chars().take(60).collect();
                problems.push(problem("name", format!("There is no “{value}” here any more")));
            }
        }
    }
    problems.dedup();
    let postcode: String = one("postcode").chars().take(80).collect();
    let place = (!postcode.is_empty()).then(|| context.catalogue.gazetteer().find(&postcode)).flatten();
    if !postcode.is_empty() && place.is_none() {
        problems.push(problem("postcode", "We do not know this place. Try a postcode"));
    }
    let differences_only = one("differences") == "yes";
    let search: String = one("name").chars().take(100).collect();
    let slugs: Vec<String> = settings.iter().map(|setting| setting.slug.to_string()).collect();
    let address = |slugs: &[String], differences: bool| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for slug in slugs {
            query.append_pair("with", slug);
        }
        if !postcode.is_empty() {
            query.append_pair("postcode", &postcode);
        }
        if differences {
            query.append_pair("differences", "yes");
        }
        format!("/settings/compare?{}", query.finish())
    };
    let groups = groups(&context, &settings, place.map(|place| place.at));
    let all: usize = groups.iter().map(|group| group.rows.len()).sum();
    let groups: Vec<Group> = groups
        .into_iter()
        .map(|group| Group {
            rows: group.rows.into_iter().filter(|row| !differences_only || !row.is_same()).collect(),
            ..group
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let left: usize = groups.iter().map(|group| group.rows.len()).sum();
    let found = if search.is_empty() { Vec::new() } else { candidates(&context, &search, &slugs) };
    let mut layout = context.layout("Compare schools and settings");
    layout.no_index = !settings.is_empty();
    layout.error = !problems.is_empty();
    let page = ComparePage {
        chosen: settings
            .iter()
            .map(|setting| {
                let others: Vec<String> =
                    slugs.iter().filter(|slug| **slug != setting.slug.to_string()).cloned().collect();
                ChosenView {
                    name: setting.content.name.clone(),
                    kind: setting.content.kind.map_or("Setting", SettingKind::words),
                    href: path_of(Kind::Setting, &setting.slug),
                    remove: address(&others, differences_only),
                    slug: setting.slug.to_string(),
                }
            })
            .collect(),
        groups: if settings.is_empty() { Vec::new() } else { groups },
        toggle: address(&slugs, !differences_only),
        differences_only,
        can_add: settings.len() < MOST,
        found: found
            .into_iter()
            .map(|(slug, name, about)| {
                let with: Vec<String> = slugs.iter().cloned().chain([slug]).collect();
                (name, about, address(&with, differences_only))
            })
            .collect(),
        postcode,
        search,
        hidden: all - left,
        problems,
        layout,
    };
    Page(StatusCode::OK, page)
}

/// Settings whose name or town has these words.
fn candidates(context: &AreaContext, search: &str, chosen: &[String]) -> Vec<(String, String, String)> {
    let mut request = local_offer_catalogue::search::Request {
        text: search.to_owned(),
        kinds: vec![local_offer_catalogue::search::ResultKind::Setting],
        page: 1,
        per_page: 8,
        ..Default::default()
    };
    let results = context.site.find(context, &mut request);
    let settings = results.hits.into_iter().filter_map(|hit| context.offer.setting(hit.entry.slug()));
    settings
        .filter(|setting| !chosen.contains(&setting.slug.to_string()))
        .map(|setting| {
            let town = setting.content.location.town.clone().unwrap_or_default();
            let kind = setting.content.kind.map_or("Setting", SettingKind::words);
            let about =
                [kind.to_owned(), town].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            (setting.slug.to_string(), setting.content.name.clone(), about)
        })
        .collect()
}

fn groups(
    context: &AreaContext,
    settings: &[&Setting],
    from: Option<local_offer_domain::values::Coordinates>,
) -> Vec<Group> {
    let vocabulary = context.catalogue.vocabulary();
    let row = |label: &str, cell: &dyn Fn(&Setting) -> Vec<String>| CompareRow {
        label: label.to_owned(),
        cells: settings
            .iter()
            .map(|setting| cell(setting).into_iter().filter(|text| !text.is_empty()).collect())
            .collect(),
    };
    let text = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
    let mut facts = vec![
        row("What it is", &|one| text(one.content.kind.map(|kind| kind.words().to_owned()))),
        row("Ages", &|one| text(one.content.ages.map(|ages| ages.to_string()))),
        row("Town", &|one| text(one.content.location.town.clone())),
        row("Pupils", &|one| text(one.content.pupils.map(|pupils| words::thousands(pupils.into())))),
        row("Run by", &|one| text(one.content.run_by.clone())),
    ];
    if let Some(from) = from {
        facts.insert(
            2,
            row("Distance", &|one| {
                let at = context.catalogue.gazetteer().locate(&one.content.location.to_location());
                text(at.map(|at| words::miles(at.miles_to(from))))
            }),
        );
    }
    let special = vec![
        row("Needs it has provision for", &|one| {
            one.content.needs.iter().map(|need| vocabulary.needs.label(need).to_owned()).collect()
        }),
        row("Units and resourced provision", &|one| {
            let units = one.content.provision.iter().map(|unit| {
                let places = unit.places.map(|places| format!(" ({})", words::count(places.into(), "place", "places")));
                let note = if unit.note.is_empty() { String::new() } else { format!(": {}", unit.note) };
                format!("{}{note}{}", unit.kind.words(), places.unwrap_or_default())
            });
            units.collect()
        }),
        row("SEN co-ordinator (SENCO)", &|one| senco(&one.content)),
        row("What the building has", &|one| {
            one.content.location.access.iter().map(|id| vocabulary.access.label(id).to_owned()).collect()
        }),
        row("SEN information report", &|one| {
            let report = one.content.sen_report.as_ref();
            text(report.map(|report| {
                let day = report.published_on.map(|day| format!("published {}", words::date(day)));
                let year = report.year.clone().map(|year| format!("for {year}"));
                let parts = [year, day].into_iter().flatten().collect::<Vec<_>>().join(", ");
                if parts.is_empty() { "There is one, without a date".to_owned() } else { parts }
            }))
        }),
    ];
    let report = headings().iter().map(|heading| Group {
        label: heading.label.clone(),
        rows: local_offer_domain::law::sen_report::sections()
            .iter()
            .filter(|section| section.heading == heading.id)
            .map(|section| {
                row(&section.question, &|one| {
                    let report = one.content.sen_report.as_ref();
                    text(report.and_then(|report| report.answer(&section.key)).map(str::to_owned))
                })
            })
            .collect(),
    });
    let first = [
        Group { label: "The main things".to_owned(), rows: facts },
        Group { label: "Special provision".to_owned(), rows: special },
    ];
    first.into_iter().chain(report).collect()
}
