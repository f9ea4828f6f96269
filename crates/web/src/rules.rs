//! Who may open which address: no route without a rule.
//!
//! [`Routes`] is the only way in for pages that are not public, and it asks for a [`Rule`]. A test walks through every rule
//! with every role; another fails when a route has none.

use crate::account::keep::ask_to_sign_in;
use crate::cookies;
use crate::error::PageError;
use crate::extract::AreaContext;
use crate::form_data::{FormData, LARGEST_FORM};
use crate::person::SignedIn;
use crate::site::Site;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::handler::Handler;
use axum::http::{Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use local_offer_domain::accounts::{Actor, Right};
use local_offer_domain::values::AreaId;
use local_offer_operations::Noticed;
use local_offer_operations::accounts::resume;

/// Who may open an address. What they see on it, and to what they may do what, is decided again by the same policy, row by
/// row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anybody. Where there is a key in the address, whoever holds it.
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has this right for the area or for any organisation in it.
    Somewhere(Right),
    /// Whoever has this right for the whole area.
    Area(Right),
    /// Anybody, but only in the demo.
    Demo,
}

impl Rule {
    /// Whether somebody passes, in this area.
    pub fn admits(self, actor: Option<&Actor>, area: &AreaId, demo: bool) -> bool {
        match (self, actor) {
            (Self::Anybody, _) | (Self::SignedIn, Some(_)) => true,
            (Self::Demo, _) => demo,
            (_, None) => false,
            (Self::Somewhere(right), Some(actor)) => {
                let reach = actor.reach(right);
                reach.covers_area(area) || reach.organisations.iter().any(|(home, _)| home == area)
            }
            (Self::Area(right), Some(actor)) => actor.reach(right).covers_area(area),
        }
    }
}

/// Routes with their rules.
pub(crate) struct Routes {
    site: Site,
    router: Router<Site>,
    rules: Vec<(Method, &'static str, Rule)>,
}

impl Routes {
    pub(crate) fn new(site: Site) -> Self {
        Self { site, router: Router::new(), rules: Vec::new() }
    }

    /// A page to look at.
    pub(crate) fn get<H, T>(self, path: &'static str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        self.add(Method::GET, path, rule, axum::routing::get(handler))
    }

    /// Something to do.
    pub(crate) fn post<H, T>(self, path: &'static str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        self.add(Method::POST, path, rule, axum::routing::post(handler))
    }

    fn add(mut self, method: Method, path: &'static str, rule: Rule, route: MethodRouter<Site>) -> Self {
        let guarded = route.layer(from_fn_with_state((self.site.clone(), rule), enforce));
        self.router = self.router.route(path, guarded);
        self.rules.push((method, path, rule));
        self
    }

    pub(crate) fn finish(self) -> (Router<Site>, Vec<(Method, &'static str, Rule)>) {
        (self.router, self.rules)
    }
}

/// Find out who asks, and let through or send away. A form that comes in when a session has ended is kept until its sender
/// has signed in again.
async fn enforce(State((site, rule)): State<(Site, Rule)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let context = match AreaContext::from_request_parts(&mut parts, &site).await {
        Ok(context) => context,
        Err(error) => return error.into_response(),
    };
    let signed = match cookies::read(&parts.headers, cookies::SESSION, site.office().links.is_secure())
        .filter(|value| !value.is_empty())
    {
        Some(cookie) => match resume(site.office(), cookie).await {
            Ok(signed) => signed,
            Err(error) => return PageError::of(&context, error).into_response(),
        },
        None => None,
    };
    let actor = signed.as_ref().map(|signed| &signed.actor);
    // Whoever came in where it was private, or got a role since, must not go on where everybody can read along.
    // The people of the demo have no password that somebody could read, and nothing to hide.
    let is_staged = signed.as_ref().is_some_and(|signed| site.office().demo && !signed.account.has_second_factor);
    if !is_staged && !context.is_private() && actor.is_some_and(Actor::needs_second_factor) {
        Noticed::InClear.note(None, Some(&context.network()), parts.uri.path());
        return PageError::in_clear(&context).into_response();
    }
    if rule.admits(actor, &context.area().id, site.office().demo) {
        if let Some(signed) = signed {
            parts.extensions.insert(SignedIn(signed));
        }
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Some(signed) = signed else {
        if rule == Rule::Demo {
            return PageError::not_found(&context).into_response();
        }
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        if parts.method == Method::GET || parts.method == Method::HEAD {
            let to = url::form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>();
            return Redirect::to(&format!("/sign-in?to={to}")).into_response();
        }
        let is_form = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let typed = if is_form { read(body).await } else { FormData::default() };
        return ask_to_sign_in(&context, &path, &typed).into_response();
    };
    // Their role may be right and only the second factor missing: then that is what they need to hear.
    let strong = Actor { second_factor: true, ..signed.actor.clone() };
    if rule.admits(Some(&strong), &context.area().id, site.office().demo) {
        return Redirect::to("/account/second-factor").into_response();
    }
    let (account, network) = (signed.actor.account.to_string(), context.network());
    Noticed::Refused.note(Some(&account), Some(&network), parts.uri.path());
    PageError::forbidden(&context).into_response()
}

async fn read(body: Body) -> FormData {
    axum::body::to_bytes(body, LARGEST_FORM).await.map(|bytes| FormData::parse(&bytes)).unwrap_or_default()
}
