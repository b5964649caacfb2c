//! Where a request comes from: for counting what one client does, and for nothing else.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use crate::App;

/// The IP address of the client as text; empty when the server was started without addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress(pub String);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(app.proxies.client(&parts.extensions, &parts.headers))
    }
}

/// One address, or all that share its first bits: `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// The text is neither an address nor a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is neither an address nor a network")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| NotANetwork)?;
        let width = width(address);
        let prefix = match prefix {
            Some(prefix) => prefix.trim().parse().map_err(|_| NotANetwork)?,
            None => width,
        };
        if prefix > width {
            return Err(NotANetwork);
        }
        Ok(Self { address, prefix })
    }
}

impl Network {
    fn contains(self, other: IpAddr) -> bool {
        let width = width(self.address);
        let differing = bits(self.address) ^ bits(other);
        // A shift by all the bits is none that the processor has: every address is inside.
        let outside = differing.checked_shr(u32::from(width - self.prefix));
        width == self::width(other) && outside.unwrap_or(0) == 0
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// Who may say whom they speak for: this machine always, others when the configuration names them.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Arc<Trusted>);

#[derive(Debug, Default)]
struct Trusted {
    networks: Vec<Network>,
    /// Somebody who is not among them speaks for others; said once.
    stranger_noted: AtomicBool,
}

impl Proxies {
    pub fn new(networks: Vec<Network>) -> Self {
        Self(Arc::new(Trusted {
            networks,
            stranger_noted: AtomicBool::new(false),
        }))
    }

    /// Who sends a request: the peer, or whom trusted proxies name in `X-Forwarded-For`.
    pub fn client(&self, extensions: &Extensions, headers: &HeaderMap) -> ClientAddress {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let client = peer.map(|info| self.behind(info.0.ip().to_canonical(), headers));
        ClientAddress(client.map(|ip| ip.to_string()).unwrap_or_default())
    }

    /// From the right, where our own proxies wrote, up to the first address that is none of them: what stands to the left of
    /// that one may be made up.
    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        for entry in forwarded_for(headers) {
            if !self.trusts(client) {
                if client == peer {
                    self.note_stranger();
                }
                break;
            }
            let Some(address) = address_of(entry) else {
                break;
            };
            client = address;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let named = || {
            self.0
                .networks
                .iter()
                .any(|network| network.contains(address))
        };
        address.is_loopback() || named()
    }

    /// A proxy that is not named makes one client of all its customers. The address stays out of the log: it may be a
    /// customer's.
    fn note_stranger(&self) {
        if !self.0.stranger_noted.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "somebody whom trusted_proxies does not name sends X-Forwarded-For; if that is your proxy, name it, or all \
                 customers count as one client"
            );
        }
    }
}

/// The entries of the header, the last one first.
fn forwarded_for(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.rsplit(','))
        .map(str::trim)
}

/// Some proxies add the port.
fn address_of(entry: &str) -> Option<IpAddr> {
    entry
        .parse()
        .or_else(|_| entry.parse::<SocketAddr>().map(|address| address.ip()))
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(names: &[&str]) -> Proxies {
        Proxies::new(names.iter().map(|name| name.parse().unwrap()).collect())
    }

    #[test]
    fn only_trusted_proxies_speak_for_others() {
        let near: &[&str] = &[];
        let far = &["10.0.0.0/8", "2001:db8::7"][..];
        let cases = [
            ("no proxy", near, "198.51.100.2", &[][..], "198.51.100.2"),
            (
                "a proxy on this machine",
                near,
                "127.0.0.1",
                &["203.0.113.9"],
                "203.0.113.9",
            ),
            (
                "the same over IPv6",
                near,
                "::ffff:127.0.0.1",
                &["203.0.113.9"],
                "203.0.113.9",
            ),
            ("nobody forwarded", near, "127.0.0.1", &[], "127.0.0.1"),
            (
                "somebody who makes it up",
                near,
                "198.51.100.2",
                &["203.0.113.9"],
                "198.51.100.2",
            ),
            (
                "what the client itself sent along",
                near,
                "127.0.0.1",
                &["1.2.3.4, 203.0.113.9"],
                "203.0.113.9",
            ),
            (
                "a proxy on another machine",
                far,
                "10.1.2.3",
                &["203.0.113.9"],
                "203.0.113.9",
            ),
            (
                "two proxies in a row",
                far,
                "127.0.0.1",
                &["1.2.3.4, 203.0.113.9, 10.9.9.9"],
                "203.0.113.9",
            ),
            (
                "two headers",
                far,
                "2001:db8::7",
                &["1.2.3.4", "203.0.113.9,10.9.9.9"],
                "203.0.113.9",
            ),
            (
                "with a port",
                near,
                "127.0.0.1",
                &["203.0.113.9:50412"],
                "203.0.113.9",
            ),
            (
                "IPv6 with a port",
                near,
                "127.0.0.1",
                &["[2001:db8::1]:50412"],
                "2001:db8::1",
            ),
            ("no address", near, "127.0.0.1", &["unknown"], "127.0.0.1"),
        ];
        for (name, trusted, peer, forwarded, client) in cases {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            let mut extensions = Extensions::new();
            let peer: IpAddr = peer.parse().unwrap();
            extensions.insert(ConnectInfo(SocketAddr::from((peer, 50_000))));

            let found = proxies(trusted).client(&extensions, &headers);

            assert_eq!(found.0, client, "{name}");
        }
    }

    #[test]
    fn a_network_holds_the_addresses_that_share_its_first_bits() {
        let cases = [
            ("10.0.0.7", "10.0.0.7", true),
            ("10.0.0.7", "10.0.0.8", false),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
        ];
        for (network, address, expected) in cases {
            let network: Network = network.parse().unwrap();
            let holds = network.contains(address.parse().unwrap());
            assert_eq!(holds, expected, "{network:?} {address}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "proxy",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0/8",
            "::1/129",
        ] {
            assert_eq!(text.parse::<Network>(), Err(NotANetwork), "{text}");
        }
    }
}
