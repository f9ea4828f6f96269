//! `/api/search`: the same parameters and the same engine as `/find`.

use crate::entry;
use crate::extract::{AreaContext, QueryPairs};
use crate::search_params::{SearchParams, address};
use crate::words;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use local_offer_catalogue::search::{Facet, Hit, Request, Results, suggestions};
use local_offer_domain::directory::Weekday;
use serde_json::{Value, json};

pub(crate) async fn get(context: AreaContext, query: QueryPairs) -> Response {
    let vocabulary = context.catalogue.vocabulary().clone();
    let mut params = SearchParams::read(&query, &vocabulary, context.today());
    let mut problems: Vec<Value> = params
        .problems
        .iter()
        .map(|problem| json!({ "parameter": problem.field, "message": problem.message }))
        .collect();
    let results = context.site.find(&context, &mut params.request);
    if results.place_unknown {
        problems.push(json!({ "parameter": "postcode", "message": "We do not know this place" }));
    } else if params.request.within.is_some() && results.place.is_none() {
        problems.push(json!({ "parameter": "postcode", "message": "A distance needs a postcode or a town" }));
    }
    if !problems.is_empty() {
        return answer(StatusCode::BAD_REQUEST, json!({ "errors": problems }));
    }
    let suggestions = if results.total == 0 && results.panel.is_none() {
        suggestions(&context.catalogue, &context.offer, &params.request, &results.understood)
    } else {
        Vec::new()
    };
    let suggestions: Vec<Value> = suggestions
        .into_iter()
        .map(|(wider, total)| json!({ "label": without(&params.request, &wider), "url": address("/find", &wider), "total": total }))
        .collect();
    let facets: serde_json::Map<String, Value> = results
        .facets
        .iter()
        .map(|(facet, values)| {
            let values =
                values.iter().map(|value| json!({ "value": value.value, "label": value.label, "count": value.count }));
            (facet.as_str().to_owned(), values.collect())
        })
        .collect();
    let body = json!({
        "total": results.total,
        "page": results.page,
        "per_page": results.per_page,
        "understood": understood(&params.request, &results),
        "panel": results.panel.map(local_offer_catalogue::Panel::as_str),
        "facets": facets,
        "results": results.hits.iter().map(result).collect::<Vec<_>>(),
        "suggestions": suggestions,
        "without_place": results.without_place,
    });
    let mut response = answer(StatusCode::OK, body);
    if results.panel.is_some() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Anybody may ask from anywhere: the data are public.
fn answer(status: StatusCode, body: Value) -> Response {
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "no-cache")];
    (status, headers, Json(body)).into_response()
}

fn understood(request: &Request, results: &Results) -> Value {
    let understood = &results.understood;
    let age = request.ages.first().copied().or(understood.age);
    let place = results
        .place
        .as_ref()
        .map(|place| json!({ "label": place.label, "latitude": place.at.latitude, "longitude": place.at.longitude }));
    json!({
        "text": understood.text,
        "age": age.map(|age| json!({ "from": age.0.from(), "to": age.0.to() })),
        "place": place,
        "day": understood.days.iter().copied().map(Weekday::id).collect::<Vec<_>>(),
        "needs": understood.needs,
        "kinds": understood.kinds,
        "corrected_from": understood.corrected_from,
    })
}

fn result(hit: &Hit) -> Value {
    let entry = &hit.entry;
    let reasons: Vec<Value> = hit
        .reasons
        .iter()
        .map(|reason| json!({ "asked": reason.asked, "found": reason.found, "field": reason.field.words() }))
        .collect();
    json!({
        "kind": entry.result_kind(),
        "id": entry.id(),
        "title": entry.name(),
        "summary": words::summary(entry),
        "url": entry::path(entry),
        "categories": entry.categories(),
        "needs": entry.needs(),
        "ages": entry.ages().map(|ages| json!({ "from": ages.from(), "to": ages.to() })),
        "age_stated": entry.ages().is_some(),
        "distance_miles": hit.distance.map(|miles| (miles * 100.0).round() / 100.0),
        "organisation": hit.organisation.as_ref().map(|organisation| organisation.name()),
        "last_checked": entry.assurance().map(|check| check.checked_on),
        "why": reasons,
    })
}

fn without(request: &Request, wider: &Request) -> String {
    let facet: Option<&Facet> = request.filters.keys().find(|facet| !wider.filters.contains_key(facet));
    match facet {
        Some(facet) => format!("Without the filter {}", facet.as_str()),
        None if request.within != wider.within => "At any distance".to_owned(),
        None if request.ages != wider.ages => "For any age".to_owned(),
        None => "Without the words".to_owned(),
    }
}
