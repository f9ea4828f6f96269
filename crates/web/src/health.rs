//! For the machines that watch over a deployment.

use crate::site::Site;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use local_offer_domain::listing::Kind;
use local_offer_operations::{Noticed, audit_checked_at};
use std::fmt::Write;

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// There is something to show.
pub(crate) async fn readyz(State(site): State<Site>) -> impl IntoResponse {
    if site.catalogue().areas().is_empty() {
        (StatusCode::SERVICE_UNAVAILABLE, "no area\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}

/// A few numbers in the Prometheus text format. None of them is about a person.
pub(crate) async fn metrics(State(site): State<Site>) -> impl IntoResponse {
    let catalogue = site.catalogue();
    let mut text =
        String::from("# HELP local_offer_catalogue_version Rises with every change that this node has seen.\n");
    text.push_str("# TYPE local_offer_catalogue_version counter\n");
    let _ = writeln!(text, "local_offer_catalogue_version {}", catalogue.version());
    text.push_str("# HELP local_offer_entries Live listings and pages, by kind.\n# TYPE local_offer_entries gauge\n");
    for offer in catalogue.areas() {
        for kind in [Kind::Service, Kind::Setting, Kind::Organisation, Kind::Guide] {
            let (area, count) = (&offer.area().id, offer.count(kind));
            let _ = writeln!(text, "local_offer_entries{{area=\"{area}\",kind=\"{}\"}} {count}", kind.as_str());
        }
    }
    text.push_str("# HELP local_offer_security_events_total What was noticed since the program started, by kind.\n");
    text.push_str("# TYPE local_offer_security_events_total counter\n");
    for noticed in Noticed::ALL {
        let (name, count) = (noticed.as_str(), noticed.count());
        let _ = writeln!(text, "local_offer_security_events_total{{event=\"{name}\"}} {count}");
    }
    text.push_str(
        "# HELP local_offer_audit_checked_seconds When the audit log was last seen whole, in seconds since 1970.\n",
    );
    text.push_str("# TYPE local_offer_audit_checked_seconds gauge\n");
    let _ = writeln!(text, "local_offer_audit_checked_seconds {}", audit_checked_at());
    if let Some(free) = site.office().files.free_space() {
        text.push_str("# HELP local_offer_files_free_bytes Space that is free where uploaded files are kept.\n");
        text.push_str("# TYPE local_offer_files_free_bytes gauge\n");
        let _ = writeln!(text, "local_offer_files_free_bytes {free}");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
