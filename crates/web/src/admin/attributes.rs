//! Attributes: what products are described by and customers filter by.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::attributes::{self, Attribute, AttributeError, AttributeKind, Attributes};
use shop::ids::AttributeId;

use super::Fields;
use super::attribute_form::AttributeForm;
use super::conflict::Conflict;
use super::desk::Desk;
use super::list::{Choice, Tab, changed_meanwhile};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// `admin/attributes.html`
#[derive(Serialize)]
struct AttributesView {
    tabs: [Tab; 2],
    new_url: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    key: String,
    kind: &'static str,
    /// Its unit, or the first of its values.
    detail: String,
    is_facet: bool,
    in_specification: bool,
    products: i64,
    url: String,
}

/// `admin/attribute.html`
#[derive(Serialize)]
struct AttributeView {
    heading: String,
    list_url: &'static str,
    action: String,
    form: AttributeForm,
    kinds: Vec<Choice>,
    delete: Option<DeleteView>,
    /// So many products would lose a value if this was saved.
    losing: Option<u64>,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct DeleteView {
    url: String,
    version: i64,
    products: u64,
}

/// Attributes and product types are two lists of one section.
pub(super) fn tabs(current: &str) -> [Tab; 2] {
    let tab = |label, url: &str| Tab::new(label, url.to_owned(), url == current);
    [
        tab("Attributes", paths::ATTRIBUTES),
        tab("Product types", paths::PRODUCT_TYPES),
    ]
}

pub(super) fn kind_label(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "Free text",
        AttributeKind::Number => "Number",
        AttributeKind::Flag => "Yes or no",
        AttributeKind::Choice => "Choice",
        AttributeKind::Colour => "Colour",
    }
}

/// `GET /admin/attributes`
pub async fn list(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let all = attributes::load(shop.db.primary()).await?;
    let used = attributes::values_in_use(shop.db.primary()).await?;
    let locale = shop.settings().default_locale;
    let rows = all.iter().map(|attribute| Row {
        title: attribute.labels.get(locale).to_owned(),
        key: attribute.key.to_string(),
        kind: kind_label(attribute.kind),
        detail: detail(attribute, locale),
        is_facet: attribute.is_facet,
        in_specification: attribute.in_specification,
        products: used.get(&attribute.id).copied().unwrap_or_default(),
        url: paths::attribute(attribute.id),
    });
    let view = AttributesView {
        tabs: tabs(paths::ATTRIBUTES),
        new_url: paths::NEW_ATTRIBUTE,
        rows: rows.collect(),
    };
    desk.html("admin/attributes.html", &view).await
}

fn detail(attribute: &Attribute, locale: l10n::Locale) -> String {
    const SHOWN: usize = 4;
    if !attribute.kind.has_choices() {
        let unit = &attribute.unit;
        return if unit.is_empty() {
            String::new()
        } else {
            format!("in {unit}")
        };
    }
    let names = attribute.choices.iter().take(SHOWN);
    let mut names: Vec<_> = names.map(|it| it.labels.get(locale).to_owned()).collect();
    if attribute.choices.len() > SHOWN {
        names.push(format!("{} more", attribute.choices.len() - SHOWN));
    }
    names.join(", ")
}

/// `GET /admin/attributes/new`
pub async fn new_page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let all = attributes::load(shop.db.primary()).await?;
    let form = AttributeForm::empty(&shop.settings(), all.iter().count());
    let view = AttributeView::new(None, form, 0);
    desk.html("admin/attribute.html", &view).await
}

/// `POST /admin/attributes/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, None, &fields).await
}

/// `GET /admin/attributes/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<AttributeId>,
) -> Result<Response, PageError> {
    let (all, products) = saved(&shop, id).await?;
    let attribute = all.get(id).ok_or_else(PageError::not_found)?;
    let form = AttributeForm::of(&shop.settings(), attribute);
    let view = AttributeView::new(Some(attribute), form, products);
    desk.html("admin/attribute.html", &view).await
}

/// `POST /admin/attributes/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<AttributeId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, Some(id), &fields).await
}

async fn store(
    shop: &Shop,
    desk: &Desk,
    id: Option<AttributeId>,
    fields: &Fields,
) -> Result<Response, PageError> {
    let settings = shop.settings();
    let mut form = AttributeForm::sent(&settings, fields);
    let mut errors = FormErrors::new();
    let drafted = form.draft(&settings, &mut errors);
    let outcome = match &drafted {
        Some(drafted) => {
            let draft = &drafted.draft;
            attributes::save_attribute(shop, &desk.actor(), id, form.version, draft).await
        }
        None => Err(AttributeError::Invalid(Vec::new())),
    };
    let mut conflict = None;
    let mut losing = None;
    let mut status = StatusCode::CONFLICT;
    let (all, products) = match id {
        Some(id) => saved(shop, id).await?,
        None => (Attributes::default(), 0),
    };
    let current = id.and_then(|id| all.get(id));
    match outcome {
        Ok(_) => {
            let see = See::other(paths::ATTRIBUTES).with_notice("attributes.saved");
            return Ok(see.into_response());
        }
        Err(AttributeError::Invalid(problems)) => {
            if let Some(drafted) = &drafted {
                drafted.add_problems(&mut errors, &problems);
            }
            status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Err(AttributeError::HasProducts { products }) => {
            losing = Some(products);
            let text = format!(
                "{} removed here. Say below that it may go.",
                in_use(products)
            );
            errors.add("confirm", Message::text(text));
        }
        Err(AttributeError::Stale) => {
            let current = current.ok_or_else(PageError::not_found)?;
            let theirs = AttributeForm::of(&settings, current);
            form.version = theirs.version;
            let url = paths::attribute(current.id);
            conflict = Some(Conflict::between(&form.labelled(), &theirs.labelled(), url));
        }
        Err(error) => return Err(error.into()),
    }
    let view = AttributeView {
        losing,
        conflict,
        errors,
        ..AttributeView::new(current, form, products)
    };
    desk.html_with(status, "admin/attribute.html", &view).await
}

/// `POST /admin/attributes/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<AttributeId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let may_drop = fields.has("confirm-delete");
    let actor = desk.actor();
    let outcome = attributes::delete_attribute(&shop, &actor, id, fields.version(), may_drop).await;
    let refusal = match outcome {
        Ok(()) => {
            let see = See::other(paths::ATTRIBUTES).with_notice("attributes.deleted");
            return Ok(see.into_response());
        }
        Err(AttributeError::HasProducts { products }) => {
            Message::text(format!("{} deleted. Say that it may go.", in_use(products)))
        }
        Err(AttributeError::Stale) => changed_meanwhile("attribute"),
        Err(error) => return Err(error.into()),
    };
    let (all, products) = saved(&shop, id).await?;
    let attribute = all.get(id).ok_or_else(PageError::not_found)?;
    let form = AttributeForm::of(&shop.settings(), attribute);
    let mut view = AttributeView::new(Some(attribute), form, products);
    view.errors.add("confirm-delete", refusal);
    desk.html_with(StatusCode::CONFLICT, "admin/attribute.html", &view)
        .await
}

fn in_use(products: u64) -> String {
    match products {
        1 => "One product has a value that is".to_owned(),
        _ => format!("{products} products have a value that is"),
    }
}

/// From the database (what is in memory may be a second old, and its versions with it), with how many products
/// have a value.
async fn saved(shop: &Shop, id: AttributeId) -> Result<(Attributes, u64), PageError> {
    let all = attributes::load(shop.db.primary()).await?;
    Ok((all, attributes::products_of(shop.db.primary(), id).await?))
}

impl AttributeView {
    fn new(current: Option<&Attribute>, form: AttributeForm, products: u64) -> Self {
        let heading = current.map(|attribute| match form.heading() {
            name if name.is_empty() => attribute.labels.get(l10n::Locale::EN).to_owned(),
            name => name,
        });
        Self {
            heading: heading.unwrap_or_else(|| "New attribute".to_owned()),
            list_url: paths::ATTRIBUTES,
            action: current.map_or_else(
                || paths::NEW_ATTRIBUTE.to_owned(),
                |attribute| paths::attribute(attribute.id),
            ),
            form,
            kinds: AttributeKind::ALL
                .map(|kind| Choice::new(kind.as_str(), kind_label(kind)))
                .to_vec(),
            delete: current.map(|attribute| DeleteView {
                url: paths::delete_attribute(attribute.id),
                version: attribute.version,
                products,
            }),
            losing: None,
            conflict: None,
            errors: FormErrors::new(),
        }
    }
}
