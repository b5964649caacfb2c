//! The product page.

use serde::Serialize;

use super::{Link, Picture, PriceTag, ReviewsBlock, SpecificationRow};

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
    pub pictures: Vec<Picture>,
    /// Index of the picture that is large; zero when there is none.
    pub shown: usize,
    /// Of the chosen variant, or "from" while none is.
    pub price: Option<PriceTag>,
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
}

#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    pub id: String,
    pub sku: String,
    pub options: Vec<String>,
    pub price: PriceTag,
    pub stock: StockLine,
    pub can_buy: bool,
    pub most: u32,
    /// Index into the pictures of the product.
    pub picture: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
pub struct StockLine {
    pub state: StockState,
    /// How many are left; shown only when few.
    pub left: u32,
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
