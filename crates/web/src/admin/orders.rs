//! The list of orders, and the page of one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use commerce::Money;
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::ids::OrderId;
use shop::orders::{self, Filter, Listed, StatusFilter};

use super::day;
use super::desk::Desk;
use super::list::{Chip, ListAddress, Pager, Tab};
use super::order_view;
use super::ship_form::ShipForm;
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::routes::admin as paths;

const PAGE: u64 = 50;

/// The filter as it stands in the address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    status: String,
    from: String,
    until: String,
    #[serde(skip_serializing)]
    after: String,
}

/// `admin/orders.html`
#[derive(Serialize)]
struct OrdersView {
    list_url: &'static str,
    tabs: Vec<Tab>,
    filter: Asked,
    filtered: bool,
    chosen: Vec<Chip>,
    rows: Vec<OrderRow>,
    pager_links: Pager,
}

#[derive(Serialize)]
pub struct OrderRow {
    url: String,
    number: i64,
    customer: String,
    email: String,
    placed_at: DateTime<Utc>,
    status: &'static str,
    payment_state: &'static str,
    total: Money,
}

impl From<Listed> for OrderRow {
    fn from(order: Listed) -> Self {
        Self {
            url: paths::order(order.id),
            number: order.number,
            customer: order.customer_name,
            email: order.email,
            placed_at: order.placed_at,
            status: order.status.as_str(),
            payment_state: order.payment_state.as_str(),
            total: order.total,
        }
    }
}

/// The list of orders in a group.
pub fn status_url(status: Option<StatusFilter>) -> String {
    let word = status.map(StatusFilter::as_str).unwrap_or_default();
    with_query(paths::ORDERS, [("status", word.to_owned())])
}

/// `GET /admin/orders`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let filter = asked.filter(&shop);
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let page = orders::list(&shop, &desk.actor(), &filter, after, PAGE).await?;
    let (from, until) = today(&shop);
    let figures = orders::figures(&shop, from, until).await?;
    let address = asked.address();
    let view = OrdersView {
        list_url: paths::ORDERS,
        tabs: tabs(&address, filter.status, figures.unpaid, figures.to_ship),
        chosen: asked.chips(&address),
        filtered: filter != Filter::default(),
        pager_links: address.pager(&asked.after, page.next),
        rows: page.orders.into_iter().map(OrderRow::from).collect(),
        filter: asked,
    };
    desk.html("admin/orders.html", &view).await
}

fn today(shop: &Shop) -> (DateTime<Utc>, DateTime<Utc>) {
    let zone = shop.settings().time_zone;
    day::bounds(day::of(shop.clock.now(), zone), zone)
}

impl Asked {
    /// What cannot be understood narrows nothing.
    fn filter(&self, shop: &Shop) -> Filter {
        let zone = shop.settings().time_zone;
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        Filter {
            text: self.q.trim().to_owned(),
            status: StatusFilter::parse(&self.status),
            from: day(&self.from).map(|day| day::start(day, zone)),
            until: day(&self.until).map(|day| day::start(day::next(day), zone)),
        }
    }

    fn address(&self) -> ListAddress {
        let pairs = [
            ("status", self.status.clone()),
            ("q", self.q.trim().to_owned()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
        ];
        ListAddress::new(paths::ORDERS, pairs)
    }

    /// The group has its tab; what else narrows the list can be taken off.
    fn chips(&self, address: &ListAddress) -> Vec<Chip> {
        let chosen = [
            ("q", "Text", self.q.trim()),
            ("from", "From", &self.from),
            ("until", "Until", &self.until),
        ];
        let chosen = chosen.into_iter().filter(|(.., value)| !value.is_empty());
        chosen
            .map(|(name, label, value)| address.chip(name, label, value))
            .collect()
    }
}

/// Changing the group keeps what is searched for.
fn tabs(
    address: &ListAddress,
    current: Option<StatusFilter>,
    unpaid: i64,
    to_ship: i64,
) -> Vec<Tab> {
    let groups = std::iter::once(None).chain(StatusFilter::ALL.map(Some));
    groups
        .map(|status| {
            let word = status.map(StatusFilter::as_str).unwrap_or_default();
            let tab = Tab::new(
                label(status),
                address.with("status", word),
                status == current,
            );
            match status {
                Some(StatusFilter::Unpaid) => tab.counting(unpaid),
                Some(StatusFilter::ToShip) => tab.counting(to_ship),
                _ => tab,
            }
        })
        .collect()
}

fn label(status: Option<StatusFilter>) -> &'static str {
    match status {
        None => "All",
        Some(StatusFilter::Unpaid) => "Unpaid",
        Some(StatusFilter::ToShip) => "To ship",
        Some(StatusFilter::Shipped) => "Shipped",
        Some(StatusFilter::Completed) => "Completed",
        Some(StatusFilter::Cancelled) => "Cancelled",
        Some(StatusFilter::Refunded) => "Refunded",
    }
}

/// `GET /admin/orders/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    let file = orders::file(&shop, &desk.actor(), id).await?;
    let form = ShipForm::of(&file.order);
    let view = order_view::view(&shop, &desk, file, form).await?;
    desk.html("admin/order.html", &view).await
}
