//! Waiting for something to become true, and never longer than necessary.

use std::{
    panic::Location,
    time::{Duration, Instant},
};

const PAUSE: Duration = Duration::from_millis(20);

/// Looks again and again until there is something to see.
///
/// # Panics
/// When `within` is over, saying `what` did not happen.
#[track_caller]
pub fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    within: Duration,
    look: impl FnMut() -> F,
) -> impl Future<Output = T> {
    let caller = Location::caller();
    async move {
        let seen = seen_within(within, look).await;
        seen.unwrap_or_else(|| panic!("{caller}: not within {within:?}: {what}"))
    }
}

/// As [`eventually`], for a caller who has more to say when nothing was seen.
pub async fn seen_within<T, F: Future<Output = Option<T>>>(
    within: Duration,
    mut look: impl FnMut() -> F,
) -> Option<T> {
    let deadline = Instant::now() + within;
    loop {
        let seen = look().await;
        if seen.is_some() || Instant::now() >= deadline {
            return seen;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
