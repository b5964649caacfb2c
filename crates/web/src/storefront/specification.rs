//! What a product is, as a table on its page.

use l10n::Locale;
use shop::Shop;
use shop::attributes;
use shop::ids::ProductId;

use super::view::SpecificationRow;
use crate::kit::errors::PageError;

/// In the order of its type. From the primary: the page is kept.
pub async fn rows(
    shop: &Shop,
    product: ProductId,
    locale: Locale,
) -> Result<Vec<SpecificationRow>, PageError> {
    let specification = attributes::specification(shop.db.primary(), product).await?;
    let all = shop.attributes();
    let values = all.values(&specification).into_iter();
    let shown = values.filter(|(attribute, _)| attribute.in_specification);
    let rows = shown.map(|(attribute, value)| {
        let shown = attribute.shown(value, locale);
        SpecificationRow {
            label: attribute.labels.get(locale).to_owned(),
            text: shown.text,
            hex: shown.hex.map(|hex| hex.as_str().to_owned()),
        }
    });
    Ok(rows.collect())
}
