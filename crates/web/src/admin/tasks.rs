//! Long work: what runs, how far it is, what came of it.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::catalog::export;
use shop::ids::TaskId;
use shop::tasks::{self, CancelTaskError, TaskProblem, TaskRecord, TaskState};

use super::Fields;
use super::desk::Desk;
use super::list::{ListAddress, Pager, Tab, in_words};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

const PAGE: u64 = 50;
/// Problems on the page itself; the file has the others.
const PROBLEMS_SHOWN: u64 = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    after: String,
}

/// `admin/tasks.html`
#[derive(Serialize)]
struct TasksView {
    tabs: Vec<Tab>,
    filtered: bool,
    list_url: &'static str,
    tasks: Vec<TaskView>,
    pager_links: Pager,
}

/// `admin/task.html`
#[derive(Serialize)]
struct TaskPageView {
    list_url: &'static str,
    task: TaskView,
    /// The file that it made.
    download_url: Option<String>,
    problems: Vec<ProblemView>,
}

/// What `admin/_task.html` shows of a task; pages with a task of their own include it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TaskView {
    pub title: String,
    pub state: &'static str,
    pub live: bool,
    pub total: Option<u64>,
    pub reached: u64,
    pub done: u64,
    pub failed: u64,
    pub percent: Option<u64>,
    pub problems: u64,
    pub counts: Vec<Count>,
    pub error: Option<String>,
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub url: String,
    pub progress_url: String,
    pub cancel_url: String,
    /// A file with everything that went wrong.
    pub problems_url: Option<String>,
}

/// A number that the task's kind counts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Count {
    pub label: String,
    pub number: i64,
}

/// One line of what went wrong.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ProblemView {
    pub line: Option<u64>,
    pub subject: String,
    pub field: Option<String>,
    pub message: String,
}

/// `GET /admin/tasks`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let state = TaskState::parse(&asked.state);
    let page = tasks::list(&shop, state, asked.after.parse().ok(), PAGE).await?;
    let word = state.map_or("", TaskState::as_str).to_owned();
    let address = ListAddress::new(paths::TASKS, [("state", word)]);
    let next = page.next.map(|id| id.to_string());
    let view = TasksView {
        tabs: tabs(state),
        filtered: state.is_some(),
        list_url: paths::TASKS,
        tasks: page.tasks.into_iter().map(TaskView::new).collect(),
        pager_links: address.pager(&asked.after, next),
    };
    desk.html("admin/tasks.html", &view).await
}

fn tabs(current: Option<TaskState>) -> Vec<Tab> {
    let states = [
        ("All", None),
        ("Running", Some(TaskState::Running)),
        ("Waiting", Some(TaskState::Queued)),
        ("Done", Some(TaskState::Done)),
        ("Failed", Some(TaskState::Failed)),
    ];
    let tab = |(label, state): (&'static str, Option<TaskState>)| {
        let word = state.map_or("", TaskState::as_str).to_owned();
        let url = with_query(paths::TASKS, [("state", word)]);
        Tab::new(label, url, state == current)
    };
    states.into_iter().map(tab).collect()
}

/// `GET /admin/tasks/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<TaskId>,
) -> Result<Response, PageError> {
    let file = export::file_of(&shop, id).await?;
    let view = TaskPageView {
        list_url: paths::TASKS,
        download_url: file.map(|_| paths::export(id)),
        task: found(&shop, id).await?,
        problems: problems_of(&shop, id).await?,
    };
    desk.html("admin/task.html", &view).await
}

/// `GET /admin/tasks/{id}/progress`: the part of a page that a script asks for again and again. Once the
/// task has ended the whole page is asked for, since there is more to say.
pub async fn progress(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<TaskId>,
) -> Result<Response, PageError> {
    #[derive(Serialize)]
    struct Progress {
        task: TaskView,
    }
    let task = found(&shop, id).await?;
    let is_live = task.live;
    let mut answer = desk.html("admin/_task.html", &Progress { task }).await?;
    if !is_live {
        let refresh = HeaderValue::from_static("true");
        answer.headers_mut().insert("hx-refresh", refresh);
    }
    Ok(answer)
}

/// `GET /admin/tasks/{id}/problems.csv`
pub async fn problems(
    State(shop): State<Shop>,
    Path(id): Path<TaskId>,
) -> Result<Response, PageError> {
    found(&shop, id).await?;
    let problems = tasks::problems(&shop, id, tasks::PROBLEMS_MAX).await?;
    let header = ["Line", "Subject", "Field", "Problem"];
    let rows = problems.into_iter().map(|problem| {
        let line = problem.line.map(|line| line.to_string());
        let field = problem.field.unwrap_or_default();
        vec![
            line.unwrap_or_default(),
            problem.subject,
            field,
            problem.message,
        ]
    });
    Ok(csv_file(&format!("problems-{id}.csv"), &header, rows))
}

/// `POST /admin/tasks/{id}/cancel`
pub async fn cancel(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<TaskId>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    let notice = match tasks::cancel(&shop, &desk.actor(), id).await {
        Ok(()) => "tasks.cancelled",
        // It was faster; the page shows what came of it.
        Err(CancelTaskError::Ended) => "tasks.ended",
        Err(error) => return Err(error.into()),
    };
    Ok(See::other(paths::task(id)).with_notice(notice))
}

/// A task for a page.
pub(crate) async fn found(shop: &Shop, id: TaskId) -> Result<TaskView, PageError> {
    let task = tasks::find(shop, id).await?;
    Ok(TaskView::new(task.ok_or_else(PageError::not_found)?))
}

/// The first problems of a task, for its page.
pub(crate) async fn problems_of(shop: &Shop, id: TaskId) -> Result<Vec<ProblemView>, PageError> {
    let problems = tasks::problems(shop, id, PROBLEMS_SHOWN).await?;
    Ok(problems.into_iter().map(ProblemView::from).collect())
}

/// A table to download, as a spreadsheet opens it: what would be taken for a formula is kept a text.
pub(crate) fn csv_file(
    name: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Response {
    let mut text = String::new();
    write_row(&mut text, header.iter().map(|cell| (*cell).to_owned()));
    for row in rows {
        write_row(&mut text, row.into_iter());
    }
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, text).into_response()
}

fn write_row(text: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        let comma = if at == 0 { "" } else { "," };
        text.push_str(comma);
        text.push('"');
        text.push_str(&harmless(&cell).replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// Spreadsheets run a cell that begins like a formula; an apostrophe before it makes it a text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

impl TaskView {
    pub(crate) fn new(task: TaskRecord) -> Self {
        Self {
            percent: task.percent(),
            state: task.state.as_str(),
            live: task.state.is_live(),
            counts: counts(&task.result),
            total: task.total,
            reached: task.done.saturating_add(task.failed),
            done: task.done,
            failed: task.failed,
            problems: task.problems,
            title: task.title,
            error: task.error,
            started_by: task.started_by,
            created_at: task.created_at,
            finished_at: task.finished_at,
            url: paths::task(task.id),
            progress_url: paths::task_progress(task.id),
            cancel_url: paths::cancel_task(task.id),
            problems_url: (task.problems > 0).then(|| paths::task_problems(task.id)),
        }
    }
}

/// The numbers of a result that are not zero, in its order: `{"products_created": 3}`.
fn counts(result: &serde_json::Value) -> Vec<Count> {
    let numbers = result.as_object().into_iter().flatten();
    numbers
        .filter_map(|(name, value)| {
            let number = value.as_i64().filter(|number| *number != 0)?;
            let label = in_words(name);
            Some(Count { label, number })
        })
        .collect()
}

impl From<TaskProblem> for ProblemView {
    fn from(problem: TaskProblem) -> Self {
        Self {
            line: problem.line,
            subject: problem.subject,
            field: problem.field,
            message: problem.message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_a_file_is_a_formula() {
        let mut text = String::new();
        let cells = ["=1+1", "-3", "@x", "a \"b\", c", "'", ""];
        write_row(&mut text, cells.into_iter().map(str::to_owned));

        assert_eq!(
            text,
            "\"'=1+1\",\"'-3\",\"'@x\",\"a \"\"b\"\", c\",\"'\",\"\"\r\n"
        );
    }

    #[test]
    fn numbers_of_a_result_become_words() {
        let result = serde_json::json!({"products_created": 3, "note": "x", "pictures": 0});
        let counts = counts(&result);

        assert_eq!(counts.len(), 1);
        assert_eq!(
            (counts[0].label.as_str(), counts[0].number),
            ("Products created", 3)
        );
    }
}
