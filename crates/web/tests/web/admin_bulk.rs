//! Changing many products from their list, as it works without script.

use shop::{catalog::ProductStatus, ids::ProductId, staff::Role, tasks};
use testkit::{Browser, Page, TestShop, shop_test};

/// Ticks the boxes of these products and presses the button.
async fn choose(editor: &mut Browser, list: &Page, ids: &[ProductId], what: &str) -> Page {
    let form = list.form("form#bulk");
    let csrf = form.value("csrf").unwrap().to_owned();
    let key = form.value("key").unwrap().to_owned();
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let mut fields = vec![("csrf", csrf.as_str()), ("key", key.as_str()), ("do", what)];
    fields.extend(ids.iter().map(|id| ("id", id.as_str())));
    editor.post_form(&form.action, &fields).await
}

#[shop_test]
async fn selected_products_are_archived_and_brought_back_from_the_message(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let bowl = shop.product("Blue bowl").create().await;
    shop.product("Red hat").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get("/admin/products?q=blue").await;

    let done = choose(&mut editor, &list, &[mug.id, bowl.id], "archive").await;
    done.assert_redirect("/admin/products?q=blue");
    let told = editor.follow(done).await;
    let undone = editor.submit(&told.form("[data-toast] form")).await;
    let back = editor.follow(undone).await;
    let active = editor.get("/admin/products?status=active").await;

    assert!(
        told.text("[data-toast]")
            .starts_with("2 products are archived.")
    );
    assert_eq!(told.texts("td .pill"), ["Archived", "Archived"]);
    back.assert_says("2 products are as they were before.");
    assert_eq!(active.texts(".row-link").len(), 3);
}

#[shop_test]
async fn a_filter_that_means_nothing_any_more_changes_nothing(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let nobody = "019a0000-0000-7000-8000-000000000000";
    let filters = [
        format!("category={nobody}"),
        "category=Mgus".to_owned(),
        "status=actve".to_owned(),
        "stock=many".to_owned(),
    ];
    let list = editor.get("/admin/products").await;
    let csrf = list.form("form#bulk").value("csrf").unwrap().to_owned();
    for filter in filters {
        let fields = [("csrf", csrf.as_str()), ("do", "archive"), ("all", "on")];
        let address = format!("/admin/products/bulk?{filter}");

        let refused = editor.post_form(&address, &fields).await;
        let told = editor.follow(refused).await;

        told.assert_says("Nothing was changed")
            .assert_says("Nothing fits");
        let list = editor.get("/admin/products").await;
        assert_eq!(list.texts("td .pill"), ["Active"], "{filter}");
    }
}

#[shop_test]
async fn prices_are_changed_after_a_look_at_what_comes_of_it(shop: TestShop) {
    let mug = shop.product("Blue mug").price("19.99").create().await;
    let pin = shop.product("Blue pin").price("1.00").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get("/admin/products").await;

    let asked = choose(&mut editor, &list, &[mug.id, pin.id], "price").await;
    let form = asked.form("main form");
    let wrong = editor.submit(&form.clone().with("by", "lots")).await;
    let filled = form.filled(&[("direction", "lower"), ("by", "2.50"), ("unit", "amount")]);
    let mut looking = filled.clone();
    looking
        .fields
        .push(("step".to_owned(), "preview".to_owned()));
    let shown = editor.submit(&looking).await;
    let mut sure = shown.form("main form");
    sure.fields.push(("step".to_owned(), "change".to_owned()));
    let done = editor.submit(&sure).await;
    let page = editor.follow(done).await;

    asked.assert_says("2 products are selected");
    wrong.assert_status(422).assert_says("A number above zero");
    shown
        .assert_says("€19.99 €17.49")
        .assert_says("the price would be below zero");
    // One of them stayed as it was, so the reasons are shown.
    assert_eq!(page.texts(".figure-value"), ["1", "0", "1"]);
    assert_eq!(page.texts("tbody .row-link"), ["Blue pin"]);
    let list = editor.get("/admin/products?q=mug").await;
    list.assert_says("€17.49");
}

#[shop_test]
async fn all_that_fit_the_filter_are_published_while_one_watches(shop: TestShop) {
    for number in 0..60 {
        let draft = shop.product(&format!("Mug {number}"));
        draft.status(ProductStatus::Draft).create().await;
    }
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get("/admin/products?status=draft").await;
    let mut form = list.form("form#bulk").with("all", "yes");
    form = form.with("do", "publish");

    let begun = editor.submit(&form).await;
    let path = begun.location().to_owned();
    let running = editor.get(&path).await;
    let looking = shop.staff(Role::Warehouse).await.get(&path).await;
    shop.run_jobs().await;
    let done = editor.get(&path).await;

    running.assert_says("It is being done");
    assert!(!running.has(".figures"), "the progress tells how far it is");
    looking.assert_says("It is being done");
    assert!(
        !looking.has("[data-hx-get]"),
        "tasks are not theirs to look at"
    );
    // Only the part that tells how far it is is asked for again, so focus and place on the page stay.
    let progress = running.attribute("#task", "data-hx-get");
    editor.get(&progress).await.assert_says("60 of 60");
    assert_eq!(done.texts(".figure-value"), ["60", "0", "0"]);
    assert!(done.has("form[action$='/undo']"));
    let left = editor.get("/admin/products?status=draft").await;
    left.assert_says("Nothing fits");
}

#[shop_test]
async fn products_get_tags_and_categories_and_are_found_by_them(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get("/admin/categories/new").await.form("main form");
    editor.submit(&form.with("title", "Mugs")).await;
    let list = editor.get("/admin/products").await;

    for (what, field, value) in [
        ("add-tag", "tag", "Summer"),
        ("add-category", "category", "mugs"),
    ] {
        let asked = choose(&mut editor, &list, &[mug.id], what).await;
        let nothing = editor
            .submit(&asked.form("form[action='/admin/products/bulk/change']"))
            .await;
        let done = editor
            .submit(
                &asked
                    .form("form[action='/admin/products/bulk/change']")
                    .with(field, value),
            )
            .await;
        nothing.assert_status(422);
        done.assert_redirect("/admin/products");
    }

    let tagged = editor.get("/admin/products?tag=summer&category=mugs").await;
    assert_eq!(tagged.texts(".row-link"), ["Blue mug"]);
    let offered = editor.get("/admin/pick/tags?q=sum").await;
    assert_eq!(
        offered.attributes("[role=option]", "data-value"),
        ["Summer"]
    );
}

#[shop_test]
async fn who_may_not_change_products_sees_no_boxes(shop: TestShop) {
    shop.product("Blue mug").create().await;
    let mut packer = shop.staff(Role::Warehouse).await;

    let list = packer.get("/admin/products").await;

    assert_eq!(list.texts(".row-link"), ["Blue mug"]);
    assert!(!list.has("[data-select]") && !list.has("#bulk"));
}

#[shop_test]
async fn a_form_that_is_sent_twice_changes_prices_once(shop: TestShop) {
    let mug = shop.product("Blue mug").price("10.00").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get("/admin/products").await;
    let asked = choose(&mut editor, &list, &[mug.id], "price").await;
    let filled = asked.form("main form").filled(&[("by", "5")]);
    let mut looking = filled.clone();
    let preview = ("step".to_owned(), "preview".to_owned());
    looking.fields.push(preview);
    let shown = editor.submit(&looking).await;
    let mut sure = shown.form("main form");
    sure.fields.push(("step".to_owned(), "change".to_owned()));

    let first = editor.submit(&sure).await;
    let again = editor.submit(&sure).await;
    let told = editor.follow(again).await;
    // Back to the list as it was, and through the form once more.
    let asked = choose(&mut editor, &list, &[mug.id], "price").await;
    let mut form = asked.form("main form").filled(&[("by", "5")]);
    form.fields.push(("step".to_owned(), "change".to_owned()));
    let once_more = editor.submit(&form).await;
    let list = editor.get("/admin/products").await;

    first.assert_redirect("/admin/products");
    told.assert_says("nothing was changed a second time")
        .assert_says("Raise prices");
    assert!(once_more.location().starts_with("/admin/products/bulk/"));
    list.assert_says("€10.50");
    let fresh = choose(&mut editor, &list, &[mug.id], "price").await;
    let mut form = fresh.form("main form").filled(&[("by", "5")]);
    form.fields.push(("step".to_owned(), "change".to_owned()));
    editor
        .submit(&form)
        .await
        .assert_redirect("/admin/products");
    let list = editor.get("/admin/products").await;
    list.assert_says("€11.03");
}

#[shop_test]
async fn the_bar_of_a_page_that_was_gone_back_to_does_something_else(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get("/admin/products").await;

    let archived = choose(&mut editor, &list, &[mug.id], "archive").await;
    let twice = choose(&mut editor, &list, &[mug.id], "archive").await;
    let published = choose(&mut editor, &list, &[mug.id], "publish").await;

    archived.assert_redirect("/admin/products");
    assert!(twice.location().starts_with("/admin/products/bulk/"));
    published.assert_redirect("/admin/products");
    let list = editor.get("/admin/products").await;
    assert_eq!(list.texts("td .pill"), ["Active"]);
}

#[shop_test]
async fn an_undo_that_was_cancelled_offers_to_go_on(shop: TestShop) {
    for number in 0..60 {
        shop.product(&format!("Mug {number}")).create().await;
    }
    let mut editor = shop.staff(Role::ContentManager).await;
    let list = editor.get("/admin/products").await;
    let all = list.form("form#bulk").with("all", "yes");
    let begun = editor.submit(&all.with("do", "archive")).await;
    let path = begun.location().to_owned();
    shop.run_jobs().await;
    let done = editor.get(&path).await;
    editor.submit(&done.form("form[action$='/undo']")).await;
    let undoing = editor.get(&path).await;
    let task = &tasks::list(&shop, None, None, 1).await.unwrap().tasks[0];
    let task = editor.get(&format!("/admin/tasks/{}", task.id)).await;
    editor.submit(&task.form("form[action$='/cancel']")).await;

    let stopped = editor.get(&path).await;
    let going_on = stopped.form("form[action$='/undo']");
    editor.submit(&going_on).await;
    shop.run_jobs().await;
    let undone = editor.get(&path).await;

    assert!(!undoing.has("form[action$='/undo']"), "it runs");
    assert!(!undoing.has(".figures") && stopped.has(".figures"));
    stopped
        .assert_says("Go on undoing")
        .assert_says("stopped half way");
    assert_eq!(undone.texts(".figure-value"), ["60", "0", "0", "60", "0"]);
    assert!(!undone.has("form[action$='/undo']"));
}
