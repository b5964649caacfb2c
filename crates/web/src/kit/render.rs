//! Templates: minijinja, strict about what is undefined, always escaping.
//!
//! Words, money and dates come out in the language of the page that is being rendered:
//!
//! ```jinja
//! {{ t("storefront-cart-each", price=…) }}             a message of crates/l10n/locales
//! {{ line.total | money }}                              a `commerce::Money`
//! {{ tax.rate | percent }}  {{ count | number }}        a `commerce::Rate`, an integer
//! {{ rating.tenths | tenths }}                          an integer of tenths, with its decimal
//! {{ order.placed_at | date }}  {{ … | date_time }}     a `DateTime<Utc>`, in the shop's time zone
//! {{ delivery.first | day }}                            a `NaiveDate` soon, with its weekday
//! {{ address.country | country }}                       the name of an ISO 3166-1 code
//! {{ asset("storefront/shop.css") }}                    the address of an asset, with its hash
//! {{ icon("shopping-bag") }} {{ icon("truck", "admin") }}  an `<svg>` from a sprite
//! {{ errors | error("email") }}                         the message at a field, or none
//! {{ message | message }}                               a `kit::forms::Message`
//! {{ hole("cart-count") }}                              what is a visitor's own, see `kit::cache::hole`
//! ```

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use commerce::{Money, Rate};
use l10n::{Arg, Locale};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, merge_maps};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
};
use rust_embed::RustEmbed;
use serde::Serialize;

use super::assets::Assets;
use super::cache::hole::{self, Hole, Skeleton};
use super::forms::{FormErrors, Message};
use super::page::{Mine, Page, PageValue};
use super::theme::Watch;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// A template failed: a name that is not defined, a value of the wrong type.
#[derive(Debug, thiserror::Error)]
#[error("template {template}: {source:#}")]
pub struct RenderError {
    template: String,
    source: Error,
}

/// The templates of the shop. Cheap to clone.
#[derive(Clone)]
pub struct Pages {
    environment: Arc<Environment<'static>>,
    /// Where holes are, while a page is rendered.
    seam: Arc<str>,
    theme: Option<Arc<Watch>>,
}

impl Pages {
    /// The embedded templates; a file of the same name in `theme` (the folder `theme/templates` of the data folder) wins.
    ///
    /// A changed file of the theme is seen at once; one that newly replaces an embedded template, after a restart.
    pub fn new(assets: Assets, theme: Option<PathBuf>) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write_escaped);
        // Block tags on lines of their own leave no blank lines in the page. The default syntax is valid, so nothing is lost.
        if let Ok(syntax) = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
        {
            environment.set_syntax(syntax);
        }
        let watch = theme.clone().map(|folder| Arc::new(Watch::new(folder)));
        let themed = theme.map(minijinja::path_loader);
        environment.set_loader(move |name| {
            if let Some(theirs) = &themed
                && let Some(source) = theirs(name)?
            {
                return Ok(Some(source));
            }
            Ok(embedded(name).map(minijinja::TemplateSource::from))
        });
        add_words(&mut environment);
        add_assets(&mut environment, assets);
        let seam: Arc<str> = format!("<!--{:032x}:", rand::random::<u128>()).into();
        add_holes(&mut environment, Arc::clone(&seam));
        Self {
            environment: Arc::new(environment),
            seam,
            theme: watch,
        }
    }

    /// Another number when a template of the theme is another one; looks at the files once a second.
    pub fn theme_stamp(&self) -> u64 {
        self.theme.as_ref().map_or(0, |watch| watch.stamp())
    }

    /// The text of a page with its holes open. `view` is the template's own context struct; its fields are top-level names.
    ///
    /// # Errors
    /// [`RenderError`], naming the template.
    pub fn skeleton(
        &self,
        template: &str,
        page: &Page,
        view: impl Serialize,
    ) -> Result<Skeleton, RenderError> {
        let frame = Value::from_pairs([("page", Value::from_object(PageValue::of(page)))]);
        let text = self.render(template, merge_maps([frame, Value::from(Serde(view))]))?;
        Skeleton::cut(&text, &self.seam).ok_or_else(|| RenderError {
            template: template.to_owned(),
            source: Error::new(
                ErrorKind::InvalidOperation,
                "what hole(..) returns was changed before it was written",
            ),
        })
    }

    /// What belongs into a hole, for one visitor.
    ///
    /// # Errors
    /// [`RenderError`], naming the template.
    pub fn hole(&self, hole: Hole, locale: Locale, mine: &Mine) -> Result<String, RenderError> {
        let frame = Value::from_pairs([
            ("page", Value::from_object(PageValue::of_words(locale))),
            ("mine", Value::from(Serde(mine))),
        ]);
        self.render(hole.template(), frame)
    }

    /// The text of a page for the visitor whom it names.
    ///
    /// # Errors
    /// [`RenderError`], naming the template.
    pub fn text(
        &self,
        template: &str,
        page: &Page,
        view: impl Serialize,
    ) -> Result<String, RenderError> {
        let skeleton = self.skeleton(template, page, view)?;
        let filled = skeleton.fill(|hole| self.hole(hole, page.locale, &page.mine))?;
        Ok(filled.text)
    }

    fn render(&self, template: &str, context: Value) -> Result<String, RenderError> {
        self.environment
            .get_template(template)
            .and_then(|found| found.render(context))
            .map_err(|source| RenderError {
                template: template.to_owned(),
                source,
            })
    }

    /// A page as an answer: its language is named, and shared caches are told what it depends on.
    ///
    /// # Errors
    /// [`RenderError`], naming the template.
    pub fn html(
        &self,
        template: &str,
        page: &Page,
        view: impl Serialize,
    ) -> Result<Response, RenderError> {
        let mut answer = Html(self.text(template, page, view)?).into_response();
        mark(&mut answer, page.locale);
        Ok(answer)
    }

    /// The names of all embedded templates.
    pub fn names() -> Vec<String> {
        Embedded::iter().map(std::borrow::Cow::into_owned).collect()
    }

    /// The source of an embedded template, for tests that read templates.
    pub fn source(name: &str) -> Option<String> {
        embedded(name)
    }
}

/// Says what an answer that was rendered for one request depends on.
pub(super) fn mark(answer: &mut Response, locale: Locale) {
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(locale.code()),
    );
    headers.append(
        header::VARY,
        HeaderValue::from_static("accept-language, cookie"),
    );
    // Checked again each time: stock and prices move.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
}

fn embedded(name: &str) -> Option<String> {
    Embedded::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

/// Escapes the five characters that mean something in HTML. The engine's own way also rewrites every
/// slash, which makes addresses long and unreadable.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    let text = match value.as_str() {
        Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at]).map_err(Error::from)?;
        let entity = match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        };
        out.write_str(entity).map_err(Error::from)?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest).map_err(Error::from)
}

fn add_words(environment: &mut Environment<'static>) {
    environment.add_function("t", translate);
    environment.add_filter("money", |state: &State<'_, '_>, amount: Serde<Money>| {
        PageValue::current(state).map(|page| l10n::money(page.locale, *amount))
    });
    environment.add_filter("percent", |state: &State<'_, '_>, rate: Serde<Rate>| {
        PageValue::current(state).map(|page| l10n::percent(page.locale, *rate))
    });
    environment.add_filter("number", |state: &State<'_, '_>, value: i64| {
        PageValue::current(state).map(|page| l10n::number(page.locale, value))
    });
    environment.add_filter("tenths", |state: &State<'_, '_>, value: u32| {
        PageValue::current(state).map(|page| l10n::tenths(page.locale, value))
    });
    environment.add_filter("date", |state: &State<'_, '_>, at: Serde<DateTime<Utc>>| {
        PageValue::current(state).map(|page| l10n::date(page.locale, *at, page.time_zone))
    });
    environment.add_filter(
        "date_time",
        |state: &State<'_, '_>, at: Serde<DateTime<Utc>>| {
            PageValue::current(state).map(|page| l10n::date_time(page.locale, *at, page.time_zone))
        },
    );
    environment.add_filter("day", |state: &State<'_, '_>, day: Serde<NaiveDate>| {
        PageValue::current(state).map(|page| l10n::day(page.locale, *day))
    });
    environment.add_filter("country", |state: &State<'_, '_>, code: &str| {
        PageValue::current(state).map(|page| l10n::country_name(page.locale, code))
    });
    environment.add_filter(
        "message",
        |state: &State<'_, '_>, message: Serde<Message>| {
            PageValue::current(state).map(|page| message.text_in(page.locale))
        },
    );
    environment.add_filter(
        "error",
        |state: &State<'_, '_>, errors: Serde<FormErrors>, field: &str| {
            let page = PageValue::current(state)?;
            let text = errors.at(field).map(|message| message.text_in(page.locale));
            Ok::<_, Error>(text.map_or(Value::from(()), Value::from))
        },
    );
}

fn add_assets(environment: &mut Environment<'static>, assets: Assets) {
    let for_icons = assets.clone();
    environment.add_function("asset", move |path: &str| asset_url(&assets, path));
    environment.add_function("icon", move |name: &str, set: Option<&str>| {
        let sprite = match set {
            Some("admin") => "admin/icons.svg",
            _ => "storefront/icons.svg",
        };
        let url = asset_url(&for_icons, sprite)?;
        let known = name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !known {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("{name:?} names no icon"),
            ));
        }
        Ok(Value::from_safe_string(format!(
            "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{url}#{name}\"></use></svg>"
        )))
    });
}

fn add_holes(environment: &mut Environment<'static>, seam: Arc<str>) {
    environment.add_function("hole", move |name: &str| {
        let hole = Hole::parse(name).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("there is no hole {name:?}"),
            )
        })?;
        Ok::<_, Error>(Value::from_safe_string(hole::marker(&seam, hole)))
    });
}

fn asset_url(assets: &Assets, path: &str) -> Result<String, Error> {
    assets.url(path).map(ToOwned::to_owned).ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidOperation,
            format!("there is no asset {path:?}"),
        )
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "minijinja hands keyword arguments over by value"
)]
fn translate(state: &State<'_, '_>, key: &str, args: Kwargs) -> Result<String, Error> {
    let page = PageValue::current(state)?;
    let mut given = Vec::new();
    for name in args.args() {
        let value: Value = args.get(name)?;
        let arg = match value.as_i64() {
            Some(number) => Arg::Number(number),
            None => Arg::Text(value.to_string()),
        };
        given.push((name, arg));
    }
    Ok(l10n::t(page.locale, key, &given))
}
