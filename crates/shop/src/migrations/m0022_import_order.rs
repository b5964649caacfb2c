//! In which order an import changed products, so that they are taken back in the reverse.

use sea_orm_migration::{prelude::*, schema::big_integer};

use super::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Of imports before, products that were made count as later than others: they are what must make way first.
const IN_ORDER: &str = "UPDATE import_change SET position = numbered.at FROM (
    SELECT import_id, product_id, row_number() OVER (
        PARTITION BY import_id ORDER BY CASE WHEN before IS NULL THEN 1 ELSE 0 END, product_id
    ) AS at FROM import_change
) AS numbered
WHERE numbered.import_id = import_change.import_id AND numbered.product_id = import_change.product_id";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("import_change")
            .add_column(big_integer("position").default(0))
            .take();
        manager.alter_table(table).await?;
        manager
            .get_connection()
            .execute_unprepared(IN_ORDER)
            .await?;
        let by_position = index(
            "uq_import_change_position",
            "import_change",
            &["import_id", "position"],
        );
        manager
            .create_index(by_position.clone().unique().take())
            .await
    }
}
