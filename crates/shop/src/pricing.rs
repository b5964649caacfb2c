//! The shop's settings handed to the one pricing function.

use commerce::{
    Country, LineInput, Money, Priced, PricingError, PricingInput, Quantity, ShippingInput, TaxRule,
};

use crate::{Settings, ids::VariantId, settings::CountryRules};

/// Prices lines for a delivery to `country`; `None` when there are no lines.
///
/// A country the shop does not sell to is priced like the home country: it cannot be ordered to, but
/// the cart still shows sums.
pub(crate) fn totals(
    settings: &Settings,
    country: Country,
    with_shipping: bool,
    lines: impl Iterator<Item = (VariantId, Money, Quantity)>,
) -> Result<Option<Priced<VariantId>>, PricingError> {
    let rules = settings
        .rules_for(country)
        .or_else(|| settings.rules_for(settings.home_country));
    let lines: Vec<_> = lines
        .map(|(key, unit_price, quantity)| LineInput {
            key,
            unit_price,
            quantity,
        })
        .collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let tax = rules.map_or_else(
        || TaxRule {
            name: String::new(),
            rate: commerce::Rate::ZERO,
        },
        CountryRules::tax,
    );
    let shipping = rules.filter(|_| with_shipping).map(|rules| ShippingInput {
        name: rules.shipping_name.clone(),
        price: rules.shipping_price(settings.currency),
    });
    commerce::price(&PricingInput {
        currency: settings.currency,
        prices: settings.prices_include,
        tax,
        lines,
        shipping,
    })
    .map(Some)
}
