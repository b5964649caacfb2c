//! A running shop process.

use std::{
    cell::RefCell,
    fs::File,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use url::Url;

use super::{Ground, eventually};

/// Debug builds on a busy machine need their time, and the demo shop is stocked first.
const START: Duration = Duration::from_mins(2);
const STOP: Duration = Duration::from_secs(40);

/// Killed when it is dropped; its output is shown when a test fails.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub origin: Url,
    /// Shared by all customers of this process, as the connections are.
    pub http: reqwest::Client,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Server {
    /// `shopwright serve`, ready to be visited.
    pub async fn start(ground: &Ground) -> Self {
        Self::start_with(ground, &["serve"]).await
    }

    /// Any command that serves a shop.
    pub async fn start_with(ground: &Ground, arguments: &[&str]) -> Self {
        for _ in 0..5 {
            let mut server = Self::spawn(ground, arguments);
            if server.becomes_ready().await {
                return server;
            }
            // Somebody else may have taken the port in between; anything else is a failure.
            let said = server.stderr();
            assert!(
                said.contains("listen") && said.contains("cannot be used"),
                "the shop does not start: {said}"
            );
        }
        panic!("no free port was found");
    }

    /// A process that nobody waits for; it may have no pages at all.
    pub fn start_and_go_on(ground: &Ground, command: &str) -> Self {
        Self::spawn(ground, &[command])
    }

    fn spawn(ground: &Ground, arguments: &[&str]) -> Self {
        let address = free_address();
        let file = |kind: &str| {
            let path = ground.folder().join(format!("{}.{kind}", address.port()));
            let file = File::create(&path).expect("there is room for a log");
            (path, file)
        };
        let (stdout, out) = file("out");
        let (stderr, err) = file("err");
        let child = ground
            .command(arguments)
            .env("SHOPWRIGHT_LISTEN", address.to_string())
            .env("SHOPWRIGHT_LOG", "info,sqlx=warn")
            .stdout(Stdio::from(out))
            .stderr(Stdio::from(err))
            .spawn()
            .expect("the binary starts");
        Self {
            child,
            address,
            origin: Url::parse(&format!("http://{address}/")).expect("this is an address"),
            http: http(),
            stdout,
            stderr,
        }
    }

    /// `false` when the process ended instead.
    async fn becomes_ready(&mut self) -> bool {
        let url = self.origin.join("readyz").expect("this is an address");
        let (http, child) = (&self.http, RefCell::new(&mut self.child));
        eventually("the shop is ready", START, || async {
            let ended = child.borrow_mut().try_wait();
            if ended.expect("a child can be asked").is_some() {
                return Some(false);
            }
            let answer = http.get(url.clone()).send().await;
            let is_ready = answer.is_ok_and(|answer| answer.status() == 200);
            is_ready.then_some(true)
        })
        .await
    }

    /// What the process printed for the person who started it.
    pub fn stdout(&self) -> String {
        std::fs::read_to_string(&self.stdout).unwrap_or_default()
    }

    pub fn stderr(&self) -> String {
        std::fs::read_to_string(&self.stderr).unwrap_or_default()
    }

    /// How many products a search has, as its page says it; what it offers instead of results does not count.
    pub async fn count_found(&self, text: &str) -> usize {
        let url = self.origin.join(&format!("search?exact=1&q={text}"));
        let answer = self.http.get(url.unwrap()).send().await;
        let answer = answer.expect("the shop answers");
        let page = answer.text().await.expect("a page is text");
        if page.contains("Nothing found for") {
            return 0;
        }
        let told = page.split_once("id=\"listing-count\"");
        let told = told.and_then(|(_, rest)| rest.split_once('>'));
        let words = told.map_or("", |(_, words)| words).split_whitespace();
        let count = words.take(1).find_map(|word| word.parse().ok());
        count.unwrap_or_else(|| panic!("no count in {page}"))
    }

    /// The end without warning: SIGKILL, as after a power cut.
    pub fn kill(mut self) {
        self.child.kill().expect("the process is ours to kill");
        self.child.wait().expect("the process ends");
    }

    /// Asks the process to stop, as a service manager does.
    pub fn ask_to_stop(&self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("there is a command to send signals");
        assert!(status.success(), "the process is not there any more");
    }

    /// Waits until it has stopped by itself.
    pub async fn ends(&mut self) -> ExitStatus {
        let child = RefCell::new(&mut self.child);
        eventually("the shop ends", STOP, || async {
            child.borrow_mut().try_wait().expect("a child can be asked")
        })
        .await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- {} said:\n{}", self.origin, self.stdout());
            let log = self.stderr();
            let lines: Vec<_> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(60)..];
            eprintln!("--- and logged:\n{}", last.join("\n"));
        }
    }
}

/// Free a moment ago: the kernel gives out each port once before it starts again.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("there is a free port")
}

/// Follows nothing and keeps no cookies: a [`super::Client`] does that, one for each customer.
fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(1))
        .no_proxy()
        .build()
        .expect("a client without TLS needs nothing")
}
