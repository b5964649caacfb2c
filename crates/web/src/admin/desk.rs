//! The frame around every page of staff: who is signed in, and where they may go.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use shop::staff::{Actor, Permission};

use crate::App;
use crate::kit::access::Staff;
use crate::kit::errors::PageError;
use crate::kit::visit::Visit;
use crate::routes;
use crate::routes::admin as paths;

/// A request of staff: renders pages of the admin and the warehouse, each with its menu.
#[derive(Clone)]
pub struct Desk {
    pub staff: Staff,
    visit: Visit,
    path: String,
}

/// What the frame shows; `desk` in templates.
#[derive(Debug, Clone, Serialize)]
pub struct DeskView {
    groups: Vec<Group>,
    /// Each permission by its name: may this person do that?
    can: BTreeMap<&'static str, bool>,
    storefront_url: &'static str,
    password_url: &'static str,
    sign_out_url: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Group {
    title: &'static str,
    links: Vec<Link>,
}

#[derive(Debug, Clone, Serialize)]
struct Link {
    title: &'static str,
    url: &'static str,
    icon: &'static str,
    /// The value of `aria-current`: `page` for the page itself, `true` for one below it.
    current: Option<&'static str>,
}

#[derive(Serialize)]
struct Framed<'a, V> {
    desk: DeskView,
    #[serde(flatten)]
    view: &'a V,
}

/// Title, address, icon, and who sees it.
type Entry = (&'static str, &'static str, &'static str, Permission);

const MENU: [(&str, &[Entry]); 4] = [
    (
        "",
        &[(
            "Dashboard",
            paths::HOME,
            "dashboard",
            Permission::ViewDashboard,
        )],
    ),
    (
        "Sales",
        &[
            ("Orders", paths::ORDERS, "receipt", Permission::ViewOrders),
            (
                "To ship",
                paths::WAREHOUSE,
                "building-warehouse",
                Permission::ShipOrders,
            ),
            ("Mail", paths::MAIL, "mail", Permission::ViewMail),
        ],
    ),
    (
        "Catalogue",
        &[
            (
                "Products",
                paths::PRODUCTS,
                "package",
                Permission::ViewCatalogue,
            ),
            (
                "Categories",
                paths::CATEGORIES,
                "category",
                Permission::ViewCatalogue,
            ),
            (
                "Collections",
                paths::COLLECTIONS,
                "stack-2",
                Permission::ViewCatalogue,
            ),
            (
                "Attributes",
                paths::ATTRIBUTES,
                "adjustments",
                Permission::ViewCatalogue,
            ),
            ("Pictures", paths::MEDIA, "photo", Permission::ViewCatalogue),
            (
                "Reviews",
                paths::REVIEWS,
                "star",
                Permission::ModerateReviews,
            ),
            (
                "Import and export",
                paths::IMPORTS,
                "file-import",
                Permission::ManageCatalogue,
            ),
        ],
    ),
    (
        "Shop",
        &[
            ("Search", paths::SEARCH, "search", Permission::ViewCatalogue),
            (
                "Settings",
                paths::SETTINGS,
                "settings",
                Permission::ManageSettings,
            ),
            ("Staff", paths::STAFF, "users", Permission::ManageStaff),
            (
                "Tasks",
                paths::TASKS,
                "history",
                Permission::ManageCatalogue,
            ),
            ("Jobs", paths::JOBS, "list-check", Permission::ManageJobs),
        ],
    ),
];

impl Desk {
    /// For the use cases.
    pub fn actor(&self) -> Actor {
        self.staff.actor()
    }

    pub fn can(&self, permission: Permission) -> bool {
        self.staff.can(permission)
    }

    /// # Errors
    /// If the template fails.
    pub async fn html(&self, template: &str, view: &impl Serialize) -> Result<Response, PageError> {
        self.html_with(StatusCode::OK, template, view).await
    }

    /// A page with another status: 422 for a form that comes back, 409 when somebody else was faster.
    ///
    /// # Errors
    /// If the template fails.
    pub async fn html_with(
        &self,
        status: StatusCode,
        template: &str,
        view: &impl Serialize,
    ) -> Result<Response, PageError> {
        let framed = Framed {
            desk: self.view(),
            view,
        };
        self.visit.html_with(status, template, &framed).await
    }

    fn view(&self) -> DeskView {
        let can = Permission::ALL.map(|one| (one.as_str(), self.can(one)));
        DeskView {
            groups: menu(&self.path, |permission| self.can(permission)),
            can: can.into_iter().collect(),
            storefront_url: routes::HOME,
            password_url: paths::PASSWORD,
            sign_out_url: paths::SIGN_OUT,
        }
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let Ok(visit) = Visit::from_request_parts(parts, app).await;
        Ok(Self {
            staff,
            visit,
            path: parts.uri.path().to_owned(),
        })
    }
}

/// Only what is not refused; a group without links is left out.
fn menu(path: &str, may: impl Fn(Permission) -> bool) -> Vec<Group> {
    let groups = MENU.into_iter().map(|(title, entries)| {
        let links = entries
            .iter()
            .filter(|(_, _, _, permission)| may(*permission))
            .map(|&(title, url, icon, _)| Link {
                title,
                url,
                icon,
                current: is_in(path, url).then_some(if path == url { "page" } else { "true" }),
            });
        Group {
            title,
            links: links.collect(),
        }
    });
    groups.filter(|group| !group.links.is_empty()).collect()
}

/// Whether a page belongs to a section; the dashboard is only itself, the stock pages belong to the products.
fn is_in(path: &str, section: &str) -> bool {
    let is_below = path
        .strip_prefix(section)
        .is_some_and(|rest| rest.starts_with('/'));
    path == section
        || (is_below && section != paths::HOME)
        || (section == paths::PRODUCTS && path.starts_with("/admin/stock/"))
        || (section == paths::ATTRIBUTES && path.starts_with(paths::PRODUCT_TYPES))
}

#[cfg(test)]
mod tests {
    use shop::staff::Role;

    use super::*;

    fn titles(role: Role) -> Vec<&'static str> {
        let groups = menu("/admin", |permission| role.allows(permission));
        groups
            .into_iter()
            .flat_map(|group| group.links)
            .map(|link| link.title)
            .collect()
    }

    #[test]
    fn a_menu_offers_nothing_that_would_be_refused() {
        assert_eq!(
            titles(Role::Warehouse),
            [
                "To ship",
                "Products",
                "Categories",
                "Collections",
                "Attributes",
                "Pictures",
                "Search"
            ]
        );
        assert_eq!(
            titles(Role::ContentManager),
            [
                "Dashboard",
                "Products",
                "Categories",
                "Collections",
                "Attributes",
                "Pictures",
                "Reviews",
                "Import and export",
                "Search",
                "Tasks"
            ]
        );
        assert_eq!(titles(Role::Administrator).len(), 16);
    }

    #[test]
    fn the_menu_marks_where_one_is() {
        let cases = [
            ("/admin", "Dashboard"),
            ("/admin/orders", "Orders"),
            ("/admin/orders/1/cancel", "Orders"),
            ("/admin/stock/1", "Products"),
            ("/admin/product-types/1", "Attributes"),
            ("/warehouse/orders/1", "To ship"),
        ];
        for (path, title) in cases {
            let links = menu(path, |_| true)
                .into_iter()
                .flat_map(|group| group.links);
            let current: Vec<_> = links
                .filter(|link| link.current.is_some())
                .map(|link| link.title)
                .collect();
            assert_eq!(current, [title], "{path}");
        }
    }
}
