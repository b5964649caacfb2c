//! Somebody with a browser without script: cookies, links and forms.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, header},
};
use tower::ServiceExt;
use url::{Url, form_urlencoded};

use crate::{Form, Page};

/// A file as somebody chooses it in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenFile {
    /// The name of the input.
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl ChosenFile {
    pub fn new(field: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            field: field.to_owned(),
            name: name.to_owned(),
            bytes: bytes.into(),
        }
    }
}

/// A browser of its own: its cookies are nobody else's. A clone shares what it has so far.
///
/// It follows no redirect by itself, so that a test sees each: [`Browser::follow`].
#[derive(Clone)]
pub struct Browser {
    router: Router,
    origin: Url,
    client: Ipv4Addr,
    cookies: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
}

impl Browser {
    /// `origin` is the shop's public address.
    pub fn new(router: Router, origin: Url) -> Self {
        Self {
            router,
            origin,
            client: Ipv4Addr::new(203, 0, 113, 7),
            cookies: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// Calls from another IP address.
    #[must_use]
    pub fn from_address(mut self, client: Ipv4Addr) -> Self {
        self.client = client;
        self
    }

    /// Sends this header with every request; one that browsers send by themselves is replaced.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_lowercase(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// # Panics
    /// When the router fails; it should answer instead.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, String::new(), None).await
    }

    /// # Panics
    /// As [`Self::get`].
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let content_type = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, body, Some(content_type))
            .await
    }

    /// Sends a form as it is filled in.
    ///
    /// # Panics
    /// As [`Self::get`].
    pub async fn submit(&mut self, form: &Form) -> Page {
        if form.is_multipart() {
            return self.submit_files(form, &[]).await;
        }
        let fields: Vec<_> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if form.method == "post" {
            return self.post_form(&form.action, &fields).await;
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let path = form.action.split('?').next().unwrap_or_default();
        self.get(&format!("{path}?{query}")).await
    }

    /// Sends a form as it is filled in, with files that were chosen: its fields, then the files.
    ///
    /// # Panics
    /// As [`Self::get`], and when the form does not take these files.
    pub async fn submit_files(&mut self, form: &Form, files: &[ChosenFile]) -> Page {
        for file in files {
            assert!(form.takes_files(&file.field), "no file for {}", file.field);
        }
        let (body, content_type) = multipart(&form.fields, files);
        self.send(Method::POST, &form.action, body, Some(&content_type))
            .await
    }

    /// Goes where a redirect leads, one step; `page` itself when it is none.
    ///
    /// # Panics
    /// As [`Self::get`], and after a redirect to another site.
    pub async fn follow(&mut self, page: Page) -> Page {
        if !page.status.is_redirection() {
            return page;
        }
        let target = self.resolve(&page.path, page.location());
        self.get(&target).await
    }

    /// Any request. Paths may be relative to the shop or complete addresses of it.
    ///
    /// # Panics
    /// As [`Self::get`].
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: impl Into<Vec<u8>>,
        content_type: Option<&str>,
    ) -> Page {
        let path = self.resolve("/", path);
        let request = self.request(method, &path, body.into(), content_type);
        let answer = self.router.clone().oneshot(request).await;
        let (head, body) = answer.expect("a router always answers").into_parts();
        self.keep_cookies(&head.headers);
        let body = to_bytes(body, usize::MAX)
            .await
            .expect("the answer arrives");
        Page {
            path,
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        content_type: Option<&str>,
    ) -> Request<Body> {
        let host = self.origin.host_str().unwrap_or("localhost").to_owned();
        let mut headers = BTreeMap::from([
            ("host".to_owned(), host),
            ("sec-fetch-site".to_owned(), "same-origin".to_owned()),
        ]);
        if method != Method::GET {
            let origin = self.origin.origin().ascii_serialization();
            headers.insert("origin".to_owned(), origin);
        }
        if let Some(content_type) = content_type {
            headers.insert("content-type".to_owned(), content_type.to_owned());
        }
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            headers.insert("cookie".to_owned(), pairs.collect::<Vec<_>>().join("; "));
        }
        headers.extend(self.headers.iter().cloned());

        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let client = SocketAddr::from((self.client, 50_000));
        request
            .extension(ConnectInfo(client))
            .body(Body::from(body))
            .expect("the test asks for something that can be asked for")
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("cookies are text");
            let mut parts = cookie.split(';').map(str::trim);
            let (name, value) = parts
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a cookie has a name and a value");
            if parts.any(|part| part.eq_ignore_ascii_case("max-age=0")) {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The path and query of `reference`, as seen from `page`.
    fn resolve(&self, page: &str, reference: &str) -> String {
        let page = self.origin.join(page).expect("the page has an address");
        let target = page.join(reference).expect("this is an address");
        assert_eq!(
            target.origin(),
            self.origin.origin(),
            "{reference} leaves the shop"
        );
        match target.query() {
            Some(query) => format!("{}?{query}", target.path()),
            None => target.path().to_owned(),
        }
    }
}

/// The body of a form with files, and its content type.
pub fn multipart<'a>(
    texts: impl IntoIterator<Item = &'a (String, String)>,
    files: &[ChosenFile],
) -> (Vec<u8>, String) {
    // Longer than anything that a picture holds by chance.
    let boundary = "----shopwright-test-4f1c0b7e5d2a";
    let escape = |name: &str| name.replace('"', "%22");
    let mut body = Vec::new();
    let mut part = |head: String, content: &[u8]| {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    for (name, text) in texts {
        part(format!("name=\"{}\"", escape(name)), text.as_bytes());
    }
    for file in files {
        let (field, name) = (escape(&file.field), escape(&file.name));
        let kind = "Content-Type: application/octet-stream";
        let head = format!("name=\"{field}\"; filename=\"{name}\"\r\n{kind}");
        part(head, &file.bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (body, format!("multipart/form-data; boundary={boundary}"))
}

#[cfg(test)]
mod tests {
    use axum::{
        http::StatusCode,
        response::{AppendHeaders, IntoResponse, Redirect},
        routing::{get, post},
    };

    use super::*;

    async fn echo(headers: HeaderMap, body: String) -> String {
        let text = |name: &str| headers[name].to_str().unwrap().to_owned();
        format!(
            "{}|{}|{}|{body}",
            text("host"),
            text("origin"),
            text("cookie")
        )
    }

    fn browser() -> Browser {
        let set = |value: &'static str| AppendHeaders([(header::SET_COOKIE, value)]);
        let router = Router::new()
            .route(
                "/in",
                get(async move || (set("a=1; Path=/; HttpOnly"), "in")),
            )
            .route(
                "/out",
                get(async move || (set("a=; Max-Age=0"), Redirect::to("./in?x=1")).into_response()),
            )
            .route("/echo", post(echo));
        Browser::new(router, Url::parse("http://shop.test/").unwrap())
    }

    #[tokio::test]
    async fn a_browser_keeps_its_cookies_and_says_where_it_comes_from() {
        let mut browser = browser().with_cookie("b", "2");
        browser.get("/in").await.assert_status(200);

        let page = browser.post_form("/echo", &[("note", "a&b ü")]).await;

        assert_eq!(
            page.body,
            "shop.test|http://shop.test|a=1; b=2|note=a%26b+%C3%BC"
        );
    }

    #[tokio::test]
    async fn a_browser_follows_one_redirect_when_asked_and_forgets_cookies_when_told() {
        let mut browser = browser().with_cookie("a", "1");

        let page = browser.get("/out").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.cookie("a"), None);

        let page = browser.follow(page).await;
        assert_eq!((page.path.as_str(), page.body.as_str()), ("/in?x=1", "in"));
    }
}
