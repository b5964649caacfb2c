//! A range of prices, as people write it.

use commerce::{Currency, Money};

/// What was typed, understood or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub is_wrong: bool,
}

impl Range {
    /// A range that makes no sense limits nothing, and the page says so.
    pub fn read(min: &str, max: &str, currency: Currency) -> Self {
        let (min, max) = (amount(min, currency), amount(max, currency));
        let is_upside_down =
            matches!((&min, &max), (Ok(Some(min)), Ok(Some(max))) if min.minor() > max.minor());
        match (min, max) {
            (Ok(min), Ok(max)) if !is_upside_down => Self {
                min,
                max,
                is_wrong: false,
            },
            _ => Self {
                min: None,
                max: None,
                is_wrong: true,
            },
        }
    }
}

/// People write 19.90 or 19,90; nothing at all is no limit.
fn amount(text: &str, currency: Currency) -> Result<Option<Money>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Money::parse_decimal(&text.replace(',', "."), currency) {
        Ok(amount) if !amount.is_negative() => Ok(Some(amount)),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_range_is_read_as_people_write_it() {
        let cases = [
            ("", "", Some((None, None))),
            ("10", "", Some((Some(1000), None))),
            (" 9,50 ", "19.90", Some((Some(950), Some(1990)))),
            ("20", "10", None),
            ("ten", "", None),
            ("-5", "", None),
        ];
        for (min, max, expected) in cases {
            let range = Range::read(min, max, Currency::EUR);
            let minor = |amount: Option<Money>| amount.map(Money::minor);
            let found = (!range.is_wrong).then(|| (minor(range.min), minor(range.max)));
            assert_eq!(found, expected, "{min:?} to {max:?}");
        }
    }
}
