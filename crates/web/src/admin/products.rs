//! The list of products.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use commerce::Money;
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::catalog::{self, AdminRow, ProductFilter, ProductStatus};

use super::desk::Desk;
use super::list::{Choice, Pager, in_words};
use super::pictures::thumb;
use crate::kit::errors::PageError;
use crate::routes::admin as paths;

const PAGE: u64 = 50;

/// The filter as it stands in the address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    status: String,
    category: String,
    /// `problem`: only products of which a picture could not be fetched.
    pictures: String,
    #[serde(skip_serializing)]
    after: String,
}

/// `admin/products.html`
#[derive(Serialize)]
struct ProductsView {
    list_url: &'static str,
    new_url: &'static str,
    filter: Asked,
    filtered: bool,
    statuses: Vec<Choice>,
    categories: Vec<Choice>,
    rows: Vec<Row>,
    pager_links: Pager,
}

#[derive(Serialize)]
struct Row {
    url: String,
    title: String,
    brand: String,
    status: &'static str,
    picture: Option<String>,
    picture_problem: Option<String>,
    variants: i64,
    price_from: Option<Money>,
    updated_at: DateTime<Utc>,
}

/// `GET /admin/products`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let filter = asked.filter();
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let page = catalog::admin_list(&shop, &filter, after, PAGE).await?;
    let pairs = [
        ("q", asked.q.as_str()),
        ("status", &asked.status),
        ("category", &asked.category),
        ("pictures", &asked.pictures),
    ];
    let view = ProductsView {
        list_url: paths::PRODUCTS,
        new_url: paths::NEW_PRODUCT,
        filtered: filter != ProductFilter::default(),
        statuses: statuses(),
        categories: categories(&shop),
        pager_links: Pager::new(paths::PRODUCTS, &pairs, &asked.after, page.next),
        rows: page.rows.into_iter().map(Row::from).collect(),
        filter: asked,
    };
    desk.html("admin/products.html", &view).await
}

pub fn statuses() -> Vec<Choice> {
    ProductStatus::ALL
        .map(|status| Choice::new(status.as_str(), in_words(status.as_str())))
        .to_vec()
}

/// The whole tree; what lies deeper is set in.
pub fn categories(shop: &Shop) -> Vec<Choice> {
    let tree = shop.categories();
    tree.iter()
        .map(|(depth, category)| {
            let label = format!("{}{}", "\u{2003}".repeat(depth), category.title);
            Choice::new(category.id.to_string(), label)
        })
        .collect()
}

impl Asked {
    /// What cannot be understood narrows nothing.
    fn filter(&self) -> ProductFilter {
        let text = self.q.trim();
        ProductFilter {
            text: (!text.is_empty()).then(|| text.to_owned()),
            status: self.status.parse().ok(),
            category: self.category.parse().ok(),
            picture_problem: !self.pictures.is_empty(),
        }
    }
}

impl From<AdminRow> for Row {
    fn from(row: AdminRow) -> Self {
        Self {
            url: paths::product(row.id),
            title: row.title,
            brand: row.brand,
            status: row.status.as_str(),
            picture: thumb(row.picture_key.as_deref()),
            picture_problem: row.picture_problem,
            variants: row.variants,
            price_from: row.price_from,
            updated_at: row.updated_at,
        }
    }
}
