//! Nobody gets in where they do not belong.

use axum::http::Method;
use shop::staff::Permission::{
    self, AdjustStock, ManageCatalogue, ManageJobs, ManageOrders, ManageSettings, ManageStaff,
    ModerateReviews, ShipOrders, ViewCatalogue, ViewDashboard, ViewMail, ViewOrders,
};
use shop::staff::Role;
use testkit::{Browser, Page, TestShop, multipart, shop_test};
use web::kit::access::Access;
use web::kit::limits::{LIMITS, LimitOf};

/// A path of a route with something in place of what varies.
fn example(path: &str) -> String {
    let id = "01920000-0000-7000-8000-000000000000";
    path.split('/')
        .map(|part| if part.starts_with('{') { id } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn only_staff_routes_lie_below_admin_and_warehouse() {
    let routes = web::all_routes();
    let open: Vec<_> = routes
        .entries()
        .filter(|entry| entry.path.starts_with("/admin") || entry.path.starts_with("/warehouse"))
        .filter(|entry| !matches!(entry.access, Access::Staff(_) | Access::AnyStaff))
        .map(|entry| entry.path)
        .collect();

    // Signing in and making the first administrator are for those who are nobody yet.
    for path in open {
        let is_door = path == "/admin/sign-in" || path.starts_with("/admin/setup/");
        assert!(is_door, "{path} lets anybody in");
    }
}

#[test]
fn whatever_anybody_may_post_is_limited() {
    for entry in web::all_routes().entries() {
        let anybody = !matches!(entry.access, Access::Staff(_) | Access::AnyStaff);
        let is_limited = LimitOf::route(entry.method, entry.path).is_some();
        assert_eq!(
            is_limited,
            anybody && entry.method == "POST",
            "{} {}",
            entry.method,
            entry.path
        );
    }
    let routes = web::all_routes();
    for path in LIMITS.iter().flat_map(|limit| limit.paths) {
        let is_there = routes.entries().any(|entry| entry.path == *path);
        assert!(is_there, "{path} is limited and does not exist");
    }
}

#[shop_test]
async fn a_stranger_is_sent_to_the_sign_in_page(shop: TestShop) {
    let routes = web::all_routes();
    let staff_only = routes
        .entries()
        .filter(|entry| matches!(entry.access, Access::Staff(_) | Access::AnyStaff));
    for entry in staff_only {
        let path = example(entry.path);
        let mut browser = shop.browser();
        let page = match entry.method {
            "GET" => browser.get(&path).await,
            _ => browser.post_form(&path, &[("csrf", "guess")]).await,
        };

        page.assert_status(303);
        assert!(
            page.location().starts_with("/admin/sign-in?next="),
            "{path}"
        );
    }
}

/// What reading and writing in each part of the admin takes, written down once more: the guard and the other tests read
/// the same list of routes, which may be wrong. The longest part that fits counts.
const PARTS: &[(&str, Permission, Permission)] = &[
    ("/admin/products", ViewCatalogue, ManageCatalogue),
    ("/admin/products/new", ManageCatalogue, ManageCatalogue),
    ("/admin/stock", ViewCatalogue, AdjustStock),
    ("/admin/pick", ViewCatalogue, ManageCatalogue),
    ("/admin/media", ViewCatalogue, ManageCatalogue),
    ("/admin/categories", ViewCatalogue, ManageCatalogue),
    ("/admin/categories/new", ManageCatalogue, ManageCatalogue),
    ("/admin/categories/{id}", ManageCatalogue, ManageCatalogue),
    ("/admin/attributes", ViewCatalogue, ManageCatalogue),
    ("/admin/attributes/new", ManageCatalogue, ManageCatalogue),
    ("/admin/attributes/{id}", ManageCatalogue, ManageCatalogue),
    ("/admin/product-types", ViewCatalogue, ManageCatalogue),
    ("/admin/product-types/new", ManageCatalogue, ManageCatalogue),
    (
        "/admin/product-types/{id}",
        ManageCatalogue,
        ManageCatalogue,
    ),
    ("/admin/collections", ViewCatalogue, ManageCatalogue),
    ("/admin/collections/new", ManageCatalogue, ManageCatalogue),
    ("/admin/collections/{id}", ManageCatalogue, ManageCatalogue),
    ("/admin/search", ViewCatalogue, ManageCatalogue),
    ("/admin/search/synonyms", ManageCatalogue, ManageCatalogue),
    ("/admin/search/pins", ManageCatalogue, ManageCatalogue),
    ("/admin/imports", ManageCatalogue, ManageCatalogue),
    ("/admin/exports", ManageCatalogue, ManageCatalogue),
    ("/admin/tasks", ManageCatalogue, ManageCatalogue),
    ("/admin/reviews", ModerateReviews, ModerateReviews),
    ("/admin/orders", ViewOrders, ManageOrders),
    ("/admin/orders/{id}/cancel", ManageOrders, ManageOrders),
    ("/admin/orders/{id}/ship", ShipOrders, ShipOrders),
    ("/admin/orders/{id}/shipments", ShipOrders, ShipOrders),
    ("/admin/mail", ViewMail, ViewMail),
    ("/admin/jobs", ManageJobs, ManageJobs),
    ("/admin/staff", ManageStaff, ManageStaff),
    ("/admin/settings", ManageSettings, ManageSettings),
    ("/warehouse", ShipOrders, ShipOrders),
];

/// What somebody needs for a route, by [`PARTS`]; `None` if anybody of the staff may.
fn needed(method: &str, path: &str) -> Option<Permission> {
    match path {
        "/admin" => return Some(ViewDashboard),
        "/admin/sign-out" | "/admin/password" => return None,
        _ => {}
    }
    let is_below = |part: &str| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let parts = PARTS.iter().filter(|(part, ..)| is_below(part));
    let (_, reading, writing) = parts
        .max_by_key(|(part, ..)| part.len())
        .unwrap_or_else(|| panic!("{method} {path} is in no part: write down what it takes"));
    Some(if method == "GET" { *reading } else { *writing })
}

#[test]
fn each_route_of_staff_takes_the_permission_that_is_written_down() {
    for entry in web::all_routes().entries() {
        let asked = match entry.access {
            Access::Staff(permission) => Some(permission),
            Access::AnyStaff => None,
            _ => continue,
        };
        let name = format!("{} {}", entry.method, entry.path);
        assert_eq!(asked, needed(entry.method, entry.path), "{name}");
    }
}

#[shop_test]
async fn a_role_is_let_in_where_it_belongs_and_nowhere_else(shop: TestShop) {
    for role in Role::ALL {
        let mut browser = shop.staff(role).await;
        let page = browser.get("/admin/password").await;
        let csrf = page.attributes("input[name=csrf]", "value").remove(0);
        for entry in web::all_routes().entries() {
            let Access::Staff(_) = entry.access else {
                continue;
            };
            let needed = needed(entry.method, entry.path);
            let is_allowed = needed.is_none_or(|permission| role.allows(permission));
            let path = example(entry.path);
            let page = match entry.method {
                "GET" => browser.get(&path).await,
                _ => post_nothing(&mut browser, &path, &csrf).await,
            };

            let name = format!("{role} at {} {path}: {}", entry.method, page.status);
            assert_eq!(page.status != 403, is_allowed, "{name}");
            assert!(!page.status.is_server_error(), "{name}");
        }
    }
    // An export needs nothing but a click.
    shop.run_jobs().await;
}

/// A form with its token and nothing else, of the kind that the address takes: some take files.
async fn post_nothing(browser: &mut Browser, path: &str, csrf: &str) -> Page {
    let page = browser.post_form(path, &[("csrf", csrf)]).await;
    if page.status != 400 {
        return page;
    }
    let (body, kind) = multipart(&[("csrf".to_owned(), csrf.to_owned())], &[]);
    browser.send(Method::POST, path, body, Some(&kind)).await
}

#[shop_test]
async fn a_form_of_staff_without_its_token_is_refused(shop: TestShop) {
    let mut administrator = shop.staff(Role::Administrator).await;

    let writes: Vec<_> = web::all_routes()
        .entries()
        .filter(|entry| entry.method == "POST" && matches!(entry.access, Access::Staff(_)))
        .map(|entry| example(entry.path))
        .collect();
    for path in writes {
        let page = post_nothing(&mut administrator, &path, "guess").await;

        assert_eq!(page.status, 403, "{path}");
    }
}

#[shop_test]
async fn a_write_from_another_site_is_refused(shop: TestShop) {
    let mug = shop.product("Blue mug").create().await;
    let fields = [
        ("variant", mug.variant().to_string()),
        ("quantity", "1".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut visitor = shop.browser().with_header("origin", "https://evil.example");

    let page = visitor.post_form("/cart/lines", &fields).await;

    page.assert_status(403);
    assert_eq!(visitor.cookie("cart"), None);
}
