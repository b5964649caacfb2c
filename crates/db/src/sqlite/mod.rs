//! SQLite on the thread that asks.
//!
//! SQLite is a library, not a server: a statement takes some microseconds. Handing it to a thread of
//! its own and waiting for the answer costs many times that, and a transaction pays it for each
//! statement while nobody else can write. So statements run right here; what waits (for the one
//! writer, for another process) waits without holding a thread.

mod error;
mod migration;
mod row;
mod statement;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use sea_orm::{ConnAcquireErr, DbErr, ExecResult, QueryResult, Statement};
use tokio::{sync::OwnedMutexGuard, time::Instant};

use error::db_err;
pub(crate) use migration::Migrating;

/// Kibibytes of page cache of each read connection, and of the one writer.
const READER_CACHE_KIB: i64 = 4 * 1024;
const WRITER_CACHE_KIB: i64 = 16 * 1024;
/// Prepared statements that each connection keeps; more than the shop has.
const STATEMENTS: usize = 1024;
/// How long to wait for the writer of this process.
const WRITER_PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait for another process that writes.
const BUSY_PATIENCE: Duration = Duration::from_secs(10);

/// Read-only connections: as many as there are threads that read at the same moment.
#[derive(Clone, Debug)]
pub(crate) struct Readers(Arc<Idle>);

#[derive(Debug)]
struct Idle {
    file: PathBuf,
    /// `None` after closing.
    connections: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub(crate) fn open(file: PathBuf) -> Result<Self, DbErr> {
        let first = connect(&file, Mode::Read).map_err(DbErr::Conn)?;
        Ok(Self(Arc::new(Idle {
            file,
            connections: Mutex::new(Some(vec![first])),
        })))
    }

    pub(crate) fn query(
        &self,
        statement: &Statement,
        limit: usize,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.with(|connection| statement::query(connection, statement, limit))
    }

    pub(crate) fn execute(&self, statement: &Statement) -> Result<ExecResult, DbErr> {
        self.with(|connection| statement::execute(connection, statement))
    }

    pub(crate) fn execute_script(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.with(|connection| statement::execute_script(connection, sql))
    }

    pub(crate) fn close(&self) {
        *lock(&self.0.connections) = None;
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, DbErr>) -> Result<T, DbErr> {
        let idle = match &mut *lock(&self.0.connections) {
            Some(idle) => idle.pop(),
            None => return Err(closed()),
        };
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.0.file, Mode::Read).map_err(DbErr::Conn)?,
        };
        let outcome = work(&connection);
        if let Some(idle) = &mut *lock(&self.0.connections) {
            idle.push(connection);
        }
        outcome
    }
}

/// The one connection that writes. Whoever wants to write next queues here.
#[derive(Clone, Debug)]
pub(crate) struct Writer(Arc<tokio::sync::Mutex<Option<Connection>>>);

impl Writer {
    /// Creates the file when there is none, and switches it to write-ahead logging.
    pub(crate) fn open(file: &Path) -> Result<Self, DbErr> {
        let connection = connect(file, Mode::Write).map_err(DbErr::Conn)?;
        Ok(Self(Arc::new(tokio::sync::Mutex::new(Some(connection)))))
    }

    /// Waits until nobody else writes, in this process or another.
    pub(crate) async fn begin(&self) -> Result<Session, DbErr> {
        let waiting = tokio::time::timeout(WRITER_PATIENCE, Arc::clone(&self.0).lock_owned());
        let guard = waiting
            .await
            .map_err(|_elapsed| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        if guard.is_none() {
            return Err(closed());
        }
        let session = Session {
            connection: Mutex::new(guard),
            is_open: false,
        };
        session.begin().await
    }

    /// Folds the write-ahead log into the database file.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        let Some(connection) = self.0.lock().await.take() else {
            return Ok(());
        };
        connection
            .close()
            .map_err(|(_, error)| db_err(error, DbErr::Conn))
    }
}

/// An open write transaction; dropped without [`Session::commit`], it is rolled back.
#[derive(Debug)]
pub(crate) struct Session {
    connection: Mutex<OwnedMutexGuard<Option<Connection>>>,
    is_open: bool,
}

impl Session {
    /// `BEGIN IMMEDIATE`: a transaction that reads first and writes later could otherwise fail as
    /// busy at once, whatever the timeout.
    async fn begin(mut self) -> Result<Self, DbErr> {
        let give_up = Instant::now() + BUSY_PATIENCE;
        let mut pause = Duration::from_millis(1);
        loop {
            match self.run(|connection| run_cached(connection, "BEGIN IMMEDIATE")) {
                Ok(()) => {
                    self.is_open = true;
                    return Ok(self);
                }
                Err(error) if is_busy(&error) && Instant::now() < give_up => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_millis(50));
                }
                Err(error) => return Err(db_err(error, DbErr::Exec)),
            }
        }
    }

    pub(crate) fn commit(mut self) -> Result<(), DbErr> {
        self.run(|connection| run_cached(connection, "COMMIT"))
            .map_err(|error| db_err(error, DbErr::Exec))?;
        self.is_open = false;
        Ok(())
    }

    pub(crate) fn query(
        &self,
        statement: &Statement,
        limit: usize,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.with(|connection| statement::query(connection, statement, limit))
    }

    pub(crate) fn execute(&self, statement: &Statement) -> Result<ExecResult, DbErr> {
        self.with(|connection| statement::execute(connection, statement))
    }

    pub(crate) fn execute_script(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.with(|connection| statement::execute_script(connection, sql))
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, DbErr>) -> Result<T, DbErr> {
        match &**lock(&self.connection) {
            Some(connection) => work(connection),
            None => Err(closed()),
        }
    }

    fn run(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
        match &**lock(&self.connection) {
            Some(connection) => work(connection),
            None => Err(rusqlite::Error::InvalidQuery),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.is_open {
            return;
        }
        if let Err(error) = self.run(|connection| run_cached(connection, "ROLLBACK")) {
            tracing::warn!(%error, "rollback failed");
        }
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Read,
    Write,
}

fn connect(file: &Path, mode: Mode) -> Result<Connection, sea_orm::RuntimeErr> {
    let open = || {
        // Connections are used by one thread at a time, which the types guarantee.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let flags = match mode {
            Mode::Read => flags,
            Mode::Write => flags | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let connection = Connection::open_with_flags(file, flags)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Without this guarantee a statement is compiled anew for every other value of its LIMIT, and nearly all
        // have one: https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfigenableqpsg
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.busy_timeout(BUSY_PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A confirmed order survives a power cut: every commit is flushed to the disk.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        match mode {
            Mode::Read => {
                connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
                connection.pragma_update(None, "query_only", true)?;
            }
            Mode::Write => {
                connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
                // `Session::begin` waits for other processes, and holds no thread meanwhile.
                connection.busy_timeout(Duration::ZERO)?;
            }
        }
        Ok(connection)
    };
    open().map_err(error::runtime_err)
}

fn run_cached(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

fn closed() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}

/// A panic while the lock was held left the list whole: connections are moved, not changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_compiled_once_whatever_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join("shop.db"), Mode::Write).unwrap();
        connection
            .execute_batch("CREATE TABLE number (it INTEGER)")
            .unwrap();
        connection
            .execute_batch("INSERT INTO number VALUES (1), (2), (3)")
            .unwrap();

        let mut select = connection
            .prepare_cached("SELECT it FROM number LIMIT ?")
            .unwrap();
        for limit in [1_u32, 3, 2] {
            let found = select
                .query_map([limit], |row| row.get::<_, i64>(0))
                .unwrap();
            assert_eq!(found.count(), limit as usize);
        }

        assert_eq!(select.get_status(StatementStatus::RePrepare), 0);
    }

    /// See `.cargo/config.toml`.
    #[test]
    fn connections_do_not_wait_for_each_other_at_every_page() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join("shop.db"), Mode::Write).unwrap();

        let mut select = connection.prepare("PRAGMA compile_options").unwrap();
        let options: Vec<String> = select
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();

        let has = |name: &str| options.iter().any(|option| option == name);
        assert!(has("DEFAULT_MEMSTATUS=0"), "{options:?}");
        assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
    }
}
