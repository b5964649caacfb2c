//! What every template knows as `page`, whichever page it is.

use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use l10n::Locale;
use minijinja::value::{Object, Serde};
use minijinja::{State, Value};
use serde::Serialize;

use super::notices::Notice;

/// The frame around a page: who asks, in which language, and what the layout shows.
///
/// Plain values only, so that a template test can make one by hand. In a template: `page.shop_name`, `page.canonical`…
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    pub locale: Locale,
    #[serde(skip)]
    pub time_zone: Tz,
    /// ISO 4217 code of the currency that prices are shown in.
    pub currency: String,
    pub shop_name: String,
    /// The path and query of this page, for the language links and for "next" after a sign-in.
    pub path: String,
    /// The absolute address that search engines should keep, here or instead of this one.
    pub canonical: Option<String>,
    /// What they are asked not to do with this page: keep it, or go on from it.
    pub robots: Option<&'static str>,
    pub navigation: Vec<NavigationItem>,
    pub languages: Vec<Language>,
    /// The one-time message after a redirect, on staff pages; customers find theirs in [`Mine`].
    pub notice: Option<Notice>,
    /// The per-session token of staff forms; empty for customers, who have no session to protect.
    pub csrf: String,
    /// Payments go to the sandbox: say so on every page.
    pub sandbox: bool,
    /// Prices are shown with tax, so the footer says that it is in them.
    pub prices_include_tax: bool,
    pub links: Links,
    /// Who is signed in, on staff pages.
    pub staff: Option<StaffView>,
    /// For the holes of the layout, and for nothing else: a page may be kept for everybody.
    #[serde(skip)]
    pub mine: Mine,
}

/// What is a visitor's own on a page that is otherwise everybody's; templates of holes know it as `mine`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Mine {
    /// How many items the visitor's cart holds.
    pub cart_count: u32,
    /// How many products the visitor compares, and where.
    pub compared: usize,
    pub compare_url: &'static str,
    /// The one-time message after a redirect.
    pub notice: Option<String>,
}

/// A category in the menu.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationItem {
    pub title: String,
    pub url: String,
    pub current: bool,
    pub children: Vec<NavigationItem>,
}

/// A language that the reader can switch to.
#[derive(Debug, Clone, Serialize)]
pub struct Language {
    pub code: String,
    pub name: String,
    pub url: String,
    pub current: bool,
}

/// The fixed addresses that layouts link to.
#[derive(Debug, Clone, Serialize)]
pub struct Links {
    pub home: String,
    pub search: String,
    pub suggest: String,
    pub cart: String,
    pub wishlist: String,
    pub compare: String,
    /// The feed of new products.
    pub feed: String,
}

/// The signed-in member of staff, as a layout shows them.
#[derive(Debug, Clone, Serialize)]
pub struct StaffView {
    pub name: String,
    pub role: String,
    /// The names of what this role may do, so that a menu offers nothing that would be refused.
    pub permissions: Vec<String>,
}

/// [`Page`] as a template value that filters can read their language from.
pub(super) struct PageValue {
    pub locale: Locale,
    pub time_zone: Tz,
    fields: Value,
}

impl PageValue {
    pub(super) fn of(page: &Page) -> Self {
        Self {
            locale: page.locale,
            time_zone: page.time_zone,
            fields: Value::from(Serde(page)),
        }
    }

    /// For the template of a hole: the words of a language, and nothing of a page.
    pub(super) fn of_words(locale: Locale) -> Self {
        Self {
            locale,
            time_zone: Tz::UTC,
            fields: Value::UNDEFINED,
        }
    }

    /// The page that is being rendered.
    ///
    /// # Errors
    /// If a template is rendered without one: a mistake in our code, not in a theme.
    pub(super) fn current(state: &State<'_, '_>) -> Result<Arc<Self>, minijinja::Error> {
        state
            .lookup("page")
            .and_then(|value| value.downcast_object::<Self>())
            .ok_or_else(|| {
                minijinja::Error::new(minijinja::ErrorKind::UndefinedError, "there is no `page`")
            })
    }
}

impl fmt::Debug for PageValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.fields, f)
    }
}

impl Object for PageValue {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.fields
            .get_item(key)
            .ok()
            .filter(|value| !value.is_undefined())
    }
}
