//! Collections: pages whose products are found by rules.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::collections::{self, Collection, CollectionError};
use shop::ids::CollectionId;

use super::Fields;
use super::collection_form::CollectionForm;
use super::conflict::Conflict;
use super::desk::Desk;
use super::list::{Choice, ListAddress, Pager, changed_meanwhile, told};
use super::pictures::thumb;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

/// Collections on one page of the list. Each asks the index for its number.
const PAGE: usize = 25;

/// Products shown of what rules find.
const SHOWN: usize = 12;

/// `admin/collections.html`
#[derive(Serialize)]
struct CollectionsView {
    new_url: &'static str,
    rows: Vec<Row>,
    pager_links: Pager,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

#[derive(Serialize)]
struct Row {
    title: String,
    rules: String,
    is_visible: bool,
    /// `None` while the index is being built.
    products: Option<u64>,
    url: String,
    shop_url: Option<String>,
}

/// `admin/collection.html`
#[derive(Serialize)]
struct CollectionView {
    heading: String,
    list_url: &'static str,
    action: String,
    shop_url: Option<String>,
    form: CollectionForm,
    sorts: Vec<Choice>,
    /// Of the rules as they stand in the form.
    preview: Option<Preview>,
    delete: Option<DeleteView>,
    unsaved: bool,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct Preview {
    /// `None` while the index is being built.
    total: Option<u64>,
    products: Vec<Previewed>,
}

#[derive(Serialize)]
struct Previewed {
    title: String,
    picture: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct DeleteView {
    url: String,
    version: i64,
}

/// `GET /admin/collections`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let after = asked.after.parse().ok();
    let mut found = collections::page(shop.db.primary(), after, PAGE as u64 + 1).await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| has_more);
    let next = next.map(|collection| collection.id.to_string());
    let mut rows = Vec::with_capacity(found.len());
    for collection in found {
        let form = CollectionForm::of(&shop, &collection);
        rows.push(Row {
            rules: form.in_words(&shop),
            is_visible: collection.is_visible,
            products: collections::count(&shop, &collection).await,
            url: paths::collection(collection.id),
            shop_url: shop_url(&collection),
            title: collection.title,
        });
    }
    let view = CollectionsView {
        new_url: paths::NEW_COLLECTION,
        rows,
        pager_links: ListAddress::new(paths::COLLECTIONS, []).pager(&asked.after, next),
    };
    desk.html("admin/collections.html", &view).await
}

/// `GET /admin/collections/new`
pub async fn new_page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let view = CollectionView::new(&shop, None, CollectionForm::empty(&shop)).await?;
    desk.html("admin/collection.html", &view).await
}

/// `POST /admin/collections/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, None, &fields).await
}

/// `GET /admin/collections/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CollectionId>,
) -> Result<Response, PageError> {
    let collection = saved(&shop, id).await?;
    let form = CollectionForm::of(&shop, &collection);
    let view = CollectionView::new(&shop, Some(&collection), form).await?;
    desk.html("admin/collection.html", &view).await
}

/// `POST /admin/collections/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CollectionId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    store(&shop, &desk, Some(id), &fields).await
}

async fn store(
    shop: &Shop,
    desk: &Desk,
    id: Option<CollectionId>,
    fields: &Fields,
) -> Result<Response, PageError> {
    let current = match id {
        Some(id) => Some(saved(shop, id).await?),
        None => None,
    };
    let mut form = CollectionForm::sent(shop, fields);
    if form.press(&fields.text("do")) {
        let mut view = CollectionView::new(shop, current.as_ref(), form).await?;
        view.unsaved = true;
        return desk.html("admin/collection.html", &view).await;
    }
    let mut errors = FormErrors::new();
    let outcome = match form.draft(shop, &mut errors) {
        Some(draft) => {
            collections::save_collection(shop, &desk.actor(), id, form.version, &draft).await
        }
        None => Err(CollectionError::Invalid(Vec::new())),
    };
    let mut conflict = None;
    let status = match outcome {
        Ok(id) => {
            let see = See::other(paths::collection(id)).with_notice("collections.saved");
            return Ok(see.into_response());
        }
        Err(CollectionError::Invalid(problems)) => {
            for problem in problems {
                errors.add(problem.field, told(&problem.problem));
            }
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(CollectionError::Stale) => {
            let current = current.as_ref().ok_or_else(PageError::not_found)?;
            let theirs = CollectionForm::of(shop, current);
            form.version = theirs.version;
            let url = paths::collection(current.id);
            let (mine, theirs) = (form.labelled(shop), theirs.labelled(shop));
            conflict = Some(Conflict::between(&mine, &theirs, url));
            StatusCode::CONFLICT
        }
        Err(error) => return Err(error.into()),
    };
    let mut view = CollectionView::new(shop, current.as_ref(), form).await?;
    (view.errors, view.conflict, view.unsaved) = (errors, conflict, true);
    desk.html_with(status, "admin/collection.html", &view).await
}

/// `POST /admin/collections/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CollectionId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let version = fields.version();
    match collections::delete_collection(&shop, &desk.actor(), id, version).await {
        Ok(()) => Ok(See::other(paths::COLLECTIONS)
            .with_notice("collections.deleted")
            .into_response()),
        Err(CollectionError::Stale) => {
            let collection = saved(&shop, id).await?;
            let form = CollectionForm::of(&shop, &collection);
            let mut view = CollectionView::new(&shop, Some(&collection), form).await?;
            view.errors.add("title", changed_meanwhile("collection"));
            desk.html_with(StatusCode::CONFLICT, "admin/collection.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

async fn saved(shop: &Shop, id: CollectionId) -> Result<Collection, PageError> {
    let found = collections::find(shop.db.primary(), id).await?;
    found.ok_or_else(PageError::not_found)
}

fn shop_url(collection: &Collection) -> Option<String> {
    let slug = collection.slug.as_str();
    collection.is_visible.then(|| routes::collection(slug))
}

impl CollectionView {
    async fn new(
        shop: &Shop,
        current: Option<&Collection>,
        form: CollectionForm,
    ) -> Result<Self, PageError> {
        Ok(Self {
            heading: current.map_or_else(|| "New collection".to_owned(), |it| it.title.clone()),
            list_url: paths::COLLECTIONS,
            action: current.map_or_else(
                || paths::NEW_COLLECTION.to_owned(),
                |collection| paths::collection(collection.id),
            ),
            shop_url: current.and_then(shop_url),
            preview: preview(shop, &form).await?,
            form,
            sorts: super::collection_form::sorts(),
            delete: current.map(|collection| DeleteView {
                url: paths::delete_collection(collection.id),
                version: collection.version,
            }),
            unsaved: false,
            conflict: None,
            errors: FormErrors::new(),
        })
    }
}

/// `None` for rules that cannot be read.
async fn preview(shop: &Shop, form: &CollectionForm) -> Result<Option<Preview>, PageError> {
    let mut ignored = FormErrors::new();
    let Some(draft) = form.draft(shop, &mut ignored) else {
        return Ok(None);
    };
    if draft.rules.is_empty() {
        return Ok(None);
    }
    let found = collections::preview(shop, &draft.rules, draft.any_rule, draft.sort).await?;
    let Some(found) = found else {
        return Ok(Some(Preview {
            total: None,
            products: Vec::new(),
        }));
    };
    let products = found.cards.iter().take(SHOWN).map(|card| Previewed {
        title: card.title.clone(),
        picture: thumb(card.picture.as_ref().map(|picture| picture.key.as_str())),
        url: paths::product(card.id),
    });
    Ok(Some(Preview {
        total: Some(found.total),
        products: products.collect(),
    }))
}
