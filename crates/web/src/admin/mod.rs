//! The admin: what administrators and content managers see. English; handlers thin, forms come back with what was typed.

mod categories;
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
    use Permission::{
        AdjustStock, ManageCatalogue, ManageJobs, ManageOrders, ManageSettings, ManageStaff,
        ShipOrders, ViewCatalogue, ViewDashboard, ViewMail, ViewOrders,
    };
    let staff = Access::Staff;
    Routes::new()
        .get("/admin/sign-in", Access::Public, session::sign_in_page)
        .post("/admin/sign-in", Access::Public, session::sign_in)
        .get("/admin/setup/{token}", Access::Public, session::setup_page)
        .post("/admin/setup/{token}", Access::Public, session::set_up)
        .post("/admin/sign-out", Access::AnyStaff, session::sign_out)
        .get("/admin/password", Access::AnyStaff, session::password_page)
        .post("/admin/password", Access::AnyStaff, session::change_password)
        .get("/admin", staff(ViewDashboard), dashboard::page)
        .get("/admin/products", staff(ViewCatalogue), products::list)
        .get("/admin/products/new", staff(ManageCatalogue), product::new_page)
        .post("/admin/products/new", staff(ManageCatalogue), product::create)
        .get("/admin/products/{id}", staff(ViewCatalogue), product::page)
        .post("/admin/products/{id}", staff(ManageCatalogue), product::save)
        .post("/admin/products/{id}/status", staff(ManageCatalogue), product::set_status)
        .post(
            "/admin/products/{id}/pictures/{picture}/retry",
            staff(ManageCatalogue),
            product::retry_picture,
        )
        .get("/admin/stock/{variant}", staff(ViewCatalogue), stock::page)
        .post("/admin/stock/{variant}", staff(AdjustStock), stock::adjust)
        .get("/admin/categories", staff(ViewCatalogue), categories::list)
        .get("/admin/categories/new", staff(ManageCatalogue), categories::new_page)
        .post("/admin/categories/new", staff(ManageCatalogue), categories::create)
        .get("/admin/categories/{id}", staff(ManageCatalogue), categories::page)
        .post("/admin/categories/{id}", staff(ManageCatalogue), categories::save)
        .post("/admin/categories/{id}/delete", staff(ManageCatalogue), categories::delete)
        .get("/admin/orders", staff(ViewOrders), orders::list)
        .get("/admin/orders/{id}", staff(ViewOrders), orders::page)
        .post("/admin/orders/{id}/paid", staff(ManageOrders), order_actions::mark_paid)
        .post("/admin/orders/{id}/refunded", staff(ManageOrders), order_actions::mark_refunded)
        .post("/admin/orders/{id}/ship", staff(ShipOrders), order_actions::ship)
        .post(
            "/admin/orders/{id}/shipments/{shipment}/delivered",
            staff(ShipOrders),
            order_actions::delivered,
        )
        .get("/admin/orders/{id}/cancel", staff(ManageOrders), order_actions::cancel_page)
        .post("/admin/orders/{id}/cancel", staff(ManageOrders), order_actions::cancel)
        .get("/admin/mail", staff(ViewMail), mail::list)
        .get("/admin/mail/{id}", staff(ViewMail), mail::page)
        .get("/admin/mail/{id}/html", staff(ViewMail), mail::html)
        .get("/admin/jobs", staff(ManageJobs), jobs::list)
        .post("/admin/jobs/{id}/retry", staff(ManageJobs), jobs::retry)
        .get("/admin/staff", staff(ManageStaff), staff::list)
        .get("/admin/staff/new", staff(ManageStaff), staff::new_page)
        .post("/admin/staff/new", staff(ManageStaff), staff::add)
        .get("/admin/staff/{id}", staff(ManageStaff), staff::page)
        .post("/admin/staff/{id}", staff(ManageStaff), staff::save)
        .post("/admin/staff/{id}/password", staff(ManageStaff), staff::set_password)
        .get("/admin/settings", staff(ManageSettings), settings::page)
        .post("/admin/settings", staff(ManageSettings), settings::save)
}
