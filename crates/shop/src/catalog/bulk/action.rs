//! What is done to each of many products, and what is kept of it so that it can be undone.

use commerce::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::{PriceChange, PriceRefused};
use crate::{
    Timestamp,
    catalog::{Price, ProductDraft, ProductPage, ProductStatus, VariantDraft},
    ids::{CategoryId, VariantId},
    text::fold,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    Publish,
    /// Back to the drafts.
    Withdraw,
    Archive,
    AddCategory(CategoryId),
    /// In this one and no other.
    SetCategory(CategoryId),
    AddTag(String),
    RemoveTag(String),
    Price(PriceChange),
}

/// The part of a product that an action changes, as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::catalog) enum Before {
    Status {
        status: ProductStatus,
        publish_at: Option<Timestamp>,
    },
    Categories(Vec<CategoryId>),
    Tags(Vec<String>),
    Prices(Vec<OldPrice>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::catalog) struct OldPrice {
    variant: VariantId,
    amount_minor: i64,
    compare_at_minor: Option<i64>,
    /// `None` where an earlier version wrote it: nobody knows what such an amount is worth now, so it is not
    /// put back.
    #[serde(default)]
    currency: Option<Currency>,
}

impl BulkAction {
    /// Changes the draft of a product into what it is to be.
    pub(super) fn apply(&self, draft: &mut ProductDraft) -> Result<(), PriceRefused> {
        match self {
            Self::Publish => set_status(draft, ProductStatus::Active),
            Self::Withdraw => set_status(draft, ProductStatus::Draft),
            Self::Archive => set_status(draft, ProductStatus::Archived),
            Self::AddCategory(category) => {
                if !draft.categories.contains(category) {
                    draft.categories.push(*category);
                }
            }
            Self::SetCategory(category) => draft.categories = vec![*category],
            Self::AddTag(tag) => {
                let is_new = draft.tags.iter().all(|other| fold(other) != fold(tag));
                if is_new {
                    draft.tags.push(tag.clone());
                }
            }
            Self::RemoveTag(tag) => draft.tags.retain(|other| fold(other) != fold(tag)),
            Self::Price(change) => {
                for variant in &mut draft.variants {
                    let new = change.of(&price_of(variant))?;
                    variant.price = new.amount;
                    variant.compare_at = new.compare_at;
                }
            }
        }
        Ok(())
    }

    /// What has to be known to take it back.
    pub(super) fn before(&self, page: &ProductPage, currency: Currency) -> Before {
        let product = &page.product;
        match self {
            Self::Publish | Self::Withdraw | Self::Archive => Before::Status {
                status: product.status,
                publish_at: product.publish_at,
            },
            Self::AddCategory(_) | Self::SetCategory(_) => {
                Before::Categories(product.categories.clone())
            }
            Self::AddTag(_) | Self::RemoveTag(_) => Before::Tags(product.tags.clone()),
            Self::Price(_) => {
                let variants = page.variants.iter();
                let prices = variants.filter_map(|variant| {
                    let price = variant.price(currency)?;
                    Some(OldPrice {
                        variant: variant.id,
                        amount_minor: price.amount.minor(),
                        compare_at_minor: price.compare_at.map(Money::minor),
                        currency: Some(currency),
                    })
                });
                Before::Prices(prices.collect())
            }
        }
    }
}

impl Before {
    /// Puts the part back into the draft of the product as it is now; `false` if prices were in another currency
    /// than the shop's.
    pub(super) fn restore(&self, draft: &mut ProductDraft, currency: Currency) -> bool {
        match self {
            Self::Status { status, publish_at } => {
                draft.status = *status;
                draft.publish_at = *publish_at;
            }
            Self::Categories(categories) => draft.categories.clone_from(categories),
            Self::Tags(tags) => draft.tags.clone_from(tags),
            Self::Prices(prices) => {
                if prices.iter().any(|old| old.currency != Some(currency)) {
                    return false;
                }
                let money = |minor| Money::new(minor, currency);
                for variant in &mut draft.variants {
                    let old = prices.iter().find(|old| Some(old.variant) == variant.id);
                    if let Some(old) = old {
                        variant.price = money(old.amount_minor);
                        variant.compare_at = old.compare_at_minor.map(money);
                    }
                }
            }
        }
        true
    }
}

fn set_status(draft: &mut ProductDraft, status: ProductStatus) {
    draft.status = status;
    draft.publish_at = None;
}

fn price_of(variant: &VariantDraft) -> Price {
    Price {
        amount: variant.price,
        compare_at: variant.compare_at,
        sale: variant.sale,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_written_down_without_their_currency_are_not_put_back() {
        let variant = VariantId::generate();
        let old = format!(
            r#"{{"prices":[{{"variant":"{variant}","amount_minor":900,"compare_at_minor":null}}]}}"#
        );
        let before: Before = serde_json::from_str(&old).unwrap();
        let mut shown = VariantDraft::new("MUG", Money::new(1_000, Currency::EUR));
        shown.id = Some(variant);
        let mut draft = ProductDraft {
            variants: vec![shown],
            ..ProductDraft::default()
        };

        assert!(!before.restore(&mut draft, Currency::EUR));
        assert_eq!(draft.variants[0].price, Money::new(1_000, Currency::EUR));
    }
}
