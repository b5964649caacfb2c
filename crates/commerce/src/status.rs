//! The one word that people see for an order.

use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{OrderState, PaymentState};

/// How far the goods of an order have come, over all its shipments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// Nothing has left the house.
    None,
    /// Some of it has left.
    Partial,
    /// All of it has left.
    Shipped,
    /// All of it has arrived.
    Delivered,
    /// All of it came back.
    Returned,
}

/// What a customer is told about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerStatus {
    AwaitingPayment,
    PaymentFailed,
    Processing,
    PartlyShipped,
    Shipped,
    Delivered,
    Completed,
    Returned,
    Cancelled,
    Refunded,
}

words!(Fulfilment, "fulfilment", {
    None => "none",
    Partial => "partial",
    Shipped => "shipped",
    Delivered => "delivered",
    Returned => "returned",
});

words!(CustomerStatus, "status", {
    AwaitingPayment => "awaiting_payment",
    PaymentFailed => "payment_failed",
    Processing => "processing",
    PartlyShipped => "partly_shipped",
    Shipped => "shipped",
    Delivered => "delivered",
    Completed => "completed",
    Returned => "returned",
    Cancelled => "cancelled",
    Refunded => "refunded",
});

/// The word for an order, from the three things that are known about it.
///
/// What concerns the customer most comes first: all the money is back; else the order is off; else
/// where the goods are; else what is with the payment.
pub fn status(order: OrderState, payment: PaymentState, fulfilment: Fulfilment) -> CustomerStatus {
    use PaymentState::{Authorized, Failed, Paid, PartiallyRefunded, Pending, Refunded, Voided};

    match (order, payment) {
        // Also for a cancelled order: that the money is back says more than that it was cancelled.
        (OrderState::Open | OrderState::Completed | OrderState::Cancelled, Refunded) => {
            CustomerStatus::Refunded
        }
        // Also while money that came late is still on its way back.
        (
            OrderState::Cancelled,
            Pending | Authorized | Paid | PartiallyRefunded | Failed | Voided,
        ) => CustomerStatus::Cancelled,
        (
            OrderState::Completed,
            Pending | Authorized | Paid | PartiallyRefunded | Failed | Voided,
        ) => of_completed(fulfilment),
        (OrderState::Open, Pending | Authorized | Paid | PartiallyRefunded | Failed | Voided) => {
            of_open(payment, fulfilment)
        }
    }
}

/// We are done, but a parcel under way or back again is still news.
fn of_completed(fulfilment: Fulfilment) -> CustomerStatus {
    match fulfilment {
        Fulfilment::Shipped => CustomerStatus::Shipped,
        Fulfilment::Returned => CustomerStatus::Returned,
        // Nothing left the house: collected in person. A part: the rest was dropped.
        Fulfilment::None | Fulfilment::Partial | Fulfilment::Delivered => CustomerStatus::Completed,
    }
}

/// Goods that have left say more than the payment, which a shop that ships on invoice may still wait for.
fn of_open(payment: PaymentState, fulfilment: Fulfilment) -> CustomerStatus {
    match fulfilment {
        Fulfilment::None => of_unshipped(payment),
        Fulfilment::Partial => CustomerStatus::PartlyShipped,
        Fulfilment::Shipped => CustomerStatus::Shipped,
        Fulfilment::Delivered => CustomerStatus::Delivered,
        Fulfilment::Returned => CustomerStatus::Returned,
    }
}

fn of_unshipped(payment: PaymentState) -> CustomerStatus {
    match payment {
        // Voided: this attempt was called off, but the order still stands and waits for money.
        PaymentState::Pending | PaymentState::Voided => CustomerStatus::AwaitingPayment,
        PaymentState::Failed => CustomerStatus::PaymentFailed,
        PaymentState::Authorized | PaymentState::Paid | PaymentState::PartiallyRefunded => {
            CustomerStatus::Processing
        }
        PaymentState::Refunded => CustomerStatus::Refunded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_a_word_that_fits() {
        use CustomerStatus::{
            AwaitingPayment, Cancelled, Completed, Delivered, PartlyShipped, PaymentFailed,
            Processing, Refunded, Returned, Shipped,
        };
        // One column per fulfilment: none, partial, shipped, delivered, returned.
        let open = |unshipped| [unshipped, PartlyShipped, Shipped, Delivered, Returned];
        let completed = [Completed, Completed, Shipped, Completed, Returned];
        let table = [
            (
                OrderState::Open,
                PaymentState::Pending,
                open(AwaitingPayment),
            ),
            (OrderState::Open, PaymentState::Authorized, open(Processing)),
            (OrderState::Open, PaymentState::Paid, open(Processing)),
            (
                OrderState::Open,
                PaymentState::PartiallyRefunded,
                open(Processing),
            ),
            (OrderState::Open, PaymentState::Refunded, [Refunded; 5]),
            (OrderState::Open, PaymentState::Failed, open(PaymentFailed)),
            (
                OrderState::Open,
                PaymentState::Voided,
                open(AwaitingPayment),
            ),
            (OrderState::Completed, PaymentState::Pending, completed),
            (OrderState::Completed, PaymentState::Authorized, completed),
            (OrderState::Completed, PaymentState::Paid, completed),
            (
                OrderState::Completed,
                PaymentState::PartiallyRefunded,
                completed,
            ),
            (OrderState::Completed, PaymentState::Refunded, [Refunded; 5]),
            (OrderState::Completed, PaymentState::Failed, completed),
            (OrderState::Completed, PaymentState::Voided, completed),
            (OrderState::Cancelled, PaymentState::Pending, [Cancelled; 5]),
            (
                OrderState::Cancelled,
                PaymentState::Authorized,
                [Cancelled; 5],
            ),
            (OrderState::Cancelled, PaymentState::Paid, [Cancelled; 5]),
            (
                OrderState::Cancelled,
                PaymentState::PartiallyRefunded,
                [Cancelled; 5],
            ),
            (OrderState::Cancelled, PaymentState::Refunded, [Refunded; 5]),
            (OrderState::Cancelled, PaymentState::Failed, [Cancelled; 5]),
            (OrderState::Cancelled, PaymentState::Voided, [Cancelled; 5]),
        ];

        let combinations: Vec<_> = OrderState::ALL
            .into_iter()
            .flat_map(|order| {
                PaymentState::ALL
                    .into_iter()
                    .map(move |payment| (order, payment))
            })
            .collect();
        assert_eq!(
            table.map(|(order, payment, _)| (order, payment)),
            combinations[..]
        );
        for (order, payment, expected) in table {
            let actual: Vec<_> = Fulfilment::ALL
                .into_iter()
                .map(|fulfilment| status(order, payment, fulfilment))
                .collect();
            assert_eq!(actual, expected, "{order}, {payment}");
        }
    }
}
