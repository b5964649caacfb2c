//! Signing in and out, the first administrator, the own password.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use serde::{Deserialize, Serialize};
use shop::staff::{
    self, NewAdministrator, Permission, Session, SetupError, SignInError, StaffError,
};
use shop::{Shop, Token};

use super::Fields;
use super::desk::Desk;
use super::list::{sentence, told};
use crate::App;
use crate::kit::access::session_of;
use crate::kit::client::ClientAddress;
use crate::kit::cookies;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::FormErrors;
use crate::kit::redirect::{See, is_local};
use crate::kit::visit::Visit;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/sign_in.html`
#[derive(Serialize)]
struct SignInView {
    action: &'static str,
    next: String,
    email: String,
    problem: Option<String>,
}

/// `admin/setup.html`
#[derive(Default, Serialize)]
struct SetupView {
    usable: bool,
    action: String,
    sign_in_url: &'static str,
    name: String,
    email: String,
    errors: FormErrors,
}

/// `admin/password.html`
#[derive(Serialize)]
struct PasswordView {
    action: &'static str,
    email: String,
    errors: FormErrors,
}

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct SetupForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    password: String,
}

/// `GET /admin/sign-in`
pub async fn sign_in_page(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    if let Some(staff) = session_of(&app, &headers).await? {
        let to = destination(&wanted.next, home_of(&staff.session));
        return Ok(See::other(to).into_response());
    }
    let view = SignInView {
        action: routes::SIGN_IN,
        next: wanted.next,
        email: String::new(),
        problem: None,
    };
    visit.html("admin/sign_in.html", &view).await
}

/// `POST /admin/sign-in`
pub async fn sign_in(
    State(shop): State<Shop>,
    visit: Visit,
    client: ClientAddress,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    let (status, problem) = match staff::sign_in(&shop, &form.email, &form.password, &client.0)
        .await
    {
        Ok(token) => {
            let to = after_sign_in(&shop, &token, &form.next).await?;
            let cookie = cookies::staff(&token, visit.is_secure());
            return Ok(See::other(to).with_cookie(cookie).into_response());
        }
        Err(error @ SignInError::Wrong) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            sentence(&error.to_string()),
        ),
        Err(SignInError::Throttled { until }) => {
            let minutes = (until - shop.clock.now()).num_minutes() + 1;
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            let text = format!("Too many attempts. The next one is possible in {minutes} {unit}");
            (StatusCode::TOO_MANY_REQUESTS, text)
        }
        Err(error @ SignInError::Db(_)) => return Err(error.into()),
    };
    let view = SignInView {
        action: routes::SIGN_IN,
        next: form.next,
        email: form.email,
        problem: Some(format!("{problem}.")),
    };
    visit.html_with(status, "admin/sign_in.html", &view).await
}

/// Where somebody wanted to go, or where their work is.
async fn after_sign_in(shop: &Shop, token: &Token, next: &str) -> Result<String, PageError> {
    let session = staff::session(shop, token).await?;
    let home = session.as_ref().map_or(paths::HOME, home_of);
    Ok(destination(next, home))
}

fn home_of(session: &Session) -> &'static str {
    let has_dashboard = session.staff.role.allows(Permission::ViewDashboard);
    if has_dashboard {
        paths::HOME
    } else {
        paths::WAREHOUSE
    }
}

fn destination(next: &str, home: &str) -> String {
    let is_ours = is_local(next)
        && (next.starts_with("/admin/") || next.starts_with(paths::WAREHOUSE))
        && !next.starts_with(routes::SIGN_IN);
    if is_ours {
        next.to_owned()
    } else {
        home.to_owned()
    }
}

/// `POST /admin/sign-out`
pub async fn sign_out(
    State(shop): State<Shop>,
    visit: Visit,
    headers: HeaderMap,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    if let Some(token) = cookies::get(&headers, cookies::STAFF).and_then(Token::parse) {
        staff::sign_out(&shop, &token).await?;
    }
    Ok(See::other(routes::SIGN_IN)
        .with_cookie(cookies::forget(cookies::STAFF, visit.is_secure()))
        .with_notice("staff.signed-out"))
}

/// `GET /admin/setup/{token}`
pub async fn setup_page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let usable = match Token::parse(&token) {
        Some(token) => staff::setup_link_is_usable(&shop, &token).await?,
        None => false,
    };
    let status = if usable {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let view = SetupView {
        usable,
        ..SetupView::of(&token)
    };
    visit.html_with(status, "admin/setup.html", &view).await
}

/// `POST /admin/setup/{token}`
pub async fn set_up(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<Response, PageError> {
    let mut view = SetupView::of(&token);
    let link = Token::parse(&token).ok_or_else(PageError::not_found)?;
    let new = NewAdministrator {
        name: form.name.clone(),
        email: form.email.clone(),
        password: form.password,
    };
    match staff::use_setup_link(&shop, &link, new).await {
        Ok(session) => {
            let cookie = cookies::staff(&session, visit.is_secure());
            let see = See::other(paths::SETTINGS).with_cookie(cookie);
            Ok(see.with_notice("staff.set-up").into_response())
        }
        Err(SetupError::Invalid(problems)) => {
            (view.usable, view.name, view.email) = (true, form.name, form.email);
            for (field, problem) in problems {
                view.errors.add(field, told(&problem));
            }
            visit
                .html_with(StatusCode::UNPROCESSABLE_ENTITY, "admin/setup.html", &view)
                .await
        }
        Err(SetupError::LinkInvalid | SetupError::AlreadySetUp) => {
            visit
                .html_with(StatusCode::NOT_FOUND, "admin/setup.html", &view)
                .await
        }
        Err(error @ SetupError::Db(_)) => Err(error.into()),
    }
}

impl SetupView {
    fn of(token: &str) -> Self {
        Self {
            action: paths::setup(token),
            sign_in_url: routes::SIGN_IN,
            ..Self::default()
        }
    }
}

/// `GET /admin/password`
pub async fn password_page(desk: Desk) -> Result<Response, PageError> {
    let view = PasswordView::of(&desk, FormErrors::new());
    desk.html("admin/password.html", &view).await
}

/// `POST /admin/password`
pub async fn change_password(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(form): StaffForm<PasswordForm>,
) -> Result<Response, PageError> {
    let id = desk.staff.session.staff.id;
    match staff::change_password(&shop, &desk.actor(), id, &form.password).await {
        Ok(()) => Ok(See::other(routes::SIGN_IN)
            .with_notice("staff.password-changed")
            .into_response()),
        Err(StaffError::Invalid(problems)) => {
            let view = PasswordView::of(&desk, super::staff::errors_of(problems));
            desk.html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                "admin/password.html",
                &view,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

impl PasswordView {
    fn of(desk: &Desk, errors: FormErrors) -> Self {
        let email = desk.staff.session.staff.email.as_str().to_owned();
        Self {
            action: paths::PASSWORD,
            email,
            errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_is_where_one_wanted_to_go_or_where_the_work_is() {
        let cases = [
            ("", "/warehouse"),
            ("/admin", "/warehouse"),
            ("/admin/orders?status=unpaid", "/admin/orders?status=unpaid"),
            ("/warehouse/orders/1", "/warehouse/orders/1"),
            ("/admin/sign-in", "/warehouse"),
            ("/cart", "/warehouse"),
            ("//evil.example/admin/", "/warehouse"),
            ("https://evil.example", "/warehouse"),
        ];
        for (next, expected) in cases {
            assert_eq!(destination(next, "/warehouse"), expected, "{next:?}");
        }
    }
}
