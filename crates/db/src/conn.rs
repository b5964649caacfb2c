//! What statements run on, whatever the engine.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};
use tokio::task::coop::consume_budget;

use crate::{
    DbError,
    sqlite::{Readers, Session},
};

/// The target of the events that tell of each statement.
pub const STATEMENTS: &str = "db::statement";

/// Connections for reading, or an open transaction, of either engine; for the queries of an area.
#[derive(Debug)]
pub struct Conn(pub(crate) Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    Sqlite(Readers),
    SqliteTransaction(Session),
    Postgres(DatabaseConnection),
    PostgresTransaction(DatabaseTransaction),
}

impl Conn {
    pub(crate) async fn commit(self) -> Result<(), DbError> {
        match self.0 {
            Kind::SqliteTransaction(session) => session.commit()?,
            Kind::PostgresTransaction(transaction) => transaction.commit().await?,
            Kind::Sqlite(_) | Kind::Postgres(_) => {}
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<(), DbError> {
        match self.0 {
            // Dropping it rolls back.
            Kind::SqliteTransaction(session) => drop(session),
            Kind::PostgresTransaction(transaction) => transaction.rollback().await?,
            Kind::Sqlite(_) | Kind::Postgres(_) => {}
        }
        Ok(())
    }

    pub(crate) async fn close(&self) -> Result<(), DbError> {
        match &self.0 {
            Kind::Sqlite(readers) => readers.close(),
            Kind::Postgres(pool) => pool.close_by_ref().await?,
            Kind::SqliteTransaction(_) | Kind::PostgresTransaction(_) => {}
        }
        Ok(())
    }
}

/// For those who look for what is slow or asked too often: `SHOPWRIGHT_LOG=db=trace`. Without values, which may be personal.
fn tell(sql: &str) {
    tracing::trace!(target: STATEMENTS, sql);
}

// Statements of SQLite run here and now. So that a loop of thousands does not keep its thread from
// everybody else, each uses up a little of the task's budget and yields when there is none left.
#[async_trait::async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Kind::Sqlite(_) | Kind::SqliteTransaction(_) => DbBackend::Sqlite,
            Kind::Postgres(_) | Kind::PostgresTransaction(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        tell(&statement.sql);
        consume_budget().await;
        match &self.0 {
            Kind::Sqlite(readers) => readers.execute(&statement),
            Kind::SqliteTransaction(session) => session.execute(&statement),
            Kind::Postgres(pool) => pool.execute_raw(statement).await,
            Kind::PostgresTransaction(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        tell(sql);
        consume_budget().await;
        match &self.0 {
            Kind::Sqlite(readers) => readers.execute_script(sql),
            Kind::SqliteTransaction(session) => session.execute_script(sql),
            Kind::Postgres(pool) => pool.execute_unprepared(sql).await,
            Kind::PostgresTransaction(transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        tell(&statement.sql);
        consume_budget().await;
        match &self.0 {
            Kind::Sqlite(readers) => Ok(readers.query(&statement, 1)?.pop()),
            Kind::SqliteTransaction(session) => Ok(session.query(&statement, 1)?.pop()),
            Kind::Postgres(pool) => pool.query_one_raw(statement).await,
            Kind::PostgresTransaction(transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        tell(&statement.sql);
        consume_budget().await;
        match &self.0 {
            Kind::Sqlite(readers) => readers.query(&statement, usize::MAX),
            Kind::SqliteTransaction(session) => session.query(&statement, usize::MAX),
            Kind::Postgres(pool) => pool.query_all_raw(statement).await,
            Kind::PostgresTransaction(transaction) => transaction.query_all_raw(statement).await,
        }
    }
}
