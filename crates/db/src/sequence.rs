//! Numbers that people see: unique and rising, gaps allowed.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use sea_orm_migration::{SchemaManager, prelude::*};

use crate::{DbError, Engine, Tx, connect::engine_of_backend};

#[derive(FromQueryResult)]
struct Number {
    value: i64,
}

/// Creates the sequence `name` in a migration; its first number is `start`.
///
/// PostgreSQL has sequences; a counter row there would make every order wait for the one before it
/// to reach the disk. SQLite has one writer anyway, so a row costs nothing.
///
/// `name` is a constant of the code, never input.
pub async fn create_sequence(
    manager: &SchemaManager<'_>,
    name: &'static str,
    start: i64,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    match engine_of_backend(connection.get_database_backend()) {
        Engine::Postgres => {
            let sql = format!("CREATE SEQUENCE {name} START {start}");
            connection.execute_unprepared(&sql).await?;
        }
        Engine::Sqlite => {
            let table = Table::create()
                .table("number_sequence")
                .if_not_exists()
                .col(ColumnDef::new("name").text().not_null().primary_key())
                .col(ColumnDef::new("next").big_integer().not_null())
                .to_owned();
            manager.create_table(table).await?;
            let sql =
                format!("INSERT INTO number_sequence (name, next) VALUES ('{name}', {start})");
            connection.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}

/// The next number of the sequence `name`.
pub async fn next_number(tx: &Tx, name: &'static str) -> Result<i64, DbError> {
    let connection = tx.conn();
    let backend = connection.get_database_backend();
    let sql = match engine_of_backend(backend) {
        Engine::Postgres => "SELECT nextval($1::regclass) AS value",
        Engine::Sqlite => {
            "UPDATE number_sequence SET next = next + 1 WHERE name = $1 RETURNING next - 1 AS value"
        }
    };
    let statement = Statement::from_sql_and_values(backend, sql, [name.into()]);
    let number = Number::find_by_statement(statement).one(connection).await?;
    number
        .map(|number| number.value)
        .ok_or_else(|| DbError::row("number_sequence", name, "there is no such sequence"))
}
