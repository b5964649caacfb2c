//! Product types: which attributes which products have.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::attributes::{self, AttributeError, Attributes, ProductType, ProductTypeDraft};
use shop::ids::{AttributeId, ProductTypeId};

use super::Fields;
use super::attributes::{kind_label, tabs};
use super::conflict::{Conflict, Labelled};
use super::desk::Desk;
use super::list::{Tab, changed_meanwhile, told};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// `admin/product_types.html`
#[derive(Serialize)]
struct TypesView {
    tabs: [Tab; 2],
    new_url: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    attributes: String,
    products: i64,
    url: String,
}

/// `admin/product_type.html`
#[derive(Serialize)]
struct TypeView {
    heading: String,
    list_url: &'static str,
    attributes_url: &'static str,
    action: String,
    form: TypeForm,
    delete: Option<DeleteView>,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct DeleteView {
    url: String,
    version: i64,
    products: u64,
}

#[derive(Serialize)]
struct TypeForm {
    version: i64,
    name: String,
    attributes: Vec<AttributeRow>,
}

#[derive(Serialize)]
struct AttributeRow {
    id: String,
    title: String,
    kind: &'static str,
    is_chosen: bool,
    place: String,
}

/// `GET /admin/product-types`
pub async fn list(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let all = attributes::load(shop.db.primary()).await?;
    let used = attributes::types_in_use(shop.db.primary()).await?;
    let locale = shop.settings().default_locale;
    let rows = all.types().iter().map(|one| {
        let names = one.attributes.iter().filter_map(|id| all.get(*id));
        let names: Vec<_> = names.map(|it| it.labels.get(locale)).collect();
        Row {
            name: one.name.clone(),
            attributes: names.join(", "),
            products: used.get(&one.id).copied().unwrap_or_default(),
            url: paths::product_type(one.id),
        }
    });
    let view = TypesView {
        tabs: tabs(paths::PRODUCT_TYPES),
        new_url: paths::NEW_PRODUCT_TYPE,
        rows: rows.collect(),
    };
    desk.html("admin/product_types.html", &view).await
}

/// `GET /admin/product-types/new`
pub async fn new_page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let (all, _) = saved(&shop, None).await?;
    let form = TypeForm::of(&shop, &all, None);
    desk.html("admin/product_type.html", &TypeView::new(None, form, 0))
        .await
}

/// `POST /admin/product-types/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, None, &fields).await
}

/// `GET /admin/product-types/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductTypeId>,
) -> Result<Response, PageError> {
    let (all, products) = saved(&shop, Some(id)).await?;
    let current = all.product_type(id).ok_or_else(PageError::not_found)?;
    let form = TypeForm::of(&shop, &all, Some(current));
    let view = TypeView::new(Some(current), form, products);
    desk.html("admin/product_type.html", &view).await
}

/// `POST /admin/product-types/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductTypeId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, Some(id), &fields).await
}

async fn store(
    shop: &Shop,
    desk: &Desk,
    id: Option<ProductTypeId>,
    fields: &Fields,
) -> Result<Response, PageError> {
    let (all, products) = saved(shop, id).await?;
    let mut form = TypeForm::sent(shop, &all, fields);
    let draft = form.draft();
    let outcome =
        attributes::save_product_type(shop, &desk.actor(), id, form.version, &draft).await;
    let current = id.and_then(|id| all.product_type(id));
    let mut errors = FormErrors::new();
    let mut conflict = None;
    let status = match outcome {
        Ok(_) => {
            let see = See::other(paths::PRODUCT_TYPES).with_notice("product-types.saved");
            return Ok(see.into_response());
        }
        Err(AttributeError::Invalid(problems)) => {
            for problem in problems {
                errors.add(problem.field, told(&problem.problem));
            }
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(AttributeError::Stale) => {
            let theirs = TypeForm::of(shop, &all, current);
            form.version = theirs.version;
            let url = current.map(|one| paths::product_type(one.id));
            let url = url.ok_or_else(PageError::not_found)?;
            conflict = Some(Conflict::between(&form.labelled(), &theirs.labelled(), url));
            StatusCode::CONFLICT
        }
        Err(error) => return Err(error.into()),
    };
    let view = TypeView {
        conflict,
        errors,
        ..TypeView::new(current, form, products)
    };
    desk.html_with(status, "admin/product_type.html", &view)
        .await
}

/// `POST /admin/product-types/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductTypeId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let may_drop = fields.has("confirm-delete");
    let version = fields.version();
    let outcome =
        attributes::delete_product_type(&shop, &desk.actor(), id, version, may_drop).await;
    let refusal = match outcome {
        Ok(()) => {
            let see = See::other(paths::PRODUCT_TYPES).with_notice("product-types.deleted");
            return Ok(see.into_response());
        }
        Err(AttributeError::HasProducts { products }) => {
            let products = if products == 1 {
                "One product is".to_owned()
            } else {
                format!("{products} products are")
            };
            Message::text(format!("{products} of this type. Say that it may go."))
        }
        Err(AttributeError::Stale) => changed_meanwhile("type"),
        Err(error) => return Err(error.into()),
    };
    let (all, products) = saved(&shop, Some(id)).await?;
    let current = all.product_type(id).ok_or_else(PageError::not_found)?;
    let form = TypeForm::of(&shop, &all, Some(current));
    let mut view = TypeView::new(Some(current), form, products);
    view.errors.add("confirm-delete", refusal);
    desk.html_with(StatusCode::CONFLICT, "admin/product_type.html", &view)
        .await
}

/// From the database, with how many products are of the type.
async fn saved(shop: &Shop, id: Option<ProductTypeId>) -> Result<(Attributes, u64), PageError> {
    let all = attributes::load(shop.db.primary()).await?;
    let products = match id {
        Some(id) => attributes::products_of_type(shop.db.primary(), id).await?,
        None => 0,
    };
    Ok((all, products))
}

impl TypeView {
    fn new(current: Option<&ProductType>, form: TypeForm, products: u64) -> Self {
        Self {
            heading: current.map_or_else(|| "New product type".to_owned(), |it| it.name.clone()),
            list_url: paths::PRODUCT_TYPES,
            attributes_url: paths::NEW_ATTRIBUTE,
            action: current.map_or_else(
                || paths::NEW_PRODUCT_TYPE.to_owned(),
                |one| paths::product_type(one.id),
            ),
            form,
            delete: current.map(|one| DeleteView {
                url: paths::delete_product_type(one.id),
                version: one.version,
                products,
            }),
            conflict: None,
            errors: FormErrors::new(),
        }
    }
}

impl TypeForm {
    /// Chosen ones first, in their order.
    fn of(shop: &Shop, all: &Attributes, current: Option<&ProductType>) -> Self {
        let chosen: &[AttributeId] = current.map_or(&[], |one| &one.attributes);
        let place = |id: AttributeId| chosen.iter().position(|other| *other == id);
        Self {
            version: current.map_or(0, |one| one.version),
            name: current.map(|one| one.name.clone()).unwrap_or_default(),
            attributes: rows(shop, all, |id| {
                let place = place(id);
                let words = place.map(|at| (at + 1).to_string());
                (place.is_some(), words.unwrap_or_default())
            }),
        }
    }

    fn sent(shop: &Shop, all: &Attributes, fields: &Fields) -> Self {
        let chosen = fields.all("attributes");
        Self {
            version: fields.version(),
            name: fields.text("name"),
            attributes: rows(shop, all, |id| {
                let id = id.to_string();
                let place = fields.text(&format!("place.{id}"));
                (chosen.contains(&id), place)
            }),
        }
    }

    fn draft(&self) -> ProductTypeDraft {
        let chosen = self.attributes.iter().filter(|row| row.is_chosen);
        ProductTypeDraft {
            name: self.name.clone(),
            attributes: chosen.filter_map(|row| row.id.parse().ok()).collect(),
        }
    }

    fn labelled(&self) -> Vec<Labelled> {
        let chosen = self.attributes.iter().filter(|row| row.is_chosen);
        let titles: Vec<_> = chosen.map(|row| row.title.as_str()).collect();
        vec![
            Labelled::plain("Name", &self.name),
            Labelled::plain("Attributes", titles.join("\n")),
        ]
    }
}

/// One for each attribute: chosen ones first, by their place; one without place comes after those that have one.
fn rows(
    shop: &Shop,
    all: &Attributes,
    chosen: impl Fn(AttributeId) -> (bool, String),
) -> Vec<AttributeRow> {
    let locale = shop.settings().default_locale;
    let mut rows: Vec<AttributeRow> = all
        .iter()
        .map(|attribute| {
            let (is_chosen, place) = chosen(attribute.id);
            AttributeRow {
                id: attribute.id.to_string(),
                title: attribute.labels.get(locale).to_owned(),
                kind: kind_label(attribute.kind),
                is_chosen,
                place,
            }
        })
        .collect();
    rows.sort_by_key(|row| {
        let place = row.place.trim().parse::<i64>().unwrap_or(i64::MAX);
        (!row.is_chosen, place)
    });
    rows
}
