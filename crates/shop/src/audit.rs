//! Whether the books balance: the promises that data can show, checked on live data.

use db::DbError;

use crate::{
    Shop, inventory, orders, payments, reviews,
    search::{self, Lag, SearchError},
};

/// A rule and what breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub rule: &'static str,
    /// One line per violation; empty when the rule holds.
    pub findings: Vec<String>,
}

/// Checks every rule. Each rule of the books is one statement, which reads one state of the database,
/// so sales that go on meanwhile are seen whole or not at all.
pub async fn audit(shop: &Shop, lag: Lag) -> Result<Vec<Check>, DbError> {
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
            rule: "what each order says of its payment is what the ledger says",
            findings: orders::audit_payments(read).await?,
        },
        Check {
            rule: "what has left the house is what the shipments hold",
            findings: orders::audit_shipped(read).await?,
        },
        Check {
            rule: "captured and refunded money is what the ledger says, and has an order",
            findings: payments::audit_ledger(read).await?,
        },
        Check {
            rule: "the rating of each product is what its visible reviews say",
            findings: reviews::audit_ratings(read).await?,
        },
        Check {
            rule: "the search index says what the database says",
            findings: index_findings(shop, lag).await?,
        },
    ])
}

/// An index that cannot be looked at is told; the shop sells without it.
async fn index_findings(shop: &Shop, lag: Lag) -> Result<Vec<String>, DbError> {
    match search::audit(shop, lag).await {
        Ok(findings) => Ok(findings),
        Err(SearchError::Db(error)) => Err(error),
        Err(error) => Ok(vec![error.to_string()]),
    }
}
