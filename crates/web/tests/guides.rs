//! Pages of guidance: what families read, what officers write, and what every area starts with.

use local_offer_catalogue::Vocabulary;
use local_offer_domain::editing::{Hint, hints, reading_age};
use local_offer_domain::guides::{links_in, plain_text, steps};
use local_offer_domain::law::coverage::{Check, CoverageForce, items};
use local_offer_domain::law::phrases::misstatements;
use local_offer_domain::values::Slug;
use local_offer_operations::guides::starter_pages;
use local_offer_test_support::{Browser, Page, TestSite, on_both_databases, passes};

#[test]
fn every_starter_page_is_easy_to_read_explains_its_letters_and_names_its_source() {
    let vocabulary = Vocabulary::built_in();
    let pages = starter_pages();
    assert!(pages.len() >= 70, "{} pages", pages.len());
    let mut wrong = Vec::new();
    for page in pages {
        let content = &page.content;
        let text = format!("{}\n{}", content.summary, plain_text(&content.body));
        let explained = |letters: &str| vocabulary.glossary.expand(letters).is_some();
        wrong.extend(hints(&text, explained).iter().map(|hint: &Hint| format!("{}: {}", page.slug, hint.words())));
        let age = reading_age(&text).unwrap();
        if age > 12.0 {
            wrong.push(format!("{}: reads like {age:.1}", page.slug));
        }
        wrong.extend(misstatements(&text).iter().map(|found| format!("{}: says “{}”", page.slug, found.found)));
        if content.sources.is_empty() || content.owner.is_none() || content.audiences.is_empty() {
            wrong.push(format!("{}: names no source, owner or reader", page.slug));
        }
        if content.summary.chars().count() > 160 || content.summary.is_empty() {
            wrong.push(format!("{}: summary", page.slug));
        }
        for block in content
            .body
            .split("\n\n")
            .filter(|block| block.starts_with("> **Law:**") || block.starts_with("> **Guidance:**"))
        {
            if !block.contains("*Source: ") {
                wrong.push(format!("{}: a mark of law without its source: {block}", page.slug));
            }
        }
    }
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_every_page_leads_somewhere() {
    let site = TestSite::demo().await;
    let (visitor, vocabulary) = (site.visitor(), Vocabulary::built_in());
    let mut links: Vec<String> = starter_pages().iter().flat_map(|page| links_in(&page.content.body)).collect();
    links.extend(
        vocabulary.glossary.words().iter().flat_map(|word| word.see.iter().map(|slug| format!("/guides/{slug}"))),
    );
    for guide in ["ehc-plans", "short-breaks", "mediation"] {
        links.push(format!("/guides/{guide}?as=easy-read"));
    }
    links.retain(|link| link.starts_with('/'));
    links.sort();
    links.dedup();
    for link in &links {
        let page = visitor.opens(link).await;
        assert_eq!(page.status, 200, "{link}");
        if let Some((_, category)) = link.split_once("category=") {
            let known = vocabulary.categories.terms().iter().any(|term| category.split('&').any(|id| id == term.id));
            assert!(known, "{link}: no such category");
        }
    }
    assert!(links.len() > 100, "{} links", links.len());
    let known = visitor.opens("/glossary").await;
    for word in vocabulary.glossary.words() {
        assert!(known.body.contains(&format!("id=\"{}\"", word.id)), "{}", word.id);
    }
}

#[test]
fn every_must_that_a_page_can_answer_is_answered_by_a_starter_page() {
    let topics: Vec<&str> =
        starter_pages().iter().flat_map(|page| page.content.topics.iter().map(String::as_str)).collect();
    let asked = items().iter().filter(|item| item.force == CoverageForce::Must).flat_map(|item| &item.checks);
    for check in asked {
        match check {
            Check::Page { page } => assert!(topics.contains(&page.as_str()), "no starter page answers {page}"),
            Check::Document { document } => {
                let named = starter_pages().iter().any(|page| {
                    page.content.body.contains(document.as_str()) || page.content.topics.contains(document)
                });
                assert!(named, "no starter page has room for the document {document}");
            }
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_reads_a_guide_step_by_step() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let first = visitor.opens("/guides/request-an-assessment").await;
    assert!(first.says("Step 1 of 4") && first.says("Who can ask"));
    let second = visitor.opens(&first.link("How to ask").unwrap()).await;
    assert!(second.says("Step 2 of 4") && second.says("westmere.example.org"), "what is local stands in its place");
    assert!(
        second.says("Law:")
            || visitor.opens("/guides/request-an-assessment/what-the-council-must-do").await.says("Law:")
    );
    assert_eq!(visitor.opens("/guides/request-an-assessment/no-such-step").await.status, 404);
    assert_eq!(visitor.opens("/guides/no-such-page").await.status, 404);
    let html = &first.body;
    assert!(html.contains("govuk-breadcrumbs") && html.contains("/topics/education"));
    assert_eq!(
        first.body.matches("EHC</a> (education, health and care)").count(),
        1,
        "explained once: {}",
        first.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_filled_in_says_so() {
    let site = TestSite::demo().await;
    let northfell = site.visitor_of("northfell.localhost:3000");
    let page = northfell.opens("/guides/mediation").await;
    assert!(page.says("not told to us yet"), "{}", page.text());
    assert!(page.says("has not checked this page yet"));
    assert!(!site.visitor().opens("/guides/mediation").await.says("not told to us yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_chooses_a_form_once_and_it_is_remembered() {
    let site = TestSite::demo().await;
    let browser = site.browser();
    let page = browser.opens("/guides/ehc-plans?as=easy-read").await;
    assert!(page.says("EHC plans: Easy Read") && page.body.contains("<img class=\"lo-picture\" src=\"/assets/"));
    let after = browser.presses(&page, "Always show me “Easy Read” where there is one", &[]).await;
    assert!(after.says("EHC plans: Easy Read"));
    assert_eq!(browser.cookie("lo_reading").as_deref(), Some("easy-read"));
    assert!(
        browser.opens("/guides/mediation").await.says("The page has changed since this version was made"),
        "stale is said"
    );
    assert!(browser.opens("/guides/the-senco").await.says("There is no “Easy Read” version of this page yet"));
    let arabic = browser.opens("/guides/ehc-plans?as=in-ar").await;
    assert!(arabic.body.contains("lang=\"ar\" dir=\"rtl\""));
    let film = browser.opens("/guides/ehc-plans?as=bsl").await;
    assert!(film.says("What is said in it") && !film.body.contains("autoplay"));
    let plain = browser.opens("/guides/ehc-plans").await;
    let back = browser.presses(&plain, "Always show me the page itself", &[]).await;
    assert!(!back.says("Easy Read version") && browser.cookie("lo_reading").is_none());
    for hostile in
        ["https://evil.example.org/", "//evil.example.org", "/guides/../manage", "/guides//evil", "javascript:alert(1)"]
    {
        let answer = browser.sends("/reading", &[("as", "easy-read"), ("to", hostile)]).await;
        let to = answer.headers["location"].to_str().unwrap();
        assert!(to.starts_with("/guides"), "{hostile} leads to {to}");
        assert!(!to.contains("evil") && !to.contains(".."), "{hostile} leads to {to}");
    }
}

/// The overview of a new page with this title.
async fn begins(browser: &Browser, title: &str, form: &str) -> Page {
    let list = browser.opens("/manage/guides").await;
    browser.presses(&list, "Begin", &[("name", title), ("form", form)]).await
}

/// The identity in the address of a listing's page.
fn id_of(page: &Page) -> String {
    let link = page.body.split("/provide/listings/").nth(1).unwrap_or_else(|| panic!("{}", page.text()));
    link.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect()
}

on_both_databases! {
    async fn an_editor_writes_a_page_and_a_moderator_publishes_it(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let (alex, robin) = (site.signed_in("Alex Tyldesley").await, site.signed_in("Robin Hale").await);
        let empty = begins(&alex, "", "page").await;
        assert_eq!(empty.status, 422);
        let page = begins(&alex, "Toy libraries", "page").await;
        let id = id_of(&page);
        let text = alex.opens(&format!("/provide/listings/{id}/edit/page")).await;
        let body = "## What they are\n\nYou can borrow toys. Ask the SENCO.\n\n> **Law:** The council must keep a list.\n> *Source: An Act, section 1*";
        let preview = alex.presses(&text, "Look at it", &[("guide-summary", "Borrow toys."), ("body", body)]).await;
        assert!(preview.body.contains("lo-mark--law") && preview.says("How it will look"), "{}", preview.text());
        assert!(preview.says("special educational needs co"), "letters are explained in the preview: {}", preview.text());
        alex.presses(&text, "Save and carry on", &[("guide-summary", "Borrow toys."), ("body", body)]).await;
        let about = alex.opens(&format!("/provide/listings/{id}/edit/about")).await;
        alex.presses(&about, "Save and carry on", &[("theme", "leisure"), ("owner", "Toy team"), ("review-months", "6")]).await;
        let refused = alex.presses(&about, "Save and carry on", &[("review-months", "60")]).await;
        assert!(refused.says("from 1 to 24"));
        let check = alex.opens(&format!("/provide/listings/{id}/check")).await;
        let sent = alex.presses(&check, "Send", &[]).await;
        assert!(sent.says("Your reference is"), "{}", sent.text());
        site.catches_up().await;
        assert_eq!(site.visitor().opens("/guides/toy-libraries").await.status, 404, "nobody has agreed yet");
        let queue = robin.opens("/manage/queue").await;
        let task = robin.opens(&queue.link("Toy libraries").unwrap()).await;
        robin.presses(&task, "Decide", &[("decision", "publish")]).await;
        site.catches_up().await;
        let public = site.visitor().opens("/guides/toy-libraries").await;
        assert!(public.says("You can borrow toys.") && public.says("Toy team"), "{}", public.text());
        assert!(site.visitor().opens("/find?q=toy+libraries").await.says("Toy libraries"));
    }
}

on_both_databases! {
    async fn a_page_is_moved_and_its_old_address_leads_to_it(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let robin = site.signed_in("Robin Hale").await;
        let list = robin.opens("/manage/guides").await;
        let id = id_of(&robin.opens(&list.link("Mediation").unwrap()).await);
        let form = robin.opens(&format!("/manage/guides/{id}/move")).await;
        assert!(robin.presses(&form, "Move it", &[("to", "Not An Address!")]).await.says("small letters"));
        assert!(robin.presses(&form, "Move it", &[("to", "ehc-plans")]).await.says("Another page has this address"));
        robin.presses(&form, "Move it", &[("to", "mediation-in-westmere")]).await;
        site.catches_up().await;
        let old = site.browser().asks_only("/guides/mediation").await;
        assert_eq!((old.status.as_u16(), old.headers["location"].to_str().unwrap()), (308, "/guides/mediation-in-westmere"));
        let form = robin.opens(&format!("/manage/guides/{id}/move")).await;
        robin.presses(&form, "Move it", &[("to", "mediation")]).await;
        site.catches_up().await;
        assert_eq!(site.visitor().opens("/guides/mediation").await.status, 200, "and back");
        assert_eq!(site.browser().asks_only("/guides/mediation-in-westmere").await.status, 308);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_put_right_makes_old_news_no_newer() {
    let mut site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    let id = id_of(&begins(&robin, "Toy library opens", "news").await);
    let says = async |site: &mut TestSite, body: &str| {
        // Twenty days end a session.
        let robin = site.signed_in("Robin Hale").await;
        let text = robin.opens(&format!("/provide/listings/{id}/edit/page")).await;
        robin.presses(&text, "Save and carry on", &[("guide-summary", "Toys."), ("body", body)]).await;
        let check = robin.opens(&format!("/provide/listings/{id}/check")).await;
        robin.presses(&check, "Send", &[]).await;
        site.catches_up().await;
    };
    says(&mut site, "From Mnday.").await;
    let first = site.visitor().opens("/news").await;
    assert!(first.says("Toy library opens"), "{}", first.text());
    let day = |page: &Page| {
        let after = page.text().split("Toy library opens").nth(1).unwrap_or_default().to_owned();
        after.chars().take(80).collect::<String>()
    };
    passes(jiff::Span::new().days(20));
    says(&mut site, "From Monday.").await;
    assert!(site.visitor().opens("/guides/toy-library-opens").await.says("From Monday."));
    assert_eq!(day(&site.visitor().opens("/news").await), day(&first), "it is of the day on which it was news");
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_see_the_papers_and_the_words_before_the_first_step() {
    let mut site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    let id = id_of(&begins(&robin, "Toilet training", "page").await);
    let add = format!("/provide/listings/{id}/edit/files/add");
    let pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let file = robin.uploads(&add, pdf, &[("kind", "leaflet"), ("label", "Chart")]).await.link("Chart").unwrap();
    let text = robin.opens(&format!("/provide/listings/{id}/edit/page")).await;
    let body = "Many children need longer.\n\n# What to try\n\nA chart.\n\n# Whom to ask\n\nThe nurse.";
    robin.presses(&text, "Save and carry on", &[("guide-summary", "What helps."), ("body", body)]).await;
    for (body, wrong) in [
        (format!("{}a", "- ".repeat(8_000)), "12 deep"),
        ("# Step\n".repeat(40), "at most 30 steps"),
        ("x".repeat(360_000), "60000 characters"),
    ] {
        for button in ["Save and carry on", "Look at it"] {
            let again = robin.presses(&text, button, &[("guide-summary", "What helps."), ("body", &body)]).await;
            assert!(again.says(wrong), "{button}: {wrong}");
        }
    }
    let check = robin.opens(&format!("/provide/listings/{id}/check")).await;
    robin.presses(&check, "Send", &[]).await;
    site.catches_up().await;
    let page = site.visitor().opens("/guides/toilet-training").await;
    assert!(page.says("Many children need longer.") && page.says("Step 1 of 2"), "{}", page.text());
    assert_eq!(page.link("Chart").as_deref(), Some(file.as_str()));
    assert_eq!(site.visitor().opens(&file).await.status, 200, "readers are not signed in");
    assert!(site.visitor().opens("/guides/toilet-training/whom-to-ask").await.says("The nurse."));
    let question = site.visitor().opens("/find?q=how+to+get+an+ehcp").await;
    let (guide, service) = (question.body.find("/guides/ehc-plans"), question.body.find("/services/"));
    assert!(guide.is_some() && (service.is_none() || guide < service), "a page explains before a listing offers");
    let report = site.visitor().opens("/report/guides/toilet-training").await;
    assert!(report.says("I do not understand it") && !report.says("It has closed"), "{}", report.text());
}

on_both_databases! {
    async fn what_is_local_is_filled_in_once_for_every_page_that_asks(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let nat = site.signed_in_at("northfell.localhost:3000", "Nat Winmarleigh").await;
        let page = nat.opens("/manage/guides/gaps").await;
        assert!(page.body.contains("fact-transport-team") && page.body.contains("fact-complaints-team"));
        let long = "x".repeat(1_001);
        let refused = nat.presses(&page, "Put them on the pages", &[("fact-complaints-team", long.as_str())]).await;
        assert!(refused.status == 422 && refused.body.contains(&long), "what was typed stays");
        let done = nat.presses(&page, "Put them on the pages", &[
            ("fact-complaints-team", "the complaints desk on 01632 960877 <script>"),
            ("fact-mediation-service", "Fell Mediation, 01632 960878"),
        ]).await;
        assert!(done.says("pages were changed"), "{}", done.text());
        site.catches_up().await;
        let public = site.visitor_of("northfell.localhost:3000").opens("/guides/mediation").await;
        assert!(public.says("01632 960878") && !public.body.contains("<script>,"), "{}", public.text());
        assert!(!nat.opens("/manage/guides/gaps").await.body.contains("fact-complaints-team"));
        let westmere = site.visitor().opens("/guides/mediation").await;
        assert!(!westmere.says("01632 960878"), "another area's pages are its own");
        let yesterday = site.visitor_of("northfell.localhost:3000").opens("/guides/mediation?as-at=2026-11-20").await;
        assert!(!yesterday.says("01632 960878"), "a past day shows what was said then");
    }
}

on_both_databases! {
    async fn another_form_is_written_and_flagged_when_the_page_changes(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let robin = site.signed_in("Robin Hale").await;
        let list = robin.opens("/manage/guides").await;
        let id = id_of(&robin.opens(&list.link("The SENCO").or_else(|| list.link("SENCO")).expect("a page about the SENCO")).await);
        let form = robin.opens(&format!("/provide/listings/{id}/edit/variants/young-people")).await;
        assert!(robin.presses(&form, "Save", &[("name", "Your SENCO"), ("body", "")]).await.says("Write what it says"));
        robin.presses(&form, "Save", &[("name", "Your SENCO"), ("body", "There is somebody at school who helps you.")]).await;
        let check = robin.opens(&format!("/provide/listings/{id}/check")).await;
        robin.presses(&check, "Send", &[]).await;
        site.catches_up().await;
        let shown = site.visitor().opens("/guides/the-senco?as=young-people").await;
        assert!(shown.says("somebody at school who helps you") && !shown.says("has changed since"));
        let page = robin.opens(&format!("/provide/listings/{id}/edit/page")).await;
        robin.presses(&page, "Save and carry on", &[("body", "## New\n\nAll is new.")]).await;
        let check = robin.opens(&format!("/provide/listings/{id}/check")).await;
        robin.presses(&check, "Send", &[]).await;
        site.catches_up().await;
        assert!(site.visitor().opens("/guides/the-senco?as=young-people").await.says("has changed since"));
        assert!(robin.opens("/manage/guides").await.says("other form out of date"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_is_told_what_misstates_the_law() {
    let site = TestSite::demo().await;
    let alex = site.signed_in("Alex Tyldesley").await;
    let page = begins(&alex, "Plans", "page").await;
    let id = id_of(&page);
    let text = alex.opens(&format!("/provide/listings/{id}/edit/page")).await;
    let body = "Only the school can apply for an EHC plan. You need no DQXZ.";
    alex.presses(&text, "Save and carry on", &[("guide-summary", "About plans."), ("body", body)]).await;
    let check = alex.opens(&format!("/provide/listings/{id}/check")).await;
    assert!(
        check.says("What the law says") && check.says("Children and Families Act 2014, section 36(1)"),
        "{}",
        check.text()
    );
    assert!(check.says("Say what DQXZ stands for"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_says_whether_a_page_is_useful_and_officers_see_it() {
    let site = TestSite::demo().await;
    let browser = site.browser();
    let page = browser.opens("/guides/mediation").await;
    let thanks = browser.presses(&page, "Yes", &[]).await;
    assert!(thanks.says("Thank you for telling us."));
    browser.sends("/useful", &[("page", "/guides/mediation"), ("useful", "no")]).await;
    browser.sends("/useful", &[("page", "/guides/nothing"), ("useful", "yes")]).await;
    browser.sends("/useful", &[("page", "https://evil.example.org"), ("useful", "maybe")]).await;
    let robin = site.signed_in("Robin Hale").await;
    assert!(robin.opens("/manage/guides").await.says("1 yes, 1 no"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_search_finds_services_settings_guides_events_and_words() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    for (question, kind) in [
        ("mediation", "guide"),
        ("EBSA", "glossary"),
        ("how long does the council have timeline", "tool"),
        ("SENDIASS drop-in", "event"),
        ("brunsley high school", "setting"),
        ("short breaks", "service"),
    ] {
        let answer: serde_json::Value =
            serde_json::from_str(&visitor.opens(&format!("/api/search?q={}", question.replace(' ', "+"))).await.body)
                .unwrap();
        let kinds: Vec<&str> =
            answer["results"].as_array().unwrap().iter().take(8).filter_map(|one| one["kind"].as_str()).collect();
        assert!(kinds.contains(&kind), "{question}: {kinds:?}");
        let only: serde_json::Value = serde_json::from_str(
            &visitor.opens(&format!("/api/search?q={}&kind={kind}", question.replace(' ', "+"))).await.body,
        )
        .unwrap();
        assert!(only["results"].as_array().unwrap().iter().all(|one| one["kind"] == kind), "{question}");
        for one in answer["results"].as_array().unwrap() {
            assert_eq!(visitor.opens(one["url"].as_str().unwrap()).await.status, 200, "{one}");
        }
    }
    let past: serde_json::Value =
        serde_json::from_str(&visitor.opens("/api/search?kind=event&per_page=100").await.body).unwrap();
    assert_eq!(past["total"], 11, "what has been is no answer any more: {past}");
}

#[test]
fn steps_have_addresses_of_their_own() {
    for page in starter_pages() {
        let all = steps(&page.content.body);
        let mut slugs: Vec<&str> = all.iter().map(|step| step.slug.as_str()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), all.len(), "{}", page.slug);
        assert!(all.iter().all(|step| step.slug.is_empty() || Slug::parse(&step.slug).is_ok()), "{}", page.slug);
    }
}
