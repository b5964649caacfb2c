//! Staff and orders: paid, shipped, delivered, cancelled; and the warehouse.

use shop::orders::{self, Order};
use shop::staff::{Actor, Role};
use testkit::{Browser, Page, TestProduct, TestShop, shop_test};

const ADDRESS: [(&str, &str); 6] = [
    ("email", "ada@example.org"),
    ("given-name", "Ada"),
    ("family-name", "Lovelace"),
    ("address-line1", "Unter den Linden 1"),
    ("postal-code", "10117"),
    ("address-level2", "Berlin"),
];

/// Somebody orders by bank transfer, through the shop's pages.
async fn ordered(shop: &TestShop, product: &TestProduct, quantity: &str) -> Order {
    let mut visitor = shop.browser();
    let page = visitor.get(&format!("/products/{}", product.slug)).await;
    visitor
        .submit(&page.form("#buy-form").with("quantity", quantity))
        .await
        .assert_status(303);
    let page = visitor.get("/checkout/address").await;
    let answer = visitor
        .submit(&page.form(".step form").filled(&ADDRESS))
        .await;
    let page = visitor.follow(answer).await;
    let answer = visitor.submit(&page.form(".step form")).await;
    let page = visitor.follow(answer).await;
    let answer = visitor
        .submit(&page.form(".step form").with("payment", "manual"))
        .await;
    answer.assert_status(303);
    let token = answer.location().rsplit('/').next().unwrap().to_owned();
    shop.run_jobs().await;
    orders::by_token(shop, &token).await.unwrap().unwrap()
}

async fn paid(shop: &TestShop, product: &TestProduct, quantity: &str) -> Order {
    let order = ordered(shop, product, quantity).await;
    let actor = Actor::System { what: "test" };
    orders::mark_paid(shop, &actor, order.id, order.version)
        .await
        .unwrap();
    shop.run_jobs().await;
    orders::find(shop.db.reader(), order.id)
        .await
        .unwrap()
        .unwrap()
}

async fn open(staff: &mut Browser, order: &Order) -> Page {
    staff.get(&format!("/admin/orders/{}", order.id)).await
}

#[shop_test]
async fn an_order_is_led_from_unpaid_to_delivered(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(5)
        .create()
        .await;
    let order = ordered(&shop, &mug, "2").await;
    let path = format!("/admin/orders/{}", order.id);
    let mut staff = shop.staff(Role::Administrator).await;

    let page = open(&mut staff, &order).await;
    page.assert_says("Awaiting payment")
        .assert_says("Not paid yet")
        .assert_says("€29.90");
    assert!(!page.has("#ship"), "nothing ships before it is paid");
    let answer = staff.submit(&page.main_form(&format!("{path}/paid"))).await;
    answer.assert_redirect(&path);
    let page = staff.follow(answer).await;
    page.assert_says("Marked as paid.")
        .assert_says("Captured")
        .assert_says("Paid (manual): €29.90");
    let ship = page.main_form(&format!("{path}/ship"));
    let answer = staff
        .submit(&ship.filled(&[("carrier", "DHL"), ("tracking_number", "JD01")]))
        .await;
    answer.assert_redirect(&path);
    let page = staff.follow(answer).await;
    page.assert_says("DHL JD01").assert_says("2 × Blue mug");
    let answer = staff.submit(&page.form("form[action$='/delivered']")).await;
    answer.assert_redirect(&path);

    staff
        .follow(answer)
        .await
        .assert_says("Order 1001 Completed");
    assert_eq!(shop.stock(mug.variant()).await.on_hand, 3);
    shop.run_jobs().await;
}

#[shop_test]
async fn a_part_ships_first_and_too_much_is_said_at_the_field(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(5).create().await;
    let order = paid(&shop, &mug, "3").await;
    let path = format!("/admin/orders/{}", order.id);
    let field = format!("quantity.{}", order.lines[0].id);
    let mut staff = shop.staff(Role::Administrator).await;
    let form = open(&mut staff, &order)
        .await
        .main_form(&format!("{path}/ship"))
        .with("carrier", "DPD");

    let too_much = staff.submit(&form.clone().with(&field, "4")).await;
    let nothing = staff.submit(&form.clone().with(&field, "0")).await;
    let part = staff.submit(&form.clone().with(&field, "1")).await;
    let stale = staff.submit(&form.with(&field, "2")).await;

    too_much
        .assert_status(422)
        .assert_says("A number from 0 to 3.");
    assert_eq!(
        too_much.main_form(&format!("{path}/ship")).value("carrier"),
        Some("DPD")
    );
    nothing
        .assert_status(422)
        .assert_says("At least one unit has to be shipped.");
    part.assert_redirect(&path);
    stale
        .assert_status(409)
        .assert_says("Somebody else changed this order meanwhile");
    let again = stale.main_form(&format!("{path}/ship"));
    assert_eq!(
        (again.value("carrier"), again.value(&field)),
        (Some("DPD"), Some("2"))
    );
    staff.submit(&again).await.assert_redirect(&path);
    assert_eq!(shop.stock(mug.variant()).await.on_hand, 2);
    shop.run_jobs().await;
}

#[shop_test]
async fn cancelling_asks_why_and_gives_the_goods_back_once(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(2).create().await;
    let order = ordered(&shop, &mug, "2").await;
    let path = format!("/admin/orders/{}/cancel", order.id);
    let mut staff = shop.staff(Role::Administrator).await;
    let page = open(&mut staff, &order).await;
    assert_eq!(
        page.attributes("a.btn-outline-danger", "href"),
        [path.as_str()]
    );
    let page = staff.get(&path).await;
    page.assert_says("No money has come in");
    let form = page.main_form(&path);

    let unsaid = staff.submit(&form).await;
    let done = staff
        .submit(&form.clone().with("reason", "Changed their mind"))
        .await;
    let twice = staff
        .submit(&form.with("reason", "Changed their mind"))
        .await;

    unsaid.assert_status(422).assert_says("Say why");
    done.assert_redirect(&format!("/admin/orders/{}", order.id));
    twice.assert_status(409);
    assert_eq!(shop.available(mug.variant()).await, 2);
    open(&mut staff, &order)
        .await
        .assert_says("Changed their mind");
    shop.run_jobs().await;
}

#[shop_test]
async fn a_cancelled_bank_transfer_is_refunded_by_hand(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let order = paid(&shop, &mug, "1").await;
    let path = format!("/admin/orders/{}", order.id);
    let mut staff = shop.staff(Role::Administrator).await;
    let page = staff.get(&format!("{path}/cancel")).await;
    page.assert_says("€17.40 came by bank transfer");
    let form = page
        .main_form(&format!("{path}/cancel"))
        .with("reason", "Broken");
    staff.submit(&form).await.assert_redirect(&path);

    let page = open(&mut staff, &order).await;
    let answer = staff
        .submit(&page.main_form(&format!("{path}/refunded")))
        .await;

    answer.assert_redirect(&path);
    let page = staff.follow(answer).await;
    page.assert_says("Order 1001 Refunded");
    assert!(!page.has("form[action$='/refunded']"));
    shop.run_jobs().await;
}

#[shop_test]
async fn orders_are_found_by_group_word_and_day(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(9).create().await;
    let unpaid = ordered(&shop, &mug, "1").await;
    let waiting = paid(&shop, &mug, "1").await;
    let mut staff = shop.staff(Role::Administrator).await;
    let (unpaid, waiting) = (unpaid.number.to_string(), waiting.number.to_string());
    let cases: &[(&str, &[&str])] = &[
        ("", &[&waiting, &unpaid]),
        ("?status=unpaid", &[&unpaid]),
        ("?status=to-ship", &[&waiting]),
        ("?status=shipped", &[]),
        ("?q=lovelace", &[&waiting, &unpaid]),
        ("?q=nobody", &[]),
        ("?from=2026-03-02&until=2026-03-02", &[&waiting, &unpaid]),
        ("?from=2026-03-03", &[]),
        ("?until=2026-03-01", &[]),
        ("?from=yesterday&after=broken", &[&waiting, &unpaid]),
    ];
    for (query, numbers) in cases {
        let page = staff.get(&format!("/admin/orders{query}")).await;

        assert_eq!(page.texts(".row-link"), *numbers, "{query}");
    }
}

#[shop_test]
async fn the_dashboard_shows_todays_sales(shop: TestShop) {
    let mug = shop
        .product("Blue mug")
        .price("12.50")
        .stock(9)
        .create()
        .await;
    ordered(&shop, &mug, "1").await;
    paid(&shop, &mug, "2").await;
    let mut staff = shop.staff(Role::Administrator).await;

    let page = staff.get("/admin").await;

    assert_eq!(
        page.texts(".figure-value"),
        ["€29.90", "2", "1", "1", "0", "0"]
    );
    assert_eq!(page.texts("#chart-table tbody tr").len(), 14);
    assert_eq!(
        page.texts("#chart-table tbody tr").last().unwrap(),
        "Mon 2 Mar €29.90"
    );
    assert_eq!(page.texts(".row-link"), ["1002", "1001"]);
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get("/admin").await;
    assert!(
        page.texts(".row-link").is_empty(),
        "a content manager sees figures but no customers"
    );
}

#[shop_test]
async fn a_mail_is_shown_in_a_frame_that_can_do_nothing(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    ordered(&shop, &mug, "1").await;
    let mut staff = shop.staff(Role::Administrator).await;

    let list = staff.get("/admin/mail").await;
    let page = staff.get(&list.attributes(".row-link", "href")[0]).await;
    let frame = staff.get(&page.attribute("iframe", "src")).await;

    assert_eq!(page.attribute("iframe", "sandbox"), "");
    assert!(
        page.header("content-security-policy")
            .contains("frame-src 'self'")
    );
    page.assert_says("Blue mug");
    let policy = frame.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    frame.assert_status(200).assert_says("Blue mug");
    staff.get("/admin/mail/nothing").await.assert_status(404);
}

#[shop_test]
async fn jobs_are_listed_by_state(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    ordered(&shop, &mug, "1").await;
    let mut staff = shop.staff(Role::Administrator).await;

    staff
        .get("/admin/jobs")
        .await
        .assert_says("Nothing is parked");
    let done = staff.get("/admin/jobs?state=done").await;

    assert_eq!(done.texts("td.r-lead > .strong"), ["Mail about an order"]);
}

#[shop_test]
async fn the_warehouse_works_off_its_queue_from_the_oldest(shop: TestShop) {
    let mug = shop.product("Blue mug").stock(9).create().await;
    let first = paid(&shop, &mug, "2").await;
    shop.advance(5);
    let second = paid(&shop, &mug, "1").await;
    ordered(&shop, &mug, "1").await;
    let mut hall = shop.staff(Role::Warehouse).await;

    let queue = hall.get("/warehouse").await;
    let numbers = [first.number.to_string(), second.number.to_string()];
    assert_eq!(queue.texts(".job-number"), numbers);
    let path = format!("/warehouse/orders/{}", first.id);
    let page = hall.get(&path).await;
    assert_eq!(page.texts(".pick-count b"), ["2"]);
    let form = page.main_form(&path);
    let answer = hall
        .submit(&form.clone().with("tracking_number", "JD01"))
        .await;

    answer.assert_redirect(&format!("/warehouse/orders/{}", second.id));
    hall.follow(answer)
        .await
        .assert_says("Shipped. This is the next one.");
    let stale = hall.submit(&form).await;
    stale.assert_status(409);
    assert_eq!(
        hall.get("/warehouse").await.texts(".job-number"),
        [second.number.to_string()]
    );
    hall.get(&path).await.assert_says("nothing to ship");
    shop.run_jobs().await;
}

#[shop_test]
async fn a_packing_slip_names_goods_and_address_but_no_price(shop: TestShop) {
    let mug = shop.product("Blue mug").price("12.50").create().await;
    let order = paid(&shop, &mug, "1").await;
    let mut hall = shop.staff(Role::Warehouse).await;

    let slip = hall
        .get(&format!("/warehouse/orders/{}/slip", order.id))
        .await;

    slip.assert_status(200)
        .assert_says("Ada Lovelace")
        .assert_says("Unter den Linden 1")
        .assert_says("Blue mug");
    assert_eq!(slip.text(".slip-number"), order.number.to_string());
    assert!(!slip.body.contains('€'), "{}", slip.words());
}
