//! Puts a shop together from its configuration.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use db::{Db, DbOptions};
use mail::Mailer;
use rand::RngCore;
use shop::{
    Clock, Parts, Shop, Snapshot,
    migrations::Migrations,
    payments::{Gateways, SandboxAccess, SandboxBank},
    search::Search,
};
use url::Url;

use crate::config::Config;

/// A server that has not answered by then is worth a warning; it is waited for until the pool gives up.
const SLOW: Duration = Duration::from_secs(2);

/// Opens the database, brings its schema up to date and loads what every page needs.
pub async fn open(config: &Config) -> anyhow::Result<Shop> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("data_dir = {:?} cannot be made", config.data_dir.display()))?;
    let db = connect(config).await?;
    db.migrate::<Migrations>()
        .await
        .context("the database's schema cannot be brought up to date")?;
    assemble(config, db, Clock::system()).await
}

/// The same shop at another time; the demo's past orders are placed with it.
pub async fn open_at(config: &Config, clock: Clock) -> anyhow::Result<Shop> {
    assemble(config, connect(config).await?, clock).await
}

/// Connects without touching the schema.
pub async fn connect(config: &Config) -> anyhow::Result<Db> {
    let options = DbOptions {
        url: config.database_url.clone(),
        replica_url: config.database_replica_url.clone(),
        connections: config.database_connections,
    };
    let Some(server) = server_of(config) else {
        return Db::open(options)
            .await
            .context("the database cannot be opened; check database_url (DATABASE_URL)");
    };
    tracing::info!(server, "connecting to PostgreSQL");
    let opening = Db::open(options);
    tokio::pin!(opening);
    let opened = match tokio::time::timeout(SLOW, &mut opening).await {
        Ok(opened) => opened,
        Err(_elapsed) => {
            tracing::warn!(
                server,
                "PostgreSQL does not answer yet; waiting half a minute for it"
            );
            opening.await
        }
    };
    opened.with_context(|| {
        format!(
            "PostgreSQL at {server} cannot be used; see whether it runs and can be reached from here, and check \
             database_url (DATABASE_URL)"
        )
    })
}

/// Which PostgreSQL is used, with its replica, without user and password; `None` for SQLite.
fn server_of(config: &Config) -> Option<String> {
    let primary = server(&config.database_url)?;
    let replica = config.database_replica_url.as_deref().and_then(server);
    Some(match replica {
        Some(replica) => format!("{primary} (replica {replica})"),
        None => primary,
    })
}

/// `db.example:5432/shop`. A socket is named by its folder: `postgres:///shop?host=/run/postgresql`.
fn server(url: &str) -> Option<String> {
    let url = Url::parse(url)
        .ok()
        .filter(|url| url.scheme().starts_with("postgres"))?;
    let given = |name| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = given("host").or_else(|| host.map(ToOwned::to_owned));
    let port = url.port().map(|port| port.to_string());
    let port = given("port").or(port).unwrap_or_else(|| "5432".to_owned());
    let host = host.unwrap_or_else(|| "localhost".to_owned());
    Some(format!("{host}:{port}{}", url.path()))
}

async fn assemble(config: &Config, db: Db, clock: Clock) -> anyhow::Result<Shop> {
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .no_proxy()
        .build()?;
    let access = SandboxAccess {
        bank: Arc::new(SandboxBank {
            db: db.clone(),
            clock: clock.clone(),
        }),
        secret: shop::secrets::load(&db, "sandbox", fresh_secret()).await?,
        http,
    };
    let pages = config.public_url.join(web::routes::SANDBOX_PAGES)?;
    let mailer = match &config.smtp_url {
        Some(url) => Mailer::smtp(url).context("smtp_url cannot be used")?,
        None => Mailer::outbox(config.data_dir.join("outbox")),
    };
    let snapshot = Snapshot::load(&db).await?;
    Ok(Shop::new(Parts {
        gateways: Gateways::new(access, pages.as_str()),
        media: media::Store::new(media_folder(&config.data_dir)),
        search: Search::in_folder(config.data_dir.join("search")),
        fetcher: media::Fetcher::new(),
        public_url: config.public_url.clone(),
        rate_limits: config.rate_limits,
        db,
        clock,
        mailer,
        snapshot,
    }))
}

fn media_folder(data_dir: &Path) -> std::path::PathBuf {
    data_dir.join("media")
}

/// 256 random bits.
fn fresh_secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_without_user_and_password() {
        let cases = [
            (
                "postgres://shop:secret@db.example/shop",
                Some("db.example:5432/shop"),
            ),
            (
                "postgresql://shop:secret@[2001:db8::1]:5433/shop?sslmode=require",
                Some("[2001:db8::1]:5433/shop"),
            ),
            (
                "postgres://shop@localhost/shop?host=/run/postgresql&port=5434&password=secret",
                Some("/run/postgresql:5434/shop"),
            ),
            ("sqlite:./data/shop.db", None),
        ];
        for (url, expected) in cases {
            assert_eq!(server(url).as_deref(), expected, "{url}");
        }
    }
}
