use std::sync::LazyLock;

use commerce::Rate;
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_experimental::dimension::percent::{
    formatter::PercentFormatter, options::PercentFormatterOptions,
};

use crate::{Locale, locale::PerLocale};

/// A whole number with the language's digit groups: `1,234` or `1.234`.
pub fn number(locale: Locale, value: i64) -> String {
    decimal(locale, &Decimal::from(value))
}

/// A number in millionths, with as many decimals as it has: `1,234.5` or `1.234,5`.
pub fn millionths(locale: Locale, value: i64) -> String {
    let mut number = Decimal::from(value);
    number.absolute.multiply_pow10(-6);
    number.absolute.trim_end();
    decimal(locale, &number)
}

/// A rate as a percentage with as many decimals as it has: `8.875%` or `19 %`.
pub fn percent(locale: Locale, rate: Rate) -> String {
    // A percent is 10,000 parts per million.
    let mut percentage = Decimal::from(rate.ppm());
    percentage.absolute.multiply_pow10(-4);
    percentage.absolute.trim_end();
    match PERCENTAGES.get(locale) {
        Some(formatter) => formatter.format(&percentage).to_string(),
        None => format!("{percentage}%"),
    }
}

/// A number of tenths with its one decimal: `4.3` or `4,3`.
pub fn tenths(locale: Locale, value: u32) -> String {
    let mut number = Decimal::from(value);
    number.absolute.multiply_pow10(-1);
    decimal(locale, &number)
}

/// `value` as the language writes decimals, with exactly the decimals it has.
pub(crate) fn decimal(locale: Locale, value: &Decimal) -> String {
    match DECIMALS.get(locale) {
        Some(formatter) => formatter.format(value).to_string(),
        None => value.to_string(),
    }
}

// The data of our languages is compiled in, so that there is always a formatter (a test proves it).
// Should a language lack it one day, a plain number is better than a page that fails.
static DECIMALS: LazyLock<PerLocale<Option<DecimalFormatter>>> = LazyLock::new(|| {
    PerLocale::new(|locale| {
        DecimalFormatter::try_new((&locale.icu()).into(), DecimalFormatterOptions::default()).ok()
    })
});

static PERCENTAGES: LazyLock<PerLocale<Option<PercentFormatter<DecimalFormatter>>>> =
    LazyLock::new(|| {
        PerLocale::new(|locale| {
            PercentFormatter::try_new((&locale.icu()).into(), PercentFormatterOptions::default())
                .ok()
        })
    });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_grouped_as_the_language_does() {
        let cases = [
            (0, "0", "0"),
            (7, "7", "7"),
            (999, "999", "999"),
            (1_234, "1,234", "1.234"),
            (-1_234_567, "-1,234,567", "-1.234.567"),
            (
                i64::MAX,
                "9,223,372,036,854,775,807",
                "9.223.372.036.854.775.807",
            ),
            (
                i64::MIN,
                "-9,223,372,036,854,775,808",
                "-9.223.372.036.854.775.808",
            ),
        ];
        for (value, english, german) in cases {
            assert_eq!(number(Locale::EN, value), english);
            assert_eq!(number(Locale::DE, value), german);
        }
    }

    #[test]
    fn fractions_show_just_the_decimals_they_have() {
        let cases = [
            (0, "0", "0"),
            (1_500_000, "1.5", "1,5"),
            (-250_000, "-0.25", "-0,25"),
            (12_000_000, "12", "12"),
            (1_234_500_000, "1,234.5", "1.234,5"),
            (1, "0.000001", "0,000001"),
        ];
        for (value, english, german) in cases {
            assert_eq!(millionths(Locale::EN, value), english);
            assert_eq!(millionths(Locale::DE, value), german);
        }
    }

    #[test]
    fn an_average_shows_one_decimal_always() {
        let cases = [(0, "0.0", "0,0"), (43, "4.3", "4,3"), (50, "5.0", "5,0")];
        for (value, english, german) in cases {
            assert_eq!(tenths(Locale::EN, value), english);
            assert_eq!(tenths(Locale::DE, value), german);
        }
    }

    #[test]
    fn tax_rates_show_just_the_decimals_they_have() {
        let cases = [
            (0, "0%", "0\u{a0}%"),
            (190_000, "19%", "19\u{a0}%"),
            (88_750, "8.875%", "8,875\u{a0}%"),
            (55_000, "5.5%", "5,5\u{a0}%"),
            (200_000, "20%", "20\u{a0}%"),
            (1, "0.0001%", "0,0001\u{a0}%"),
            (10_000_000, "1,000%", "1.000\u{a0}%"),
        ];
        for (ppm, english, german) in cases {
            let rate = Rate::from_ppm(ppm).unwrap();
            assert_eq!(percent(Locale::EN, rate), english);
            assert_eq!(percent(Locale::DE, rate), german);
        }
    }

    #[test]
    fn every_language_has_its_number_formats() {
        for locale in Locale::ALL {
            assert!(DECIMALS.get(locale).is_some(), "{locale}");
            assert!(PERCENTAGES.get(locale).is_some(), "{locale}");
        }
    }
}
