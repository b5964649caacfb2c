//! What the demo shop sells, one file per part of the shop, and the short form it is written in.

mod bags;
mod clothing;
mod desk;
mod enamelware;
mod kitchen;
mod lamps;
mod living;
mod outdoors;
mod plants;
mod tableware;

use std::fmt::Write;

use super::catalogue::{DemoPicture, DemoProduct, DemoVariant};

/// All products; listings that know nothing better show them in this order.
pub fn all() -> Vec<DemoProduct> {
    let parts = [
        tableware::goods(),
        clothing::goods(),
        lamps::goods(),
        bags::goods(),
        desk::goods(),
        living::goods(),
        outdoors::goods(),
        kitchen::goods(),
        plants::goods(),
        enamelware::goods(),
    ];
    (1_u32..)
        .zip(parts.into_iter().flatten())
        .map(|(number, good)| good.build(number))
        .collect()
}

/// What one value of an option changes about price and weight.
struct Rule {
    value: &'static str,
    price: i64,
    compare_at: Option<i64>,
    grams: Option<u32>,
}

/// A product being written down; variants are made from its options when it is built.
struct Good {
    product: DemoProduct,
    sku: &'static str,
    price: i64,
    compare_at: Option<i64>,
    grams: u32,
    /// Goes round when there are more variants than numbers.
    stock: &'static [u32],
    backorder: bool,
    handmade: bool,
    rules: Vec<Rule>,
}

fn good(
    slug: &'static str,
    title: &'static str,
    brand: &'static str,
    categories: &[&'static str],
) -> Good {
    Good {
        product: DemoProduct {
            slug,
            title,
            brand,
            categories: categories.to_vec(),
            description_html: String::new(),
            options: Vec::new(),
            variants: Vec::new(),
            pictures: Vec::new(),
        },
        sku: "",
        price: 0,
        compare_at: None,
        grams: 0,
        stock: &[],
        backorder: false,
        handmade: false,
        rules: Vec::new(),
    }
}

impl Good {
    /// Prefix of its SKUs, price in cent, weight in grams.
    fn sold(mut self, sku: &'static str, price: i64, grams: u32) -> Self {
        self.sku = sku;
        self.price = price;
        self.grams = grams;
        self
    }

    /// Reduced from this price.
    fn was(mut self, compare_at: i64) -> Self {
        self.compare_at = Some(compare_at);
        self
    }

    fn stock(mut self, units: &'static [u32]) -> Self {
        self.stock = units;
        self
    }

    fn backorder(mut self) -> Self {
        self.backorder = true;
        self
    }

    /// Made one by one: the maker puts no barcode on it.
    fn handmade(mut self) -> Self {
        self.handmade = true;
        self
    }

    fn option(mut self, name: &'static str, values: &[&'static str]) -> Self {
        self.product.options.push((name, values.to_vec()));
        self
    }

    /// This value has another price and weight.
    fn size(mut self, value: &'static str, price: i64, grams: u32) -> Self {
        self.rules.push(Rule {
            value,
            price,
            compare_at: None,
            grams: Some(grams),
        });
        self
    }

    /// This value is reduced.
    fn sale(mut self, value: &'static str, price: i64, compare_at: i64) -> Self {
        self.rules.push(Rule {
            value,
            price,
            compare_at: Some(compare_at),
            grams: None,
        });
        self
    }

    fn text(mut self, paragraph: &str) -> Self {
        let _ = write!(self.product.description_html, "<p>{paragraph}</p>");
        self
    }

    fn facts(mut self, facts: &[&str]) -> Self {
        let items = facts.join("</li><li>");
        let _ = write!(
            self.product.description_html,
            "<h3>Details</h3><ul><li>{items}</li></ul>"
        );
        self
    }

    fn care(mut self, advice: &str) -> Self {
        let _ = write!(
            self.product.description_html,
            "<h3>Care</h3><p>{advice}</p>"
        );
        self
    }

    fn picture(self, alt: &str, svg: String) -> Self {
        self.add_picture(alt.to_owned(), svg, None)
    }

    /// One picture per value, drawn with that value's colour; the alternative text names it.
    fn pictures_by<C: Copy>(
        mut self,
        values: &[(&'static str, C)],
        alt: &str,
        draw: impl Fn(C) -> String,
    ) -> Self {
        for (value, colour) in values {
            let named = format!("{alt}, {}", value.to_lowercase());
            self = self.add_picture(named, draw(*colour), Some((*value).to_owned()));
        }
        self
    }

    fn add_picture(mut self, alt: String, svg: String, for_option_value: Option<String>) -> Self {
        self.product.pictures.push(DemoPicture {
            alt,
            svg,
            for_option_value,
        });
        self
    }

    fn build(self, number: u32) -> DemoProduct {
        let mut rows: Vec<Vec<&'static str>> = vec![Vec::new()];
        for (_, values) in &self.product.options {
            rows = rows
                .iter()
                .flat_map(|row| values.iter().map(|v| [row.as_slice(), &[*v]].concat()))
                .collect();
        }
        let variants = (1_u32..)
            .zip(rows)
            .zip(self.stock.iter().cycle())
            .map(|((place, options), stock)| self.variant(number, place, options, *stock))
            .collect();
        DemoProduct {
            variants,
            ..self.product
        }
    }

    fn variant(
        &self,
        number: u32,
        place: u32,
        options: Vec<&'static str>,
        stock: u32,
    ) -> DemoVariant {
        let (mut price, mut compare_at, mut grams) = (self.price, self.compare_at, self.grams);
        for rule in self.rules.iter().filter(|r| options.contains(&r.value)) {
            price = rule.price;
            compare_at = rule.compare_at;
            grams = rule.grams.unwrap_or(grams);
        }
        let mut sku = format!("FN-{}", self.sku);
        for value in &options {
            let _ = write!(sku, "-{}", code(value));
        }
        DemoVariant {
            sku,
            barcode: (!self.handmade).then(|| ean13(number, place)),
            options,
            price_minor: price,
            compare_at_minor: compare_at,
            weight_grams: grams,
            stock,
            backorder: self.backorder,
        }
    }
}

/// The first letters and digits of a value, as they stand in a SKU.
fn code(value: &str) -> String {
    let letters = value.chars().filter(char::is_ascii_alphanumeric);
    letters.take(3).collect::<String>().to_uppercase()
}

/// An EAN-13 within the range for internal use: 20, product, variant, check digit.
fn ean13(number: u32, place: u32) -> String {
    let digits = format!("2004{number:05}{place:03}");
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
