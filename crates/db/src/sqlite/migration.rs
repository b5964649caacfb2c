//! A write transaction in the shape that SeaORM's migrations run on.

use std::sync::Arc;

use sea_orm::{
    Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow,
    Statement, from_query_result_to_proxy_row,
};

use super::Session;

/// The transaction in which migrations run; [`Migrating::commit`] keeps what they did.
#[derive(Clone, Debug)]
pub(crate) struct Migrating(Arc<Session>);

impl Migrating {
    pub(crate) fn new(session: Session) -> Self {
        Self(Arc::new(session))
    }

    pub(crate) async fn connection(&self) -> Result<DatabaseConnection, DbErr> {
        Database::connect_proxy(DbBackend::Sqlite, Arc::new(Box::new(self.clone()))).await
    }

    pub(crate) fn commit(self) -> Result<(), DbErr> {
        match Arc::into_inner(self.0) {
            Some(session) => session.commit(),
            None => Err(DbErr::Migration("a migration is still running".to_owned())),
        }
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for Migrating {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        let rows = self.0.query(&statement, usize::MAX)?;
        Ok(rows.iter().map(from_query_result_to_proxy_row).collect())
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        Ok(self.0.execute(&statement)?.into())
    }
}
