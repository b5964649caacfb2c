//! What is charged as time goes by: sale prices that begin and end, what listings show of them, and
//! the history from which the lowest price before a reduction is told.

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;
use commerce::{Currency, Money, Offer};
use db::{DbError, Read, Tx};

use super::queries::{self, ListedPrice, NewOffer, PriceRow};
use crate::{
    Shop, Timestamp,
    changes::{self, Change},
    ids::{ProductId, VariantId},
};

/// How far back the lowest price before a reduction is looked for (Directive 98/6/EC, article 6a).
const LOOK_BACK: TimeDelta = TimeDelta::days(30);

/// Products brought up to date in one transaction.
const BATCH: u64 = 50;

/// Writes anew what listings show of the products' prices, and adds to their history what changed. A few products
/// at a time.
pub(super) async fn refresh(
    tx: &Tx,
    products: &[ProductId],
    now: Timestamp,
) -> Result<(), DbError> {
    let prices = queries::prices_of(tx, products).await?;
    queries::delete_listed(tx, products).await?;
    queries::insert_listed(tx, &shown(&prices, now)).await?;
    let mut news = Vec::new();
    let mut noted = Vec::new();
    for mut row in prices.into_values().flatten() {
        let before = (row.offered, row.due_at);
        news.extend(row.settle(now));
        if before != (row.offered, row.due_at) {
            noted.push(row);
        }
    }
    queries::add_offers(tx, &news).await?;
    queries::note_offered(tx, &noted).await
}

/// Writes the prices of new products, what listings show of them, and the beginning of their history.
pub(super) async fn begin(
    tx: &Tx,
    prices: HashMap<ProductId, Vec<PriceRow>>,
    now: Timestamp,
) -> Result<(), DbError> {
    let shown = shown(&prices, now);
    let mut rows: Vec<PriceRow> = prices.into_values().flatten().collect();
    let news: Vec<NewOffer> = rows.iter_mut().filter_map(|row| row.settle(now)).collect();
    queries::insert_prices(tx, &rows).await?;
    queries::insert_listed(tx, &shown).await?;
    queries::add_offers(tx, &news).await
}

fn shown(
    prices: &HashMap<ProductId, Vec<PriceRow>>,
    now: Timestamp,
) -> Vec<(ProductId, ListedPrice)> {
    let each = prices.iter();
    each.flat_map(|(product, rows)| listed(rows, now).into_iter().map(|it| (*product, it)))
        .collect()
}

/// Adds to the history what sales did since it was written last, each at its own moment, however
/// late that is. Before prices are changed: afterwards nobody knows the old sale any more.
pub(super) async fn catch_up(tx: &Tx, product: ProductId, now: Timestamp) -> Result<(), DbError> {
    let mut news = Vec::new();
    let mut noted = Vec::new();
    let prices = queries::prices_of(tx, &[product]).await?;
    for mut row in prices.into_values().flatten() {
        while let Some(at) = row.due_at.filter(|at| *at <= now) {
            if row.offered.is_some() {
                let amount = Some(row.price.at(at).amount);
                news.push(row.offer(at, amount));
                row.offered = amount;
            }
            row.due_at = row.price.changes_after(at);
            if row.due_at.is_none_or(|next| next > now) {
                noted.push(row);
                break;
            }
        }
    }
    queries::add_offers(tx, &news).await?;
    queries::note_offered(tx, &noted).await
}

impl PriceRow {
    /// Notes what is offered now, and until when; what is new in the history.
    fn settle(&mut self, now: Timestamp) -> Option<NewOffer> {
        let is_offered = self.is_active && self.is_published;
        let offered = is_offered.then(|| self.price.at(now).amount);
        self.due_at = self.price.changes_after(now);
        if offered == self.offered {
            return None;
        }
        self.offered = offered;
        Some(self.offer(now, offered))
    }

    fn offer(&self, at: Timestamp, amount: Option<Money>) -> NewOffer {
        NewOffer {
            variant: self.variant,
            currency: self.price.amount.currency(),
            offer: Offer { at, amount },
        }
    }
}

/// In each currency: the cheapest of the variants on sale, the dearest, and until when that holds. Stock does not
/// count: a price that went up with each sale and down with each delivery would be no price to rely on.
fn listed(rows: &[PriceRow], now: Timestamp) -> Vec<ListedPrice> {
    let mut by_currency: BTreeMap<&str, ListedPrice> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.is_active) {
        let charged = row.price.at(now);
        let until = row.price.changes_after(now);
        let amount = charged.amount;
        by_currency
            .entry(amount.currency().code())
            .and_modify(|listed| {
                // Of two that cost the same the first one is shown.
                if amount.minor() < listed.from.minor() {
                    (listed.from, listed.compare_at) = (amount, charged.before);
                }
                if amount.minor() > listed.to.minor() {
                    listed.to = amount;
                }
                listed.until = [listed.until, until].into_iter().flatten().min();
            })
            .or_insert(ListedPrice {
                from: amount,
                to: amount,
                compare_at: charged.before,
                until,
            });
    }
    by_currency.into_values().collect()
}

/// A sweep: where a sale began or ended, listings are brought up to date and everybody is told.
pub async fn follow_prices(shop: &Shop) -> Result<u64, DbError> {
    let mut done = 0;
    loop {
        let now = shop.clock.now();
        // An idle shop takes no write lock.
        let due = &queries::products_due(shop.db.primary(), now, BATCH).await?;
        if due.is_empty() {
            return Ok(done);
        }
        let changes: &Vec<Change> = &due.iter().copied().map(Change::Product).collect();
        shop.db
            .transaction(|tx| async move {
                let tx = &tx;
                for product in due {
                    if queries::lock_product(tx, *product).await? {
                        catch_up(tx, *product, now).await?;
                        refresh(tx, &[*product], now).await?;
                    }
                }
                changes::record(tx, changes, now).await
            })
            .await?;
        shop.apply(changes).await?;
        done += due.len() as u64;
    }
}

/// For each of the variants that is reduced now: the lowest price that was really offered in the 30
/// days before the reduction began, as the law wants it shown. The reduced price itself never
/// counts. What is not reduced, or was not offered before, is not in the answer.
///
/// Each reduction counts by itself: when a price falls twice, the second reduction is compared with
/// the price after the first.
pub async fn lowest_before(
    read: &impl Read,
    variants: &[VariantId],
    currency: Currency,
    now: Timestamp,
) -> Result<HashMap<VariantId, Money>, DbError> {
    let offers = queries::offers(read, variants, currency).await?;
    let lowest = |offers: &[Offer<Timestamp>]| {
        let began = commerce::reduction_began(offers, now)?;
        commerce::lowest_before(offers, began - LOOK_BACK, began)
    };
    Ok(offers
        .iter()
        .filter_map(|(variant, offers)| Some((*variant, lowest(offers)?)))
        .collect())
}
