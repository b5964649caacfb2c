//! The rules of a collection, and the question to the search index that they are.

use std::{fmt, str::FromStr};

use chrono::{DurationRound, TimeDelta};
use commerce::{Money, UnknownWord};
use serde::{Deserialize, Serialize};

use crate::{
    Shop, Timestamp,
    attributes::Value,
    ids::{AttributeId, CategoryId},
    search::{self, PriceRange, Scope},
};

/// One condition on a product. What it names may be gone; then it fits nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    Tag {
        tag: String,
    },
    Brand {
        brand: String,
    },
    /// This much or less, for the cheapest variant.
    PriceAtMost {
        price: Money,
    },
    PriceAtLeast {
        price: Money,
    },
    /// Of a text only while customers can filter by it.
    Attribute {
        attribute: AttributeId,
        value: Value,
    },
    OnSale,
    /// Published within so many days.
    New {
        days: u16,
    },
    /// In it or in one below.
    Category {
        category: CategoryId,
    },
}

/// In which order a collection is shown while the customer chooses none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    BestSelling,
    Newest,
    PriceUp,
    PriceDown,
}

impl Order {
    pub const ALL: [Self; 4] = [
        Self::BestSelling,
        Self::Newest,
        Self::PriceUp,
        Self::PriceDown,
    ];

    /// The word under which it is stored; never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BestSelling => "best_selling",
            Self::Newest => "newest",
            Self::PriceUp => "price_up",
            Self::PriceDown => "price_down",
        }
    }

    pub fn sort(self) -> search::Sort {
        match self {
            Self::BestSelling => search::Sort::BestSelling,
            Self::Newest => search::Sort::Newest,
            Self::PriceUp => search::Sort::PriceAscending,
            Self::PriceDown => search::Sort::PriceDescending,
        }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Order {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|order| order.as_str() == text)
            .ok_or_else(|| UnknownWord {
                kind: "order of a collection",
                text: text.to_owned(),
            })
    }
}

/// What rules mean at this moment. New products age by the minute, so that a question is asked twice.
pub fn scope(shop: &Shop, rules: &[Rule], any: bool, now: Timestamp) -> Scope {
    Scope {
        rules: rules.iter().map(|rule| rule.ask(shop, now)).collect(),
        any,
    }
}

/// When a collection that holds new products has to be asked for again.
pub fn next_minute(now: Timestamp) -> Timestamp {
    minute(now) + TimeDelta::minutes(1)
}

fn minute(now: Timestamp) -> Timestamp {
    now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now)
}

impl Rule {
    fn ask(&self, shop: &Shop, now: Timestamp) -> search::Rule {
        match self {
            Self::Tag { tag } => search::Rule::Tag(tag.clone()),
            Self::Brand { brand } => search::Rule::Brand(brand.clone()),
            Self::PriceAtMost { price } => range(shop, *price, |minor| PriceRange {
                min: None,
                max: Some(minor),
            }),
            Self::PriceAtLeast { price } => range(shop, *price, |minor| PriceRange {
                min: Some(minor),
                max: None,
            }),
            Self::Attribute { attribute, value } => has_value(shop, *attribute, value),
            Self::OnSale => search::Rule::OnSale,
            Self::New { days } => {
                let since = minute(now) - TimeDelta::days((*days).into());
                search::Rule::PublishedSince(since.timestamp_micros())
            }
            Self::Category { category } => search::Rule::Category(*category.0.as_bytes()),
        }
    }
}

/// A price in another currency than the shop's says nothing of its products.
fn range(shop: &Shop, price: Money, range: impl Fn(u64) -> PriceRange) -> search::Rule {
    match u64::try_from(price.minor()) {
        Ok(minor) if price.currency() == shop.settings().currency => {
            search::Rule::Price(range(minor))
        }
        _ => search::Rule::Nothing,
    }
}

fn has_value(shop: &Shop, attribute: AttributeId, value: &Value) -> search::Rule {
    let all = shop.attributes();
    let counted = all.get(attribute).and_then(|attribute| {
        let value = attribute.counted(value, shop.settings().default_locale)?;
        Some((attribute.key.to_string(), value))
    });
    match counted {
        Some((key, value)) => search::Rule::Attribute { key, value },
        None => search::Rule::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use commerce::Currency;

    use super::*;
    use crate::attributes::Number;

    #[test]
    fn rules_are_stored_in_words_that_stay() {
        let category = CategoryId(uuid::Uuid::nil());
        let attribute = AttributeId(uuid::Uuid::nil());
        let nil = "00000000-0000-0000-0000-000000000000";
        let cases = [
            (
                Rule::Tag {
                    tag: "gift".to_owned(),
                },
                r#"{"rule":"tag","tag":"gift"}"#.to_owned(),
            ),
            (Rule::OnSale, r#"{"rule":"on_sale"}"#.to_owned()),
            (
                Rule::New { days: 30 },
                r#"{"rule":"new","days":30}"#.to_owned(),
            ),
            (
                Rule::Category { category },
                format!(r#"{{"rule":"category","category":"{nil}"}}"#),
            ),
            (
                Rule::Attribute {
                    attribute,
                    value: Value::Number(Number::from_millionths(1_500_000)),
                },
                format!(
                    r#"{{"rule":"attribute","attribute":"{nil}","value":{{"number":1500000}}}}"#
                ),
            ),
            (
                Rule::Attribute {
                    attribute,
                    value: Value::Text("Oak, oiled".to_owned()),
                },
                format!(
                    r#"{{"rule":"attribute","attribute":"{nil}","value":{{"text":"Oak, oiled"}}}}"#
                ),
            ),
        ];
        for (rule, json) in cases {
            assert_eq!(serde_json::to_string(&rule).unwrap(), json);
            assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
        }
        let price = Rule::PriceAtMost {
            price: Money::new(1_000, Currency::EUR),
        };
        let json = serde_json::to_string(&price).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), price);
    }

    #[test]
    fn every_order_is_stored_as_a_word() {
        for order in Order::ALL {
            assert_eq!(order.as_str().parse(), Ok(order));
        }
    }
}
