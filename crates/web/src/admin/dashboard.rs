//! What happened today, and what needs a hand.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use commerce::{Currency, Money};
use l10n::Locale;
use serde::Serialize;
use shop::jobs::State as JobState;
use shop::orders::{Filter, StatusFilter};
use shop::staff::Permission;
use shop::{Shop, jobs, orders, payments, reviews};

use super::day;
use super::desk::Desk;
use super::jobs::state_url;
use super::orders::{OrderRow, status_url};
use crate::kit::errors::PageError;
use crate::routes::admin as paths;

const DAYS: u64 = 14;
const LATEST: u64 = 8;

/// `admin/dashboard.html`
#[derive(Serialize)]
struct DashboardView {
    now: DateTime<Utc>,
    placed: i64,
    unpaid: i64,
    to_ship: i64,
    revenue: Money,
    revenue_yesterday: Money,
    unpaid_url: String,
    to_ship_url: String,
    days: Vec<DayView>,
    chart: ChartView,
    jobs: Option<JobsView>,
    reviews: Option<ReviewsView>,
    orders: Option<LatestView>,
}

#[derive(Serialize)]
struct DayView {
    label: String,
    amount: Money,
}

/// What the script draws.
#[derive(Serialize)]
struct ChartView {
    name: &'static str,
    labels: Vec<String>,
    /// In the currency's own unit, for the heights of the bars only.
    values: Vec<f64>,
    texts: Vec<String>,
}

#[derive(Serialize)]
struct JobsView {
    parked: i64,
    url: String,
}

#[derive(Serialize)]
struct ReviewsView {
    waiting: u64,
    url: &'static str,
}

#[derive(Serialize)]
struct LatestView {
    url: &'static str,
    latest: Vec<OrderRow>,
}

/// `GET /admin`
pub async fn page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let settings = shop.settings();
    let now = shop.clock.now();
    let today = day::of(now, settings.time_zone);
    let (from, until) = day::bounds(today, settings.time_zone);
    let figures = orders::figures(&shop, from, until).await?;
    let days = revenue(&shop, &day::last(today, DAYS)).await?;
    let amount_of = |back: usize| {
        let at = days.len().checked_sub(back);
        at.and_then(|at| days.get(at))
            .map_or(Money::zero(settings.currency), |day| day.amount)
    };
    let view = DashboardView {
        now,
        placed: figures.placed,
        unpaid: figures.unpaid,
        to_ship: figures.to_ship,
        revenue: amount_of(1),
        revenue_yesterday: amount_of(2),
        unpaid_url: status_url(Some(StatusFilter::Unpaid)),
        to_ship_url: status_url(Some(StatusFilter::ToShip)),
        chart: chart(&days, settings.currency),
        days,
        jobs: parked(&shop, &desk).await?,
        reviews: waiting(&shop, &desk).await?,
        orders: latest(&shop, &desk).await?,
    };
    desk.html("admin/dashboard.html", &view).await
}

async fn revenue(shop: &Shop, days: &[NaiveDate]) -> Result<Vec<DayView>, PageError> {
    let settings = shop.settings();
    let mut views = Vec::with_capacity(days.len());
    for day in days {
        let (from, until) = day::bounds(*day, settings.time_zone);
        let amount =
            payments::paid_between(shop.db.reader(), settings.currency, from, until).await?;
        views.push(DayView {
            label: day.format("%a %-d %b").to_string(),
            amount,
        });
    }
    Ok(views)
}

fn chart(days: &[DayView], currency: Currency) -> ChartView {
    ChartView {
        name: "Money received",
        labels: days.iter().map(|day| day.label.clone()).collect(),
        values: days
            .iter()
            .map(|day| height(day.amount, currency))
            .collect(),
        texts: days
            .iter()
            .map(|day| l10n::money(Locale::EN, day.amount))
            .collect(),
    }
}

/// A bar's height; only drawn, never calculated with.
fn height(amount: Money, currency: Currency) -> f64 {
    debug_assert_eq!(amount.currency(), currency);
    amount.to_decimal_string().parse().unwrap_or(0.0)
}

async fn parked(shop: &Shop, desk: &Desk) -> Result<Option<JobsView>, PageError> {
    if !desk.can(Permission::ManageJobs) {
        return Ok(None);
    }
    let parked = jobs::count(shop, JobState::Parked).await?;
    let parked = i64::try_from(parked).unwrap_or(i64::MAX);
    Ok(Some(JobsView {
        parked,
        url: state_url(JobState::Parked),
    }))
}

async fn waiting(shop: &Shop, desk: &Desk) -> Result<Option<ReviewsView>, PageError> {
    if !desk.can(Permission::ModerateReviews) {
        return Ok(None);
    }
    Ok(Some(ReviewsView {
        waiting: reviews::waiting(shop).await?,
        url: paths::REVIEWS,
    }))
}

async fn latest(shop: &Shop, desk: &Desk) -> Result<Option<LatestView>, PageError> {
    if !desk.can(Permission::ViewOrders) {
        return Ok(None);
    }
    let page = orders::list(shop, &desk.actor(), &Filter::default(), None, LATEST).await?;
    let latest = page.orders.into_iter().map(OrderRow::from).collect();
    Ok(Some(LatestView {
        url: paths::ORDERS,
        latest,
    }))
}
