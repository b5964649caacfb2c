//! One product as the rows of our own file.

use std::collections::{HashMap, HashSet};

use commerce::Currency;
use l10n::Locale;

use crate::{
    attributes::{Attributes, Specification},
    catalog::{
        CategoryTree, Picture, ProductPage, ProductStatus, Variant,
        draft::REMOVED,
        import::{
            attribute_column::AttributeColumn,
            cells::{guarded, moment_text, more_prices_text, paths_text},
            columns::{Column, OPTIONS},
            merge::OURS,
            text_of,
        },
    },
    ids::{AttributeId, VariantId},
    inventory::Availability,
    text::joined,
};

/// The columns of the file, but for those of attributes behind them.
pub(super) const HEADER: &[Column] = &[
    Column::Handle,
    Column::Title,
    Column::Body,
    Column::Vendor,
    Column::Categories,
    Column::ProductType,
    Column::Tags,
    Column::Status,
    Column::PublishAt,
    Column::TaxClass,
    Column::SeoTitle,
    Column::SeoDescription,
    Column::Option1Name,
    Column::Option1Value,
    Column::Option2Name,
    Column::Option2Value,
    Column::Option3Name,
    Column::Option3Value,
    Column::Option4Name,
    Column::Option4Value,
    Column::Option5Name,
    Column::Option5Value,
    Column::Sku,
    Column::Barcode,
    Column::Active,
    Column::Price,
    Column::CompareAt,
    Column::SalePrice,
    Column::SaleStarts,
    Column::SaleEnds,
    Column::MorePrices,
    Column::Cost,
    Column::Grams,
    Column::Length,
    Column::Width,
    Column::Height,
    Column::Tracker,
    Column::Quantity,
    Column::Policy,
    Column::VariantImage,
    Column::ImageSrc,
    Column::ImagePosition,
    Column::ImageAlt,
];

/// What the rows of a product need besides it.
pub(super) struct Context<'a> {
    pub tree: &'a CategoryTree,
    pub stock: &'a HashMap<VariantId, Availability>,
    pub currency: Currency,
    pub more_currencies: &'a [Currency],
    /// Ends in a slash.
    pub public_url: &'a str,
    pub attributes: &'a Attributes,
    /// Those that have columns, in the order of these.
    pub columns: &'a [AttributeId],
    pub locale: Locale,
    pub specification: &'a Specification,
}

/// The names of all columns.
pub(super) fn header(
    attributes: &Attributes,
    columns: &[AttributeId],
    locale: Locale,
) -> Vec<String> {
    let fixed = HEADER.iter().map(|column| column.name().to_owned());
    let described = columns.iter().map(|id| {
        let attribute = attributes.get(*id);
        attribute.map_or_else(String::new, |one| {
            AttributeColumn::of(one, attributes, locale).to_string()
        })
    });
    fixed.chain(described).collect()
}

/// A row for each variant and for each picture, as few as will do; none for a product without a
/// variant that can be written.
pub(super) fn of(page: &ProductPage, context: &Context<'_>) -> Vec<Vec<String>> {
    let variants = exported(page, context.currency);
    if variants.is_empty() {
        return Vec::new();
    }
    let count = variants.len().max(page.pictures.len());
    (0..count)
        .map(|at| {
            let mut row = Row::default();
            row.set(Column::Handle, page.product.slug.as_str());
            if at == 0 {
                row.product(page, context);
            }
            if let Some(variant) = variants.get(at) {
                row.variant(variant, page, context);
            }
            if let Some(picture) = page.pictures.get(at) {
                row.set(Column::ImageSrc, address(picture, context));
                row.set(Column::ImagePosition, (at + 1).to_string());
                row.set(Column::ImageAlt, picture.alt.as_str());
            }
            let mut cells = row.cells();
            cells.extend(values(context, at == 0));
            cells
        })
        .collect()
}

/// What the product is by its attributes; blank in rows below its first.
fn values(context: &Context<'_>, is_first: bool) -> Vec<String> {
    let columns = context.columns.iter();
    columns
        .map(|id| {
            let attribute = context.attributes.get(*id).filter(|_| is_first);
            let value = context.specification.value(*id);
            let text = attribute.zip(value);
            let text = text.map(|(one, value)| text_of(one, value, context.locale));
            guarded(&text.unwrap_or_default())
        })
        .collect()
}

/// Those on sale. Others are among them if that leaves every variant its place: an import puts the
/// variants of its file in their order.
fn exported(page: &ProductPage, currency: Currency) -> Vec<&Variant> {
    let has_price = |variant: &&Variant| variant.price(currency).is_some();
    let all = page.variants.iter();
    let all: Vec<&Variant> = all.filter(|it| it.position != REMOVED).collect();
    let mut options = HashSet::new();
    let is_in_order = all.iter().zip(0..).all(|(variant, place)| {
        variant.position == place
            && variant.options.len() == page.product.options.len()
            && options.insert(&variant.options)
    });
    if is_in_order && all.iter().all(has_price) {
        return all;
    }
    all.into_iter()
        .filter(|variant| variant.active)
        .filter(has_price)
        .collect()
}

/// Where it came from; else where this shop shows it.
fn address(picture: &Picture, context: &Context<'_>) -> String {
    match (&picture.source_url, picture.key()) {
        (Some(url), _) => url.clone(),
        (None, Some(key)) => {
            let base = context.public_url.trim_end_matches('/');
            format!("{base}{OURS}{key}")
        }
        (None, None) => String::new(),
    }
}

#[derive(Default)]
struct Row(Vec<(Column, String)>);

impl Row {
    fn set(&mut self, column: Column, text: impl Into<String>) {
        self.0.push((column, text.into()));
    }

    fn cells(self) -> Vec<String> {
        let cell = |column: &Column| {
            let found = self.0.iter().find(|(other, _)| other == column);
            found.map_or_else(String::new, |(_, text)| guarded(text))
        };
        HEADER.iter().map(cell).collect()
    }

    fn product(&mut self, page: &ProductPage, context: &Context<'_>) {
        let product = &page.product;
        self.set(Column::Title, product.title.as_str());
        self.set(Column::Body, product.description_html.as_str());
        self.set(Column::Vendor, product.brand.as_str());
        let paths: Vec<Vec<&str>> = product
            .categories
            .iter()
            .map(|id| {
                let path = context.tree.path(*id);
                path.iter().map(|one| one.title.as_str()).collect()
            })
            .collect();
        self.set(Column::Categories, paths_text(&paths));
        let product_type = context.specification.product_type;
        let product_type = product_type.and_then(|id| context.attributes.product_type(id));
        let name = product_type.map_or("", |one| one.name.as_str());
        self.set(Column::ProductType, name);
        let tags = product.tags.iter().map(String::as_str);
        self.set(Column::Tags, joined(tags, ','));
        self.set(Column::Status, product.status.as_str());
        if product.status == ProductStatus::Scheduled {
            let at = product.publish_at.map(moment_text);
            self.set(Column::PublishAt, at.unwrap_or_default());
        }
        self.set(Column::TaxClass, product.tax_class.as_str());
        self.set(Column::SeoTitle, product.seo_title.as_str());
        self.set(Column::SeoDescription, product.seo_description.as_str());
        let named = Column::OPTION_NAMES.into_iter().zip(&product.options);
        for (column, option) in named.take(OPTIONS) {
            self.set(column, option.name.as_str());
        }
    }

    fn variant(&mut self, variant: &Variant, page: &ProductPage, context: &Context<'_>) {
        for (column, value) in Column::OPTION_VALUES.into_iter().zip(&variant.options) {
            self.set(column, value.as_str());
        }
        self.set(Column::Sku, variant.sku.as_str());
        self.set(Column::Barcode, variant.barcode.clone().unwrap_or_default());
        self.set(Column::Active, variant.active.to_string());
        self.prices(variant, context);
        if let Some(cost) = variant.cost {
            self.set(Column::Cost, cost.to_string_where(context.currency));
        }
        for (column, number) in [
            (Column::Grams, variant.weight_grams),
            (Column::Length, variant.length_mm),
            (Column::Width, variant.width_mm),
            (Column::Height, variant.height_mm),
        ] {
            self.set(
                column,
                number.map_or_else(String::new, |number| number.to_string()),
            );
        }
        if let Some(level) = context.stock.get(&variant.id) {
            self.set(Column::Tracker, "shopwright");
            self.set(Column::Quantity, level.on_hand.to_string());
            let policy = if level.backorder { "continue" } else { "deny" };
            self.set(Column::Policy, policy);
        }
        let picture = variant
            .picture
            .and_then(|id| page.pictures.iter().find(|one| one.id == id));
        if let Some(picture) = picture {
            self.set(Column::VariantImage, address(picture, context));
        }
    }

    fn prices(&mut self, variant: &Variant, context: &Context<'_>) {
        let Some(price) = variant.price(context.currency) else {
            return;
        };
        self.set(Column::Price, price.amount.to_decimal_string());
        if let Some(before) = price.compare_at {
            self.set(Column::CompareAt, before.to_decimal_string());
        }
        if let Some(sale) = price.sale {
            self.set(Column::SalePrice, sale.amount.to_decimal_string());
            self.set(Column::SaleStarts, moment_text(sale.starts_at));
            self.set(Column::SaleEnds, moment_text(sale.ends_at));
        }
        let others = variant
            .prices
            .iter()
            .filter(|price| context.more_currencies.contains(&price.amount.currency()));
        self.set(Column::MorePrices, more_prices_text(others));
    }
}
