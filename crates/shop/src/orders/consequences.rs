//! What the news of a payment means for its order: decided before the transaction that stores it.

use commerce::{Money, OrderAction, PaymentAction, PaymentState, Refused};
use db::{DbError, Read};

use super::{
    Event, Order, RefundOrder, SendOrderMail, SettleError, is_open,
    mails::MailTemplate,
    queries::{self, NewEvent},
};
use crate::{
    Shop, Timestamp,
    jobs::NewJob,
    payments as ledger,
    payments::{Fact, MANUAL, News, Payment},
    staff::Actor,
};

/// What to do when an order is paid whose stock was given back already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LatePayment {
    Reserve,
    Refund,
    /// Staff had cancelled it, and that stands.
    StaysCancelled,
}

/// Everything that is written besides the payment and its ledger.
#[derive(Debug)]
pub(super) struct Consequences {
    /// As it will be, with the version that was read.
    pub order: Order,
    pub events: Vec<NewEvent>,
    pub jobs: Vec<NewJob>,
    /// The stock of the order is to be reserved again, or nothing of this holds.
    pub reserves_again: bool,
}

impl Consequences {
    /// Reads the order, and its other payments where they matter.
    pub(super) async fn find(
        shop: &Shop,
        news: &News,
        late: LatePayment,
        now: Timestamp,
    ) -> Result<Self, SettleError> {
        let read = shop.db.primary();
        let order = queries::find(read, news.after.order)
            .await?
            .ok_or(SettleError::NotFound)?;
        let late = if !is_open(&order) && was_cancelled(read, &order).await? {
            LatePayment::StaysCancelled
        } else {
            late
        };
        let is_refund = |fact: &Fact| matches!(fact, Fact::Refunded(_));
        // After the order: a change of these counts its version up, and would be noticed.
        let attempts = if news.facts.iter().any(is_refund) {
            ledger::of_order(read, order.id).await?
        } else {
            Vec::new()
        };
        Self::of(news, order, &attempts, late, now)
    }

    /// `attempts` are all payments of the order; they are looked at only when money went back.
    fn of(
        news: &News,
        order: Order,
        attempts: &[Payment],
        late: LatePayment,
        now: Timestamp,
    ) -> Result<Self, SettleError> {
        let mut consequences = Self {
            order,
            events: Vec::new(),
            jobs: Vec::new(),
            reserves_again: false,
        };
        for fact in &news.facts {
            consequences.follow(&news.after, *fact, attempts, late, now)?;
        }
        Ok(consequences)
    }

    /// What each fact means, written out in order.
    fn follow(
        &mut self,
        payment: &Payment,
        fact: Fact,
        attempts: &[Payment],
        late: LatePayment,
        now: Timestamp,
    ) -> Result<(), SettleError> {
        match fact {
            Fact::Authorized(amount) => {
                self.advance(PaymentAction::Authorize);
                self.tell_of(payment, Event::PaymentAuthorized { amount }, now);
            }
            Fact::Captured(amount) => self.captured(payment, amount, late, now)?,
            Fact::Refunded(amount) => {
                self.refunded(kept(attempts, payment));
                self.tell_of(payment, Event::Refunded { amount }, now);
            }
            Fact::Failed => {
                if self.order.payment_state == PaymentState::Pending {
                    self.advance(PaymentAction::Fail);
                }
                let reason = payment.failure.clone().unwrap_or_default();
                self.tell_of(payment, Event::PaymentFailed { reason }, now);
            }
            // The shop itself voids, and told the order so.
            Fact::Voided => {}
            Fact::Mismatch { captured } => {
                self.tell_of(payment, Event::PaymentMismatch { captured }, now);
            }
        }
        Ok(())
    }

    fn captured(
        &mut self,
        payment: &Payment,
        amount: Money,
        late: LatePayment,
        now: Timestamp,
    ) -> Result<(), SettleError> {
        let gateway = payment.gateway.clone();
        self.tell_of(payment, Event::Paid { amount, gateway }, now);
        let was_paid = matches!(
            self.order.payment_state,
            PaymentState::Paid | PaymentState::PartiallyRefunded | PaymentState::Refunded
        );
        if was_paid {
            // A second attempt went through as well: that money goes back.
            self.refund_later(payment, now)?;
            return Ok(());
        }
        // An order by bank transfer was confirmed when it was placed.
        let template = match self.order.payment_method.as_str() {
            MANUAL => MailTemplate::PaymentReceived,
            _ => MailTemplate::Confirmation,
        };
        self.advance(PaymentAction::Capture);
        self.order.paid_at = Some(now);
        self.order.hold_until = None;
        self.order.payment_method.clone_from(&payment.gateway);
        if !is_open(&self.order) && late == LatePayment::Reserve {
            self.reopen()?;
            self.tell_of(payment, Event::ReservedAgain, now);
        }
        if is_open(&self.order) {
            self.mail(template)?;
        } else {
            let (event, mail) = match late {
                LatePayment::StaysCancelled => {
                    (Event::PaidAfterCancelled, MailTemplate::PaidAfterCancelled)
                }
                LatePayment::Reserve | LatePayment::Refund => {
                    (Event::StockGone, MailTemplate::PaidTooLate)
                }
            };
            self.tell_of(payment, event, now);
            self.mail(mail)?;
            self.refund_later(payment, now)?;
        }
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), Refused> {
        self.order.state = self.order.state.after(OrderAction::Reopen)?;
        self.order.closed_at = None;
        self.reserves_again = true;
        Ok(())
    }

    /// What was paid twice and went back leaves the order paid.
    fn refunded(&mut self, kept_minor: i64) {
        if kept_minor <= 0 {
            self.advance(PaymentAction::RefundRest);
        } else if kept_minor < self.order.amounts.total.minor() {
            self.advance(PaymentAction::RefundPart);
        }
    }

    fn refund_later(&mut self, payment: &Payment, now: Timestamp) -> Result<(), DbError> {
        if payment.gateway == MANUAL {
            // Staff send it back; the order's page asks them to.
            return Ok(());
        }
        let amount = payment.captured;
        self.jobs.push(NewJob::new(&RefundOrder {
            payment: payment.id,
            amount,
        })?);
        let actor = Actor::System { what: "refund" };
        self.tell(actor, Event::RefundStarted { amount }, now);
        Ok(())
    }

    fn mail(&mut self, template: MailTemplate) -> Result<(), DbError> {
        let mail = SendOrderMail::new(self.order.id, template);
        self.jobs.push(NewJob::new(&mail)?);
        Ok(())
    }

    /// Old news that no longer fits is ignored: the ledger decided already that the fact is new.
    fn advance(&mut self, action: PaymentAction) {
        if let Ok(state) = self.order.payment_state.after(action) {
            self.order.payment_state = state;
        }
    }

    fn tell_of(&mut self, payment: &Payment, event: Event, now: Timestamp) {
        let name = payment.gateway.clone();
        self.tell(Actor::Gateway { name }, event, now);
    }

    fn tell(&mut self, actor: Actor, event: Event, now: Timestamp) {
        self.events.push(NewEvent {
            order: self.order.id,
            actor,
            event,
            at: now,
        });
    }
}

/// Whether staff closed the order, and not the time that ran out.
async fn was_cancelled(read: &impl Read, order: &Order) -> Result<bool, DbError> {
    let timeline = queries::timeline(read, order.id).await?;
    let closed = timeline.iter().rev().find_map(|entry| match entry.event {
        Event::Cancelled { .. } => Some(true),
        Event::Expired => Some(false),
        _ => None,
    });
    Ok(closed.unwrap_or(false))
}

/// What the shop holds for an order, in minor units: captured minus refunded over all attempts, of
/// which `payment` is the newest state of one.
fn kept(attempts: &[Payment], payment: &Payment) -> i64 {
    let others = attempts.iter().filter(|other| other.id != payment.id);
    others
        .chain([payment])
        .map(|payment| payment.captured.minor() - payment.refunded.minor())
        .sum()
}
