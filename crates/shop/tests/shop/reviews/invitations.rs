use shop::{reviews, settings};
use testkit::{TestShop, shop_test};

use super::{delivered, draft, link, say, shipped};
use crate::support::{SYSTEM, at_once, run_jobs, run_sql, subjects};

const DAY: i64 = 24 * 60;
const SUBJECT: &str = "How do you like what you bought at Test shop?";

async fn invitations(shop: &TestShop) -> usize {
    let sent = subjects(shop).await;
    sent.iter().filter(|subject| *subject == SUBJECT).count()
}

/// Some days later the sweep and the worker have run.
async fn days_pass(shop: &TestShop, days: i64) {
    shop.advance(days * DAY);
    reviews::invite(shop).await.unwrap();
    run_jobs(shop).await;
}

#[shop_test]
async fn a_buyer_is_asked_once_some_days_after_the_parcel_came(shop: TestShop) {
    let mug = shop.product("Blue <mug>").create().await;
    let order = delivered(&shop, mug.variant(), "ada@example.com").await;
    shipped(&shop, mug.variant(), "bob@example.com").await;
    days_pass(&shop, 6).await;
    assert_eq!(invitations(&shop).await, 0, "too early");

    days_pass(&shop, 1).await;
    assert_eq!(invitations(&shop).await, 1);
    for _ in 0..3 {
        days_pass(&shop, 5).await;
    }

    assert_eq!(
        invitations(&shop).await,
        1,
        "and never again; what has not arrived is not asked for"
    );
    let mail = shop
        .mails()
        .await
        .into_iter()
        .find(|mail| mail.subject == SUBJECT)
        .unwrap();
    let link = link(&shop, &order).await;
    let form = format!("http://shop.test/reviews/{}", link.as_str());
    assert!(mail.text.contains(&format!("{form}\n")), "{}", mail.text);
    assert!(
        mail.text.contains(&format!("{form}/mails")),
        "{}",
        mail.text
    );
    assert!(mail.html.contains("Blue &lt;mug&gt;"), "{}", mail.html);
    assert!(mail.html.replace("&#x2f;", "/").contains(&form));
    assert!(reviews::open(&shop, &link).await.unwrap().is_some());
    let head = shop.head_of(&mail);
    assert!(
        head.contains(&format!("List-Unsubscribe: <{form}/mails>")),
        "{head}"
    );
}

#[shop_test]
async fn however_many_processes_look_each_order_is_asked_about_once(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    for buyer in ["ada@x.org", "bob@x.org", "eve@x.org"] {
        delivered(&shop, mug.variant(), buyer).await;
    }
    shop.advance(7 * DAY);
    let other = shop.second_process().await;

    let written = at_once(4, |number| {
        let shop = if number % 2 == 0 {
            shop.shop().clone()
        } else {
            other.clone()
        };
        async move { reviews::invite(&shop).await.unwrap() }
    })
    .await;
    run_jobs(&shop).await;

    assert_eq!(written.iter().sum::<u64>(), 3);
    assert_eq!(invitations(&shop).await, 3);
    // A job that was done and is repeated after a crash is the same mail.
    run_sql(
        &shop,
        "UPDATE job SET state = 'ready', finished_at = NULL WHERE kind = 'reviews.invitation'",
    )
    .await
    .unwrap();
    run_jobs(&shop).await;
    assert_eq!(invitations(&shop).await, 3);
}

#[shop_test]
async fn nobody_is_asked_who_has_written_or_got_money_back_or_does_not_want_it(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let wrote = delivered(&shop, mug.variant(), "wrote@x.org").await;
    say(&shop, &link(&shop, &wrote).await, &draft(5, "Lovely"))
        .await
        .unwrap();
    let refused = delivered(&shop, mug.variant(), "refused@x.org").await;
    reviews::refuse_mails(&shop, &link(&shop, &refused).await, true)
        .await
        .unwrap()
        .unwrap();
    let refunded = delivered(&shop, mug.variant(), "refunded@x.org").await;
    let sql = format!(
        "UPDATE sales_order SET payment_state = 'refunded' WHERE number = {}",
        refunded.number
    );
    run_sql(&shop, &sql).await.unwrap();
    delivered(&shop, mug.variant(), "asked@x.org").await;

    days_pass(&shop, 8).await;

    assert_eq!(invitations(&shop).await, 1);
    let mails = shop.mails().await;
    let asked = mails.iter().find(|mail| mail.subject == SUBJECT).unwrap();
    assert_eq!(asked.to.email, "asked@x.org");
    run_sql(&shop, &sql.replace("refunded'", "paid'"))
        .await
        .unwrap();
}

#[shop_test]
async fn a_buyer_who_changes_their_mind_is_asked_after_the_next_order(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let order = delivered(&shop, mug.variant(), "Ada@x.org").await;
    let link = link(&shop, &order).await;
    for refused in [true, true, false, true] {
        reviews::refuse_mails(&shop, &link, refused)
            .await
            .unwrap()
            .unwrap();
        let opened = reviews::open(&shop, &link).await.unwrap().unwrap();
        assert_eq!(opened.refuses_mails, refused);
    }
    days_pass(&shop, 8).await;
    assert_eq!(invitations(&shop).await, 0);

    reviews::refuse_mails(&shop, &link, false)
        .await
        .unwrap()
        .unwrap();
    delivered(&shop, mug.variant(), "ada@x.org").await;
    days_pass(&shop, 8).await;
    assert_eq!(invitations(&shop).await, 1);
}

#[shop_test]
async fn a_shop_that_asks_nobody_does_not_catch_up_years_later(shop: TestShop) {
    let set = async |days| {
        let mut found = settings::load(shop.db.primary()).await.unwrap();
        found.settings.reviews.invite_after_days = days;
        settings::save(&shop, &SYSTEM, &found.settings, found.version)
            .await
            .unwrap();
    };
    let mug = shop.product("Blue mug").create().await;
    set(0).await;
    delivered(&shop, mug.variant(), "old@x.org").await;
    days_pass(&shop, 40).await;

    set(3).await;
    delivered(&shop, mug.variant(), "new@x.org").await;
    days_pass(&shop, 3).await;

    assert_eq!(invitations(&shop).await, 1);
}
