//! The life of one parcel.

use serde::{Deserialize, Serialize};

use crate::words::{Refused, words};

/// How far one shipment has come. An order may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    /// Waiting in the warehouse's queue.
    Pending,
    /// The goods were taken from the shelf.
    Picked,
    /// The parcel is closed.
    Packed,
    /// Handed to the carrier; the stock has left.
    Shipped,
    /// The customer has it.
    Delivered,
    /// It came back.
    Returned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentAction {
    Pick,
    Pack,
    Ship,
    Deliver,
    Return,
}

words!(ShipmentState, "shipment state", {
    Pending => "pending",
    Picked => "picked",
    Packed => "packed",
    Shipped => "shipped",
    Delivered => "delivered",
    Returned => "returned",
});

words!(ShipmentAction, "shipment action", {
    Pick => "pick",
    Pack => "pack",
    Ship => "ship",
    Deliver => "deliver",
    Return => "return",
});

impl ShipmentState {
    /// The state after `action`, or the refusal to show.
    ///
    /// No `_` arm: a new state or action does not compile until someone decides what it allows.
    ///
    /// # Errors
    /// [`Refused`], never a silent no-op.
    pub fn after(self, action: ShipmentAction) -> Result<Self, Refused> {
        use ShipmentAction::{Deliver, Pack, Pick, Return, Ship};

        let next = match (self, action) {
            (Self::Pending, Pick) => Some(Self::Picked),
            (Self::Picked, Pack) => Some(Self::Packed),

            // A small shop picks, packs and ships in one go and records only the last.
            (Self::Pending | Self::Picked | Self::Packed, Ship) => Some(Self::Shipped),

            (Self::Shipped, Deliver) => Some(Self::Delivered),

            // Sent back by the customer, or by the carrier who could not deliver.
            (Self::Shipped | Self::Delivered, Return) => Some(Self::Returned),

            // Packing what nobody picked hides who was where; shipping at once does not claim it.
            (Self::Pending, Pack)
            // Not backwards, and no step twice.
            | (Self::Picked, Pick)
            | (Self::Packed, Pick | Pack)
            | (Self::Shipped, Pick | Pack | Ship)
            | (Self::Delivered, Pick | Pack | Ship | Deliver)
            // Nothing arrives or comes back that never left.
            | (Self::Pending | Self::Picked | Self::Packed, Deliver | Return)
            // Sending it again is a new shipment.
            | (Self::Returned, Pick | Pack | Ship | Deliver | Return) => None,
        };
        next.ok_or(Refused {
            machine: "shipment",
            state: self.as_str(),
            action: action.as_str(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_a_shipment_is_decided() {
        use ShipmentState::{Delivered, Packed, Pending, Picked, Returned, Shipped};
        // One column per action: pick, pack, ship, deliver, return.
        let table = [
            (Pending, [Some(Picked), None, Some(Shipped), None, None]),
            (Picked, [None, Some(Packed), Some(Shipped), None, None]),
            (Packed, [None, None, Some(Shipped), None, None]),
            (Shipped, [None, None, None, Some(Delivered), Some(Returned)]),
            (Delivered, [None, None, None, None, Some(Returned)]),
            (Returned, [None, None, None, None, None]),
        ];

        assert_eq!(table.map(|(state, _)| state), ShipmentState::ALL);
        for (state, expected) in table {
            let actual: Vec<_> = ShipmentAction::ALL
                .into_iter()
                .map(|action| state.after(action).ok())
                .collect();
            assert_eq!(actual, expected, "{state}");
        }
    }

    #[test]
    fn a_parcel_is_shipped_only_once() {
        assert_eq!(
            ShipmentState::Shipped.after(ShipmentAction::Ship),
            Err(Refused {
                machine: "shipment",
                state: "shipped",
                action: "ship"
            })
        );
    }
}
