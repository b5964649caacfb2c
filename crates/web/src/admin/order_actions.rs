//! What staff do with an order. A refusal comes back with the order as it is now, and what was typed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use commerce::Money;
use serde::Serialize;
use shop::fulfilment::{self, ShipError};
use shop::ids::{OrderId, ShipmentId};
use shop::orders::{self, CancelError, OrderFile, PayError};
use shop::{Failure, FailureKind, Shop};

use super::Fields;
use super::desk::Desk;
use super::list::whole_sentence;
use super::order_view::{self, by_gateway, by_hand};
use super::ship_form::{self, ShipForm};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// Said when the version of a form is not the order's any more.
pub const STALE: &str = "Somebody else changed this order meanwhile, so nothing was done. Below it is as it is now: look at it and decide again.";

/// `admin/order_cancel.html`
#[derive(Serialize)]
struct CancelView {
    action: String,
    order_url: String,
    number: i64,
    version: i64,
    customer: String,
    total: Money,
    /// `gateway`, `manual` or `none`.
    refund: &'static str,
    received: Option<Money>,
    reason: String,
    alert: Option<&'static str>,
    errors: FormErrors,
}

/// `POST /admin/orders/{id}/paid`
pub async fn mark_paid(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let outcome = orders::mark_paid(&shop, &desk.actor(), id, fields.version()).await;
    after_payment(&shop, &desk, id, outcome, "orders.paid").await
}

/// `POST /admin/orders/{id}/refunded`
pub async fn mark_refunded(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let outcome = orders::mark_refunded(&shop, &desk.actor(), id, fields.version()).await;
    after_payment(&shop, &desk, id, outcome, "orders.refunded").await
}

async fn after_payment(
    shop: &Shop,
    desk: &Desk,
    id: OrderId,
    outcome: Result<(), PayError>,
    notice: &str,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(See::other(paths::order(id))
            .with_notice(notice)
            .into_response()),
        Err(PayError::Stale) => again(shop, desk, id, Refusal::stale(), None).await,
        Err(error) if error.kind() == FailureKind::Conflict => {
            again(shop, desk, id, Refusal::conflict(&error), None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/orders/{id}/ship`
pub async fn ship(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let order = orders::for_packing(&shop, &desk.actor(), id).await?;
    let mut errors = FormErrors::new();
    let Some(new) = ShipForm::filled(&order, &fields).shipment(&mut errors) else {
        return again(&shop, &desk, id, Refusal::fields(errors), Some(&fields)).await;
    };
    match fulfilment::ship(&shop, &desk.actor(), id, fields.version(), &new).await {
        Ok(_) => Ok(See::other(paths::order(id))
            .with_notice("orders.shipped")
            .into_response()),
        Err(error) => match Refusal::of_shipping(&error) {
            Some(refusal) => again(&shop, &desk, id, refusal, Some(&fields)).await,
            None => Err(error.into()),
        },
    }
}

/// `POST /admin/orders/{id}/shipments/{shipment}/delivered`
pub async fn delivered(
    State(shop): State<Shop>,
    desk: Desk,
    Path((id, shipment)): Path<(OrderId, ShipmentId)>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<Response, PageError> {
    match fulfilment::mark_delivered(&shop, &desk.actor(), shipment).await {
        Ok(()) => Ok(See::other(paths::order(id))
            .with_notice("orders.delivered")
            .into_response()),
        Err(error) => match Refusal::of_shipping(&error) {
            Some(refusal) => again(&shop, &desk, id, refusal, None).await,
            None => Err(error.into()),
        },
    }
}

/// `GET /admin/orders/{id}/cancel`: asks once more, since nothing brings the order back.
pub async fn cancel_page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    let file = orders::file(&shop, &desk.actor(), id).await?;
    if !file.order.is_cancellable() {
        let refusal = Refusal::alert("This order cannot be cancelled any more.");
        return again(&shop, &desk, id, refusal, None).await;
    }
    desk.html("admin/order_cancel.html", &CancelView::of(&file))
        .await
}

/// `POST /admin/orders/{id}/cancel`
pub async fn cancel(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<OrderId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let actor = desk.actor();
    let mut errors = FormErrors::new();
    let say = || Message::text("Say why, for those who look at this order later.");
    let Some(reason) = errors.required("reason", &fields.text("reason"), say) else {
        let view = CancelView {
            errors,
            ..CancelView::of(&orders::file(&shop, &actor, id).await?)
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return desk
            .html_with(status, "admin/order_cancel.html", &view)
            .await;
    };
    match orders::cancel(&shop, &actor, id, fields.version(), &reason).await {
        Ok(()) => Ok(See::other(paths::order(id))
            .with_notice("orders.cancelled")
            .into_response()),
        Err(CancelError::Stale) => {
            let file = orders::file(&shop, &actor, id).await?;
            if !file.order.is_cancellable() {
                return again(&shop, &desk, id, Refusal::stale(), None).await;
            }
            let view = CancelView {
                reason,
                alert: Some(STALE),
                ..CancelView::of(&file)
            };
            desk.html_with(StatusCode::CONFLICT, "admin/order_cancel.html", &view)
                .await
        }
        Err(error) if error.kind() == FailureKind::Conflict => {
            again(&shop, &desk, id, Refusal::conflict(&error), None).await
        }
        Err(error) => Err(error.into()),
    }
}

impl CancelView {
    fn of(file: &OrderFile) -> Self {
        let order = &file.order;
        let (refund, received) = match (by_gateway(&file.payments), by_hand(&file.payments)) {
            (Some(amount), _) => ("gateway", Some(amount)),
            (None, Some(amount)) => ("manual", Some(amount)),
            (None, None) => ("none", None),
        };
        Self {
            action: paths::order_cancel(order.id),
            order_url: paths::order(order.id),
            number: order.number,
            version: order.version,
            customer: order.shipping_address.full_name(),
            total: order.amounts.total,
            refund,
            received,
            reason: String::new(),
            alert: None,
            errors: FormErrors::new(),
        }
    }
}

/// Why an action was not done.
struct Refusal {
    status: StatusCode,
    alert: Option<String>,
    errors: FormErrors,
}

impl Refusal {
    fn alert(text: &str) -> Self {
        let alert = Some(text.to_owned());
        Self {
            status: StatusCode::CONFLICT,
            alert,
            errors: FormErrors::new(),
        }
    }

    fn stale() -> Self {
        Self::alert(STALE)
    }

    fn conflict(error: &impl Failure) -> Self {
        Self::alert(&whole_sentence(error))
    }

    fn fields(errors: FormErrors) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            alert: None,
            errors,
        }
    }

    fn of_shipping(error: &ShipError) -> Option<Self> {
        if let Some(errors) = ship_form::field_error(error) {
            return Some(Self::fields(errors));
        }
        match (error, error.kind()) {
            (ShipError::Stale, _) => Some(Self::stale()),
            (_, FailureKind::Conflict) => Some(Self::conflict(error)),
            _ => None,
        }
    }
}

/// The order's page once more, with the reason; `typed` fills its form for shipping.
async fn again(
    shop: &Shop,
    desk: &Desk,
    id: OrderId,
    refusal: Refusal,
    typed: Option<&Fields>,
) -> Result<Response, PageError> {
    let file = orders::file(shop, &desk.actor(), id).await?;
    let form = match typed {
        Some(fields) => ShipForm::filled(&file.order, fields),
        None => ShipForm::of(&file.order),
    };
    let mut view = order_view::view(shop, desk, file, form).await?;
    (view.alert, view.errors) = (refusal.alert, refusal.errors);
    desk.html_with(refusal.status, "admin/order.html", &view)
        .await
}
