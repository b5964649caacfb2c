//! An answer that grows with the assortment, made piece by piece as fast as it is read.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, future, stream};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::AbortHandle;

use crate::kit::errors::PageError;

/// Products in one piece: some hundred kilobytes of text, and a few milliseconds of the database.
pub const SOME: u64 = 200;

/// Long answers at a time, for everybody together: each costs as much as thousands of pages.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Who reads more slowly than this, or not at all, is cut off and keeps nobody waiting any longer.
const LONGEST: Duration = Duration::from_mins(10);

/// How long whoever comes third is asked to wait.
const WAIT: Duration = Duration::from_secs(30);

/// Caches in between may answer for us; a feed is fetched once a day, a sitemap now and then.
const CACHE: &str = "public, max-age=900";

/// `head`, then what `next` makes of the state until it makes nothing more, then `tail`.
///
/// # Errors
/// When too many are being sent already.
pub fn answer<S, Next, Making>(
    head: String,
    start: S,
    next: Next,
    tail: &'static str,
) -> Result<Response, PageError>
where
    S: Send + 'static,
    Next: Fn(S) -> Making + Send + Sync + 'static,
    Making: Future<Output = Result<Option<(String, S)>, PageError>> + Send + 'static,
{
    let turn = Turn::take(&AT_ONCE, LONGEST).ok_or_else(|| PageError::too_many(WAIT))?;
    let pieces = stream::try_unfold((start, turn), move |(state, turn)| {
        let making = next(state);
        async move {
            if turn.is_over() {
                return Err(io::Error::other("the answer is read too slowly"));
            }
            let made = making.await.map_err(|error| {
                tracing::warn!(?error, "a long answer ends early");
                io::Error::other("the answer ends early")
            })?;
            Ok(made.map(|(text, state)| (text, (state, turn))))
        }
    });
    let said = |text: String| stream::once(future::ready(Ok(text)));
    let body = Body::from_stream(said(head).chain(pieces).chain(said(tail.to_owned())));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/xml; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static(CACHE)),
    ];
    Ok((headers, body).into_response())
}

/// One of the places for long answers. It is given back when the answer ends, and when its time is over: a reader
/// who stopped reading is never asked again.
struct Turn {
    place: Arc<Mutex<Option<SemaphorePermit<'static>>>>,
    timer: AbortHandle,
}

impl Turn {
    /// `None` when all places are taken.
    fn take(places: &'static Semaphore, longest: Duration) -> Option<Self> {
        let place = Arc::new(Mutex::new(Some(places.try_acquire().ok()?)));
        let held = Arc::clone(&place);
        let timer = tokio::spawn(async move {
            tokio::time::sleep(longest).await;
            held.lock().unwrap_or_else(PoisonError::into_inner).take();
        });
        Some(Self {
            place,
            timer: timer.abort_handle(),
        })
    }

    fn is_over(&self) -> bool {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        place.is_none()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.timer.abort();
        // The timer holds it too, until it has heard of that.
        self.place
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PLACES: Semaphore = Semaphore::const_new(1);

    #[tokio::test]
    async fn who_does_not_read_on_gives_the_place_up() {
        let silent = Turn::take(&PLACES, Duration::from_millis(50)).unwrap();
        assert!(!silent.is_over() && Turn::take(&PLACES, LONGEST).is_none());

        while !silent.is_over() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }

        let next = Turn::take(&PLACES, LONGEST).unwrap();
        drop(silent);
        assert!(!next.is_over() && Turn::take(&PLACES, LONGEST).is_none());
        drop(next);
        assert!(Turn::take(&PLACES, LONGEST).is_some());
    }
}
