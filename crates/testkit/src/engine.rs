//! A fresh database for one test, with the schema in it.

use std::{
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
};

use db::{Db, DbOptions};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use shop::migrations::Migrations;
use uuid::Uuid;

/// The engines every storage test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Whether this engine is left out on purpose; says so.
    ///
    /// # Panics
    /// When it is neither there nor left out on purpose.
    pub fn is_left_out(self) -> bool {
        if self == Self::Sqlite || server().is_some() {
            return false;
        }
        let on_purpose =
            std::env::var("SHOPWRIGHT_TEST_SQLITE_ONLY").is_ok_and(|value| value == "1");
        assert!(
            on_purpose,
            "TEST_DATABASE_URL is not set, so there is no PostgreSQL to test on: run ./test, or \
             ./test --services for a server to keep, or set SHOPWRIGHT_TEST_SQLITE_ONLY=1"
        );
        println!("left out: SHOPWRIGHT_TEST_SQLITE_ONLY=1");
        true
    }
}

/// A server on which databases may be created.
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok()
}

/// A database of its own, taken away when this is dropped.
pub struct TestDatabase {
    options: DbOptions,
    on_server: Option<OnServer>,
}

struct OnServer {
    server: String,
    name: String,
}

impl TestDatabase {
    /// With all migrations run. `folder` is where SQLite keeps its file.
    ///
    /// # Panics
    /// When there is no such database to be had.
    pub async fn create(engine: Engine, folder: &Path) -> Self {
        match engine {
            Engine::Sqlite => {
                let options = DbOptions::sqlite(&folder.join("shop.db"));
                migrate(options.clone()).await;
                Self {
                    options,
                    on_server: None,
                }
            }
            Engine::Postgres => {
                let server = server().expect("TEST_DATABASE_URL is set");
                let name = format!("shop_test_{}", Uuid::now_v7().simple());
                clone_template(&server, &name).await;
                Self {
                    options: DbOptions::url(address(&server, &name)),
                    on_server: Some(OnServer { server, name }),
                }
            }
        }
    }

    /// On PostgreSQL, without a schema: what a merchant's server has before the first start.
    ///
    /// # Panics
    /// When there is no such database to be had.
    pub async fn empty() -> Self {
        let server = server().expect("TEST_DATABASE_URL is set");
        let name = format!("shop_test_{}", Uuid::now_v7().simple());
        let admin = connect(&server).await;
        execute(&admin, &format!("CREATE DATABASE {name}")).await;
        admin.close().await.expect("the connection closes");
        Self {
            options: DbOptions::url(address(&server, &name)),
            on_server: Some(OnServer { server, name }),
        }
    }

    /// How to open it; also more than once, as several processes do.
    pub fn options(&self) -> DbOptions {
        self.options.clone()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some(OnServer { server, name }) = self.on_server.take() else {
            return;
        };
        // A runtime of its own: this may run inside one, or while a failed test unwinds.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime starts");
            runtime.block_on(async {
                let admin = connect(&server).await;
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                if let Err(error) = admin.execute_unprepared(&sql).await {
                    eprintln!("the database {name} stays behind: {error}");
                }
            });
        });
        if dropping.join().is_err() {
            eprintln!("a test database stays behind");
        }
    }
}

/// Any constant; only those who make the template take it.
const TEMPLATE_LOCK: i64 = 0x7465_7374_6b69_7401;

/// Copies the template, which is a file copy for the server, instead of running every migration.
async fn clone_template(server: &str, name: &str) {
    let admin = connect(server).await;
    let template = template_name();
    if !exists(&admin, &template).await {
        execute(&admin, &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
        // Another process may have made it while this one waited.
        if !exists(&admin, &template).await {
            make_template(&admin, server, &template).await;
        }
        execute(
            &admin,
            &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})"),
        )
        .await;
    }
    execute(
        &admin,
        &format!("CREATE DATABASE {name} TEMPLATE {template}"),
    )
    .await;
    admin.close().await.expect("the connection closes");
}

/// Under another name until it is complete: what carries the template's name can be copied.
async fn make_template(admin: &DatabaseConnection, server: &str, template: &str) {
    let draft = format!("{template}_draft");
    execute(
        admin,
        &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"),
    )
    .await;
    execute(admin, &format!("CREATE DATABASE {draft}")).await;
    migrate(DbOptions::url(address(server, &draft))).await;
    execute(
        admin,
        &format!("ALTER DATABASE {draft} RENAME TO {template}"),
    )
    .await;
}

/// A changed migration asks for another template, so that a server may be kept between runs.
fn template_name() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files: Vec<PathBuf> = ["shop/src/migrations", "db/src"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(crates.join(folder)).expect("the sources are here"))
        .map(|entry| entry.expect("the sources can be read").path())
        // What is in folders is about SQLite alone.
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(&std::fs::read(file).expect("the sources can be read"));
    }
    format!("shop_template_{:016x}", hasher.finish())
}

async fn migrate(options: DbOptions) {
    let db = Db::open(options).await.expect("the test database opens");
    db.migrate::<Migrations>()
        .await
        .expect("the migrations run");
    db.close().await.expect("the test database closes");
}

async fn exists(admin: &DatabaseConnection, name: &str) -> bool {
    let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
    let backend = admin.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [name.into()]);
    let row = admin.query_one_raw(statement).await;
    row.expect("the server answers").is_some()
}

async fn execute(admin: &DatabaseConnection, sql: &str) {
    let outcome = admin.execute_unprepared(sql).await;
    outcome.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// One connection: advisory locks belong to a session.
async fn connect(server: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await;
    connection.expect("the server of TEST_DATABASE_URL answers")
}

/// The address of another database on the same server.
fn address(server: &str, database: &str) -> String {
    let mut url = url::Url::parse(server).expect("TEST_DATABASE_URL is an address");
    url.set_path(database);
    url.into()
}
