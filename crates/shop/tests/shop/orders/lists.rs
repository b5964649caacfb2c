use shop::orders::{self, Filter, Listed, StatusFilter};
use testkit::{TestShop, shop_test};

use crate::support::{SYSTEM, order, order_by_transfer, paid_order, run_jobs};

async fn numbers(shop: &TestShop, filter: &Filter) -> Vec<i64> {
    let page = orders::list(shop, &SYSTEM, filter, None, 50).await.unwrap();
    page.orders.iter().map(|order| order.number).collect()
}

fn with_status(status: StatusFilter) -> Filter {
    Filter {
        status: Some(status),
        ..Filter::default()
    }
}

#[shop_test]
async fn the_list_of_orders_turns_its_pages_by_key(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let mut placed = Vec::new();
    for minutes in [0, 0, 1, 1, 1] {
        shop.advance(minutes);
        placed.push(order(&shop, mug, 1).await.number);
    }
    placed.reverse();

    let (mut seen, mut after) = (Vec::<Listed>::new(), None);
    loop {
        let filter = Filter::default();
        let page = orders::list(&shop, &SYSTEM, &filter, after.as_deref(), 2)
            .await
            .unwrap();
        assert!(page.orders.len() <= 2);
        seen.extend(page.orders);
        after = page.next;
        if after.is_none() {
            break;
        }
    }

    let seen: Vec<_> = seen.iter().map(|order| order.number).collect();
    assert_eq!(seen, placed);
}

#[shop_test]
async fn an_order_is_found_by_number_name_and_address(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let first = order(&shop, mug, 1).await.number;
    let second = order(&shop, mug, 1).await.number;

    for (text, found) in [
        (first.to_string().as_str(), vec![first]),
        ("lovelace", vec![second, first]),
        ("LOVE ada@EXAMPLE", vec![second, first]),
        ("100%", vec![]),
        ("grace", vec![]),
    ] {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        assert_eq!(numbers(&shop, &filter).await, found, "{text}");
    }
}

#[shop_test]
async fn orders_are_listed_by_where_they_stand(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    let unpaid = order_by_transfer(&shop, mug, 1).await;
    let paid = paid_order(&shop, mug, 1).await;
    let refunded = paid_order(&shop, mug, 1).await;
    orders::cancel(&shop, &SYSTEM, refunded.id, refunded.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;

    for (status, found) in [
        (StatusFilter::Unpaid, vec![unpaid.number]),
        (StatusFilter::ToShip, vec![paid.number]),
        (StatusFilter::Shipped, vec![]),
        (StatusFilter::Completed, vec![]),
        (StatusFilter::Cancelled, vec![refunded.number]),
        (StatusFilter::Refunded, vec![refunded.number]),
    ] {
        let filter = with_status(status);
        assert_eq!(numbers(&shop, &filter).await, found, "{status:?}");
    }
}

#[shop_test]
async fn the_figures_of_a_day_are_those_of_its_orders(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await.variant();
    paid_order(&shop, mug, 1).await;
    let day = testkit::start_of_time();
    let next_day = day + chrono::TimeDelta::days(1);
    shop.advance(24 * 60);
    order_by_transfer(&shop, mug, 1).await;
    let refunded = paid_order(&shop, mug, 2).await;
    orders::cancel(&shop, &SYSTEM, refunded.id, refunded.version, "")
        .await
        .unwrap();
    run_jobs(&shop).await;

    let first = orders::figures(&shop, day, next_day).await.unwrap();
    let second = orders::figures(&shop, next_day, next_day + chrono::TimeDelta::days(1)).await;
    let second = second.unwrap();

    assert_eq!((first.placed, second.placed), (1, 1));
    assert_eq!((second.unpaid, second.to_ship), (1, 1));
    let currency = commerce::Currency::EUR;
    let read = shop.db.reader();
    let money = shop::payments::paid_between(read, currency, day, next_day)
        .await
        .unwrap();
    assert_eq!(money, crate::support::eur("14.90"));
    let later = next_day + chrono::TimeDelta::days(1);
    let money = shop::payments::paid_between(read, currency, next_day, later)
        .await
        .unwrap();
    assert!(money.is_zero());
}
