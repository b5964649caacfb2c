//! The product editor as its template sees it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use shop::Shop;
use shop::catalog::{Product, ProductPage, ProductStatus};

use super::conflict::Conflict;
use super::list::Choice;
use super::product_form::ProductForm;
use super::product_specification::SpecificationForm;
use super::products;
use crate::kit::forms::FormErrors;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/product.html`
#[derive(Serialize)]
pub struct ProductView {
    pub errors: FormErrors,
    pub conflict: Option<Conflict>,
    /// The form holds what was not saved yet.
    pub unsaved: bool,
    /// Left out while there is nothing to be said of it.
    pub specification: Option<SpecificationForm>,
    heading: String,
    list_url: &'static str,
    categories_url: &'static str,
    action: String,
    cancel_url: String,
    saved: Option<SavedView>,
    form: ProductForm,
    statuses: Vec<Choice>,
    categories: Vec<CategoryChoice>,
}

/// What is known of a product that is there already.
#[derive(Serialize)]
struct SavedView {
    status: &'static str,
    version: i64,
    updated_at: DateTime<Utc>,
    status_url: String,
    shop_url: Option<String>,
    changes: Vec<StatusChange>,
}

#[derive(Serialize)]
struct StatusChange {
    value: &'static str,
    label: &'static str,
    icon: &'static str,
}

#[derive(Serialize)]
struct CategoryChoice {
    id: String,
    title: String,
    depth: usize,
}

impl ProductView {
    /// `page` is the product as it is saved; `None` for one to be made.
    pub fn new(shop: &Shop, page: Option<&ProductPage>, form: ProductForm) -> Self {
        let id = page.map(|page| page.product.id);
        Self {
            errors: FormErrors::new(),
            conflict: None,
            unsaved: false,
            specification: None,
            heading: page.map_or_else(
                || "New product".to_owned(),
                |page| page.product.title.clone(),
            ),
            list_url: paths::PRODUCTS,
            categories_url: paths::NEW_CATEGORY,
            action: id.map_or_else(|| paths::NEW_PRODUCT.to_owned(), paths::product),
            cancel_url: id.map_or_else(|| paths::PRODUCTS.to_owned(), paths::product),
            saved: page.map(|page| SavedView::of(&page.product)),
            form,
            statuses: products::statuses(),
            categories: categories(shop),
        }
    }
}

impl SavedView {
    fn of(product: &Product) -> Self {
        let is_active = product.status == ProductStatus::Active;
        let publish = StatusChange {
            value: "active",
            label: "Publish",
            icon: "eye",
        };
        let archive = StatusChange {
            value: "archived",
            label: "Archive",
            icon: "archive",
        };
        let withdraw = StatusChange {
            value: "draft",
            label: "Back to drafts",
            icon: "eye-off",
        };
        Self {
            status: product.status.as_str(),
            version: product.version,
            updated_at: product.updated_at,
            status_url: paths::product_status(product.id),
            shop_url: is_active.then(|| routes::product(product.slug.as_str())),
            changes: match product.status {
                ProductStatus::Draft => vec![publish, archive],
                ProductStatus::Active => vec![withdraw, archive],
                ProductStatus::Archived => vec![publish, withdraw],
            },
        }
    }
}

fn categories(shop: &Shop) -> Vec<CategoryChoice> {
    let tree = shop.categories();
    let choices = tree.iter().map(|(depth, category)| CategoryChoice {
        id: category.id.to_string(),
        title: category.title.clone(),
        // The style sheet sets four levels in.
        depth: depth.min(4),
    });
    choices.collect()
}
