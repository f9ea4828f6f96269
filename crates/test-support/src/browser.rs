use crate::Page;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use local_offer_web::Client;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// Somebody with a browser that keeps cookies and fills in forms: it sends what the page's own form would send.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    host: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    /// The address it asks from; nobody knows where it is not given.
    client: Option<Client>,
}

impl Browser {
    pub(crate) fn new(router: Router, host: &str) -> Self {
        Self { router, host: host.to_owned(), cookies: Arc::default(), client: None }
    }

    /// The same browser at another address.
    #[must_use]
    pub fn at(self, address: [u8; 4]) -> Self {
        Self { client: Some(Client(address.into())), ..self }
    }

    /// What a cookie holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    /// Put a cookie into the browser, as an attacker might.
    pub fn plants(&self, name: &str, value: &str) {
        self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
    }

    /// Forget every cookie.
    pub fn forgets(&self) {
        self.cookies.lock().expect("cookies").clear();
    }

    /// Open an address and follow where it leads.
    pub async fn opens(&self, path: &str) -> Page {
        let mut page = self.asks("GET", path, None, &[]).await;
        for _ in 0..5 {
            let Some(to) = page.headers.get("location").and_then(|to| to.to_str().ok()).map(str::to_owned) else {
                break;
            };
            page = self.asks("GET", &to, None, &[]).await;
        }
        page
    }

    /// Open an address and do not follow where it leads.
    pub async fn asks_only(&self, path: &str) -> Page {
        self.asks("GET", path, None, &[]).await
    }

    /// Send these pairs to an address, without a page, and do not follow where it leads.
    pub async fn sends(&self, path: &str, pairs: &[(&str, &str)]) -> Page {
        self.sends_with(path, pairs, &[]).await
    }

    /// The same with more headers.
    pub async fn sends_with(&self, path: &str, pairs: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        self.asks("POST", path, Some(body.into_bytes()), &all).await
    }

    /// Send a file to an address, with these pairs.
    pub async fn uploads(&self, path: &str, file: &[u8], pairs: &[(&str, &str)]) -> Page {
        const BOUNDARY: &str = "between-the-parts";
        let mut body = Vec::new();
        for (name, value) in pairs {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x.php\"\r\nContent-Type: image/png\r\n\r\n").bytes(),
        );
        body.extend_from_slice(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let page = self.asks("POST", path, Some(body), &[("content-type", &kind)]).await;
        self.follows(page).await
    }

    /// Fill in the form that has this button, press it, and follow where it leads. Fields are named; what is not named stays
    /// as the page has it.
    pub async fn presses(&self, page: &Page, button: &str, fields: &[(&str, &str)]) -> Page {
        let (action, is_get, pairs) = filled(page, button, fields);
        let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if is_get {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&borrowed).finish();
            return self.opens(&format!("{action}?{query}")).await;
        }
        let answer = self.sends(&action, &borrowed).await;
        self.follows(answer).await
    }

    async fn follows(&self, page: Page) -> Page {
        match page.headers.get("location").and_then(|to| to.to_str().ok()).map(str::to_owned) {
            Some(to) => self.opens(&to).await,
            None => page,
        }
    }

    async fn asks(&self, method: &str, path: &str, body: Option<Vec<u8>>, headers: &[(&str, &str)]) -> Page {
        let path = path.split('#').next().unwrap_or(path);
        let cookies: Vec<String> =
            self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(client) = self.client {
            request = request.extension(client);
        }
        let request = request.body(Body::from(body.unwrap_or_default())).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all("set-cookie") {
            let text = set.to_str().expect("a cookie");
            let (pair, rest) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            let mut cookies = self.cookies.lock().expect("cookies");
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(body, 50_000_000).await.expect("a body");
        Page { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// What the form with this button would send, with these fields filled in.
fn filled(page: &Page, button: &str, fields: &[(&str, &str)]) -> (String, bool, Vec<(String, String)>) {
    let html = Html::parse_document(&page.body);
    let select = |text: &str| Selector::parse(text).expect("a selector");
    let buttons = select("button");
    let words =
        |element: &ElementRef<'_>| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let found = html.select(&select("form")).find_map(|form| {
        let pressed = form.select(&buttons).find(|one| words(one) == button)?;
        Some((form, pressed))
    });
    let found = found.or_else(|| {
        html.select(&select("form")).find_map(|form| {
            let pressed = form.select(&buttons).find(|one| words(one).contains(button))?;
            Some((form, pressed))
        })
    });
    let Some((form, pressed)) = found else {
        panic!("no button {button:?} on the page {:?} ({}): {}", page.heading(), page.status, page.text())
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for input in form.select(&select("input, textarea, select")) {
        let element = input.value();
        let Some(name) = element.attr("name") else { continue };
        let value = match (element.name(), element.attr("type")) {
            ("textarea", _) => {
                let text = input.text().collect::<String>();
                text.strip_prefix('\n').unwrap_or(&text).to_owned()
            }
            ("select", _) => {
                let chosen =
                    input.select(&select("option[selected]")).next().or_else(|| input.select(&select("option")).next());
                chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
            }
            (_, Some("checkbox" | "radio")) if element.attr("checked").is_none() => continue,
            (_, Some("file")) => continue,
            _ => element.attr("value").unwrap_or_default().to_owned(),
        };
        pairs.push((name.to_owned(), value));
    }
    // A field that is named several times is chosen several times; an empty value takes everything of that name away.
    for (name, _) in fields {
        pairs.retain(|(known, _)| known != name);
    }
    pairs.extend(
        fields
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    if let Some(name) = pressed.attr("name") {
        pairs.push((name.to_owned(), pressed.attr("value").unwrap_or_default().to_owned()));
    }
    let action = form.attr("action").expect("a form says where it goes").to_owned();
    (action, form.attr("method") == Some("get"), pairs)
}
