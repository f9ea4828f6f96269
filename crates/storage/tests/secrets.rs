//! What somebody reads who has a copy of the database, or listens on the line to it.

use local_offer_domain::values::{AccountId, EmailAddress};
use local_offer_storage::{AuditEvent, NewMessage, Storage, StorageError, Vault};
use local_offer_test_support::{TEST_KEY, TestDatabase, now, on_both_databases};
use secrecy::ExposeSecret;

const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const LINK: &str = "https://westmere.example.org/choose-password/a-key";

/// An account with an authenticator app, and a message with a key in it.
async fn with_secrets(storage: &Storage) -> (AccountId, local_offer_domain::values::MessageId) {
    let email = EmailAddress::parse("amina@example.org").unwrap();
    let account = AccountId::new();
    let mut tx = storage.begin_upkeep().await.unwrap();
    let area: local_offer_domain::Area = toml::from_str(
        "id = \"westmere\"\nname = \"Westmere\"\nauthority = \"Westmere Council\"\ntitle = \"Local Offer\"",
    )
    .unwrap();
    tx.put_area(&area, now()).await.unwrap();
    tx.record_audit(AuditEvent {
        at: now(),
        actor: "system".into(),
        action: "test",
        subject: "westmere".into(),
        area: None,
        detail: String::new(),
    });
    tx.add_account(account, &email, "Amina", now()).await.unwrap();
    tx.put_totp(account, Some(SEED)).await.unwrap();
    let letter = NewMessage { area: area.id, to: email, subject: "Hello".into(), body: LINK.into(), listing: None };
    let message = tx.queue_message(&letter, now()).await.unwrap();
    tx.commit().await.unwrap();
    (account, message)
}

async fn copies(database: &TestDatabase) -> String {
    let mut all = database.reads_raw("SELECT totp_secret FROM accounts").await;
    all.extend(database.reads_raw("SELECT body FROM messages").await);
    all.join(" ")
}

on_both_databases! {
    async fn a_copy_of_the_database_signs_nobody_in(database: TestDatabase) {
        let (account, message) = with_secrets(&database.storage).await;
        let copy = copies(&database).await;
        assert!(!copy.contains(SEED) && !copy.contains("choose-password"), "{copy}");
        let mut tx = database.storage.read().await.unwrap();
        let known = tx.lookup_credentials(account).await.unwrap().unwrap();
        assert_eq!(known.totp_secret.unwrap().expose_secret(), SEED);
        assert_eq!(tx.lookup_message(message).await.unwrap().unwrap().new.body, LINK);
    }
}

on_both_databases! {
    async fn keys_are_changed_by_starting_again(database: TestDatabase) {
        // Begun without a key, as every database was.
        let clear = database.with_keys(&[]).await;
        let (account, message) = with_secrets(&clear).await;
        assert!(copies(&database).await.contains(SEED));
        assert_eq!(clear.read().await.unwrap().count_unsealed().await.unwrap(), 2);
        for keys in [vec![TEST_KEY], vec![OTHER, TEST_KEY], vec![OTHER]] {
            let storage = database.with_keys(&keys).await;
            let mut tx = storage.begin_upkeep().await.unwrap();
            // A seal of the log comes under the new key too, or the log could not be checked any more.
            let (length, hash) = tx.walk_audit_chain().await.unwrap().unwrap();
            let expected = match keys[..] {
                [TEST_KEY] => 2,
                [OTHER, TEST_KEY] => 3,
                _ => 0,
            };
            assert_eq!(tx.count_unsealed().await.unwrap(), expected as i64, "what the doctor says");
            if keys == [TEST_KEY] {
                tx.add_audit_seal(length, &hash, now()).await.unwrap();
            }
            assert_eq!(tx.seal_some().await.unwrap(), expected, "{}", keys.len());
            assert_eq!(tx.seal_some().await.unwrap(), 0);
            assert_eq!(tx.count_unsealed().await.unwrap(), 0);
            tx.commit().await.unwrap();
            let mut tx = storage.read().await.unwrap();
            assert_eq!(tx.lookup_credentials(account).await.unwrap().unwrap().totp_secret.unwrap().expose_secret(), SEED);
            assert_eq!(tx.lookup_message(message).await.unwrap().unwrap().new.body, LINK);
        }
        // The old key is good for nothing now, and that is said and changes nothing.
        let before = copies(&database).await;
        for keys in [vec![TEST_KEY], vec![]] {
            let vault = Vault::new(keys).unwrap();
            let Err(error) = Storage::open(&database.address, vault).await else { panic!("opened with another key") };
            assert!(error.to_string().contains("not among secrets.key"), "{error}");
        }
        assert_eq!(copies(&database).await, before);
    }
}

/// Another key.
const OTHER: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE";

#[tokio::test(flavor = "multi_thread")]
async fn the_line_to_postgresql_is_in_cipher_where_the_address_says_so() {
    let database = TestDatabase::postgres().await;
    let (address, certificate) = database.in_cipher();
    let open = |address: String| async move { Storage::open(&address, Vault::default()).await };
    let encrypted =
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND datname = current_database()";
    let count = format!("SELECT CAST(({encrypted}) AS TEXT)");
    for mode in ["", "?sslmode=prefer", "?sslmode=require"] {
        let storage = open(format!("{address}{mode}")).await.unwrap();
        let _held = storage.read().await.unwrap();
        assert_ne!(database.reads_raw(&count).await, ["0"], "{mode}");
    }
    let verified = format!("{address}?sslmode=verify-full&sslrootcert={}", certificate.display());
    open(verified.clone()).await.unwrap();
    // Somebody else's name, somebody else's certificate, a file that holds none, a word nobody knows.
    for (wrong, said) in [
        (verified.replace("localhost", "127.0.0.1"), "certificate"),
        (format!("{address}?sslmode=verify-full"), "certificate"),
        (format!("{address}?sslmode=verify-full&sslrootcert=/dev/null"), "no certificate"),
        (format!("{address}?sslmode=verify-full&sslrootcert=nowhere.crt"), "nowhere.crt"),
        (format!("{address}?sslmode=yes"), "must be disable"),
    ] {
        let Err(error) = open(wrong.clone()).await else { panic!("{wrong} was taken") };
        let error = chain(&error);
        assert!(error.contains(said), "{wrong}: {error}");
    }
}

fn chain(error: &StorageError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_in_clear_is_not_left_in_the_file() {
    let database = TestDatabase::sqlite().await;
    let clear = database.with_keys(&[]).await;
    with_secrets(&clear).await;
    let path = database.address.strip_prefix("sqlite://").unwrap().to_owned();
    let holds = |text: &str| {
        ["", "-wal"].iter().any(|ending| {
            let bytes = std::fs::read(format!("{path}{ending}")).unwrap_or_default();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        })
    };
    assert!(holds(SEED));
    drop(clear);
    let sealed = database.again().await;
    let mut tx = sealed.begin_upkeep().await.unwrap();
    tx.seal_some().await.unwrap();
    tx.commit().await.unwrap();
    sealed.compact().await.unwrap();
    assert!(!holds(SEED) && !holds("choose-password"));
}

on_both_databases! {
    async fn one_text_that_was_changed_by_hand_does_not_stop_the_others(database: TestDatabase) {
        with_secrets(&database.storage).await;
        database.tampers("UPDATE messages SET body = body || 'x'").await;
        let email = EmailAddress::parse("zara@example.org").unwrap();
        let letter =
            NewMessage { area: "westmere".into(), to: email, subject: "Hello".into(), body: LINK.into(), listing: None };
        let mut tx = database.storage.begin_upkeep().await.unwrap();
        let second = tx.queue_message(&letter, now()).await.unwrap();
        let leased = tx.lease_message(now(), now()).await.unwrap().unwrap();
        assert_eq!(leased.id, second);
        let all = tx.list_messages(&"westmere".into(), None, 10).await.unwrap();
        assert!(all.iter().any(|message| message.problem.as_deref() == Some("Its text cannot be read")));
        tx.commit().await.unwrap();
        // Nor does it keep the program from starting under another key: an account and the other message are sealed anew.
        let changed = database.with_keys(&[OTHER, TEST_KEY]).await;
        let mut tx = changed.begin_upkeep().await.unwrap();
        assert_eq!(tx.seal_some().await.unwrap(), 2);
        assert_eq!(tx.seal_some().await.unwrap(), 0, "it ends");
    }
}
