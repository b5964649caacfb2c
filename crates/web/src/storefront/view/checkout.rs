//! The three steps of the checkout.

use commerce::Money;
use serde::{Deserialize, Serialize};

use super::{Picture, Totals};
use crate::kit::forms::{FormErrors, Message};

/// What `storefront/_checkout_layout.html` needs, in every step.
#[derive(Debug, Clone, Serialize)]
pub struct CheckoutFrame {
    /// `address`, `shipping` or `payment`.
    pub step: &'static str,
    pub steps: Vec<Step>,
    pub summary: Summary,
    pub errors: FormErrors,
    /// Where the form of this step goes.
    pub action: String,
    /// The step before.
    pub back_url: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub name: &'static str,
    pub state: StepState,
    /// Set on steps that one can go back to.
    pub url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    Current,
    Open,
}

#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub lines: Vec<SummaryLine>,
    #[serde(flatten)]
    pub totals: Totals,
}

#[derive(Debug, Clone, Serialize)]
pub struct SummaryLine {
    pub title: String,
    pub variant: String,
    pub quantity: u32,
    pub total: Money,
    pub picture: Option<Picture>,
}

/// `storefront/checkout_address.html`
#[derive(Debug, Clone, Serialize)]
pub struct CheckoutAddress {
    #[serde(flatten)]
    pub frame: CheckoutFrame,
    pub form: AddressView,
    /// Unfold what is not needed at home: the country is another one, or there is an error in there.
    pub more_open: bool,
    pub billing_more_open: bool,
    pub shipping_countries: Vec<Choice>,
    pub billing_countries: Vec<Choice>,
}

/// The address step as it was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AddressView {
    pub email: String,
    pub shipping: AddressForm,
    pub billing_different: bool,
    pub billing: AddressForm,
}

/// The fields of an address, named by their autocomplete tokens.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    pub given_name: String,
    pub family_name: String,
    pub organization: String,
    pub address_line1: String,
    pub address_line2: String,
    pub postal_code: String,
    pub address_level2: String,
    pub address_level1: String,
    pub country: String,
    pub tel: String,
}

/// An option of a select box.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

/// `storefront/checkout_shipping.html`
#[derive(Debug, Clone, Serialize)]
pub struct CheckoutShipping {
    #[serde(flatten)]
    pub frame: CheckoutFrame,
    pub review: Vec<ReviewRow>,
    pub methods: Vec<ShippingChoice>,
}

/// One finding of an earlier step: `contact`, `address` or `shipping`.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewRow {
    pub name: &'static str,
    pub lines: Vec<String>,
    pub change_url: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ShippingChoice {
    pub value: String,
    pub name: String,
    pub price: Money,
    pub free: bool,
    pub selected: bool,
}

/// `storefront/checkout_payment.html`
#[derive(Debug, Clone, Serialize)]
pub struct CheckoutPayment {
    #[serde(flatten)]
    pub frame: CheckoutFrame,
    pub review: Vec<ReviewRow>,
    /// What is not as the customer confirmed it.
    pub changes: Vec<Message>,
    pub methods: Vec<PaymentChoice>,
    /// A line cannot be bought as it is: the cart has to be changed first.
    pub blocked: bool,
    pub cart_url: String,
}

/// A way to pay, named by its gateway.
#[derive(Debug, Clone, Serialize)]
pub struct PaymentChoice {
    pub value: String,
    pub selected: bool,
}
