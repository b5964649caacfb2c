use chrono::TimeDelta;
use commerce::Email;
use l10n::Locale;
use shop::{
    Token,
    catalog::{self, ProductStatus},
    staff::Actor,
    wishes::{self, AlertError, AlertState},
};
use testkit::{TestProduct, TestShop, shop_test};

fn ada() -> Email {
    Email::parse("Ada@example.org").unwrap()
}

async fn sold_out(shop: &TestShop) -> TestProduct {
    shop.product("Blue mug").stock(0).create().await
}

async fn ask(shop: &TestShop, product: &TestProduct, email: &str) {
    let email = Email::parse(email).unwrap();
    wishes::ask(shop, product.variant(), &email, Locale::EN)
        .await
        .unwrap();
    shop.run_jobs().await;
}

/// The token in the last mail.
async fn token_of_last_mail(shop: &TestShop) -> Token {
    let mail = shop.mails().await.remove(0);
    let (_, rest) = mail.text.split_once("/back-in-stock/").unwrap();
    Token::parse(&rest[..43]).unwrap()
}

async fn wait_for(shop: &TestShop, product: &TestProduct, email: &str) -> Token {
    ask(shop, product, email).await;
    let token = token_of_last_mail(shop).await;
    assert!(wishes::confirm(shop, &token).await.unwrap());
    token
}

async fn subjects(shop: &TestShop) -> Vec<String> {
    let mails = shop.mails().await;
    mails.into_iter().map(|mail| mail.subject).collect()
}

#[shop_test]
async fn a_confirmed_address_gets_one_mail_when_it_is_back(shop: TestShop) {
    let mug = sold_out(&shop).await;
    let token = wait_for(&shop, &mug, "Ada@example.org").await;
    assert_eq!(
        wishes::notify(&shop).await.unwrap(),
        0,
        "nothing is there yet"
    );

    shop.set_stock(mug.variant(), 2).await;
    assert_eq!(wishes::notify(&shop).await.unwrap(), 1);
    assert_eq!(wishes::notify(&shop).await.unwrap(), 0);
    shop.run_jobs().await;

    assert_eq!(
        subjects(&shop).await,
        [
            "Blue mug is back",
            "Shall we tell you when Blue mug is back?"
        ]
    );
    let mail = shop.mails().await.remove(0);
    assert_eq!(mail.to.email, "Ada@example.org");
    let way_out = format!("<http://shop.test/back-in-stock/{}>", token.as_str());
    let head = shop.head_of(&mail);
    assert!(
        head.contains(&format!("List-Unsubscribe: {way_out}")),
        "{head}"
    );
    let asking = shop.mails().await.remove(1);
    assert!(!shop.head_of(&asking).contains("List-Unsubscribe"));
    // Slashes are escaped in HTML.
    for body in [mail.text, mail.html.replace("&#x2f;", "/")] {
        assert!(
            body.contains("http://shop.test/products/blue-mug"),
            "{body}"
        );
        assert!(body.contains(token.as_str()), "the way out: {body}");
    }
    let (alert, _) = wishes::find(&shop, &token).await.unwrap().unwrap();
    assert_eq!(alert.state, AlertState::Sent);
}

#[shop_test]
async fn who_did_not_confirm_hears_nothing(shop: TestShop) {
    let mug = sold_out(&shop).await;
    ask(&shop, &mug, "ada@example.org").await;

    shop.set_stock(mug.variant(), 2).await;

    assert_eq!(wishes::notify(&shop).await.unwrap(), 0);
    shop.clock.advance(TimeDelta::days(8));
    assert_eq!(wishes::prune(&shop).await.unwrap(), 1);
    let token = token_of_last_mail(&shop).await;
    assert!(!wishes::confirm(&shop, &token).await.unwrap());
    assert_eq!(wishes::find(&shop, &token).await.unwrap(), None);
}

#[shop_test]
async fn processes_that_look_at_once_write_one_mail_to_each(shop: TestShop) {
    let mug = sold_out(&shop).await;
    for number in 0..5 {
        wait_for(&shop, &mug, &format!("customer{number}@example.org")).await;
    }
    shop.set_stock(mug.variant(), 2).await;
    let other = shop.second_process().await;

    let (here, there) = tokio::join!(wishes::notify(&shop), wishes::notify(&other));

    assert_eq!(here.unwrap() + there.unwrap(), 5);
    shop.run_jobs().await;
    assert_eq!(shop.mails().await.len(), 10);
    other.db.close().await.unwrap();
}

#[shop_test]
async fn an_address_is_asked_once_an_hour_however_it_is_written(shop: TestShop) {
    let mug = sold_out(&shop).await;

    for email in ["Ada@example.org", "ada@example.org", " ADA@example.org "] {
        ask(&shop, &mug, email).await;
    }
    assert_eq!(shop.mails().await.len(), 1);
    shop.advance(61);
    ask(&shop, &mug, "ada@example.org").await;
    assert_eq!(shop.mails().await.len(), 2);

    // One that waits already needs no mail.
    let token = token_of_last_mail(&shop).await;
    assert!(wishes::confirm(&shop, &token).await.unwrap());
    shop.advance(61);
    ask(&shop, &mug, "ada@example.org").await;
    assert_eq!(shop.mails().await.len(), 2);
}

#[shop_test]
async fn who_was_written_to_can_ask_for_the_next_time(shop: TestShop) {
    let mug = sold_out(&shop).await;
    wait_for(&shop, &mug, "ada@example.org").await;
    shop.set_stock(mug.variant(), 1).await;
    wishes::notify(&shop).await.unwrap();
    shop.run_jobs().await;
    shop.set_stock(mug.variant(), 0).await;
    // Sooner than somebody who never confirmed would be asked again.
    shop.advance(20);

    wait_for(&shop, &mug, "ada@example.org").await;
    shop.set_stock(mug.variant(), 1).await;

    assert_eq!(wishes::notify(&shop).await.unwrap(), 1);
    shop.run_jobs().await;
    assert_eq!(shop.mails().await.len(), 4);
}

#[shop_test]
async fn a_forgotten_address_gets_no_mail_that_is_on_its_way(shop: TestShop) {
    let mug = sold_out(&shop).await;
    let token = wait_for(&shop, &mug, "ada@example.org").await;
    shop.set_stock(mug.variant(), 2).await;
    wishes::notify(&shop).await.unwrap();

    wishes::cancel(&shop, &token).await.unwrap();
    shop.run_jobs().await;

    assert_eq!(
        shop.mails().await.len(),
        1,
        "only the one that asks for confirmation"
    );
    assert_eq!(wishes::find(&shop, &token).await.unwrap(), None);
}

#[shop_test]
async fn nobody_waits_for_what_can_be_bought_or_is_not_sold(shop: TestShop) {
    let there = shop.product("There").stock(1).create().await;
    let ordered = shop.product("Ordered").stock(0).backorder().create().await;
    let gone = sold_out(&shop).await;
    let actor = Actor::System { what: "test" };
    catalog::set_status(&shop, &actor, gone.id, 1, ProductStatus::Archived)
        .await
        .unwrap();

    let mut answers = Vec::new();
    for product in [&there, &ordered, &gone] {
        answers.push(wishes::ask(&shop, product.variant(), &ada(), Locale::EN).await);
    }

    assert!(
        matches!(
            answers.as_slice(),
            [
                Err(AlertError::Available),
                Err(AlertError::Available),
                Err(AlertError::NotForSale)
            ]
        ),
        "{answers:?}"
    );
}

#[shop_test]
async fn what_is_taken_off_sale_while_somebody_waits_is_not_announced(shop: TestShop) {
    let mug = sold_out(&shop).await;
    wait_for(&shop, &mug, "ada@example.org").await;
    let actor = Actor::System { what: "test" };
    catalog::set_status(&shop, &actor, mug.id, 1, ProductStatus::Archived)
        .await
        .unwrap();

    shop.set_stock(mug.variant(), 2).await;
    assert_eq!(wishes::notify(&shop).await.unwrap(), 0);
    catalog::set_status(&shop, &actor, mug.id, 2, ProductStatus::Active)
        .await
        .unwrap();

    assert_eq!(wishes::notify(&shop).await.unwrap(), 1);
    shop.run_jobs().await;
}
