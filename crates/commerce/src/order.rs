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
    /// Money for a cancelled order came in after all, and its stock could be reserved again.
    Reopen,
}

words!(OrderState, "order state", {
    Open => "open",
    Completed => "completed",
    Cancelled => "cancelled",
});

words!(OrderAction, "order action", {
    Complete => "complete",
    Cancel => "cancel",
    Reopen => "reopen",
});

impl OrderState {
    /// The state after `action`, or the refusal to show.
    ///
    /// Completion is final: goods that come back later are a return. A cancelled order has given its
    /// stock away; it opens again only when it is paid late and the stock is still there.
    ///
    /// No `_` arm: a new state or action does not compile until someone decides what it allows.
    ///
    /// # Errors
    /// [`Refused`], never a silent no-op.
    pub fn after(self, action: OrderAction) -> Result<Self, Refused> {
        let next = match (self, action) {
            (Self::Open, OrderAction::Complete) => Some(Self::Completed),
            (Self::Open, OrderAction::Cancel) => Some(Self::Cancelled),
            (Self::Cancelled, OrderAction::Reopen) => Some(Self::Open),
            (Self::Open, OrderAction::Reopen)
            | (
                Self::Completed,
                OrderAction::Complete | OrderAction::Cancel | OrderAction::Reopen,
            )
            | (Self::Cancelled, OrderAction::Complete | OrderAction::Cancel) => None,
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
    fn an_open_order_is_completed_or_cancelled_once_and_only_a_cancelled_one_reopens() {
        use OrderAction::{Cancel, Complete, Reopen};
        use OrderState::{Cancelled, Completed, Open};
        let table = [
            (Open, Complete, Some(Completed)),
            (Open, Cancel, Some(Cancelled)),
            (Open, Reopen, None),
            (Completed, Complete, None),
            (Completed, Cancel, None),
            (Completed, Reopen, None),
            (Cancelled, Complete, None),
            (Cancelled, Cancel, None),
            (Cancelled, Reopen, Some(Open)),
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
