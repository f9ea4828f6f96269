//! The law as data: what a family is told about dates, what a council is told about gaps.

use local_offer_domain::law::coverage::{CoverageForce, items};
use local_offer_domain::law::ehc::{Confidence, RuleBook};
use local_offer_test_support::{Page, TestSite, on_both_databases, passes};
use serde_json::Value;
use std::collections::BTreeMap;

fn json(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.body))
}

#[tokio::test(flavor = "multi_thread")]
async fn another_system_gets_every_worked_case_as_the_regulations_say() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let mut count = 0;
    for line in include_str!("../../../law/ehc_cases.tsv").lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [case, rule, facts, expected, why] = cells[..] else { continue };
        let page = visitor.opens(&format!("/api/ehc-timeline?rule={rule}&{}", facts.replace(' ', "&"))).await;
        let answer = json(&page);
        assert_eq!(answer["rule"], rule, "{case}: {answer}");
        for (name, value) in expected.split(' ').filter_map(|part| part.split_once('=')) {
            if name == "exceptions" {
                let mut told: Vec<&str> = answer["exceptions"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|id| id.as_str()?.strip_prefix("EXC-"))
                    .collect();
                let mut wanted: Vec<&str> = value.split(',').collect();
                told.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(told, wanted, "{case} {rule}: {why}");
            } else {
                assert_eq!(answer[name], value, "{case} {rule} {facts}: {why}");
            }
        }
        assert!(answer["source"].as_str().is_some_and(|source| !source.is_empty()));
        count += 1;
    }
    assert!(count > 600, "{count} cases");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_says_what_it_does_not_understand() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    for (query, status, field) in [
        ("rule=no-such-rule", 404, "rule"),
        ("rule=final&trigger=tomorrow", 400, "trigger"),
        ("rule=final&trigger=2026-02-30", 400, "trigger"),
        ("rule=final&trigger=2026-09-03&absent_from=2026-10-01", 400, "absent_to"),
        ("rule=final&trigger=2026-09-03&closed_from=2026-07-20", 400, "closed_from"),
        ("rule=age25-end&born=2001-01-01&placement=moon", 400, "placement"),
    ] {
        let page = visitor.opens(&format!("/api/ehc-timeline?{query}")).await;
        assert_eq!(page.status, status, "{query}: {}", page.body);
        assert_eq!(json(&page)["errors"][0]["parameter"], field, "{query}");
    }
    assert_eq!(visitor.opens("/api/ehc-timeline?rule=final").await.status, 400, "a question without a date");
    let far = json(&visitor.opens("/api/ehc-timeline?rule=med-cert-no&trigger=2035-01-03").await);
    assert_eq!((&far["status"], far.get("last_date")), (&Value::from("refused"), None), "{far}");
    for hostile in ["9999-12-31", "-9999-01-01", "0000-00-00", "2026-09-03%00", "%27%3B--"] {
        for rule in RuleBook::built_in().rules() {
            let page = visitor.opens(&format!("/api/ehc-timeline?rule={}&trigger={hostile}", rule.id)).await;
            assert!(page.status.as_u16() < 500, "{} {hostile}: {}", rule.id, page.status);
        }
    }
    let all = json(&visitor.opens("/api/ehc-timeline").await);
    assert_eq!(all["rules"].as_array().unwrap().len(), RuleBook::built_in().rules().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_sees_who_must_do_what_by_when_and_what_to_do_if_not() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let page = visitor.opens("/ehc-timeline?place=asked&date=3+September+2026").await;
    assert_eq!(page.status, 200);
    // Story 7 of the users: 3 September 2026.
    for text in [
        "Thursday 15 October 2026",
        "Thursday 24 December 2026",
        "Thursday 21 January 2027",
        "If it does not happen",
        "Law: must",
        "For planning",
    ] {
        assert!(page.says(text), "{text}: {}", page.text());
    }
    assert!(page.says("SEND Regulations 2014") || page.says("SEND Regs 2014"), "each step has its source");
    assert_eq!(page.headers["cache-control"], "no-store", "a date may be about a child");
    assert!(page.headers.get("set-cookie").is_none(), "nothing is kept");
    let calendar = visitor.opens("/ehc-timeline/calendar.ics?place=asked&date=3+September+2026").await;
    assert!(calendar.headers["content-type"].to_str().unwrap().starts_with("text/calendar"));
    assert!(
        calendar.body.contains("DTSTART;VALUE=DATE:20261015") && calendar.body.contains("DTSTART;VALUE=DATE:20270121")
    );
    let unclear = visitor.opens("/ehc-timeline?place=asked&date=someday").await;
    assert_eq!(unclear.status, 422);
    assert!(unclear.says("Enter a real day") && unclear.body.contains("value=\"someday\""), "what was typed stays");
    for (query, wrong) in [
        ("place=asked&date=3/9/1926", "began on 1 September 2014"),
        ("place=asked&date=3/9/2046", "ten years ahead"),
        ("place=asked&date=31/2/2026", "Enter a real day"),
        ("place=decision&date=3/9/2026&certificate=3/9/2025", "the certificate comes after the letter"),
    ] {
        let again = visitor.opens(&format!("/ehc-timeline?{query}")).await;
        assert!(again.status == 422 && again.says(wrong), "{query}: {}", again.text());
    }
    // As our own pages write days.
    assert!(
        visitor
            .opens("/ehc-timeline?place=asked&date=Thursday+3+September+2026")
            .await
            .says("Thursday 15 October 2026")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_speaks_to_families_and_says_in_which_case_a_date_counts() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    for journey in RuleBook::built_in().journeys() {
        let query = format!("place={}&date=3/9/2026&placement=fe-college&last_review=3/3/2026", journey.id);
        let query = if journey.id == "turning-25" { query.replace("3/9/2026", "3/9/2005") } else { query };
        let page = visitor.opens(&format!("/ehc-timeline?{query}")).await;
        assert_eq!(page.status, 200, "{}: {}", journey.id, page.text());
        for note in [
            "from memory",
            "Never show",
            "never promise",
            "EXC-",
            "order-*",
            "unopp-",
            "secondary sources",
            "This is for an",
        ] {
            assert!(!page.says(note), "{}: {note}", journey.id);
        }
        for step in &journey.steps {
            assert!(step.case.as_ref().is_none_or(|case| page.says(case)), "{}: {:?}", journey.id, step.case);
        }
    }
    let asked = visitor.opens("/ehc-timeline?place=asked&date=3/9/2026").await;
    assert!(asked.says("If the council decides against a plan, it must tell you by then"), "{}", asked.text());
    let all = visitor.opens("/ehc-timeline?place=decision&date=3/9/2026").await;
    let only = visitor.opens("/ehc-timeline?place=decision&date=3/9/2026&section_i_only=yes").await;
    let duty = "contact the mediation adviser before you appeal";
    assert!(all.says(duty) && !only.says(duty), "no certificate is needed (section 55(2)): {}", only.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_takes_the_date_away_and_puts_none_in_its_place() {
    let site = TestSite::demo().await;
    let away = "place=asked&date=3/9/2026&absent_from=10/9/2026&absent_to=10/10/2026";
    let page = site.visitor().opens(&format!("/ehc-timeline?{away}")).await;
    assert!(page.says("No fixed date: an exception may apply"), "{}", page.text());
    assert!(!page.says("Thursday 15 October 2026") && page.says("the law gives no other date"));
    let before = site.visitor().opens("/ehc-timeline?place=review&date=7/3/2022").await;
    let after = site.visitor().opens("/ehc-timeline?place=review&date=8/3/2022").await;
    assert!(before.says("not law yet on that day") && !after.says("not law yet on that day"), "{}", before.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_read_in_the_law_is_never_shown_as_law() {
    let site = TestSite::demo().await;
    for rule in RuleBook::built_in().rules().iter().filter(|rule| rule.sure == Confidence::Low) {
        assert!(!rule.is_law(), "{}", rule.id);
        let answer =
            json(&site.visitor().opens(&format!("/api/ehc-timeline?rule={}&trigger=2026-09-03", rule.id)).await);
        assert_eq!(answer["show_as_law"], false, "{}", rule.id);
    }
    let page = site.visitor().opens("/ehc-timeline?place=draft&date=3/9/2026").await;
    assert!(page.says("Not checked"), "the reply of a school is from memory: {}", page.text());
    let staff = site.signed_in("Robin Hale").await.opens("/manage/coverage/unsure").await;
    assert!(staff.says("school-reply") && staff.says("From memory"));
}

#[test]
fn every_step_of_a_journey_is_a_rule_and_leads_to_a_page_that_is_there() {
    let book = RuleBook::built_in();
    let pages: Vec<&str> =
        local_offer_operations::guides::starter_pages().iter().map(|page| page.slug.as_str()).collect();
    for journey in book.journeys() {
        for step in &journey.steps {
            assert!(book.rule(&step.rule).is_some(), "{}: {}", journey.id, step.rule);
            assert!(pages.contains(&step.guide.as_str()), "{}: {}", journey.id, step.guide);
            assert!(step.from.is_some() || step.when.is_some(), "{}: {}", journey.id, step.rule);
        }
    }
    for rule in book.rules() {
        for exception in &rule.exceptions {
            assert!(book.exception(exception).is_some(), "{}: {exception}", rule.id);
        }
    }
}

/// The states of the items of Westmere, by the spreadsheet that anybody can have.
async fn states(site: &TestSite) -> BTreeMap<String, String> {
    let csv = site.visitor().opens("/about/what-the-law-asks.csv").await;
    let mut reader = csv::Reader::from_reader(csv.body.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[2].to_owned())).collect()
}

on_both_databases! {
    async fn taking_a_page_away_is_seen_in_what_the_law_asks(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let before = states(&site).await;
        assert_eq!(before.len(), items().len());
        assert_eq!(before["S2-22"], "met", "mediation");
        assert_eq!(before["TR-19"], "missing", "nobody has named the document");
        let robin = site.signed_in("Robin Hale").await;
        let list = robin.opens("/manage/guides").await;
        let page = robin.opens(&list.link("Mediation").expect("the page")).await;
        let listing = robin.opens(&page.link("History, and what staff can do").unwrap()).await;
        let form = robin.opens(&listing.link("Withdraw it").unwrap()).await;
        robin.presses(&form, "Withdraw", &[("reason", "Not ours"), ("notice", "Gone")]).await;
        site.catches_up().await;
        assert_eq!(states(&site).await["S2-22"], "missing");
        assert_eq!(site.visitor().opens("/guides/mediation").await.status, 410);
        assert!(site.visitor().opens("/about/what-the-law-asks").await.says("No page answers “mediation”"));
    }
}

#[tokio::test]
async fn a_page_that_nobody_looks_at_grows_stale() {
    let site = TestSite::demo().await;
    assert_eq!(states(&site).await["S2-19a"], "met", "asking for an assessment");
    passes(jiff::Span::new().days(500));
    let later = states(&site).await;
    assert_eq!(later["S2-19a"], "stale");
    assert_eq!(later["R54-1a"], "met", "two years are given for who was asked");
    passes(jiff::Span::new().days(300));
    assert_eq!(states(&site).await["R54-1a"], "stale");
}

on_both_databases! {
    async fn what_only_people_know_is_written_down_and_taken_back(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        assert_eq!(states(&site).await["R57-a"], "needs-judgement");
        let alex = site.signed_in("Alex Tyldesley").await;
        let robin = site.signed_in("Robin Hale").await;
        let page = robin.opens("/manage/coverage/items/R57-a").await;
        let none = [("kind", "none-here"), ("text", "There is none."), ("day", "1/11/2026")];
        assert!(robin.presses(&page, "Write it down", &none).await.says("asked of every area"));
        for (fields, wrong) in [
            (&[("text", ""), ("day", "1/11/2026")][..], "Write something down"),
            (&[("text", "The home page"), ("day", "")], "Enter the day"),
            (&[("text", "The home page"), ("day", "1/1/2027")], "a day that has been"),
            (&[("text", "The home page"), ("day", "soon")], "Enter a day"),
            (&[("text", "The home page"), ("day", "1/11/2026"), ("website", "not a web address")], "web address"),
        ] {
            let again = robin.presses(&page, "Write it down", fields).await;
            assert_eq!(again.status, 422);
            assert!(again.says(wrong), "{wrong}: {}", again.text());
        }
        robin.presses(&page, "Write it down", &[("text", "A link stands on the council's front page."), ("day", "1/11/2026")]).await;
        site.catches_up().await;
        assert_eq!(states(&site).await["R57-a"], "met");
        assert!(site.visitor().opens("/about/what-the-law-asks").await.says("A link stands on the council's front page."));
        let page = alex.opens("/manage/coverage/items/R57-a").await;
        assert!(!page.says("Take this back"), "who may not decide does not undo it");
        let page = robin.opens("/manage/coverage/items/R57-a").await;
        robin.presses(&page, "Take this back", &[]).await;
        site.catches_up().await;
        assert_eq!(states(&site).await["R57-a"], "needs-judgement");
        let page = alex.opens("/manage/coverage/items/S2-01d").await;
        let forged = alex.presses(&page, "Write it down", &[("kind", "evidence"), ("text", "All is well."), ("day", "1/11/2026")]).await;
        assert_eq!(forged.status, 403, "evidence is for who may decide");
        let page = robin.opens("/manage/coverage/items/S2-01d").await;
        robin.presses(&page, "Write it down", &[("kind", "none-here"), ("text", "No such school is in or near the area."), ("day", "1/11/2026")]).await;
        let page = alex.opens("/manage/coverage/items/S2-01d").await;
        alex.presses(&page, "Write it down", &[("kind", "owner"), ("text", "Head of places")]).await;
        site.catches_up().await;
        assert_eq!(states(&site).await["S2-01d"], "met", "that there is none is an answer");
        assert!(alex.opens("/manage/coverage?owner=places").await.says("Head of places"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn must_and_should_stand_apart_and_every_item_has_a_source() {
    let site = TestSite::demo().await;
    let page = site.visitor().opens("/about/what-the-law-asks").await;
    for force in CoverageForce::ALL {
        assert!(page.says(force.words()));
    }
    let ids: std::collections::BTreeSet<&str> = items().iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids.len(), 167);
    assert!(items().iter().all(|item| !item.source.is_empty() && !item.ask.is_empty() && !item.checks.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_sees_where_it_lists_nothing() {
    let site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    let page = robin.opens("/manage/coverage/gaps").await;
    assert!(page.says("No live service for young people of 16 and over with:"), "{}", page.text());
    assert!(
        !page.says("children under 5 with: Autism (Preparing for adulthood)"),
        "nobody prepares a baby for adulthood"
    );
    let northfell = site.signed_in_at("northfell.localhost:3000", "Nat Winmarleigh").await;
    let theirs = northfell.opens("/manage/coverage/gaps").await;
    assert!(theirs.body.matches("No live service for").count() > page.body.matches("No live service for").count());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_day_is_counted_to_that_day_and_says_so() {
    let site = TestSite::demo().await;
    let page = site.visitor().opens("/about/what-the-law-asks?as-at=2026-11-20").await;
    assert!(page.says("at the end of 20 November 2026"), "{}", page.text());
    assert!(!page.says("21 November 2026"), "the figures of one day do not stand under another: {}", page.text());
    // Nobody who asks at once waits for another, and all read the same.
    let visitor = site.visitor();
    let one = async || visitor.opens("/about/what-the-law-asks").await.body;
    let (first, second, third) = tokio::join!(one(), one(), one());
    assert!(first == second && second == third);
}
