//! The provider's rules over a plain record: the old record goes in, the new one and the webhooks to send come out.
//!
//! Nothing here reads or writes, so that the record may live in a table, in memory, or in a test. Whoever keeps it
//! runs "load, rule, store" in one transaction.

use chrono::{DateTime, TimeDelta, Utc};
use commerce::Money;

use super::cards::{self, Behaviour, CardProblem};
pub use super::record::{
    Action, AppliedRequest, CaptureMode, Failure, SandboxPayment, SandboxState,
};
use super::webhook::{Event, EventPayment};
use crate::gateway::IdempotencyKey;

/// How long [`Behaviour::AnswerLate`] takes.
pub const ANSWER_DELAY_SECS: i64 = 20;

/// The event of a card that was refused; the page stays open for another one.
pub const DECLINED: &str = "payment.declined";

/// What a shop asks the provider for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// The shop's name for it. Must be unguessable, it opens the hosted page.
    pub id: String,
    pub key: IdempotencyKey,
    pub amount: Money,
    pub capture_mode: CaptureMode,
    pub description: String,
    pub return_url: String,
    pub webhook_url: String,
    pub locale: String,
}

/// The record after a rule was applied, and the webhooks to send to its `webhook_url`, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub payment: SandboxPayment,
    pub webhooks: Vec<Event>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankError {
    #[error("no such payment")]
    UnknownPayment,
    #[error("a payment that is {state:?} cannot be {wanted}")]
    WrongState {
        state: SandboxState,
        wanted: &'static str,
    },
    #[error("the amount must be above zero, in the payment's currency, and at most what is left")]
    WrongAmount,
    #[error("this idempotency key was used for something else")]
    KeyReused,
    /// The books cannot be read or written now.
    #[error("the bank is not available: {0}")]
    Unavailable(String),
}

/// A fresh payment, as it is before the customer did anything.
pub fn create(request: NewPayment, now: DateTime<Utc>) -> Result<SandboxPayment, BankError> {
    if request.amount.minor() <= 0 {
        return Err(BankError::WrongAmount);
    }
    let zero = Money::zero(request.amount.currency());
    Ok(SandboxPayment {
        id: request.id,
        key: request.key,
        amount: request.amount,
        captured: zero,
        refunded: zero,
        state: SandboxState::Open,
        capture_mode: request.capture_mode,
        description: request.description,
        return_url: request.return_url,
        webhook_url: request.webhook_url,
        locale: request.locale,
        behaviour: None,
        card_last_four: None,
        failure: None,
        created_at: now,
        answer_at: None,
        events: 0,
        requests: Vec::new(),
        version: 0,
    })
}

/// Whether `request` is a repetition of the one that made `existing`, which has the same key.
pub fn check_replay(existing: &SandboxPayment, request: &NewPayment) -> Result<(), BankError> {
    if existing.amount == request.amount && existing.description == request.description {
        Ok(())
    } else {
        Err(BankError::KeyReused)
    }
}

/// The customer sends a card on the hosted page; after a decline another one may be tried.
pub fn submit_card(
    payment: &SandboxPayment,
    card_number: &str,
    now: DateTime<Utc>,
) -> Result<Outcome, CardProblem> {
    if payment.state != SandboxState::Open {
        return Err(CardProblem::Closed);
    }
    let card = cards::read(card_number)?;
    let mut next = payment.clone();
    next.behaviour = Some(card.behaviour);
    next.card_last_four = Some(String::from_iter(card.last_four));
    next.failure = None;
    Ok(match card.behaviour {
        Behaviour::Approve | Behaviour::AnswerTwice | Behaviour::NeverAnswer => settle(next, now),
        Behaviour::Decline => fail(next, Failure::CardDeclined, now),
        Behaviour::SecondFactor => silently(SandboxPayment {
            state: SandboxState::SecondFactor,
            ..next
        }),
        Behaviour::AnswerLate => silently(SandboxPayment {
            state: SandboxState::Processing,
            answer_at: Some(now + TimeDelta::seconds(ANSWER_DELAY_SECS)),
            ..next
        }),
    })
}

/// The customer typed the code the bank asked for; a wrong one counts as a decline.
pub fn confirm_second_factor(
    payment: &SandboxPayment,
    code_ok: bool,
    now: DateTime<Utc>,
) -> Result<Outcome, BankError> {
    match payment.state {
        SandboxState::SecondFactor if code_ok => Ok(settle(payment.clone(), now)),
        SandboxState::SecondFactor => Ok(fail(payment.clone(), Failure::SecondFactorWrong, now)),
        state => Err(BankError::WrongState {
            state,
            wanted: "confirmed",
        }),
    }
}

/// The customer gave up on the hosted page.
pub fn cancel_by_customer(
    payment: &SandboxPayment,
    now: DateTime<Utc>,
) -> Result<Outcome, BankError> {
    match payment.state {
        SandboxState::Open | SandboxState::SecondFactor => {
            let next = SandboxPayment {
                state: SandboxState::Cancelled,
                failure: Some(Failure::CancelledByCustomer),
                ..payment.clone()
            };
            Ok(announce(next, "payment.cancelled", now))
        }
        state => Err(BankError::WrongState {
            state,
            wanted: "cancelled",
        }),
    }
}

/// The late answer of a payment, once it is due.
pub fn due_answer(payment: &SandboxPayment, now: DateTime<Utc>) -> Option<Outcome> {
    let is_due =
        payment.state == SandboxState::Processing && payment.answer_at.is_some_and(|at| at <= now);
    is_due.then(|| settle(payment.clone(), now))
}

/// The shop takes an authorized amount or a part of it, once; the rest is released.
pub fn capture(
    payment: &SandboxPayment,
    amount: Money,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Outcome, BankError> {
    once(payment, key, Action::Capture(amount), |mut next| {
        require(&next, SandboxState::Authorized, "captured")?;
        require_part(amount, next.amount.minor(), &next)?;
        next.captured = amount;
        next.state = SandboxState::Captured;
        Ok(announce(next, "payment.captured", now))
    })
}

/// The shop ends a payment that took no money. While the bank's answer is on its way it is too late for that.
pub fn void(
    payment: &SandboxPayment,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Outcome, BankError> {
    once(payment, key, Action::Void, |mut next| match next.state {
        SandboxState::Open | SandboxState::SecondFactor | SandboxState::Authorized => {
            next.state = SandboxState::Voided;
            Ok(announce(next, "payment.voided", now))
        }
        state => Err(BankError::WrongState {
            state,
            wanted: "voided",
        }),
    })
}

/// The shop gives money back; all refunds together never exceed what was captured.
pub fn refund(
    payment: &SandboxPayment,
    amount: Money,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Outcome, BankError> {
    once(payment, key, Action::Refund(amount), |mut next| {
        require(&next, SandboxState::Captured, "refunded")?;
        let left = next.captured.minor() - next.refunded.minor();
        require_part(amount, left, &next)?;
        next.refunded = Money::new(next.refunded.minor() + amount.minor(), amount.currency());
        Ok(announce(next, "payment.refunded", now))
    })
}

/// Runs `rule` unless this key was seen: then nothing changes and nothing is sent.
fn once(
    payment: &SandboxPayment,
    key: &IdempotencyKey,
    action: Action,
    rule: impl FnOnce(SandboxPayment) -> Result<Outcome, BankError>,
) -> Result<Outcome, BankError> {
    match payment.requests.iter().find(|request| request.key == *key) {
        Some(request) if request.action == action => Ok(silently(payment.clone())),
        Some(_) => Err(BankError::KeyReused),
        None => {
            let mut next = payment.clone();
            next.requests.push(AppliedRequest {
                key: key.clone(),
                action,
            });
            rule(next)
        }
    }
}

fn require(
    payment: &SandboxPayment,
    state: SandboxState,
    wanted: &'static str,
) -> Result<(), BankError> {
    if payment.state == state {
        Ok(())
    } else {
        Err(BankError::WrongState {
            state: payment.state,
            wanted,
        })
    }
}

fn require_part(
    amount: Money,
    whole_minor: i64,
    payment: &SandboxPayment,
) -> Result<(), BankError> {
    let is_part = (1..=whole_minor).contains(&amount.minor());
    if is_part && amount.currency() == payment.amount.currency() {
        Ok(())
    } else {
        Err(BankError::WrongAmount)
    }
}

/// The bank approved: the money is taken or held.
fn settle(mut payment: SandboxPayment, now: DateTime<Utc>) -> Outcome {
    payment.answer_at = None;
    payment.failure = None;
    match payment.capture_mode {
        CaptureMode::AtOnce => {
            payment.state = SandboxState::Captured;
            payment.captured = payment.amount;
            announce(payment, "payment.captured", now)
        }
        CaptureMode::Later => {
            payment.state = SandboxState::Authorized;
            announce(payment, "payment.authorized", now)
        }
    }
}

/// The bank said no; the customer may try another card.
fn fail(payment: SandboxPayment, failure: Failure, now: DateTime<Utc>) -> Outcome {
    let next = SandboxPayment {
        state: SandboxState::Open,
        failure: Some(failure),
        ..payment
    };
    announce(next, DECLINED, now)
}

fn silently(payment: SandboxPayment) -> Outcome {
    Outcome {
        payment,
        webhooks: Vec::new(),
    }
}

/// The webhooks about what just happened, as the card's behaviour wants them.
fn announce(mut payment: SandboxPayment, kind: &str, now: DateTime<Utc>) -> Outcome {
    let webhooks = match payment.behaviour {
        Some(Behaviour::NeverAnswer) => Vec::new(),
        Some(Behaviour::AnswerTwice) => {
            let first = event(&mut payment, kind, now);
            vec![first.clone(), first, event(&mut payment, kind, now)]
        }
        Some(
            Behaviour::Approve
            | Behaviour::Decline
            | Behaviour::SecondFactor
            | Behaviour::AnswerLate,
        )
        | None => {
            vec![event(&mut payment, kind, now)]
        }
    };
    Outcome { payment, webhooks }
}

/// Event ids follow from the payment and a counter, so that the rules need no randomness.
fn event(payment: &mut SandboxPayment, kind: &str, now: DateTime<Utc>) -> Event {
    payment.events += 1;
    Event {
        id: format!("evt_{}_{}", payment.id, payment.events),
        kind: kind.to_owned(),
        created: now.timestamp(),
        data: EventPayment {
            payment: payment.id.clone(),
        },
    }
}
