//! Work that follows: what waits, what is being done, what failed for good.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::ids::JobId;
use shop::jobs::{self, Listed, State as JobState};

use super::Fields;
use super::desk::Desk;
use super::list::Tab;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

const SHOWN: u64 = 100;

/// In the order in which they matter to a person.
const STATES: [JobState; 4] = [
    JobState::Parked,
    JobState::Ready,
    JobState::Running,
    JobState::Done,
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
}

/// `admin/jobs.html`
#[derive(Serialize)]
struct JobsView {
    state: &'static str,
    tabs: Vec<Tab>,
    jobs: Vec<JobView>,
    more: bool,
}

#[derive(Serialize)]
struct JobView {
    id: String,
    title: &'static str,
    kind: String,
    payload: String,
    attempts: i64,
    at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    error: Option<String>,
    retry_url: Option<String>,
}

/// The list of jobs in a state.
pub fn state_url(state: JobState) -> String {
    with_query(paths::JOBS, [("state", state.as_str().to_owned())])
}

/// `GET /admin/jobs`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let state = JobState::parse(&asked.state).unwrap_or(JobState::Parked);
    let jobs = jobs::list(&shop, state, SHOWN).await?;
    let view = JobsView {
        state: state.as_str(),
        tabs: tabs(&shop, state).await?,
        more: u64::try_from(jobs.len()).is_ok_and(|count| count >= SHOWN),
        jobs: jobs
            .into_iter()
            .map(|job| JobView::new(job, state))
            .collect(),
    };
    desk.html("admin/jobs.html", &view).await
}

async fn tabs(shop: &Shop, current: JobState) -> Result<Vec<Tab>, PageError> {
    let mut tabs = Vec::with_capacity(STATES.len());
    for state in STATES {
        let count = i64::try_from(jobs::count(shop, state).await?).unwrap_or(i64::MAX);
        let label = match state {
            JobState::Parked => "Parked",
            JobState::Ready => "Waiting",
            JobState::Running => "Running",
            JobState::Done => "Done",
        };
        tabs.push(Tab {
            hot: state == JobState::Parked && count > 0,
            ..Tab::new(label, state_url(state), state == current).counting(count)
        });
    }
    Ok(tabs)
}

/// `POST /admin/jobs/{id}/retry`
pub async fn retry(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<JobId>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    let notice = match jobs::retry(&shop, &desk.actor(), id).await {
        Ok(()) => "jobs.retried",
        // Somebody else was faster; that is what was wanted.
        Err(jobs::RetryError::NotParked(_)) => "jobs.not-parked",
        Err(error) => return Err(error.into()),
    };
    Ok(See::other(state_url(JobState::Parked)).with_notice(notice))
}

impl JobView {
    fn new(job: Listed, state: JobState) -> Self {
        Self {
            id: job.id.to_string(),
            title: title(&job.kind),
            payload: job.payload.to_string(),
            attempts: job.attempts,
            at: job.finished_at.unwrap_or(job.run_at),
            created_at: job.created_at,
            error: job.error,
            retry_url: (state == JobState::Parked).then(|| paths::retry_job(job.id)),
            kind: job.kind,
        }
    }
}

/// What staff call a kind of job; a kind that only another version knows is just a job.
fn title(kind: &str) -> &'static str {
    match kind {
        "catalog.fetch_picture" => "Fetch a picture",
        "orders.mail" => "Mail about an order",
        "orders.settle" => "Compare a payment with its provider",
        "orders.refund" => "Refund a payment",
        "orders.void" => "Stop a payment",
        "sandbox.webhook" => "Call of the pretend bank",
        _ => "Job",
    }
}
