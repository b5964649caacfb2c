//! The link that opens the form of one line of an order.

use std::collections::{HashMap, HashSet};

use commerce::{Email, ShipmentState};
use db::{DbError, Read, Tx};
use l10n::Locale;

use super::{Review, queries};
use crate::{
    Shop, Token, catalog,
    fulfilment::{self, Shipment},
    ids::{OrderId, OrderLineId, ProductId, ReviewId, VariantId},
    orders::{self, Order, OrderLine},
};

/// What a link proves: who bought what.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    pub line: OrderLineId,
    pub order: OrderId,
    pub product: ProductId,
    pub slug: String,
    pub title: String,
    pub picture_key: Option<String>,
    pub buyer: Email,
    /// How the author is called unless they want otherwise.
    pub name: String,
    pub locale: Locale,
    /// What its buyer wrote of the product with this order.
    pub review: Option<Review>,
    /// Whether its buyer wrote of the product with another order. Nobody proved to be the buyer of both: whoever orders
    /// may type any address. So the review is neither shown nor changed here.
    pub is_written_elsewhere: bool,
    /// Whether the buyer does not want to be asked for reviews.
    pub refuses_mails: bool,
    /// All lines of the order.
    lines: Vec<OrderLineId>,
}

impl Purchase {
    /// Whether this review was written with the order.
    pub(super) fn has_line_of(&self, review: &Review) -> bool {
        review.line.is_some_and(|line| self.lines.contains(&line))
    }
}

/// Whether a delivered line has a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineReview {
    pub review: Option<ReviewId>,
}

/// What the link of a review opens; `None` if it is none, or the product is not there any more.
pub async fn open(shop: &Shop, token: &Token) -> Result<Option<Purchase>, DbError> {
    purchase(shop.db.primary(), token).await
}

pub(super) async fn purchase(read: &impl Read, token: &Token) -> Result<Option<Purchase>, DbError> {
    let Some((order, line)) = queries::link(read, &token.hash()).await? else {
        return Ok(None);
    };
    let Some(order) = orders::find(read, order).await? else {
        return Ok(None);
    };
    let Some(line) = order.lines.iter().find(|found| found.id == line) else {
        return Ok(None);
    };
    let Some(variant) = line.variant else {
        return Ok(None);
    };
    let items = catalog::sale_items(read, &[variant]).await?;
    let Some(item) = items.get(&variant) else {
        return Ok(None);
    };
    let buyer = order.email.normalised();
    let mut purchase = Purchase {
        line: line.id,
        order: order.id,
        product: item.product_id,
        slug: item.product_slug.to_string(),
        title: line.title.clone(),
        picture_key: item.picture_key.clone(),
        name: usual_name(&order),
        locale: order.locale,
        review: None,
        is_written_elsewhere: false,
        refuses_mails: queries::refuses(read, &buyer).await?,
        lines: order.lines.iter().map(|line| line.id).collect(),
        buyer: order.email,
    };
    let written = queries::of_buyer(read, &buyer, purchase.product).await?;
    purchase.is_written_elsewhere = written.as_ref().is_some_and(|it| !purchase.has_line_of(it));
    purchase.review = written.filter(|_| !purchase.is_written_elsewhere);
    Ok(Some(purchase))
}

/// The link of a line, for somebody who has the order's own link. `None` if the order has no such line, or it has not
/// arrived.
pub async fn link_of_line(
    shop: &Shop,
    order: &Order,
    line: OrderLineId,
) -> Result<Option<Token>, DbError> {
    let shipments = fulfilment::of_order(shop.db.primary(), order.id).await?;
    if !delivered(&shipments).contains(&line) {
        return Ok(None);
    }
    let token = token_of(order, line);
    let hash = &token.hash();
    let id = order.id;
    shop.db
        .transaction(|tx| async move { queries::insert_links(&tx, id, &[(line, hash)]).await })
        .await?;
    Ok(Some(token))
}

/// Makes the links of lines; the same ones however often it is asked.
pub(super) async fn make_links(
    tx: &Tx,
    order: &Order,
    lines: &[OrderLineId],
) -> Result<(), DbError> {
    let hashes: Vec<_> = lines
        .iter()
        .map(|line| (*line, token_of(order, *line).hash()))
        .collect();
    let links: Vec<_> = hashes
        .iter()
        .map(|(line, hash)| (*line, hash.as_str()))
        .collect();
    queries::insert_links(tx, order.id, &links).await
}

/// The same for a line always, so that a mail that is sent again has the same links, and opening the form from the
/// order's page a hundred times makes one row. Nobody can guess it who does not know the order's own token.
pub(super) fn token_of(order: &Order, line: OrderLineId) -> Token {
    Token::derived(&format!("review:{line}:{}", order.token))
}

/// The lines of which a parcel has arrived.
pub(super) fn delivered(shipments: &[Shipment]) -> HashSet<OrderLineId> {
    shipments
        .iter()
        .filter(|shipment| shipment.state == ShipmentState::Delivered)
        .flat_map(|shipment| shipment.lines.iter().map(|(line, _)| *line))
        .collect()
}

/// For the order's page: the lines that have arrived, and what was written of them.
pub async fn of_order(
    shop: &Shop,
    order: &Order,
    shipments: &[Shipment],
) -> Result<HashMap<OrderLineId, LineReview>, DbError> {
    let arrived = delivered(shipments);
    let lines = order.lines.iter().filter(|line| arrived.contains(&line.id));
    let lines: Vec<&OrderLine> = lines.collect();
    with_reviews(shop.db.primary(), order, &lines).await
}

/// Lines whose product is there, with the review of its buyer.
pub(super) async fn with_reviews(
    read: &impl Read,
    order: &Order,
    lines: &[&OrderLine],
) -> Result<HashMap<OrderLineId, LineReview>, DbError> {
    let variants: Vec<VariantId> = lines.iter().filter_map(|line| line.variant).collect();
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let items = catalog::sale_items(read, &variants).await?;
    let products: Vec<ProductId> = items.values().map(|item| item.product_id).collect();
    let written = queries::written(read, &order.email.normalised(), &products).await?;
    let of_line = |line: &&OrderLine| {
        let item = items.get(&line.variant?)?;
        let review = written.get(&item.product_id).copied();
        Some((line.id, LineReview { review }))
    };
    Ok(lines.iter().filter_map(of_line).collect())
}

/// Whether the buyer whom a link names wants to be asked for reviews. `None` if it is no link of ours.
pub async fn refuse_mails(
    shop: &Shop,
    token: &Token,
    is_refused: bool,
) -> Result<Option<()>, DbError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let Some(purchase) = purchase(tx, token).await? else {
                return Ok(None);
            };
            let buyer = purchase.buyer.normalised();
            queries::refuse(tx, &buyer, is_refused, now).await?;
            Ok(Some(()))
        })
        .await
}

/// First name and initial, such as "Ada L.".
fn usual_name(order: &Order) -> String {
    let address = &order.shipping_address;
    let initial = address.family_name.trim().chars().next();
    let initial = initial
        .map(|letter| format!("{letter}."))
        .unwrap_or_default();
    format!("{} {initial}", address.given_name.trim())
        .trim()
        .to_owned()
}
