//! Who works here.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use shop::Shop;
use shop::ids::StaffId;
use shop::staff::{self, NewStaff, Role, StaffChanges, StaffError, StaffMember, StaffProblem};

use super::Fields;
use super::conflict::{Conflict, Labelled};
use super::desk::Desk;
use super::list::{Choice, told};
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes;
use crate::routes::admin as paths;

/// `admin/staff.html`
#[derive(Serialize)]
struct StaffListView {
    new_url: &'static str,
    members: Vec<MemberRow>,
}

#[derive(Serialize)]
struct MemberRow {
    url: String,
    name: String,
    email: String,
    role: &'static str,
    active: bool,
    is_me: bool,
    created_at: DateTime<Utc>,
}

/// `admin/staff_new.html`
#[derive(Serialize)]
struct NewStaffView {
    list_url: &'static str,
    action: &'static str,
    form: NewForm,
    roles: Vec<Choice>,
    errors: FormErrors,
}

#[derive(Default, Serialize)]
struct NewForm {
    name: String,
    email: String,
    role: String,
}

/// `admin/staff_member.html`
#[derive(Serialize)]
struct MemberView {
    list_url: &'static str,
    action: String,
    password_action: String,
    heading: String,
    email: String,
    form: MemberForm,
    roles: Vec<Choice>,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

#[derive(Serialize)]
struct MemberForm {
    version: i64,
    name: String,
    role: String,
    active: bool,
}

/// `GET /admin/staff`
pub async fn list(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let me = desk.staff.session.staff.id;
    let members = staff::list(shop.db.primary()).await?;
    let rows = members.into_iter().map(|member| MemberRow {
        url: paths::staff_member(member.id),
        name: member.name,
        email: member.email.as_str().to_owned(),
        role: member.role.label(),
        active: member.active,
        is_me: member.id == me,
        created_at: member.created_at,
    });
    let view = StaffListView {
        new_url: paths::NEW_STAFF,
        members: rows.collect(),
    };
    desk.html("admin/staff.html", &view).await
}

/// `GET /admin/staff/new`
pub async fn new_page(desk: Desk) -> Result<Response, PageError> {
    let form = NewForm {
        role: Role::Warehouse.as_str().to_owned(),
        ..NewForm::default()
    };
    desk.html(
        "admin/staff_new.html",
        &NewStaffView::new(form, FormErrors::new()),
    )
    .await
}

/// `POST /admin/staff/new`
pub async fn add(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let form = NewForm {
        name: fields.text("name"),
        email: fields.text("email"),
        role: fields.text("role"),
    };
    let new = NewStaff {
        name: form.name.clone(),
        email: form.email.clone(),
        role: form.role.parse().map_err(|_| PageError::invalid())?,
        password: fields.text("password"),
    };
    match staff::add(&shop, &desk.actor(), new).await {
        Ok(_) => Ok(See::other(paths::STAFF)
            .with_notice("staff.added")
            .into_response()),
        Err(StaffError::Invalid(problems)) => {
            let view = NewStaffView::new(form, errors_of(problems));
            desk.html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                "admin/staff_new.html",
                &view,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/staff/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<StaffId>,
) -> Result<Response, PageError> {
    let member = find(&shop, id).await?;
    let form = MemberForm::of(&member);
    desk.html("admin/staff_member.html", &MemberView::new(&member, form))
        .await
}

/// `POST /admin/staff/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<StaffId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let form = MemberForm::sent(&fields);
    let changes = StaffChanges {
        name: form.name.clone(),
        role: form.role.parse().map_err(|_| PageError::invalid())?,
        active: form.active,
    };
    let outcome = staff::update(&shop, &desk.actor(), id, form.version, changes).await;
    match outcome {
        Ok(()) => Ok(See::other(paths::STAFF)
            .with_notice("staff.saved")
            .into_response()),
        Err(StaffError::Stale) => stale(&shop, &desk, id, form).await,
        Err(StaffError::LastAdministrator) => {
            let text = "This is the last administrator who may sign in, and the shop cannot be without one.";
            let mut errors = FormErrors::new();
            errors.add("role", Message::text(text));
            again(&shop, &desk, id, form, errors, StatusCode::CONFLICT).await
        }
        Err(StaffError::Invalid(problems)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            again(&shop, &desk, id, form, errors_of(problems), status).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/staff/{id}/password`
pub async fn set_password(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<StaffId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    match staff::change_password(&shop, &desk.actor(), id, &fields.text("password")).await {
        // One's own sessions end, too.
        Ok(()) if id == desk.staff.session.staff.id => Ok(See::other(routes::SIGN_IN)
            .with_notice("staff.password-changed")
            .into_response()),
        Ok(()) => Ok(See::other(paths::STAFF)
            .with_notice("staff.password-set")
            .into_response()),
        Err(StaffError::Invalid(problems)) => {
            let form = MemberForm::of(&find(&shop, id).await?);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            again(&shop, &desk, id, form, errors_of(problems), status).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn again(
    shop: &Shop,
    desk: &Desk,
    id: StaffId,
    form: MemberForm,
    errors: FormErrors,
    status: StatusCode,
) -> Result<Response, PageError> {
    let member = find(shop, id).await?;
    let view = MemberView {
        errors,
        ..MemberView::new(&member, form)
    };
    desk.html_with(status, "admin/staff_member.html", &view)
        .await
}

/// Somebody else saved first: the form keeps what was typed, over their version, and says what differs.
async fn stale(
    shop: &Shop,
    desk: &Desk,
    id: StaffId,
    mut mine: MemberForm,
) -> Result<Response, PageError> {
    let member = find(shop, id).await?;
    let theirs = MemberForm::of(&member);
    mine.version = theirs.version;
    let conflict = Conflict::between(
        &mine.labelled(),
        &theirs.labelled(),
        paths::staff_member(id),
    );
    let mut view = MemberView::new(&member, mine);
    view.conflict = Some(conflict);
    desk.html_with(StatusCode::CONFLICT, "admin/staff_member.html", &view)
        .await
}

async fn find(shop: &Shop, id: StaffId) -> Result<StaffMember, PageError> {
    staff::find(shop.db.primary(), id)
        .await?
        .ok_or_else(PageError::not_found)
}

/// What is wrong with fields about a person, at these fields.
pub fn errors_of(problems: Vec<(&'static str, StaffProblem)>) -> FormErrors {
    let mut errors = FormErrors::new();
    for (field, problem) in problems {
        errors.add(field, told(&problem));
    }
    errors
}

fn roles() -> Vec<Choice> {
    Role::ALL
        .map(|role| Choice::new(role.as_str(), role.label()))
        .to_vec()
}

impl NewStaffView {
    fn new(form: NewForm, errors: FormErrors) -> Self {
        Self {
            list_url: paths::STAFF,
            action: paths::NEW_STAFF,
            form,
            roles: roles(),
            errors,
        }
    }
}

impl MemberView {
    fn new(member: &StaffMember, form: MemberForm) -> Self {
        Self {
            list_url: paths::STAFF,
            action: paths::staff_member(member.id),
            password_action: paths::staff_password(member.id),
            heading: member.name.clone(),
            email: member.email.as_str().to_owned(),
            form,
            roles: roles(),
            conflict: None,
            errors: FormErrors::new(),
        }
    }
}

impl MemberForm {
    fn of(member: &StaffMember) -> Self {
        Self {
            version: member.version,
            name: member.name.clone(),
            role: member.role.as_str().to_owned(),
            active: member.active,
        }
    }

    fn sent(fields: &Fields) -> Self {
        Self {
            version: fields.version(),
            name: fields.text("name"),
            role: fields.text("role"),
            active: fields.has("active"),
        }
    }

    fn labelled(&self) -> Vec<Labelled> {
        let role = self
            .role
            .parse()
            .map_or_else(|_| self.role.clone(), |role: Role| role.label().to_owned());
        vec![
            Labelled::plain("Name", &self.name),
            Labelled::plain("Role", role),
            Labelled::plain("May sign in", if self.active { "yes" } else { "no" }),
        ]
    }
}
