//! How many visible reviews a product has, by stars.

use std::collections::HashMap;

use commerce::{Rating, Stars};
use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{catalog::tables::product_rating, ids::ProductId};

/// Products without reviews are left out.
pub(in crate::catalog) async fn ratings(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Rating>, DbError> {
    if products.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = product_rating::Entity::find()
        .filter(product_rating::Column::ProductId.is_in(products.iter().copied()))
        .all(read.conn())
        .await?;
    Ok(rows
        .iter()
        .map(|row| (row.product_id, to_rating(row)))
        .collect())
}

/// Relative, so that reviews of one product that are decided at the same time all count.
pub(in crate::catalog) async fn change_rating(
    tx: &Tx,
    product: ProductId,
    stars: Stars,
    by: i64,
) -> Result<(), DbError> {
    let column = column(stars);
    let first = |of: Stars| Set(if of == stars { by } else { 0 });
    let [one, two, three, four, five] = Stars::ALL.map(first);
    let row = product_rating::ActiveModel {
        product_id: Set(product),
        one_star: one,
        two_stars: two,
        three_stars: three,
        four_stars: four,
        five_stars: five,
    };
    if by < 0 {
        // There is a row: what is taken away was counted.
        product_rating::Entity::update_many()
            .col_expr(column, Expr::col(column).add(by))
            .filter(product_rating::Column::ProductId.eq(product))
            .exec(tx.conn())
            .await?;
        return Ok(());
    }
    let more = Expr::col((product_rating::Entity, column)).add(by);
    let on_conflict = OnConflict::column(product_rating::Column::ProductId)
        .value(column, more)
        .to_owned();
    product_rating::Entity::insert(row)
        .on_conflict(on_conflict)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

fn column(stars: Stars) -> product_rating::Column {
    match stars.get() {
        1 => product_rating::Column::OneStar,
        2 => product_rating::Column::TwoStars,
        3 => product_rating::Column::ThreeStars,
        4 => product_rating::Column::FourStars,
        _ => product_rating::Column::FiveStars,
    }
}

fn to_rating(row: &product_rating::Model) -> Rating {
    let counts = [
        row.one_star,
        row.two_stars,
        row.three_stars,
        row.four_stars,
        row.five_stars,
    ];
    // A CHECK keeps them from falling below zero.
    Rating::new(counts.map(|count| u64::try_from(count).unwrap_or(0)))
}
