//! Slows down guessing of passwords, whichever process is asked: the counts are in the database.

use std::net::{IpAddr, Ipv6Addr};

use chrono::TimeDelta;
use db::{DbError, Tx};
use sha2::{Digest, Sha256};

use super::{queries, sessions::SignInError};
use crate::Timestamp;

/// Attempts are forgotten when none followed for so long.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// The longest time for which a subject is blocked; it starts at a minute and doubles.
const LONGEST_BLOCK: TimeDelta = TimeDelta::minutes(15);

/// Attempts on one address before it is blocked, and from one client: an office shares one.
const PER_ADDRESS: i64 = 5;
const PER_CLIENT: i64 = 20;

/// Both sides of an attempt to sign in, as they are counted.
pub(super) struct Attempt {
    address: String,
    client: String,
}

impl Attempt {
    pub(super) fn new(email: &str, client: &str) -> Self {
        // Hashed: the table holds whatever strangers type, and a row per address must stay short.
        let folded = email.trim().to_lowercase();
        let address = hex::encode(Sha256::digest(folded.as_bytes()));
        Self {
            address: format!("address:{address}"),
            client: format!("client:{}", network_of(client)),
        }
    }
}

/// Counts the attempt before it is made.
///
/// # Errors
/// [`SignInError::Throttled`] when one of both sides is blocked.
pub(super) async fn count(tx: &Tx, attempt: &Attempt, now: Timestamp) -> Result<(), SignInError> {
    // Always the address first, so that two attempts never wait for each other.
    for (subject, limit) in [
        (&attempt.address, PER_ADDRESS),
        (&attempt.client, PER_CLIENT),
    ] {
        let row = queries::count_attempt(tx, subject, now, now - WINDOW).await?;
        if let Some(until) = row.blocked_until.filter(|until| *until > now) {
            return Err(SignInError::Throttled { until });
        }
        // The last one that is let through blocks those after it, unless it turns out to be right.
        if row.failures >= limit {
            let until = now + block_after(row.failures - limit);
            queries::block(tx, subject, until).await?;
        }
    }
    Ok(())
}

/// The attempt was right: the address starts anew, and the client is not charged for it.
pub(super) async fn forget(tx: &Tx, attempt: &Attempt) -> Result<(), DbError> {
    queries::clear_attempts(tx, &attempt.address).await?;
    queries::take_back_attempt(tx, &attempt.client, PER_CLIENT).await
}

pub(super) async fn prune(tx: &Tx, now: Timestamp) -> Result<u64, DbError> {
    queries::delete_old_attempts(tx, now - WINDOW - LONGEST_BLOCK).await
}

fn block_after(excess: i64) -> TimeDelta {
    let minutes = 1_i64 << excess.clamp(0, 10);
    TimeDelta::minutes(minutes).min(LONGEST_BLOCK)
}

/// What a client is counted by: an IPv6 client owns at least a /64 and can change within it at will.
pub fn network_of(client: &str) -> String {
    match client.parse() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            let network = u128::from(address) >> 64 << 64;
            format!("{}/64", Ipv6Addr::from(network))
        }
        Ok(address) => address.to_canonical().to_string(),
        Err(_) => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_failure_blocks_longer_up_to_a_quarter_of_an_hour() {
        let minutes: Vec<_> = (0..6)
            .map(|excess| block_after(excess).num_minutes())
            .collect();
        assert_eq!(minutes, [1, 2, 4, 8, 15, 15]);
    }

    #[test]
    fn a_client_is_counted_by_the_network_it_owns() {
        let cases = [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("not an address", "unknown"),
        ];
        for (client, network) in cases {
            assert_eq!(network_of(client), network);
        }
    }
}
