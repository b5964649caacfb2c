//! Without a mail server, mails are files.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use mail::{MailError, Mailbox, Mailer, Message, outbox};
use tempfile::TempDir;

use crate::{date, message};

async fn stored(message: &Message) -> (TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let mailer = Mailer::outbox(dir.path().join("outbox"));
    mailer.send(message, date()).await.unwrap();
    let eml = fs::read_to_string(dir.path().join(format!("outbox/{}.eml", message.id))).unwrap();
    (dir, eml)
}

/// The header block, folded lines joined.
fn headers(eml: &str) -> Vec<String> {
    let block = eml.split_once("\r\n\r\n").unwrap().0;
    block
        .replace("\r\n ", " ")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_mail_in_the_outbox_can_be_read_back_as_it_was_written() {
    let mut mail = message("0193-order-placed");
    mail.subject = "Ihre Bestellung: 2 Stück „Blaue Tasse“".to_owned();
    mail.to = Mailbox::new("Žofie Nováková", "zofie@customer.example");

    let (dir, _) = stored(&mail).await;
    let outbox_dir = dir.path().join("outbox");
    let read = outbox::read(&outbox_dir, &mail.id).await.unwrap().unwrap();

    assert_eq!(
        (read.id, read.at, read.subject),
        (mail.id, date(), mail.subject)
    );
    assert_eq!((read.from, read.to), (mail.from, mail.to));
    assert_eq!((read.text, read.html), (mail.text, mail.html));
    assert_eq!(
        Mailer::outbox(outbox_dir.clone()).outbox_dir(),
        Some(outbox_dir.as_path())
    );
}

#[tokio::test]
async fn a_mail_has_the_headers_of_rfc_5322_and_both_bodies() {
    let mut mail = message("0193-order-placed");
    mail.reply_to = Some(Mailbox::new("Help desk", "help@shop.example"));

    let (_dir, eml) = stored(&mail).await;

    let headers = headers(&eml);
    for header in [
        "From: \"Blue Mug Shop\" <shop@shop.example>",
        "To: Ada <ada@customer.example>",
        "Reply-To: \"Help desk\" <help@shop.example>",
        "Subject: Your order 1042",
        "Date: Sun, 22 Nov 2026 15:30:00 +0000",
        "Message-ID: <0193-order-placed@shop.example>",
        "MIME-Version: 1.0",
    ] {
        assert!(
            headers.iter().any(|line| line == header),
            "{header} in {headers:#?}"
        );
    }
    assert!(
        headers
            .iter()
            .any(|line| line.starts_with("Content-Type: multipart/alternative;"))
    );
    let text = eml.find("Content-Type: text/plain; charset=utf-8").unwrap();
    let html = eml.find("Content-Type: text/html; charset=utf-8").unwrap();
    assert!(text < html, "programs show the last part they can");
}

#[tokio::test]
async fn a_line_break_in_a_name_or_a_subject_starts_no_header() {
    for line_break in ["\r\n", "\n", "\r", "\r\n ", "\0\n", "\u{2028}", "\u{b}"] {
        let mut mail = message("0193-order-placed");
        let attack =
            format!("Ada{line_break}Bcc: victim@other.example{line_break}{line_break}<p>spam");
        mail.subject.clone_from(&attack);
        mail.from.name.clone_from(&attack);
        mail.to.name.clone_from(&attack);
        mail.reply_to = Some(Mailbox::new(attack, "reply@shop.example"));

        let (_dir, eml) = stored(&mail).await;

        let names: Vec<_> = headers(&eml)
            .iter()
            .map(|line| line.split(':').next().unwrap_or_default().to_owned())
            .collect();
        let expected = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Reply-To",
            "MIME-Version",
            "Content-Type",
        ];
        assert_eq!(names.len(), expected.len(), "{line_break:?}: {names:?}");
        assert!(
            expected
                .iter()
                .all(|name| names.iter().any(|found| found == name)),
            "{names:?}"
        );
    }
}

#[tokio::test]
async fn a_mail_to_what_is_no_address_fails_for_good() {
    let mailer = Mailer::outbox(tempfile::tempdir().unwrap().path().to_owned());
    for address in [
        "",
        "ada",
        "ada@",
        "@shop.example",
        "ada@shop.example\r\nBcc: x@y.example",
        "a b@shop.example",
    ] {
        let mut mail = message("0193-order-placed");
        mail.to.email = address.to_owned();

        let error = mailer.send(&mail, date()).await.unwrap_err();

        assert!(
            matches!(error, MailError::BadAddress(_)),
            "{address}: {error}"
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn an_id_that_means_something_in_a_path_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("secret.json"), "{}").unwrap();
    let outbox_dir = dir.path().join("outbox");
    let mailer = Mailer::outbox(outbox_dir.clone());
    let long = "x".repeat(101);
    for id in [
        "",
        ".",
        "..",
        "../secret",
        "a/b",
        "a\\b",
        "a.b",
        "/etc/passwd",
        "a\0b",
        "a b",
        "a>b",
        "ä",
        &long,
    ] {
        let sent = mailer.send(&message(id), date()).await;
        let read = outbox::read(&outbox_dir, id).await;

        assert!(matches!(sent, Err(MailError::BadId(_))), "{id}");
        assert!(matches!(read, Ok(None)), "{id}");
    }
}

#[tokio::test]
async fn sending_a_mail_again_leaves_one_mail() {
    let (dir, _) = stored(&message("0193-order-placed")).await;
    let outbox_dir = dir.path().join("outbox");
    let mut again = message("0193-order-placed");
    again.subject = "Your order 1042, again".to_owned();

    let later = date() + TimeDelta::minutes(5);
    Mailer::outbox(outbox_dir.clone())
        .send(&again, later)
        .await
        .unwrap();

    let mails = outbox::list(&outbox_dir, 10, None).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (mails[0].subject.as_str(), mails[0].at),
        ("Your order 1042, again", later)
    );
    assert_eq!(
        fs::read_dir(&outbox_dir).unwrap().count(),
        2,
        "no temporary file stays"
    );
}

#[tokio::test]
async fn the_outbox_lists_the_newest_mail_first_page_by_page() {
    let dir = tempfile::tempdir().unwrap();
    let mailer = Mailer::outbox(dir.path().to_owned());
    for id in ["0191-a", "0194-d", "0192-b", "0193-c"] {
        mailer.send(&message(id), date()).await.unwrap();
    }
    // What is no mail, or was damaged, is left out.
    fs::write(dir.path().join("0195-e.json"), "{").unwrap();
    fs::write(dir.path().join("notes.txt"), "x").unwrap();
    fs::write(dir.path().join("0196 f.json"), "{}").unwrap();

    assert_eq!(page(dir.path(), 2, None).await, ["0194-d", "0193-c"]);
    assert_eq!(
        page(dir.path(), 2, Some("0193-c")).await,
        ["0192-b", "0191-a"]
    );
    assert!(page(dir.path(), 2, Some("0191-a")).await.is_empty());
    assert!(
        page(&dir.path().join("not there"), 2, None)
            .await
            .is_empty()
    );
}

async fn page(dir: &Path, limit: usize, before: Option<&str>) -> Vec<String> {
    let mails = outbox::list(dir, limit, before).await.unwrap();
    mails.into_iter().map(|mail| mail.id).collect()
}

#[tokio::test]
async fn an_outbox_that_cannot_be_written_is_tried_again() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();

    let error = Mailer::outbox(file.join("outbox"))
        .send(&message("0193"), date())
        .await
        .unwrap_err();

    assert!(matches!(error, MailError::Outbox(_)));
    assert!(error.is_retryable());
}
