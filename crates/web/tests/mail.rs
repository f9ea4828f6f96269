//! Messages: nothing is lost, nothing is sent twice, and what cannot be delivered becomes somebody's task.

use jiff::Span;
use local_offer_operations::mail::{Bounced, Encryption, Sent, Smtp, Transport, record_bounce, send_due};
use local_offer_storage::MessageState;
use local_offer_test_support::{MailMood, MailServer, TestSite, on_both_databases, passes};

fn smtp(port: u16) -> Transport {
    Transport::Smtp(Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        encryption: Encryption::None,
        credentials: None,
        from: "Local Offer <noreply@westmere.example.org>".to_owned(),
    })
}

async fn asks_for_an_account(site: &TestSite, email: &str) {
    let browser = site.browser();
    let page = browser.opens("/create-account").await;
    browser.presses(&page, "Send me the link", &[("name", "Amina"), ("email", email)]).await;
}

async fn states(site: &TestSite) -> Vec<MessageState> {
    let mut tx = site.database.storage.read().await.unwrap();
    tx.list_messages(&"westmere".into(), None, 500).await.unwrap().into_iter().map(|message| message.state).collect()
}

on_both_databases! {
    async fn a_message_arrives_whole_and_once(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let server = MailServer::start().await;
        asks_for_an_account(&site, "amina@example.org").await;
        let transport = smtp(server.port);
        assert_eq!(send_due(&site.office, &transport).await.unwrap().sent, 1);
        assert_eq!(send_due(&site.office, &transport).await.unwrap().sent, 0);
        let got = server.got();
        assert_eq!(got.len(), 1);
        let mail = &got[0];
        for part in ["To: amina@example.org", "From: \"Local Offer\" <noreply@westmere.example.org>", "Subject: Confirm your email address", "Message-ID: <", "@westmere.example.org>", "/choose-password/"] {
            assert!(mail.contains(part), "{part} in {mail}");
        }
        assert_eq!(states(&site).await, [MessageState::Sent]);
    }
}

on_both_databases! {
    async fn what_was_sent_holds_no_key_any_more(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        site.office.demo = false;
        let server = MailServer::start().await;
        asks_for_an_account(&site, "amina@example.org").await;
        send_due(&site.office, &smtp(server.port)).await.unwrap();
        assert!(server.got()[0].contains("/choose-password/"));
        let message = site.database.storage.read().await.unwrap().list_messages(&"westmere".into(), None, 1).await.unwrap();
        let kept = &message[0].new.body;
        assert!(kept.contains("/choose-password/[taken out after sending]"), "{kept}");
        // It comes back: sending it again would send a link that leads nowhere.
        let mut tx = site.database.storage.begin_upkeep().await.unwrap();
        tx.return_message(message[0].id, "nobody lives there").await.unwrap();
        tx.commit().await.unwrap();
        let browser = site.signed_in("Sam Okafor").await;
        let page = browser.opens("/manage/mail").await;
        let page = browser.presses(&page, "Send again: Confirm your email address (to amina@example.org)", &[]).await;
        page.says("the link in it was taken out then");
    }
}

on_both_databases! {
    async fn a_server_that_is_down_or_busy_costs_time_and_no_message(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let server = MailServer::start().await;
        asks_for_an_account(&site, "amina@example.org").await;
        // Nobody listens there.
        let closed = smtp(1);
        assert_eq!(send_due(&site.office, &closed).await.unwrap().later, 1);
        let transport = smtp(server.port);
        assert_eq!(send_due(&site.office, &transport).await.unwrap(), Sent::default(), "not before the wait is over");
        passes(Span::new().minutes(2));
        server.is(MailMood::Later);
        assert_eq!(send_due(&site.office, &transport).await.unwrap().later, 1);
        server.is(MailMood::Takes);
        passes(Span::new().minutes(2));
        assert_eq!(send_due(&site.office, &transport).await.unwrap().sent, 0, "the second wait is longer");
        passes(Span::new().minutes(10));
        assert_eq!(send_due(&site.office, &transport).await.unwrap().sent, 1);
        assert_eq!(server.got().len(), 1);
    }
}

on_both_databases! {
    async fn what_nobody_takes_becomes_a_task(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let server = MailServer::start().await;
        let transport = smtp(server.port);
        server.is(MailMood::Never);
        asks_for_an_account(&site, "nobody@example.org").await;
        assert_eq!(send_due(&site.office, &transport).await.unwrap().for_people, 1);
        // The line breaks after the message went: nobody knows, so a person decides, and it is not sent by itself.
        server.is(MailMood::HangsUp);
        asks_for_an_account(&site, "amina@example.org").await;
        assert_eq!(send_due(&site.office, &transport).await.unwrap().for_people, 1);
        server.is(MailMood::Takes);
        passes(Span::new().hours(48));
        assert_eq!(send_due(&site.office, &transport).await.unwrap(), Sent::default());
        assert_eq!(server.got().len(), 1, "only the one that may have arrived");
        let robin = site.signed_in("Robin Hale").await;
        let queue = robin.opens("/manage/queue?kind=mail").await;
        assert_eq!(queue.text().matches("Message not delivered").count() - 1, 2, "{}", queue.text());
        let messages = robin.opens("/manage/mail").await;
        assert!(messages.says("May not have been sent") && messages.says("the mail server answered 550"));
        robin.presses(&messages, "Send again: Confirm your email address (to amina@example.org)", &[]).await;
        assert_eq!(send_due(&site.office, &transport).await.unwrap().sent, 1);
        assert_eq!(server.got().len(), 2, "because a person said so");
    }
}

on_both_databases! {
    async fn a_message_that_comes_back_becomes_a_task(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let server = MailServer::start().await;
        asks_for_an_account(&site, "amina@example.org").await;
        send_due(&site.office, &smtp(server.port)).await.unwrap();
        let returned = format!("Subject: Undelivered\n\nReporting-MTA: dns; mx.example.org\n\n{}", server.got()[0]);
        assert!(matches!(record_bounce(&site.office, &returned).await.unwrap(), Bounced::Ours(_)));
        assert_eq!(states(&site).await, [MessageState::Failed]);
        assert_eq!(record_bounce(&site.office, "Subject: hello\n\nNothing of ours").await.unwrap(), Bounced::Unknown);
        let robin = site.signed_in("Robin Hale").await;
        assert!(robin.opens("/manage/queue?kind=mail").await.says("Confirm your email address"));
    }
}

on_both_databases! {
    async fn a_program_that_dies_while_sending_neither_loses_nor_repeats(database: TestDatabase) {
        let site = TestSite::demo_on(database).await;
        let server = MailServer::start().await;
        asks_for_an_account(&site, "amina@example.org").await;
        // Dies after it has taken the message and before it has handed it over: the lease stays.
        let mut tx = site.office.storage.begin_upkeep().await.unwrap();
        let until = site.office.now() + Span::new().minutes(5);
        assert!(tx.lease_message(site.office.now(), until).await.unwrap().is_some());
        tx.commit().await.unwrap();
        let transport = smtp(server.port);
        assert_eq!(send_due(&site.office, &transport).await.unwrap(), Sent::default(), "it may still be at it");
        passes(Span::new().minutes(6));
        assert_eq!(send_due(&site.office, &transport).await.unwrap().for_people, 1);
        assert!(server.got().is_empty() && states(&site).await == [MessageState::Unsure], "kept, and shown to a person");
    }
}
