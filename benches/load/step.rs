//! What a request is for: the rows of the report.

use serde::Serialize;

/// In the order of a purchase. A page and the form that is sent from it are two rows, for one reads and the other writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Home,
    Category,
    Product,
    Search,
    Suggest,
    AddToCart,
    Cart,
    Address,
    AddressSent,
    Shipping,
    ShippingSent,
    Payment,
    Place,
    Bank,
    Pay,
    OrderPage,
}

impl Step {
    pub const ALL: [Self; 16] = [
        Self::Home,
        Self::Category,
        Self::Product,
        Self::Search,
        Self::Suggest,
        Self::AddToCart,
        Self::Cart,
        Self::Address,
        Self::AddressSent,
        Self::Shipping,
        Self::ShippingSent,
        Self::Payment,
        Self::Place,
        Self::Bank,
        Self::Pay,
        Self::OrderPage,
    ];

    /// Which step a request belongs to, by the shop's public paths. Whatever is not the shop's is the bank's.
    pub fn of(method: Method, path: &str) -> Self {
        let first = path.split('/').nth(1).unwrap_or_default();
        match (method, first) {
            (Method::Get, "") => Self::Home,
            (Method::Get, "categories") => Self::Category,
            (Method::Get, "products") => Self::Product,
            (Method::Get, "search") if path == "/search/suggest" => Self::Suggest,
            (Method::Get, "search") => Self::Search,
            (Method::Get, "cart") => Self::Cart,
            (Method::Get, "orders") => Self::OrderPage,
            (Method::Post, "cart") => Self::AddToCart,
            (_, "checkout") => Self::of_checkout(method, path),
            (Method::Get, _) => Self::Bank,
            (Method::Post, _) => Self::Pay,
        }
    }

    fn of_checkout(method: Method, path: &str) -> Self {
        match (method, path) {
            (_, "/checkout/place") => Self::Place,
            (Method::Get, "/checkout/shipping") => Self::Shipping,
            (Method::Post, "/checkout/shipping") => Self::ShippingSent,
            (_, "/checkout/payment") => Self::Payment,
            (Method::Get, _) => Self::Address,
            (Method::Post, _) => Self::AddressSent,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Category => "category",
            Self::Product => "product",
            Self::Search => "search",
            Self::Suggest => "suggestions",
            Self::AddToCart => "add to cart",
            Self::Cart => "cart",
            Self::Address => "address",
            Self::AddressSent => "address, sent",
            Self::Shipping => "shipping",
            Self::ShippingSent => "shipping, sent",
            Self::Payment => "payment",
            Self::Place => "place",
            Self::Bank => "bank's page",
            Self::Pay => "pay",
            Self::OrderPage => "order page",
        }
    }

    /// Its place in [`Step::ALL`].
    pub fn index(self) -> usize {
        Self::ALL
            .iter()
            .position(|step| *step == self)
            .expect("ALL names every step")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_of_a_purchase_has_its_row() {
        let cases = [
            (Method::Get, "/", Step::Home),
            (Method::Get, "/categories/kitchen", Step::Category),
            (Method::Get, "/products/blue-mug", Step::Product),
            (Method::Get, "/search", Step::Search),
            (Method::Get, "/search/suggest", Step::Suggest),
            (Method::Post, "/cart/lines", Step::AddToCart),
            (Method::Get, "/cart", Step::Cart),
            (Method::Get, "/checkout", Step::Address),
            (Method::Get, "/checkout/address", Step::Address),
            (Method::Post, "/checkout/address", Step::AddressSent),
            (Method::Get, "/checkout/shipping", Step::Shipping),
            (Method::Post, "/checkout/shipping", Step::ShippingSent),
            (Method::Get, "/checkout/payment", Step::Payment),
            (Method::Post, "/checkout/place", Step::Place),
            (Method::Get, "/sandbox-bank/pay_1", Step::Bank),
            (Method::Post, "/sandbox-bank/pay_1/card", Step::Pay),
            (Method::Get, "/orders/abc", Step::OrderPage),
        ];
        for (method, path, step) in cases {
            assert_eq!(Step::of(method, path), step, "{method:?} {path}");
        }
    }
}
