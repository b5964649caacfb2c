//! What is bought together, counted in real orders.
//!
//! The rule: two products belong together when at least [`ENOUGH`] paid orders hold both. An order is
//! counted once, a minute after its money came in, and never taken back: who returns a lamp bought it
//! with the bulbs all the same. Of an order with very many products the first [`MOST`] count. The more
//! orders, the closer; the older product first among equals.

mod queries;
mod tables;

use chrono::TimeDelta;
use db::{DbError, Read};

use crate::{Shop, catalog, ids::ProductId, orders};

/// Orders that hold both before anybody is told: one is chance.
pub const ENOUGH: i64 = 2;

/// Products of one order that are counted: 20 make 380 pairs.
pub const MOST: usize = 20;

/// Orders in one transaction.
const BATCH: u64 = 100;

/// Transactions in one sweep.
const BATCHES: u32 = 20;

/// Money that came in a moment ago may be written down by another process after later money.
const SETTLED: TimeDelta = TimeDelta::minutes(1);

/// The products that are bought together with this one, the closest first.
pub async fn with(
    read: &impl Read,
    product: ProductId,
    count: u64,
) -> Result<Vec<ProductId>, DbError> {
    queries::with(read, product, count).await
}

/// Counts the orders that were paid since the last time; a sweep. Returns how many.
pub async fn count(shop: &Shop) -> Result<u64, DbError> {
    let mut counted = 0;
    for _ in 0..BATCHES {
        let found = count_some(shop).await?;
        counted += found;
        if found < BATCH {
            break;
        }
    }
    Ok(counted)
}

async fn count_some(shop: &Shop) -> Result<u64, DbError> {
    let before = shop.clock.now() - SETTLED;
    // Read outside, so that the writer is held for writing only; a mark that moved meanwhile means that
    // another process has counted these.
    let read = shop.db.primary();
    let mark = queries::mark(read).await?;
    let orders = orders::paid_after(read, mark, before, BATCH).await?;
    let Some(last) = orders.last().map(|order| (order.paid_at, order.id)) else {
        return Ok(0);
    };
    let variants: Vec<_> = orders
        .iter()
        .flat_map(|order| order.variants.iter().copied())
        .collect();
    let product_of = catalog::product_of_each(read, &variants).await?;
    let baskets = orders.iter().map(|order| {
        let mut products = Vec::new();
        for product in order.variants.iter().filter_map(|id| product_of.get(id)) {
            if !products.contains(product) && products.len() < MOST {
                products.push(*product);
            }
        }
        products
    });
    let pairs = &pairs(baskets);
    let is_ours = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::move_mark(tx, mark, last).await? {
                return Ok(false);
            }
            queries::add(tx, pairs).await?;
            Ok::<_, DbError>(true)
        })
        .await?;
    Ok(if is_ours {
        u64::try_from(orders.len()).unwrap_or(u64::MAX)
    } else {
        0
    })
}

/// Each two products in the order of their keys, with how many of the baskets hold both; sorted, so that
/// transactions touch rows in one order.
fn pairs(baskets: impl Iterator<Item = Vec<ProductId>>) -> Vec<(ProductId, ProductId, i64)> {
    let mut count = std::collections::BTreeMap::new();
    for basket in baskets {
        for one in &basket {
            for other in basket.iter().filter(|other| *other != one) {
                *count.entry((*one, *other)).or_insert(0) += 1;
            }
        }
    }
    count
        .into_iter()
        .map(|((one, other), orders)| (one, other, orders))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_two_products_of_a_basket_are_a_pair_both_ways() {
        let mut ids: Vec<ProductId> = (0..3).map(|_| ProductId::generate()).collect();
        ids.sort();
        let baskets = vec![
            vec![ids[0], ids[1]],
            vec![ids[1], ids[0], ids[2]],
            vec![ids[2]],
        ];

        let found = pairs(baskets.into_iter());

        let expected = [
            (0, 1, 2),
            (0, 2, 1),
            (1, 0, 2),
            (1, 2, 1),
            (2, 0, 1),
            (2, 1, 1),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(one, other, orders)| (ids[one], ids[other], orders))
            .collect();
        assert_eq!(found, expected);
    }
}
