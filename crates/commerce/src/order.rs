//! The life of an order itself. What was paid and what was shipped have machines of their own.

use serde::{Deserialize, Serialize};

use crate::words::{Refused, words};

/// Whether the shop still has something to do about an order. "Paid" is never an order state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Placed, its stock reserved; payment and shipping take their course.
    Open,
    /// Nothing is left to do.
    Completed,
    /// Called off by the customer, by staff, or because nobody paid in time.
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderAction {
    Complete,
    Cancel,
}

words!(OrderState, "order state", {
    Open => "open",
    Completed => "completed",
    Cancelled => "cancelled",
});

words!(OrderAction, "order action", {
    Complete => "complete",
    Cancel => "cancel",
});

impl OrderState {
    /// The state after `action`, or the refusal to show.
    ///
    /// Both ends are final: goods that come back after completion are a return, and a cancelled
    /// order has given its stock away, so whoever wants it after all places a new one.
    ///
    /// No `_` arm: a new state or action does not compile until someone decides what it allows.
    ///
    /// # Errors
    /// [`Refused`], never a silent no-op.
    pub fn after(self, action: OrderAction) -> Result<Self, Refused> {
        let next = match (self, action) {
            (Self::Open, OrderAction::Complete) => Some(Self::Completed),
            (Self::Open, OrderAction::Cancel) => Some(Self::Cancelled),
            (Self::Completed | Self::Cancelled, OrderAction::Complete | OrderAction::Cancel) => {
                None
            }
        };
        next.ok_or(Refused {
            machine: "order",
            state: self.as_str(),
            action: action.as_str(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_order_is_completed_or_cancelled_once() {
        use OrderAction::{Cancel, Complete};
        use OrderState::{Cancelled, Completed, Open};
        let table = [
            (Open, Complete, Some(Completed)),
            (Open, Cancel, Some(Cancelled)),
            (Completed, Complete, None),
            (Completed, Cancel, None),
            (Cancelled, Complete, None),
            (Cancelled, Cancel, None),
        ];

        for state in OrderState::ALL {
            for action in OrderAction::ALL {
                let rows: Vec<_> = table
                    .iter()
                    .filter(|row| row.0 == state && row.1 == action)
                    .collect();
                let [(_, _, expected)] = rows[..] else {
                    panic!("{state} and {action} need exactly one row");
                };
                assert_eq!(state.after(action).ok(), *expected, "{state}, {action}");
            }
        }
    }

    #[test]
    fn a_refused_step_names_state_and_action() {
        assert_eq!(
            OrderState::Cancelled.after(OrderAction::Complete),
            Err(Refused {
                machine: "order",
                state: "cancelled",
                action: "complete"
            })
        );
    }
}
