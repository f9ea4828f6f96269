use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt;

/// Somebody with a browser, without JavaScript, who reads what is on the page.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    host: String,
}

/// What came back.
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: String,
}

impl Visitor {
    pub(crate) fn new(router: Router, host: &str) -> Self {
        Self { router, host: host.to_owned() }
    }

    /// Open an address of the site.
    pub async fn opens(&self, path: &str) -> Page {
        self.asks("GET", path).await
    }

    /// Open an address that the browser has kept under this tag.
    pub async fn opens_again(&self, path: &str, tag: &str) -> Page {
        self.sends(Request::builder().uri(path).header("if-none-match", tag)).await
    }

    /// Ask with another method.
    pub async fn asks(&self, method: &str, path: &str) -> Page {
        self.sends(Request::builder().method(method).uri(path)).await
    }

    async fn sends(&self, request: Builder) -> Page {
        let request = request.header("host", &self.host).body(Body::empty());
        let response = self.router.clone().oneshot(request.expect("a request")).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 50_000_000).await.expect("a body");
        Page { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Search as a family does: words, and what goes into the other fields.
    pub async fn searches(&self, fields: &[(&str, &str)]) -> Page {
        self.opens(&Self::address("/find", fields)).await
    }

    /// Ask the API the same.
    pub async fn queries(&self, fields: &[(&str, &str)]) -> serde_json::Value {
        let page = self.opens(&Self::address("/api/search", fields)).await;
        serde_json::from_str(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.body))
    }

    fn address(path: &str, fields: &[(&str, &str)]) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        format!("{path}?{query}")
    }
}

impl Page {
    fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).expect("a selector")).map(text).collect()
    }

    /// Everything that can be read on the page, in order.
    pub fn text(&self) -> String {
        self.all("body").join(" ")
    }

    /// The page's heading.
    pub fn heading(&self) -> String {
        self.all("h1").join(" ")
    }

    /// The title of the window.
    pub fn title(&self) -> String {
        self.all("title").join(" ")
    }

    /// Names of the results, in order.
    pub fn results(&self) -> Vec<String> {
        self.all("ol.lo-results > li h3")
    }

    /// Whether this can be read on the page.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Where the link of these words leads.
    pub fn link(&self, words: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let links = Selector::parse("a[href]").expect("a selector");
        html.select(&links)
            .find(|link| text(*link).contains(words))
            .and_then(|link| link.attr("href"))
            .map(str::to_owned)
    }

    /// What its buttons say.
    pub fn buttons(&self) -> Vec<String> {
        self.all("button")
    }

    /// Every address the page links to.
    pub fn links(&self) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let links = Selector::parse("a[href]").expect("a selector");
        html.select(&links).filter_map(|link| link.attr("href")).map(str::to_owned).collect()
    }

    /// What stands in the field of this label.
    pub fn field(&self, label: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let labels = Selector::parse("label[for]").expect("a selector");
        let id = html.select(&labels).find(|element| text(*element).contains(label))?.attr("for")?.to_owned();
        let input = Selector::parse(&format!("#{id}")).expect("a selector");
        html.select(&input).next()?.attr("value").map(str::to_owned)
    }
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
