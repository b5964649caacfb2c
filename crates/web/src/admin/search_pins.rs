//! Pinned results: for one text, the products at the top, in the order that staff give them.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::catalog::{self, Card};
use shop::ids::{PinsId, ProductId};
use shop::search::{self, PinChange, Pins, RuleError};

use super::Fields;
use super::desk::Desk;
use super::list::{told, whole_sentence};
use super::search::shop_search;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

/// Products offered for a list.
const OFFERED: usize = 8;

/// `admin/search_new_pins.html`
#[derive(Serialize)]
struct NewPinsView {
    list_url: &'static str,
    action: &'static str,
    text: String,
    errors: FormErrors,
}

/// `admin/search_pins.html`
#[derive(Serialize)]
struct PinsView {
    text: String,
    list_url: &'static str,
    shop_url: String,
    action: String,
    delete_url: String,
    version: i64,
    pinned: Vec<Row>,
    /// Products that are in the list but not in the shop (any more).
    hidden: Vec<String>,
    /// What was looked for.
    find: String,
    found: Vec<Row>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    brand: String,
    picture: Option<String>,
    is_pinned: bool,
}

/// `GET /admin/search/pins/new`, maybe with `?text=`
pub async fn new_page(desk: Desk, Query(fields): Query<Fields>) -> Result<Response, PageError> {
    let view = NewPinsView::new(fields.text("text"));
    desk.html("admin/search_new_pins.html", &view).await
}

/// `POST /admin/search/pins/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let text = fields.text("text");
    match search::add_pins(&shop, &desk.actor(), &text).await {
        Ok(id) => Ok(See::other(paths::pins(id)).into_response()),
        Err(RuleError::Invalid(field, problem)) => {
            let mut view = NewPinsView::new(text);
            view.errors.add(field, told(&problem));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            desk.html_with(status, "admin/search_new_pins.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/search/pins/{id}`, maybe with `?find=`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<PinsId>,
    Query(fields): Query<Fields>,
) -> Result<Response, PageError> {
    let view = PinsView::load(&shop, id, fields.text("find")).await?;
    desk.html("admin/search_pins.html", &view).await
}

/// `POST /admin/search/pins/{id}`: `add`, `remove`, `up` or `down` with the key of a product.
pub async fn change(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<PinsId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let change = change_of(&fields).ok_or_else(PageError::not_found)?;
    let changed = search::change_pins(&shop, &desk.actor(), id, fields.version(), change).await;
    let (status, problem) = match changed {
        Ok(()) => {
            // What was looked for stays: there is often another one to add.
            let to = with_query(&paths::pins(id), [("find", fields.text("find"))]);
            return Ok(See::other(to).into_response());
        }
        Err(RuleError::Invalid(_, problem)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, whole_sentence(&problem))
        }
        Err(RuleError::Stale) => (
            StatusCode::CONFLICT,
            "Somebody else changed this list meanwhile. Here it is as it is now.".to_owned(),
        ),
        Err(error) => return Err(error.into()),
    };
    let mut view = PinsView::load(&shop, id, fields.text("find")).await?;
    view.errors.add("find", Message::text(problem));
    desk.html_with(status, "admin/search_pins.html", &view)
        .await
}

fn change_of(fields: &Fields) -> Option<PinChange> {
    let named = |name: &str| fields.text(name).parse::<ProductId>().ok();
    named("add")
        .map(PinChange::Add)
        .or_else(|| named("remove").map(PinChange::Remove))
        .or_else(|| named("up").map(PinChange::Up))
        .or_else(|| named("down").map(PinChange::Down))
}

/// `POST /admin/search/pins/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<PinsId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let notice = match search::delete_pins(&shop, &desk.actor(), id, fields.version()).await {
        Ok(()) | Err(RuleError::NotFound) => "search.deleted",
        Err(RuleError::Stale) => "search.stale",
        Err(error) => return Err(error.into()),
    };
    Ok(See::other(paths::SEARCH)
        .with_notice(notice)
        .into_response())
}

impl NewPinsView {
    fn new(text: String) -> Self {
        Self {
            list_url: paths::SEARCH,
            action: paths::NEW_PINS,
            text,
            errors: FormErrors::new(),
        }
    }
}

impl PinsView {
    async fn load(shop: &Shop, id: PinsId, find: String) -> Result<Self, PageError> {
        let list = search::pins(shop, id)
            .await?
            .ok_or_else(PageError::not_found)?;
        let cards = catalog::cards(shop, &list.products).await?;
        let hidden = list
            .products
            .iter()
            .filter(|id| !cards.iter().any(|card| card.id == **id));
        Ok(Self {
            list_url: paths::SEARCH,
            shop_url: shop_search(&list.text),
            action: paths::pins(id),
            delete_url: paths::delete_pins(id),
            version: list.version,
            hidden: hidden.map(ToString::to_string).collect(),
            pinned: cards.iter().map(|card| Row::of(card, &list)).collect(),
            found: found(shop, &find, &list).await?,
            find,
            text: list.text,
            errors: FormErrors::new(),
        })
    }
}

/// By name, brand or item number, as customers find it.
async fn found(shop: &Shop, find: &str, list: &Pins) -> Result<Vec<Row>, PageError> {
    if find.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = search::Query {
        text: find.to_owned(),
        ..search::Query::default()
    };
    let found = search::find(shop, &query).await?;
    let cards = found.cards.iter().take(OFFERED);
    Ok(cards.map(|card| Row::of(card, list)).collect())
}

impl Row {
    fn of(card: &Card, list: &Pins) -> Self {
        Self {
            id: card.id.to_string(),
            title: card.title.clone(),
            brand: card.brand.clone(),
            picture: card.picture.as_ref().map(|it| routes::media(&it.key)),
            is_pinned: list.products.contains(&card.id),
        }
    }
}
