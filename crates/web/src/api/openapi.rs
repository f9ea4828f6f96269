//! `/openapi.json`: what the API takes and gives.

use axum::Json;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};

/// The parameters of a search, with what each means.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("q", "string", "Words, as a family would type them. Ages, days and places in them are understood."),
    ("postcode", "string", "A postcode, an outward code or a town; distances are measured from it."),
    (
        "within",
        "number",
        "The greatest distance in miles. Entries without a place are left out and counted in without_place.",
    ),
    (
        "age",
        "string",
        "An age in years, or a range such as 5-11; ranges that overlap it are found, and entries that state no age.",
    ),
    ("need", "string", "A type of need, by identifier or by the code of the Department for Education."),
    ("theme", "string", "A theme."),
    ("category", "string", "A category."),
    ("level", "string", "universal, targeted or specialist."),
    ("access", "string", "An access feature of a place."),
    ("day", "string", "A day of the week."),
    ("free", "string", "yes: only what is free."),
    ("setting", "string", "A kind of nursery, school or college."),
    ("kind", "string", "service, setting, guide, organisation, event, glossary, tool or page."),
    ("sort", "string", "relevance, distance or name."),
    ("exact", "string", "1: do not correct the spelling."),
    ("page", "integer", "Which page, from 1."),
    ("per_page", "integer", "Results to a page, 1 to 100."),
];

pub(crate) async fn get() -> impl IntoResponse {
    let parameters: Vec<Value> = PARAMETERS
        .iter()
        .map(|(name, kind, description)| {
            let repeats = matches!(
                *name,
                "age" | "need" | "theme" | "category" | "level" | "access" | "day" | "setting" | "kind"
            );
            let one = json!({ "type": kind });
            let schema = if repeats { json!({ "type": "array", "items": one }) } else { one };
            json!({ "name": name, "in": "query", "required": false, "description": description, "schema": schema })
        })
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Local Offer",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Search of a SEND Local Offer. Repeated parameters are alternatives; different ones narrow each other.",
        },
        "paths": {
            "/api/search": {
                "get": {
                    "operationId": "search",
                    "summary": "Search services, settings and organisations",
                    "parameters": parameters,
                    "responses": {
                        "200": { "description": "Results, counts of every filter, and how the words were understood.",
                                 "content": { "application/json": { "schema": { "type": "object",
                                 "required": ["total", "page", "per_page", "understood", "panel", "facets", "results", "suggestions"] } } } },
                        "400": { "description": "A parameter makes no sense; errors says which and why." },
                    },
                },
            },
            "/api/ehc-timeline": {
                "get": {
                    "operationId": "ehcTimeline",
                    "summary": "Work out one time limit of the EHC process in England, or list them all",
                    "description": "Without rule: every rule, with how it is counted, its source, how sure it is and the facts it takes. Nothing that is sent is kept.",
                    "parameters": [
                        { "name": "rule", "in": "query", "required": false, "schema": { "type": "string" },
                          "description": "Identifier of a rule, like req-decide." },
                        { "name": "trigger", "in": "query", "required": false, "schema": { "type": "string", "format": "date" },
                          "description": "The day from which it is counted. Other facts go by the names that the rule gives." },
                    ],
                    "responses": {
                        "200": { "description": "The rule with its dates and a status: date, no-number, exception-may-apply, not-in-force or refused.",
                                 "content": { "application/json": { "schema": { "type": "object" } } } },
                        "400": { "description": "A fact is missing or makes no sense; errors says which and why." },
                        "404": { "description": "There is no such rule." },
                    },
                },
            },
        },
    });
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(document))
}
