use db::{DbError, Read};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

#[derive(FromQueryResult)]
struct Finding {
    slug: String,
    stars: i64,
    counted: i64,
    visible: i64,
}

/// Products whose rating counts something else than their visible reviews.
pub async fn audit_ratings(read: &impl Read) -> Result<Vec<String>, DbError> {
    let sql = "SELECT p.slug AS slug, t.stars AS stars, t.counted AS counted, t.visible AS visible FROM ( \
        SELECT product_id, stars, CAST(SUM(counted) AS BIGINT) AS counted, CAST(SUM(visible) AS BIGINT) AS visible \
        FROM ( \
          SELECT product_id, stars, 0 AS counted, 1 AS visible FROM review WHERE state = 'approved' \
          UNION ALL SELECT product_id, 1, one_star, 0 FROM product_rating \
          UNION ALL SELECT product_id, 2, two_stars, 0 FROM product_rating \
          UNION ALL SELECT product_id, 3, three_stars, 0 FROM product_rating \
          UNION ALL SELECT product_id, 4, four_stars, 0 FROM product_rating \
          UNION ALL SELECT product_id, 5, five_stars, 0 FROM product_rating) AS each_one \
        GROUP BY product_id, stars) AS t JOIN product p ON p.id = t.product_id \
        WHERE t.counted <> t.visible ORDER BY p.slug, t.stars";
    let statement = Statement::from_string(read.conn().get_database_backend(), sql);
    let rows = Finding::find_by_statement(statement)
        .all(read.conn())
        .await?;
    let told = |row: Finding| {
        format!(
            "product {}: {} reviews with {} stars are counted, {} are seen",
            row.slug, row.counted, row.stars, row.visible
        )
    };
    Ok(rows.into_iter().map(told).collect())
}
