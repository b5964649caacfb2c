//! Rows of variants in the product editor, and what they cost.

use std::collections::HashMap;

use chrono_tz::Tz;
use commerce::{Currency, Money, Rate};
use serde::Serialize;
use shop::Settings;
use shop::catalog::{Price, ProductPage, Variant};
use shop::ids::VariantId;
use shop::inventory::Availability;

use super::conflict::Labelled;
use super::{Fields, day};
use crate::routes::admin as paths;

pub type Stock = HashMap<VariantId, Availability>;

/// How amounts and moments are written in the form.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What the shop sells in.
    pub currency: Currency,
    /// In which variants may have prices, too.
    pub more: Vec<Currency>,
    pub zone: Tz,
}

impl Terms {
    pub fn of(settings: &Settings) -> Self {
        Self {
            currency: settings.currency,
            more: settings.more_currencies.clone(),
            zone: settings.time_zone,
        }
    }
}

/// "19.90" in the shop's currency, "CHF 19.90" in another one.
pub fn cost_of(text: &str, currency: Currency) -> Option<Money> {
    let (currency, amount) = match text.trim().split_once(' ') {
        Some((code, amount)) => (Currency::parse(code).ok()?, amount.trim()),
        None => (currency, text.trim()),
    };
    Money::parse_decimal(amount, currency).ok()
}

/// As a form says it.
const YES: &str = "yes";

#[derive(Debug, Clone, Default, Serialize)]
pub struct VariantRow {
    /// Empty for a new one.
    pub id: String,
    pub sku: String,
    pub barcode: String,
    /// One for each option of the form.
    pub options: Vec<String>,
    /// In the shop's currency.
    pub main: PriceRow,
    /// One for each of the shop's other currencies.
    pub more: Vec<PriceRow>,
    /// With the code of its currency before it where that is another one; see [`cost_of`].
    pub cost: String,
    pub weight_grams: String,
    pub length_mm: String,
    pub width_mm: String,
    pub height_mm: String,
    /// The number of a picture row.
    pub picture: String,
    /// First stock of a new one; for others what it shall be, when it is another number than `seen`.
    pub stock: String,
    /// On hand as the form showed it.
    pub seen: String,
    pub backorder: bool,
    /// Whether it was so when the form was shown: `yes` or `no`; empty where it cannot be changed.
    pub backorder_seen: String,
    pub active: bool,
    pub on_hand: i64,
    pub stock_url: Option<String>,
    /// Chosen for what is set for several at once.
    pub pick: bool,
    /// What is left of the price after tax and cost, in percent of it; for a row that can be read.
    pub margin: Option<String>,
}

/// A price as typed; moments are in the shop's time zone.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PriceRow {
    pub currency: String,
    pub price: String,
    pub compare_at: String,
    pub sale: String,
    pub sale_starts_at: String,
    pub sale_ends_at: String,
}

impl VariantRow {
    pub fn empty(options: usize, terms: &Terms) -> Self {
        let price = |currency: &Currency| PriceRow {
            currency: currency.code().to_owned(),
            ..PriceRow::default()
        };
        Self {
            options: vec![String::new(); options],
            active: true,
            main: price(&terms.currency),
            more: terms.more.iter().map(price).collect(),
            ..Self::default()
        }
    }

    pub fn saved(variant: &Variant, page: &ProductPage, stock: &Stock, terms: &Terms) -> Self {
        let picture = page
            .pictures
            .iter()
            .position(|picture| Some(picture.id) == variant.picture);
        let level = stock.get(&variant.id);
        let mut options = variant.options.clone();
        options.resize(page.product.options.len(), String::new());
        let price =
            |currency: &Currency| PriceRow::saved(variant.price(*currency), *currency, terms.zone);
        let number = |number: Option<i64>| number.map_or(String::new(), |it| it.to_string());
        Self {
            id: variant.id.to_string(),
            sku: variant.sku.as_str().to_owned(),
            barcode: variant.barcode.clone().unwrap_or_default(),
            options,
            main: price(&terms.currency),
            more: terms.more.iter().map(price).collect(),
            cost: variant
                .cost
                .map(|cost| cost.to_string_where(terms.currency))
                .unwrap_or_default(),
            weight_grams: number(variant.weight_grams),
            length_mm: number(variant.length_mm),
            width_mm: number(variant.width_mm),
            height_mm: number(variant.height_mm),
            picture: picture.map(|at| at.to_string()).unwrap_or_default(),
            stock: number(level.map(|level| level.on_hand)),
            seen: number(level.map(|level| level.on_hand)),
            backorder: level.is_some_and(|level| level.backorder),
            backorder_seen: level
                .map_or("", |level| if level.backorder { YES } else { "no" })
                .to_owned(),
            active: variant.active,
            on_hand: level.map_or(0, |level| level.on_hand),
            stock_url: level.map(|_| paths::stock(variant.id)),
            pick: false,
            margin: None,
        }
    }

    pub fn sent(fields: &Fields, row: usize, options: usize, terms: &Terms) -> Self {
        let text = |name: &str| fields.text(&format!("variants.{row}.{name}"));
        let more = terms.more.iter().enumerate().map(|(at, currency)| {
            PriceRow::sent(
                fields,
                &format!("variants.{row}.more_prices.{at}"),
                *currency,
            )
        });
        Self {
            id: text("id"),
            sku: text("sku"),
            barcode: text("barcode"),
            options: (0..options)
                .map(|at| text(&format!("options.{at}")))
                .collect(),
            main: PriceRow::sent(fields, &format!("variants.{row}"), terms.currency),
            more: more.collect(),
            cost: text("cost"),
            weight_grams: text("weight_grams"),
            length_mm: text("length_mm"),
            width_mm: text("width_mm"),
            height_mm: text("height_mm"),
            picture: text("picture"),
            stock: text("stock"),
            seen: text("seen"),
            backorder: fields.has(&format!("variants.{row}.backorder")),
            backorder_seen: text("backorder_seen"),
            active: fields.has(&format!("variants.{row}.active")),
            on_hand: 0,
            stock_url: None,
            pick: fields.has(&format!("variants.{row}.pick")),
            margin: None,
        }
    }

    /// The stock it shall have, and what the form showed, when they are not the same.
    pub fn counted(&self) -> Option<(&str, i64)> {
        let wanted = self.stock.trim();
        let seen = self.seen.trim().parse().ok()?;
        (!self.id.is_empty() && !wanted.is_empty() && wanted != self.seen.trim())
            .then_some((wanted, seen))
    }

    /// Whether more may be sold than is there, where that is another answer than the form showed.
    pub fn switched_backorder(&self) -> Option<bool> {
        let is_seen = !self.backorder_seen.is_empty();
        (is_seen && self.backorder != (self.backorder_seen == YES)).then_some(self.backorder)
    }

    /// `tax` is in the prices of the form, if any is.
    pub fn show_margin(&mut self, currency: Currency, tax: Rate) {
        let amount = |text: &str| Money::parse_decimal(text.trim(), currency).ok();
        self.margin = amount(&self.main.price)
            .zip(amount(&self.cost))
            .and_then(|(price, cost)| {
                let net = tax.net_of(price).ok()?;
                let left = net.checked_sub(cost).ok()?;
                let tenths = left.minor().checked_mul(1_000)?.checked_div(net.minor())?;
                let sign = if tenths < 0 { "−" } else { "" };
                let tenths = tenths.unsigned_abs();
                Some(format!("{sign}{}.{} %", tenths / 10, tenths % 10))
            });
    }

    /// A new row that nobody filled in.
    pub fn is_blank(&self) -> bool {
        [&self.id, &self.sku, &self.main.price]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    pub fn labelled(&self, at: usize) -> Labelled {
        let key = if self.id.is_empty() {
            format!("new-{at}")
        } else {
            self.id.clone()
        };
        let sale = if self.active {
            "on sale"
        } else {
            "not on sale"
        };
        let place = |at: usize| (at + 1).to_string();
        let mut parts = vec![
            ("", self.options.join(" / ")),
            ("", self.main.in_words("")),
            ("cost ", self.cost.clone()),
            ("barcode ", self.barcode.clone()),
            ("weight ", self.weight_grams.clone()),
            ("length ", self.length_mm.clone()),
            ("width ", self.width_mm.clone()),
            ("height ", self.height_mm.clone()),
            (
                "picture ",
                self.picture.parse().map_or(String::new(), place),
            ),
        ];
        let more = self.more.iter();
        parts.extend(more.map(|price| ("", price.in_words(&price.currency))));
        parts.push(("", sale.to_owned()));
        let parts = parts.iter().filter(|(_, text)| !text.trim().is_empty());
        let text: Vec<_> = parts
            .map(|(name, text)| format!("{name}{}", text.trim()))
            .collect();
        let value = format!("{}: {}", self.sku.trim(), text.join(", "));
        Labelled::new(key, format!("Variant {}", self.sku.trim()), value)
    }
}

/// What is set for several variants at once; what is empty is left as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Bulk {
    pub price: String,
    pub compare_at: String,
    pub sale: String,
    pub sale_starts_at: String,
    pub sale_ends_at: String,
    /// With the code of its currency before it where that is another one; see [`cost_of`].
    pub cost: String,
    pub weight_grams: String,
    pub stock: String,
}

impl Bulk {
    pub fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(&format!("bulk.{name}"));
        Self {
            price: text("price"),
            compare_at: text("compare_at"),
            sale: text("sale"),
            sale_starts_at: text("sale_starts_at"),
            sale_ends_at: text("sale_ends_at"),
            cost: text("cost"),
            weight_grams: text("weight_grams"),
            stock: text("stock"),
        }
    }

    pub fn set(&self, row: &mut VariantRow) {
        let pairs = [
            (&self.price, &mut row.main.price),
            (&self.compare_at, &mut row.main.compare_at),
            (&self.sale, &mut row.main.sale),
            (&self.sale_starts_at, &mut row.main.sale_starts_at),
            (&self.sale_ends_at, &mut row.main.sale_ends_at),
            (&self.cost, &mut row.cost),
            (&self.weight_grams, &mut row.weight_grams),
            (&self.stock, &mut row.stock),
        ];
        for (wanted, field) in pairs {
            if !wanted.trim().is_empty() {
                field.clone_from(wanted);
            }
        }
    }
}

impl PriceRow {
    /// Without a sale.
    pub fn end_sale(&mut self) {
        for text in [
            &mut self.sale,
            &mut self.sale_starts_at,
            &mut self.sale_ends_at,
        ] {
            text.clear();
        }
    }

    fn saved(price: Option<&Price>, currency: Currency, zone: Tz) -> Self {
        let amount = |money: Option<Money>| money.map(Money::to_decimal_string).unwrap_or_default();
        let sale = price.and_then(|price| price.sale);
        let moment = |at| day::write_moment(at, zone);
        Self {
            currency: currency.code().to_owned(),
            price: amount(price.map(|price| price.amount)),
            compare_at: amount(price.and_then(|price| price.compare_at)),
            sale: amount(sale.map(|sale| sale.amount)),
            sale_starts_at: sale.map_or(String::new(), |sale| moment(sale.starts_at)),
            sale_ends_at: sale.map_or(String::new(), |sale| moment(sale.ends_at)),
        }
    }

    fn sent(fields: &Fields, base: &str, currency: Currency) -> Self {
        let text = |name: &str| fields.text(&format!("{base}.{name}"));
        Self {
            currency: currency.code().to_owned(),
            price: text("price"),
            compare_at: text("compare_at"),
            sale: text("sale"),
            sale_starts_at: text("sale_starts_at"),
            sale_ends_at: text("sale_ends_at"),
        }
    }

    /// Nobody says what it costs in this currency.
    pub fn is_blank(&self) -> bool {
        [
            &self.price,
            &self.compare_at,
            &self.sale,
            &self.sale_starts_at,
            &self.sale_ends_at,
        ]
        .iter()
        .all(|text| text.trim().is_empty())
    }

    fn in_words(&self, currency: &str) -> String {
        let parts = [
            ("price ", &self.price),
            ("before ", &self.compare_at),
            ("sale ", &self.sale),
            ("from ", &self.sale_starts_at),
            ("until ", &self.sale_ends_at),
        ];
        let parts = parts.iter().filter(|(_, text)| !text.trim().is_empty());
        let words: Vec<_> = parts
            .map(|(name, text)| format!("{name}{}", text.trim()))
            .collect();
        let words = words.join(" ");
        if words.is_empty() || currency.is_empty() {
            words
        } else {
            format!("{currency}: {words}")
        }
    }
}
