//! The warehouse: what to pick next, the packing slip, and "shipped". For phones, gloves and hand scanners.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use l10n::Locale;
use serde::Serialize;
use shop::fulfilment::{self, ShipError};
use shop::ids::OrderId;
use shop::orders::{self, Order};
use shop::staff::Permission;
use shop::{Failure, FailureKind, Shop};

use crate::admin::Fields;
use crate::admin::desk::Desk;
use crate::admin::list::{in_words, whole_sentence};
use crate::admin::pictures::thumb;
use crate::admin::ship_form::{self, CARRIERS, ShipForm};
use crate::kit::access::{Access, Routes};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// As many as somebody looks through; what follows moves up as orders leave.
const QUEUE: u64 = 100;

const STALE: &str =
    "Somebody else changed this order meanwhile, so nothing was done. Look at it again.";

pub fn routes() -> Routes {
    let ships = Access::Staff(Permission::ShipOrders);
    Routes::new()
        .get("/warehouse", ships, queue)
        .get("/warehouse/orders/{id}", ships, pick)
        .post("/warehouse/orders/{id}", ships, ship)
        .get("/warehouse/orders/{id}/slip", ships, slip)
}

/// `warehouse/queue.html`
#[derive(Serialize)]
struct QueueView {
    queue_url: &'static str,
    orders: Vec<QueuedOrder>,
    more: bool,
}

#[derive(Serialize)]
struct QueuedOrder {
    url: String,
    number: i64,
    destination: String,
    since: DateTime<Utc>,
    lines: usize,
    units: u32,
    partly: bool,
}

/// `warehouse/order.html`
#[derive(Serialize)]
struct PickView {
    queue_url: &'static str,
    slip_url: String,
    number: i64,
    version: i64,
    state: String,
    address: Vec<String>,
    lines: Vec<PickLine>,
    ship_url: Option<String>,
    ship: ShipForm,
    parts_open: bool,
    carriers: [&'static str; CARRIERS.len()],
    alert: Option<String>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct PickLine {
    picture: Option<String>,
    sku: String,
    title: String,
    options: String,
    quantity: u32,
    shipped: u32,
    left: u32,
}

/// `warehouse/slip.html`
#[derive(Serialize)]
struct SlipView {
    order_url: String,
    contact: String,
    number: i64,
    placed_at: DateTime<Utc>,
    address: Vec<String>,
    lines: Vec<PickLine>,
    units: u32,
}

/// `GET /warehouse`
async fn queue(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let orders = orders::to_ship(&shop, &desk.actor(), QUEUE).await?;
    let view = QueueView {
        queue_url: paths::WAREHOUSE,
        more: u64::try_from(orders.len()).is_ok_and(|count| count >= QUEUE),
        orders: orders.iter().map(QueuedOrder::of).collect(),
    };
    desk.html("warehouse/queue.html", &view).await
}

/// `GET /warehouse/orders/{id}`
async fn pick(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    let order = orders::for_packing(&shop, &desk.actor(), id).await?;
    let form = ShipForm::of(&order);
    desk.html("warehouse/order.html", &PickView::of(&order, form))
        .await
}

/// `GET /warehouse/orders/{id}/slip`
async fn slip(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    let order = orders::for_packing(&shop, &desk.actor(), id).await?;
    // What goes into the next parcel; of an order that has left, what was in it.
    let mut lines = pick_lines(&order);
    if lines.is_empty() {
        lines = order
            .lines
            .iter()
            .map(|line| PickLine {
                left: line.quantity.get(),
                ..PickLine::of(line)
            })
            .collect();
    }
    let view = SlipView {
        order_url: paths::pick(id),
        contact: shop.settings().contact_email.clone(),
        number: order.number,
        placed_at: order.placed_at,
        address: order.shipping_address.lines(Locale::EN),
        units: lines.iter().map(|line| line.left).sum(),
        lines,
    };
    desk.html("warehouse/slip.html", &view).await
}

/// `POST /warehouse/orders/{id}`: shipped, and on to the next one.
async fn ship(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let actor = desk.actor();
    let order = orders::for_packing(&shop, &actor, id).await?;
    let form = ShipForm::filled(&order, &fields);
    let mut errors = FormErrors::new();
    let Some(new) = form.shipment(&mut errors) else {
        let view = PickView {
            errors,
            ..PickView::of(&order, form)
        };
        return desk
            .html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                "warehouse/order.html",
                &view,
            )
            .await;
    };
    match fulfilment::ship(&shop, &actor, id, fields.version(), &new).await {
        Ok(_) => {
            let next = orders::to_ship(&shop, &actor, 1).await?;
            let to = next
                .first()
                .map_or(paths::WAREHOUSE.to_owned(), |order| paths::pick(order.id));
            Ok(See::other(to)
                .with_notice("warehouse.shipped")
                .into_response())
        }
        Err(error) => refused(&shop, &desk, id, &fields, error).await,
    }
}

/// The order as it is now, and what was typed.
async fn refused(
    shop: &Shop,
    desk: &Desk,
    id: OrderId,
    fields: &Fields,
    error: ShipError,
) -> Result<Response, PageError> {
    let errors = ship_form::field_error(&error);
    if errors.is_none() && error.kind() != FailureKind::Conflict {
        return Err(error.into());
    }
    let order = orders::for_packing(shop, &desk.actor(), id).await?;
    let mut view = PickView::of(&order, ShipForm::filled(&order, fields));
    let status = if let Some(errors) = errors {
        (view.errors, view.parts_open) = (errors, true);
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        view.alert = Some(match error {
            ShipError::Stale => STALE.to_owned(),
            error => whole_sentence(&error),
        });
        StatusCode::CONFLICT
    };
    desk.html_with(status, "warehouse/order.html", &view).await
}

impl QueuedOrder {
    fn of(order: &Order) -> Self {
        let address = &order.shipping_address;
        let country = l10n::country_name(Locale::EN, address.country.as_str());
        let open = || order.lines.iter().filter(|line| line.unshipped() > 0);
        Self {
            url: paths::pick(order.id),
            number: order.number,
            destination: format!("{}, {}, {country}", address.full_name(), address.city),
            since: order.paid_at.unwrap_or(order.placed_at),
            lines: open().count(),
            units: open().map(orders::OrderLine::unshipped).sum(),
            partly: order.lines.iter().any(|line| line.shipped > 0),
        }
    }
}

impl PickView {
    fn of(order: &Order, ship: ShipForm) -> Self {
        Self {
            queue_url: paths::WAREHOUSE,
            slip_url: paths::slip(order.id),
            number: order.number,
            version: order.version,
            state: in_words(order.status().as_str()).to_lowercase(),
            address: order.shipping_address.lines(Locale::EN),
            lines: pick_lines(order),
            ship_url: order.is_shippable().then(|| paths::pick(order.id)),
            parts_open: ship.is_partial(),
            ship,
            carriers: CARRIERS,
            alert: None,
            errors: FormErrors::new(),
        }
    }
}

fn pick_lines(order: &Order) -> Vec<PickLine> {
    order
        .lines
        .iter()
        .filter(|line| line.unshipped() > 0)
        .map(PickLine::of)
        .collect()
}

impl PickLine {
    fn of(line: &orders::OrderLine) -> Self {
        Self {
            picture: thumb(line.picture_key.as_deref()),
            sku: line.sku.clone(),
            title: line.title.clone(),
            options: line.options.join(", "),
            quantity: line.quantity.get(),
            shipped: line.shipped,
            left: line.unshipped(),
        }
    }
}
