//! Families find.

use local_offer_storage::{AuditEvent, ListingState};
use local_offer_test_support::{TestDatabase, TestSite, on_both_databases};
use local_offer_web::MapTiles;

async fn titles(site: &TestSite, query: &str) -> Vec<String> {
    let answer = site.visitor().queries(&[("q", query)]).await;
    answer["results"].as_array().unwrap().iter().map(|result| result["title"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn a_parent_finds_the_nearest_suitable_short_break(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let page = site.visitor().searches(&[("q", "respite for my 9 year old"), ("postcode", "pr28hw")]).await;
        assert_eq!(page.status, 200);
        assert!(page.says("We read this as: age 9"), "{}", page.text());
        let answer = site.visitor().queries(&[("q", "respite for my 9 year old"), ("postcode", "pr28hw"), ("per_page", "100")]).await;
        let results = answer["results"].as_array().unwrap();
        assert!(results.len() >= 5);
        for result in results {
            let ages = &result["ages"];
            let suits = ages.is_null() || (ages["from"].as_u64() <= Some(9) && ages["to"].as_u64().is_none_or(|to| to >= 9));
            assert!(suits, "{result}");
        }
        let short_breaks = results[..3].iter().all(|result| {
            let categories = result["categories"].as_array().unwrap();
            categories.iter().any(|category| category.as_str().unwrap().contains("short-breaks"))
        });
        assert!(short_breaks, "the word respite finds short breaks: {:?}", page.results());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_said_as_an_age_is_an_age() {
    let site = TestSite::demo().await;
    for (words, age) in [
        ("clubs for my 9 year old", Some("age 9")),
        ("things to do at 6pm", None),
        ("bus 12 to town", None),
        ("24 hour helpline", None),
        ("section 19", None),
        ("top 10 days out", None),
        ("PIP for over 16s", Some("age 16")),
    ] {
        let page = site.visitor().searches(&[("q", words)]).await;
        assert_eq!(page.says("We read this as: age"), age.is_some(), "{words}: {}", page.text());
        assert!(age.is_none_or(|age| page.says(age)), "{words}: {}", page.text());
    }
    // Who did not mean an age takes it off by one link.
    let page = site.visitor().searches(&[("q", "clubs for my 9 year old")]).await;
    let any = site.visitor().opens(&page.link("Search for all ages").unwrap()).await;
    assert!(!any.says("We read this as: age"), "{}", any.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn families_words_find_what_they_mean() {
    let site = TestSite::demo().await;
    // What a family types, and a category or kind that one of the first three results must have.
    let questions = [
        ("my son wont go to school", "attendance"),
        ("ebsa", "attendance"),
        ("speech therepy drop in", "speech-and-language-therapy"),
        ("my child isnt talking yet age 2", "speech-and-language-therapy"),
        ("OT assessment sensory", "occupational-therapy"),
        ("physio for cerebral palsy", "physiotherapy"),
        ("wheelchair", "wheelchairs-and-equipment"),
        ("wheelchair football near PR1", "inclusive-sport"),
        ("still wetting the bed 10", "continence"),
        ("sleep help autistic child", "sleep"),
        ("arfid", "feeding-and-diet"),
        ("counselling for teenager anxiety", "mental-health"),
        ("cahms", "mental-health"),
        ("school not helping my dyslexic child", "specialist-teaching"),
        ("dyscalcula", "specialist-teaching"),
        ("DLA help filling in form", "benefits-advice"),
        ("stairlift", "housing-adaptations"),
        ("max card", "days-out-and-discounts"),
        ("direct payments", "personal-budgets"),
        ("overnight respite complex needs", "overnight-short-breaks"),
        ("social worker for disabled child", "childrens-disability-team"),
        ("carers assessment parent", "carers-assessments"),
        ("young carer sister of disabled boy", "siblings-and-young-carers"),
        ("support group dads", "support-groups"),
        ("coffee morning autism mums", "support-groups"),
        ("hearing impaired teacher", "hearing-and-vision-teaching"),
        ("audiology", "audiology"),
        ("bsl classes for family", "language-and-communication-access"),
        ("asd base secondary school", "sen-units"),
        ("pru", "alternative-provision"),
        ("sen transport 16", "post-16-transport"),
        ("travel training bus", "travel-training"),
        ("supported internship", "supported-internships"),
        ("aprenticeship with autism", "apprenticeships"),
        ("what happens when i turn 18", "moving-to-adult-services"),
        ("supported living 19", "supported-living"),
        ("friends group 17 year old lonely", "clubs-and-youth-groups"),
        ("trampolining rebound therapy", "inclusive-sport"),
        ("HAF send places", "holiday-activities"),
        ("childminder who takes disabled children", "childcare"),
        ("ep referral", "educational-psychology"),
        ("thresholds short breaks eligibility", "short-breaks"),
        ("LD CAMHS vs camhs", "mental-health"),
        ("great ormond street", "specialist-hospitals"),
        ("wsparcie dla dziecka z autyzmem", "support-groups"),
    ];
    let mut failed = Vec::new();
    for (question, wanted) in questions {
        let answer = site.visitor().queries(&[("q", question)]).await;
        let first = answer["results"].as_array().unwrap().iter().take(3);
        let found = first
            .clone()
            .any(|result| result["categories"].as_array().unwrap().iter().any(|category| category == wanted));
        if !found {
            failed
                .push(format!("{question}: {:?}", first.map(|result| result["title"].to_string()).collect::<Vec<_>>()));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deaf_finds_neither_nothing_nor_everything() {
    let site = TestSite::demo().await;
    let total = site.visitor().queries(&[("q", "deaf")]).await["total"].as_u64().unwrap();
    let all = site.visitor().queries(&[]).await["total"].as_u64().unwrap();
    assert!(total >= 5 && total * 5 < all, "{total} of {all}");
    assert!(titles(&site, "deaf").await[0].contains("Deaf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_is_put_right_and_the_exact_search_stays_possible() {
    let site = TestSite::demo().await;
    let page = site.visitor().searches(&[("q", "cahms")]).await;
    assert!(page.says("Showing results for CAMHS"), "{}", page.text());
    let exact = page.link("Search for “cahms” instead").unwrap();
    let page = site.visitor().opens(&exact).await;
    assert!(page.says("0 results") && !page.says("Showing results for"), "{}", page.text());
    assert_eq!(page.field("What are you looking for?").as_deref(), Some("cahms"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_counts_what_it_would_leave() {
    let site = TestSite::demo().await;
    let everything = site.visitor().queries(&[("q", "club"), ("need", "autism")]).await;
    let mut tried = 0;
    for (name, values) in everything["facets"].as_object().unwrap() {
        for value in values.as_array().unwrap().iter().take(4) {
            let id = value["value"].as_str().unwrap();
            // Another value of the chosen filter is an alternative to it, so it is tried in its place.
            let asked = if name == "need" {
                vec![("q", "club"), ("need", id)]
            } else {
                vec![("q", "club"), ("need", "autism"), (name.as_str(), id)]
            };
            let narrowed = site.visitor().queries(&asked).await;
            assert_eq!(narrowed["total"], value["count"], "{name}={id}");
            tried += 1;
        }
    }
    assert!(tried > 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_a_filter_widen_and_filters_narrow() {
    let site = TestSite::demo().await;
    let total = async |fields: &[(&str, &str)]| site.visitor().queries(fields).await["total"].as_u64().unwrap();
    let monday = total(&[("day", "monday")]).await;
    let tuesday = total(&[("day", "tuesday")]).await;
    let either = total(&[("day", "monday"), ("day", "tuesday")]).await;
    assert!(either >= monday.max(tuesday) && either <= monday + tuesday);
    assert!(total(&[("day", "monday"), ("free", "yes")]).await < monday);
    assert_eq!(total(&[("need", "ASD")]).await, total(&[("need", "autism")]).await, "codes are understood");
}

#[tokio::test(flavor = "multi_thread")]
async fn distance_is_to_the_nearest_place_and_narrows() {
    let site = TestSite::demo().await;
    let answer = site
        .visitor()
        .queries(&[("postcode", "Burnley"), ("within", "5"), ("sort", "distance"), ("per_page", "100")])
        .await;
    let miles: Vec<f64> =
        answer["results"].as_array().unwrap().iter().map(|result| result["distance_miles"].as_f64().unwrap()).collect();
    assert!(miles.len() > 5 && miles.iter().all(|miles| *miles <= 5.0) && miles.is_sorted(), "{miles:?}");
    assert!(answer["without_place"].as_u64().unwrap() > 0);
    let page = site.visitor().searches(&[("postcode", "Burnley"), ("within", "5")]).await;
    assert!(page.says("online, by telephone or at home") && page.says("the nearest of"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_age_finds_what_overlaps_it_and_what_does_not_say() {
    let site = TestSite::demo().await;
    let answer = site.visitor().queries(&[("age", "17"), ("per_page", "100")]).await;
    let results = answer["results"].as_array().unwrap();
    assert!(
        results.iter().any(|result| result["ages"].is_null()) && results.iter().any(|result| !result["ages"].is_null())
    );
    for result in results.iter().filter(|result| !result["ages"].is_null()) {
        let (from, to) = (result["ages"]["from"].as_u64().unwrap(), result["ages"]["to"].as_u64());
        assert!(from <= 17 && to.is_none_or(|to| to >= 17), "{result}");
    }
    let page = site.visitor().searches(&[("age", "17"), ("sort", "name")]).await;
    assert!(
        page.says("Ages: not told to us")
            || site.visitor().opens("/find?age=17&page=2").await.says("Ages: not told to us")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_filters_are_shown_and_can_be_removed_one_by_one() {
    let site = TestSite::demo().await;
    let page = site
        .visitor()
        .searches(&[("q", "swimming"), ("need", "autism"), ("age", "8"), ("within", "10"), ("postcode", "Preston")])
        .await;
    let without_need = page.link("Remove the filter Autism").unwrap();
    assert!(
        !without_need.contains("need=") && without_need.contains("age=8") && without_need.contains("within=10"),
        "{without_need}"
    );
    let without_age = page.link("Remove the filter Age 8").unwrap();
    assert!(!without_age.contains("age=8") && without_age.contains("need=autism"));
    assert!(page.link("Clear all filters").unwrap().ends_with("/find?q=swimming&postcode=Preston"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_results_is_reached_once() {
    let site = TestSite::demo().await;
    let mut seen = std::collections::HashSet::new();
    let mut address = Some("/find?need=autism".to_owned());
    let mut pages = 0;
    while let Some(here) = address {
        let page = site.visitor().opens(&here).await;
        for link in
            page.links().into_iter().filter(|link| link.starts_with("/services/") || link.starts_with("/settings/"))
        {
            assert!(seen.insert(link.clone()), "{link} twice");
        }
        pages += 1;
        address = page.link("Next page");
    }
    let total = site.visitor().queries(&[("need", "autism")]).await["total"].as_u64().unwrap();
    assert_eq!(seen.len() as u64, total);
    assert!(pages > 3);
    assert_eq!(site.visitor().opens("/find?need=autism&page=999999").await.status, 200, "beyond the last is the last");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_found_is_not_the_end() {
    let site = TestSite::demo().await;
    let page = site
        .visitor()
        .searches(&[
            ("q", "trampolining"),
            ("age", "1"),
            ("day", "sunday"),
            ("need", "multi-sensory-impairment"),
            ("free", "yes"),
        ])
        .await;
    assert!(page.says("We found nothing for this"), "{}", page.text());
    let wider = page.link("Search without").or_else(|| page.link("Search for any age")).unwrap();
    assert!(!site.visitor().opens(&wider).await.results().is_empty());
    assert!(
        page.link("Search the Northfell SEND Local Offer")
            .unwrap()
            .starts_with("http://northfell.localhost:3000/find?")
    );
    assert!(page.says("Westmere SENDIASS") && page.says("01632 960102"));
    let answer = site.visitor().queries(&[("q", "qqqzzzxx"), ("need", "autism")]).await;
    let suggestion = &answer["suggestions"][0];
    assert!(suggestion["total"].as_u64().unwrap() > 0 && suggestion["url"].as_str().unwrap().starts_with("/find"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crisis_comes_before_any_result() {
    let site = TestSite::demo().await;
    for (typed, panel, number) in [
        ("my daughter is self harming", "crisis", "999"),
        ("sucidal teenager", "crisis", "116 123"),
        ("my dad hits me", "safeguarding", "0800 1111"),
    ] {
        assert_eq!(site.visitor().queries(&[("q", typed)]).await["panel"], panel, "{typed}");
        let page = site.visitor().searches(&[("q", typed)]).await;
        let text = page.text();
        assert!(text.find(number).unwrap() < text.find("results").unwrap(), "{typed}");
    }
    for typed in ["swimming", "behaviour", "hitting the gym", "cutting and sewing club"] {
        assert!(site.visitor().queries(&[("q", typed)]).await["panel"].is_null(), "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_page_answers_in_the_order_families_ask() {
    let site = TestSite::demo().await;
    let page = site.visitor().opens("/services/speech-and-language-therapy").await;
    let text = page.text();
    let order = [
        "Last checked",
        "What happens there",
        "Who it is for",
        "How to get in",
        "How decisions are made",
        "Cost",
        "Where and when",
        "Access",
        "What to expect",
        "Contact",
        "If something goes wrong",
    ];
    let mut from = 0;
    for heading in order {
        from += text[from..].find(heading).unwrap_or_else(|| panic!("{heading} comes after the one before it"));
    }
    assert!(page.body.contains("application/ld+json") && page.body.contains("\"@type\":\"Service\""));
    assert!(page.link("Directions to").unwrap().starts_with("https://www.openstreetmap.org/directions?to="));
    assert_eq!(page.title(), "Speech and language therapy – Westmere Local Offer");
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_are_said_aloud() {
    let site = TestSite::demo().await;
    let answer = site.visitor().queries(&[("per_page", "100")]).await;
    let untold = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|result| result["last_checked"].is_null() && result["kind"] == "service")
        .unwrap();
    let page = site.visitor().opens(untold["url"].as_str().unwrap()).await;
    assert!(
        page.says("Not told to us – ask them") && page.says("We have not been told when this was last checked"),
        "{}",
        page.text()
    );
}

on_both_databases! {
    async fn a_suspended_listing_is_gone_everywhere_at_once(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let slug = local_offer_domain::values::Slug::parse("speech-and-language-therapy").unwrap();
        let id = {
            let mut tx = site.database.storage.read().await.unwrap();
            let all = tx.list_listings().await.unwrap();
            all.into_iter().find(|listing| listing.slug == slug && listing.area.as_str() == "westmere").unwrap().id
        };
        let now = local_offer_test_support::now();
        let mut tx = site.database.storage.begin().await.unwrap();
        tx.set_state(id, ListingState::Suspended, Some("We expect to know more in May."), None, now).await.unwrap();
        let event = AuditEvent { at: now, actor: "test".into(), action: "suspend", subject: id.to_string(), area: None, detail: String::new() };
        tx.record_audit(event);
        tx.commit().await.unwrap();
        site.catches_up().await;
        let page = site.visitor().opens("/services/speech-and-language-therapy").await;
        assert_eq!((page.status.as_u16(), page.heading().as_str()), (410, "Not shown at the moment"));
        assert!(page.says("We expect to know more in May."));
        assert!(!titles(&site, "speech and language therapy").await.contains(&"Speech and language therapy".to_owned()));
        assert!(!site.visitor().opens("/sitemap.xml").await.body.contains("/services/speech-and-language-therapy<"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_listing_has_a_page_and_no_link_is_broken() {
    let site = TestSite::demo().await;
    for host in ["westmere.localhost:3000", "northfell.localhost:3000"] {
        let visitor = site.visitor_of(host);
        let sitemap = visitor.opens("/sitemap.xml").await.body;
        let paths: Vec<&str> = sitemap.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
        assert!(paths.len() > 150);
        let mut links = std::collections::BTreeSet::new();
        for path in paths {
            let path = path.split_once(":3000").unwrap().1;
            let page = visitor.opens(path).await;
            assert_eq!(page.status, 200, "{path}");
            links.extend(page.links().into_iter().filter(|link| link.starts_with('/')));
        }
        for link in links {
            // "Is this yours?" leads whoever is not signed in to the sign-in page, and back.
            let expected = if link.starts_with("/provide/claim/") { 303 } else { 200 };
            assert_eq!(visitor.opens(&link).await.status, expected, "{link}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_name_chooses_the_area() {
    let site = TestSite::demo().await;
    assert!(site.visitor_of("northfell.localhost:3000").opens("/").await.says("Northfell SEND Local Offer"));
    assert!(site.visitor_of("unknown.example.org").opens("/").await.says("Westmere Local Offer"));
    assert!(site.visitor_of("[::1]:3000").opens("/").await.says("Westmere Local Offer"));
    assert!(site.visitor_of("").opens("/").await.says("Westmere Local Offer"));
    let westmere = site.visitor_of("northfell.localhost").opens("/services/speech-and-language-therapy").await;
    assert!(westmere.status == 404 || !westmere.says("Westmere Community Health"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_explained_keeps_what_was_typed_and_is_never_our_fault() {
    let site = TestSite::demo().await;
    let page = site
        .visitor()
        .searches(&[("q", "swimming"), ("age", "nine"), ("postcode", "Atlantis"), ("within", "far")])
        .await;
    assert_eq!(page.status, 200);
    assert!(page.title().starts_with("Error: "));
    for told in [
        "There is a problem",
        "Age must be a number of years, like 9",
        "We do not know the place “Atlantis”",
        "Distance must be a number of miles",
    ] {
        assert!(page.says(told), "{told} in {}", page.text());
    }
    assert_eq!((page.field("Age"), page.field("Postcode or town")), (Some("nine".into()), Some("Atlantis".into())));
    let api = site.visitor().opens("/api/search?age=nine&need=unknown").await;
    assert_eq!(api.status, 400);
    assert!(api.body.contains("\"parameter\":\"age\"") && api.body.contains("\"parameter\":\"need\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_is_only_text() {
    let site = TestSite::demo().await;
    let long = "a".repeat(20_000);
    let words = "autism ".repeat(2_000);
    for hostile in [
        "<script>alert(1)</script>",
        "'; DROP TABLE listings;--",
        "\" onmouseover=\"x",
        "%00",
        "\u{0}\u{7}",
        "\u{202e}evil",
        "💥👩‍👩‍👧",
        "../../etc/passwd",
        "{{7*7}}",
        "((((((((",
        "a*b?c~",
        "AND OR NOT",
        "\\",
        "-1",
        "1e999",
        "NaN",
        "inf",
        long.as_str(),
        words.as_str(),
        "０１２３",
        "ß",
        "İstanbul",
        "\u{301}\u{301}",
    ] {
        for field in [
            "q", "postcode", "age", "within", "page", "per_page", "sort", "need", "day", "free", "setting", "exact",
            "kind", "nonsense",
        ] {
            for path in ["/find", "/settings", "/api/search"] {
                let query = url::form_urlencoded::Serializer::new(String::new()).append_pair(field, hostile).finish();
                let page = site.visitor().opens(&format!("{path}?{query}")).await;
                assert!(page.status.as_u16() < 500, "{path} {field}={hostile}");
                let is_json = page.headers["content-type"] == "application/json";
                assert!(
                    is_json == path.starts_with("/api") && (is_json || !page.body.contains("<script>alert")),
                    "{path} {field}"
                );
            }
        }
        let escaped: String = url::form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        for folder in ["services", "organisations", "settings", "topics", "assets"] {
            if escaped.len() < 10_000 {
                let page = site.visitor().opens(&format!("/{folder}/{escaped}")).await;
                assert_eq!(page.status, 404, "/{folder}/{hostile}");
            }
        }
    }
    for raw in [
        "/find?q=%FF%FE",
        "/find?%",
        "/find?&&&=&",
        "/find?q",
        "/services/%FF",
        "/services/a%2Fb",
        "//find",
        "/find?q=a&q=b",
    ] {
        assert!(site.visitor().opens(raw).await.status.as_u16() < 500, "{raw}");
    }
}

#[test]
fn no_question_whatever_breaks_the_search() {
    use proptest::prelude::*;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let site = runtime.block_on(TestSite::demo());
    // Whatever a keyboard can send, and words of the directory in any order with any nonsense between them.
    let words = prop::sample::select(vec![
        "autism", "age", "9", "year", "near", "PR1", "Burnley", "saturday", "ehcp", "under", "to", "post", "16", "not",
        "short", "breaks", "-", "'", "é",
    ]);
    let question = prop_oneof![any::<String>(), prop::collection::vec(words, 0..12).prop_map(|words| words.join(" "))];
    proptest!(ProptestConfig::with_cases(300), |(question in question, place in any::<String>(), page in any::<u64>())| {
        let page = page.to_string();
        let fields = [("q", question.as_str()), ("postcode", place.as_str()), ("page", page.as_str())];
        let status = runtime.block_on(async { site.visitor().searches(&fields).await.status });
        prop_assert_eq!(status.as_u16(), 200);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beginning_of_a_word_is_enough() {
    let site = TestSite::demo().await;
    for (typed, wanted) in [("trampol", "trampolin"), ("physioth", "physiotherapy"), ("wheelch", "wheelchair")] {
        let first = &titles(&site, typed).await[0].to_lowercase();
        assert!(first.contains(wanted), "{typed}: {first}");
        assert!(site.visitor().queries(&[("q", typed)]).await["understood"]["corrected_from"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everyday_words_beside_a_name_do_not_bury_it() {
    let site = TestSite::demo().await;
    for (question, wanted) in [
        ("camhs number", "CAMHS"),
        ("camhs how to refer", "CAMHS"),
        ("CAMHS waiting time", "CAMHS"),
        ("physio appointment", "physiotherapy"),
        ("SALT referral", "Speech and language therapy"),
        ("portage waiting list", "Portage"),
        ("sign language course", "sign language"),
        ("speach therapy", "Speech and language therapy"),
        ("lego club", "Brick Builders"),
        ("boccia club", "Boccia"),
    ] {
        let first = &titles(&site, question).await[0];
        assert!(first.contains(wanted), "{question}: {first}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let mut site = TestSite::demo().await;
    let first = site.visitor().opens("/find?q=swimming").await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = site.visitor().opens_again("/find?q=swimming", &tag).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    site.imports(async |import| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.json");
        std::fs::write(&path, "{\"id\":\"1\",\"name\":\"Heron swimming\",\"status\":\"active\"}").unwrap();
        import.oruk(&path).await.unwrap()
    })
    .await;
    let changed = site.visitor().opens_again("/find?q=swimming", &tag).await;
    assert!(changed.status == 200 && changed.says("Heron swimming"));
}

#[tokio::test(flavor = "multi_thread")]
async fn before_anything_is_imported_neighbours_are_known() {
    let site = TestSite::demo().await;
    let page = site.visitor().searches(&[("postcode", "FY1 1AD")]).await;
    assert!(page.says("is in Blackpool, not in Westmere"), "{}", page.text());
    assert!(site.visitor().searches(&[("postcode", "leylnd")]).await.says("Did you mean Leyland?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_offer_a_way_on() {
    let site = TestSite::demo().await;
    let page = site.visitor().opens("/services/never-was").await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (404, "Page not found"));
    assert!(
        page.field("What are you looking for?").is_none()
            && page.says("What are you looking for?")
            && page.says("All topics")
            && page.says("01632 960100")
    );
    let api = site.visitor().opens("/api/nothing").await;
    assert!(api.status == 404 && api.headers["content-type"] == "application/json");
    assert_eq!(site.visitor().asks("POST", "/find").await.status, 405);
    assert_eq!(site.visitor().asks("DELETE", "/services/speech-and-language-therapy").await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_calls_anybody_else_or_sets_a_cookie() {
    let site = TestSite::demo().await;
    for path in [
        "/",
        "/find?q=autism",
        "/services/speech-and-language-therapy",
        "/settings",
        "/topics",
        "/topics/health",
        "/privacy",
        "/accessibility-statement",
        "/services/none",
    ] {
        let page = site.visitor().opens(path).await;
        assert!(page.headers.get("set-cookie").is_none());
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"), "{policy}");
        for part in ["src=\"http", "href=\"//", "src=\"//", "stylesheet\" href=\"http"] {
            assert!(!page.body.contains(part), "{part} on {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn maps_are_there_only_when_tiles_are_configured() {
    let site = TestSite::demo().await;
    assert!(!site.visitor().opens("/services/speech-and-language-therapy").await.body.contains("data-map"));
    let database = TestDatabase::sqlite().await;
    local_offer_operations::seed_demo(&database.storage, local_offer_test_support::now(), |_| {}).await.unwrap();
    let tiles =
        MapTiles { address: "https://tiles.example.org/{z}/{x}/{y}.png".into(), attribution: "© Mapmakers".into() };
    let site = TestSite::of(database, Some(tiles)).await;
    let page = site.visitor().opens("/services/speech-and-language-therapy").await;
    assert!(page.body.contains("data-map-tiles=\"https://tiles.example.org/{z}/{x}/{y}.png\""));
    assert!(
        page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("img-src 'self' data: https://tiles.example.org;")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_light() {
    let site = TestSite::demo().await;
    let home = site.visitor().opens("/").await;
    assert!(home.body.len() < 20_000, "{}", home.body.len());
    for (path, kind) in
        [("rel=\"stylesheet\" href=\"/assets/", "text/css"), ("type=\"module\" src=\"/assets/", "text/javascript")]
    {
        let start = home.body.find(path).unwrap() + path.len() - "/assets/".len();
        let address = &home.body[start..start + home.body[start..].find('"').unwrap()];
        let asset = site.visitor().opens(address).await;
        assert_eq!(asset.status, 200);
        assert!(asset.headers["content-type"].to_str().unwrap().starts_with(kind));
        assert!(asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(!asset.body.contains("GDS Transport") && !asset.body.contains("crest"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_answers_in_the_shape_it_promises() {
    let site = TestSite::demo().await;
    let answer = site.visitor().queries(&[("q", "autsim club saturday age 8 near burnley")]).await;
    for key in ["total", "page", "per_page", "understood", "panel", "facets", "results", "suggestions"] {
        assert!(answer.get(key).is_some(), "{key}");
    }
    let understood = &answer["understood"];
    assert_eq!((understood["age"]["from"].as_u64(), understood["age"]["to"].as_u64()), (Some(8), Some(8)));
    assert_eq!(
        (understood["place"]["label"].as_str(), understood["day"][0].as_str()),
        (Some("Burnley"), Some("saturday"))
    );
    assert_eq!(
        (understood["needs"][0].as_str(), understood["corrected_from"].as_str()),
        (Some("autism"), Some("autsim club saturday age 8 near burnley"))
    );
    for key in [
        "kind",
        "id",
        "title",
        "summary",
        "url",
        "categories",
        "needs",
        "ages",
        "distance_miles",
        "organisation",
        "last_checked",
    ] {
        assert!(answer["results"][0].get(key).is_some(), "{key}");
    }
    for name in ["need", "theme", "category", "level", "access", "day", "free", "setting"] {
        assert!(answer["facets"][name].is_array(), "{name}");
    }
    let document = site.visitor().opens("/openapi.json").await;
    assert!(document.body.contains("/api/search"));
    for path in ["/healthz", "/readyz", "/metrics", "/robots.txt"] {
        assert_eq!(site.visitor().opens(path).await.status, 200, "{path}");
    }
}
