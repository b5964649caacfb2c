//! Transactions: begun for writing, repeated when the engine asks for it.

use std::{error::Error, future::Future, sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, DbErr, TransactionTrait};

use crate::{Conn, Db, DbError, Reader, conn::Kind, connect::Writer, error::asks_for_retry};

/// How often a transaction runs at most, the first time included.
const ATTEMPTS: u32 = 6;

/// An open write transaction. Only [`Db::transaction`] makes one, so a function that takes `&Tx`
/// says that it writes.
#[derive(Debug)]
pub struct Tx(Arc<Conn>);

impl Tx {
    /// For the queries of an area.
    pub fn conn(&self) -> &Conn {
        &self.0
    }
}

/// What can be read from: the [`Reader`], or a transaction.
pub trait Read: Send + Sync {
    type Conn: ConnectionTrait;

    fn conn(&self) -> &Self::Conn;
}

impl Read for Reader {
    type Conn = Conn;

    fn conn(&self) -> &Conn {
        &self.0
    }
}

impl Read for Tx {
    type Conn = Conn;

    fn conn(&self) -> &Conn {
        &self.0
    }
}

impl Db {
    /// Runs `work` in one write transaction: all of it is stored, or nothing.
    ///
    /// `work` may run more than once (serialization failures and deadlocks are repeated), so its
    /// only effects are those through the transaction; ids, tokens and the time are made before.
    /// `work` gets the transaction by value because a future that borrows it cannot be shown to be
    /// `Send` in today's Rust (rust-lang/rust#110338): `|tx| async move { let tx = &tx; … }`.
    ///
    /// On SQLite the transaction is `BEGIN IMMEDIATE`: one that reads first and writes later would
    /// otherwise fail as busy at once, whatever the timeout.
    ///
    /// # Errors
    /// Whatever `work` returns, after rolling back; or the failure to begin or commit.
    pub async fn transaction<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<DbError> + Error + 'static,
    {
        let mut attempt = 1;
        loop {
            match self.attempt(&work).await {
                Err(error) if attempt < ATTEMPTS && asks_for_retry(&error) => {
                    tracing::debug!(attempt, "transaction is repeated");
                    tokio::time::sleep(pause_before(attempt)).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, E, F, Fut>(&self, work: &F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<DbError>,
    {
        let inner = Arc::new(self.begin().await?);
        let outcome = work(Tx(Arc::clone(&inner))).await;
        // `work` owned the only other handle, and its future is gone.
        let Some(inner) = Arc::into_inner(inner) else {
            return Err(DbError::Other(DbErr::Custom(
                "a transaction was kept beyond its work".to_owned(),
            ))
            .into());
        };
        match outcome {
            Ok(value) => {
                inner.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The first error is the one worth telling; a failed rollback closes the session.
                if let Err(rollback) = inner.rollback().await {
                    tracing::warn!(error = %rollback, "rollback failed");
                }
                Err(error)
            }
        }
    }

    async fn begin(&self) -> Result<Conn, DbError> {
        Ok(match &self.writer {
            Writer::Sqlite(writer) => Conn(Kind::SqliteTransaction(writer.begin().await?)),
            Writer::Postgres(pool) => Conn(Kind::PostgresTransaction(pool.begin().await?)),
        })
    }
}

/// Grows with each attempt and is spread at random, so that two that collided do not meet again.
fn pause_before(attempt: u32) -> Duration {
    let ceiling = 5_u64 << attempt.min(6);
    Duration::from_millis(rand::random_range(1..=ceiling))
}
