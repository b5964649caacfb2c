//! What customers search for, and what they do not find.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;
use shop::Shop;
use shop::search::{self, CountedText};

use super::Fields;
use super::desk::Desk;
use super::list::Tab;
use super::search::{shop_search, tabs};
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::routes::admin as paths;

/// Days that a report may be of; the first one without asking.
const PERIODS: [(u16, &str); 4] = [
    (30, "30 days"),
    (1, "Today"),
    (7, "7 days"),
    (90, "90 days"),
];

/// `admin/search_report.html`
#[derive(Serialize)]
struct ReportView {
    tabs: [Tab; 2],
    periods: Vec<Period>,
    searches: i64,
    without_result: i64,
    most: Vec<Row>,
    vain: Vec<Row>,
}

#[derive(Serialize)]
struct Period {
    title: &'static str,
    url: String,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    text: String,
    searches: i64,
    without_result: i64,
    shop_url: String,
    synonym_url: String,
    pins_url: String,
}

/// `GET /admin/search/report`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Query(fields): Query<Fields>,
) -> Result<Response, PageError> {
    let asked = fields.text("days");
    let days = PERIODS
        .iter()
        .map(|(days, _)| *days)
        .find(|days| days.to_string() == asked)
        .unwrap_or(PERIODS[0].0);
    let report = search::report(&shop, &desk.actor(), days).await?;
    let mut periods: Vec<_> = PERIODS.to_vec();
    periods.sort_unstable();
    let view = ReportView {
        tabs: tabs(paths::SEARCH_REPORT),
        periods: periods
            .into_iter()
            .map(|(it, title)| Period {
                title,
                url: with_query(paths::SEARCH_REPORT, [("days", it.to_string())]),
                current: it == days,
            })
            .collect(),
        searches: report.total.searches,
        without_result: report.total.without_result,
        most: report.most.into_iter().map(Row::of).collect(),
        vain: report.without_result.into_iter().map(Row::of).collect(),
    };
    desk.html("admin/search_report.html", &view).await
}

impl Row {
    fn of(counted: CountedText) -> Self {
        Self {
            searches: counted.tally.searches,
            without_result: counted.tally.without_result,
            shop_url: shop_search(&counted.text),
            synonym_url: with_query(paths::NEW_SYNONYM, [("words", counted.text.clone())]),
            pins_url: with_query(paths::NEW_PINS, [("text", counted.text.clone())]),
            text: counted.text,
        }
    }
}
