//! Staff at their desks: signing in, products, stock, categories, settings, colleagues.

use shop::catalog::{self, ProductFilter};
use shop::staff::{self, Role};
use testkit::{TestShop, shop_test};

/// A form with a button pressed, or with a field that a script or another page adds.
#[shop_test]
async fn signing_in_leads_to_where_ones_work_is(shop: TestShop) {
    let cases = [
        (Role::Administrator, "/admin"),
        (Role::ContentManager, "/admin"),
        (Role::Warehouse, "/warehouse"),
    ];
    for (role, home) in cases {
        shop.hire(role).await;
        let mut browser = shop.browser();
        let page = browser.get("/admin/sign-in?next=/admin").await;
        let form = page
            .form("form")
            .with("email", &format!("{role}@example.com"));

        let wrong = browser
            .submit(&form.clone().with("password", "not the password"))
            .await;
        let right = browser
            .submit(&form.with("password", "a password for tests"))
            .await;

        wrong
            .assert_status(422)
            .assert_says("do not belong together");
        assert_eq!(
            wrong.attribute("#email", "value"),
            format!("{role}@example.com")
        );
        right.assert_redirect(home);
        browser.follow(right).await.assert_status(200);
    }
}

#[shop_test]
async fn guessing_passwords_is_slowed_down(shop: TestShop) {
    shop.hire(Role::Administrator).await;
    let mut browser = shop.browser();
    let form = browser
        .get("/admin/sign-in")
        .await
        .form("form")
        .with("email", "administrator@example.com");

    for _ in 0..5 {
        browser
            .submit(&form.clone().with("password", "guess"))
            .await
            .assert_status(422);
    }

    let page = browser
        .submit(&form.with("password", "a password for tests"))
        .await;
    page.assert_status(429).assert_says("Too many attempts");
}

#[shop_test]
async fn signing_out_ends_the_session(shop: TestShop) {
    let mut browser = shop.staff(Role::Warehouse).await;
    let page = browser.get("/warehouse").await;
    let cookie = browser.cookie("staff").unwrap().to_owned();

    let answer = browser
        .submit(&page.form("aside form[action='/admin/sign-out']"))
        .await;

    answer.assert_redirect("/admin/sign-in");
    let mut thief = shop.browser().with_cookie("staff", &cookie);
    thief.get("/warehouse").await.assert_status(303);
}

#[shop_test]
async fn the_first_administrator_is_made_once(shop: TestShop) {
    let token = staff::setup_link(&shop).await.unwrap().unwrap();
    let path = format!("/admin/setup/{}", token.as_str());
    let mut browser = shop.browser();
    let page = browser.get(&path).await;
    let form = page
        .form("form")
        .filled(&[("name", "Ada"), ("email", "ada@example.com")]);

    let weak = browser
        .submit(&form.clone().with("password", "short"))
        .await;
    let made = browser
        .submit(&form.clone().with("password", "a long enough one"))
        .await;

    weak.assert_status(422)
        .assert_says("at least 10 characters");
    assert_eq!(weak.attribute("#name", "value"), "Ada");
    made.assert_redirect("/admin/settings");
    browser.follow(made).await.assert_says("Welcome");
    let again = browser
        .submit(&form.with("password", "a long enough one"))
        .await;
    again
        .assert_status(404)
        .assert_says("does not work any more");
}

#[shop_test]
async fn a_menu_shows_only_what_its_reader_may_see(shop: TestShop) {
    let mut warehouse = shop.staff(Role::Warehouse).await;

    let page = warehouse.get("/warehouse").await;

    assert_eq!(
        page.texts("aside nav a"),
        [
            "To ship",
            "Products",
            "Categories",
            "Collections",
            "Attributes",
            "Pictures",
            "Search"
        ]
    );
    for link in page.attributes("aside nav a", "href") {
        warehouse.get(&link).await.assert_status(200);
    }
}

#[shop_test]
async fn a_product_is_made_in_steps_without_losing_a_word(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get("/admin/products/new").await;
    let form = page.main_form("/admin/products/new").filled(&[
        ("title", "Field shirt"),
        ("brand", "Ours"),
        ("description_html", "<p>Linen.</p><script>alert(1)</script>"),
        ("variants.0.price", "49.90"),
        ("variants.0.stock", "7"),
    ]);

    let page = editor.submit(&form.pressing("do", "add-option")).await;
    page.assert_status(200);
    let form = page.main_form("/admin/products/new").filled(&[
        ("options.0.name", "Size"),
        ("options.0.values", "S\r\nM"),
        ("variants.0.options.0", "S"),
        ("variants.0.sku", "SHIRT-S"),
    ]);
    let page = editor.submit(&form.pressing("do", "make-variants")).await;
    let form = page.main_form("/admin/products/new");
    assert_eq!(form.value("title"), Some("Field shirt"));
    assert_eq!(form.value("variants.1.sku"), Some("FIELD-SHIRT-M"));
    assert_eq!(form.value("variants.1.price"), Some("49.90"));
    let wrong = editor
        .submit(
            &form
                .clone()
                .with("variants.1.price", "49,90")
                .pressing("do", "save"),
        )
        .await;
    wrong
        .assert_status(422)
        .assert_says("Variant 2: Write an amount such as 19.90.");
    assert!(wrong.has("[id='variants.1.price'][aria-invalid=true]"));
    let made = editor
        .submit(&form.with("status", "active").pressing("do", "save"))
        .await;

    made.assert_status(303);
    let page = editor.follow(made).await;
    page.assert_says("The product is made")
        .assert_says("7 on hand");
    assert!(
        !page.body.contains("alert(1)"),
        "the description is sanitised"
    );
    shop.browser()
        .get("/products/field-shirt")
        .await
        .assert_says("Linen.");
}

#[shop_test]
async fn a_sku_that_is_taken_is_said_at_its_field(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let sku = catalog::product_for_edit(shop.db.reader(), mug.id)
        .await
        .unwrap()
        .unwrap()
        .variants[0]
        .sku
        .clone();
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get("/admin/products/new").await;
    let form = page.main_form("/admin/products/new").filled(&[
        ("title", "Cup"),
        ("variants.0.sku", sku.as_str()),
        ("variants.0.price", "5"),
    ]);

    let page = editor.submit(&form).await;

    page.assert_status(422)
        .assert_says("This is taken already.");
    assert_eq!(page.attributes("#errors a", "href"), ["#variants.0.sku"]);
    assert_eq!(
        page.main_form("/admin/products/new").value("title"),
        Some("Cup")
    );
}

#[shop_test]
async fn of_two_editors_the_second_sees_what_the_first_saved_and_loses_nothing(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut first = shop.staff(Role::ContentManager).await;
    let mut second = shop.staff(Role::Administrator).await;
    let page = second.get(&path).await;
    let form = page.main_form(&path).with("title", "Navy mug");
    let theirs = first
        .get(&path)
        .await
        .main_form(&path)
        .with("brand", "Kiln");
    first.submit(&theirs).await.assert_redirect(&path);

    let conflict = second.submit(&form).await;

    conflict
        .assert_status(409)
        .assert_says("Somebody else changed this");
    assert_eq!(
        conflict.texts(".conflict tbody tr"),
        ["Title Navy mug Blue mug", "Brand Acme Kiln"]
    );
    let form = conflict.main_form(&path);
    assert_eq!(form.value("title"), Some("Navy mug"));
    second
        .submit(&form.with("brand", "Kiln"))
        .await
        .assert_redirect(&path);
    let saved = second.get(&path).await.main_form(&path);
    assert_eq!(
        (saved.value("title"), saved.value("brand")),
        (Some("Navy mug"), Some("Kiln"))
    );
}

#[shop_test]
async fn a_product_is_taken_out_of_the_shop_and_put_back(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let path = format!("/admin/products/{}", mug.id);
    for (status, seen) in [("archived", 410), ("active", 200), ("draft", 404)] {
        let page = editor.get(&path).await;
        let button = page.form(&format!(
            "form[action='{path}/status']:has(button[value={status}])"
        ));

        editor
            .submit(&button.pressing("status", status))
            .await
            .assert_redirect(&path);

        shop.browser()
            .get(&format!("/products/{}", mug.slug))
            .await
            .assert_status(seen);
    }
}

#[shop_test]
async fn a_picture_that_cannot_be_fetched_says_why_and_can_be_tried_again(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let mut editor = shop.staff(Role::ContentManager).await;
    let path = format!("/admin/products/{}", mug.id);
    let form = editor.get(&path).await.main_form(&path);
    let page = editor.submit(&form.pressing("do", "add-picture")).await;
    let rows = page.texts("[data-pictures] > li").len();
    let field = format!("pictures.{}.source_url", rows - 1);
    // Nobody listens at port 9 of this machine, and no folder lies there.
    let form = page
        .main_form(&path)
        .with(&field, "http://127.0.0.1:9/a.jpg");
    editor.submit(&form).await.assert_redirect(&path);
    editor.get(&path).await.assert_says("Waiting to be fetched");
    for _ in 0..20 {
        shop.run_jobs().await;
        shop.advance(24 * 60);
    }
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor.get(&path).await;

    page.assert_says("Not fetched:");
    let list = editor.get("/admin/products?pictures=problem").await;
    assert_eq!(list.texts(".row-link"), ["Blue mug"]);
    let answer = editor.submit(&page.form("form[action$='/retry']")).await;
    answer.assert_redirect(&path);
    editor.get(&path).await.assert_says("Waiting to be fetched");
    shop.may_leave_jobs();
}

#[shop_test]
async fn the_list_of_products_is_narrowed_and_paged_by_its_address(shop: TestShop) {
    for number in 1..=51 {
        shop.product(&format!("Mug {number}")).create().await;
    }
    let mut editor = shop.staff(Role::ContentManager).await;

    let first = editor.get("/admin/products").await;
    let next = editor.get(&first.attribute("a[rel=next]", "href")).await;
    let found = editor.get("/admin/products?q=mug+17").await;
    let nothing = editor.get("/admin/products?q=kettle&status=draft").await;

    assert_eq!(first.texts(".row-link").len(), 50);
    assert_eq!(next.texts(".row-link").len(), 1);
    assert_eq!(found.texts(".row-link"), ["Mug 17"]);
    assert_eq!(nothing.attribute("#q", "value"), "kettle");
    nothing.assert_says("Nothing fits");
}

#[shop_test]
async fn stock_is_counted_with_a_reason_over_the_number_that_was_seen(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await;
    let path = format!("/admin/stock/{}", mug.variant());
    let mut warehouse = shop.staff(Role::Warehouse).await;
    let form = warehouse.get(&path).await.main_form(&path);
    let found =
        form.clone()
            .filled(&[("on_hand", "4"), ("reason", "damaged"), ("note", "Chipped")]);

    let saved = warehouse.submit(&found).await;
    let stale = warehouse.submit(&form.clone().with("on_hand", "9")).await;
    let fresh = warehouse.get(&path).await.main_form(&path);
    let negative = warehouse.submit(&fresh.with("on_hand", "-1")).await;

    saved.assert_redirect(&path);
    stale.assert_status(409).assert_says("now 4 are on hand");
    assert_eq!(stale.main_form(&path).value("on_hand"), Some("9"));
    assert_eq!(stale.main_form(&path).value("seen"), Some("4"));
    negative
        .assert_status(422)
        .assert_says("Stock cannot be below zero.");
    assert_eq!(shop.available(mug.variant()).await, 4);
    warehouse
        .get(&path)
        .await
        .assert_says("Chipped")
        .assert_says("−1");
}

#[shop_test]
async fn a_content_manager_sees_stock_but_has_no_form_for_it(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await;
    let path = format!("/admin/stock/{}", mug.variant());
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor.get(&path).await;

    page.assert_status(200);
    assert!(!page.has(&format!("form[action='{path}']")));
}

#[shop_test]
async fn categories_are_made_moved_and_removed_from_the_leaves(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let new = "/admin/categories/new";
    let form = editor.get(new).await.main_form(new);
    editor
        .submit(&form.clone().with("title", "Kitchen"))
        .await
        .assert_redirect("/admin/categories");
    let kitchen = shop.categories().by_slug("kitchen").unwrap().id;
    let form = editor
        .get(new)
        .await
        .main_form(new)
        .filled(&[("title", "Mugs"), ("parent", &kitchen.to_string())]);
    editor
        .submit(&form)
        .await
        .assert_redirect("/admin/categories");
    let list = editor.get("/admin/categories").await;
    assert_eq!(list.texts(".row-link"), ["Kitchen", "Mugs"]);

    let path = format!("/admin/categories/{kitchen}");
    let page = editor.get(&path).await;
    assert!(!page.has(&format!("form[action='{path}/delete']")));
    let csrf = page.main_form(&path).value("csrf").unwrap().to_owned();
    let refused = editor
        .post_form(
            &format!("{path}/delete"),
            &[("csrf", &csrf), ("version", "1")],
        )
        .await;
    refused
        .assert_status(409)
        .assert_says("There are categories below this one");
    let mugs = format!(
        "/admin/categories/{}",
        shop.categories().by_slug("mugs").unwrap().id
    );
    let page = editor.get(&mugs).await;
    let answer = editor
        .submit(&page.form(&format!("form[action='{mugs}/delete']")))
        .await;

    answer.assert_redirect("/admin/categories");
    assert_eq!(shop.categories().len(), 1);
}

#[shop_test]
async fn an_edit_of_a_category_over_anothers_is_shown_first(shop: TestShop) {
    let mut editor = shop.staff(Role::ContentManager).await;
    let new = "/admin/categories/new";
    let form = editor
        .get(new)
        .await
        .main_form(new)
        .with("title", "Kitchen");
    editor
        .submit(&form)
        .await
        .assert_redirect("/admin/categories");
    let path = format!(
        "/admin/categories/{}",
        shop.categories().by_slug("kitchen").unwrap().id
    );
    let old = editor.get(&path).await.main_form(&path);
    editor
        .submit(&old.clone().with("title", "Cooking"))
        .await
        .assert_redirect("/admin/categories");

    let conflict = editor.submit(&old.with("description", "Pots.")).await;

    conflict.assert_status(409);
    assert_eq!(
        conflict.texts(".conflict tbody tr"),
        ["Title Kitchen Cooking", "Description Pots. —"]
    );
    editor
        .submit(&conflict.main_form(&path))
        .await
        .assert_redirect("/admin/categories");
}

#[shop_test]
async fn settings_are_saved_and_come_back_when_they_are_wrong(shop: TestShop) {
    let mut administrator = shop.staff(Role::Administrator).await;
    let path = "/admin/settings";
    let form = administrator.get(path).await.main_form(path);

    let wrong = administrator
        .submit(&form.clone().filled(&[
            ("shop_name", " "),
            ("countries.1.tax_rate", "lots"),
            ("online_hold_minutes", "1"),
        ]))
        .await;
    let home = administrator
        .submit(&form.clone().with("home_country", "FR"))
        .await;
    let rows = administrator
        .submit(&form.clone().pressing("do", "add-country"))
        .await;
    let saved = administrator
        .submit(&form.clone().with("shop_name", "Other shop"))
        .await;
    let stale = administrator
        .submit(&form.with("contact_email", "hello@example.com"))
        .await;

    wrong.assert_status(422);
    assert_eq!(
        wrong.attributes("#errors a", "href"),
        ["#countries.1.tax_rate"]
    );
    home.assert_status(422)
        .assert_says("The home country must be among the countries");
    assert_eq!(
        rows.main_form(path).value("countries.2.shipping_name"),
        Some("Standard")
    );
    saved.assert_redirect(path);
    assert_eq!(shop.settings().shop_name, "Other shop");
    stale.assert_status(409);
    assert_eq!(
        stale.texts(".conflict tbody tr"),
        [
            "Name Test shop Other shop",
            "Contact address hello@example.com shop@example.com"
        ]
    );
    administrator
        .submit(&stale.main_form(path))
        .await
        .assert_redirect(path);
    assert_eq!(shop.settings().contact_email, "hello@example.com");
}

#[shop_test]
async fn colleagues_are_added_and_the_last_administrator_stays(shop: TestShop) {
    let mut administrator = shop.staff(Role::Administrator).await;
    let new = "/admin/staff/new";
    let form = administrator.get(new).await.main_form(new).filled(&[
        ("name", "Walt"),
        ("email", "walt@example.com"),
        ("role", "warehouse"),
        ("password", "a password of walt"),
    ]);

    administrator
        .submit(&form)
        .await
        .assert_redirect("/admin/staff");
    let twice = administrator.submit(&form).await;
    let me = staff::list(shop.db.reader())
        .await
        .unwrap()
        .into_iter()
        .find(|one| one.role == Role::Administrator)
        .unwrap();
    let path = format!("/admin/staff/{}", me.id);
    let form = administrator.get(&path).await.main_form(&path);
    let refused = administrator.submit(&form.with("role", "warehouse")).await;

    twice
        .assert_status(422)
        .assert_says("Somebody else signs in with this mail address.");
    assert_eq!(twice.main_form(new).value("name"), Some("Walt"));
    refused.assert_status(409).assert_says("last administrator");
    assert_eq!(refused.main_form(&path).value("role"), Some("warehouse"));
}

#[shop_test]
async fn a_new_password_ends_all_sessions(shop: TestShop) {
    let mut warehouse = shop.staff(Role::Warehouse).await;
    let path = "/admin/password";
    let form = warehouse.get(path).await.main_form(path);

    let weak = warehouse
        .submit(&form.clone().with("password", "warehouse"))
        .await;
    let changed = warehouse
        .submit(&form.with("password", "something quite new"))
        .await;

    weak.assert_status(422)
        .assert_says("at least 10 characters");
    changed.assert_redirect("/admin/sign-in");
    warehouse.get("/warehouse").await.assert_status(303);
}

#[shop_test]
async fn a_product_in_the_archive_is_found_by_its_status(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .status(catalog::ProductStatus::Archived)
        .create()
        .await;
    let filter = ProductFilter {
        status: Some(catalog::ProductStatus::Archived),
        ..ProductFilter::default()
    };
    assert_eq!(
        catalog::admin_list(&shop, &filter, None, 10)
            .await
            .unwrap()
            .rows[0]
            .id,
        mug.id
    );
    let mut editor = shop.staff(Role::ContentManager).await;

    let page = editor.get("/admin/products?status=archived").await;

    assert_eq!(page.texts(".row-link"), ["Blue mug"]);
    assert!(page.has("#status option[value=archived][selected]"));
}
