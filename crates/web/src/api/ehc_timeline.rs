//! `/api/ehc-timeline`: one time limit of the EHC process as JSON.

use crate::extract::QueryPairs;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use local_offer_domain::law::ehc::{Facts, Rule, RuleBook, Status, calculate};
use serde_json::{Value, json};

/// One rule with its facts; every rule when none is named.
pub(crate) async fn get(QueryPairs(pairs): QueryPairs) -> Response {
    let book = RuleBook::built_in();
    let named = pairs.iter().find(|(name, _)| name == "rule").map(|(_, value)| value.trim());
    let Some(id) = named.filter(|id| !id.is_empty()) else {
        let rules: Vec<Value> = book.rules().iter().map(|rule| describe(book, rule)).collect();
        return answer(StatusCode::OK, json!({ "rules": rules }));
    };
    let Some(rule) = book.rule(id) else {
        let message = "There is no rule of this name. Without a rule, this address lists them all.";
        return wrong(StatusCode::NOT_FOUND, vec![json!({ "parameter": "rule", "message": message })]);
    };
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let facts = match Facts::read(pairs, |text| text.parse().ok()) {
        Ok(facts) => facts,
        Err(problems) => {
            let problems = problems.into_iter();
            let told = problems.map(|problem| json!({ "parameter": problem.fact, "message": problem.message }));
            return wrong(StatusCode::BAD_REQUEST, told.collect());
        }
    };
    let outcome = calculate(book, rule, &facts);
    let mut body = describe(book, rule);
    let Some(fields) = body.as_object_mut() else { return answer(StatusCode::OK, body) };
    fields.insert("rule".to_owned(), json!(rule.id));
    fields.remove("id");
    for (name, day) in [
        ("last_date", outcome.last_date),
        ("first_day", outcome.first_day),
        ("plan_by", outcome.plan_by),
        ("late_after", outcome.late_after),
    ] {
        if let Some(day) = day {
            fields.insert(name.to_owned(), json!(day));
        }
    }
    fields.insert("status".to_owned(), json!(outcome.status.as_str()));
    fields.insert("exceptions".to_owned(), outcome.exceptions.iter().map(|id| format!("EXC-{id}")).collect());
    if let Some(reason) = outcome.reason {
        fields.insert("reason".to_owned(), json!(reason));
    }
    if !outcome.also.is_empty() {
        let also = outcome.also.iter().map(|step| json!({ "step": step.step, "last_date": step.last_date }));
        fields.insert("also".to_owned(), also.collect());
    }
    // What cannot be worked out for want of a fact is a question that was not asked whole.
    let status = match outcome.status {
        Status::Refused if facts == Facts::default() => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    answer(status, body)
}

/// What a rule says, whatever the facts.
fn describe(book: &RuleBook, rule: &Rule) -> Value {
    let exceptions: Vec<Value> = rule
        .exceptions
        .iter()
        .filter_map(|id| book.exception(id))
        .map(|exception| {
            json!({ "id": format!("EXC-{}", exception.id), "when": exception.when, "effect": exception.effect, "source": exception.source })
        })
        .collect();
    json!({
        "id": rule.id,
        "group": rule.group,
        "kind": rule.kind,
        "show_as_law": rule.is_law(),
        "actor": rule.actor,
        "action": rule.action,
        "trigger": rule.trigger,
        "period": rule.period().map(local_offer_domain::law::ehc::Period::words),
        "as_soon_as_practicable": rule.prompt,
        "source": rule.source,
        "effective_from": rule.from,
        "effective_to": rule.until,
        "confidence": rule.sure,
        "note": (!rule.note.is_empty()).then_some(&rule.note),
        "may_apply": exceptions,
    })
}

fn wrong(status: StatusCode, problems: Vec<Value>) -> Response {
    answer(status, json!({ "errors": problems }))
}

/// Anybody may ask from anywhere. What is asked may be about a child, so nobody keeps the answer.
fn answer(status: StatusCode, body: Value) -> Response {
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Json(body)).into_response()
}
