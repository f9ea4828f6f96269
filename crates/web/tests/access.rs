//! Who gets in where, and what does not work on those who should not.

use local_offer_domain::values::ListingId;
use local_offer_test_support::TestSite;

/// The people of the demo, each with a letter for the table below.
const PEOPLE: &[(char, &str)] = &[
    ('E', "Drew Pilling"),
    ('P', "Casey Fairhurst"),
    ('S', "Kit Rimington"),
    ('H', "Morgan Silverdale"),
    ('A', "Alex Tyldesley"),
    ('M', "Robin Hale"),
    ('D', "Jo Brandreth"),
    ('F', "Priya Hesketh"),
    ('U', "Lee Auldcliffe"),
    ('X', "Nat Winmarleigh"),
];

/// Everybody, `-` being whoever is not signed in.
const ALL: &str = "-EPSHAMDFUX";
const SIGNED_IN: &str = "EPSHAMDFUX";
const EDITS: &str = "EPSHAMDX";
const SEES: &str = "EPSHAMDFUX";
const STAFF: &str = "AMDFUX";
const WORKS: &str = "AMDX";
const DECIDES: &str = "MDX";

/// Each route and who may open it. A route that is not here fails the test: somebody has to say who it is for.
const TABLE: &[(&str, &str, &str)] = &[
    ("GET", "/sign-in", ALL),
    ("POST", "/sign-in", ALL),
    ("GET", "/sign-in/code", ALL),
    ("POST", "/sign-in/code", ALL),
    ("GET", "/sign-out", SIGNED_IN),
    ("POST", "/sign-out", SIGNED_IN),
    ("GET", "/create-account", ALL),
    ("POST", "/create-account", ALL),
    ("GET", "/forgotten-password", ALL),
    ("POST", "/forgotten-password", ALL),
    ("GET", "/choose-password/{key}", ALL),
    ("POST", "/choose-password/{key}", ALL),
    ("GET", "/invitation/{key}", ALL),
    ("POST", "/invitation/{key}", ALL),
    ("GET", "/account", SIGNED_IN),
    ("POST", "/account/sign-out-everywhere", SIGNED_IN),
    ("GET", "/account/second-factor", SIGNED_IN),
    ("POST", "/account/second-factor", SIGNED_IN),
    ("POST", "/account/end-session", SIGNED_IN),
    ("GET", "/account/close", SIGNED_IN),
    ("POST", "/account/close", SIGNED_IN),
    ("GET", "/account/leave", SIGNED_IN),
    ("POST", "/account/leave", SIGNED_IN),
    ("GET", "/account/name", SIGNED_IN),
    ("POST", "/account/name", SIGNED_IN),
    ("GET", "/account/password", SIGNED_IN),
    ("POST", "/account/password", SIGNED_IN),
    ("GET", "/account/email", SIGNED_IN),
    ("POST", "/account/email", SIGNED_IN),
    ("GET", "/new-email/{key}", ALL),
    ("POST", "/new-email/{key}", ALL),
    ("GET", "/confirm/{key}", ALL),
    ("POST", "/confirm/{key}", ALL),
    ("GET", "/report/{kind}/{slug}", ALL),
    ("POST", "/report/{kind}/{slug}", ALL),
    ("GET", "/reports/{key}", ALL),
    ("POST", "/reading", ALL),
    ("POST", "/useful", ALL),
    ("GET", "/listing-policy", ALL),
    ("GET", "/files/{hash}", ALL),
    ("GET", "/demo/outbox", ALL),
    ("GET", "/demo/people", ALL),
    ("POST", "/demo/people", ALL),
    ("GET", "/apply", ALL),
    ("POST", "/apply", ALL),
    ("GET", "/apply/{key}", ALL),
    ("GET", "/apply/{key}/check", ALL),
    ("POST", "/apply/{key}/check", ALL),
    ("GET", "/apply/{key}/places/{at}", ALL),
    ("POST", "/apply/{key}/places/{at}", ALL),
    ("POST", "/apply/{key}/files/add", ALL),
    ("POST", "/apply/{key}/files/remove", ALL),
    ("GET", "/apply/{key}/preview", ALL),
    ("GET", "/apply/{key}/{section}", ALL),
    ("POST", "/apply/{key}/{section}", ALL),
    ("GET", "/provide", SIGNED_IN),
    ("POST", "/provide/services", EDITS),
    ("POST", "/provide/reports/{id}", EDITS),
    ("GET", "/provide/listings/{id}", SEES),
    ("GET", "/provide/listings/{id}/preview", SEES),
    ("GET", "/provide/listings/{id}/check", EDITS),
    ("POST", "/provide/listings/{id}/check", EDITS),
    ("GET", "/provide/listings/{id}/both", EDITS),
    ("POST", "/provide/listings/{id}/both", EDITS),
    ("GET", "/provide/listings/{id}/discard", EDITS),
    ("POST", "/provide/listings/{id}/discard", EDITS),
    ("POST", "/provide/listings/{id}/recall", EDITS),
    ("POST", "/provide/listings/{id}/copy", EDITS),
    ("POST", "/provide/listings/{id}/confirm", EDITS),
    ("GET", "/provide/listings/{id}/close", "PMDX"),
    ("POST", "/provide/listings/{id}/close", "PMDX"),
    ("GET", "/provide/listings/{id}/edit/{section}", EDITS),
    ("POST", "/provide/listings/{id}/edit/{section}", EDITS),
    ("GET", "/provide/listings/{id}/edit/places/{at}", EDITS),
    ("POST", "/provide/listings/{id}/edit/places/{at}", EDITS),
    ("POST", "/provide/listings/{id}/edit/files/add", EDITS),
    ("POST", "/provide/listings/{id}/edit/files/remove", EDITS),
    ("GET", "/provide/listings/{id}/edit/variants/{kind}", EDITS),
    ("POST", "/provide/listings/{id}/edit/variants/{kind}", EDITS),
    ("POST", "/provide/listings/{id}/report/next-year", EDITS),
    ("GET", "/provide/listings/{id}/share", EDITS),
    ("GET", "/provide/listings/{id}/template", EDITS),
    ("POST", "/provide/listings/{id}/template", EDITS),
    ("GET", "/provide/listings/{id}/template/form.odt", EDITS),
    ("GET", "/templates", ALL),
    ("GET", "/templates/{kind}", ALL),
    ("GET", "/templates/{kind}/form.odt", ALL),
    ("GET", "/provide/locations", EDITS),
    ("GET", "/provide/locations/{postcode}", EDITS),
    ("POST", "/provide/locations/{postcode}", EDITS),
    ("GET", "/provide/people/{id}", "EPSHMDUX"),
    ("POST", "/provide/people/{id}", "PDX"),
    ("GET", "/provide/people/{id}/end", "PDX"),
    ("POST", "/provide/people/{id}/end", "PDX"),
    ("GET", "/provide/claim/{kind}/{slug}", SIGNED_IN),
    ("POST", "/provide/claim/{kind}/{slug}", SIGNED_IN),
    ("GET", "/manage", STAFF),
    ("GET", "/manage/chase.csv", STAFF),
    ("GET", "/manage/queue", STAFF),
    ("POST", "/manage/queue", WORKS),
    ("POST", "/manage/views", STAFF),
    ("POST", "/manage/views/remove", STAFF),
    ("GET", "/manage/tasks/{id}", STAFF),
    ("POST", "/manage/tasks/{id}/work", "AMDFX"),
    ("POST", "/manage/tasks/{id}/decide", DECIDES),
    ("POST", "/manage/tasks/{id}/claim", DECIDES),
    ("POST", "/manage/tasks/{id}/answer", DECIDES),
    ("POST", "/manage/tasks/{id}/hand", DECIDES),
    ("POST", "/manage/tasks/{id}/archive", DECIDES),
    ("GET", "/manage/archived", DECIDES),
    ("POST", "/manage/archived", DECIDES),
    ("GET", "/manage/listings", STAFF),
    ("GET", "/manage/listings/{id}", STAFF),
    ("GET", "/manage/listings/{id}/compare", STAFF),
    ("POST", "/manage/listings/{id}/roll-back", DECIDES),
    ("GET", "/manage/listings/{id}/take-down", DECIDES),
    ("POST", "/manage/listings/{id}/take-down", DECIDES),
    ("GET", "/manage/listings/{id}/past", DECIDES),
    ("POST", "/manage/listings/{id}/past", DECIDES),
    ("POST", "/manage/listings/{id}/complaint", WORKS),
    ("GET", "/manage/guides", STAFF),
    ("POST", "/manage/guides", WORKS),
    ("POST", "/manage/guides/start", DECIDES),
    ("GET", "/manage/guides/gaps", STAFF),
    ("POST", "/manage/guides/gaps", DECIDES),
    ("GET", "/manage/guides/{id}/move", DECIDES),
    ("POST", "/manage/guides/{id}/move", DECIDES),
    ("GET", "/manage/reports", STAFF),
    ("POST", "/manage/reports", WORKS),
    ("GET", "/manage/coverage", STAFF),
    ("GET", "/manage/coverage/gaps", STAFF),
    ("GET", "/manage/coverage/unsure", STAFF),
    ("GET", "/manage/coverage/items/{id}", STAFF),
    ("POST", "/manage/coverage/items/{id}", WORKS),
    ("POST", "/manage/coverage/items/{id}/end", DECIDES),
    ("GET", "/manage/words", "ADX"),
    ("GET", "/manage/words/{which}", "ADX"),
    ("POST", "/manage/words/{which}", "ADX"),
    ("GET", "/manage/wording", DECIDES),
    ("POST", "/manage/wording", DECIDES),
    ("GET", "/manage/people", "MDUX"),
    ("POST", "/manage/people", "DX"),
    ("GET", "/manage/people/end", "DX"),
    ("POST", "/manage/people/end", "DX"),
    ("GET", "/manage/audit", "DUX"),
    ("GET", "/manage/audit.csv", "DUX"),
    ("GET", "/manage/mail", "MDUX"),
    ("POST", "/manage/mail/{id}/again", WORKS),
];

/// The path with something in its variable parts that does not exist.
fn example(path: &str) -> String {
    let id = ListingId::new().to_string();
    let parts = path.split('/').map(|part| match part {
        "{id}" => id.as_str(),
        "{kind}" => "services",
        "{which}" => "categories",
        part if part.starts_with('{') => "nothing-here",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether this answer turned somebody away: to the sign-in page, or with "you cannot see this".
fn turned_away(page: &local_offer_test_support::Page) -> bool {
    let to_sign_in =
        page.headers.get("location").is_some_and(|to| to.to_str().unwrap_or("").starts_with("/sign-in?to="));
    page.status == 403 || page.status == 401 || to_sign_in
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_gets_in_where_the_table_says_and_nowhere_else() {
    let site = TestSite::demo().await;
    let rules = site.rules();
    for (method, path, _) in &rules {
        assert!(
            TABLE.iter().any(|(m, p, _)| *m == method.as_str() && p == path),
            "{method} {path} is not in the table: who is it for?"
        );
    }
    assert_eq!(rules.len(), TABLE.len(), "the table has routes that do not exist");
    let mut browsers = vec![('-', site.browser())];
    for (letter, name) in PEOPLE {
        browsers.push((*letter, site.signed_in(name).await));
    }
    for (method, path, allowed) in TABLE {
        // Signing out, leaving and signing in as somebody else change who the browser is.
        if ["/sign-out", "/account/sign-out-everywhere", "/account/close", "/demo/people"].contains(path)
            && *method == "POST"
        {
            continue;
        }
        for (letter, browser) in &browsers {
            let page = if *method == "GET" {
                browser.asks_only(&example(path)).await
            } else {
                browser.sends(&example(path), &[("nothing", "")]).await
            };
            assert!(page.status.as_u16() < 500, "{method} {path} as {letter}: {}", page.status);
            assert_eq!(!turned_away(&page), allowed.contains(*letter), "{method} {path} as {letter}: {}", page.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_of_one_area_reads_nothing_of_another() {
    let site = TestSite::demo().await;
    site.signed_in_at("northfell.localhost:3000", "Nat Winmarleigh").await;
    let auditor = site.signed_in("Lee Auldcliffe").await;
    let events = site.database.storage.read().await.unwrap().list_audit_chain(0, 100_000).await.unwrap();
    let northfell: Vec<String> =
        events.iter().filter(|event| event.area == "northfell").map(|event| event.sequence.to_string()).collect();
    assert!(!northfell.is_empty());
    let csv = auditor.opens("/manage/audit.csv").await.body;
    let read: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(read.len() > 2, "{csv}");
    assert!(northfell.iter().all(|sequence| !read.contains(&sequence.as_str())));
    let page = auditor.opens("/manage/audit").await;
    assert!(!page.text().contains("Nat Winmarleigh"), "nor who signs in there");
    let checked = auditor.opens(&page.link("Check that the log is whole").unwrap()).await;
    assert!(checked.says("The log is whole") && checked.says("not sealed yet"), "{}", checked.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_changes_nothing() {
    let site = TestSite::demo().await;
    let auditor = site.signed_in("Lee Auldcliffe").await;
    let length = async |site: &TestSite| {
        site.database.storage.read().await.unwrap().verify_audit_chain().await.unwrap().unwrap()
    };
    let before = length(&site).await;
    for (_, path, allowed) in TABLE.iter().filter(|(method, path, _)| *method == "POST" && path.starts_with("/manage"))
    {
        let page = auditor.sends(&example(path), &[("do", "x"), ("name", "x"), ("query", "")]).await;
        assert!(allowed.contains('U') != turned_away(&page), "{path}: {}", page.status);
    }
    assert_eq!(length(&site).await, before);
}

/// The listing of this name, and whose it is.
async fn listing(site: &TestSite, area: &str, name: &str) -> local_offer_storage::ListingHead {
    let filter =
        local_offer_storage::ListingFilter { areas: vec![area.into()], name: name.into(), ..Default::default() };
    site.database.storage.read().await.unwrap().list_heads(&filter, 1).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_another_organisation_or_another_area() {
    let site = TestSite::demo().await;
    let casey = site.signed_in("Casey Fairhurst").await;
    let own = casey.opens("/provide").await;
    let other = listing(&site, "westmere", "Speech and language therapy").await;
    assert!(!own.body.contains(&other.id.to_string()));
    for path in ["", "/preview", "/check", "/both", "/close", "/edit/about", "/edit/places/0"] {
        let page = casey.opens(&format!("/provide/listings/{}{path}", other.id)).await;
        assert_eq!(page.status, 403, "{path}: {}", page.text());
    }
    for path in [
        "/check",
        "/both",
        "/discard",
        "/recall",
        "/copy",
        "/confirm",
        "/close",
        "/edit/about",
        "/edit/places/0",
        "/edit/files/remove",
    ] {
        let page = casey.sends(&format!("/provide/listings/{}{path}", other.id), &[("name", "Mine now")]).await;
        assert_eq!(page.status, 403, "{path}");
    }
    assert_eq!(casey.opens(&format!("/provide/people/{}", other.owner())).await.status, 403);
    let page = casey.sends("/provide/services", &[("organisation", &other.owner().to_string())]).await;
    assert_eq!(page.status, 403);

    // A moderator of Westmere is nobody in Northfell, whichever host name the browser uses.
    let northfell = listing(&site, "northfell", "").await;
    let robin = site.signed_in("Robin Hale").await;
    for path in [format!("/manage/listings/{}", northfell.id), format!("/provide/listings/{}", northfell.id)] {
        assert!([403, 404].contains(&robin.opens(&path).await.status.as_u16()), "{path}");
    }
    let page = robin
        .sends(&format!("/manage/listings/{}/take-down", northfell.id), &[("do", "suspend"), ("reason", "x")])
        .await;
    assert!([403, 404].contains(&page.status.as_u16()));
    let elsewhere = site.browser_of("northfell.localhost:3000");
    elsewhere.plants("lo_session", &robin.cookie("lo_session").unwrap());
    assert_eq!(elsewhere.opens("/manage").await.status, 403);
    assert_eq!(elsewhere.opens(&format!("/manage/listings/{}", northfell.id)).await.status, 403);
    let unchanged = listing(&site, "northfell", "").await;
    assert_eq!(unchanged, northfell);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_do_nothing() {
    let site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    let head = listing(&site, "westmere", "Speech and language therapy").await;
    let path = format!("/manage/listings/{}/take-down", head.id);
    let pairs = [("do", "suspend"), ("reason", "x")];
    for headers in [
        vec![("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "same-site")],
    ] {
        let page = robin.sends_with(&path, &pairs, &headers).await;
        assert_eq!(page.status, 403, "{headers:?}");
    }
    assert_eq!(listing(&site, "westmere", "Speech and language therapy").await.state, head.state);
    let own = robin.sends_with(&path, &pairs, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(own.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_to_a_form_has_no_effect() {
    let site = TestSite::demo().await;
    let casey = site.signed_in("Casey Fairhurst").await;
    let own = casey.opens("/provide").await;
    let overview = own.links().into_iter().find(|link| link.starts_with("/provide/listings/")).unwrap();
    let page = casey.opens(&overview).await;
    assert_eq!(page.status, 200);
    let id: ListingId = overview.rsplit('/').next().unwrap().parse().unwrap();
    let before = site.database.storage.read().await.unwrap().lookup_head(id).await.unwrap().unwrap();
    let hostile = [
        ("seen", ""),
        ("name", "A new name"),
        ("state", "live"),
        ("organisation", "00000000-0000-0000-0000-000000000000"),
        ("checked_by", "authority"),
        ("review_by", "2099-01-01"),
        ("published_at", "2020-01-01T00:00:00Z"),
        ("source", "somewhere"),
        ("role", "moderator"),
    ];
    casey.sends(&format!("{overview}/edit/about"), &hostile).await;
    casey.sends(&format!("{overview}/check"), &hostile).await;
    let after = site.database.storage.read().await.unwrap().lookup_head(id).await.unwrap().unwrap();
    assert_eq!(before, after, "a name waits for a decision, and nothing else was changed");
    // Choices that are not offered, numbers that are none, and text that is too long are told and not kept.
    for (section, pairs, told) in [
        ("topics", vec![("themes", "everything")], "choose from what is offered"),
        ("level", vec![("level", "supreme")], "choose from what is offered"),
        ("who", vec![("ages-from", "-5")], "-5 is not an age"),
        ("cost", vec![("prices-0-pounds", "1e999")], "Enter a price in pounds"),
        ("when", vec![("times-0-opens", "25:99")], "Enter a time"),
        ("contact", vec![("contacts-0-email", "a@b\r\nBcc: c@d.org")], "Enter an email address"),
        ("contact", vec![("website", "javascript:alert(1)")], "Enter a web address"),
    ] {
        let page = casey.sends(&format!("{overview}/edit/{section}"), &pairs).await;
        assert!(page.status == 422 && page.says(told), "{section}: {} {}", page.status, page.text());
    }
    for path in ["edit/nothing", "edit/places/999", "edit/places/-1", "edit/about%00", "edit/..%2f..%2fmanage"] {
        assert_eq!(casey.opens(&format!("{overview}/{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_what_it_contains_and_shown_only_when_published() {
    let mut site = TestSite::demo().await;
    let casey = site.signed_in("Casey Fairhurst").await;
    let own = casey.opens("/provide").await;
    let filter = local_offer_storage::ListingFilter { areas: vec!["westmere".into()], ..Default::default() };
    let heads = site.database.storage.read().await.unwrap().list_heads(&filter, 10_000).await.unwrap();
    let service =
        heads.iter().find(|head| head.kind.as_str() == "service" && own.body.contains(&head.id.to_string())).unwrap();
    let overview = format!("/provide/listings/{}", service.id);
    let add = format!("{overview}/edit/files/add");
    for (file, told) in [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".as_slice(), "must be a picture"),
        (b"<?php system($_GET['x']);", "must be a picture"),
        (b"%PDF-1.7 /JavaScript (x) %%EOF", "runs a program"),
        (b"", "Choose a file"),
    ] {
        let page = casey.uploads(&add, file, &[("kind", "picture"), ("label", "The hall")]).await;
        assert!(page.says(told), "{told}: {}", page.text());
    }
    let large = casey.uploads(&add, &vec![0_u8; 11 * 1024 * 1024], &[("kind", "picture"), ("label", "x")]).await;
    assert!(large.status == 422 && large.says("must be smaller than 10 MB"), "{}", large.text());
    let pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let unnamed = casey.uploads(&add, pdf, &[("kind", "leaflet"), ("label", "")]).await;
    assert!(unnamed.says("Say what it is called"));
    let page = casey.uploads(&add, pdf, &[("kind", "leaflet"), ("label", "Our leaflet")]).await;
    let file = page.link("Our leaflet").unwrap();
    assert!(file.starts_with("/files/") && !file.contains("x.php"));
    assert_eq!(site.visitor().opens(&file).await.status, 404, "not before it is published");
    let check = casey.opens(&format!("{overview}/check")).await;
    let sent = casey.presses(&check, "Send", &[]).await;
    assert!(sent.says("Your reference is W-"), "{}", sent.text());
    let robin = site.signed_in("Robin Hale").await;
    let queue = robin.opens("/manage/queue?kind=change").await;
    let task = robin.opens(&queue.link(&service.name).unwrap()).await;
    robin.presses(&task, "Decide", &[("decision", "publish")]).await;
    site.catches_up().await;
    let shown = site.visitor().opens(&file).await;
    assert_eq!((shown.status.as_u16(), shown.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
    assert!(shown.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
}
