//! Integers of 64 bits everywhere.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::SchemaManager;

/// Makes every 32-bit column of the schema one of 64 bits. SQLite stores no other integers, so only
/// PostgreSQL has anything to do.
pub async fn widen_integers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    if backend == DbBackend::Sqlite {
        return Ok(());
    }
    let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns \
               WHERE table_schema = current_schema() AND data_type = 'integer'";
    let narrow = connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await?;
    for column in narrow {
        let table: String = column.try_get("", "table_name")?;
        let name: String = column.try_get("", "column_name")?;
        let sql = format!(r#"ALTER TABLE "{table}" ALTER COLUMN "{name}" TYPE BIGINT"#);
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}
