//! What the rest of the shop relies on, on SQLite and (when `TEST_DATABASE_URL` is set, as `./test`
//! does) on PostgreSQL.

mod types;

use std::path::Path;

use db::{
    Db, DbError, DbOptions, Engine, Read, Tx, create_sequence, insert_all, next_number,
    widen_integers,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult, Statement};
use sea_orm_migration::{prelude::*, schema::*};

pub(crate) struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First)]
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &'static str {
        "first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), sea_orm::DbErr> {
        create_sequence(manager, "ticket_number", 1000).await?;
        manager
            .create_table(
                Table::create()
                    .table("tally")
                    .col(string("name").primary_key())
                    .col(big_integer("n"))
                    .check(Expr::col("n").gte(0))
                    .to_owned(),
            )
            .await?;
        manager.create_table(types::table()).await?;
        widen_integers(manager).await
    }
}

#[derive(FromQueryResult)]
struct N {
    n: i64,
}

async fn tally(read: &impl Read, name: &str) -> Result<Option<i64>, DbError> {
    let backend = read.conn().get_database_backend();
    let statement = Statement::from_sql_and_values(
        backend,
        "SELECT n FROM tally WHERE name = $1",
        [name.into()],
    );
    let row = N::find_by_statement(statement).one(read.conn()).await?;
    Ok(row.map(|row| row.n))
}

async fn set_tally(tx: &Tx, name: &str, n: i64) -> Result<(), DbError> {
    let backend = tx.conn().get_database_backend();
    let sql = "INSERT INTO tally (name, n) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET n = excluded.n";
    let statement = Statement::from_sql_and_values(backend, sql, [name.into(), n.into()]);
    tx.conn().execute_raw(statement).await?;
    Ok(())
}

async fn add_one_by_reading_first(db: &Db) -> Result<(), DbError> {
    db.transaction(|tx| async move {
        let tx = &tx;
        let n = tally(tx, "a").await?.unwrap_or(0);
        tokio::task::yield_now().await;
        set_tally(tx, "a", n + 1).await
    })
    .await
}

pub(crate) async fn databases(dir: &Path) -> Vec<DbOptions> {
    let mut all = vec![DbOptions::sqlite(&dir.join("test.db"))];
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        all.push(DbOptions::url(testdb(&url).await));
    }
    all
}

/// A fresh database on the server that `url` points to.
async fn testdb(url: &str) -> String {
    let name = format!("db_test_{}", uuid::Uuid::now_v7().simple());
    let admin = sea_orm::Database::connect(url).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let (server, query) = url.split_once('?').map_or((url, ""), |(a, b)| (a, b));
    let base = server.rsplit_once('/').unwrap().0;
    format!("{base}/{name}?{query}")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_start_at_once_migrate_once() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let one = Db::open(options.clone()).await.unwrap();
        let two = Db::open(options).await.unwrap();

        let (first, second) =
            tokio::join!(one.migrate::<Migrations>(), two.migrate::<Migrations>());

        first.unwrap();
        second.unwrap();
        let status = one.migration_status::<Migrations>().await.unwrap();
        assert_eq!(status.pending, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_a_sequence_are_given_once() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();

        let mut given = Vec::new();
        for _ in 0..3 {
            let number: Result<i64, DbError> = db
                .transaction(|tx| async move {
                    let tx = &tx;
                    next_number(tx, "ticket_number").await
                })
                .await;
            given.push(number.unwrap());
        }

        assert_eq!(given, [1000, 1001, 1002]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_that_read_first_do_not_fail_as_busy_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(DbOptions::sqlite(&dir.path().join("test.db")))
        .await
        .unwrap();
    // A second handle on the same file, as a second process has it.
    let other = Db::open(DbOptions::sqlite(&dir.path().join("test.db")))
        .await
        .unwrap();
    db.migrate::<Migrations>().await.unwrap();

    let mut tasks = Vec::new();
    for round in 0..40 {
        let db = if round % 2 == 0 {
            db.clone()
        } else {
            other.clone()
        };
        tasks.push(tokio::spawn(
            async move { add_one_by_reading_first(&db).await },
        ));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }

    assert_eq!(tally(db.reader(), "a").await.unwrap(), Some(40));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_transaction_leaves_nothing_and_says_which_rule_it_broke() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();

        let outcome: Result<(), DbError> = db
            .transaction(|tx| async move {
                let tx = &tx;
                set_tally(tx, "kept", 1).await?;
                set_tally(tx, "negative", -1).await
            })
            .await;

        assert!(outcome.unwrap_err().is_check_violation());
        assert_eq!(tally(db.reader(), "kept").await.unwrap(), None);
    }
}

mod tally_row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tally")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub n: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_than_one_statement_holds_are_written() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();
        let row = |n: i64| tally_row::ActiveModel {
            name: Set(n.to_string()),
            n: Set(n),
        };

        let written: Result<(), DbError> = db
            .transaction(|tx| async move {
                insert_all(&tx, (0..0).map(row).collect()).await?;
                insert_all(&tx, (0..40_000).map(row).collect()).await
            })
            .await;
        written.unwrap();

        for n in [0, 999, 1_000, 39_999] {
            let found = tally(db.reader(), &n.to_string()).await.unwrap();
            assert_eq!(found, Some(n));
        }
        let backend = db.reader().conn().get_database_backend();
        let all = Statement::from_string(backend, "SELECT count(*) AS n FROM tally");
        let all = N::find_by_statement(all).one(db.reader().conn());
        assert_eq!(all.await.unwrap().unwrap().n, 40_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_is_told_how_much_a_table_holds() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();
        let written: Result<(), DbError> = db
            .transaction(|tx| async move {
                for n in 0..50 {
                    set_tally(&tx, &n.to_string(), n).await?;
                }
                Ok(())
            })
            .await;
        written.unwrap();

        db.renew_statistics().await.unwrap();

        if db.engine() == Engine::Postgres {
            let backend = db.reader().conn().get_database_backend();
            let sql = "SELECT reltuples::bigint AS n FROM pg_class WHERE relname = 'tally'";
            let statement = Statement::from_string(backend, sql);
            let known = N::find_by_statement(statement).one(db.reader().conn());
            assert_eq!(known.await.unwrap().unwrap().n, 50);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_cannot_write_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(DbOptions::sqlite(&dir.path().join("test.db")))
        .await
        .unwrap();
    db.migrate::<Migrations>().await.unwrap();

    let insert = "INSERT INTO tally (name, n) VALUES ('x', 1)";
    let outcome = db.reader().conn().execute_unprepared(insert).await;

    assert_eq!(db.engine(), Engine::Sqlite);
    assert!(outcome.is_err());
}

#[derive(FromQueryResult)]
struct Pragmas {
    version: String,
    journal: String,
    synchronous: i64,
    foreign_keys: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_is_new_enough_and_flushes_every_commit() {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(DbOptions::sqlite(&dir.path().join("test.db")))
        .await
        .unwrap();

    let sql = "SELECT sqlite_version() AS version, j.journal_mode AS journal, \
               s.synchronous AS synchronous, f.foreign_keys AS foreign_keys \
               FROM pragma_journal_mode j, pragma_synchronous s, pragma_foreign_keys f";
    let pragmas: Result<Pragmas, DbError> = db
        .transaction(|tx| async move {
            let tx = &tx;
            let statement = Statement::from_string(tx.conn().get_database_backend(), sql);
            Ok(Pragmas::find_by_statement(statement)
                .one(tx.conn())
                .await?
                .unwrap())
        })
        .await;

    let pragmas = pragmas.unwrap();
    let version: Vec<u32> = pragmas
        .version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert!(version >= vec![3, 51, 3], "{}", pragmas.version);
    assert_eq!(pragmas.journal, "wal");
    assert_eq!((pragmas.synchronous, pragmas.foreign_keys), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_transaction_is_rolled_back_and_the_next_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();
        let (begun, wait) = tokio::sync::oneshot::channel();
        let begun = std::sync::Mutex::new(Some(begun));
        let abandoned = db.transaction(|tx| {
            let begun = begun.lock().unwrap().take();
            async move {
                set_tally(&tx, "lost", 1).await?;
                begun.unwrap().send(()).unwrap();
                std::future::pending::<()>().await;
                Ok::<_, DbError>(())
            }
        });
        tokio::select! {
            outcome = abandoned => panic!("{outcome:?}"),
            started = wait => started.unwrap(),
        }

        let next: Result<(), DbError> = db
            .transaction(|tx| async move { set_tally(&tx, "kept", 2).await })
            .await;

        next.unwrap();
        assert_eq!(tally(db.reader(), "lost").await.unwrap(), None);
        assert_eq!(tally(db.reader(), "kept").await.unwrap(), Some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_waits_for_another_process_and_reads_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let options = DbOptions::sqlite(&dir.path().join("test.db"));
    let ours = Db::open(options.clone()).await.unwrap();
    ours.migrate::<Migrations>().await.unwrap();
    // A second `Db` has its own writer, as another process has.
    let theirs = Db::open(options).await.unwrap();
    let (release, held) = tokio::sync::oneshot::channel::<()>();
    let held = std::sync::Mutex::new(Some(held));
    let (begun, wait) = tokio::sync::oneshot::channel();
    let begun = std::sync::Mutex::new(Some(begun));
    let first = theirs.transaction(|tx| {
        let (held, begun) = (held.lock().unwrap().take(), begun.lock().unwrap().take());
        async move {
            set_tally(&tx, "a", 1).await?;
            begun.unwrap().send(()).unwrap();
            held.unwrap().await.unwrap();
            Ok::<_, DbError>(())
        }
    });
    let second = async {
        wait.await.unwrap();
        let write = ours.transaction(|tx| async move { add_one(&tx).await });
        let look = async {
            let seen = tally(ours.reader(), "a").await.unwrap();
            release.send(()).unwrap();
            seen
        };
        tokio::join!(write, look)
    };

    let (first, (second, seen_meanwhile)) = tokio::join!(first, second);

    first.unwrap();
    assert_eq!(second.map_err(|error: DbError| error.to_string()), Ok(()));
    assert_eq!(seen_meanwhile, None);
    assert_eq!(tally(ours.reader(), "a").await.unwrap(), Some(2));
}

async fn add_one(tx: &Tx) -> Result<(), DbError> {
    let n = tally(tx, "a").await?.unwrap_or(0);
    set_tally(tx, "a", n + 1).await
}
