//! Mails as files: `<id>.eml` for a mail program, `<id>.json` beside it for the admin.
//!
//! Writing a mail again replaces it, because both files are named by its id.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::MailError;
use crate::message::{Mailbox, Message, is_id};

/// A mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMail {
    pub id: String,
    /// When it was sent.
    pub at: DateTime<Utc>,
    pub from: Mailbox,
    pub to: Mailbox,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// At most `limit` mails, newest first; `before` is the id of the last one seen. An outbox that is not there is empty.
pub async fn list(
    dir: &Path,
    limit: usize,
    before: Option<&str>,
) -> Result<Vec<StoredMail>, MailError> {
    let dir = dir.to_owned();
    let before = before.map(str::to_owned);
    blocking(move || {
        let mut ids = ids(&dir)?;
        ids.retain(|id| before.as_ref().is_none_or(|before| id < before));
        ids.sort_unstable_by(|a, b| b.cmp(a));
        // One that was deleted or damaged meanwhile is left out.
        ids.iter()
            .filter_map(|id| load(&dir, id).transpose())
            .take(limit)
            .collect()
    })
    .await
}

/// The mail of this id; `None` if there is none, or if this can be no id.
pub async fn read(dir: &Path, id: &str) -> Result<Option<StoredMail>, MailError> {
    if !is_id(id) {
        return Ok(None);
    }
    let dir = dir.to_owned();
    let id = id.to_owned();
    blocking(move || load(&dir, &id)).await
}

pub(crate) async fn store(
    dir: &Path,
    message: &Message,
    formatted: &[u8],
    at: DateTime<Utc>,
) -> Result<(), MailError> {
    let stored = StoredMail {
        id: message.id.clone(),
        at,
        from: message.from.clone(),
        to: message.to.clone(),
        subject: message.subject.clone(),
        text: message.text.clone(),
        html: message.html.clone(),
    };
    let json = serde_json::to_vec(&stored).map_err(io::Error::from)?;
    let formatted = formatted.to_owned();
    let dir = dir.to_owned();
    blocking(move || {
        fs::create_dir_all(&dir)?;
        write(&dir, &stored.id, "eml", &formatted)?;
        write(&dir, &stored.id, "json", &json)
    })
    .await
}

fn ids(dir: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut ids = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        if let Some(id) = name.to_str().and_then(|name| name.strip_suffix(".json")) {
            ids.push(id.to_owned());
        }
    }
    ids.retain(|id| is_id(id));
    Ok(ids)
}

fn load(dir: &Path, id: &str) -> io::Result<Option<StoredMail>> {
    match fs::read(path(dir, id, "json")) {
        Ok(json) => Ok(serde_json::from_slice(&json).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Readers see the old file or the new one, never a half. A job is run by one process at a time, so that the
/// temporary name can follow from the id.
fn write(dir: &Path, id: &str, extension: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = path(dir, id, &format!("{extension}.tmp"));
    fs::write(&temporary, bytes)?;
    fs::rename(temporary, path(dir, id, extension))
}

fn path(dir: &Path, id: &str, extension: &str) -> PathBuf {
    dir.join(format!("{id}.{extension}"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, MailError> {
    let result = tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?;
    Ok(result?)
}
