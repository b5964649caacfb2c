use axum::http::header;
use axum::response::IntoResponse as _;

use super::*;

const LIMITS: UploadLimits = UploadLimits {
    each: 10,
    files: 2,
    all: 2_000,
};

/// Parts of a form: `name=text` or `name@file=content`.
fn body(parts: &[&str]) -> String {
    let mut lines = Vec::new();
    for part in parts {
        let (name, content) = part.split_once('=').unwrap();
        let name = match name.split_once('@') {
            Some((name, file)) => format!("name=\"{name}\"; filename=\"{file}\""),
            None => format!("name=\"{name}\""),
        };
        let head = format!("Content-Disposition: form-data; {name}");
        lines.extend([
            "--limit".to_owned(),
            head,
            String::new(),
            content.to_owned(),
        ]);
    }
    lines.join("\r\n") + "\r\n--limit--\r\n"
}

async fn send(body: String) -> Result<StaffUpload, UploadProblem> {
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
        .body(Body::from(body))
        .unwrap();
    receive(request, LIMITS, |token| match token {
        Some("right") => Ok(()),
        _ => Err(PageError::forbidden()),
    })
    .await
}

fn status(problem: UploadProblem) -> u16 {
    problem.into_response().status().as_u16()
}

#[tokio::test]
async fn texts_and_files_come_in_the_order_of_the_form() {
    let parts = ["csrf=right", "a=1", "f@x.txt=one", "a=2", "g@y.txt=", "h@="];

    let sent = send(body(&parts)).await.unwrap();

    let form: Vec<(String, String)> = sent.form().await.unwrap();
    let pairs = [("a", "1"), ("a", "2")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(form, pairs);
    let names = sent.files.iter().map(|file| (&*file.field, &*file.name));
    let names: Vec<_> = names.collect();
    assert_eq!(names, [("f", "x.txt"), ("g", "y.txt")]);
    let mut files = sent.files.into_iter();
    let first = files.next().unwrap().read().await.unwrap();
    assert_eq!(first.unwrap(), b"one");
    let mut content = String::new();
    let mut second = files.next().unwrap().open().unwrap();
    second.read_to_string(&mut content).unwrap();
    assert_eq!(content, "");
}

#[tokio::test]
async fn the_token_comes_first_or_nothing_is_read() {
    let cases: [&[&str]; 5] = [
        &["csrf=wrong", "f@x=one"],
        &["f@x=one", "csrf=right"],
        &["a=1", "csrf=right"],
        &["csrf@x=right"],
        &[],
    ];
    for parts in cases {
        let refused = send(body(parts)).await.unwrap_err();

        assert_eq!(status(refused), 403, "{parts:?}");
    }
}

#[tokio::test]
async fn one_file_that_is_too_large_does_not_spoil_the_others() {
    let parts = ["csrf=right", "f@large=0123456789A", "f@fits=0123456789"];

    let sent = send(body(&parts)).await.unwrap();

    let mut files = sent.files.into_iter();
    let large = files.next().unwrap();
    assert_eq!(large.bytes, 11);
    let refused = large.read().await.unwrap().unwrap_err();
    assert_eq!(refused.to_string(), "this file is larger than 10 bytes");
    let fits = files.next().unwrap().read().await.unwrap();
    assert_eq!(fits.unwrap(), b"0123456789");
}

#[tokio::test]
async fn what_is_too_much_together_is_refused_in_words() {
    let large = "x".repeat(1_000);
    let file = format!("f@x={large}");
    let cases = [
        (
            vec!["csrf=right", "a=1", "f@x=1", "f@x=2", "f@x=3"],
            "more than 2 files",
        ),
        (
            vec!["csrf=right", "a=1", &file, &file],
            "larger than 2 kB together",
        ),
    ];
    for (parts, words) in cases {
        let refused = send(body(&parts)).await.unwrap_err();

        assert!(refused.to_string().contains(words), "{refused}");
        let (UploadProblem::TooLarge { read, .. } | UploadProblem::TooManyFiles { read, .. }) =
            &refused
        else {
            panic!("{refused}");
        };
        let typed = ("a".to_owned(), "1".to_owned());
        assert_eq!(*read, [typed], "what was typed is not lost");
        assert_eq!(status(refused), 413, "{words}");
    }
}

#[tokio::test]
async fn what_breaks_off_is_refused() {
    let whole = body(&["csrf=right", "f@x=12345"]);
    for missing in [1, 3, 12, 40] {
        let cut = whole[..whole.len() - missing].to_owned();

        let sent = send(cut).await;

        // The last line end may be missing.
        if missing > 2 {
            assert_eq!(status(sent.unwrap_err()), 400, "{missing}");
        }
    }
    let no_form = Request::post("/").body(Body::from("a=1")).unwrap();
    let refused = receive(no_form, LIMITS, |_| Ok(())).await.unwrap_err();
    assert_eq!(status(refused), 400);
}
