//! What every caller may rely on, told once and run on both databases.

use local_offer_domain::accounts::{Membership, Place, Role};
use local_offer_domain::geography::PostcodeBlock;
use local_offer_domain::listing::{Assurance, CheckedBy, Kind, Provenance};
use local_offer_domain::revision::RevisionState;
use local_offer_domain::tasks::{Task, TaskDetail, TaskKind, TaskRisk};
use local_offer_domain::values::{AccountId, AreaId, EmailAddress, ListingId, MembershipId, Postcode, Slug, TaskId};
use local_offer_domain::{Area, Authority, District, Published};
use local_offer_storage::{
    AuditEvent, AuditFilter, Decided, LinkKey, ListingFilter, ListingState, MessageState, NewListing, NewMessage,
    Storage, StorageError, StoredListing, Subject, TaskFilter, Transaction, Vault, declared_audiences,
};
use local_offer_test_support::{TestDatabase, now, on_both_databases};

fn area(id: &str) -> Area {
    toml::from_str(&format!("id = \"{id}\"\nname = \"{id}\"\nauthority = \"{id} Council\"\ntitle = \"Local Offer\""))
        .unwrap()
}

fn club(area: &Area, name: &str) -> NewListing {
    NewListing {
        id: ListingId::new(),
        kind: Kind::Service,
        area: area.id.clone(),
        slug: Slug::from_name(name),
        organisation: None,
        provenance: None,
        assurance: Some(Assurance { checked_on: "2026-10-01".parse().unwrap(), checked_by: CheckedBy::Provider }),
        review_by: Some("2027-04-01".parse().unwrap()),
        content: format!(
            "{{\"name\":\"{name}\",\"contacts\":[{{\"phone\":\"01632 960001\"}},{{\"phone\":\"01632 960999\",\"audience\":\"private\"}}]}}"
        ),
    }
}

/// Commit as an operation does: with an entry in the audit log.
async fn saved(mut tx: Transaction) {
    tx.record_audit(event("test"));
    tx.commit().await.unwrap();
}

fn event(action: &'static str) -> AuditEvent {
    AuditEvent { at: now(), actor: "system".into(), action, subject: "club".into(), area: None, detail: String::new() }
}

async fn with_area(storage: &Storage) -> Area {
    let area = area("westmere");
    let mut tx = storage.begin().await.unwrap();
    tx.put_area(&area, now()).await.unwrap();
    saved(tx).await;
    area
}

on_both_databases! {
    async fn a_listing_keeps_every_revision_and_shows_the_newest(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        tx.publish_revision(new.id, "{\"name\":\"Chess and Draughts\"}", "tests", now()).await.unwrap();
        saved(tx).await;

        let mut tx = database.storage.read().await.unwrap();
        assert_eq!(tx.count_revisions(new.id).await.unwrap(), 2);
        let stored = tx.lookup_listing(new.id).await.unwrap().unwrap();
        assert_eq!((stored.slug.as_str(), stored.review_by), ("chess-club", new.review_by));
        assert_eq!(stored.assurance, new.assurance);
        let Some(Published::Service(service)) = stored.publish().unwrap() else { panic!("a live service") };
        assert_eq!(service.content.name, "Chess and Draughts");
    }
}

on_both_databases! {
    async fn what_is_private_does_not_come_out_published(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        let published = tx.lookup_listing(new.id).await.unwrap().unwrap().publish().unwrap();
        let shown = format!("{published:?}");
        assert!(shown.contains("960001") && !shown.contains("960999"), "{shown}");
    }
}

on_both_databases! {
    async fn two_listings_of_one_name_get_two_addresses(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let mut tx = database.storage.begin().await.unwrap();
        let mut slugs = Vec::new();
        for _ in 0..3 {
            slugs.push(tx.add_listing(&club(&area, "Chess Club"), "tests", now()).await.unwrap().to_string());
        }
        assert_eq!(slugs, ["chess-club", "chess-club-2", "chess-club-3"]);
    }
}

on_both_databases! {
    async fn what_is_not_committed_never_happened(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let before = database.storage.read().await.unwrap().latest_change().await.unwrap();
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        drop(tx);
        let mut tx = database.storage.begin().await.unwrap();
        assert!(tx.lookup_listing(new.id).await.unwrap().is_none());
        assert_eq!(tx.latest_change().await.unwrap(), before);
    }
}

on_both_databases! {
    async fn after_a_failed_statement_nothing_is_committed(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let (first, second) = (club(&area, "Chess Club"), club(&area, "Draughts"));
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&first, "tests", now()).await.unwrap();
        // The same identity again is refused by the database.
        assert!(tx.add_listing(&first, "tests", now()).await.is_err());
        let _ = tx.add_listing(&second, "tests", now()).await;
        assert!(matches!(tx.commit().await, Err(StorageError::Failed)));
        assert_eq!(database.storage.read().await.unwrap().list_listings().await.unwrap().len(), 0);
    }
}

on_both_databases! {
    async fn a_long_import_and_an_edit_of_the_same_listing_both_end(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let listing = club(&area, "Chess Club");
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&listing, "tests", now()).await.unwrap();
        saved(tx).await;
        let writers = ["import", "editor"].map(|author| {
            let (storage, area, id) = (database.storage.clone(), area.clone(), listing.id);
            tokio::spawn(async move {
                for round in 0..10 {
                    let mut tx = storage.begin().await.unwrap();
                    tx.add_listing(&club(&area, &format!("{author} {round}")), author, now()).await.unwrap();
                    tx.publish_revision(id, &format!("{{\"name\":\"{author} {round}\"}}"), author, now()).await.unwrap();
                    saved(tx).await;
                }
            })
        });
        for writer in writers {
            tokio::time::timeout(std::time::Duration::from_mins(1), writer).await.expect("no deadlock").unwrap();
        }
        assert_eq!(database.storage.read().await.unwrap().count_revisions(listing.id).await.unwrap(), 21);
    }
}

on_both_databases! {
    async fn reads_give_their_connection_back(database: TestDatabase) {
        with_area(&database.storage).await;
        // Many more than there are connections.
        for _ in 0..200 {
            assert_eq!(database.storage.read().await.unwrap().list_areas().await.unwrap().len(), 1);
        }
    }
}

on_both_databases! {
    async fn a_withdrawn_listing_is_kept_and_not_published(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        tx.set_state(new.id, ListingState::Withdrawn, None, None, now()).await.unwrap();
        saved(tx).await;
        let mut tx = database.storage.read().await.unwrap();
        assert_eq!(tx.count_live_listings(&area.id, Kind::Service).await.unwrap(), 0);
        let stored = tx.lookup_listing(new.id).await.unwrap().unwrap();
        assert_eq!(stored.state, ListingState::Withdrawn);
        assert!(stored.publish().unwrap().is_none());
    }
}

on_both_databases! {
    async fn a_source_is_remembered_with_its_identifiers(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let from = Provenance { source: "feed".into(), source_id: "17".into(), missing_since: None };
        let new = NewListing { provenance: Some(from.clone()), ..club(&area, "Chess Club") };
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        tx.mark_missing(new.id, Some("2026-11-21".parse().unwrap()), now()).await.unwrap();
        let found: Vec<StoredListing> = tx.list_listings_of_source(&area.id, "feed").await.unwrap();
        let found = found[0].provenance.clone().unwrap();
        assert_eq!((found.source_id.as_str(), found.missing_since.unwrap().to_string().as_str()), ("17", "2026-11-21"));
        // The same identifier of the same source is the same listing: a second one is refused.
        let again = NewListing { id: ListingId::new(), ..new };
        assert!(matches!(tx.add_listing(&again, "tests", now()).await, Err(StorageError::Sqlite(_) | StorageError::Postgres(_))));
    }
}

on_both_databases! {
    async fn changes_are_numbered_in_the_order_of_commits(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let writers = (0..8).map(|writer| {
            let (storage, area) = (database.storage.clone(), area.clone());
            tokio::spawn(async move {
                for number in 0..5 {
                    let mut tx = storage.begin().await.unwrap();
                    tx.add_listing(&club(&area, &format!("Club {writer} {number}")), "tests", now()).await.unwrap();
                    saved(tx).await;
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        // A follower that reads all the while must never see a number appear below one it has already seen.
        let mut seen = 0;
        let mut met = Vec::new();
        while met.len() < 41 {
            let mut tx = database.storage.read().await.unwrap();
            for change in tx.list_changes(seen, 1_000).await.unwrap() {
                assert_eq!(change.sequence, seen + 1, "no gap, and none that comes late");
                seen = change.sequence;
                met.push(change);
            }
            tokio::task::yield_now().await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(met.iter().filter(|change| change.subject == Subject::Listing).count(), 40);
    }
}

on_both_databases! {
    async fn a_reader_sees_one_moment_and_does_not_wait_for_a_writer(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let mut writer = database.storage.begin().await.unwrap();
        writer.add_listing(&club(&area, "Chess Club"), "tests", now()).await.unwrap();
        let mut reader = database.storage.read().await.unwrap();
        assert_eq!(reader.list_listings().await.unwrap().len(), 0);
        saved(writer).await;
        assert_eq!(reader.list_listings().await.unwrap().len(), 0, "still the moment it started in");
        drop(reader);
        assert_eq!(database.storage.read().await.unwrap().list_listings().await.unwrap().len(), 1);
    }
}

on_both_databases! {
    async fn areas_keep_their_order_and_say_whether_they_changed(database: TestDatabase) {
        let mut tx = database.storage.begin().await.unwrap();
        assert!(tx.put_area(&area("westmere"), now()).await.unwrap());
        assert!(tx.put_area(&area("ambleford"), now()).await.unwrap());
        assert!(!tx.put_area(&area("westmere"), now()).await.unwrap());
        assert!(tx.put_area(&Area { name: "Wester".into(), ..area("westmere") }, now()).await.unwrap());
        let ids: Vec<AreaId> = tx.list_areas().await.unwrap().into_iter().map(|area| area.id).collect();
        assert_eq!(ids, [AreaId::from("westmere"), AreaId::from("ambleford")]);
    }
}

on_both_databases! {
    async fn postcodes_and_authorities_come_back_as_they_went_in(database: TestDatabase) {
        let postcode = Postcode::parse("PR2 8HW").unwrap();
        let mut block = PostcodeBlock::default();
        block.put(&postcode, None, "E07000123");
        let mut tx = database.storage.begin().await.unwrap();
        tx.put_postcode_block(postcode.outward(), &block).await.unwrap();
        tx.put_postcode_block(postcode.outward(), &block).await.unwrap();
        assert_eq!(tx.list_postcode_blocks().await.unwrap(), [(postcode.outward().clone(), block)]);
        let lancashire = Authority { code: "E10000017".into(), name: "Lancashire".into(), gov_uk_slug: "lancashire".into() };
        let preston = District { code: "E07000123".into(), name: "Preston".into(), authority: "E10000017".into() };
        assert!(tx.put_authority(&lancashire).await.unwrap() && !tx.put_authority(&lancashire).await.unwrap());
        assert!(tx.put_district(&preston).await.unwrap() && !tx.put_district(&preston).await.unwrap());
        assert_eq!(tx.list_authorities().await.unwrap(), [lancashire]);
        assert_eq!(tx.list_districts().await.unwrap(), [preston]);
    }
}

on_both_databases! {
    async fn a_follower_is_woken_by_another_process(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let other = database.again().await;
        let listener = tokio::spawn(database.storage.signal().clone().listen());
        // Until it listens: the first looks find nothing.
        for _ in 0..2 {
            let _ = database.storage.signal().wait().await;
        }
        let seen = database.storage.read().await.unwrap().latest_change().await.unwrap();
        let mut tx = other.begin().await.unwrap();
        tx.add_listing(&club(&area, "Chess Club"), "tests", now()).await.unwrap();
        saved(tx).await;
        // PostgreSQL calls; a SQLite file of another process has to be looked at.
        let called = database.storage.signal().wait().await;
        assert!(called || database.address.starts_with("sqlite"), "the notification arrived before it was time to look");
        assert!(database.storage.read().await.unwrap().latest_change().await.unwrap() > seen);
        listener.abort();
    }
}

on_both_databases! {
    async fn hostile_text_is_only_text(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let name = "Robert'); DROP TABLE listings;-- $1 ?1 \u{202e}";
        let new = NewListing { content: serde_json::json!({ "name": name }).to_string(), ..club(&area, "Bobby") };
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, name, now()).await.unwrap();
        tx.record_audit(AuditEvent { actor: name.into(), subject: name.into(), detail: name.into(), ..event("test") });
        let Some(Published::Service(service)) = tx.lookup_listing(new.id).await.unwrap().unwrap().publish().unwrap() else {
            panic!("a live service")
        };
        assert_eq!(service.content.name, name);
    }
}

on_both_databases! {
    async fn nothing_is_written_without_a_word_to_the_audit_log(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        assert!(matches!(tx.commit().await, Err(StorageError::Unaudited)));
        let mut tx = database.storage.read().await.unwrap();
        assert!(tx.lookup_listing(new.id).await.unwrap().is_none());
    }
}

on_both_databases! {
    async fn the_audit_log_shows_when_somebody_has_changed_it(database: TestDatabase) {
        for at in 0..4 {
            let mut tx = database.storage.begin().await.unwrap();
            tx.record_audit(AuditEvent { subject: format!("club {at}"), ..event("open") });
            tx.record_audit(AuditEvent { subject: format!("club {at}"), ..event("close") });
            tx.commit().await.unwrap();
        }
        let mut tx = database.storage.read().await.unwrap();
        assert_eq!(tx.verify_audit_chain().await.unwrap(), Ok(8));
        let newest = tx.list_audit_events(&AuditFilter::default(), 3).await.unwrap();
        assert_eq!(newest.iter().map(|event| event.sequence).collect::<Vec<_>>(), [8, 7, 6]);
        drop(tx);
        // Whoever can write to the database can change a row, but not so that it stays unseen.
        for (tamper, found_at) in [
            ("UPDATE audit_events SET actor = 'somebody else' WHERE sequence = 5", 5),
            ("DELETE FROM audit_events WHERE sequence = 8", 5),
        ] {
            database.tampers(tamper).await;
            let mut tx = database.storage.read().await.unwrap();
            assert_eq!(tx.verify_audit_chain().await.unwrap(), Err(found_at), "{tamper}");
        }
    }
}

on_both_databases! {
    async fn a_log_that_was_made_anew_does_not_agree_with_its_seals(database: TestDatabase) {
        for at in 0..3 {
            let mut tx = database.storage.begin().await.unwrap();
            tx.record_audit(AuditEvent { subject: format!("club {at}"), ..event("open") });
            tx.commit().await.unwrap();
        }
        let mut tx = database.storage.begin_upkeep().await.unwrap();
        let (length, hash) = tx.walk_audit_chain().await.unwrap().unwrap();
        let seal = tx.add_audit_seal(length, &hash, now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(seal.sequence == 3 && seal.is_sealed);
        assert_eq!(database.storage.read().await.unwrap().last_audit_seal().await.unwrap(), Some(seal));
        // Somebody takes the last event away, and makes the end of the chain fit: the hashes alone are content with that.
        database
            .tampers("UPDATE audit_head SET sequence = 2, hash = (SELECT hash FROM audit_events WHERE sequence = 2) WHERE id = 1")
            .await;
        database.tampers("DELETE FROM audit_events WHERE sequence = 3").await;
        assert_eq!(database.storage.read().await.unwrap().verify_audit_chain().await.unwrap(), Err(3));
        // A seal that they write themselves is none.
        database.tampers("UPDATE audit_seals SET sequence = 2").await;
        assert_eq!(database.storage.read().await.unwrap().verify_audit_chain().await.unwrap(), Err(2));
        // Nor is one in clear that fits, once there was one that was sealed; and none can be taken out of the row.
        database.tampers("UPDATE audit_seals SET hash = '0 ' || (SELECT hash FROM audit_head)").await;
        assert_eq!(database.storage.read().await.unwrap().verify_audit_chain().await.unwrap(), Ok(2), "the only one there is");
        for _ in 0..2 {
            let mut tx = database.storage.begin().await.unwrap();
            tx.record_audit(event("more"));
            tx.commit().await.unwrap();
            let mut tx = database.storage.begin_upkeep().await.unwrap();
            let (length, hash) = tx.walk_audit_chain().await.unwrap().unwrap();
            tx.add_audit_seal(length, &hash, now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        database.tampers("UPDATE audit_seals SET hash = '2 ' || (SELECT hash FROM audit_head) WHERE sequence = 4").await;
        assert_eq!(database.storage.read().await.unwrap().verify_audit_chain().await.unwrap(), Err(4), "in clear after a sealed one");
        database.tampers("DELETE FROM audit_seals WHERE sequence = 2").await;
        assert_eq!(database.storage.read().await.unwrap().verify_audit_chain().await.unwrap(), Err(3), "one is missing before it");
    }
}

on_both_databases! {
    async fn the_end_of_the_audit_log_cannot_be_cut_off(database: TestDatabase) {
        let mut tx = database.storage.begin().await.unwrap();
        tx.record_audit(event("open"));
        tx.record_audit(event("close"));
        tx.commit().await.unwrap();
        database.tampers("DELETE FROM audit_events WHERE sequence = 2").await;
        let mut tx = database.storage.read().await.unwrap();
        assert_eq!(tx.verify_audit_chain().await.unwrap(), Err(2));
    }
}

on_both_databases! {
    async fn any_past_day_can_be_seen_as_it_was(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let day = |day: &str| format!("2026-03-{day}T12:00:00Z").parse::<jiff::Timestamp>().unwrap();
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", day("01")).await.unwrap();
        tx.publish_revision(new.id, "{\"name\":\"Chess and Draughts\"}", "tests", day("10")).await.unwrap();
        let draft = tx.add_draft(new.id, "{\"name\":\"A draft\"}", "tests", None, day("12")).await.unwrap();
        tx.set_state(new.id, ListingState::Withdrawn, None, None, day("20")).await.unwrap();
        saved(tx).await;
        let mut tx = database.storage.read().await.unwrap();
        for (at, expected) in [
            ("2026-02-28", None),
            ("2026-03-05", Some("Chess Club")),
            ("2026-03-15", Some("Chess and Draughts")),
            ("2026-03-25", None),
        ] {
            let then = format!("{at}T23:59:59Z").parse().unwrap();
            let shown = tx.list_listings_as_at(then).await.unwrap().into_iter().find_map(|listing| listing.publish().unwrap());
            assert_eq!(shown.as_ref().map(Published::name), expected, "{at}");
        }
        let open = tx.find_open_revision(new.id).await.unwrap().unwrap();
        assert_eq!((open.head.id, open.head.number), (draft, 3));
    }
}

on_both_databases! {
    async fn a_decision_is_made_once(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let new = club(&area, "Chess Club");
        let mut tx = database.storage.begin().await.unwrap();
        tx.add_listing(&new, "tests", now()).await.unwrap();
        let draft = tx.add_draft(new.id, "{\"name\":\"Chess\"}", "tests", None, now()).await.unwrap();
        assert!(tx.submit_draft(draft, "{\"name\":\"Chess\"}", now()).await.unwrap());
        assert!(!tx.save_draft(draft, "{}", "tests").await.unwrap(), "what was sent is not changed any more");
        let decided = Decided { by: "system", ..Decided::default() };
        let waiting = [RevisionState::Submitted];
        for expected in [true, false] {
            let to = RevisionState::Declined;
            assert_eq!(tx.decide_revision(draft, &waiting, to, &decided, now()).await.unwrap(), expected);
        }
    }
}

on_both_databases! {
    async fn a_message_is_taken_by_one_and_sent_once(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let later = now() + jiff::Span::new().minutes(5);
        let new = NewMessage {
            area: area.id.clone(),
            to: "amina@example.org".parse().unwrap(),
            subject: "Is it still right?".into(),
            body: "Please look.".into(),
            listing: None,
        };
        let mut tx = database.storage.begin_upkeep().await.unwrap();
        let id = tx.queue_message(&new, now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = database.storage.begin_upkeep().await.unwrap();
        assert_eq!(tx.lease_message(now(), later).await.unwrap().map(|message| message.id), Some(id));
        assert_eq!(tx.lease_message(now(), later).await.unwrap(), None);
        assert!(tx.list_stranded(now()).await.unwrap().is_empty());
        let much_later = later + jiff::Span::new().minutes(1);
        assert_eq!(tx.list_stranded(much_later).await.unwrap().len(), 1);
        assert!(tx.settle_message(id, MessageState::Sent, None, now(), now()).await.unwrap());
        assert!(!tx.settle_message(id, MessageState::Queued, None, now(), now()).await.unwrap(), "sent is sent");
    }
}

on_both_databases! {
    async fn every_other_statement_means_something_to_both_databases(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let (club, account) = (club(&area, "Chess Club"), AccountId::new());
        let email: EmailAddress = "amina@example.org".parse().unwrap();
        let mut tx = database.storage.begin_upkeep().await.unwrap();
        tx.add_listing(&club, "tests", now()).await.unwrap();
        tx.add_account(account, &email, "Amina", now()).await.unwrap();
        tx.put_password(account, "hash").await.unwrap();
        tx.put_totp(account, Some("SECRET")).await.unwrap();
        assert!(tx.use_totp_step(account, 7).await.unwrap() && !tx.use_totp_step(account, 7).await.unwrap());
        tx.verify_account(account, now()).await.unwrap();
        let found = tx.find_credentials(&"AMINA@example.org".parse().unwrap()).await.unwrap().unwrap();
        assert!(found.account.has_second_factor && found.account.verified_at.is_some());
        let place = Place::Organisation { area: area.id.clone(), listing: club.id };
        let membership = Membership { id: MembershipId::new(), account, role: Role::ProviderEditor, place: place.clone() };
        tx.add_membership(&membership, now()).await.unwrap();
        assert_eq!(tx.list_memberships(account).await.unwrap(), std::slice::from_ref(&membership));
        assert_eq!(tx.list_people(&place).await.unwrap()[0].account.name, "Amina");
        assert!(tx.has_people(club.id).await.unwrap() && tx.list_people(&Place::Deployment).await.unwrap().is_empty());
        assert!(tx.end_membership(membership.id, now()).await.unwrap());
        assert!(!tx.has_people(club.id).await.unwrap());
        for expected in [1, 2] {
            tx.add_guess("bucket", now()).await.unwrap();
            assert_eq!(tx.lock_guesses("bucket", now()).await.unwrap().0, expected);
        }
        let key = LinkKey { purpose: "verify".into(), subject: account.to_string(), detail: String::new(), expires_at: now(), used: false };
        tx.add_link_key("hash", &key, now()).await.unwrap();
        assert!(tx.use_link_key("hash", now()).await.unwrap() && !tx.use_link_key("hash", now()).await.unwrap());
        let task = Task {
            id: TaskId::new(),
            reference: "W-1".into(),
            area: area.id.clone(),
            kind: TaskKind::Complaint,
            risk: TaskRisk::High,
            listing: Some(club.id),
            organisation: None,
            revision: None,
            title: "Chess Club".into(),
            detail: TaskDetail::default(),
            opened_at: now(),
            due_on: "2026-12-01".parse().unwrap(),
            assignee: None,
            closed: None,
        };
        tx.add_task(&task).await.unwrap();
        tx.watch_task(task.id, account, true).await.unwrap();
        tx.add_task_note(task.id, account, "Called them.", now()).await.unwrap();
        let filter = TaskFilter {
            area: Some(area.id.clone()),
            risk: Some(TaskRisk::High),
            unassigned: true,
            watcher: Some(account),
            text: "chess".into(),
            ..TaskFilter::default()
        };
        assert_eq!(tx.list_tasks(&filter, 10).await.unwrap(), std::slice::from_ref(&task));
        tx.assign_task(task.id, Some(account)).await.unwrap();
        assert!(tx.list_tasks(&filter, 10).await.unwrap().is_empty());
        assert!(tx.close_task(task.id, "answered", now()).await.unwrap() && !tx.close_task(task.id, "again", now()).await.unwrap());
        assert!(tx.lease_job("remind", now(), now() + jiff::Span::new().hours(1)).await.unwrap());
        assert!(!tx.lease_job("remind", now(), now() + jiff::Span::new().hours(1)).await.unwrap());
        let by = "2027-04-01".parse().unwrap();
        assert!(tx.add_reminder(club.id, by, 30, now()).await.unwrap() && !tx.add_reminder(club.id, by, 30, now()).await.unwrap());
        assert_eq!(tx.put_link("https://example.org", false, "404", now()).await.unwrap(), 1);
        assert_eq!(tx.put_link("https://example.org", false, "404", now()).await.unwrap(), 2);
        assert_eq!(tx.put_link("https://example.org", true, "200", now()).await.unwrap(), 0);
        let heads = tx.list_heads(&ListingFilter { areas: vec![area.id.clone()], name: "chess".into(), ..ListingFilter::default() }, 5).await.unwrap();
        assert_eq!(heads.len(), 1);
        assert!(tx.list_heads(&ListingFilter { owners: vec![ListingId::new()], ..ListingFilter::default() }, 5).await.unwrap().is_empty());
        let proposed = ListingId::new();
        tx.propose_listing(proposed, Kind::Service, &area.id, None, now()).await.unwrap();
        tx.add_draft(proposed, "{\"name\":\"Chess Club\"}", "applicant", None, now()).await.unwrap();
        assert_eq!(tx.lookup_head(proposed).await.unwrap().unwrap().name, "Chess Club");
        assert_eq!(tx.list_proposed(proposed, "Chess Club", now()).await.unwrap().as_str(), "chess-club-2");
        tx.sweep(now()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

on_both_databases! {
    async fn opening_again_changes_nothing(database: TestDatabase) {
        let area = with_area(&database.storage).await;
        let again = database.again().await;
        assert_eq!(again.read().await.unwrap().list_areas().await.unwrap(), [area]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_nothing_we_know_is_refused_without_its_password() {
    let Err(error) = Storage::open("mysql://clerk:secret@example.org/offers", Vault::default()).await else {
        panic!("refused")
    };
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_has_an_audience() {
    let database = TestDatabase::sqlite().await;
    let file = database.address.strip_prefix("sqlite://").unwrap();
    let connection = rusqlite::Connection::open(file).unwrap();
    let mut columns: Vec<(String, String)> = connection
        .prepare("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let declared = declared_audiences();
    for (table, column, audience) in &declared {
        assert!(
            ["public", "staff", "private"].contains(&audience.as_str()),
            "{table}.{column} has the audience {audience:?}"
        );
    }
    let mut named: Vec<(String, String)> = declared.into_iter().map(|(table, column, _)| (table, column)).collect();
    columns.sort();
    named.sort();
    assert_eq!(columns, named, "the migrations declare exactly the columns that exist");
}
