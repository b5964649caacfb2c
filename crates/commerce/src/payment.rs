//! The life of the payment of one order.

use serde::{Deserialize, Serialize};

use crate::words::{Refused, words};

/// How far the payment of an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nothing has happened yet, or the gateway is still thinking.
    Pending,
    /// The amount is set aside for us, but not taken.
    Authorized,
    /// The whole amount was taken.
    Paid,
    /// Some of it went back.
    PartiallyRefunded,
    /// All of it went back.
    Refunded,
    /// The last attempt was declined; the customer may try again.
    Failed,
    /// Called off before any money was taken.
    Voided,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentAction {
    /// The gateway set the amount aside.
    Authorize,
    /// The money was taken.
    Capture,
    /// Money went back and some is left.
    RefundPart,
    /// Money went back and nothing is left.
    RefundRest,
    /// The gateway declined.
    Fail,
    /// The payment was called off, by us or by running out of time.
    Void,
}

words!(PaymentState, "payment state", {
    Pending => "pending",
    Authorized => "authorized",
    Paid => "paid",
    PartiallyRefunded => "partially_refunded",
    Refunded => "refunded",
    Failed => "failed",
    Voided => "voided",
});

words!(PaymentAction, "payment action", {
    Authorize => "authorize",
    Capture => "capture",
    RefundPart => "refund_part",
    RefundRest => "refund_rest",
    Fail => "fail",
    Void => "void",
});

impl PaymentState {
    /// The state after `action`, or the refusal to show.
    ///
    /// A repeated report of what is already true (a webhook delivered twice) is refused as well: the
    /// caller compares first and then has nothing to apply.
    ///
    /// No `_` arm: a new state or action does not compile until someone decides what it allows.
    ///
    /// # Errors
    /// [`Refused`], never a silent no-op.
    #[expect(
        clippy::match_same_arms,
        reason = "one arm for each reason, state by state"
    )]
    pub fn after(self, action: PaymentAction) -> Result<Self, Refused> {
        use PaymentAction::{Authorize, Capture, Fail, RefundPart, RefundRest, Void};

        let next = match (self, action) {
            // Gateways set the amount aside first, or take it at once, or decline. An order that is
            // cancelled or expires calls its payment off.
            (Self::Pending, Authorize) => Some(Self::Authorized),
            (Self::Pending, Capture) => Some(Self::Paid),
            (Self::Pending, Fail) => Some(Self::Failed),
            (Self::Pending, Void) => Some(Self::Voided),
            (Self::Pending, RefundPart | RefundRest) => None,

            // What was set aside is taken, released, or lost: an authorisation runs out, and a
            // capture can be declined.
            (Self::Authorized, Capture) => Some(Self::Paid),
            (Self::Authorized, Fail) => Some(Self::Failed),
            (Self::Authorized, Void) => Some(Self::Voided),
            (Self::Authorized, Authorize | RefundPart | RefundRest) => None,

            // Money that was taken only ever goes back, at once or in parts. It is not taken again,
            // and calling off what is on our account is a refund.
            (Self::Paid | Self::PartiallyRefunded, RefundPart) => Some(Self::PartiallyRefunded),
            (Self::Paid | Self::PartiallyRefunded, RefundRest) => Some(Self::Refunded),
            (Self::Paid | Self::PartiallyRefunded, Authorize | Capture | Fail | Void) => None,

            // All is back with the customer. Whoever wants to pay again places a new order.
            (Self::Refunded, Authorize | Capture | RefundPart | RefundRest | Fail | Void) => None,

            // A pause, not an end: the customer tries again with another card, or a "declined" is
            // overtaken by a late success. If nobody tries again, the order expires.
            (Self::Failed, Authorize) => Some(Self::Authorized),
            (Self::Failed, Capture) => Some(Self::Paid),
            (Self::Failed, Void) => Some(Self::Voided),
            (Self::Failed, RefundPart | RefundRest | Fail) => None,

            // The gateway took the money after we had given up on it. That is a fact, and has to be
            // on the books before the money is sent back or the stock reserved again. An amount
            // that was only set aside late is released at the gateway and leaves no trace here.
            (Self::Voided, Capture) => Some(Self::Paid),
            (Self::Voided, Authorize | RefundPart | RefundRest | Fail | Void) => None,
        };
        next.ok_or(Refused {
            machine: "payment",
            state: self.as_str(),
            action: action.as_str(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_a_payment_is_decided() {
        use PaymentState::{
            Authorized, Failed, Paid, PartiallyRefunded, Pending, Refunded, Voided,
        };
        // One column per action: authorize, capture, refund part, refund rest, fail, void.
        let table = [
            (
                Pending,
                [
                    Some(Authorized),
                    Some(Paid),
                    None,
                    None,
                    Some(Failed),
                    Some(Voided),
                ],
            ),
            (
                Authorized,
                [None, Some(Paid), None, None, Some(Failed), Some(Voided)],
            ),
            (
                Paid,
                [
                    None,
                    None,
                    Some(PartiallyRefunded),
                    Some(Refunded),
                    None,
                    None,
                ],
            ),
            (
                PartiallyRefunded,
                [
                    None,
                    None,
                    Some(PartiallyRefunded),
                    Some(Refunded),
                    None,
                    None,
                ],
            ),
            (Refunded, [None, None, None, None, None, None]),
            (
                Failed,
                [Some(Authorized), Some(Paid), None, None, None, Some(Voided)],
            ),
            (Voided, [None, Some(Paid), None, None, None, None]),
        ];

        assert_eq!(table.map(|(state, _)| state), PaymentState::ALL);
        for (state, expected) in table {
            let actual: Vec<_> = PaymentAction::ALL
                .into_iter()
                .map(|action| state.after(action).ok())
                .collect();
            assert_eq!(actual, expected, "{state}");
        }
    }

    #[test]
    fn a_late_success_after_expiry_is_recorded_and_can_be_refunded() {
        let state = PaymentState::Pending
            .after(PaymentAction::Void)
            .and_then(|state| state.after(PaymentAction::Capture))
            .and_then(|state| state.after(PaymentAction::RefundRest));

        assert_eq!(state, Ok(PaymentState::Refunded));
    }

    #[test]
    fn money_is_never_taken_twice() {
        for state in [
            PaymentState::Paid,
            PaymentState::PartiallyRefunded,
            PaymentState::Refunded,
        ] {
            assert_eq!(
                state.after(PaymentAction::Capture),
                Err(Refused {
                    machine: "payment",
                    state: state.as_str(),
                    action: "capture"
                })
            );
        }
    }
}
