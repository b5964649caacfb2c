//! Nobody gets in where they do not belong.

use axum::http::Method;
use shop::staff::Role;
use testkit::{TestShop, multipart, shop_test};
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

#[shop_test]
async fn a_role_is_refused_what_is_not_its_own(shop: TestShop) {
    for role in Role::ALL {
        let mut browser = shop.staff(role).await;
        for entry in web::all_routes().entries() {
            let Access::Staff(permission) = entry.access else {
                continue;
            };
            if role.allows(permission) {
                continue;
            }
            let path = example(entry.path);
            let page = match entry.method {
                "GET" => browser.get(&path).await,
                _ => browser.post_form(&path, &[]).await,
            };

            assert_eq!(page.status, 403, "{role} at {} {path}", entry.method);
        }
    }
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
        let mut page = administrator.post_form(&path, &[("csrf", "guess")]).await;
        if page.status == 400 {
            // One that takes files, and nothing else.
            let guess = [("csrf".to_owned(), "guess".to_owned())];
            let (body, kind) = multipart(&guess, &[]);
            page = administrator
                .send(Method::POST, &path, body, Some(&kind))
                .await;
        }

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
