//! What a product is described by: formatted text, and how search engines will show it.

use serde_json::json;

use super::{
    Desk, at,
    editor::{JUMPER, open, press, save},
};

const NEW: &str = "/admin/products/new";
const EDITOR: &str = ".rich-editor";

async fn tool(desk: &Desk, label: &str) {
    press(&desk.chrome, &format!(".rich-tools [aria-label='{label}']")).await;
}

/// What will be sent.
async fn html(desk: &Desk) -> String {
    let script = "return document.getElementById('description_html').value";
    let value = desk.chrome.run(script).await;
    value.as_str().expect("a field holds text").to_owned()
}

/// As other programs hand it over.
async fn paste(desk: &Desk, kind: &str, text: &str) {
    let script = format!(
        "const editor = document.querySelector('{EDITOR}'); \
         editor.focus(); \
         const clipboardData = new DataTransfer(); \
         clipboardData.setData({kind}, {text}); \
         editor.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, bubbles: true, cancelable: true }}))",
        kind = json!(kind),
        text = json!(text),
    );
    desk.chrome.run(&script).await;
}

#[test]
fn a_description_is_written_as_it_will_look() {
    at(NEW, |desk| async move {
        let chrome = &desk.chrome;
        chrome.fill("#title", "Tea towel").await;
        chrome.fill("[name='variants.0.sku']", "TOWEL").await;
        chrome.fill("[name='variants.0.price']", "12.50").await;
        assert!(
            chrome
                .visible("#description_html, [data-preview]")
                .await
                .is_empty()
        );

        chrome.send(EDITOR, "Of linen.\n").await;
        tool(&desk, "Heading").await;
        chrome.send(EDITOR, "Care\n").await;
        tool(&desk, "List").await;
        chrome.send(EDITOR, "Wash\nDry").await;
        chrome.select_words(EDITOR, "linen").await;
        tool(&desk, "Bold").await;
        chrome
            .until_attribute(".rich-tools [aria-label='Bold']", "aria-pressed", "true")
            .await;
        chrome.select_words(EDITOR, "Wash").await;
        tool(&desk, "Link").await;
        chrome.fill(".rich-link input", "javascript:alert(1)").await;
        chrome.click(".rich-link [aria-label='Set the link']").await;
        chrome.until_says("Write an address, such as").await;
        chrome.fill(".rich-link input", "shop.example/care").await;
        chrome.send(".rich-link input", "\n").await;
        chrome
            .find(&format!("{EDITOR} a[href='https://shop.example/care']"))
            .await;
        assert!(chrome.visible(".rich-link").await.is_empty());
        save(chrome, "The product is made.").await;

        let id = chrome
            .path()
            .await
            .rsplit('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(
            desk.product(id).await.product.description_html,
            "<p>Of <strong>linen</strong>.</p>\n<h3>Care</h3>\n\
             <ul><li><a href=\"https://shop.example/care\" rel=\"noopener noreferrer\">Wash</a></li><li>Dry</li></ul>"
        );
        desk.assert_no_complaints().await;
    });
}

#[test]
fn what_is_written_stays_in_its_order_and_in_its_lines() {
    at(NEW, |desk| async move {
        let chrome = &desk.chrome;
        let blocks = "<h3>Head</h3>\n<p>one</p>\n<ul><li>a</li><li>b</li></ul>\n<p>two</p>";
        paste(&desk, "text/html", blocks).await;
        chrome
            .run("getSelection().selectAllChildren(document.querySelector('.rich-editor'))")
            .await;
        tool(&desk, "Bold").await;
        let bold = html(&desk).await;
        assert!(bold.contains("<p><strong>two</strong></p>"), "{bold}");
        let plain = bold.replace("<strong>", "").replace("</strong>", "");
        assert_eq!(plain, blocks);

        chrome
            .run("getSelection().selectAllChildren(document.querySelector('.rich-editor'))")
            .await;
        paste(&desk, "text/plain", "Three\n\nFour").await;
        // Shift and Enter, as WebDriver writes them.
        chrome
            .send(EDITOR, "\u{e008}\u{e007}\u{e008}and five")
            .await;
        assert_eq!(html(&desk).await, "<p>Three</p>\n<p>Four<br>and five</p>");
        tool(&desk, "List").await;
        chrome.send(EDITOR, "!").await;
        assert_eq!(
            html(&desk).await,
            "<p>Three</p>\n<p>Four</p>\n<ul><li>and five!</li></ul>"
        );

        chrome.select_words(EDITOR, "Three").await;
        tool(&desk, "Link").await;
        chrome.fill(".rich-link input", "help@shop.example").await;
        chrome.send(".rich-link input", "\n").await;
        chrome
            .find(&format!("{EDITOR} a[href='mailto:help@shop.example']"))
            .await;
    });
}

#[test]
fn a_description_that_nobody_touched_stays_as_it_is() {
    at("/admin/products", |desk| async move {
        let chrome = &desk.chrome;
        let id = open(&desk, JUMPER).await;
        let before = desk.product(id).await.product;
        assert!(!before.description_html.is_empty());

        chrome.click(EDITOR).await;
        chrome.fill("#seo_title", "A jumper").await;
        save(chrome, "The product is saved.").await;

        let after = desk.product(id).await.product;
        assert_eq!(after.seo_title, "A jumper");
        assert_eq!(after.description_html, before.description_html);
        desk.assert_no_complaints().await;
    });
}

#[test]
fn pasted_text_keeps_its_structure_and_html_can_be_written() {
    at(NEW, |desk| async move {
        let chrome = &desk.chrome;
        paste(
            &desk,
            "text/html",
            "<div><h1>Care</h1><p class=\"big\">Wash <b>cold</b>, <a href=\"javascript:alert(1)\">here</a>.</p>\
             <script>alert(1)</script></div>",
        )
        .await;
        let html_of_it = html(&desk).await;
        assert_eq!(
            html_of_it,
            "<h2>Care</h2>\n<p>Wash <strong>cold</strong>, <a>here</a>.</p>"
        );

        chrome.click(".rich-code").await;
        assert!(chrome.visible(EDITOR).await.is_empty());
        chrome
            .fill(
                "#description_html",
                "<p>One</p><img src=\"/x.png\" onerror=\"alert(1)\">",
            )
            .await;
        chrome.click(".rich-code").await;
        assert_eq!(chrome.text(EDITOR).await, "One");
        assert!(chrome.visible(&format!("{EDITOR} img")).await.is_empty());
        chrome
            .run("getSelection().selectAllChildren(document.querySelector('.rich-editor'))")
            .await;
        paste(&desk, "text/plain", "Two <b>\n\nThree\nlines").await;
        assert_eq!(
            html(&desk).await,
            "<p>Two &lt;b&gt;</p>\n<p>Three<br>lines</p>"
        );
        desk.assert_no_complaints().await;
    });
}

#[test]
fn what_search_engines_will_show_follows_what_is_typed() {
    at("/admin/products", |desk| async move {
        let chrome = &desk.chrome;
        let id = open(&desk, JUMPER).await;
        let shop = desk.shop.settings().shop_name.clone();
        let origin = desk.server.origin.as_str().to_owned();
        let title = desk.product(id).await.product.title;
        let shown = async || {
            let mut lines = Vec::new();
            for part in ["address", "title", "text"] {
                lines.push(chrome.text(&format!(".seo-{part}")).await);
            }
            lines
        };
        let described = shown().await;
        assert_eq!(described[0], format!("{origin}products/{JUMPER}"));
        assert_eq!(described[1], format!("{title} · {shop}"));
        assert!(described[2].len() > 40, "{described:?}");

        chrome.fill("#title", "A warm jumper").await;
        chrome.fill("#slug", "warm-jumper").await;
        chrome
            .run("getSelection().selectAllChildren(document.querySelector('.rich-editor'))")
            .await;
        paste(
            &desk,
            "text/html",
            "<h3>Wool</h3><p>From <em>sheep</em>.</p>",
        )
        .await;
        let expected = [
            format!("{origin}products/warm-jumper"),
            format!("A warm jumper · {shop}"),
            "Wool From sheep.".to_owned(),
        ];
        assert_eq!(shown().await, expected);

        chrome.fill("#seo_title", "Jumpers for winter").await;
        chrome.fill("#seo_description", "Knitted by hand.").await;
        let expected = [
            format!("{origin}products/warm-jumper"),
            format!("Jumpers for winter · {shop}"),
            "Knitted by hand.".to_owned(),
        ];
        assert_eq!(shown().await, expected);
        save(chrome, "The product is saved.").await;

        // The server says the same to those without script.
        assert_eq!(shown().await, expected);
        let product = desk.product(id).await.product;
        assert_eq!(product.seo_description, "Knitted by hand.");
        assert_eq!(
            product.description_html,
            "<h3>Wool</h3>\n<p>From <em>sheep</em>.</p>"
        );
        desk.assert_no_complaints().await;
    });
}
