//! What the order page says about the payment.

use crate::html::tags;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentState {
    Paid,
    /// The bank has not told yet.
    Pending,
    Other(String),
}

/// Reads `data-payment-state`, and on pages without it the class `status-…` of the order's status.
pub fn payment_state(html: &str) -> PaymentState {
    let said = tags(html).find_map(|tag| tag.attribute("data-payment-state"));
    let word = said
        .map(std::borrow::Cow::into_owned)
        .or_else(|| status(html))
        .unwrap_or_default();
    match word.as_str() {
        "paid" | "processing" | "partly_shipped" | "shipped" | "delivered" | "completed" => {
            PaymentState::Paid
        }
        "pending" | "authorized" | "awaiting_payment" => PaymentState::Pending,
        _ => PaymentState::Other(word),
    }
}

fn status(html: &str) -> Option<String> {
    tags(html).filter(|tag| tag.name == "p").find_map(|tag| {
        let class = tag.attribute("class")?;
        Some(class.strip_prefix("status status-")?.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_page_says_whether_it_is_paid() {
        let other = |word: &str| PaymentState::Other(word.to_owned());
        let cases = [
            ("<p data-payment-state='paid'>", PaymentState::Paid),
            ("<p class='status status-processing'>", PaymentState::Paid),
            (
                "<p class='status status-awaiting_payment'>",
                PaymentState::Pending,
            ),
            (
                "<p class='status status-x' data-payment-state='pending'>",
                PaymentState::Pending,
            ),
            ("<p data-payment-state='failed'>", other("failed")),
            ("<p class='status status-cancelled'>", other("cancelled")),
            ("<p>", other("")),
        ];
        for (html, state) in cases {
            assert_eq!(payment_state(html), state, "{html}");
        }
    }
}
