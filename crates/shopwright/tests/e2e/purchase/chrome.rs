//! A real browser: Chromium, driven through WebDriver.

mod hands;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::kit::{eventually, free_address, seen_within};

const DRIVER: &str = "/usr/bin/chromedriver";
const WITHIN: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    On,
    Off,
}

/// One window, wide as a desk's. Driver and browser end with it.
pub struct Chrome {
    client: Client,
    driver: Child,
    address: SocketAddr,
    // Behind the processes that write into it.
    _profile: TempDir,
}

impl Chrome {
    pub async fn start(script: Script) -> Self {
        assert!(
            Path::new(DRIVER).exists(),
            "{DRIVER} is missing; ./test installs it (Debian's package chromium-driver)"
        );
        let profile = TempDir::with_prefix("shopwright-chrome-").expect("there is room");
        let address = free_address();
        let driver = Command::new(DRIVER)
            .arg(format!("--port={}", address.port()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        eventually("the driver listens", WITHIN, || async {
            tokio::net::TcpStream::connect(address).await.ok()
        })
        .await;
        let capabilities = capabilities(profile.path(), script);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://{address}"))
            .await;
        let client = client.unwrap_or_else(|error| {
            shut_down(address);
            panic!("Chromium does not start: {error}");
        });
        Self {
            client,
            driver,
            address,
            _profile: profile,
        }
    }

    pub async fn goto(&self, address: &str) {
        self.client.goto(address).await.expect("the page is there");
    }

    pub async fn path(&self) -> String {
        let url = self.client.current_url().await;
        url.expect("a page is open").path().to_owned()
    }

    /// Everything that can be read on the page.
    pub async fn words(&self) -> String {
        self.text("body").await
    }

    /// Waits until the page is there that says so.
    pub async fn until_says(&self, words: &str) {
        self.until(&format!("the page says {words:?}"), || async {
            // While one page gives way to the next there is no body to read.
            let body = self.client.find(Locator::Css("body")).await.ok()?;
            let text = body.text().await.ok()?;
            text.contains(words).then_some(())
        })
        .await;
    }

    /// Waits until the address bar shows a path that fits.
    pub async fn until_path(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        self.until(&format!("the page {what} opens"), || async {
            let url = self.client.current_url().await.ok()?;
            fits(url.path()).then(|| url.path().to_owned())
        })
        .await
    }

    /// The first element that `css` finds and that people can see; waits for it.
    pub async fn find(&self, css: &str) -> Element {
        self.until(&format!("{css} can be seen"), || async {
            self.visible(css).await.into_iter().next()
        })
        .await
    }

    /// # Panics
    /// When nothing is seen in time, with the page that is seen instead.
    async fn until<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        look: impl FnMut() -> F,
    ) -> T {
        if let Some(seen) = seen_within(WITHIN, look).await {
            return seen;
        }
        let url = self.client.current_url().await;
        let body = self.client.find(Locator::Css("body")).await;
        let words = match body {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(error) => error.to_string(),
        };
        let complaints = self.complaints().await;
        panic!("not within {WITHIN:?}: {what}\n{url:?}\n{words}\n{complaints:?}");
    }

    /// All elements that `css` finds and that people can see now.
    pub async fn visible(&self, css: &str) -> Vec<Element> {
        let mut visible = Vec::new();
        let found = self.client.find_all(Locator::Css(css)).await;
        for element in found.unwrap_or_default() {
            if element.is_displayed().await.unwrap_or(false) {
                visible.push(element);
            }
        }
        visible
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.expect("it can be read")
    }

    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{css} cannot be clicked: {error}"));
    }

    /// Types into the first field that `css` finds.
    pub async fn fill(&self, css: &str, value: &str) {
        let field = self.find(css).await;
        field.clear().await.expect("the field can be changed");
        field.send_keys(value).await.expect("the field takes keys");
    }

    /// Presses a key while the first element that `css` finds has the focus.
    pub async fn press(&self, css: &str, key: Key) {
        let element = self.find(css).await;
        let pressed = element.send_keys(&char::from(key).to_string()).await;
        pressed.unwrap_or_else(|error| panic!("{css} takes no keys: {error}"));
    }

    /// Waits until an attribute of the first element that `css` finds is what it shall be.
    pub async fn until_attribute(&self, css: &str, name: &str, value: &str) {
        self.until(&format!("{name} of {css} is {value}"), || async {
            let element = self.client.find(Locator::Css(css)).await.ok()?;
            let found = element.attr(name).await.ok()?;
            (found.as_deref() == Some(value)).then_some(())
        })
        .await;
    }

    /// The query of the address bar.
    pub async fn query(&self) -> String {
        let url = self.client.current_url().await;
        url.expect("a page is open")
            .query()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until a script of the driver's own says yes.
    pub async fn until_true(&self, what: &str, script: &str) {
        self.until(what, || async {
            let found = self.client.execute(script, vec![]).await.ok()?;
            (found == json!(true)).then_some(())
        })
        .await;
    }

    /// Presses keys in a field that is there already; special ones as WebDriver writes them.
    pub async fn send(&self, css: &str, keys: &str) {
        let field = self.find(css).await;
        field.send_keys(keys).await.expect("the field takes keys");
    }

    /// What a script says about the page.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        let found = self.client.execute(script, vec![]).await;
        found.expect("the driver runs scripts")
    }

    /// The window becomes a narrow one.
    pub async fn on_a_phone(&self) {
        let size = json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Holds the mouse down at one place of the window and lets it go at another.
    pub async fn drag_between(&self, from: (f64, f64), to: (f64, f64)) {
        let steps = [
            ("mousePressed", from),
            ("mouseMoved", to),
            ("mouseReleased", to),
        ];
        for (what, (x, y)) in steps {
            let event = json!({ "type": what, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
            self.tell("Input.dispatchMouseEvent", event).await;
        }
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page reloads");
    }

    /// Another person sits down.
    pub async fn forget_cookies(&self) {
        let deleted = self.client.delete_all_cookies().await;
        deleted.expect("cookies can be deleted");
    }

    /// Whether the page's own scripts run; those of the driver always do.
    pub async fn runs_scripts(&self) -> bool {
        let script = "return typeof window.htmx === 'object'";
        let found = self.client.execute(script, vec![]).await;
        found.expect("the driver runs scripts") == json!(true)
    }

    /// Leaves a mark in the page's memory, which a reload wipes out.
    pub async fn mark(&self) {
        let done = self.client.execute("window.mark = true", vec![]).await;
        done.expect("the driver runs scripts");
    }

    pub async fn is_marked(&self) -> bool {
        let mark = self.client.execute("return window.mark === true", vec![]);
        mark.await.expect("the driver runs scripts") == json!(true)
    }

    /// From now on files with such an address do not arrive.
    pub async fn hold_back(&self, address: &str) {
        self.tell("Network.enable", json!({})).await;
        let these = json!({ "urls": [address] });
        self.tell("Network.setBlockedURLs", these).await;
    }

    /// The script of this page that was held back arrives after all.
    pub async fn let_in(&self, css: &str) {
        let nothing = json!({ "urls": [] });
        self.tell("Network.setBlockedURLs", nothing).await;
        let script = "const late = document.createElement('script'); \
                      late.src = document.querySelector(arguments[0]).src; \
                      document.head.append(late)";
        let done = self.client.execute(script, vec![json!(css)]).await;
        done.expect("the driver runs scripts");
    }

    /// Something that only this browser can do.
    async fn tell(&self, command: &str, parameters: serde_json::Value) {
        let order = json!({ "cmd": command, "params": parameters });
        self.ask("goog/cdp/execute", order).await;
    }

    /// What the driver can do beyond the standard.
    async fn ask(&self, what: &str, body: serde_json::Value) -> serde_json::Value {
        let session = self.client.session_id().await.ok().flatten();
        let session = session.expect("the session is open");
        let url = format!("http://{}/session/{session}/{what}", self.address);
        let answer = reqwest::Client::new().post(url).json(&body).send().await;
        let answer = answer.expect("the driver answers");
        assert!(answer.status().is_success(), "{what}: {}", answer.status());
        let mut answer: serde_json::Value = answer.json().await.expect("the driver speaks JSON");
        answer["value"].take()
    }

    /// What the browser complained about: scripts that fail, files that are missing, content that
    /// the security policy refused.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.ask("se/log", json!({ "type": "browser" })).await;
        let entries = log.as_array().expect("a log is a list");
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            .collect()
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // The driver ends the browser, which would outlive it otherwise.
        shut_down(self.address);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Asks the driver to end its browser and itself; also from a test that panics.
fn shut_down(address: SocketAddr) {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let request = format!("GET /shutdown HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    if stream.write_all(request.as_bytes()).is_ok() {
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

fn capabilities(profile: &Path, script: Script) -> fantoccini::wd::Capabilities {
    let preferences = match script {
        Script::On => json!({}),
        Script::Off => json!({ "profile.managed_default_content_settings.javascript": 2 }),
    };
    let profile = format!("--user-data-dir={}", profile.display());
    let capabilities = json!({
        "goog:chromeOptions": {
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-dev-shm-usage", "--no-proxy-server",
                // Pages that scroll slowly would be clicked where the button was a moment ago.
                "--force-prefers-reduced-motion",
                // A computer with a mouse, which a browser without a screen does not claim to be.
                "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
                "--window-size=1280,900", "--lang=en", profile,
            ],
            "prefs": preferences,
        },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    let serde_json::Value::Object(capabilities) = capabilities else {
        unreachable!("this is an object");
    };
    capabilities
}
