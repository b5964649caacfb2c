//! The cookies of the shop. None follows anybody: a cart, a wishlist, products to compare, a staff session, a language, a
//! message for the next page, and who found a review helpful.

use axum::http::{HeaderMap, HeaderValue, header};
use l10n::Locale;
use shop::Token;

pub const CART: &str = "cart";
/// The token of a wishlist.
pub const WISHLIST: &str = "wishlist";
/// The products to compare, by their slugs: nothing of it is stored elsewhere.
pub const COMPARE: &str = "compare";
pub const STAFF: &str = "staff";
pub const LANGUAGE: &str = "lang";
pub const NOTICE: &str = "notice";
pub const VOTER: &str = "voter";

const DAY_SECS: u32 = 24 * 60 * 60;

/// A `Set-Cookie` header: for this site only, and out of reach of scripts.
///
/// Every value is a token or a word of ours, so nothing needs encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCookie(String);

/// Finds the cart again; kept as long as the cart itself.
pub fn cart(token: &Token, secure: bool) -> SetCookie {
    set(CART, token.as_str(), Some(60 * DAY_SECS), secure)
}

/// Finds the wishlist again; kept as long as the list itself.
pub fn wishlist(token: &Token, secure: bool) -> SetCookie {
    set(WISHLIST, token.as_str(), Some(365 * DAY_SECS), secure)
}

/// Slugs are letters, digits and hyphens, so they can stand in a cookie as they are.
pub fn compare(slugs: &[String], secure: bool) -> SetCookie {
    set(COMPARE, &slugs.join("."), Some(30 * DAY_SECS), secure)
}

/// The session of staff ends with the browser, and on the server at its own time.
pub fn staff(token: &Token, secure: bool) -> SetCookie {
    set(STAFF, token.as_str(), None, secure)
}

/// Set with the first vote for a review, so that each visitor has one.
pub fn voter(token: &Token, secure: bool) -> SetCookie {
    set(VOTER, token.as_str(), Some(365 * DAY_SECS), secure)
}

pub fn language(locale: Locale, secure: bool) -> SetCookie {
    set(LANGUAGE, locale.code(), Some(365 * DAY_SECS), secure)
}

/// A message for the next page. It names a known text and nothing else, so it needs no secret.
pub fn notice(key: &str) -> SetCookie {
    set(NOTICE, key, Some(60), false)
}

/// Makes the browser forget a cookie.
pub fn forget(name: &'static str, secure: bool) -> SetCookie {
    set(name, "", Some(0), secure)
}

fn set(name: &str, value: &str, max_age_secs: Option<u32>, secure: bool) -> SetCookie {
    let mut text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if secure {
        text.push_str("; Secure");
    }
    if let Some(secs) = max_age_secs {
        text.push_str("; Max-Age=");
        text.push_str(&secs.to_string());
    }
    SetCookie(text)
}

impl SetCookie {
    /// Adds the header to an answer.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            headers.append(header::SET_COOKIE, value);
        }
    }
}

/// The value of a cookie that the browser sent.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_for_this_site_only_and_out_of_reach_of_scripts() {
        let token = Token::generate();

        let SetCookie(text) = cart(&token, true);

        for part in [
            "HttpOnly",
            "SameSite=Lax",
            "Secure",
            "Path=/",
            "Max-Age=5184000",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!staff(&token, true).0.contains("Max-Age"));
        assert!(forget(CART, false).0.ends_with("Max-Age=0"));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=1; cart=abc; lang=de"),
        );
        headers.append(header::COOKIE, HeaderValue::from_static("notice=x"));

        assert_eq!(get(&headers, CART), Some("abc"));
        assert_eq!(get(&headers, NOTICE), Some("x"));
        assert_eq!(get(&headers, "car"), None);
    }
}
