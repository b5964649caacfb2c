//! Files with products: sent, looked at, checked, imported, taken back.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shop::catalog::ProductStatus;
use shop::catalog::import::{self, FIELDS, Format, Import, ImportError, Mapping, Mode};
use shop::ids::{ImportId, TaskId};
use shop::{Failure, FailureKind, Shop, tasks};

use super::Fields;
use super::desk::Desk;
use super::list::{Choice, ListAddress, Pager, in_words, told};
use super::tasks::{ProblemView, TaskView, csv_file, problems_of};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::kit::upload::{StaffUpload, UploadProblem};
use crate::routes::admin as paths;

const PAGE: u64 = 25;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// `admin/imports.html`
#[derive(Serialize)]
struct ImportsView {
    send_url: &'static str,
    export_url: &'static str,
    statuses: Vec<Choice>,
    categories: Vec<Choice>,
    imports: Vec<ImportRow>,
    pager_links: Pager,
    errors: FormErrors,
}

#[derive(Serialize)]
struct ImportRow {
    url: String,
    file_name: String,
    format: &'static str,
    rows: u64,
    created_by: String,
    created_at: DateTime<Utc>,
    state: &'static str,
}

/// `admin/import.html`
#[derive(Serialize)]
struct ImportView {
    list_url: &'static str,
    file_name: String,
    format: &'static str,
    rows: u64,
    created_by: String,
    created_at: DateTime<Utc>,
    /// Whether a person says what the columns are.
    is_mapped: bool,
    is_ready: bool,
    columns: Vec<ColumnView>,
    fields: Vec<Choice>,
    decimal_comma: bool,
    mapping_url: Option<String>,
    check_url: Option<String>,
    run_url: Option<String>,
    undo_url: Option<String>,
    /// The last thing that was begun.
    task: Option<TaskView>,
    problems: Vec<ProblemView>,
    errors: FormErrors,
}

/// What a column can be.
fn fields(shop: &Shop) -> Vec<Choice> {
    let fixed = FIELDS
        .iter()
        .map(|field| Choice::new(field.name, field.label));
    let locale = shop.settings().default_locale;
    let described = import::attribute_fields(&shop.attributes(), locale).into_iter();
    fixed
        .chain(described.map(|(name, label)| Choice::new(name, label)))
        .collect()
}

/// One column of the file.
#[derive(Serialize)]
struct ColumnView {
    id: String,
    name: String,
    /// What it becomes; blank for nothing.
    field: String,
    samples: Vec<String>,
}

/// `GET /admin/imports`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let view = list_view(&shop, &asked, FormErrors::new()).await?;
    desk.html("admin/imports.html", &view).await
}

async fn list_view(
    shop: &Shop,
    asked: &Asked,
    errors: FormErrors,
) -> Result<ImportsView, PageError> {
    let (imports, next) = import::list(shop, asked.after.parse().ok(), PAGE).await?;
    let ids: Vec<TaskId> = imports.iter().filter_map(newest_task).collect();
    let tasks = tasks::find_all(shop, &ids).await?;
    let rows = imports.iter().map(|import| {
        let newest = newest_task(import);
        let task = tasks.iter().find(|task| Some(task.id) == newest);
        ImportRow {
            url: paths::import(import.id),
            file_name: import.file_name.clone(),
            format: label(import),
            rows: import.rows,
            created_by: import.created_by.clone(),
            created_at: import.created_at,
            state: step_of(import, task.map(|task| task.state.as_str())),
        }
    });
    let tree = shop.categories();
    let categories = tree.iter().map(|(depth, category)| {
        let indent = "\u{2003}".repeat(depth);
        Choice::new(
            category.id.to_string(),
            format!("{indent}{}", category.title),
        )
    });
    let next = next.map(|id| id.to_string());
    Ok(ImportsView {
        send_url: paths::IMPORTS,
        export_url: paths::EXPORTS,
        statuses: ProductStatus::ALL
            .into_iter()
            .map(|status| Choice::new(status.as_str(), in_words(status.as_str())))
            .collect(),
        categories: categories.collect(),
        imports: rows.collect(),
        pager_links: ListAddress::new(paths::IMPORTS, []).pager(&asked.after, next),
        errors,
    })
}

/// Keys of tasks are in the order in which they were begun.
fn newest_task(import: &Import) -> Option<TaskId> {
    let tasks = [import.check_task, import.run_task, import.undo_task];
    tasks.into_iter().flatten().max()
}

/// How far an import is, in a word or two.
fn step_of(import: &Import, state: Option<&'static str>) -> &'static str {
    let Some(state) = state else {
        return if import.is_ready() {
            "Sent"
        } else {
            "Columns to be named"
        };
    };
    let newest = newest_task(import);
    let part = (import.undo_task == newest, import.run_task == newest);
    match (part, state) {
        (_, "queued") => "Waiting",
        ((true, _), "running") => "Being undone",
        ((true, _), "done") => "Undone",
        ((true, _), _) => "Undo stopped",
        ((_, true), "running") => "Running",
        ((_, true), "done") => "Imported",
        ((_, true), "cancelled") => "Cancelled",
        ((_, true), _) => "Failed",
        (_, "running") => "Being checked",
        (_, "done") => "Checked",
        _ => "Check stopped",
    }
}

fn label(import: &Import) -> &'static str {
    import.format.map_or("Table", Format::label)
}

/// `POST /admin/imports`: a file comes.
pub async fn send(
    State(shop): State<Shop>,
    desk: Desk,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    let problem = match sent {
        Err(problem) => problem.for_form()?,
        Ok(sent) => match sent.files.into_iter().next() {
            None => "choose a file first".to_owned(),
            Some(file) => {
                let name = file.name.clone();
                match file.open() {
                    Err(too_large) => too_large.to_string(),
                    Ok(file) => match import::receive(&shop, &desk.actor(), &name, file).await {
                        Ok(id) => return Ok(See::other(paths::import(id)).into_response()),
                        Err(error) if error.kind() == FailureKind::Invalid => error.to_string(),
                        Err(error) => return Err(error.into()),
                    },
                }
            }
        },
    };
    let mut errors = FormErrors::new();
    errors.add("file", told(&problem));
    let view = list_view(&shop, &Asked::default(), errors).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    desk.html_with(status, "admin/imports.html", &view).await
}

/// `GET /admin/imports/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ImportId>,
) -> Result<Response, PageError> {
    let import = found(&shop, id).await?;
    let view = view_of(&shop, import, FormErrors::new()).await?;
    desk.html("admin/import.html", &view).await
}

async fn found(shop: &Shop, id: ImportId) -> Result<Import, PageError> {
    import::find(shop, id)
        .await?
        .ok_or_else(PageError::not_found)
}

async fn view_of(shop: &Shop, import: Import, errors: FormErrors) -> Result<ImportView, PageError> {
    let id = import.id;
    let newest = newest_task(&import);
    let task = match newest {
        Some(task) => tasks::find(shop, task).await?.map(TaskView::new),
        None => None,
    };
    let problems = match newest {
        Some(task) => problems_of(shop, task).await?,
        None => Vec::new(),
    };
    let task = task.zip(newest).map(|(mut task, newest)| {
        // With the cells of each row, so that they can be mended and sent again.
        task.problems_url = task
            .problems_url
            .map(|_| paths::import_problems(id, newest));
        task
    });
    let is_live = task.as_ref().is_some_and(|task| task.live);
    let run = match import.run_task {
        Some(task) => tasks::find(shop, task).await?,
        None => None,
    };
    let is_new = run.is_none_or(|run| matches!(run.state.as_str(), "failed" | "cancelled"));
    let may_undo = !is_live && import::can_undo(shop, &import).await?;
    let may_map = import.format.is_none() && import.run_task.is_none() && !is_live;
    // The buttons send the columns along, so these need not be named before.
    let may_begin = is_new && !is_live && (import.is_ready() || may_map);
    Ok(ImportView {
        list_url: paths::IMPORTS,
        format: label(&import),
        is_mapped: import.format.is_none(),
        is_ready: import.is_ready(),
        columns: columns(&import),
        fields: fields(shop),
        decimal_comma: import.mapping.as_ref().is_some_and(|one| one.decimal_comma),
        mapping_url: may_map.then(|| paths::import_mapping(id)),
        check_url: may_begin.then(|| paths::check_import(id)),
        run_url: may_begin.then(|| paths::run_import(id)),
        undo_url: may_undo.then(|| paths::undo_import(id)),
        task,
        problems,
        rows: import.rows,
        file_name: import.file_name,
        created_by: import.created_by,
        created_at: import.created_at,
        errors,
    })
}

fn columns(import: &Import) -> Vec<ColumnView> {
    let field = |at: usize| {
        let mapping = import.mapping.as_ref()?;
        mapping.columns.get(at).cloned().flatten()
    };
    let columns = import.header.iter().enumerate();
    columns
        .map(|(at, name)| ColumnView {
            id: format!("columns.{at}"),
            name: name.clone(),
            field: field(at).unwrap_or_default(),
            samples: samples(import, at),
        })
        .collect()
}

/// The first values of a column that are there.
fn samples(import: &Import, at: usize) -> Vec<String> {
    let cells = import.samples.iter().filter_map(|row| row.get(at));
    cells
        .filter(|cell| !cell.trim().is_empty())
        .take(3)
        .map(|cell| cell.chars().take(60).collect())
        .collect()
}

/// `POST /admin/imports/{id}/mapping`
pub async fn save_mapping(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ImportId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let import = found(&shop, id).await?;
    if let Some(refused) = keep_columns(&shop, &desk, import, &fields).await? {
        return Ok(refused);
    }
    let see = See::other(paths::import(id)).with_notice("imports.mapped");
    Ok(see.into_response())
}

/// Keeps what the form says of the columns; the answer is there if that is wrong or too late, and then nothing is kept.
async fn keep_columns(
    shop: &Shop,
    desk: &Desk,
    mut import: Import,
    fields: &Fields,
) -> Result<Option<Response>, PageError> {
    let id = import.id;
    let known = self::fields(shop);
    let chosen: Vec<Option<String>> = (0..import.header.len())
        .map(|at| {
            let name = fields.text(&format!("columns.{at}"));
            let is_known = known.iter().any(|field| field.value == name);
            is_known.then_some(name)
        })
        .collect();
    let mut errors = FormErrors::new();
    for (at, name) in chosen.iter().enumerate() {
        if name.is_some() && chosen[..at].contains(name) {
            let text = "Another column is this already.";
            errors.add(format!("columns.{at}"), Message::text(text));
        }
    }
    let mapping = Mapping {
        columns: chosen,
        decimal_comma: fields.has("decimal_comma"),
    };
    if errors.is_empty() {
        // Saving them would forget the last check, which was of this reading of the file.
        if import.is_ready() && import.mapping.as_ref() == Some(&mapping) {
            return Ok(None);
        }
        match import::save_mapping(shop, &desk.actor(), id, &mapping).await {
            Ok(()) => return Ok(None),
            Err(error @ ImportError::NotMapped) => {
                errors.add("columns.0", told(&error));
            }
            Err(error) => return stale_or(error, id).map(Some),
        }
    }
    import.mapping = Some(mapping);
    let view = view_of(shop, import, errors).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let answer = desk.html_with(status, "admin/import.html", &view).await?;
    Ok(Some(answer))
}

/// `POST /admin/imports/{id}/check`
pub async fn check(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ImportId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    begin(&shop, &desk, id, &fields, Mode::Check).await
}

/// `POST /admin/imports/{id}/run`
pub async fn run(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ImportId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    begin(&shop, &desk, id, &fields, Mode::Run).await
}

/// As long as the columns can be changed the buttons belong to their form, so that nothing chosen there is lost.
async fn begin(
    shop: &Shop,
    desk: &Desk,
    id: ImportId,
    fields: &Fields,
    mode: Mode,
) -> Result<Response, PageError> {
    if fields.has("columns.0") {
        let import = found(shop, id).await?;
        if let Some(refused) = keep_columns(shop, desk, import, fields).await? {
            return Ok(refused);
        }
    }
    begun(import::start(shop, &desk.actor(), id, mode).await, id)
}

/// `POST /admin/imports/{id}/undo`
pub async fn undo(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ImportId>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<Response, PageError> {
    begun(shop::undo::import(&shop, &desk.actor(), id).await, id)
}

fn begun(outcome: Result<TaskId, ImportError>, id: ImportId) -> Result<Response, PageError> {
    match outcome {
        Ok(_) => Ok(See::other(paths::import(id)).into_response()),
        Err(error) => stale_or(error, id),
    }
}

fn stale_or(error: ImportError, id: ImportId) -> Result<Response, PageError> {
    let notice = match error {
        ImportError::Stale => "imports.stale",
        ImportError::NothingToUndo => "imports.nothing",
        error => return Err(error.into()),
    };
    let see = See::other(paths::import(id)).with_notice(notice);
    Ok(see.into_response())
}

/// `GET /admin/imports/{id}/problems/{task}`: rows that did not go in, as they are in the file, each
/// behind what is wrong with it.
pub async fn problems(
    State(shop): State<Shop>,
    Path((id, task)): Path<(ImportId, TaskId)>,
) -> Result<Response, PageError> {
    let import = found(&shop, id).await?;
    let is_its_own = [import.check_task, import.run_task, import.undo_task].contains(&Some(task));
    if !is_its_own {
        return Err(PageError::not_found());
    }
    let problems = tasks::problems(&shop, task, tasks::PROBLEMS_MAX).await?;
    let names = ["Line", "Key", "Column", "Problem"].into_iter();
    let header: Vec<&str> = names
        .chain(import.header.iter().map(String::as_str))
        .collect();
    let rows = problems.into_iter().map(|problem| {
        let line = problem.line.map(|line| line.to_string());
        let field = problem.field.unwrap_or_default();
        let mut row = vec![
            line.unwrap_or_default(),
            problem.subject,
            field,
            problem.message,
        ];
        row.extend(problem.cells);
        row
    });
    Ok(csv_file("rows-with-problems.csv", &header, rows))
}
