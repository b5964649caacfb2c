//! Prices, what listings show of them, and their history.

use std::collections::HashMap;

use commerce::{Currency, Money, Offer};
use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, sea_query::OnConflict,
};

use super::rows;
use crate::{
    Timestamp,
    catalog::{
        Price, ProductStatus,
        tables::{listing_price, price, price_history, product, variant},
    },
    ids::{ProductId, VariantId},
};

/// Rows in one INSERT, and keys in one SELECT: well below the engines' limits on parameters.
const ROWS: usize = 500;

/// A price, and whether customers are offered it.
pub(in crate::catalog) struct PriceRow {
    pub variant: VariantId,
    pub price: Price,
    /// Of the variant; whether its product is on sale is another matter.
    pub is_active: bool,
    pub is_published: bool,
    /// The newest amount in the history.
    pub offered: Option<Money>,
    /// From when on something else is charged, as far as it was noted.
    pub due_at: Option<Timestamp>,
}

/// What a listing shows of a product in one currency.
pub(in crate::catalog) struct ListedPrice {
    pub from: Money,
    pub to: Money,
    pub compare_at: Option<Money>,
    pub until: Option<Timestamp>,
}

/// A row for the history.
pub(in crate::catalog) struct NewOffer {
    pub variant: VariantId,
    pub currency: Currency,
    pub offer: Offer<Timestamp>,
}

#[derive(FromQueryResult)]
struct IsOffered {
    product_id: ProductId,
    variant_id: VariantId,
    active: bool,
    status: String,
}

/// The prices of the products' variants, those of each in their order. A few products at a time.
pub(in crate::catalog) async fn prices_of(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<PriceRow>>, DbError> {
    let product_of_variant: RelationDef = variant::Entity::belongs_to(product::Entity)
        .from(variant::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let variants = variant::Entity::find()
        .join(JoinType::InnerJoin, product_of_variant)
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .select_only()
        .column(variant::Column::ProductId)
        .column_as(variant::Column::Id, "variant_id")
        .column(variant::Column::Active)
        .column(product::Column::Status)
        .into_model::<IsOffered>()
        .all(read.conn())
        .await?;
    let ids: Vec<VariantId> = variants.iter().map(|row| row.variant_id).collect();
    let mut prices: HashMap<VariantId, Vec<price::Model>> = HashMap::new();
    for some in ids.chunks(ROWS) {
        let found = price::Entity::find()
            .filter(price::Column::VariantId.is_in(some.iter().copied()))
            .order_by_asc(price::Column::Currency)
            .all(read.conn())
            .await?;
        for row in found {
            prices.entry(row.variant_id).or_default().push(row);
        }
    }
    let mut all: HashMap<ProductId, Vec<PriceRow>> = HashMap::new();
    for found in variants {
        let rows = all.entry(found.product_id).or_default();
        for row in prices.remove(&found.variant_id).unwrap_or_default() {
            rows.push(price_row(&found, row)?);
        }
    }
    Ok(all)
}

fn price_row(found: &IsOffered, row: price::Model) -> Result<PriceRow, DbError> {
    let status: ProductStatus = rows::word("product", found.variant_id, &found.status)?;
    let (due_at, offered) = (row.due_at, row.offered_minor);
    let price = Price::try_from(row)?;
    Ok(PriceRow {
        variant: found.variant_id,
        is_active: found.active,
        is_published: status == ProductStatus::Active,
        offered: offered.map(|minor| Money::new(minor, price.amount.currency())),
        due_at,
        price,
    })
}

/// Sets the price of each variant in the price's currency.
pub(in crate::catalog) async fn set_prices(
    tx: &Tx,
    prices: &[(VariantId, Price)],
) -> Result<(), DbError> {
    for some in prices.chunks(ROWS) {
        let rows = some
            .iter()
            .map(|(variant, price)| stored(*variant, price, None, None));
        let replace = OnConflict::columns([price::Column::VariantId, price::Column::Currency])
            .update_columns([
                price::Column::AmountMinor,
                price::Column::CompareAtMinor,
                price::Column::SaleMinor,
                price::Column::SaleStartsAt,
                price::Column::SaleEndsAt,
            ])
            .to_owned();
        price::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

/// Notes until when prices are charged, and what was written into the history of them last.
pub(in crate::catalog) async fn note_offered(tx: &Tx, rows: &[PriceRow]) -> Result<(), DbError> {
    for some in rows.chunks(ROWS) {
        let rows = some.iter().map(stored_row);
        let replace = OnConflict::columns([price::Column::VariantId, price::Column::Currency])
            .update_columns([price::Column::DueAt, price::Column::OfferedMinor])
            .to_owned();
        price::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

fn stored_row(row: &PriceRow) -> price::ActiveModel {
    stored(row.variant, &row.price, row.due_at, row.offered)
}

fn stored(
    variant: VariantId,
    price: &Price,
    due_at: Option<Timestamp>,
    offered: Option<Money>,
) -> price::ActiveModel {
    price::ActiveModel {
        variant_id: Set(variant),
        currency: Set(price.amount.currency().code().to_owned()),
        amount_minor: Set(price.amount.minor()),
        compare_at_minor: Set(price.compare_at.map(Money::minor)),
        sale_minor: Set(price.sale.map(|sale| sale.amount.minor())),
        sale_starts_at: Set(price.sale.map(|sale| sale.starts_at)),
        sale_ends_at: Set(price.sale.map(|sale| sale.ends_at)),
        due_at: Set(due_at),
        offered_minor: Set(offered.map(Money::minor)),
    }
}

pub(in crate::catalog) async fn delete_prices(
    tx: &Tx,
    prices: &[(VariantId, Currency)],
    now: Timestamp,
) -> Result<(), DbError> {
    let ends = prices.iter().map(|(variant, currency)| NewOffer {
        variant: *variant,
        currency: *currency,
        offer: Offer {
            at: now,
            amount: None,
        },
    });
    add_offers(tx, &ends.collect::<Vec<_>>()).await?;
    for (variant, currency) in prices {
        price::Entity::delete_many()
            .filter(price::Column::VariantId.eq(*variant))
            .filter(price::Column::Currency.eq(currency.code()))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// Prices of new variants.
pub(in crate::catalog) async fn insert_prices(tx: &Tx, rows: &[PriceRow]) -> Result<(), DbError> {
    insert_all(tx, rows.iter().map(stored_row).collect()).await
}

/// Listings show nothing of these products any more.
pub(in crate::catalog) async fn delete_listed(
    tx: &Tx,
    products: &[ProductId],
) -> Result<(), DbError> {
    listing_price::Entity::delete_many()
        .filter(listing_price::Column::ProductId.is_in(products.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::catalog) async fn insert_listed(
    tx: &Tx,
    listed: &[(ProductId, ListedPrice)],
) -> Result<(), DbError> {
    let rows = listed
        .iter()
        .map(|(product, listed)| listing_price::ActiveModel {
            product_id: Set(*product),
            currency: Set(listed.from.currency().code().to_owned()),
            from_minor: Set(listed.from.minor()),
            to_minor: Set(listed.to.minor()),
            compare_at_minor: Set(listed.compare_at.map(Money::minor)),
            until_at: Set(listed.until),
        });
    insert_all(tx, rows.collect()).await
}

/// Of two rows for the same moment the later one counts: between them nobody was offered anything.
pub(in crate::catalog) async fn add_offers(tx: &Tx, offers: &[NewOffer]) -> Result<(), DbError> {
    for some in offers.chunks(ROWS) {
        let rows = some.iter().map(|new| price_history::ActiveModel {
            variant_id: Set(new.variant),
            currency: Set(new.currency.code().to_owned()),
            at: Set(new.offer.at),
            amount_minor: Set(new.offer.amount.map(Money::minor)),
        });
        let replace = OnConflict::columns([
            price_history::Column::VariantId,
            price_history::Column::Currency,
            price_history::Column::At,
        ])
        .update_column(price_history::Column::AmountMinor)
        .to_owned();
        price_history::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

/// The history of each of the variants, in the order of time.
pub(in crate::catalog) async fn offers(
    read: &impl Read,
    variants: &[VariantId],
    currency: Currency,
) -> Result<HashMap<VariantId, Vec<Offer<Timestamp>>>, DbError> {
    let mut offers: HashMap<VariantId, Vec<Offer<Timestamp>>> = HashMap::new();
    for some in variants.chunks(ROWS) {
        let rows = price_history::Entity::find()
            .filter(price_history::Column::VariantId.is_in(some.iter().copied()))
            .filter(price_history::Column::Currency.eq(currency.code()))
            .order_by_asc(price_history::Column::At)
            .all(read.conn())
            .await?;
        for row in rows {
            offers.entry(row.variant_id).or_default().push(Offer {
                at: row.at,
                amount: row.amount_minor.map(|minor| Money::new(minor, currency)),
            });
        }
    }
    Ok(offers)
}

/// Products of which something else is charged by now than was noted.
pub(in crate::catalog) async fn products_due(
    read: &impl Read,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<ProductId>, DbError> {
    let variants: RelationDef = price::Entity::belongs_to(variant::Entity)
        .from(price::Column::VariantId)
        .to(variant::Column::Id)
        .into();
    let ids = price::Entity::find()
        .join(JoinType::InnerJoin, variants)
        .filter(price::Column::DueAt.lte(now))
        .select_only()
        .column(variant::Column::ProductId)
        .distinct()
        .limit(limit)
        .into_tuple::<ProductId>()
        .all(read.conn())
        .await?;
    Ok(ids)
}

/// Scheduled products whose moment has come.
pub(in crate::catalog) async fn products_to_publish(
    read: &impl Read,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<ProductId>, DbError> {
    let ids = product::Entity::find()
        .filter(product::Column::PublishAt.lte(now))
        .filter(product::Column::Status.eq(ProductStatus::Scheduled.as_str()))
        .order_by_asc(product::Column::PublishAt)
        .limit(limit)
        .select_only()
        .column(product::Column::Id)
        .into_tuple::<ProductId>()
        .all(read.conn())
        .await?;
    Ok(ids)
}

/// Keeps everybody else from changing the product until the commit; `false` if it is gone.
pub(in crate::catalog) async fn lock_product(tx: &Tx, id: ProductId) -> Result<bool, DbError> {
    let row = product::Entity::find_by_id(id)
        .lock_exclusive()
        .select_only()
        .column(product::Column::Id)
        .into_tuple::<ProductId>()
        .one(tx.conn())
        .await?;
    Ok(row.is_some())
}
