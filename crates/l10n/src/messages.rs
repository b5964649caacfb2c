use std::{borrow::Cow, path::Path, sync::LazyLock};

use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle,
};
use fluent_syntax::ast::Entry;
use icu_decimal::input::Decimal;
use rust_embed::RustEmbed;

use crate::{Locale, locale::PerLocale, numbers};

/// What a message is told; the names are those after `$` in the message.
pub type Args<'a> = [(&'a str, Arg)];

/// One value in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Shown as it is. Money, dates and numbers that must not be grouped (years) are text, too.
    Text(String),
    /// Chooses the plural form and is shown with digit groups. Exact up to 2^53: a count, not an id.
    Number(i64),
}

/// The text of a message such as `cart-quantity`, or of its attribute `cart-quantity.title`.
///
/// A key that the language lacks is answered in English, one that English lacks by the key itself:
/// a page with a strange word still sells. Tests use [`try_t`] to find such keys.
pub fn t(locale: Locale, key: &str, args: &Args<'_>) -> String {
    let text = |locale| CATALOGUES.get(locale).format(key, args);
    let (text, _) = text(locale)
        .or_else(|| text(Locale::EN))
        .unwrap_or_else(|| (key.to_owned(), Vec::new()));
    text
}

/// The text if the language itself has the key and `args` hold everything that the message uses.
pub fn try_t(locale: Locale, key: &str, args: &Args<'_>) -> Option<String> {
    let (text, errors) = CATALOGUES.get(locale).format(key, args)?;
    errors.is_empty().then_some(text)
}

/// All keys of a language, sorted; those of attributes as `message.attribute`.
pub fn keys(locale: Locale) -> Vec<String> {
    CATALOGUES.get(locale).keys.clone()
}

/// What is wrong with the files of a language: syntax errors and keys defined twice.
///
/// The shop runs with what could be read; the tests of this crate insist on an empty list.
pub fn problems(locale: Locale) -> &'static [String] {
    &CATALOGUES.get(locale).problems
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl<'a> From<&'a Arg> for FluentValue<'a> {
    fn from(arg: &'a Arg) -> Self {
        match arg {
            Arg::Text(text) => Self::String(Cow::Borrowed(text)),
            Arg::Number(number) => Self::from(*number),
        }
    }
}

/// The folder of a language is named by its code.
#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

static CATALOGUES: LazyLock<PerLocale<Catalogue>> =
    LazyLock::new(|| PerLocale::new(|locale| Catalogue::of(locale, files(locale))));

fn files(locale: Locale) -> impl Iterator<Item = (String, String)> {
    Files::iter().filter_map(move |path| {
        let (folder, name) = path.split_once('/')?;
        let is_ours = folder == locale.code() && Path::new(name).extension()? == "ftl";
        let file = is_ours.then(|| Files::get(&path)).flatten()?;
        let text = String::from_utf8_lossy(&file.data).into_owned();
        Some((path.into_owned(), text))
    })
}

struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    keys: Vec<String>,
    problems: Vec<String>,
}

impl Catalogue {
    fn of(locale: Locale, files: impl Iterator<Item = (String, String)>) -> Self {
        let mut catalogue = Self {
            bundle: empty_bundle(locale),
            keys: Vec::new(),
            problems: Vec::new(),
        };
        for (path, text) in files {
            catalogue.add(&path, text);
        }
        catalogue.keys.sort();
        catalogue
    }

    fn add(&mut self, path: &str, text: String) {
        let resource = FluentResource::try_new(text).unwrap_or_else(|(readable, errors)| {
            let described = errors.iter().map(|error| format!("{path}: {error}"));
            self.problems.extend(described);
            readable
        });
        self.keys.extend(resource.entries().flat_map(entry_keys));
        if let Err(errors) = self.bundle.add_resource(resource) {
            let described = errors.iter().map(|error| format!("{path}: {error}"));
            self.problems.extend(described);
        }
    }

    /// `None` if there is no such key; the errors tell of arguments that are missing.
    fn format(&self, key: &str, args: &Args<'_>) -> Option<(String, Vec<FluentError>)> {
        let (id, attribute) = key
            .split_once('.')
            .map_or((key, None), |(id, name)| (id, Some(name)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let args = args
            .iter()
            .map(|(name, arg)| (*name, arg))
            .collect::<FluentArgs>();
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        Some((text.into_owned(), errors))
    }
}

fn empty_bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let language = locale
        .code()
        .parse()
        .expect("the codes in locale.rs are well-formed BCP 47 tags");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The isolation marks would end up in mails, CSV files and what people copy from a page.
    bundle.set_use_isolating(false);
    // Fluent takes a function without state, hence one for each language.
    bundle.set_formatter(Some(match locale {
        Locale::DE => |value, _| grouped(Locale::DE, value),
        _ => |value, _| grouped(Locale::EN, value),
    }));
    bundle
}

fn grouped(locale: Locale, value: &FluentValue) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let decimal: Decimal = number.as_string().parse().ok()?;
    Some(numbers::decimal(locale, &decimal))
}

fn entry_keys<'a>(entry: &'a Entry<&'a str>) -> Vec<String> {
    let Entry::Message(message) = entry else {
        return Vec::new();
    };
    let id = message.id.name;
    let value = message.value.iter().map(|_| id.to_owned());
    let attributes = message
        .attributes
        .iter()
        .map(|attribute| format!("{id}.{}", attribute.id.name));
    value.chain(attributes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(locale: Locale, texts: &[&str]) -> Catalogue {
        let files = texts.iter().enumerate();
        Catalogue::of(
            locale,
            files.map(|(number, text)| (format!("{number}.ftl"), (*text).to_owned())),
        )
    }

    fn text(catalogue: &Catalogue, key: &str, args: &Args<'_>) -> Option<String> {
        catalogue.format(key, args).map(|(text, _)| text)
    }

    #[test]
    fn plurals_and_digit_groups_follow_the_language() {
        let message = "left = { $count ->\n    [one] one left\n   *[other] { $count } left\n }\n";
        let cases = [
            (Locale::EN, 1, "one left"),
            (Locale::EN, 0, "0 left"),
            (Locale::EN, 1_234, "1,234 left"),
            (Locale::DE, 1_234, "1.234 left"),
            (Locale::DE, -5, "-5 left"),
        ];
        for (locale, count, expected) in cases {
            let catalogue = catalogue(locale, &[message]);
            let args = [("count", Arg::Number(count))];
            assert_eq!(text(&catalogue, "left", &args).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_count_in_a_sentence_looks_like_a_count_beside_it() {
        for locale in Locale::ALL {
            let catalogue = catalogue(locale, &["count = { $count }\n"]);
            let args = [("count", Arg::Number(1_234_567))];
            assert_eq!(
                text(&catalogue, "count", &args),
                Some(numbers::number(locale, 1_234_567))
            );
        }
    }

    #[test]
    fn a_customers_name_comes_without_invisible_marks() {
        let catalogue = catalogue(Locale::EN, &["hello = Hello, { $name }!\n"]);

        let hello = text(&catalogue, "hello", &[("name", "Ada".into())]);

        assert_eq!(hello.as_deref(), Some("Hello, Ada!"));
    }

    #[test]
    fn attributes_are_keys_of_their_own() {
        let catalogue = catalogue(
            Locale::EN,
            &["cart = Cart\n    .title = Your cart\nonly =\n    .label = Label\n"],
        );

        assert_eq!(
            text(&catalogue, "cart.title", &[]).as_deref(),
            Some("Your cart")
        );
        assert_eq!(text(&catalogue, "cart.label", &[]), None);
        assert_eq!(text(&catalogue, "only", &[]), None);
        assert_eq!(catalogue.keys, ["cart", "cart.title", "only.label"]);
    }

    #[test]
    fn a_translators_slip_is_reported_and_the_rest_is_used() {
        let catalogue = catalogue(
            Locale::EN,
            &["good = Good\nbad = { $\n", "good = Again\nother = Other\n"],
        );

        assert_eq!(catalogue.problems.len(), 2, "{:?}", catalogue.problems);
        assert!(catalogue.problems[0].starts_with("0.ftl: "));
        assert!(catalogue.problems[1].starts_with("1.ftl: "));
        assert!(catalogue.problems[1].contains("good"));
        assert_eq!(text(&catalogue, "good", &[]).as_deref(), Some("Good"));
        assert_eq!(text(&catalogue, "other", &[]).as_deref(), Some("Other"));
    }

    #[test]
    fn a_key_that_nobody_wrote_is_shown_as_it_is() {
        assert_eq!(t(Locale::DE, "no-such-key", &[]), "no-such-key");
        assert_eq!(try_t(Locale::DE, "no-such-key", &[]), None);
        assert_eq!(t(Locale::DE, "", &[]), "");
    }

    #[test]
    fn a_forgotten_argument_is_found_by_tests_and_survived_by_pages() {
        assert_eq!(try_t(Locale::EN, "common-items", &[]), None);
        assert!(t(Locale::EN, "common-items", &[]).contains("$count"));
        assert_eq!(
            try_t(Locale::EN, "common-items", &[("count", Arg::Number(3))]).as_deref(),
            Some("3 items")
        );
    }
}
