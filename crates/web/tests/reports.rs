//! What settings publish about how they help: written, carried forward, compared, sent on paper, chased.

use local_offer_domain::law::sen_report::{headings, sections};
use local_offer_domain::listing::Kind;
use local_offer_operations::{FormField, FormPart, read_form, write_form};
use local_offer_storage::{ListingFilter, ListingHead};
use local_offer_test_support::{Browser, Page, TestSite, on_both_databases};

async fn setting(site: &TestSite, slug: &str) -> ListingHead {
    let filter =
        ListingFilter { areas: vec!["westmere".into()], kind: Some(Kind::Setting), ..ListingFilter::default() };
    let heads = site.database.storage.read().await.unwrap().list_heads(&filter, 1_000).await.unwrap();
    heads.into_iter().find(|head| head.slug.as_str() == slug).unwrap_or_else(|| panic!("no {slug}"))
}

async fn writes(browser: &Browser, head: &ListingHead, section: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.opens(&format!("/provide/listings/{}/edit/{section}", head.id)).await;
    browser.presses(&page, "Save and carry on", fields).await
}

async fn sends(browser: &Browser, head: &ListingHead) -> Page {
    let page = browser.opens(&format!("/provide/listings/{}/check", head.id)).await;
    browser.presses(&page, "Send", &[]).await
}

#[test]
fn every_paragraph_of_schedule_1_is_asked_under_the_eleven_headings() {
    assert_eq!(headings().len(), 11);
    let asked: Vec<&str> = sections().iter().filter_map(|section| section.schedule_1.as_deref()).collect();
    // Paragraph 4 is the SENCO, who is asked for by name beside the sections.
    for paragraph in [
        "1", "2", "3(a)", "3(b)", "3(c)", "3(d)", "3(e)", "3(f)", "3(g)", "5", "6", "7", "8", "9", "10", "11", "12",
        "13",
    ] {
        assert!(asked.contains(&paragraph), "paragraph {paragraph}");
    }
    for act in ["(i)", "(ii)", "(iii)", "(iv)"] {
        assert!(sections().iter().any(|section| section.act.as_deref() == Some(act)), "section 69(3)(b){act}");
    }
    for paragraph in
        ["4(a)", "4(b)", "4(c)", "4(d)", "5(a)", "5(b)", "5(c)", "5(d)", "5(e)", "5(f)", "5(g)", "5(h)", "5(i)", "5(j)"]
    {
        assert!(
            sections().iter().any(|section| section.schedule_2.iter().any(|known| known == paragraph)),
            "Schedule 2 {paragraph}"
        );
    }
    for heading in headings() {
        assert!(sections().iter().any(|section| section.heading == heading.id), "{}", heading.id);
    }
}

on_both_databases! {
    async fn a_report_is_carried_forward_and_each_answer_looked_at_again(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let robin = site.signed_in("Robin Hale").await;
        let head = setting(&site, "holme-lea-primary-school").await;
        let overview = robin.opens(&format!("/provide/listings/{}", head.id)).await;
        assert!(overview.says("older than a year"), "{}", overview.text());
        let begun = robin.presses(&overview, "Begin the report for 2026 to 2027", &[]).await;
        assert!(begun.says("answers are from last year"), "{}", begun.text());
        let early = sends(&robin, &head).await;
        assert!(early.says("nobody has said whether they are still true"), "{}", early.text());
        site.catches_up().await;
        assert!(site.visitor().opens("/settings/holme-lea-primary-school").await.says("for 2025 to 2026"), "families see the last one meanwhile");
        for (at, heading) in headings().iter().enumerate() {
            let page = robin.opens(&format!("/provide/listings/{}/edit/{}", head.id, heading.id)).await;
            let keys: Vec<&str> = sections().iter().filter(|section| section.heading == heading.id).map(|section| section.key.as_str()).collect();
            let mut fields: Vec<(&str, &str)> = keys.iter().map(|key| ("still-true", *key)).collect();
            if at == 0 {
                // One is changed instead.
                fields = vec![("good-practice", "This year every child learned to swim.")];
            }
            robin.presses(&page, "Save and carry on", &fields).await;
        }
        let sent = sends(&robin, &head).await;
        assert!(sent.says("Live now"), "{}", sent.text());
        site.catches_up().await;
        let public = site.visitor().opens("/settings/holme-lea-primary-school").await;
        assert!(public.says("for 2026 to 2027") && public.says("published 21 November 2026") && public.says("learned to swim"), "{}", public.text());
    }
}

on_both_databases! {
    async fn a_mainstream_school_names_its_senco_and_a_nursery_need_not(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let robin = site.signed_in("Robin Hale").await;
        let school = setting(&site, "peelbank-high-school").await;
        writes(&robin, &school, "senco", &[("senco-name", ""), ("senco-phone", ""), ("senco-email", "")]).await;
        writes(&robin, &school, "good-practice", &[("good-practice", "We are proud of our choir.")]).await;
        let refused = sends(&robin, &school).await;
        assert!(refused.says("Give the name of the SEN co-ordinator"), "{}", refused.text());
        writes(&robin, &school, "senco", &[("senco-name", "Ms Example"), ("senco-email", "senco@peelbank.example.org")]).await;
        assert!(sends(&robin, &school).await.says("Live now"));
        let nursery = setting(&site, "little-heddle-nursery").await;
        writes(&robin, &nursery, "safety", &[("keeping-safe", "The gate is always shut.")]).await;
        assert!(sends(&robin, &nursery).await.says("Live now"));
        site.catches_up().await;
        assert!(site.visitor().opens("/settings/little-heddle-nursery").await.says("The gate is always shut."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_compares_four_settings_side_by_side() {
    let site = TestSite::demo().await;
    let visitor = site.visitor();
    let two = "/settings/compare?with=brunsley-high-school&with=peelbank-high-school";
    let page = visitor.opens(&format!("{two}&postcode=BB10+1AA")).await;
    for text in
        ["Brunsley High School", "Peelbank High School", "Not published", "Distance", "SEN co-ordinator", "Transitions"]
    {
        assert!(page.says(text), "{text}: {}", page.text());
    }
    for heading in headings() {
        assert!(page.says(&heading.label), "{}", heading.label);
    }
    let differences = visitor.opens(&page.link("Show only the differences").unwrap()).await;
    assert!(differences.body.len() < page.body.len() && differences.says("Show everything"));
    assert!(!differences.says("What it is"), "both are secondary schools");
    let five = visitor.opens("/settings/compare?with=brunsley-high-school&with=peelbank-high-school&with=calderholt-academy&with=sandfold-academy&with=alder-fold-primary-school").await;
    assert!(five.says("4 are the most") && five.says("Sandfold Academy") && !five.says("Alder Fold Primary School"));
    let found = visitor.opens(&format!("{two}&name=calderholt")).await;
    let added = visitor.opens(&found.link("Calderholt Academy").unwrap()).await;
    assert!(added.says("Calderholt Academy") && added.says("Brunsley High School"));
    for hostile in
        ["with=../../etc/passwd", "with=%00", "with=%3Cscript%3E", "with=no-such-school&postcode=%27", "with="]
    {
        assert_eq!(visitor.opens(&format!("/settings/compare?{hostile}")).await.status, 200, "{hostile}");
    }
}

on_both_databases! {
    async fn a_form_is_filled_in_on_paper_and_sent_again(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let kit = site.signed_in("Kit Rimington").await;
        let overview = kit.opens("/provide").await;
        let id = overview.body.split("/provide/listings/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for kind in ["settings", "early-years", "post-16", "health"] {
            let form = site.visitor().opens(&format!("/templates/{kind}/form.odt")).await;
            assert_eq!(form.headers["content-type"], "application/vnd.oasis.opendocument.text");
            assert!(site.visitor().opens(&format!("/templates/{kind}")).await.says("leave the words in square brackets"));
        }
        assert_eq!(site.visitor().opens("/templates/none/form.odt").await.status, 404);
        let own = kit.opens(&format!("/provide/listings/{id}/template")).await;
        assert!(own.link("Download it with what is there now").is_some());
        let answers = [("keeping-safe", "Nobody leaves alone.\nThe gate is watched."), ("phone", "01632 960999"), ("unknown-thing", "x")];
        let fields = answers.iter().map(|(name, value)| FormField { name: (*name).into(), label: "Asked".into(), hint: String::new(), value: (*value).into() });
        let odt = write_form("A form", &[], &[FormPart { heading: "All".into(), fields: fields.collect() }]).unwrap();
        let check = kit.uploads(&format!("/provide/listings/{id}/template"), &odt, &[]).await;
        assert!(check.says("Check and send") && check.says("Nobody leaves alone.") && check.says("01632 960999"), "{}", check.text());
        kit.presses(&check, "Send", &[]).await;
        site.catches_up().await;
        let wrong = [("phone", "not a number"), ("keeping-safe", "x")];
        let fields = wrong.iter().map(|(name, value)| FormField { name: (*name).into(), label: String::new(), hint: String::new(), value: (*value).into() });
        let odt = write_form("A form", &[], &[FormPart { heading: String::new(), fields: fields.collect() }]).unwrap();
        let refused = kit.uploads(&format!("/provide/listings/{id}/template"), &odt, &[]).await;
        assert!(refused.status == 422 && refused.says("telephone number"), "{}", refused.text());
        let odd: [&[u8]; 3] = [b"not a document", b"", b"PK\x03\x04broken"];
        for bytes in odd {
            let page = kit.uploads(&format!("/provide/listings/{id}/template"), bytes, &[]).await;
            assert_eq!(page.status, 422, "{}", page.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_form_holds_what_is_there_and_a_bomb_is_refused() {
    let site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    let head = setting(&site, "brunsley-high-school").await;
    let page = robin.opens(&format!("/provide/listings/{}/template", head.id)).await;
    assert!(page.says("Send it again"));
    let mut bomb = std::io::Cursor::new(Vec::new());
    {
        let mut zip = zip::ZipWriter::new(&mut bomb);
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file("content.xml", options).unwrap();
        for _ in 0..32 {
            std::io::Write::write_all(&mut zip, &vec![b' '; 1024 * 1024]).unwrap();
        }
        zip.finish().unwrap();
    }
    assert!(read_form(bomb.get_ref()).unwrap_err().to_string().contains("too large"));
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><x><table><table-cell>Q [phone]</table-cell><table-cell>&b;</table-cell></table></x>";
    let mut odd = std::io::Cursor::new(Vec::new());
    {
        let mut zip = zip::ZipWriter::new(&mut odd);
        zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, entities.as_bytes()).unwrap();
        zip.finish().unwrap();
    }
    assert!(
        read_form(odd.get_ref()).is_ok_and(|read| read.answers == [("phone".to_owned(), String::new())]),
        "entities are not followed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_takes_its_report_to_its_own_site() {
    let site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    let head = setting(&site, "brunsley-high-school").await;
    let share = robin.opens(&format!("/provide/listings/{}/share", head.id)).await;
    assert!(
        share.body.contains("&lt;section class=&quot;sen-information-report&quot;")
            || share.body.contains("&#60;section"),
        "{}",
        share.text()
    );
    let fragment = site.visitor().opens("/settings/brunsley-high-school/report.html").await;
    assert!(fragment.body.starts_with("<section") && fragment.body.contains("/settings/brunsley-high-school\">"));
    assert!(!fragment.body.contains("<script") && fragment.headers["access-control-allow-origin"] == "*");
    assert_eq!(site.visitor().opens("/settings/nothing/report.html").await.status, 404);
}

on_both_databases! {
    async fn the_authority_sees_whose_report_is_missing_and_writes_to_them(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let robin = site.signed_in("Robin Hale").await;
        let page = robin.opens("/manage/reports").await;
        for text in ["No report", "No date on it", "Older than a year", "Not complete", "Up to date", "On its own site"] {
            assert!(page.says(text), "{text}: {}", page.text());
        }
        let before = robin.opens("/manage/mail").await.body.matches("SEN information report").count();
        let done = robin.presses(&page, "Write to all that are missing", &[]).await;
        assert!(done.says("will get a message"), "{}", done.text());
        let after = robin.opens("/manage/mail").await.body.matches("SEN information report").count();
        assert!(after > before, "{before} {after}");
        let nobody = robin.presses(&page, "Write to those that are ticked", &[]).await;
        assert!(nobody.says("Nobody was written to"));
    }
}

on_both_databases! {
    async fn a_health_service_says_how_long_people_wait_and_when_that_was_measured(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let morgan = site.signed_in("Morgan Silverdale").await;
        let overview = morgan.opens("/provide").await;
        let filter = ListingFilter { areas: vec!["westmere".into()], kind: Some(Kind::Service), ..ListingFilter::default() };
        let heads = site.database.storage.read().await.unwrap().list_heads(&filter, 10_000).await.unwrap();
        let head = heads.into_iter().find(|head| overview.body.contains(&head.id.to_string())).expect("a service of the trust");
        let rumour = writes(&morgan, &head, "health", &[("clinics-0-name", "Assessment"), ("clinics-0-weeks", "14")]).await;
        assert!(rumour.says("Enter the day on which the wait was measured"), "{}", rumour.text());
        writes(&morgan, &head, "health", &[
            ("clinics-0-name", "Assessment"), ("clinics-0-weeks", "14"), ("clinics-0-measured", "1/11/2026"),
            ("while-you-wait", "Try the talking games."),
        ]).await;
        assert!(sends(&morgan, &head).await.says("Live now"));
        site.catches_up().await;
        let public = site.visitor().opens(&format!("/services/{}", head.slug)).await;
        assert!(public.says("14 weeks") && public.says("1 November 2026") && public.says("Try the talking games."), "{}", public.text());
    }
}
