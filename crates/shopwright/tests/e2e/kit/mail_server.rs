//! A mail server of our own, which takes mails when the test lets it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// Listens until the test ends.
pub struct MailServer {
    /// For the setting `smtp_url`.
    pub url: String,
    is_open: watch::Sender<bool>,
    received: Arc<Mutex<Vec<String>>>,
}

/// What one connection needs to know.
#[derive(Clone)]
struct Counter {
    is_open: watch::Receiver<bool>,
    received: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// One that listens to every mail and lets the sender wait for the answer.
    pub async fn start_slow() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (is_open, wait) = watch::channel(false);
        let received = Arc::default();
        let counter = Counter {
            is_open: wait,
            received: Arc::clone(&received),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A sender who leaves in the middle is the test's to notice.
                tokio::spawn(Conversation::new(stream, counter.clone()).hold());
            }
        });
        Self {
            url,
            is_open,
            received,
        }
    }

    /// From now on everybody is answered at once, those who wait first.
    pub fn answer(&self) {
        self.is_open.send_replace(true);
    }

    /// The ids of the mails that arrived whole, as often as they did, whether answered or not.
    pub fn received(&self) -> Vec<String> {
        let received = self.received.lock();
        received.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// As much of RFC 5321 as a sender needs.
struct Conversation {
    lines: Lines<BufReader<OwnedReadHalf>>,
    writer: OwnedWriteHalf,
    counter: Counter,
}

impl Conversation {
    fn new(stream: TcpStream, counter: Counter) -> Self {
        let (reader, writer) = stream.into_split();
        Self {
            lines: BufReader::new(reader).lines(),
            writer,
            counter,
        }
    }

    async fn hold(mut self) -> std::io::Result<()> {
        self.say("220 mail.test").await?;
        while let Some(line) = self.lines.next_line().await? {
            match line.split([' ', ':']).next().unwrap_or_default() {
                "DATA" => {
                    self.say("354 go on").await?;
                    self.take_mail().await?;
                    self.say("250 taken").await?;
                }
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("250 mail.test").await?,
            }
        }
        Ok(())
    }

    async fn take_mail(&mut self) -> std::io::Result<()> {
        let mut id = String::new();
        while let Some(line) = self.lines.next_line().await?.filter(|line| line != ".") {
            if let Some(value) = line.strip_prefix("Message-ID: ") {
                value.clone_into(&mut id);
            }
        }
        self.counter
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(id);
        // Fails when the test is over.
        let _ = self.counter.is_open.wait_for(|is_open| *is_open).await;
        Ok(())
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.writer
            .write_all(format!("{line}\r\n").as_bytes())
            .await
    }
}
