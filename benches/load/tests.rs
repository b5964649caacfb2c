//! Whole runs against the fake shop.

use clap::Parser;

use crate::args::Args;
use crate::fake::{Trouble, start};
use crate::report::{Report, Row};
use crate::run::run;
use crate::step::Step;

async fn measure(trouble: Trouble, mix: &[&str]) -> Report {
    let url = start(trouble).await;
    let common = [
        "load",
        "--url",
        &url,
        "--clients",
        "3",
        "--seconds",
        "1",
        "--warmup",
        "0",
        "--mix",
    ];
    let args = Args::parse_from(common.iter().chain(mix));
    run(&args, Some(std::process::id()), None).await.unwrap()
}

fn requests(report: &Report, wanted: Step) -> u64 {
    let row: Option<&Row> = report.steps.iter().find(|row| row.step == Some(wanted));
    row.map_or(0, |row| row.requests)
}

#[tokio::test]
async fn a_checkout_goes_from_the_first_page_to_the_paid_order() {
    let report = measure(Trouble::None, &["checkout"]).await;

    assert!(report.messages.is_empty(), "{:?}", report.messages);
    assert!(report.orders > 0);
    for step in Step::ALL {
        let taken = requests(&report, step);
        let on_the_way = !matches!(step, Step::Category | Step::Search | Step::Suggest);
        assert_eq!(taken > 0, on_the_way, "{step:?}: {taken}");
    }
    // The first look at the order page comes before the bank's word.
    assert!(requests(&report, Step::OrderPage) >= 2 * report.orders);
    assert!(report.server.is_some_and(|server| server.resident_kib > 0));
}

#[tokio::test]
async fn each_mix_of_tpc_w_looks_around_and_orders() {
    for mix in ["browsing", "shopping", "ordering"] {
        let report = measure(Trouble::None, &[mix]).await;

        assert!(report.messages.is_empty(), "{mix}: {:?}", report.messages);
        assert!(report.orders > 0, "{mix}");
        for step in [
            Step::Home,
            Step::Category,
            Step::Product,
            Step::Search,
            Step::AddToCart,
        ] {
            assert!(requests(&report, step) > 0, "{mix}: {step:?}");
        }
    }
}

#[tokio::test]
async fn product_pages_alone_are_a_mix() {
    let report = measure(Trouble::None, &["product"]).await;

    assert_eq!(requests(&report, Step::Product), report.requests);
    assert!(report.requests > 0 && report.orders == 0);
}

#[tokio::test]
async fn categories_are_narrowed_down_by_what_they_offer() {
    let report = measure(Trouble::None, &["filtered"]).await;

    assert!(report.messages.is_empty(), "{:?}", report.messages);
    assert_eq!(requests(&report, Step::Category), report.requests);
    assert!(report.requests > 0);
}

#[tokio::test]
async fn prepared_carts_are_placed_and_nothing_else_is_timed() {
    let report = measure(Trouble::None, &["place", "--carts", "30"]).await;

    assert_eq!(
        (report.orders, report.requests),
        (30, 30),
        "{:?}",
        report.messages
    );
    assert_eq!(requests(&report, Step::Place), 30);
}

#[tokio::test]
async fn sold_out_and_changed_are_no_errors() {
    let sold_out = measure(Trouble::SoldOut, &["checkout"]).await;
    assert!(sold_out.sold_out > 0);
    assert_eq!(
        (sold_out.errors, sold_out.orders),
        (0, 0),
        "{:?}",
        sold_out.messages
    );

    for mix in [&["checkout"][..], &["place", "--carts", "9"]] {
        let changed = measure(Trouble::PricesChange, mix).await;
        assert!(changed.changed > 0, "{mix:?}");
        assert_eq!(
            (changed.errors, changed.orders),
            (0, 0),
            "{mix:?}: {:?}",
            changed.messages
        );
    }
}

#[tokio::test]
async fn a_page_that_fails_is_an_error_and_says_where() {
    let report = measure(Trouble::BrokenOrderPage, &["checkout"]).await;

    assert!(report.errors > 0 && report.orders == 0);
    let message = "order page: status 500 Internal Server Error";
    assert_eq!(report.messages.keys().collect::<Vec<_>>(), [message]);
}
