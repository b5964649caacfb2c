//! Variants that the undo of an import took off sale.

use std::collections::HashMap;

use db::{DbError, Read, Tx};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use crate::{catalog::Variant, ids::VariantId};

mod undone_variant {
    use sea_orm::entity::prelude::*;

    use crate::ids::VariantId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "undone_variant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub variant_id: VariantId,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// These are off sale since an import was taken back.
pub(in crate::catalog) async fn note_undone_variants(
    tx: &Tx,
    variants: &[&Variant],
) -> Result<(), DbError> {
    if variants.is_empty() {
        return Ok(());
    }
    let rows = variants.iter().map(|variant| undone_variant::ActiveModel {
        variant_id: Set(variant.id),
        version: Set(variant.version),
    });
    let replace = OnConflict::column(undone_variant::Column::VariantId)
        .update_column(undone_variant::Column::Version)
        .to_owned();
    undone_variant::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Those of them that an import taken back put off sale once, with the version that they had then.
pub(in crate::catalog) async fn noted_variants(
    read: &impl Read,
    variants: &[&Variant],
) -> Result<HashMap<VariantId, i64>, DbError> {
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = variants.iter().map(|variant| variant.id);
    let noted = undone_variant::Entity::find()
        .filter(undone_variant::Column::VariantId.is_in(ids))
        .all(read.conn())
        .await?;
    let noted = noted.into_iter().map(|row| (row.variant_id, row.version));
    Ok(noted.collect())
}
