//! A product as a form, an import or the demo wants it to be, and what can be wrong with it.

use std::{collections::HashSet, fmt};

use commerce::{Currency, Money, SkuError, SlugError, TaxClass};
use db::DbError;
use serde::{Deserialize, Serialize};

use super::{Price, ProductOption, ProductPage, ProductStatus, Sale, Variant, check};
use crate::{
    Failure, FailureKind, Timestamp,
    attributes::ValueProblem,
    ids::{CategoryId, PictureId, VariantId},
    staff::Forbidden,
};

/// A whole product: what is not in it is taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDraft {
    /// `None`: made from the title for a new product, kept for an old one.
    pub slug: Option<String>,
    pub title: String,
    pub description_html: String,
    pub brand: String,
    pub status: ProductStatus,
    /// For a scheduled product.
    pub publish_at: Option<Timestamp>,
    pub tax_class: TaxClass,
    /// The same tag in two spellings counts once.
    pub tags: Vec<String>,
    pub seo_title: String,
    pub seo_description: String,
    pub options: Vec<ProductOption>,
    pub categories: Vec<CategoryId>,
    /// Those of the product that are missing here are taken off sale.
    pub variants: Vec<VariantDraft>,
    /// Those of the product that are missing here are removed.
    pub pictures: Vec<PictureDraft>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantDraft {
    /// `None`: the product's variant with this SKU or these options, else a new one.
    pub id: Option<VariantId>,
    pub sku: String,
    pub barcode: Option<String>,
    pub options: Vec<String>,
    pub weight_grams: Option<i64>,
    pub length_mm: Option<i64>,
    pub width_mm: Option<i64>,
    pub height_mm: Option<i64>,
    pub cost: Option<Money>,
    pub active: bool,
    /// In the shop's currency.
    pub price: Money,
    pub compare_at: Option<Money>,
    pub sale: Option<Sale>,
    /// In the shop's other currencies; `None` leaves those as they are.
    pub more_prices: Option<Vec<Price>>,
    /// Index in the draft's pictures.
    pub picture: Option<usize>,
    /// What is there, when the variant is new.
    pub stock: Option<i64>,
    /// Whether more may be sold than is there, when the variant is new.
    pub backorder: bool,
}

impl VariantDraft {
    /// One on sale with nothing else to say of it.
    pub fn new(sku: impl Into<String>, price: Money) -> Self {
        Self {
            id: None,
            sku: sku.into(),
            barcode: None,
            options: Vec::new(),
            weight_grams: None,
            length_mm: None,
            width_mm: None,
            height_mm: None,
            cost: None,
            active: true,
            price,
            compare_at: None,
            sale: None,
            more_prices: None,
            picture: None,
            stock: None,
            backorder: false,
        }
    }

    /// As it is stored; `None` for one without a price in the shop's currency, which cannot be sold.
    fn of(variant: &Variant, page: &ProductPage, currency: Currency) -> Option<Self> {
        let price = variant.price(currency)?;
        let picture = variant.picture;
        Some(Self {
            id: Some(variant.id),
            barcode: variant.barcode.clone(),
            options: variant.options.clone(),
            weight_grams: variant.weight_grams,
            length_mm: variant.length_mm,
            width_mm: variant.width_mm,
            height_mm: variant.height_mm,
            cost: variant.cost,
            active: variant.active,
            compare_at: price.compare_at,
            sale: price.sale,
            picture: picture.and_then(|id| page.pictures.iter().position(|one| one.id == id)),
            ..Self::new(variant.sku.as_str(), price.amount)
        })
    }
}

/// The position of variants that were removed from the editor: behind all others.
pub(super) const REMOVED: i64 = i64::MAX;

impl ProductPage {
    /// As an editor shows it: without variants that were removed, and without those off sale that have no place any more.
    #[must_use]
    pub fn without_removed(mut self) -> Self {
        let shown = self.shown();
        self.variants.retain(|variant| shown.contains(&variant.id));
        self
    }

    fn shown(&self) -> HashSet<VariantId> {
        let mut shown = self.placed();
        for removed in self.removed() {
            shown.remove(&removed);
        }
        shown
    }

    pub(super) fn removed(&self) -> impl Iterator<Item = VariantId> {
        let removed = self.variants.iter().filter(|it| it.position == REMOVED);
        removed.map(|variant| variant.id)
    }

    /// The variants that can be chosen, or could be if they were on sale: with a value of each option that no other has.
    /// Of several off sale with the same the first has the place.
    pub(super) fn placed(&self) -> HashSet<VariantId> {
        let on_sale = self.variants.iter().filter(|variant| variant.active);
        let mut taken: HashSet<&Vec<String>> = on_sale.map(|variant| &variant.options).collect();
        let placed = self.variants.iter().filter(|variant| {
            let options = &variant.options;
            variant.active || (check::fits(options, &self.product.options) && taken.insert(options))
        });
        placed.map(|variant| variant.id).collect()
    }
}

impl ProductDraft {
    /// What a form would send back for a product as it is: storing it changes nothing that anybody sees. A variant off
    /// sale that was removed or has no place any more is left out ([`ProductPage::placed`]).
    pub fn of(page: &ProductPage, currency: Currency) -> Self {
        let product = &page.product;
        let shown = page.shown();
        let variants = page.variants.iter();
        let variants = variants.filter(|variant| shown.contains(&variant.id));
        let pictures = page.pictures.iter().map(|picture| PictureDraft {
            id: Some(picture.id),
            alt: picture.alt.clone(),
            source_url: picture.source_url.clone(),
            stored: None,
        });
        Self {
            slug: Some(product.slug.to_string()),
            title: product.title.clone(),
            description_html: product.description_html.clone(),
            brand: product.brand.clone(),
            status: product.status,
            publish_at: product.publish_at,
            tax_class: product.tax_class,
            tags: product.tags.clone(),
            seo_title: product.seo_title.clone(),
            seo_description: product.seo_description.clone(),
            options: product.options.clone(),
            categories: product.categories.clone(),
            variants: variants
                .filter_map(|variant| VariantDraft::of(variant, page, currency))
                .collect(),
            pictures: pictures.collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureDraft {
    /// `None`: the product's picture from this address, else a new one.
    pub id: Option<PictureId>,
    pub alt: String,
    /// Fetched by a job unless `stored` says that it is here.
    pub source_url: Option<String>,
    #[serde(skip)]
    pub stored: Option<media::Stored>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryDraft {
    /// `None`: made from the title for a new category, kept for an old one.
    pub slug: Option<String>,
    pub title: String,
    pub description: String,
    /// What search engines show instead of title and description; empty for those.
    pub seo_title: String,
    pub seo_description: String,
    pub parent: Option<CategoryId>,
    pub position: i64,
    /// The key of a picture of the media library.
    pub picture: Option<String>,
}

/// Where a draft breaks which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Such as "title" or "variants.2.sku".
    pub field: String,
    pub problem: Problem,
}

impl FieldProblem {
    pub(super) fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self {
            field: field.into(),
            problem,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("this is missing")]
    Missing,
    #[error("this is longer than {max} characters")]
    TooLong { max: usize },
    #[error("there are more than {max}")]
    TooMany { max: usize },
    #[error(transparent)]
    Slug(#[from] SlugError),
    #[error(transparent)]
    Sku(#[from] SkuError),
    /// Another product, variant or category has it.
    #[error("this is taken already")]
    Taken,
    /// Twice in the same draft.
    #[error("this is there twice")]
    Repeated,
    #[error("this cannot be below zero")]
    Negative,
    #[error("the price before the reduction must be higher than the price")]
    CompareAtNotHigher,
    #[error("the sale price must be lower than the price")]
    SaleNotLower,
    #[error("the sale must end after it starts")]
    SaleEndsFirst,
    #[error("a scheduled product needs the moment at which it is published")]
    NoPublishMoment,
    #[error("the price must be in {expected}")]
    WrongCurrency { expected: Currency },
    #[error("the shop keeps no prices in {currency}")]
    OtherCurrency { currency: Currency },
    #[error("this does not exist")]
    Unknown,
    #[error("each variant needs one of the values of every option")]
    OptionMismatch,
    #[error("a category cannot lie below itself")]
    Cycle,
    #[error("there are categories below this one")]
    HasChildren,
    #[error("a picture needs a file or an address")]
    NoPicture,
    #[error(
        "this variant was removed and comes back with the stock it had: leave this empty, and count it after saving"
    )]
    Returning,
    /// Of the specification.
    #[error(transparent)]
    Value(#[from] ValueProblem),
}

#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the draft breaks rules: {}", Listed(.0))]
    Invalid(Vec<FieldProblem>),
    /// Somebody else saved since the form was opened.
    #[error("this was changed by somebody else meanwhile")]
    Stale,
    #[error("this does not exist any more")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl EditError {
    pub(super) fn invalid(field: &str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, problem)])
    }
}

impl Failure for EditError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Invalid(_) => FailureKind::Invalid,
            Self::Stale => FailureKind::Conflict,
            Self::NotFound => FailureKind::NotFound,
            Self::Db(error) => error.kind(),
        }
    }
}

struct Listed<'a>(&'a [FieldProblem]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, one) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", one.field, one.problem)?;
        }
        Ok(())
    }
}
