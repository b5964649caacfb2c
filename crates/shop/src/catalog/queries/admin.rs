//! The product list of staff.

use std::collections::HashMap;

use commerce::{Currency, Money};
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Query,
};

use super::{
    listing::{first_pictures, products_in, words},
    rows,
};
use crate::{
    Timestamp,
    catalog::{
        AdminRow, ProductStatus,
        tables::{listing_price, picture, product, variant},
    },
    ids::{CategoryId, ProductId},
};

pub(in crate::catalog) struct AdminFilter<'a> {
    pub currency: Currency,
    pub text: &'a str,
    pub status: Option<ProductStatus>,
    /// Any of these, when given.
    pub categories: Option<Vec<CategoryId>>,
    pub picture_problem: bool,
    /// The last row of the page before.
    pub after: Option<(Timestamp, ProductId)>,
}

impl AdminFilter<'_> {
    fn condition(&self) -> Condition {
        let failed = Query::select()
            .column(picture::Column::ProductId)
            .from(picture::Entity)
            .and_where(picture::Column::State.eq("failed"))
            .take();
        let after = self.after.map(|(at, id)| {
            let same_moment = Condition::all()
                .add(product::Column::UpdatedAt.eq(at))
                .add(product::Column::Id.lt(id));
            Condition::any()
                .add(product::Column::UpdatedAt.lt(at))
                .add(same_moment)
        });
        let in_categories = self
            .categories
            .as_ref()
            .map(|some| product::Column::Id.in_subquery(products_in(some)));
        let has_problem = self
            .picture_problem
            .then(|| product::Column::Id.in_subquery(failed));
        words(self.text)
            .add_option(
                self.status
                    .map(|status| product::Column::Status.eq(status.as_str())),
            )
            .add_option(in_categories)
            .add_option(has_problem)
            .add_option(after)
    }
}

#[derive(FromQueryResult)]
struct ProductRow {
    id: ProductId,
    slug: String,
    title: String,
    brand: String,
    status: String,
    updated_at: Timestamp,
}

/// Those changed last first.
pub(in crate::catalog) async fn admin_rows(
    read: &impl Read,
    filter: &AdminFilter<'_>,
    limit: u64,
) -> Result<Vec<AdminRow>, DbError> {
    let found = product::Entity::find()
        .filter(filter.condition())
        .order_by_desc(product::Column::UpdatedAt)
        .order_by_desc(product::Column::Id)
        .limit(limit)
        .select_only()
        .columns([
            product::Column::Id,
            product::Column::Slug,
            product::Column::Title,
            product::Column::Brand,
            product::Column::Status,
            product::Column::UpdatedAt,
        ])
        .into_model::<ProductRow>()
        .all(read.conn())
        .await?;
    let ids: Vec<ProductId> = found.iter().map(|row| row.id).collect();
    let variants = variants_on_sale(read, &ids).await?;
    let prices = prices_from(read, &ids, filter.currency).await?;
    let mut problems = picture_problems(read, &ids).await?;
    let mut pictures = first_pictures(read, ids).await?;
    found
        .into_iter()
        .map(|row| {
            Ok(AdminRow {
                slug: rows::slug("product", row.id, &row.slug)?,
                status: rows::word("product", row.id, &row.status)?,
                variants: variants.get(&row.id).copied().unwrap_or(0),
                price_from: prices.get(&row.id).copied(),
                picture_key: pictures.remove(&row.id).map(|picture| picture.key),
                picture_problem: problems.remove(&row.id),
                id: row.id,
                title: row.title,
                brand: row.brand,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct VariantCount {
    product_id: ProductId,
    variants: i64,
}

async fn variants_on_sale(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, i64>, DbError> {
    let counts = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .filter(variant::Column::Active.eq(true))
        .select_only()
        .column(variant::Column::ProductId)
        .column_as(variant::Column::Id.count(), "variants")
        .group_by(variant::Column::ProductId)
        .into_model::<VariantCount>()
        .all(read.conn())
        .await?;
    Ok(counts
        .into_iter()
        .map(|row| (row.product_id, row.variants))
        .collect())
}

async fn prices_from(
    read: &impl Read,
    products: &[ProductId],
    currency: Currency,
) -> Result<HashMap<ProductId, Money>, DbError> {
    let rows = listing_price::Entity::find()
        .filter(listing_price::Column::ProductId.is_in(products.iter().copied()))
        .filter(listing_price::Column::Currency.eq(currency.code()))
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product_id, Money::new(row.from_minor, currency)))
        .collect())
}

/// The reason of the first picture that failed.
async fn picture_problems(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, String>, DbError> {
    let rows = picture::Entity::find()
        .filter(picture::Column::ProductId.is_in(products.iter().copied()))
        .filter(picture::Column::State.eq("failed"))
        .order_by_asc(picture::Column::Position)
        .all(read.conn())
        .await?;
    let mut first = HashMap::new();
    for row in rows {
        first
            .entry(row.product_id)
            .or_insert(row.error.unwrap_or_default());
    }
    Ok(first)
}
