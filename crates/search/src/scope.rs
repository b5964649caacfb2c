//! What a place of the shop holds besides a category: the products that fit rules.

use std::ops::Bound;

use tantivy::{
    Term,
    query::{ConstScoreQuery, EmptyQuery, Query as Finds, RangeQuery},
    schema::Field,
};

use crate::{
    document::Id,
    query::PriceRange,
    schema::{Fields, Group, ON_SALE, category_term},
    text::{intersection, union},
};

/// Like [`Query::within`](crate::Query::within) it is where the customer is, not what they chose: facets
/// count within it. Without rules it holds nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    pub rules: Vec<Rule>,
    /// Whether one of the rules is enough; else all must fit.
    pub any: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Rule {
    /// In it or in one below.
    Category(Id),
    Brand(String),
    Tag(String),
    /// Has this value, whether or not customers can filter by it; see [`Attribute`](crate::Attribute).
    Attribute {
        key: String,
        value: String,
    },
    /// In the query's currency.
    Price(PriceRange),
    OnSale,
    /// In the unit of [`Document::published_at`](crate::Document::published_at).
    PublishedSince(i64),
    /// Fits no product: a rule that names something that is gone.
    Nothing,
}

impl Scope {
    /// Whether the same rules are asked for again: time goes on.
    pub(crate) fn is_lasting(&self) -> bool {
        let mut rules = self.rules.iter();
        !rules.any(|rule| matches!(rule, Rule::PublishedSince(_)))
    }

    pub(crate) fn query(&self, fields: &Fields, currency: &str) -> Box<dyn Finds> {
        let rules: Vec<Box<dyn Finds>> = self
            .rules
            .iter()
            .map(|rule| rule.query(fields, currency))
            .collect();
        let fitting = if self.any {
            union(rules)
        } else {
            intersection(rules)
        };
        Box::new(ConstScoreQuery::new(fitting, 0.0))
    }
}

impl Rule {
    fn query(&self, fields: &Fields, currency: &str) -> Box<dyn Finds> {
        let term = |text: &str| fields.with_term(text);
        match self {
            Self::Category(id) => term(&category_term(id)),
            Self::Brand(brand) => term(&Group::Brand.term(brand)),
            Self::Tag(tag) => term(&Group::Tag.term(tag)),
            Self::Attribute { key, value } => union(vec![
                term(&Group::Attribute(key.clone()).term(value)),
                term(&Group::Property(key.clone()).term(value)),
            ]),
            Self::Price(range) => match fields.price(currency) {
                Some(prices) => intersection(vec![
                    between(prices.to, range.min, None),
                    between(prices.from, None, range.max),
                ]),
                None => Box::new(EmptyQuery),
            },
            // The highest bit of the flags.
            Self::OnSale => between(fields.flags, Some(ON_SALE), None),
            Self::PublishedSince(since) => {
                let since = Term::from_field_i64(fields.published, *since);
                Box::new(RangeQuery::new(Bound::Included(since), Bound::Unbounded))
            }
            Self::Nothing => Box::new(EmptyQuery),
        }
    }
}

fn between(column: Field, min: Option<u64>, max: Option<u64>) -> Box<dyn Finds> {
    let min = Term::from_field_u64(column, min.unwrap_or(0));
    let max = max.map_or(Bound::Unbounded, |max| {
        Bound::Included(Term::from_field_u64(column, max))
    });
    Box::new(RangeQuery::new(Bound::Included(min), max))
}
