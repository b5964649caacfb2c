use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use commerce::{Currency, Money};
use icu_decimal::input::Decimal;
use icu_experimental::dimension::currency::{
    CurrencyType, formatter::CurrencyFormatter, options::CurrencyFormatterOptions,
};
use icu_locale::extensions::unicode::Value;

use crate::{Locale, numbers};

/// An amount with its currency: `$1,234.50` or `1.234,50 €`.
///
/// It always has the decimals of ISO 4217 (none in JPY, three in KWD), so that no minor unit is
/// hidden: CLDR would round RSD 99.50 to 100, as people pay in cash.
pub fn money(locale: Locale, amount: Money) -> String {
    let pattern = pattern(locale, amount.currency());
    let affixes = if amount.is_negative() {
        &pattern.negative
    } else {
        &pattern.positive
    };
    let decimals = i16::try_from(amount.currency().exponent()).unwrap_or_default();
    let mut digits = Decimal::from(amount.minor().unsigned_abs());
    digits.absolute.multiply_pow10(-decimals);
    // Zero has no digits to shift.
    digits.absolute.pad_end(-decimals);
    let digits = numbers::decimal(locale, &digits);
    [affixes.before.as_str(), &digits, &affixes.after].concat()
}

/// What the language writes around the digits of an amount in one currency.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    positive: Affixes,
    negative: Affixes,
}

#[derive(Debug, PartialEq, Eq)]
struct Affixes {
    before: String,
    after: String,
}

type Patterns = HashMap<(Locale, Currency), Arc<Pattern>>;

/// Read once and kept: asking ICU takes some fifty times as long. ISO 4217 has about 180 currencies,
/// so that this cannot grow without bound.
static PATTERNS: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);

fn pattern(locale: Locale, currency: Currency) -> Arc<Pattern> {
    let key = (locale, currency);
    // A panic elsewhere cannot leave a half-written pattern, so poison does not matter.
    let known = PATTERNS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(pattern) = known.get(&key) {
        return Arc::clone(pattern);
    }
    drop(known);
    let pattern = Pattern::of(locale, currency).unwrap_or_else(|| Pattern::with_code(currency));
    let mut patterns = PATTERNS.write().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(patterns.entry(key).or_insert_with(|| Arc::new(pattern)))
}

impl Pattern {
    /// Read off an amount of one, written by ICU.
    fn of(locale: Locale, currency: Currency) -> Option<Self> {
        let formatter = icu_formatter(locale, currency)?;
        let written = |value: i8| {
            formatter
                .format_fixed_decimal(&Decimal::from(value))
                .to_string()
        };
        Some(Self {
            positive: Affixes::around_digits(&written(1))?,
            negative: Affixes::around_digits(&written(-1))?,
        })
    }

    /// For a currency that ICU does not know.
    fn with_code(currency: Currency) -> Self {
        let affixes = |sign: &str| Affixes {
            before: format!("{sign}{}\u{a0}", currency.code()),
            after: String::new(),
        };
        Self {
            positive: affixes(""),
            negative: affixes("-"),
        }
    }
}

impl Affixes {
    fn around_digits(text: &str) -> Option<Self> {
        let first = text.find(|c: char| c.is_ascii_digit())?;
        let last = text.rfind(|c: char| c.is_ascii_digit())?;
        Some(Self {
            before: text[..first].to_owned(),
            after: text[last + 1..].to_owned(),
        })
    }
}

fn icu_formatter(
    locale: Locale,
    currency: Currency,
) -> Option<CurrencyFormatter<icu_decimal::DecimalFormatter>> {
    let code: Value = currency.code().to_ascii_lowercase().parse().ok()?;
    let currency = CurrencyType::try_from(&code).ok()?;
    CurrencyFormatter::try_new_symbol(
        (&locale.icu()).into(),
        currency,
        CurrencyFormatterOptions::default(),
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn prices_are_written_as_the_language_does() {
        let cases = [
            (123_450, "EUR", "€1,234.50", "1.234,50\u{a0}€"),
            (123_450, "USD", "$1,234.50", "1.234,50\u{a0}$"),
            (0, "EUR", "€0.00", "0,00\u{a0}€"),
            (5, "EUR", "€0.05", "0,05\u{a0}€"),
            (-1_250, "EUR", "-€12.50", "-12,50\u{a0}€"),
            (1_234, "JPY", "¥1,234", "1.234\u{a0}¥"),
            (0, "JPY", "¥0", "0\u{a0}¥"),
            (1_234_567, "KWD", "KWD\u{a0}1,234.567", "1.234,567\u{a0}KWD"),
            (-50, "KWD", "-KWD\u{a0}0.050", "-0,050\u{a0}KWD"),
            (9_995, "CHF", "CHF\u{a0}99.95", "99,95\u{a0}CHF"),
            (9_995, "GBP", "£99.95", "99,95\u{a0}£"),
            (9_995, "CAD", "CA$99.95", "99,95\u{a0}CA$"),
            (9_950, "RSD", "RSD\u{a0}99.50", "99,50\u{a0}RSD"),
            (199_000, "HUF", "HUF\u{a0}1,990.00", "1.990,00\u{a0}HUF"),
            (
                i64::MIN,
                "USD",
                "-$92,233,720,368,547,758.08",
                "-92.233.720.368.547.758,08\u{a0}$",
            ),
        ];
        for (minor, code, english, german) in cases {
            assert_eq!(money(Locale::EN, amount(minor, code)), english);
            assert_eq!(money(Locale::DE, amount(minor, code)), german);
        }
    }

    /// What the short cut over the pattern writes is what ICU itself writes, as long as ICU has
    /// the same decimals.
    #[test]
    fn the_remembered_pattern_says_what_icu_says() {
        let codes = [
            "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "KRW", "INR", "BRL", "CAD", "AUD", "NZD",
            "MXN", "SEK", "NOK", "DKK", "PLN", "CZK", "RON", "TRY", "ILS", "ZAR", "KWD", "BHD",
            "TND", "CLP", "ISK", "VND", "UAH",
        ];
        for (locale, code) in Locale::ALL
            .into_iter()
            .flat_map(|locale| codes.map(|code| (locale, code)))
        {
            for minor in [0, 1, -1, 123_456_789, -123_456_789] {
                let amount = amount(minor, code);
                let exact: Decimal = amount.to_decimal_string().parse().unwrap();
                let formatter = icu_formatter(locale, amount.currency()).unwrap();
                assert_eq!(
                    money(locale, amount),
                    formatter.format_fixed_decimal(&exact).to_string(),
                    "{locale} {amount:?}"
                );
            }
        }
    }

    #[test]
    fn a_currency_unknown_to_icu_is_written_by_its_code() {
        let pattern = Pattern::with_code("EUR".parse().unwrap());

        assert_eq!(pattern.positive.before, "EUR\u{a0}");
        assert_eq!(pattern.negative.before, "-EUR\u{a0}");
    }
}
