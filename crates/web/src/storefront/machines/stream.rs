//! An answer that grows with the assortment, made piece by piece as fast as it is read.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use futures_util::{StreamExt as _, future, stream};
use shop::Clock;
use tokio::sync::Semaphore;

use crate::kit::errors::PageError;

/// Products in one piece: some hundred kilobytes of text, and a few milliseconds of the database.
pub const SOME: u64 = 200;

/// Long answers at a time, for everybody together: each costs as much as thousands of pages.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Who reads more slowly than this is cut off, so that nobody keeps the others waiting.
const LONGEST: TimeDelta = TimeDelta::minutes(10);

/// How long whoever comes fifth is asked to wait.
const WAIT: Duration = Duration::from_secs(30);

/// Caches in between may answer for us; a feed is fetched once a day, a sitemap now and then.
const CACHE: &str = "public, max-age=900";

/// `head`, then what `next` makes of the state until it makes nothing more, then `tail`.
///
/// # Errors
/// When too many are being sent already.
pub fn answer<S, Next, Making>(
    clock: &Clock,
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
    let permit = AT_ONCE
        .try_acquire()
        .map_err(|_| PageError::too_many(WAIT))?;
    let clock = clock.clone();
    let end = clock.now() + LONGEST;
    let pieces = stream::try_unfold((start, permit), move |(state, permit)| {
        let making = next(state);
        let is_late = clock.now() > end;
        async move {
            if is_late {
                return Err(io::Error::other("the answer is read too slowly"));
            }
            let made = making.await.map_err(|error| {
                tracing::warn!(?error, "a long answer ends early");
                io::Error::other("the answer ends early")
            })?;
            Ok(made.map(|(text, state)| (text, (state, permit))))
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
