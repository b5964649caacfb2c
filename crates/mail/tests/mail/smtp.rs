//! With a mail server, what it answers decides.

use mail::{MailError, Mailer};

use crate::{date, message, server};

#[tokio::test]
async fn a_mail_reaches_the_server_with_its_envelope_and_both_bodies() {
    let mut server = server::start("250 fine").await;
    let mailer = Mailer::smtp(&server.url).unwrap();

    mailer
        .send(&message("0193-order-placed"), date())
        .await
        .unwrap();

    let taken = server.taken.recv().await.unwrap();
    assert!(
        taken.from.starts_with("MAIL FROM:<shop@shop.example>"),
        "{}",
        taken.from
    );
    assert!(
        taken.to.starts_with("RCPT TO:<ada@customer.example>"),
        "{}",
        taken.to
    );
    assert!(
        taken
            .body
            .contains("Message-ID: <0193-order-placed@shop.example>\n")
    );
    assert!(taken.body.contains("Thank you.") && taken.body.contains("<p>Thank you.</p>"));
    assert_eq!(mailer.outbox_dir(), None);
}

#[tokio::test]
async fn a_mail_that_nobody_has_to_get_tells_the_program_how_to_end_it() {
    let address = "https://shop.example/reviews/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/mails";
    let cases = [
        (None, 0, 0),
        (Some(address.to_owned()), 1, 1),
        (Some(address.replace("https", "http")), 1, 0),
        (Some(format!("{address}\r\nBcc: <x@y.example>")), 1, 1),
    ];
    let mut server = server::start("250 fine").await;
    let mailer = Mailer::smtp(&server.url).unwrap();
    for (unsubscribe, addresses, one_clicks) in cases {
        let mut mail = message("0193-invitation");
        mail.unsubscribe.clone_from(&unsubscribe);

        mailer.send(&mail, date()).await.unwrap();

        let taken = server.taken.recv().await.unwrap();
        let (head, _) = taken.body.split_once("\n\n").unwrap();
        let head = head.replace("\n ", " ");
        let lines = |start: &str| head.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(lines("List-Unsubscribe: "), addresses, "{head}");
        let click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";
        assert_eq!(lines(click), one_clicks, "{head}");
        assert_eq!(lines("Bcc"), 0, "{head}");
        if unsubscribe.as_deref() == Some(address) {
            assert!(head.contains(&format!("<{address}>")), "{head}");
        }
    }
}

#[tokio::test]
async fn a_full_mailbox_is_tried_again_and_an_unknown_one_is_not() {
    let cases = [
        ("451 mailbox busy, try later", true),
        ("550 no such mailbox", false),
    ];
    for (reply, retry) in cases {
        let server = server::start(reply).await;
        let mailer = Mailer::smtp(&server.url).unwrap();

        let error = mailer
            .send(&message("0193-order-placed"), date())
            .await
            .unwrap_err();

        assert_eq!(error.is_retryable(), retry, "{error}");
        assert!(
            error.to_string().contains(&reply[4..]),
            "the server's own words: {error}"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);

    let error = Mailer::smtp(&url)
        .unwrap()
        .send(&message("0193"), date())
        .await
        .unwrap_err();

    assert!(matches!(error, MailError::Unavailable(_)), "{error}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn the_address_of_a_mail_server_is_checked_at_the_start() {
    let right = [
        "smtp://localhost",
        "smtp://localhost:2525",
        "smtp://user:secret@mail.example:587?tls=required",
        "smtps://user:secret@mail.example",
    ];
    let wrong = [
        "",
        "mail.example",
        "http://user:secret@mail.example",
        "smtp://",
        "smtp://u:secret@h?tls=maybe",
    ];
    for url in right {
        assert!(Mailer::smtp(url).is_ok(), "{url}");
    }
    for url in wrong {
        let error = Mailer::smtp(url).unwrap_err();
        assert!(matches!(error, MailError::BadUrl(_)), "{url}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
