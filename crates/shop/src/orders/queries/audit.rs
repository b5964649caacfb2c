use db::{DbError, Read};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

#[derive(FromQueryResult)]
struct Finding {
    number: i64,
    what: String,
    stored: i64,
    summed: i64,
}

/// Orders whose total is not the sum of its parts.
pub async fn audit_totals(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT number, what, stored, summed FROM ( \
        SELECT o.number AS number, 'total' AS what, o.total_minor AS stored, \
          CAST(COALESCE((SELECT SUM(l.gross_minor) FROM order_line l WHERE l.order_id = o.id), 0) \
            + o.shipping_net_minor + o.shipping_tax_minor - o.discount_minor AS BIGINT) AS summed \
        FROM sales_order o \
        UNION ALL \
        SELECT o.number, 'tax', o.tax_minor, \
          CAST(COALESCE((SELECT SUM(l.tax_minor) FROM order_line l WHERE l.order_id = o.id), 0) \
            + o.shipping_tax_minor AS BIGINT) \
        FROM sales_order o \
        UNION ALL \
        SELECT o.number, 'tax rows', o.tax_minor, \
          CAST(COALESCE((SELECT SUM(a.amount_minor) FROM order_adjustment a \
            WHERE a.order_id = o.id AND a.kind = 'tax'), 0) AS BIGINT) \
        FROM sales_order o \
        UNION ALL \
        SELECT o.number, 'subtotal', o.subtotal_minor, \
          CAST(COALESCE((SELECT SUM(CASE o.prices_include WHEN 'tax' THEN l.gross_minor \
            ELSE l.net_minor END) FROM order_line l WHERE l.order_id = o.id), 0) AS BIGINT) \
        FROM sales_order o) AS t \
        WHERE stored <> summed ORDER BY number";
    let statement = Statement::from_string(read.conn().get_database_backend(), sql);
    let rows = Finding::find_by_statement(statement)
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            format!(
                "order {}: its {} is {}, its parts add up to {} (minor units)",
                row.number, row.what, row.stored, row.summed
            )
        })
        .collect())
}
