//! Stored rows as domain types. A row that breaks a rule is an error that names it, not a panic.

use commerce::{Currency, Money, Sku, Slug};
use db::DbError;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    catalog::{
        Category, Picture, PictureState, Price, Product, Sale, Variant,
        tables::{category, picture, price, product, variant},
    },
    ids::{CategoryId, VariantId},
};

impl TryFrom<category::Model> for Category {
    type Error = DbError;

    fn try_from(row: category::Model) -> Result<Self, DbError> {
        Ok(Self {
            slug: slug("category", row.id, &row.slug)?,
            id: row.id,
            parent: row.parent_id,
            title: row.title,
            description: row.description,
            seo_title: row.seo_title,
            seo_description: row.seo_description,
            position: row.position,
            picture: row.media_key,
            version: row.version,
            updated_at: row.updated_at,
        })
    }
}

pub(super) fn read_product(
    row: product::Model,
    categories: Vec<CategoryId>,
    tags: Vec<String>,
) -> Result<Product, DbError> {
    Ok(Product {
        tax_class: word("product", row.id, &row.tax_class)?,
        slug: slug("product", row.id, &row.slug)?,
        status: word("product", row.id, &row.status)?,
        options: json("product", row.id, row.options)?,
        id: row.id,
        title: row.title,
        description_html: row.description_html,
        brand: row.brand,
        categories,
        tags,
        publish_at: row.publish_at,
        seo_title: row.seo_title,
        seo_description: row.seo_description,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        published_at: row.published_at,
    })
}

/// Without prices, which are rows of their own.
pub(super) fn read_variant(row: variant::Model) -> Result<Variant, DbError> {
    Ok(Variant {
        sku: sku(row.id, &row.sku)?,
        options: json("variant", row.id, row.options)?,
        id: row.id,
        product_id: row.product_id,
        position: row.position,
        barcode: row.barcode,
        weight_grams: row.weight_grams,
        length_mm: row.length_mm,
        width_mm: row.width_mm,
        height_mm: row.height_mm,
        cost: cost(row.id, row.cost_minor, row.cost_currency.as_deref())?,
        picture: row.picture_id,
        active: row.active,
        version: row.version,
        prices: Vec::new(),
    })
}

pub(super) fn cost(
    variant: VariantId,
    minor: Option<i64>,
    code: Option<&str>,
) -> Result<Option<Money>, DbError> {
    let (Some(minor), Some(code)) = (minor, code) else {
        return Ok(None);
    };
    Ok(Some(Money::new(minor, currency("variant", variant, code)?)))
}

impl TryFrom<price::Model> for Price {
    type Error = DbError;

    fn try_from(row: price::Model) -> Result<Self, DbError> {
        let currency = currency("price", row.variant_id, &row.currency)?;
        let money = |minor| Money::new(minor, currency);
        let sale = match (row.sale_minor, row.sale_starts_at, row.sale_ends_at) {
            (Some(minor), Some(starts_at), Some(ends_at)) => Some(Sale {
                amount: money(minor),
                starts_at,
                ends_at,
            }),
            _ => None,
        };
        Ok(Self {
            amount: money(row.amount_minor),
            compare_at: row.compare_at_minor.map(money),
            sale,
        })
    }
}

impl TryFrom<picture::Model> for Picture {
    type Error = DbError;

    fn try_from(row: picture::Model) -> Result<Self, DbError> {
        let state = match (row.state.as_str(), row.media_key, row.width, row.height) {
            ("waiting", ..) => PictureState::Waiting,
            ("ready", Some(key), Some(width), Some(height)) => {
                PictureState::Ready { key, width, height }
            }
            ("failed", ..) => PictureState::Failed {
                error: row.error.unwrap_or_default(),
            },
            (state, ..) => {
                let reason = format!("the state {state:?} does not fit the other columns");
                return Err(DbError::row("picture", row.id, reason));
            }
        };
        Ok(Self {
            id: row.id,
            position: row.position,
            alt: row.alt,
            source_url: row.source_url,
            state,
        })
    }
}

pub(super) fn slug(table: &'static str, key: impl ToString, text: &str) -> Result<Slug, DbError> {
    Slug::parse(text).map_err(|error| DbError::row(table, key, error))
}

pub(super) fn sku(key: impl ToString, text: &str) -> Result<Sku, DbError> {
    Sku::parse(text).map_err(|error| DbError::row("variant", key, error))
}

pub(super) fn currency(
    table: &'static str,
    key: impl ToString,
    text: &str,
) -> Result<Currency, DbError> {
    Currency::parse(text).map_err(|error| DbError::row(table, key, error))
}

pub(super) fn word<T>(table: &'static str, key: impl ToString, text: &str) -> Result<T, DbError>
where
    T: std::str::FromStr<Err = commerce::UnknownWord>,
{
    text.parse()
        .map_err(|error| DbError::row(table, key, error))
}

pub(super) fn json<T: DeserializeOwned>(
    table: &'static str,
    key: impl ToString,
    value: Value,
) -> Result<T, DbError> {
    serde_json::from_value(value).map_err(|error| DbError::row(table, key, error))
}
