//! What a cart, a checkout and an order cost: one function for all three.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{Currency, Money, MoneyError, Quantity, Rate};

/// Whether the prices that the merchant enters and the customer sees contain the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricesInclude {
    /// Prices are gross, as consumers in the EU see them.
    Tax,
    /// Prices are net and the tax is added at the end, as in the USA.
    NoTax,
}

words!(PricesInclude, "kind of prices", {
    Tax => "tax",
    NoTax => "no_tax",
});

/// All that a price depends on. `K` is the caller's key of a line, in the shop the variant's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricingInput<K> {
    pub currency: Currency,
    pub prices: PricesInclude,
    pub tax: TaxRules,
    pub lines: Vec<LineInput<K>>,
    pub shipping: Option<ShippingInput>,
}

/// Which of a country's rates a product is taxed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    #[default]
    Standard,
    /// Books and food in many countries.
    Reduced,
    /// Nothing is charged.
    Zero,
}

words!(TaxClass, "tax class", {
    Standard => "standard",
    Reduced => "reduced",
    Zero => "zero",
});

/// The rates of one country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRules {
    /// As the customer reads it, such as "VAT".
    pub name: String,
    pub standard: Rate,
    /// The same as the standard one where a country has no other.
    pub reduced: Rate,
}

impl TaxRules {
    pub fn of(&self, class: TaxClass) -> TaxRule {
        TaxRule {
            name: self.name.clone(),
            rate: self.rate(class),
        }
    }

    fn rate(&self, class: TaxClass) -> Rate {
        match class {
            TaxClass::Standard => self.standard,
            TaxClass::Reduced => self.reduced,
            TaxClass::Zero => Rate::ZERO,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRule {
    pub name: String,
    pub rate: Rate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInput<K> {
    pub key: K,
    pub unit_price: Money,
    pub quantity: Quantity,
    pub tax_class: TaxClass,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingInput {
    pub name: String,
    pub price: Money,
}

/// The result, with the breakdown of every line. "As shown" is gross or net as `prices` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced<K> {
    pub currency: Currency,
    pub prices: PricesInclude,
    /// In the order of the input.
    pub lines: Vec<PricedLine<K>>,
    pub shipping: Option<PricedCharge>,
    /// The lines, as shown.
    pub subtotal: Money,
    /// What was taken off, as shown, as a positive amount. Zero as long as there are no promotions.
    pub discount: Money,
    /// Shipping, as shown.
    pub shipping_total: Money,
    /// All tax, on lines and shipping.
    pub tax: Money,
    /// One entry per tax and rate, the highest rate first; their `tax` adds up to the field above.
    pub taxes: Vec<TaxTotal>,
    /// What is paid: gross.
    pub total: Money,
    pub total_net: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine<K> {
    pub key: K,
    pub unit_price: Money,
    pub quantity: Quantity,
    /// Unit price × quantity, as shown, before anything was taken off.
    pub list: Money,
    pub amounts: Amounts,
    /// Why `amounts` is what it is.
    pub adjustments: Vec<Adjustment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedCharge {
    pub name: String,
    /// As shown, before anything was taken off.
    pub list: Money,
    pub amounts: Amounts,
    /// Why `amounts` is what it is.
    pub adjustments: Vec<Adjustment>,
}

/// One amount in its three faces: `net` + `tax` = `gross`, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
}

/// The sum of one tax over lines and shipping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxTotal {
    pub name: String,
    pub rate: Rate,
    pub net: Money,
    pub tax: Money,
}

/// One reason for an amount, stored with the order so that staff can see why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub kind: AdjustmentKind,
    pub reason: String,
    pub rate: Option<Rate>,
    pub amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    Tax,
    Discount,
    Fee,
}

words!(AdjustmentKind, "kind of adjustment", {
    Tax => "tax",
    Discount => "discount",
    Fee => "fee",
});

/// Why there is no price. All of these are mistakes of the caller or attacks, none is a sold-out item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PricingError {
    #[error("there is nothing to price")]
    NoLines,
    #[error("the same item is on two lines")]
    DuplicateKey,
    #[error("{0} is below zero and cannot be a price")]
    NegativePrice(Money),
    /// Currencies were mixed, or the total is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Prices lines and shipping.
///
/// Tax is rounded once per line, on unit price × quantity, half away from zero; totals are sums of
/// rounded lines, so that what is shown adds up. When prices contain tax, the net part of a line is
/// rounded and the tax is the rest; else the tax is rounded and added. Each line has the rate of its
/// class. Shipping is taxed like a line of the standard class, whatever is in the parcel.
///
/// A line's amounts depend on that line alone, so the order of lines changes nothing but the order of
/// the result. The work is per line, whatever the quantity.
///
/// # Errors
/// [`PricingError`].
pub fn price<K: Clone + Ord>(input: &PricingInput<K>) -> Result<Priced<K>, PricingError> {
    check(input)?;

    let lines = input
        .lines
        .iter()
        .map(|line| price_line(input, line))
        .collect::<Result<Vec<_>, _>>()?;
    let shipping = input
        .shipping
        .as_ref()
        .map(|shipping| price_shipping(input, shipping))
        .transpose()?;

    Ok(total(input, lines, shipping)?)
}

impl Amounts {
    /// From an amount without tax. The tax is rounded once, half away from zero.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn from_net(net: Money, rate: Rate) -> Result<Self, MoneyError> {
        let tax = rate.of(net)?;
        Ok(Self {
            net,
            tax,
            gross: net.checked_add(tax)?,
        })
    }

    /// From an amount that contains its tax. The net part is rounded once, half away from zero.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn from_gross(gross: Money, rate: Rate) -> Result<Self, MoneyError> {
        let net = rate.net_of(gross)?;
        Ok(Self {
            net,
            tax: gross.checked_sub(net)?,
            gross,
        })
    }

    /// The face that the customer sees.
    pub fn shown(&self, prices: PricesInclude) -> Money {
        match prices {
            PricesInclude::Tax => self.gross,
            PricesInclude::NoTax => self.net,
        }
    }
}

fn check<K: Ord>(input: &PricingInput<K>) -> Result<(), PricingError> {
    if input.lines.is_empty() {
        return Err(PricingError::NoLines);
    }
    let keys: BTreeSet<&K> = input.lines.iter().map(|line| &line.key).collect();
    if keys.len() != input.lines.len() {
        return Err(PricingError::DuplicateKey);
    }
    let shipping = input.shipping.iter().map(|shipping| shipping.price);
    for price in input
        .lines
        .iter()
        .map(|line| line.unit_price)
        .chain(shipping)
    {
        if price.currency() != input.currency {
            let mixed = MoneyError::CurrencyMismatch(input.currency, price.currency());
            return Err(mixed.into());
        }
        if price.is_negative() {
            return Err(PricingError::NegativePrice(price));
        }
    }
    Ok(())
}

fn price_line<K: Clone>(
    input: &PricingInput<K>,
    line: &LineInput<K>,
) -> Result<PricedLine<K>, MoneyError> {
    let list = line.unit_price.checked_mul(line.quantity.get())?;
    let rule = input.tax.of(line.tax_class);
    let amounts = amounts(input.prices, list, rule.rate)?;
    Ok(PricedLine {
        key: line.key.clone(),
        unit_price: line.unit_price,
        quantity: line.quantity,
        list,
        amounts,
        adjustments: vec![tax_of(rule, amounts)],
    })
}

fn price_shipping<K>(
    input: &PricingInput<K>,
    shipping: &ShippingInput,
) -> Result<PricedCharge, MoneyError> {
    let rule = input.tax.of(TaxClass::Standard);
    let amounts = amounts(input.prices, shipping.price, rule.rate)?;
    Ok(PricedCharge {
        name: shipping.name.clone(),
        list: shipping.price,
        amounts,
        adjustments: vec![tax_of(rule, amounts)],
    })
}

fn amounts(prices: PricesInclude, shown: Money, rate: Rate) -> Result<Amounts, MoneyError> {
    match prices {
        PricesInclude::Tax => Amounts::from_gross(shown, rate),
        PricesInclude::NoTax => Amounts::from_net(shown, rate),
    }
}

/// Written down even when it is zero: a return has to know the rate that applied.
fn tax_of(rule: TaxRule, amounts: Amounts) -> Adjustment {
    Adjustment {
        kind: AdjustmentKind::Tax,
        reason: rule.name,
        rate: Some(rule.rate),
        amount: amounts.tax,
    }
}

fn total<K>(
    input: &PricingInput<K>,
    lines: Vec<PricedLine<K>>,
    shipping: Option<PricedCharge>,
) -> Result<Priced<K>, MoneyError> {
    let currency = input.currency;
    let sum = |face: fn(&Amounts) -> Money| {
        let charges = shipping.iter().map(|charge| &charge.amounts);
        let all = lines.iter().map(|line| &line.amounts).chain(charges);
        Money::sum(currency, all.map(face))
    };
    let (net, tax, total) = (sum(|a| a.net)?, sum(|a| a.tax)?, sum(|a| a.gross)?);
    let subtotal = Money::sum(
        currency,
        lines.iter().map(|line| line.amounts.shown(input.prices)),
    )?;
    let shipping_total = shipping.as_ref().map_or(Money::zero(currency), |charge| {
        charge.amounts.shown(input.prices)
    });

    let parts = input.lines.iter().zip(&lines).map(|(line, priced)| {
        let rate = input.tax.rate(line.tax_class);
        (input.tax.name.as_str(), rate, priced.amounts)
    });
    // A parcel that is free has no rate to be shown.
    let charge = shipping.as_ref().filter(|charge| !charge.list.is_zero());
    let charge = charge.map(|charge| {
        let name = input.tax.name.as_str();
        (name, input.tax.standard, charge.amounts)
    });
    let taxes = tax_totals(parts.chain(charge))?;

    Ok(Priced {
        currency,
        prices: input.prices,
        subtotal,
        discount: Money::zero(currency),
        shipping_total,
        tax,
        taxes,
        total,
        total_net: net,
        lines,
        shipping,
    })
}

/// Sums up the parts of a whole by the name and rate of their tax, the highest rate first.
///
/// # Errors
/// [`MoneyError`].
pub fn tax_totals<'a>(
    parts: impl Iterator<Item = (&'a str, Rate, Amounts)>,
) -> Result<Vec<TaxTotal>, MoneyError> {
    let mut totals: Vec<TaxTotal> = Vec::new();
    for (name, rate, amounts) in parts {
        match totals
            .iter_mut()
            .find(|total| total.name == name && total.rate == rate)
        {
            Some(total) => {
                total.net = total.net.checked_add(amounts.net)?;
                total.tax = total.tax.checked_add(amounts.tax)?;
            }
            None => totals.push(TaxTotal {
                name: name.to_owned(),
                rate,
                net: amounts.net,
                tax: amounts.tax,
            }),
        }
    }
    totals.sort_by_key(|total| std::cmp::Reverse(total.rate));
    Ok(totals)
}

#[cfg(test)]
mod tests;
