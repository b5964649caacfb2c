//! The front doors of a test's shop, in this process.

use std::net::{SocketAddr, TcpListener};

use axum::Router;
use shop::staff::{self, Role};
use web::kit::cookies;

use crate::{
    Browser, TestShop,
    shop::{PASSWORD, PUBLIC_URL},
};

/// The router, and where it is served for those who come from outside, as webhooks do.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) listener: TcpListener,
}

impl Door {
    /// A free port of this machine.
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        listener
            .set_nonblocking(true)
            .expect("the listener can wait");
        let address = listener.local_addr().expect("the listener has an address");
        Self { address, listener }
    }

    /// Serves until the runtime of the test ends.
    pub(crate) fn serve(self, router: Router) {
        let listener = tokio::net::TcpListener::from_std(self.listener);
        let listener = listener.expect("the listener fits the runtime");
        tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await
        });
    }
}

pub(crate) fn router(shop: &shop::Shop) -> Router {
    let app = web::App::new(shop.clone(), &web::WebOptions::default());
    web::router(app.expect("the embedded assets can be read"))
}

impl TestShop {
    /// A visitor without cookies.
    ///
    /// # Panics
    /// Never: the public address is one.
    pub fn browser(&self) -> Browser {
        let origin = PUBLIC_URL.parse().expect("this is an address");
        Browser::new(self.router().clone(), origin)
    }

    /// A colleague of this role, signed in; hired if there is none yet.
    ///
    /// # Panics
    /// When signing in fails.
    pub async fn staff(&self, role: Role) -> Browser {
        let email = format!("{role}@example.com");
        let known = staff::list(self.db.reader()).await;
        let known = known.expect("the staff can be read");
        if !known.iter().any(|member| member.email.as_str() == email) {
            self.hire(role).await;
        }
        let token = staff::sign_in(self, &email, PASSWORD, "127.0.0.1").await;
        let token = token.expect("the colleague can sign in");
        self.browser().with_cookie(cookies::STAFF, token.as_str())
    }
}
