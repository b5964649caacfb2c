//! From what the shop answers to what templates are given, where several pages need the same.

use chrono::NaiveDate;
use commerce::{Priced, PricesInclude, TaxTotal};
use l10n::Locale;
use shop::catalog::{self, PictureState, ProductPage};
use shop::inventory::{Availability, Told};

use super::view::{
    Picture, PriceTag, ProductCard, ShippingLine, StockLine, StockState, TaxLine, Totals,
};
use crate::routes;

pub fn card(card: catalog::Card, locale: Locale) -> ProductCard {
    let is_reduced = card.compare_at.is_some();
    ProductCard {
        url: routes::product(card.slug.as_str()),
        title: card.title,
        brand: Some(card.brand).filter(|brand| !brand.is_empty()),
        picture: card
            .picture
            .as_ref()
            .map(|picture| card_picture(picture, locale)),
        price: Some(PriceTag {
            amount: card.from,
            compare_at: card.compare_at,
            from: card.from != card.to,
        }),
        badge: is_reduced.then_some("reduced"),
        rating: super::reviews::rating_view(card.rating),
    }
}

/// Those of a list.
pub fn cards(cards: impl IntoIterator<Item = catalog::Card>, locale: Locale) -> Vec<ProductCard> {
    let cards = cards.into_iter();
    cards.map(|one| card(one, locale)).collect()
}

pub fn card_picture(picture: &catalog::CardPicture, locale: Locale) -> Picture {
    Picture::new(
        &picture.key,
        picture.alt.get(locale),
        picture.width,
        picture.height,
    )
}

/// Beside a name that says what it shows, so it has no words of its own; the same in every language.
pub fn wordless(key: &str, width: i64, height: i64) -> Picture {
    Picture::new(key, "", width, height)
}

/// A picture of a product, once its file is there.
pub fn picture(page: &ProductPage, picture: &catalog::Picture, locale: Locale) -> Option<Picture> {
    let PictureState::Ready { key, width, height } = &picture.state else {
        return None;
    };
    let alt = page.alt(picture, locale);
    Some(Picture::new(key, alt, *width, *height))
}

/// A small picture beside a line that names the product already.
pub fn thumbnail(key: Option<&str>) -> Option<Picture> {
    key.map(Picture::small)
}

/// `today` is the shop's day.
pub fn stock(level: Availability, today: NaiveDate) -> StockLine {
    let (state, left) = match level.told() {
        Told::SoldOut => (StockState::SoldOut, 0),
        Told::Backorder => (StockState::Backorder, 0),
        Told::Few(left) => (StockState::Low, u32::try_from(left).unwrap_or(u32::MAX)),
        // How many there are is nobody's business, and changes with every order.
        Told::Plenty => (StockState::InStock, 0),
    };
    StockLine {
        state,
        left,
        expected: level.expected(today),
    }
}

/// The most that one may ask for at once. As little of the stock as [`stock`] tells: the cart says it when there are fewer.
pub fn most(level: Availability) -> u32 {
    let limit = commerce::Quantity::MAX.get();
    match level.told() {
        Told::SoldOut => 1,
        Told::Few(left) => u32::try_from(left).unwrap_or(limit).min(limit),
        Told::Backorder | Told::Plenty => limit,
    }
}

pub fn totals<K>(priced: &Priced<K>) -> Totals {
    Totals {
        subtotal: priced.subtotal,
        shipping: priced.shipping.as_ref().map(|shipping| ShippingLine {
            name: shipping.name.clone(),
            price: priced.shipping_total,
            free: priced.shipping_total.is_zero(),
        }),
        taxes: taxes(priced.taxes.clone()),
        prices_include_tax: priced.prices == PricesInclude::Tax,
        total: priced.total,
    }
}

pub fn taxes(taxes: Vec<TaxTotal>) -> Vec<TaxLine> {
    taxes
        .into_iter()
        .filter(|total| !total.rate.is_zero())
        .map(|total| TaxLine {
            name: total.name,
            rate: total.rate,
            tax: total.tax,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_told_as_customers_ask_for_it() {
        let level = |on_hand, reserved, backorder| Availability {
            on_hand,
            reserved,
            backorder,
            restock_on: "2026-03-03".parse().ok(),
        };
        let cases = [
            (level(10, 0, false), StockState::InStock, 9999),
            (level(10, 7, false), StockState::Low, 3),
            (level(10, 10, false), StockState::SoldOut, 1),
            (level(0, 0, true), StockState::Backorder, 9999),
            (level(2, 0, true), StockState::InStock, 9999),
            (level(20_000, 0, false), StockState::InStock, 9999),
        ];
        let today = "2026-03-02".parse().unwrap();
        for (level, state, at_most) in cases {
            assert_eq!(
                (stock(level, today).state, most(level)),
                (state, at_most),
                "{level:?}"
            );
        }
        let expected = |level, today: &str| stock(level, today.parse().unwrap()).expected;
        let day = "2026-03-03".parse().ok();
        assert_eq!(expected(level(0, 0, false), "2026-03-02"), day);
        assert_eq!(expected(level(4, 4, true), "2026-03-02"), day);
        assert_eq!(
            expected(level(0, 0, true), "2026-03-03"),
            None,
            "it is today"
        );
        assert_eq!(
            expected(level(1, 0, true), "2026-03-02"),
            None,
            "one is there"
        );
    }
}
