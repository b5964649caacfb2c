//! Where a request comes from, for counting attempts to sign in.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The IP address of the client as text; empty when the server was started without addresses (tests).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress(pub String);

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let address = peer.map(|peer| behind_proxy(peer, &parts.headers).unwrap_or(peer));
        Ok(Self(
            address
                .map(|address| address.to_string())
                .unwrap_or_default(),
        ))
    }
}

/// A proxy on the same machine says whom it speaks for; nobody else is believed.
fn behind_proxy(peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
    if !peer.is_loopback() {
        return None;
    }
    // The last entry is the one our own proxy wrote; those before it came from the client.
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()?
        .to_str()
        .ok()?
        .rsplit(',')
        .next()?
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_speaks_for_others() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.2.3.4, 203.0.113.9".parse().unwrap());
        let local: IpAddr = "127.0.0.1".parse().unwrap();
        let remote: IpAddr = "198.51.100.2".parse().unwrap();

        assert_eq!(behind_proxy(local, &headers), "203.0.113.9".parse().ok());
        assert_eq!(behind_proxy(remote, &headers), None);
        assert_eq!(behind_proxy(local, &HeaderMap::new()), None);
    }
}
