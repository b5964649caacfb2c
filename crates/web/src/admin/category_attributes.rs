//! Which attributes a category asks its products for: a card of its own on the category's page.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::attributes::{self, Attributes};
use shop::catalog::{self, Category, CategoryTree, EditError};
use shop::ids::{AttributeId, CategoryId};

use super::Fields;
use super::attributes::kind_label;
use super::categories;
use super::conflict::{Conflict, Labelled};
use super::desk::Desk;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// `admin/_category_attributes.html`
#[derive(Serialize)]
pub struct AttributesCard {
    url: String,
    new_url: &'static str,
    version: i64,
    /// Somebody else changed the category meanwhile; the boxes are as they were ticked.
    conflict: Option<Conflict>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    kind: &'static str,
    is_chosen: bool,
    /// The category above that asks for it already.
    above: Option<String>,
}

impl AttributesCard {
    pub fn new(shop: &Shop, tree: &CategoryTree, category: &Category) -> Self {
        let all = shop.attributes();
        let own = all.of_category(category.id);
        Self::with(shop, &all, tree, category, |id| own.contains(&id))
    }

    fn with(
        shop: &Shop,
        all: &Attributes,
        tree: &CategoryTree,
        category: &Category,
        is_chosen: impl Fn(AttributeId) -> bool,
    ) -> Self {
        let locale = shop.settings().default_locale;
        let mut above = tree.path(category.id);
        above.pop();
        let rows = all.iter().map(|attribute| {
            let asking = above.iter().find(|category| {
                let asked = all.of_category(category.id);
                asked.contains(&attribute.id)
            });
            Row {
                id: attribute.id.to_string(),
                title: attribute.labels.get(locale).to_owned(),
                kind: kind_label(attribute.kind),
                is_chosen: is_chosen(attribute.id),
                above: asking.map(|category| category.title.clone()),
            }
        });
        Self {
            url: paths::category_attributes(category.id),
            new_url: paths::NEW_ATTRIBUTE,
            version: category.version,
            conflict: None,
            rows: rows.collect(),
        }
    }

    fn labelled(&self) -> Vec<Labelled> {
        let asked_for = |row: &Row| {
            if row.is_chosen {
                "Asked for"
            } else {
                "Not asked for"
            }
        };
        let rows = self.rows.iter();
        rows.map(|row| Labelled::new(&row.id, &row.title, asked_for(row)))
            .collect()
    }
}

/// `POST /admin/categories/{id}/attributes`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CategoryId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let chosen: Vec<AttributeId> = fields
        .all("attributes")
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let version = fields.version();
    match catalog::set_category_attributes(&shop, &desk.actor(), id, version, &chosen).await {
        Ok(()) => Ok(See::other(paths::category(id))
            .with_notice("categories.attributes")
            .into_response()),
        Err(EditError::Stale) => {
            let tree = catalog::category_tree(shop.db.primary()).await?;
            let category = tree.get(id).ok_or_else(PageError::not_found)?;
            // Not from memory, which may be a second old.
            let all = attributes::load(shop.db.primary()).await?;
            let own = all.of_category(id);
            let card = |is_chosen: &dyn Fn(AttributeId) -> bool| {
                AttributesCard::with(&shop, &all, &tree, category, is_chosen)
            };
            let mut mine = card(&|id| chosen.contains(&id));
            let theirs = card(&|id| own.contains(&id));
            let url = paths::category(id);
            mine.conflict = Some(Conflict::between(&mine.labelled(), &theirs.labelled(), url));
            categories::page_with(&desk, category, &tree, mine, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}
