//! The one step on which return page, webhook and poller converge.

use std::cmp::Ordering;

use commerce::{Money, PaymentAction, PaymentState};
use db::{DbError, Tx};
use payments::{Snapshot, SnapshotStatus};

use super::{
    Payment,
    queries::{self, NewEntry},
};
use crate::Timestamp;

/// How the shop heard of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    ReturnPage,
    Webhook,
    Poll,
    Staff,
    Job,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReturnPage => "return_page",
            Self::Webhook => "webhook",
            Self::Poll => "poll",
            Self::Staff => "staff",
            Self::Job => "job",
        }
    }
}

/// What is new about a payment; each is told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Authorized(Money),
    Captured(Money),
    /// A refund of this amount went through.
    Refunded(Money),
    Failed,
    Voided,
    /// The gateway took another amount or currency than was asked for; a person has to look.
    Mismatch {
        captured: Money,
    },
}

/// What a gateway's answer changes in a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// As it was when the answer was compared with it.
    pub before: Payment,
    pub after: Payment,
    pub facts: Vec<Fact>,
}

/// Compares a payment with what its gateway says; `None` when that says nothing new. Most webhooks
/// tell what the return page told already; those need no transaction.
pub fn news(payment: &Payment, snapshot: &Snapshot) -> Option<News> {
    let mut after = payment.clone();
    let facts = compare(&mut after, snapshot);
    (after != *payment).then(|| News {
        before: payment.clone(),
        after,
        facts,
    })
}

/// Records news; `false` if the payment is not any more as it was compared, and nothing was written.
///
/// So the comparison needs no lock, and the same fact, heard by two at once, counts once.
pub async fn record(tx: &Tx, news: &News, source: Source, now: Timestamp) -> Result<bool, DbError> {
    if !queries::save_if_unchanged(tx, &news.before, &news.after, now).await? {
        return Ok(false);
    }
    let entries: Vec<_> = news
        .facts
        .iter()
        .filter_map(|fact| entry(&news.after, fact))
        .collect();
    queries::insert_entries(tx, news.after.id, &entries, source.as_str(), now).await?;
    Ok(true)
}

/// The ledger's row of a fact about money.
fn entry(payment: &Payment, fact: &Fact) -> Option<NewEntry> {
    let zero = Money::zero(payment.amount.currency());
    let (kind, amount) = match fact {
        Fact::Authorized(amount) => ("authorized", *amount),
        Fact::Captured(amount) => ("captured", *amount),
        Fact::Refunded(amount) => ("refunded", *amount),
        Fact::Failed => ("failed", zero),
        Fact::Voided => ("voided", zero),
        Fact::Mismatch { .. } => return None,
    };
    // Captures and refunds only grow, so the sum reached names the fact.
    let cause = format!(
        "{}:{kind}:{}:{}",
        payment.id,
        payment.captured.minor(),
        payment.refunded.minor()
    );
    Some(NewEntry {
        kind,
        amount,
        cause,
    })
}

/// Brings `payment` up to date and says what is new. What goes backwards (an old answer that
/// arrives late) is ignored.
fn compare(payment: &mut Payment, snapshot: &Snapshot) -> Vec<Fact> {
    let mut facts = Vec::new();
    // The shop captures nothing in parts, so a part is as wrong as too much.
    let is_whole =
        snapshot.status != SnapshotStatus::Captured || snapshot.captured == payment.amount;
    if snapshot.amount != payment.amount || !is_whole {
        let failure = format!("{} was taken for {}", snapshot.captured, payment.amount);
        if payment.failure.as_ref() == Some(&failure) {
            return facts;
        }
        payment.failure = Some(failure);
        facts.push(Fact::Mismatch {
            captured: snapshot.captured,
        });
        return facts;
    }
    payment.failure.clone_from(&snapshot.failure);
    match snapshot.status {
        SnapshotStatus::Pending => {}
        SnapshotStatus::Authorized => {
            if advance(payment, PaymentAction::Authorize) {
                facts.push(Fact::Authorized(snapshot.amount));
            }
        }
        SnapshotStatus::Captured => facts.extend(captured(payment, snapshot)),
        SnapshotStatus::Failed => {
            if advance(payment, PaymentAction::Fail) {
                facts.push(Fact::Failed);
            }
        }
        SnapshotStatus::Voided => {
            if advance(payment, PaymentAction::Void) {
                facts.push(Fact::Voided);
            }
        }
    }
    facts
}

fn captured(payment: &mut Payment, snapshot: &Snapshot) -> Vec<Fact> {
    let mut facts = Vec::new();
    let more = snapshot.captured.minor() - payment.captured.minor();
    if more > 0 {
        advance(payment, PaymentAction::Capture);
        payment.captured = snapshot.captured;
        facts.push(Fact::Captured(Money::new(more, payment.amount.currency())));
    }
    let back = snapshot.refunded.minor() - payment.refunded.minor();
    if back > 0 {
        let action = match snapshot.refunded.minor().cmp(&payment.captured.minor()) {
            Ordering::Less => PaymentAction::RefundPart,
            Ordering::Equal | Ordering::Greater => PaymentAction::RefundRest,
        };
        advance(payment, action);
        payment.refunded = snapshot.refunded;
        facts.push(Fact::Refunded(Money::new(back, payment.amount.currency())));
    }
    facts
}

/// Moves the state machine; an action that does not fit any more is old news.
fn advance(payment: &mut Payment, action: PaymentAction) -> bool {
    let next: Result<PaymentState, _> = payment.state.after(action);
    match next {
        Ok(next) => {
            let is_new = next != payment.state;
            payment.state = next;
            is_new
        }
        Err(_refused) => false,
    }
}

#[cfg(test)]
mod tests {
    use commerce::Currency;
    use payments::GatewayRef;

    use super::*;
    use crate::ids::{OrderId, PaymentId};

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn payment() -> Payment {
        Payment {
            id: PaymentId::generate(),
            order: OrderId::generate(),
            gateway: "sandbox".into(),
            reference: Some("p".into()),
            redirect_url: None,
            amount: eur(1000),
            state: PaymentState::Pending,
            captured: eur(0),
            refunded: eur(0),
            failure: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn snapshot(status: SnapshotStatus, captured: i64, refunded: i64) -> Snapshot {
        Snapshot {
            reference: GatewayRef::new("p"),
            status,
            amount: eur(1000),
            captured: eur(captured),
            refunded: eur(refunded),
            failure: None,
        }
    }

    #[test]
    fn the_same_news_is_told_once_in_whatever_order_it_comes() {
        use SnapshotStatus::{Authorized, Captured, Pending, Voided};
        let cases: &[(&str, Snapshot, &[Fact])] = &[
            (
                "held",
                snapshot(Authorized, 0, 0),
                &[Fact::Authorized(eur(1000))],
            ),
            ("held again", snapshot(Authorized, 0, 0), &[]),
            (
                "taken",
                snapshot(Captured, 1000, 0),
                &[Fact::Captured(eur(1000))],
            ),
            ("taken again", snapshot(Captured, 1000, 0), &[]),
            ("an old answer", snapshot(Pending, 0, 0), &[]),
            ("an old void", snapshot(Voided, 0, 0), &[]),
            (
                "a part back",
                snapshot(Captured, 1000, 300),
                &[Fact::Refunded(eur(300))],
            ),
            (
                "the rest back",
                snapshot(Captured, 1000, 1000),
                &[Fact::Refunded(eur(700))],
            ),
            ("an older refund", snapshot(Captured, 1000, 300), &[]),
        ];
        let mut payment = payment();
        for (name, snapshot, facts) in cases {
            assert_eq!(compare(&mut payment, snapshot), *facts, "{name}");
        }
        assert_eq!(payment.state, PaymentState::Refunded);
    }

    #[test]
    fn another_amount_than_was_asked_for_is_not_a_payment_and_told_once() {
        let mut of_another_amount = snapshot(SnapshotStatus::Captured, 900, 0);
        of_another_amount.amount = eur(900);
        let a_part = snapshot(SnapshotStatus::Captured, 900, 0);
        for wrong in [of_another_amount, a_part] {
            let mut payment = payment();

            let facts = compare(&mut payment, &wrong);

            assert_eq!(facts, [Fact::Mismatch { captured: eur(900) }]);
            assert_eq!(compare(&mut payment, &wrong), []);
            assert_eq!(payment.state, PaymentState::Pending);
            assert_eq!(payment.captured, eur(0));
        }
    }

    #[test]
    fn a_late_success_counts_even_after_a_failure() {
        let mut payment = payment();
        compare(&mut payment, &snapshot(SnapshotStatus::Failed, 0, 0));

        let facts = compare(&mut payment, &snapshot(SnapshotStatus::Captured, 1000, 0));

        assert_eq!(facts, [Fact::Captured(eur(1000))]);
        assert_eq!(payment.state, PaymentState::Paid);
    }
}
