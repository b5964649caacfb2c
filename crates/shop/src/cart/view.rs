//! The cart as the customer sees it: today's prices, today's stock, and what changed.

use std::collections::HashMap;

use commerce::{Charged, Currency, LineInput, Money, Priced, PricingError, Quantity, TaxClass};
use db::DbError;

use super::{Cart, CartLine};
use crate::{
    Shop, Timestamp,
    catalog::{self, SaleItem},
    ids::{CartLineId, VariantId},
    inventory::{self, Availability},
    pricing,
};

/// A line with everything a page shows of it.
#[derive(Debug, Clone)]
pub struct LineView {
    pub id: CartLineId,
    pub variant: VariantId,
    pub quantity: Quantity,
    /// `None` when the product is gone for good.
    pub item: Option<SaleItem>,
    pub unit_price: Money,
    pub compare_at: Option<Money>,
    pub total: Money,
    pub stock: Availability,
    pub problem: Option<LineProblem>,
}

impl LineView {
    fn tax_class(&self) -> TaxClass {
        self.item
            .as_ref()
            .map_or(TaxClass::Standard, |item| item.tax_class)
    }
}

/// Why a line is not what the customer last saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineProblem {
    /// Not sold any more; the line does not count.
    NotForSale,
    SoldOut,
    /// Fewer are left than the cart holds.
    Fewer {
        available: i64,
    },
    /// Only a notice: the price is another one than last time.
    PriceChanged {
        before: Money,
    },
}

impl LineProblem {
    /// Whether the order cannot be placed until the customer changed the line.
    pub fn blocks(self) -> bool {
        match self {
            Self::NotForSale | Self::SoldOut | Self::Fewer { .. } => true,
            Self::PriceChanged { .. } => false,
        }
    }
}

#[derive(Debug, Clone)]
pub struct CartView {
    pub lines: Vec<LineView>,
    /// Of the lines that can be bought, with the tax and shipping of the delivery country, which is
    /// the home country until an address is known. `None` when no line can be bought.
    pub totals: Option<Priced<VariantId>>,
    /// Whether shipping is part of the totals: only once the country is known.
    pub with_shipping: bool,
}

impl CartView {
    pub fn units(&self) -> u64 {
        self.lines
            .iter()
            .map(|line| u64::from(line.quantity.get()))
            .sum()
    }

    pub fn is_blocked(&self) -> bool {
        let blocks = |line: &LineView| line.problem.is_some_and(LineProblem::blocks);
        self.lines.is_empty() || self.lines.iter().any(blocks)
    }

    /// Today's prices, for remembering that the customer saw them.
    pub fn seen(&self) -> Vec<(CartLineId, Money)> {
        self.lines
            .iter()
            .filter(|line| matches!(line.problem, Some(LineProblem::PriceChanged { .. })))
            .map(|line| (line.id, line.unit_price))
            .collect()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error(transparent)]
    Pricing(#[from] PricingError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl crate::Failure for ViewError {
    fn kind(&self) -> crate::FailureKind {
        match self {
            Self::Pricing(_) => crate::FailureKind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Looks the cart over: prices, stock, totals.
pub async fn view(shop: &Shop, cart: &Cart) -> Result<CartView, ViewError> {
    let variants: Vec<_> = cart.lines.iter().map(|line| line.variant).collect();
    let settings = shop.settings();
    let now = shop.clock.now();
    let read = shop.db.primary();
    let items = catalog::sale_items(read, &variants).await?;
    let levels = inventory::availability(read, &variants).await?;
    let lines: Vec<_> = cart
        .lines
        .iter()
        .map(|line| line_view(line, &items, &levels, settings.currency, now))
        .collect();
    let address = cart.details.shipping.as_ref();
    let country = address.map_or(settings.home_country, |address| address.country);
    let buyable = lines
        .iter()
        .filter(|line| line.problem != Some(LineProblem::NotForSale))
        .map(|line| LineInput {
            key: line.variant,
            unit_price: line.unit_price,
            quantity: line.quantity,
            tax_class: line.tax_class(),
        })
        .collect();
    let with_shipping = address.is_some();
    let totals = pricing::totals(&settings, country, with_shipping, buyable)?;
    Ok(CartView {
        lines,
        totals,
        with_shipping,
    })
}

fn line_view(
    line: &CartLine,
    items: &HashMap<VariantId, SaleItem>,
    levels: &HashMap<VariantId, Availability>,
    currency: Currency,
    now: Timestamp,
) -> LineView {
    let item = items.get(&line.variant).cloned();
    let stock = levels.get(&line.variant).copied().unwrap_or_default();
    let price: Option<Charged> = item
        .as_ref()
        .filter(|item| item.sellable)
        .and_then(|item| item.variant.price(currency))
        .map(|price| price.at(now));
    let unit_price = price.map_or(line.seen, |price| price.amount);
    let problem = match price {
        None => Some(LineProblem::NotForSale),
        Some(_) if !stock.backorder && stock.available() == 0 => Some(LineProblem::SoldOut),
        Some(_) if !stock.allows(line.quantity.get()) => Some(LineProblem::Fewer {
            available: stock.available(),
        }),
        Some(price) if price.amount != line.seen => {
            Some(LineProblem::PriceChanged { before: line.seen })
        }
        Some(_) => None,
    };
    let total = unit_price
        .checked_mul(line.quantity.get())
        .unwrap_or_else(|_| Money::zero(unit_price.currency()));
    LineView {
        id: line.id,
        variant: line.variant,
        quantity: line.quantity,
        unit_price,
        compare_at: price.and_then(|price| price.before),
        total,
        stock,
        problem,
        item,
    }
}
