//! From products to the documents of the index.

use std::collections::HashMap;

use ::search::{Attribute, CategoryName, Document, Id, Price, Value};
use commerce::{Currency, Money};
use db::{Db, DbError};
use l10n::Locale;
use sha2::{Digest, Sha256};

use super::sold::Sold;
use crate::{
    attributes::{self, Attributes, Specification},
    catalog::{self, CategoryTree, Indexed},
    ids::{CategoryId, ProductId, VariantId},
    inventory::{self, Availability},
    text::plain,
};

/// Products read and written at once: enough to be quick, few enough to take little memory.
pub(super) const BATCH: usize = 200;

/// Keys in one statement; engines limit parameters.
const KEYS: usize = 5_000;

/// Makes documents, a batch at a time.
pub(super) struct Maker<'a> {
    pub db: &'a Db,
    pub currency: Currency,
    pub tree: &'a CategoryTree,
    pub attributes: &'a Attributes,
    /// The language of names of choices.
    pub locale: Locale,
    pub sold: &'a Sold,
}

impl Maker<'_> {
    /// The next batch by key; empty after the last.
    pub async fn after(&self, after: Option<ProductId>) -> Result<Vec<Document>, DbError> {
        // Never a replica: it may not have what a change row told.
        let read = self.db.primary();
        let products = catalog::indexed_after(read, self.currency, after, BATCH as u64).await?;
        self.documents(products).await
    }

    /// Of those of the products that customers may find.
    pub async fn of(&self, ids: &[ProductId]) -> Result<Vec<Document>, DbError> {
        let products = catalog::indexed(self.db.primary(), self.currency, ids).await?;
        self.documents(products).await
    }

    async fn documents(&self, products: Vec<Indexed>) -> Result<Vec<Document>, DbError> {
        let variants: Vec<VariantId> = products
            .iter()
            .flat_map(|product| &product.variants)
            .map(|variant| variant.id)
            .collect();
        let mut stock = HashMap::with_capacity(variants.len());
        for some in variants.chunks(KEYS) {
            stock.extend(inventory::availability(self.db.primary(), some).await?);
        }
        let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
        let mut specified = attributes::specifications(self.db.primary(), &ids).await?;
        Ok(products
            .into_iter()
            .map(|product| {
                let specification = specified.remove(&product.id).unwrap_or_default();
                self.document(product, &specification, &stock)
            })
            .collect())
    }

    fn document(
        &self,
        product: Indexed,
        specification: &Specification,
        stock: &HashMap<VariantId, Availability>,
    ) -> Document {
        let variants = &product.variants;
        let can_be_had = |id| stock.get(&id).is_some_and(|stock| stock.allows(1));
        let codes = variants
            .iter()
            .flat_map(|variant| [Some(variant.sku.clone()), variant.barcode.clone()])
            .flatten();
        let mut document = Document {
            id: key(product.id),
            version: 0,
            description: plain(&product.description_html),
            categories: self.categories(&product.categories),
            attributes: attributes(&product, specification, self.attributes, self.locale),
            tags: product.tags.clone(),
            codes: codes.collect(),
            prices: vec![Price {
                currency: self.currency.code().to_owned(),
                from: minor(product.from),
                to: minor(product.to),
            }],
            on_sale: product.is_reduced,
            in_stock: variants.iter().any(|variant| can_be_had(variant.id)),
            rating_millis: product.rating.millis(),
            rating_count: u32::try_from(product.rating.count()).unwrap_or(u32::MAX),
            sales: variants.iter().map(|it| self.sold.units(it.id)).sum(),
            published_at: product.published_at.map_or(0, |at| at.timestamp_micros()),
            brand: Some(product.brand).filter(|brand| !brand.is_empty()),
            slug: product.slug,
            title: product.title,
        };
        document.version = fingerprint(&document);
        document
    }

    /// The product's own categories and all above them, each once.
    fn categories(&self, own: &[CategoryId]) -> Vec<CategoryName> {
        let mut names: Vec<CategoryName> = Vec::new();
        for category in own.iter().flat_map(|id| self.tree.path(*id)) {
            let id = *category.id.0.as_bytes();
            if names.iter().all(|known| known.id != id) {
                names.push(CategoryName {
                    id,
                    name: category.title.clone(),
                });
            }
        }
        names
    }
}

fn minor(price: Money) -> u64 {
    price.minor().max(0).unsigned_abs()
}

pub(super) fn key(product: ProductId) -> Id {
    *product.0.as_bytes()
}

/// What the variants offer for each option, and what the product is; a value that no variant has (any
/// more) is not there. An option and an attribute that are called alike are one.
fn attributes(
    product: &Indexed,
    specification: &Specification,
    all: &Attributes,
    locale: Locale,
) -> Vec<Attribute> {
    let mut found: Vec<Attribute> = Vec::new();
    for (at, option) in product.options.iter().enumerate() {
        let offered = |value: &&String| {
            let mut variants = product.variants.iter();
            variants.any(|variant| variant.options.get(at) == Some(*value))
        };
        let values = option.values.iter().filter(offered);
        if let Some(attribute) = all.of_option(&option.name) {
            let values = values.map(|value| attribute.option_value(value, locale));
            add(
                &mut found,
                attribute.key.as_str(),
                attribute.is_facet,
                values,
            );
        } else {
            let values = values.cloned().map(Value::Choice);
            add(&mut found, &option_key(&option.name), true, values);
        }
    }
    for (attribute, value) in all.values(specification) {
        let value = attribute.indexed(value, locale);
        add(
            &mut found,
            attribute.key.as_str(),
            attribute.is_facet,
            [value],
        );
    }
    found
}

/// Each key once, each value once; what is no facet stays apart from an option of its name, which is one.
fn add(
    attributes: &mut Vec<Attribute>,
    key: &str,
    is_facet: bool,
    values: impl IntoIterator<Item = Value>,
) {
    let is_it = |it: &Attribute| it.key == key && it.is_facet == is_facet;
    let place = attributes.iter().position(is_it);
    let place = place.unwrap_or_else(|| {
        attributes.push(Attribute {
            key: key.to_owned(),
            values: Vec::new(),
            is_facet,
        });
        attributes.len() - 1
    });
    let known = &mut attributes[place].values;
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

/// One facet for "Size" and "size", in whatever product.
fn option_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Stands for all that the document says but sales, which lag behind on purpose: two documents with the
/// same one need not be compared. Whoever changes what is in it or in a document makes the schema of the
/// index another one.
fn fingerprint(document: &Document) -> i64 {
    let Document {
        id,
        version: _,
        slug,
        title,
        description,
        brand,
        categories,
        attributes,
        tags,
        codes,
        prices,
        on_sale,
        in_stock,
        rating_millis,
        rating_count,
        sales: _,
        published_at,
    } = document;
    let mut sum = Sum(Sha256::new());
    sum.0.update(id);
    sum.texts([slug, title, description]);
    sum.texts(brand.iter());
    for category in categories {
        sum.0.update(category.id);
        sum.texts([&category.name]);
    }
    sum.number(categories.len() as u64);
    for attribute in attributes {
        sum.texts([&attribute.key]);
        sum.texts(attribute.values.iter().map(|value| match value {
            Value::Text(text) | Value::Choice(text) | Value::Number(text) => text.as_str(),
            Value::Flag(true) => "true",
            Value::Flag(false) => "false",
        }));
        sum.number(attribute.is_facet.into());
    }
    sum.texts(tags);
    sum.texts(codes);
    for price in prices {
        sum.texts([&price.currency]);
        sum.number(price.from);
        sum.number(price.to);
    }
    sum.number((*on_sale).into());
    sum.number((*in_stock).into());
    sum.number((*rating_millis).into());
    sum.number((*rating_count).into());
    sum.number(published_at.cast_unsigned());
    sum.finish()
}

struct Sum(Sha256);

impl Sum {
    /// With their lengths and their number, so that no two lists look the same.
    fn texts<T: AsRef<str>>(&mut self, texts: impl IntoIterator<Item = T>) {
        let mut count = 0;
        for text in texts {
            let text = text.as_ref();
            self.number(text.len() as u64);
            self.0.update(text);
            count += 1;
        }
        self.number(count);
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_be_bytes());
    }

    fn finish(self) -> i64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0.finalize()[..8]);
        i64::from_be_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        catalog::{IndexedVariant, ProductOption},
    };

    fn shirt() -> Indexed {
        let option = |name: &str, values: &[&str]| ProductOption {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let variant = |sku: &str, options: &[&str]| IndexedVariant {
            id: VariantId::generate(),
            sku: sku.to_owned(),
            barcode: None,
            options: options.iter().map(|value| (*value).to_owned()).collect(),
        };
        Indexed {
            id: ProductId::generate(),
            slug: "shirt".to_owned(),
            title: "Shirt".to_owned(),
            description_html: "<p>Soft</p>".to_owned(),
            brand: String::new(),
            tags: Vec::new(),
            options: vec![
                option(" Size", &["S", "M", "L"]),
                option("Colour", &["Red", "Blue"]),
            ],
            categories: Vec::new(),
            published_at: Some(Timestamp::UNIX_EPOCH),
            from: Money::new(1_000, Currency::EUR),
            to: Money::new(1_200, Currency::EUR),
            is_reduced: false,
            rating: commerce::Rating::default(),
            variants: vec![variant("S-R", &["S", "Red"]), variant("L-R", &["L", "Red"])],
        }
    }

    #[test]
    fn facets_are_the_options_that_can_be_bought() {
        let none = (Specification::default(), Attributes::default());
        let found: Vec<(String, Vec<Value>)> = attributes(&shirt(), &none.0, &none.1, Locale::EN)
            .into_iter()
            .map(|attribute| (attribute.key, attribute.values))
            .collect();

        let choice = |text: &str| Value::Choice(text.to_owned());
        assert_eq!(
            found,
            [
                ("size".to_owned(), vec![choice("S"), choice("L")]),
                ("colour".to_owned(), vec![choice("Red")])
            ]
        );
    }

    #[test]
    fn whatever_customers_see_or_choose_by_has_its_part_in_the_fingerprint() {
        let name = |name: &str| CategoryName {
            id: [7; 16],
            name: name.to_owned(),
        };
        let document = Document {
            title: "Mug".to_owned(),
            codes: vec!["AB".to_owned(), "C".to_owned()],
            prices: vec![Price {
                currency: "EUR".to_owned(),
                from: 0,
                to: 0,
            }],
            ..Document::default()
        };
        let with = |change: &dyn Fn(&mut Document)| {
            let mut other = document.clone();
            change(&mut other);
            fingerprint(&other)
        };
        let before = fingerprint(&document);
        let different = [
            with(&|it| it.title.push('s')),
            with(&|it| it.slug.push('s')),
            with(&|it| it.description.push('s')),
            with(&|it| it.brand = Some(String::new())),
            with(&|it| it.categories.push(name("Mugs"))),
            with(&|it| it.codes = vec!["A".to_owned(), "BC".to_owned()]),
            with(&|it| it.tags = vec!["new".to_owned()]),
            with(&|it| it.prices[0].to = 1),
            with(&|it| it.in_stock = true),
            with(&|it| it.on_sale = true),
            with(&|it| it.rating_count = 1),
            with(&|it| it.published_at = 1),
        ];

        assert!(different.iter().all(|other| *other != before));
        assert_eq!(with(&|it| it.sales = 9), before);
        assert_eq!(with(&|it| it.version = 9), before);
    }
}
