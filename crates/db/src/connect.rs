//! Opening the reader and the writer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};

use crate::{Conn, DbError, conn::Kind, sqlite};

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// A PostgreSQL replica for reads on which no decision depends.
    pub replica_url: Option<String>,
    /// Connections to PostgreSQL, for reading and for writing each.
    pub connections: u32,
}

impl DbOptions {
    /// The embedded database in one file.
    pub fn sqlite(file: &Path) -> Self {
        Self::url(format!("sqlite:{}", file.display()))
    }

    pub fn url(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            replica_url: None,
            connections: 8,
        }
    }
}

/// The two engines the shop runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The shop's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    reader: Reader,
    primary: Reader,
    pub(crate) writer: Writer,
    pub(crate) options: DbOptions,
}

/// Connections for reading only. May lag behind the writer when it is a replica.
#[derive(Debug, Clone)]
pub struct Reader(pub(crate) Arc<Conn>);

#[derive(Debug, Clone)]
pub(crate) enum Writer {
    Sqlite(sqlite::Writer),
    Postgres(DatabaseConnection),
}

impl Db {
    /// Connects, without touching the schema (see [`Db::migrate`]).
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the server does not answer or the file cannot be opened.
    pub async fn open(options: DbOptions) -> Result<Self, DbError> {
        match engine_of(&options.url)? {
            Engine::Sqlite => open_sqlite(options),
            Engine::Postgres => open_postgres(options).await,
        }
    }

    /// For pages and reports. What a decision depends on is read inside [`Db::transaction`].
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// For reading what the same person may have written a moment ago: never a replica.
    pub fn primary(&self) -> &Reader {
        &self.primary
    }

    pub fn engine(&self) -> Engine {
        match self.writer {
            Writer::Sqlite(_) => Engine::Sqlite,
            Writer::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether both sides answer; for readiness checks.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.reader.0.execute_unprepared("SELECT 1").await?;
        match &self.writer {
            Writer::Sqlite(writer) => writer.begin().await?.commit()?,
            Writer::Postgres(pool) => {
                pool.execute_unprepared("SELECT 1").await?;
            }
        }
        Ok(())
    }

    /// Waits for running statements and closes every connection. On SQLite the write-ahead log is
    /// folded into the database file.
    pub async fn close(&self) -> Result<(), DbError> {
        self.reader.0.close().await?;
        match &self.writer {
            Writer::Sqlite(writer) => writer.close().await?,
            Writer::Postgres(pool) => pool.close_by_ref().await?,
        }
        Ok(())
    }
}

/// The file of an embedded database, from its address.
pub(crate) fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

fn engine_of(url: &str) -> Result<Engine, DbError> {
    if url.starts_with("sqlite:") {
        Ok(Engine::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Engine::Postgres)
    } else {
        Err(DbError::Other(sea_orm::DbErr::Custom(
            "the database address has to start with sqlite: or postgres://".to_owned(),
        )))
    }
}

fn open_sqlite(options: DbOptions) -> Result<Db, DbError> {
    let file = sqlite_file(&options.url).unwrap_or_default();
    // The writer comes first: it creates the file and switches it to write-ahead logging.
    let writer = sqlite::Writer::open(&file).map_err(DbError::Unavailable)?;
    let readers = sqlite::Readers::open(file).map_err(DbError::Unavailable)?;
    let reader = Reader(Arc::new(Conn(Kind::Sqlite(readers))));
    Ok(Db {
        primary: reader.clone(),
        reader,
        writer: Writer::Sqlite(writer),
        options,
    })
}

async fn open_postgres(options: DbOptions) -> Result<Db, DbError> {
    let writer = connect(base_options(&options.url, options.connections)).await?;
    let reader_url = options.replica_url.as_ref().unwrap_or(&options.url);
    let reader = connect(base_options(reader_url, options.connections)).await?;
    Ok(Db {
        reader: Reader(Arc::new(Conn(Kind::Postgres(reader)))),
        primary: Reader(Arc::new(Conn(Kind::Postgres(writer.clone())))),
        writer: Writer::Postgres(writer),
        options,
    })
}

fn base_options(url: &str, connections: u32) -> ConnectOptions {
    let mut result = ConnectOptions::new(url);
    result
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .connect_timeout(Duration::from_secs(10))
        // Each of these costs time on every query.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    result
}

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, DbError> {
    Database::connect(options)
        .await
        .map_err(DbError::Unavailable)
}

/// A single connection of its own, for work that is bound to one session.
pub(crate) async fn connect_alone(url: &str) -> Result<DatabaseConnection, DbError> {
    connect(base_options(url, 1)).await
}

pub(crate) fn engine_of_backend(backend: DbBackend) -> Engine {
    match backend {
        DbBackend::Postgres => Engine::Postgres,
        _ => Engine::Sqlite,
    }
}
