//! Accounts as their owners meet them: signing in, a second factor, one's own details, and going.

use local_offer_operations::Noticed;
use local_offer_test_support::{Browser, Page, TestSite, now, on_both_databases, passes};

const EMAIL: &str = "amina@example.org";
const PASSWORD: &str = "lantern pebble gravy";

async fn with_password(site: &TestSite, email: &str, password: &str) -> Browser {
    let browser = site.browser();
    let page = browser.opens("/create-account").await;
    browser.presses(&page, "Send me the link", &[("name", "Amina"), ("email", email)]).await;
    let message = site.messages_to(email).await.remove(0);
    let link = message.body.split_whitespace().find(|word| word.contains("/choose-password/")).unwrap().to_owned();
    let link = link.replace("http://westmere.localhost:3000", "");
    let page = browser.opens(&link).await;
    let saved = browser.presses(&page, "Save", &[("password", password)]).await;
    assert!(saved.says("Your password is saved"), "{}", saved.text());
    assert_eq!(browser.opens(&link).await.status, 410, "a link is good once");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_new_with_every_sign_in_and_leads_only_to_this_site() {
    let site = TestSite::demo().await;
    let amina = with_password(&site, EMAIL, PASSWORD).await;
    // A session somebody planted is worth nothing, before and after signing in.
    amina.plants("lo_session", "planted");
    for hostile in
        ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%09/evil.example"]
    {
        let page = amina.opens(&format!("/sign-in?to={hostile}")).await;
        let (email, password) = (("email", EMAIL), ("password", PASSWORD));
        let body = page.body.clone();
        assert!(!body.contains("value=\"https://evil") && !body.contains("value=\"//evil"), "{hostile}");
        let answer = amina.sends("/sign-in", &[email, password, ("to", hostile)]).await;
        let to = answer.headers["location"].to_str().unwrap();
        assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{hostile} leads to {to}");
        assert_ne!(amina.cookie("lo_session").unwrap(), "planted");
    }
    let stranger = site.browser();
    stranger.plants("lo_session", "planted");
    assert_eq!(stranger.opens("/account").await.heading(), "Sign in");
    // Cookies that no script reads and no other site sends along.
    let answer = amina.sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    }
    // Signing out ends it on the server too.
    let kept = amina.cookie("lo_session").unwrap();
    let page = amina.opens("/account").await;
    amina.presses(&page, "Sign out", &[]).await;
    amina.plants("lo_session", &kept);
    assert_eq!(amina.opens("/account").await.heading(), "Sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_guesses_does_not_lock_the_owner_out() {
    let site = TestSite::demo().await;
    let owner = with_password(&site, EMAIL, PASSWORD).await;
    let page = owner.opens("/sign-in").await;
    assert_eq!(owner.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await.heading(), "Amina");
    let stranger = site.browser();
    let mut last = String::new();
    for guess in 0..12 {
        let answer =
            stranger.sends("/sign-in", &[("email", EMAIL), ("password", &format!("guess number {guess}"))]).await;
        last = answer.text();
    }
    assert!(last.contains("too many wrong passwords"), "{last}");
    let right = stranger.sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(right.status, 422, "even the right password has to wait, for a stranger");
    let again = owner.sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(again.status, 303, "the owner's own browser is let in");
    // From a new browser, the owner gets in by a link.
    passes(jiff::Span::new().hours(2));
    let new = site.browser();
    assert_eq!(new.sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await.status, 303);
    // Nobody learns who has an account.
    let (known, unknown) = (
        site.browser().sends("/sign-in", &[("email", EMAIL), ("password", "x")]).await.text(),
        site.browser().sends("/sign-in", &[("email", "nobody@example.org"), ("password", "x")]).await.text(),
    );
    assert_eq!(known.replace(EMAIL, ""), unknown.replace("nobody@example.org", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_changes_their_own_name_password_and_address() {
    const NEW: &str = "amina.new@example.org";
    let site = TestSite::demo().await;
    let amina = with_password(&site, EMAIL, PASSWORD).await;
    let page = amina.opens("/sign-in").await;
    amina.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let page = amina.opens("/account/name").await;
    assert!(amina.presses(&page, "Save", &[("name", "")]).await.status == 422);
    assert_eq!(amina.presses(&page, "Save", &[("name", "Amina Yusuf")]).await.heading(), "Amina Yusuf");

    let page = amina.opens("/account/password").await;
    let wrong = [("present", "not the right one"), ("password", "copper violin meadow")];
    assert!(amina.presses(&page, "Save", &wrong).await.says("present password is not right"));
    let weak = [("present", PASSWORD), ("password", "password1234")];
    assert!(amina.presses(&page, "Save", &weak).await.says("Many people use this password"));
    let right = [("present", PASSWORD), ("password", "copper violin meadow")];
    assert!(amina.presses(&page, "Save", &right).await.says("Your password is changed"));
    assert!(site.messages_to(EMAIL).await[0].body.contains("password of your account was changed"));
    let elsewhere = site.browser();
    assert_eq!(elsewhere.sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await.status, 422);

    // An address that is somebody else's is answered alike, and changes nothing.
    let page = amina.opens("/account/email").await;
    let wrong = [("email", NEW), ("present", "guess")];
    assert!(amina.presses(&page, "Send me the link", &wrong).await.says("present password is not right"));
    let asked = amina.presses(&page, "Send me the link", &[("email", NEW), ("present", "copper violin meadow")]).await;
    assert!(asked.says("We have sent a message"), "{}", asked.text());
    assert!(!amina.opens("/account").await.says(NEW), "not before the link is followed");
    let body = site.messages_to(NEW).await.remove(0).body;
    let link = body.split_whitespace().find_map(|word| word.split_once("/new-email/")).expect("a link").1.to_owned();
    let link = format!("/new-email/{link}");
    let anybody = site.browser();
    let page = anybody.opens(&link).await;
    assert!(!amina.opens("/account").await.says(NEW), "looking changes nothing");
    assert!(anybody.presses(&page, "Use it", &[]).await.says("is changed"));
    assert_eq!(anybody.opens(&link).await.status, 410, "a link is good once");
    assert!(site.messages_to(EMAIL).await[0].body.contains("this one is not used any more"));
    let new = site.browser();
    assert_eq!(new.sends("/sign-in", &[("email", NEW), ("password", "copper violin meadow")]).await.status, 303);
    assert_eq!(
        site.browser().sends("/sign-in", &[("email", EMAIL), ("password", "copper violin meadow")]).await.status,
        422
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_half_filled_in_survives_the_end_of_the_session() {
    let site = TestSite::demo().await;
    let amina = with_password(&site, EMAIL, PASSWORD).await;
    let page = amina.opens("/sign-in").await;
    amina.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let claim = amina.opens("/provide/claim/services/speech-and-language-therapy").await;
    passes(jiff::Span::new().hours(20));
    let text = "I run it, <b>really</b> & \"truly\".\nCall 01632 960001.";
    let page = amina.presses(&claim, "Ask for it", &[("text", text)]).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (401, "Sign in"));
    assert!(page.says("What you typed is kept"));
    let back = amina.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert!(back.says("Nothing you typed has been lost"));
    let sent = amina.presses(&back, "Carry on", &[]).await;
    assert!(sent.says("Your reference is W-"), "{}", sent.text());
    let robin = site.signed_in("Robin Hale").await;
    let queue = robin.opens("/manage/queue?kind=claim").await;
    let task = robin.opens(&queue.link("Speech and language therapy").unwrap()).await;
    assert!(task.says("Call 01632 960001.") && task.body.contains("&#60;b&#62;really"), "{}", task.body);
    assert!(task.says("not at a domain that the listing gives"));
    let decided = robin.presses(&task, "It is theirs", &[]).await;
    assert!(decided.says("1 thing changed"), "{}", decided.text());
    assert!(amina.opens("/provide").await.says("Speech and language therapy"));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_get_in_with_a_code_and_each_code_is_good_once() {
    let site = TestSite::demo().await;
    let jo = site.signed_in("Jo Brandreth").await;
    let people = jo.opens("/manage/people").await;
    let sent = jo.presses(&people, "Send the invitation", &[("email", EMAIL), ("role", "moderator")]).await;
    assert!(sent.says("We have sent an invitation"));
    let message = site.messages_to(EMAIL).await.remove(0);
    let link = message
        .body
        .split_whitespace()
        .find(|word| word.contains("/invitation/"))
        .unwrap()
        .replace("http://westmere.localhost:3000", "");
    let amina = site.browser();
    let page = amina.opens(&link).await;
    amina.presses(&page, "Accept", &[("name", "Amina"), ("password", PASSWORD)]).await;
    let page = amina.opens("/sign-in?to=/manage/queue").await;
    let page = amina.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(page.heading(), "Set up your second factor", "a moderator sees nothing without one");
    // It is on the page to be typed, and the form does not send it back: what a browser sends is not believed.
    let text = page.text();
    let secret = secret_on(&text);
    assert!(secret.len() == 32 && !page.body.contains(&format!("value=\"{secret}\"")), "{text}");
    let code = || code(&secret);
    let wrong = amina.presses(&page, "Save", &[("code", "000000"), ("password", PASSWORD)]).await;
    assert!(wrong.says("That code is not right"));
    let without = amina.presses(&wrong, "Save", &[("code", &code())]).await;
    assert!(without.says("password is not right"), "whoever only sits there sets nothing up: {}", without.text());
    let set = amina.presses(&without, "Save", &[("code", &code()), ("password", PASSWORD)]).await;
    assert!(set.says("Your second factor is set up"), "{}", set.text());
    let told = site.messages_to(EMAIL).await.remove(0);
    assert!(told.body.contains("A second factor was set up"), "the owner hears of it: {}", told.body);
    // Another one needs the one before as well.
    let page = amina.opens("/account/second-factor").await;
    let own = secret_on(&page.text());
    let stolen = amina.presses(&page, "Save", &[("code", &self::code(&own)), ("password", PASSWORD)]).await;
    assert!(stolen.says("code of your present second factor is not right"), "{}", stolen.text());
    assert_eq!(amina.opens("/manage/queue").await.heading(), "Queue");
    // The next time: password, then code; the code that was used is used.
    let elsewhere = site.browser();
    let page = elsewhere.opens("/sign-in?to=/manage/queue").await;
    let asked = elsewhere.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(asked.heading(), "Enter your code");
    assert_eq!(elsewhere.opens("/manage/queue").await.heading(), "Sign in", "a password alone opens nothing");
    assert!(elsewhere.presses(&asked, "Carry on", &[("code", &code())]).await.says("That code is not right"));
    passes(jiff::Span::new().minutes(1));
    let inside = elsewhere.presses(&asked, "Carry on", &[("code", &code())]).await;
    assert_eq!(inside.heading(), "Queue", "{}", inside.text());
    // A colleague who lost the phone is helped, and signed out meanwhile.
    let people = jo.opens("/manage/people").await;
    let asked = about(&jo, &people, "Amina", "Reset the second factor of Amina").await;
    jo.presses(&asked, "Reset it", &[]).await;
    assert_eq!(elsewhere.opens("/manage/queue").await.heading(), "Sign in");
}

/// Follow the links from the page of people to what can be done with somebody.
async fn about(browser: &Browser, people: &Page, name: &str, what: &str) -> Page {
    let page = browser.opens(&people.link(&format!("Change or remove {name}")).expect(name)).await;
    browser.opens(&page.link(what).unwrap_or_else(|| panic!("{what} on {}", page.text()))).await
}

/// Somebody who is invited to an area, with a second factor; the secret of their app comes along.
async fn invited(site: &TestSite, email: &str, role: &str) -> (Browser, String) {
    let jo = site.signed_in("Jo Brandreth").await;
    let people = jo.opens("/manage/people").await;
    jo.presses(&people, "Send the invitation", &[("email", email), ("role", role)]).await;
    let message = site.messages_to(email).await.remove(0);
    let link = message.body.split_whitespace().find(|word| word.contains("/invitation/")).unwrap();
    let browser = site.browser();
    let page = browser.opens(&link.replace("http://westmere.localhost:3000", "")).await;
    browser.presses(&page, "Accept", &[("name", "Amina"), ("password", PASSWORD)]).await;
    let page = browser.opens("/sign-in?to=/manage/queue").await;
    let page = browser.presses(&page, "Sign in", &[("email", email), ("password", PASSWORD)]).await;
    let secret = secret_on(&page.text());
    let set = browser.presses(&page, "Save", &[("code", &code(&secret)), ("password", PASSWORD)]).await;
    assert!(set.says("Your second factor is set up"), "{}", set.text());
    (browser, secret)
}

/// The secret that a page shows in groups of four letters.
fn secret_on(text: &str) -> String {
    let is_part =
        |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b));
    text.split_whitespace().filter(is_part).filter(|word| *word != "SEND").collect()
}

fn code(secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(now().as_second() as u64).to_string()
}

async fn signs_in(site: &TestSite, email: &str) -> Browser {
    let browser = site.browser();
    let page = browser.opens("/sign-in").await;
    let page = browser.presses(&page, "Sign in", &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(page.heading(), "Amina", "{}", page.text());
    browser
}

on_both_databases! {
    async fn somebody_signs_out_of_one_browser_and_closes_their_account(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        with_password(&site, EMAIL, PASSWORD).await;
        let (phone, library) = (signs_in(&site, EMAIL).await, signs_in(&site, EMAIL).await);
        let page = phone.opens("/account").await;
        let label = page.buttons().into_iter().find(|label| label.starts_with("Sign out of ")).expect("the other browser");
        let done = phone.presses(&page, &label, &[]).await;
        assert!(done.says("You are signed out there"), "{}", done.text());
        assert_eq!(library.opens("/account").await.heading(), "Sign in");
        assert_eq!(phone.opens("/account").await.heading(), "Amina");
        // The session of somebody else cannot be ended by naming it, and naming nonsense does nothing.
        let other = site.signed_in("Kit Rimington").await;
        let kept = other.opens("/account").await;
        phone.sends("/account/end-session", &[("session", "' OR 1=1 --")]).await;
        assert_eq!(other.opens("/account").await.heading(), kept.heading());

        let page = phone.opens("/account/close").await;
        assert!(phone.presses(&page, "Close my account", &[("present", "guess")]).await.says("not right"));
        let closed = phone.presses(&page, "Close my account", &[("present", PASSWORD)]).await;
        assert_eq!(closed.heading(), "Your account is closed");
        assert_eq!(phone.opens("/account").await.heading(), "Sign in");
        let again = site.browser().sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(again.status, 422);
        assert!(site.messages_to(EMAIL).await[0].body.contains("Your account is closed"));
        // The address is free for another account, and nothing of the one before is in it.
        with_password(&site, EMAIL, PASSWORD).await;
        assert!(signs_in(&site, EMAIL).await.opens("/account").await.says("Nothing yet"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_signed_out_and_gone_and_the_last_one_stays() {
    let site = TestSite::demo().await;
    let (amina, _) = invited(&site, EMAIL, "moderator").await;
    let jo = site.signed_in("Jo Brandreth").await;
    let people = jo.opens("/manage/people").await;
    let asked = about(&jo, &people, "Amina", "Sign Amina out everywhere").await;
    assert_eq!(amina.opens("/manage/queue").await.heading(), "Queue", "asking does nothing yet");
    assert!(jo.presses(&asked, "Sign them out", &[]).await.says("They are signed out everywhere"));
    assert_eq!(amina.opens("/manage/queue").await.heading(), "Sign in");
    assert!(site.messages_to(EMAIL).await[0].body.contains("Jo Brandreth has signed you out"));

    let people = jo.opens("/manage/people").await;
    let asked = about(&jo, &people, "Amina", "Close the account of Amina").await;
    assert!(asked.says("cannot be undone"));
    let people = jo.presses(&asked, "Close the account", &[]).await;
    assert!(people.says("The account is closed") && !people.says(EMAIL), "{}", people.text());
    assert_eq!(site.browser().sends("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await.status, 422);

    // Whoever alone can invite people does not go by one press.
    let page = jo.opens("/account/close").await;
    let refused = jo.presses(&page, "Close my account", &[]).await;
    assert!(refused.says("the only one who can invite people"), "{}", refused.text());
    assert_eq!(jo.opens("/manage/people").await.status, 200);
}

on_both_databases! {
    async fn guesses_at_an_account_of_staff_come_before_somebody(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        invited(&site, EMAIL, "moderator").await;
        let stranger = site.browser();
        for guess in 0..20 {
            stranger.sends("/sign-in", &[("email", EMAIL), ("password", &format!("guess number {guess}"))]).await;
        }
        let robin = site.signed_in("Robin Hale").await;
        let queue = robin.opens("/manage/queue").await;
        assert!(queue.says("Somebody is guessing how to sign in as Amina") && queue.links().iter().filter(|link| link.starts_with("/manage/tasks/")).count() == 1, "{}", queue.text());
        let told = site.messages_to(EMAIL).await.remove(0);
        assert!(told.body.contains("wrong passwords in a row were entered for your account"), "{}", told.body);
        assert!(Noticed::StaffLocked.count() > 0);
        // Of a family's account there is no task: it is theirs alone.
        with_password(&site, "zara@example.org", PASSWORD).await;
        for guess in 0..20 {
            stranger.sends("/sign-in", &[("email", "zara@example.org"), ("password", &format!("guess number {guess}"))]).await;
        }
        let queue = robin.opens("/manage/queue").await;
        assert_eq!(queue.links().iter().filter(|link| link.starts_with("/manage/tasks/")).count(), 1, "{}", queue.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_sign_in_only_where_nobody_can_listen() {
    let site = TestSite::demo().await;
    let (_, secret) = invited(&site, EMAIL, "moderator").await;
    let elsewhere = site.browser().at([192, 0, 2, 7]);
    let page = elsewhere.opens("/sign-in?to=/manage/queue").await;
    let refused = elsewhere.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert!(refused.says("This connection is not secure"), "{}", refused.text());
    assert!(elsewhere.cookie("lo_step").is_none() && elsewhere.cookie("lo_session").is_none());
    // On the machine itself, as when it is tried out, it is let in; and so is a provider anywhere.
    passes(jiff::Span::new().minutes(1));
    let here = site.browser().at([127, 0, 0, 1]);
    let page = here.opens("/sign-in?to=/manage/queue").await;
    let asked = here.presses(&page, "Sign in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(here.presses(&asked, "Carry on", &[("code", &code(&secret))]).await.heading(), "Queue");
    with_password(&site, "zara@example.org", PASSWORD).await;
    let provider = site.browser().at([192, 0, 2, 7]);
    let let_in = provider.sends("/sign-in", &[("email", "zara@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(let_in.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_used_or_made_up_are_noticed() {
    let site = TestSite::demo().await;
    let (old, unknown) = (Noticed::OldKey.count(), Noticed::UnknownKey.count());
    // Its link was used, and is opened once more.
    with_password(&site, EMAIL, PASSWORD).await;
    assert!(Noticed::OldKey.count() > old);
    assert_eq!(site.browser().opens("/reports/made-up").await.status, 404);
    assert!(Noticed::UnknownKey.count() > unknown);
}

on_both_databases! {
    async fn a_new_password_ends_everything_that_somebody_else_had_begun(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        with_password(&site, EMAIL, PASSWORD).await;
        // Somebody who knows the password asks for an address of their own.
        let thief = signs_in(&site, EMAIL).await;
        let page = thief.opens("/account/email").await;
        let typed = [("email", "thief@example.net"), ("present", PASSWORD)];
        thief.presses(&page, "Send me the link", &typed).await;
        assert!(site.messages_to(EMAIL).await[0].body.contains("asked to use another email address"), "the owner hears of it");
        let body = site.messages_to("thief@example.net").await.remove(0).body;
        let key = body.split_whitespace().find_map(|word| word.split_once("/new-email/")).expect("a link").1.to_owned();
        // The owner chooses a new password by a link.
        let owner = site.browser();
        let page = owner.opens("/forgotten-password").await;
        owner.presses(&page, "Send me the link", &[("email", EMAIL)]).await;
        let body = site.messages_to(EMAIL).await.remove(0).body;
        let link = body.split_whitespace().find(|word| word.contains("/choose-password/")).unwrap().to_owned();
        let page = owner.opens(&link.replace("http://westmere.localhost:3000", "")).await;
        assert!(owner.presses(&page, "Save", &[("password", "copper violin meadow")]).await.says("is saved"));
        let late = thief.opens(&format!("/new-email/{key}")).await;
        assert_eq!(late.status, 410, "{}", late.text());
        assert_eq!(thief.opens("/account").await.heading(), "Sign in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sits_at_an_open_browser_weakens_nothing() {
    let site = TestSite::demo().await;
    let (amina, _) = invited(&site, EMAIL, "area-administrator").await;
    let people = amina.opens("/manage/people").await;
    assert!(people.link("Change or remove Amina").is_none(), "there is no link to it");
    let mut tx = site.database.storage.read().await.unwrap();
    let all = tx.list_people(&local_offer_domain::accounts::Place::Area("westmere".into())).await.unwrap();
    drop(tx);
    let own = all.iter().find(|person| person.account.email.as_str() == EMAIL).unwrap().membership.id.to_string();
    for what in ["reset", "sign-out", "close"] {
        let refused = amina.sends("/manage/people/end", &[("membership", &own), (what, "1")]).await;
        assert_eq!(refused.status, 403, "{what}: {}", refused.text());
    }
    assert_eq!(amina.opens("/manage/queue").await.heading(), "Queue", "the factor is there, and so is the session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_staff_does_not_go_on_where_others_listen() {
    let site = TestSite::demo().await;
    let (amina, _) = invited(&site, EMAIL, "moderator").await;
    let elsewhere = amina.clone().at([192, 0, 2, 7]);
    for path in ["/manage/queue", "/account/second-factor", "/account"] {
        let page = elsewhere.opens(path).await;
        assert!(page.status == 403 && page.says("This connection is not secure"), "{path}: {}", page.text());
    }
    assert_eq!(amina.opens("/manage/queue").await.heading(), "Queue");
    // An invitation is not accepted there either: the password would be read.
    let jo = site.signed_in("Jo Brandreth").await;
    let people = jo.opens("/manage/people").await;
    jo.presses(&people, "Send the invitation", &[("email", "zara@example.org"), ("role", "moderator")]).await;
    let body = site.messages_to("zara@example.org").await.remove(0).body;
    let link = body.split_whitespace().find(|word| word.contains("/invitation/")).unwrap().to_owned();
    let zara = site.browser().at([192, 0, 2, 7]);
    let page = zara.opens(&link.replace("http://westmere.localhost:3000", "")).await;
    let refused = zara.presses(&page, "Accept", &[("name", "Zara"), ("password", PASSWORD)]).await;
    assert!(refused.says("This connection is not secure"), "{}", refused.text());
}

on_both_databases! {
    async fn two_who_leave_at_one_moment_do_not_leave_nobody(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let emails = ["a@example.org", "b@example.org"];
        let (first, _) = invited(&site, emails[0], "area-administrator").await;
        let (second, _) = invited(&site, emails[1], "area-administrator").await;
        let place = local_offer_domain::accounts::Place::Area("westmere".into());
        let all = site.database.storage.read().await.unwrap().list_people(&place).await.unwrap();
        let id_of = |email: &str| {
            all.iter().find(|person| person.account.email.as_str() == email).expect(email).membership.id.to_string()
        };
        // Everybody else is let go first.
        for person in all.iter().filter(|person| !emails.contains(&person.account.email.as_str())) {
            first.sends("/manage/people/end", &[("membership", &person.membership.id.to_string())]).await;
        }
        let (one, other) = (id_of(emails[0]), id_of(emails[1]));
        let (one, other) = ([("membership", one.as_str())], [("membership", other.as_str())]);
        let (one, other) = tokio::join!(first.sends("/account/leave", &one), second.sends("/account/leave", &other));
        assert!((one.status == 303) != (other.status == 303), "{} and {}", one.status, other.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_shown_from_another_machine() {
    let site = TestSite::demo().await;
    let robin = site.signed_in("Robin Hale").await.at([192, 0, 2, 7]);
    assert_eq!(robin.opens("/manage/queue").await.heading(), "Queue");
}
