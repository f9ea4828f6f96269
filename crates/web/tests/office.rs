//! What officers and providers do besides the life of one listing, and what must not happen while they do.

use jiff::Span;
use local_offer_domain::Content;
use local_offer_domain::listing::Kind;
use local_offer_operations::listings::publish_due;
use local_offer_storage::{ListingFilter, ListingHead, ListingState};
use local_offer_test_support::{Browser, Page, TestSite, on_both_databases, passes};

/// The live services that this person looks after.
async fn own_services(site: &TestSite, browser: &Browser) -> Vec<ListingHead> {
    let page = browser.opens("/provide").await;
    let filter = ListingFilter {
        areas: vec!["westmere".into()],
        kind: Some(Kind::Service),
        state: Some(ListingState::Live),
        ..ListingFilter::default()
    };
    let heads = site.database.storage.read().await.unwrap().list_heads(&filter, 10_000).await.unwrap();
    heads.into_iter().filter(|head| page.body.contains(&head.id.to_string())).collect()
}

async fn content(site: &TestSite, head: &ListingHead) -> Content {
    let stored = site.database.storage.read().await.unwrap().lookup_listing(head.id).await.unwrap().unwrap();
    Content::parse(stored.kind, &stored.content).unwrap()
}

/// Change one page of a listing.
async fn edits(browser: &Browser, head: &ListingHead, section: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.opens(&format!("/provide/listings/{}/edit/{section}", head.id)).await;
    browser.presses(&page, "Save and carry on", fields).await
}

async fn sends(browser: &Browser, head: &ListingHead) -> Page {
    let page = browser.opens(&format!("/provide/listings/{}/check", head.id)).await;
    browser.presses(&page, "Send", &[]).await
}

/// The task about this listing.
async fn task(moderator: &Browser, head: &ListingHead) -> Page {
    let queue = moderator.opens("/manage/queue?kind=change").await;
    moderator.opens(&queue.link(&head.name).unwrap_or_else(|| panic!("{} is not in the queue", head.name))).await
}

on_both_databases! {
    async fn an_organisation_is_suspended_with_its_services_and_comes_back_with_them(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let (robin, casey) = (site.signed_in("Robin Hale").await, site.signed_in("Casey Fairhurst").await);
        let services = own_services(&site, &casey).await;
        let owner = services[0].owner();
        let listing = format!("/manage/listings/{owner}");
        let page = robin.opens(&format!("{listing}/take-down?do=suspend")).await;
        for service in &services {
            assert!(page.says(&service.name), "{} is named: {}", service.name, page.text());
        }
        // Something is wrong, and what was ticked stays.
        let refused = robin.presses(&page, "Suspend it now", &[]).await;
        assert!(refused.says("Give the reason") && refused.body.matches("checked").count() >= services.len());
        robin.presses(&refused, "Suspend it now", &[("reason", "An allegation")]).await;
        site.catches_up().await;
        for service in &services {
            let public = site.visitor().opens(&service.kind.path(&service.slug)).await;
            assert_eq!(public.status, 410, "{}", service.name);
        }
        let page = robin.opens(&format!("{listing}/take-down?do=restore")).await;
        robin.presses(&page, "Show it again", &[]).await;
        site.catches_up().await;
        for service in &services {
            assert_eq!(site.visitor().opens(&service.kind.path(&service.slug)).await.status, 200, "{}", service.name);
        }
        // Whoever leaves them has to say so, and is reminded.
        let with = format!("{listing}/take-down");
        robin.sends(&with, &[("do", "suspend"), ("reason", "Only itself"), ("asked", "services")]).await;
        let page = robin.opens(&listing).await;
        let link = page.link("still shown: suspend them too").unwrap_or_else(|| panic!("{}", page.text()));
        let page = robin.opens(&link).await;
        robin.presses(&page, "Suspend them now", &[("reason", "Only itself")]).await;
        site.catches_up().await;
        assert_eq!(site.visitor().opens(&services[0].kind.path(&services[0].slug)).await.status, 410);
        // A service of somebody else is not taken along.
        let others: Vec<_> = site.database.storage.read().await.unwrap()
            .list_heads(&local_offer_storage::ListingFilter { areas: vec!["westmere".into()], kind: Some(local_offer_domain::listing::Kind::Service), ..Default::default() }, 1_000)
            .await.unwrap().into_iter().filter(|head| head.organisation != Some(owner)).collect();
        let foreign = others[0].id.to_string();
        let page = robin.sends(&with, &[("do", "services"), ("reason", "Mine"), ("with", &foreign)]).await;
        assert_eq!(page.status, 403, "{}", page.text());
    }
}

on_both_databases! {
    async fn a_moderator_publishes_what_was_shown_and_nothing_else(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
        let head = own_services(&site, &casey).await.remove(0);
        edits(&casey, &head, "about", &[("summary", "A harmless sentence.")]).await;
        sends(&casey, &head).await;
        let shown = task(&robin, &head).await;
        assert!(shown.says("A harmless sentence."));
        casey.sends(&format!("/provide/listings/{}/recall", head.id), &[]).await;
        edits(&casey, &head, "about", &[("summary", "Something else altogether.")]).await;
        sends(&casey, &head).await;
        let refused = robin.presses(&shown, "Decide", &[("decision", "publish")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("changed while you were looking at it"));
        let Content::Service(live) = content(&site, &head).await else { panic!("a service") };
        assert_ne!(live.summary, "Something else altogether.");
    }
}

on_both_databases! {
    async fn some_answers_are_published_and_the_rest_goes_back(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
        let head = own_services(&site, &casey).await.remove(0);
        edits(&casey, &head, "about", &[("summary", "A new sentence.")]).await;
        edits(&casey, &head, "who", &[("ages-from", "1"), ("ages-to", "24")]).await;
        sends(&casey, &head).await;
        let page = task(&robin, &head).await;
        let done = robin.presses(&page, "Decide", &[("decision", "some"), ("publish", "summary"), ("remark-ages", "Are you sure?")]).await;
        assert!(done.says("partly published"), "{}", done.text());
        let Content::Service(live) = content(&site, &head).await else { panic!("a service") };
        assert_eq!(live.summary, "A new sentence.");
        assert_ne!(live.suits.ages.and_then(local_offer_domain::values::AgeRange::to), Some(24));
        let back = casey.opens(&format!("/provide/listings/{}", head.id)).await;
        assert!(back.says("Are you sure?"), "{}", back.text());
        let who = casey.opens(&format!("/provide/listings/{}/edit/who", head.id)).await;
        assert!(who.body.contains("value=\"24\""), "what was not published is not lost");
    }
}

on_both_databases! {
    async fn what_is_declined_has_a_reason_and_what_is_scheduled_comes_on_its_day(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
        let heads = own_services(&site, &casey).await;
        edits(&casey, &heads[0], "about", &[("summary", "We cure autism.")]).await;
        sends(&casey, &heads[0]).await;
        let page = task(&robin, &heads[0]).await;
        let without = robin.presses(&page, "Decide", &[("decision", "decline")]).await;
        assert!(without.status == 422 && without.says("Give the reason"));
        robin.presses(&page, "Decide", &[("decision", "decline"), ("words", "Nothing cures autism.")]).await;
        let told = site.messages_to("casey.fairhurst@westmere.example.org").await.remove(0);
        assert!(told.body.contains("Nothing cures autism.") && told.body.contains("/listing-policy"), "{}", told.body);

        edits(&casey, &heads[1], "about", &[("summary", "From January.")]).await;
        sends(&casey, &heads[1]).await;
        let page = task(&robin, &heads[1]).await;
        let past = robin.presses(&page, "Decide", &[("decision", "publish"), ("on", "1/1/2020")]).await;
        assert!(past.says("Choose today or a day to come"));
        let odd = robin.presses(&page, "Decide", &[("decision", "publish"), ("on", "soon")]).await;
        assert!(odd.says("Enter a day, like 27/3/2026") && odd.body.contains("value=\"soon\""));
        robin.presses(&page, "Decide", &[("decision", "publish"), ("on", "2/1/2027")]).await;
        assert_eq!(publish_due(&site.office).await.unwrap(), 0);
        passes(Span::new().days(43));
        assert_eq!(publish_due(&site.office).await.unwrap(), 1);
        assert_eq!(publish_due(&site.office).await.unwrap(), 0);
        site.catches_up().await;
        let path = format!("/services/{}", heads[1].slug);
        assert!(site.visitor().opens(&path).await.says("From January."));
    }
}

on_both_databases! {
    async fn two_people_at_one_listing_lose_nothing_and_see_both_versions(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let (casey, drew) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Drew Pilling").await);
        let head = own_services(&site, &casey).await.remove(0);
        let path = format!("/provide/listings/{}/edit", head.id);
        // Different pages at once: both stay.
        let (cost, staff) = (casey.opens(&format!("{path}/cost")).await, drew.opens(&format!("{path}/staff")).await);
        casey.presses(&cost, "Save and carry on", &[("concessions", "Carers pay half")]).await;
        drew.presses(&staff, "Save and carry on", &[("ratio", "1 adult to 2 children")]).await;
        assert!(casey.opens(&format!("{path}/staff")).await.body.contains("1 adult to 2 children"));
        assert!(drew.opens(&format!("{path}/cost")).await.body.contains("Carers pay half"));
        // The same page at once: the second is shown both, and chooses.
        let (one, two) = (casey.opens(&format!("{path}/about")).await, drew.opens(&format!("{path}/about")).await);
        casey.presses(&one, "Save and carry on", &[("summary", "What Casey wrote.")]).await;
        let both = drew.presses(&two, "Save and carry on", &[("summary", "What Drew wrote.")]).await;
        assert_eq!(both.status, 409);
        assert!(both.says("What Casey wrote.") && both.says("What Drew wrote."), "{}", both.text());
        drew.presses(&both, "Keep what I typed", &[]).await;
        assert!(casey.opens(&format!("{path}/about")).await.body.contains("What Drew wrote."));
        // What staff publish meanwhile is not undone either: both versions again.
        let robin = site.signed_in("Robin Hale").await;
        let jo = site.signed_in("Jo Brandreth").await;
        drop(robin);
        let history = jo.opens(&format!("/manage/listings/{}", head.id)).await;
        assert!(history.says("History"));
    }
}

on_both_databases! {
    async fn words_change_with_every_listing_under_them(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let nat = site.signed_in("Nat Winmarleigh").await;
        let family = site.visitor();
        let count = async |category: &str| family.queries(&[("category", category)]).await["total"].as_u64().unwrap_or(0);
        let (before, arts) = (count("swimming").await, count("arts-and-music").await);
        assert!(before > 0 && arts > 0);
        let page = nat.opens("/manage/words/categories").await;
        let refused = nat.presses(&page, "Rename", &[("id", "swimming"), ("name", "Short breaks")]).await;
        assert!(refused.status == 422 && refused.says("which means the same"));
        nat.presses(&page, "Rename", &[("id", "swimming"), ("name", "Swimming and water")]).await;
        site.catches_up().await;
        assert!(family.opens("/topics/swimming").await.says("Swimming and water"));
        assert!(!family.searches(&[("q", "swimming")]).await.results().is_empty());
        let page = nat.opens("/manage/words/categories").await;
        let done = nat.presses(&page, "Merge", &[("from", "swimming"), ("into", "arts-and-music")]).await;
        assert!(done.says("changed with it"), "{}", done.text());
        site.catches_up().await;
        assert_eq!(family.opens("/topics/swimming").await.status, 404);
        let merged = count("arts-and-music").await;
        assert!(merged >= before.max(arts) && merged <= before + arts);
        let page = nat.opens("/manage/words/categories").await;
        nat.presses(&page, "Retire", &[("old", "arts-and-music")]).await;
        site.catches_up().await;
        assert_eq!(count("arts-and-music").await, 0);
        // What was said in the past stays as it was.
        let jo = site.signed_in("Jo Brandreth").await;
        assert!(jo.opens("/manage/words/categories").await.says("shared by several areas"));
    }
}

on_both_databases! {
    async fn while_a_change_waits_a_notice_is_live_at_once(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
        let head = own_services(&site, &casey).await.remove(0);
        edits(&casey, &head, "about", &[("summary", "A sentence that waits.")]).await;
        sends(&casey, &head).await;
        let done = edits(&casey, &head, "notice", &[("alert", "Closed this week.")]).await;
        assert!(done.says("Families see it now"), "{}", done.text());
        let high = edits(&casey, &head, "who", &[("ages-from", "1"), ("ages-to", "24")]).await;
        assert!(high.status == 422 && high.says("another change is waiting") && high.body.contains("value=\"24\""));
        site.catches_up().await;
        let path = format!("/services/{}", head.slug);
        let public = site.visitor().opens(&path).await;
        assert!(public.says("Closed this week.") && !public.says("A sentence that waits."));
        let page = task(&robin, &head).await;
        robin.presses(&page, "Decide", &[("decision", "publish")]).await;
        site.catches_up().await;
        let public = site.visitor().opens(&path).await;
        assert!(public.says("Closed this week.") && public.says("A sentence that waits."), "neither undoes the other");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_out_a_hidden_address_or_a_suspended_listing_by_applying() {
    let mut site = TestSite::demo().await;
    let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
    let head = own_services(&site, &casey).await.into_iter().next().unwrap();
    let page = robin.opens(&format!("/manage/listings/{}/take-down?do=suspend", head.id)).await;
    robin.presses(&page, "Suspend it now", &[("reason", "x")]).await;
    site.catches_up().await;
    let amina = site.browser();
    let start = amina.opens("/apply").await;
    amina.presses(&start, "Start", &[("name", "Amina"), ("email", "amina@example.org")]).await;
    let link = site.messages_to("amina@example.org").await.remove(0).body;
    let link = link
        .split_whitespace()
        .find(|word| word.contains("/apply/"))
        .unwrap()
        .replace("http://westmere.localhost:3000", "");
    let about = amina.opens(&format!("{link}/about")).await;
    amina.presses(&about, "Save and carry on", &[("name", &head.name), ("summary", "The same.")]).await;
    let check = amina.opens(&format!("{link}/check")).await;
    assert!(!check.says("Is it listed already?"), "a suspended listing is not told of");
    // The key opens this application and nothing else, whatever is put behind it.
    for path in ["/places/999", "/places/-1", "/nothing", "/places/new%2f..", "/check%00"] {
        assert_eq!(amina.opens(&format!("{link}{path}")).await.status, 404, "{path}");
    }
    assert_eq!(amina.opens(&format!("{link}x")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_still_alike_is_pointed_out_before_it_is_sent() {
    let site = TestSite::demo().await;
    let casey = site.signed_in("Casey Fairhurst").await;
    let head = own_services(&site, &casey).await.remove(0);
    let page = casey.opens(&format!("/provide/listings/{}", head.id)).await;
    let copy = casey.presses(&page, "Copy it to a new service", &[]).await;
    assert!(copy.says("This is the copy"), "{}", copy.text());
    let check = copy.links().into_iter().find(|link| link.ends_with("/check")).expect("a link to check and send");
    let check = casey.opens(&check).await;
    assert!(check.says("Is it listed already?"), "{}", check.text());
    assert!(check.links().contains(&format!("/services/{}", head.slug)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_today_is_hidden_in_the_past() {
    let mut site = TestSite::demo().await;
    let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
    let mut with_place = None;
    for head in own_services(&site, &casey).await {
        if let Content::Service(service) = content(&site, &head).await
            && let Some(postcode) = service.places.first().and_then(|place| place.location.postcode.clone())
        {
            with_place = Some((head, postcode.to_string()));
        }
    }
    let (head, postcode) = with_place.expect("a service with a place");
    let path = format!("/services/{}", head.slug);
    let past = format!("{path}?as-at=2026-11-01");
    assert!(site.visitor().opens(&past).await.body.contains(&postcode));
    let page = casey.opens(&format!("/provide/listings/{}/edit/places/0", head.id)).await;
    casey.presses(&page, "Save this place", &[("hidden", "yes")]).await;
    sends(&casey, &head).await;
    let shown = task(&robin, &head).await;
    assert!(shown.says("The whole address is not shown"), "whoever decides sees all of a place");
    robin.presses(&shown, "Decide", &[("decision", "publish")]).await;
    site.catches_up().await;
    assert!(!site.visitor().opens(&path).await.body.contains(&postcode));
    assert!(!site.visitor().opens(&past).await.body.contains(&postcode), "nor by looking back");
    for (day, status) in [
        ("2026-11-22", 400),
        ("yesterday", 400),
        ("", 400),
        ("-9999-01-01", 400),
        ("0001-01-01", 400),
        ("2014-09-01", 404),
    ] {
        assert_eq!(site.visitor().opens(&format!("{path}?as-at={day}")).await.status, status, "{day:?}");
    }
}

on_both_databases! {
    /// A place whose postcode was put right when it was hidden, a number written otherwise when it was made private, and a
    /// contact that was taken out.
    async fn the_past_shows_nothing_that_is_kept_back_or_taken_out_since(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
        let head = own_services(&site, &casey).await.remove(0);
        let path = format!("/services/{}", head.slug);
        // Two days ago: a place, a duty line and a person.
        let edit = format!("/provide/listings/{}/edit", head.id);
        let page = casey.opens(&format!("{edit}/places/new")).await;
        casey.presses(&page, "Save this place", &[("address", "200 Guildgate"), ("town", "Preston"), ("postcode", "PR1 1YZ")]).await;
        edits(&casey, &head, "contact", &[
            ("contacts-0-role", "Duty"), ("contacts-0-phone", "01632 960591"), ("contacts-0-email", "duty@example.org"), ("contacts-0-audience", "public"),
            ("contacts-1-name", "Alma Reed"), ("contacts-1-email", "alma.reed@example.org"), ("contacts-1-phone", "07700 900321"), ("contacts-1-audience", "public"),
            ("contacts-2-role", "Desk"), ("contacts-2-phone", "01632 960004"), ("contacts-2-email", ""), ("contacts-2-audience", "public"),
        ]).await;
        sends(&casey, &head).await;
        robin.presses(&task(&robin, &head).await, "Decide", &[("decision", "publish")]).await;
        site.catches_up().await;
        let then = site.visitor().opens(&path).await.body;
        for shown in ["200 Guildgate", "960591", "duty@example.org", "Alma Reed", "900321"] {
            assert!(then.contains(shown), "{shown} was shown");
        }
        passes(Span::new().days(2));
        let (casey, robin) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Robin Hale").await);
        let places = casey.opens(&format!("{edit}/where")).await;
        let number = places.links().iter().filter(|link| link.contains("/places/") && !link.ends_with("new")).count() - 1;
        let page = casey.opens(&format!("{edit}/places/{number}")).await;
        casey.presses(&page, "Save this place", &[("hidden", "yes"), ("postcode", "PR1 1YX")]).await;
        edits(&casey, &head, "contact", &[
            ("contacts-0-phone", "01632960591"), ("contacts-0-email", ""), ("contacts-0-audience", "private"),
            ("contacts-1-name", ""), ("contacts-1-email", ""), ("contacts-1-phone", ""), ("contacts-1-role", ""),
        ]).await;
        sends(&casey, &head).await;
        robin.presses(&task(&robin, &head).await, "Decide", &[("decision", "publish")]).await;
        site.catches_up().await;
        let past = site.visitor().opens(&format!("{path}?as-at=2026-11-21")).await;
        assert_eq!(past.status, 200, "the day can still be looked at");
        for secret in ["200 Guildgate", "PR1 1Y", "960591", "duty@example.org", "Alma Reed", "alma.reed", "900321"] {
            assert!(!past.body.contains(secret), "{secret} is on the page of that day");
        }
        assert!(past.body.contains("01632 960004"), "what is public today is public then");
        let found = site.visitor().queries(&[("q", "01632 960591"), ("as-at", "2026-11-21")]).await;
        assert!(!found.to_string().contains("960591\",\"field\":\"contact"), "nor is it found: {found}");
        // Somebody asks for more of the past to be forgotten.
        let edited = robin.opens(&format!("/manage/listings/{}/past", head.id)).await;
        let refused = robin.presses(&edited, "Take it out of the past", &[("questions", "summary")]).await;
        assert!(refused.says("Give the reason"), "{}", refused.text());
        let done = robin.presses(&edited, "Take it out of the past", &[("everything", "yes"), ("reason", "Asked for under article 17")]).await;
        assert_eq!(done.status, 200, "{}", done.text());
        site.catches_up().await;
        assert_eq!(site.visitor().opens(&format!("{path}?as-at=2026-11-21")).await.status, 404);
        assert_eq!(site.visitor().opens(&path).await.status, 200, "today stays as it is");
        let auditor = site.signed_in("Lee Auldcliffe").await;
        assert!(auditor.opens("/manage/audit").await.says("redact-past"), "it is recorded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_worth_what_its_sender_may_give_today() {
    let site = TestSite::demo().await;
    let (casey, jo) = (site.signed_in("Casey Fairhurst").await, site.signed_in("Jo Brandreth").await);
    let listings = casey.opens("/provide").await;
    let people = listings.links().into_iter().find(|link| link.starts_with("/provide/people/")).unwrap();
    let page = casey.opens(&people).await;
    casey.presses(&page, "Send the invitation", &[("email", "second@example.org"), ("role", "provider-manager")]).await;
    let link = site.messages_to("second@example.org").await.remove(0).body;
    let link = link
        .split_whitespace()
        .find(|word| word.contains("/invitation/"))
        .unwrap()
        .replace("http://westmere.localhost:3000", "");
    assert_eq!(site.browser().opens(&link).await.status, 200);
    let page = jo.opens(&people).await;
    let chosen = jo.opens(&page.link("Change or remove Casey Fairhurst").expect("a link")).await;
    let asked = jo.opens(&chosen.link("Let Casey Fairhurst go").expect("a link")).await;
    assert!(asked.says("is signed out at once"), "{}", asked.text());
    jo.presses(&asked, "Let Casey Fairhurst go", &[]).await;
    assert_eq!(site.browser().opens(&link).await.status, 410);
    assert!(!casey.opens("/provide").await.body.contains(&people));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_narrowed_kept_and_worked_on_together() {
    let site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await;
    for (at, service) in ["speech-and-language-therapy", "speech-and-language-therapy"].iter().enumerate() {
        let visitor = site.browser();
        let page = visitor.opens(&format!("/report/services/{service}")).await;
        visitor.presses(&page, "Send", &[("text", &format!("Wrong {at}"))]).await;
    }
    let visitor = site.browser();
    let page = visitor.opens("/report/services/speech-and-language-therapy").await;
    visitor.presses(&page, "Send as a complaint about the place", &[("text", "Not safe")]).await;
    let queue = robin.opens("/manage/queue").await;
    let first = queue.body.find("Complaint").unwrap();
    assert!(first < queue.body.rfind("Suggested correction").unwrap(), "the most harmful first");
    let ids: Vec<String> =
        queue.links().into_iter().filter_map(|link| link.strip_prefix("/manage/tasks/").map(str::to_owned)).collect();
    let done = robin.presses(&queue, "Watch", &[("task", &ids[0]), ("task", &ids[1])]).await;
    assert!(done.says("2 things changed"));
    let mine = robin.presses(&done, "Hand over", &[("task", &ids[0])]).await;
    assert!(mine.says("1 thing changed"));
    assert!(robin.opens("/manage/queue?whose=mine").await.says("Complaint"));
    let narrowed = robin.opens("/manage/queue?kind=correction").await;
    assert!(!narrowed.links().contains(&format!("/manage/tasks/{}", ids[0])));
    let kept = robin.presses(&narrowed, "Keep", &[("name", "Corrections")]).await;
    assert!(kept.link("Corrections").is_some_and(|link| link.contains("kind=correction")));
    // What waits for an answer is not dismissed, and the others are told.
    let sam = site.signed_in("Sam Okafor").await;
    let page = sam.opens(&format!("/manage/tasks/{}", ids[0])).await;
    sam.presses(&page, "Leave the note", &[("text", "I called them.")]).await;
    assert!(robin.opens(&format!("/manage/tasks/{}", ids[0])).await.says("I called them."));
    assert!(site.messages_to("robin.hale@westmere.example.org").await[0].body.contains("note"));
    let priya = site.signed_in("Priya Hesketh").await;
    assert_eq!(priya.opens(&format!("/manage/tasks/{}", ids[0])).await.status, 403, "a complaint is not for the forum");
    let page = priya.opens(&format!("/manage/tasks/{}", ids[1])).await;
    assert!(page.says("Leave the note") && !page.says("Hand over"), "the forum reads and remarks");
    // Many things are closed together only when nobody waits for an answer, with a reason, and can be taken up again.
    let visitor = site.browser();
    let page = visitor.opens("/report/services/speech-and-language-therapy").await;
    visitor.presses(&page, "Send", &[("text", "Wrong day"), ("email", "family@example.org")]).await;
    let queue = robin.opens("/manage/queue").await;
    let open: Vec<String> =
        queue.links().into_iter().filter_map(|link| link.strip_prefix("/manage/tasks/").map(str::to_owned)).collect();
    let waits = open.iter().find(|id| !ids.contains(id)).unwrap().clone();
    let all = [("task", ids[0].as_str()), ("task", ids[1].as_str()), ("task", waits.as_str())];
    let asked = robin.presses(&queue, "Nothing needs to be done …", &all).await;
    assert!(asked.says("These stay open") && asked.says("1 thing will be closed"), "{}", asked.text());
    let refused = robin.presses(&asked, "Close them", &[]).await;
    assert!(refused.says("Say why nothing needs to be done"));
    robin.presses(&refused, "Close them", &[("why", "It is right as it is.")]).await;
    let closed = robin.opens(&format!("/manage/tasks/{}", ids[1])).await;
    assert!(closed.says("It is right as it is."), "{}", closed.text());
    let again = robin.presses(&closed, "Take it up again", &[]).await;
    assert!(again.says("Answer and be done") && !again.says("Take it up again"), "{}", again.text());
    for id in [&ids[0], &waits] {
        assert!(robin.opens(&format!("/manage/tasks/{id}")).await.says("Answer and be done"), "it is still open");
    }
    // One by one, whoever asked for an answer gets it.
    let page = robin.opens(&format!("/manage/tasks/{waits}")).await;
    robin.presses(&page, "Nothing needs to be done", &[("why", "We called: the day is right.")]).await;
    assert!(site.messages_to("family@example.org").await[0].body.contains("We called: the day is right."));
    // Of two people who answer the same thing, the second loses nothing.
    let (first, second) = (
        robin.opens(&format!("/manage/tasks/{}", ids[0])).await,
        sam.opens(&format!("/manage/tasks/{}", ids[0])).await,
    );
    robin.presses(&first, "Answer and be done", &[("answer", "We were there today.")]).await;
    let late = sam.presses(&second, "Answer and be done", &[("answer", "A long and careful answer.")]).await;
    assert!(late.status == 409 && late.says("A long and careful answer.") && late.says("already"), "{}", late.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_people_have_to_agree_one_does_not_decide() {
    let site = TestSite::demo().await;
    let mut area = site.database.storage.read().await.unwrap().list_areas().await.unwrap().remove(0);
    area.listing_policy.second_person = true;
    local_offer_operations::put_area(&site.database.storage, &area, site.office.now()).await.unwrap();
    let mut site = site;
    site.catches_up().await;
    let (casey, robin, sam) = (
        site.signed_in("Casey Fairhurst").await,
        site.signed_in("Robin Hale").await,
        site.signed_in("Sam Okafor").await,
    );
    let head = own_services(&site, &casey).await.remove(0);
    edits(&casey, &head, "about", &[("summary", "Two people read this.")]).await;
    sends(&casey, &head).await;
    let page = task(&robin, &head).await;
    assert!(robin.presses(&page, "Decide", &[("decision", "publish")]).await.says("agreed by one"));
    let page = task(&robin, &head).await;
    let again = robin.presses(&page, "Decide", &[("decision", "publish")]).await;
    assert!(again.says("Now another person has to"), "{}", again.text());
    let Content::Service(live) = content(&site, &head).await else { panic!("a service") };
    assert_ne!(live.summary, "Two people read this.");
    let page = task(&sam, &head).await;
    assert!(sam.presses(&page, "Decide", &[("decision", "publish")]).await.says(": published"));
    let Content::Service(live) = content(&site, &head).await else { panic!("a service") };
    assert_eq!(live.summary, "Two people read this.");
}
