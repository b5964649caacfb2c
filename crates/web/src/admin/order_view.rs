//! Everything about one order, as its page shows it.

use chrono::{DateTime, Utc};
use commerce::{Money, OrderState, PaymentState, PricesInclude, Rate, ShipmentState, TaxTotal};
use l10n::Locale;
use serde::Serialize;
use shop::Shop;
use shop::fulfilment::{self, Shipment};
use shop::ids::OrderLineId;
use shop::orders::{Order, OrderAdjustment, OrderFile, OrderLine, to_refund_by_hand};
use shop::payments::{self, MANUAL, Payment, SANDBOX};
use shop::staff::Permission;

use super::desk::Desk;
use super::list::in_words;
use super::order_timeline::{self, EntryView};
use super::pictures::thumb;
use super::ship_form::{CARRIERS, ShipForm};
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/order.html`
#[derive(Serialize)]
pub struct OrderView {
    pub alert: Option<String>,
    pub errors: FormErrors,
    list_url: &'static str,
    customer_url: String,
    number: i64,
    version: i64,
    placed_at: DateTime<Utc>,
    order_status: &'static str,
    payment_state: String,
    fulfilment: String,
    hold_until: Option<DateTime<Utc>>,
    /// The order is closed; money may still come.
    late: bool,
    email: String,
    phone: String,
    language: &'static str,
    payment_method: String,
    shipping_address: Vec<String>,
    billing_address: Option<Vec<String>>,
    lines: Vec<LineView>,
    prices_include_tax: bool,
    subtotal: Money,
    discount: Option<Money>,
    shipping: ShippingView,
    taxes: Vec<TaxView>,
    total: Money,
    payments: Vec<PaymentView>,
    shipments: Vec<ShipmentView>,
    timeline: Vec<EntryView>,
    ship: ShipForm,
    carriers: [&'static str; CARRIERS.len()],
    actions: Actions,
}

#[derive(Serialize)]
struct LineView {
    title: String,
    options: String,
    sku: String,
    picture: Option<String>,
    stock_url: Option<String>,
    quantity: u32,
    shipped: u32,
    unit_price: Money,
    compare_at: Option<Money>,
    tax: Money,
    tax_name: String,
    tax_rate: Rate,
    total: Money,
    adjustments: Vec<AdjustmentView>,
}

#[derive(Serialize)]
struct AdjustmentView {
    reason: String,
    rate: Option<Rate>,
    amount: Money,
}

#[derive(Serialize)]
struct TaxView {
    name: String,
    rate: Rate,
    net: Money,
    tax: Money,
}

impl From<TaxTotal> for TaxView {
    fn from(total: TaxTotal) -> Self {
        Self {
            name: total.name,
            rate: total.rate,
            net: total.net,
            tax: total.tax,
        }
    }
}

#[derive(Serialize)]
struct ShippingView {
    name: String,
    amount: Money,
    adjustments: Vec<AdjustmentView>,
}

#[derive(Serialize)]
struct PaymentView {
    gateway: String,
    state: &'static str,
    created_at: DateTime<Utc>,
    amount: Money,
    captured: Money,
    refunded: Option<Money>,
    reference: Option<String>,
    failure: Option<String>,
    entries: Vec<LedgerView>,
}

#[derive(Serialize)]
struct LedgerView {
    kind: String,
    amount: Money,
    source: String,
    at: DateTime<Utc>,
}

#[derive(Serialize)]
struct ShipmentView {
    state: &'static str,
    carrier: String,
    tracking_number: String,
    shipped_at: Option<DateTime<Utc>>,
    parts: Vec<ParcelPart>,
    delivered_url: Option<String>,
}

#[derive(Serialize)]
struct ParcelPart {
    title: String,
    quantity: u32,
}

/// What can be done now, by this person.
#[derive(Serialize)]
struct Actions {
    paid_url: Option<String>,
    refunded_url: Option<String>,
    /// What is to be sent back by hand.
    refund: Option<Money>,
    ship_url: Option<String>,
    slip_url: Option<String>,
    cancel_url: Option<String>,
}

/// Reads what else belongs to the order and puts it into words.
pub async fn view(
    shop: &Shop,
    desk: &Desk,
    file: OrderFile,
    ship: ShipForm,
) -> Result<OrderView, PageError> {
    let OrderFile {
        order,
        adjustments,
        timeline,
        payments,
    } = file;
    let actions = actions(desk, &order, &payments);
    let shipments = fulfilment::of_order(shop.db.reader(), order.id).await?;
    let mut payment_views = Vec::with_capacity(payments.len());
    for payment in payments {
        payment_views.push(payment_view(shop, payment).await?);
    }
    let amounts = &order.amounts;
    Ok(OrderView {
        alert: None,
        errors: FormErrors::new(),
        list_url: paths::ORDERS,
        customer_url: routes::order(&order.token),
        number: order.number,
        version: order.version,
        placed_at: order.placed_at,
        order_status: order.status().as_str(),
        payment_state: in_words(order.payment_state.as_str()).to_lowercase(),
        fulfilment: goods(&order).to_owned(),
        hold_until: order.hold_until.filter(|_| order.is_payable()),
        late: order.state != OrderState::Open,
        email: order.email.as_str().to_owned(),
        phone: order.shipping_address.phone.clone(),
        language: order.locale.name(),
        payment_method: gateway_name(&order.payment_method).to_lowercase(),
        shipping_address: order.shipping_address.lines(Locale::EN),
        billing_address: order
            .billing_address
            .as_ref()
            .map(|address| address.lines(Locale::EN)),
        lines: order
            .lines
            .iter()
            .map(|line| line_view(&order, line, &adjustments))
            .collect(),
        prices_include_tax: order.prices_include == PricesInclude::Tax,
        subtotal: amounts.subtotal,
        discount: Some(amounts.discount).filter(|discount| !discount.is_zero()),
        shipping: ShippingView {
            name: amounts.shipping_name.clone(),
            amount: amounts.shipping,
            adjustments: reasons(&adjustments, None),
        },
        taxes: order.taxes().into_iter().map(TaxView::from).collect(),
        total: amounts.total,
        payments: payment_views,
        shipments: shipments
            .into_iter()
            .map(|one| shipment_view(desk, &order, one))
            .collect(),
        timeline: order_timeline::entries(timeline),
        ship,
        carriers: CARRIERS,
        actions,
    })
}

fn line_view(order: &Order, line: &OrderLine, adjustments: &[OrderAdjustment]) -> LineView {
    LineView {
        title: line.title.clone(),
        options: line.options.join(", "),
        sku: line.sku.clone(),
        picture: thumb(line.picture_key.as_deref()),
        stock_url: line.variant.map(paths::stock),
        quantity: line.quantity.get(),
        shipped: line.shipped,
        unit_price: line.unit_price,
        compare_at: line.compare_at,
        tax: line.tax,
        tax_name: line.tax_name.clone(),
        tax_rate: line.tax_rate,
        total: line.shown(order.prices_include),
        adjustments: reasons(adjustments, Some(line.id)),
    }
}

fn reasons(adjustments: &[OrderAdjustment], line: Option<OrderLineId>) -> Vec<AdjustmentView> {
    let of_line = adjustments.iter().filter(|one| one.line == line);
    of_line
        .map(|one| AdjustmentView {
            reason: one.reason.clone(),
            rate: one.rate,
            amount: one.amount,
        })
        .collect()
}

async fn payment_view(shop: &Shop, payment: Payment) -> Result<PaymentView, PageError> {
    let currency = payment.amount.currency();
    let entries = payments::entries(shop.db.reader(), payment.id).await?;
    let entries = entries.into_iter().map(|entry| LedgerView {
        kind: entry.kind,
        amount: Money::new(entry.amount_minor, currency),
        source: in_words(&entry.source).to_lowercase(),
        at: entry.at,
    });
    Ok(PaymentView {
        gateway: gateway_name(&payment.gateway).to_owned(),
        state: payment.state.as_str(),
        created_at: payment.created_at,
        amount: payment.amount,
        captured: payment.captured,
        refunded: Some(payment.refunded).filter(|refunded| !refunded.is_zero()),
        reference: payment.reference,
        failure: payment.failure,
        entries: entries.collect(),
    })
}

fn shipment_view(desk: &Desk, order: &Order, shipment: Shipment) -> ShipmentView {
    let title = |id: OrderLineId| {
        let line = order.lines.iter().find(|line| line.id == id);
        line.map(|line| line.title.clone()).unwrap_or_default()
    };
    let on_its_way = shipment.state == ShipmentState::Shipped && desk.can(Permission::ShipOrders);
    ShipmentView {
        state: shipment.state.as_str(),
        carrier: shipment.carrier,
        tracking_number: shipment.tracking_number,
        shipped_at: shipment.shipped_at,
        parts: shipment
            .lines
            .into_iter()
            .map(|(line, quantity)| ParcelPart {
                title: title(line),
                quantity,
            })
            .collect(),
        delivered_url: on_its_way.then(|| paths::delivered(order.id, shipment.id)),
    }
}

fn actions(desk: &Desk, order: &Order, payments: &[Payment]) -> Actions {
    let manages = desk.can(Permission::ManageOrders);
    let ships = desk.can(Permission::ShipOrders) && order.is_shippable();
    // Also a cancelled order: money that comes late is taken note of.
    let is_unpaid = order.state != OrderState::Completed
        && matches!(
            order.payment_state,
            PaymentState::Pending | PaymentState::Failed | PaymentState::Voided
        );
    let refund = to_refund_by_hand(order, payments)
        .filter(|_| order.state == OrderState::Cancelled || order.is_cancellable())
        .and_then(|payment| payment.captured.checked_sub(payment.refunded).ok());
    Actions {
        paid_url: (manages && is_unpaid).then(|| paths::order_paid(order.id)),
        refunded_url: (manages && refund.is_some()).then(|| paths::order_refunded(order.id)),
        refund,
        ship_url: ships.then(|| paths::order_ship(order.id)),
        slip_url: ships.then(|| paths::slip(order.id)),
        cancel_url: (manages && order.is_cancellable()).then(|| paths::order_cancel(order.id)),
    }
}

/// What came by bank transfer and has not gone back.
pub fn by_hand(payments: &[Payment]) -> Option<Money> {
    left_of(payments, MANUAL)
}

/// What came through the gateway and has not gone back; it goes back by itself.
pub fn by_gateway(payments: &[Payment]) -> Option<Money> {
    left_of(payments, SANDBOX)
}

fn left_of(payments: &[Payment], gateway: &str) -> Option<Money> {
    let of_gateway = payments.iter().filter(|payment| payment.gateway == gateway);
    let mut left =
        of_gateway.filter_map(|payment| payment.captured.checked_sub(payment.refunded).ok());
    left.find(|left| left.minor() > 0)
}

fn gateway_name(gateway: &str) -> &str {
    match gateway {
        MANUAL => "Bank transfer",
        SANDBOX => "Sandbox card",
        other => other,
    }
}

fn goods(order: &Order) -> &'static str {
    use commerce::Fulfilment;
    match order.fulfilment {
        Fulfilment::None => "not shipped",
        Fulfilment::Partial => "partly shipped",
        Fulfilment::Shipped => "shipped",
        Fulfilment::Delivered => "delivered",
        Fulfilment::Returned => "returned",
    }
}
