//! Fetching pictures that an import file names by address.

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, LOCATION};
use reqwest::{Client, Response, redirect};
use url::{Host, Url};

use crate::address;
use crate::inspect::MAX_BYTES;

const TIMEOUT: Duration = Duration::from_secs(15);
const MAX_REDIRECTS: usize = 3;

/// Fetches from the public internet, and from nowhere inside.
///
/// Every address is checked where it counts: a name when it is resolved for the very connection, a number before
/// it is used, and both again for each redirect. A proxy from the environment is not used, because it would resolve
/// names by itself.
#[derive(Debug, Clone)]
pub struct Fetcher {
    allows: Allows,
    client: Arc<OnceLock<Result<Client, String>>>,
}

type Allows = fn(IpAddr) -> bool;

/// Why a picture did not come, in words for the merchant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("{0:?} is not an address of the web (http or https)")]
    BadAddress(String),
    #[error("{0} is inside a private network, pictures are fetched from public servers only")]
    Private(String),
    #[error("the server at {host} could not be reached: {why}")]
    Unreachable { host: String, why: String },
    #[error("the server at {0} took longer than 15 seconds")]
    Timeout(String),
    #[error("the server at {host} answered {status}")]
    Status { host: String, status: u16 },
    #[error("the server at {0} sent more than 20 MB")]
    TooLarge(String),
    #[error("the server at {0} redirected too often or to nowhere")]
    BadRedirect(String),
    #[error("pictures cannot be fetched on this machine: {0}")]
    Setup(String),
}

impl FetchError {
    /// Whether the same picture may come later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Timeout(_) | Self::Setup(_) => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..),
            Self::BadAddress(_) | Self::Private(_) | Self::TooLarge(_) | Self::BadRedirect(_) => {
                false
            }
        }
    }
}

impl Default for Fetcher {
    fn default() -> Self {
        Self::new()
    }
}

impl Fetcher {
    /// Public addresses only. The process must have installed its TLS provider before the first fetch.
    pub fn new() -> Self {
        Self::allowing(address::is_public)
    }

    /// Any address, the own machine's included: for tests.
    pub fn allowing_local() -> Self {
        Self::allowing(|_| true)
    }

    /// What lies at `url`, at most 20 MB; whether it is a picture is for [`inspect`](crate::inspect) to say.
    pub async fn fetch(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        let url = Url::parse(url.trim()).map_err(|_| FetchError::BadAddress(url.to_owned()))?;
        let name = host(&url)?;
        let fetched = tokio::time::timeout(TIMEOUT, self.follow(url)).await;
        fetched.unwrap_or(Err(FetchError::Timeout(name)))
    }

    fn allowing(allows: Allows) -> Self {
        Self {
            allows,
            client: Arc::new(OnceLock::new()),
        }
    }

    async fn follow(&self, mut url: Url) -> Result<Vec<u8>, FetchError> {
        for _ in 0..=MAX_REDIRECTS {
            let name = host(&url)?;
            let response = self.get(&url, &name).await?;
            if !response.status().is_redirection() {
                return body(response, name).await;
            }
            url = redirect_target(&response, &url).ok_or(FetchError::BadRedirect(name))?;
        }
        Err(FetchError::BadRedirect(host(&url)?))
    }

    async fn get(&self, url: &Url, name: &str) -> Result<Response, FetchError> {
        // The resolver is not asked about numbers.
        let number = match url.host() {
            Some(Host::Ipv4(v4)) => Some(IpAddr::V4(v4)),
            Some(Host::Ipv6(v6)) => Some(IpAddr::V6(v6)),
            Some(Host::Domain(_)) | None => None,
        };
        if number.is_some_and(|number| !(self.allows)(number)) {
            return Err(FetchError::Private(name.to_owned()));
        }
        let request = self.client()?.get(url.clone()).header(ACCEPT, "image/*");
        request
            .send()
            .await
            .map_err(|error| unreachable(&error, name))
    }

    /// Made at the first fetch: a machine without certificates must still be able to start a shop.
    fn client(&self) -> Result<&Client, FetchError> {
        let made = self.client.get_or_init(|| {
            Client::builder()
                .dns_resolver(Resolver {
                    allows: self.allows,
                })
                .redirect(redirect::Policy::none())
                .no_proxy()
                .user_agent("Shopwright")
                .build()
                .map_err(|error| chain(&error))
        });
        made.as_ref().map_err(|why| FetchError::Setup(why.clone()))
    }
}

fn host(url: &Url) -> Result<String, FetchError> {
    match (url.scheme(), url.host_str()) {
        ("http" | "https", Some(host)) => Ok(host.to_owned()),
        _ => Err(FetchError::BadAddress(url.to_string())),
    }
}

fn redirect_target(response: &Response, from: &Url) -> Option<Url> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    from.join(location).ok()
}

/// The limit holds while reading: what a server says about the length is only a reason to give up earlier.
async fn body(mut response: Response, host: String) -> Result<Vec<u8>, FetchError> {
    if !response.status().is_success() {
        let status = response.status().as_u16();
        return Err(FetchError::Status { host, status });
    }
    if response
        .content_length()
        .is_some_and(|length| length > MAX_BYTES as u64)
    {
        return Err(FetchError::TooLarge(host));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| unreachable(&error, &host))?
    {
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(FetchError::TooLarge(host));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Resolves names to allowed addresses only, so that what was checked is what is connected to.
struct Resolver {
    allows: Allows,
}

#[derive(Debug, thiserror::Error)]
#[error("the name leads to a private address")]
struct PrivateAddress;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allows = self.allows;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let none_found = found.is_empty();
            let allowed: Vec<_> = found
                .into_iter()
                .filter(|address| allows(address.ip()))
                .collect();
            if allowed.is_empty() && !none_found {
                return Err(PrivateAddress.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn unreachable(error: &reqwest::Error, host: &str) -> FetchError {
    let host = host.to_owned();
    let is_private = causes(error).any(<dyn StdError>::is::<PrivateAddress>);
    if is_private {
        FetchError::Private(host)
    } else {
        FetchError::Unreachable {
            host,
            why: chain(error),
        }
    }
}

/// The last cause says it best: "connection refused" rather than "error sending request".
fn chain(error: &reqwest::Error) -> String {
    causes(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause: &&'a (dyn StdError + 'static)| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        cause.source()
    })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;

    use super::*;

    /// A server at 127.0.0.1 that redirects to the rest of this machine, for a fetcher that may reach only the first.
    #[tokio::test]
    async fn a_public_server_cannot_redirect_into_the_inside_network() {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inside = Redirect::to(&format!("http://127.0.0.2:{port}/secret"));
        let app = Router::new()
            .route("/mug.png", get(|| async { inside }))
            .route("/secret", get(|| async { "secret" }));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let fetcher = Fetcher::allowing(|address| address == Ipv4Addr::LOCALHOST);

        let answer = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/mug.png"))
            .await;

        assert_eq!(answer, Err(FetchError::Private("127.0.0.2".to_owned())));
    }
}
