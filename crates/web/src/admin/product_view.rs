//! The product editor as its template sees it.

use chrono::{DateTime, Utc};
use commerce::TaxClass;
use serde::Serialize;
use shop::Shop;
use shop::catalog::{Product, ProductPage, ProductStatus};
use shop::ids::ProductId;

use super::conflict::Conflict;
use super::list::{Choice, in_words};
use super::media::UploaderView;
use super::product_form::{ProductForm, WINDOW, window};
use super::product_specification::SpecificationForm;
use super::{product_pictures, products, stock};
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
    /// Known when the page is opened.
    pub reviews: Option<ReviewsLink>,
    form: ProductForm,
    statuses: Vec<Choice>,
    reasons: Vec<Choice>,
    /// Before and after the variants that are shown.
    windows: Vec<WindowView>,
    preview_url: &'static str,
    /// Where customers find it, as search engines write it.
    address: String,
    /// The start of the description, without mark-up.
    snippet: String,
    tax_classes: Vec<Choice>,
    time_zone: &'static str,
    categories: Vec<CategoryChoice>,
    uploader: UploaderView,
    choose_url: &'static str,
}

/// A part of many variants.
#[derive(Serialize)]
struct WindowView {
    first: usize,
    last: usize,
    url: String,
    is_shown: bool,
}

/// To what customers say of the product.
#[derive(Serialize)]
pub struct ReviewsLink {
    pub url: String,
    pub count: u64,
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
    duplicate_url: String,
    delete_url: String,
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
    pub fn new(shop: &Shop, page: Option<&ProductPage>, mut form: ProductForm) -> Self {
        form.show_margins(&shop.settings());
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
            reviews: None,
            statuses: products::statuses(),
            reasons: stock::reasons(),
            windows: windows(id, &form),
            preview_url: paths::PRODUCT_PREVIEW,
            snippet: snippet(&form.description_html),
            address: shop
                .public_url
                .join(&routes::product(""))
                .map(|url| url.to_string())
                .unwrap_or_default(),
            form,
            tax_classes: tax_classes(),
            time_zone: shop.settings().time_zone.name(),
            categories: categories(shop),
            uploader: UploaderView::new(product_pictures::FILES),
            choose_url: paths::CHOOSE_MEDIA,
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
            duplicate_url: paths::duplicate_product(product.id),
            delete_url: paths::delete_product(product.id),
            shop_url: is_active.then(|| routes::product(product.slug.as_str())),
            changes: match product.status {
                ProductStatus::Draft => vec![publish, archive],
                ProductStatus::Scheduled => vec![publish, withdraw, archive],
                ProductStatus::Active => vec![withdraw, archive],
                ProductStatus::Archived => vec![publish, withdraw],
            },
        }
    }
}

/// What a search engine would show of a description; only for the preview.
fn snippet(html: &str) -> String {
    let words = html.split('<').flat_map(|part| {
        part.split_once('>')
            .map_or(part, |(_, text)| text)
            .split_whitespace()
    });
    let text = words.collect::<Vec<_>>().join(" ");
    text.replace("&amp;", "&").chars().take(155).collect()
}

/// Only when there are too many for one form.
fn windows(id: Option<ProductId>, form: &ProductForm) -> Vec<WindowView> {
    let Some(id) = id.filter(|_| form.total > WINDOW) else {
        return Vec::new();
    };
    let shown = window(form.from, form.total);
    (0..form.total)
        .step_by(WINDOW)
        .map(|from| WindowView {
            first: from + 1,
            last: form.total.min(from + WINDOW),
            url: paths::product_from(id, from),
            is_shown: from == shown.start,
        })
        .collect()
}

fn tax_classes() -> Vec<Choice> {
    TaxClass::ALL
        .map(|class| Choice::new(class.as_str(), in_words(class.as_str())))
        .to_vec()
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
