//! A mail server of a few lines that answers as it is told.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A mail the server took, with its envelope.
pub struct Taken {
    pub from: String,
    pub to: String,
    pub body: String,
}

pub struct Server {
    pub url: String,
    pub taken: UnboundedReceiver<Taken>,
}

/// Answers every recipient with `recipient_reply`.
pub async fn start(recipient_reply: &'static str) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (sender, taken) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, recipient_reply, sender.clone()));
        }
    });
    Server { url, taken }
}

async fn talk(
    stream: TcpStream,
    recipient_reply: &'static str,
    taken: UnboundedSender<Taken>,
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut from, mut to) = (String::new(), String::new());
    writer.write_all(b"220 mail.example ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let reply = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250 mail.example",
            "MAIL" => {
                from = line;
                "250 fine"
            }
            "RCPT" => {
                to = line;
                recipient_reply
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut body = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    body.push_str(&line);
                    body.push('\n');
                }
                let (from, to) = (std::mem::take(&mut from), std::mem::take(&mut to));
                let _ = taken.send(Taken { from, to, body });
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        writer.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}
