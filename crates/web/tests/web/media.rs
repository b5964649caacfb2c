//! Pictures on their way through the forms of the library.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use shop::catalog;
use shop::media::MediaFilter;
use shop::staff::Role;
use testkit::{Browser, ChosenFile, Page, TestShop, multipart, shop_test};
use web::routes::admin as paths;

use crate::buying::{add, to_payment};

/// A picture of one colour, as a PNG.
pub fn painting(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::from(RgbImage::from_pixel(width, height, Rgb(colour)))
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

/// Says that it has 65536 times 65536 pixels.
fn bomb() -> Vec<u8> {
    let mut bytes = painting(3, 2, [0; 3]);
    bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    bytes
}

fn blue(name: &str) -> ChosenFile {
    ChosenFile::new("files", name, painting(400, 300, [20, 40, 210]))
}

async fn send(editor: &mut Browser, files: &[ChosenFile]) -> Page {
    let page = editor.get(paths::MEDIA).await;
    let form = page.form("#send");
    editor.submit_files(&form, files).await
}

async fn keys(shop: &TestShop) -> Vec<String> {
    let page = catalog::library(shop, &MediaFilter::default(), None, 50).await;
    let rows = page.unwrap().rows.into_iter();
    rows.map(|row| row.media.key).collect()
}

#[shop_test]
async fn several_pictures_are_sent_at_once_and_one_that_is_there_already_stays_one(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let red = ChosenFile::new("files", "red.png", painting(30, 20, [200, 0, 0]));

    let sent = send(&mut editor, &[blue("Blue mug.png"), red, blue("again.png")]).await;

    sent.assert_redirect(paths::MEDIA);
    let page = editor.follow(sent).await;
    page.assert_says("The pictures are in the library.");
    let mut names = page.texts(".tile-name");
    names.sort();
    assert_eq!(names, ["Blue mug.png", "red.png"]);
    shop.run_jobs().await;
    let page = editor.get(&paths::picture(&keys(&shop).await[0])).await;
    page.assert_status(200);
}

#[shop_test]
async fn the_library_says_which_pictures_still_need_words(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    send(&mut editor, &[blue("mug.png")]).await;
    shop.run_jobs().await;
    let picture = paths::picture(&keys(&shop).await[0]);
    let words = [
        ([("alt.en", ""), ("alt.de", "")], Some("No description")),
        (
            [("alt.en", "A mug"), ("alt.de", "")],
            Some("Not in every language"),
        ),
        ([("alt.en", "A mug"), ("alt.de", "Ein Becher")], None),
    ];
    for (alt, said) in words {
        let form = editor.get(&picture).await.form("form:has([name='alt.en'])");
        editor.submit(&form.filled(&alt)).await;

        let marks = editor.get(paths::MEDIA).await.text(".tile-marks");

        let all = ["No description", "Not in every language"];
        let found = all.into_iter().find(|words| marks.contains(words));
        assert_eq!(found, said, "{alt:?}");
    }
}

#[shop_test]
async fn what_is_no_picture_is_refused_in_words_and_the_others_stay(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let large = vec![0; media::MAX_BYTES + 1];
    let files = [
        ChosenFile::new("files", "words.jpg", "<html></html>"),
        ChosenFile::new("files", "bomb.png", bomb()),
        ChosenFile::new("files", "large.jpg", large),
        blue("mug.png"),
    ];

    let page = send(&mut editor, &files).await;

    page.assert_status(422);
    let problems = page.texts("#errors li");
    let said = [
        "words.jpg : This file is not a picture; JPEG, PNG, WebP and GIF are accepted.",
        "bomb.png : This picture has 65536 × 65536 pixels; 50 megapixels are the most.",
        "large.jpg : This file is larger than 20 MB.",
    ];
    let squeezed: Vec<_> = problems
        .iter()
        .map(|text| text.replace(" :", ":"))
        .collect();
    assert_eq!(squeezed, said.map(|text| text.replace(" :", ":")));
    assert_eq!(page.texts(".tile-name"), ["mug.png"]);
    let none = send(&mut editor, &[]).await;
    none.assert_status(422)
        .assert_says("Choose one or more pictures first.");
    shop.run_jobs().await;
}

#[shop_test]
async fn the_script_gets_a_tile_or_the_reason_and_no_page(shop: TestShop) {
    let editor = shop.staff(Role::ContentManager).await;
    let mut editor = editor.with_header("hx-request", "true");

    let good = send(&mut editor, &[blue("mug.png")]).await;
    let bad = send(&mut editor, &[ChosenFile::new("files", "a.jpg", "words")]).await;

    good.assert_status(200);
    assert!(!good.body.contains("<html"), "{}", good.body);
    assert_eq!(good.attributes(".tile", "data-key"), keys(&shop).await);
    bad.assert_status(422);
    assert!(
        bad.text(".upload-problem")
            .starts_with("This file is not a picture")
    );
    shop.run_jobs().await;
}

#[shop_test]
async fn an_upload_that_breaks_off_or_lacks_the_token_leaves_nothing(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get(paths::MEDIA).await;
    let form = page.form("#send");
    let (body, content_type) = multipart(&form.fields, &[blue("mug.png")]);
    let cases: [(&str, Vec<u8>, u16); 2] = [
        ("broken off", body[..body.len() - 200].to_vec(), 400),
        ("no token", multipart(&[], &[blue("mug.png")]).0, 403),
    ];
    for (name, body, status) in cases {
        let post = axum::http::Method::POST;
        let page = editor
            .send(post, paths::MEDIA, body, Some(&content_type))
            .await;

        assert_eq!(page.status.as_u16(), status, "{name}");
    }
    assert_eq!(keys(&shop).await, [""; 0]);
    assert!(!shop.media.root().exists());
}

#[shop_test]
async fn who_may_only_look_cannot_send(shop: TestShop) {
    let mut warehouse = shop.staff(Role::Warehouse).await;
    let page = warehouse.get(paths::MEDIA).await;
    page.assert_status(200);
    assert!(!page.has("#send"));

    let (body, content_type) = multipart(&[], &[blue("mug.png")]);
    let post = axum::http::Method::POST;
    let refused = warehouse
        .send(post, paths::MEDIA, body, Some(&content_type))
        .await;

    refused.assert_status(403);
    assert!(!shop.media.root().exists());
}

#[shop_test]
async fn a_picture_is_described_replaced_put_back_and_deleted(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    send(&mut editor, &[blue("old.png")]).await;
    shop.run_jobs().await;
    let old = keys(&shop).await.remove(0);
    let page = editor.get(&paths::picture(&old)).await;
    assert_eq!(page.texts(".size-list li"), ["160 px", "320 px", "400 px"]);
    let form = page.form(&format!("form[action='{}']", paths::picture(&old)));

    let long = "x".repeat(501);
    let again = editor.submit(&form.clone().with("alt.de", &long)).await;
    again
        .assert_status(422)
        .assert_says("At most 500 characters");
    let typed = form
        .clone()
        .filled(&[("alt.en", "A mug"), ("alt.de", "Ein Becher")]);
    editor.submit(&typed).await.assert_status(303);
    let stale = editor.submit(&form.with("alt.en", "Mine")).await;
    stale
        .assert_status(409)
        .assert_says("Somebody else changed this");

    let page = editor.get(&paths::picture(&old)).await;
    let replace = page.form(&format!("form[action='{}']", paths::replace_picture(&old)));
    let words = [ChosenFile::new("file", "new.png", "words")];
    let refused = editor.submit_files(&replace, &words).await;
    refused
        .assert_status(422)
        .assert_says("This file is not a picture");
    let red = [ChosenFile::new(
        "file",
        "new.png",
        painting(40, 30, [200, 0, 0]),
    )];
    let sent = editor.submit_files(&replace, &red).await;
    let page = editor.follow(sent).await;
    page.assert_says("The picture is replaced");
    assert_eq!(page.text("[id='alt.en']"), "A mug");

    let back = page.form(&format!("form[action='{}']", paths::put_picture_back(&old)));
    let page = editor.submit(&back).await;
    page.assert_redirect(&paths::picture(&old));
    let page = editor.follow(page).await;
    let delete = page.form(&format!("form[action='{}']", paths::delete_picture(&old)));
    editor.submit(&delete).await.assert_redirect(paths::MEDIA);
    editor.get(&paths::picture(&old)).await.assert_status(404);
    shop.run_jobs().await;
}

#[shop_test]
async fn a_picture_is_shown_in_the_size_that_fits_and_as_it_is_until_that_is_made(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    send(&mut editor, &[blue("mug.png")]).await;
    let key = keys(&shop).await.remove(0);
    let small = web::kit::picture::small(&key, 160);
    let mut visitor = shop.browser();

    let early = visitor.get(&small).await;
    early.assert_status(307);
    assert_eq!(early.location(), web::routes::media(&key));
    assert_eq!(early.header("cache-control"), "no-store");

    shop.run_jobs().await;
    let page = visitor.get(&small).await;
    page.assert_status(200);
    assert_eq!(page.header("content-type"), "image/webp");
}

#[shop_test]
async fn a_category_gets_a_picture_and_shows_it(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get(paths::NEW_CATEGORY).await;
    let form = page.form("form[enctype]").with("title", "Mugs");
    let words = [ChosenFile::new("picture_file", "a.png", "words")];
    let page = editor.submit_files(&form, &words).await;
    page.assert_status(422)
        .assert_says("This file is not a picture");
    let file = ChosenFile::new("picture_file", "a.png", painting(400, 300, [9, 9, 9]));

    let sent = editor
        .submit_files(&page.form("form[enctype]"), &[file])
        .await;

    sent.assert_redirect(paths::CATEGORIES);
    shop.run_jobs().await;
    let key = keys(&shop).await.remove(0);
    let small = web::kit::picture::small(&key, 160);
    let mut visitor = shop.browser();
    for path in ["/", "/categories/mugs"] {
        let sets = visitor.get(path).await.attributes("source", "srcset");
        assert!(
            sets.iter().any(|set| set.contains(&small)),
            "{path}: {sets:?}"
        );
    }
    let page = editor.get(&paths::picture(&key)).await;
    assert_eq!(page.texts(".uses li"), ["Mugs Category"]);
    assert!(!page.has(".danger-zone form"));
    let replace = page.form(&format!("form[action='{}']", paths::replace_picture(&key)));
    let new = [ChosenFile::new(
        "file",
        "new.png",
        painting(40, 30, [200, 0, 0]),
    )];
    editor.submit_files(&replace, &new).await.assert_status(303);
    let sets = visitor.get("/").await.attributes("source", "srcset");
    assert!(!sets.iter().any(|set| set.contains(&small)), "{sets:?}");
    shop.run_jobs().await;
}

#[shop_test]
async fn a_picture_says_what_putting_the_old_one_back_would_change(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let file = |field: &str, colour| ChosenFile::new(field, "a.png", painting(40, 30, colour));
    let (first, second, third) = ([9, 9, 9], [200, 0, 0], [0, 200, 0]);
    let category = async |editor: &mut Browser, title: &str, colour| {
        let page = editor.get(paths::NEW_CATEGORY).await;
        let form = page.form("form[enctype]").with("title", title);
        let files = [file("picture_file", colour)];
        let sent = editor.submit_files(&form, &files).await;
        sent.assert_redirect(paths::CATEGORIES);
    };
    let replace = async |editor: &mut Browser, url: &str, colour| {
        let page = editor.get(url).await;
        let form = page.form("form[action$='/replace']");
        let sent = editor.submit_files(&form, &[file("file", colour)]).await;
        sent.location().to_owned()
    };
    category(&mut editor, "Mugs", first).await;
    let old = paths::picture(&keys(&shop).await[0]);

    let new = replace(&mut editor, &old, second).await;
    let page = editor.get(&new).await;
    page.assert_says("shown again in the one place where this one is.");
    // Replaced twice: only the last one can come back, and only where its own place was.
    let newest = replace(&mut editor, &new, third).await;
    let page = editor.get(&new).await;
    page.assert_says("putting it back changes no page of the shop");
    category(&mut editor, "Cups", third).await;
    let page = editor.get(&newest).await;
    page.assert_says("shown again in 1 of the 2 places where this one is");
    let back = page.form("form[action$='/put-back']");
    editor.submit(&back).await.assert_redirect(&new);

    let page = editor.get(&new).await;
    assert_eq!(page.texts(".uses li"), ["Mugs Category"]);
    let page = editor.get(&newest).await;
    assert_eq!(page.texts(".uses li"), ["Cups Category"]);
    shop.run_jobs().await;
}

#[shop_test]
async fn pictures_come_with_the_form_of_a_product_and_are_put_in_order(shop: TestShop) {
    let mug = shop.product("Mug").price("9.00").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let path = paths::product(mug.id);
    let page = editor.get(&path).await;
    let form = page.form("form[enctype]");
    let file =
        |name: &str, colour| ChosenFile::new("picture_files", name, painting(40, 30, colour));
    let words = ChosenFile::new("picture_files", "words.png", "words");

    let page = editor
        .submit_files(
            &form,
            &[file("a.png", [1, 1, 1]), words, file("b.png", [2, 2, 2])],
        )
        .await;

    // Those that are pictures are kept for the next try.
    page.assert_status(422)
        .assert_says("words.png: This file is not a picture");
    assert_eq!(page.texts(".picture-rows > .picture-row").len(), 2);
    let form = page.form("form[enctype]");
    let mut moved = form.with("variants.0.picture", "1");
    let button = ("do".to_owned(), "picture-up:1".to_owned());
    moved.fields.push(button);
    let page = editor.submit(&moved).await;
    let form = page
        .form("form[enctype]")
        .with("pictures.0.alt", "The second");
    assert_eq!(form.value("variants.0.picture"), Some("0"));
    editor.submit(&form).await.assert_status(303);
    shop.run_jobs().await;
    let page = catalog::product_for_edit(shop.db.primary(), mug.id).await;
    let page = page.unwrap().unwrap();
    let alts: Vec<_> = page.pictures.iter().map(|one| one.alt.as_str()).collect();
    assert_eq!(alts, ["The second", ""]);
    assert_eq!(page.variants[0].picture, Some(page.pictures[0].id));
    assert_eq!(keys(&shop).await.len(), 2);
}

#[shop_test]
async fn a_picture_of_the_library_is_chosen_for_a_product(shop: TestShop) {
    let mug = shop.product("Mug").price("9.00").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    send(&mut editor, &[blue("mug.png")]).await;
    shop.run_jobs().await;
    let key = keys(&shop).await.remove(0);
    let choice = editor.get(&format!("{}?q=mug", paths::CHOOSE_MEDIA)).await;
    assert_eq!(
        choice.attributes("button[data-key]", "data-key"),
        std::slice::from_ref(&key)
    );
    let page = editor.get(&paths::product(mug.id)).await;
    let mut form = page.form("form[enctype]");
    form.fields.push(("pictures.0.key".to_owned(), key.clone()));
    let mut gone = form.clone();
    gone.fields.push((
        "pictures.1.key".to_owned(),
        key.replace('a', "b").replace('1', "2"),
    ));

    let refused = editor.submit(&gone).await;
    let saved = editor.submit(&form).await;

    refused
        .assert_status(422)
        .assert_says("not in the library any more");
    saved.assert_status(303);
    let page = editor.get(&paths::picture(&key)).await;
    assert_eq!(page.texts(".uses li"), ["Mug"]);
}

#[shop_test]
async fn an_order_still_shows_its_picture_when_the_library_has_another_one(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    send(&mut editor, &[blue("Blue mug.png")])
        .await
        .assert_redirect(paths::MEDIA);
    shop.run_jobs().await;
    let old = keys(&shop).await.remove(0);
    let mug = shop.product("Blue mug").create().await;
    let product = paths::product(mug.id);
    let form = editor.get(&product).await.main_form(&product);
    let mut form = form;
    form.fields
        .push(("do".to_owned(), "add-picture".to_owned()));
    let form = editor.submit(&form).await.main_form(&product);
    let form = form.with("pictures.0.key", &old);
    editor.submit(&form).await.assert_redirect(&product);
    let mut customer = shop.browser();
    add(&mut customer, &mug.slug).await;
    let review = to_payment(&mut customer).await;
    let bought = customer
        .submit(&review.form(".step form").with("payment", "manual"))
        .await;
    let order = bought.location().to_owned();
    let shown = |page: &Page| page.attribute(".mini-picture img", "src");
    let before = shown(&customer.get(&order).await);
    shop.run_jobs().await;

    let path = paths::picture(&old);
    let form = editor
        .get(&path)
        .await
        .form(&format!("form[action='{path}/replace']"));
    let new = ChosenFile::new("file", "red.png", painting(30, 20, [200, 0, 0]));
    editor.submit_files(&form, &[new]).await.assert_status(303);
    let page = editor.get(&path).await;
    page.assert_says("Orders that were placed with it show it.")
        .assert_says("Its file stays, because orders go on showing it.");
    let form = page.form(&format!("form[action='{path}/delete']"));
    editor.submit(&form).await.assert_redirect(paths::MEDIA);
    shop.run_jobs().await;
    shop.advance(120);
    shop.run_jobs().await;

    assert!(!keys(&shop).await.contains(&old));
    assert_eq!(shown(&customer.get(&order).await), before);
    customer.get(&before).await.assert_status(200);
}
