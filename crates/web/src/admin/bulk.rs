//! Changing many products in one go: choosing what, asking how, looking at what came of it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use shop::Shop;
use shop::catalog::{self, BulkAction, BulkError, BulkRecord, BulkState, PriceStep};
use shop::ids::BulkId;
use shop::staff::Permission;
use shop::tasks::{self, TaskRecord};

use super::Fields;
use super::bulk_form::{BulkForm, Verb};
use super::desk::Desk;
use super::products::Asked;
use super::tasks::TaskView;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// Products that stayed as they were, on the page of a bulk edit.
const PROBLEMS: u64 = 200;

/// `admin/bulk.html`
#[derive(Serialize)]
struct BulkView {
    heading: String,
    when: DateTime<Utc>,
    by: String,
    state: &'static str,
    /// What runs.
    task: Option<TaskView>,
    error: Option<String>,
    changed: u64,
    same: u64,
    failed: u64,
    undone: u64,
    kept: u64,
    undo_url: Option<String>,
    list_url: &'static str,
    problems: Vec<Problem>,
    more_problems: bool,
}

#[derive(Serialize)]
struct Problem {
    title: String,
    url: String,
    reason: String,
}

/// `POST /admin/products/bulk`: what is asked nothing more is done, what needs an answer gets a page.
pub async fn begin(
    State(shop): State<Shop>,
    desk: Desk,
    Query(filter): Query<Fields>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let asked = Asked::read(&shop, &filter);
    let Some(verb) = Verb::parse(&fields.text("do")) else {
        return Err(PageError::invalid());
    };
    let form = BulkForm::new(&shop, verb, &fields);
    match form.plain_action() {
        Some(action) => start(&shop, &desk, &asked, &form, &action).await,
        None => ask(&shop, &desk, &asked, form, StatusCode::OK).await,
    }
}

/// `POST /admin/products/bulk/change`: the answers.
pub async fn change(
    State(shop): State<Shop>,
    desk: Desk,
    Query(filter): Query<Fields>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let asked = Asked::read(&shop, &filter);
    let Some(verb) = Verb::parse(&fields.text("do")) else {
        return Err(PageError::invalid());
    };
    let mut form = BulkForm::new(&shop, verb, &fields);
    let mut errors = FormErrors::new();
    let action = form.action(&shop, &mut errors);
    form.errors = errors;
    match action {
        Some(action) if fields.text("step") != "preview" => {
            start(&shop, &desk, &asked, &form, &action).await
        }
        Some(action) => {
            form.preview_of(action);
            ask(&shop, &desk, &asked, form, StatusCode::OK).await
        }
        None => ask(&shop, &desk, &asked, form, StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

async fn ask(
    shop: &Shop,
    desk: &Desk,
    asked: &Asked,
    form: BulkForm,
    status: StatusCode,
) -> Result<Response, PageError> {
    let Some(selection) = form.selection(asked) else {
        return Ok(unclear(asked));
    };
    let prices = match form.previewed() {
        Some(BulkAction::Price(change)) => Some(change),
        _ => None,
    };
    let preview = catalog::preview_bulk(shop, &desk.actor(), &selection, prices.as_ref()).await?;
    if preview.products == 0 {
        return Ok(nothing(asked));
    }
    let view = form.view(shop, asked, preview);
    desk.html_with(status, "admin/bulk_form.html", &view).await
}

async fn start(
    shop: &Shop,
    desk: &Desk,
    asked: &Asked,
    form: &BulkForm,
    action: &BulkAction,
) -> Result<Response, PageError> {
    let Some(selection) = form.selection(asked) else {
        return Ok(unclear(asked));
    };
    let started = catalog::start_bulk(shop, &desk.actor(), form.key, &selection, action).await;
    let id = match started {
        Ok(started) if started.was_there => {
            let see = See::other(paths::bulk(started.id)).with_notice("products.done-already");
            return Ok(see.into_response());
        }
        Ok(started) => started.id,
        Err(BulkError::Nothing) => return Ok(nothing(asked)),
        Err(error) => return Err(error.into()),
    };
    let record = catalog::bulk(shop, id)
        .await?
        .ok_or_else(PageError::not_found)?;
    // What takes longer, or went wrong, is looked at.
    let see = if record.task.is_some() || record.failed > 0 {
        See::other(paths::bulk(id))
    } else {
        See::other(asked.address().url()).with_undo(notice(action), record.changed, id)
    };
    Ok(see.into_response())
}

fn nothing(asked: &Asked) -> Response {
    See::other(asked.address().url())
        .with_notice("products.none-selected")
        .into_response()
}

fn unclear(asked: &Asked) -> Response {
    See::other(asked.address().url())
        .with_notice("products.filter-unclear")
        .into_response()
}

fn notice(action: &BulkAction) -> &'static str {
    match action {
        BulkAction::Publish => "bulk.published",
        BulkAction::Withdraw => "bulk.withdrawn",
        BulkAction::Archive => "bulk.archived",
        BulkAction::AddCategory(_) | BulkAction::SetCategory(_) => "bulk.categorised",
        BulkAction::AddTag(_) | BulkAction::RemoveTag(_) => "bulk.tagged",
        BulkAction::Price(_) => "bulk.priced",
    }
}

/// `GET /admin/products/bulk/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<BulkId>,
) -> Result<Response, PageError> {
    let record = catalog::bulk(&shop, id)
        .await?
        .ok_or_else(PageError::not_found)?;
    let problems = catalog::bulk_problems(&shop, id, PROBLEMS).await?;
    let task = match record.task {
        Some(task) => tasks::find(&shop, task).await?,
        None => None,
    };
    let is_live = task.as_ref().is_some_and(|task| task.state.is_live());
    let can_undo = record.changed > 0 && record.can_be_undone(is_live);
    let view = BulkView {
        heading: in_words(&shop, &record),
        when: record.created_at,
        by: record.actor.clone(),
        state: record.state.as_str(),
        error: task.as_ref().and_then(|task| task.error.clone()),
        task: task.filter(|_| is_live).map(|task| watched(&desk, task)),
        changed: record.changed,
        same: record.same,
        failed: record.failed,
        undone: record.undone,
        kept: record.kept,
        undo_url: can_undo.then(|| paths::undo_bulk(id)),
        list_url: paths::PRODUCTS,
        more_problems: record.failed > PROBLEMS,
        problems: problems
            .into_iter()
            .map(|problem| Problem {
                title: problem.title,
                url: paths::product(problem.product),
                reason: problem.reason,
            })
            .collect(),
    };
    desk.html("admin/bulk.html", &view).await
}

/// Who may not look at tasks sees how far it was, and looks again by hand.
fn watched(desk: &Desk, task: TaskRecord) -> TaskView {
    let mut task = TaskView::new(task);
    task.live = task.live && desk.can(Permission::ManageCatalogue);
    task
}

/// "Archive products", "Add products to “Mugs”".
fn in_words(shop: &Shop, record: &BulkRecord) -> String {
    let tree = shop.categories();
    let title = |id| {
        tree.get(id)
            .map_or("a category that is gone", |it| it.title.as_str())
    };
    match &record.action {
        BulkAction::Publish => "Publish products".to_owned(),
        BulkAction::Withdraw => "Make products drafts again".to_owned(),
        BulkAction::Archive => "Archive products".to_owned(),
        BulkAction::AddCategory(id) => format!("Add products to “{}”", title(*id)),
        BulkAction::SetCategory(id) => format!("Move products to “{}”", title(*id)),
        BulkAction::AddTag(tag) => format!("Tag products “{tag}”"),
        BulkAction::RemoveTag(tag) => format!("Take the tag “{tag}” off products"),
        BulkAction::Price(change) => match change.step {
            PriceStep::Amount(minor) | PriceStep::PartsPerMillion(minor) if minor < 0 => {
                "Lower prices".to_owned()
            }
            PriceStep::Amount(_) | PriceStep::PartsPerMillion(_) => "Raise prices".to_owned(),
        },
    }
}

/// `POST /admin/products/bulk/{id}/undo`
pub async fn undo(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<BulkId>,
    StaffForm(()): StaffForm<()>,
) -> Result<Response, PageError> {
    let see = match catalog::undo_bulk(&shop, &desk.actor(), id).await {
        Ok(record) if record.state == BulkState::Undone && record.kept == 0 => {
            See::other(paths::PRODUCTS).with_count("products.undone", record.undone)
        }
        Ok(_) => See::other(paths::bulk(id)),
        Err(BulkError::NotNow) => See::other(paths::bulk(id)).with_notice("products.not-undone"),
        Err(error) => return Err(error.into()),
    };
    Ok(see.into_response())
}
