//! The admin: what administrators and content managers see. English; handlers thin, forms come back with what was typed.

mod categories;
mod category_tree;
mod confirm;
mod conflict;
mod dashboard;
mod day;
pub(crate) mod desk;
mod fields;
mod jobs;
pub(crate) mod list;
mod mail;
mod order_actions;
mod order_timeline;
mod order_view;
mod orders;
mod pick;
pub(crate) mod pictures;
mod product;
mod product_draft;
mod product_form;
mod product_view;
mod products;
mod session;
mod settings;
mod settings_form;
pub(crate) mod ship_form;
mod staff;
mod stock;

use shop::staff::Permission;

use crate::kit::access::{Access, Routes};

pub(crate) use fields::Fields;

pub fn routes() -> Routes {
    entrance()
        .merge(catalogue())
        .merge(sales())
        .merge(back_office())
}

fn entrance() -> Routes {
    let (anybody, any_staff) = (Access::Public, Access::AnyStaff);
    Routes::new()
        .get("/admin/sign-in", anybody, session::sign_in_page)
        .post("/admin/sign-in", anybody, session::sign_in)
        .get("/admin/setup/{token}", anybody, session::setup_page)
        .post("/admin/setup/{token}", anybody, session::set_up)
        .post("/admin/sign-out", any_staff, session::sign_out)
        .get("/admin/password", any_staff, session::password_page)
        .post("/admin/password", any_staff, session::change_password)
        .get(
            "/admin",
            Access::Staff(Permission::ViewDashboard),
            dashboard::page,
        )
}

fn catalogue() -> Routes {
    let view = Access::Staff(Permission::ViewCatalogue);
    let manage = Access::Staff(Permission::ManageCatalogue);
    let count = Access::Staff(Permission::AdjustStock);
    let retry_picture = "/admin/products/{id}/pictures/{picture}/retry";
    Routes::new()
        .get("/admin/products", view, products::list)
        .get("/admin/products/new", manage, product::new_page)
        .post("/admin/products/new", manage, product::create)
        .get("/admin/products/{id}", view, product::page)
        .post("/admin/products/{id}", manage, product::save)
        .post("/admin/products/{id}/status", manage, product::set_status)
        .post(retry_picture, manage, product::retry_picture)
        .get("/admin/stock/{variant}", view, stock::page)
        .post("/admin/stock/{variant}", count, stock::adjust)
        .get("/admin/categories", view, category_tree::list)
        .post("/admin/categories/move", manage, category_tree::arrange)
        .get("/admin/categories/new", manage, categories::new_page)
        .post("/admin/categories/new", manage, categories::create)
        .get("/admin/categories/{id}", manage, categories::page)
        .post("/admin/categories/{id}", manage, categories::save)
        .get(
            "/admin/categories/{id}/delete",
            manage,
            categories::delete_page,
        )
        .post("/admin/categories/{id}/delete", manage, categories::delete)
        .get("/admin/pick/{kind}", view, pick::options)
}

fn sales() -> Routes {
    let view = Access::Staff(Permission::ViewOrders);
    let manage = Access::Staff(Permission::ManageOrders);
    let ship = Access::Staff(Permission::ShipOrders);
    let delivered = "/admin/orders/{id}/shipments/{shipment}/delivered";
    Routes::new()
        .get("/admin/orders", view, orders::list)
        .get("/admin/orders/{id}", view, orders::page)
        .post("/admin/orders/{id}/paid", manage, order_actions::mark_paid)
        .post(
            "/admin/orders/{id}/refunded",
            manage,
            order_actions::mark_refunded,
        )
        .post("/admin/orders/{id}/ship", ship, order_actions::ship)
        .post(delivered, ship, order_actions::delivered)
        .get(
            "/admin/orders/{id}/cancel",
            manage,
            order_actions::cancel_page,
        )
        .post("/admin/orders/{id}/cancel", manage, order_actions::cancel)
}

fn back_office() -> Routes {
    let mails = Access::Staff(Permission::ViewMail);
    let work = Access::Staff(Permission::ManageJobs);
    let people = Access::Staff(Permission::ManageStaff);
    let rules = Access::Staff(Permission::ManageSettings);
    Routes::new()
        .get("/admin/mail", mails, mail::list)
        .get("/admin/mail/{id}", mails, mail::page)
        .get("/admin/mail/{id}/html", mails, mail::html)
        .get("/admin/jobs", work, jobs::list)
        .post("/admin/jobs/{id}/retry", work, jobs::retry)
        .get("/admin/staff", people, staff::list)
        .get("/admin/staff/new", people, staff::new_page)
        .post("/admin/staff/new", people, staff::add)
        .get("/admin/staff/{id}", people, staff::page)
        .post("/admin/staff/{id}", people, staff::save)
        .post("/admin/staff/{id}/password", people, staff::set_password)
        .get("/admin/settings", rules, settings::page)
        .post("/admin/settings", rules, settings::save)
}
