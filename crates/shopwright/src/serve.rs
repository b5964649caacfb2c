//! The running shop: pages, background work, and an orderly end.

use std::{process::ExitCode, time::Duration};

use anyhow::Context;
use shop::{Shop, changes, search, staff, work};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{config::Config, open};

/// How long running requests and jobs get to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(25);

pub async fn serve(config: &Config, with_worker: bool) -> anyhow::Result<ExitCode> {
    let listener = bind(config).await?;
    let shop = open::open(config).await?;
    if let Some(token) = staff::setup_link(&shop).await? {
        let link = config
            .public_url
            .join(&format!("admin/setup/{}", token.as_str()))?;
        println!("This shop has no administrator yet. Make the first one here, within a day:");
        println!("  {link}");
    }
    println!("Shop:  {}", config.public_url);
    println!("Admin: {}", config.public_url.join("admin")?);
    run(config, listener, shop, with_worker).await
}

/// Before anything else: a start that cannot serve changes nothing.
pub async fn bind(config: &Config) -> anyhow::Result<TcpListener> {
    TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "configuration: listen = {} cannot be used: choose a free address and port",
            config.listen
        )
    })
}

/// Serves an open shop until the process is told to stop.
pub async fn run(
    config: &Config,
    listener: TcpListener,
    shop: Shop,
    with_worker: bool,
) -> anyhow::Result<ExitCode> {
    let stop = CancellationToken::new();
    tokio::spawn(cancel_on_signal(stop.clone()));
    let tasks = TaskTracker::new();
    tasks.spawn(changes::follow(shop.clone(), stop.clone()));
    tasks.spawn(search::follow(shop.clone(), stop.clone()));
    tasks.spawn(search::keep_counts(shop.clone(), stop.clone()));
    if with_worker {
        tasks.spawn(work::worker(shop.clone()).run(stop.clone()));
    }
    tasks.close();
    let router = web::router(app(config, &shop)?);
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server =
        axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let serving = tokio::spawn(server.into_future());
    stop.cancelled().await;
    let finish = async {
        serving.await??;
        tasks.wait().await;
        anyhow::Ok(())
    };
    end(&shop, finish).await
}

/// Background work without pages.
pub async fn work(config: &Config) -> anyhow::Result<ExitCode> {
    let shop = open::open(config).await?;
    let stop = CancellationToken::new();
    tokio::spawn(cancel_on_signal(stop.clone()));
    let tasks = TaskTracker::new();
    tasks.spawn(changes::follow(shop.clone(), stop.clone()));
    tasks.spawn(work::worker(shop.clone()).run(stop.clone()));
    tasks.close();
    stop.cancelled().await;
    let finish = async {
        tasks.wait().await;
        anyhow::Ok(())
    };
    end(&shop, finish).await
}

/// After the signal: waits until everything has finished, but not for ever.
async fn end(
    shop: &Shop,
    finish: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<ExitCode> {
    tracing::info!("stopping: what is running is finished first");
    match tokio::time::timeout(GRACE, finish).await {
        Ok(outcome) => outcome?,
        Err(_elapsed) => tracing::warn!("something did not finish in time and is given up"),
    }
    shop.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

fn app(config: &Config, shop: &Shop) -> anyhow::Result<web::App> {
    let theme = config.data_dir.join("theme");
    let options = web::WebOptions {
        theme: theme.is_dir().then_some(theme),
        trusted_proxies: config.trusted_proxies.clone(),
        page_cache: config.page_cache,
    };
    web::App::new(shop.clone(), &options).context("the folder theme cannot be used")
}

/// Ctrl-C, or what a service manager sends.
async fn cancel_on_signal(stop: CancellationToken) {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
    stop.cancel();
}
