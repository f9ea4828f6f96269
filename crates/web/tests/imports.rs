//! Officers bring in what others hold, and families find it.

use local_offer_operations::OperationError;
use local_offer_operations::import::{Import, Report};
use local_offer_test_support::{TestSite, on_both_databases, shared_data};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file with this content that lives as long as the test.
struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file(name: &str, content: impl AsRef<[u8]>) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    File { _folder: folder, path }
}

fn counts(report: &Report) -> (u64, u64, u64, usize, usize) {
    (report.new, report.changed, report.unchanged, report.rejected.len(), report.missing.len())
}

async fn oruk(site: &mut TestSite, path: &Path) -> Report {
    site.imports(async |import: Import<'_>| import.oruk(path).await.unwrap()).await
}

const FEED: &str = r#"{"total_pages": 1, "contents": [
  {"id": "s1", "name": "Otter Judo", "status": "active", "description": "<p>Judo &amp; games</p>", "minimum_age": 6, "maximum_age": 12,
   "organization": {"id": "o1", "name": "Otter Sports"}, "url": "javascript:alert(1)",
   "service_at_locations": [{"location": {"id": "l1", "name": "Otter Hall", "latitude": 53.79, "longitude": -2.24,
     "addresses": [{"address_1": "1 River Row", "city": "Burnley", "postal_code": "bb111aa"}],
     "accessibility": [{"description": "Hearing loop"}, {"description": "There is no lift, unfortunately"}]},
     "schedules": [{"byday": "TU,TH", "opens_at": "16:00:00", "closes_at": "17:30:00"}]}],
   "attributes": [{"taxonomy_term": {"name": "Autism"}}, {"taxonomy_term": {"name": "Autism"}}, {"taxonomy_term": {"name": "Swimming"}}, {"taxonomy_term": {"name": "Martial arts"}}],
   "cost_options": [{"amount": 4.5, "amount_description": "per session"}],
   "contacts": [{"name": "Front desk", "phones": [{"number": "01632 960555"}]}]},
  {"id": "s2", "name": "Heron Hydrotherapy", "status": "active", "minimum_age": 150, "organization": {"id": "o1", "name": "Otter Sports"},
   "service_at_locations": [{"location": {"id": "l2", "latitude": 0, "longitude": 0, "addresses": [{"city": "Colne", "postal_code": "nowhere"}]}}]},
  {"id": "s3", "status": "active", "description": "no name"},
  {"id": "s4", "name": "Gone Club", "status": "defunct", "organization": {"id": "o1", "name": "Otter Sports"}}
]}"#;

on_both_databases! {
    async fn a_feed_is_imported_found_updated_and_never_doubled(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let feed = file("feed.json", FEED);
        let report = oruk(&mut site, &feed.path).await;
        assert_eq!(counts(&report), (2, 0, 0, 2, 0), "{report}");
        let reasons: Vec<String> = report.rejected.iter().map(ToString::to_string).collect();
        assert!(reasons[0].contains("line 3") && reasons[0].contains("no name"), "{reasons:?}");
        assert!(reasons[1].contains("line 4") && reasons[1].contains("defunct"), "{reasons:?}");
        let adjusted = report.adjusted.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        for part in ["javascript:alert(1)", "150 is not an age", "\"nowhere\" is not a postcode", "0, 0"] {
            assert!(adjusted.contains(part), "{part} in {adjusted}");
        }

        let found = site.visitor().searches(&[("q", "otter judo"), ("postcode", "Burnley")]).await;
        assert_eq!(found.results()[0], "Otter Judo");
        let page = site.visitor().opens("/services/otter-judo").await;
        for told in ["Judo & games", "6 to 12", "Otter Hall", "BB11 1AA", "Hearing loop", "Tuesday and Thursday, 4pm to 5:30pm", "£4.50 per session", "01632 960555", "Otter Sports"] {
            assert!(page.says(told), "{told}");
        }
        assert!(!page.body.contains("javascript:alert") && !page.says("Lift,"));

        let again = oruk(&mut site, &feed.path).await;
        assert_eq!(counts(&again), (0, 0, 2, 2, 0));
        let edited = file("feed.json", FEED.replace("Otter Judo", "Otter Judo and Karate").replace("\"id\": \"s4\"", "\"id\": \"s5\""));
        let report = oruk(&mut site, &edited.path).await;
        assert_eq!(counts(&report), (0, 1, 1, 2, 0));
        let page = site.visitor().opens("/services/otter-judo").await;
        assert_eq!(page.heading(), "Otter Judo and Karate", "the address stays when the name changes");
    }
}

on_both_databases! {
    async fn a_dry_run_reports_the_same_and_writes_nothing(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let feed = file("feed.json", FEED);
        let report = site
            .imports(async |import| Import { dry_run: true, ..import }.oruk(&feed.path).await.unwrap())
            .await;
        assert_eq!(counts(&report), (2, 0, 0, 2, 0));
        assert!(report.to_string().starts_with("Dry run"));
        assert_eq!(site.visitor().opens("/services/otter-judo").await.status, 404);
        assert_eq!(counts(&oruk(&mut site, &feed.path).await), (2, 0, 0, 2, 0));
    }
}

on_both_databases! {
    async fn what_disappears_from_a_source_is_flagged_and_comes_back(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let line = |number: u32| format!("{{\"id\":\"n{number}\",\"name\":\"Nuthatch club {number}\",\"status\":\"active\"}}\n");
        let all: String = (1..=5).map(line).collect();
        assert_eq!(oruk(&mut site, &file("feed.ndjson", &all).path).await.new, 5);
        let fewer: String = (1..=4).map(line).collect();
        let report = oruk(&mut site, &file("feed.ndjson", &fewer).path).await;
        assert_eq!(report.missing, ["Nuthatch club 5"]);
        let page = site.visitor().opens("/services/nuthatch-club-5").await;
        assert!(page.says("has not listed it since 21 November 2026"), "{}", page.text());
        let report = oruk(&mut site, &file("feed.ndjson", &all).path).await;
        assert_eq!(counts(&report), (0, 1, 4, 0, 0));
        assert!(!site.visitor().opens("/services/nuthatch-club-5").await.says("has not listed it since"));
        // One page of many says nothing of the others.
        let single = file("one.json", line(1));
        assert!(oruk(&mut site, &single.path).await.missing.is_empty());
        // And a file that lacks nearly everything is another file, not a disaster.
        let report = oruk(&mut site, &file("feed.ndjson", line(1)).path).await;
        assert!(report.missing.is_empty() && report.notes.iter().any(|note| note.contains("more than half")), "{report}");
    }
}

on_both_databases! {
    async fn a_broken_file_changes_nothing(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let before = site.database.storage.read().await.unwrap().latest_change().await.unwrap();
        for (name, content) in [
            ("a.json", &b"{\"contents\": ["[..]),
            ("b.json", b"[]"),
            ("c.json", b""),
            ("d.json", b"\xff\xfe\x00"),
            ("e.json", b"42"),
            ("f.csv", b"id,name\n"),
        ] {
            let broken = file(name, content);
            let refused = site
                .imports(async |import| match import.oruk(&broken.path).await {
                    Ok(report) => report,
                    Err(OperationError::Refused(_) | OperationError::Unreadable { .. }) => Report::default(),
                    Err(error) => panic!("{name}: {error}"),
                })
                .await;
            assert_eq!(refused.new, 0, "{name}");
        }
        let deep = file("deep.json", "[".repeat(100_000));
        site.imports(async |import| {
            assert!(import.oruk(&deep.path).await.is_err());
            Report::default()
        }).await;
        assert_eq!(site.database.storage.read().await.unwrap().latest_change().await.unwrap(), before);
    }
}

const TEMPLATE: &str = "id;name;organisation;min_age;max_age;needs;categories;free;place;town;postcode;days;opens;closes;email\r\n\
    1;Caf\u{e9} Kestrel;Kestrel CIC;11;16;ASD|Hearing impairment;Clubs and youth groups;yes;Kestrel Hall;Nelson;BB9 9ZZ;Mon|Wed;17:00;19:00;hello@kestrel.example.org\r\n\
    1;;;;;;;;Second Hall;Colne;BB8 9ZZ;Fri;17:00;19:00;\r\n\
    2;Backwards;;16;11;;;;;;;;;;not an address\r\n\
    ;No number;;;;;;;;;;;;;\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_in_our_template_is_read_in_any_encoding() {
    let mut site = TestSite::demo().await;
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(TEMPLATE);
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(TEMPLATE.as_bytes());
    for (round, bytes) in [windows.into_owned(), marked, TEMPLATE.as_bytes().to_vec()].into_iter().enumerate() {
        let sheet = file("services.csv", bytes);
        let report = site.imports(async |import| import.csv(&sheet.path).await.unwrap()).await;
        assert_eq!(counts(&report).3, 1, "{report}");
        assert_eq!((report.new, report.unchanged), if round == 0 { (2, 0) } else { (0, 2) }, "{report}");
        assert!(report.rejected[0].to_string().starts_with("line 5"), "{report}");
        assert_eq!(report.adjusted.len(), 2, "{report}");
    }
    let page = site.visitor().opens("/services/cafe-kestrel").await;
    for told in
        ["Café Kestrel", "11 to 16", "Autism", "Deafness", "Free", "Kestrel Hall", "Second Hall", "Friday, 5pm to 7pm"]
    {
        assert!(page.says(told), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outpost_template_joins_its_rows_and_hides_private_contacts() {
    let sheet = file(
        "services.csv",
        "import_id,import_id_reference,name,organisation,approved,visible,needs_referral,contact_name,contact_visible,contact_phone,location_name,location_postcode,cost_option,cost_amount,cost_type\n\
         1,,Lapwing Group,Lapwing,TRUE,TRUE,TRUE,Desk,TRUE,01632 960700,Lapwing House,PR1 9ZZ,,,\n\
         2,1,,,,,,Manager,FALSE,01632 960799,,,,,\n\
         3,1,,,,,,,,,Second House,PR2 9ZZ,Siblings,2,per visit\n\
         4,9,,,,,,,,,Nowhere,PR2 9ZZ,,,\n\
         5,,Unapproved,Lapwing,FALSE,TRUE,,,,,,,,,\n\
         6,,Unseen,Lapwing,TRUE,FALSE,,,,,,,,,\n",
    );
    let mut site = TestSite::demo().await;
    let report = site.imports(async |import| import.csv(&sheet.path).await.unwrap()).await;
    assert_eq!(counts(&report), (2, 0, 0, 2, 0), "{report}");
    let page = site.visitor().opens("/services/lapwing-group").await;
    assert!(
        page.says("01632 960700")
            && page.says("Second House")
            && page.says("Siblings: £2 per visit")
            && page.says("Through a professional")
    );
    assert!(!page.body.contains("960799"), "a private contact is never shown");
    assert_eq!(site.visitor().opens("/services/unseen").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quotation_mark_that_is_never_closed_publishes_nobody() {
    let mut site = TestSite::demo().await;
    let rows = "3,,Third,Lapwing,TRUE,TRUE,,Private Person,FALSE,01632 960103\n4,,Fourth,Lapwing,TRUE,TRUE,,Other Person,FALSE,01632 960104\n";
    let head = "import_id,import_id_reference,name,organisation,approved,visible,notes,contact_name,contact_visible,contact_phone\n";
    for broken in [
        format!("{head}2,,Unclosed,\"he said hello,TRUE,TRUE,,,,\n{rows}"),
        format!("{head}2,,Unclosed,\"he said hello,TRUE,TRUE,,,,\n{rows}5,,Fifth,\"Lapwing\"\",TRUE,TRUE,,,,\n"),
    ] {
        let sheet = file("services.csv", broken);
        site.imports(async |import| {
            let refused = import.csv(&sheet.path).await.unwrap_err().to_string();
            assert!(refused.contains("line 2"), "{refused}");
            Report::default()
        })
        .await;
    }
    assert_eq!(site.visitor().opens("/services/unclosed").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_any_version_of_a_record_keeps_back_stays_back() {
    let mut site = TestSite::demo().await;
    let list = r#"[
        {"id": "r", "name": "Quail Refuge", "status": "active", "contacts": [{"name": "Night Worker", "phone": "01632 960888", "visible": false}],
         "service_at_locations": [{"location": {"id": "l", "mask_exact_address": true, "name": "Quail House", "addresses": [{"address_1": "1 Hidden Row", "city": "Burnley", "postal_code": "BB11 9ZY"}]}}]},
        {"id": "r", "name": "Quail Refuge", "status": "active", "description": "A longer description than the one before, so that this is the fuller version of the two.",
         "contacts": [{"name": "Night Worker", "phone": "01632 960888"}, {"name": "Desk", "phone": "01632 960777"}],
         "service_at_locations": [{"location": {"id": "l", "name": "Quail House", "addresses": [{"address_1": "1 Hidden Row", "city": "Burnley", "postal_code": "BB11 9ZY"}]}}]},
        {"id": "s", "name": "Quail Secret", "status": "active", "visible": false},
        {"id": "d", "name": "Quail Draft", "status": "draft"}
    ]"#;
    let report = oruk(&mut site, &file("list.json", list).path).await;
    assert_eq!((report.new, report.rejected.len()), (2, 1), "{report}");
    let page = site.visitor().opens("/services/quail-refuge").await;
    assert!(page.says("01632 960777") && page.says("BB11") && page.says("The full address is not shown"));
    for secret in ["960888", "Hidden Row", "Quail House", "9ZY"] {
        assert!(!page.body.contains(secret), "{secret}");
    }
    // Nor can it be felt for, letter by letter or by distance.
    for typed in ["BB11 9ZY", "bb119", "bb119zy", "hidden row"] {
        let answer = site.visitor().queries(&[("q", typed), ("exact", "1")]).await;
        let found = answer["results"].as_array().unwrap().iter().any(|result| {
            result["title"] == "Quail Refuge"
                && result["why"].as_array().unwrap().iter().any(|why| why["field"] == "place")
        });
        assert!(!found, "{typed}");
    }
    assert_eq!(site.visitor().opens("/services/quail-secret").await.status, 404);
    // A file that has only lost the word shows nothing, and says so.
    let secret = "\"name\": \"Quail Secret\", \"status\": \"active\", \"visible\": false";
    let lost = list.replace(secret, "\"name\": \"Quail Secret\", \"status\": \"active\"");
    let report = oruk(&mut site, &file("list.json", lost).path).await;
    assert!(report.notes.iter().any(|note| note.contains("Quail Secret") && note.contains("stays so")), "{report}");
    assert_eq!(site.visitor().opens("/services/quail-secret").await.status, 404);
    // What its source shows again is shown.
    let shown = list.replace(secret, "\"name\": \"Quail Secret\", \"status\": \"active\", \"visible\": true");
    assert_eq!(oruk(&mut site, &file("list.json", shown).path).await.changed, 1);
    assert_eq!(site.visitor().opens("/services/quail-secret").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_row_cannot_weigh_a_page_down() {
    let mut site = TestSite::demo().await;
    let huge = format!(
        "id,name,summary,description,price,checked_on,colour\n1,Zebra,{},{},-5,2030-01-01,blue\n2,{},,,,,\n",
        "s".repeat(100_000),
        "d ".repeat(100_000),
        "n".repeat(5_000)
    );
    let sheet = file("services.csv", huge);
    let report = site.imports(async |import| import.csv(&sheet.path).await.unwrap()).await;
    assert_eq!((report.new, report.rejected.len()), (1, 1), "{report}");
    assert!(report.notes.iter().any(|note| note == "Columns not used: colour."), "{report}");
    let page = site.visitor().opens("/services/zebra").await;
    assert!(page.body.len() < 100_000 && !page.says("What it costs Free") && !page.says("2030"), "{}", page.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_something_else_changes_no_postcode() {
    let mut site = TestSite::demo().await;
    for content in ["PR2 9ZZ,Otter Judo,Burnley\n", "\"PR2 9ZZ\",10,abc,def,a,b,c,d,E07000123,x\n", "id,name\n1,x\n"] {
        let sheet = file("services.csv", content);
        site.imports(async |import| {
            assert!(import.postcodes(&sheet.path).await.is_err(), "{content}");
            Report::default()
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_outpost_template_is_read() {
    let Some(sheet) = shared_data("services/outpost-templates/services--with-sample-data.csv") else { return };
    let mut site = TestSite::demo().await;
    let report = site.imports(async |import| import.csv(&sheet).await.unwrap()).await;
    assert_eq!((report.new, report.rejected.len()), (2, 0), "{report}");
    assert_eq!(site.visitor().opens("/services/second-example-service").await.status, 200);
    assert_eq!(site.visitor().opens("/services/csv-creation-service").await.status, 404, "the source does not show it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_schools_is_read_with_its_special_provision() {
    let sheet = file(
        "edubasealldata.csv",
        "URN,LA (code),EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,Street,Town,Postcode,TelephoneNum,NumberOfPupils,SEN1 (name),TypeOfResourcedProvision (name),ResourcedProvisionCapacity,Easting,Northing,Section41Approved (name)\n\
         900901,888,Wagtail Primary School,Community school,Open,Primary,4,11,Mill Row,Burnley,BB11 9ZZ,1632960900,\"1,061\",HI - Hearing Impairment,Resourced provision,12,383000,432500,Not applicable\n\
         900902,888,Closed School,Community school,Closed,Primary,4,11,,Burnley,BB11 9ZZ,,,,,,0,0,\n\
         900901,888,Wagtail Primary Again,Community school,Open,Primary,4,11,,Burnley,,,,,,,,,\n\
         ,888,No Number,Community school,Open,Primary,4,11,,Burnley,,,,,,,,,\n\
         900903,888,Brimstone School,Community special school,Open,Not applicable,3,19,,Burnley,BB11 9ZZ,,90,ASD - Autistic Spectrum Disorder,,,,,\n",
    );
    let mut site = TestSite::demo().await;
    let report = site.imports(async |import| import.schools(&sheet.path).await.unwrap()).await;
    assert_eq!(counts(&report), (2, 0, 0, 3, 0), "{report}");
    let page = site.visitor().opens("/settings/wagtail-primary-school").await;
    for told in [
        "Primary school",
        "4 to 11",
        "1,061",
        "01632960900",
        "Resourced provision, for deafness and hearing impairment (12 places)",
    ] {
        assert!(page.says(told), "{told} in {}", page.text());
    }
    let found = site.visitor().opens("/settings?setting=special&need=ASD&postcode=Burnley").await;
    assert!(found.results().contains(&"Brimstone School".to_owned()));
    // A second list that knows less takes nothing away.
    let short = file("s41.csv", "urn,name,s41_granted,s41_revoked\n900903,Brimstone School,01/08/2020,\n");
    let report = site.imports(async |import| import.schools(&short.path).await.unwrap()).await;
    assert_eq!(report.changed, 1, "{report}");
    let page = site.visitor().opens("/settings/brimstone-school").await;
    assert!(
        page.says("Special school") && page.says("3 to 19") && page.says("Approved under section 41 Yes"),
        "{}",
        page.text()
    );
}

/// The layout of Code-Point Open and of the ONS Postcode Directory, in a zip and in a folder.
fn code_point() -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codepo.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("Doc/Code-Point_Open_Column_Headers.csv", options).unwrap();
    zip.write_all(b"PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\n").unwrap();
    zip.start_file("Data/CSV/pr.csv", options).unwrap();
    zip.write_all(
        b"\"PR2 9ZZ\",10,354000,432000,\"E92000001\",\"E19000001\",\"E18000002\",\"E10000017\",\"E07000123\",\"E05012198\"\n\
          \"PR2 9ZY\",90,0,0,\"E92000001\",\"E19000001\",\"E18000002\",\"E10000017\",\"E07000123\",\"E05012198\"\n\
          \"nonsense\",10,1,1,\"\",\"\",\"\",\"\",\"\",\"\"\n\
          \"FY1 9ZZ\",10,331000,436000,\"E92000001\",\"\",\"\",\"\",\"E06000009\",\"E05012198\"\n\
          \"CA1 9ZZ\",10,340000,556000,\"E92000001\",\"\",\"\",\"\",\"E06000063\",\"E05012198\"\n",
    )
    .unwrap();
    zip.finish().unwrap();
    File { _folder: folder, path }
}

on_both_databases! {
    async fn an_imported_postcode_is_exact_and_says_whose_it_is(database: TestDatabase) {
        let mut site = TestSite::demo_on(database).await;
        let rough = site.visitor().searches(&[("postcode", "PR2 9ZZ")]).await;
        assert!(rough.says("measured from the middle of PR2"));

        let postcodes = code_point();
        let report = site.imports(async |import| import.postcodes(&postcodes.path).await.unwrap()).await;
        assert_eq!(counts(&report), (4, 0, 0, 1, 0), "{report}");
        assert!(report.notes.iter().any(|note| note.starts_with("1 postcodes have no coordinates")), "{report}");
        let again = site.imports(async |import| import.postcodes(&postcodes.path).await.unwrap()).await;
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 4));
        let exact = site.visitor().searches(&[("postcode", "pr29zz")]).await;
        assert!(!exact.says("measured from the middle") && !exact.says("is in"), "{}", exact.text());

        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "gss_code,name,gov_uk_slug\nE06000009,Blackpool,blackpool\n").unwrap();
        std::fs::write(folder.path().join("b.csv"), "lad_code,lad_name,la_gss_code\nE06000009,Blackpool,E06000009\n").unwrap();
        let report = site.imports(async |import| import.authorities(folder.path()).await.unwrap()).await;
        assert_eq!(report.new, 2);
        let elsewhere = site.visitor().searches(&[("postcode", "FY1 9ZZ")]).await;
        assert!(elsewhere.says("FY1 9ZZ is in Blackpool, not in Westmere"), "{}", elsewhere.text());
        assert_eq!(elsewhere.link("Find Blackpool council").unwrap(), "https://www.gov.uk/find-local-council/blackpool");
        let neighbour = site.visitor().searches(&[("q", "swimming"), ("postcode", "CA1 9ZZ")]).await;
        assert!(neighbour.says("CA1 9ZZ is in Northfell"));
        assert_eq!(
            neighbour.link("Search the Northfell").unwrap(),
            "http://northfell.localhost:3000/find?q=swimming&postcode=CA1+9ZZ"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ons_postcode_directory_is_read_and_its_dead_postcodes_left_out() {
    let sheet = file(
        "ONSPD.csv",
        "pcd7,pcd8,pcds,dointr,doterm,lad25cd,lat,long\n\
         PR2 9ZZ,PR2  9ZZ,PR2 9ZZ,198001,,E07000123,53.78,-2.70\n\
         PR2 9ZY,PR2  9ZY,PR2 9ZY,198001,199912,E07000123,53.78,-2.70\n\
         IM1 1AA,IM1  1AA,IM1 1AA,198001,,,99.999999,0.000000\n",
    );
    let mut site = TestSite::demo().await;
    let report = site.imports(async |import| import.postcodes(&sheet.path).await.unwrap()).await;
    assert_eq!(counts(&report), (2, 0, 0, 0, 0), "{report}");
    assert!(report.notes.iter().any(|note| note.contains("no longer in use")), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn real_open_referral_data_are_imported_and_findable() {
    let Some(feed) = shared_data("services/buckinghamshire/services.json") else { return };
    let mut site = TestSite::demo().await;
    let report = oruk(&mut site, &feed).await;
    assert_eq!((report.new, report.rejected.len()), (20, 0), "{report}");
    assert_eq!(oruk(&mut site, &feed).await.unchanged, 20);
    assert_eq!(site.visitor().searches(&[("q", "aylesbury brownies")]).await.results()[0], "12th Aylesbury Brownies");
    for set in [
        "dfe-fh",
        "hsds-csv-3.0",
        "mock-hsds-api",
        "outpost-v1",
        "uk-profile-examples",
        "validator-mocks",
        "uk-profile-examples/csv",
    ] {
        let Some(folder) = shared_data(&format!("oruk-samples/{set}")) else { return };
        let report = site
            .imports(async |import| Import { source: Some(set.to_owned()), ..import }.oruk(&folder).await.unwrap())
            .await;
        assert!(report.new > 0, "{set}: {report}");
    }
    let page = site.visitor().opens("/services/community-counselling").await;
    assert!(page.says("12 and over") && page.says("Example Organization Inc."), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn real_schools_and_childrens_centres_are_imported_and_findable() {
    let (Some(schools), Some(centres)) =
        (shared_data("schools/greater_manchester_schools.csv"), shared_data("schools/childrens_centres.csv"))
    else {
        return;
    };
    let mut site = TestSite::demo().await;
    let report = site.imports(async |import| import.schools(&schools).await.unwrap()).await;
    // One school stands in the file twice, under two names and one number.
    assert_eq!((report.new, report.rejected.len()), (923, 1), "{report}");
    let report = site.imports(async |import| import.schools(&centres).await.unwrap()).await;
    assert_eq!((report.new, report.rejected.len(), report.missing.len()), (2992, 0, 0), "{report}");
    let found = site.visitor().opens("/settings?q=heaton+school&setting=special").await;
    assert_eq!(found.results()[0], "Heaton School");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_real_postcode_is_imported_in_one_go() {
    let Some(postcodes) = shared_data("postcodes/codepo_gb.zip") else { return };
    let Some(geography) = shared_data("geography") else { return };
    let mut site = TestSite::demo().await;
    let report = site.imports(async |import| import.postcodes(&postcodes).await.unwrap()).await;
    assert_eq!((report.new, report.rejected.len()), (1_745_849, 0), "{report}");
    let report = site.imports(async |import| import.authorities(&geography).await.unwrap()).await;
    assert!(report.rejected.is_empty(), "{report}");
    assert!(!site.visitor().searches(&[("postcode", "PR2 8HW")]).await.says("measured from the middle"));
    assert!(site.visitor().searches(&[("postcode", "FY1 1AD")]).await.says("is in Blackpool, not in Westmere"));
    assert!(site.visitor().searches(&[("postcode", "M1 1AE")]).await.says("is in Manchester, not in Westmere"));
}

/// Cells that are filled in and not understood, and the words of databases (augerai/a2ml #269, ceumicrodata/mETL #15; the
/// Outpost template).
#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_does_not_understand_keeps_back_and_is_told() {
    let head = "import_id,import_id_reference,name,organisation,approved,visible,visible_to,contact_name,contact_visible,contact_phone,location_name,location_address_1,location_postcode,mask_exact_address,location_visible\n";
    let mut site = TestSite::demo().await;
    let rows = [
        "1,,Dunlin Refuge,Dunlin,t,t,,Night worker,f,07700 900999,Secret House,9 Hidden Lane,PR1 2HE,t,t",
        "2,,Dunlin Masked,Dunlin,t,t,,,,,Secret House,9 Hidden Lane,PR1 2HE,Yes please,t",
        "3,,Dunlin Where,Dunlin,t,t,,,,,Secret House,9 Hidden Lane,PR1 2HE,f,for members only",
        "4,,Dunlin Gone,Dunlin,t,t,31-Aug-25,,,,,,,,",
        "5,,Dunlin Someday,Dunlin,t,t,next summer,,,,,,,,",
        "6,,Dunlin Pending,Dunlin,Pending,t,,,,,,,,,",
        "7,,Dunlin Off,Dunlin,t,off,,,,,,,,,",
        "8,,Dunlin Open,Dunlin,t,x,31 August 2027,Desk,on,01632 960321,Town Hall,1 Market Street,PR1 2HE,off,yes",
    ];
    let sheet = file("services.csv", format!("{head}{}\n", rows.join("\n")));
    let report = site.imports(async |import| import.csv(&sheet.path).await.unwrap()).await;
    for (slug, status) in [
        ("dunlin-refuge", 200),
        ("dunlin-masked", 200),
        ("dunlin-where", 200),
        ("dunlin-gone", 404),
        ("dunlin-someday", 404),
        ("dunlin-pending", 404),
        ("dunlin-off", 404),
        ("dunlin-open", 200),
    ] {
        let page = site.visitor().opens(&format!("/services/{slug}")).await;
        assert_eq!(page.status, status, "{slug}");
        assert!(!page.body.contains("Hidden Lane") && !page.body.contains("900999"), "{slug}");
    }
    let open = site.visitor().opens("/services/dunlin-open").await;
    assert!(open.says("1 Market Street") && open.says("01632 960321"));
    for (record, cell) in [("Dunlin Where", "for members only"), ("Dunlin Someday", "next summer")] {
        let told = report.adjusted.iter().any(|told| told.record == record && told.reason.contains(cell));
        assert!(told, "{cell} is told: {report}");
    }
    // Another run lays nothing open, whatever it says: somebody here has to.
    let flipped = sheet_of(
        head,
        &["1,,Dunlin Refuge,Dunlin,t,t,,Night worker,t,07700900999,Secret House,9 Hidden Lane,PR1 2HE,f,t"],
    );
    let report = site.imports(async |import| import.csv(&flipped.path).await.unwrap()).await;
    let page = site.visitor().opens("/services/dunlin-refuge").await;
    assert!(!page.body.contains("Hidden Lane") && !page.body.contains("900999"), "{report}");
    assert!(
        report.notes.iter().any(|note| note.contains("Dunlin Refuge") && note.contains("stays kept back")),
        "{report}"
    );
}

fn sheet_of(head: &str, rows: &[&str]) -> File {
    file("services.csv", format!("{head}{}\n", rows.join("\n")))
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_template_and_a_feed_keep_back_by_the_same_gate() {
    let mut site = TestSite::demo().await;
    let sheet = file(
        "services.csv",
        "id,name,phone,contact,hide_contact,place,address,postcode,hide_address,visible\n\
         1,Pipit Home,01632 960444,Sam,yes,Rose Cottage,3 Quiet Row,PR1 2HE,x,\n\
         2,Pipit Perhaps,,,,,,,,perhaps\n",
    );
    let report = site.imports(async |import| import.csv(&sheet.path).await.unwrap()).await;
    assert!(!report.notes.iter().any(|note| note.contains("not used")), "{report}");
    let page = site.visitor().opens("/services/pipit-home").await;
    assert!(page.status == 200 && !page.body.contains("960444") && !page.body.contains("Quiet Row"), "{}", page.text());
    assert_eq!(site.visitor().opens("/services/pipit-perhaps").await.status, 404);
    let feed = r#"[{"id": "1", "name": "Knot Refuge", "status": "active",
        "contacts": [{"name": "Night Worker", "phone": "01632 960888", "visible": "f"}],
        "phones": [{"number": "01632960888"}, {"number": "01632 960889", "visible": "not at night"}],
        "locations": [{"id": "l", "visible": "only to staff", "name": "Knot House",
            "addresses": [{"address_1": "1 Hidden Row", "city": "Burnley", "postal_code": "BB11 9ZY"}]}]},
        {"id": "2", "name": "Knot Later", "status": "active", "visible_from": "1 January 2031"}]"#;
    let report = oruk(&mut site, &file("list.json", feed).path).await;
    let page = site.visitor().opens("/services/knot-refuge").await;
    for secret in ["960888", "960889", "Hidden Row", "Knot House"] {
        assert!(!page.body.contains(secret), "{secret}: {report}");
    }
    assert_eq!(site.visitor().opens("/services/knot-later").await.status, 404);
    assert!(report.adjusted.iter().any(|told| told.reason.contains("only to staff")), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_cannot_be_right_is_refused_with_the_reason() {
    let site = TestSite::demo().await;
    let storage = &site.database.storage;
    let good = storage.read().await.unwrap().list_areas().await.unwrap().remove(0);
    let put = |area: local_offer_domain::Area| async move {
        local_offer_operations::put_area(storage, &area, local_offer_test_support::now())
            .await
            .map_err(|error| error.to_string())
    };
    let mut wrong = Vec::new();
    let mut change = |told: &'static str, change: &dyn Fn(&mut local_offer_domain::Area)| {
        let mut area = good.clone();
        change(&mut area);
        wrong.push((area, told));
    };
    change("not the code of a district", &|area| area.districts = vec!["E0700011".to_owned()]);
    change("not the code of a district", &|area| area.districts = vec!["S12000036".to_owned()]);
    change("white text cannot be read", &|area| "#ffff00".clone_into(&mut area.theme.header));
    change("#rrggbb", &|area| "blue".clone_into(&mut area.theme.header));
    change("is the name of westmere already", &|area| area.id = "another".into());
    for (area, told) in wrong {
        let error = put(area).await.expect_err(told);
        assert!(error.contains(told), "{error}");
    }
    assert_eq!(put(good).await, Ok(false), "what is right is taken");
}
