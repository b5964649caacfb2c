//! The stock of one variant: how much, why, and correcting it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use shop::Shop;
use shop::catalog;
use shop::ids::VariantId;
use shop::inventory::{
    self, AdjustError, Adjustment, Movement, MovementReason, Setting, SettingChange,
};

use super::Fields;
use super::desk::Desk;
use super::list::{Choice, told};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// Of what happened.
const SHOWN: u64 = 100;

/// `admin/stock.html`
#[derive(Serialize)]
struct StockView {
    action: String,
    product_url: String,
    title: String,
    sku: String,
    options: String,
    on_hand: i64,
    reserved: i64,
    available: i64,
    backorder: bool,
    happened: Vec<Happened>,
    reasons: Vec<Choice>,
    backorder_url: String,
    /// Whether the box is ticked.
    wants_backorder: bool,
    expect_url: String,
    /// When goods are expected, as typed.
    restock_on: String,
    form: StockForm,
    stale: Option<StaleView>,
    errors: FormErrors,
}

#[derive(Default, Serialize)]
struct StockForm {
    on_hand: String,
    reason: String,
    note: String,
}

/// The number changed between looking and saving.
#[derive(Serialize)]
struct StaleView {
    seen: String,
    counted: String,
    now: i64,
}

/// A movement, or what somebody decided.
#[derive(Serialize)]
struct Happened {
    at: DateTime<Utc>,
    /// With its sign; empty when no unit came or went.
    delta: String,
    what: String,
    note: String,
    actor: String,
}

/// `GET /admin/stock/{variant}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(variant): Path<VariantId>,
) -> Result<Response, PageError> {
    let mut view = StockView::read(&shop, variant).await?;
    view.form.on_hand = view.on_hand.to_string();
    desk.html("admin/stock.html", &view).await
}

/// `POST /admin/stock/{variant}`
pub async fn adjust(
    State(shop): State<Shop>,
    desk: Desk,
    Path(variant): Path<VariantId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let form = StockForm::sent(&fields);
    let mut errors = FormErrors::new();
    let Some(adjustment) = form.adjustment(&fields, variant, &mut errors) else {
        return again(&shop, &desk, variant, form, errors).await;
    };
    match inventory::adjust(&shop, &desk.actor(), &adjustment).await {
        Ok(()) => Ok(See::other(paths::stock(variant))
            .with_notice("stock.saved")
            .into_response()),
        Err(AdjustError::Stale { on_hand }) => {
            let mut view = StockView::read(&shop, variant).await?;
            view.stale = Some(StaleView {
                seen: fields.text("seen"),
                counted: form.on_hand.clone(),
                now: on_hand,
            });
            view.form = form;
            desk.html_with(StatusCode::CONFLICT, "admin/stock.html", &view)
                .await
        }
        Err(error @ (AdjustError::Negative | AdjustError::Promised { .. })) => {
            errors.add("on_hand", told(&error));
            again(&shop, &desk, variant, form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/stock/{variant}/backorders`
pub async fn set_backorder(
    State(shop): State<Shop>,
    desk: Desk,
    Path(variant): Path<VariantId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let wanted = fields.has("backorder");
    match inventory::set_backorder(&shop, &desk.actor(), variant, wanted).await {
        Ok(()) => Ok(See::other(paths::stock(variant))
            .with_notice("stock.backorders")
            .into_response()),
        Err(error @ AdjustError::Oversold { .. }) => {
            let mut view = StockView::read(&shop, variant).await?;
            view.form.on_hand = view.on_hand.to_string();
            view.wants_backorder = wanted;
            view.errors.add("backorder", told(&error));
            desk.html_with(StatusCode::UNPROCESSABLE_ENTITY, "admin/stock.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/stock/{variant}/expected`
pub async fn expect(
    State(shop): State<Shop>,
    desk: Desk,
    Path(variant): Path<VariantId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let typed = fields.text("restock_on");
    let mut errors = FormErrors::new();
    let day = match typed.trim() {
        "" => Some(None),
        text => errors
            .check("restock_on", text.parse::<NaiveDate>(), |_| {
                Message::text("A day such as 2026-03-31, or nothing.")
            })
            .map(Some),
    };
    let Some(day) = day else {
        let mut view = StockView::read(&shop, variant).await?;
        view.form.on_hand = view.on_hand.to_string();
        view.restock_on = typed;
        view.errors = errors;
        return desk
            .html_with(StatusCode::UNPROCESSABLE_ENTITY, "admin/stock.html", &view)
            .await;
    };
    inventory::expect(&shop, &desk.actor(), variant, day).await?;
    Ok(See::other(paths::stock(variant))
        .with_notice("stock.expected")
        .into_response())
}

async fn again(
    shop: &Shop,
    desk: &Desk,
    variant: VariantId,
    form: StockForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let view = StockView {
        form,
        errors,
        ..StockView::read(shop, variant).await?
    };
    desk.html_with(StatusCode::UNPROCESSABLE_ENTITY, "admin/stock.html", &view)
        .await
}

impl StockForm {
    fn sent(fields: &Fields) -> Self {
        Self {
            on_hand: fields.text("on_hand"),
            reason: fields.text("reason"),
            note: fields.text("note"),
        }
    }

    fn adjustment(
        &self,
        fields: &Fields,
        variant: VariantId,
        errors: &mut FormErrors,
    ) -> Option<Adjustment> {
        let on_hand = errors.check("on_hand", self.on_hand.trim().parse(), |_| {
            Message::text("A whole number, such as 12.")
        });
        let by_hand = MovementReason::BY_HAND.into_iter();
        let reason = by_hand
            .into_iter()
            .find(|reason| reason.as_str() == self.reason);
        let reason = errors.check("reason", reason.ok_or(()), |()| {
            Message::text("Choose why.")
        });
        Some(Adjustment {
            variant,
            // A form that does not say what it showed is out of date.
            seen: fields.text("seen").parse().unwrap_or(-1),
            on_hand: on_hand?,
            reason: reason?,
            note: self.note.trim().to_owned(),
        })
    }
}

impl StockView {
    async fn read(shop: &Shop, variant: VariantId) -> Result<Self, PageError> {
        let read = shop.db.primary();
        let levels = inventory::availability(read, &[variant]).await?;
        let level = *levels.get(&variant).ok_or_else(PageError::not_found)?;
        let mut items = catalog::sale_items(read, &[variant]).await?;
        let item = items.remove(&variant).ok_or_else(PageError::not_found)?;
        let movements = inventory::movements(read, variant, SHOWN).await?;
        let settings = inventory::setting_changes(read, variant, SHOWN).await?;
        Ok(Self {
            action: paths::stock(variant),
            product_url: paths::product(item.product_id),
            title: item.title,
            sku: item.variant.sku.as_str().to_owned(),
            options: item.variant.options.join(", "),
            on_hand: level.on_hand,
            reserved: level.reserved,
            available: level.available(),
            backorder: level.backorder,
            happened: happened(movements, settings),
            reasons: reasons(),
            backorder_url: paths::stock_backorders(variant),
            wants_backorder: level.backorder,
            expect_url: paths::stock_expected(variant),
            restock_on: level
                .restock_on
                .map(|day| day.to_string())
                .unwrap_or_default(),
            form: StockForm::default(),
            stale: None,
            errors: FormErrors::new(),
        })
    }
}

/// The newest first.
fn happened(movements: Vec<Movement>, settings: Vec<SettingChange>) -> Vec<Happened> {
    let settings = settings.into_iter().map(Happened::from);
    let movements = movements.into_iter().map(Happened::from);
    let mut all: Vec<_> = settings.chain(movements).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    // Each of them goes back as far as this: what is older is not complete.
    all.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    all
}

impl From<SettingChange> for Happened {
    fn from(change: SettingChange) -> Self {
        let what = match change.setting {
            Setting::Backorder(true) => "Back-orders are taken".to_owned(),
            Setting::Backorder(false) => "Back-orders are taken no more".to_owned(),
            Setting::Expected(Some(day)) => format!("Goods are expected on {day}"),
            Setting::Expected(None) => "Nobody knows when goods come".to_owned(),
        };
        Self {
            at: change.at,
            delta: String::new(),
            what,
            note: String::new(),
            actor: change.actor,
        }
    }
}

impl From<Movement> for Happened {
    fn from(movement: Movement) -> Self {
        Self {
            at: movement.at,
            delta: format!("{:+}", movement.delta).replace('-', "−"),
            what: reason_words(movement.reason).to_owned(),
            note: movement.note,
            actor: movement.actor,
        }
    }
}

pub fn reasons() -> Vec<Choice> {
    MovementReason::BY_HAND
        .map(|reason| Choice::new(reason.as_str(), reason_words(reason)))
        .to_vec()
}

fn reason_words(reason: MovementReason) -> &'static str {
    match reason {
        MovementReason::Initial => "First stock",
        MovementReason::Import => "Import",
        MovementReason::Count => "Counted",
        MovementReason::Received => "Goods came in",
        MovementReason::Damaged => "Damaged",
        MovementReason::Lost => "Lost",
        MovementReason::Returned => "A customer sent it back",
        MovementReason::Shipped => "Shipped",
    }
}
