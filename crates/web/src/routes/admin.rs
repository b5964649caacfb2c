//! The paths of the people who run the shop.

use std::fmt::Display;

use shop::ids::{
    AttributeId, CategoryId, CollectionId, ImportId, JobId, OrderId, PictureId, PinsId, ProductId,
    ProductTypeId, ReviewId, ShipmentId, StaffId, SynonymId, TaskId, VariantId,
};

pub const HOME: &str = "/admin";
pub const SIGN_OUT: &str = "/admin/sign-out";
pub const PASSWORD: &str = "/admin/password";
pub const PRODUCTS: &str = "/admin/products";
pub const NEW_PRODUCT: &str = "/admin/products/new";
pub const PRODUCT_PREVIEW: &str = "/admin/products/preview";
pub const BULK: &str = "/admin/products/bulk";
pub const CHANGE_BULK: &str = "/admin/products/bulk/change";
pub const CATEGORIES: &str = "/admin/categories";
pub const MOVE_CATEGORY: &str = "/admin/categories/move";
pub const MEDIA: &str = "/admin/media";
/// Pictures to choose from, as a part of another page.
pub const CHOOSE_MEDIA: &str = "/admin/media/choose";
pub const NEW_CATEGORY: &str = "/admin/categories/new";
pub const ATTRIBUTES: &str = "/admin/attributes";
pub const NEW_ATTRIBUTE: &str = "/admin/attributes/new";
pub const PRODUCT_TYPES: &str = "/admin/product-types";
pub const NEW_PRODUCT_TYPE: &str = "/admin/product-types/new";
pub const COLLECTIONS: &str = "/admin/collections";
pub const NEW_COLLECTION: &str = "/admin/collections/new";
pub const REVIEWS: &str = "/admin/reviews";
pub const DECIDE_REVIEWS: &str = "/admin/reviews/decide";
pub const SEARCH: &str = "/admin/search";
pub const SEARCH_REPORT: &str = "/admin/search/report";
pub const NEW_SYNONYM: &str = "/admin/search/synonyms/new";
pub const NEW_PINS: &str = "/admin/search/pins/new";
pub const ORDERS: &str = "/admin/orders";
pub const MAIL: &str = "/admin/mail";
pub const JOBS: &str = "/admin/jobs";
pub const TASKS: &str = "/admin/tasks";
pub const IMPORTS: &str = "/admin/imports";
pub const EXPORTS: &str = "/admin/exports";
pub const STAFF: &str = "/admin/staff";
pub const NEW_STAFF: &str = "/admin/staff/new";
pub const SETTINGS: &str = "/admin/settings";
pub const WAREHOUSE: &str = "/warehouse";

/// Where the first administrator is made; the token is shown on the console.
pub fn setup(token: impl Display) -> String {
    format!("/admin/setup/{token}")
}

pub fn product(id: ProductId) -> String {
    format!("/admin/products/{id}")
}

/// With those of its many variants that start there.
pub fn product_from(id: ProductId, from: usize) -> String {
    match from {
        0 => product(id),
        from => format!("{}?from={from}", product(id)),
    }
}

pub fn duplicate_product(id: ProductId) -> String {
    format!("/admin/products/{id}/duplicate")
}

pub fn delete_product(id: ProductId) -> String {
    format!("/admin/products/{id}/delete")
}

/// What was changed in bulk.
pub fn bulk(id: impl Display) -> String {
    format!("/admin/products/bulk/{id}")
}

pub fn undo_bulk(id: impl Display) -> String {
    format!("/admin/products/bulk/{id}/undo")
}

pub fn product_status(id: ProductId) -> String {
    format!("/admin/products/{id}/status")
}

pub fn retry_picture(product: ProductId, picture: PictureId) -> String {
    format!("/admin/products/{product}/pictures/{picture}/retry")
}

pub fn stock(variant: VariantId) -> String {
    format!("/admin/stock/{variant}")
}

pub fn stock_backorders(variant: VariantId) -> String {
    format!("/admin/stock/{variant}/backorders")
}

pub fn stock_expected(variant: VariantId) -> String {
    format!("/admin/stock/{variant}/expected")
}

pub fn category(id: CategoryId) -> String {
    format!("/admin/categories/{id}")
}

pub fn delete_category(id: CategoryId) -> String {
    format!("/admin/categories/{id}/delete")
}

/// What a picker offers.
pub fn picker(kind: &str) -> String {
    format!("/admin/pick/{kind}")
}

/// One picture of the library.
pub fn picture(key: &str) -> String {
    format!("{MEDIA}/{key}")
}

pub fn replace_picture(key: &str) -> String {
    format!("{MEDIA}/{key}/replace")
}

pub fn put_picture_back(key: &str) -> String {
    format!("{MEDIA}/{key}/put-back")
}

pub fn make_sizes(key: &str) -> String {
    format!("{MEDIA}/{key}/retry")
}

pub fn delete_picture(key: &str) -> String {
    format!("{MEDIA}/{key}/delete")
}

pub fn review(id: ReviewId) -> String {
    format!("/admin/reviews/{id}")
}

pub fn review_reply(id: ReviewId) -> String {
    format!("/admin/reviews/{id}/reply")
}

pub fn synonym(id: SynonymId) -> String {
    format!("/admin/search/synonyms/{id}")
}

pub fn delete_synonym(id: SynonymId) -> String {
    format!("/admin/search/synonyms/{id}/delete")
}

pub fn pins(id: PinsId) -> String {
    format!("/admin/search/pins/{id}")
}

pub fn delete_pins(id: PinsId) -> String {
    format!("/admin/search/pins/{id}/delete")
}

pub fn order(id: OrderId) -> String {
    format!("/admin/orders/{id}")
}

pub fn order_paid(id: OrderId) -> String {
    format!("/admin/orders/{id}/paid")
}

pub fn order_refunded(id: OrderId) -> String {
    format!("/admin/orders/{id}/refunded")
}

pub fn order_ship(id: OrderId) -> String {
    format!("/admin/orders/{id}/ship")
}

pub fn order_cancel(id: OrderId) -> String {
    format!("/admin/orders/{id}/cancel")
}

pub fn delivered(order: OrderId, shipment: ShipmentId) -> String {
    format!("/admin/orders/{order}/shipments/{shipment}/delivered")
}

pub fn mail(id: &str) -> String {
    format!("/admin/mail/{id}")
}

pub fn mail_html(id: &str) -> String {
    format!("/admin/mail/{id}/html")
}

pub fn retry_job(id: JobId) -> String {
    format!("/admin/jobs/{id}/retry")
}

pub fn import(id: ImportId) -> String {
    format!("/admin/imports/{id}")
}

pub fn import_mapping(id: ImportId) -> String {
    format!("/admin/imports/{id}/mapping")
}

pub fn check_import(id: ImportId) -> String {
    format!("/admin/imports/{id}/check")
}

pub fn run_import(id: ImportId) -> String {
    format!("/admin/imports/{id}/run")
}

pub fn undo_import(id: ImportId) -> String {
    format!("/admin/imports/{id}/undo")
}

/// The rows of a file that a task could not use.
pub fn import_problems(id: ImportId, task: TaskId) -> String {
    format!("/admin/imports/{id}/problems/{task}")
}

pub fn export(task: TaskId) -> String {
    format!("/admin/exports/{task}")
}

pub fn task(id: TaskId) -> String {
    format!("/admin/tasks/{id}")
}

pub fn task_progress(id: TaskId) -> String {
    format!("/admin/tasks/{id}/progress")
}

pub fn cancel_task(id: TaskId) -> String {
    format!("/admin/tasks/{id}/cancel")
}

pub fn task_problems(id: TaskId) -> String {
    format!("/admin/tasks/{id}/problems.csv")
}

pub fn staff_member(id: StaffId) -> String {
    format!("/admin/staff/{id}")
}

pub fn staff_password(id: StaffId) -> String {
    format!("/admin/staff/{id}/password")
}

/// What the warehouse works on.
pub fn pick(id: OrderId) -> String {
    format!("/warehouse/orders/{id}")
}

pub fn slip(id: OrderId) -> String {
    format!("/warehouse/orders/{id}/slip")
}

pub fn attribute(id: AttributeId) -> String {
    format!("/admin/attributes/{id}")
}

pub fn delete_attribute(id: AttributeId) -> String {
    format!("/admin/attributes/{id}/delete")
}

pub fn product_type(id: ProductTypeId) -> String {
    format!("/admin/product-types/{id}")
}

pub fn delete_product_type(id: ProductTypeId) -> String {
    format!("/admin/product-types/{id}/delete")
}

pub fn category_attributes(id: CategoryId) -> String {
    format!("/admin/categories/{id}/attributes")
}

pub fn collection(id: CollectionId) -> String {
    format!("/admin/collections/{id}")
}

pub fn delete_collection(id: CollectionId) -> String {
    format!("/admin/collections/{id}/delete")
}
