//! Migrations: run once, however many processes start at the same time.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

use crate::{
    Db, DbError, Read,
    connect::{Writer, connect_alone},
    sqlite::{self, Migrating},
};

/// Any constant that no other user of the same PostgreSQL database takes; "shopwrig" in ASCII.
const ADVISORY_LOCK: i64 = 0x7368_6f70_7772_6967;

/// How far the schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrationStatus {
    pub pending: usize,
}

impl Db {
    /// Brings the schema up to date. Two processes may call this at once on an empty database:
    /// one works, the other waits and finds nothing left to do.
    pub async fn migrate<M: MigratorTrait>(&self) -> Result<(), DbError> {
        match &self.writer {
            Writer::Sqlite(writer) => migrate_sqlite::<M>(writer).await,
            Writer::Postgres(_) => {
                let session = connect_alone(&self.options.url).await?;
                let result = migrate_postgres::<M>(&session).await;
                session.close().await?;
                result
            }
        }
    }

    pub async fn migration_status<M: MigratorTrait>(&self) -> Result<MigrationStatus, DbError> {
        let applied = self.applied().await?;
        let pending = M::migrations()
            .iter()
            .filter(|migration| !applied.contains(migration.name()))
            .count();
        Ok(MigrationStatus { pending })
    }

    /// The names of the migrations that ran; none before the first start.
    async fn applied(&self) -> Result<HashSet<String>, DbError> {
        let conn = self.primary().conn();
        let backend = conn.get_database_backend();
        let exists = match backend {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'",
            _ => "SELECT relname AS name FROM pg_class WHERE relname = 'seaql_migrations'",
        };
        let exists = conn.query_one_raw(Statement::from_string(backend, exists));
        if exists.await?.is_none() {
            return Ok(HashSet::new());
        }
        let names = "SELECT version FROM seaql_migrations";
        let rows = conn
            .query_all_raw(Statement::from_string(backend, names))
            .await?;
        let names = rows.iter().map(|row| row.try_get("", "version"));
        Ok(names.collect::<Result<_, _>>()?)
    }
}

/// The lock belongs to the session, so everything runs on this one connection.
async fn migrate_postgres<M: MigratorTrait>(session: &DatabaseConnection) -> Result<(), DbError> {
    let lock = format!("SELECT pg_advisory_lock({ADVISORY_LOCK})");
    session.execute_unprepared(&lock).await?;
    let result = M::up(session, None).await;
    let unlock = format!("SELECT pg_advisory_unlock({ADVISORY_LOCK})");
    session.execute_unprepared(&unlock).await?;
    Ok(result?)
}

/// One transaction for all of them: other processes wait for its lock.
async fn migrate_sqlite<M: MigratorTrait>(writer: &sqlite::Writer) -> Result<(), DbError> {
    let migrating = Migrating::new(writer.begin().await?);
    let connection = migrating.connection().await?;
    M::up(&connection, None).await?;
    drop(connection);
    Ok(migrating.commit()?)
}
