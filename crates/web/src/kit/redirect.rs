//! After a POST: look there, with a message.

use std::fmt::Display;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::cookies::{self, SetCookie};

/// "See other" (303): the browser GETs `to`, so a reload repeats nothing.
///
/// ```ignore
/// See::other(routes::order(id)).with_notice("order.cancelled")
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct See {
    to: String,
    cookies: Vec<SetCookie>,
    whole_page: bool,
}

impl See {
    pub fn other(to: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            cookies: Vec::new(),
            whole_page: false,
        }
    }

    /// A message on the next page, once: a key of the locale files on the storefront, of [`super::notices`] for staff.
    pub fn with_notice(self, key: &str) -> Self {
        let cookie = cookies::notice(key);
        self.with_cookie(cookie)
    }

    /// A message that names how many are left (`$left`).
    pub fn with_notice_left(self, key: &str, left: i64) -> Self {
        let cookie = cookies::notice(&format!("{key}:{left}"));
        self.with_cookie(cookie)
    }

    /// A message of staff that tells how many things it is about.
    pub fn with_count(self, key: &str, count: u64) -> Self {
        let cookie = cookies::notice(&format!("{key}:{count}"));
        self.with_cookie(cookie)
    }

    /// The same with a way back; `id` names what was done.
    pub fn with_undo(self, key: &str, count: u64, id: impl Display) -> Self {
        let cookie = cookies::notice(&format!("{key}:{count}:{id}"));
        self.with_cookie(cookie)
    }

    pub fn with_cookie(mut self, cookie: SetCookie) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// When htmx asked, the whole page goes there instead of the part that was to be swapped.
    pub fn for_request(mut self, headers: &HeaderMap) -> Self {
        self.whole_page = is_htmx(headers);
        self
    }
}

/// Whether a script asks for a part of a page.
pub fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// Whether `next` is a path of this shop and not of another host (`//evil`, `/\evil`).
pub fn is_local(next: &str) -> bool {
    let mut chars = next.chars();
    chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && next.chars().all(|c| !c.is_control() && c != '\\')
}

impl IntoResponse for See {
    fn into_response(self) -> Response {
        let Ok(to) = HeaderValue::from_str(&self.to) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut answer = if self.whole_page {
            let mut answer = StatusCode::NO_CONTENT.into_response();
            answer.headers_mut().insert("hx-redirect", to);
            answer
        } else {
            let mut answer = StatusCode::SEE_OTHER.into_response();
            answer.headers_mut().insert(header::LOCATION, to);
            answer
        };
        for cookie in self.cookies {
            cookie.add_to(answer.headers_mut());
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_shop_are_gone_back_to() {
        let cases = [
            ("/admin/orders?page=2", true),
            ("/", true),
            ("", false),
            ("admin", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/admin\r\nset-cookie: x", false),
        ];
        for (next, expected) in cases {
            assert_eq!(is_local(next), expected, "{next:?}");
        }
    }

    #[test]
    fn a_script_is_sent_to_the_whole_page() {
        let mut headers = HeaderMap::new();
        headers.insert("hx-request", HeaderValue::from_static("true"));

        let answer = See::other("/admin/sign-in")
            .for_request(&headers)
            .into_response();

        assert_eq!(answer.headers()["hx-redirect"], "/admin/sign-in");
        assert!(!answer.headers().contains_key(header::LOCATION));
    }
}
