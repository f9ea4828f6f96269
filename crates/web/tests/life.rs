//! The whole life of a listing, told by the people in it, through the pages they use.

use jiff::Span;
use local_offer_operations::listings::archive_lapsed;
use local_offer_operations::send_reminders;
use local_offer_test_support::{Browser, Page, TestSite, on_both_databases, passes};

/// The path of the first link to this site in a message.
fn link_in(body: &str, starts: &str) -> String {
    let host = "http://westmere.localhost:3000";
    let found =
        body.split_whitespace().filter_map(|word| word.strip_prefix(host)).find(|path| path.starts_with(starts));
    found.unwrap_or_else(|| panic!("no link to {starts} in {body}")).to_owned()
}

const EMAIL: &str = "amina@chess.example.org";

/// Amina asks for her chess club to be listed.
async fn applies(site: &TestSite) -> (Browser, String) {
    let amina = site.browser();
    let start = amina.opens("/apply").await;
    let again = amina.presses(&start, "Start", &[("name", "Amina"), ("email", "not an address")]).await;
    assert_eq!(again.status, 422);
    assert!(again.says("Enter an email address in the correct format") && again.body.contains("value=\"Amina\""));
    let tasks = amina.presses(&start, "Start", &[("name", "Amina"), ("email", EMAIL)]).await;
    assert_eq!(tasks.heading(), "Ask to be listed");
    // She stops, and goes on by the link in the message.
    let message = site.messages_to(EMAIL).await.remove(0);
    let link = link_in(&message.body, "/apply/");
    let amina = site.browser();
    let tasks = amina.opens(&link).await;
    assert!(tasks.says("You have completed 0 of 18 pages"), "{}", tasks.text());
    let fill = async |section: &str, fields: &[(&str, &str)]| {
        let page = amina.opens(&format!("{link}/{section}")).await;
        let after = amina.presses(&page, "Save and carry on", fields).await;
        assert_eq!(after.status, 200, "{section}: {}", after.text());
        after
    };
    fill(
        "organisation",
        &[
            ("org-name", "Westmere Chess"),
            ("org-kind", "charity"),
            ("org-phone", "01632 960700"),
            ("org-website", "chess.example.org"),
            ("org-postcode", "PR1 8XJ"),
        ],
    )
    .await;
    let about = amina.opens(&format!("{link}/about")).await;
    let long = "x".repeat(200);
    let refused = amina.presses(&about, "Save and carry on", &[("name", "Quiet chess"), ("summary", &long)]).await;
    assert!(refused.says("must be 160 characters or fewer") && refused.body.contains(&long), "what was typed stays");
    fill(
        "about",
        &[
            ("name", "Quiet chess"),
            ("summary", "Chess in a quiet room, with time to think."),
            ("description", "We play on Mondays."),
        ],
    )
    .await;
    fill("topics", &[("themes", "leisure"), ("categories", "clubs-and-youth-groups")]).await;
    fill("level", &[("level", "universal")]).await;
    let reversed = amina.opens(&format!("{link}/who")).await;
    let reversed = amina.presses(&reversed, "Save and carry on", &[("ages-from", "16"), ("ages-to", "8")]).await;
    assert!(reversed.says("the youngest age (16) is above the oldest (8)"));
    fill("who", &[("ages-from", "8"), ("ages-to", "16"), ("all-needs", "yes")]).await;
    fill("getting-in", &[("routes", "self"), ("how", "Call us.")]).await;
    fill(
        "cost",
        &[("free", "no"), ("prices-0-label", "A session"), ("prices-0-pounds", "£3.50"), ("prices-0-per", "session")],
    )
    .await;
    let place = amina.opens(&format!("{link}/places/new")).await;
    let nowhere = amina.presses(&place, "Save this place", &[("place-name", "The Hall")]).await;
    assert!(nowhere.says("Enter a full UK postcode, like PR1 8XJ") && nowhere.body.contains("value=\"The Hall\""));
    let places = amina
        .presses(
            &place,
            "Save this place",
            &[("place-name", "The Hall"), ("town", "Preston"), ("postcode", "pr18xj"), ("access", "step-free-access")],
        )
        .await;
    assert!(places.says("The Hall") && places.says("PR1 8XJ"));
    fill(
        "when",
        &[("times-0-days", "mon"), ("times-0-opens", "4.30pm"), ("times-0-closes", "18:00"), ("times-0-term", "yes")],
    )
    .await;
    let tasks = amina.opens(&link).await;
    assert!(tasks.says("You have completed 9 of 18 pages"), "{}", tasks.text());
    let preview = amina.opens(&format!("{link}/preview")).await;
    assert!(
        preview.says("This is how families will see it") && preview.says("£3.50 per session") && preview.says("Monday")
    );
    // She sends it, and is told what is missing.
    let check = amina.opens(&format!("{link}/check")).await;
    assert!(check.says("What families will ask"), "advice, and no obstacle");
    let early = amina.presses(&check, "Agree and send", &[]).await;
    assert!(early.says("Answer “Ways to reach you”") && early.says("Agree to every statement"), "{}", early.text());
    fill(
        "contact",
        &[
            ("contacts-0-phone", "01632 960701"),
            ("contacts-1-phone", "01632 960799"),
            ("contacts-1-audience", "private"),
        ],
    )
    .await;
    let check = amina.opens(&format!("{link}/check")).await;
    let agreed: Vec<(&str, &str)> =
        local_offer_operations::listings::STATEMENTS.iter().map(|text| ("agreed", *text)).collect();
    let sent = amina.presses(&check, "Agree and send", &agreed).await;
    assert!(sent.says("We have it") && sent.says("Your reference is A-"), "{}", sent.text());
    assert!(
        site.browser().opens("/services/quiet-chess").await.status == 404,
        "nothing is public before somebody decides"
    );
    (amina, link)
}

/// The task of the moderator that is about this.
async fn task(moderator: &Browser, name: &str) -> Page {
    let queue = moderator.opens("/manage/queue").await;
    let link = queue.link(name).unwrap_or_else(|| panic!("{name} is not in the queue: {}", queue.text()));
    moderator.opens(&link).await
}

on_both_databases! {
    async fn a_listing_lives_from_application_to_withdrawal(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let (amina, link) = applies(&site).await;
        let robin = site.signed_in("Robin Hale").await;

        // Returned with a remark, changed, sent again.
        let page = task(&robin, "Quiet chess").await;
        assert!(page.says("What it will say") && page.says("Chess in a quiet room"));
        let nothing = robin.presses(&page, "Decide", &[("decision", "return")]).await;
        assert!(nothing.status == 422 && nothing.says("Say what should be changed"));
        let decided = robin.presses(&page, "Decide", &[("decision", "return"), ("remark-how", "Say when the phone is answered.")]).await;
        assert!(decided.says("returned"), "{}", decided.text());
        let again = robin.presses(&page, "Decide", &[("decision", "publish")]).await;
        assert_eq!(again.status, 409, "the same decision is not made twice");
        let told = site.messages_to(EMAIL).await.remove(0);
        assert!(told.body.contains("Say when the phone is answered."), "{}", told.body);
        let back = site.browser();
        let returned = link_in(&told.body, "/apply/");
        let tasks = back.opens(&returned).await;
        assert!(tasks.says("We have sent this back to you") && tasks.says("Please change"));
        let page = back.opens(&format!("{returned}/getting-in")).await;
        assert!(page.says("Say when the phone is answered."));
        back.presses(&page, "Save and carry on", &[("how", "Call us on weekday evenings.")]).await;
        let check = amina.opens(&format!("{link}/check")).await;
        let agreed: Vec<(&str, &str)> = local_offer_operations::listings::STATEMENTS.iter().map(|text| ("agreed", *text)).collect();
        assert!(amina.presses(&check, "Agree and send", &agreed).await.says("We have it"));

        // Published: families find it, and what is private stays private.
        let page = task(&robin, "Quiet chess").await;
        assert!(robin.presses(&page, "Decide", &[("decision", "publish")]).await.says("published"));
        site.catches_up().await;
        let family = site.visitor();
        let public = family.opens("/services/quiet-chess").await;
        assert!(public.says("Call us on weekday evenings.") && public.says("01632 960701") && public.says("Westmere Chess"));
        assert!(!public.body.contains("960799"), "a private number is not shown");
        assert!(family.searches(&[("q", "chess")]).await.results().contains(&"Quiet chess".to_owned()));
        let over = amina.opens(&link).await;
        assert!(over.says("It is published") && !over.body.contains("960799"), "a link that was mailed shows nothing private");
        for path in ["preview", "about", "places/0"] {
            let page = amina.opens(&format!("{link}/{path}")).await;
            assert!(!page.body.contains("960799") && !page.body.contains("Call us on"), "{path}: {}", page.text());
        }

        // Amina accepts the invitation, with a password that is a good one.
        let invitation = site.messages_to(EMAIL).await.into_iter().find(|message| message.subject.contains("invited")).unwrap();
        let invitation = link_in(&invitation.body, "/invitation/");
        let page = amina.opens(&invitation).await;
        let weak = amina.presses(&page, "Accept", &[("name", "Amina"), ("password", "password1234")]).await;
        assert!(weak.says("Many people use this password") && weak.body.contains("value=\"Amina\""));
        assert!(amina.presses(&page, "Accept", &[("name", "Amina"), ("password", "lantern pebble gravy")]).await.says("Welcome"));
        assert_eq!(amina.opens(&invitation).await.status, 410, "an invitation is good once");
        let sign_in = amina.opens("/sign-in?to=/provide").await;
        let listings = amina.presses(&sign_in, "Sign in", &[("email", EMAIL), ("password", "lantern pebble gravy")]).await;
        assert_eq!(listings.heading(), "My listings");
        let overview = listings.link("Quiet chess").unwrap();

        // A new price is live at once, a new age waits, and what is live stays meanwhile.
        let page = amina.opens(&format!("{overview}/edit/cost")).await;
        amina.presses(&page, "Save and carry on", &[("prices-0-pounds", "4")]).await;
        let page = amina.opens(&format!("{overview}/edit/who")).await;
        amina.presses(&page, "Save and carry on", &[("ages-to", "18")]).await;
        assert!(!family.opens("/services/quiet-chess").await.says("£4 per"), "a draft is nobody's business");
        let check = amina.opens(&format!("{overview}/check")).await;
        assert!(check.says("These are live as soon as you send them") && check.says("These wait"));
        let sent = amina.presses(&check, "Send", &[]).await;
        assert!(sent.says("Live now") && sent.says("Your reference is W-"), "{}", sent.text());
        site.catches_up().await;
        let public = family.opens("/services/quiet-chess").await;
        assert!(public.says("£4 per session") && public.says("8 to 16") && !public.says("8 to 18"));
        let page = task(&robin, "Quiet chess").await;
        assert!(page.says("8") && page.says("18") && page.says("High risk"));
        assert!(robin.presses(&page, "Decide", &[("decision", "publish")]).await.says("published"));
        site.catches_up().await;
        assert!(family.opens("/services/quiet-chess").await.says("8 to 18"));

        // Half a year passes; she is reminded, and opening the link changes nothing.
        passes(Span::new().days(155));
        site.catches_up().await;
        let before = site.messages_to(EMAIL).await.len();
        send_reminders(&site.office).await.unwrap();
        send_reminders(&site.office).await.unwrap();
        let messages = site.messages_to(EMAIL).await;
        let reminders: Vec<_> = messages.iter().filter(|message| message.subject == "Is Quiet chess still right?").collect();
        assert_eq!((messages.len() - before, reminders.len()), (1, 1), "once, however often the job runs");
        let confirm = link_in(&reminders[0].body, "/confirm/");
        let by_mail = site.browser();
        let page = by_mail.opens(&confirm).await;
        assert!(page.heading().contains("Is Quiet chess still right?"));
        site.catches_up().await;
        assert!(!family.opens("/services/quiet-chess").await.says("Last checked 25 April 2027"));

        // Nobody answers: it is told to the public, comes last, goes, and comes back by one press of a button.
        passes(Span::new().days(65));
        assert!(family.opens("/services/quiet-chess").await.says("not been confirmed since"), "{}", family.opens("/services/quiet-chess").await.text());
        send_reminders(&site.office).await.unwrap();
        assert_eq!(robin.opens("/manage/queue").await.heading(), "Sign in", "a session does not last for months");
        let robin = site.signed_in("Robin Hale").await;
        assert!(task(&robin, "Quiet chess").await.says("Not confirmed"));
        passes(Span::new().days(160));
        // The whole area is late at once: more likely the clock than so many listings, so somebody is asked first.
        assert_eq!(archive_lapsed(&site.office).await.unwrap(), 0);
        site.catches_up().await;
        assert_eq!(family.opens("/services/quiet-chess").await.status, 200);
        let robin = site.signed_in("Robin Hale").await;
        let stopped = task(&robin, "listings were not archived").await;
        assert!(stopped.says("would be archived today"), "{}", stopped.text());
        assert_eq!(archive_lapsed(&site.office).await.unwrap(), 0, "and is asked once");
        let archived = robin.presses(&stopped, "Archive them all the same", &[]).await;
        assert_eq!(archived.heading(), "Archived because nobody confirmed it");
        site.catches_up().await;
        assert_eq!(family.opens("/services/speech-and-language-therapy").await.status, 410);
        let others = robin.opens("/manage/archived").await;
        let gone = family.opens("/services/quiet-chess").await;
        assert_eq!((gone.status.as_u16(), gone.heading().as_str()), (410, "No longer listed"));
        let page = by_mail.opens(&confirm).await;
        assert!(by_mail.presses(&page, "Carry on", &[("answer", "right")]).await.says("Thank you"));
        site.catches_up().await;
        assert_eq!(family.opens("/services/quiet-chess").await.status, 200);
        // It was the clock after all: the whole day is taken back by one press.
        let back = robin.presses(&others, "Show again what was archived on", &[]).await;
        assert!(back.says("shown again") && back.says("Nothing is archived."), "{}", back.text());
        site.catches_up().await;
        assert_eq!(family.opens("/services/speech-and-language-therapy").await.status, 200);

        // A visitor complains; it is suspended, restored, and withdrawn.
        let visitor = site.browser();
        let page = visitor.opens("/report/services/quiet-chess").await;
        let thanks = visitor.presses(&page, "Send as a complaint", &[("text", "Nobody was there to let us in.")]).await;
        assert!(thanks.says("Your reference is W-"));
        let status = thanks.link("What became of it").unwrap();
        let robin = site.signed_in("Robin Hale").await;
        let page = task(&robin, "Quiet chess").await;
        let listing = page.link("The listing, its history").unwrap();
        let page = robin.opens(&format!("{listing}/take-down?do=suspend")).await;
        let refused = robin.presses(&page, "Suspend it now", &[]).await;
        assert!(refused.says("Give the reason"));
        let done = robin.presses(&page, "Suspend it now", &[("reason", "Complaint"), ("notice", "We expect to know more in a week.")]).await;
        assert!(done.says("Suspended"), "{}", done.text());
        site.catches_up().await;
        let gone = family.opens("/services/quiet-chess").await;
        assert_eq!((gone.status.as_u16(), gone.heading().as_str()), (410, "Not shown at the moment"));
        assert!(gone.says("We expect to know more in a week.") && !gone.body.contains("Complaint"));
        assert!(family.queries(&[("q", "quiet chess")]).await["results"].as_array().unwrap().iter().all(|hit| hit["title"] != "Quiet chess"));
        assert_eq!(family.opens("/services/quiet-chess?as-at=2027-03-01").await.status, 404, "not even in the past, while it is looked into");
        let page = task(&robin, "Quiet chess").await;
        robin.presses(&page, "Answer and be done", &[("answer", "We visited. The bell was broken, and is mended.")]).await;
        assert!(visitor.opens(&status).await.says("The bell was broken, and is mended."));
        let page = robin.opens(&format!("{listing}/take-down?do=restore")).await;
        robin.presses(&page, "Show it again", &[("tell", "yes"), ("words", "Thank you for mending it.")]).await;
        site.catches_up().await;
        assert_eq!(family.opens("/services/quiet-chess").await.status, 200);
        assert!(site.messages_to(EMAIL).await[0].body.contains("Thank you for mending it."));
        let page = robin.opens(&format!("{listing}/take-down?do=withdraw")).await;
        robin.presses(&page, "Withdraw it", &[("reason", "They have moved away.")]).await;
        site.catches_up().await;
        assert_eq!(family.opens("/services/quiet-chess").await.status, 410);

        // What it said on a past day can still be seen and cited.
        let past = family.opens("/services/quiet-chess?as-at=2026-11-21").await;
        assert!(past.says("8 to 18") && past.says("as it was at the end of 21 November 2026"), "{}", past.text());
        assert!(past.body.contains("westmere.localhost:3000/services/quiet-chess?as-at=2026-11-21"));
        let whole = site.database.storage.read().await.unwrap().verify_audit_chain().await.unwrap();
        assert!(whole.is_ok_and(|events| events > 30), "everything is in the audit log: {whole:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_with_a_mistake_is_told_at_once_and_nothing_is_said_that_nobody_said() {
    let site = TestSite::demo().await;
    let mo = site.browser();
    let page = mo.opens("/apply").await;
    let begun = mo.presses(&page, "Start", &[("name", "Mo"), ("email", "mo@example.org")]).await;
    let when = begun.links().into_iter().find(|link| link.ends_with("/when")).expect("the page of times");
    let page = mo.opens(&when).await;
    let typed = [
        ("times-0-days", "mon"),
        ("times-0-opens", "25:00"),
        ("times-1-days", "tue"),
        ("times-1-opens", "9am"),
        ("times-1-from", "31/2/2026"),
        ("times-2-opens", "9am"),
        ("times-2-closes", "5pm"),
    ];
    let wrong = mo.sends(&when, &typed).await;
    assert_eq!(wrong.status, 422);
    for told in ["number 1, Opens", "number 2, First day", "number 3, Days: Choose at least one day"] {
        assert!(wrong.says(told), "{told}: {}", wrong.text());
    }
    // Each is beside its field, and the summary leads there.
    for field in ["times-0-opens", "times-1-from", "times-2-days"] {
        assert!(wrong.body.contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(wrong.body.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(wrong.body.contains(&format!("id=\"{field}\"")), "{field}");
    }
    // Whether it is open in the holidays was not said, so it is not told.
    let preview = page.body.contains("selected>All year");
    assert!(!preview, "nobody has chosen that yet");
}
