//! Somebody with a browser without script, over HTTP.

use std::collections::BTreeMap;

use reqwest::{Method, header};
use testkit::{ChosenFile, Form, Page, multipart};
use url::Url;

use super::Server;

/// A page, or no answer: the process may be gone.
pub type Answer = Result<Page, reqwest::Error>;

/// A browser of its own. A clone starts with the same cookies, on the same page.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// The page that is open; links and forms are relative to it.
    here: Url,
    cookies: BTreeMap<String, String>,
}

/// What a form sends.
struct Body {
    bytes: Vec<u8>,
    kind: String,
}

impl Body {
    fn of(fields: String) -> Self {
        Self {
            bytes: fields.into_bytes(),
            kind: "application/x-www-form-urlencoded".to_owned(),
        }
    }
}

impl Client {
    pub fn new(server: &Server) -> Self {
        Self {
            http: server.http.clone(),
            here: server.origin.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// The same customer, whom a load balancer sends to another process.
    #[must_use]
    pub fn at(mut self, server: &Server) -> Self {
        self.http = server.http.clone();
        self.here = server.origin.clone();
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

    /// One request; redirects are shown, not followed.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Goes to a page and where it leads.
    pub async fn visit(&mut self, path: &str) -> Answer {
        let page = self.get(path).await?;
        self.follow(page).await
    }

    /// Sends a form as it is filled in; redirects are shown, not followed.
    pub async fn submit(&mut self, form: &Form) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&form.fields)
            .finish();
        if form.method == "post" {
            return self
                .send(Method::POST, &form.action, Some(Body::of(body)))
                .await;
        }
        let path = form.action.split('?').next().unwrap_or_default();
        self.get(&format!("{path}?{body}")).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send(Method::POST, path, Some(Body::of(body))).await
    }

    /// Sends a form in which files can be chosen, with none.
    pub async fn submit_without_files(&mut self, form: &Form) -> Answer {
        self.post_files(&form.action, &form.fields, &[]).await
    }

    /// Sends a form as browsers do when files can be chosen in it.
    pub async fn post_files(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        files: &[ChosenFile],
    ) -> Answer {
        let (bytes, kind) = multipart(fields, files);
        self.send(Method::POST, path, Some(Body { bytes, kind }))
            .await
    }

    /// Goes where redirects lead.
    ///
    /// # Panics
    /// When they never end.
    pub async fn follow(&mut self, mut page: Page) -> Answer {
        for _ in 0..10 {
            if !page.status.is_redirection() {
                return Ok(page);
            }
            let target = page.location().to_owned();
            page = self.get(&target).await?;
        }
        panic!("redirects without end, last to {}", page.location());
    }

    async fn send(&mut self, method: Method, reference: &str, form: Option<Body>) -> Answer {
        let url = self.here.join(reference).expect("links are addresses");
        let mut request = self
            .http
            .request(method, url.clone())
            .header(header::ACCEPT, "text/html,*/*;q=0.8")
            .header(header::ACCEPT_LANGUAGE, "en")
            .header("Sec-Fetch-Site", "same-origin");
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            request = request.header(header::COOKIE, pairs.collect::<Vec<_>>().join("; "));
        }
        if let Some(body) = form {
            request = request
                .header(header::ORIGIN, url.origin().ascii_serialization())
                .header(header::CONTENT_TYPE, body.kind)
                .body(body.bytes);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.text().await?;
        self.keep_cookies(&headers);
        self.here = url;
        Ok(Page {
            path: self.here.to_string(),
            status,
            headers,
            body,
        })
    }

    fn keep_cookies(&mut self, headers: &header::HeaderMap) {
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
}
