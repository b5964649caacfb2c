use commerce::{Currency, Money, Quantity};
use db::{DbError, Read, Tx};
use l10n::Locale;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};

use super::{
    Cart, CartLine, Details,
    tables::{cart, cart_line},
};
use crate::{
    Timestamp,
    ids::{CartId, CartLineId, OrderId, VariantId},
};

/// Keys in one statement; engines limit parameters.
const KEYS: usize = 5_000;

pub(super) async fn find(read: &impl Read, token_hash: &str) -> Result<Option<Cart>, DbError> {
    let row = cart::Entity::find()
        .filter(cart::Column::TokenHash.eq(token_hash))
        .one(read.conn())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let lines = cart_line::Entity::find()
        .filter(cart_line::Column::CartId.eq(row.id))
        .order_by_asc(cart_line::Column::Id)
        .all(read.conn())
        .await?;
    Ok(Some(to_cart(&row, &lines)?))
}

fn to_cart(row: &cart::Model, lines: &[cart_line::Model]) -> Result<Cart, DbError> {
    let broken = |reason: &dyn std::fmt::Display| DbError::row("cart", row.id, reason);
    let currency: Currency = row.currency.parse().map_err(|error| broken(&error))?;
    let lines = lines
        .iter()
        .map(|line| {
            let quantity = u32::try_from(line.quantity)
                .ok()
                .and_then(|quantity| Quantity::new(quantity).ok())
                .ok_or_else(|| DbError::row("cart_line", line.id, "quantity out of range"))?;
            Ok(CartLine {
                id: line.id,
                variant: line.variant_id,
                quantity,
                seen: Money::new(line.seen_minor, currency),
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok(Cart {
        id: row.id,
        version: row.version,
        currency,
        locale: Locale::parse(&row.locale).unwrap_or(Locale::EN),
        details: serde_json::from_value(row.details.clone()).map_err(|error| broken(&error))?,
        lines,
        order: row.order_id,
    })
}

/// Units in an open cart.
pub(super) async fn count(read: &impl Read, token_hash: &str) -> Result<u64, DbError> {
    let sum = cart_line::Entity::find()
        .select_only()
        .column_as(
            Expr::col((cart_line::Entity, cart_line::Column::Quantity))
                .sum()
                .cast_as("BIGINT"),
            "units",
        )
        .join(
            JoinType::InnerJoin,
            cart_line::Entity::belongs_to(cart::Entity)
                .from(cart_line::Column::CartId)
                .to(cart::Column::Id)
                .into(),
        )
        .filter(cart::Column::TokenHash.eq(token_hash))
        .filter(cart::Column::OrderId.is_null())
        .into_tuple::<Option<i64>>()
        .one(read.conn())
        .await?
        .flatten()
        .unwrap_or(0);
    Ok(u64::try_from(sum).unwrap_or(0))
}

pub(super) async fn holds(read: &impl Read, variants: &[VariantId]) -> Result<bool, DbError> {
    for some in variants.chunks(KEYS) {
        let line = cart_line::Entity::find()
            .join(
                JoinType::InnerJoin,
                cart_line::Entity::belongs_to(cart::Entity)
                    .from(cart_line::Column::CartId)
                    .to(cart::Column::Id)
                    .into(),
            )
            .filter(cart_line::Column::VariantId.is_in(some.iter().copied()))
            .filter(cart::Column::OrderId.is_null())
            .select_only()
            .column(cart_line::Column::Id)
            .into_tuple::<CartLineId>()
            .one(read.conn())
            .await?;
        if line.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn insert(
    tx: &Tx,
    id: CartId,
    token_hash: &str,
    currency: Currency,
    locale: Locale,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = cart::ActiveModel {
        id: Set(id),
        token_hash: Set(token_hash.to_owned()),
        currency: Set(currency.code().to_owned()),
        locale: Set(locale.code().to_owned()),
        details: Set(serde_json::json!({})),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        order_id: Set(None),
    };
    cart::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The cart's key if it is open. The row is locked, so that changes of one cart follow each other.
pub(super) async fn lock_open(tx: &Tx, token_hash: &str) -> Result<Option<CartId>, DbError> {
    let id = cart::Entity::find()
        .select_only()
        .column(cart::Column::Id)
        .filter(cart::Column::TokenHash.eq(token_hash))
        .filter(cart::Column::OrderId.is_null())
        .lock_exclusive()
        .into_tuple::<CartId>()
        .one(tx.conn())
        .await?;
    Ok(id)
}

/// Adds units of a variant; a line that is there grows.
pub(super) async fn add_units(
    tx: &Tx,
    cart: CartId,
    variant: VariantId,
    quantity: i64,
    seen: Money,
) -> Result<i64, DbError> {
    let row = cart_line::ActiveModel {
        id: Set(CartLineId::generate()),
        cart_id: Set(cart),
        variant_id: Set(variant),
        quantity: Set(quantity),
        seen_minor: Set(seen.minor()),
    };
    let more = Expr::col((cart_line::Entity, cart_line::Column::Quantity)).add(quantity);
    let on_conflict =
        OnConflict::columns([cart_line::Column::CartId, cart_line::Column::VariantId])
            .value(cart_line::Column::Quantity, more)
            .value(cart_line::Column::SeenMinor, Expr::value(seen.minor()))
            .to_owned();
    let line = cart_line::Entity::insert(row)
        .on_conflict(on_conflict)
        .exec_with_returning(tx.conn())
        .await?;
    Ok(line.quantity)
}

/// `false` if the cart has no such line.
pub(super) async fn set_line(
    tx: &Tx,
    cart: CartId,
    line: CartLineId,
    quantity: i64,
) -> Result<bool, DbError> {
    let result = cart_line::Entity::update_many()
        .col_expr(cart_line::Column::Quantity, Expr::value(quantity))
        .filter(cart_line::Column::Id.eq(line))
        .filter(cart_line::Column::CartId.eq(cart))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn delete_line(tx: &Tx, cart: CartId, line: CartLineId) -> Result<bool, DbError> {
    let result = cart_line::Entity::delete_many()
        .filter(cart_line::Column::Id.eq(line))
        .filter(cart_line::Column::CartId.eq(cart))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Remembers the prices that the customer was just told of.
pub(super) async fn set_seen(
    tx: &Tx,
    cart: CartId,
    seen: &[(CartLineId, Money)],
) -> Result<(), DbError> {
    for (line, price) in seen {
        cart_line::Entity::update_many()
            .col_expr(cart_line::Column::SeenMinor, Expr::value(price.minor()))
            .filter(cart_line::Column::Id.eq(*line))
            .filter(cart_line::Column::CartId.eq(cart))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

pub(super) async fn touch(tx: &Tx, cart: CartId, now: Timestamp) -> Result<(), DbError> {
    cart::Entity::update_many()
        .col_expr(
            cart::Column::Version,
            Expr::col(cart::Column::Version).add(1),
        )
        .col_expr(cart::Column::UpdatedAt, Expr::value(now))
        .filter(cart::Column::Id.eq(cart))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Stores the details of an open cart; `false` if it is not as it was read any more.
pub(super) async fn save_details(
    tx: &Tx,
    cart: &Cart,
    details: &Details,
    locale: Locale,
    now: Timestamp,
) -> Result<bool, DbError> {
    let value =
        serde_json::to_value(details).map_err(|error| DbError::row("cart", cart.id, error))?;
    let result = cart::Entity::update_many()
        .col_expr(cart::Column::Details, Expr::value(value))
        .col_expr(cart::Column::Locale, Expr::value(locale.code()))
        .col_expr(
            cart::Column::Version,
            Expr::col(cart::Column::Version).add(1),
        )
        .col_expr(cart::Column::UpdatedAt, Expr::value(now))
        .filter(cart::Column::Id.eq(cart.id))
        .filter(cart::Column::Version.eq(cart.version))
        .filter(cart::Column::OrderId.is_null())
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn close(
    tx: &Tx,
    cart: CartId,
    version: i64,
    order: OrderId,
) -> Result<bool, DbError> {
    let result = cart::Entity::update_many()
        .col_expr(cart::Column::OrderId, Expr::value(Some(order)))
        .filter(cart::Column::Id.eq(cart))
        .filter(cart::Column::Version.eq(version))
        .filter(cart::Column::OrderId.is_null())
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Deletes up to `limit` carts that nobody touched since `before`, with their lines.
pub(super) async fn delete_untouched(
    tx: &Tx,
    before: Timestamp,
    limit: u64,
) -> Result<u64, DbError> {
    let old = Query::select()
        .column(cart::Column::Id)
        .from(cart::Entity)
        .and_where(cart::Column::UpdatedAt.lt(before))
        .limit(limit)
        .take();
    let result = cart::Entity::delete_many()
        .filter(cart::Column::Id.in_subquery(old))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}
