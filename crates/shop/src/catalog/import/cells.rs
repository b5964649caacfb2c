//! What is written in single cells. The words of an error end up in the import's report.

use chrono::DateTime;
use commerce::{Currency, Money, Sku};

use crate::{
    Timestamp,
    catalog::{Price, Sale},
    text::{joined, parts},
};

/// `true`, `TRUE`, `yes`, `y`, `t`, `1`, and their opposites.
pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" => Ok(true),
        "false" | "no" | "n" | "f" | "0" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

/// "50", "50.00", "50.000" and "1,299.00": a point before the decimals, commas between thousands.
///
/// A comma before decimals ("12,50") is refused, since "1,299" would be wrong by a factor of 1,000
/// in one reading or the other.
pub(super) fn price(text: &str, currency: Currency) -> Result<Money, String> {
    let not_a_price = || format!("\"{text}\" is not a price such as 1299.00 or 1,299.00");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole = without_commas(whole).ok_or_else(not_a_price)?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(not_a_price());
    }
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Money::parse_decimal(&format!("{whole}{point}{fraction}"), currency)
        .map_err(|error| error.to_string())
}

/// Digits, with commas before each group of three or with none.
fn without_commas(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_number = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let has_commas = whole.contains(',');
    if !is_number(first) || (has_commas && first.len() > 3) {
        return None;
    }
    if groups.any(|group| group.len() != 3 || !is_number(group)) {
        return None;
    }
    Some(whole.replace(',', ""))
}

/// More grams or units than any shop has; sums of them stay far from what a column holds.
const MOST: i64 = 2_000_000_000;

/// A weight in grams, rounded; 0 is what exports write for a weight that nobody entered.
pub(super) fn grams(text: &str) -> Result<Option<i64>, String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_half_or_more = fraction.starts_with(['5', '6', '7', '8', '9']);
    let grams = whole
        .parse::<i64>()
        .ok()
        .filter(|grams| *grams >= 0 && fraction.bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|grams| *grams <= MOST)
        .map(|grams| grams + i64::from(is_half_or_more))
        .ok_or_else(|| format!("\"{text}\" is not a weight in grams"))?;
    Ok(Some(grams).filter(|grams| *grams > 0))
}

/// A count of units. Below zero means sold more than there was: nothing is there.
pub(super) fn quantity(text: &str) -> Result<i64, String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    whole
        .parse::<i64>()
        .ok()
        .filter(|count| *count <= MOST && fraction.bytes().all(|byte| byte == b'0'))
        .map(|count| count.max(0))
        .ok_or_else(|| format!("\"{text}\" is not a number of units"))
}

/// Whether more may be sold than is there: `continue` or `deny`.
pub(super) fn policy(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "continue" => Ok(true),
        "deny" => Ok(false),
        _ => boolean(text).map_err(|_| format!("\"{text}\" is neither deny nor continue")),
    }
}

/// What spreadsheets would run as a formula begins with one of these.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell as a file for spreadsheets has it: one that would be taken for a formula, or that looks
/// like one guarded already, gets an apostrophe before it. [`without_guard`] takes it off again.
pub(in crate::catalog) fn guarded(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

pub(in crate::catalog) fn without_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// "Clothing > Shirts, Sale": each from the top down.
pub(super) fn paths(text: &str) -> Vec<Vec<String>> {
    let paths = parts(text, ',').into_iter();
    paths.map(|path| parts(&path, '>')).collect()
}

pub(in crate::catalog) fn paths_text(paths: &[Vec<&str>]) -> String {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| joined(path.iter().copied(), '>'))
        .collect();
    joined(paths.iter().map(String::as_str), ',')
}

/// A moment such as 2026-03-29T01:00:00Z.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .map_err(|_| format!("\"{text}\" is not a moment such as 2026-03-29T01:00:00Z"))
}

pub(in crate::catalog) fn moment_text(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

pub(super) fn sku(text: &str) -> Result<Sku, String> {
    Sku::parse(text).map_err(|error| error.to_string())
}

/// A length in whole millimetres.
pub(super) fn millimetres(text: &str) -> Result<i64, String> {
    text.parse::<i64>()
        .ok()
        .filter(|mm| (0..=MOST).contains(mm))
        .ok_or_else(|| format!("\"{text}\" is not a length in millimetres"))
}

/// An amount, with its currency before it when that is another than the shop's: "CHF 12.00".
pub(super) fn money(text: &str, currency: Currency) -> Result<Money, String> {
    match text.split_once(' ') {
        Some((code, amount)) => {
            let currency = Currency::parse(code).map_err(|error| error.to_string())?;
            price(amount.trim(), currency)
        }
        None => price(text, currency),
    }
}

/// "CHF 12.00; USD 13.00 was 15.00; PLN 50.00 sale 40.00 from 2026-03-01T00:00:00Z to
/// 2026-04-01T00:00:00Z".
pub(super) fn more_prices(text: &str) -> Result<Vec<Price>, String> {
    text.split(';')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| {
            one_price(one).ok_or_else(|| format!("\"{one}\" is not a price such as CHF 12.00"))
        })
        .collect()
}

fn one_price(text: &str) -> Option<Price> {
    let mut words = text.split_whitespace();
    let currency = Currency::parse(words.next()?).ok()?;
    let mut found = Price::plain(price(words.next()?, currency).ok()?);
    while let Some(word) = words.next() {
        let amount = price(words.next()?, currency).ok()?;
        match word {
            "was" => found.compare_at = Some(amount),
            "sale" => found.sale = Some(sale(amount, &mut words)?),
            _ => return None,
        }
    }
    Some(found)
}

fn sale<'a>(amount: Money, words: &mut impl Iterator<Item = &'a str>) -> Option<Sale> {
    let mut after = |word: &str| {
        let is_there = words.next()? == word;
        let at = words.next().filter(|_| is_there)?;
        moment(at).ok()
    };
    Some(Sale {
        amount,
        starts_at: after("from")?,
        ends_at: after("to")?,
    })
}

pub(in crate::catalog) fn more_prices_text<'a>(
    prices: impl IntoIterator<Item = &'a Price>,
) -> String {
    let texts = prices.into_iter().map(|price| {
        let amount = price.amount;
        let mut text = format!(
            "{} {}",
            amount.currency().code(),
            amount.to_decimal_string()
        );
        if let Some(before) = price.compare_at {
            text = format!("{text} was {}", before.to_decimal_string());
        }
        if let Some(sale) = price.sale {
            let (from, to) = (moment_text(sale.starts_at), moment_text(sale.ends_at));
            let amount = sale.amount.to_decimal_string();
            text = format!("{text} sale {amount} from {from} to {to}");
        }
        text
    });
    texts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_write_truth_in_many_ways() {
        for text in ["true", "TRUE", "True", "yes", "Y", "t", "1"] {
            assert_eq!(boolean(text), Ok(true), "{text}");
        }
        for text in ["false", "FALSE", "no", "N", "f", "0"] {
            assert_eq!(boolean(text), Ok(false), "{text}");
        }
        assert!(boolean("maybe").is_err());
    }

    #[test]
    fn prices_are_read_without_guessing() {
        let cases = [
            ("50", Currency::EUR, Some(5_000)),
            ("50.0", Currency::EUR, Some(5_000)),
            ("50.00", Currency::EUR, Some(5_000)),
            ("19.9", Currency::EUR, Some(1_990)),
            ("19.990000", Currency::EUR, Some(1_999)),
            ("1,299.00", Currency::EUR, Some(129_900)),
            ("1,234,567.5", Currency::EUR, Some(123_456_750)),
            ("0", Currency::EUR, Some(0)),
            ("1299.00", Currency::JPY, Some(1_299)),
            ("1.5", Currency::KWD, Some(1_500)),
            ("12,50", Currency::EUR, None),
            ("1.299,00", Currency::EUR, None),
            ("1234,567", Currency::EUR, None),
            (",500", Currency::EUR, None),
            ("19.999", Currency::EUR, None),
            ("1299.50", Currency::JPY, None),
            ("50.", Currency::EUR, None),
            ("-5", Currency::EUR, None),
            ("€50", Currency::EUR, None),
            ("free", Currency::EUR, None),
            ("99999999999999999999", Currency::EUR, None),
        ];
        for (text, currency, minor) in cases {
            let expected = minor.map(|minor| Money::new(minor, currency));
            assert_eq!(price(text, currency).ok(), expected, "{text} {currency}");
        }
    }

    #[test]
    fn weights_quantities_and_policies_are_read() {
        let weights = [
            ("0", Ok(None)),
            ("0.0", Ok(None)),
            ("250", Ok(Some(250))),
            ("249.5", Ok(Some(250))),
        ];
        for (text, expected) in weights {
            assert_eq!(grams(text), expected, "{text}");
        }
        assert!(grams("-1").is_err() && grams("1kg").is_err() && grams("1.x").is_err());
        assert_eq!(quantity("12"), Ok(12));
        assert_eq!(quantity("12.0"), Ok(12));
        assert_eq!(quantity("-3"), Ok(0));
        assert!(quantity("1.5").is_err() && quantity("many").is_err());
        assert_eq!(policy("deny"), Ok(false));
        assert_eq!(policy("CONTINUE"), Ok(true));
        assert_eq!(policy("TRUE"), Ok(true));
        assert!(policy("perhaps").is_err());
    }

    #[test]
    fn a_guard_against_formulas_comes_off_again() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'quoted'", "'quoted'"),
            ("'", "'"),
            ("a=b", "a=b"),
            ("", ""),
        ];
        for (text, written) in cases {
            assert_eq!(guarded(text), written, "{text}");
            assert_eq!(without_guard(written), text, "{text}");
        }
    }

    #[test]
    fn ways_through_the_tree_keep_their_separators() {
        let tree = [vec!["A > B", "C, D"], vec!["back\\slash"]];
        assert_eq!(paths(&paths_text(&tree)), tree);
    }

    #[test]
    fn prices_in_other_currencies_are_read_as_they_are_written() {
        let text = "CHF 12.00; USD 13.00 was 15.00; PLN 50.00 was 60.00 sale 40.00 from \
                    2026-03-01T00:00:00Z to 2026-04-01T00:00:00.000001Z";
        assert_eq!(more_prices_text(&more_prices(text).unwrap()), text);
        assert!(more_prices("12.00").is_err() && more_prices("CHF 12.00 sale").is_err());
        assert_eq!(more_prices(""), Ok(Vec::new()));
    }

    #[test]
    fn a_cost_may_be_in_another_currency() {
        let chf = Currency::parse("CHF").unwrap();
        let cost = Money::parse_decimal("3.20", chf).unwrap();
        assert_eq!(cost.to_string_where(Currency::EUR), "CHF 3.20");
        assert_eq!(money("CHF 3.20", Currency::EUR), Ok(cost));
        assert_eq!(money("3.20", chf), Ok(cost));
        assert!(money("XX 3", Currency::EUR).is_err());
    }
}
