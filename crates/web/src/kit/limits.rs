//! How much one client may send without being signed in: against card testing, floods of orders, and full databases.
//!
//! Counted in this process, by the network that a client owns (see [`Proxies`](super::client::Proxies) for who the client is).
//! Several processes allow several times as much. What must hold across processes is counted in the database: wrong passwords,
//! failed payments of one order.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{self, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use shop::{Clock, Shop, Timestamp, staff};

use super::client::ClientAddress;

/// What one client may do.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// For the log.
    pub name: &'static str,
    /// Paths of POST routes, as they are registered; they share the limit.
    pub paths: &'static [&'static str],
    /// So many at once,
    pub burst: NonZeroU32,
    /// and one more each time that this has passed.
    pub then_every: Duration,
    pub reason: &'static str,
}

/// Every route that anybody may post to has a row; a test looks for it.
pub const LIMITS: &[Limit] = &[
    Limit {
        name: "place",
        paths: &["/checkout/place"],
        burst: count(5),
        then_every: Duration::from_mins(1),
        reason: "each keeps stock from others and starts a payment. A household orders once or twice, an office behind one \
                 address a few times in ten minutes; who tests stolen cards orders by the dozen",
    },
    Limit {
        name: "pay",
        paths: &["/orders/{token}/pay"],
        burst: count(5),
        then_every: Duration::from_mins(1),
        reason: "each may start a payment at the gateway, for any order. The failures of one order are counted in the \
                 database besides",
    },
    Limit {
        name: "cart",
        paths: &["/cart/lines", "/cart/lines/{id}"],
        burst: count(60),
        then_every: Duration::from_secs(1),
        reason: "the first one makes a cart, a row that is kept for weeks. Generous: many customers of one mobile network or \
                 school share an address, and each of them clicks a few times a minute",
    },
    Limit {
        name: "wishes",
        paths: &[
            "/wishlist",
            "/wishlist/remove",
            "/wishlist/share",
            "/compare",
            "/compare/remove",
        ],
        burst: count(60),
        then_every: Duration::from_secs(1),
        reason: "as for carts: the first wish makes a list, a row that is kept for a year",
    },
    Limit {
        name: "back in stock",
        paths: &["/back-in-stock"],
        burst: count(10),
        then_every: Duration::from_secs(30),
        reason: "each may send a mail to an address that somebody else typed in. One address is asked once an hour for one \
                 variant, whoever asks",
    },
    Limit {
        name: "ends of mails",
        paths: &["/back-in-stock/{token}", "/reviews/{token}/mails"],
        burst: count(300),
        then_every: Duration::from_secs(1),
        reason: "each needs the link of a mail, and sends none. Large mail services press \"unsubscribe\" for all of their \
                 readers from a few addresses",
    },
    Limit {
        name: "checkout",
        paths: &["/checkout/address", "/checkout/shipping"],
        burst: count(30),
        then_every: Duration::from_secs(2),
        reason: "two or three for each order, and a few more when fields were wrong",
    },
    Limit {
        name: "reviews",
        paths: &["/reviews/{token}", "/orders/{token}/reviews"],
        burst: count(20),
        then_every: Duration::from_secs(15),
        reason: "each needs the link of something that was bought, so there is one review for each. What is left is somebody \
                 who changes theirs all day, and each time staff have to look at it",
    },
    Limit {
        name: "votes",
        paths: &["/products/{slug}/reviews/{id}/helpful"],
        burst: count(20),
        then_every: Duration::from_secs(20),
        reason: "each may be a row, and whoever forgets the cookie may vote again. Nobody reads reviews faster than that",
    },
    Limit {
        name: "door",
        paths: &["/admin/sign-in", "/admin/setup/{token}"],
        burst: count(30),
        then_every: Duration::from_secs(2),
        reason: "each costs a slow hash and a row. Wrong passwords are counted in the database besides, and stricter",
    },
    Limit {
        name: "sandbox",
        paths: &[
            "/sandbox/payments/{id}",
            "/sandbox/payments/{id}/code",
            "/sandbox/payments/{id}/cancel",
        ],
        burst: count(30),
        then_every: Duration::from_secs(2),
        reason: "each writes into the books of the pretend bank and sends webhooks; who tries it out does not click faster",
    },
    Limit {
        name: "webhooks",
        paths: &["/webhooks/{gateway}"],
        burst: count(1_000),
        then_every: Duration::from_millis(20),
        reason: "a gateway sends those of all customers from a few addresses, and more at once after a pause. Only what is \
                 signed is stored; a refused one is sent again, and the poller asks besides",
    },
];

/// Above so many clients of one limit at a time, those who come are counted in crowds: memory stays bounded.
const MOST_CLIENTS: usize = 20_000;
const CROWDS: u64 = 4_096;

/// How often clients are forgotten who have their whole allowance again, in seconds.
const SWEEP_EVERY: u64 = 60;

/// The counts of this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Limits(Option<Arc<Counts>>);

struct Counts {
    counters: Vec<Counter>,
    /// Which crowd a client falls into cannot be chosen from outside.
    hasher: RandomState,
}

struct Counter {
    limit: &'static Limit,
    limiter: Limiter,
    /// In seconds since the start.
    swept_at: AtomicU64,
    refused: AtomicU64,
}

type Limiter = RateLimiter<Key, HashMapStateStore<Key>, ShopClock, NoOpMiddleware<Nanos>>;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Client(String),
    Crowd(u64),
}

/// The shop's clock, so that tests can set it; one that never runs backwards, so that nobody waits for an hour when it is set
/// back by one.
struct ShopClock {
    clock: Clock,
    elapsed: Mutex<Elapsed>,
}

struct Elapsed {
    looked_at: Timestamp,
    so_far: Duration,
}

impl ShopClock {
    fn new(clock: &Clock) -> Self {
        Self {
            elapsed: Mutex::new(Elapsed {
                looked_at: clock.now(),
                so_far: Duration::ZERO,
            }),
            clock: clock.clone(),
        }
    }

    /// Since the start.
    fn elapsed(&self) -> Duration {
        let mut elapsed = self.elapsed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        // A step back is none.
        let step = (now - elapsed.looked_at).to_std().unwrap_or_default();
        elapsed.so_far += step;
        elapsed.looked_at = now;
        elapsed.so_far
    }
}

impl clock::Clock for ShopClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.elapsed())
    }
}

/// The row of a route, by its place in [`LIMITS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitOf(usize);

impl LimitOf {
    /// `path` as it is registered.
    pub fn route(method: &str, path: &str) -> Option<Self> {
        let at = LIMITS.iter().position(|limit| limit.paths.contains(&path));
        at.filter(|_| method == "POST").map(Self)
    }
}

impl Limits {
    pub fn new(shop: &Shop) -> Self {
        if !shop.rate_limits {
            return Self(None);
        }
        let counters = LIMITS
            .iter()
            .map(|limit| Counter::new(limit, &shop.clock))
            .collect();
        Self(Some(Arc::new(Counts {
            counters,
            hasher: RandomState::new(),
        })))
    }

    /// Counts one request.
    ///
    /// # Errors
    /// How long to wait, when the client has used up its allowance.
    pub fn count(&self, limit: LimitOf, client: &ClientAddress) -> Result<(), Duration> {
        let Some(counts) = &self.0 else {
            return Ok(());
        };
        let Some(counter) = counts.counters.get(limit.0) else {
            return Ok(());
        };
        counter.sweep();
        let key = counts.key(&counter.limiter, client);
        counter.check(&key)
    }
}

impl Counts {
    fn key(&self, limiter: &Limiter, client: &ClientAddress) -> Key {
        let network = staff::network_of(&client.0);
        if limiter.len() < MOST_CLIENTS {
            Key::Client(network)
        } else {
            Key::Crowd(self.hasher.hash_one(network) % CROWDS)
        }
    }
}

impl Counter {
    fn new(limit: &'static Limit, clock: &Clock) -> Self {
        let quota = Quota::with_period(limit.then_every)
            // A period of nothing is no limit; no row has one, and a test says so.
            .unwrap_or_else(|| Quota::per_second(NonZeroU32::MAX))
            .allow_burst(limit.burst);
        Self {
            limit,
            limiter: RateLimiter::hashmap_with_clock(quota, ShopClock::new(clock)),
            swept_at: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }
    }

    fn check(&self, key: &Key) -> Result<(), Duration> {
        let Err(refusal) = self.limiter.check_key(key) else {
            return Ok(());
        };
        let now = Nanos::from(self.limiter.clock().elapsed());
        let wait = refusal.earliest_possible().duration_since(now).into();
        let refused = self.refused.fetch_add(1, Ordering::Relaxed) + 1;
        // Ever fewer lines: a flood must not fill the log.
        if refused.is_power_of_two() {
            tracing::warn!(
                limit = self.limit.name,
                refused,
                "clients send too much and are refused; the count is since the start"
            );
        }
        Err(wait)
    }

    /// Forgets clients who have their whole allowance again; the first request of each minute does it for all.
    fn sweep(&self) {
        let now = self.limiter.clock().elapsed().as_secs();
        let swept_at = self.swept_at.load(Ordering::Relaxed);
        let is_due = now.saturating_sub(swept_at) >= SWEEP_EVERY;
        let is_mine = is_due
            && self
                .swept_at
                .compare_exchange(swept_at, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if is_mine {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
    }
}

/// A number of a row; the compiler refuses a zero.
const fn count(of: u32) -> NonZeroU32 {
    match NonZeroU32::new(of) {
        Some(count) => count,
        None => panic!("a limit of nothing would shut the shop"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeDelta;

    use super::*;

    fn client(address: &str) -> ClientAddress {
        ClientAddress(address.to_owned())
    }

    fn counter_of(name: &str, clock: &Clock) -> Counter {
        let limit = LIMITS.iter().find(|limit| limit.name == name);
        Counter::new(limit.unwrap(), clock)
    }

    fn key(address: &str) -> Key {
        Key::Client(address.to_owned())
    }

    #[test]
    fn each_route_has_one_limit_with_a_name_a_period_and_a_reason() {
        let paths: Vec<_> = LIMITS.iter().flat_map(|limit| limit.paths).collect();
        let distinct: BTreeSet<_> = paths.iter().collect();
        assert_eq!(distinct.len(), paths.len());
        for limit in LIMITS {
            assert!(!limit.then_every.is_zero(), "{}", limit.name);
            assert!(limit.reason.len() > 20, "{}", limit.name);
            // Whoever is refused is told to come back within a minute.
            assert!(limit.then_every <= Duration::from_mins(1), "{}", limit.name);
        }
    }

    #[test]
    fn only_posts_are_limited() {
        assert_eq!(LimitOf::route("POST", "/checkout/place"), Some(LimitOf(0)));
        assert_eq!(LimitOf::route("GET", "/checkout/address"), None);
        assert_eq!(LimitOf::route("POST", "/admin/settings"), None);
    }

    #[test]
    fn a_client_waits_until_one_more_is_allowed() {
        let clock = Clock::still(Timestamp::UNIX_EPOCH);
        let place = counter_of("place", &clock);
        for _ in 0..5 {
            assert_eq!(place.check(&key("a")), Ok(()));
        }

        assert_eq!(place.check(&key("a")), Err(Duration::from_mins(1)));
        clock.advance(TimeDelta::seconds(20));
        assert_eq!(place.check(&key("a")), Err(Duration::from_secs(40)));
        assert_eq!(place.check(&key("b")), Ok(()), "somebody else");
        clock.advance(TimeDelta::seconds(40));
        assert_eq!(place.check(&key("a")), Ok(()));
        assert!(place.check(&key("a")).is_err());
        clock.advance(TimeDelta::minutes(5));
        let again = (0..6).filter(|_| place.check(&key("a")).is_ok()).count();
        assert_eq!(again, 5);
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out_for_longer() {
        let clock = Clock::still(Timestamp::UNIX_EPOCH + TimeDelta::hours(1));
        let place = counter_of("place", &clock);
        for _ in 0..5 {
            assert_eq!(place.check(&key("a")), Ok(()));
        }
        clock.advance(TimeDelta::hours(-1));

        assert_eq!(place.check(&key("a")), Err(Duration::from_mins(1)));
        clock.advance(TimeDelta::minutes(1));
        assert_eq!(place.check(&key("a")), Ok(()));
    }

    #[test]
    fn clients_are_forgotten_when_they_have_their_allowance_again() {
        let clock = Clock::still(Timestamp::UNIX_EPOCH);
        let cart = counter_of("cart", &clock);
        for number in 0..1_000 {
            assert_eq!(cart.check(&key(&number.to_string())), Ok(()));
        }
        assert_eq!(cart.limiter.len(), 1_000);
        clock.advance(TimeDelta::seconds(61));
        assert_eq!(cart.check(&key("late")), Ok(()));

        cart.sweep();

        assert_eq!(cart.limiter.len(), 1, "only the one who came just now");
    }

    #[test]
    fn however_many_clients_there_are_memory_stays_bounded() {
        let clock = Clock::still(Timestamp::UNIX_EPOCH);
        let counts = Counts {
            counters: Vec::new(),
            hasher: RandomState::new(),
        };
        let cart = counter_of("cart", &clock);
        for number in 0..60_000_u32 {
            let address = std::net::Ipv4Addr::from_bits(number).to_string();
            let key = counts.key(&cart.limiter, &client(&address));
            // Those in a crowd may be refused; nobody is let through uncounted.
            let _ = cart.check(&key);
        }

        let most = MOST_CLIENTS + usize::try_from(CROWDS).unwrap();
        assert!(cart.limiter.len() <= most, "{}", cart.limiter.len());
        assert!(cart.limiter.len() > MOST_CLIENTS);
    }

    #[test]
    fn an_ipv6_client_cannot_change_its_address_to_be_counted_anew() {
        let clock = Clock::still(Timestamp::UNIX_EPOCH);
        let counts = Counts {
            counters: Vec::new(),
            hasher: RandomState::new(),
        };
        let place = counter_of("place", &clock);
        let key = |address| counts.key(&place.limiter, &client(address));

        assert_eq!(key("2001:db8:1:2::3"), key("2001:db8:1:2:ffff::4"));
        assert_ne!(key("2001:db8:1:2::3"), key("2001:db8:1:3::3"));
    }
}
