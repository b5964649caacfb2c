//! One connection and its cookies: what a browser keeps for one customer.

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, HeaderMap, LOCATION, ORIGIN, SET_COOKIE,
    USER_AGENT,
};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::Url;

/// Where the shop is, in the forms that requests need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// `host:port` to connect to, also the Host header.
    authority: String,
    /// As browsers send it with forms.
    origin: String,
}

/// A keep-alive HTTP/1.1 connection without TLS; opened at the first request and again after the server closed it.
pub struct Connection {
    site: Site,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// The cookies of one customer. Everything is one site, so path, domain and lifetime do not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Jar(Vec<(String, String)>);

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub body: Bytes,
}

impl Site {
    pub fn parse(url: &Url) -> Result<Self> {
        ensure!(
            url.scheme() == "http",
            "{url}: the load generator speaks plain HTTP only"
        );
        let host = url
            .host_str()
            .with_context(|| format!("{url} names no host"))?;
        let port = url.port_or_known_default().unwrap_or(80);
        Ok(Self {
            authority: format!("{host}:{port}"),
            origin: url.origin().ascii_serialization(),
        })
    }

    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The path and query of a link on this site; the sandbox bank lives on it too.
    pub fn path_of(&self, link: &str) -> Result<String> {
        if link.starts_with('/') && !link.starts_with("//") {
            return Ok(link.split('#').next().unwrap_or(link).to_owned());
        }
        let url = Url::parse(link).with_context(|| format!("cannot follow the link {link:?}"))?;
        if url.origin().ascii_serialization() != self.origin {
            bail!(
                "{link} leads away from {}; public_url has to be the address that is tested",
                self.origin
            );
        }
        Ok(match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        })
    }
}

impl Connection {
    pub fn new(site: Site) -> Self {
        Self { site, sender: None }
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    pub async fn get(&mut self, path: &str, jar: &mut Jar) -> Result<Answer> {
        let request = self.request("GET", path, jar).body(Full::default())?;
        self.send(request, jar).await
    }

    pub async fn post(&mut self, path: &str, form: String, jar: &mut Jar) -> Result<Answer> {
        let request = self
            .request("POST", path, jar)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, &self.site.origin)
            .header("sec-fetch-site", "same-origin")
            .body(Full::new(Bytes::from(form)))?;
        self.send(request, jar).await
    }

    fn request(&self, method: &str, path: &str, jar: &Jar) -> hyper::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.site.authority)
            .header(USER_AGENT, "shopwright-load")
            .header(ACCEPT, "text/html")
            .header(ACCEPT_LANGUAGE, "en");
        match jar.header() {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>, jar: &mut Jar) -> Result<Answer> {
        let sender = self.ready().await?;
        let answer = sender.send_request(request).await;
        let (head, body) = answer.context("no answer")?.into_parts();
        let body = body
            .collect()
            .await
            .context("the answer broke off")?
            .to_bytes();
        jar.keep(&head.headers);
        let location = head
            .headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: head.status,
            location: location.map(ToOwned::to_owned),
            body,
        })
    }

    async fn ready(&mut self) -> Result<&mut SendRequest<Full<Bytes>>> {
        let usable = match &mut self.sender {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.sender = Some(connect(&self.site.authority).await?);
        }
        self.sender.as_mut().context("the connection is gone")
    }
}

async fn connect(authority: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(authority)
        .await
        .with_context(|| format!("cannot connect to {authority}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // An error of the connection reaches whoever waits for an answer on it.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

impl Jar {
    fn header(&self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Some(pairs.join("; "))
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
        {
            let mut parts = cookie.split(';');
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let name = name.trim();
            self.0.retain(|(known, _)| known != name);
            let deleted = parts.any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
            if !deleted {
                self.0.push((name.to_owned(), value.trim().to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[test]
    fn a_jar_keeps_replaces_and_drops_cookies() {
        let mut jar = Jar::default();
        let steps = [
            (
                "cart=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=5184000",
                "cart=abc",
            ),
            ("notice=added; Path=/", "cart=abc; notice=added"),
            ("cart=def", "notice=added; cart=def"),
            ("notice=; Path=/; Max-Age=0", "cart=def"),
            ("nonsense", "cart=def"),
        ];
        for (cookie, sent) in steps {
            let mut headers = HeaderMap::new();
            headers.insert(SET_COOKIE, HeaderValue::from_static(cookie));
            jar.keep(&headers);
            assert_eq!(jar.header().as_deref(), Some(sent), "after {cookie}");
        }
    }

    #[test]
    fn links_lead_within_the_shop_or_are_refused() {
        let site = Site::parse(&Url::parse("http://127.0.0.1:8080").unwrap()).unwrap();
        let cases = [
            ("/cart#line-1", Some("/cart")),
            ("/search?q=mug", Some("/search?q=mug")),
            ("http://127.0.0.1:8080/orders/x?a=b", Some("/orders/x?a=b")),
            ("http://shop.example/orders/x", None),
            ("//shop.example/orders/x", None),
        ];
        for (link, path) in cases {
            assert_eq!(site.path_of(link).ok().as_deref(), path, "{link}");
        }
    }
}
