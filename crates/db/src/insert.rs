//! Rows by the statement, however many there are.

use sea_orm::{ActiveModelTrait, EntityTrait, Iterable};

use crate::{DbError, Tx};

/// Parameters of one statement: SQLite takes 32,766, PostgreSQL 65,535.
const PARAMETERS: usize = 30_000;

/// What more rows in one statement save is not worth their memory.
const ROWS: usize = 1_000;

/// Writes new rows of a table in few statements, each small enough for both engines. No rows are no statement.
///
/// # Errors
/// When the database refuses one of them, or does not answer.
pub async fn insert_all<A>(tx: &Tx, rows: Vec<A>) -> Result<(), DbError>
where
    A: ActiveModelTrait + Send,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count();
    let most = (PARAMETERS / columns.max(1)).clamp(1, ROWS);
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let some: Vec<A> = rows.by_ref().take(most).collect();
        A::Entity::insert_many(some)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}
