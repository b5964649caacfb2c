//! From a cart to an order: address, shipping, payment, and the one step that places it.

mod place;

use commerce::{Country, Email, Money};
use db::DbError;
use l10n::Locale;

pub use place::{Changed, PlaceError, PlaceRequest, Placed, place};

use crate::{
    Failure, FailureKind, Settings, Shop, Token,
    address::{Address, AddressField, AddressInput, AddressProblem},
    cart::{self, Cart, CartError, CartView, Details},
    payments::Gateways,
};

/// Where the customer goes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Address,
    Shipping,
    Payment,
}

/// A way of shipping to the customer's country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingOption {
    pub id: &'static str,
    pub name: String,
    /// As shown: with tax when the shop's prices include it.
    pub price: Money,
}

/// Everything the checkout's pages show.
#[derive(Debug, Clone)]
pub struct CheckoutView {
    pub cart: Cart,
    pub view: CartView,
    /// Empty until there is an address.
    pub shipping_options: Vec<ShippingOption>,
    /// The names of the gateways to choose from.
    pub payment_methods: Vec<&'static str>,
    /// The first step that is not done.
    pub next: Step,
}

/// The one way of shipping for now.
pub const STANDARD: &str = "standard";

/// `None` when there is nothing to check out: no cart, an empty one, or one that was ordered.
pub async fn view(shop: &Shop, token: &Token) -> Result<Option<CheckoutView>, cart::ViewError> {
    let Some(cart) = cart::find(shop, token).await? else {
        return Ok(None);
    };
    if cart.order.is_some() || cart.lines.is_empty() {
        return Ok(None);
    }
    let view = cart::view(shop, &cart).await?;
    let settings = shop.settings();
    Ok(Some(CheckoutView {
        shipping_options: shipping_options(&settings, &cart.details),
        payment_methods: Gateways::offered(&settings),
        next: next_step(&settings, &cart.details),
        view,
        cart,
    }))
}

fn next_step(settings: &Settings, details: &Details) -> Step {
    // The shop may have stopped selling to the country since the address was given.
    let is_served = details
        .shipping
        .as_ref()
        .is_some_and(|address| settings.rules_for(address.country).is_some());
    if !is_served {
        Step::Address
    } else if details.shipping_chosen {
        Step::Payment
    } else {
        Step::Shipping
    }
}

fn shipping_options(settings: &Settings, details: &Details) -> Vec<ShippingOption> {
    details
        .shipping
        .as_ref()
        .and_then(|address| settings.rules_for(address.country))
        .map(|rules| ShippingOption {
            id: STANDARD,
            name: rules.shipping_name.clone(),
            price: rules.shipping_price(settings.currency),
        })
        .into_iter()
        .collect()
}

/// The address step as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressStep {
    pub email: String,
    pub shipping: AddressInput,
    /// `None`: the same as the shipping address.
    pub billing: Option<AddressInput>,
}

/// A field of the address step with what is wrong about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepProblem {
    Email,
    Shipping(AddressField, AddressProblem),
    Billing(AddressField, AddressProblem),
}

#[derive(Debug, thiserror::Error)]
pub enum StepError {
    #[error("{} fields need another look", .0.len())]
    Invalid(Vec<StepProblem>),
    /// The address has to be given first.
    #[error("the address is missing")]
    NoAddress,
    #[error("this way of shipping is not offered")]
    UnknownShipping,
    #[error("the cart is being changed elsewhere all the time")]
    Busy,
    #[error(transparent)]
    Cart(#[from] CartError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for StepError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Invalid(_) | Self::UnknownShipping => FailureKind::Invalid,
            Self::NoAddress | Self::Busy => FailureKind::Conflict,
            Self::Cart(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

/// Stores contact and addresses. A new country makes the customer confirm the shipping again.
///
/// # Errors
/// [`StepError::Invalid`] names every field; nothing is stored then.
pub async fn save_address(
    shop: &Shop,
    token: &Token,
    step: &AddressStep,
    locale: Locale,
) -> Result<(), StepError> {
    let served: Vec<Country> = shop
        .settings()
        .countries
        .iter()
        .map(|rules| rules.country)
        .collect();
    let checked = check(step, &served).map_err(StepError::Invalid)?;
    change_details(shop, token, locale, |before| {
        let same_country = before
            .shipping
            .as_ref()
            .is_some_and(|address| address.country == checked.shipping.country);
        Ok(Details {
            email: checked.email.as_str().to_owned(),
            shipping_chosen: before.shipping_chosen && same_country,
            shipping: Some(checked.shipping.clone()),
            billing: checked.billing.clone(),
        })
    })
    .await
}

struct CheckedAddress {
    email: Email,
    shipping: Address,
    billing: Option<Address>,
}

fn check(step: &AddressStep, served: &[Country]) -> Result<CheckedAddress, Vec<StepProblem>> {
    let mut problems = Vec::new();
    let email = Email::parse(&step.email);
    if email.is_err() {
        problems.push(StepProblem::Email);
    }
    let shipping = Address::check(&step.shipping, served);
    if let Err(fields) = &shipping {
        let shipping = |(field, problem): &_| StepProblem::Shipping(*field, *problem);
        problems.extend(fields.iter().map(shipping));
    }
    let billing = step
        .billing
        .as_ref()
        .map(|input| Address::check(input, served))
        .transpose();
    if let Err(fields) = &billing {
        let billing = |(field, problem): &_| StepProblem::Billing(*field, *problem);
        problems.extend(fields.iter().map(billing));
    }
    match (email, shipping, billing) {
        (Ok(email), Ok(shipping), Ok(billing)) => Ok(CheckedAddress {
            email,
            shipping,
            billing,
        }),
        _ => Err(problems),
    }
}

/// Stores the chosen way of shipping.
pub async fn choose_shipping(
    shop: &Shop,
    token: &Token,
    option: &str,
    locale: Locale,
) -> Result<(), StepError> {
    let settings = shop.settings();
    change_details(shop, token, locale, |before| {
        if before.shipping.is_none() {
            return Err(StepError::NoAddress);
        }
        let options = shipping_options(&settings, before);
        if !options.iter().any(|offered| offered.id == option) {
            return Err(StepError::UnknownShipping);
        }
        Ok(Details {
            shipping_chosen: true,
            ..before.clone()
        })
    })
    .await
}

/// How often a cart that other tabs keep changing is looked at again.
const ATTEMPTS: u32 = 20;

/// Stores what `change` makes of the details. It is asked again when the cart was changed in
/// between, so no tab overwrites what another one stored.
async fn change_details(
    shop: &Shop,
    token: &Token,
    locale: Locale,
    change: impl Fn(&Details) -> Result<Details, StepError> + Sync,
) -> Result<(), StepError> {
    for _ in 0..ATTEMPTS {
        let cart = open_cart(shop, token).await?;
        let details = change(&cart.details)?;
        if cart::save_details(shop, &cart, &details, locale).await? {
            return Ok(());
        }
    }
    Err(StepError::Busy)
}

async fn open_cart(shop: &Shop, token: &Token) -> Result<Cart, StepError> {
    cart::find(shop, token)
        .await?
        .filter(|cart| cart.order.is_none())
        .ok_or(StepError::Cart(CartError::NotFound))
}
