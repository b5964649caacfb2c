//! Counts of a large segment follow what is deleted from it, without counting it anew.

use std::collections::{BTreeMap, BTreeSet};

use search::{Document, FacetLimits, Filters, Id, Language, Query, Sort, Synonyms};

use crate::{category, euros, open, product};

/// More than the counts of a segment are worth keeping at, however the writer's threads share them.
const MANY: u32 = 20_000;

const BRANDS: [&str; 3] = ["Harbour", "Mill", "Orchard"];

fn numbered(number: u32) -> Id {
    let mut id = [0; 16];
    id[12..].copy_from_slice(&number.to_be_bytes());
    id
}

/// The product with this number as it is for the `turn`-th time: another brand, price and stock each time.
fn goods(number: u32, turn: u32) -> Document {
    let mix = number.wrapping_mul(2_654_435_761).wrapping_add(turn);
    let brand = BRANDS[(mix % 3) as usize];
    Document {
        id: numbered(number),
        version: i64::from(turn),
        brand: Some(brand.to_owned()),
        categories: vec![category(u8::from(mix.is_multiple_of(2)), "C")],
        prices: euros(u64::from(1_000 + mix % 977)),
        in_stock: mix.is_multiple_of(5),
        on_sale: mix.is_multiple_of(7),
        ..product(0, "Mug")
    }
}

/// What a listing says, by the plainest code.
type Said = (
    u64,
    Vec<Id>,
    BTreeMap<String, u32>,
    Option<(u64, u64)>,
    (u32, u32),
);

/// Of the products here, those of the brands chosen, if there are any; that changes nothing of what the brands count.
fn plain(here: &[&Document], chosen: &[String], page: usize) -> Said {
    let price = |document: &Document| document.prices[0].from;
    let mut brands = BTreeMap::new();
    for document in here {
        let brand = document.brand.clone().expect("all have one");
        *brands.entry(brand).or_default() += 1;
    }
    let mut all = here.to_vec();
    let is_chosen = |it: &Document| it.brand.iter().any(|brand| chosen.contains(brand));
    all.retain(|it| chosen.is_empty() || is_chosen(it));
    // Of two that cost the same the later comes first.
    all.sort_by_key(|it| (price(it), std::cmp::Reverse(it.id)));
    let count = |fits: fn(&Document) -> bool| {
        let fitting = all.iter().filter(|it| fits(it)).count();
        u32::try_from(fitting).expect("few")
    };
    let prices: BTreeSet<u64> = all.iter().map(|it| price(it)).collect();
    (
        all.len() as u64,
        all.iter().take(page).map(|it| it.id).collect(),
        brands,
        prices.first().copied().zip(prices.last().copied()),
        (count(|it| it.in_stock), count(|it| it.on_sale)),
    )
}

#[test]
fn the_counts_of_a_large_segment_follow_every_edit() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(&folder, Language::English);
    let synonyms = Synonyms::new(Language::English);
    let mut stored: Vec<Document> = (0..MANY).map(|number| goods(number, 0)).collect();
    index.upsert(&stored).expect("written");
    index.commit(1).expect("committed");

    for turn in 1..60u32 {
        // The cheapest and the dearest go first, then a few, and sometimes more than a page shows.
        stored.sort_by_key(|it| it.prices[0].from);
        let mut edited: Vec<usize> = match turn % 3 {
            0 => (0..200).map(|step| step * 97).collect(),
            1 => vec![0, stored.len() - 1],
            _ => (0..turn as usize).collect(),
        };
        edited.dedup();
        let mut written = Vec::new();
        for place in edited {
            let number = stored[place].id[12..].try_into().expect("four bytes");
            stored[place] = goods(u32::from_be_bytes(number), turn);
            written.push(stored[place].clone());
        }
        index.upsert(&written).expect("written");
        if turn.is_multiple_of(5) {
            let gone = stored.swap_remove(stored.len() / 2);
            index.delete(&[gone.id]).expect("deleted");
        }
        index.commit(u64::from(turn)).expect("committed");
        // What is asked seldom is corrected by several commits at once.
        let seldom = turn.is_multiple_of(4);
        let asked: &[(Option<u8>, Option<&str>, u32)] = match turn % 3 {
            _ if seldom => &[
                (None, None, 24),
                (None, Some("Mill"), 24),
                (Some(0), Some("Mill"), 24),
                (Some(1), Some("Mill|Orchard"), 24),
                (Some(0), None, 24),
                (Some(1), None, 300),
            ],
            0 => &[(None, None, 24)],
            _ => &[(None, Some("Mill"), 24)],
        };
        for (within, brands, page_size) in asked {
            let chosen: Vec<String> = brands
                .iter()
                .flat_map(|brands| brands.split('|'))
                .map(str::to_owned)
                .collect();
            let within = within.map(crate::id);
            let query = Query {
                within,
                filters: Filters {
                    brands: chosen.clone(),
                    ..Filters::default()
                },
                sort: Sort::PriceUp,
                page_size: *page_size,
                facets: Some(FacetLimits::default()),
                ..Query::new("", "EUR", &synonyms)
            };
            let found = index.find(&query).expect("an answer");
            let is_here = |it: &&Document| within.is_none_or(|id| it.categories[0].id == id);
            let here: Vec<&Document> = stored.iter().filter(is_here).collect();
            let facets = &found.facets;
            let brands = facets.brands.iter().map(|it| (it.value.clone(), it.count));
            let said: Said = (
                found.total,
                found.ids.clone(),
                brands.collect(),
                facets.prices,
                (facets.in_stock, facets.on_sale),
            );
            let expected = plain(&here, &chosen, *page_size as usize);
            assert_eq!(said, expected, "turn {turn}, {chosen:?} in {within:?}");
        }
    }
}
