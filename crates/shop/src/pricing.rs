//! The shop's settings handed to the one pricing function.

use commerce::{
    Country, LineInput, Priced, PricingError, PricingInput, Rate, ShippingInput, TaxRules,
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
    lines: Vec<LineInput<VariantId>>,
) -> Result<Option<Priced<VariantId>>, PricingError> {
    let rules = settings
        .rules_for(country)
        .or_else(|| settings.rules_for(settings.home_country));
    if lines.is_empty() {
        return Ok(None);
    }
    let tax = rules.map_or_else(
        || TaxRules {
            name: String::new(),
            standard: Rate::ZERO,
            reduced: Rate::ZERO,
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
