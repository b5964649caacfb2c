use std::cmp::Reverse;

use crate::Locale;

/// The language to answer in, from the request's `Accept-Language` (RFC 9110, 12.5.4).
///
/// `accept_language` is the header's value (several headers joined by commas), `enabled` what the
/// merchant has switched on, in the merchant's order. Among languages that are equally welcome the
/// one named first wins, and a named one wins over one that only `*` covers. If nothing fits, or
/// the header is absent, the answer is `default`: a page in a foreign language helps more than 406.
pub fn negotiate(accept_language: Option<&str>, enabled: &[Locale], default: Locale) -> Locale {
    let ranges: Vec<Range> = accept_language
        .unwrap_or_default()
        .split(',')
        .enumerate()
        .filter_map(|(position, item)| Range::parse(item, position))
        .collect();
    enabled
        .iter()
        .enumerate()
        .filter_map(|(order, locale)| {
            let fit = fit(*locale, &ranges)?;
            Some(((fit, *locale == default, Reverse(order)), *locale))
        })
        .max()
        .map_or(default, |(_, locale)| locale)
}

/// How welcome a language is; the greater the better.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    weight: u16,
    named: bool,
    position: Reverse<usize>,
}

/// One element of the header, `de-AT;q=0.8`.
struct Range {
    covers: Covers,
    /// The weight in thousandths; 0 means "not this one".
    weight: u16,
    position: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Covers {
    /// The language as such: `de`.
    Language(Locale),
    /// The language in some region or script: `de-AT`. Our `de` serves it (RFC 4647, 3.4, lookup),
    /// but refusing it does not refuse German.
    Variety(Locale),
    Everything,
    /// A language that we do not speak.
    Nothing,
}

impl Range {
    fn parse(item: &str, position: usize) -> Option<Self> {
        let mut parts = item.split(';').map(str::trim);
        let tag = parts.next().filter(|tag| !tag.is_empty())?;
        let weight = match parts.next() {
            None => 1000,
            Some(parameter) => weight(parameter)?,
        };
        if parts.next().is_some() {
            return None;
        }
        let covers = match Locale::parse(tag) {
            _ if tag == "*" => Covers::Everything,
            None => Covers::Nothing,
            Some(locale) if tag.eq_ignore_ascii_case(locale.code()) => Covers::Language(locale),
            Some(locale) => Covers::Variety(locale),
        };
        Some(Self {
            covers,
            weight,
            position,
        })
    }

    fn fit(&self) -> Fit {
        Fit {
            weight: self.weight,
            named: self.covers != Covers::Everything,
            position: Reverse(self.position),
        }
    }
}

/// `None` if the reader refuses the language or says nothing about it.
fn fit(locale: Locale, ranges: &[Range]) -> Option<Fit> {
    let refused = |range: &Range| range.weight == 0 && range.covers == Covers::Language(locale);
    if ranges.iter().any(refused) {
        return None;
    }
    let best = |wanted: &[Covers]| {
        ranges
            .iter()
            .filter(|range| range.weight > 0 && wanted.contains(&range.covers))
            .map(Range::fit)
            .max()
    };
    // `*` stands for the languages that no other element names.
    best(&[Covers::Language(locale), Covers::Variety(locale)])
        .or_else(|| best(&[Covers::Everything]))
}

/// `q=0.85` in thousandths; `None` unless written as RFC 9110, 12.4.2 allows.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    if !name.eq_ignore_ascii_case("q") || !digits {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", _) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Locale = Locale::EN;
    const DE: Locale = Locale::DE;

    #[test]
    fn the_reader_gets_the_language_asked_for() {
        let cases = [
            ("a browser in Vienna", "de-AT,de;q=0.9,en;q=0.8", DE),
            ("a browser in London", "en-GB,en;q=0.9,de;q=0.1", EN),
            ("weights count, not the order", "en;q=0.3, de;q=0.7", DE),
            ("of equals the first", "de, en", DE),
            ("of equals the first, other way round", "en, de", EN),
            ("three digits", "en;q=0.998, de;q=0.999", DE),
            ("a region is served by its language", "fr, de-CH;q=0.5", DE),
            ("letter case does not matter", "DE-de;Q=1.000, EN;q=0.5", DE),
            ("blanks are allowed", " de ; q=0.9 ,\ten ; q=0.8 ", DE),
            ("empty elements are skipped", ",, de ,,", DE),
            ("a wildcard means the shop's own", "*", EN),
            ("a named language goes before the wildcard", "*, de", DE),
            ("a greater weight goes before the name", "*, de;q=0.5", EN),
            (
                "the wildcard leaves out what is named",
                "*;q=0.5, en;q=0.1",
                DE,
            ),
            ("a refused language is not served", "en;q=0, *;q=0.5", DE),
            (
                "refusing a region does not refuse the language",
                "de-CH;q=0, de",
                DE,
            ),
            ("a foreign language alone", "fr-FR, fr;q=0.9", EN),
            ("everything refused", "*;q=0", EN),
            ("both refused", "en;q=0, de;q=0", EN),
            ("a broken weight is no wish", "de;q=2, en;q=0.1", EN),
            ("four digits are no weight", "de;q=0.9999, en;q=0.1", EN),
            ("a negative weight is no wish", "de;q=-1, en;q=0.1", EN),
            ("other parameters are no wish", "de;level=1, en;q=0.1", EN),
            ("nonsense", "\u{0}\u{1}=;;;q", EN),
            ("empty", "", EN),
        ];
        for (name, header, expected) in cases {
            assert_eq!(
                negotiate(Some(header), &Locale::ALL, EN),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn without_a_wish_the_shops_language_is_spoken() {
        assert_eq!(negotiate(None, &Locale::ALL, DE), DE);
        assert_eq!(negotiate(Some("fr"), &Locale::ALL, DE), DE);
        assert_eq!(negotiate(Some("*"), &Locale::ALL, DE), DE);
    }

    #[test]
    fn a_language_that_is_switched_off_is_never_chosen() {
        assert_eq!(negotiate(Some("de, en;q=0.1"), &[EN], EN), EN);
        assert_eq!(negotiate(Some("en"), &[DE], DE), DE);
        assert_eq!(negotiate(Some("en"), &[], DE), DE);
    }
}
