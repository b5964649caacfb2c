//! What the storefront's templates are given: one struct per template, plain values only.
//!
//! Handlers fill them from what the shop answers; the samples (tests) fill them by hand, so that every template is rendered
//! in every language without a shop behind it.

mod checkout;
mod collection;
mod facets;
mod listing;
mod order;
mod product;
mod reviews;
#[cfg(test)]
pub(crate) mod samples;
mod specification;
mod wishes;

use commerce::{Money, Rate};
use serde::Serialize;

pub use crate::kit::picture::Picture;
pub use checkout::{
    AddressForm, AddressView, CheckoutAddress, CheckoutFrame, CheckoutPayment, CheckoutShipping,
    Choice, PaymentChoice, ReviewRow, ShippingChoice, Step, StepState, Summary, SummaryLine,
};
pub use collection::Collection;
pub use facets::{
    Category, Chip, Facet, FacetValue, Flag, Listing, ListingPart, PriceFilter, Search, Slider,
    SortChoice, Suggestions,
};
pub use listing::{Cart, CartLine, CategoryTile, Home, ProductCard};
pub use order::{LineReview, Order, OrderLine, ShipmentView, Transfer};
pub use product::{
    Cards, DeliveryLine, OptionChoice, OptionGroup, Product, Social, SocialPicture, StockLine,
    StockState, VariantView,
};
pub use reviews::{
    Bar, KeptPicture, Limits, RatingView, ReplyView, ReviewElsewhere, ReviewForm, ReviewMails,
    ReviewPicture, ReviewView, ReviewsBlock, ReviewsPage, SortLink, StarChoice,
};
pub use specification::SpecificationRow;
pub use wishes::{
    AlertForm, AlertPage, Compare, CompareCell, CompareColumn, CompareDiffers, CompareRow,
    SharedWishlist, WishView, WishesPage,
};

/// A price as it is shown: maybe "from", maybe with the one it was before.
#[derive(Debug, Clone, Serialize)]
pub struct PriceTag {
    pub amount: Money,
    pub compare_at: Option<Money>,
    pub from: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub title: String,
    pub url: String,
}

/// How a total comes about; `storefront/_totals.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Totals {
    pub subtotal: Money,
    pub shipping: Option<ShippingLine>,
    pub taxes: Vec<TaxLine>,
    pub prices_include_tax: bool,
    pub total: Money,
}

#[derive(Debug, Clone, Serialize)]
pub struct ShippingLine {
    pub name: String,
    pub price: Money,
    pub free: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct TaxLine {
    pub name: String,
    pub rate: Rate,
    pub tax: Money,
}
