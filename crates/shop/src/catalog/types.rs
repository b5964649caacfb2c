//! The nouns of the catalogue.

use std::{collections::HashMap, fmt, str::FromStr};

use commerce::{Currency, Money, Sku, Slug, TaxClass, UnknownWord};
use l10n::Locale;
use serde::{Deserialize, Serialize};

use super::Alt;
use crate::{
    Timestamp,
    ids::{CategoryId, PictureId, ProductId, VariantId},
};

/// Whether customers see a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Being prepared; only staff see it.
    #[default]
    Draft,
    /// Becomes active by itself at a moment.
    Scheduled,
    Active,
    /// No longer sold; kept for the orders that name it.
    Archived,
}

impl ProductStatus {
    pub const ALL: [Self; 4] = [Self::Draft, Self::Scheduled, Self::Active, Self::Archived];

    /// The word under which it is stored; never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }
}

impl fmt::Display for ProductStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ProductStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownWord {
                kind: "product status",
                text: text.to_owned(),
            })
    }
}

/// What its variants have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub slug: Slug,
    pub title: String,
    /// Sanitised when it was saved.
    pub description_html: String,
    pub brand: String,
    pub status: ProductStatus,
    /// When it becomes active; of scheduled products only.
    pub publish_at: Option<Timestamp>,
    /// Which of a country's rates it is taxed with.
    pub tax_class: TaxClass,
    /// As they were written, in their order.
    pub tags: Vec<String>,
    /// What search engines show instead of title and description; empty for those.
    pub seo_title: String,
    pub seo_description: String,
    pub options: Vec<ProductOption>,
    /// The first one is its own place, shown in its breadcrumb.
    pub categories: Vec<CategoryId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it first became active.
    pub published_at: Option<Timestamp>,
}

/// A way in which the variants differ, such as the size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOption {
    pub name: String,
    /// In the order in which they are shown.
    pub values: Vec<String>,
}

/// What is bought: one combination of the options' values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub id: VariantId,
    pub product_id: ProductId,
    pub position: i64,
    pub sku: Sku,
    pub barcode: Option<String>,
    /// One value for each option of the product, in the same order.
    pub options: Vec<String>,
    pub weight_grams: Option<i64>,
    /// As it is packed, in millimetres.
    pub length_mm: Option<i64>,
    pub width_mm: Option<i64>,
    pub height_mm: Option<i64>,
    /// What the shop itself pays for one, in its own currency at that time. Customers never see it.
    pub cost: Option<Money>,
    pub picture: Option<PictureId>,
    /// One that was taken off sale stays for the carts and orders that name it.
    pub active: bool,
    pub version: i64,
    /// At most one in each currency.
    pub prices: Vec<Price>,
}

impl Variant {
    pub fn price(&self, currency: Currency) -> Option<&Price> {
        self.prices
            .iter()
            .find(|price| price.amount.currency() == currency)
    }
}

/// What a variant costs in one currency; [`Price::at`](commerce::Price::at) tells what is charged.
pub type Price = commerce::Price<Timestamp>;

/// A reduced price for some time. Moments are UTC, whatever clocks on walls do meanwhile.
pub type Sale = commerce::Sale<Timestamp>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub id: PictureId,
    pub position: i64,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Where an import said that it lies.
    pub source_url: Option<String>,
    pub state: PictureState,
}

impl Picture {
    /// Its name in the media store, once it is there.
    pub fn key(&self) -> Option<&str> {
        match &self.state {
            PictureState::Ready { key, .. } => Some(key),
            PictureState::Waiting | PictureState::Failed { .. } => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureState {
    /// To be fetched by a job.
    Waiting,
    Ready {
        key: String,
        width: i64,
        height: i64,
    },
    /// Could not be fetched; the reason is for the merchant.
    Failed { error: String },
}

/// Everything that a product's page shows, except stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPage {
    pub product: Product,
    /// By position: those on sale, or all of them when it was loaded for editing.
    pub variants: Vec<Variant>,
    pub pictures: Vec<Picture>,
    /// What they show, where customers read it; empty elsewhere.
    pub(super) alts: HashMap<PictureId, Alt>,
}

impl ProductPage {
    /// What one of its pictures shows.
    pub fn alt<'a>(&'a self, picture: &'a Picture, locale: Locale) -> &'a str {
        let known = self.alts.get(&picture.id);
        known.map_or(&picture.alt, |alt| alt.get(locale))
    }
}
