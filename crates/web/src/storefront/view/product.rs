//! The product page.

use chrono::NaiveDate;
use commerce::Money;
use serde::Serialize;

use super::{Link, Picture, PriceTag, ProductCard, ReviewsBlock, SpecificationRow};

/// `storefront/product.html`
#[derive(Debug, Clone, Serialize)]
pub struct Product {
    pub slug: String,
    pub url: String,
    pub add_url: String,
    pub title: String,
    pub brand: Option<String>,
    /// For search engines: what the merchant wrote for them, else the title.
    pub title_for_search: String,
    /// The same; else the description without mark-up, cut.
    pub summary: String,
    /// Sanitised when it was saved.
    pub description_html: String,
    pub specification: Vec<SpecificationRow>,
    pub breadcrumb: Vec<Link>,
    /// What the chosen variant looks like comes first.
    pub pictures: Vec<Picture>,
    /// Of the chosen variant, or "from" while none is.
    pub price: Option<PriceTag>,
    /// Of the 30 days before it was reduced, if it is.
    pub lowest: Option<Money>,
    pub options: Vec<OptionGroup>,
    /// The chosen variant.
    pub variant: Option<String>,
    pub sku: Option<String>,
    pub stock: StockLine,
    pub can_buy: bool,
    pub most: u32,
    /// All variants, for the script; empty when there is one only or too many to send along.
    pub variants: Vec<VariantView>,
    pub reviews: ReviewsBlock,
    /// Index into `deliveries`.
    pub delivery: Option<usize>,
    /// What there is to say of the day of arrival, each once: most variants have the same.
    pub deliveries: Vec<Vec<DeliveryLine>>,
    pub together: Vec<ProductCard>,
    pub related: Vec<ProductCard>,
    /// Where the script asks for cards of what was looked at before.
    pub cards_url: String,
    pub social: Social,
    /// schema.org
    pub data: serde_json::Value,
}

/// When a parcel arrives in a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryLine {
    pub country: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// What other sites show when somebody links to the product; `storefront/product/_social.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Social {
    /// Absolute, like that of the picture.
    pub url: String,
    pub picture: Option<SocialPicture>,
    /// As a number such as 12.50.
    pub price: Option<String>,
    /// `in stock`, `out of stock`, `backorder`
    pub availability: &'static str,
}

/// One file that every machine can show.
#[derive(Debug, Clone, Serialize)]
pub struct SocialPicture {
    pub url: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

/// `storefront/product/cards.html`: an answer to the script, not a page.
#[derive(Debug, Clone, Serialize)]
pub struct Cards {
    pub cards: Vec<ProductCard>,
}

/// "Size", and what there is of it.
#[derive(Debug, Clone, Serialize)]
pub struct OptionGroup {
    pub name: String,
    /// `option1`, `option2`…
    pub field: String,
    pub chosen: String,
    pub choices: Vec<OptionChoice>,
}

#[derive(Debug, Clone, Serialize)]
pub struct OptionChoice {
    pub value: String,
    pub selected: bool,
    /// Together with the other choices, it can be bought.
    pub available: bool,
    /// What the variant of this value looks like, when variants of this option look different.
    pub picture: Option<Picture>,
    /// `#1b2a4e`, when the option is a colour, this one is known, and no picture shows it.
    pub colour: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    pub id: String,
    pub sku: String,
    pub options: Vec<String>,
    pub price: PriceTag,
    pub lowest: Option<Money>,
    pub stock: StockLine,
    pub can_buy: bool,
    pub most: u32,
    /// Index into the pictures of the product.
    pub picture: Option<usize>,
    /// Index into its deliveries.
    pub delivery: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
pub struct StockLine {
    pub state: StockState,
    /// How many are left; shown only when few.
    pub left: u32,
    /// When there will be more, if that is known and there is none.
    pub expected: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StockState {
    InStock,
    Low,
    Backorder,
    SoldOut,
    /// There is no such combination of options.
    Unavailable,
}
