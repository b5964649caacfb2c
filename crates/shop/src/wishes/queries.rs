use commerce::Email;
use db::{DbError, Read, Tx};
use l10n::Locale;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};

use super::{
    Alert, AlertState,
    tables::{stock_alert, wish, wishlist},
};
use crate::{
    Timestamp, Token,
    ids::{AlertId, ProductId, VariantId, WishlistId},
};

// Wishlists

/// The row is locked, so that changes of one list follow each other.
pub(super) async fn lock_wishlist(
    tx: &Tx,
    token_hash: &str,
) -> Result<Option<WishlistId>, DbError> {
    let id = wishlist::Entity::find()
        .select_only()
        .column(wishlist::Column::Id)
        .filter(wishlist::Column::TokenHash.eq(token_hash))
        .lock_exclusive()
        .into_tuple::<WishlistId>()
        .one(tx.conn())
        .await?;
    Ok(id)
}

/// The list and the token of its link.
pub(super) async fn wishlist(
    read: &impl Read,
    token_hash: &str,
) -> Result<Option<(WishlistId, Option<String>)>, DbError> {
    let row = wishlist::Entity::find()
        .filter(wishlist::Column::TokenHash.eq(token_hash))
        .one(read.conn())
        .await?;
    Ok(row.map(|row| (row.id, row.share_token)))
}

pub(super) async fn shared(
    read: &impl Read,
    share_token: &str,
) -> Result<Option<WishlistId>, DbError> {
    let row = wishlist::Entity::find()
        .filter(wishlist::Column::ShareToken.eq(share_token))
        .one(read.conn())
        .await?;
    Ok(row.map(|row| row.id))
}

pub(super) async fn insert_wishlist(
    tx: &Tx,
    id: WishlistId,
    token_hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = wishlist::ActiveModel {
        id: Set(id),
        token_hash: Set(token_hash.to_owned()),
        share_token: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    wishlist::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn touch(tx: &Tx, list: WishlistId, now: Timestamp) -> Result<(), DbError> {
    wishlist::Entity::update_many()
        .col_expr(wishlist::Column::UpdatedAt, Expr::value(now))
        .filter(wishlist::Column::Id.eq(list))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Keeps the link that is there.
pub(super) async fn set_share(tx: &Tx, token_hash: &str, share: &str) -> Result<(), DbError> {
    wishlist::Entity::update_many()
        .col_expr(wishlist::Column::ShareToken, Expr::value(share))
        .filter(wishlist::Column::TokenHash.eq(token_hash))
        .filter(wishlist::Column::ShareToken.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn unset_share(tx: &Tx, token_hash: &str) -> Result<(), DbError> {
    wishlist::Entity::update_many()
        .col_expr(wishlist::Column::ShareToken, Expr::value(None::<String>))
        .filter(wishlist::Column::TokenHash.eq(token_hash))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// One that is there keeps its place.
pub(super) async fn insert_wish(
    tx: &Tx,
    list: WishlistId,
    product: ProductId,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = wish::ActiveModel {
        wishlist_id: Set(list),
        product_id: Set(product),
        added_at: Set(now),
    };
    let keep = OnConflict::columns([wish::Column::WishlistId, wish::Column::ProductId])
        .do_nothing()
        .to_owned();
    wish::Entity::insert(row)
        .on_conflict(keep)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_wish(
    tx: &Tx,
    list: WishlistId,
    product: ProductId,
) -> Result<(), DbError> {
    wish::Entity::delete_many()
        .filter(wish::Column::WishlistId.eq(list))
        .filter(wish::Column::ProductId.eq(product))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn count_wishes(read: &impl Read, list: WishlistId) -> Result<u64, DbError> {
    let wishes = wish::Entity::find().filter(wish::Column::WishlistId.eq(list));
    Ok(wishes.count(read.conn()).await?)
}

/// The last one first.
pub(super) async fn wishes(read: &impl Read, list: WishlistId) -> Result<Vec<ProductId>, DbError> {
    let products = wish::Entity::find()
        .select_only()
        .column(wish::Column::ProductId)
        .filter(wish::Column::WishlistId.eq(list))
        .order_by_desc(wish::Column::AddedAt)
        .order_by_desc(wish::Column::ProductId)
        .into_tuple::<ProductId>()
        .all(read.conn())
        .await?;
    Ok(products)
}

/// Deletes up to `limit` lists that nobody touched since `before`, with their wishes.
pub(super) async fn delete_untouched(
    tx: &Tx,
    before: Timestamp,
    limit: u64,
) -> Result<u64, DbError> {
    let old = Query::select()
        .column(wishlist::Column::Id)
        .from(wishlist::Entity)
        .and_where(wishlist::Column::UpdatedAt.lt(before))
        .limit(limit)
        .take();
    let result = wishlist::Entity::delete_many()
        .filter(wishlist::Column::Id.in_subquery(old))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}

// Alerts

impl TryFrom<stock_alert::Model> for Alert {
    type Error = DbError;

    fn try_from(row: stock_alert::Model) -> Result<Self, DbError> {
        let broken = |reason: &str| DbError::row("stock_alert", row.id, reason);
        let state = AlertState::ALL
            .into_iter()
            .find(|state| state.as_str() == row.state);
        Ok(Self {
            id: row.id,
            variant: row.variant_id,
            email: Email::parse(&row.email).map_err(|error| broken(&error.to_string()))?,
            locale: Locale::parse(&row.locale).unwrap_or(Locale::EN),
            state: state.ok_or_else(|| broken("unknown state"))?,
            token: Token::parse(&row.token).ok_or_else(|| broken("no token"))?,
        })
    }
}

/// `false` if the address waits for the variant already.
pub(super) async fn insert_alert(tx: &Tx, alert: &Alert, now: Timestamp) -> Result<bool, DbError> {
    let row = stock_alert::ActiveModel {
        id: Set(alert.id),
        variant_id: Set(alert.variant),
        email: Set(alert.email.as_str().to_owned()),
        email_normalised: Set(alert.email.normalised()),
        locale: Set(alert.locale.code().to_owned()),
        state: Set(alert.state.as_str().to_owned()),
        token: Set(alert.token.as_str().to_owned()),
        asked_at: Set(now),
        sent_at: Set(None),
    };
    let keep = OnConflict::columns([
        stock_alert::Column::VariantId,
        stock_alert::Column::EmailNormalised,
    ])
    .do_nothing()
    .to_owned();
    let inserted = stock_alert::Entity::insert(row)
        .on_conflict(keep)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(inserted == 1)
}

/// Asks an address again that did not confirm and was not asked since `asked_before`, or whose mail was sent for an
/// earlier time: it has proved that it wants these mails. `None` if it waits already, or was asked a moment ago.
pub(super) async fn ask_again(
    tx: &Tx,
    alert: &Alert,
    now: Timestamp,
    asked_before: Timestamp,
) -> Result<Option<AlertId>, DbError> {
    let is_asked = stock_alert::Column::State.eq(AlertState::Asked.as_str());
    let long_ago = stock_alert::Column::AskedAt.lt(asked_before);
    let is_sent = stock_alert::Column::State.eq(AlertState::Sent.as_str());
    let rows = stock_alert::Entity::update_many()
        .col_expr(
            stock_alert::Column::State,
            Expr::value(AlertState::Asked.as_str()),
        )
        .col_expr(
            stock_alert::Column::Locale,
            Expr::value(alert.locale.code()),
        )
        .col_expr(stock_alert::Column::AskedAt, Expr::value(now))
        .filter(stock_alert::Column::VariantId.eq(alert.variant))
        .filter(stock_alert::Column::EmailNormalised.eq(alert.email.normalised()))
        .filter(is_asked.and(long_ago).or(is_sent))
        .exec_with_returning(tx.conn())
        .await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

pub(super) async fn alert(read: &impl Read, id: AlertId) -> Result<Option<Alert>, DbError> {
    let row = stock_alert::Entity::find_by_id(id).one(read.conn()).await?;
    row.map(Alert::try_from).transpose()
}

pub(super) async fn alert_by_token(
    read: &impl Read,
    token: &str,
) -> Result<Option<Alert>, DbError> {
    let row = stock_alert::Entity::find()
        .filter(stock_alert::Column::Token.eq(token))
        .one(read.conn())
        .await?;
    row.map(Alert::try_from).transpose()
}

/// `false` if there is none that waits for it.
pub(super) async fn confirm_alert(tx: &Tx, token: &str) -> Result<bool, DbError> {
    let result = stock_alert::Entity::update_many()
        .col_expr(
            stock_alert::Column::State,
            Expr::value(AlertState::Confirmed.as_str()),
        )
        .filter(stock_alert::Column::Token.eq(token))
        .filter(stock_alert::Column::State.eq(AlertState::Asked.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn delete_alert(tx: &Tx, token: &str) -> Result<(), DbError> {
    stock_alert::Entity::delete_many()
        .filter(stock_alert::Column::Token.eq(token))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Variants that somebody waits for.
pub(super) async fn waited_for(read: &impl Read) -> Result<Vec<VariantId>, DbError> {
    let variants = stock_alert::Entity::find()
        .select_only()
        .column(stock_alert::Column::VariantId)
        .filter(stock_alert::Column::State.eq(AlertState::Confirmed.as_str()))
        .distinct()
        .into_tuple::<VariantId>()
        .all(read.conn())
        .await?;
    Ok(variants)
}

/// Those who waited longest first.
pub(super) async fn confirmed(
    read: &impl Read,
    variant: VariantId,
    limit: u64,
) -> Result<Vec<AlertId>, DbError> {
    let alerts = stock_alert::Entity::find()
        .select_only()
        .column(stock_alert::Column::Id)
        .filter(stock_alert::Column::State.eq(AlertState::Confirmed.as_str()))
        .filter(stock_alert::Column::VariantId.eq(variant))
        .order_by_asc(stock_alert::Column::Id)
        .limit(limit)
        .into_tuple::<AlertId>()
        .all(read.conn())
        .await?;
    Ok(alerts)
}

/// `false` if another process was quicker.
pub(super) async fn mark_sent(tx: &Tx, alert: AlertId, now: Timestamp) -> Result<bool, DbError> {
    let result = stock_alert::Entity::update_many()
        .col_expr(
            stock_alert::Column::State,
            Expr::value(AlertState::Sent.as_str()),
        )
        .col_expr(stock_alert::Column::SentAt, Expr::value(Some(now)))
        .filter(stock_alert::Column::Id.eq(alert))
        .filter(stock_alert::Column::State.eq(AlertState::Confirmed.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn delete_unconfirmed(
    tx: &Tx,
    before: Timestamp,
    limit: u64,
) -> Result<u64, DbError> {
    delete_old(
        tx,
        AlertState::Asked,
        stock_alert::Column::AskedAt,
        before,
        limit,
    )
    .await
}

pub(super) async fn delete_sent(tx: &Tx, before: Timestamp, limit: u64) -> Result<u64, DbError> {
    delete_old(
        tx,
        AlertState::Sent,
        stock_alert::Column::SentAt,
        before,
        limit,
    )
    .await
}

async fn delete_old(
    tx: &Tx,
    state: AlertState,
    since: stock_alert::Column,
    before: Timestamp,
    limit: u64,
) -> Result<u64, DbError> {
    let old = Query::select()
        .column(stock_alert::Column::Id)
        .from(stock_alert::Entity)
        .and_where(stock_alert::Column::State.eq(state.as_str()))
        .and_where(since.lt(before))
        .limit(limit)
        .take();
    let result = stock_alert::Entity::delete_many()
        .filter(stock_alert::Column::Id.in_subquery(old))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected)
}

pub(super) async fn are_for(
    read: &impl Read,
    product: ProductId,
    variants: &[VariantId],
) -> Result<bool, DbError> {
    let wishes = wish::Entity::find()
        .filter(wish::Column::ProductId.eq(product))
        .count(read.conn())
        .await?;
    let alerts = stock_alert::Entity::find()
        .filter(stock_alert::Column::VariantId.is_in(variants.iter().copied()))
        .count(read.conn())
        .await?;
    Ok(wishes > 0 || alerts > 0)
}
