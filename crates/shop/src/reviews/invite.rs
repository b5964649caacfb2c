//! Some days after an order arrived its buyer is asked for reviews: once, and not against their will.

use chrono::TimeDelta;
use commerce::PaymentState;
use db::{DbError, Read};
use serde::{Deserialize, Serialize};

use super::{link, mail, queries};
use crate::{
    Shop,
    ids::OrderId,
    jobs::{self, Attempt, Job, JobError},
    orders::{self, Order, OrderLine},
};

/// Orders that arrived longer ago than this when their turn comes are left alone: nobody is asked for what was bought
/// before the shop asked anybody.
const TOO_LATE: TimeDelta = TimeDelta::days(14);

/// In one transaction.
const BATCH: u64 = 50;

/// Looks for orders whose buyers are to be asked, and writes the jobs; returns how many.
///
/// An order is noted in the transaction that writes its job, so it is asked about once, however many processes look and
/// whatever crashes.
pub async fn invite(shop: &Shop) -> Result<u64, DbError> {
    let days = shop.settings().reviews.invite_after_days;
    if days == 0 {
        return Ok(0);
    }
    let now = shop.clock.now();
    let until = now - TimeDelta::days(days.into());
    let from = until - TOO_LATE;
    let read = shop.db.primary();
    let seen = queries::last_invitation(read).await?;
    let mut place = (
        seen.map_or(from, |seen| seen.max(from)),
        OrderId(uuid::Uuid::nil()),
    );
    let mut written = 0;
    loop {
        let orders = orders::delivered(read, place, until, BATCH).await?;
        let Some((id, at)) = orders.last().copied() else {
            return Ok(written);
        };
        place = (at, id);
        let orders = &orders;
        written += shop
            .db
            .transaction(|tx| async move {
                let tx = &tx;
                let mut jobs = Vec::new();
                for (order, delivered_at) in orders {
                    if queries::note_invitation(tx, *order, *delivered_at).await? {
                        jobs.push(SendInvitation { order: *order });
                    }
                }
                jobs::enqueue_all(tx, &jobs, now).await?;
                Ok::<_, DbError>(jobs.len() as u64)
            })
            .await?;
    }
}

/// Writes to the buyer of an order, if there is anything left to ask for.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendInvitation {
    order: OrderId,
}

impl Job for SendInvitation {
    const KIND: &'static str = "reviews.invitation";

    async fn run(self, shop: &Shop, attempt: Attempt) -> Result<(), JobError> {
        let order = orders::find(shop.db.primary(), self.order)
            .await?
            .ok_or_else(|| JobError::fail("there is no such order"))?;
        let settings = shop.settings();
        let lines = to_ask_for(shop.db.primary(), &order).await?;
        if lines.is_empty() || settings.reviews.invite_after_days == 0 {
            return Ok(());
        }
        let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        let (order_of, ids) = (&order, &ids);
        shop.db
            .transaction(|tx| async move { link::make_links(&tx, order_of, ids).await })
            .await?;
        // A repetition after a crash is the same mail, with the same links.
        mail::send(shop, &order, &lines, attempt).await
    }
}

/// The lines that have no review, each product once. Nothing of an order of which money went back: which lines that was
/// for is not known.
async fn to_ask_for<'a>(read: &impl Read, order: &'a Order) -> Result<Vec<&'a OrderLine>, DbError> {
    let is_paid = order.payment_state == PaymentState::Paid;
    if !is_paid || queries::refuses(read, &order.email.normalised()).await? {
        return Ok(Vec::new());
    }
    let lines: Vec<&OrderLine> = order.lines.iter().collect();
    let known = link::with_reviews(read, order, &lines).await?;
    let is_open = |line: &&OrderLine| {
        known
            .get(&line.id)
            .is_some_and(|known| known.review.is_none())
    };
    let mut open: Vec<&OrderLine> = Vec::new();
    for line in lines.into_iter().filter(is_open) {
        // Two sizes of one product are one product.
        if open
            .iter()
            .all(|other| other.product_slug != line.product_slug)
        {
            open.push(line);
        }
    }
    Ok(open)
}
