//! What parents and young people stumbled over, held by what they see now.

use local_offer_test_support::TestSite;

#[tokio::test(flavor = "multi_thread")]
async fn a_postcode_is_read_as_people_type_it_and_one_far_away_is_not_called_a_mistake() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    for typed in ["PRI 8XJ", "PR1 8XJ, UK", "pr1 8xj United Kingdom"] {
        let page = visitor.searches(&[("q", "short breaks"), ("postcode", typed)]).await;
        assert!(page.says("miles") && !page.says("We do not know"), "{typed}: {}", page.text());
    }
    for (typed, told) in [
        ("EH1 1YZ", "Different SEND law applies in Scotland"),
        ("CF10 1EP", "CF10 1EP is in Wales"),
        ("BT1", "BT1 is in Northern Ireland"),
        ("SW1A 1AA", "If SW1A 1AA is right, it is not near Westmere"),
        ("prestn", "Did you mean Preston?"),
    ] {
        let page = visitor.searches(&[("q", "short breaks"), ("postcode", typed)]).await;
        assert!(page.says(told), "{typed}: {}", page.text());
        assert!(!page.results().is_empty(), "what was looked for is shown all the same");
        let away = page.link("Find your council on GOV.UK");
        assert_eq!(away.is_some(), typed != "prestn", "{typed}: somewhere to go on");
    }
    // A full postcode is never answered with "enter a full postcode".
    let page = visitor.searches(&[("q", "short breaks"), ("postcode", "BB1 1AA")]).await;
    assert!(page.says("Only part of BB1 is in") && !page.says("Enter a full postcode"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_says_what_makes_sense_of_what_it_is() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let page = visitor.searches(&[("q", "wheelchair football")]).await;
    assert!(!page.says("From Free"), "{}", page.text());
    // Pages, events and organisations have no ages to tell.
    let page = visitor.searches(&[("q", "club"), ("age", "9"), ("kind", "guide")]).await;
    assert!(!page.says("Ages: not told to us"), "{}", page.text());
    let page = visitor.opens("/topics/things-to-do").await;
    assert!(!page.says("places to get help"), "{}", page.text());
    // One thing has one name, wherever a parent meets it.
    for path in ["/settings/oakenshade-school", "/settings/compare?with=oakenshade-school"] {
        let page = visitor.opens(path).await;
        assert!(page.says("SEN co-ordinator (SENCO)") && !page.says("SENDCo"), "{path}: {}", page.text());
    }
    let home = visitor.opens("/").await.text();
    assert_eq!(home.matches("Ask a person").count(), 1, "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_was_left_empty_is_asked_for() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let left_empty = visitor.opens("/ehc-timeline?place=asked&date=").await;
    assert!(left_empty.status == 422 && left_empty.says("Enter the day"), "{}", left_empty.text());
    assert!(!visitor.opens("/ehc-timeline?place=asked").await.says("There is a problem"), "a link is no mistake");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_named_yet_is_answered_for_by_somebody() {
    let site = TestSite::demo().await;
    let northfell = site.visitor_of("northfell.localhost:3000");
    let page = northfell.opens("/guides/short-breaks").await;
    assert!(page.says("For the rest, contact Northfell"), "{}", page.text());
    assert!(!page.says("not told to us yet: name, phone"), "{}", page.text());
    // In a table of ways out, the first link of a row is the way out.
    let page = northfell.opens("/guides/if-you-disagree").await;
    let row = page.body.split("No to an EHC assessment").nth(1).expect("the row");
    let link = row.split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(link, Some("/guides/mediation"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_from_an_event_leads_to_events() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let events = visitor.opens("/events").await;
    let event = events.links().into_iter().find(|link| link.starts_with("/guides/")).expect("an event");
    assert!(visitor.opens(&event).await.body.contains("href=\"/events\">Events</a></li>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_in_another_language_speaks_it() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    // There is none of this page: the sentence that says so can be read by whoever asked.
    let page = visitor.opens("/guides/short-breaks?as=in-ur").await;
    assert!(page.body.contains("lang=\"ur\" dir=\"rtl\">یہ صفحہ ابھی اردو میں نہیں ہے۔"), "{}", page.text());
    let guides = visitor.opens("/guides").await;
    let mut found = false;
    for path in guides.links().into_iter().filter(|link| link.starts_with("/guides/")) {
        let page = visitor.opens(&format!("{path}?as=in-pl")).await;
        if page.body.contains("<title lang=\"pl\">") {
            found = true;
            break;
        }
    }
    assert!(found, "the demo has a page in Polish, and its title says that it is");
}
