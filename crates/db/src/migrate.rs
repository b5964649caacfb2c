//! Migrations: run once, however many processes start at the same time.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

use crate::{
    Db, DbError, Engine,
    connect::{connect_alone, sqlite_file},
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
        let session = connect_alone(&self.options.url).await?;
        let result = match self.engine() {
            Engine::Postgres => migrate_postgres::<M>(&session).await,
            Engine::Sqlite => migrate_sqlite::<M>(&session, &self.options.url).await,
        };
        session.close().await?;
        result
    }

    pub async fn migration_status<M: MigratorTrait>(&self) -> Result<MigrationStatus, DbError> {
        let pending = M::get_pending_migrations_read_only(&self.primary().0)
            .await?
            .len();
        Ok(MigrationStatus { pending })
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

async fn migrate_sqlite<M: MigratorTrait>(
    session: &DatabaseConnection,
    url: &str,
) -> Result<(), DbError> {
    let _held_until_return = match sqlite_file(url) {
        Some(file) => Some(lock_beside(file).await?),
        None => None,
    };
    Ok(M::up(session, None).await?)
}

/// Waits for the lock on a thread of its own: another process may hold it for a while.
async fn lock_beside(database: PathBuf) -> Result<File, DbError> {
    let outcome = tokio::task::spawn_blocking(move || lock_file(&database)).await;
    outcome
        .map_err(std::io::Error::other)
        .flatten()
        .map_err(|error| {
            DbError::Unavailable(sea_orm::DbErr::Custom(format!(
                "cannot lock the database file for its migration: {error}"
            )))
        })
}

fn lock_file(database: &Path) -> std::io::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let file = File::create(name)?;
    file.lock()?;
    Ok(file)
}
