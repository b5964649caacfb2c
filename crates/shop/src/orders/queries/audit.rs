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

#[derive(FromQueryResult)]
struct PaymentFinding {
    number: i64,
    payment_state: String,
    total_minor: i64,
    captured: i64,
    refunded: i64,
}

/// Orders that say something else of their payment than the ledger.
///
/// Money of a second payment that is on its way back after the first one went back is told, too,
/// until it is there.
pub async fn audit_payments(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT number, payment_state, total_minor, captured, refunded FROM ( \
        SELECT o.number AS number, o.payment_state AS payment_state, o.total_minor AS total_minor, \
          CAST(COALESCE(SUM(CASE e.kind WHEN 'captured' THEN e.amount_minor ELSE 0 END), 0) AS BIGINT) AS captured, \
          CAST(COALESCE(SUM(CASE e.kind WHEN 'refunded' THEN e.amount_minor ELSE 0 END), 0) AS BIGINT) AS refunded, \
          SUM(CASE e.kind WHEN 'authorized' THEN 1 ELSE 0 END) AS authorized, \
          SUM(CASE e.kind WHEN 'failed' THEN 1 ELSE 0 END) AS failed \
        FROM sales_order o \
        LEFT JOIN payment p ON p.order_id = o.id \
        LEFT JOIN payment_entry e ON e.payment_id = p.id \
        GROUP BY o.id, o.number, o.payment_state, o.total_minor) AS t \
        WHERE NOT CASE payment_state \
          WHEN 'paid' THEN captured - refunded >= total_minor \
          WHEN 'partially_refunded' THEN refunded > 0 AND captured > refunded \
            AND captured - refunded < total_minor \
          WHEN 'refunded' THEN captured > 0 AND captured = refunded \
          WHEN 'authorized' THEN captured = 0 AND authorized > 0 \
          WHEN 'failed' THEN captured = 0 AND failed > 0 \
          ELSE captured = 0 END \
        ORDER BY number";
    let statement = Statement::from_string(read.conn().get_database_backend(), sql);
    let rows = PaymentFinding::find_by_statement(statement)
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            format!(
                "order {}: its payment is said to be {}; of {} its ledger has {} captured and {} refunded (minor units)",
                row.number, row.payment_state, row.total_minor, row.captured, row.refunded
            )
        })
        .collect())
}

#[derive(FromQueryResult)]
struct ShippedFinding {
    number: i64,
    of_order: i64,
    what: String,
    shipped: i64,
    compared: i64,
}

/// Lines of which another number has shipped than their shipments hold, and orders that say
/// something else of it than their lines.
pub async fn audit_shipped(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT number, of_order, what, shipped, compared FROM ( \
        SELECT o.number AS number, CAST(0 AS BIGINT) AS of_order, l.sku AS what, \
          CAST(l.shipped AS BIGINT) AS shipped, \
          CAST(COALESCE((SELECT SUM(s.quantity) FROM shipment_line s \
            WHERE s.order_line_id = l.id), 0) AS BIGINT) AS compared \
        FROM order_line l JOIN sales_order o ON o.id = l.order_id \
        UNION ALL \
        SELECT o.number, CAST(1 AS BIGINT), o.fulfilment, \
          CAST(SUM(l.shipped) AS BIGINT), CAST(SUM(l.quantity) AS BIGINT) \
        FROM sales_order o JOIN order_line l ON l.order_id = o.id \
        GROUP BY o.id, o.number, o.fulfilment) AS t \
        WHERE (of_order = 0 AND shipped <> compared) OR (of_order = 1 AND NOT CASE what \
          WHEN 'none' THEN shipped = 0 \
          WHEN 'partial' THEN shipped > 0 AND shipped < compared \
          ELSE shipped = compared END) \
        ORDER BY number, of_order, what";
    let statement = Statement::from_string(read.conn().get_database_backend(), sql);
    let rows = ShippedFinding::find_by_statement(statement)
        .all(read.conn())
        .await?;
    let told = |row: ShippedFinding| match row.of_order {
        0 => format!(
            "order {}: of {} {} have left, its shipments hold {}",
            row.number, row.what, row.shipped, row.compared
        ),
        _ => format!(
            "order {}: its fulfilment is said to be {}, but {} of {} units have left",
            row.number, row.what, row.shipped, row.compared
        ),
    };
    Ok(rows.into_iter().map(told).collect())
}
