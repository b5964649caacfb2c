//! What the engine knows of its tables when it plans a statement.

use sea_orm::ConnectionTrait;

use crate::{Db, DbError, connect::Writer};

impl Db {
    /// Tells PostgreSQL how much the tables hold by now. It looks by itself every minute or so; statements that were
    /// planned for empty tables read them whole until then, which makes whoever fills them slower and slower.
    ///
    /// SQLite plans by its indexes and needs nothing.
    ///
    /// # Errors
    /// When the database does not answer. Tables of somebody else are left out.
    pub async fn renew_statistics(&self) -> Result<(), DbError> {
        match &self.writer {
            Writer::Sqlite(_) => {}
            Writer::Postgres(pool) => {
                pool.execute_unprepared("ANALYZE").await?;
            }
        }
        Ok(())
    }
}
