//! The admin: what administrators and content managers see. English; handlers thin, forms come back with what was typed.

mod attribute_form;
mod attributes;
mod bulk;
mod bulk_form;
mod categories;
mod category_attributes;
mod category_tree;
mod collection_form;
mod collections;
mod confirm;
mod conflict;
mod dashboard;
mod day;
pub(crate) mod desk;
mod exports;
mod fields;
mod imports;
mod jobs;
pub(crate) mod list;
mod mail;
mod media;
mod order_actions;
mod order_timeline;
mod order_view;
mod orders;
mod pick;
pub(crate) mod pictures;
mod product;
mod product_draft;
mod product_form;
mod product_pictures;
mod product_reader;
mod product_sorting;
mod product_specification;
mod product_types;
mod product_variants;
mod product_view;
mod products;
mod review;
mod reviews;
mod search;
mod search_pins;
mod search_report;
mod session;
mod settings;
mod settings_form;
pub(crate) mod ship_form;
mod staff;
mod stock;
pub(crate) mod tasks;

use shop::staff::Permission;

use crate::kit::access::{Access, Routes};
use crate::kit::upload::UploadLimits;

pub(crate) use fields::Fields;

pub fn routes() -> Routes {
    entrance()
        .merge(catalogue())
        .merge(descriptions())
        .merge(opinions())
        .merge(finding())
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
    let one = UploadLimits::ONE_PICTURE;
    let retry_picture = "/admin/products/{id}/pictures/{picture}/retry";
    Routes::new()
        .get("/admin/products", view, products::list)
        .get("/admin/products/new", manage, product::new_page)
        .upload(
            "/admin/products/new",
            manage,
            UploadLimits::PICTURES,
            product::create,
        )
        .post("/admin/products/bulk", manage, bulk::begin)
        .post("/admin/products/bulk/change", manage, bulk::change)
        .get("/admin/products/bulk/{id}", view, bulk::page)
        .post("/admin/products/bulk/{id}/undo", manage, bulk::undo)
        .get("/admin/products/{id}", view, product::page)
        .upload(
            "/admin/products/{id}",
            manage,
            UploadLimits::PICTURES,
            product::save,
        )
        .post("/admin/products/{id}/status", manage, product::set_status)
        .post("/admin/products/{id}/duplicate", manage, product::duplicate)
        .post("/admin/products/{id}/delete", manage, product::delete)
        .post("/admin/products/preview", manage, product::preview)
        .post(retry_picture, manage, product::retry_picture)
        .get("/admin/stock/{variant}", view, stock::page)
        .post("/admin/stock/{variant}", count, stock::adjust)
        .post(
            "/admin/stock/{variant}/backorders",
            count,
            stock::set_backorder,
        )
        .post("/admin/stock/{variant}/expected", count, stock::expect)
        .get("/admin/categories", view, category_tree::list)
        .post("/admin/categories/move", manage, category_tree::arrange)
        .merge(media::routes())
        .get("/admin/categories/new", manage, categories::new_page)
        .upload("/admin/categories/new", manage, one, categories::create)
        .get("/admin/categories/{id}", manage, categories::page)
        .upload("/admin/categories/{id}", manage, one, categories::save)
        .get(
            "/admin/categories/{id}/delete",
            manage,
            categories::delete_page,
        )
        .post("/admin/categories/{id}/delete", manage, categories::delete)
        .get("/admin/pick/{kind}", view, pick::options)
}

/// What products are described by.
fn descriptions() -> Routes {
    let view = Access::Staff(Permission::ViewCatalogue);
    let manage = Access::Staff(Permission::ManageCatalogue);
    let (attribute, product_type) = ("/admin/attributes/{id}", "/admin/product-types/{id}");
    let of_category = "/admin/categories/{id}/attributes";
    let delete_type = "/admin/product-types/{id}/delete";
    Routes::new()
        .get("/admin/attributes", view, attributes::list)
        .get("/admin/attributes/new", manage, attributes::new_page)
        .post("/admin/attributes/new", manage, attributes::create)
        .get(attribute, manage, attributes::page)
        .post(attribute, manage, attributes::save)
        .post("/admin/attributes/{id}/delete", manage, attributes::delete)
        .get("/admin/product-types", view, product_types::list)
        .get("/admin/product-types/new", manage, product_types::new_page)
        .post("/admin/product-types/new", manage, product_types::create)
        .get(product_type, manage, product_types::page)
        .post(product_type, manage, product_types::save)
        .post(delete_type, manage, product_types::delete)
        .post(of_category, manage, category_attributes::save)
        .merge(gathered())
}

/// Pages of the shop that are made of rules.
fn gathered() -> Routes {
    let view = Access::Staff(Permission::ViewCatalogue);
    let manage = Access::Staff(Permission::ManageCatalogue);
    let collection = "/admin/collections/{id}";
    let delete = "/admin/collections/{id}/delete";
    Routes::new()
        .get("/admin/collections", view, collections::list)
        .get("/admin/collections/new", manage, collections::new_page)
        .post("/admin/collections/new", manage, collections::create)
        .get(collection, manage, collections::page)
        .post(collection, manage, collections::save)
        .post(delete, manage, collections::delete)
}

fn opinions() -> Routes {
    let moderate = Access::Staff(Permission::ModerateReviews);
    Routes::new()
        .get("/admin/reviews", moderate, reviews::list)
        .post("/admin/reviews/decide", moderate, reviews::decide)
        .get("/admin/reviews/{id}", moderate, review::page)
        .post("/admin/reviews/{id}", moderate, review::decide)
        .post("/admin/reviews/{id}/reply", moderate, review::reply)
}

fn finding() -> Routes {
    let view = Access::Staff(Permission::ViewCatalogue);
    let manage = Access::Staff(Permission::ManageCatalogue);
    Routes::new()
        .get("/admin/search", view, search::page)
        .get("/admin/search/report", view, search_report::page)
        .get("/admin/search/synonyms/new", manage, search::new_page)
        .post("/admin/search/synonyms/new", manage, search::create)
        .get("/admin/search/synonyms/{id}", manage, search::synonym_page)
        .post("/admin/search/synonyms/{id}", manage, search::save)
        .post("/admin/search/synonyms/{id}/delete", manage, search::delete)
        .get("/admin/search/pins/new", manage, search_pins::new_page)
        .post("/admin/search/pins/new", manage, search_pins::create)
        .get("/admin/search/pins/{id}", manage, search_pins::page)
        .post("/admin/search/pins/{id}", manage, search_pins::change)
        .post(
            "/admin/search/pins/{id}/delete",
            manage,
            search_pins::delete,
        )
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
    // What takes long is done to the catalogue.
    let catalogue = Access::Staff(Permission::ManageCatalogue);
    let people = Access::Staff(Permission::ManageStaff);
    let rules = Access::Staff(Permission::ManageSettings);
    Routes::new()
        .get("/admin/mail", mails, mail::list)
        .get("/admin/mail/{id}", mails, mail::page)
        .get("/admin/mail/{id}/html", mails, mail::html)
        .get("/admin/jobs", work, jobs::list)
        .post("/admin/jobs/{id}/retry", work, jobs::retry)
        .merge(files(catalogue))
        .get("/admin/tasks", catalogue, tasks::list)
        .get("/admin/tasks/{id}", catalogue, tasks::page)
        .get("/admin/tasks/{id}/progress", catalogue, tasks::progress)
        .get("/admin/tasks/{id}/problems.csv", catalogue, tasks::problems)
        .post("/admin/tasks/{id}/cancel", catalogue, tasks::cancel)
        .get("/admin/staff", people, staff::list)
        .get("/admin/staff/new", people, staff::new_page)
        .post("/admin/staff/new", people, staff::add)
        .get("/admin/staff/{id}", people, staff::page)
        .post("/admin/staff/{id}", people, staff::save)
        .post("/admin/staff/{id}/password", people, staff::set_password)
        .get("/admin/settings", rules, settings::page)
        .post("/admin/settings", rules, settings::save)
}

/// Files with products, in and out.
fn files(catalogue: Access) -> Routes {
    Routes::new()
        .get("/admin/imports", catalogue, imports::list)
        .upload(
            "/admin/imports",
            catalogue,
            UploadLimits::TABLE,
            imports::send,
        )
        .get("/admin/imports/{id}", catalogue, imports::page)
        .post(
            "/admin/imports/{id}/mapping",
            catalogue,
            imports::save_mapping,
        )
        .post("/admin/imports/{id}/check", catalogue, imports::check)
        .post("/admin/imports/{id}/run", catalogue, imports::run)
        .post("/admin/imports/{id}/undo", catalogue, imports::undo)
        .get(
            "/admin/imports/{id}/problems/{task}",
            catalogue,
            imports::problems,
        )
        .post("/admin/exports", catalogue, exports::start)
        .get("/admin/exports/{task}", catalogue, exports::download)
}
