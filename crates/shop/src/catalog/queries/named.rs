use std::collections::HashMap;

use db::{DbError, Read};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use crate::{
    catalog::{Named, tables::product},
    ids::ProductId,
};

#[derive(FromQueryResult)]
struct Row {
    id: ProductId,
    slug: String,
    title: String,
}

pub(in crate::catalog) async fn named(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Named>, DbError> {
    if products.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = product::Entity::find()
        .filter(product::Column::Id.is_in(products.iter().copied()))
        .select_only()
        .columns([
            product::Column::Id,
            product::Column::Slug,
            product::Column::Title,
        ])
        .into_model::<Row>()
        .all(read.conn())
        .await?;
    let named = |row: Row| {
        let name = Named {
            slug: row.slug,
            title: row.title,
        };
        (row.id, name)
    };
    Ok(rows.into_iter().map(named).collect())
}
