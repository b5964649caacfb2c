//! One visit of a customer.

use crate::form::Form;
use crate::mix::Interaction;

/// What the customer has in their hands.
#[derive(Debug, Default)]
pub struct Visit {
    /// The add-to-cart form of the last product page that could be bought from.
    pub offer: Option<Form>,
    pub lines: u32,
    /// The link on the cart page.
    pub checkout: Option<String>,
    /// The form of the shipping step.
    pub shipping: Option<Form>,
    /// The form of the payment step, which places the order.
    pub payment: Option<Form>,
    /// The page of the last order; it outlives the visit.
    pub order: Option<String>,
}

impl Visit {
    /// Whether the customer can do this next.
    pub fn allows(&self, interaction: Interaction) -> bool {
        match interaction {
            Interaction::Home
            | Interaction::NewProducts
            | Interaction::BestSellers
            | Interaction::ProductDetail
            | Interaction::SearchRequest
            | Interaction::SearchResults => true,
            // The first look at a cart is when something is put into it.
            Interaction::ShoppingCart => self.lines > 0 || self.offer.is_some(),
            Interaction::CustomerRegistration => self.checkout.is_some(),
            Interaction::BuyRequest => self.shipping.is_some(),
            Interaction::BuyConfirm => self.payment.is_some(),
            Interaction::OrderInquiry | Interaction::OrderDisplay => self.order.is_some(),
        }
    }
}
