//! Whether the books balance: the promises that data can show, checked on live data.

use db::DbError;

use crate::{Shop, inventory, orders, payments};

/// A rule and what breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub rule: &'static str,
    /// One line per violation; empty when the rule holds.
    pub findings: Vec<String>,
}

/// Checks every rule. Each is one statement, which reads one state of the database, so sales that go
/// on meanwhile are seen whole or not at all.
pub async fn audit(shop: &Shop) -> Result<Vec<Check>, DbError> {
    let read = shop.db.primary();
    Ok(vec![
        Check {
            rule: "stock on hand is the sum of its movements",
            findings: inventory::audit_levels(read).await?,
        },
        Check {
            rule: "reserved stock is the sum of the open reservations",
            findings: inventory::audit_reservations(read).await?,
        },
        Check {
            rule: "the total of each order is the sum of its parts",
            findings: orders::audit_totals(read).await?,
        },
        Check {
            rule: "captured and refunded money is what the ledger says, and has an order",
            findings: payments::audit_ledger(read).await?,
        },
    ])
}
