//! A page that is kept, and the answers that are made of it.

use std::ops::Range;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use shop::Timestamp;
use shop::changes::{MadeOf, Moment};

use super::hole::{self, Hole};
use super::packed::Packed;
use crate::kit::encoding::{self, Effort, Encoding};
use crate::kit::errors::PageError;
use crate::kit::frame::Made;

/// How long a cache in front of the shop may answer without asking again: so long may a price on a page be the old one (cart
/// and checkout always know the new one). Short, because nothing tells such a cache that a price changed; long enough that a
/// crowd on one page costs the shop one short answer (304) in so many seconds.
const AT_THE_EDGE: TimeDelta = TimeDelta::seconds(10);

/// For a visitor with a cart or a message: only their browser may keep it, and asks each time.
pub const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Which of a request's headers make another answer.
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, cookie");

/// A page as a visitor without cart and message sees it.
#[derive(Debug)]
pub struct Kept {
    body: Packed,
    holes: Vec<(Hole, Range<usize>)>,
    content_type: HeaderValue,
    language: Option<HeaderValue>,
    /// The bytes' own name; those of the compressed copies are made of it.
    hash: String,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
    pub(super) made_of: MadeOf,
    pub(super) until: Option<Timestamp>,
    /// Of the theme's files when it was rendered.
    pub(super) theme: u64,
}

/// What a request says about the form of its answer.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    pub accept_encoding: Option<HeaderValue>,
    pub if_none_match: Option<HeaderValue>,
}

impl Wish {
    pub fn of(headers: &HeaderMap) -> Self {
        Self {
            accept_encoding: headers.get(header::ACCEPT_ENCODING).cloned(),
            if_none_match: headers.get(header::IF_NONE_MATCH).cloned(),
        }
    }

    /// Whether the browser has the answer of this tag. A proxy that compresses marks it as weak.
    fn has(&self, tag: &str) -> bool {
        let known = self
            .if_none_match
            .as_ref()
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        known.split(',').map(str::trim).any(|one| {
            let one = one.strip_prefix("W/").unwrap_or(one);
            one == "*" || one == tag
        })
    }
}

impl Kept {
    /// `body` is the text of what was made.
    pub(super) fn new(made: Made, body: Packed, moment: Moment, theme: u64) -> Self {
        Self {
            hash: hex::encode(&Sha256::digest(made.filled.text)[..12]),
            body,
            holes: made.filled.holes,
            content_type: made.content_type,
            language: made.language,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
            made_of: MadeOf::new(made.sources, moment),
            until: made.until,
            theme,
        }
    }

    /// Bytes in memory, about.
    pub(super) fn weight(&self) -> usize {
        let copies = [&self.brotli, &self.gzip];
        let copies = copies.into_iter().filter_map(|copy| copy.get()?.as_ref());
        self.body.weight()
            + copies.map(Bytes::len).sum::<usize>()
            + size_of_val(self.made_of.sources())
            + size_of::<Self>()
    }

    /// Whether these bytes were made already.
    pub(super) fn has_copy(&self, encoding: Encoding) -> bool {
        match encoding {
            Encoding::Brotli => self.brotli.get().is_some(),
            Encoding::Gzip => self.gzip.get().is_some(),
            Encoding::Identity => true,
        }
    }

    pub(super) fn make_copy(&self, encoding: Encoding) -> Option<&Bytes> {
        let copy = match encoding {
            Encoding::Brotli => self
                .brotli
                .get_or_init(|| encoding::brotli(&self.body.plain()?, Effort::Some)),
            Encoding::Gzip => self
                .gzip
                .get_or_init(|| encoding::gzip(&self.body.plain()?, Effort::Some)),
            Encoding::Identity => return None,
        };
        copy.as_ref()
    }

    fn tag(&self, encoding: Encoding) -> String {
        match encoding.name() {
            Some(name) => format!("\"{}-{name}\"", self.hash),
            None => format!("\"{}\"", self.hash),
        }
    }

    /// For a visitor of whom nothing is on the page. `None` for `cache_control` says what caches in front may do.
    ///
    /// # Errors
    /// If the page cannot be unpacked.
    pub fn answer(
        &self,
        wish: &Wish,
        cache_control: Option<HeaderValue>,
        now: Timestamp,
    ) -> Result<Response, PageError> {
        let cache_control = cache_control.unwrap_or_else(|| self.public(now));
        let encoding = Encoding::choose(wish.accept_encoding.as_ref());
        let copy = self.make_copy(encoding).cloned();
        let encoding = copy.as_ref().map_or(Encoding::Identity, |_| encoding);
        let tag = self.tag(encoding);
        let is_known = wish.if_none_match.is_some() && wish.has(&tag);
        let mut answer = match copy {
            _ if is_known => Response::new(Body::empty()),
            Some(copy) => self.whole(copy),
            None => self.whole(Bytes::from(self.body()?)),
        };
        if is_known {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = answer.headers_mut();
        headers.insert(header::CACHE_CONTROL, cache_control);
        headers.insert(header::VARY, VARY);
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(name) = encoding.name().filter(|_| !is_known) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        Ok(answer)
    }

    /// For one visitor, with what is theirs in it.
    ///
    /// # Errors
    /// Those of `content`; if the page cannot be unpacked.
    pub fn answer_with<E: Into<PageError>>(
        &self,
        content: impl Fn(Hole) -> Result<String, E>,
    ) -> Result<Response, PageError> {
        let body = hole::refill(&self.body()?, &self.holes, content).map_err(Into::into)?;
        let mut answer = self.whole(Bytes::from(body));
        let headers = answer.headers_mut();
        headers.insert(header::CACHE_CONTROL, PRIVATE);
        headers.insert(header::VARY, VARY);
        Ok(answer)
    }

    fn whole(&self, body: Bytes) -> Response {
        let mut answer = Response::new(Body::from(body));
        let headers = answer.headers_mut();
        headers.reserve(16);
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        if let Some(language) = &self.language {
            headers.insert(header::CONTENT_LANGUAGE, language.clone());
        }
        answer
    }

    pub(super) fn body(&self) -> Result<Vec<u8>, PageError> {
        let body = self.body.plain();
        body.ok_or_else(|| PageError::internal("a page in memory cannot be unpacked"))
    }

    pub fn has_holes(&self) -> bool {
        !self.holes.is_empty()
    }

    fn public(&self, now: Timestamp) -> HeaderValue {
        // What ends at a known time ends there for caches, too.
        let left = self.until.map_or(AT_THE_EDGE, |until| until - now);
        let seconds = left.clamp(TimeDelta::zero(), AT_THE_EDGE).num_seconds();
        let text = format!("public, max-age=0, s-maxage={seconds}, must-revalidate");
        HeaderValue::try_from(text).unwrap_or(PRIVATE)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::{TimeZone as _, Utc};
    use commerce::Currency;
    use l10n::Locale;

    use super::*;
    use crate::kit::cache::Key;
    use crate::kit::cache::hole::Filled;
    use crate::kit::cache::packed::Patterns;

    fn now() -> Timestamp {
        Utc.with_ymd_and_hms(2026, 3, 2, 10, 0, 0).unwrap()
    }

    fn kept(until: Option<Timestamp>) -> Kept {
        let text = format!("<p></p>{}", "words ".repeat(200));
        let key = Key {
            address: "/".to_owned(),
            locale: Locale::EN,
            currency: Currency::EUR,
        };
        let patterns = Patterns::new(Duration::from_mins(1));
        patterns.pack(&key, "<p>Another page</p>");
        let body = patterns.pack(&key, &text);
        let made = Made {
            filled: Filled {
                text,
                holes: vec![(Hole::CartCount, 3..3)],
            },
            content_type: HeaderValue::from_static("text/html; charset=utf-8"),
            language: Some(HeaderValue::from_static("en")),
            sources: Vec::new(),
            until,
        };
        Kept::new(made, body, Moment::default(), 0)
    }

    fn wish(accept: &'static str, known: &str) -> Wish {
        Wish {
            accept_encoding: Some(HeaderValue::from_static(accept)),
            if_none_match: (!known.is_empty()).then(|| HeaderValue::from_str(known).unwrap()),
        }
    }

    #[test]
    fn a_browser_that_has_the_page_is_told_so() {
        let page = kept(None);
        let tag = format!("\"{}\"", page.hash);
        let packed = format!("\"{}-br\"", page.hash);
        let cases = [
            ("", "", 200),
            ("", tag.as_str(), 304),
            ("br", tag.as_str(), 200),
            ("br", packed.as_str(), 304),
            ("br", &format!("\"x\", W/{packed}"), 304),
            ("", "\"other\"", 200),
            ("gzip", "*", 304),
        ];
        for (accept, known, status) in cases {
            let answer = page.answer(&wish(accept, known), None, now()).unwrap();
            assert_eq!(answer.status().as_u16(), status, "{accept:?} {known}");
            let headers = answer.headers();
            assert!(headers.contains_key(header::ETAG), "{accept:?} {known}");
            assert_eq!(headers[header::VARY], VARY, "{accept:?} {known}");
            let is_packed = headers.contains_key(header::CONTENT_ENCODING);
            assert_eq!(
                is_packed,
                status == 200 && accept == "br",
                "{accept:?} {known}"
            );
        }
    }

    #[test]
    fn a_cache_in_front_holds_a_page_for_seconds_and_not_past_its_end() {
        let cases = [
            (None, 10),
            (Some(TimeDelta::days(1)), 10),
            (Some(TimeDelta::milliseconds(3500)), 3),
            (Some(TimeDelta::zero()), 0),
            (Some(TimeDelta::seconds(-5)), 0),
        ];
        for (left, seconds) in cases {
            let page = kept(left.map(|left| now() + left));
            let answer = page.answer(&Wish::default(), None, now()).unwrap();
            let expected = format!("public, max-age=0, s-maxage={seconds}, must-revalidate");
            assert_eq!(
                answer.headers()[header::CACHE_CONTROL],
                expected,
                "{left:?}"
            );
        }
    }

    #[test]
    fn what_is_a_visitors_own_is_only_theirs() {
        let page = kept(None);
        let content = |hole: Hole| Ok::<_, PageError>(format!("3 in the {}", hole.name()));

        let answer = page.answer_with(content).unwrap();

        assert_eq!(answer.headers()[header::CACHE_CONTROL], "private, no-cache");
        assert!(!answer.headers().contains_key(header::ETAG));
        assert!(
            page.body().unwrap().starts_with(b"<p></p>"),
            "the page is as it was"
        );
    }

    #[test]
    fn copies_are_weighed() {
        let page = kept(None);
        let before = page.weight();
        let length = page.body().unwrap().len();
        assert!(before < length, "it is packed");

        let copy = page.make_copy(Encoding::Gzip).unwrap().len();

        assert!(copy < length / 4);
        assert_eq!(page.weight(), before + copy);
        assert!(page.has_copy(Encoding::Gzip) && !page.has_copy(Encoding::Brotli));
    }
}
