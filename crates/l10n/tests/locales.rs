//! The files of all languages say the same things, and serving them is safe and quick.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    thread,
};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};
use l10n::{Arg, Locale, date_time, keys, money, problems, t, try_t};

/// The variables of each key, of values and of attributes.
type Variables = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_files_of_every_language_are_in_order() {
    for locale in Locale::ALL {
        assert_eq!(problems(locale), [""; 0], "{locale}");
        assert!(!keys(locale).is_empty(), "{locale}");
    }
}

#[test]
fn every_language_has_the_same_words_with_the_same_variables() {
    let english = variables(Locale::EN);
    for locale in Locale::ALL {
        let translated = variables(locale);
        let missing: Vec<_> = english
            .keys()
            .filter(|key| !translated.contains_key(*key))
            .collect();
        let surplus: Vec<_> = translated
            .keys()
            .filter(|key| !english.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{locale} lacks {missing:?} and has {surplus:?} that English lacks"
        );
        for (key, variables) in &english {
            assert_eq!(
                &translated[key], variables,
                "variables of {key} in {locale}"
            );
        }
    }
}

#[test]
fn every_language_has_the_same_files() {
    let english = file_names(Locale::EN);
    for locale in Locale::ALL {
        assert_eq!(file_names(locale), english, "{locale}");
    }
}

#[test]
fn every_word_in_the_files_reaches_the_shop() {
    for locale in Locale::ALL {
        let variables = variables(locale);
        assert_eq!(
            keys(locale),
            variables.keys().cloned().collect::<Vec<_>>(),
            "{locale}"
        );
        for (key, names) in &variables {
            let args: Vec<_> = names
                .iter()
                .map(|name| (name.as_str(), Arg::Number(2)))
                .collect();
            let text = try_t(locale, key, &args).unwrap_or_else(|| panic!("{key} in {locale}"));
            assert!(!text.trim().is_empty(), "{key} in {locale} is empty");
        }
    }
}

#[test]
fn many_threads_read_words_and_prices_at_once() {
    let price = commerce::Money::new(123_450, "EUR".parse().unwrap());
    let at = "2026-11-22T14:04:00Z".parse().unwrap();
    thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || {
                for round in 0..500 {
                    let count = Arg::Number(number * 1000 + 2);
                    assert!(
                        t(Locale::EN, "common-items", &[("count", count.clone())])
                            .ends_with(" items")
                    );
                    assert!(
                        t(Locale::DE, "common-items", &[("count", count)]).ends_with(" Artikel")
                    );
                    assert_eq!(money(Locale::DE, price), "1.234,50\u{a0}€", "round {round}");
                    assert_eq!(
                        date_time(Locale::DE, at, chrono_tz::Europe::Berlin),
                        "22.11.2026, 15:04"
                    );
                }
            });
        }
    });
}

fn files(locale: Locale) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(locale.code());
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn file_names(locale: Locale) -> Vec<String> {
    files(locale).into_iter().map(|(name, _)| name).collect()
}

fn variables(locale: Locale) -> Variables {
    let mut found = Variables::new();
    for (name, text) in files(locale) {
        let resource = parser::parse(text.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{locale}/{name}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let id = message.id.name;
            if let Some(value) = &message.value {
                found.insert(id.to_owned(), in_pattern(value));
            }
            for attribute in &message.attributes {
                found.insert(
                    format!("{id}.{}", attribute.id.name),
                    in_pattern(&attribute.value),
                );
            }
        }
    }
    found
}

fn in_pattern(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let placeables = pattern.elements.iter().filter_map(|element| match element {
        PatternElement::Placeable { expression } => Some(expression),
        PatternElement::TextElement { .. } => None,
    });
    placeables.flat_map(in_expression).collect()
}

fn in_expression(expression: &Expression<&str>) -> BTreeSet<String> {
    match expression {
        Expression::Inline(inline) => in_inline(inline),
        Expression::Select { selector, variants } => {
            let mut found = in_inline(selector);
            found.extend(
                variants
                    .iter()
                    .flat_map(|variant| in_pattern(&variant.value)),
            );
            found
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>) -> BTreeSet<String> {
    match inline {
        InlineExpression::VariableReference { id } => BTreeSet::from([id.name.to_owned()]),
        InlineExpression::Placeable { expression } => in_expression(expression),
        InlineExpression::FunctionReference { arguments, .. } => in_arguments(arguments),
        InlineExpression::TermReference { arguments, .. } => {
            arguments.as_ref().map(in_arguments).unwrap_or_default()
        }
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. } => BTreeSet::new(),
    }
}

fn in_arguments(arguments: &CallArguments<&str>) -> BTreeSet<String> {
    let named = arguments.named.iter().map(|argument| &argument.value);
    arguments
        .positional
        .iter()
        .chain(named)
        .flat_map(in_inline)
        .collect()
}
