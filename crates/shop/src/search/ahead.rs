//! Counting ahead of the first visitor.
//!
//! Whoever looked first at a large category after a start waited until its products were counted, which takes
//! longer the more there are. What was counted is kept by the index, and follows edits.

use ::search::Id;

use super::{
    find::{Query, Sort, ask},
    keeper::category_of_key,
};
use crate::{Shop, ids::CategoryId};

/// A smaller category is counted while somebody waits, and nobody notices.
const LARGE: u32 = 2_000;

/// Categories that are counted, those with the most products first.
const MOST: usize = 100;

/// Asks what the first pages of large categories will ask, one after the other. Ends where the index does.
pub(super) async fn count(shop: &Shop) {
    let Some(everything) = ask(shop, &Query::default()).await else {
        return;
    };
    for query in listings(&everything.found.facets.categories) {
        if ask(shop, &query).await.is_none() {
            return;
        }
    }
}

/// Each of the large categories in each order that its page offers.
fn listings(categories: &[(Id, u32)]) -> Vec<Query> {
    let mut large: Vec<(u32, CategoryId)> = categories
        .iter()
        .filter(|(_, products)| *products >= LARGE)
        .map(|(id, products)| (*products, category_of_key(*id)))
        .collect();
    large.sort_unstable_by(|one, other| other.cmp(one));
    large.truncate(MOST);
    let in_order = |category, sort| Query {
        category: Some(category),
        sort,
        ..Query::default()
    };
    // First what is seen without choosing an order.
    let orders = Sort::WITHOUT_WORDS.into_iter();
    orders
        .flat_map(|sort| large.iter().map(move |(_, id)| in_order(*id, sort)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_categories_are_counted_in_every_order() {
        let [small, large, largest] = [1, 2, 3].map(|byte| [byte; 16]);
        let categories = [(small, LARGE - 1), (large, LARGE), (largest, LARGE + 1)];

        let asked = listings(&categories);

        assert_eq!(asked.len(), 2 * Sort::WITHOUT_WORDS.len());
        let first: Vec<_> = asked[..2].iter().map(|query| query.category).collect();
        let expected = [largest, large].map(|id| Some(category_of_key(id)));
        assert_eq!(first, expected);
        assert!(asked[..2].iter().all(|query| query.sort == Sort::Relevance));
        for sort in Sort::WITHOUT_WORDS {
            let count = asked.iter().filter(|query| query.sort == sort).count();
            assert_eq!(count, 2, "{sort:?}");
        }
    }

    #[test]
    fn the_largest_are_enough() {
        let categories: Vec<(Id, u32)> = (0..=u8::MAX)
            .map(|byte| ([byte; 16], LARGE + u32::from(byte)))
            .collect();

        let asked = listings(&categories);

        assert_eq!(asked.len(), MOST * Sort::WITHOUT_WORDS.len());
        assert_eq!(asked[0].category, Some(category_of_key([u8::MAX; 16])));
    }
}
