use std::sync::atomic::AtomicUsize;

use axum::http::HeaderValue;
use chrono::{TimeDelta, TimeZone as _, Utc};
use commerce::Currency;
use l10n::Locale;
use sha2::{Digest, Sha256};
use shop::changes::{Change, Source};
use tokio::sync::oneshot;

use super::*;

fn noon() -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap()
}

fn today(heard: &Heard) -> Today<'_> {
    Today {
        heard,
        now: noon(),
        theme: 0,
    }
}

fn key(number: usize) -> Key {
    Key {
        address: format!("/products/{number}"),
        locale: Locale::EN,
        currency: Currency::EUR,
    }
}

fn page(text: &str) -> Made {
    Made {
        filled: Filled {
            text: text.to_owned(),
            holes: Vec::new(),
        },
        content_type: HeaderValue::from_static("text/html; charset=utf-8"),
        language: None,
        sources: vec![Source::One(Change::Settings)],
        until: None,
    }
}

/// Asks for a page that says which number it has, of those that were made.
async fn ask(cache: &PageCache, today: Today<'_>, made: &AtomicUsize) -> String {
    let make = || async {
        let number = made.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(page(&number.to_string()))
    };
    said(cache.get(&key(1), today, make).await)
}

fn said(outcome: Result<Arc<Kept>, NoPage>) -> String {
    match outcome {
        Ok(kept) => String::from_utf8(kept.body().unwrap()).unwrap(),
        Err(_) => "no page".to_owned(),
    }
}

#[tokio::test]
async fn languages_and_currencies_are_kept_apart() {
    let (cache, heard) = (PageCache::default(), Heard::default());
    let german = Key {
        locale: Locale::DE,
        ..key(1)
    };
    let in_francs = Key {
        currency: Currency::parse("CHF").unwrap(),
        ..key(1)
    };

    for _ in 0..2 {
        for (text, key) in [("one", &key(1)), ("eins", &german), ("CHF 1", &in_francs)] {
            let kept = cache.get(key, today(&heard), || async { Ok(page(text)) });
            assert_eq!(said(kept.await), text);
        }
    }

    assert_eq!(cache.rendered(), 3);
}

#[tokio::test]
async fn a_page_is_made_again_when_something_of_it_changed() {
    let (cache, heard, made) = (PageCache::default(), Heard::default(), AtomicUsize::new(0));
    assert_eq!(ask(&cache, today(&heard), &made).await, "1");

    heard.hear(&[Change::Categories]);
    assert_eq!(ask(&cache, today(&heard), &made).await, "1");
    heard.hear(&[Change::Settings]);
    assert_eq!(ask(&cache, today(&heard), &made).await, "2");
    assert_eq!(ask(&cache, today(&heard), &made).await, "2");

    let other_theme = Today {
        theme: 1,
        ..today(&heard)
    };
    assert_eq!(ask(&cache, other_theme, &made).await, "3");
    assert_eq!(cache.rendered(), 3);
}

#[tokio::test]
async fn a_page_ends_with_what_it_shows() {
    let (cache, heard) = (PageCache::default(), Heard::default());
    let sale = |end, words: &'static str| async move {
        Ok(Made {
            until: Some(end),
            ..page(words)
        })
    };
    let end = noon() + TimeDelta::hours(1);
    let make = || sale(end, "reduced");
    assert_eq!(
        said(cache.get(&key(1), today(&heard), make).await),
        "reduced"
    );

    for (minutes, expected) in [(59, "reduced"), (60, "usual")] {
        let later = Today {
            now: noon() + TimeDelta::minutes(minutes),
            ..today(&heard)
        };
        let make = || async { Ok(page("usual")) };
        let found = said(cache.get(&key(1), later, make).await);
        assert_eq!(found, expected, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn who_comes_after_a_change_does_not_get_the_page_that_was_begun_before() {
    let (cache, heard) = (PageCache::default(), Heard::default());
    let (go, wait) = oneshot::channel::<()>();
    let (begun, is_begun) = oneshot::channel::<()>();
    let slow = async {
        let make = || async {
            begun.send(()).unwrap();
            wait.await.unwrap();
            Ok(page("old"))
        };
        said(cache.get(&key(1), today(&heard), make).await)
    };
    let after = async {
        is_begun.await.unwrap();
        heard.hear(&[Change::Settings]);
        let same = key(1);
        let asking = cache.get(&same, today(&heard), || async { Ok(page("new")) });
        let letting = async {
            tokio::task::yield_now().await;
            go.send(()).unwrap();
        };
        said(tokio::join!(asking, letting).0)
    };

    let (first, second) = tokio::join!(slow, after);

    // The first asked before the change, and may have either.
    assert_eq!((first.as_str(), second.as_str()), ("old", "new"));
    let make = || async { Ok(page("third")) };
    assert_eq!(said(cache.get(&key(1), today(&heard), make).await), "new");
}

#[tokio::test]
async fn a_failure_is_for_those_who_wait_and_for_nobody_after_them() {
    let (cache, heard) = (PageCache::default(), Heard::default());
    let tries = AtomicUsize::new(0);
    let fail = || async {
        tries.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Err(PageError::internal("the database is away").into())
    };
    let (key, today) = (key(1), today(&heard));

    let (a, b, c) = tokio::join!(
        cache.get(&key, today, fail),
        cache.get(&key, today, fail),
        cache.get(&key, today, fail),
    );

    assert_eq!([said(a), said(b), said(c)], ["no page"; 3]);
    assert_eq!(tries.load(Ordering::Relaxed), 1);
    assert_eq!(cache.size().await, (0, 0));
    let page = cache.get(&key, today, || async { Ok(page("back")) }).await;
    assert_eq!(said(page), "back");
}

#[tokio::test]
async fn when_the_one_who_makes_it_leaves_another_one_does() {
    let (cache, heard) = (PageCache::default(), Heard::default());
    let (begun, is_begun) = oneshot::channel::<()>();
    let never = async {
        let make = || async {
            begun.send(()).unwrap();
            std::future::pending().await
        };
        cache.get(&key(1), today(&heard), make).await
    };
    let waiting = async {
        is_begun.await.unwrap();
        said(
            cache
                .get(&key(1), today(&heard), || async { Ok(page("made")) })
                .await,
        )
    };
    let gone = async {
        let leaving = async {
            for _ in 0..5 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = never => panic!("it is never made"),
            () = leaving => {}
        }
    };

    let ((), found) = tokio::join!(gone, waiting);

    assert_eq!(found, "made");
}

#[test]
fn weighing_a_page_anew_does_not_make_it_younger() {
    let born = Instant::now();
    let slot = Slot {
        outcome: Err(PageError::not_found().into()),
        made: Heard::default().now(),
        born,
    };
    let ends = |age: Duration| Aging.expire_after_update(&key(1), &slot, born + age, Some(LIFE));

    assert_eq!(ends(Duration::ZERO), Some(LIFE));
    assert_eq!(ends(LIFE / 4), Some(LIFE * 3 / 4));
    assert_eq!(ends(LIFE * 2), Some(Duration::ZERO));
}

/// Text that packing makes little smaller: digits of SHA-256. Another start is another text.
fn noise(start: u64, length: usize) -> String {
    let digits = (start..).flat_map(|number| {
        let digest = hex::encode(Sha256::digest(number.to_be_bytes()));
        digest.into_bytes().into_iter().map(char::from)
    });
    digits.take(length).collect()
}

#[tokio::test]
async fn memory_is_bounded_whatever_is_asked_for() {
    const BOUND: u64 = 200_000;
    let (cache, heard) = (PageCache::new(BOUND), Heard::default());
    for number in 0..500 {
        let text = noise(number * 100, 6_000);
        let number = usize::try_from(number).unwrap();
        let make = || async { Ok(page(&text)) };
        let kept = cache.get(&key(number), today(&heard), make).await;
        let kept = kept.unwrap();
        let wish = Wish {
            accept_encoding: Some(HeaderValue::from_static("br")),
            if_none_match: None,
        };
        cache.compress(&key(number), &kept, &wish).await;
    }

    let (bytes, pages) = cache.size().await;

    assert!(bytes <= BOUND, "{bytes}");
    assert!((10..=33).contains(&pages), "{pages} pages");
    let huge = noise(0, 2 * LARGEST);
    let roomy = PageCache::default();
    let make = || async { Ok(page(&huge)) };
    let kept = roomy.get(&key(1), today(&heard), make).await;
    assert_eq!(said(kept).len(), huge.len(), "it is served");
    assert_eq!(roomy.size().await, (0, 0), "and not kept");
}
