use std::collections::HashMap;

use db::{DbError, Read};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::ids::VariantId;

#[derive(FromQueryResult)]
struct Sold {
    variant_id: VariantId,
    units: i64,
}

/// Units of each variant in all orders that were not cancelled; variants that were never ordered are
/// left out.
pub async fn units_sold(read: &impl Read) -> Result<HashMap<VariantId, u64>, DbError> {
    let sql = "SELECT l.variant_id AS variant_id, CAST(SUM(l.quantity) AS BIGINT) AS units \
        FROM order_line l JOIN sales_order o ON o.id = l.order_id \
        WHERE o.state <> 'cancelled' AND l.variant_id IS NOT NULL \
        GROUP BY l.variant_id";
    let statement = Statement::from_string(read.conn().get_database_backend(), sql);
    let rows = Sold::find_by_statement(statement).all(read.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant_id, row.units.max(0).unsigned_abs()))
        .collect())
}
