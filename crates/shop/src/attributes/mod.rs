//! Typed attributes: what products of a type or a category are described by, and what each product is.
//!
//! Definitions are few and in the memory of every process ([`Attributes`]); values are rows of products. What
//! is deleted is gone for customers at once, and a job takes its values away.

mod all;
mod draft;
mod edit;
mod jobs;
mod number;
mod product_types;
mod queries;
mod tables;
mod types;
mod unused;
mod values;

use std::collections::HashMap;

use db::{DbError, Read};

use crate::ids::{AttributeId, ProductId, ProductTypeId};

pub use all::{Attributes, Differing, FACET_TEXT_MAX, FacetValue, Shown};
pub use draft::{
    AttributeDraft, AttributeError, ChoiceDraft, FieldProblem, Problem, ProductTypeDraft,
    SpecificationDraft, ValueProblem,
};
pub use edit::{delete_attribute, link_category, save_attribute};
pub(crate) use edit::{key_of, make_attribute};
pub use jobs::DropValues;
pub use number::Number;
pub use product_types::{delete_product_type, save_product_type};
pub(crate) use product_types::{link_type, make_type};
pub use types::{
    Attribute, AttributeChoice, AttributeKind, Hex, Labels, ProductType, Specification, Value,
};
pub(crate) use unused::{remove_attribute, remove_type};
pub use values::{check, store};
pub(crate) use values::{read, store_all};

/// All definitions.
pub async fn load(read: &impl Read) -> Result<Attributes, DbError> {
    queries::all(read).await
}

/// The type and the values of a product.
pub async fn specification(read: &impl Read, product: ProductId) -> Result<Specification, DbError> {
    let mut found = queries::specifications(read, &[product]).await?;
    Ok(found.remove(&product).unwrap_or_default())
}

/// Of those of the products that have a type or a value.
pub async fn specifications(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Specification>, DbError> {
    queries::specifications(read, products).await
}

/// Products with a value of one of these attributes, each once.
pub async fn products_with(
    read: &impl Read,
    attributes: &[AttributeId],
) -> Result<Vec<ProductId>, DbError> {
    queries::products_with(read, attributes).await
}

/// How many products have a value of each attribute; those that none has are not there.
pub async fn values_in_use(read: &impl Read) -> Result<HashMap<AttributeId, i64>, DbError> {
    queries::values_in_use(read).await
}

/// How many products have a value of one attribute.
pub async fn products_of(read: &impl Read, attribute: AttributeId) -> Result<u64, DbError> {
    queries::count_with(read, attribute, None).await
}

/// How many products are of one type.
pub async fn products_of_type(read: &impl Read, id: ProductTypeId) -> Result<u64, DbError> {
    queries::count_of_type(read, id).await
}

/// How many products are of each type; those that none is of are not there.
pub async fn types_in_use(read: &impl Read) -> Result<HashMap<ProductTypeId, i64>, DbError> {
    queries::types_in_use(read).await
}
