//! The search index: what it finds, how it follows, and that it survives.

mod building;
mod catching_up;
mod finding;
mod following;
mod rules;
mod typed;

use shop::{
    Shop,
    search::{self, Found, Keeper, Lag, Query},
};

/// An index that is up to date.
async fn indexed(shop: &Shop) -> Keeper {
    let mut keeper = Keeper::open(shop).await.unwrap();
    keeper.step().await.unwrap();
    keeper
}

fn text(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

/// From the index, not from the database.
async fn find(shop: &Shop, query: &Query) -> Found {
    let found = search::find(shop, query).await.unwrap();
    assert!(found.facets.is_some(), "there is an index");
    found
}

fn titles(found: &Found) -> Vec<&str> {
    found.cards.iter().map(|card| card.title.as_str()).collect()
}

/// So many products are in the index, each as the database has it.
#[track_caller]
fn assert_equal(findings: &[String], found: &Found, products: u64) {
    assert_eq!(findings, [] as [String; 0]);
    assert_eq!(found.total, products);
}

async fn assert_is_database(shop: &Shop, products: u64) {
    let findings = search::audit(shop, Lag::Told).await.unwrap();
    let found = find(shop, &Query::default()).await;
    assert_equal(&findings, &found, products);
}
