//! Collections: their rules, and that products enter and leave them.

mod editing;
mod members;

use commerce::Money;
use shop::{
    Shop,
    collections::{self, CollectionDraft, Order, Rule},
    search::Keeper,
};

use crate::support::eur;

fn draft(title: &str, rules: &[Rule]) -> CollectionDraft {
    CollectionDraft {
        slug: String::new(),
        title: title.to_owned(),
        description: String::new(),
        seo_title: String::new(),
        seo_description: String::new(),
        sort: Order::PriceUp,
        rules: rules.to_vec(),
        any_rule: false,
        is_visible: true,
    }
}

fn at_most(price: &str) -> Rule {
    Rule::PriceAtMost {
        price: price_of(price),
    }
}

fn at_least(price: &str) -> Rule {
    Rule::PriceAtLeast {
        price: price_of(price),
    }
}

fn price_of(text: &str) -> Money {
    eur(text)
}

/// What the rules find, after the index has looked once.
async fn members(shop: &Shop, keeper: &mut Keeper, rules: &[Rule], any: bool) -> Vec<String> {
    keeper.step().await.unwrap();
    let found = collections::preview(shop, rules, any, Order::PriceUp).await;
    let found = found.unwrap().expect("there is an index");
    let mut titles: Vec<_> = found.cards.into_iter().map(|card| card.title).collect();
    assert_eq!(found.total, titles.len() as u64);
    titles.sort_unstable();
    titles
}
