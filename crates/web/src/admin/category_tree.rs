//! The tree of categories as a whole: looked at, searched, arranged.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::catalog::{self, Category, CategoryMove, CategoryTree, EditError};
use shop::ids::CategoryId;

use super::Fields;
use super::desk::Desk;
use super::pick::above;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

/// How many a search shows.
const FOUND: usize = 100;

/// `admin/categories.html`
#[derive(Serialize)]
struct CategoriesView {
    list_url: &'static str,
    new_url: &'static str,
    move_url: &'static str,
    q: String,
    /// What the moves were decided on.
    shape: String,
    rows: Vec<Row>,
    total: usize,
    /// Somebody else arranged the tree meanwhile.
    alert: bool,
}

#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    above: String,
    depth: usize,
    parent: String,
    /// The next one below the same parent; a row is dropped behind this one by going before that.
    next: String,
    is_first: bool,
    is_last: bool,
    products: i64,
    url: String,
    shop_url: String,
    products_url: String,
}

/// `GET /admin/categories`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(fields): Query<Fields>,
) -> Result<Response, PageError> {
    let q = fields.text("q").trim().to_owned();
    let view = view(&shop, q, false).await?;
    desk.html("admin/categories.html", &view).await
}

/// `POST /admin/categories/move`: `move` is a word and a key, such as `up:0190…`.
pub async fn arrange(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let wanted = fields.text("move");
    let (word, id) = wanted.split_once(':').ok_or_else(PageError::invalid)?;
    let id: CategoryId = id.parse().map_err(|_| PageError::invalid())?;
    let to = match word {
        "up" => CategoryMove::Up,
        "down" => CategoryMove::Down,
        "in" => CategoryMove::In,
        "out" => CategoryMove::Out,
        "to" => CategoryMove::To {
            parent: fields.text("parent").parse().ok(),
            before: fields.text("before").parse().ok(),
        },
        _ => return Err(PageError::invalid()),
    };
    let shape = fields.text("shape");
    match catalog::move_category(&shop, &desk.actor(), id, &shape, to).await {
        Ok(()) => {
            let place = format!("{}#category-{id}", paths::CATEGORIES);
            Ok(See::other(place).into_response())
        }
        Err(EditError::Stale) => {
            let view = view(&shop, String::new(), true).await?;
            desk.html_with(StatusCode::CONFLICT, "admin/categories.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

async fn view(shop: &Shop, q: String, alert: bool) -> Result<CategoriesView, PageError> {
    // The one in memory may be a second old, and what is arranged then would be refused.
    let tree = catalog::category_tree(shop.db.primary()).await?;
    let counts = catalog::products_by_category(shop.db.reader()).await?;
    let rows = if q.is_empty() {
        tree.iter()
            .map(|(depth, category)| Row::new(&tree, &counts, depth, category))
            .collect()
    } else {
        let found = tree.search(&q, FOUND).into_iter();
        found
            .map(|category| Row::new(&tree, &counts, 0, category))
            .collect()
    };
    Ok(CategoriesView {
        list_url: paths::CATEGORIES,
        new_url: paths::NEW_CATEGORY,
        move_url: paths::MOVE_CATEGORY,
        shape: tree.shape(),
        total: tree.len(),
        q,
        rows,
        alert,
    })
}

impl Row {
    fn new(
        tree: &CategoryTree,
        counts: &HashMap<CategoryId, i64>,
        depth: usize,
        category: &Category,
    ) -> Self {
        let (before, after) = tree.neighbours(category);
        Self {
            id: category.id.to_string(),
            title: category.title.clone(),
            above: above(tree, category.id),
            depth: depth.min(6),
            parent: category.parent.map(|id| id.to_string()).unwrap_or_default(),
            next: after.map(|id| id.to_string()).unwrap_or_default(),
            is_first: before.is_none(),
            is_last: after.is_none(),
            products: counts.get(&category.id).copied().unwrap_or(0),
            url: paths::category(category.id),
            shop_url: routes::category(category.slug.as_str()),
            products_url: with_query(paths::PRODUCTS, [("category", category.id.to_string())]),
        }
    }
}
