//! A demo shop of our own for the length of a run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use crate::args::Args;
use crate::http::{Connection, Jar, Site};

/// Stocking a large demo shop with a debug build takes its time.
const LONGEST_START: Duration = Duration::from_mins(5);
const LONGEST_STOP: Duration = Duration::from_secs(30);
/// How often a starting or stopping server is looked at; times are that exact.
const GLANCE: Duration = Duration::from_millis(2);

pub struct Server {
    process: Process,
    /// How long the first start took, which makes and stocks the shop.
    pub stocked: Duration,
    /// How long the second start took, on the data that were there.
    pub ready: Duration,
    /// Data and log. Declared, and so removed, after the process that writes them.
    _folder: TempDir,
}

struct Demo<'a> {
    /// Absolute: the process starts in its own folder.
    binary: PathBuf,
    products: Option<u32>,
    url: &'a Url,
    folder: PathBuf,
}

impl Server {
    /// Stocks a demo shop and starts it again: starting an existing shop is what happens every day.
    ///
    /// # Errors
    /// The binary does not start, or the address is taken.
    pub async fn start(binary: &Path, args: &Args) -> Result<Self> {
        let site = Site::parse(&args.url)?;
        ensure!(
            TcpStream::connect(site.authority()).await.is_err(),
            "something else listens at {} already",
            args.url
        );
        let folder = tempfile::Builder::new()
            .prefix("shopwright-load-")
            .tempdir()?;
        let demo = Demo {
            binary: std::fs::canonicalize(binary)
                .with_context(|| format!("there is no {}", binary.display()))?,
            products: args.products,
            url: &args.url,
            folder: folder.path().to_owned(),
        };

        let begin = Instant::now();
        let mut process = Process(demo.spawn()?);
        wait_until_ready(&mut process.0, &site, &demo).await?;
        let stocked = begin.elapsed();
        stop(&mut process.0).await?;

        let begin = Instant::now();
        let mut process = Process(demo.spawn()?);
        wait_until_ready(&mut process.0, &site, &demo).await?;
        let ready = begin.elapsed();
        Ok(Self {
            process,
            stocked,
            ready,
            _folder: folder,
        })
    }

    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }

    /// Asks it to finish and waits for that.
    ///
    /// # Errors
    /// It failed, or had to be killed.
    pub async fn stop(mut self) -> Result<()> {
        stop(&mut self.process.0).await
    }
}

/// Killed when a run ends by an error: its folder goes next.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Demo<'_> {
    fn spawn(&self) -> Result<Child> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut command = Command::new(&self.binary);
        // By flag: that is how `demo` is told to keep a folder and serve it again as it is.
        command
            .arg("demo")
            .arg("--data-dir")
            .arg(self.folder.join("shop"));
        if let Some(products) = self.products {
            command.args(["--products", &products.to_string()]);
        }
        let address = format!(
            "{}:{}",
            self.url.host_str().unwrap_or("127.0.0.1"),
            self.url.port_or_known_default().unwrap_or(80)
        );
        command
            .env("SHOPWRIGHT_LISTEN", address)
            .env(
                "SHOPWRIGHT_PUBLIC_URL",
                self.url.origin().ascii_serialization(),
            )
            .env("SHOPWRIGHT_RATE_LIMITS", "off")
            .env_remove("DATABASE_URL")
            .env_remove("DATABASE_REPLICA_URL")
            .env_remove("SHOPWRIGHT_DATABASE_URL")
            .env_remove("SHOPWRIGHT_DATABASE_REPLICA_URL")
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        command
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The last lines that the server wrote.
    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines
            .get(lines.len().saturating_sub(20)..)
            .unwrap_or_default()
            .join("\n")
    }
}

async fn wait_until_ready(child: &mut Child, site: &Site, demo: &Demo<'_>) -> Result<()> {
    let begin = Instant::now();
    let mut connection = Connection::new(site.clone());
    while begin.elapsed() < LONGEST_START {
        if let Some(status) = child.try_wait()? {
            bail!("the server ended with {status}:\n{}", demo.last_words());
        }
        let answer = connection.get("/readyz", &mut Jar::default()).await;
        if answer.is_ok_and(|answer| answer.status.is_success()) {
            return Ok(());
        }
        sleep(GLANCE).await;
    }
    bail!(
        "the server was not ready after {LONGEST_START:?}:\n{}",
        demo.last_words()
    )
}

async fn stop(child: &mut Child) -> Result<()> {
    kill_process(Pid::from_child(child), Signal::TERM).context("cannot ask the server to stop")?;
    let ended = timeout(LONGEST_STOP, async {
        loop {
            match child.try_wait() {
                Ok(None) => sleep(GLANCE).await,
                Ok(Some(status)) => return Ok(status),
                Err(error) => return Err(error),
            }
        }
    });
    let status = ended
        .await
        .context("the server did not stop when asked")??;
    ensure!(status.success(), "the server ended with {status}");
    Ok(())
}
