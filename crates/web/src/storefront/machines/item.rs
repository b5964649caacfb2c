//! One variant in the feed for Google Merchant Center.

use chrono::{NaiveDate, SecondsFormat};
use commerce::{Gtin, Money};
use shop::catalog::{PictureState, Price, ProductPage, Sale, Variant};
use shop::inventory::{Availability, Told};
use shop::text::{fold, plain};
use shop::{Settings, Shop, Timestamp};

use super::xml::element;
use crate::kit::frame::absolute;
use crate::kit::picture::{for_machines, pixels};
use crate::routes;
use crate::storefront::product::data::variant_path;
use crate::storefront::product::words::cut;

/// What Google takes of each, in characters.
const ID: usize = 50;
const TITLE: usize = 150;
const DESCRIPTION: usize = 5_000;
const MORE_PICTURES: usize = 10;

pub struct Item<'a> {
    pub shop: &'a Shop,
    pub settings: &'a Settings,
    pub page: &'a ProductPage,
    pub variant: &'a Variant,
    pub price: Price,
    pub level: Availability,
    pub now: Timestamp,
    /// The day it is in the shop.
    pub today: NaiveDate,
    /// Names of categories from the top down.
    pub product_type: &'a str,
}

impl Item<'_> {
    pub fn write(&self, xml: &mut String) {
        xml.push_str("<item>\n");
        self.what(xml);
        self.pictures(xml);
        self.stock(xml);
        self.money(xml);
        self.identity(xml);
        self.shipping(xml);
        xml.push_str("</item>\n");
    }

    fn what(&self, xml: &mut String) {
        let product = &self.page.product;
        let sku = self.variant.sku.as_str();
        let key = self.variant.id.to_string();
        element(
            xml,
            "g:id",
            if sku.chars().count() <= ID { sku } else { &key },
        );
        let words = std::iter::once(product.title.as_str())
            .chain(self.variant.options.iter().map(String::as_str));
        let title: Vec<&str> = words.collect();
        element(xml, "g:title", &cut(&title.join(", "), TITLE));
        let text = plain(&product.description_html);
        let text = if text.is_empty() {
            product.title.clone()
        } else {
            text
        };
        element(xml, "g:description", &cut(&text, DESCRIPTION));
        let path = if self.is_one_of_several() {
            variant_path(product.slug.as_str(), &self.variant.options)
        } else {
            routes::product(product.slug.as_str())
        };
        element(xml, "g:link", &absolute(self.shop, &path));
        element(xml, "g:condition", "new");
        if !self.product_type.is_empty() {
            element(xml, "g:product_type", self.product_type);
        }
    }

    /// The variant's own picture first. A drawing is none that Google takes, and one that it refuses costs the item.
    fn pictures(&self, xml: &mut String) {
        let own = |picture: &&shop::catalog::Picture| Some(picture.id) == self.variant.picture;
        let all = &self.page.pictures;
        let first = all.iter().filter(own);
        let others = all.iter().filter(|picture| !own(picture));
        let files = first
            .chain(others)
            .filter_map(|picture| match &picture.state {
                PictureState::Ready { key, width, height } => {
                    for_machines(key, pixels(*width), pixels(*height))
                }
                _ => None,
            });
        for (at, file) in files.take(1 + MORE_PICTURES).enumerate() {
            let name = if at == 0 {
                "g:image_link"
            } else {
                "g:additional_image_link"
            };
            element(xml, name, &absolute(self.shop, &file.url));
        }
    }

    /// A back-order needs a day; without one Google takes it for sold out, so we say so.
    fn stock(&self, xml: &mut String) {
        let expected = self.level.expected(self.today);
        let (state, day) = match (self.level.told(), expected) {
            (Told::Plenty | Told::Few(_), _) => ("in_stock", None),
            (Told::Backorder, Some(day)) => ("backorder", Some(day)),
            (Told::Backorder, None) | (Told::SoldOut, _) => ("out_of_stock", None),
        };
        element(xml, "g:availability", state);
        if let Some(begin) = day.and_then(|day| self.settings.start_of(day)) {
            let local = begin.with_timezone(&self.settings.time_zone);
            element(xml, "g:availability_date", &local.to_rfc3339());
        }
    }

    /// A sale is named from the day on which it is known, with its time.
    fn money(&self, xml: &mut String) {
        let to_come = |sale: &Sale| {
            self.now < sale.ends_at && sale.amount.minor() < self.price.amount.minor()
        };
        if let Some(sale) = self.price.sale.filter(to_come) {
            element(xml, "g:price", &amount(self.price.amount));
            element(xml, "g:sale_price", &amount(sale.amount));
            let dates = format!("{}/{}", moment(sale.starts_at), moment(sale.ends_at));
            element(xml, "g:sale_price_effective_date", &dates);
        } else if let Some(before) = self.price.compare_at {
            element(xml, "g:price", &amount(before));
            element(xml, "g:sale_price", &amount(self.price.amount));
        } else {
            element(xml, "g:price", &amount(self.price.amount));
        }
    }

    /// The shop keeps no part numbers of makers, so without a GTIN there is nothing that names the article elsewhere.
    fn identity(&self, xml: &mut String) {
        let product = &self.page.product;
        if !product.brand.is_empty() {
            element(xml, "g:brand", &cut(&product.brand, 70));
        }
        let barcode = self.variant.barcode.as_deref().map(str::trim);
        match barcode.and_then(Gtin::parse) {
            Some(gtin) => element(xml, "g:gtin", gtin.as_str()),
            None => element(xml, "g:identifier_exists", "no"),
        }
        if !self.is_one_of_several() {
            return;
        }
        element(xml, "g:item_group_id", &product.id.to_string());
        for (option, value) in product.options.iter().zip(&self.variant.options) {
            if let Some(name) = option_element(&option.name) {
                element(xml, name, &cut(value, 100));
            }
        }
    }

    fn shipping(&self, xml: &mut String) {
        if let Some(grams) = self.variant.weight_grams.filter(|grams| *grams > 0) {
            element(xml, "g:shipping_weight", &format!("{grams} g"));
        }
        for rules in &self.settings.countries {
            xml.push_str("<g:shipping>\n");
            element(xml, "g:country", rules.country.as_str());
            element(xml, "g:service", &rules.shipping_name);
            let price = rules.shipping_price(self.settings.currency);
            element(xml, "g:price", &amount(price));
            if let Some(days) = rules.delivery {
                element(xml, "g:min_handling_time", &days.handling.to_string());
                element(xml, "g:max_handling_time", &days.handling.to_string());
                element(xml, "g:min_transit_time", &days.transit_min.to_string());
                element(xml, "g:max_transit_time", &days.transit_max.to_string());
            }
            xml.push_str("</g:shipping>\n");
        }
    }

    fn is_one_of_several(&self) -> bool {
        self.page.variants.len() > 1
    }
}

fn moment(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn amount(money: Money) -> String {
    format!("{} {}", money.to_decimal_string(), money.currency().code())
}

/// What Google calls an option of ours, by its English or German name.
fn option_element(name: &str) -> Option<&'static str> {
    match fold(name).trim() {
        "colour" | "color" | "farbe" => Some("g:color"),
        "size" | "grosse" => Some("g:size"),
        "material" => Some("g:material"),
        "pattern" | "muster" => Some("g:pattern"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_named_as_google_knows_them() {
        let cases = [
            ("Colour", Some("g:color")),
            (" Größe ", Some("g:size")),
            ("Material", Some("g:material")),
            ("Bundle", None),
        ];
        for (name, expected) in cases {
            assert_eq!(option_element(name), expected, "{name}");
        }
    }
}
