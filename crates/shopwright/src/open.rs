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
};

use crate::config::Config;

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
    Db::open(options)
        .await
        .context("the database cannot be opened; check database_url (DATABASE_URL)")
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
