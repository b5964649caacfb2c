//! The rules of the shop: money, tax, prices, and what may follow what in an order's life.
//!
//! Everything here is a pure function of its arguments: no file, no network, no clock, no randomness.
//! That is why property tests can try thousands of carts in a second, and why the cart page, the
//! checkout and the stored order cannot disagree: they call the same functions.
//!
//! Deliberately absent: floats and `as`. An amount is an `i64` in the smallest unit of its currency, a
//! rate is parts per million, and a conversion that could lose something says so in its type.
#![deny(clippy::float_arithmetic, clippy::as_conversions)]

mod country;
mod currency;
mod decimal;
mod delivery;
mod email;
mod gtin;
mod money;
mod order;
mod payment;
mod price;
mod pricing;
mod quantity;
mod rate;
mod review;
mod shipment;
mod sku;
mod slug;
mod status;
mod text;
mod words;

pub use country::{Country, CountryError};
pub use currency::{Currency, CurrencyError};
pub use delivery::{Arrival, DeliveryDays};
pub use email::{Email, EmailError};
pub use gtin::Gtin;
pub use money::{Money, MoneyError};
pub use order::{OrderAction, OrderState};
pub use payment::{PaymentAction, PaymentState};
pub use price::{Charged, Offer, Price, Sale, lowest_before, reduction_began};
pub use pricing::{
    Adjustment, AdjustmentKind, Amounts, LineInput, Priced, PricedCharge, PricedLine,
    PricesInclude, PricingError, PricingInput, ShippingInput, TaxClass, TaxRule, TaxRules,
    TaxTotal, price, tax_totals,
};
pub use quantity::{Quantity, QuantityError};
pub use rate::{Rate, RateError};
pub use review::{Rating, ReviewAction, ReviewState, Stars, StarsError};
pub use shipment::{ShipmentAction, ShipmentState};
pub use sku::{Sku, SkuError};
pub use slug::{Slug, SlugError};
pub use status::{CustomerStatus, Fulfilment, status};
pub use words::{Refused, UnknownWord};
