//! What somebody can do who means harm, done: as much as they could of it, bounded. Attacks on connections are in
//! `crates/server/tests/attacks.rs`.

use local_offer_operations::Limited;
use local_offer_test_support::{Browser, TestSite, on_both_databases, passes};
use local_offer_web::Rule;
use std::path::Path;

/// A file that is taken for a PDF, `number` making it another each time.
fn pdf(number: usize, bytes: usize) -> Vec<u8> {
    let mut pdf = format!("%PDF-1.4\n1 0 obj<</N {number}>>endobj\n").into_bytes();
    pdf.resize(bytes, b' ');
    pdf.extend(b"\ntrailer<<>>\n%%EOF\n");
    pdf
}

/// What a folder holds, in bytes.
fn held(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.map(|entry| {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() { held(&entry.path()) } else { entry.metadata().unwrap().len() }
    });
    sizes.sum()
}

/// Begin an application, and return the address of its pages.
async fn applies(browser: &Browser, email: &str) -> String {
    let start = browser.opens("/apply").await;
    let (action, fields) = ("/apply", [("name", "Nobody"), ("email", email)]);
    assert!(start.body.contains(&format!("action=\"{action}\"")), "{}", start.text());
    let begun = browser.sends(action, &fields).await;
    begun.headers["location"].to_str().unwrap().to_owned()
}

on_both_databases! {
    // Files are added and taken away again: the draft never has more than a few, the disk would have all of them.
    async fn nobody_fills_the_disk(database: TestDatabase) {
        const FILE: usize = 1_000_000;
        let site = TestSite::demo_on(database).await;
        let stranger = site.browser().at([192, 0, 2, 9]);
        let own = applies(&stranger, "disk@example.org").await;
        let before = held(site.files.path());
        let mut refused = None;
        for number in 0..40 {
            let page = stranger.uploads(&format!("{own}/files/add"), &pdf(number, FILE), &[("kind", "leaflet"), ("label", "A leaflet")]).await;
            if page.status != 303 && page.status != 200 {
                refused = Some((number, page));
                break;
            }
            let files = stranger.opens(&format!("{own}/files")).await;
            let id = files.body.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a file to take away").to_owned();
            stranger.sends(&format!("{own}/files/remove"), &[("id", &id)]).await;
        }
        let (taken, page) = refused.expect("it ends");
        assert!(taken <= 30 && page.status == 422 && page.says("Try again later"), "{taken}: {}", page.text());
        let more = held(site.files.path()) - before;
        // A week later nothing is left of them, but what somebody else had put into the folder.
        std::fs::create_dir_all(site.files.path().join("ab")).unwrap();
        std::fs::write(site.files.path().join("ab").join(format!("ab{}", "c".repeat(62))), "of another database").unwrap();
        passes(jiff::Span::new().hours(8 * 24));
        let swept = local_offer_operations::sweep_files(&site.office).await.unwrap();
        assert!(swept >= taken && held(site.files.path()) < before + 1_000, "{swept} of {taken}");
        assert!(site.files.path().join("ab").join(format!("ab{}", "c".repeat(62))).exists());
        assert!(more <= (taken * FILE + 100_000) as u64, "what is refused leaves nothing: {more}");
    }
}

on_both_databases! {
    // An upload that loses the race for the draft leaves neither a row nor a file in it.
    async fn uploads_at_once_are_each_there_or_refused(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let stranger = site.browser().at([192, 0, 2, 10]);
        let own = applies(&stranger, "race@example.org").await;
        let add = format!("{own}/files/add");
        let mut all = tokio::task::JoinSet::new();
        for number in 0..16 {
            let (stranger, add) = (stranger.clone(), add.clone());
            all.spawn(async move {
                let label = format!("Our paper {number}, folded");
                let page = stranger.uploads(&add, &pdf(number, 2_000), &[("kind", "leaflet"), ("label", &label)]).await;
                (label, page.status.as_u16())
            });
        }
        let answers = all.join_all().await;
        let files = stranger.opens(&format!("{own}/files")).await;
        for (label, status) in &answers {
            assert!([200, 303, 409, 422, 503].contains(status), "{label}: {status}");
            let there = files.says(label);
            assert!(!matches!(status, 409 | 422 | 503) || !there, "{label} was refused ({status}) and is there: {}", files.text());
        }
        let taken = answers.iter().filter(|(_, status)| matches!(status, 200 | 303)).count();
        assert!((1..=12).contains(&taken), "{taken} were taken");
    }
}

on_both_databases! {
    // A common password is tried on many addresses. Whoever has the right one comes in from elsewhere meanwhile.
    async fn spraying_stops_the_sprayer_alone(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let (sprayer, registrar) = (site.browser().at([192, 0, 2, 11]), site.browser().at([192, 0, 2, 12]));
        let page = registrar.opens("/create-account").await;
        registrar.presses(&page, "Send me the link", &[("name", "Amina"), ("email", "amina@example.org")]).await;
        let mut last = String::new();
        for number in 0..130 {
            let email = format!("person{number}@example.org");
            let page = sprayer.sends("/sign-in", &[("email", &email), ("password", "Summer2026!")]).await;
            assert_eq!(page.status, 422);
            last = page.text();
            if last.contains("too many wrong passwords") {
                break;
            }
        }
        assert!(last.contains("too many wrong passwords"), "{last}");
        let elsewhere = site.browser().at([198, 51, 100, 1]);
        let page = elsewhere.sends("/sign-in", &[("email", "person1@example.org"), ("password", "Summer2026!")]).await;
        assert!(!page.text().contains("too many wrong passwords"), "others are not kept out: {}", page.text());
    }
}

on_both_databases! {
    // Two officers press the same button at the same moment, and a provider twice.
    async fn a_race_has_one_winner(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let (robin, jo) = (site.signed_in("Robin Hale").await, site.signed_in("Jo Brandreth").await);
        let casey = site.signed_in("Casey Fairhurst").await;
        let listings = casey.opens("/provide").await.links();
        let mut queue = robin.opens("/manage/queue?kind=change").await;
        for own in listings.iter().filter(|link| link.starts_with("/provide/listings/")) {
            let page = casey.opens(&format!("{own}/edit/about")).await;
            if !page.body.contains("name=\"summary\"") {
                continue;
            }
            casey.presses(&page, "Save and carry on", &[("summary", "A sentence that has to wait.")]).await;
            let check = casey.opens(&format!("{own}/check")).await;
            casey.presses(&check, "Send", &[]).await;
            queue = robin.opens("/manage/queue?kind=change").await;
            break;
        }
        let link = queue.links().into_iter().find(|link| link.starts_with("/manage/tasks/")).expect("a change waits");
        let (one, two) = (robin.opens(&link).await, jo.opens(&link).await);
        let decision: &[(&str, &str)] = &[("decision", "publish")];
        let (one, two) = tokio::join!(robin.presses(&one, "Decide", decision), jo.presses(&two, "Decide", decision));
        let won = [&one, &two].iter().filter(|page| page.status == 200 && page.says("published")).count();
        let late = [&one, &two].iter().filter(|page| page.status == 409).count();
        assert_eq!((won, late), (1, 1), "{}\n{}", one.text(), two.text());
    }
}

on_both_databases! {
    // Every door for strangers, pressed again and again from one address, says at last that it is enough.
    async fn every_door_for_strangers_closes(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let doors: [(&str, &[(&str, &str)]); 4] = [
            ("/apply", &[("name", "Nobody"), ("email", "{n}@example.org")]),
            ("/create-account", &[("name", "Nobody"), ("email", "{n}@example.org")]),
            ("/forgotten-password", &[("email", "{n}@example.org")]),
            ("/report/services/speech-and-language-therapy", &[("text", "This is number {n}."), ("kind", "correction")]),
        ];
        for (at, (door, fields)) in doors.into_iter().enumerate() {
            let stranger = site.browser().at([192, 0, 2, 20 + at as u8]);
            let mut told = false;
            for number in 0..60 {
                let fields: Vec<(&str, String)> =
                    fields.iter().map(|(name, value)| (*name, value.replace("{n}", &number.to_string()))).collect();
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let page = stranger.sends(door, &fields).await;
                assert!(page.status.as_u16() < 500, "{door}: {}", page.text());
                if page.says("Try again later") {
                    told = true;
                    break;
                }
            }
            assert!(told, "{door} never says that it is enough");
        }
    }
}

/// What keeps somebody who is not known, or who serves themselves, from doing something without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// A row of the table of limits.
    By(Limited),
    /// Wrong guesses make the next one wait.
    ByWaiting,
    /// A key that was mailed opens it, and it is done once.
    Once,
    /// It changes what is their own, makes no mail to others, no work for anybody and no more rows than there were.
    Own,
}

use Held::{By, ByWaiting, Once, Own};

/// Each thing that is done without being known, or by whoever serves themselves, and what holds it.
const HELD: &[(&str, Held)] = &[
    ("/sign-in", ByWaiting),
    ("/sign-in/code", ByWaiting),
    ("/sign-out", Own),
    ("/create-account", By(Limited::Register)),
    ("/forgotten-password", By(Limited::Reset)),
    ("/choose-password/{key}", By(Limited::Choose)),
    ("/invitation/{key}", Once),
    ("/new-email/{key}", Once),
    ("/account/sign-out-everywhere", Own),
    ("/account/end-session", Own),
    ("/account/close", ByWaiting),
    ("/account/second-factor", ByWaiting),
    ("/account/leave", Own),
    ("/account/name", Own),
    ("/account/password", ByWaiting),
    ("/account/email", By(Limited::Register)),
    ("/apply", By(Limited::Apply)),
    ("/apply/{key}/check", Once),
    ("/apply/{key}/places/{at}", Own),
    ("/apply/{key}/files/add", By(Limited::Upload)),
    ("/apply/{key}/files/remove", Own),
    ("/apply/{key}/{section}", Own),
    ("/confirm/{key}", Once),
    ("/report/{kind}/{slug}", By(Limited::Report)),
    ("/reading", Own),
    ("/useful", By(Limited::Useful)),
    ("/provide/claim/{kind}/{slug}", By(Limited::Claim)),
    ("/provide/services", By(Limited::Begin)),
    ("/provide/reports/{id}", Once),
    ("/provide/listings/{id}/check", By(Limited::Send)),
    ("/provide/listings/{id}/both", Own),
    ("/provide/listings/{id}/discard", Own),
    ("/provide/listings/{id}/recall", Own),
    ("/provide/listings/{id}/copy", By(Limited::Begin)),
    ("/provide/listings/{id}/confirm", Own),
    ("/provide/listings/{id}/close", Once),
    ("/provide/listings/{id}/edit/{section}", Own),
    ("/provide/listings/{id}/edit/variants/{kind}", Own),
    ("/provide/listings/{id}/edit/places/{at}", Own),
    ("/provide/listings/{id}/edit/files/add", By(Limited::Upload)),
    ("/provide/listings/{id}/edit/files/remove", Own),
    ("/provide/listings/{id}/report/next-year", Own),
    ("/provide/listings/{id}/template", Own),
    ("/provide/locations/{postcode}", Own),
    ("/provide/people/{id}", By(Limited::Invite)),
    ("/provide/people/{id}/end", Own),
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_strangers_do_is_without_end() {
    let site = TestSite::demo().await;
    let open: Vec<&str> = site
        .rules()
        .into_iter()
        .filter(|(method, _, rule)| {
            *method == "POST" && matches!(rule, Rule::Anybody | Rule::SignedIn | Rule::Somewhere(_))
        })
        .map(|(_, path, _)| path)
        .collect();
    for path in &open {
        assert!(HELD.iter().any(|(held, _)| held == path), "{path} is open: what holds whoever presses it for ever?");
    }
    assert_eq!(open.len(), HELD.len(), "the table has routes that do not exist");
    for limit in Limited::ALL.into_iter().filter(|limit| *limit != Limited::UsefulPage) {
        assert!(HELD.iter().any(|(_, held)| *held == By(limit)), "{limit:?} limits nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_makes_no_end_of_listings_or_of_work() {
    let site = TestSite::demo().await;
    let casey = site.signed_in("Casey Fairhurst").await;
    let page = casey.opens("/provide").await;
    let copy = page.links().into_iter().find(|link| link.starts_with("/provide/listings/")).expect("a listing");
    let mut told = None;
    for number in 0..130 {
        let page = casey.sends(&format!("{copy}/copy"), &[]).await;
        assert!(page.status.as_u16() < 500, "{}", page.text());
        if page.says("Try again later") {
            told = Some(number);
            break;
        }
    }
    assert!(told.is_some(), "it never says that it is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_the_search_busy_with_words_that_do_not_exist() {
    let site = TestSite::demo().await;
    let somebody = site.browser().at([192, 0, 2, 40]);
    assert!(somebody.opens("/find?q=speach+therapy").await.says("Showing results for"));
    // Six words that nobody knows, a hundred times within a minute: after that, what was typed is searched for as it stands.
    for number in 0..100 {
        let nonsense =
            "qxwvzkqjxwvzkqj zzkqjxwvzkqjxwv vwxjqkzvwxjqkzz kkjqzvwxjqkzvwx jqkzvwxjqkzvwxk wvzkqjxwvzkqjxq";
        let page = somebody.opens(&format!("/find?q={}+{number}", nonsense.replace(' ', "+"))).await;
        assert_eq!(page.status, 200);
    }
    let after = somebody.opens("/find?q=speach+therapy").await;
    assert!(
        !somebody.opens("/settings?q=oakenshad").await.says("Showing results for"),
        "the same count for every search"
    );
    assert!(after.status == 200 && !after.says("Showing results for"), "{}", after.text());
    assert!(site.browser().at([192, 0, 2, 41]).opens("/find?q=speach+therapy").await.says("Showing results for"));
    passes(jiff::Span::new().minutes(2));
    assert!(somebody.opens("/find?q=speach+therapy").await.says("Showing results for"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_none_of_ours_gets_nothing_in_the_open() {
    let open = TestSite::demo_by_https().await;
    for host in ["evil.example", "203.0.113.9", "westmere.localhost.evil.example"] {
        for path in ["/", "/find?q=autism", "/api/search", "/sign-in"] {
            let page = open.browser_of(host).asks_only(path).await;
            assert!(page.status == 421 && !page.says("Westmere"), "{host}{path}: {}", page.status);
        }
    }
    for host in ["westmere.localhost", "Westmere.Localhost.", "northfell.localhost:443"] {
        assert_eq!(open.browser_of(host).asks_only("/").await.status, 200, "{host}");
    }
    // Tried out on one's own machine, it answers under any name.
    let own = TestSite::demo().await;
    assert!(own.browser_of("127.0.0.1:3000").asks_only("/").await.says("Westmere"));
}

on_both_databases! {
    async fn many_at_once_are_counted_one_by_one(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let stranger = site.browser().at([192, 0, 2, 50]);
        let page = stranger.opens("/create-account").await;
        stranger.presses(&page, "Send me the link", &[("name", "Amina"), ("email", "amina@example.org")]).await;
        let before = site.messages_to("amina@example.org").await.len();
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..24 {
            let stranger = stranger.clone();
            asked.spawn(async move { stranger.sends("/forgotten-password", &[("email", "amina@example.org")]).await.status });
        }
        for status in asked.join_all().await {
            assert!(status.as_u16() < 500, "{status}");
        }
        let sent = site.messages_to("amina@example.org").await.len() - before;
        assert!((1..=5).contains(&sent), "{sent} messages, where five an hour are the limit");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_leaves_the_form_as_it_was() {
    let site = TestSite::demo().await;
    let stranger = site.browser().at([192, 0, 2, 51]);
    let own = applies(&stranger, "large@example.org").await;
    // The second is more than a request may be at all; then what stands behind it in the form cannot be read.
    for (size, label) in [(10 * 1024 * 1024 + 1, "Our leaflet"), (13 * 1024 * 1024, "name=\"label\"")] {
        let page = stranger
            .uploads(&format!("{own}/files/add"), &pdf(1, size), &[("kind", "leaflet"), ("label", "Our leaflet")])
            .await;
        assert!(page.says("must be smaller than 10 MB") && page.body.contains(label), "{size}: {}", page.text());
    }
}
