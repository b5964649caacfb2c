//! What a merchant changes while the shop runs.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use l10n::Locale;
use serde::Serialize;
use shop::Shop;
use shop::settings::{self, SaveError};

use super::Fields;
use super::conflict::Conflict;
use super::desk::Desk;
use super::list::Choice;
use super::settings_form::{SettingsForm, add_problems};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// `admin/settings.html`
#[derive(Serialize)]
struct SettingsView {
    action: &'static str,
    form: SettingsForm,
    unsaved: bool,
    time_zones: Vec<Choice>,
    countries: Vec<Choice>,
    locales: Vec<Choice>,
    price_modes: Vec<Choice>,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

/// `GET /admin/settings`
pub async fn page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let saved = settings::load(shop.db.primary()).await?;
    desk.html(
        "admin/settings.html",
        &SettingsView::new(SettingsForm::saved(&saved)),
    )
    .await
}

/// `POST /admin/settings`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let mut form = SettingsForm::sent(&fields);
    let mut errors = FormErrors::new();
    if form.press(&fields.text("do")) {
        return again(&desk, StatusCode::OK, form, errors).await;
    }
    let Some(wanted) = form.settings(&mut errors) else {
        return again(&desk, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await;
    };
    match settings::save(&shop, &desk.actor(), &wanted, form.version).await {
        Ok(()) => Ok(See::other(paths::SETTINGS)
            .with_notice("settings.saved")
            .into_response()),
        Err(SaveError::Invalid(problems)) => {
            add_problems(&mut errors, &problems);
            again(&desk, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await
        }
        Err(SaveError::Stale) => stale(&shop, &desk, form).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(
    desk: &Desk,
    status: StatusCode,
    form: SettingsForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let view = SettingsView {
        errors,
        unsaved: true,
        ..SettingsView::new(form)
    };
    desk.html_with(status, "admin/settings.html", &view).await
}

/// Somebody else saved first: the form keeps what was typed, over their version, and says what differs.
async fn stale(shop: &Shop, desk: &Desk, mut mine: SettingsForm) -> Result<Response, PageError> {
    let theirs = SettingsForm::saved(&settings::load(shop.db.primary()).await?);
    mine.version = theirs.version;
    let conflict = Conflict::between(&mine.labelled(), &theirs.labelled(), paths::SETTINGS);
    let view = SettingsView {
        conflict: Some(conflict),
        unsaved: true,
        ..SettingsView::new(mine)
    };
    desk.html_with(StatusCode::CONFLICT, "admin/settings.html", &view)
        .await
}

impl SettingsView {
    fn new(form: SettingsForm) -> Self {
        Self {
            action: paths::SETTINGS,
            form,
            unsaved: false,
            time_zones: chrono_tz::TZ_VARIANTS
                .iter()
                .map(|zone| Choice::new(zone.name(), zone.name().replace('_', " ")))
                .collect(),
            countries: countries(),
            locales: Locale::ALL
                .iter()
                .map(|locale| Choice::new(locale.code(), locale.name()))
                .collect(),
            price_modes: vec![
                Choice::new("tax", "Gross: the tax is in them"),
                Choice::new("no_tax", "Net: the tax is added at the end"),
            ],
            conflict: None,
            errors: FormErrors::new(),
        }
    }
}

/// Every country of ISO 3166-1, by its English name.
fn countries() -> Vec<Choice> {
    let mut all: Vec<_> = rust_iso3166::ALL_ALPHA2
        .iter()
        .map(|code| Choice::new(*code, l10n::country_name(Locale::EN, code)))
        .collect();
    all.sort_by(|one, other| one.label.cmp(&other.label));
    all
}
