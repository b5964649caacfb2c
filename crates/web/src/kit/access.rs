//! Who may call a route. Every route is registered here and nowhere else, so none can forget to say.
//!
//! ```ignore
//! pub fn routes() -> Routes {
//!     Routes::new()
//!         .get("/admin/orders", Access::Staff(Permission::ViewOrders), orders::list)
//!         .post("/admin/orders/{id}/cancel", Access::Staff(Permission::ManageOrders), orders::cancel)
//! }
//! ```
//!
//! The guard runs before the handler and before any extractor. It refuses a write that comes from another site (all routes
//! but webhooks), one by a client who has used up its allowance ([`super::limits`]), and for staff routes a caller without session
//! (to the sign-in page) or without the permission (403).

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use shop::staff::{Actor, Permission, Session};
use shop::{Token, staff};

use super::cookies;
use super::csrf;
use super::errors::PageError;
use super::limits::LimitOf;
use super::redirect::See;
use super::upload::UploadLimits;
use crate::{App, routes};

/// Longer than any page should take, shorter than a proxy waits.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Twenty megabytes from a telephone in the countryside.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(10);

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A signed-in member of staff whose role has this permission.
    Staff(Permission),
    /// Any signed-in member of staff: signing out, the own password.
    AnyStaff,
    /// A gateway; the handler verifies its signature over the raw body.
    Webhook,
    /// Anybody, on the pretend bank's own pages.
    SandboxBank,
}

/// One line of the list of routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteEntry {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
}

/// Routes with who may call them; becomes an axum router at the very end.
#[derive(Default)]
pub struct Routes {
    routes: Vec<Route>,
}

struct Route {
    entry: RouteEntry,
    method: MethodRouter<App>,
    upload: Option<UploadLimits>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", path, access, get(handler))
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, access, post(handler))
    }

    /// A POST with files in it: pictures, a list to import. Read by [`StaffUpload`](super::upload::StaffUpload).
    #[must_use]
    pub fn upload<H, T>(
        self,
        path: &'static str,
        access: Access,
        limits: UploadLimits,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        // Counted while it is read, see `kit::upload`.
        let method = post(handler).layer(DefaultBodyLimit::disable());
        let mut routes = self.add("POST", path, access, method);
        if let Some(route) = routes.routes.last_mut() {
            route.upload = Some(limits);
        }
        routes
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.routes);
        self
    }

    /// What is registered, for tests and documentation.
    pub fn entries(&self) -> impl Iterator<Item = &RouteEntry> {
        self.routes.iter().map(|route| &route.entry)
    }

    pub(crate) fn into_router(self, app: &App) -> Router {
        let mut router = Router::new();
        for route in self.routes {
            let entry = route.entry;
            let gate = Gate {
                app: app.clone(),
                access: entry.access,
                limit: LimitOf::route(entry.method, entry.path),
                upload: route.upload,
            };
            let guard = middleware::from_fn_with_state(gate, guard);
            router = router.route(entry.path, route.method.route_layer(guard));
        }
        router.with_state(app.clone())
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        access: Access,
        handler: MethodRouter<App>,
    ) -> Self {
        self.routes.push(Route {
            entry: RouteEntry {
                method,
                path,
                access,
            },
            method: handler,
            upload: None,
        });
        self
    }
}

/// The signed-in member of staff. Only routes with [`Access::Staff`] or [`Access::AnyStaff`] have one.
#[derive(Debug, Clone)]
pub struct Staff {
    pub session: Session,
}

impl Staff {
    /// For the use cases.
    pub fn actor(&self) -> Actor {
        self.session.actor()
    }

    pub fn can(&self, permission: Permission) -> bool {
        self.session.staff.role.allows(permission)
    }
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            PageError::internal("a handler asks for staff on a route that lets anybody in")
        })
    }
}

/// What the guard of a route knows about it.
#[derive(Clone)]
struct Gate {
    app: App,
    access: Access,
    limit: Option<LimitOf>,
    upload: Option<UploadLimits>,
}

async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let timeout = if gate.upload.is_some() {
        UPLOAD_TIMEOUT
    } else {
        TIMEOUT
    };
    let answer = tokio::time::timeout(timeout, pass(gate, request, next));
    answer
        .await
        .unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

async fn pass(gate: Gate, mut request: Request, next: Next) -> Response {
    let Gate {
        app,
        access,
        limit,
        upload,
    } = gate;
    if access != Access::Webhook
        && let Err(error) = csrf::check_origin(&app, request.method(), request.headers())
    {
        return error.into_response();
    }
    // After the check of the origin: another site must not use up the allowance of a visitor.
    if let Some(limit) = limit {
        let client = app.proxies.client(request.extensions(), request.headers());
        if let Err(wait) = app.limits.count(limit, &client) {
            return PageError::too_many(wait).into_response();
        }
    }
    if let Some(limits) = upload {
        request.extensions_mut().insert(limits);
    }
    let needed = match access {
        Access::Public | Access::Webhook | Access::SandboxBank => return next.run(request).await,
        Access::Staff(permission) => Some(permission),
        Access::AnyStaff => None,
    };
    match session_of(&app, request.headers()).await {
        Ok(Some(staff)) => {
            if needed.is_some_and(|permission| !staff.can(permission)) {
                return PageError::forbidden().into_response();
            }
            request.extensions_mut().insert(staff);
            let mut answer = next.run(request).await;
            // What staff see is for nobody's cache.
            answer.headers_mut().insert(
                axum::http::header::CACHE_CONTROL,
                axum::http::HeaderValue::from_static("no-store"),
            );
            answer
        }
        Ok(None) => to_sign_in(&request),
        Err(error) => error.into_response(),
    }
}

/// The staff of a request's session cookie. A page that anybody may see uses it to greet who is signed in already.
pub async fn session_of(app: &App, headers: &HeaderMap) -> Result<Option<Staff>, PageError> {
    let Some(token) = cookies::get(headers, cookies::STAFF).and_then(Token::parse) else {
        return Ok(None);
    };
    Ok(staff::session(&app.shop, &token)
        .await?
        .map(|session| Staff { session }))
}

fn to_sign_in(request: &Request) -> Response {
    // After a POST there is nothing to come back to: the page that sent it is found from the start page.
    let wanted = if request.method() == axum::http::Method::GET {
        request
            .uri()
            .path_and_query()
            .map_or("/admin", axum::http::uri::PathAndQuery::as_str)
    } else {
        "/admin"
    };
    See::other(routes::sign_in(wanted))
        .for_request(request.headers())
        .into_response()
}
